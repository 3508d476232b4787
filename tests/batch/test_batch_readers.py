"""Every form gives the same documents, and a damaged file all that lie before the damage."""

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.batch import readers
from attrib.batch.documents import Entry, Fields, Kind, read_document
from attrib.batch.readers import read_stream

ROWS = [
    {"id": "x", "text": "Ann said it rains.\nBo said no."},
    {"id": "y", "text": '“Nobody, "spoke"”, ça va; é\t'},
    {"id": "z", "text": "a" * 200_000},
]


def as_jsonl(rows: list[dict[str, str]]) -> bytes:
    return "\n\n".join(json.dumps(row) for row in rows).encode()


def as_csv(rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, rows[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def as_parquet(rows: list[dict[str, str]]) -> bytes:
    parquet = pytest.importorskip("pyarrow.parquet")
    stream = io.BytesIO()
    parquet.write_table(table(rows), stream)
    return stream.getvalue()


def as_arrow(rows: list[dict[str, str]], form: str = "new_file") -> bytes:
    ipc = pytest.importorskip("pyarrow.ipc")
    stream = io.BytesIO()
    with getattr(ipc, form)(stream, table(rows).schema) as writer:
        writer.write_table(table(rows))
    return stream.getvalue()


def table(rows: list[dict[str, str]]) -> Any:
    return pytest.importorskip("pyarrow").Table.from_pylist(rows)


def entries(data: bytes, form: str) -> list[Entry]:
    return list(read_stream("a", io.BytesIO(data), form))


def texts(found: list[Entry]) -> list[tuple[str, str]]:
    documents = [read_document(entry, Fields("text", "id"), 10**6) for entry in found]
    return [(document.doc_id, document.text) for document in documents]


FORMS: list[tuple[str, Callable[[list[dict[str, str]]], bytes]]] = [
    ("jsonl", as_jsonl),
    ("json", lambda rows: json.dumps(rows, indent=1).encode()),
    ("json", as_jsonl),
    ("csv", as_csv),
    ("csv", lambda rows: as_csv(rows, ";")),
    ("csv", lambda rows: b"\xef\xbb\xbf" + as_csv(rows)),
    ("csv", lambda rows: as_csv(rows).decode().encode("utf-16")),
    ("tsv", lambda rows: as_csv(rows, "\t")),
    ("parquet", as_parquet),
    ("arrow", as_arrow),
    ("arrow", lambda rows: as_arrow(rows, "new_stream")),
]


@pytest.mark.parametrize(("form", "write"), FORMS)
def test_every_form_gives_the_same_documents(form: str, write: Callable[[list[dict[str, str]]], bytes]) -> None:
    assert texts(entries(write(ROWS), form)) == [(row["id"], row["text"]) for row in ROWS]


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "tsv"])
def test_an_empty_file_has_no_documents(form: str) -> None:
    assert entries(b"", form) == []


def test_places_are_lines_or_rows() -> None:
    assert [entry.place for entry in entries(as_jsonl(ROWS), "jsonl")] == ["a:1", "a:3", "a:5"]
    assert [entry.place for entry in entries(as_csv(ROWS), "csv")] == ["a:1", "a:2", "a:3"]


@given(
    st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=5) | st.integers(), max_size=2)), st.integers(1, 9)
)
def test_an_array_is_read_in_chunks_of_any_size(values: list[dict[str, Any]], chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "_CHUNK", chunk)
        found = entries(json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass"), "json")
    assert [json.loads(entry.data) for entry in found if isinstance(entry.data, bytes)] == values


@pytest.mark.parametrize(
    ("form", "data", "before"),
    [
        ("json", b'[{"id": "x"}, {"id": "y"}, {"id', 2),
        ("json", b'[{"id": "x"}, {"id": "y"}', 2),
        ("json", b'{"id": "x"} nonsense', 1),
        ("json", b"[", 0),
        ("parquet", b"nonsense", 0),
        ("arrow", b"ARROW1nonsense", 0),
        ("zip", b"nonsense", 0),
        ("tar", b"nonsense", 0),
    ],
)
def test_damage_is_told_after_what_lies_before_it(form: str, data: bytes, before: int) -> None:
    if form in ("parquet", "arrow"):
        pytest.importorskip("pyarrow")
    *whole, broken = entries(data, form)
    assert len(whole) == before
    assert all(entry.kind is Kind.JSON for entry in whole)
    assert (broken.kind, broken.place) == (Kind.BROKEN, "a")


def test_a_line_without_end_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "LARGEST", 20)
    found = entries(b'{"id": "x"}\n' + b"x" * 90 + b'\n{"id": "y"}\n', "jsonl")
    assert [(entry.place, entry.kind) for entry in found] == [
        ("a:1", Kind.JSON),
        ("a:2", Kind.BROKEN),
        ("a:3", Kind.JSON),
    ]


def as_zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def as_tar(members: dict[str, bytes], compress: Callable[[bytes], bytes] = bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return compress(stream.getvalue())


@pytest.mark.parametrize(("form", "pack"), [("zip", as_zip), ("tar", as_tar)])
def test_an_archive_gives_what_its_files_give(form: str, pack: Callable[[dict[str, bytes]], bytes]) -> None:
    inner = as_zip({"c.txt": b"Bo said yes."})
    members = {
        "./a.txt": b"Ann said no.",
        "b/rows.jsonl.gz": gzip.compress(as_jsonl(ROWS[:1])),
        "b/rows.csv.bz2": bz2.compress(as_csv(ROWS[:1])),
        "b/broken.jsonl.xz": lzma.compress(as_jsonl(ROWS[:1]))[:30],
        "picture.png": b"\x89PNG",
        ".hidden.txt": b"no",
        "__MACOSX/a.txt": b"no",
        "inner.zip": inner,
    }
    found = entries(pack(members), form)
    assert [(entry.place, entry.kind) for entry in found] == [
        ("a/./a.txt", Kind.TEXT),
        ("a/b/rows.jsonl.gz:1", Kind.JSON),
        ("a/b/rows.csv.bz2:1", Kind.ROW),
        ("a/b/broken.jsonl.xz", Kind.BROKEN),
        ("a/inner.zip/c.txt", Kind.TEXT),
    ]
    assert [entry.data for entry in found if entry.kind is Kind.TEXT] == [b"Ann said no.", b"Bo said yes."]


def test_columns_that_nobody_wants_are_not_read() -> None:
    for form, data in (("csv", as_csv(ROWS[:1])), ("parquet", as_parquet(ROWS[:1])), ("arrow", as_arrow(ROWS[:1]))):
        (entry,) = read_stream("a", io.BytesIO(data), form, {"id", "absent"})
        assert entry.data == {"id": "x"}
