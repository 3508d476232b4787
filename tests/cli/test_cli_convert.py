"""`attrib convert`."""

import json
from pathlib import Path

import pytest
from cli_stand_in import TWO, attrib_, find, rows

FOUND = find(TWO)


@pytest.fixture
def found(folder: Path) -> str:
    """The records of two files, as `attrib extract` writes them."""
    (folder / "news").mkdir()
    Path("news/more.txt").write_text("Cy said maybe.\n", "utf-8")
    assert attrib_("extract", "two.txt", "news/more.txt", "-o", "found.jsonl").exit_code == 0
    return "found.jsonl"


@pytest.fixture
def one(folder: Path) -> str:
    assert attrib_("extract", "two.txt", "-o", "one.jsonl").exit_code == 0
    return "one.jsonl"


def read(path: str) -> str:
    return Path(path).read_text("utf-8")


def test_web_annotations_come_back_as_they_were(found: str) -> None:
    assert attrib_("convert", found, "-o", "found.jsonld").output == ""
    assert [page["type"] for page in json.loads(read("found.jsonld"))] == ["AnnotationPage"] * 2
    assert attrib_("convert", "found.jsonld", "--to", "jsonl").stdout == read(found)


def test_one_document_is_one_page(one: str) -> None:
    page = json.loads(attrib_("convert", one, "--to", "web-annotation").stdout)
    assert (page["type"], len(page["items"])) == ("AnnotationPage", 2)


def test_brat_comes_back_but_for_the_names_of_files(found: str) -> None:
    assert attrib_("convert", found, "-o", "for_brat").output == ""
    assert sorted(path.name for path in Path("for_brat").iterdir()) == [
        "annotation.conf",
        "more.ann",
        "more.txt",
        "two.ann",
        "two.txt",
    ]
    assert read("for_brat/two.txt") == TWO
    back = rows(attrib_("convert", "for_brat", "--to", "jsonl").stdout)
    before = {Path(row["file"]).name: row for row in rows(read(found))}
    assert [row["file"] for row in back] == ["for_brat/more.txt", "for_brat/two.txt", "for_brat/two.txt"]
    assert {Path(row.pop("file")).name: row for row in back} == {
        name: {key: value for key, value in row.items() if key != "file"} for name, row in before.items()
    }


def test_an_ann_file_goes_beside_its_text_and_to_web_annotations(one: str) -> None:
    assert attrib_("convert", one, "-o", "two.ann").output == ""
    assert read("two.txt") == TWO
    page = json.loads(attrib_("convert", "two.ann", "--to", "web-annotation").stdout)
    assert page == json.loads(attrib_("convert", one, "--to", "web-annotation").stdout)


def test_quotations_need_no_text_and_may_come_through_a_pipe(one: str) -> None:
    Path("two.txt").unlink()
    graph = json.loads(attrib_("convert", "-", "--to", "quotation", input=read(one)).stdout)["@graph"]
    assert [(node["text"], node["spokenByCharacter"][0]["name"]) for node in graph] == [
        ("rain was near", "Ann"),
        ("no", "Bo"),
    ]


def test_texts_may_lie_beside_the_records(one: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    assert attrib_("convert", "../one.jsonl", "-o", "for_brat").exit_code == 0
    assert read("for_brat/two.txt") == TWO


def test_nobodys_work_is_written_over(one: str) -> None:
    attrib_("convert", one, "-o", "for_brat")
    Path("for_brat/annotation.conf").write_text("mine")
    result = attrib_("convert", one, "-o", "for_brat")
    assert (result.exit_code, result.stderr) == (
        1,
        "attrib: for_brat/two.ann: is there already, perhaps with somebody's work; move it away or choose another\n",
    )
    Path("for_brat/two.ann").unlink()
    assert attrib_("convert", one, "-o", "for_brat").exit_code == 0
    assert read("for_brat/annotation.conf") == "mine"
    Path("for_brat/two.ann").unlink()
    Path("for_brat/two.txt").write_text("other")
    assert "another text" in attrib_("convert", one, "-o", "for_brat").stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["gone.jsonl", "-o", "x.jsonld"], "gone.jsonl: no such file"),
        (["one.jsonl", "-o", "x.jsonld"], "two.txt: not the text that a0 of one.jsonl was found in"),
        (["stray.jsonl", "-o", "out"], "lost.txt: no such file, but stray.jsonl has records of it; go to the folder"),
        (["twice.jsonl", "-o", "out"], "twice.jsonl, line 3: two.txt has a0 already"),
        (["odd.jsonl", "-o", "out"], "odd.jsonl, line 2: not what 'attrib extract -f jsonl' writes (KeyError: 'file')"),
        (["odd.jsonl", "--from", "web-annotation", "--to", "jsonl"], "odd.jsonl: no JSON"),
        (["page.jsonld", "--to", "jsonl"], "page.jsonld: is no Web Annotation page"),
        (["news", "--to", "jsonl"], "news: no .ann file is in it"),
        (["alone.ann", "--to", "jsonl"], "alone.ann: the text that it is on is not there; put it beside it as"),
        (["none.ann", "--to", "jsonl"], "none.ann, line 1: "),
        (["same.jsonl", "-o", "out"], "out/two.ann: would hold two documents"),
        (["same.jsonl", "-o", "out.ann"], "out.ann: holds one document, and there are 2"),
    ],
)
def test_an_error_is_one_line_and_nothing_is_written(one: str, arguments: list[str], reason: str) -> None:
    line = read(one).splitlines()[0]
    Path("news").mkdir()
    Path("news/two.txt").write_text(TWO)
    Path("stray.jsonl").write_text(line.replace("two.txt", "lost.txt"))
    Path("twice.jsonl").write_text(f"{line}\n\n{line}\n")
    Path("odd.jsonl").write_text(line + '\n{"id": "a0"}\n')
    Path("page.jsonld").write_text("{}")
    Path("alone.ann").write_text("")
    Path("none.ann").write_text("T1")
    Path("same.jsonl").write_text(line + "\n" + line.replace("two.txt", "news/two.txt"))
    if arguments[0] == "one.jsonl":
        Path("two.txt").write_text("Ann says rain was near.")
    result = attrib_("convert", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"attrib: {reason}") and result.stderr.count("\n") == 1
    assert not any(Path(name).exists() for name in ("out", "out.ann", "x.jsonld", "out.txt"))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["one.jsonl"], "give --output or --to"),
        (["one.jsonl", "-o", "x.xml"], "'x.xml' is no folder"),
        (["one.xml", "--to", "jsonl"], "'one.xml' is no folder"),
        (["one.jsonl", "--from", "quotation", "--to", "jsonl"], "cannot be read back"),
        (["one.jsonl", "--to", "brat"], "brat needs a folder"),
    ],
)
def test_what_cannot_be_meant_is_a_matter_of_usage(one: str, arguments: list[str], reason: str) -> None:
    result = attrib_("convert", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
