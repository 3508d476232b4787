"""To whom, through what, when and where something was said: the words beside a cue that tell it.

Around a cue lies a field of short phrases, which ends where another clause begins: inside the cue, after it, between it
and its source, and before the two where the sentence begins. Follows `docs/annotation.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc, Span, Token

from attrib.facts.phrases import Kind, Phrase, is_medium, is_somebody, read_noun_phrase, read_phrase, read_time
from attrib.grammar import PASSIVE_AUXILIARIES, PASSIVE_SUBJECTS, SUBJECTS, is_finite, tag_of
from attrib.lexicon import circumstances


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Each as the annotation guideline cuts it, or None where the text does not tell."""

    addressee: Span | None = None
    medium: Span | None = None
    time: Span | None = None
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class _Frame:
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


_ASKED_TO: Final = frozenset(("to", "if", "whether", "about", "for", "why", "how", "what", "when", "not", "that", "who"))
_OPENING: Final = frozenset((",", ";", ":", "—", "–", "-", "--", "(", '"', "“", "”", "and", "but", "or", "that", "as"))


def find_circumstances(doc: Doc, cue: list[Span], source: list[Span], contents: list[Span]) -> Circumstances:
    """What the text tells beside a cue; all None where the attribution has none."""
    if not cue:
        return Circumstances()
    sentence = _sentence(cue[-1])
    frame = _Frame(doc, _tokens(cue), _tokens(source), _tokens(contents), sentence.start, sentence.end)
    phrases = list(_field(frame))
    addressee = _addressee(frame, phrases)
    medium = _medium(frame, phrases)
    time = _first(phrases, Kind.TIME) or _inner_time(frame, phrases)
    place = _first(phrases, Kind.PLACE) or _inner_place(frame, medium)
    return Circumstances(*(None if tokens is None else doc[tokens[0] : tokens[1]] for tokens in (addressee, medium, time, place)))


def _tokens(spans: list[Span]) -> frozenset[int]:
    return frozenset(i for span in spans for i in range(span.start, span.end))


def _sentence(span: Span) -> Span:
    """The sentence of a span, or the document where nothing has found sentences."""
    doc = span.doc
    return span.sent if doc.has_annotation("SENT_START") else doc[:]


# ------------------------------------------------------------------ the field
def _field(frame: _Frame) -> Iterator[Phrase]:
    """The phrases that belong to the cue, the nearest first."""
    last = max(frame.cue)
    yield from _scan(frame, min(frame.cue), last + 1)
    yield from _after(frame, last + 1)
    anchor = min(frame.cue | {i for i in frame.source if i >= frame.first})
    if frame.source and max(frame.source) < min(frame.cue) and anchor in frame.source:
        yield from _scan(frame, max(frame.source) + 1, min(frame.cue))
    yield from _before(frame, anchor)
    if not frame.source or max(frame.source) < frame.first:
        yield from _opening(frame)


def _scan(frame: _Frame, start: int, stop: int) -> Iterator[Phrase]:
    """Every phrase that begins between these tokens; it may reach beyond them, not into the content."""
    i = start
    while i < stop:
        phrase = None if i in frame.content else read_phrase(frame.doc, i, frame.room(i))
        if phrase is not None:
            yield phrase
            i = phrase.end
        else:
            i += 1


def _after(frame: _Frame, i: int) -> Iterator[Phrase]:
    """Phrases in a row after the cue; source, content and one object may stand among them."""
    objects = 1
    while i < frame.end:
        token = frame.doc[i]
        if i in frame.source or i in frame.cue:
            i += 1
        elif i in frame.content:
            while i < frame.end and i in frame.content:
                i += 1
            if i < frame.end and frame.doc[i].text == ",":
                return
        elif token.text == "," or token.is_quote:
            i += 1
        elif phrase := read_phrase(frame.doc, i, frame.room(i)):
            yield phrase
            i = phrase.end
        elif objects and (found := read_noun_phrase(frame.doc, i, frame.room(i))):
            objects -= 1
            i = found[0]
        else:
            return


def _before(frame: _Frame, anchor: int) -> Iterator[Phrase]:
    """Phrases in a row that end where source or cue begin, and begin where a clause does."""
    if frame.doc[anchor - 1].lower_ == "when":
        yield from _ending(frame, anchor - 1)
    starts = [
        i
        for i in range(frame.first, anchor)
        if i == frame.first or frame.doc[i - 1].lower_ in _OPENING or i - 1 in frame.content
    ]
    for start in starts:
        if start not in frame.content and (row := _row(frame, start, anchor)):
            yield from row
            return


def _ending(frame: _Frame, end: int) -> Iterator[Phrase]:
    """The time that a clause with "when" hangs on."""
    for start in range(max(frame.first, end - 6), end):
        phrase = read_phrase(frame.doc, start, end)
        if phrase and phrase.kind is Kind.TIME and phrase.end == end:
            yield phrase
            return


def _opening(frame: _Frame) -> Iterator[Phrase]:
    """Phrases in a row at the beginning of the sentence, before a comma: for a cue without a source beside it."""
    i = frame.first
    row = []
    while i < min(frame.cue) and (phrase := read_phrase(frame.doc, i, frame.room(i))):
        row.append(phrase)
        i = phrase.end
        if frame.doc[i].text == ",":
            yield from row
            return


def _row(frame: _Frame, i: int, anchor: int) -> list[Phrase]:
    row = []
    while i < anchor:
        token = frame.doc[i]
        if phrase := read_phrase(frame.doc, i, min(anchor, frame.room(i))):
            row.append(phrase)
            i = phrase.end
        elif token.lower_ in (",", "when") or token.is_quote or token.is_space:
            i += 1
        else:
            return row if row and _is_aside(frame, i, anchor) else []
    return row


def _is_aside(frame: _Frame, i: int, anchor: int) -> bool:
    """Whether what follows a row, up to the comma before source or cue, only describes the row's last phrase."""
    between = frame.doc[i:anchor]
    if frame.doc[anchor - 1].text != "," or any(token.i in frame.content for token in between):
        return False
    return tag_of(between[0]) in ("VBN", "VBG") or not any(map(is_finite, between))


# ------------------------------------------------------------------ the roles
def _first(phrases: list[Phrase], kind: Kind) -> tuple[int, int] | None:
    return next(((phrase.start, phrase.end) for phrase in phrases if phrase.kind is kind), None)


def _medium(frame: _Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    phrases = [phrase for phrase in phrases if phrase.noun not in frame.source]
    return _first(phrases, Kind.MEDIUM) or _published(frame)


def _published(frame: _Frame) -> tuple[int, int] | None:
    """What the cue's verb puts out: "issued *a statement* saying"."""
    for i in sorted(frame.cue):
        if frame.doc[i].lemma_.lower() in circumstances("publish") and tag_of(frame.doc[i]).startswith("VB"):
            i += tag_of(frame.doc[i + 1]) == "RP" if i + 1 < frame.end else 0
            found = read_noun_phrase(frame.doc, i + 1, frame.room(i + 1))
            if found and is_medium(frame.doc[found[1]]):
                return i + 1, found[0]
    return None


def _addressee(frame: _Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    return _asked(frame) or _told(frame) or _spoken_to(frame, phrases) or _of_medium(frame, phrases)


def _told(frame: _Frame) -> tuple[int, int] | None:
    """The object of "told", "assured", "urged", "called on"; of "asked" inside the content as well."""
    doc = frame.doc
    for i in sorted(frame.cue):
        lemma = doc[i].lemma_.lower()
        asks = lemma in circumstances("ask") or (lemma == "call" and i + 1 < len(doc) and doc[i + 1].lower_ in ("on", "upon"))
        if not (asks or lemma in circumstances("tell")) or not tag_of(doc[i]).startswith("VB"):
            continue
        j = i + 1
        while j < frame.end and (tag_of(doc[j])[:2] == "RB" or lemma == "call" and doc[j].lower_ in ("on", "upon")) and j not in frame.content:
            j += 1
        stop = frame.end if asks and j in frame.content else frame.room(j)
        found = read_noun_phrase(doc, j, stop)
        if found is None or j in frame.source or read_time(doc, j, stop) > j:
            continue
        if lemma not in ("tell", "ask") and not (is_somebody(doc[found[1]]) or doc[found[1]].text[0].isupper()):
            continue
        inside = j in frame.content
        if inside and not (found[0] < frame.end and doc[found[0]].lower_ in _ASKED_TO):
            continue
        return j, found[0]
    return None


def _asked(frame: _Frame) -> tuple[int, int] | None:
    """Who was asked or told: the subject of a passive, or of the clause after "asked why"."""
    doc = frame.doc
    for i in sorted(frame.cue):
        token = doc[i]
        if tag_of(token) != "VBN" or token.lemma_.lower() not in circumstances("ask") | circumstances("tell"):
            continue
        if any(doc[j].lemma_ == "be" for j in frame.cue if j < i):
            subject = next((child for child in token.lefts if child.dep_ in PASSIVE_SUBJECTS), None)
            if subject is not None and subject.i not in frame.source and tag_of(subject) not in ("WP", "WDT"):
                return _subtree(subject)
        elif not any(child.dep_ in SUBJECTS or child.lemma_ == "have" for child in token.lefts) and not frame.source:
            j = max(frame.content | frame.cue) + 1
            if j < frame.end and doc[j].text == ",":
                found = read_noun_phrase(doc, j + 1, frame.end)
                if found and found[0] < frame.end and is_finite(doc[found[0]]):
                    return j + 1, found[0]
    return None


def _subtree(token: Token) -> tuple[int, int]:
    return token.left_edge.i, token.i + 1


def _spoken_to(frame: _Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Who stands after "to": "said to *reporters*"."""
    for phrase in phrases:
        if frame.doc[phrase.noun].lemma_.lower() in circumstances("reactions"):
            continue
        if phrase.kind is Kind.ADDRESSEE and (_follows_verb(frame, phrase) or _follows_noun(frame, phrase)):
            return phrase.inner, phrase.end
    return None


def _follows_verb(frame: _Frame, phrase: Phrase) -> bool:
    """Whether the nearest verb before is one of the cue's with the one it is said to after "to"."""
    before = (frame.doc[i] for i in range(phrase.start - 1, frame.first - 1, -1) if i not in frame.content)
    verb = next((token for token in before if tag_of(token).startswith("VB")), None)
    return verb is not None and verb.i in frame.cue and verb.lemma_.lower() in circumstances("to")


def _follows_noun(frame: _Frame, phrase: Phrase) -> bool:
    token = frame.doc[phrase.start - 1]
    return token.i in frame.cue and is_medium(token)


def _of_medium(frame: _Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Who a medium is for: "in an interview with *CNN*", "in a letter to *the court*"."""
    for phrase in phrases:
        if phrase.kind is not Kind.MEDIUM:
            continue
        for i in range(phrase.noun + 1, phrase.end):
            if frame.doc[i].lower_ in ("with", "to"):
                found = read_noun_phrase(frame.doc, i + 1, phrase.end)
                if found and is_somebody(frame.doc[found[1]]):
                    return i + 1, found[0]
    return None


def _inner_time(frame: _Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """The bare time inside another phrase: "at *Tuesday*'s hearing"."""
    for phrase in phrases:
        for i in range(phrase.start, phrase.end):
            if (end := read_time(frame.doc, i, phrase.end, bare=True)) > i:
                return i, end
    return None


def _inner_place(frame: _Frame, medium: tuple[int, int] | None) -> tuple[int, int] | None:
    """The bare place inside a medium: "at a *Washington* event"."""
    if medium is None:
        return None
    found = [i for i in range(*medium) if frame.doc[i].ent_type_ in ("GPE", "LOC", "FAC")]
    return (found[0], found[-1] + 1) if found else None
