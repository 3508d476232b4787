"""From sources to speakers: follows pronouns and descriptions back to names.

An anaphor's probability of meaning a name is the sum over its candidates: those that are the name, and those that
themselves go back to it. So a long row of "he" is as sure as its first.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from attrib.ml.antecedents import Answer, Question
from attrib.resolution.discourse import Discourse, ask, is_anaphor

_DEPTH: Final = 12
"""Antecedents of antecedents that are asked for: "he" → "the minister" → "Sergei Lavrov"."""

_LIKELY: Final = 0.05
"""Less likely candidates are left out, and their share falls to the others."""

_FIRST_PERSON: Final = frozenset(("i", "we"))

NONE: Final = -1

End = tuple[str, int]
"""What a chain ends in: a name, by the number of its referent, or a mention without an antecedent."""

Steps = list[tuple[int, float]]
"""The mentions that one may go back to, `NONE` for none, and how likely that is."""


@dataclass(slots=True)
class Chains:
    """The steps back from the mentions that have been asked for.

    `barred` are the mentions that a source does not go back to, `expected` the one that it rather does, and what that
    adds to its score (`attrib.resolution.context`).
    """

    discourse: Discourse
    steps: dict[int, Steps] = field(default_factory=dict)
    barred: dict[int, set[int]] = field(default_factory=dict)
    expected: dict[int, tuple[int, float]] = field(default_factory=dict)
    _ends: dict[int, dict[End, float]] = field(default_factory=dict)

    def ends(self, mention: int) -> dict[End, float]:
        """What a mention goes back to in the end, and how likely that is."""
        if mention not in self._ends:
            referent = int(self.discourse.referent[mention])
            own: End = ("name", referent) if referent >= 0 else ("mention", mention)
            self._ends[mention] = {own: 1.0}
            if mention in self.steps:
                others = {("name", int(self.discourse.referent[i])) for i in self.barred.get(mention, ())}
                self._ends[mention] = without(self._sum(own, self.steps[mention]), others)
        return self._ends[mention]

    def _sum(self, own: End, steps: Steps) -> dict[End, float]:
        total: dict[End, float] = {}
        for candidate, likely in steps:
            for end, then in ({own: 1.0} if candidate == NONE else self.ends(candidate)).items():
                total[end] = total.get(end, 0.0) + likely * then
        return total


def without(ends: dict[End, float], others: Set[End]) -> dict[End, float]:
    """The likelihoods of the ends that are left when these others are ruled out."""
    left = sum(p for end, p in ends.items() if end not in others)
    return {end: p / left for end, p in ends.items() if end not in others}


def find_antecedents(
    chains: list[Chains], wanted: Sequence[Sequence[int]], answer: Callable[[list[Question]], list[Answer]]
) -> list[Chains]:
    """Add to the chains of each document the steps from the wanted mentions, and from where these lead."""
    waves = [_unasked(chain, mentions) for chain, mentions in zip(chains, wanted, strict=True)]
    for _ in range(_DEPTH):
        if not any(waves):
            break
        questions = [ask(chain.discourse, wave) for chain, wave in zip(chains, waves, strict=True)]
        for i, (chain, given) in enumerate(zip(chains, answer(questions), strict=True)):
            chain.steps |= weigh(chain, waves[i], questions[i], given)
            waves[i] = _unasked(chain, waves[i])
    return chains


def _unasked(chain: Chains, mentions: Sequence[int]) -> list[int]:
    """Those of the mentions, and of where known steps lead from them, that have still to be asked for."""
    known = {candidate for i in mentions for candidate, _ in chain.steps.get(i, [])}
    every = ((i, chain.discourse.mentions[i]) for i in {*mentions, *known} if i >= 0 and i not in chain.steps)
    return sorted(i for i, mention in every if is_anaphor(mention) and mention.word not in _FIRST_PERSON)


def weigh(chain: Chains, anaphors: Sequence[int], asked: Question, given: Answer) -> dict[int, Steps]:
    """The likely steps back from each anaphor."""
    steps = {}
    for i in anaphors:
        mine = np.flatnonzero(asked.anaphors == i)
        mine = mine[[candidate not in chain.barred.get(i, ()) for candidate in asked.candidates[mine].tolist()]]
        scores = np.append(given.pairs[mine], given.none[i]).astype(np.float64)
        expected, more = chain.expected.get(i, (NONE, 0.0))
        scores[:-1] += more * (asked.candidates[mine] == expected)
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        candidates = np.append(asked.candidates[mine], NONE)
        kept = (likely >= _LIKELY) | (candidates == NONE)
        likely = likely[kept] / likely[kept].sum()
        steps[i] = list(zip(candidates[kept].tolist(), likely.tolist(), strict=True))
    return steps
