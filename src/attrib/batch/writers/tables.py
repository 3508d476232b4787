"""The three tables of a database: documents, their attributions, and whom these are attributed to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from attrib.batch.columns import CellType, Column, meta_columns, record_cells, record_columns
from attrib.batch.results import Read, Record, speaker_label
from attrib.batch.writers.layout import Layout

TEXT, INTEGER = CellType.TEXT, CellType.INTEGER

_SPEAKER: Final = ("label", "name", "kind", "details")
"""Columns of a speaker: name or words, the name if it is known, the sort of speaker, and all that is known, as JSON."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, and what SQL says of its keys."""

    name: str
    columns: tuple[Column, ...]
    keys: str
    indexed: tuple[str, ...] = ()

    @property
    def create(self) -> str:
        """The statement that creates it."""
        columns = "".join(f'"{quoted(column.name)}" {column.type.value}, ' for column in self.columns)
        return f"CREATE TABLE {self.name} ({columns}{self.keys})"

    @property
    def create_indexes(self) -> list[str]:
        """The statements that create its indexes."""
        return [f"CREATE INDEX {self.name}_by_{column} ON {self.name} ({column})" for column in self.indexed]


def quoted(name: str) -> str:
    """A name as it stands between double quotes in SQL."""
    return name.replace('"', '""')


def make_tables(layout: Layout) -> tuple[Table, Table, Table]:
    """The tables of documents, attributions and speakers."""
    own = (Column("text", TEXT), Column("encoding", TEXT), Column("words", INTEGER))
    model = (Column("model", TEXT), Column("model_version", TEXT))
    documents = (Column("doc_id", TEXT), *meta_columns(layout.meta), *own, *model)
    attributions = (Column("doc_id", TEXT), *record_columns())
    speaker = tuple(Column(name, TEXT) for name in _SPEAKER)
    speakers = (Column("doc_id", TEXT), Column("attribution", TEXT), Column("number", INTEGER), *speaker)
    return (
        Table("documents", documents, "PRIMARY KEY (doc_id)"),
        Table(
            "attributions",
            attributions,
            "PRIMARY KEY (doc_id, id), FOREIGN KEY (doc_id) REFERENCES documents (doc_id)",
            ("type",),
        ),
        Table(
            "speakers",
            speakers,
            "PRIMARY KEY (doc_id, attribution, number), "
            "FOREIGN KEY (doc_id, attribution) REFERENCES attributions (doc_id, id)",
            ("label",),
        ),
    )


Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]


def make_table_rows(document: Read, layout: Layout) -> Rows:
    """What a document puts into each of the three tables."""
    doc_id = document.doc_id
    own = (document.text, document.encoding, document.words, layout.model, layout.model_version)
    return (
        [(doc_id, *document.meta.values(), *own)],
        [(doc_id, *record_cells(record)) for record in document.records],
        [
            (doc_id, record["id"], number, *cells)
            for record in document.records
            for number, cells in enumerate(_speaker_rows(record))
        ],
    )


def _speaker_rows(record: Record) -> Iterator[tuple[str | None, ...]]:
    """A row each of a record's speakers; where it has none, one with the words of its source alone."""
    for speaker in record.get("speakers") or ():
        details = json.dumps(speaker, ensure_ascii=False)
        yield speaker_label(speaker), speaker.get("name"), speaker.get("kind"), details
    if not record.get("speakers") and record.get("source"):
        yield record["source"]["text"], None, None, None
