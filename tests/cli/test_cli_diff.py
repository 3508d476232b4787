"""`attrib diff`."""

import json
from pathlib import Path

import pytest
from cli_stand_in import attrib_

AGENCY = "Ann said the old mill was sold. Bo said “we need the money”. Cy said it rains.\n"
REWRITE = "Di said the old mill was sold. Bo said “we want the money”. Ed said wolves are back.\n"


@pytest.fixture
def two(folder: Path) -> Path:
    (folder / "agency.txt").write_text(AGENCY, "utf-8")
    (folder / "rewrite.txt").write_text(REWRITE, "utf-8")
    return folder


def test_each_difference_is_a_row(two: Path) -> None:
    result = attrib_("diff", "agency.txt", "rewrite.txt")
    assert result.exit_code == 0
    words = " ".join(result.stdout.split())
    for told in ("Ann said", "Di said", "altered", "we want the money", "dropped", "Cy said", "added", "Ed said"):
        assert told in words
    assert result.stdout.splitlines()[-1] == "4 differences"


def test_json_has_all_fields(two: Path) -> None:
    found = json.loads(attrib_("diff", "agency.txt", "rewrite.txt", "--format", "json").stdout)
    assert list(found) == ["dropped", "added", "speaker", "act", "polarity", "wording"]
    assert [pair["after"]["speakers"][0]["name"] for pair in found["speaker"]] == ["Di"]
    assert [len(found[field]) for field in found] == [1, 1, 1, 0, 0, 1]


def test_an_output_file_has_the_format_of_its_suffix(two: Path) -> None:
    attrib_("diff", "agency.txt", "rewrite.txt", "-o", "found.json")
    attrib_("diff", "agency.txt", "rewrite.txt", "-o", "found.txt")
    assert len(json.loads((two / "found.json").read_text("utf-8"))["dropped"]) == 1
    assert "altered" in (two / "found.txt").read_text("utf-8")


def test_two_equal_texts_have_no_differences(two: Path) -> None:
    result = attrib_("diff", "agency.txt", "agency.txt")
    assert (result.exit_code, result.stdout) == (0, "No differences found.\n")


def test_a_file_that_cannot_be_read_is_told_in_one_line(two: Path) -> None:
    result = attrib_("diff", "agency.txt", "missing.txt")
    assert (result.exit_code, result.stderr) == (1, "attrib: missing.txt: no such file\n")
