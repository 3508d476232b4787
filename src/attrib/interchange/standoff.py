"""The lines of a brat .ann file: marks on the text, relations between marks, attributes and notes of marks.

Offsets count characters. brat wants a mark that runs over a line break cut there; `cut_lines` and `join_lines` do and
undo that. Events are refused; normalisations and equivalences, which say nothing of attributions, are passed over.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from attrib.errors import CorpusError
from attrib.records import Parts

_MARK: Final = re.compile(r"(T\S+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?")
_RELATION: Final = re.compile(r"(R\S+)\t(\S+) Arg1:(\S+) Arg2:(\S+)\s*")
_ATTRIBUTE: Final = re.compile(r"([AM]\S+)\t(\S+) (\S+)(?: (\S+))?\s*")
_NOTE: Final = re.compile(r"(#\S*)\t(\S+) (\S+)(?:\t(.*))?")

_FORMS: Final = {
    "T": "'T1<tab>Source 0 9;12 20<tab>words'",
    "R": "'R1<tab>HasSource Arg1:T1 Arg2:T2'",
    "A": "'A1<tab>Type T1 direct'",
    "M": "'A1<tab>Type T1 direct'",
    "#": "'#1<tab>AnnotatorNotes T1<tab>words'",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Words with a type."""

    line: int
    type: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of the mark with the id `of`: a relation to another mark, an attribute's value, a note."""

    line: int
    type: str
    of: str
    value: str


@dataclass(frozen=True, slots=True)
class Standoff:
    """What an .ann file says, marks by their ids, all in the order of the file."""

    marks: dict[str, Mark] = field(default_factory=dict)
    relations: list[Said] = field(default_factory=list)
    attributes: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)


def read_standoff(ann: str, text: str, path: Path) -> Standoff:
    """The lines of `ann`, which is on `text`; `path` is where it was read, for complaints.

    Raises:
        CorpusError: a line does not have the form it should have, or marks other words than it says.
    """
    found = Standoff()
    for number, line in enumerate(ann.split("\n"), start=1):
        line = line.removesuffix("\r")
        try:
            _read_line(found, number, line, text)
        except ValueError as error:
            raise CorpusError(path, number, str(error)) from error
    return found


def _read_line(found: Standoff, number: int, line: str, text: str) -> None:
    kind = line[:1]
    if match := _MARK.fullmatch(line):
        name, type_, offsets, words = match.groups()
        if name in found.marks:
            raise ValueError(f"there is a {name} already; give it a new number")
        found.marks[name] = Mark(number, type_, _read_parts(name, offsets, words, text))
    elif match := _RELATION.fullmatch(line):
        found.relations.append(Said(number, *match.groups()[1:]))
    elif match := _ATTRIBUTE.fullmatch(line):
        found.attributes.append(Said(number, *match.groups(default="")[1:]))
    elif match := _NOTE.fullmatch(line):
        found.notes.append(Said(number, *match.groups(default="")[1:]))
    elif kind == "E":
        raise ValueError("an event; make it relations from a Content to the other marks, as docs/interchange.md shows")
    elif kind in _FORMS:
        raise ValueError(f"'{line[:40]}' does not have the form {_FORMS[kind]}")
    elif line.strip() and kind not in ("N", "*"):
        raise ValueError(f"'{line[:40]}' is no annotation of brat: lines begin with T, R, A or #")


def _read_parts(name: str, offsets: str, words: str | None, text: str) -> Parts:
    numbers = [tuple(map(int, pair.split())) for pair in offsets.split(";")]
    parts = tuple(sorted((start, end) for start, end in numbers))
    if not all(start < end <= len(text) for start, end in parts):
        raise ValueError(f"{name} is at {offsets}, but the text has {len(text)} characters: it must lie inside it")
    marked = " ".join(" ".join(text[start:end] for start, end in parts).split())
    if words is not None and " ".join(words.split()) != marked:
        raise ValueError(
            f"{name} should be '{words[:40]}', but the text has '{marked[:40]}' there: "
            "put beside it the .txt file that was annotated, or mend the offsets"
        )
    return parts


def cut_lines(text: str, parts: Parts) -> Parts:
    """The parts, cut at every line break, without white space at the edges of lines."""
    pieces = []
    for start, end in parts:
        at = start
        for line in text[start:end].splitlines(keepends=True):
            if words := line.strip():
                first = at + line.index(words)
                pieces.append((first, first + len(words)))
            at += len(line)
    return tuple(pieces)


def join_lines(text: str, parts: Iterable[tuple[int, int]]) -> Parts:
    """The parts, those joined that only a line break stands between; a blank line keeps them apart."""
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        between = text[joined[-1][1] : start] if joined else ""
        if between.isspace() and len(f"{between}.".splitlines()) == 2:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
