"""How well each earlier mention goes with a pronoun or a description, and how well none does.

A pair's score is q(a) · k(c) + o · relu(A a + B c + Σ E_f[feature f]) for an anaphor a and a candidate c, the means of
the vectors of their words (mention ranking: Denis and Baldridge, 2008; the features are those of Clark and Manning,
2016, and what attributions add). The score of none is w · relu(A a).

Shapes of one document: M mentions, N pairs, W width of the encoder, H hidden width.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Linear, Model
from thinc.types import Floats2d

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one document: `spans` (M, 2) tokens of mentions, and pairs of them.

    `anaphors` and `candidates` (N,) are indices of mentions, pairs of one anaphor side by side; `features` (N, F).
    """

    spans: Ints
    anaphors: Ints
    candidates: Ints
    features: Ints


@dataclass(frozen=True, slots=True)
class Answer:
    """Scores (N,) of pairs, and (M,) of no antecedent: 0 for mentions that are no anaphors."""

    pairs: Floats
    none: Floats


Input = Sequence[tuple[Doc, Question]]
AntecedentModel = Model[Input, list[Answer]]

LAYERS: Final = ("anaphor", "candidate", "query", "key", "none")


def build_antecedents(
    tok2vec: Model[list[Doc], list[Floats2d]], hidden: int, match: int, features: int
) -> AntecedentModel:
    """Reads documents with questions, gives answers; `features` counts all values of all features.

    It is not trained here but by `attrib train`. Registered as "attrib.Antecedents.v1".
    """
    widths = (hidden, hidden, match, match)
    return Model(
        "antecedents",
        _answer,
        init=_init,
        layers=[tok2vec, *(Linear(nO=width) for width in widths), Linear(nO=1, nI=hidden)],
        params={"features": None, "output": None},
        attrs={"features": features, "hidden": hidden},
    )


def _init(model: AntecedentModel, X: Input | None = None, Y: object = None) -> None:
    tok2vec, *layers = model.layers
    for layer in layers[:4]:
        layer.set_dim("nI", tok2vec.get_dim("nO"))
    for layer in layers:
        layer.initialize()
    model.set_param("features", model.ops.alloc2f(model.attrs["features"], model.attrs["hidden"]))
    model.set_param("output", model.ops.alloc2f(1, model.attrs["hidden"]))


def _answer(
    model: AntecedentModel, batch: Input, is_train: bool
) -> tuple[list[Answer], Callable[[list[Answer]], Input]]:
    tok2vec, *layers = model.layers
    vectors = tok2vec.predict([doc for doc, _ in batch])
    table, output = model.get_param("features"), model.get_param("output")
    answers = []
    for rows, (_, question) in zip(vectors, batch, strict=True):
        anaphors, a = np.unique(question.anaphors, return_inverse=True)
        candidates, c = np.unique(question.candidates, return_inverse=True)
        anaphor, query = (layers[i].predict(span_means(rows, question.spans[anaphors])) for i in (0, 2))
        candidate, key = (layers[i].predict(span_means(rows, question.spans[candidates])) for i in (1, 3))
        active = np.maximum(anaphor[a] + candidate[c] + table[question.features].sum(axis=1), 0)
        pairs = active @ output[0] + (query[a] * key[c]).sum(axis=1) / np.float32(query.shape[1] ** 0.5)
        none = np.zeros(len(question.spans), dtype=np.float32)
        none[anaphors] = layers[4].predict(np.maximum(anaphor, 0))[:, 0]
        answers.append(Answer(pairs, none))
    return answers, lambda d_answers: batch


def span_means(vectors: Any, spans: Ints) -> Any:
    """(T, W) vectors and (M, 2) edges to (M, W)."""
    means = np.empty((len(spans), vectors.shape[1]), dtype=np.float32)
    for i, (start, end) in enumerate(spans.tolist()):
        means[i] = vectors[start:end].sum(axis=0) / (end - start)
    return means
