"""`attrib run`: what the options become, what is said while it runs, and how it ends."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_stand_in import attrib_
from rich.console import Console

from attrib import batch
from attrib.batch import Engine, Options, Progress, Report, Rows
from attrib.cli import run as command
from attrib.errors import RunDiffers

REPORT = Report(Path("out.csv"), 12, 3400, 56, 0, {"direct": 40, "indirect": 16}, {"Ann\x1b Lee": 30, "Bo": 2})
EVERYTHING = """
run a.csv news -o out.csv --text-field body --id-field url --keep date,outlet --glob *.txt --rows documents
--model other --min-score 0.5 --nested --limit 9 --sample 0.1 --shard 2/8 --jobs 3 --max-chars 500 --timeout 7
--retry-failed --engine ray --address auto
"""
FIGURES = Progress(10, 5000, 42, 1, 90, 2.0, 0.5, 0.25)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    made: list[tuple[Any, ...]] = []

    def run(sources: Any, sink: Any, options: Any, *, tell: Callable[[str], None], watch: Any) -> Report:
        made.append((sources, sink, options))
        tell("reading field 'body'\nas the text")
        watch(FIGURES)
        return REPORT

    monkeypatch.setattr(batch, "run", run)
    return made


def test_options_become_those_of_the_library(calls: list[tuple[Any, ...]]) -> None:
    result = attrib_(*EVERYTHING.split())
    assert result.exit_code == 0
    (call,) = calls
    assert call == (
        ["a.csv", "news"],
        Path("out.csv"),
        Options(
            text_field="body",
            id_field="url",
            keep=("date", "outlet"),
            glob="*.txt",
            rows=Rows.DOCUMENTS,
            model="other",
            min_score=0.5,
            nested=True,
            limit=9,
            sample=0.1,
            shard=(2, 8),
            max_chars=500,
            timeout=7,
            jobs=3,
            retry_failed=True,
            engine=Engine.RAY,
            address="auto",
        ),
    )


def test_what_is_not_said_is_left_to_the_library(calls: list[tuple[Any, ...]]) -> None:
    attrib_("run", "a.csv", "-o", "out.csv")
    assert calls[0][2] == Options()


@pytest.mark.usefixtures("calls")
def test_the_result_goes_to_stdout_and_the_rest_to_stderr() -> None:
    result = attrib_("run", "a.csv", "-o", "out.csv")
    assert result.stdout.splitlines() == [
        "out.csv: 56 attributions in 12 documents (3400 words)",
        "by type: direct 40, indirect 16",
        "most from: Ann\ufffd Lee 30, Bo 2",
    ]
    assert result.stderr == "attrib: reading field 'body' as the text\n"


def test_failed_documents_make_the_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report(Path("out.csv"), 1, 1, 0, 3, {}, {})
    monkeypatch.setattr(batch, "run", lambda *arguments, **options: report)
    result = attrib_("run", "a.csv", "-o", "out.csv")
    assert result.exit_code == 1
    assert "failed: 3, see out.csv.failed.jsonl" in result.stdout


def test_an_error_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **options: Any) -> Report:
        raise RunDiffers(Path("out.csv"), "model", "a", "b")

    monkeypatch.setattr(batch, "run", refuse)
    result = attrib_("run", "a.csv", "-o", "out.csv")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "begun with another model: a then, b now" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--shard", "0/3"],
        ["--shard", "4/3"],
        ["--shard", "one"],
        ["--sample", "2"],
        ["--jobs", "0"],
        ["--rows", "words"],
        ["--address", "auto"],
    ],
)
def test_a_bad_flag_is_refused_before_anything_is_done(calls: list[tuple[Any, ...]], arguments: list[str]) -> None:
    result = attrib_("run", "a.csv", "-o", "out.csv", *arguments)
    assert (result.exit_code, calls) == (2, [])
    assert arguments[0] in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["absent.jsonl", "-o", "out.jsonl"], "absent.jsonl: no such file or folder"),
        (["rows.csv", "-o", "out.docx"], "ends in none of .jsonl"),
        (["rows.csv", "-o", "absent/out.csv"], "there is no folder 'absent'"),
        (["rows.csv", "-o", "out.csv", "--text-field", "body"], "no field 'body'; the file has: text, url, date"),
        (["rows.csv", "-o", "two.txt"], "ends in none of"),
    ],
)
def test_what_does_not_fit_is_told_in_one_line_and_nothing_is_written(
    folder: Path, arguments: list[str], words: str
) -> None:
    Path("rows.csv").write_text("text,url,date\nAnn said no.,u,2024\n")
    before = sorted(folder.iterdir())
    result = attrib_("run", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr.splitlines()[-1]
    assert sorted(folder.iterdir()) == before


def test_figures_are_told_in_one_line() -> None:
    assert command.describe(FIGURES) == "100 documents, 2500 words/s, 42 attributions, 1 failed, 0:00:04 left"


@pytest.mark.parametrize(("is_terminal", "between"), [(False, 0.0), (True, 10.0)])
def test_a_log_has_a_line_now_and_then_and_a_terminal_a_bar(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, between: float
) -> None:
    monkeypatch.setattr(command, "SECONDS_BETWEEN_LINES", between)
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=is_terminal, width=120)
    with command.show_progress(console) as (tell, watch):
        tell("reading")
        watch(FIGURES)
    assert "attrib: reading" in stream.getvalue()
    assert "100 documents, 2500 words/s" in stream.getvalue()
