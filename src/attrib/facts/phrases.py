"""Short phrases read where they begin: noun phrases, and what a preposition makes of them.

Reads forms, tags, lemmas and entities, and no heads: where a cue and its modifiers stand inside one another, a parser
is wrong too often, and the words stand close together.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from spacy.tokens import Doc, Token

from attrib.facts.times import read_relation, read_time
from attrib.grammar import is_finite, lemmas_of, tag_of
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

_MEDIUM: Final = frozenset(("in", "on", "at", "during", "via", "through", "by", "over", "throughout"))
_PLACE: Final = frozenset(("in", "at", "from", "near", "outside", "inside", "across"))
_PREPOSITIONS: Final = (
    _MEDIUM | _PLACE | {"to", "with", "for", "about", "against", "under", "amid", "among", "between", "into"}
)
_OF_MEDIUM: Final = frozenset(("to", "with", "for", "from", "on", "about", "between", "by", "before"))
_OF_EVENT: Final = _OF_MEDIUM | {"in", "at", "against", "over"}
"""What begins a complement of a medium, and of an event."""
_BEFORE_NOUNS: Final = frozenset(("PRP$", "PDT", "VBN", "VBG", "HYPH", "$", "#"))
_OPENERS: Final = frozenset(("DT", "PRP$", "WDT", "WP", "PRP"))


def read_phrase(doc: Doc, start: int, stop: int) -> Phrase | None:
    """The time, or the phrase of a preposition or an adverb, that begins here."""
    if end := _read_event_time(doc, start, stop):
        return Phrase(Kind.TIME, start, end, end - 1, start)
    if (end := read_time(doc, start, stop)) > start and not _is_possessive(doc, end):
        return Phrase(Kind.TIME, start, end, end - 1, start)
    word = doc[start].lower_
    if word in _PREPOSITIONS and (found := read_noun_phrase(doc, start + 1, stop)):
        return _prepositional(doc, start, *found, stop)
    if word == "online" and start and tag_of(doc[start - 1]).startswith("VB"):
        return Phrase(Kind.MEDIUM, start, start + 1, start, start)
    if tag_of(doc[start]).startswith("RB") and word not in circumstances("function"):
        return Phrase(Kind.OTHER, start, start + 1, start, start)
    return None


def read_noun_phrase(doc: Doc, start: int, stop: int) -> tuple[int, int] | None:
    """Its end and its head noun: a base noun phrase with coordinated ones and "of" phrases after it."""
    found = _read_base(doc, start, stop)
    if found is None:
        return None
    end, noun = found
    while end < stop and doc[end].lower_ in ("of", "and", "or", "&"):
        more = _read_base(doc, end + 1, stop)
        if more is None or (doc[end].lower_ != "of" and _is_subject(doc, more[0], stop)):
            break
        end = more[0]
    return end, noun


def is_medium(token: Token) -> bool:
    """Whether a noun names what things are said through."""
    before = token.nbor(-1).lower_ if token.i else ""
    lemmas = lemmas_of(token)
    words = {*lemmas, *(f"{before} {lemma}" for lemma in lemmas)}
    return any(not words.isdisjoint(circumstances(kind)) for kind in ("channels", "documents", "occasions"))


def is_somebody(token: Token) -> bool:
    """Whether a noun, name or pronoun may mean people or a body."""
    if token.lower_ in circumstances("pronouns") or token.ent_type_ in ("PERSON", "ORG", "NORP", "GPE"):
        return True
    return any(not lemmas_of(token).isdisjoint(nouns(kind)) for kind in ("person", "group", "organization"))


def _prepositional(doc: Doc, start: int, end: int, noun: int, stop: int) -> Phrase:
    word, head = doc[start].lower_, doc[noun]
    kind = Kind.ADDRESSEE if word == "to" else Kind.OTHER
    if word in _MEDIUM and is_medium(head):
        kind, end = Kind.MEDIUM, _with_complements(doc, end, stop, _OF_MEDIUM)
    elif word == "on" and any(token.lower_ in circumstances("stations") for token in doc[start:end]):
        kind = Kind.MEDIUM
    elif word == "during":
        kind, end = Kind.TIME, _with_complements(doc, end, stop, _OF_EVENT)
    elif word in _PLACE and head.ent_type_ in PLACES:
        kind = Kind.PLACE
    return Phrase(kind, start, end, noun, start + 1)


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
    if (end := read_time(doc, inner, stop)) > inner and not _is_possessive(doc, end):
        return 0
    found = read_noun_phrase(doc, inner, stop)
    if found is None or _is_subject(doc, found[0], stop):
        return 0
    return _with_complements(doc, found[0], stop, _OF_EVENT)


def _is_subject(doc: Doc, end: int, stop: int) -> bool:
    """Whether the noun phrase that ends here is the subject of a clause: a finite verb follows."""
    while end < stop and tag_of(doc[end]).startswith("RB"):
        end += 1
    return end < len(doc) and is_finite(doc[end])


def _is_possessive(doc: Doc, i: int) -> bool:
    """Whether a possessive ending stands here."""
    return i < len(doc) and (tag_of(doc[i]) == "POS" or doc[i].lower_ in ("'s", "’s"))


def _read_base(doc: Doc, start: int, stop: int) -> tuple[int, int] | None:
    """The end and the head of a noun with what stands before it, or of a pronoun or a number alone."""
    if start >= stop:
        return None
    if doc[start].lower_ in circumstances("pronouns") and tag_of(doc[start]) != "PRP$":
        return start + 1, start
    if tag_of(doc[start]).startswith("RB") and (
        start + 1 == stop or tag_of(doc[start + 1])[:2] not in ("JJ", "VB", "CD")
    ):
        return None
    noun, i = -1, start
    while i < stop:
        token, tag = doc[i], tag_of(doc[i])
        if noun >= 0 and (tag in _OPENERS or read_time(doc, i, stop, bare=True) > i):
            break
        if _is_compound(doc, i, stop) or tag == "POS":
            noun = -1
        elif _is_nominal(token) and not (noun >= 0 and token.lower_ in circumstances("cues")):
            noun = i
        elif not (_is_before_head(doc, noun, i, stop) if noun >= 0 else _is_modifier(token)):
            break
        i += 1
    if noun < 0:
        return (i, i - 1) if i > start and tag_of(doc[i - 1]) == "CD" else None
    return _closing_quote(doc, start, noun + 1, stop), noun


def _is_compound(doc: Doc, i: int, stop: int) -> bool:
    """Whether a token is part of a compound written with hyphens that a noun follows: "in - prison"."""
    return doc[i].text == "-" or (i + 1 < stop and doc[i + 1].text == "-" and not doc[i].whitespace_)


def _is_before_head(doc: Doc, noun: int, i: int, stop: int) -> bool:
    """Whether an adjective or a number and its noun go on after a name: "the U.S. presidential race"."""
    if i + 1 >= stop or not (tag_of(doc[i])[:2] in ("JJ", "CD") or doc[i].text == "/"):
        return False
    if not _is_nominal(doc[i + 1]) and tag_of(doc[i + 1])[:2] != "JJ":
        return False
    return tag_of(doc[noun]).startswith("NNP") or doc[noun - 1].text == "-"


def _closing_quote(doc: Doc, start: int, end: int, stop: int) -> int:
    """The end of a noun phrase that a title in quotation marks begins."""
    if not any(token.is_quote for token in doc[start : start + 3]):
        return end
    return next((i + 1 for i in range(end, min(stop, end + 6)) if doc[i].is_quote), end)


def _is_nominal(token: Token) -> bool:
    if token.lower_ in circumstances("function") or not any(map(str.isalnum, token.text)):
        return False
    tag = tag_of(token)
    return tag.startswith("NN") or (token.text[0].isupper() and tag[:2] != "VB" and tag not in ("DT", "PRP$", "PRP"))


def _is_modifier(token: Token) -> bool:
    tag = tag_of(token)
    return tag[:2] in ("DT", "JJ", "CD", "RB") or tag in _BEFORE_NOUNS or token.is_quote
