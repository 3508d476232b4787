"""The parser's scores against plain loops, and its trees against all the trees there are."""

from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from spacy.language import Language
from thinc.api import Model

from attrib.ml.biaffine import best_tree, build_biaffine, find_cycle, head_scores, label_scores

Floats = NDArray[np.float32]

ARCS, RELATIONS, LABELS = 4, 3, 5


def random_scores(seed: int, n_words: int) -> Floats:
    return np.random.default_rng(seed).normal(size=(n_words, n_words)).astype(np.float32)


def scores_of(*rows: tuple[float, ...]) -> Floats:
    return np.array(rows, dtype=np.float32)


def is_tree(heads: tuple[int, ...]) -> bool:
    """Whether every word leads to the one that is its own head."""
    if sum(head == word for word, head in enumerate(heads)) != 1:
        return False
    for word in range(len(heads)):
        for _ in heads:
            word = heads[word]
        if heads[word] != word:
            return False
    return True


@cache
def all_trees(n_words: int) -> list[tuple[int, ...]]:
    return [heads for heads in product(range(n_words), repeat=n_words) if is_tree(heads)]


def total(scores: Floats, heads: tuple[int, ...]) -> float:
    return float(sum(scores[word, head] for word, head in enumerate(heads)))


@pytest.mark.parametrize("n_words", range(1, 6))
def test_the_trees_compared_with_are_all_there_are(n_words: int) -> None:
    assert len(all_trees(n_words)) == n_words ** (n_words - 1)


def check_best(scores: Floats) -> None:
    found = tuple(best_tree(scores).tolist())
    assert is_tree(found)
    assert total(scores, found) == pytest.approx(
        max(total(scores, heads) for heads in all_trees(len(scores))), abs=1e-4
    )


@settings(max_examples=200)
@given(st.integers(1, 5), st.integers(0, 10**6))
def test_the_best_tree_is_the_best_of_all(n_words: int, seed: int) -> None:
    check_best(random_scores(seed, n_words))


@settings(max_examples=60)
@given(st.integers(1, 5), st.data())
def test_the_best_tree_is_found_among_equals(n_words: int, data: st.DataObject) -> None:
    cells = st.lists(st.integers(-2, 2), min_size=n_words**2, max_size=n_words**2)
    check_best(np.array(data.draw(cells), dtype=np.float32).reshape(n_words, n_words))


@settings(max_examples=100)
@given(st.integers(1, 5), st.integers(0, 10**6))
def test_with_the_root_known_the_best_tree_is_the_best_of_all(n_words: int, seed: int) -> None:
    scores = random_scores(seed, n_words)
    scores[seed % n_words, seed % n_words] += 50
    check_best(scores)


def test_the_root_is_that_of_the_best_tree() -> None:
    assert best_tree(scores_of((1, 0, 0.5), (0, 0, 1), (-1, 0, 1))).tolist() == [2, 2, 2]


def test_a_word_alone_is_the_root() -> None:
    assert best_tree(scores_of((-3,))).tolist() == [0]


TREES = [
    ("heads that make a tree stay", scores_of((9, 0, 0), (8, 0, 0), (0, 7, 0)), [0, 0, 1]),
    ("a cycle of two is broken where that costs least", scores_of((5, 0, 0), (1, 0, 9), (3, 9, 0)), [0, 2, 0]),
    (
        "a cycle of three is broken where that costs least",
        scores_of((5, 0, 0, 0), (0, 0, 9, 0), (2, 0, 0, 9), (0, 9, 0, 0)),
        [0, 2, 0, 1],
    ),
    (
        "a cycle inside a cycle",
        scores_of((5, 0, 0, 0), (0, 0, 9, 8), (0, 9, 0, 7), (1, 8, 6, 0)),
        [0, 3, 1, 0],
    ),
    ("of two that would be roots, one is", scores_of((9, 1), (3, 8)), [0, 0]),
    ("one is the root though none would be", scores_of((-9, 1), (1, -5)), [1, 1]),
]


@pytest.mark.parametrize(("scores", "heads"), [case[1:] for case in TREES], ids=[case[0] for case in TREES])
def test_trees(scores: Floats, heads: list[int]) -> None:
    assert best_tree(scores).tolist() == heads
    check_best(scores)


def test_scores_are_left_as_they_are() -> None:
    scores = random_scores(0, 5)
    before = scores.copy()
    best_tree(scores)
    assert (scores == before).all()


@pytest.mark.parametrize("n_words", [40, 200])
def test_a_long_sentence_has_a_tree(n_words: int) -> None:
    scores = random_scores(n_words, n_words)
    scores[np.arange(n_words - 1), np.arange(1, n_words)] += 3
    scores[np.arange(1, n_words), np.arange(n_words - 1)] += 3
    assert is_tree(tuple(best_tree(scores).tolist()))


@pytest.mark.parametrize(
    ("heads", "cycle"),
    [([0, 0, 1], None), ([0, 2, 1], [1, 2]), ([0, 0, 3, 4, 2], [2, 3, 4]), ([0, 2, 3, 2], [2, 3]), ([0], None)],
)
def test_a_cycle_is_found(heads: list[int], cycle: list[int] | None) -> None:
    found = find_cycle(np.array(heads), 0)
    assert (None if found is None else found.tolist()) == cycle


class Random:
    """Hidden vectors and weights of five words."""

    def __init__(self) -> None:
        random = np.random.default_rng(1)
        shapes = {"arc": (5, ARCS), "arcs": (ARCS + 1, ARCS), "label": (5, RELATIONS)}
        shapes |= {"labels": (LABELS, RELATIONS + 1, RELATIONS + 1)}
        drawn = {name: random.normal(size=(2, *shape)).astype(np.float32) for name, shape in shapes.items()}
        self.dependents, self.heads = drawn["arc"]
        self.labelled, self.labelling = drawn["label"]
        self.arcs, self.labels = drawn["arcs"][0], drawn["labels"][0]


def test_heads_are_scored_pair_by_pair() -> None:
    given = Random()
    found = head_scores(given.dependents, given.heads, given.arcs)
    for i, j in np.ndindex(5, 5):
        both = sum(given.dependents[i, a] * given.arcs[a, b] * given.heads[j, b] for a, b in np.ndindex(ARCS, ARCS))
        alone = sum(given.arcs[ARCS, b] * given.heads[j, b] for b in range(ARCS))
        assert found[i, j] == pytest.approx(both + alone, abs=1e-4)


def test_relations_are_scored_one_by_one() -> None:
    given = Random()
    above = np.array([1, 1, 4, 0, 1])
    found = label_scores(given.labelled, given.labelling, above, given.labels)
    assert found.shape == (5, LABELS)
    for word, label in np.ndindex(5, LABELS):
        dependent, head = np.append(given.labelled[word], 1), np.append(given.labelling[above[word]], 1)
        pairs = np.ndindex(RELATIONS + 1, RELATIONS + 1)
        wanted = sum(dependent[a] * given.labels[label, a, b] * head[b] for a, b in pairs)
        assert found[word, label] == pytest.approx(wanted, abs=1e-4)


def test_no_words_have_no_relations() -> None:
    given = Random()
    none = np.zeros(0, dtype=np.int64)
    assert label_scores(given.labelled[:0], given.labelling, none, given.labels).shape == (0, LABELS)


def test_the_model_gives_four_hidden_vectors_a_word(nlp: Language) -> None:
    docs = [nlp("Ann said no"), nlp(""), nlp("Bo")]
    vectors = [np.random.default_rng(len(doc)).normal(size=(len(doc), 6)).astype(np.float32) for doc in docs]
    tok2vec: Model = Model("fixed", lambda model, given, is_train: (vectors, lambda d: given), dims={"nO": 6})
    model = build_biaffine(tok2vec, ARCS, RELATIONS, LABELS)
    model.initialize()
    assert model.get_param("arcs").shape == (ARCS + 1, ARCS)
    assert model.get_param("labels").shape == (LABELS, RELATIONS + 1, RELATIONS + 1)
    for rows, hidden in zip(vectors, model.predict(docs), strict=True):
        assert [found.shape for found in hidden] == [(len(rows), n) for n in (ARCS, ARCS, RELATIONS, RELATIONS)]
        for layer, found in zip(model.layers[1:], hidden, strict=True):
            linear = rows @ layer.get_param("W").T + layer.get_param("b")
            np.testing.assert_allclose(found, np.where(linear > 0, linear, 0), atol=1e-5)
