"""The conditional random field against sums over every path there is, and its gradient against small steps."""

from itertools import pairwise, product

import numpy as np
import pytest
from numpy.typing import NDArray

from attrib.ml.crf import FORBIDDEN, marginals, negative_log_likelihood, viterbi

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

TAGS = 3
LENGTHS = np.array([4, 1, 3, 4])


class Case:
    """A padded batch of random scores. Padding holds scores too, which must not matter."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.emissions = random.normal(size=(len(LENGTHS), LENGTHS.max(), TAGS)).astype(np.float32) * 2
        self.transitions = random.normal(size=(TAGS, TAGS)).astype(np.float32)
        self.starts = random.normal(size=TAGS).astype(np.float32)
        self.tags = random.integers(TAGS, size=self.emissions.shape[:2])
        self.right = np.eye(TAGS, dtype=bool)[self.tags]
        self.partly = self.right | random.integers(2, size=self.emissions.shape, dtype=bool)

    @property
    def scores(self) -> tuple[Floats, Floats, Floats]:
        return self.emissions, self.transitions, self.starts


def score(case: Case, i: int, path: tuple[int, ...]) -> float:
    total = float(case.starts[path[0]]) + sum(float(case.emissions[i, t, tag]) for t, tag in enumerate(path))
    return total + sum(float(case.transitions[a, b]) for a, b in pairwise(path))


def all_paths(case: Case, i: int) -> dict[tuple[int, ...], float]:
    return {path: score(case, i, path) for path in product(range(TAGS), repeat=int(LENGTHS[i]))}


@pytest.fixture(params=range(5))
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param)


def test_the_best_path_is_the_best_of_all(case: Case) -> None:
    paths = viterbi(*case.scores, LENGTHS)
    for i, length in enumerate(LENGTHS):
        scores = all_paths(case, i)
        assert tuple(paths[i, :length]) == max(scores, key=lambda path: scores[path])
        assert (paths[i, length:] == -1).all()


def test_marginals_are_sums_over_all_paths(case: Case) -> None:
    log_z, tags, moves = marginals(*case.scores, LENGTHS)
    wanted_moves = np.zeros((TAGS, TAGS))
    for i, length in enumerate(LENGTHS):
        weights = {path: np.exp(scored) for path, scored in all_paths(case, i).items()}
        total = sum(weights.values())
        assert log_z[i] == pytest.approx(np.log(total), rel=1e-5)
        wanted = np.zeros((LENGTHS.max(), TAGS))
        for path, weight in weights.items():
            wanted[range(length), path] += weight / total
            for a, b in pairwise(path):
                wanted_moves[a, b] += weight / total
        np.testing.assert_allclose(tags[i], wanted, atol=1e-5)
    np.testing.assert_allclose(moves, wanted_moves, atol=1e-5)


def passes(path: tuple[int, ...], right: NDArray[np.bool_]) -> bool:
    return all(right[t, tag] for t, tag in enumerate(path))


@pytest.mark.parametrize("which", ["right", "partly"])
def test_the_loss_is_the_logarithm_of_the_probability_of_all_paths_that_may_be_right(case: Case, which: str) -> None:
    case.starts[:] = 0
    right = getattr(case, which)
    loss, _, _ = negative_log_likelihood(case.emissions, case.transitions, right, LENGTHS)
    wanted, counted = 0.0, 0
    for i in range(len(LENGTHS)):
        scores = all_paths(case, i)
        held = [scored for path, scored in scores.items() if passes(path, right[i])]
        counted += len(held)
        wanted -= np.log(np.exp(held).sum()) - np.log(np.exp(list(scores.values())).sum())
    assert (counted == len(LENGTHS)) == (which == "right")
    assert loss == pytest.approx(wanted, rel=1e-5)


def test_where_nothing_is_known_nothing_is_lost(case: Case) -> None:
    right = np.ones_like(case.right)
    loss, d_emissions, d_transitions = negative_log_likelihood(case.emissions, case.transitions, right, LENGTHS)
    assert loss == (d_emissions != 0).sum() == (d_transitions != 0).sum() == 0


def test_what_may_be_right_of_padding_says_nothing(case: Case) -> None:
    other = case.partly.copy()
    for row, length in zip(other, LENGTHS, strict=True):
        row[length:] = False
    given = negative_log_likelihood(case.emissions, case.transitions, case.partly, LENGTHS)
    for value, same in zip(
        given, negative_log_likelihood(case.emissions, case.transitions, other, LENGTHS), strict=True
    ):
        np.testing.assert_array_equal(value, same)


@pytest.mark.parametrize("gold", ["right", "partly"])
@pytest.mark.parametrize("which", ["emissions", "transitions"])
def test_the_gradient_is_that_of_small_steps(case: Case, which: str, gold: str) -> None:
    right = getattr(case, gold)
    _, d_emissions, d_transitions = negative_log_likelihood(case.emissions, case.transitions, right, LENGTHS)
    given = d_emissions if which == "emissions" else d_transitions
    values = getattr(case, which)
    step = 0.02
    for place in np.ndindex(values.shape):
        losses = []
        for move in (step, -2 * step):
            values[place] += move
            losses.append(negative_log_likelihood(case.emissions, case.transitions, right, LENGTHS)[0])
        values[place] += step
        assert given[place] == pytest.approx((losses[0] - losses[1]) / (2 * step), abs=3e-3), place


def test_no_path_takes_what_is_forbidden(case: Case) -> None:
    case.transitions[0, 1] = case.transitions[2, 2] = FORBIDDEN
    case.starts[2] = FORBIDDEN
    case.emissions[:, :, 1:] += 5
    for path, length in zip(viterbi(*case.scores, LENGTHS), LENGTHS, strict=True):
        moves = list(pairwise(path[:length]))
        assert path[0] != 2 and (0, 1) not in moves and (2, 2) not in moves
    _, tags, moved = marginals(*case.scores, LENGTHS)
    assert tags[:, 0, 2].max() == moved[0, 1] == moved[2, 2] == 0


def test_a_sequence_is_read_alike_alone_and_in_company(case: Case) -> None:
    log_z, tags, _ = marginals(*case.scores, LENGTHS)
    paths = viterbi(*case.scores, LENGTHS)
    for i, length in enumerate(LENGTHS):
        alone = case.emissions[i : i + 1, :length], case.transitions, case.starts, LENGTHS[i : i + 1]
        assert viterbi(*alone)[0].tolist() == paths[i, :length].tolist()
        one_log_z, one_tags, _ = marginals(*alone)
        assert one_log_z[0] == log_z[i]
        assert (one_tags[0] == tags[i, :length]).all()


@pytest.mark.parametrize("length", [20, 400])
def test_probabilities_are_probabilities_however_long_the_text(length: int) -> None:
    random = np.random.default_rng(length)
    emissions = (random.normal(size=(20, length, TAGS)) * 8).astype(np.float32)
    transitions = random.normal(size=(TAGS, TAGS)).astype(np.float32)
    _, tags, _ = marginals(emissions, transitions, transitions[0], np.full(20, length))
    assert tags.max() <= 1 + 1e-6
    np.testing.assert_allclose(tags.sum(axis=2), 1, atol=1e-5)


def test_large_scores_do_not_overflow() -> None:
    emissions = np.full((1, 200, TAGS), 1000, dtype=np.float32)
    emissions[:, :, 1] += 50
    plain = np.zeros((TAGS, TAGS), dtype=np.float32)
    log_z, tags, moves = marginals(emissions, plain, plain[0], np.array([200]))
    assert log_z[0] == pytest.approx(200 * 1050)
    np.testing.assert_allclose(tags[0, :, 1], 1, atol=0.05)
    assert moves[1, 1] == pytest.approx(199, rel=0.01)
