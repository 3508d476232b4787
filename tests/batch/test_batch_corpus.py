"""Which files are read, in which order, and what tells one input from another."""

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from attrib.batch.corpus import Corpus, find_files
from attrib.batch.documents import Kind
from attrib.errors import InputError


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("b.txt", "a.md", "2024/c.txt", "2024/rows.jsonl", ".git/d.txt", ".e.txt", "notes.docx"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"text": "x"}\n{"text": "y"}\n')
    return tmp_path


def corpus(*sources: str, glob: str | None = None, output: str = "out.jsonl") -> Corpus:
    return Corpus(find_files(sources, glob, Path(output))[0])


def places(corpus: Corpus) -> list[str]:
    return [entry.place for _, entry in corpus]


@pytest.mark.usefixtures("news")
def test_a_folder_is_read_in_an_order_that_is_the_same_everywhere() -> None:
    files, unknown = find_files(["news"], None, Path("out.jsonl"))
    expected = ["news/a.md", "news/b.txt", "news/2024/c.txt", "news/2024/rows.jsonl:1", "news/2024/rows.jsonl:2"]
    assert places(Corpus(files)) == expected
    assert unknown == 1


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    ("glob", "expected"), [("*.txt", ["news/b.txt", "news/2024/c.txt"]), ("2024/*.txt", ["news/2024/c.txt"])]
)
def test_a_pattern_chooses_files_by_the_end_of_their_path(glob: str, expected: list[str]) -> None:
    assert places(corpus("news", glob=glob)) == expected


@pytest.mark.usefixtures("news")
def test_positions_grow_and_do_not_depend_on_what_other_files_hold() -> None:
    before = {entry.place: position for position, entry in corpus("news")}
    Path("news/a.md").rename("news/a.jsonl")
    after = {entry.place: position for position, entry in corpus("news")}
    assert list(before.values()) == sorted(before.values())
    assert after["news/2024/rows.jsonl:2"] == before["news/2024/rows.jsonl:2"]


@pytest.mark.usefixtures("news")
def test_a_run_does_not_read_what_it_writes() -> None:
    for name in ("out.jsonl", "out.jsonl.failed.jsonl", "out.jsonl.texts.jsonl"):
        Path("news", name).write_text("{}\n")
    assert not [place for place in places(corpus("news", output="news/out.jsonl")) if "out.jsonl" in place]


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    ("source", "glob", "reason"),
    [
        ("absent", None, "no such file or folder"),
        ("absent.txt", None, "no such file or folder"),
        ("news/notes.docx", None, "ends in none of .txt, .md"),
        ("news/.git/none", None, "no such file"),
        ("news", "*.csv", r"no file in it matches \*.csv"),
    ],
)
def test_an_input_that_cannot_be_read_is_told(source: str, glob: str | None, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        find_files([source], glob, Path("out.jsonl"))


@pytest.mark.usefixtures("news")
def test_an_input_is_told_from_another_by_names_sizes_and_times() -> None:
    described = {corpus("news").describe(), corpus("news", glob="*.txt").describe(), corpus("news/b.txt").describe()}
    assert described == {corpus("news").describe(), *described}
    Path("news/b.txt").write_text("It rains.")
    described.add(corpus("news").describe())
    os.utime("news/b.txt", (1, 1))
    described.add(corpus("news").describe())
    assert len(described) == 5


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(("name", "kind"), [("a.jsonl", Kind.BROKEN), ("a.txt", Kind.TEXT)])
def test_a_file_that_goes_away_meanwhile_costs_itself_alone(name: str, kind: Kind) -> None:
    Path("news", name).write_text("x")
    found = corpus(f"news/{name}", "news/b.txt")
    Path("news", name).unlink()
    assert [(entry.place, entry.kind) for _, entry in found] == [(f"news/{name}", kind), ("news/b.txt", Kind.TEXT)]


@pytest.mark.usefixtures("news")
def test_how_much_has_been_read_grows_to_the_whole() -> None:
    whole = corpus("news")
    seen = [whole.read for _ in whole]
    assert seen == sorted(seen)
    assert whole.read == whole.total > 0


def test_standard_input_is_looked_at_and_still_read_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    def given(first: bytes) -> Corpus:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(first + b'\n{"text": "y"}')))
        return corpus("-")

    whole = given(b'{"text": "x"}')
    described = whole.describe()
    assert [entry.data for entry in whole.beginning(whole.files[0], 50)] == [b'{"text": "x"}\n']
    assert places(whole) == ["-:1", "-:2"]
    assert given(b'{"text": "x"}').describe() == described != given(b'{"text": "z"}').describe()
