"""Evaluation, and that our scorer is the referee's."""

import importlib.util
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib import api
from attrib.errors import CorpusError
from attrib.evaluation import evaluate
from attrib.records import Attribution, Extent, QuotationType
from attrib.scoring import ROLES, Relation, Scorer

REFEREE = Path(__file__).parents[2] / "shared" / "tools" / "score.py"

FERRY = "The ferry is late, Ida said. Per says it sank."
IDA = {"source": [[19, 22]], "cue": [[23, 27]], "content": [[0, 17]]}
PER = {"source": [[29, 32]], "cue": [[33, 37]], "content": [[38, 45]]}
BAKER = "Bread rises, the baker claims."
RISES = {"source": [[13, 22]], "cue": [[23, 29]], "content": [[0, 11]]}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write(
        tmp_path / "gold.jsonl",
        {"doc_id": "ferry", "text": FERRY, "attributions": [IDA, PER]},
        {"doc_id": "baker", "text": BAKER, "attributions": [RISES]},
    )


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a model was asked for")

    monkeypatch.setattr(api, "load", refuse)
    monkeypatch.setattr(api, "pipe", refuse)


@pytest.mark.usefixtures("no_model")
def test_predictions_are_scored_without_a_model(gold: Path, tmp_path: Path) -> None:
    wrong = PER | {"source": [[19, 22]]}
    predictions = write(
        tmp_path / "predictions.jsonl",
        {"doc_id": "baker", "attributions": [RISES]},
        {"doc_id": "ferry", "attributions": [IDA, wrong]},
    )
    result = evaluate(gold, predictions=predictions)
    table = result.scorer.table()
    assert (result.words, result.seconds) == (15, 0)
    assert [result.scorer.counts[what] for what in ("documents", "gold", "predicted")] == [2, 3, 3]
    assert [table[row].f1 for row in ("content exact", "link", "strict")] == pytest.approx([100, 200 / 3, 200 / 3])
    assert (table["source token"].precision, table["source token"].recall) == pytest.approx((100, 75))


@pytest.mark.usefixtures("no_model")
def test_a_document_that_predictions_lack_counts_as_one_where_nothing_was_found(gold: Path, tmp_path: Path) -> None:
    predictions = write(tmp_path / "predictions.jsonl", {"doc_id": "baker", "attributions": [RISES]})
    scorer = evaluate(gold, predictions=predictions).scorer
    assert [scorer.counts[what] for what in ("documents", "gold", "predicted")] == [2, 3, 1]
    assert (scorer.table()["link"].precision, scorer.table()["link"].recall) == pytest.approx((100, 100 / 3))


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize(("all_annotators", "documents", "recall"), [(False, 1, 100.0), (True, 2, 50.0)])
def test_the_first_annotator_is_gold_unless_all_are(
    tmp_path: Path, all_annotators: bool, documents: int, recall: float
) -> None:
    def nested(relation: dict[str, Any]) -> dict[str, Any]:
        return {role: [parts] for role, parts in relation.items()}

    annotations = {"zoe": [nested(IDA)], "abe": [nested(PER)]}
    gold = write(tmp_path / "gold.jsonl", {"doc_id": "ferry", "text": FERRY, "annotations": annotations})
    predictions = write(tmp_path / "predictions.jsonl", {"doc_id": "ferry", "attributions": [IDA]})
    scorer = evaluate(gold, predictions=predictions, all_annotators=all_annotators).scorer
    assert (scorer.counts["documents"], scorer.table()["link"].recall) == (documents, recall)


def test_a_model_is_run_over_the_texts_in_their_order(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def pipe(texts: Iterable[str], *, model: object) -> Iterator[list[Attribution]]:
        asked.append(model)
        for text in texts:
            relations = [IDA, PER] if text == FERRY else [RISES]
            yield [
                Attribution(
                    id=f"a{i}",
                    type=QuotationType.INDIRECT,
                    **{role: Extent.cut(text, tuple(map(tuple, parts))) for role, parts in relation.items()},
                )
                for i, relation in enumerate(relations)
            ]

    monkeypatch.setattr(api, "load", asked.append)
    monkeypatch.setattr(api, "pipe", pipe)
    result = evaluate(gold, model="mine")
    assert asked == ["mine", "mine"]
    assert {score.f1 for score in result.scorer.table().values()} == {100}
    assert result.words == 15
    assert result.seconds > 0


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize(("which", "line"), [("gold", 2), ("predictions", 1)])
def test_a_line_that_is_not_of_its_form_is_named(gold: Path, tmp_path: Path, which: str, line: int) -> None:
    predictions = write(tmp_path / "predictions.jsonl", {"doc_id": "baker", "attributions": [RISES]})
    broken = {"gold": gold, "predictions": predictions}[which]
    lines = broken.read_text("utf-8").splitlines()
    broken.write_text("\n".join([*lines[: line - 1], '{"doc_id": "x"}']), "utf-8")
    with pytest.raises(CorpusError) as caught:
        evaluate(gold, predictions=predictions)
    assert (caught.value.path, caught.value.line) == (broken, line)


# the referee

Row = dict[str, list[list[int]]]


@pytest.fixture(scope="session")
def referee() -> Any:
    if not REFEREE.exists():
        pytest.skip("the referee's scorer is not here")
    spec = importlib.util.spec_from_file_location("score", REFEREE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORDS = ["rain", "it's", "Zoë", "3.5", "“", "”", ",", "--", "said", "\n", "\n\n", " ", "  ", "naïve", "_x", "🙂", "."]


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[Row], list[Row]]:
    """A text, gold, and predictions that share some of gold's extents."""
    text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30)))
    offset = st.integers(0, len(text))
    part = st.lists(offset, min_size=2, max_size=2).map(sorted)
    row = st.fixed_dictionaries({role: st.lists(part, max_size=2) for role in ROLES})
    gold = draw(st.lists(row, max_size=5))
    near = [st.sampled_from([relation[role] for relation in gold] or [[]]) for role in ROLES]
    alike = st.tuples(*near).map(lambda parts: dict(zip(ROLES, parts, strict=True)))
    return text, gold, draw(st.lists(row | alike, max_size=5))


def relations(rows: list[Row]) -> list[Relation]:
    return [Relation(*(tuple((start, end) for start, end in row[role]) for role in ROLES)) for row in rows]


def renamed(key: Any) -> Any:
    names = {"docs": "documents", "pred": "predicted"}
    return tuple(names.get(part, part) for part in key) if isinstance(key, tuple) else names.get(key, key)


@pytest.mark.corpus
@given(documents=st.lists(documents(), max_size=3))
def test_our_scorer_counts_what_the_referee_counts(
    referee: Any, documents: list[tuple[str, list[Row], list[Row]]]
) -> None:
    ours, theirs = Scorer(), referee.Scores()
    for text, gold, predicted in documents:
        ours.add(text, relations(gold), relations(predicted))
        theirs.add(text, gold, predicted)
    assert dict(ours.counts) == {renamed(key): count for key, count in theirs.count.items()}
    table = {row: (score.precision, score.recall, score.f1) for row, score in ours.table().items()}
    assert list(table) == list(theirs.table())
    for row, values in theirs.table().items():
        assert table[row] == pytest.approx(values)


@pytest.mark.corpus
def test_our_table_is_printed_as_the_referee_prints_it(referee: Any) -> None:
    from attrib.cli.evaluate import format_scores

    ours, theirs = Scorer(), referee.Scores()
    for gold, predicted in (([IDA, PER], [IDA]), ([PER], [IDA, PER])):
        ours.add(FERRY, relations(gold), relations(predicted))
        theirs.add(FERRY, gold, predicted)
    assert format_scores(ours) == str(theirs)
