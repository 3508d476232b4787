"""Noun phrases read where they begin: their edges, their head nouns, titles in them, and what a noun may mean.

Reads forms, tags, lemmas and entities, and no heads, for the same reason as `phrases`.
"""

from functools import cache
from typing import Final

from spacy.tokens import Doc, Span, Token

from attrib.facts.times import read_time
from attrib.grammar import is_finite, lemmas_of, tag_of
from attrib.lexicon import circumstances, nouns

_BEFORE_NOUNS: Final = frozenset(("PRP$", "PDT", "VBN", "VBG", "HYPH", "$", "#"))
_LONGEST_TITLE: Final = 10
_SHORT_WORD: Final = 4
"""Tokens of a title with its marks; letters of a word that may be small in one."""
_OPENERS: Final = frozenset(("DT", "PRP$", "WDT", "WP", "PRP"))


def read_noun_phrase(doc: Doc, start: int, stop: int) -> tuple[int, int] | None:
    """Its end and its head noun: a base noun phrase with coordinated ones and "of" phrases after it."""
    found = _read_base(doc, start, stop)
    if found is None:
        return None
    end, noun = found
    while end < stop and doc[end].lower_ in ("of", "and", "or", "&"):
        more = _read_base(doc, end + 1, stop)
        if more is None or (doc[end].lower_ != "of" and is_subject(doc, more[0], stop)):
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


def is_subject(doc: Doc, end: int, stop: int) -> bool:
    """Whether the noun phrase that ends here is the subject of a clause: a finite verb follows."""
    while end < stop and tag_of(doc[end]).startswith("RB"):
        end += 1
    return end < len(doc) and is_finite(doc[end])


def is_possessive(doc: Doc, i: int) -> bool:
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
        if noun >= 0 and is_possessive(doc, i):
            noun, possessor = -1, noun
        elif _is_compound(doc, i, stop):
            noun = -1
        elif is_nominal(token) and not (noun >= 0 and token.lower_ in circumstances("cues")):
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
    return end if start < end < stop and is_nominal(doc[end]) else 0


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
    if not is_nominal(doc[i + 1]) and tag_of(doc[i + 1])[:2] != "JJ":
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


def is_nominal(token: Token) -> bool:
    """Whether a token may be the head of a noun phrase: a noun, or a word written as a name is."""
    if token.lower_ in circumstances("function") or not any(map(str.isalnum, token.text)):
        return False
    tag = tag_of(token)
    return tag.startswith("NN") or (token.text[0].isupper() and tag[:2] != "VB" and tag not in ("DT", "PRP$", "PRP"))


def _is_modifier(token: Token) -> bool:
    tag = tag_of(token)
    return tag[:2] in ("DT", "JJ", "CD", "RB") or tag in _BEFORE_NOUNS or token.is_quote


def is_medium(token: Token) -> bool:
    """Whether a noun names what things are said through."""
    before = token.nbor(-1).lower_ if token.i else ""
    lemmas = lemmas_of(token)
    words = {*lemmas, *(f"{before} {lemma}" for lemma in lemmas)}
    return any(not words.isdisjoint(circumstances(kind)) for kind in ("channels", "documents", "occasions"))


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
