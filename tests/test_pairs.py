"""The linker's network: pairs and their features against a plain loop, scores, and the gradient against small steps."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

from attrib.ml.pairs import FEATURES, REACH, Candidates, PairScores, build_linker, candidates, pair_up

Ints = NDArray[np.int64]
MakeDoc = Callable[[str], Doc]

WIDTH, HIDDEN = 4, 5


def spans(*edges: tuple[int, int]) -> Ints:
    return np.array(edges, dtype=np.int64).reshape(-1, 2)


@st.composite
def some_candidates(draw: st.DrawFn) -> Candidates:
    """Disjoint spans of all roles, some far from each other, over words of several paragraphs."""
    roles: list[list[tuple[int, int]]] = [[], [], []]
    end = 0
    for _ in range(draw(st.integers(0, 8))):
        start = end + draw(st.sampled_from([0, 1, 2, 3, 7, 60, REACH, REACH + 1]))
        end = start + draw(st.integers(1, 4))
        roles[draw(st.integers(0, 2))].append((start, end))
    breaks = [draw(st.booleans()) for _ in range(end // 3 + 1)]
    paragraphs = np.cumsum(np.repeat(breaks, 3))
    return Candidates(*(spans(*edges) for edges in roles), paragraphs)


def plainly(found: Candidates, others: Ints) -> list[tuple[int, int, tuple[int, ...]]]:
    """Pairs and features as the docstrings describe them, one at a time."""
    pairs = []
    for i, cue in enumerate(found.cues.tolist()):
        for j, span in enumerate(others.tolist()):
            first, last = sorted([cue, span])
            words_between = last[0] - first[1]
            if words_between > REACH:
                continue
            kind = 1
            while kind < 8 and 2**kind <= words_between + 1:
                kind += 1
            between = [
                sum(first[1] <= other[0] < last[0] for other in role.tolist())
                for role in (found.cues, found.sources, found.contents)
            ]
            breaks = abs(int(found.paragraphs[cue[0]] - found.paragraphs[span[0]]))
            counts = [min(count, 3) for count in [*between, breaks]]
            pairs.append((i, j, (8 + kind if span > cue else 8 - kind, *counts)))
    return pairs


@settings(max_examples=40)
@given(some_candidates())
def test_pairs_are_those_in_reach_with_what_stands_between(found: Candidates) -> None:
    for others in (found.sources, found.contents):
        pairs = pair_up(found, others)
        rows = zip(pairs.cues.tolist(), pairs.spans.tolist(), map(tuple, pairs.features.tolist()), strict=True)
        assert list(rows) == plainly(found, others)
        assert pairs.features.shape == (len(pairs.cues), len(FEATURES))
        assert ((pairs.features >= 0) & (pairs.features < FEATURES)).all()


@pytest.mark.parametrize(
    ("between", "kind"), [(0, 1), (1, 2), (2, 2), (3, 3), (6, 3), (7, 4), (62, 6), (63, 7), (127, 8), (256, 8)]
)
def test_distance_is_told_by_powers_of_two(between: int, kind: int) -> None:
    paragraphs = np.zeros(600, dtype=np.int64)
    for cue, span, sign in (
        ((300, 302), (302 + between, 303 + between), 1),
        ((300, 302), (299 - between, 300 - between), -1),
    ):
        found = Candidates(spans(cue), spans(span), spans(), paragraphs)
        assert pair_up(found, found.sources).features[0, 0] == 8 + sign * kind


def test_candidates_count_words_and_paragraphs(make_doc: MakeDoc) -> None:
    doc = make_doc("Ann  said\n\nno.\n\nBo")
    assert [token.text for token in doc] == ["Ann", " ", "said", "\n\n", "no", ".", "\n\n", "Bo"]
    found = candidates(doc, spans((2, 3)), spans((0, 1), (7, 8)), spans((4, 6)))
    assert found.cues.tolist() == [[1, 2]]
    assert found.sources.tolist() == [[0, 1], [4, 5]]
    assert found.contents.tolist() == [[2, 4]]
    assert found.paragraphs.tolist() == [1, 1, 2, 2, 3]


class Fixed:
    """A linker over fixed vectors of two documents, one without a cue; what flows back is kept."""

    def __init__(self, nlp: Language, make_doc: MakeDoc) -> None:
        random = np.random.default_rng(3)
        doc, bare = make_doc("Ann  Lee said it rains.\n\nBo\nagreed to that, Cy said"), make_doc("Ann Lee")
        found = candidates(
            doc, spans((3, 4), (10, 11), (15, 16)), spans((0, 3), (8, 9), (14, 15)), spans((4, 6), (11, 13))
        )
        self.batch = [(doc, found), (bare, candidates(bare, spans(), spans((0, 1)), spans((1, 2))))]
        self.vectors = [random.normal(size=(len(doc), WIDTH)).astype(np.float32) for doc, _ in self.batch]
        self.gradient: list[NDArray[np.float32]] = []
        self.model = build_linker(Model("fixed", self.forward, dims={"nO": WIDTH}), HIDDEN)
        self.model.initialize(X=self.batch)
        for node in self.model.walk():
            for name in node.param_names:
                values = node.get_param(name)
                values += random.normal(size=values.shape).astype(np.float32)
        self.weights = [
            tuple(
                PairScores(
                    scores.pairs,
                    random.normal(size=scores.scores.shape).astype(np.float32),
                    random.normal(size=scores.none.shape).astype(np.float32),
                )
                for scores in both
            )
            for both in self.model.predict(self.batch)
        ]

    def forward(self, model: Model, docs: list[Doc], is_train: bool) -> tuple[object, object]:
        def backprop(gradient: list[NDArray[np.float32]]) -> list[Doc]:
            self.gradient = gradient
            return docs

        return [self.vectors[len(doc) == 2] for doc in docs], backprop

    def loss(self) -> float:
        return sum(
            float((given.scores * weight.scores).sum() + (given.none * weight.none).sum())
            for both, weights in zip(self.model.predict(self.batch), self.weights, strict=True)
            for given, weight in zip(both, weights, strict=True)
        )


@pytest.fixture
def fixed(nlp: Language, make_doc: MakeDoc) -> Fixed:
    return Fixed(nlp, make_doc)


def test_scores_have_the_shapes_of_pairs_and_of_none(fixed: Fixed) -> None:
    (of_contents, of_sources), (bare_contents, bare_sources) = fixed.model.predict(fixed.batch)
    assert of_contents.scores.shape == of_contents.pairs.cues.shape == (6,)
    assert of_sources.scores.shape == of_sources.pairs.cues.shape == (9,)
    assert (of_contents.none.shape, of_sources.none.shape) == ((2,), (3,))
    assert (bare_contents.scores.shape, bare_sources.scores.shape) == ((0,), (0,))
    assert (bare_contents.none.shape, bare_sources.none.shape) == ((1,), (0,))


def test_a_document_is_scored_alike_alone_and_in_company(fixed: Fixed) -> None:
    together = fixed.model.predict(fixed.batch)
    for item, both in zip(fixed.batch, together, strict=True):
        (alone,) = fixed.model.predict([item])
        for one, other in zip(alone, both, strict=True):
            assert (one.scores == other.scores).all() and (one.none == other.none).all()


def test_white_space_says_nothing(fixed: Fixed) -> None:
    before = fixed.loss()
    doc = fixed.batch[0][0]
    fixed.vectors[0][[token.i for token in doc if token.is_space]] += 9
    assert fixed.loss() == before


def test_the_gradient_is_that_of_small_steps(fixed: Fixed) -> None:
    _, backprop = fixed.model.begin_update(fixed.batch)
    backprop(fixed.weights)
    checked = list(zip(fixed.vectors, fixed.gradient, strict=True))
    for node in fixed.model.walk():
        checked += [(node.get_param(name), node.get_grad(name)) for name in node.param_names]
    assert len(checked) == 2 + 2 * (2 + 3 * 2)
    step = np.float32(1e-2)
    for values, gradient in checked:
        assert gradient.shape == values.shape
        for place in np.ndindex(values.shape):
            values[place] += step
            high = fixed.loss()
            values[place] -= 2 * step
            assert gradient[place] == pytest.approx((high - fixed.loss()) / (2 * step), abs=0.02, rel=0.02), place
            values[place] += step
