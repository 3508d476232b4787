"""Transcripts: who has the turn, by the labels that paragraphs begin with ("LUND: I think so.").

A label is a few words with capitals before a colon, perhaps after a time stamp, with something in brackets behind it.
The rules:

1. Labels are one if they end in the same word ("Ada Lund", "Lund"). A text is a transcript if at least two come back,
   or are such as only transcripts have ("Q", "Interviewer"), and if at least half of what follows is said to somebody:
   it asks, or is in the first or second person. Recipes, scores and lists of dates are not.
2. What comes back is a turn each time. So is a label that stands once between two turns, in capitals if those are.
3. A turn goes on over the paragraphs up to the next, but the last one: there, what follows may be anybody's. Headings,
   stage directions and paragraphs without a word are nobody's.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from attrib.lexicon import labels

_LABEL: Final = re.compile(
    r"(?:[\[(]?\d\d?(?::\d\d)+[\])]?[ ]+)?"  # [00:12]
    r"(?P<label>[^\W\d_][\w.'’&-]*(?:[ ][\w.'’&-]+){0,4}?)"
    r"(?:[ ](?:\([^()\n]*\)|\[[^\[\]\n]*\]))?"  # (laughs)
    r"[ ]?(?P<colon>:)(?!\S)"
)
_STAGE: Final = re.compile(r"(?:\s*(?:\([^()\n]*\)|\[[^\[\]\n]*\]))+(?!\s*[a-z])\s*|\s+")
"""Stage directions, after which a sentence begins: not "[The mayor] was there"."""
_WORD: Final = re.compile(r"[^\W\d_]")
_SPOKEN: Final = re.compile(r"\?|\b(?:I|[Mm][ey]|[Ww]e|us|[Oo]ur|[Yy]ours?)\b|\b[Yy]ou\b")  # not the US
_PARTICLE: Final = 3
"""Letters of the longest word of a label that needs no capital: "Ada van der Lund"."""

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """Offsets of a speaker's label and its colon, and of the parts of what is said, one a paragraph."""

    label: Offsets
    colon: Offsets
    parts: tuple[Offsets, ...]


def find_turns(text: str, paragraphs: list[Offsets]) -> list[Turn]:
    """The turns of a transcript in these paragraphs (character offsets, in order); none if it is no transcript."""
    found = {n: match for n, offsets in enumerate(paragraphs) if (match := _LABEL.match(text, *offsets))}
    names = {n: match["label"].split()[-1] for n, match in found.items() if _may_speak(match["label"].split())}
    times = Counter(names.values())
    sure = {name for name in times if times[name] > 1 or name.lower() in labels("asks") | labels("answers")}
    if len(sure) < 2:
        return []
    first, *_, last = (n for n, name in names.items() if name in sure)
    capitals = all(name.isupper() for name in sure)
    opened = [n for n, name in names.items() if first <= n <= last and (name in sure or name.isupper() or not capitals)]
    turns = []
    for n, following in zip(opened, [*opened[1:], last + 1], strict=True):
        start, end = found[n].end(), paragraphs[n][1]
        parts = tuple(_parts(text, [(start, end), *paragraphs[n + 1 : following]]))
        if parts:
            turns.append(Turn(found[n].span("label"), found[n].span("colon"), parts))
    spoken = sum(any(_SPOKEN.search(text, *part) for part in turn.parts) for turn in turns)
    return turns if 2 * spoken >= len(turns) else []


def _may_speak(label: list[str]) -> bool:
    """Whether the words of a label may be a speaker's: with capitals, and not "Note" or "Dear Ada"."""
    first, last = label[0], label[-1]
    if not first[0].isupper() or first == "Dear" or last[0].islower() or last.lower() in labels("headings"):
        return False
    return not any(word[0].islower() and len(word) > _PARTICLE for word in label)


def _parts(text: str, paragraphs: list[Offsets]) -> Iterator[Offsets]:
    """What is said of these paragraphs, of which the first is the label's own."""
    for n, (start, end) in enumerate(paragraphs):
        stage = _STAGE.match(text, start, end)
        begin = stage.end() if stage else start
        if _WORD.search(text, begin, end) and (n == 0 or not text[end - 1].isalnum()):
            yield begin, end
