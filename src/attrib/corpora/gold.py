"""Reads gold relations from JSON lines, one document a line, in either of two forms.

PolNeAR as converted here: `{"doc_id", "text", "annotations": {annotator: [{"source": [span, …], "cue": …, "content": …}]}}`,
a span being a list of `[start, end]` parts. Anything else: `{"doc_id", "text", "attributions": [{"source": [[start, end],
…], "cue": …, "content": …}]}`. Offsets count characters. Keys not named here are passed over.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attrib.errors import CorpusError
from attrib.records import Parts
from attrib.scoring import ROLES, Relation


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
    with path.open(encoding="utf8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield _read_document(json.loads(line))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                reason = f"not a gold document ({type(error).__name__}: {error}); see the form in attrib.corpora.gold"
                raise CorpusError(path, number, reason) from error


def read_predictions(path: Path) -> dict[str, list[Relation]]:
    """Predicted relations by document, from JSON lines of `{"doc_id", "attributions": [{"source", "cue", "content"}]}`.

    Raises:
        CorpusError: a line is not JSON, or lacks what its form needs.
    """
    found = {}
    with path.open(encoding="utf8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
                found[row["doc_id"]] = [_read_relation(relation) for relation in row["attributions"]]
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                reason = f"not a line of predictions ({type(error).__name__}: {error})"
                raise CorpusError(path, number, reason) from error
    return found


def _read_document(row: dict[str, Any]) -> GoldDocument:
    if "annotations" in row:
        annotations = {
            annotator: [
                Relation(*(_parts([part for span in relation[role] for part in span]) for role in ROLES))
                for relation in relations
            ]
            for annotator, relations in row["annotations"].items()
        }
    else:
        annotations = {"gold": [_read_relation(relation) for relation in row["attributions"]]}
    return GoldDocument(row["doc_id"], row["text"], annotations)


def _read_relation(row: dict[str, Any]) -> Relation:
    return Relation(*(_parts(row.get(role) or []) for role in ROLES))


def _parts(parts: list[list[int]]) -> Parts:
    return tuple((start, end) for start, end in parts)
