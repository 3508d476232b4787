"""Reads named entities from JSON lines, plain or gzipped.

A line is `{"doc_id", "text", "source", "ents": [[start, end, label], …]}`; offsets count characters.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A text and its entities (start, end, label), by character offsets, disjoint."""

    doc_id: str
    text: str
    source: str
    entities: tuple[tuple[int, int, str], ...]


def read_names(path: Path) -> Iterator[NamedDocument]:
    """Documents in the order of the file."""
    data = path.read_bytes()
    for number, line in enumerate((gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()):
        row = json.loads(line)
        entities = tuple((start, end, label) for start, end, label in row["ents"])
        yield NamedDocument(row.get("doc_id", str(number)), row["text"], row["source"], entities)
