"""What each word is to each cue: biaffine attention (Dozat and Manning, 2017) with a bias for their distance.

Shapes of one document: T tokens, C cues, W width of the encoder, H hidden width, L labels (`schema.LINK_LABELS`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Linear, Model, normal_init
from thinc.types import Floats2d

from attrib.ml.pieces import is_word
from attrib.schema import LINK_LABELS

_FARTHEST: Final = 8
BUCKETS: Final = 2 * _FARTHEST + 1
"""Kinds of distance between a word and a cue: in it, and before or after it by 1, 2, 4 … 128 words or more."""

REACH: Final = 256
"""Tokens on either side of a cue that are looked at."""

Cues = Sequence[tuple[int, int]]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CueScores:
    """Scores of the tokens from `start` on for one cue: (tokens, labels)."""

    start: int
    scores: Floats


Input = list[tuple[Doc, Cues]]
Output = list[list[CueScores]]
LinkerModel = Model[Input, Output]


def word_positions(doc: Doc) -> Ints:
    """How many words, tokens that are not white space, stand before each token and at the end: (tokens + 1,)."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(is_word(doc))])


def distance_buckets(start: int, end: int, words: Ints) -> Ints:
    """The kind of distance of each word to the cue [start, end), of the shape of `words`."""
    before = np.maximum(start - words, 0)
    after = np.maximum(words - end + 1, 0)
    size = np.minimum(1 + np.floor(np.log2(np.maximum(before + after, 1))), _FARTHEST).astype(np.int64)
    return np.where(before > 0, -size, np.where(after > 0, size, 0)) + _FARTHEST


def build_linker(tok2vec: Model[list[Doc], list[Floats2d]], hidden: int) -> LinkerModel:
    """Reads documents with the (start, end) tokens of their cues; gives the scores of tokens near each cue.

    Registered as "attrib.Linker.v1".
    """
    return Model(
        "linker",
        _forward,
        init=_init,
        layers=[tok2vec, Linear(nO=hidden), Linear(nO=hidden)],
        params={"bilinear": None, "distance": None},
    )


def _init(model: LinkerModel, X: Input | None = None, Y: object = None) -> None:
    tok2vec, cue, word = model.layers
    tok2vec.initialize(X=None if X is None else [doc for doc, _ in X])
    for layer in (cue, word):
        layer.set_dim("nI", tok2vec.get_dim("nO"))
        layer.initialize()
    hidden = cue.get_dim("nO")
    shape = (len(LINK_LABELS) * (hidden + 1), hidden + 1)
    model.set_param("bilinear", normal_init(model.ops, shape, mean=0.0) * 0.1)
    model.set_param("distance", model.ops.alloc2f(BUCKETS, len(LINK_LABELS)))


def _forward(model: LinkerModel, batch: Input, is_train: bool) -> tuple[Output, Callable[[Output], Input]]:
    tok2vec = model.layers[0]
    vectors, back_tok2vec = tok2vec([doc for doc, _ in batch], is_train)
    results = [
        _score_document(model, rows, cues, word_positions(doc), is_train)
        for rows, (doc, cues) in zip(vectors, batch, strict=True)
    ]

    def backprop(d_output: Output) -> Input:
        d_vectors = [back(d_scores) for (_, back), d_scores in zip(results, d_output, strict=True)]
        back_tok2vec(d_vectors)
        return batch

    return [scores for scores, _ in results], backprop


def _score_document(
    model: LinkerModel, vectors: Floats2d, cues: Cues, positions: Ints, is_train: bool
) -> tuple[list[CueScores], Callable[[list[CueScores]], Floats2d]]:
    """Scores of one document's cues, and from their gradients that of its vectors."""
    _, cue_layer, word_layer = model.layers
    ops = model.ops
    if not cues:
        return [], lambda d_scores: ops.alloc2f(*vectors.shape)
    means = ops.asarray2f(np.stack([vectors[start:end].mean(axis=0) for start, end in cues]))
    cue, back_cue = _hidden(cue_layer, means, is_train)
    word, back_word = _hidden(word_layer, vectors, is_train)
    bilinear = model.get_param("bilinear").reshape(len(LINK_LABELS), cue.shape[1], word.shape[1])
    mixed = [ops.gemm(cue, bilinear[label]) for label in range(len(LINK_LABELS))]
    output, slices, buckets = [], [], []
    for i, (start, end) in enumerate(cues):
        near = slice(max(0, start - REACH), min(len(vectors), end + REACH))
        bucket = distance_buckets(positions[start], positions[end], positions[near])
        queries = ops.asarray2f(np.stack([rows[i] for rows in mixed]))
        scores = ops.gemm(word[near], queries, trans2=True) + model.get_param("distance")[bucket]
        output.append(CueScores(near.start, scores))
        slices.append(near)
        buckets.append(bucket)

    def backprop(d_scores: list[CueScores]) -> Floats2d:
        d_word = np.zeros_like(word)
        d_mixed = [np.zeros_like(rows) for rows in mixed]
        d_distance = np.zeros_like(model.get_param("distance"))
        for i, (near, bucket, d_cue_scores) in enumerate(zip(slices, buckets, d_scores, strict=True)):
            d_rows = d_cue_scores.scores
            np.add.at(d_distance, bucket, d_rows)
            d_word[near] += d_rows @ np.stack([rows[i] for rows in mixed])
            d_queries = d_rows.T @ word[near]
            for label, d_label in enumerate(d_mixed):
                d_label[i] = d_queries[label]
        d_bilinear = np.stack([cue.T @ d_label for d_label in d_mixed])
        d_cue = sum(d_label @ bilinear[label].T for label, d_label in enumerate(d_mixed))
        model.inc_grad("bilinear", ops.asarray2f(d_bilinear.reshape(model.get_param("bilinear").shape)))
        model.inc_grad("distance", ops.asarray2f(d_distance))
        d_vectors = back_word(d_word)
        for (start, end), d_mean in zip(cues, back_cue(cast(Floats2d, d_cue)), strict=True):
            d_vectors[start:end] += d_mean / (end - start)
        return d_vectors

    return output, backprop


def _hidden(
    layer: Model[Floats2d, Floats2d], X: Floats2d, is_train: bool
) -> tuple[Floats2d, Callable[[Floats2d], Floats2d]]:
    """A linear layer, rectified, with a column of ones for the biases of the product that follows."""
    linear, back_linear = layer(X, is_train)
    rectified = np.maximum(linear, 0)
    output = np.concatenate([rectified, np.ones((len(X), 1), dtype=np.float32)], axis=1)

    def backprop(d_output: Floats2d) -> Floats2d:
        return cast(Floats2d, back_linear(np.where(linear > 0, d_output[:, :-1], 0)))

    return cast(Floats2d, output), backprop
