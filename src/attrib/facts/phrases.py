"""Short phrases read where they begin: noun phrases, and what a preposition makes of them.

Reads forms, tags, lemmas and entities, and no heads: where a cue and its modifiers stand inside one another, a parser
is wrong too often, and the words stand close together.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from spacy.tokens import Doc, Span, Token

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
_BEFORE_NOUNS: Final = frozenset(("PRP$", "PDT", "VBN", "VBG", "HYPH", "$", "#"))
_LONGEST_TITLE: Final = 10
_SHORT_WORD: Final = 4
"""Tokens of a title with its marks; letters of a word that may be small in one."""
_OPENERS: Final = frozenset(("DT", "PRP$", "WDT", "WP", "PRP"))


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
        if is_medium(doc[more[1]]) and _hands_on(doc, noun, end):
            noun = more[1]
        end = more[0]
    return end, noun


def _hands_on(doc: Doc, noun: int, link: int) -> bool:
    """Whether the kind of a noun phrase is that of its second noun: "a series of *tweets*", "Lund and Ek *filings*"."""
    if doc[link].lower_ == "of":
        return not lemmas_of(doc[noun]).isdisjoint(circumstances("portions"))
    return doc[noun].text[0].isupper() and doc[link + 1].text[0].isupper()


def is_medium(token: Token) -> bool:
    """Whether a noun names what things are said through."""
    before = token.nbor(-1).lower_ if token.i else ""
    lemmas = lemmas_of(token)
    words = {*lemmas, *(f"{before} {lemma}" for lemma in lemmas)}
    return any(not words.isdisjoint(circumstances(kind)) for kind in ("channels", "documents", "occasions"))


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


def is_audience(token: Token) -> bool:
    """Whether a noun or name may mean people who listen together."""
    people = tag_of(token) == "NNS" and not lemmas_of(token).isdisjoint(nouns("person"))
    known = any(not lemmas_of(token).isdisjoint(nouns(kind)) for kind in ("group", "organization"))
    return people or known or token.ent_type_ in ("ORG", "NORP")


def is_somebody(token: Token) -> bool:
    """Whether a noun, name or pronoun may mean people or a body."""
    if token.lower_ in circumstances("pronouns") or token.ent_type_ in ("PERSON", "ORG", "NORP", "GPE"):
        return True
    return any(not lemmas_of(token).isdisjoint(nouns(kind)) for kind in ("person", "group", "organization"))


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
    if (end := read_time(doc, inner, stop)) > inner and not _is_possessive(doc, end):
        return 0
    found = read_noun_phrase(doc, inner, stop)
    if found is None or _is_subject(doc, found[0], stop):
        return 0
    if doc[start].lower_ == "before" and is_audience(doc[found[1]]):
        return 0
    return _with_complements(doc, found[0], stop, _OF_EVENT)


def _read_whole_time(doc: Doc, start: int, stop: int) -> int:
    """The end of a time, or 0 where it is but the beginning of another phrase: "in that October speech"."""
    end = read_time(doc, start, stop)
    if end == start or _is_possessive(doc, end):
        return 0
    if read_time(doc, start, stop, bare=True) > start:
        return end
    before_noun = end < stop and tag_of(doc[end]) in ("NN", "NNS") and doc[end].is_lower
    return 0 if before_noun and not _is_subject(doc, end + 1, stop) else end


def _is_degree(doc: Doc, start: int) -> bool:
    """Whether a preposition begins an adverb: "at least", "at first"."""
    adverb = doc[start].lower_ in ("at", "in") and doc[start + 1].lower_ in ("best", "first", "last", "least", "most")
    return adverb and not (start + 2 < len(doc) and _is_nominal(doc[start + 2]))


def _is_subject(doc: Doc, end: int, stop: int) -> bool:
    """Whether the noun phrase that ends here is the subject of a clause: a finite verb follows."""
    while end < stop and tag_of(doc[end]).startswith("RB"):
        end += 1
    return end < len(doc) and is_finite(doc[end])


def _is_possessive(doc: Doc, i: int) -> bool:
    """Whether a possessive ending stands here."""
    if i >= len(doc):
        return False
    plural = doc[i].text in ("'", "’") and i and doc[i - 1].lower_.endswith("s") and not doc[i - 1].whitespace_
    return tag_of(doc[i]) == "POS" or doc[i].lower_ in ("'s", "’s") or bool(plural)


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
    noun, possessor, i = -1, -1, _skip_quantity(doc, start, stop)
    while i < stop:
        token, tag = doc[i], tag_of(doc[i])
        if noun >= 0 and (tag in _OPENERS or read_time(doc, i, stop, bare=True) > i):
            break
        if title := read_title(doc, i, stop):
            noun = (i := title) - 1
            if doc[noun - 1].is_punct:
                break
            continue
        if _is_second_determiner(doc, start, i):
            break
        if noun < 0 and i > start and (end := _time_before_noun(doc, i, stop)):
            i = end
            continue
        if noun >= 0 and _is_possessive(doc, i):
            noun, possessor = -1, noun
        elif _is_compound(doc, i, stop):
            noun = -1
        elif _is_nominal(token) and not (noun >= 0 and token.lower_ in circumstances("cues")):
            noun = i
        elif not (_is_before_head(doc, noun, i, stop) if noun >= 0 else _is_modifier(token)):
            break
        i += 1
    if noun < 0 and possessor >= 0:
        return possessor + 1, possessor
    if noun < 0:
        return (i, i - 1) if i > start and tag_of(doc[i - 1]) == "CD" else None
    return _closing_quote(doc, start, noun + 1, stop), noun


def _time_before_noun(doc: Doc, start: int, stop: int) -> int:
    """The end of a time that a noun follows, as in "the *Super Tuesday* vote", or 0."""
    end = read_time(doc, start, stop, bare=True)
    return end if start < end < stop and _is_nominal(doc[end]) else 0


def _is_second_determiner(doc: Doc, start: int, i: int) -> bool:
    """Whether an article or possessive begins another noun phrase, as in "those attending *a* rally"."""
    if i == start or tag_of(doc[i]) not in ("DT", "PRP$"):
        return False
    return doc[i - 1].text != "-" and tag_of(doc[i - 1]) not in ("DT", "PDT", "CD")


def _is_compound(doc: Doc, i: int, stop: int) -> bool:
    """Whether a token is part of a compound written with hyphens that a noun follows: "in - prison"."""
    if doc[i].text == "-" or (i + 1 < stop and doc[i + 1].text == "-" and not doc[i].whitespace_):
        return True
    return i > 0 and doc[i - 1].text == "-" and not doc[i - 1].whitespace_ and tag_of(doc[i])[:2] in ("RP", "IN")


def _is_before_head(doc: Doc, noun: int, i: int, stop: int) -> bool:
    """Whether an adjective or a number and its noun go on after a name: "the U.S. presidential race"."""
    if i + 1 >= stop or not (tag_of(doc[i])[:2] in ("JJ", "CD") or doc[i].text == "/"):
        return False
    if not _is_nominal(doc[i + 1]) and tag_of(doc[i + 1])[:2] != "JJ":
        return False
    return doc[noun].text[0].isupper() or doc[noun - 1].text == "-"


def _skip_quantity(doc: Doc, start: int, stop: int) -> int:
    """Where the number begins in "more than 300", "at least two"; or `start`."""
    words = tuple(token.lower_ for token in doc[start : start + 2])
    known = words in (("more", "than"), ("fewer", "than"), ("less", "than"), ("at", "least"), ("up", "to"))
    return start + 2 if known and start + 2 < stop and tag_of(doc[start + 2]) == "CD" else start


def read_title(doc: Doc, start: int, stop: int) -> int:
    """The end of a title that begins here, a known one or one in quotation marks ("Meet the Press"), or 0."""
    if not doc[start].is_quote:
        return _read_program(doc, start, stop)
    if start + 2 >= stop or not doc[start + 1].text[0].isupper():
        return 0
    end = next((i + 1 for i in range(start + 2, min(stop, start + _LONGEST_TITLE)) if doc[i].is_quote), 0)
    return end if _is_capitalized(doc[start + 1 : end]) else 0


def _read_program(doc: Doc, start: int, stop: int) -> int:
    """The end of a programme's name that begins here without quotation marks, or 0."""
    if not doc[start].text[0].isupper() or doc[start].lower_ not in _first_words_of_programs():
        return 0
    for end in range(min(stop, start + _LONGEST_TITLE), start, -1):
        name = " ".join(token.lower_ for token in doc[start:end])
        if name in circumstances("programs") and _is_capitalized(doc[start:end]):
            return end
    return 0


@cache
def _first_words_of_programs() -> frozenset[str]:
    return frozenset(name.split()[0] for name in circumstances("programs"))


def _is_capitalized(words: Span) -> bool:
    return all(token.text[0].isupper() for token in words if token.is_alpha and len(token) > _SHORT_WORD)


def _closing_quote(doc: Doc, start: int, end: int, stop: int) -> int:
    """The end of a noun phrase that a title in quotation marks begins."""
    if not any(token.is_quote for token in doc[start : min(start + 3, end)]) or doc[end - 1].is_quote:
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
