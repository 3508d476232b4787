"""SQLite: three tables with their keys, and a full-text index of what was said."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from attrib.batch.results import Read
from attrib.batch.writers.layout import Layout
from attrib.batch.writers.tables import make_table_rows, make_tables

_AT_ONCE: Final = 500
"""Documents that are inserted by one statement."""

_FULL_TEXT: Final = """
CREATE VIRTUAL TABLE contents USING fts5 (content, content = 'attributions', content_rowid = 'rowid');
INSERT INTO contents (contents) VALUES ('rebuild');
INSERT INTO contents (contents) VALUES ('optimize');
"""


def write_sqlite(documents: Iterator[Read], path: Path, layout: Layout) -> None:
    """A new database. It is of no use before it is whole, so it is written without a journal of its own."""
    tables = make_tables(layout)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        for table in tables:
            database.execute(table.create)
        while group := list(islice(documents, _AT_ONCE)):
            for table, rows in zip(tables, zip(*(make_table_rows(d, layout) for d in group), strict=True), strict=True):
                holes = ", ".join("?" * len(table.columns))
                database.executemany(
                    f"INSERT INTO {table.name} VALUES ({holes})", (row for some in rows for row in some)
                )
        for statement in (statement for table in tables for statement in table.create_indexes):
            database.execute(statement)
        database.commit()
        database.executescript(_FULL_TEXT)
