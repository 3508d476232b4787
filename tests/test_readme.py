"""What the README and docs/record.md show is true."""

import doctest
import json
import re
import shlex
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

import attrib
from attrib.cli import app
from attrib.json_schema import json_schema
from attrib.records import Attribution, Extent

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
RECORD = (ROOT / "docs" / "record.md").read_text("utf-8")


def blocks(document: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", document, re.MULTILINE | re.DOTALL)


def code_lines(document: str) -> list[str]:
    """Lines of shell, indented or fenced, without comments."""
    indented = [line[4:] for line in document.splitlines() if line.startswith("    ") and line.strip()]
    fenced = [line for block in blocks(document, "sh") for line in block.splitlines()]
    return [line for line in indented + fenced if not line.startswith("#")]


FIRST, SECOND, *_ = [line.strip() for line in README.splitlines() if line.startswith(("    ", "```"))]
CALLS = [
    shlex.split(command, comments=True)
    for line in code_lines(README)
    for command in re.split(r"&&|\|", line)
    if re.match(r"\s*(\.venv/bin/)?attrib ", command)
]


def test_its_first_code_is_how_to_run_it_and_how_to_test_it() -> None:
    assert FIRST == (
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/attrib extract seeds/000_d0ee5e6dc7a5c66b.txt"
    )
    assert SECOND == "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .ci/check"


def test_ci_runs_the_command_that_the_readme_gives() -> None:
    assert SECOND in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_commands_are_spelled_right(call: list[str]) -> None:
    result = CliRunner().invoke(app, [call[1], "--help"])
    assert result.exit_code == 0
    assert [word for word in call[2:] if len(word) > 1 and word[0] == "-" and word not in result.stdout] == []


def test_all_commands_are_shown() -> None:
    assert {call[1] for call in CALLS} == {command.name for command in app.registered_commands}


@pytest.mark.parametrize("document", ["README.md", "docs/record.md"])
def test_links_lead_somewhere(document: str) -> None:
    path = ROOT / document
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.model
def test_the_table_shown_is_the_beginning_of_the_one_that_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner(env={"COLUMNS": "100"}).invoke(app, [*FIRST.split()[-2:], "--format", "table"])
    (shown,) = blocks(README, "text")
    assert len(shown.splitlines()) > 10
    assert stripped(result.stdout)[: len(stripped(shown))] == stripped(shown)


def stripped(table: str) -> list[str]:
    """Its lines without the confidence, which another processor may round otherwise."""
    return [re.sub(r"0\.\d\d$", "", line.rstrip()) for line in table.strip("\n").splitlines() if line.strip()]


@pytest.mark.model
def test_the_python_examples_print_what_they_are_said_to_print() -> None:
    parts = blocks(README, "python")
    runner = doctest.DocTestRunner(verbose=False)
    complaints: list[str] = []
    names: dict[str, object] = {}
    for part in parts:
        examples = doctest.DocTestParser().get_doctest(part, names, "README.md", "README.md", 0)
        runner.run(examples, out=complaints.append, clear_globs=False)
        names = examples.globs
    assert len(parts) >= 4
    assert runner.summarize(verbose=False).attempted > 10
    assert complaints == []


def test_the_record_shown_fits_its_text_and_the_schema() -> None:
    text, *_ = (block.rstrip("\n") for block in blocks(RECORD, "text"))
    shown, line = (json.loads(block) for block in blocks(RECORD, "json"))
    assert line.pop("file") == "mill.txt"
    for values in (shown, line):
        jsonschema.Draft202012Validator(json_schema()).validate(values)
        assert Attribution.from_dict(values).to_dict() == values
    record = Attribution.from_dict(shown)
    for extent in (record.content, record.cue, record.source):
        assert extent == Extent.cut(text, extent.parts)


@pytest.mark.model
def test_the_record_shown_is_the_one_that_is_found() -> None:
    text, *_ = blocks(RECORD, "text")
    shown = json.loads(blocks(RECORD, "json")[0])
    (found,) = (record.to_dict() for record in attrib.extract(text))
    assert found | {"score": 0} == shown | {"score": 0}


def test_every_field_is_described() -> None:
    schema = json_schema()
    named = set(re.findall(r"^\| `(\w+)`", RECORD, re.MULTILINE))
    assert named == set(schema["properties"]) | set().union(*(part["properties"] for part in schema["$defs"].values()))
