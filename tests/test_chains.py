"""From mention to mention, with antecedents and likelihoods that are made up."""

import numpy as np
import pytest

from attrib.ml.antecedents import Answer, Question
from attrib.resolution.chains import NONE, Chains, find_antecedents, weigh
from attrib.resolution.discourse import Discourse, ask, read_discourse
from hand_parsed import parse

LEFT = "left/VBD/ROOT ."
FULL, SHORT = f"[Ada/NNP/left/nsubj Lund/NNP/Ada/flat]PERSON {LEFT}", f"[Lund/NNP/left/nsubj]PERSON {LEFT}"
BO, MAYOR = f"[Bo/NNP/left/nsubj]PERSON {LEFT}", f"The/DT/mayor/det mayor/NN/left/nsubj {LEFT}"
HE, SHE, ME = (f"{word}/PRP/left/nsubj {LEFT}" for word in ("He", "She", "I"))


def read(*lines: str) -> Discourse:
    return read_discourse(parse("\n".join(lines)))


class Oracle:
    """Answers that this pair is likely and all others are not; keeps what it was asked."""

    def __init__(self, *likely: tuple[int, int]) -> None:
        self.likely = likely
        self.asked: list[list[list[int]]] = []

    def __call__(self, questions: list[Question]) -> list[Answer]:
        self.asked.append([sorted(set(question.anaphors.tolist())) for question in questions])
        return [
            Answer(
                np.array([9.0 * (pair in self.likely) for pair in zip(q.anaphors, q.candidates, strict=True)], "f"),
                np.full(len(q.spans), 0 if self.likely else 9, "f"),
            )
            for q in questions
        ]


def test_antecedents_of_antecedents_are_asked_for_wave_by_wave() -> None:
    oracle = Oracle((2, 1), (1, 0))
    (chains,) = find_antecedents([Chains(read(FULL, MAYOR, HE, BO))], [[2]], oracle)
    assert oracle.asked == [[[2]], [[1]]]
    assert chains.ends(2)["name", 0] > 0.99


def test_only_what_is_wanted_is_asked_for() -> None:
    oracle = Oracle((2, 0))
    (chains,) = find_antecedents([Chains(read(FULL, MAYOR, HE, SHE))], [[2, 2, -1]], oracle)
    assert oracle.asked == [[[2]]]
    assert list(chains.steps) == [2]
    assert chains.ends(3) == {("mention", 3): 1.0}


@pytest.mark.parametrize("wanted", [[], [-1], [0], [1]], ids=["nothing", "no mention", "a name", "I"])
def test_what_goes_back_to_nothing_is_not_asked_for(wanted: list[int]) -> None:
    oracle = Oracle()
    (chains,) = find_antecedents([Chains(read(FULL, ME))], [wanted], oracle)
    assert (chains.steps, oracle.asked) == ({}, [])


def test_where_none_is_likeliest_the_chain_ends() -> None:
    (chains,) = find_antecedents([Chains(read(FULL, HE))], [[1]], Oracle())
    assert chains.ends(1)["mention", 1] > 0.99


def test_what_has_no_candidates_goes_back_to_nothing() -> None:
    (chains,) = find_antecedents([Chains(read(HE))], [[0]], Oracle((0, 0)))
    assert chains.steps == {0: [(NONE, 1.0)]}


def test_documents_of_a_batch_are_asked_together_and_answered_apart() -> None:
    oracle = Oracle((2, 1), (1, 0))
    both = [Chains(read(FULL, MAYOR, HE)), Chains(read(HE, BO))]
    one, two = find_antecedents(both, [[2], [0]], oracle)
    assert oracle.asked == [[[2], []], [[1], []]]
    assert one.ends(2)["name", 0] > 0.99
    assert two.ends(0) == {("mention", 0): 1.0}


def test_what_is_known_already_is_followed_and_not_asked_for() -> None:
    oracle = Oracle((1, 0))
    known = Chains(read(FULL, MAYOR, HE), {2: [(1, 0.5), (NONE, 0.5)]})
    (chains,) = find_antecedents([known], [[2]], oracle)
    assert oracle.asked == [[[1]]]
    assert chains.ends(2)["name", 0] == pytest.approx(0.5, abs=0.01)


def test_the_ways_to_one_name_add_up() -> None:
    found = read(FULL, SHORT, HE, BO, HE)
    chains = Chains(found, {2: [(1, 0.8), (0, 0.1), (NONE, 0.1)], 4: [(2, 0.5), (3, 0.3), (0, 0.2)]})
    ends = chains.ends(4)
    assert ends["name", 0] == pytest.approx(0.5 * 0.9 + 0.2)
    assert ends["name", 1] == pytest.approx(0.3)
    assert sum(ends.values()) == pytest.approx(1)


def test_a_long_row_of_pronouns_is_as_sure_as_its_first() -> None:
    oracle = Oracle(*((i, i - 1) for i in range(1, 11)))
    (chains,) = find_antecedents([Chains(read(FULL, *[HE] * 10))], [[10]], oracle)
    assert chains.ends(10)["name", 0] > 0.95


def test_unlikely_candidates_are_left_out_and_the_others_sum_to_one() -> None:
    found = read(FULL, BO, SHE)
    question = ask(found, [2])
    scores = {0: np.log(0.96), 1: np.log(0.04)}
    answer = Answer(np.array([scores[i] for i in question.candidates.tolist()], "f"), np.full(3, -99, "f"))
    assert weigh(Chains(found), [2], question, answer) == {2: [(0, pytest.approx(1)), (NONE, pytest.approx(0))]}


def test_huge_scores_do_not_overflow() -> None:
    found = read(BO, SHE)
    question = ask(found, [1])
    steps = weigh(Chains(found), [1], question, Answer(np.array([2000.0], "f"), np.array([0, -2000.0], "f")))
    assert steps == {1: [(0, 1.0), (NONE, 0.0)]}


def test_what_is_barred_is_left_out() -> None:
    found = read(FULL, BO, SHE)
    question = ask(found, [2])
    answer = Answer(np.zeros(2, "f"), np.full(3, -99, "f"))
    chains = Chains(found, barred={2: {0}})
    assert weigh(chains, [2], question, answer) == {2: [(1, pytest.approx(1)), (NONE, pytest.approx(0))]}


def test_what_is_expected_is_likelier() -> None:
    found = read(FULL, BO, SHE)
    question = ask(found, [2])
    answer = Answer(np.zeros(2, "f"), np.full(3, -99, "f"))
    likely = dict(weigh(Chains(found, expected={2: (0, 2.0)}), [2], question, answer)[2])
    assert likely[0] > 0.8 > 0.2 > likely[1]
