"""Times read where they begin: "on Friday morning", "earlier this week", "two days ago", "in the days before".

A grammar of forms alone, as regular expressions over the words with single blanks between them.
"""

import re
from functools import cache
from typing import Final

from spacy.tokens import Doc, Token

from attrib.grammar import tag_of
from attrib.lexicon import circumstances

_LONGEST: Final = 14
_FIRST: Final = 6
"""Tokens: the longest time, and how many of its first ones hold a word of time."""

_WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday"
_MONTHS: Final = "january february march april may june july august september october november december"
_SHORT: Final = "jan feb mar apr jun jul aug sep sept oct nov dec"
_LENGTHS: Final = "moment second minute hour day week month year decade night morning evening"
_SEASONS: Final = "weekend century season spring summer fall autumn winter quarter cycle afternoon"
_FIXED_WORDS: Final = "ago time point past meantime then noon midnight"


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_NUMBER: Final = (
    r"(?:\d+|an?|several|many|some|a few|a couple(?: of)?|a decade|half an?|"
    + _any("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen")
    + "|"
    + _any("eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety")
    + rf"(?: - {_any('one two three four five six seven eight nine')})?)"
)
_LENGTH: Final = rf"{_any(_LENGTHS)}s?"
_UNIT: Final = rf"{_any(' '.join((_LENGTHS, _SEASONS, _WEEKDAYS, _MONTHS)))}s?"
_PART: Final = r"(?:early |late )?(?:morning|afternoon|evening|night)"
_WEEKDAY: Final = rf"(?:(?:super|black|cyber|ash|palm|good|easter) )?{_any(_WEEKDAYS)}(?:s(?= {_PART}))?"
_HOLIDAY: Final = (
    r"(?:christmas|new year ['’]s|thanksgiving|election|inauguration|independence|labor|memorial|veterans|mother ['’]s"
    r"|father ['’]s|valentine ['’]s|boxing)(?: (?:day|eve|night|morning))"
)
_MONTH: Final = rf"(?:{_any(_MONTHS)}|{_any(_SHORT)}\.?)"
_NUMBERED: Final = r"\d\d?(?:st|nd|rd|th)?"
_DATE: Final = (
    rf"(?:{_HOLIDAY}|{_MONTH}(?: {_NUMBERED}(?= |$))?(?: ,)?(?: (?:of )?(?:19|20)\d\d)?"
    rf"|{_NUMBERED} (?:of )?{_MONTH}(?:(?: ,)? (?:19|20)\d\d)?)"
)
_DAY: Final = rf"(?:last |next |this )?{_WEEKDAY}(?: {_PART})?(?: (?:last|this|next) week)?(?: ,)?(?: {_DATE})?"
_THIS: Final = (
    r"(?:this|last|next|the next|the same|that same|that|the past|the previous|the following|the other)"
    rf"(?: (?:past|very|early|late|coming))? {_UNIT}(?: {_PART})?"
)
_AGO: Final = (
    rf"(?:{_NUMBER} |just )?(?:(?:more|or so|short|full) )?{_LENGTH} "
    r"(?:ago|earlier|later|beforehand|afterwards?|(?:before|prior)(?= [,.]|$))"
)
_EARLY: Final = r"(?:(?:very |as )?(?:early|late|earlier|later|mid|only|just)(?: -)? (?:on |in |as |this |at )?)?"
_FIXED: Final = (
    r"(?:not )?long ago|at the time|at that (?:time|point)|at this (?:time|point)|these days|in the past"
    r"|in the meantime|by then|(?:until|by|right|just|for) now|shortly (?:afterwards?|thereafter|before(?= [,.]|$))"
    rf"|the {_LENGTH} (?:before|after)|(?:yesterday|tomorrow|earlier today|later today)(?: {_PART})?"
)
_PREPOSITION: Final = (
    r"(?:on|in|at|by|until|till|since|during|before|after|around|through|as of|as early as|from|between|over|throughout"
    r"|late on|early on|late in|early in)"
)
_YEAR: Final = (
    r"(?:(?:early|late|mid)(?: -)? )?(?:the )?(?:19|20)\d\ds?(?: (?:to|through|until|and|-|–) (?:19|20)\d\d)?"
)
_RECENT: Final = rf"(?:recent|the (?:past|last|coming)(?: {_NUMBER})?) {_UNIT}"
_CLOCK: Final = r"(?:\d\d?(?: ?: ?\d\d)?(?: ?[ap]\.?m\.?)|noon|midnight)"
_STAGE: Final = (
    r"(?:in|on|at|near|toward|towards|by|since) (?:the )?"
    r"(?:start|end|beginning|outset|middle|midst|(?:final |closing )?days|heat) of"
)


def read_time(doc: Doc, start: int, stop: int, *, bare: bool = False) -> int:
    """The token after the time that begins here, or `start` if none does; `bare`: without a preposition."""
    words = [token.lower_ for token in doc[start : min(stop, start + _LONGEST)]]
    if not any(word in _words_of_time() or word[-1].isdigit() for word in words[:_FIRST]) or _is_name(doc[start]):
        return start
    patterns = _patterns()[: 1 if bare else 2]
    text = " ".join(word if word.strip() else "_" for word in words)
    ends = [match.end() for pattern in patterns if (match := pattern.match(text))]
    return start + text[: max(ends)].removesuffix(" ,").count(" ") + 1 if ends else start


def read_relation(doc: Doc, start: int, stop: int) -> int:
    """Where the event begins after "before" and its like, "in the days after", "at the end of"; or `start`."""
    words = [token.lower_ for token in doc[start : min(stop, start + _LONGEST)]]
    if _words_of_relation().isdisjoint(words[:_FIRST]):
        return start
    match = _relation().match(" ".join(words))
    return start + match.group().count(" ") if match else start


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Times without a preposition, and with one."""
    adverbs = "|".join(sorted(circumstances("adverbs")))
    adverb = rf"(?:much |even |just |only |more |most |very |(?:up )?until )?(?:{adverbs})"
    adverb += rf"(?: (?:on|in|that|this|the) (?:the )?(?:same )?{_UNIT}| {_DAY})?"
    bare = rf"(?:{_FIXED}|{_EARLY}(?:{_AGO}|{_THIS}|{_DAY}|{_DATE})|{adverb})"
    after = rf"(?:{bare}|{_YEAR}|{_RECENT}|{_CLOCK}|the weekend|(?:the )?{_UNIT}(?= of )|{_PART})"
    return re.compile(rf"{bare}(?= |$)"), re.compile(rf"{_PREPOSITION} {after}(?= |$)")


@cache
def _relation() -> re.Pattern[str]:
    relations = "|".join(sorted(circumstances("relations"), key=len, reverse=True))
    length = rf"(?:in |on |for )?(?:the |just |only )?(?:{_NUMBER} )?(?:\w+ )?{_LENGTH} "
    ahead = rf"(?:{length}|(?:shortly|immediately|just|soon|right|even) )?"
    return re.compile(rf"(?:{ahead}(?:{relations}|since|leading up to)|{_STAGE}) ")


@cache
def _words_of_time() -> frozenset[str]:
    """Words one of which is in every time that holds no number."""
    words = " ".join((_LENGTHS, _SEASONS, _WEEKDAYS, _MONTHS, _SHORT)).split()
    plural = {word + "s" for word in words} | {word + "." for word in _SHORT.split()}
    return circumstances("adverbs") | {*words, *plural, *_FIXED_WORDS.split()}


@cache
def _words_of_relation() -> frozenset[str]:
    """Words one of which is in every relation; the short ones are in everything."""
    words = " ".join(circumstances("relations")) + " since leading start end beginning outset middle midst days heat"
    return frozenset(word for word in words.split() if len(word) > 2)


def _is_name(token: Token) -> bool:
    """Whether a word of time stands in a name ("USA TODAY", ABC's "This Week") or a compound, or is the verb "may"."""
    if token.ent_iob_ == "I" and token.ent_type_ not in ("DATE", "TIME"):
        return True
    if (
        token.lower_[:3] in _SHORT.split()
        and not token.whitespace_
        and token.i + 1 < len(token.doc)
        and token.nbor().text == "-"
    ):
        return True
    if token.lower_ in ("may", "march"):
        return token.is_lower or not tag_of(token).startswith("NN")
    if token.lower_ not in ("this", "today", "last", "next") or token.is_sent_start or token.is_lower:
        return False
    before = token.nbor(-1) if token.i else token
    return tag_of(before) == "POS" or before.is_quote or before.is_upper
