"""What rows of an output look like, in whatever form they are written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from attrib.batch.columns import CellType
from attrib.batch.results import Read, Record


class Rows(StrEnum):
    """What a row of an output is."""

    ATTRIBUTIONS = "attributions"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Layout:
    """What the rows of one output have in common: what each is, kept metadata with its types, and the model."""

    rows: Rows
    meta: Mapping[str, CellType]
    model: str
    model_version: str


Write = Callable[[Iterator[Read], Path, Layout], None]
"""Writes documents, in their order, to a new file."""


def make_rows(documents: Iterator[Read], layout: Layout) -> Iterator[dict[str, Any]]:
    """A row an attribution, or a document with its attributions in a list. "meta" is there if anything is kept."""
    for document in documents:
        if layout.rows is Rows.DOCUMENTS:
            yield _document_row(document, layout)
        else:
            yield from (_attribution_row(document, record, layout) for record in document.records)


def _attribution_row(document: Read, record: Record, layout: Layout) -> dict[str, Any]:
    return _head(document) | record | _model(layout)


def _document_row(document: Read, layout: Layout) -> dict[str, Any]:
    own = {"text": document.text, "encoding": document.encoding, "words": document.words}
    return _head(document) | own | {"attributions": document.records} | _model(layout)


def _head(document: Read) -> dict[str, Any]:
    return {"doc_id": document.doc_id} | ({"meta": document.meta} if document.meta else {})


def _model(layout: Layout) -> dict[str, str]:
    return {"model": layout.model, "model_version": layout.model_version}
