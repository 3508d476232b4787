"""What of a content is quoted, and which attribution's quotation it goes on from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from attrib.facts.cues import Cue, lemma_of
from attrib.lexicon import cue_words
from attrib.records import QuotationType
from attrib.schema import QUOTES

_SCARE: Final = 2
"""Words in quotation marks that are no quotation, unless the cue stands beside them or says what they are called."""

Run = tuple[int, int, bool]
"""Tokens [start, end), and whether they are quoted."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What `find_continued` reads of an attribution: its tokens by role, its type, the ids of its speakers."""

    type: QuotationType
    source: Sequence[Span]
    cue: Sequence[Span]
    contents: Sequence[Span]
    speakers: frozenset[str]


def content_runs(contents: Sequence[Span], cue: Cue, depths: NDArray[np.int64]) -> list[Run]:
    """The runs of a content inside and outside quotation marks, marks included; scare quotes are no quotation."""
    runs: list[Run] = []
    for content in contents:
        inside = (depths[content.start : content.end] > 0).tolist()
        start = content.start
        for quoted, group in groupby(inside):
            end = start + sum(1 for _ in group)
            quoted = quoted and not _is_scare(content, start, end, cue)
            if runs and runs[-1][1] == start and runs[-1][2] == quoted and start > content.start:
                start = runs.pop()[0]
            runs.append((start, end, quoted))
            start = end
    return runs


def _is_scare(content: Span, start: int, end: int, cue: Cue) -> bool:
    """Whether a quoted run is but a word or two of a content, and the cue does not introduce it."""
    if (start, end) == (content.start, content.end) or (cue.chain and lemma_of(cue.chain[-1]) in cue_words("naming")):
        return False
    words = [token for token in content.doc[start:end] if not (token.is_punct or token.is_quote or token.is_space)]
    beside = {token.i + 1 for token in cue.words} | {token.i for token in cue.words}
    return len(words) <= _SCARE and not {start, end} & beside


def find_continued(doc: Doc, found: Mapping[str, Quoted]) -> Iterator[tuple[str, str]]:
    """Pairs of attributions, in the order of the text: one, and that whose quotation goes on in it.

    Both have the same speaker, or the later one has none. Either they lie in one quotation over several paragraphs, or
    a quotation follows with nothing between them but the words that say whose they are.
    """
    quotations = list(doc.spans[QUOTES])
    last: dict[str, str] = {}
    previous: str | None = None
    for name, given in found.items():
        names = [q.id_ for q in quotations if any(q.start < c.end and q.end > c.start for c in given.contents)]
        before = next((last[quotation] for quotation in names if quotation in last), None)
        if before is not None and _same_speaker(given, found[before]):
            yield name, before
        elif previous is not None and _goes_on(doc, given, found[previous]):
            yield name, previous
        last |= dict.fromkeys(names, name)
        previous = name


def _same_speaker(one: Quoted, other: Quoted) -> bool:
    return not one.source or bool(one.speakers & other.speakers)


def _goes_on(doc: Doc, given: Quoted, before: Quoted) -> bool:
    if given.type != QuotationType.DIRECT or before.type == QuotationType.INDIRECT or not _same_speaker(given, before):
        return False
    own = (*before.source, *before.cue, *given.source, *given.cue)
    between = doc[max(content.end for content in before.contents) : given.contents[0].start]
    return not any(token.is_alpha and not any(s.start <= token.i < s.end for s in own) for token in between)
