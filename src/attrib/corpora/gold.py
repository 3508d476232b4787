"""Reads gold relations from JSON lines, one document a line, in either of two forms.

PolNeAR as converted here: `{"doc_id", "text", "annotations": {annotator: [relation, …]}}` with relations of the form
`{"source": [span, …], "cue": …, "content": …}`, a span being a list of `[start, end]` parts. Anything else: `{"doc_id",
"text", "attributions": [relation, …]}` with relations of the form `{"source": [[start, end], …], "cue": …, "content":
…}`. Offsets count characters. Keys not named here are passed over.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from attrib.errors import CorpusError
from attrib.records import Parts
from attrib.scoring import ROLES, Relation

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text and its gold relations, by annotator; the first annotator's are the gold where one is meant."""

    doc_id: str
    text: str
    annotations: dict[str, list[Relation]]

    @property
    def relations(self) -> list[Relation]:
        """The first annotator's."""
        return next(iter(self.annotations.values()), [])


def read_gold(path: Path) -> Iterator[GoldDocument]:
    """Documents in the order of the file.

    Raises:
        CorpusError: a line is not JSON, or lacks what its form needs.
    """
    return _read_lines(path, _read_document, "a gold document")


def read_predictions(path: Path) -> dict[str, list[Relation]]:
    """Predicted relations by document, from JSON lines of `{"doc_id", "attributions": [{"source", "cue", "content"}]}`.

    Raises:
        CorpusError: a line is not JSON, or lacks what its form needs.
    """
    return dict(_read_lines(path, _read_prediction, "a line of predictions"))


def _read_lines(path: Path, read: Callable[[dict[str, Any]], Row], what: str) -> Iterator[Row]:
    """What `read` makes of each line that is not blank."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield read(json.loads(line))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                reason = f"not {what} ({type(error).__name__}: {error}); see the form in attrib.corpora.gold"
                raise CorpusError(path, number, reason) from error


def _read_document(row: dict[str, Any]) -> GoldDocument:
    text = row["text"]
    if "annotations" in row:
        annotations = {
            annotator: [
                Relation(*(_parts([part for span in relation[role] for part in span], len(text)) for role in ROLES))
                for relation in relations
            ]
            for annotator, relations in row["annotations"].items()
        }
    else:
        annotations = {"gold": [_read_relation(relation, len(text)) for relation in row["attributions"]]}
    return GoldDocument(row["doc_id"], text, annotations)


def _read_prediction(row: dict[str, Any]) -> tuple[str, list[Relation]]:
    return row["doc_id"], [_read_relation(relation) for relation in row["attributions"]]


def _read_relation(row: dict[str, Any], length: int | None = None) -> Relation:
    return Relation(*(_parts(row.get(role) or [], length) for role in ROLES))


def _parts(parts: list[list[int]], length: int | None) -> Parts:
    for start, end in parts:
        if not (type(start) is type(end) is int and 0 <= start < end and (length is None or end <= length)):
            raise ValueError(f"[{start}, {end}] are no offsets of the text")
    return tuple((start, end) for start, end in parts)
