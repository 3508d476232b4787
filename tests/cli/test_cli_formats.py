"""`attrib extract`: JSON lines, JSON, CSV and the table."""

import csv
import io
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from cli_stand_in import TWO, attrib_, find, rows
from rich.console import Console
from rich.text import Text

from attrib.cli import formats
from attrib.json_schema import json_schema
from attrib.records import (
    Act,
    Addressee,
    Attribution,
    Extent,
    Modality,
    Polarity,
    QuotationType,
    Speaker,
    SpeakerKind,
    Stance,
)


def test_json_lines_are_the_records_with_their_file_first(folder: Path) -> None:
    result = attrib_("extract", "one.txt", "two.txt")
    found = rows(result.stdout)
    assert result.exit_code == 0
    assert [next(iter(row)) for row in found] == ["file"] * 3
    assert [(row.pop("file"), row["content"]["text"]) for row in found] == [
        ("one.txt", "“enough”"),
        ("two.txt", "rain was near"),
        ("two.txt", "no"),
    ]
    for row in found:
        jsonschema.validate(row, json_schema())


def test_a_json_array_holds_the_same_as_json_lines(folder: Path) -> None:
    files = ("two.txt", "none.txt", "one.txt")
    array = attrib_("extract", *files, "--format", "json").stdout
    assert json.loads(array) == rows(attrib_("extract", *files).stdout)
    assert array.startswith('[\n  {\n    "file": "two.txt"')


def test_line_separators_inside_a_text_do_not_disturb_a_json_array(folder: Path) -> None:
    Path("odd.txt").write_text("Ann said a\u2028b\x85c\vd.", "utf-8")
    array = json.loads(attrib_("extract", "odd.txt", "--format", "json").stdout)
    assert array[0]["content"]["text"] == "a\u2028b\x85c\vd"


@pytest.mark.parametrize(("form", "nothing"), [("jsonl", ""), ("json", "[]\n")])
def test_an_empty_file_gives_an_empty_result(folder: Path, form: str, nothing: str) -> None:
    result = attrib_("extract", "none.txt", "--format", form)
    assert (result.exit_code, result.stdout, result.stderr) == (0, nothing, "")


def test_csv_is_flat(folder: Path) -> None:
    Path("none.txt").write_text("But  said this, that.", "utf-8")
    table = list(csv.DictReader(io.StringIO(attrib_("extract", "two.txt", "none.txt", "--format", "csv").stdout)))
    expected = {
        "file": "two.txt",
        "id": "a1",
        "parent": "",
        "depth": "0",
        "type": "indirect",
        "score": "0.75",
        "source": "Bo",
        "cue": "said",
        "content": "no",
        "speakers": "Bo",
        "speaker_kinds": "person",
        "source_start": "24",
        "source_end": "26",
        "source_parts": "24-26",
        "cue_start": "27",
        "cue_end": "31",
        "cue_parts": "27-31",
        "content_start": "32",
        "content_end": "34",
        "content_parts": "32-34",
        **dict.fromkeys(("act", "polarity", "modality", "tense", "stance"), ""),
        **dict.fromkeys(("addressee", "medium", "time", "place"), ""),
    }
    assert list(table[1].items()) == list(expected.items())
    assert [table[2][key] for key in ("source", "source_start", "source_end", "source_parts")] == [""] * 4
    assert (table[2]["speakers"], table[2]["speaker_kinds"]) == ("", "")
    assert table[2]["content"] == "this, that"


def test_csv_keeps_the_parts_of_interrupted_content() -> None:
    text = "We will, she said, win."
    record = Attribution("a0", QuotationType.INDIRECT, Extent.cut(text, ((0, 7), (19, 22))), None, None)
    stream = io.StringIO()
    formats.write_csv([("x", [record])], stream)
    row = next(csv.DictReader(io.StringIO(stream.getvalue())))
    cells = [row[f"content{end}"] for end in ("", "_start", "_end", "_parts")]
    assert cells == ["We will … win", "0", "22", "0-7 19-22"]


def speaker(name: str | None, text: str, kind: str = "person") -> Speaker:
    return Speaker(name, SpeakerKind(kind), Extent(text, ((0, len(text)),)))


def spoken(source: str, *speakers: Speaker) -> Attribution:
    (record,) = find(f"{source} said no.")
    return replace(record, source=Extent(source, ((0, len(source)),)), speakers=speakers)


def test_nested_ones_are_set_in_and_name_their_parent() -> None:
    (outer,) = find("Ann said Bo left.")
    inner = replace(outer, id="a0.0", source=Extent("Bo", ((9, 11),)), speakers=(), parent="a0", depth=1)
    lines = render([outer, inner]).splitlines()
    assert [line[:5] for line in lines if "said" in line] == [" Ann ", "   Bo"]
    stream = io.StringIO()
    formats.write_csv([("x", [outer, inner])], stream)
    table = csv.DictReader(io.StringIO(stream.getvalue()))
    assert [(row["id"], row["parent"], row["depth"]) for row in table] == [("a0", "", "0"), ("a0.0", "a0", "1")]


def test_csv_has_the_speakers_by_name_or_as_written() -> None:
    record = spoken("Ann and police", speaker("Ann Lee", "Ann"), speaker(None, "police", "group"))
    stream = io.StringIO()
    formats.write_csv([("x", [record])], stream)
    row = next(csv.DictReader(io.StringIO(stream.getvalue())))
    assert (row["source"], row["speakers"], row["speaker_kinds"]) == (
        "Ann and police",
        "Ann Lee; police",
        "person; group",
    )


def test_the_table_and_csv_show_what_was_not_said_and_what_may_be() -> None:
    how = {"polarity": Polarity.NEGATIVE, "modality": Modality.POSSIBLE, "tense": None, "stance": Stance.NEUTRAL}
    record = replace(spoken("She"), act=Act.PROMISE, addressee=Addressee("Bo", ((0, 2),)), **how)
    assert all(words in render([record]) for words in ("promise", "not said", "possible"))
    assert "how" not in render([spoken("She")])
    stream = io.StringIO()
    formats.write_csv([("x", [record])], stream)
    row = next(csv.DictReader(io.StringIO(stream.getvalue())))
    assert [row[field] for field in ("act", "polarity", "modality", "tense", "addressee", "time")] == [
        "promise",
        "negative",
        "possible",
        "",
        "Bo",
        "",
    ]


@pytest.mark.parametrize(
    ("source", "speakers", "below"),
    [
        ("She", [speaker("Ann Lee", "She")], ["= Ann Lee"]),
        ("Ann", [speaker("Ann Lee", "Ann")], ["= Ann Lee"]),
        ("Ann Lee", [speaker("Ann Lee", "Ann Lee")], []),
        ("Mayor Ann Lee", [speaker("Ann Lee", "Mayor Ann Lee")], []),
        ("police", [speaker(None, "police", "group")], []),
        ("They", [speaker("Ann", "They"), speaker("Bo", "They")], ["= Ann", "= Bo"]),
        ("Ann and he", [speaker("Ann", "Ann"), speaker("Bo", "he")], ["= Bo"]),
        ("[b]", [speaker("[i] Lee\x1b", "[b]")], ["= [i] Lee\ufffd"]),
    ],
)
def test_the_table_shows_the_names_that_a_source_does_not_give(
    source: str, speakers: list[Speaker], below: list[str]
) -> None:
    lines = [line.strip() for line in render([spoken(source, *speakers)], width=120).splitlines()]
    first = next(i for i, line in enumerate(lines) if line.startswith(source))
    assert lines[first + 1 : lines.index("", first)] == below


def test_the_table_names_who_goes_on_without_a_source() -> None:
    (record,) = find("So it  said no.")
    lines = render([replace(record, speakers=(speaker("Ann Lee", "she"),))]).splitlines()
    first = next(i for i, line in enumerate(lines) if line.strip().startswith("—"))
    assert lines[first + 1].strip() == "= Ann Lee"


@pytest.mark.parametrize("charset", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("form", ["table", "jsonl", "json", "csv"])
def test_no_encoding_of_stdout_is_too_small(folder: Path, form: str, charset: str) -> None:
    Path("odd.txt").write_text("Zoë said “oui” 🙂.", "utf-8")
    result = attrib_("extract", "odd.txt", "--format", form, charset=charset)
    assert (result.exit_code, result.stderr) == (0, "")
    if form in ("json", "jsonl"):
        (row,) = [json.loads(result.stdout)] if form == "jsonl" else json.loads(result.stdout)
        assert (row["source"]["text"], row["content"]["text"]) == ("Zoë", "“oui” 🙂")


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
def test_a_file_name_that_is_no_text_is_written_as_an_escape(folder: Path) -> None:
    name = os.fsdecode(b"odd\xff.txt")
    Path(name).write_text(TWO, "utf-8")
    assert [row["file"] for row in rows(attrib_("extract", name).stdout)] == [name, name]
    assert attrib_("extract", name, "--format", "table").stdout.endswith("2 attributions in odd\ufffd.txt\n")


def render(records: list[Attribution], *, file: str = "a.txt", titled: bool = False, width: int | None = 80) -> str:
    stream = io.StringIO()
    formats.write_table([(file, records)], stream, titled=titled, width=width)
    return stream.getvalue()


def test_the_table_shows_who_said_what(folder: Path) -> None:
    result = attrib_("extract", "two.txt", "--format", "table")
    lines = [line.split() for line in result.stdout.splitlines() if line.strip()]
    assert lines[0] == ["who", "cue", "what", "type", "confidence"]
    assert lines[2:] == [
        ["Ann", "said", "rain", "was", "near", "indirect", "0.25"],
        ["Bo", "said", "no", "indirect", "0.75"],
        ["2", "attributions", "in", "two.txt"],
    ]


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("", "No attributions found in standard input."),
        ("Bo said no.", "1 attribution in standard input"),
        (TWO, "2 attributions in standard input"),
    ],
)
def test_the_table_ends_in_how_many_there_are(text: str, summary: str) -> None:
    assert attrib_("extract", "--format", "table", input=text).stdout.splitlines()[-1] == summary


def test_only_several_files_have_titles(folder: Path) -> None:
    several = attrib_("extract", "two.txt", "one.txt", "--format", "table").stdout
    assert [line.strip() for line in several.splitlines() if line.strip().endswith(".txt")] == [
        "two.txt",
        "2 attributions in two.txt",
        "one.txt",
        "1 attribution in one.txt",
    ]
    assert attrib_("extract", "two.txt", "--format", "table").stdout.count("two.txt") == 1


@pytest.mark.parametrize("width", [60, 80, 120])
def test_long_texts_wrap_and_lose_no_word(width: int) -> None:
    numbers = [f"word{i}" for i in range(60)]
    (record,) = find(f"Ann said {' '.join(numbers)}.")
    output = render([record], width=width)
    assert re.findall(r"word\d+", output) == numbers
    assert max(map(len, output.splitlines())) <= width


def test_white_space_is_collapsed_in_the_table_alone(folder: Path) -> None:
    text = "Ann said rain\r\n\t was   near."
    Path("two.txt").write_text(text, "utf-8", newline="")
    assert "rain was near" in attrib_("extract", "two.txt", "--format", "table").stdout
    assert rows(attrib_("extract", "two.txt").stdout)[0]["content"]["text"] == "rain\r\n\t was   near"


def test_a_missing_source_is_shown_as_a_dash() -> None:
    (record,) = find("So it  said no.")
    assert record.source is None
    assert "—" in render([record])


@pytest.mark.parametrize("text", ["[bold]", "[/]", "[red]x[/red]", ":smile:", "[link=x]"])
def test_a_text_is_never_taken_for_markup(text: str) -> None:
    (record,) = find(f"Ann said {text}.")
    assert text in render([record])
    assert text in render([], file=text)
    assert text in render([record], file=text, titled=True).splitlines()[0]


@pytest.mark.parametrize("control", ["\x1b[31m", "\x07", "\x9b", "\x00", "\x7f", "\ud800"])
def test_a_text_cannot_control_the_terminal(control: str) -> None:
    (record,) = find(f"Ann said a{control}b.")
    assert f"a\ufffd{control[1:]}b" in render([record])


def test_roles_are_told_apart_by_colour_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "80"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = Text.from_ansi(render(find("Ann said no."), width=None))
    console = Console()
    colours = [text.get_style_at_offset(console, text.plain.index(word)).color for word in ("Ann", "said", "no")]
    assert colours[2] is None
    assert len(set(colours)) == 3


def test_a_table_in_a_file_has_no_colours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert attrib_("extract", "two.txt", "-o", "out.txt").exit_code == 0
    assert "\x1b" not in Path("out.txt").read_text("utf-8")
