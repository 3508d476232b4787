"""Pairs quotation marks: straight, curly, single British, „German“, «guillemets», ``LaTeX''; nested; across paragraphs.

Marks fall into four kinds (double, single, and the two guillemets). Any closing mark of a kind closes an opening one of
that kind. What newspapers and sloppy texts do is covered by stated rules:

1. A mark opens before a word and closes after one, whatever its shape (so that »so«, „so“ and ”so” pair); where that does
   not decide, by its shape; where that does not either, it does whatever is due.
2. A single mark between letters or digits, in an elision ('em, '90s) or after a plural ("the workers' rights", if another
   closing mark follows) is an apostrophe; so is a single mark that nothing closes in its paragraph.
3. An opening mark while one of its kind is open ends the open one: quotations nest by alternating kinds.
4. A closing mark ends what was opened inside it; one without an opening mark is ignored.
5. A quotation left open ends with its paragraph, at the latest after `LONGEST` characters. If the next paragraph begins
   with the same mark it goes on there (the newspapers' convention for quotations of several paragraphs).
"""

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, Literal

LONGEST: Final = 1500
"""Characters after which a quotation that is never closed is taken for a slip."""

_MARK: Final = re.compile(r"``|''|[\"“”„‟«»'‘’‚‛‹›]")
_KINDS: Final = {"double": '"“”„‟', "single": "'‘’‚‛", "guillemet": "«»", "single guillemet": "‹›"}
_KIND: Final = {mark: kind for kind, marks in _KINDS.items() for mark in marks}
_KIND.update({"``": "double", "''": "double"})

_OPENING: Final = frozenset("“„‟«‘‚‛‹") | {"``"}
_CLOSING: Final = frozenset("”»’›")
_MAY_PRECEDE: Final = frozenset("([{</—–―-:,=*_>…") | frozenset('"“„«\'‘‚‹') | frozenset("\u200b\ufeff")
_ELISION: Final = re.compile(r"(?:\d\ds?|em|tis|twas|til|cause|bout|n|round|cos)\b", re.IGNORECASE)

Offsets = tuple[int, int]
Role = Literal["open", "close", "either", "none"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Text between quotation marks, marks included, within one paragraph. Offsets count characters.

    `depth` is 1 for an outermost quotation. `continues`: it goes on from the end of the paragraph before.
    """

    start: int
    end: int
    depth: int
    continues: bool = False


@dataclass(slots=True)
class _Mark:
    start: int
    end: int
    text: str
    kind: str
    role: Role


def pair_marks(text: str, paragraphs: list[Offsets]) -> list[Quotation]:
    """Quotations in these paragraphs (character offsets, in order), by their first character, outermost first."""
    quotations: list[Quotation] = []
    continues = False
    for (start, end), following in zip_longest(paragraphs, paragraphs[1:]):
        pairs, unclosed = _pair_in_paragraph(_read_marks(text, start, end))
        goes_on = False
        if unclosed is not None:
            goes_on = following is not None and text.startswith(unclosed.text, following[0])
            if goes_on or unclosed.kind != "single":
                last = end if goes_on else min(end, unclosed.start + LONGEST)
                pairs = [pair for pair in pairs if pair[1] <= last or pair[0] < unclosed.start]
                pairs.append((unclosed.start, last))
        quotations.extend(_nest(text, pairs, start if continues else None))
        continues = goes_on
    return quotations


def _pair_in_paragraph(marks: list[_Mark]) -> tuple[list[Offsets], _Mark | None]:
    """Offsets of the closed quotations, and the outermost mark that is left open."""
    pairs: list[Offsets] = []
    stack: list[_Mark] = []
    for mark in marks:
        level = next((i for i, opened in enumerate(stack) if opened.kind == mark.kind), None)
        if level is None:
            if mark.role != "close":
                stack.append(mark)
        elif mark.role == "open":
            if mark.kind != "single":
                pairs.append((stack[level].start, min(mark.start, stack[level].start + LONGEST)))
            stack[level:] = [mark]
        else:
            pairs.append((stack[level].start, mark.end))
            del stack[level:]
    stack.sort(key=lambda mark: (mark.kind == "single", mark.start))
    return pairs, stack[0] if stack else None


def _nest(text: str, pairs: list[Offsets], continued: int | None) -> list[Quotation]:
    """Quotations with their depths; `continued` is where one goes on from the paragraph before."""
    quotations: list[Quotation] = []
    ends: list[int] = []
    for start, end in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        while ends and ends[-1] <= start:
            ends.pop()
        ends.append(end)
        last = start + len(text[start:end].rstrip())
        quotations.append(Quotation(start, last, len(ends), start == continued))
    return quotations


def _read_marks(text: str, start: int, end: int) -> list[_Mark]:
    """The quotation marks between two offsets, apostrophes left out."""
    marks = []
    for match in _MARK.finditer(text, start, end):
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else " "
        kind = _KIND[match.group()]
        if kind != "single" or not _is_apostrophe(text, match.end(), before, after):
            role = _role(match.group(), before, after)
            marks.append(_Mark(match.start(), match.end(), match.group(), kind, role))
    return _without_plurals(text, marks)


def _is_apostrophe(text: str, end: int, before: str, after: str) -> bool:
    return after.isalnum() and (before.isalnum() or _ELISION.match(text, end) is not None)


def _role(mark: str, before: str, after: str) -> Role:
    opens = (before.isspace() or before in _MAY_PRECEDE) and not after.isspace()
    closes = not before.isspace() and not after.isalnum()
    if opens != closes:
        return "open" if opens else "close"
    if mark in _OPENING:
        return "open"
    return "close" if mark in _CLOSING else "either"


def _without_plurals(text: str, marks: list[_Mark]) -> list[_Mark]:
    """Drop the single marks after a plural that another closing mark of the same shape follows."""
    kept = []
    next_role: dict[str, Role] = {}
    for mark in reversed(marks):
        plural = (
            mark.kind == "single"
            and mark.role == "close"
            and text[mark.start - 1] in "sS"
            and text[mark.end : mark.end + 2].lstrip(" ")[:1].islower()
            and next_role.get(mark.text) == "close"
        )
        if not plural:
            kept.append(mark)
            next_role[mark.text] = mark.role
    return kept[::-1]
