"""The words that a content is made of: which of them carry what it says, whether it denies, what of it is quoted."""

import re
from functools import lru_cache
from typing import Final

from spacy.lang.en.stop_words import STOP_WORDS

from attrib.layout import find_paragraphs
from attrib.marks import pair_marks
from attrib.naming import fold

_WORD: Final = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")
_ENDING: Final = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|s)$")
_DOUBLED: Final = re.compile(r"([b-df-hj-np-tv-z])\1$")
_NEGATIONS: Final = frozenset(
    ("no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot")
)


@lru_cache(maxsize=256)
def telling_words(text: str) -> frozenset[str]:
    """The stems of the words that say something: no function words."""
    words = (fold(word) for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in words if word not in STOP_WORDS and not _is_negation(word))


def denies(text: str) -> bool:
    """Whether an odd number of its words are negations."""
    return sum(_is_negation(fold(word)) for word in _WORD.findall(text)) % 2 == 1


def numbers(text: str) -> frozenset[str]:
    """The words with figures in them."""
    return frozenset(word for word in _WORD.findall(text) if any(c.isdigit() for c in word))


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """Twice what two sets share, over what they have (Dice): 1 for equal ones."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def quotations(text: str) -> list[tuple[str, ...]]:
    """The folded words of each outermost quotation."""
    marks = [mark for mark in pair_marks(text, find_paragraphs(text)) if mark.depth == 1]
    found = (tuple(fold(word) for word in _WORD.findall(text[mark.start : mark.end])) for mark in marks)
    return [words for words in found if words]


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def _stem(word: str) -> str:
    """The word without the ending of its form: "agree" and "agreed" are one, and so are "try" and "tries"."""
    bare = _DOUBLED.sub(r"\1", _ENDING.sub("", word).rstrip("e"))
    return bare[:-1] + "i" if bare.endswith("y") else bare
