"""Gold documents as arrays: what the network reads and what it is to answer.

A *word* here is a token that is not white space; tags, spans and relations are of words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from attrib.corpora.gold import GoldDocument
from attrib.doc import gold_relations, gold_tags, set_relations
from attrib.ml.pairs import Candidates, candidates
from attrib.ml.pieces import PieceReader, Pieces, is_word, windows
from attrib.schema import CONTENT, CUE, SOURCE

Ints = NDArray[np.int64]
Spans = tuple[tuple[int, int], ...]

NONE: Final = -1
"""The right answer is: none of them."""
UNKNOWN: Final = -2
"""The right answer lies outside the window, or there is none to give."""


@dataclass(frozen=True, slots=True)
class WordRelation:
    """A gold relation as (start, end) words; `whole` if none of it was cut away."""

    source: Spans
    cue: Spans
    content: Spans
    whole: bool = True

    def cut(self, first: int, last: int) -> "WordRelation":
        """What lies in the words [first, last), counted from there."""

        def clip(spans: Spans) -> Spans:
            return tuple((max(a, first) - first, min(b, last) - first) for a, b in spans if a < last and b > first)

        whole = self.whole and all(a >= first and b <= last for a, b in (*self.source, *self.cue))
        return WordRelation(clip(self.source), clip(self.cue), clip(self.content), whole)


@dataclass(frozen=True, slots=True)
class Example:
    """A document, or a window of one.

    pieces      with `tokens` counting words
    tags        int64 (words,)  indices of `schema.TAGS`
    paragraphs  int64 (words,)  number of the paragraph
    """

    pieces: Pieces
    tags: Ints
    paragraphs: Ints
    relations: list[WordRelation]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length. B windows, P pieces, T words.

    ids, depths (B, P); mask (B, P); words (B, P) index of the word in the window or -1; tags (B, T); lengths (B,)
    words.
    """

    windows: list[Example]
    ids: Ints
    depths: Ints
    mask: NDArray[np.bool_]
    words: Ints
    tags: Ints
    lengths: Ints


def make_example(nlp: Language, reader: PieceReader, document: GoldDocument) -> Example:
    """Run the rule stages over a gold document and read it as arrays."""
    doc = nlp(document.text)
    set_relations(doc, document.relations)
    words = np.flatnonzero(is_word(doc))
    word_of = np.full(len(doc) + 1, -1, dtype=np.int64)
    word_of[words] = np.arange(len(words))
    pieces = reader.read(doc)
    empty = np.zeros((0, 2), dtype=np.int64)

    def in_words(spans: Sequence[tuple[int, int]]) -> Spans:
        edges = np.searchsorted(words, np.array(spans, dtype=np.int64).reshape(-1, 2)).tolist()
        return tuple((start, end) for start, end in edges if end > start)

    return Example(
        Pieces(pieces.ids, pieces.depths, word_of[pieces.tokens]),
        gold_tags(doc)[words],
        candidates(doc, empty, empty, empty).paragraphs,
        [
            WordRelation(
                in_words(spans.get(SOURCE, [])), in_words(spans.get(CUE, [])), in_words(spans.get(CONTENT, []))
            )
            for spans in gold_relations(doc)
        ],
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
        relations = (relation.cut(first, last) for relation in example.relations)
        yield Example(
            Pieces(
                example.pieces.ids[start:end],
                example.pieces.depths[start:end],
                np.where(tokens >= 0, tokens - first, -1),
            ),
            example.tags[first:last],
            example.paragraphs[first:last],
            [relation for relation in relations if relation.cue or relation.content or relation.source],
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
    return Batch(
        windows=examples,
        ids=ids,
        depths=depths,
        mask=np.arange(n_pieces) < np.array([[len(e.pieces.ids) + 2] for e in examples]),
        words=words,
        tags=tags,
        lengths=np.array([len(example.tags) for example in examples]),
    )


def gold_candidates(example: Example) -> Candidates:
    """The gold spans of a window."""

    def spans(role: str) -> Ints:
        found = sorted({span for relation in example.relations for span in getattr(relation, role)})
        disjoint = [span for i, span in enumerate(found) if i == 0 or span[0] >= found[i - 1][1]]
        return np.array(disjoint, dtype=np.int64).reshape(-1, 2)

    return Candidates(spans("cue"), spans("source"), spans("content"), example.paragraphs)


def link_targets(found: Candidates, relations: list[WordRelation]) -> tuple[Ints, Ints]:
    """The cue of each content, and the source of each cue: their indices, NONE, or UNKNOWN.

    A span stands for the relation whose gold words it has most of, so predicted spans have answers too.
    """
    cue_owner = [_owner(span, relations, "cue") for span in found.cues]
    cue_of = np.full(len(found.contents), NONE)
    for i, span in enumerate(found.contents):
        owner = _owner(span, relations, "content")
        if owner in cue_owner and owner != NONE:
            cue_of[i] = cue_owner.index(owner)
        elif owner != NONE and not relations[owner].whole:
            cue_of[i] = UNKNOWN
    source_of = np.full(len(found.cues), UNKNOWN)
    for i, owner in enumerate(cue_owner):
        if owner != NONE and relations[owner].whole:
            hits = [j for j, span in enumerate(found.sources) if _overlap(span, relations[owner].source)]
            source_of[i] = hits[0] if hits else NONE
    return cue_of, source_of


def _owner(span: Ints, relations: list[WordRelation], role: str) -> int:
    overlaps = [_overlap(span, getattr(relation, role)) for relation in relations]
    best = int(np.argmax(overlaps)) if overlaps else NONE
    return best if best != NONE and overlaps[best] else NONE


def _overlap(span: Ints, spans: Spans) -> int:
    return sum(max(0, min(int(span[1]), end) - max(int(span[0]), start)) for start, end in spans)
