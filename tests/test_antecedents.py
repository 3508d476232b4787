"""Scores of antecedents: against a plain loop, and as they are trained (that needs PyTorch)."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model

from attrib.ml.antecedents import AntecedentModel, Question, build_antecedents, span_means
from attrib.resolution.discourse import FEATURES, ask, read_discourse
from hand_parsed import parse

WIDTH, HIDDEN, MATCH, VALUES = 5, 4, 3, 7


def vectors_of(docs: list[Doc]) -> list[NDArray[np.float32]]:
    return [doc.tensor for doc in docs]


@pytest.fixture
def model() -> AntecedentModel:
    """A model over the vectors that documents bring, with weights drawn at random."""
    brought = Model("brought", lambda model, docs, is_train: (vectors_of(docs), lambda d: []), dims={"nO": WIDTH})
    built = build_antecedents(brought, HIDDEN, MATCH, VALUES)
    built.initialize()
    return with_random_weights(built)


def with_random_weights(built: AntecedentModel) -> AntecedentModel:
    draw = np.random.default_rng(0)
    for layer in (built, *built.layers[1:]):
        for name in layer.param_names:
            layer.set_param(name, draw.normal(size=layer.get_param(name).shape).astype("f"))
    return built


def made(seed: int, n_pairs: int, n_mentions: int = 6) -> tuple[Doc, Question]:
    draw = np.random.default_rng(seed)
    doc = parse(" ".join(["word"] * 20))
    doc.tensor = draw.normal(size=(20, WIDTH)).astype("f")
    starts = draw.integers(0, 15, n_mentions)
    spans = np.stack([starts, starts + draw.integers(1, 5, n_mentions)], axis=1)
    a, c = (draw.integers(0, n_mentions, n_pairs) for _ in range(2))
    return doc, Question(spans, np.sort(a), c, draw.integers(0, VALUES, (n_pairs, 3)))


def by_loops(model: AntecedentModel, doc: Doc, question: Question) -> tuple[list[float], list[float]]:
    """The formula of the module's docstring, a pair at a time."""
    weights = [(layer.get_param("W"), layer.get_param("b")) for layer in model.layers[1:]]
    features, output = model.get_param("features"), model.get_param("output")
    means = [doc.tensor[start:end].mean(axis=0) for start, end in question.spans]

    def linear(i: int, x: NDArray[np.float32]) -> NDArray[np.float32]:
        return weights[i][0] @ x + weights[i][1]

    pairs = []
    for a, c, row in zip(question.anaphors, question.candidates, question.features, strict=True):
        summed = linear(0, means[a]) + linear(1, means[c]) + sum(features[value] for value in row)
        match = linear(2, means[a]) @ linear(3, means[c]) / MATCH**0.5
        pairs.append(float(output[0] @ np.maximum(summed, 0) + match))
    none = [
        float(linear(4, np.maximum(linear(0, mean), 0))[0]) if i in question.anaphors else 0.0
        for i, mean in enumerate(means)
    ]
    return pairs, none


@pytest.mark.parametrize("n_pairs", [0, 1, 17])
def test_scores_are_those_of_the_formula(model: AntecedentModel, n_pairs: int) -> None:
    doc, question = made(1, n_pairs)
    (answer,) = model.predict([(doc, question)])
    pairs, none = by_loops(model, doc, question)
    np.testing.assert_allclose(answer.pairs, pairs, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(answer.none, none, rtol=1e-4, atol=1e-5)


def test_documents_of_a_batch_have_the_scores_that_they_have_alone(model: AntecedentModel) -> None:
    batch = [made(1, 5), made(2, 0), made(3, 9), made(4, 0, n_mentions=0)]
    for (doc, question), answer in zip(batch, model.predict(batch), strict=True):
        (alone,) = model.predict([(doc, question)])
        np.testing.assert_array_equal(answer.pairs, alone.pairs)
        np.testing.assert_array_equal(answer.none, alone.none)
        assert answer.none.shape == (len(question.spans),)
    assert model.predict([]) == []


def test_a_span_s_mean_is_that_of_its_words() -> None:
    vectors = np.arange(12, dtype="f").reshape(4, 3)
    means = span_means(vectors, np.array([[0, 1], [1, 3], [0, 4]]))
    np.testing.assert_array_equal(means, [[0, 1, 2], [4.5, 5.5, 6.5], [4.5, 5.5, 6.5]])
    assert span_means(vectors, np.zeros((0, 2), dtype=np.int64)).shape == (0, 3)


def test_weights_come_back(model: AntecedentModel) -> None:
    again = build_antecedents(model.layers[0].copy(), HIDDEN, MATCH, VALUES)
    again.from_bytes(model.to_bytes())
    batch = [made(1, 9)]
    np.testing.assert_array_equal(again.predict(batch)[0].pairs, model.predict(batch)[0].pairs)


# As it is trained

LEFT = "left/VBD/ROOT ."
ADA, BO = f"[Ada/NNP/left/nsubj]PERSON {LEFT}", f"[Bo/NNP/left/nsubj]PERSON {LEFT}"
SHE, HE = f"She/PRP/left/nsubj {LEFT}", f"He/PRP/left/nsubj {LEFT}"


@pytest.fixture
def training() -> Any:
    """The module that trains."""
    pytest.importorskip("torch", reason="needs the extra 'train'")
    from attrib.training import antecedents

    return antecedents


def with_tensor(written: str, seed: int) -> Doc:
    doc = parse(written)
    doc.tensor = np.random.default_rng(seed).normal(size=(len(doc), WIDTH)).astype("f")
    return doc


class Reader:
    """Stands in for a pipeline that reads these texts."""

    def __init__(self, docs: Iterable[Doc]) -> None:
        self.docs = {doc.text: doc for doc in docs}

    def pipe(self, texts: Iterable[str], disable: list[str]) -> Iterator[Doc]:
        return (self.docs[text] for text in texts)


def chains_of(doc: Doc, *chains: str) -> Any:
    """Chains of the words with these numbers: "0 4"."""
    from attrib.training.gold import Chains

    offsets = [[(doc[i].idx, doc[i].idx + len(doc[i])) for i in map(int, chain.split())] for chain in chains]
    return Chains([c for c in offsets if len(c) > 1], [c[0] for c in offsets if len(c) == 1])


def lessons_of(training: Any, doc: Doc, chains: Any) -> list[Any]:
    return list(training.make_lessons(Reader([doc]), [(doc.text, chains)]))


def answers(lesson: Any) -> list[tuple[int, int, bool]]:
    question = lesson.question
    return list(zip(question.anaphors.tolist(), question.candidates.tolist(), lesson.right.tolist(), strict=True))


def test_a_lesson_is_a_question_with_its_right_answers(training: Any) -> None:
    doc = with_tensor("\n".join([ADA, BO, SHE, HE]), 0)
    (lesson,) = lessons_of(training, doc, chains_of(doc, "0 6", "3 9"))
    assert answers(lesson) == [(2, 1, False), (2, 0, True), (3, 2, False), (3, 1, True), (3, 0, False)]
    np.testing.assert_allclose(lesson.means, span_means(doc.tensor, lesson.question.spans))


@pytest.mark.parametrize(
    ("chains", "expected"),
    [
        (("0", "3", "6"), [(2, 1, False), (2, 0, False)]),
        ((), [(2, 1, False), (2, 0, False)]),
        (("0 6", "3"), [(2, 1, False), (2, 0, True)]),
    ],
    ids=["singletons", "no mentions", "a chain"],
)
def test_what_is_in_one_chain_is_right(
    training: Any, chains: tuple[str, ...], expected: list[tuple[int, int, bool]]
) -> None:
    doc = with_tensor("\n".join([ADA, BO, SHE]), 0)
    lessons = lessons_of(training, doc, chains_of(doc, *chains))
    assert [answer for lesson in lessons for answer in answers(lesson)] == expected


def test_a_gold_mention_is_the_one_with_the_same_head(training: Any) -> None:
    doc = with_tensor(f"The/DT/mayor/det mayor/NN/left/nsubj of/IN/Oslo/case Oslo/NNP/mayor/nmod {LEFT}\n{SHE}", 0)
    chains = SimpleNamespace(chains=[[(0, 17), (24, 27)]], singletons=[(13, 17)])
    found = read_discourse(doc)
    assert [doc[mention.head].text for mention in found.mentions] == ["mayor", "Oslo", "She"]
    assert training.number_chains(doc, found, chains).tolist() == [0, 1, 0]


def test_relative_pronouns_are_not_learned(training: Any) -> None:
    doc = with_tensor(f"[Ada/NNP/left/nsubj]PERSON who/WP/sang/nsubj sang/VBD/Ada/acl:relcl {LEFT}", 0)
    assert lessons_of(training, doc, chains_of(doc, "0 1")) == []


@pytest.fixture
def lesson(training: Any) -> Any:
    doc = with_tensor("\n".join([ADA, SHE, BO, HE, ADA, SHE, HE]), 1)
    (lesson,) = lessons_of(training, doc, chains_of(doc, "0 3 12 15", "6 9", "18"))
    return lesson


def test_the_loss_is_the_logarithm_of_what_all_right_answers_have(training: Any, lesson: Any) -> None:
    import torch

    torch.manual_seed(0)
    network = training.AntecedentNetwork(WIDTH, HIDDEN, MATCH, 0.0)
    question = lesson.question
    pairs, none = np.split(scores(network, lesson), [len(question.anaphors)])
    losses, without = [], 0
    for anaphor in sorted(set(question.anaphors.tolist())):
        mine = question.anaphors == anaphor
        right = pairs[mine & lesson.right]
        without += not len(right)
        held = right if len(right) else none[[anaphor]]
        losses.append(np.log(np.exp([*pairs[mine], none[anaphor]]).sum()) - np.log(np.exp(held).sum()))
    assert len(losses) == 4
    assert without == 1
    assert training.answer_loss(network, lesson).item() == pytest.approx(np.mean(losses), rel=1e-4)


def scores(network: Any, lesson: Any) -> NDArray[np.float32]:
    """Of all pairs, then of none."""
    import torch

    given = (lesson.question.anaphors, lesson.question.candidates, lesson.question.features)
    with torch.no_grad():
        pairs, none = network(torch.from_numpy(lesson.means), *map(torch.from_numpy, given))
    return np.concatenate([pairs.numpy(), none.numpy()])


def test_scores_are_divided_by_what_makes_the_right_answers_likeliest(training: Any, lesson: Any) -> None:
    import torch

    torch.manual_seed(0)
    network = training.AntecedentNetwork(WIDTH, HIDDEN, MATCH, 0.0)
    before, loss = scores(network, lesson), training.answer_loss(network, lesson).item()
    training.calibrate(network, [lesson])
    ratios = before / scores(network, lesson)
    assert 0.5 <= ratios[0] <= 4
    np.testing.assert_allclose(ratios, ratios[0], rtol=1e-3)
    assert training.answer_loss(network, lesson).item() < loss


def test_it_learns_a_handful_by_heart_and_gives_the_same_scores_in_the_pipeline(training: Any, lesson: Any) -> None:
    from attrib.training.product import fill_antecedents

    plan = training.AntecedentPlan(hidden=HIDDEN, match=MATCH, dropout=0.0, epochs=60, rate=0.03)
    network, again = (training.train_antecedents([lesson] * 3, WIDTH, 0, plan) for _ in range(2))
    assert training.answer_loss(network, lesson).item() < 0.05
    np.testing.assert_array_equal(scores(network, lesson), scores(again, lesson))

    doc = with_tensor("\n".join([ADA, SHE, BO, HE, ADA, SHE, HE]), 1)
    found = read_discourse(doc)
    question = ask(found, [1, 3, 5, 6])
    np.testing.assert_array_equal(question.features, lesson.question.features)
    brought = Model("brought", lambda model, docs, is_train: (vectors_of(docs), lambda d: []), dims={"nO": WIDTH})
    built = build_antecedents(brought, HIDDEN, MATCH, sum(FEATURES))
    built.initialize()
    fill_antecedents(built, network)
    (answer,) = built.predict([(doc, question)])
    wanted = scores(network, lesson)[: len(question.anaphors)]
    np.testing.assert_allclose(answer.pairs, wanted, rtol=1e-3, atol=1e-3)
    none = scores(network, lesson)[len(wanted) :]
    np.testing.assert_allclose(answer.none[[1, 3, 5, 6]], none[[1, 3, 5, 6]], rtol=1e-3, atol=1e-3)
    assert (np.abs(wanted) > 0.1).any()
