"""Precision, recall and F1 of attribution relations against gold. Standard library only; no spaCy.

token   per role: words that bear the role. A word is a run of letters or digits: marks at an extent's edge are free.
exact   per role: all words of one role of one relation are gold's, over relations that have the role.
frag    per role: maximal runs of tokens, punctuation counted, cut at line breaks (as CofeNet counts, COLING 2022).
link    a relation is right where its content shares at least half of the union of words with a gold relation's and
        their sources share a word, or neither has one. One to one, best first.
strict  the same at nine tenths and equal source words.

All are micro-averaged over documents.
"""

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from attrib.records import Attribution, Extent, Parts

ROLES: Final = ("source", "cue", "content")
_WORD: Final = re.compile(r"\w+(?:['’]\w+)?")
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Relation:
    """Who said what, as character offsets alone; a role that is absent has no parts."""

    source: Parts = ()
    cue: Parts = ()
    content: Parts = ()

    @classmethod
    def of(cls, attribution: Attribution) -> "Relation":
        """The offsets of a record."""

        def parts(extent: Extent | None) -> Parts:
            return () if extent is None else extent.parts

        return cls(parts(attribution.source), parts(attribution.cue), parts(attribution.content))


@dataclass(frozen=True, slots=True)
class Words:
    """A relation as the indices of the words that its roles touch."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 in percent."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, right: int, predicted: int, gold: int) -> "Score":
        """From counts; nothing predicted or nothing to find counts as zero."""
        precision = 100 * right / predicted if predicted else 0.0
        recall = 100 * right / gold if gold else 0.0
        both = precision + recall
        return cls(precision, recall, 2 * precision * recall / both if both else 0.0)


@dataclass(slots=True)
class Scorer:
    """Counts document by document; `table` gives the scores of all that was added."""

    counts: Counter[Any] = field(default_factory=Counter)

    def add(self, text: str, gold: Sequence[Relation], predicted: Sequence[Relation]) -> None:
        """Count one document."""
        gold_words, predicted_words = as_words(text, gold), as_words(text, predicted)
        self.counts.update(documents=1, gold=len(gold_words), predicted=len(predicted_words))
        for role in ROLES:
            for protocol, read in _PROTOCOLS.items():
                self._count((role, protocol), read(text, gold, role), read(text, predicted, role))
        self.counts["link"] += len(aligned(gold_words, predicted_words, 0.5, sources_meet))
        self.counts["strict"] += len(aligned(gold_words, predicted_words, 0.9, _sources_equal))

    def _count(self, row: tuple[str, str], gold: Counter[Any], predicted: Counter[Any]) -> None:
        self.counts[*row, "right"] += (gold & predicted).total()
        self.counts[*row, "predicted"] += predicted.total()
        self.counts[*row, "gold"] += gold.total()

    def table(self) -> dict[str, Score]:
        """Rows by name ("source token" … "content frag", "link", "strict"), in the order they are printed in."""
        counts = self.counts
        rows = {
            f"{role} {protocol}": Score.of(*(counts[role, protocol, what] for what in ("right", "predicted", "gold")))
            for role in ROLES
            for protocol in _PROTOCOLS
        }
        return rows | {row: Score.of(counts[row], counts["predicted"], counts["gold"]) for row in ("link", "strict")}


def as_words(text: str, relations: Iterable[Relation]) -> list[Words]:
    """Relations as words; one without a word in cue and content is left out."""
    offsets = [match.span() for match in _WORD.finditer(text)]
    rows = (Words(*(frozenset(_touched(offsets, getattr(relation, role))) for role in ROLES)) for relation in relations)
    return [row for row in rows if row.cue or row.content]


def aligned(
    gold: Sequence[Words],
    predicted: Sequence[Words],
    least: float,
    sources_agree: Callable[[frozenset[int], frozenset[int]], bool],
) -> dict[int, int]:
    """Gold index to predicted index of the relations that match, one to one, best content overlap first."""
    pairs = sorted(
        (-overlap, i, j)
        for i, wanted in enumerate(gold)
        for j, given in enumerate(predicted)
        if (overlap := jaccard(wanted.content, given.content)) >= least and sources_agree(wanted.source, given.source)
    )
    found: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in pairs:
        if i not in found and j not in used:
            found[i] = j
            used.add(j)
    return found


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    """Size of the intersection over size of the union; 0 for two empty sets."""
    return len(a & b) / len(a | b) if a | b else 0.0


def sources_meet(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether two sources share a word, or neither is there."""
    return bool(a & b) or not (a or b)


def _sources_equal(a: frozenset[int], b: frozenset[int]) -> bool:
    return a == b


def _touched(offsets: list[tuple[int, int]], parts: Parts) -> list[int]:
    """Indices of the ascending offsets that any of the parts touches, ascending."""
    found: set[int] = set()
    for start, end in parts:
        i = max(0, bisect.bisect_right(offsets, start, key=lambda span: span[0]) - 1)
        while i < len(offsets) and offsets[i][0] < end:
            if offsets[i][1] > start:
                found.add(i)
            i += 1
    return sorted(found)


def _read_tokens(text: str, relations: Sequence[Relation], role: str) -> Counter[Any]:
    words: set[int] = set().union(*(getattr(row, role) for row in as_words(text, relations)))
    return Counter(words)


def _read_extents(text: str, relations: Sequence[Relation], role: str) -> Counter[Any]:
    return Counter(words for row in as_words(text, relations) if (words := getattr(row, role)))


def _read_fragments(text: str, relations: Sequence[Relation], role: str) -> Counter[Any]:
    offsets = [match.span() for match in _TOKEN.finditer(text)]
    found: set[tuple[int, int]] = set()
    for relation in relations:
        for part in getattr(relation, role):
            run: list[int] = []
            for i in _touched(offsets, (part,)):
                if run and "\n" in text[offsets[i - 1][1] : offsets[i][0]]:
                    found.add((run[0], run[-1]))
                    run = []
                run.append(i)
            if run:
                found.add((run[0], run[-1]))
    return Counter(found)


_PROTOCOLS: Final[dict[str, Callable[[str, Sequence[Relation], str], Counter[Any]]]] = {
    "token": _read_tokens,
    "exact": _read_extents,
    "frag": _read_fragments,
}
