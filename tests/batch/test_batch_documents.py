"""From what a reader finds to a document: encodings, fields, metadata, and what is no document."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from attrib.batch.documents import Document, Entry, Fields, Kind, decode, find_id, plain, read_document
from attrib.errors import InputError

FRENCH = "Le président a déclaré : « nous gagnerons », selon l’Élysée. Ça ira, a-t-il répété à Orléans."
PAGE = """<html><head>{}<title>T</title></head><body><nav>Home</nav><article><h1>Café</h1>
<p>The council will sell the café, according to a letter seen by the Gazette on Monday.</p>
<p>The mayor said that nobody had been there since the summer of 1961.</p></article></body></html>"""


def read(entry: Entry, fields: Fields | None = None, max_chars: int = 1000) -> Document:
    return read_document(entry, fields or Fields("text", "id"), max_chars)


def read_json(values: Any, fields: Fields | None = None) -> Document:
    return read(Entry("a.jsonl:1", Kind.JSON, json.dumps(values).encode()), fields)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (FRENCH.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + FRENCH.encode(), "utf-8"),
        (b"\xff\xfe" + FRENCH.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + FRENCH.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\0\0" + FRENCH.encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_utf_8_and_what_a_mark_says_are_decoded_as_such(data: bytes, encoding: str) -> None:
    assert decode(data, "a.txt") == (FRENCH, encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le"])
def test_another_encoding_is_found_and_told(encoding: str) -> None:
    document = read(Entry("a.txt", Kind.TEXT, FRENCH.encode(encoding)))
    assert document.text == FRENCH
    assert document.encoding != "utf-8"
    assert not document.as_given


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="not text"):
        decode(bytes(range(256)) * 20, "a.png")


def test_a_file_is_read_where_it_lies_and_known_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rains.\r\n", "utf-8", newline="")
    assert read(Entry("news/a.txt", Kind.TEXT, tmp_path / "a.txt")) == Document(
        "news/a.txt", "It rains.\r\n", {}, "utf-8", as_given=True
    )


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read(Entry("a.txt", Kind.TEXT, tmp_path / "a.txt"))


@pytest.mark.parametrize("encoding", ["utf-8", "iso8859-1"])
def test_a_page_gives_its_main_text_which_the_input_does_not_hold(encoding: str) -> None:
    pytest.importorskip("trafilatura")
    head = "<meta charset='iso-8859-1'>" if encoding != "utf-8" else ""
    document = read(Entry("a.html", Kind.HTML, PAGE.format(head).encode(encoding)))
    assert document.text.startswith("Café\nThe council will sell the café, according")
    assert "Home" not in document.text
    assert (document.encoding, document.as_given) == (encoding, False)


def test_a_page_without_a_text_is_none() -> None:
    pytest.importorskip("trafilatura")
    with pytest.raises(InputError, match="no main text"):
        read(Entry("a.html", Kind.HTML, b"<html><body></body></html>"))


def test_fields_are_chosen_and_kept() -> None:
    values = {"body": "Ann said no.", "url": 7, "date": "2024-05-01", "tags": ["a"], "other": 1}
    document = read_json(values, Fields("body", "url", ("date", "tags", "absent")))
    assert document == Document(
        "7", "Ann said no.", {"date": "2024-05-01", "tags": '["a"]', "absent": None}, "utf-8", as_given=True
    )


@pytest.mark.parametrize("values", [{"text": "x"}, {"text": "x", "id": None}, {"text": "x", "id": ""}])
def test_a_document_without_an_id_is_known_by_its_place(values: dict[str, Any]) -> None:
    assert read_json(values).doc_id == "a.jsonl:1"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "not a JSON object but list"),
        (b'{"url": 1}', "no field 'text'; its fields: url"),
        (b'{"text": null}', "field 'text' is empty"),
        (b'{"text": ["a"]}', "holds no text but list"),
        (b'{"text": "' + b"x" * 1001 + b'"}', "too long: 1001 characters, and max-chars is 1000"),
    ],
)
def test_what_is_no_document_says_why(line: bytes, reason: str) -> None:
    with pytest.raises(InputError) as raised:
        read(Entry("a.jsonl:1", Kind.JSON, line))
    assert reason in raised.value.reason


def test_a_long_file_is_refused_before_it_is_read_as_a_whole() -> None:
    with pytest.raises(InputError, match="more than 40 bytes"):
        read(Entry("a.txt", Kind.TEXT, b"x" * 41), max_chars=10)


def test_lone_surrogates_become_a_character_that_every_output_can_hold() -> None:
    document = read(Entry("a.jsonl:1", Kind.JSON, b'{"text": "a\\ud800b", "id": "\\udc80"}'))
    assert (document.text, document.doc_id) == ("a\ufffdb", "\ufffd")


def test_a_row_that_is_no_utf_8_is_decoded_as_a_whole() -> None:
    def escaped(text: str) -> str:
        return text.encode("cp1252").decode("utf-8", "surrogateescape")

    row = {"text": escaped(FRENCH), "outlet": escaped("Le Café"), "n": 1, "none": None}
    document = read(Entry("a.csv:1", Kind.ROW, row), Fields("text", None, ("outlet", "n", "none")))
    assert (document.text, document.meta) == (FRENCH, {"outlet": "Le Café", "n": 1, "none": None})
    assert not document.as_given


def test_bytes_in_a_field_are_decoded() -> None:
    assert read(Entry("a.parquet:1", Kind.ROW, {"text": FRENCH.encode()})).text == FRENCH


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (2**70, str(2**70)),
        (1.5, 1.5),
        (float("nan"), None),
        ("a\udfffb", "a\ufffdb"),
        (date(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1, 12), "2024-05-01T12:00:00"),
        (b"caf\xc3\xa9", "café"),
        ({"é": [1]}, '{"é": [1]}'),
        (Decimal("1.50"), "1.50"),
    ],
)
def test_metadata_become_values_that_every_output_has(value: Any, expected: Any) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("entry", "doc_id"),
    [
        (Entry("a.jsonl:1", Kind.JSON, b'{"id": "x"}'), "x"),
        (Entry("a.jsonl:1", Kind.JSON, b'{"id": '), "a.jsonl:1"),
        (Entry("a.txt", Kind.TEXT, Path("a.txt")), "a.txt"),
        (Entry("a.gz", Kind.BROKEN, "no"), "a.gz"),
    ],
)
def test_what_failed_is_known_by_its_id_if_that_can_be_found(entry: Entry, doc_id: str) -> None:
    assert find_id(entry, Fields("text", "id")) == doc_id
