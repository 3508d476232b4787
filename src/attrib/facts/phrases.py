"""Short phrases read where they begin: times, adverbs, and what a preposition makes of a noun phrase.

Reads forms, tags, lemmas and entities, and no heads: where a cue and its modifiers stand inside one another, a parser
is wrong too often, and the words stand close together.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from spacy.tokens import Doc, Token

from attrib.facts.noun_phrases import (
    is_audience,
    is_medium,
    is_nominal,
    is_possessive,
    is_subject,
    read_noun_phrase,
    read_title,
)
from attrib.facts.times import read_relation, read_time
from attrib.grammar import lemmas_of, tag_of
from attrib.lexicon import circumstances, nouns


class Kind(StrEnum):
    """What a phrase beside a cue tells."""

    ADDRESSEE = "addressee"
    MEDIUM = "medium"
    TIME = "time"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens [start, end); `noun` is its head noun, `inner` the first token after a preposition."""

    kind: Kind
    start: int
    end: int
    noun: int
    inner: int


PLACES: Final = frozenset(("GPE", "LOC", "FAC"))

_MEDIUM: Final = frozenset(("in", "on", "at", "during", "via", "through", "throughout"))
_CHANNEL: Final = frozenset(("by", "over"))
"""These lead to a channel or a kind of document alone: "over the phone", "by letter", not "over her statement"."""
_PLACE: Final = frozenset(("in", "at", "from", "near", "outside", "inside", "across"))
_PREPOSITIONS: Final = (
    _MEDIUM
    | _CHANNEL
    | _PLACE
    | {"before", "to", "with", "for", "about", "against", "under", "amid", "among", "between", "into"}
)
_OF_MEDIUM: Final = frozenset(("to", "with", "for", "from", "on", "about", "between", "by"))
_OF_EVENT: Final = _OF_MEDIUM | {"in", "at", "against", "over"}
"""What begins a complement of a medium, and of an event."""


def read_phrase(doc: Doc, start: int, stop: int) -> Phrase | None:
    """The time, or the phrase of a preposition or an adverb, that begins here."""
    if end := _read_event_time(doc, start, stop) or _read_whole_time(doc, start, stop):
        return Phrase(Kind.TIME, start, end, end - 1, start)
    word = doc[start].lower_
    if word in _PREPOSITIONS and (found := read_noun_phrase(doc, start + 1, stop)) and not _is_degree(doc, start):
        return _prepositional(doc, start, *found, stop)
    if word == "online" and start and tag_of(doc[start - 1]).startswith("VB"):
        return Phrase(Kind.MEDIUM, start, start + 1, start, start)
    if tag_of(doc[start]).startswith("RB") and word not in circumstances("function"):
        return Phrase(Kind.OTHER, start, start + 1, start, start)
    return None


def _leads_to_medium(doc: Doc, start: int, noun: int) -> bool:
    """Whether a preposition makes a medium of its noun: "on" does of a call, a show and a blog, not of a statement."""
    word, lemmas = doc[start].lower_, lemmas_of(doc[noun])
    if word in _CHANNEL:
        bare = noun == start + 1 and not lemmas.isdisjoint(circumstances("documents"))
        return (bare and word == "by") or not lemmas.isdisjoint(circumstances("channels"))
    written = not lemmas.isdisjoint(circumstances("documents")) and lemmas.isdisjoint(circumstances("shown"))
    if word in ("via", "through") and not lemmas.isdisjoint(nouns("person")):
        return True
    return word in _MEDIUM and is_medium(doc[noun]) and not (word == "on" and written)


def _is_broadcast(doc: Doc, start: int, end: int) -> bool:
    """Whether a noun phrase names a station or a programme."""
    names = any(read_title(doc, i, end) for i in range(start, end))
    return names or any(token.lower_ in circumstances("stations") for token in doc[start:end])


def _is_publication(noun: Token, verb: Token) -> bool:
    """Whether a noun in which somebody writes is a newspaper's name or the end of a title."""
    return (noun.ent_type_ == "ORG" or noun.is_quote) and not lemmas_of(verb).isdisjoint(circumstances("publish"))


def _prepositional(doc: Doc, start: int, end: int, noun: int, stop: int) -> Phrase | None:
    word, head, before = doc[start].lower_, doc[noun], doc[max(0, start - 1)]
    kind = Kind.OTHER
    if word == "to" and before.lower_ in circumstances("went"):
        kind = Kind.MEDIUM if is_medium(head) else Kind.OTHER
    elif word == "to" and before.lower_ not in circumstances("before_to"):
        kind = Kind.ADDRESSEE
    elif _leads_to_medium(doc, start, noun):
        kind, end = Kind.MEDIUM, _with_complements(doc, end, stop, _OF_MEDIUM)
    elif (word == "on" and _is_broadcast(doc, start + 1, end)) or (word == "in" and _is_publication(head, before)):
        kind = Kind.MEDIUM
    elif word == "before" and is_audience(head):
        kind = Kind.ADDRESSEE
    elif word == "during":
        kind, end = Kind.TIME, _with_complements(doc, end, stop, _OF_EVENT)
    elif word in _PLACE and head.ent_type_ in PLACES:
        kind = Kind.PLACE
    return None if word == "before" and kind is Kind.OTHER else Phrase(kind, start, end, noun, start + 1)


def _with_complements(doc: Doc, end: int, stop: int, prepositions: frozenset[str]) -> int:
    """The end of a noun phrase with its own complements: not with a time after it."""
    while end < stop and doc[end].lower_ in prepositions and read_time(doc, end, stop) == end:
        found = read_noun_phrase(doc, end + 1, stop)
        if found is None:
            break
        end = found[0]
    return end


def _read_event_time(doc: Doc, start: int, stop: int) -> int:
    """The end of "after the hearing", or 0; a clause ("after he won", "after winning") is none."""
    inner = read_relation(doc, start, stop)
    if inner == start or inner >= stop or tag_of(doc[inner]) == "VBG":
        return 0
    if (end := read_time(doc, inner, stop)) > inner and not is_possessive(doc, end):
        return 0
    found = read_noun_phrase(doc, inner, stop)
    if found is None or is_subject(doc, found[0], stop):
        return 0
    if doc[start].lower_ == "before" and is_audience(doc[found[1]]):
        return 0
    return _with_complements(doc, found[0], stop, _OF_EVENT)


def _read_whole_time(doc: Doc, start: int, stop: int) -> int:
    """The end of a time, or 0 where it is but the beginning of another phrase: "in that October speech"."""
    end = read_time(doc, start, stop)
    if end == start or is_possessive(doc, end):
        return 0
    if read_time(doc, start, stop, bare=True) > start:
        return end
    before_noun = end < stop and tag_of(doc[end]) in ("NN", "NNS") and doc[end].is_lower
    return 0 if before_noun and not is_subject(doc, end + 1, stop) else end


def _is_degree(doc: Doc, start: int) -> bool:
    """Whether a preposition begins an adverb: "at least", "at first"."""
    adverb = doc[start].lower_ in ("at", "in") and doc[start + 1].lower_ in ("best", "first", "last", "least", "most")
    return adverb and not (start + 2 < len(doc) and is_nominal(doc[start + 2]))
