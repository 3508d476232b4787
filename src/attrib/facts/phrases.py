"""Short phrases read where they begin: noun phrases, times, and what a preposition makes of them.

Reads forms, tags, lemmas and entities, and no heads: where a cue and its modifiers stand inside one another, a parser is
wrong too often, and the words stand close together.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from spacy.tokens import Doc, Token

from attrib.grammar import is_finite, tag_of
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
    """Tokens [start, end); `noun` is its head noun, `inner` the first token after the preposition."""

    kind: Kind
    start: int
    end: int
    noun: int
    inner: int


PLACES: Final = frozenset(("GPE", "LOC", "FAC"))
_CUES: Final = frozenset("saying writing adding telling asking calling urging noting arguing claiming warning".split())
_PERSONAL: Final = frozenset("me him her us them you it everyone everybody anyone nobody whom himself herself".split())
_FUNCTION: Final = frozenset(
    "that if whether when why how what who which while because as than but nor to of in on at by for with from via into"
    " not n't".split()
)
_MEDIUM_PREPOSITIONS: Final = frozenset(("in", "on", "at", "during", "via", "through", "by", "over", "throughout"))
_PREPOSITIONS: Final = _MEDIUM_PREPOSITIONS | frozenset(
    "to with from for about against near outside inside under amid among between into across within".split()
)
_PLACE_PREPOSITIONS: Final = frozenset(("in", "at", "from", "near", "outside", "inside", "across"))
_MEDIUM_COMPLEMENTS: Final = frozenset(("to", "with", "for", "from", "on", "about", "between", "by", "before"))
_EVENT_COMPLEMENTS: Final = _MEDIUM_COMPLEMENTS | {"in", "at", "against", "over"}
_BEFORE_NOUNS: Final = frozenset(("PRP$", "PDT", "VBN", "VBG", "HYPH", "$", "#"))
_OPENERS: Final = frozenset(("DT", "PRP$", "WDT", "WP", "PRP"))
_LONGEST_TIME: Final = 14

_NUMBER: Final = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|several|many"
    r"|some|a few|a couple(?: of)?|a decade|half an?)(?: - (?:one|two|three|four|five|six|seven|eight|nine))?"
)
_UNIT: Final = (
    r"(?:moment|second|minute|hour|day|week|weekend|month|year|decade|century|centurie|season|spring|summer|fall|autumn"
    r"|winter|quarter|cycle|morning|afternoon|evening|night|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?"
)
_LENGTH: Final = r"(?:moment|second|minute|hour|day|week|month|year|decade|night|morning|evening)s?"
_PART: Final = r"(?:early |late )?(?:morning|afternoon|evening|night)"
_WEEKDAY: Final = rf"(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:s(?= {_PART}))?"
_MONTH: Final = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?"
    r"|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DATE: Final = rf"(?:{_MONTH}(?: \d\d?(?:st|nd|rd|th)?(?= |$))?(?: ,)?(?: (?:of )?(?:19|20)\d\d)?|\d\d?(?:st|nd|rd|th)? (?:of )?{_MONTH}(?: ,?(?:19|20)\d\d)?)"
_DAY: Final = rf"(?:(?:last |next |this )?{_WEEKDAY}(?: {_PART})?(?: (?:last|this|next) week)?(?: ,)?(?: {_DATE})?)"
_THIS: Final = rf"(?:this|last|next|the same|that same|that|the past|the previous|the following|the other)(?: (?:past|very|early|late|coming))? {_UNIT}(?: {_PART}|'s end)?"
_AGO: Final = rf"(?:{_NUMBER} |just )?(?:(?:more|or so|short|full) )?{_LENGTH} (?:ago|earlier|later|beforehand|afterwards?|(?:before|prior)(?= [,.]|$))"
_FIXED: Final = (
    r"long ago|at the time|at that time|at this (?:time|point)|at that point|these days|in the past|in the meantime"
    r"|by then|until now|by now|right now|just now|for now|not long ago|shortly afterwards?|shortly thereafter|shortly before"
    rf"|the (?:day|night|morning|week|month|year|evening) (?:before|after)|(?:yesterday|tomorrow|earlier today|later today)(?: {_PART})?"
)
_BARE: Final = rf"(?:(?:very |as )?(?:early|late|earlier|later|mid|only|just)(?: -)? (?:on |in |as |this |at )?)?(?:{_AGO}|{_THIS}|{_DAY}|{_DATE})"


@cache
def _time_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Times without a preposition, and with one, at the beginning of words that blanks part."""
    adverbs = "|".join(sorted(circumstances("adverbs"), key=len, reverse=True))
    bare = rf"(?:{_FIXED}|{_BARE}|(?:much |even |just |only |more |until )?(?:{adverbs})(?: (?:on|in|that|this|the) (?:the )?(?:same )?{_UNIT}| {_DAY})?)"
    year = r"(?:(?:early|late|mid)(?: -)? )?(?:the )?(?:(?:19|20)\d\ds?)"
    some = rf"(?:recent|the (?:past|last|coming)(?: {_NUMBER})?) {_UNIT}"
    span = rf"the {_UNIT}(?= )|the (?:early|late|final|last|first) {_UNIT}"
    clock = r"(?:\d\d?(?: ?: ?\d\d)?(?: ?[ap]\.?m\.?)|noon|midnight)"
    prep = (
        rf"(?:on|in|at|by|until|till|since|during|before|after|around|through|as of|as early as|from|over|throughout|late on|early on|late in|early in)"
        rf" (?:{bare}|{year}|{some}|{clock}|the weekend|(?:the )?{_UNIT}(?= of )|{_PART})"
    )
    return re.compile(rf"{bare}(?= |$)"), re.compile(rf"{prep}(?= |$)")


@cache
def _event_words() -> frozenset[str]:
    """Words one of which is in whatever makes a time of an event."""
    fixed = "since leading start end beginning outset middle midst days heat"
    return frozenset(word for words in circumstances("relations") for word in words.split()[:4] if len(word) > 3) | {*fixed.split()}


@cache
def _event_pattern() -> re.Pattern[str]:
    """What makes a time of the event after it: "after", "in the days before"."""
    relations = "|".join(sorted(circumstances("relations"), key=len, reverse=True))
    ahead = rf"(?:(?:in |on |for )?(?:the |just |only )?(?:{_NUMBER} )?(?:\w+ )?{_LENGTH} |shortly |immediately |just |soon |right |even )?"
    return re.compile(rf"(?:{ahead}(?:{relations}|since|leading up to)|(?:in|on|at) (?:the )?(?:start|end|beginning|outset|middle|midst|final days|days|closing days|heat) of) ")


@cache
def _time_words() -> frozenset[str]:
    """Words one of which is in every time that holds no number."""
    weekdays = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
    units = "moment second minute hour day week weekend month year decade century season spring summer fall autumn winter"
    units += " quarter cycle morning afternoon evening night"
    months = "january february march april may june july august september october november december"
    short = "jan. feb. mar. apr. aug. sept. oct. nov. dec. jan feb sep sept oct nov dec"
    plain = [*(day + "day" for day in weekdays), *units.split(), *months.split(), *short.split()]
    fixed = "ago time point past meantime then noon midnight centuries"
    return circumstances("adverbs") | {*plain, *(word + "s" for word in plain), *fixed.split()}


def _is_title(token: Token) -> bool:
    """Whether a word of time stands in a name: "USA TODAY", "ABC's This Week"."""
    if token.ent_type_ in ("ORG", "PRODUCT", "PERSON") and token.ent_iob_ == 1:
        return True
    if token.lower_ == "may" and not tag_of(token).startswith("NN"):
        return True
    if not token.i or token.is_sent_start or not token.is_title and not token.is_upper:
        return False
    before = token.nbor(-1)
    return token.lower_ in ("this", "today", "last", "next") and (tag_of(before) == "POS" or before.is_quote or before.text == "USA")


def is_possessive(doc: Doc, i: int) -> bool:
    """Whether a possessive ending stands here."""
    return i < len(doc) and (tag_of(doc[i]) == "POS" or doc[i].lower_ in ("'s", "’s"))


def read_time(doc: Doc, start: int, stop: int, *, bare: bool = False) -> int:
    """The token after the time that begins here, or `start` if none does; `bare`: without a preposition."""
    if start >= stop or _is_title(doc[start]):
        return start
    words = [token.lower_ for token in doc[start : min(stop, start + _LONGEST_TIME)]]
    if not any(word in _time_words() or word[-1].isdigit() for word in words[:6]):
        return start
    text = " ".join(word if word.strip() else "_" for word in words)
    patterns = _time_patterns()[:1] if bare else _time_patterns()
    ends = [match.end() for pattern in patterns if (match := pattern.match(text))]
    if not ends:
        return start
    return start + text[: max(ends)].removesuffix(" ,").count(" ") + 1


def read_noun_phrase(doc: Doc, start: int, stop: int) -> tuple[int, int] | None:
    """Its end and its head noun: a base noun phrase with coordinated ones and "of" phrases after it."""
    found = _read_base(doc, start, stop)
    if found is None:
        return None
    end, noun = found
    while end < stop:
        word = doc[end].lower_
        if word == "of" and (more := _read_base(doc, end + 1, stop)):
            end = more[0]
        elif word in ("and", "or", "&") and end < stop - 1 and (more := _read_base(doc, end + 1, stop)) and not _goes_on(doc, *more, stop):
            end = more[0]
        else:
            break
    return end, noun


def read_phrase(doc: Doc, start: int, stop: int) -> Phrase | None:
    """The time, or the phrase of a preposition or an adverb, that begins here."""
    if end := _read_event_time(doc, start, stop):
        return Phrase(Kind.TIME, start, end, end - 1, start)
    if (end := read_time(doc, start, stop)) > start and not is_possessive(doc, end):
        return Phrase(Kind.TIME, start, end, end - 1, start)
    word = doc[start].lower_
    if word in _PREPOSITIONS and (found := read_noun_phrase(doc, start + 1, stop)):
        return _prepositional(doc, start, *found, stop)
    if word == "online" and start and tag_of(doc[start - 1]).startswith("VB"):
        return Phrase(Kind.MEDIUM, start, start + 1, start, start)
    if tag_of(doc[start]).startswith("RB") and word not in _FUNCTION:
        return Phrase(Kind.OTHER, start, start + 1, start, start)
    return None


def is_medium(token: Token) -> bool:
    """Whether a noun names what things are said through."""
    before = token.nbor(-1).lower_ if token.i else ""
    words = {*_lemmas(token), *(f"{before} {lemma}" for lemma in _lemmas(token))}
    return any(not words.isdisjoint(circumstances(kind)) for kind in ("channels", "documents", "occasions"))


def is_somebody(token: Token) -> bool:
    """Whether a noun, name or pronoun may mean people or a body."""
    if token.lower_ in _PERSONAL or token.ent_type_ in ("PERSON", "ORG", "NORP", "GPE"):
        return True
    return any(not _lemmas(token).isdisjoint(nouns(kind)) for kind in ("person", "group", "organization"))


def _lemmas(token: Token) -> frozenset[str]:
    """The lemma, and what it would be for a lemmatizer that knows the word."""
    return frozenset((token.lemma_.lower(), token.lower_, token.lower_.removesuffix("s")))


def _prepositional(doc: Doc, start: int, end: int, noun: int, stop: int) -> Phrase:
    word, head = doc[start].lower_, doc[noun]
    if word in _MEDIUM_PREPOSITIONS and is_medium(head):
        return Phrase(Kind.MEDIUM, start, _with_complements(doc, end, stop, _MEDIUM_COMPLEMENTS), noun, start + 1)
    if word == "on" and any(token.lower_ in circumstances("stations") for token in doc[start:end]):
        return Phrase(Kind.MEDIUM, start, end, noun, start + 1)
    if word == "during":
        end = _with_complements(doc, end, stop, _EVENT_COMPLEMENTS)
        return Phrase(Kind.TIME, start, end, noun, start + 1)
    if word in _PLACE_PREPOSITIONS and head.ent_type_ in PLACES:
        return Phrase(Kind.PLACE, start, end, noun, start + 1)
    kind = Kind.ADDRESSEE if word == "to" else Kind.OTHER
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
    words = [token.lower_ for token in doc[start : min(stop, start + _LONGEST_TIME)]]
    if not _event_words().intersection(words[:6]):
        return 0
    text = " ".join(words)
    match = _event_pattern().match(text)
    if match is None:
        return 0
    inner = start + match.group().count(" ")
    if tag_of(doc[inner]) == "VBG" or (end := read_time(doc, inner, stop)) > inner and not is_possessive(doc, end):
        return 0
    found = read_noun_phrase(doc, inner, stop)
    if found is None or _goes_on(doc, *found, stop):
        return 0
    return _with_complements(doc, found[0], stop, _EVENT_COMPLEMENTS)


def _goes_on(doc: Doc, end: int, noun: int, stop: int) -> bool:
    """Whether a noun phrase is the subject of a clause: a finite verb follows."""
    while end < stop and tag_of(doc[end]).startswith("RB"):
        end += 1
    return end < len(doc) and is_finite(doc[end])


def _read_base(doc: Doc, start: int, stop: int) -> tuple[int, int] | None:
    """The end and the head of a noun with what stands before it, or of a pronoun or a number alone."""
    if start >= stop:
        return None
    if doc[start].lower_ in _PERSONAL and tag_of(doc[start]) != "PRP$":
        return start + 1, start
    if tag_of(doc[start]).startswith("RB") and (start + 1 >= stop or tag_of(doc[start + 1])[:2] not in ("JJ", "VB", "CD")):
        return None
    noun, i = -1, start
    while i < stop:
        token = doc[i]
        if noun >= 0 and (tag_of(token) in _OPENERS or read_time(doc, i, stop, bare=True) > i):
            break
        if _is_compound(doc, i, stop):
            noun = -1
        elif _is_nominal(token) and not (noun >= 0 and token.lower_ in _CUES):
            noun = i
        elif tag_of(token) == "POS":
            noun = -1
        elif noun >= 0 and not _goes_on_name(doc, noun, i, stop):
            break
        elif not _is_before_noun(token):
            break
        i += 1
    if noun < 0 and i > start and tag_of(doc[i - 1]) == "CD":
        return i, i - 1
    return (_closing_quote(doc, start, noun + 1, stop), noun) if noun >= 0 else None


def _is_compound(doc: Doc, i: int, stop: int) -> bool:
    """Whether a token is part of a compound written with hyphens that a noun follows: "in - prison"."""
    return doc[i].text == "-" or (i + 1 < stop and doc[i + 1].text == "-" and not doc[i].whitespace_)


def _goes_on_name(doc: Doc, noun: int, i: int, stop: int) -> bool:
    """Whether a name or a compound stands before an adjective and its noun: "the U.S. presidential race"."""
    if tag_of(doc[i])[:2] != "JJ" or i + 1 >= stop or not _is_nominal(doc[i + 1]):
        return False
    return tag_of(doc[noun]).startswith("NNP") or doc[noun - 1].text == "-"


def _closing_quote(doc: Doc, start: int, end: int, stop: int) -> int:
    """The end of a noun phrase that a title in quotation marks begins."""
    if not any(token.is_quote for token in doc[start : start + 3]):
        return end
    return next((i + 1 for i in range(end, min(stop, end + 6)) if doc[i].is_quote), end)


def _is_nominal(token: Token) -> bool:
    if token.lower_ in _FUNCTION or not any(map(str.isalnum, token.text)):
        return False
    return tag_of(token).startswith("NN") or (token.text[0].isupper() and tag_of(token)[:2] != "VB" and tag_of(token) not in ("DT", "PRP$", "PRP"))


def _is_before_noun(token: Token) -> bool:
    return tag_of(token)[:2] in ("DT", "JJ", "CD", "RB") or tag_of(token) in _BEFORE_NOUNS or token.is_quote
