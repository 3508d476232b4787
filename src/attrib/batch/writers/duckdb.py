"""DuckDB: the same three tables as SQLite. Rows come to it as Arrow tables, for it inserts single rows slowly."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

from attrib.batch.forms import load_library
from attrib.batch.results import Read
from attrib.batch.writers.arrow import cell_type
from attrib.batch.writers.layout import Layout
from attrib.batch.writers.tables import Table, make_table_rows, make_tables

_AT_ONCE: Final = 2_000
"""Documents that are inserted by one statement."""


def write_duckdb(documents: Iterator[Read], path: Path, layout: Layout) -> None:
    """A new database."""
    tables = make_tables(layout)
    with closing(load_library("duckdb", "DuckDB").connect(str(path))) as database:
        for table in tables:
            database.execute(table.create)
        while group := list(islice(documents, _AT_ONCE)):
            for table, rows in zip(tables, zip(*(make_table_rows(d, layout) for d in group), strict=True), strict=True):
                database.register("rows", _arrow_table(table, [row for some in rows for row in some]))
                database.execute(f"INSERT INTO {table.name} SELECT * FROM rows")
                database.unregister("rows")
        for statement in (statement for table in tables for statement in table.create_indexes):
            database.execute(statement)
        database.execute("CHECKPOINT")


def _arrow_table(table: Table, rows: list[tuple[Any, ...]]) -> Any:
    arrow = load_library("pyarrow", "DuckDB")
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    arrays = [arrow.array(cells, cell_type(column.type)) for cells, column in zip(columns, table.columns, strict=True)]
    return arrow.table(arrays, [column.name for column in table.columns])
