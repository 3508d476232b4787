"""When two names are one: full names and surnames, titles, spellings, acronyms, short forms of bodies.

Works on the words of names alone; who is meant where a name fits two people, `attrib.resolution` decides by the text.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from attrib.lexicon import courtesy_titles, given_names, name_variants, organization_suffixes, role_titles

_LINKING: Final = frozenset(("of", "the", "and", "for", "in", "on", "de", "des", "du", "et", "la", "le", "&"))
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*\.?")
_POSSESSIVE: Final = re.compile(r"['’]s?$")
_STROKES: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that Unicode does not take apart."""
_ARTICLES: Final = frozenset(("al", "el"))
"""Arabic articles before surnames, which a text may leave out."""
_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv"))
_NO_LETTERS: Final = frozenset(("So", "Sk", "Cf", "Cc", "Cn", "Co", "Cs"))
"""Categories of characters that are in nobody's name."""
_EDGES: Final = "*_|~•·/\\<>…—–-†‡"
_DEGREES: Final = frozenset(
    ("phd", "md", "esq", "mba", "mbe", "obe", "cbe", "kbe", "kcb", "qc", "kc", "rn", "dds", "cpa")
)
_LONGEST_TITLE: Final = 4
"""Words: "deputy chief executive officer"."""
_SIMILAR: Final = 0.82
"""Likeness of two spellings of one word: "Sergey" and "Sergei", "Zelensky" and "Zelenskyy"."""
_REMEMBERED: Final = 1 << 13
"""Words and names that are read once."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """The words of a person's name, folded, without titles.

    `gender` is what a courtesy title says ("he", "she"), or else the given name before a surname; "" for neither.
    `halves` are the parts of a surname with a hyphen.
    """

    words: tuple[str, ...]
    gender: str
    halves: frozenset[str] = frozenset()

    @property
    def surname(self) -> str:
        """The last word."""
        return self.words[-1]


@lru_cache(maxsize=_REMEMBERED)
def fold(word: str) -> str:
    """Lower case, without accents, full stops, and a final possessive."""
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word)).replace("’", "'")
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().translate(_STROKES).rstrip(".")


@lru_cache(maxsize=_REMEMBERED)
def read_person(text: str) -> PersonName:
    """The words of a name, its titles and its suffix ("Jr.") taken off."""
    words = [fold(word) for word in _WORD.findall(text)]
    titled = _title_length(words)
    gender = next((g for word in words[:titled] if (g := courtesy_titles().get(word, ""))), "")
    words = words[titled:]
    if len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    parts = [part for word in words for part in re.split(r"[-.]", word) if part]
    if not gender and len(words) > 1:
        gender = given_names().get(words[0], "")
    halves = frozenset(words[-1].split("-") if words else ()) - _ARTICLES
    named = tuple(part for part in parts if part not in _ARTICLES) or tuple(parts)
    return PersonName(named, gender, halves if len(halves) > 1 else frozenset())


def clean_name(text: str, *, person: bool = False) -> str:
    """A name as written, without what clings to it: emoji, marks of notes and of markup, degrees, half a bracket.

    Nor a possessive, of a person's: "Lloyd's" may be a firm. Entities of HTML are read.
    """
    plain = html.unescape(text)
    words = ["".join(c for c in word if unicodedata.category(c) not in _NO_LETTERS) for word in plain.split()]
    words = [word.strip(_EDGES).replace("\ufe0f", "") for word in words]
    words = [word for word in words if word == "&" or any(c.isalnum() for c in word)]
    while len(words) > 1 and fold(words[-1]).replace(".", "") in _DEGREES:
        words.pop()
    name = " ".join(words).rstrip(",;:")
    for opening, closing in ("()", "[]", "“”", '""'):
        uneven = name.count(opening) % 2 if opening == closing else name.count(opening) != name.count(closing)
        if uneven or (name.startswith(opening) and name.endswith(closing)):
            name = name.strip(opening + closing).partition(f" {opening}")[0]
    return (_POSSESSIVE.sub("", name) if person else name).strip() or text


def without_title(text: str) -> str:
    """A name as written, without the titles before it."""
    words = text.split()
    return " ".join(words[_title_length([fold(word) for word in words]) :])


def fullest(texts: Sequence[str], *, person: bool = True) -> str:
    """The longest of the names, a person's without title; the first of several."""
    names = [without_title(text) for text in texts] if person else texts
    return max(names, key=lambda name: (len(name.split()), not name.isupper(), len(name)))


def _title_length(words: list[str]) -> int:
    """How many folded words before a name are titles; at least one word is the name's."""
    done = 0
    while done < len(words) - 1:
        runs = range(min(_LONGEST_TITLE, len(words) - 1 - done), 0, -1)
        length = next((n for n in runs if _is_title(" ".join(words[done : done + n]))), 0)
        if not length:
            break
        done += length
    return done


def _is_title(words: str) -> bool:
    return words in courtesy_titles() or words in role_titles()


def same_given_name(a: str, b: str) -> bool:
    """Whether two folded words are spellings or short forms of one given name, or one is the initial of the other."""
    variants = name_variants()
    if variants.get(a, a) == variants.get(b, b):
        return True
    return 1 in (len(a), len(b)) and a[0] == b[0]


def same_surname(a: str, b: str) -> bool:
    """Whether two folded words may be spellings of one surname: the same letters, or nearly so.

    Not if one has but an "s" more: Peter and Peters, Lund and the Lunds.
    """
    if a == b or f"{a}s" == b or a == f"{b}s":
        return a == b
    return a[:1] == b[:1] and min(len(a), len(b)) > 4 and SequenceMatcher(None, a, b).ratio() >= _SIMILAR


def same_full_name(a: PersonName, b: PersonName) -> bool:
    """Whether two names of two words or more are one person's: first names and surnames agree, or an initial does."""
    if not _genders_agree(a, b) or not same_surname(a.surname, b.surname):
        return False
    return same_given_name(a.words[0], b.words[0])


def fit(short: PersonName, full: PersonName) -> int:
    """How well one word, or a part of a name, stands for a full name; 0 if it does not.

    A surname fits best (4), or one spelled alike (3); then the first word, which is the surname in some languages
    (2); then any other. Half a surname is another one: Lund is not Ada Berg-Lund.
    """
    n = len(short.words)
    if not _genders_agree(short, full) or n >= len(full.words) or (n == 1 and short.surname in full.halves):
        return 0
    if short.words == full.words[-n:]:
        return 4
    if n == 1 and same_surname(short.surname, full.surname):
        return 3
    if short.words == full.words[:n]:
        return 2
    return int(any(short.words == full.words[i : i + n] for i in range(len(full.words))))


def _genders_agree(a: PersonName, b: PersonName) -> bool:
    return not a.gender or not b.gender or a.gender == b.gender


@lru_cache(maxsize=_REMEMBERED)
def body_words(text: str) -> tuple[str, ...]:
    """The words of an organisation's or a place's name, folded, without article and legal form."""
    words = [fold(word) for word in _WORD.findall(text)]
    while len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in organization_suffixes():
        words = words[:-1]
    return tuple(words)


def same_body(a: str, b: str) -> bool:
    """Whether two names are one organisation's or place's: the same words, or one the acronym of the other."""
    return not body_signs(a).sought.isdisjoint(body_signs(b).own)


@dataclass(frozen=True, slots=True)
class BodySigns:
    """What a body's name is known by, its words, letters and initials, and what those have that are one with it."""

    own: frozenset[object]
    sought: frozenset[object]


@lru_cache(maxsize=_REMEMBERED)
def body_signs(text: str) -> BodySigns:
    """The signs of a name; none if it has no words."""
    words = body_words(text)
    if not words:
        return BodySigns(frozenset(), frozenset())
    letters = [letters] if (letters := _letters(text)) else []
    own = [("letters", short) for short in letters] + [("initials", long) for long in _initials(text)]
    sought = [("initials", short) for short in letters] + [("letters", long) for long in _initials(text)]
    return BodySigns(frozenset((words, *own)), frozenset((words, *sought)))


def is_acronym(short: str, long: str) -> bool:
    """Whether one name is made of the first letters of the other: "AFP", "Agence France-Presse"."""
    return _letters(short) in _initials(long)


def _letters(text: str) -> str:
    """The letters of what may be an acronym, or ""."""
    letters = re.sub(r"^[Tt]he |\W", "", _POSSESSIVE.sub("", text))
    return letters if len(letters) > 1 and letters.isupper() else ""


def _initials(text: str) -> set[str]:
    """What a name of several words may be abbreviated to: the first letters of all its words, or of all but "of"."""
    words = [word for word in re.findall(r"[^\W_]+|&", text) if fold(word) != "the"]
    if len(words) < 2:
        return set()
    main = [word for word in words if fold(word) not in _LINKING]
    return {"".join(word[0] for word in some).upper() for some in (words, main) if some}
