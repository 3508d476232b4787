"""`attrib extract`: what it reads, and where it writes."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from cli_stand_in import TWO, attrib_, failing, find, pipe, rows

from attrib import api
from attrib.cli import extract
from attrib.errors import ModelError
from attrib.records import Attribution


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.txt", "no such file"),
        ("sub", "is a folder"),
        ("latin.txt", "not UTF-8: byte 0xe9 at offset 3"),
        ("marked.txt", "not UTF-8: byte 0xff at offset 5"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_passed_over(folder: Path, name: str, reason: str) -> None:
    Path("sub").mkdir()
    Path("latin.txt").write_bytes("caf\xe9".encode("latin-1"))
    Path("marked.txt").write_bytes(b"\xef\xbb\xbfab\xff")
    result = attrib_("extract", "two.txt", name, "one.txt")
    assert [row["file"] for row in rows(result.stdout)] == ["two.txt", "two.txt", "one.txt"]
    assert result.stderr.startswith(f"attrib: {name}: {reason}")
    assert result.stderr.count("\n") == 1
    assert result.exit_code == 1


def test_a_file_without_permission_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = attrib_("extract", "two.txt")
    assert (result.exit_code, result.stderr) == (1, "attrib: two.txt: no permission to read it\n")


def test_offsets_count_characters_without_a_byte_order_mark(folder: Path) -> None:
    text = "Zoë\r\n🙂 Ann said no."
    Path("two.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (row,) = rows(attrib_("extract", "two.txt").stdout)
    assert row["source"]["parts"] == [[7, 10]]
    assert row["content"]["parts"] == [[16, 18]]


@pytest.mark.parametrize("arguments", [["extract"], ["extract", "-"]])
def test_text_is_read_from_stdin(arguments: list[str]) -> None:
    result = attrib_(*arguments, input=TWO)
    assert [(row["file"], row["source"]["text"]) for row in rows(result.stdout)] == [("-", "Ann"), ("-", "Bo")]


def test_stdin_that_is_no_text_is_an_error() -> None:
    result = attrib_("extract", input=b"\xff\xfe")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("attrib: standard input: not UTF-8: byte 0xff at offset 0")


def test_no_files_at_a_terminal_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr(extract, "sys", SimpleNamespace(stdin=terminal, stdout=terminal))
    result = attrib_("extract")
    assert result.exit_code == 2
    assert "FILES" in result.stderr


def test_files_are_read_as_their_turn_comes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def one_by_one(texts: Iterable[str], **options: object) -> Iterator[list[Attribution]]:
        for text in texts:
            yield find(text)
            Path("one.txt").write_text("Cy said yes.", "utf-8")

    monkeypatch.setattr(api, "pipe", one_by_one)
    found = rows(attrib_("extract", "two.txt", "one.txt").stdout)
    assert [row["source"]["text"] for row in found] == ["Ann", "Bo", "Cy"]


@pytest.mark.parametrize(("arguments", "expected"), [([], None), (["--model", "mine"], "mine")])
def test_the_model_is_the_default_one_unless_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: str | None
) -> None:
    models: list[object] = []
    monkeypatch.setattr(api, "pipe", lambda texts, *, model, **rest: models.append(model) or pipe(texts))
    assert attrib_("extract", "two.txt", *arguments).exit_code == 0
    assert models == [expected]


@pytest.mark.parametrize(("least", "sources"), [("0", ["Ann", "Bo"]), ("0.25", ["Ann", "Bo"]), ("0.26", ["Bo"])])
def test_a_least_score_leaves_out_what_is_below(folder: Path, least: str, sources: list[str]) -> None:
    found = rows(attrib_("extract", "two.txt", "--min-score", least).stdout)
    assert [row["source"]["text"] for row in found] == sources


@pytest.mark.parametrize(
    ("arguments", "names"),
    [([], [["Ann"], ["Bo"]]), (["--speakers"], [["Ann"], ["Bo"]]), (["--no-speakers"], [[], []])],
)
def test_speakers_can_be_left_out(folder: Path, arguments: list[str], names: list[list[str]]) -> None:
    found = rows(attrib_("extract", "two.txt", *arguments).stdout)
    assert [[speaker["name"] for speaker in row["speakers"]] for row in found] == names


def test_nested_ones_are_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def pipe(texts: Iterable[str], **options: object) -> Iterator[list[Attribution]]:
        asked.append(options["nested"])
        yield from ()

    monkeypatch.setattr(api, "pipe", pipe)
    attrib_("extract", "two.txt", "--nested")
    attrib_("extract", "two.txt")
    assert asked == [True, False]


@pytest.mark.parametrize("least", ["-0.1", "1.1", "high"])
def test_a_least_score_lies_between_0_and_1(folder: Path, least: str) -> None:
    assert attrib_("extract", "two.txt", "--min-score", least).exit_code == 2


@pytest.mark.parametrize(
    ("name", "arguments", "start"),
    [
        ("out.jsonl", [], '{"file": "two.txt"'),
        ("out.json", [], "[\n  {"),
        ("out.CSV", [], "file,id,parent,depth,type"),
        ("out.txt", [], "\n who "),
        ("out.txt", ["--format", "jsonl"], '{"file": "two.txt"'),
        ("out", ["--format", "csv"], "file,id,parent,depth,type"),
    ],
)
def test_an_output_file_has_the_format_of_its_suffix(folder: Path, name: str, arguments: list[str], start: str) -> None:
    result = attrib_("extract", "two.txt", "-o", name, *arguments)
    written = Path(name).read_text("utf-8")
    assert (result.exit_code, result.output) == (0, "")
    assert re.sub(r"^ +\n", "\n", written).startswith(start)


def test_an_unknown_suffix_is_wrong_usage(folder: Path) -> None:
    result = attrib_("extract", "two.txt", "-o", "out.xml")
    assert result.exit_code == 2
    assert not Path("out.xml").exists()


@pytest.mark.parametrize(("terminal", "start"), [(True, " "), (False, "{")])
def test_the_format_is_a_table_on_a_terminal_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool, start: str
) -> None:
    monkeypatch.setattr(extract, "sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: terminal)))
    assert attrib_("extract", "two.txt").stdout.startswith(start)


def test_what_was_in_the_output_stays_when_the_run_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("out.jsonl").write_text("before", "utf-8")
    monkeypatch.setattr(api, "pipe", failing(ModelError(folder, "broken")))
    before = sorted(folder.iterdir())
    assert attrib_("extract", "two.txt", "-o", "out.jsonl").exit_code == 1
    assert Path("out.jsonl").read_text("utf-8") == "before"
    assert sorted(folder.iterdir()) == before


@pytest.mark.skipif(os.name != "posix", reason="links and modes of POSIX")
def test_an_output_that_is_replaced_keeps_its_mode_and_its_links(folder: Path) -> None:
    Path("out.jsonl").write_text("before", "utf-8")
    Path("out.jsonl").chmod(0o640)
    Path("link.jsonl").symlink_to("out.jsonl")
    assert attrib_("extract", "two.txt", "-o", "link.jsonl").exit_code == 0
    assert Path("link.jsonl").is_symlink()
    assert len(rows(Path("out.jsonl").read_text("utf-8"))) == 2
    assert Path("out.jsonl").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name != "posix", reason="devices of POSIX")
def test_a_device_is_written_to_and_stays_one(folder: Path) -> None:
    assert attrib_("extract", "two.txt", "-o", os.devnull, "--format", "jsonl").exit_code == 0
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("name", ["missing/out.jsonl", "sub.jsonl", "two.txt/out.jsonl"])
def test_an_output_that_cannot_be_written_is_told_in_one_line(folder: Path, name: str) -> None:
    Path("sub.jsonl").mkdir()
    result = attrib_("extract", "two.txt", "-o", name)
    assert result.exit_code == 1
    assert re.fullmatch(rf"attrib: {name}: [^\n]+\n", result.stderr)


def test_gpu_is_asked_for_before_a_file_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(api, "use_gpu", asked.append)
    assert attrib_("extract", "two.txt", "--model", "en_attrib_trf", "--gpu").exit_code == 0
    assert asked == ["en_attrib_trf"]
