"""To whom, through what, when and where something was said: the words beside a cue that tell it.

Edges are those of `docs/annotation.md`.
"""

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from attrib.facts.addressees import find_addressee
from attrib.facts.frame import Frame, make_frame, read_between, read_field
from attrib.facts.noun_phrases import is_medium, read_noun_phrase, read_title
from attrib.facts.phrases import PLACES, Kind, Phrase, read_phrase
from attrib.facts.times import read_time
from attrib.grammar import lemmas_of, tag_of
from attrib.lexicon import circumstances


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Each as the guideline cuts it, or None where the text does not tell."""

    addressee: Span | None = None
    medium: Span | None = None
    time: Span | None = None
    place: Span | None = None


def find_circumstances(doc: Doc, cue: list[Span], source: list[Span], contents: list[Span]) -> Circumstances:
    """What the text tells beside a cue; nothing where the attribution has none."""
    if not cue:
        return Circumstances()
    frame = make_frame(doc, cue, source, contents)
    phrases = [phrase for phrase in read_field(frame) if not _is_meant(phrase, contents)]
    found = (
        find_addressee(frame, phrases),
        _medium(frame, phrases),
        _first(phrases, Kind.TIME) or _inner_time(frame, phrases) or _time_of_source(frame),
        _first(phrases, Kind.PLACE) or _inner_place(frame, phrases),
    )
    return Circumstances(*(None if tokens is None else doc[tokens[0] : tokens[1]] for tokens in found))


def _is_meant(phrase: Phrase, contents: list[Span]) -> bool:
    """Whether it is the time or place of what is to be done: "agreed to meet *on Monday*"."""
    return phrase.kind in (Kind.TIME, Kind.PLACE) and any(
        content.end == phrase.start and tag_of(content[0]) == "TO" for content in contents
    )


def _first(phrases: list[Phrase], kind: Kind) -> tuple[int, int] | None:
    return next(((phrase.start, phrase.end) for phrase in phrases if phrase.kind is kind), None)


def _medium(frame: Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """A source is none: "as the report said"."""
    found = _first([phrase for phrase in phrases if phrase.noun not in frame.source], Kind.MEDIUM) or _published(frame)
    while found and found[1] + 1 < frame.end and frame.doc[found[1]].lower_ in ("and", "or"):
        more = read_phrase(frame.doc, found[1] + 1, frame.room(found[1] + 1))
        if more is None or more.kind is not Kind.MEDIUM:
            break
        found = found[0], more.end
    return found


def _published(frame: Frame) -> tuple[int, int] | None:
    """What the cue's verb puts out: "issued *a statement* saying", or is used for it: "used *a speech* to say"."""
    doc = frame.doc
    first = min(frame.cue)
    gap = range(max((i + 1 for i in frame.source if frame.first <= i < first), default=first), first)
    used = {i for i in gap if "use" in lemmas_of(doc[i])}
    published = {i for i in frame.cue if not lemmas_of(doc[i]).isdisjoint(circumstances("publish"))}
    for i in sorted(used | published):
        if not tag_of(doc[i]).startswith("VB"):
            continue
        start = i + 1 + (i + 1 < frame.end and tag_of(doc[i + 1]) == "RP")
        found = read_noun_phrase(doc, start, frame.room(start))
        if found and is_medium(doc[found[1]]):
            return start, found[0]
    return None


def _inner_time(frame: Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """The bare time inside another phrase: "at *Tuesday*'s hearing"; not of a name: "the Sunday Nation"."""
    for phrase in phrases:
        titles = ((i, read_title(frame.doc, i, phrase.end)) for i in range(phrase.start, phrase.end))
        named = {j for i, end in titles for j in range(i, end)}
        named |= {i for i in range(phrase.start, phrase.end) if frame.doc[i].ent_type_ == "ORG"}
        for i in sorted(set(range(phrase.start, phrase.end)) - named):
            if (end := read_time(frame.doc, i, phrase.end, bare=True)) > i:
                return i, end
    return None


def _time_of_source(frame: Frame) -> tuple[int, int] | None:
    """The time inside a source that is itself said at a time: "a study printed *in May* found"."""
    source = sorted(frame.source)
    if not source or not any(is_medium(frame.doc[i]) for i in source):
        return None
    phrases = list(read_between(frame, source[0], source[-1] + 1))
    if time := _first(phrases, Kind.TIME):
        return time
    bare = ((i, read_time(frame.doc, i, source[-1] + 1, bare=True)) for i in source)
    return next(((start, end) for start, end in bare if end > start), None)


def _inner_place(frame: Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """The bare place right before the occasion: "at a *Washington* event"."""
    for phrase in phrases:
        before = phrase.noun - 1
        if phrase.kind is not Kind.MEDIUM or frame.doc[before].ent_type_ not in PLACES or before < phrase.inner:
            continue
        start = before
        while frame.doc[start].ent_iob_ == "I":
            start -= 1
        return start, before + 1
    return None
