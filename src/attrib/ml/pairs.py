"""Which span belongs to which cue: scores of (cue, span) pairs, one small network a role.

A pair's score is o · relu(A c + B s + Σ E_f[feature f]), where c and s are the means of the vectors of the cue's and
the span's words. "None of them" competes with a score of its own: a content may belong to no cue, a cue may have no
source. Who competes with whom differs by role: cues compete for a content, sources compete for a cue (so a source may
serve several cues).

Shapes of one document: C cues, S spans of a role, N pairs, W width of the encoder, H hidden width.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Linear, Model, normal_init
from thinc.types import Floats2d

from attrib.ml.pieces import is_word
from attrib.schema import PARAGRAPHS

_FARTHEST: Final = 8
_MOST: Final = 4

FEATURES: Final = (2 * _FARTHEST + 1, _MOST, _MOST, _MOST, _MOST)
"""Number of values of each feature of a pair: the words between cue and span (which comes first, and how many by powers
of two), and how many cues, sources, contents and paragraph breaks stand between them (0, 1, 2, more)."""

BREAKS: Final = len(FEATURES) - 1
"""Which feature counts the paragraph breaks."""

REACH: Final = 256
"""Words between a cue and a span, beyond which they are no pair."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The spans of a document that may belong together. Each role: (spans, 2) words, half-open, ascending, disjoint.

    `paragraphs` is the number of the paragraph of each word: (words,).
    """

    cues: Ints
    sources: Ints
    contents: Ints
    paragraphs: Ints


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a cue and a span of one other role: their indices (N,), and their features (N, len(FEATURES))."""

    cues: Ints
    spans: Ints
    features: Ints


@dataclass(frozen=True, slots=True)
class PairScores:
    """Scores (N,) of pairs, and of no pair at all: (S,) for contents, (C,) for sources."""

    pairs: Pairs
    scores: Floats
    none: Floats


def pair_up(found: Candidates, spans: Ints) -> Pairs:
    """All pairs of a cue and one of `spans` (the sources or the contents) in its reach."""
    cues = found.cues
    first = np.searchsorted(spans[:, 1], cues[:, 0] - REACH)
    counts = np.searchsorted(spans[:, 0], cues[:, 1] + REACH, side="right") - first
    cue = np.repeat(np.arange(len(cues)), counts)
    span = np.arange(len(cue)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    after = spans[span, 0] >= cues[cue, 1]
    left = np.where(after, cues[cue, 1], spans[span, 1])
    right = np.where(after, spans[span, 0], cues[cue, 0])
    size = np.minimum(1 + np.floor(np.log2(np.maximum(right - left + 1, 1))), _FARTHEST).astype(np.int64)
    distance = np.where(right < left, 0, np.where(after, size, -size)) + _FARTHEST
    between = [
        np.searchsorted(others[:, 0], right) - np.searchsorted(others[:, 0], left)
        for others in (found.cues, found.sources, found.contents)
    ]
    breaks = np.abs(found.paragraphs[spans[span, 0]] - found.paragraphs[cues[cue, 0]])
    columns = [distance, *(np.clip(counted, 0, _MOST - 1) for counted in (*between, breaks))]
    return Pairs(cue, span, np.stack(columns, axis=1))


Input = Sequence[tuple[Doc, Candidates]]
Output = list[tuple[PairScores, PairScores]]
"""Of each document, the scores of its contents and of its sources."""

LinkerModel = Model[Input, Output]
PairModel = Model[tuple[Floats2d, Floats2d, Pairs], PairScores]


def build_linker(tok2vec: Model[list[Doc], list[Floats2d]], hidden: int) -> LinkerModel:
    """Reads documents with their candidates; gives scores of pairs. Registered as "attrib.Linker.v1"."""
    layers: list[Model[Any, Any]] = [tok2vec, _build_pairs("contents", hidden), _build_pairs("sources", hidden)]
    return Model("linker", _link, init=_init_linker, layers=layers)


def _init_linker(model: LinkerModel, X: Input | None = None, Y: object = None) -> None:
    tok2vec, *roles = model.layers
    tok2vec.initialize(X=None if X is None else [doc for doc, _ in X])
    for pairs in roles:
        for layer in pairs.layers[:2]:
            layer.set_dim("nI", tok2vec.get_dim("nO"))
        pairs.initialize()


def _link(model: LinkerModel, batch: Input, is_train: bool) -> tuple[Output, Callable[[Output], Input]]:
    tok2vec, contents, sources = model.layers
    vectors, back_tok2vec = tok2vec([doc for doc, _ in batch], is_train)
    results = []
    for rows, (doc, found) in zip(vectors, batch, strict=True):
        words = rows[is_word(doc)]
        cues = _means(words, found.cues)
        roles = ((contents, found.contents), (sources, found.sources))
        results.append([layer((cues, _means(words, spans), pair_up(found, spans)), is_train) for layer, spans in roles])

    def backprop(d_output: Output) -> Input:
        d_vectors = []
        for (doc, found), backs, d_scores in zip(batch, results, d_output, strict=True):
            kept = is_word(doc)
            d_words = model.ops.alloc2f(int(kept.sum()), tok2vec.get_dim("nO"))
            for spans, (_, back), d_role in zip((found.contents, found.sources), backs, d_scores, strict=True):
                d_cues, d_spans, _ = back(d_role)
                _add_means(d_words, found.cues, d_cues)
                _add_means(d_words, spans, d_spans)
            d_rows = model.ops.alloc2f(len(doc), d_words.shape[1])
            d_rows[kept] = d_words
            d_vectors.append(d_rows)
        back_tok2vec(d_vectors)
        return batch

    return [(of_contents, of_sources) for (of_contents, _), (of_sources, _) in results], backprop


def _build_pairs(competing: str, hidden: int) -> PairModel:
    """The network of one role: what may stay without a pair is a content, or a cue that wants a source."""
    return Model(
        competing,
        _score_pairs,
        init=_init_pairs,
        layers=[Linear(nO=hidden), Linear(nO=hidden), Linear(nI=hidden, nO=1)],
        params={"features": None, "output": None},
    )


def _init_pairs(model: PairModel, X: object = None, Y: object = None) -> None:
    for layer in model.layers:
        layer.initialize()
    hidden = model.layers[0].get_dim("nO")
    model.set_param("features", normal_init(model.ops, (sum(FEATURES), hidden), mean=0.0) * 0.1)
    model.set_param("output", normal_init(model.ops, (1, hidden), mean=0.0))


def _score_pairs(
    model: PairModel, inputs: tuple[Floats2d, Floats2d, Pairs], is_train: bool
) -> tuple[PairScores, Callable[[PairScores], tuple[Floats2d, Floats2d, Pairs]]]:
    cues, spans, pairs = inputs
    cue_layer, span_layer, none_layer = model.layers
    of_cues, back_cues = cue_layer(cues, is_train)
    of_spans, back_spans = span_layer(spans, is_train)
    rows = pairs.features + np.cumsum([0, *FEATURES[:-1]])
    table, output = model.get_param("features"), model.get_param("output")
    summed = of_cues[pairs.cues] + of_spans[pairs.spans] + table[rows].sum(axis=1)
    active = np.maximum(summed, 0)
    alone = of_spans if model.name == "contents" else of_cues
    none, back_none = none_layer(np.maximum(alone, 0), is_train)

    def backprop(d_scores: PairScores) -> tuple[Floats2d, Floats2d, Pairs]:
        model.inc_grad("output", model.ops.asarray2f(d_scores.scores[None] @ active))
        d_summed = np.where(summed > 0, d_scores.scores[:, None] * output, 0)
        d_table = np.zeros_like(table)
        np.add.at(d_table, rows.ravel(), np.repeat(d_summed, len(FEATURES), axis=0))
        model.inc_grad("features", d_table)
        d_cues, d_spans = np.zeros_like(of_cues), np.zeros_like(of_spans)
        np.add.at(d_cues, pairs.cues, d_summed)
        np.add.at(d_spans, pairs.spans, d_summed)
        d_alone = np.where(alone > 0, back_none(model.ops.asarray2f(d_scores.none[:, None])), 0)
        if model.name == "contents":
            d_spans += d_alone
        else:
            d_cues += d_alone
        return back_cues(d_cues), back_spans(d_spans), pairs

    return PairScores(pairs, active @ output[0], none[:, 0]), backprop


def _means(vectors: Floats2d, spans: Ints) -> Any:
    """Mean vectors of the words of spans: (words, W) and (S, 2) to (S, W)."""
    means = np.empty((len(spans), vectors.shape[1]), dtype=np.float32)
    for i, (start, end) in enumerate(spans.tolist()):
        means[i] = vectors[start:end].sum(axis=0) / (end - start)
    return means


def _add_means(d_vectors: Floats2d, spans: Ints, d_means: Floats2d) -> None:
    """The gradient of `_means`, added to that of its vectors."""
    for (start, end), d_mean in zip(spans, d_means, strict=True):
        d_vectors[start:end] += d_mean / (end - start)


def candidates(doc: Doc, cues: Ints, sources: Ints, contents: Ints) -> Candidates:
    """The same spans, given as (spans, 2) tokens that begin and end with words, in words."""
    kept = is_word(doc)
    position = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(kept)])
    begins = np.zeros(len(doc), dtype=np.int64)
    begins[[span.start for span in doc.spans[PARAGRAPHS]]] = 1
    return Candidates(position[cues], position[sources], position[contents], np.cumsum(begins)[kept])
