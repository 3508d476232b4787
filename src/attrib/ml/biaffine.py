"""A biaffine dependency parser (Dozat and Manning, 2017): scores of heads and of relations, and the best tree.

Shapes of one document: T tokens, A and R hidden widths, L relations. Of one sentence: n words.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Linear, Model
from thinc.types import Floats2d

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Hidden = tuple[Floats, Floats, Floats, Floats]
"""Of each token as a dependent and as a head, for the choice of the head (T, A) and of the relation (T, R)."""

_NEVER: Final = np.float64(-1e12)


def build_biaffine(
    tok2vec: Model[list[Doc], list[Floats2d]], arcs: int, relations: int, labels: int
) -> Model[list[Doc], list[Hidden]]:
    """Hidden vectors of the tokens of each document; "arcs" is (A + 1, A), "labels" (L, R + 1, R + 1).

    It is not trained here but by `attrib train`. Registered as "attrib.Biaffine.v1".
    """
    return Model(
        "biaffine",
        _forward,
        init=_init,
        layers=[tok2vec, *(Linear(nO=width) for width in (arcs, arcs, relations, relations))],
        params={"arcs": None, "labels": None},
        attrs={"labels": labels},
    )


def _init(model: Model[list[Doc], list[Hidden]], X: list[Doc] | None = None, Y: object = None) -> None:
    tok2vec, *layers = model.layers
    tok2vec.initialize(X=X)
    for layer in layers:
        layer.set_dim("nI", tok2vec.get_dim("nO"), force=True)
        layer.initialize()
    arcs, relations = layers[0].get_dim("nO"), layers[2].get_dim("nO")
    model.set_param("arcs", model.ops.alloc2f(arcs + 1, arcs))
    model.set_param("labels", model.ops.alloc3f(model.attrs["labels"], relations + 1, relations + 1))


def _forward(
    model: Model[list[Doc], list[Hidden]], docs: list[Doc], is_train: bool
) -> tuple[list[Hidden], Callable[[list[Hidden]], list[Doc]]]:
    tok2vec, *layers = model.layers
    vectors = tok2vec.predict(docs)
    weights = [(layer.get_param("W").T, layer.get_param("b")) for layer in layers]
    # By numpy, whose product is three times as fast as thinc's.
    hidden: list[Any] = [tuple(np.maximum(rows @ W + b, 0) for W, b in weights) for rows in vectors]
    return hidden, lambda d_hidden: docs


def head_scores(dependents: Floats, heads: Floats, arcs: Floats) -> Floats:
    """How well each word is headed by each: (n, A) and (n, A) to (n, n). A word that heads itself is the root."""
    scores: Floats = (dependents @ arcs[:-1] + arcs[-1]) @ heads.T
    return scores


def label_scores(dependents: Floats, heads: Floats, above: Ints, labels: Floats) -> Floats:
    """How well each relation fits a word and its head: (n, R), (T, R) and the head of each (n,) to (n, L)."""
    n_labels, width, _ = labels.shape
    distinct, of_word = np.unique(above, return_inverse=True)  # most words are the head of none
    halfway = with_one(heads[distinct]) @ labels.transpose(2, 0, 1).reshape(width, n_labels * width)
    by_head = halfway.reshape(-1, n_labels, width)
    scores: Floats = np.einsum("nli,ni->nl", by_head[of_word], with_one(dependents))
    return scores


def with_one(rows: Floats) -> Floats:
    """Rows with a one at their end, for the bias."""
    return np.pad(rows, ((0, 0), (0, 1)), constant_values=1)


def best_tree(scores: Floats) -> Ints:
    """The head of each word in the best tree with one root, which is its own head: (n, n) to (n,)."""
    n_words = len(scores)
    words = np.arange(n_words)
    others = scores.astype(np.float64)
    others[words, words] = _NEVER
    highest = others.max(axis=1)
    gains = np.diag(scores) - highest
    # A root above the words, before them in the matrix, heads those that head themselves. The best head of each word
    # is worth 0 to it, and so is that root to the word that gains most by it.
    rooted = np.full((n_words + 1, n_words + 1), _NEVER)
    rooted[1:, 1:] = others - highest[:, None]
    rooted[1:, 0] = gains - gains.max()
    above = _arborescence(rooted, 0)[1:]
    if np.count_nonzero(above == 0) > 1:
        rooted[1:, 0] -= len(rooted) * (float(scores.max()) - float(scores.min()) + 1)  # that no second one is worth
        above = _arborescence(rooted, 0)[1:]
    return np.where(above == 0, words, above - 1)


def _arborescence(scores: NDArray[np.float64], root: int) -> Ints:
    """The best tree from a root (Chu and Liu, 1965; Edmonds, 1967): contracts one cycle at a time."""
    heads: Ints = scores.argmax(axis=1)
    heads[root] = root
    cycle = find_cycle(heads, root)
    if cycle is None:
        return heads
    outside = np.setdiff1d(np.arange(len(scores)), cycle)
    gains = scores[np.ix_(cycle, outside)] - scores[cycle, heads[cycle]][:, None]
    exits = scores[np.ix_(outside, cycle)]
    knot = len(outside)
    contracted = np.full((knot + 1, knot + 1), _NEVER)
    contracted[:knot, :knot] = scores[np.ix_(outside, outside)]
    contracted[knot, :knot] = gains.max(axis=0)
    contracted[:knot, knot] = exits.max(axis=1)
    inner = _arborescence(contracted, int(np.searchsorted(outside, root)))
    into_cycle = inner[:knot] == knot
    heads[outside] = np.where(into_cycle, cycle[exits.argmax(axis=1)], outside[np.minimum(inner[:knot], knot - 1)])
    heads[root] = root
    entered = inner[knot]
    heads[cycle[gains[:, entered].argmax()]] = outside[entered]
    return heads


def find_cycle(heads: Ints, root: int) -> Ints | None:
    """The words of a cycle that heads make, ascending, if there is one."""
    ahead, state = heads.tolist(), [0] * len(heads)
    state[root] = -1
    for start in range(len(ahead)):
        word, path = start, []
        while state[word] == 0:
            state[word] = start + 1
            path.append(word)
            word = ahead[word]
        if state[word] == start + 1:
            return np.array(sorted(path[path.index(word) :]))
        for word in path:
            state[word] = -1
    return None
