"""Pairs quotation marks: straight, curly, single British, „German“, «guillemets», ``LaTeX''; nested; across paragraphs.

Marks fall into four kinds (double, single, and the two guillemets). Any closing mark of a kind closes an opening one of
that kind. What newspapers and sloppy texts do is covered by stated rules:

1. A mark opens before a word and closes after one, whatever its shape (so that »so«, „so“ and ”so” pair); where that
   does not decide, its shape does; where that does not either, it does whatever is due, but opens none after a digit.
2. A single mark is an apostrophe between letters or digits, before the ending of a contraction (the U.S.'s), and if
   nothing closes it in its paragraph. One before an elision ('em, '90s) opens only if a sure closing mark follows and
   no quotation in single marks is open; one after a plural or a dropped letter (the workers' rights, goin' home) closes
   only if no sure closing mark follows; nor does an inch (a 24" screen). *Sure* is one that none of this holds for, and
   *follows*: before another mark of its kind opens.
3. An opening mark while one of its kind is open ends the open one, for quotations nest by alternating kinds; but if two
   sure closing marks follow, it opens a quotation inside the open one.
4. A closing mark ends what was opened inside it; one without an opening mark is ignored.
5. A quotation left open ends with its paragraph, at the latest after `LONGEST` characters. If the next paragraph begins
   with a mark of its kind it goes on there (the newspapers' convention for quotations of several paragraphs); one in
   single marks only if it begins its paragraph or follows a punctuation mark.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

LONGEST: Final = 1500
"""Characters after which a quotation that is never closed is taken for a slip."""

# The first two: rock 'n' roll, which has no marks, and ''' that ends one quotation inside another.
_MARK: Final = re.compile(r"['‘’`][nN]['‘’](?!\w)|'(?=''(?!'))|``|''|‘‘|’’|[\"“”„‟«»'‘’‚‛`‹›]")
_KINDS: Final = {
    "double": ("``", "''", "‘‘", "’’", *'"“”„‟'),
    "single": tuple("'‘’‚‛`"),
    "guillemet": tuple("«»"),
    "single guillemet": tuple("‹›"),
}
_KIND: Final = {mark: kind for kind, marks in _KINDS.items() for mark in marks}

_OPENING: Final = frozenset("“„‟«‘‚‛`‹") | {"``", "‘‘"}
_CLOSING: Final = frozenset("”»’›") | {"''", "’’"}
_MAY_PRECEDE: Final = frozenset("([{</|—–―-:,=*_>…") | frozenset("\"“„‟«»'‘‚‛`‹›") | frozenset("\u200b\ufeff")
_DASHES: Final = frozenset("—–―-,:…")
_MAY_FOLLOW: Final = frozenset(",;:.!?)]}")

_ELISION: Final = re.compile(
    r"(?:\d\ds?|em|tis|twas|til|till|cause|cos|bout|round|n|neath|er|im|ere|alf|ave|nuff)\b", re.IGNORECASE
)
_CONTRACTION: Final = re.compile(r"(?:s|t|d|m|ll|re|ve)(?![\w'‘’-])")
_DROPPED: Final = re.compile(r"(?:in|\b(?:o|an|ol|th|wi))$")

Offsets = tuple[int, int]
Role = Literal["open", "close", "either"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Text between quotation marks, marks included, within one paragraph. Offsets count characters.

    `depth` is 1 for an outermost quotation. One that goes on over several paragraphs has one `number` in all of them.
    """

    start: int
    end: int
    depth: int
    number: int


@dataclass(slots=True)
class _Mark:
    """`doubtful`: it may be an apostrophe or an inch. `closings`: how many sure closing marks follow."""

    start: int
    end: int
    kind: str
    role: Role
    doubtful: bool
    closings: int = 0


def pair_marks(text: str, paragraphs: list[Offsets]) -> list[Quotation]:
    """Quotations in these paragraphs (character offsets, in order), by their first character, outermost first."""
    quotations: list[Quotation] = []
    marks = [_read_marks(text, start, end) for start, end in paragraphs]
    following = [
        read[0] if read and read[0].start == start else None
        for read, (start, _) in zip(marks[1:], paragraphs[1:], strict=True)
    ]
    numbers = itertools.count()
    resumed: int | None = None
    for (start, end), read, next_mark in itertools.zip_longest(paragraphs, marks, following):
        pairs, left_open = _pair_in_paragraph(read)
        goes_on = next((mark for mark in left_open if _goes_on(text, start, mark, next_mark)), None)
        for mark in left_open:
            if mark is goes_on:
                pairs.append((mark.start, end))
            elif mark.kind != "single":
                pairs.append((mark.start, min(end, mark.start + LONGEST)))
        continued = None
        for first, last, depth in _nest(pairs):
            number = next(numbers) if resumed is None or first > start else resumed
            quotations.append(Quotation(first, first + len(text[first:last].rstrip()), depth, number))
            if goes_on is not None and first == goes_on.start:
                continued = number
        resumed = continued
    return quotations


def _pair_in_paragraph(marks: list[_Mark]) -> tuple[list[Offsets], list[_Mark]]:
    """Offsets of the closed quotations, and the marks that are left open, outermost first."""
    pairs: list[Offsets] = []
    stack: list[_Mark] = []

    def end_all(level: int, at: int) -> None:
        pairs.extend((mark.start, min(at, mark.start + LONGEST)) for mark in stack[level:] if mark.kind != "single")
        del stack[level:]

    for mark in marks:
        open_levels = [i for i, opened in enumerate(stack) if opened.kind == mark.kind]
        if not open_levels:
            if mark.role != "close":
                stack.append(mark)
        elif mark.role == "open":
            if mark.doubtful:
                continue
            if mark.closings < 2:
                end_all(open_levels[-1], mark.start)
            stack.append(mark)
        else:
            pairs.append((stack[open_levels[-1]].start, mark.end))
            end_all(open_levels[-1] + 1, mark.start)
            stack.pop()
    return pairs, stack


def _goes_on(text: str, start: int, mark: _Mark, following: _Mark | None) -> bool:
    """Whether a quotation left open in the paragraph from `start` on is resumed by the first mark of the next one."""
    if following is None or following.role == "close" or following.kind != mark.kind:
        return False
    before = text[start : mark.start].rstrip()
    return mark.kind != "single" or not before or before[-1] in ":,.;!?…—–-"


def _nest(pairs: list[Offsets]) -> Iterator[tuple[int, int, int]]:
    """Start, end and depth of quotations, in order; none goes on after the end of one around it."""
    ends: list[int] = []
    for start, end in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        while ends and ends[-1] <= start:
            ends.pop()
        ends.append(min(end, ends[-1]) if ends else end)
        yield start, ends[-1], len(ends)


def _read_marks(text: str, start: int, end: int) -> list[_Mark]:
    """The quotation marks between two offsets, apostrophes left out."""
    marks = []
    for match in _MARK.finditer(text, start, end):
        mark, (first, last) = match.group(), match.span()
        before = text[first - 1] if first > start else " "
        after = text[last] if last < end else " "
        kind = _KIND.get(mark)
        if kind is None or (kind == "single" and _is_apostrophe(text, last, before, after)):
            continue
        role = _role(mark, before, after)
        elided = kind == "single" and role == "open" and _ELISION.match(text, last) is not None
        if elided and mark == "’":
            continue
        around = text[max(start, first - 3) : first], text[last : min(end, last + 3)]
        doubtful = elided or (role == "close" and _may_be_apostrophe(*around, kind))
        marks.append(_Mark(first, last, kind, role, doubtful))
    return _without_apostrophes(marks)


def _without_apostrophes(marks: list[_Mark]) -> list[_Mark]:
    """Drop the doubtful marks that are none; count the closing marks after each of the others."""
    kept = []
    closings: dict[str, int] = {}
    for mark in reversed(marks):
        mark.closings = closings.get(mark.kind, 0)
        if mark.doubtful and (mark.role == "close") == (mark.closings > 0):
            continue
        kept.append(mark)
        if not mark.doubtful:
            closings[mark.kind] = mark.closings + 1 if mark.role == "close" else 0
    return kept[::-1]


def _role(mark: str, before: str, after: str) -> Role:
    opens = (before.isspace() or before in _MAY_PRECEDE) and not (after.isspace() or after in _MAY_FOLLOW)
    closes = not before.isspace() and not after.isalnum()
    if opens and mark in "”’" and before in _DASHES:
        return "close"
    if opens != closes:
        return "open" if opens else "close"
    if mark in _OPENING:
        return "open"
    return "close" if mark in _CLOSING or before.isdigit() else "either"


def _is_apostrophe(text: str, end: int, before: str, after: str) -> bool:
    in_word = before.isalnum() or unicodedata.combining(before) > 0
    return (in_word and after.isalnum()) or _CONTRACTION.match(text, end) is not None


def _may_be_apostrophe(before: str, after: str, kind: str) -> bool:
    """Whether a closing mark between these characters may be an apostrophe or an inch."""
    last = before[-1:]
    if kind == "double":
        return last.isdigit()
    goes_on = (after[:1].isspace() or after.startswith("-")) and after.lstrip()[:1] not in _MAY_FOLLOW | {""}
    plural = (last in "sS" or last.isdigit()) and goes_on
    return kind == "single" and (plural or _DROPPED.search(before) is not None)
