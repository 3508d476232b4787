"""What the ending of a name says, and compression in and out."""

import importlib
from pathlib import Path

import pytest

from attrib.batch import forms
from attrib.batch.forms import (
    COMPRESSIONS,
    FORMS,
    PLAIN,
    check_libraries,
    create_compressed,
    open_compressed,
    read_ending,
)
from attrib.errors import LibraryMissing


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.txt", ("text", PLAIN)),
        ("a.TXT", ("text", PLAIN)),
        ("a.b.jsonl.zst", ("jsonl", "zstd")),
        ("a.csv.GZ", ("csv", "gzip")),
        ("a.html.xz", ("html", "xz")),
        ("a.tar.bz2", ("tar", "bzip2")),
        ("a.tgz", ("tar", "gzip")),
        ("a.zip", ("zip", PLAIN)),
        ("a.docx", None),
        ("a.gz", None),
        ("txt", None),
        (".txt", None),
    ],
)
def test_the_ending_of_a_name_says_the_form_and_the_compression(name: str, ending: tuple[str, str] | None) -> None:
    assert read_ending(name, FORMS) == ending


@pytest.mark.parametrize("compression", [PLAIN, *sorted(set(COMPRESSIONS.values()))])
def test_what_is_written_is_read_and_the_same_every_time(compression: str, tmp_path: Path) -> None:
    if compression == "zstd":
        pytest.importorskip("zstandard")
    for name in ("one", "two"):
        with create_compressed(tmp_path / name, compression) as stream:
            stream.write(b"first\nsecond\n" * 1000)
    with open_compressed(tmp_path / "one", compression) as stream:
        assert stream.readline() == b"first\n"
        assert len(stream.read()) == 13 * 1000 - 6
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize(
    ("need", "words"), [("parquet", "Parquet needs pyarrow"), ("zstd", ".zst needs zstandard"), ("html", "trafilatura")]
)
def test_a_library_that_is_absent_is_told_with_the_command_that_installs_it(
    need: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(forms.importlib, "import_module", refuse)
    with pytest.raises(LibraryMissing, match=r"pip install 'attrib\[corpus\]'$") as raised:
        check_libraries("jsonl", PLAIN, need)
    assert words in str(raised.value)
    assert importlib is forms.importlib


def test_the_plain_forms_need_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms.importlib, "import_module", None)
    check_libraries("text", "jsonl", "json", "csv", "tsv", "zip", "tar", "sqlite", "gzip", "bzip2", "xz", PLAIN)
