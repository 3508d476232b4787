"""The frame of one attribution: its roles as tokens, and the field of short phrases that belongs to its cue.

The field ends where another clause begins. It lies inside the cue, after it, between it and its source, and before the
two where a clause begins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc, Span

from attrib.facts.noun_phrases import is_medium, read_noun_phrase
from attrib.facts.phrases import Kind, Phrase, read_phrase
from attrib.grammar import is_finite, lemmas_of, tag_of
from attrib.lexicon import circumstances

_OPENING: Final = frozenset((",", ";", ":", "—", "–", "-", "--", "(", '"', "“", "”", "and", "but", "or", "that", "as"))
"""What a clause may begin after."""

_LONGEST_HEAD: Final = 8
"""Tokens of a phrase that a relative clause hangs on."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The roles of one attribution as tokens, and where its cue's sentence begins and ends."""

    doc: Doc
    cue: frozenset[int]
    source: frozenset[int]
    content: frozenset[int]
    first: int
    end: int

    def room(self, i: int) -> int:
        """Where the content or the sentence stops a phrase that begins here."""
        return next((j for j in range(i, self.end) if j in self.content), self.end)


def make_frame(doc: Doc, cue: list[Span], source: list[Span], contents: list[Span]) -> Frame:
    """The frame of roles of which the cue is not empty."""
    sentence = cue[-1].sent if doc.has_annotation("SENT_START") else doc[:]
    return Frame(doc, _tokens(cue), _tokens(source), _tokens(contents), sentence.start, sentence.end)


def read_field(frame: Frame) -> Iterator[Phrase]:
    """The phrases that belong to the cue, the nearest first."""
    first, last = min(frame.cue), max(frame.cue)
    source = [i for i in frame.source if i >= frame.first]
    yield from read_between(frame, first, last + 1)
    yield from _after(frame, last + 1)
    if source and max(source) < first:
        yield from _gap(frame, max(source) + 1, first)
    anchor = min(first, *source) if source else first
    yield from _hanging(frame, anchor)
    yield from _before(frame, anchor)
    if not source:
        yield from _opening(frame)


def read_between(frame: Frame, start: int, stop: int) -> Iterator[Phrase]:
    """Every phrase that begins between these tokens; it may reach beyond them, not into the content."""
    i = start
    while i < stop:
        phrase = None if i in frame.content else read_phrase(frame.doc, i, frame.room(i))
        if phrase is not None:
            yield phrase
        i = phrase.end if phrase else i + 1


def _gap(frame: Frame, start: int, stop: int) -> Iterator[Phrase]:
    """Phrases between source and cue; where another verb stands there, a place is more likely that verb's.

    So is "since" of whatever stands there: "Lund, in office since May, said".
    """
    clause = any(map(is_finite, frame.doc[start:stop]))
    for phrase in read_between(frame, start, stop):
        since = phrase.kind is Kind.TIME and frame.doc[phrase.start].lower_ == "since"
        if not since and not (clause and phrase.kind is Kind.PLACE):
            yield phrase


def _tokens(spans: list[Span]) -> frozenset[int]:
    return frozenset(i for span in spans for i in range(span.start, span.end))


def _after(frame: Frame, i: int) -> Iterator[Phrase]:
    """Phrases in a row after the cue; source, content and one object may stand among them."""
    objects = 1
    while i < frame.end:
        token = frame.doc[i]
        if i in frame.content:
            while i < frame.end and i in frame.content:
                i += 1
            if i < frame.end and frame.doc[i].text == "," and not _is_speaking(frame, i + 1):
                return
        elif i in frame.source or i in frame.cue or token.text == "," or token.is_quote or _is_speaking(frame, i):
            i += 1
        elif phrase := read_phrase(frame.doc, i, frame.room(i)):
            yield phrase
            i = phrase.end
        elif objects and (found := read_noun_phrase(frame.doc, i, frame.room(i))):
            objects -= 1
            i = found[0]
        else:
            return


def _hanging(frame: Frame, anchor: int) -> Iterator[Phrase]:
    """What a relative clause hangs on: "on Monday, when he said", "the hearing at which she said"."""
    doc, end = frame.doc, anchor - 1
    if end < frame.first or doc[end].lower_ not in ("when", "where", "which"):
        return
    timed = doc[end].lower_ == "when"
    if doc[end].lower_ == "which":
        end -= 1
        if tag_of(doc[end]) != "IN":
            return
    end -= end > frame.first and doc[end - 1].text == ","
    for start in range(max(frame.first, end - _LONGEST_HEAD), end):
        phrase = read_phrase(doc, start, end)
        if timed and phrase and phrase.kind is Kind.TIME and phrase.end == end:
            yield phrase
            return
        inside = start > frame.first and tag_of(doc[start - 1])[:2] in ("DT", "JJ", "NN", "PR")
        found = None if timed or phrase or inside else read_noun_phrase(doc, start, end)
        if found and is_medium(doc[found[1]]):
            row = [Phrase(Kind.MEDIUM, start, found[0], found[1], start), *_row(frame, found[0], end)]
            if row[-1].end == end:
                yield from row
                return


def _before(frame: Frame, anchor: int) -> Iterator[Phrase]:
    """Phrases in a row that end where source or cue begin, and begin where a clause does."""
    for start in range(frame.first, anchor):
        opens = start == frame.first or frame.doc[start - 1].lower_ in _OPENING or start - 1 in frame.content
        if opens and start not in frame.content and (row := _row(frame, start, anchor)):
            yield from row
            return


def _row(frame: Frame, i: int, anchor: int) -> list[Phrase]:
    row = []
    while i < anchor:
        token = frame.doc[i]
        if i in frame.content or token.lower_ in (",", "when") or token.is_quote or token.is_space:
            i += 1
        elif phrase := read_phrase(frame.doc, i, min(anchor, frame.room(i))):
            row.append(phrase)
            i = phrase.end
        elif _is_speaking(frame, i):
            found = read_noun_phrase(frame.doc, i + 1, anchor) if "address" in lemmas_of(token) else None
            if found:
                row.append(Phrase(Kind.ADDRESSEE, i + 1, found[0], found[1], i + 1))
            i = found[0] if found else i + 1
        else:
            return row if _is_aside(frame, i, anchor) else []
    return row


def _is_speaking(frame: Frame, i: int) -> bool:
    """Whether it is the participle of "speaking at a rally, she said"."""
    if i >= frame.end or tag_of(frame.doc[i]) != "VBG":
        return False
    return not lemmas_of(frame.doc[i]).isdisjoint(circumstances("speaking"))


def _is_aside(frame: Frame, i: int, anchor: int) -> bool:
    """Whether what follows a row, up to the comma before source or cue, only describes the row's last phrase."""
    between = frame.doc[i:anchor]
    if frame.doc[anchor - 1].text != "," or any(token.i in frame.content for token in between):
        return False
    return tag_of(between[0]) in ("VBN", "VBG") or not any(map(is_finite, between))


def _opening(frame: Frame) -> list[Phrase]:
    """Phrases in a row at the beginning of the sentence, before a comma: for a cue without a source beside it."""
    i, row = frame.first, []
    while i < min(frame.cue) and (phrase := read_phrase(frame.doc, i, frame.room(i))):
        row.append(phrase)
        i = phrase.end
    return row if frame.doc[i].text == "," else []
