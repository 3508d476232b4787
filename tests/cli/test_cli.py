"""The command line as a whole: its help, and how its commands end."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_stand_in import attrib_, failing, run

import attrib.training
from attrib import api
from attrib.cli import app
from attrib.errors import AttribError, ModelError, ModelNotFound
from attrib.json_schema import json_schema

COMMANDS = ("extract", "speakers", "diff", "run", "convert", "evaluate", "train", "info", "schema")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does_and_gives_examples_that_fit_the_terminal(command: str) -> None:
    result = attrib_(command, "--help")
    lines = [line.strip() for line in result.stdout.splitlines()]
    examples = lines[lines.index("Examples:") + 1 :]
    assert result.exit_code == 0
    assert examples[0].startswith(f"attrib {command}")
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_every_command_is_listed() -> None:
    assert [command.name for command in app.registered_commands] == list(COMMANDS)


def test_no_arguments_show_the_help() -> None:
    assert (attrib_().exit_code, attrib_().stdout) == (0, attrib_("--help").stdout)


def test_the_version_is_shown() -> None:
    assert re.fullmatch(r"attrib \d+\.\d+\S*\n", attrib_("--version").stdout)


def test_it_runs_as_a_module() -> None:
    result = run("--help", stdout=subprocess.PIPE)
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"Usage: attrib [OPTIONS] COMMAND" in result.stdout


def test_a_wrong_flag_exits_with_2_and_says_so_on_stderr() -> None:
    result = run("extract", "--wrong", stdout=subprocess.PIPE)
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"--wrong" in result.stderr


def test_the_command_line_itself_imports_no_spacy() -> None:
    package = Path(attrib.__file__).parent
    code = (
        "import sys, types\n"
        "package = sys.modules['attrib'] = types.ModuleType('attrib')\n"
        f"package.__path__ = [{str(package)!r}]\n"
        "import attrib.cli\n"
        "sys.exit(sorted({'spacy', 'numpy', 'onnxruntime', 'torch'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], check=False, stderr=subprocess.PIPE, timeout=60)
    assert result.stderr == b"[]\n"


@pytest.mark.parametrize(
    "error", [ModelNotFound(Path("x"), Path("y")), ModelError(Path("x"), "two\nlines"), AttribError("odd \x1b[31m")]
)
@pytest.mark.parametrize("arguments", [[], ["-o", "out.jsonl"]])
def test_an_error_of_ours_is_told_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: AttribError, arguments: list[str]
) -> None:
    monkeypatch.setattr(api, "pipe", failing(error))
    result = attrib_("extract", "two.txt", *arguments)
    assert result.exit_code == 1
    assert result.stderr == f"attrib: {error!s}\n".replace("two\nlines", "two lines").replace("\x1b", "\ufffd")


def test_a_bug_is_not_hidden(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "pipe", failing(KeyError("bug")))
    with pytest.raises(KeyError, match="bug"):
        attrib_("extract", "two.txt", catch_exceptions=False)


def test_an_interrupt_ends_with_130_and_no_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "pipe", failing(KeyboardInterrupt()))
    result = attrib_("extract", "two.txt", "-o", "out.jsonl")
    assert (result.exit_code, result.output) == (130, "")
    assert not Path("out.jsonl").exists()


def test_a_pipe_that_closes_ends_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = run("schema", stdout=writer)
    finally:
        os.close(writer)
    assert (result.returncode, result.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is full")
def test_a_full_disk_is_told_in_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        result = run("schema", stdout=full)
    assert (result.returncode, result.stderr) == (1, b"attrib: standard output: No space left on device\n")


def test_the_schema_is_printed() -> None:
    assert json.loads(attrib_("schema").stdout) == json_schema()
