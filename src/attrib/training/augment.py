"""Rewrites gold documents as other writers would have set them: other names, quotation marks, line breaks, capitals.

PolNeAR is US campaign news: half of its names are two people's, its paragraphs are divided by blank lines, its
quotation marks are straight or curly. Each rewriting moves relations and entities along; which ones a document gets is
drawn anew each epoch.
"""

import bisect
import gzip
import json
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from attrib.corpora.gold import GoldDocument
from attrib.layout import find_paragraphs
from attrib.marks import pair_marks
from attrib.scoring import Relation
from attrib.training.gold import Annotated, Entities

Edit = tuple[int, int, str]
Offsets = tuple[int, int]

_WIDTHS: Final = (60, 72, 80)
_STYLES: Final = (('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"), ("„", "“"), ("«", "»"), ("``", "''"))


@dataclass(frozen=True, slots=True)
class Names:
    """People named in the documents, and names to put in their place.

    `mentions` are character offsets by document; `donors` are (given name, surname).
    """

    mentions: dict[str, list[Offsets]]
    donors: list[tuple[str, str]]

    @classmethod
    def read(cls, mentions: Path, donors: Path) -> "Names":
        """From two files of JSON lines of `{"doc_id", "text", "ents": [[start, end, label], …]}`, plain or gzipped."""
        found = {row["doc_id"]: _people(row) for row in _read_lines(mentions)}
        named = {row["text"][start:end] for row in _read_lines(donors) for start, end in _people(row)}
        parts = (name.split() for name in sorted(named))
        return cls(found, [(part[0], part[1]) for part in parts if len(part) == 2 and "".join(part).isalpha()])


def augment(document: Annotated, names: Names, draw: random.Random) -> Annotated:
    """The document, or a rewriting of it: two in three of those with gold relations, in one or several ways."""
    for chance, rewriting in _rewritings(names):
        if document.gold is not None and draw.random() < chance:
            edits = rewriting(document.gold, draw)
            gold, entities = rewrite(document.gold, edits), document.entities
            if entities is not None:
                edited = Edited(document.text, edits)
                found = ((*edited.move(start, end), label) for start, end, label in entities.found)
                entities = Entities(tuple(found), entities.full)
            document = replace(document, text=gold.text, gold=gold, entities=entities)
    return document


def rewrite(document: GoldDocument, edits: Iterable[Edit]) -> GoldDocument:
    """The document with parts of its text replaced; edits (start, end, replacement) must not overlap."""
    edited = Edited(document.text, edits)

    def move(relation: Relation) -> Relation:
        roles = (relation.source, relation.cue, relation.content)
        return Relation(*(tuple(edited.move(start, end) for start, end in parts) for parts in roles))

    annotations = {who: [move(relation) for relation in found] for who, found in document.annotations.items()}
    return GoldDocument(document.doc_id, edited.text, annotations)


class Edited:
    """A text after edits, and where its parts have gone; an edge inside a part that was replaced goes to its edge."""

    def __init__(self, text: str, edits: Iterable[Edit]) -> None:
        """Replace parts of a text; edits must not overlap."""
        self._edits = sorted(edits)
        self._ends, self._grown = [0], [0]
        pieces, last = [], 0
        for start, end, replacement in self._edits:
            pieces += [text[last:start], replacement]
            last = end
            self._ends.append(end)
            self._grown.append(self._grown[-1] + len(replacement) - (end - start))
        self.text = "".join([*pieces, text[last:]])

    def move(self, start: int, end: int) -> Offsets:
        """Where an extent is now."""
        return self._move(start, is_end=False), self._move(end, is_end=True)

    def _move(self, offset: int, *, is_end: bool) -> int:
        done = bisect.bisect_right(self._ends, offset) - 1
        if done < len(self._edits) and self._edits[done][0] < offset:
            start, _, replacement = self._edits[done]
            return start + self._grown[done] + (len(replacement) if is_end else 0)
        return offset + self._grown[done]


def _rewritings(names: Names) -> list[tuple[float, Callable[[GoldDocument, random.Random], list[Edit]]]]:
    return [
        (0.5, lambda document, draw: rename(document, names, draw)),
        (0.1, restyle_marks),
        (0.05, lose_marks),
        (0.05, wrap_lines),
        (0.05, lambda document, draw: [(m.start(), m.end(), "\n") for m in re.finditer(r"\n\n+", document.text)]),
        (0.05, lambda document, draw: capitalise_headline(document)),
    ]


def rename(document: GoldDocument, names: Names, draw: random.Random) -> list[Edit]:
    """Every person gets another name, the same one throughout."""
    text = document.text
    mentions = [(start, end, text[start:end].split()) for start, end in names.mentions.get(document.doc_id, [])]
    new: dict[str, str] = {}
    for _, _, words in mentions:
        if len(words) > 1 and words[-1] not in new:
            given, surname = draw.choice(names.donors)
            new[words[-1]] = surname
            new.setdefault(words[0], given)
    edits = []
    for start, end, words in mentions:
        if len(words) == 1:
            words = [new.setdefault(words[0], draw.choice(names.donors)[1])]
        else:
            words = [new.get(words[0], words[0]), new[words[-1]]]
        edits.append((start, end, " ".join(words)))
    return edits


def restyle_marks(document: GoldDocument, draw: random.Random) -> list[Edit]:
    """All outermost quotations get the marks of one other style."""
    opening, closing = draw.choice(_STYLES)
    edits = []
    for first, last in outermost(document.text):
        edits += [(*first, opening), (*last, closing)]
    return edits


def lose_marks(document: GoldDocument, draw: random.Random) -> list[Edit]:
    """One in four quotation marks is missing."""
    marks = [mark for pair in outermost(document.text) for mark in pair]
    return [(start, end, "") for start, end in marks if draw.random() < 0.25]


def wrap_lines(document: GoldDocument, draw: random.Random, width: int | None = None) -> list[Edit]:
    """Lines are broken at one width, in characters."""
    width = width or draw.choice(_WIDTHS)
    edits = []
    for start, end in find_paragraphs(document.text):
        line, blank = start, -1
        for match in re.finditer(r" |$", document.text[start:end]):
            at = start + match.start()
            if at - line > width and blank > line:
                edits.append((blank, blank + 1, "\n"))
                line = blank + 1
            blank = at
    return edits


def capitalise_headline(document: GoldDocument) -> list[Edit]:
    """The first line is in capitals."""
    headline = document.text.partition("\n")[0]
    return [(match.start(), match.end(), match[0].upper()) for match in re.finditer(r"\w+", headline)]


def outermost(text: str) -> list[tuple[Offsets, Offsets]]:
    """The opening and the closing mark of each double-marked quotation that is not inside another."""
    found = []
    for quotation in pair_marks(text, find_paragraphs(text)):
        start, end = quotation.start, quotation.end
        if quotation.depth == 1 and text[start] in '"“' and text[end - 1] in '"”' and end - start > 1:
            found.append(((start, start + 1), (end - 1, end)))
    return found


def _people(row: dict[str, Any]) -> list[Offsets]:
    return [(start, end) for start, end, label in row["ents"] if label == "PERSON"]


def _read_lines(path: Path) -> Iterable[dict[str, Any]]:
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    return (json.loads(line) for line in lines)
