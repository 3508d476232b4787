"""`attrib train`, without training."""

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cli_stand_in import attrib_
from rich.console import Console
from rich.text import Text

import attrib.training
from attrib.cli import train
from attrib.errors import CorpusError


@pytest.fixture
def trainer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    Path("recipe.cfg").write_text("", "utf-8")
    Path("data").mkdir()
    fake = SimpleNamespace(calls=[], error=None)

    def run(config: Path, data: Path, out: Path, *, report: Callable[..., None], **options: Any) -> None:
        if fake.error:
            raise fake.error
        fake.calls.append({"config": config, "data": data, "out": out} | options)
        report("step", {"step": 25, "of": 50, "tags": 0.125, "pieces/s": 4321.4})
        report("epoch", {"epoch": 1, "of": 2})
        report("export", {"encoder": "int8", "link": 61.25})

    fake.train = run
    monkeypatch.setattr(attrib.training, "run", fake, raising=False)
    return fake


TRAIN = ("train", "recipe.cfg", "--data", "data", "--out", "out")


def test_train_passes_on_what_it_is_given(trainer: SimpleNamespace) -> None:
    Path("begun").mkdir()
    places = {"config": Path("recipe.cfg"), "data": Path("data"), "out": Path("out")}
    assert attrib_(*TRAIN).exit_code == 0
    assert attrib_(*TRAIN, "--seed", "3", "--device", "cuda", "--epochs", "9", "--start", "begun").exit_code == 0
    assert trainer.calls == [
        places | {"start": None, "seed": None, "device": "cpu", "epochs": None},
        places | {"start": Path("begun"), "seed": 3, "device": "cuda", "epochs": 9},
    ]


def test_train_reports_in_lines_where_there_is_no_terminal(trainer: SimpleNamespace) -> None:
    result = attrib_(*TRAIN)
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "step  step 25  of 50  tags 0.125  pieces/s 4321",
        "epoch  epoch 1  of 2",
        "export  encoder int8  link 61.25",
    ]


def test_train_moves_a_bar_on_a_terminal() -> None:
    stream = io.StringIO()
    with train._progress(Console(file=stream, force_terminal=True, width=100)) as report:
        report("step", {"step": 25, "of": 50, "tags": 0.125})
        report("epoch", {"epoch": 1, "of": 2})
    lines = Text.from_ansi(stream.getvalue()).plain.splitlines()
    assert any("tags 0.125" in line and "25/50" in line for line in lines)
    assert any(line.strip() == "epoch  epoch 1  of 2" for line in lines)


def test_train_says_how_to_get_what_is_missing(trainer: SimpleNamespace) -> None:
    trainer.error = ModuleNotFoundError("No module named 'torch'", name="torch")
    result = attrib_(*TRAIN)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].endswith("pip install 'attrib[train]'")
    assert "torch" in result.stderr


def test_train_does_not_take_a_bug_for_something_missing(trainer: SimpleNamespace) -> None:
    trainer.error = ImportError("cannot import name 'x'", name="attrib.training.loop")
    with pytest.raises(ImportError, match="cannot import name"):
        attrib_(*TRAIN, catch_exceptions=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "missing.cfg", "--data", "data", "--out", "out"),
        ("train", "recipe.cfg", "--data", "missing", "--out", "out"),
        ("train", "recipe.cfg", "--data", "data"),
        (*TRAIN, "--device", "abacus"),
        (*TRAIN, "--epochs", "0"),
        (*TRAIN, "--start", "missing"),
        (*TRAIN, "--start", "recipe.cfg"),
    ],
)
def test_train_needs_a_recipe_and_data(trainer: SimpleNamespace, arguments: tuple[str, ...]) -> None:
    assert attrib_(*arguments).exit_code == 2
    assert trainer.calls == []


def test_train_tells_an_error_of_ours_in_one_line(trainer: SimpleNamespace) -> None:
    trainer.error = CorpusError(Path("gold.jsonl"), 3, "not a gold document")
    result = attrib_(*TRAIN)
    assert (result.exit_code, result.stderr) == (1, "attrib: gold.jsonl, line 3: not a gold document\n")
