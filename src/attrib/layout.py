"""Where paragraphs begin and end: the one place that decides what a line break means.

Newspapers end a paragraph with a blank line, web pages with a single break, e-mails and old archives break lines inside
sentences to keep them short. The rules:

1. A blank line always ends a paragraph.
2. A text is *hard-wrapped* if nearly all of its single breaks stand where a greedy line filler would have put them: the
   next line's first word would not have fitted into the text's widest line. In such a text those breaks mean nothing,
   and a break after a line that had room left ends a paragraph.
3. In any other text a single break ends a paragraph, unless the next line goes on in lower case after a line that does
   not end a sentence.
"""

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*$")

_WRAP_WIDTHS = range(30, 121)
"""Widest lines, in characters, that people and programs wrap text at."""

_WRAP_BREAKS = 3
_WRAP_SHARE = 0.8
"""Hard-wrapped: at least so many single breaks, at least this share of them where a line filler would break."""

Offsets = tuple[int, int]


def find_paragraphs(text: str) -> list[Offsets]:
    """Half-open character offsets of the paragraphs, without the white space at their edges."""
    blocks = list(_blocks(text))
    breaks = [pair for block in blocks for pair in zip(block, block[1:], strict=False)]
    width = _wrap_width(text, breaks)
    paragraphs = []
    for block in blocks:
        start = block[0][0]
        for line, following in zip(block, block[1:], strict=False):
            if _ends_paragraph(text, line, following, width):
                paragraphs.append((start, line[1]))
                start = following[0]
        paragraphs.append((start, block[-1][1]))
    return paragraphs


def _blocks(text: str) -> Iterator[list[Offsets]]:
    """Runs of lines with no blank line between them; lines without the white space at their edges."""
    block: list[Offsets] = []
    end = 0
    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        between = text[end : match.start()].replace("\r\n", "\n")
        end = match.end()
        if (not stripped or len(between) > 1) and block:
            yield block
            block = []
        if stripped:
            start = match.start() + len(line) - len(line.lstrip())
            block.append((start, start + len(stripped)))
    if block:
        yield block


def _wrap_width(text: str, breaks: list[tuple[Offsets, Offsets]]) -> int | None:
    """The width in characters at which the text was wrapped, or None if it was not."""
    if len(breaks) < _WRAP_BREAKS:
        return None
    width = max(end - start for pair in breaks for start, end in pair)
    if width not in _WRAP_WIDTHS:
        return None
    full = sum(_is_full(text, line, following, width) for line, following in breaks)
    return width if full >= _WRAP_SHARE * len(breaks) else None


def _is_full(text: str, line: Offsets, following: Offsets, width: int) -> bool:
    first_word = text[following[0] : following[1]].split(maxsplit=1)[0]
    return line[1] - line[0] + 1 + len(first_word) > width


def _ends_paragraph(text: str, line: Offsets, following: Offsets, width: int | None) -> bool:
    if width is not None:
        return not _is_full(text, line, following, width)
    tail = text[max(line[0], line[1] - 10) : line[1]]
    return not text[following[0]].islower() or _SENTENCE_END.search(tail) is not None
