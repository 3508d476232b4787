"""Turns a Doc into the word pieces that the encoder reads, and cuts them into overlapping windows.

The encoder sees what the plain words do not show: a piece of its own marks the beginning of the text and of each
paragraph (as `attrib_paragraphs` found them); each piece has a depth, which says how many quotation marks it lies
inside (as `attrib_quotes` found them), and the case of its word, which an uncased vocabulary does not tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_SPACE, ORTH
from spacy.tokens import Doc
from tokenizers import Tokenizer

from attrib.errors import MissingAnnotation
from attrib.schema import PARAGRAPHS, QUOTES

LONGEST_TOKEN: Final = 16
"""Pieces that are read of one token; a longer one (a web address, noise) is cut."""

DEPTHS: Final = 3
"""Kinds of depth inside quotation marks that the encoder tells apart: none, one, more."""


class Case(IntEnum):
    """How a word is written; `NONE` has no letters with case. "I" and "U.N." count as titles."""

    NONE = 0
    LOWER = 1
    TITLE = 2
    UPPER = 3
    MIXED = 4

    @classmethod
    def of(cls, word: str) -> "Case":
        """The case of a word."""
        if word.islower():
            return cls.LOWER
        if word.istitle():
            return cls.TITLE
        if word.isupper():
            return cls.UPPER
        return cls.MIXED if word.lower() != word.upper() else cls.NONE


_NO_TOKEN: Final = -1

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one document, without the special pieces at the edges of windows.

    ids      int64 (pieces,)  rows of the encoder's vocabulary
    depths   int64 (pieces,)  0 ≤ depth < DEPTHS
    cases    int64 (pieces,)  `Case` of the word; NONE for marks of text and paragraph
    tokens   int64 (pieces,)  index of the Doc's token that a piece belongs to; -1 for marks of text and paragraph
    """

    ids: NDArray[np.int64]
    depths: NDArray[np.int64]
    cases: NDArray[np.int64]
    tokens: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """A run of pieces that the encoder reads at once, and the part of it that its vectors are used of.

    All are indices of the document's pieces, half-open.
    """

    start: int
    end: int
    keep_start: int
    keep_end: int


class PieceReader:
    """Reads Docs as word pieces."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Keep the tokenizer, which needs the pieces [CLS], [SEP], [unused1] and [unused2]."""
        self.tokenizer = tokenizer
        ids: list[Any] = [tokenizer.token_to_id(piece) for piece in ("[CLS]", "[SEP]", "[unused1]", "[unused2]")]
        self.first, self.last, self.paragraph, self.beginning = ids
        self._spell = lru_cache(maxsize=1 << 16)(self._spell_uncached)

    def _spell_uncached(self, token: str) -> tuple[tuple[int, ...], Case]:
        if token.isspace():
            return (), Case.NONE
        return tuple(self.tokenizer.encode(token, add_special_tokens=False).ids[:LONGEST_TOKEN]), Case.of(token)

    def read(self, doc: Doc) -> Pieces:
        """The document's pieces; white space and characters without a piece have none.

        Raises:
            MissingAnnotation: paragraphs or quotations have not been marked.
        """
        for group in (PARAGRAPHS, QUOTES):
            if group not in doc.spans:
                raise MissingAnnotation(group, "encoder")
        ids, cases, tokens = self._spell_tokens(doc)
        starts = np.array([span.start for span in doc.spans[PARAGRAPHS]], dtype=np.int64)
        marks = np.full(len(starts), self.paragraph)
        marks[:1] = self.beginning
        places = np.searchsorted(tokens, starts)
        ids = np.insert(ids, places, marks)
        cases = np.insert(cases, places, Case.NONE)
        tokens = np.insert(tokens, places, _NO_TOKEN)
        depths = np.append(quotation_depths(doc), 0)[tokens]
        return Pieces(ids, np.minimum(depths, DEPTHS - 1), cases, tokens)

    def _spell_tokens(self, doc: Doc) -> tuple[Ints, Ints, Ints]:
        """The pieces of all tokens, and the case and the token of each."""
        words, word_of = np.unique(doc.to_array(ORTH), return_inverse=True)
        spelled = [self._spell(doc.vocab.strings[word]) for word in words.tolist()]
        counts = np.array([len(pieces) for pieces, _ in spelled], dtype=np.int64)
        cases = np.array([case for _, case in spelled], dtype=np.int64)
        begins = np.cumsum(counts) - counts
        tokens = np.repeat(np.arange(len(doc)), counts[word_of])
        within = np.arange(len(tokens)) - np.repeat(np.cumsum(counts[word_of]) - counts[word_of], counts[word_of])
        flat = np.array([piece for pieces, _ in spelled for piece in pieces], dtype=np.int64)
        return flat[begins[word_of][tokens] + within], cases[word_of][tokens], tokens


def is_word(doc: Doc) -> NDArray[np.bool_]:
    """Whether each token is anything but white space: (tokens,)."""
    return np.asarray(doc.to_array(IS_SPACE) == 0)


def quotation_depths(doc: Doc) -> NDArray[np.int64]:
    """How many quotations each token lies in, marks included: (tokens,)."""
    edges = np.zeros(len(doc) + 1, dtype=np.int64)
    for span in doc.spans[QUOTES]:
        edges[span.start] += 1
        edges[span.end] -= 1
    return np.cumsum(edges)[:-1]


def windows(n_pieces: int, length: int, overlap: int) -> Iterator[Window]:
    """Windows of at most `length` pieces; neighbours share `overlap`, and each is used to the middle of that."""
    start = 0
    while start < n_pieces:
        end = min(start + length, n_pieces)
        is_last = end == n_pieces
        keep_start = start + overlap // 2 if start else 0
        keep_end = end if is_last else end - (overlap - overlap // 2)
        yield Window(start, end, keep_start, keep_end)
        if is_last:
            return
        start += length - overlap
