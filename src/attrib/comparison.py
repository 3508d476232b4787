"""What two documents attribute differently: an agency's piece and its rewrite, say.

The attributions of both are aligned one to one by the words of their contents, best first; of what is aligned is told
what has changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from attrib.records import Attribution, Record
from attrib.roster import may_be_same
from attrib.wording import likeness, quotations, telling_words

_LIKE: Final = 0.35
"""How alike the telling words of two contents are that are aligned where their speakers may be one."""

_LIKE_BY_OTHERS: Final = 0.6
"""The same where they are not: the more is asked for, as two speakers may well talk of one thing."""


@dataclass(frozen=True, slots=True)
class Pair(Record):
    """An attribution of the first document, and what has become of it in the second."""

    before: Attribution
    after: Attribution


@dataclass(frozen=True, slots=True)
class Difference(Record):
    """What the second of two documents attributes otherwise than the first.

    `speaker`, `act` and `polarity` hold what is attributed to another speaker, as another act, or said where it was not
    said; `wording` direct quotations of other words than the first document quotes. A pair may be in several.
    """

    dropped: tuple[Attribution, ...]
    added: tuple[Attribution, ...]
    speaker: tuple[Pair, ...]
    act: tuple[Pair, ...]
    polarity: tuple[Pair, ...]
    wording: tuple[Pair, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return any((self.dropped, self.added, self.speaker, self.act, self.polarity, self.wording))


def compare(a: Sequence[Attribution], b: Sequence[Attribution]) -> Difference:
    """What the attributions of one document have become in those of another."""
    pairs = align(a, b)
    before, after = {pair.before.id for pair in pairs}, {pair.after.id for pair in pairs}
    return Difference(
        dropped=tuple(record for record in a if record.id not in before),
        added=tuple(record for record in b if record.id not in after),
        speaker=tuple(pair for pair in pairs if not _same_speakers(pair.before, pair.after)),
        act=tuple(pair for pair in pairs if _differ(pair.before.act, pair.after.act)),
        polarity=tuple(pair for pair in pairs if _differ(pair.before.polarity, pair.after.polarity)),
        wording=tuple(pair for pair in pairs if is_altered(pair.before.content.text, pair.after.content.text)),
    )


def align(a: Sequence[Attribution], b: Sequence[Attribution]) -> list[Pair]:
    """The attributions of two documents that say the same, one to one: most alike first, in the order of the first."""
    words = [[telling_words(record.content.text) for record in records] for records in (a, b)]
    candidates = []
    for i, before in enumerate(a):
        for j, after in enumerate(b):
            like, same = likeness(words[0][i], words[1][j]), _same_speakers(before, after)
            if like >= (_LIKE if same else _LIKE_BY_OTHERS):
                candidates.append((-like - 0.2 * same, i, j))
    found: dict[int, int] = {}
    for _, i, j in sorted(candidates):
        if i not in found and j not in found.values():
            found[i] = j
    return [Pair(a[i], b[j]) for i, j in sorted(found.items())]


def is_altered(before: str, after: str) -> bool:
    """Whether the second content quotes words, in a row, that the first does not; what is merely cut is not altered.

    Where either quotes nothing, nothing is.
    """
    quoted = [word for words in quotations(before) for word in words]
    if not quoted:
        return False
    return any(not _in_a_row(words, quoted) for words in quotations(after))


def _in_a_row(words: Sequence[str], among: Sequence[str]) -> bool:
    n = len(words)
    return any(tuple(among[i : i + n]) == tuple(words) for i in range(len(among) - n + 1))


def _same_speakers(a: Attribution, b: Attribution) -> bool:
    """Whether no speaker of either is surely none of the other's; where there is no source it may be anybody."""
    if not a.speakers or not b.speakers:
        return True
    ways = ((a.speakers, b.speakers), (b.speakers, a.speakers))
    return all(any(may_be_same(one, other) for other in others) for some, others in ways for one in some)


def _differ(a: str | None, b: str | None) -> bool:
    """Whether both are known, and not the same."""
    return a is not None and b is not None and a != b
