"""JSON lines, CSV and TSV, each also compressed as the name of the file says."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from attrib.batch.columns import meta_columns, record_cells, record_columns
from attrib.batch.forms import create_compressed
from attrib.batch.results import Read, speaker_labels
from attrib.batch.writers.layout import Layout, Rows, make_rows

DOCUMENT_CELLS = ("text", "encoding", "words", "attributions")
"""What a row of CSV has where it is a document; "attributions" is their JSON."""


def write_jsonl(documents: Iterator[Read], path: Path, layout: Layout, compression: str) -> None:
    """A JSON object a line."""
    with _create_text(path, compression) as stream:
        for row in make_rows(documents, layout):
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(documents: Iterator[Read], path: Path, layout: Layout, compression: str, delimiter: str = ",") -> None:
    """A head line, and a row of cells a line; what is not there is an empty cell. "speaker" has the names in short."""
    of_record = ("speaker", *(column.name for column in record_columns()))
    own = DOCUMENT_CELLS if layout.rows is Rows.DOCUMENTS else of_record
    with _create_text(path, compression) as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        meta = [column.name for column in meta_columns(layout.meta)]
        writer.writerow(["doc_id", *meta, *own, "model", "model_version"])
        for document in documents:
            head = (document.doc_id, *document.meta.values())
            writer.writerows(
                (*head, *cells, layout.model, layout.model_version) for cells in _cells(document, layout.rows)
            )


def write_tsv(documents: Iterator[Read], path: Path, layout: Layout, compression: str) -> None:
    """CSV with tabs."""
    write_csv(documents, path, layout, compression, delimiter="\t")


def _cells(document: Read, rows: Rows) -> Iterator[tuple[object, ...]]:
    if rows is Rows.DOCUMENTS:
        records = json.dumps(document.records, ensure_ascii=False)
        yield document.text, document.encoding, document.words, records
    else:
        yield from (("; ".join(speaker_labels(record)), *record_cells(record)) for record in document.records)


@contextmanager
def _create_text(path: Path, compression: str) -> Iterator[IO[str]]:
    with create_compressed(path, compression) as stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
        yield text
