"""Gold documents as arrays: what the network reads and what it is to answer.

A *word* here is a token that is not white space; tags and links are of words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from attrib.corpora.gold import GoldDocument
from attrib.doc import gold_links, gold_tags, set_relations
from attrib.ml.biaffine import distance_buckets
from attrib.ml.pieces import PieceReader, Pieces, windows

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """One document.

    pieces     with `tokens` counting words
    tags       int64 (words,)  indices of `schema.TAGS`
    cues       (start, end) of each relation's cue, half-open, in words
    roles      int64 (relations, words)  indices of `schema.LINK_LABELS`
    """

    pieces: Pieces
    tags: Ints
    cues: list[tuple[int, int]]
    roles: Ints


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length. B windows, P pieces, T words, C cues.

    ids, depths (B, P); mask (B, P); words (B, P) index of the word in the window or -1; tags (B, T); lengths (B,) words;
    cue_rows (C,) window of each cue; cue_spans (C, 2) its words; roles (C, T), -1 past the window's words.
    """

    ids: Ints
    depths: Ints
    mask: NDArray[np.bool_]
    words: Ints
    tags: Ints
    lengths: Ints
    cue_rows: Ints
    cue_spans: Ints
    roles: Ints

    def buckets(self) -> Ints:
        """Distances of words to cues: (C, T)."""
        n_words = self.tags.shape[1]
        rows = [distance_buckets(start, end, np.arange(n_words)) for start, end in self.cue_spans]
        return np.stack(rows) if rows else np.zeros((0, n_words), dtype=np.int64)


def make_example(nlp: Language, reader: PieceReader, document: GoldDocument) -> Example:
    """Run the rule stages over a gold document and read it as arrays."""
    doc = nlp(document.text)
    set_relations(doc, document.relations)
    words = np.array([i for i, token in enumerate(doc) if not token.is_space], dtype=np.int64)
    word_of = np.full(len(doc) + 1, -1, dtype=np.int64)
    word_of[words] = np.arange(len(words))
    pieces = reader.read(doc)
    cues, roles = gold_links(doc)
    return Example(
        Pieces(pieces.ids, pieces.depths, word_of[pieces.tokens]),
        gold_tags(doc)[words],
        [tuple(np.searchsorted(words, cue).tolist()) for cue in cues],
        roles[:, words],
    )


def cut(example: Example, length: int, overlap: int, shift: int) -> Iterator[Example]:
    """Windows of the example, the first one shortened by `shift` pieces so that edges fall elsewhere each epoch."""
    n_pieces = len(example.pieces.ids)
    spans = [(0, min(length - shift, n_pieces))]
    begin = max(0, length - shift - overlap)
    spans += [(begin + window.start, begin + window.end) for window in windows(n_pieces - begin, length, overlap)]
    for start, end in spans:
        tokens = example.pieces.tokens[start:end]
        inside = tokens[tokens >= 0]
        if not len(inside):
            continue
        first, last = int(inside[0]), int(inside[-1]) + 1
        kept = [i for i, (a, b) in enumerate(example.cues) if a >= first and b <= last]
        yield Example(
            Pieces(
                example.pieces.ids[start:end],
                example.pieces.depths[start:end],
                np.where(tokens >= 0, tokens - first, -1),
            ),
            example.tags[first:last],
            [(example.cues[i][0] - first, example.cues[i][1] - first) for i in kept],
            example.roles[kept, first:last],
        )


def collate(examples: list[Example], reader: PieceReader) -> Batch:
    """Pad windows into a batch, with the special pieces at their edges."""
    n_pieces = 2 + max(len(example.pieces.ids) for example in examples)
    n_words = max(len(example.tags) for example in examples)
    ids = np.zeros((len(examples), n_pieces), dtype=np.int64)
    depths, words = np.zeros_like(ids), np.full_like(ids, -1)
    tags = np.zeros((len(examples), n_words), dtype=np.int64)
    for i, example in enumerate(examples):
        n = len(example.pieces.ids)
        ids[i, : n + 2] = [reader.first, *example.pieces.ids, reader.last]
        depths[i, 1 : n + 1] = example.pieces.depths
        words[i, 1 : n + 1] = example.pieces.tokens
        tags[i, : len(example.tags)] = example.tags
    rows = [(i, cue, roles) for i, e in enumerate(examples) for cue, roles in zip(e.cues, e.roles, strict=True)]
    padded = [np.pad(roles, (0, n_words - len(roles)), constant_values=-1) for _, _, roles in rows]
    return Batch(
        ids=ids,
        depths=depths,
        mask=np.arange(n_pieces) < np.array([[len(e.pieces.ids) + 2] for e in examples]),
        words=words,
        tags=tags,
        lengths=np.array([len(example.tags) for example in examples]),
        cue_rows=np.array([i for i, _, _ in rows], dtype=np.int64),
        cue_spans=np.array([cue for _, cue, _ in rows], dtype=np.int64).reshape(-1, 2),
        roles=np.stack(padded) if rows else np.zeros((0, n_words), dtype=np.int64),
    )
