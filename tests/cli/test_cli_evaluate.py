"""`attrib evaluate`."""

import json
import re
from pathlib import Path

import pytest
from cli_stand_in import TWO, attrib_

from attrib import api


@pytest.fixture
def gold(folder: Path) -> Path:
    relation = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 22]]}
    other = {"source": [[24, 26]], "cue": [[27, 31]], "content": [[32, 34]]}
    Path("gold.jsonl").write_text(
        json.dumps({"doc_id": "d", "text": TWO, "attributions": [relation, other]}) + "\n", "utf-8"
    )
    Path("predicted.jsonl").write_text(json.dumps({"doc_id": "d", "attributions": [other]}) + "\n", "utf-8")
    return Path("gold.jsonl")


HALF = """\
1 documents, 2 gold relations, 1 predicted
  source token   P 100.0  R  50.0  F1  66.7
  source exact   P 100.0  R  50.0  F1  66.7
  source frag    P 100.0  R  50.0  F1  66.7
  cue token      P 100.0  R  50.0  F1  66.7
  cue exact      P 100.0  R  50.0  F1  66.7
  cue frag       P 100.0  R  50.0  F1  66.7
  content token  P 100.0  R  25.0  F1  40.0
  content exact  P 100.0  R  50.0  F1  66.7
  content frag   P 100.0  R  50.0  F1  66.7
  link           P 100.0  R  50.0  F1  66.7
  strict         P 100.0  R  50.0  F1  66.7
"""


def test_evaluate_prints_the_table_of_a_file_of_predictions(gold: Path) -> None:
    result = attrib_("evaluate", "gold.jsonl", "--predictions", "predicted.jsonl")
    assert (result.exit_code, result.stdout, result.stderr) == (0, HALF, "")


def test_evaluate_as_json_has_precision_recall_and_f1_a_row(gold: Path) -> None:
    found = json.loads(attrib_("evaluate", "gold.jsonl", "--predictions", "predicted.jsonl", "--json").stdout)
    assert found["content token"] == [100.0, 25.0, 40.0]
    assert found["link"] == [100.0, 50.0, 66.67]
    assert len(found) == 11


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["gold.jsonl"], None), (["default", "gold.jsonl"], None), (["mine", "gold.jsonl"], Path("mine"))],
)
def test_evaluate_runs_the_model_and_tells_its_speed(
    gold: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: Path | None
) -> None:
    models: list[object] = []
    monkeypatch.setattr(api, "load", models.append)
    result = attrib_("evaluate", *arguments)
    assert result.exit_code == 0
    assert "  link           P 100.0  R 100.0  F1 100.0\n" in result.stdout
    assert re.fullmatch(r"8 words in \d+\.\d s: \d+ words/s\n", result.stderr)
    assert models == [expected]


@pytest.mark.parametrize(
    "arguments",
    [[], ["one", "two", "three"], ["default", "gold.jsonl", "--predictions", "predicted.jsonl"]],
)
def test_evaluate_takes_one_model_or_one_file_of_predictions(gold: Path, arguments: list[str]) -> None:
    assert attrib_("evaluate", *arguments).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.jsonl"], "missing.jsonl: No such file or directory"),
        (["gold.jsonl", "--predictions", "missing.jsonl"], "missing.jsonl: No such file or directory"),
        (["two.txt"], "two.txt, line 1: not a gold document"),
    ],
)
def test_evaluate_tells_in_one_line_what_is_wrong_with_a_file(gold: Path, arguments: list[str], message: str) -> None:
    result = attrib_("evaluate", *arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"attrib: {message}")
    assert result.stderr.count("\n") == 1


def test_all_annotators_are_counted_on_demand(gold: Path) -> None:
    annotations: dict[str, list[object]] = {"ann": [], "bo": []}
    gold.write_text(json.dumps({"doc_id": "d", "text": TWO, "annotations": annotations}), "utf-8")
    heads = [attrib_("evaluate", "gold.jsonl", *more).stdout.split(",")[0] for more in ([], ["--all-annotators"])]
    assert heads == ["1 documents", "2 documents"]
