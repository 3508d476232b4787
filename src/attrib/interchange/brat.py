"""Records as brat stand-off, and back: an .ann file beside the .txt of a document.

Every role is a mark. Relations lead from a content to what belongs to it, so that a cue or source may be missing, and
may serve several contents; attributes stand on the content. What brat has no line for stands in a note of the content,
the record as JSON. Where somebody has since changed a line, the line counts and not the note.
"""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from attrib.errors import CorpusError
from attrib.interchange.standoff import Mark, Said, Standoff, cut_lines, join_lines, read_standoff
from attrib.layout import find_paragraphs
from attrib.marks import pair_marks
from attrib.records import (
    Act,
    Addressee,
    Attribution,
    Extent,
    Modality,
    Moment,
    Parts,
    Polarity,
    QuotationType,
    Stance,
    Tense,
)

CONTENT: Final = "Content"
NOTE: Final = "Attribution"
"""The type of our notes; others are somebody's remarks."""

ROLES: Final[Mapping[str, type[Extent]]] = {
    "source": Extent,
    "cue": Extent,
    "addressee": Addressee,
    "medium": Extent,
    "time": Moment,
    "place": Extent,
}
ATTRIBUTES: Final[Mapping[str, type[StrEnum]]] = {
    "type": QuotationType,
    "act": Act,
    "polarity": Polarity,
    "modality": Modality,
    "tense": Tense,
    "stance": Stance,
}
LINKS: Final = {"continues": "Continues", "parent": "Inside"}
"""Relations between contents."""

_RELATIONS: Final = {f"Has{role.capitalize()}": role for role in ROLES} | {name: link for link, name in LINKS.items()}
_ATTRIBUTES: Final = {name.capitalize(): name for name in ATTRIBUTES}
_RESTS_ON: Final = {"speakers": "source", "act_score": "act", "content_parts": "content", "depth": "parent"}
"""Fields that are in the note alone, and hold only while the words, act or link that they are about stay the same."""

_WORD: Final = re.compile(r"\w+")


def annotation_conf() -> str:
    """What brat must find in `annotation.conf`, in the folder of the .ann files or above it."""
    roles = [role.capitalize() for role in ROLES]
    relations = [f"Has{role}\tArg1:{CONTENT}, Arg2:{role}" for role in roles]
    relations += [f"{name}\tArg1:{CONTENT}, Arg2:{CONTENT}" for name in LINKS.values()]
    values = {name: "|".join(kind) for name, kind in ATTRIBUTES.items()}
    sections = {
        "entities": [CONTENT, *roles],
        "relations": [*relations, "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"],
        "events": [],
        "attributes": [f"{name.capitalize()}\tArg:{CONTENT}, Value:{of}" for name, of in values.items()],
    }
    return "\n".join(f"[{title}]\n" + "".join(f"{line}\n" for line in lines) for title, lines in sections.items())


def to_ann(text: str, records: Iterable[Attribution]) -> str:
    """The lines of an .ann file; `text` is the document as the records count it, and must be the .txt beside it."""
    records = list(records)
    names = {record.id: f"T{number}" for number, record in enumerate(records, start=1)}
    marks = {name: (CONTENT, cut_lines(text, r.content.parts)) for r, name in zip(records, names.values(), strict=True)}
    shared: dict[tuple[str, Parts], str] = {}
    lines: dict[str, list[str]] = {"R": [], "A": [], "#": []}
    for record in records:
        content = names[record.id]
        for role in ROLES:
            if (extent := getattr(record, role)) is not None:
                mark = (role.capitalize(), cut_lines(text, extent.parts))
                name = shared.setdefault(mark, f"T{len(marks) + 1}")
                marks[name] = mark
                lines["R"].append(f"Has{mark[0]} Arg1:{content} Arg2:{name}\t")
        ends = {link: names.get(getattr(record, link)) for link in LINKS}
        lines["R"] += [f"{LINKS[link]} Arg1:{content} Arg2:{end}\t" for link, end in ends.items() if end]
        values = {name: getattr(record, name) for name in ATTRIBUTES}
        lines["A"] += [f"{name.capitalize()} {content} {value}" for name, value in values.items() if value]
        lines["#"].append(f"{NOTE} {content}\t{json.dumps(record.to_dict())}")
    written = [_mark_line(name, *mark, text) for name, mark in marks.items()]
    written += [f"{kind}{i}\t{line}\n" for kind, of in lines.items() for i, line in enumerate(of, start=1)]
    return "".join(written)


def from_ann(ann: str, text: str, path: Path) -> list[Attribution]:
    """The records of an .ann file and the text that it is on; `path` is where it was read, for complaints.

    Records have what the lines say. A type that nobody has marked is read off the quotation marks.

    Raises:
        CorpusError: a line is not as it should be, or does not go with another one.
    """
    return _Reader(read_standoff(ann, text, path), text, path).read()


class _Reader:
    """The contents of a file, and what belongs to each."""

    def __init__(self, found: Standoff, text: str, path: Path) -> None:
        self._text, self._path = text, path
        self._marks = found.marks
        self._values: dict[str, dict[str, Any]] = {
            name: {"content": self._extent(Extent, mark)} for name, mark in found.marks.items() if mark.type == CONTENT
        }
        self._notes = {note.of: self._read_note(note) for note in found.notes if note.type == NOTE}
        self._ids = self._name_contents()
        for relation in found.relations:
            if relation.type in _RELATIONS:
                self._relate(relation, _RELATIONS[relation.type])
        for attribute in found.attributes:
            if attribute.type in _ATTRIBUTES:
                self._tell(attribute, _ATTRIBUTES[attribute.type])

    def read(self) -> list[Attribution]:
        """The records, by their first character."""
        records = [self._record(name) for name in self._values]
        return sorted(records, key=lambda record: record.start)

    def _record(self, name: str) -> Attribution:
        values = {"type": None, "cue": None, "source": None} | self._values[name]
        values["type"] = values["type"] or _type_by_marks(self._text, values["content"].parts)
        said = Attribution(id=self._ids[name], depth=self._depth(name), **values)
        noted = self._notes.get(name)
        return said if noted is None else self._complete(said, noted)

    def _complete(self, said: Attribution, noted: Attribution) -> Attribution:
        """What the lines say, and what the note says of that which has not changed."""

        def unchanged(field: str) -> bool:
            now, before = getattr(said, field), getattr(noted, field)
            if isinstance(before, Extent):
                return now is not None and now.parts == join_lines(self._text, cut_lines(self._text, before.parts))
            if field in LINKS and before not in self._ids.values():
                return now is None
            return bool(now == before)

        kept: dict[str, Any] = {"score": noted.score}
        for field in (*_RESTS_ON, *LINKS, "content", *ROLES):
            if unchanged(_RESTS_ON.get(field, field)):
                kept[field] = getattr(noted, field)
        return replace(said, **kept)

    def _relate(self, relation: Said, field: str) -> None:
        type_, ends = relation.type, [self._marks.get(name) for name in (relation.of, relation.value)]
        types = [mark.type if mark else "mark that is not there" for mark in ends]
        wanted = CONTENT if field in LINKS else field.capitalize()
        if ends[1] is None or types != [CONTENT, wanted]:
            reason = f"{type_} leads from a {types[0]} to a {types[1]}; it must lead from a {CONTENT} to a {wanted}"
            raise CorpusError(self._path, relation.line, reason)
        if field in self._values[relation.of]:
            reason = f"{relation.of} has two {type_}; keep one, to a mark of several parts if need be"
            raise CorpusError(self._path, relation.line, reason)
        value = self._ids[relation.value] if field in LINKS else self._extent(ROLES[field], ends[1])
        self._values[relation.of][field] = value

    def _tell(self, attribute: Said, field: str) -> None:
        kind = ATTRIBUTES[field]
        if attribute.of not in self._values:
            reason = f"{attribute.type} stands on {attribute.of}, which is no {CONTENT}; move it to one"
            raise CorpusError(self._path, attribute.line, reason)
        if attribute.value not in set(kind):
            reason = f"{attribute.type} is '{attribute.value}'; it must be one of {', '.join(kind)}"
            raise CorpusError(self._path, attribute.line, reason)
        self._values[attribute.of][field] = kind(attribute.value)

    def _read_note(self, note: Said) -> Attribution:
        try:
            return Attribution.from_dict(json.loads(note.value))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"the note holds no record any more ({error}); delete the line"
            raise CorpusError(self._path, note.line, reason) from error

    def _name_contents(self) -> dict[str, str]:
        """The id of each content's record: that of its note, or a new one in the order of the text."""
        ids = {name: note.id for name, note in self._notes.items() if name in self._values}
        unused = (f"a{number}" for number in itertools.count() if f"a{number}" not in ids.values())
        for name in sorted(self._values, key=lambda name: self._marks[name].parts):
            if name not in ids:
                ids[name] = next(unused)
        return ids

    def _depth(self, name: str) -> int:
        """How many contents this one lies in by its relations."""
        names = {record: mark for mark, record in self._ids.items()}
        above = [name]
        while (parent := self._values[above[-1]].get("parent")) is not None:
            above.append(names[parent])
            if len(above) > len(names):
                reason = f"{name} lies inside itself; delete one of its {LINKS['parent']}"
                raise CorpusError(self._path, self._marks[name].line, reason)
        return len(above) - 1

    def _extent(self, kind: type[Extent], mark: Mark) -> Extent:
        return kind.cut(self._text, join_lines(self._text, mark.parts))


def _mark_line(name: str, type_: str, parts: Parts, text: str) -> str:
    offsets = ";".join(f"{start} {end}" for start, end in parts)
    return f"{name}\t{type_} {offsets}\t{' '.join(text[start:end] for start, end in parts)}\n"


def _type_by_marks(text: str, parts: Parts) -> QuotationType:
    """Direct if all words stand inside quotation marks, indirect if none does, else mixed."""
    quotations = pair_marks(text, find_paragraphs(text))
    inside = [any(q.start <= at < q.end for q in quotations) for at in _words(text, parts)]
    if not any(inside):
        return QuotationType.INDIRECT
    return QuotationType.DIRECT if all(inside) else QuotationType.MIXED


def _words(text: str, parts: Parts) -> Iterator[int]:
    return (match.start() for start, end in parts for match in _WORD.finditer(text, start, end))
