"""Where paragraphs begin and end: the one place that decides what a line break means.

Newspapers end a paragraph with a blank line, web pages with a single break, e-mails and old archives break lines inside
sentences to keep them short. The rules:

1. A blank line always ends a paragraph. The > of e-mail replies counts as white space at the beginning of a line.
2. A text is *hard-wrapped* if nearly all single breaks inside its sentences stand where a greedy line filler would have
   put them for some width: the line fits, and the next line's first word would not have fitted after it. In such a
   text a break after such a full line means nothing, unless a bullet follows.
3. Any other single break ends a paragraph, unless the next line goes on in lower case after a line that does not end a
   sentence.
"""

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

_LINE: Final = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_REPLY: Final = re.compile(r"[\s>]*> ?")
_SENTENCE_END: Final = re.compile(r"[.!?:;…][\"'”’»›)\]]*$")
_LOWER: Final = re.compile(r"[\"'“„«‘‚‹(\[]*[^\W\d_]")
_BULLETS: Final = frozenset("•◦▪‣●*")

_NARROWEST: Final = 30
_WIDEST: Final = 120
"""Lengths of the longest line, in characters, that people and programs wrap text at."""

_WRAP_BREAKS: Final = 3
_WRAP_SHARE: Final = 0.8
"""Hard-wrapped: at least so many breaks, half of them inside sentences, this share of those as a line filler would."""

Offsets = tuple[int, int]


class _Line(NamedTuple):
    """Offsets of a line's words, the columns they end at, and the length of the first word."""

    start: int
    end: int
    columns: int
    first_word: int


def find_paragraphs(text: str) -> list[Offsets]:
    """Half-open character offsets of the paragraphs, without white space (and the > of replies) at their edges."""
    blocks = list(_blocks(text))
    width = _wrap_width(text, [pair for block in blocks for pair in pairwise(block)])
    paragraphs = []
    for block in blocks:
        start = block[0].start
        for line, following in pairwise(block):
            if _ends_paragraph(text, line, following, width):
                paragraphs.append((start, line.end))
                start = following.start
        paragraphs.append((start, block[-1].end))
    return paragraphs


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Runs of lines with no blank line between them."""
    block: list[_Line] = []
    end = 0
    for match in _LINE.finditer(text):
        between = text[end : match.start()].replace("\r\n", "\n")
        end = match.end()
        reply = _REPLY.match(text, match.start(), match.end())
        margin = reply.end() if reply else match.start()
        line = text[margin:end].rstrip()
        words = line.lstrip()
        if block and (not words or len(between) > 1 or between == "\u2029"):
            yield block
            block = []
        if words:
            indent = line.removesuffix(words)
            start = margin + len(indent)
            columns = len(indent.expandtabs()) + len(words)
            block.append(_Line(start, start + len(words), columns, len(words.split(maxsplit=1)[0])))
    if block:
        yield block


def _wrap_width(text: str, breaks: list[tuple[_Line, _Line]]) -> int | None:
    """The width in columns that the text was wrapped at, or None if it was not."""
    inside = [pair for pair in breaks if not _ends_sentence(text, pair[0])]
    if len(breaks) < _WRAP_BREAKS or len(inside) < len(breaks) / 2:
        return None
    right_inside, right = _count_right(inside), _count_right(breaks)
    best = max(range(len(right)), key=lambda width: (right_inside[width], right[width]))
    return best if right_inside[best] >= _WRAP_SHARE * len(inside) else None


def _count_right(breaks: list[tuple[_Line, _Line]]) -> list[int]:
    """For each width, how many breaks stand after a line that is full (see `_is_full`) at that width."""
    changes = [0] * (_WIDEST + 2)
    for line, following in breaks:
        changes[min(max(line.columns, _NARROWEST), _WIDEST + 1)] += 1
        changes[min(max(line.columns + 1 + following.first_word, _NARROWEST), _WIDEST + 1)] -= 1
    return list(accumulate(changes))[: _WIDEST + 1]


def _ends_paragraph(text: str, line: _Line, following: _Line, width: int | None) -> bool:
    if width is not None and _is_full(line, following, width):
        return text[following.start] in _BULLETS
    first = _LOWER.match(text, following.start)
    return first is None or not first.group()[-1].islower() or _ends_sentence(text, line)


def _is_full(line: _Line, following: _Line, width: int) -> bool:
    """Whether the line fits, and the next word, unless it would fit into none, would not have fitted after it."""
    return line.columns <= width < line.columns + 1 + following.first_word and following.first_word <= width


def _ends_sentence(text: str, line: _Line) -> bool:
    return _SENTENCE_END.search(text[max(line.start, line.end - 10) : line.end]) is not None
