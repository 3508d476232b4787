"""`attrib speakers`."""

import csv
import io
import json
from pathlib import Path

import pytest
from cli_stand_in import TWO, attrib_, failing, rows

from attrib import api
from attrib.cli import speakers
from attrib.errors import ModelError
from attrib.records import Extent, SpeakerKind
from attrib.roster import SpeakerEntry

FIVE = "Bo said a. Ann said b. She said c. It said d. She said e."


@pytest.fixture
def five(folder: Path) -> Path:
    (folder / "five.txt").write_text(FIVE, "utf-8")
    return folder


def test_each_speaker_of_a_file_is_listed_once(five: Path) -> None:
    result = attrib_("speakers", "five.txt", "two.txt")
    found = rows(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [next(iter(row)) for row in found] == ["file"] * 5
    assert [(row["file"], row["label"], row["attributions"], row["aliases"]) for row in found] == [
        ("five.txt", "Ann", ["a1", "a2", "a4"], ["She"]),
        ("five.txt", "Bo", ["a0"], []),
        ("five.txt", "It", ["a3"], []),
        ("two.txt", "Ann", ["a0"], []),
        ("two.txt", "Bo", ["a1"], []),
    ]
    assert found[0]["first"] == {"text": "Ann", "parts": [[11, 14]]}
    assert [row["name"] for row in found] == ["Ann", "Bo", None, "Ann", "Bo"]


def test_a_json_array_holds_the_same_as_json_lines(five: Path) -> None:
    files = ("five.txt", "none.txt", "two.txt")
    array = attrib_("speakers", *files, "--format", "json").stdout
    assert json.loads(array) == rows(attrib_("speakers", *files).stdout)
    assert array.startswith("[\n  {\n")


@pytest.mark.parametrize(("form", "nothing"), [("jsonl", ""), ("json", "[]\n")])
def test_where_nobody_speaks_nobody_is_listed(folder: Path, form: str, nothing: str) -> None:
    result = attrib_("speakers", "none.txt", "--format", form)
    assert (result.exit_code, result.stdout, result.stderr) == (0, nothing, "")


def test_csv_is_flat(five: Path) -> None:
    table = list(csv.DictReader(io.StringIO(attrib_("speakers", "five.txt", "--format", "csv").stdout)))
    assert table[0] == {
        "file": "five.txt",
        "label": "Ann",
        "kind": "person",
        "role": "",
        "affiliation": "",
        "gender_as_written": "",
        "attributions": "3",
        "aliases": "She",
        "first_start": "11",
    }
    assert [row["label"] for row in table] == ["Ann", "Bo", "It"]


def cells(output: str) -> list[list[str]]:
    return [line.split() for line in output.splitlines() if line.strip() and "──" not in line]


def test_the_table_shows_who_speaks_how_often(five: Path) -> None:
    assert cells(attrib_("speakers", "five.txt", "--format", "table").stdout) == [
        ["who", "kind", "role", "of", "said", "also"],
        ["Ann", "person", "3", "She"],
        ["Bo", "person", "1"],
        ["It", "unknown", "1"],
        ["3", "speakers", "in", "five.txt"],
    ]


@pytest.mark.parametrize(("text", "summary"), [("", "0 speakers"), ("Bo said no.", "1 speaker"), (TWO, "2 speakers")])
def test_the_table_ends_in_how_many_there_are(text: str, summary: str) -> None:
    output = attrib_("speakers", "--format", "table", input=text).stdout
    assert output.splitlines()[-1] == f"{summary} in standard input"


def test_only_several_files_have_titles(five: Path) -> None:
    several = attrib_("speakers", "two.txt", "five.txt", "--format", "table").stdout
    titles = [line.strip() for line in several.splitlines() if ".txt" in line and " in " not in line]
    assert titles == ["two.txt", "five.txt"]
    alone = attrib_("speakers", "two.txt", "--format", "table").stdout
    assert [line for line in alone.splitlines() if ".txt" in line] == ["2 speakers in two.txt"]


def test_every_file_of_several_is_named_in_the_table(folder: Path) -> None:
    output = attrib_("speakers", "two.txt", "none.txt", "--format", "table").stdout
    assert "none.txt" in output


def test_all_that_is_known_of_a_speaker_is_shown() -> None:
    entry = SpeakerEntry(
        "Ann Lee",
        SpeakerKind.PERSON,
        role="mayor [b]",
        affiliation="Oslo",
        gender_as_written="she",
        aliases=("Lee", "the\nmayor"),
        attributions=("a0", "a3"),
        first=Extent("Ann Lee", ((0, 7),)),
    )
    stream = io.StringIO()
    speakers._write_table([("x", [entry])], stream, titled=False, width=100)
    (row,) = cells(stream.getvalue())[1:-1]
    assert " ".join(row) == "Ann Lee person mayor [b] Oslo she 2 Lee; the mayor"


@pytest.mark.parametrize("form", ["table", "jsonl", "json", "csv"])
@pytest.mark.parametrize("charset", ["ascii", "utf-8"])
def test_no_encoding_of_stdout_is_too_small(folder: Path, form: str, charset: str) -> None:
    Path("odd.txt").write_text("Zoë said oui.", "utf-8")
    result = attrib_("speakers", "odd.txt", "--format", form, charset=charset)
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "start"),
    [("out.jsonl", '{"file": "two.txt"'), ("out.json", "[\n  {"), ("out.csv", "file,label,kind"), ("out.txt", "who ")],
)
def test_an_output_file_has_the_format_of_its_suffix(folder: Path, name: str, start: str) -> None:
    result = attrib_("speakers", "two.txt", "-o", name)
    assert (result.exit_code, result.output) == (0, "")
    assert Path(name).read_text("utf-8").lstrip(" \n").startswith(start)


def test_text_is_read_from_stdin() -> None:
    assert [(row["file"], row["label"]) for row in rows(attrib_("speakers", input=TWO).stdout)] == [
        ("-", "Ann"),
        ("-", "Bo"),
    ]


def test_a_file_that_cannot_be_read_is_named_and_passed_over(folder: Path) -> None:
    result = attrib_("speakers", "missing.txt", "two.txt")
    assert [row["label"] for row in rows(result.stdout)] == ["Ann", "Bo"]
    assert (result.exit_code, result.stderr) == (1, "attrib: missing.txt: no such file\n")


def test_an_error_of_ours_is_told_in_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "pipe", failing(ModelError(Path("x"), "odd")))
    result = attrib_("speakers", "two.txt")
    assert result.exit_code == 1
    assert result.stderr.startswith("attrib: ")
    assert result.stderr.count("\n") == 1


def test_an_unknown_suffix_is_wrong_usage(folder: Path) -> None:
    assert attrib_("speakers", "two.txt", "-o", "out.xml").exit_code == 2
    assert not Path("out.xml").exists()
