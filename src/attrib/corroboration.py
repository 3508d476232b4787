"""Claims that several speakers of one document make: attributions whose contents say the same, joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from attrib.records import Act, Attribution, Extent, Polarity, Record, Speaker
from attrib.roster import may_be_same
from attrib.wording import denies, likeness, numbers, telling_words

_LIKE: Final = 0.7
"""How alike the words of two contents are that say the same. Of 60 pairs of PolNeAR train by different sources that
were read, those below were mostly of one topic alone."""

_STATING: Final = frozenset(
    (Act.ASSERTION, Act.CLAIM, Act.DENIAL, Act.ADMISSION, Act.BELIEF, Act.WARNING, Act.AGREEMENT)
)
"""What is done to a statement; praise, blame, wishes and questions may be about one thing and make no claim."""

_SHARED: Final = 3
"""Telling words that they share at least."""


@dataclass(frozen=True, slots=True)
class Claim(Record):
    """What several speakers say alike.

    `content` is how it is first put; `speakers` are all of whom it comes, each once, and `attributions` the ids of the
    records.
    """

    content: Extent
    speakers: tuple[Speaker, ...]
    attributions: tuple[str, ...]


def join_claims(records: Sequence[Attribution]) -> list[Claim]:
    """The claims that two speakers or more make in attributions of their own, by their first place in the text.

    What one speaker says twice is no claim of several, and two who may be one are not taken for two. A record joins
    others only if it says the same as each of them.
    """
    groups: list[list[Attribution]] = []
    for record in filter(_states, records):
        group = next((group for group in groups if all(says_same(record, other) for other in group)), None)
        if group is None:
            groups.append([record])
        else:
            group.append(record)
    return [claim for claim in map(_joined, groups) if min(len(claim.attributions), len(claim.speakers)) > 1]


def says_same(a: Attribution, b: Attribution) -> bool:
    """Whether two contents say the same, by their words.

    They share most of their telling words and all of their numbers, and both are denied or neither. A content does not
    say the same as one that is nested in it.
    """
    if any(one.id.startswith(f"{other.id}.") for one, other in ((a, b), (b, a))):
        return False
    first, second = telling_words(a.content.text), telling_words(b.content.text)
    if len(first & second) < _SHARED or likeness(first, second) < _LIKE:
        return False
    if numbers(a.content.text) != numbers(b.content.text):
        return False
    return _denied(a) == _denied(b)


def _states(record: Attribution) -> bool:
    return record.polarity != Polarity.NEGATIVE and (record.act is None or record.act in _STATING)


def _denied(record: Attribution) -> bool:
    return denies(record.content.text) != (record.act == Act.DENIAL)


def _joined(group: Sequence[Attribution]) -> Claim:
    speakers: list[Speaker] = []
    for speaker in (speaker for record in group for speaker in record.speakers):
        if not any(may_be_same(speaker, other) for other in speakers):
            speakers.append(speaker)
    return Claim(group[0].content, tuple(speakers), tuple(record.id for record in group))
