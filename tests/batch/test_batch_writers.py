"""Each form of an output holds the same records, and answers a question that one would ask it."""

import csv
import gzip
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from batch_stand_in import run

from attrib.batch import columns
from attrib.batch.columns import CellType, Column, record_cells, record_columns
from attrib.batch.plan import Options, make_plan
from attrib.batch.results import Read, speaker_labels
from attrib.batch.writers import Layout, Rows, arrow, find_writer, tables
from attrib.batch.writers.tables import make_table_rows
from attrib.errors import AttribError, OutputError
from attrib.json_schema import json_schema

TEXT = "It is “quoted”,\nhe said so. Ann said café."
AT = TEXT.index("café")
ROWS = [
    {"text": TEXT, "url": "u1", "date": "2024-01-05", "views": 3, "big": 1},
    {"text": "Bo said yes.", "url": "u2", "date": "2024-02-01", "views": None, "big": 1.5},
    {"text": "Nobody spoke.", "url": "u3", "date": "2024-02-01", "views": 5, "big": 2},
]
KEEP = ("date", "views", "big")


@pytest.fixture
def corpus(folder: Path) -> None:
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")


def write(name: str, **options: Any) -> Path:
    run("in.jsonl", name, keep=KEEP, **options)
    return Path(name)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("corpus")
def test_json_lines_hold_an_attribution_each() -> None:
    found = lines(write("out.jsonl").read_text("utf-8"))
    assert [(row["doc_id"], row["id"], row["source"]["text"]) for row in found] == [
        ("u1", "a0", "he"),
        ("u1", "a1", "Ann"),
        ("u2", "a0", "Bo"),
    ]
    assert found[1]["meta"] == {"date": "2024-01-05", "views": 3, "big": 1.0}
    assert found[1]["content"] == {"text": "café", "parts": [[AT, AT + 4]]}
    assert (found[1]["model"], found[1]["model_version"]) == ("stand_in", "1.0")
    assert set(found[1]) == {"doc_id", "meta", "model", "model_version", *json_schema()["properties"]}


@pytest.mark.usefixtures("corpus")
def test_json_lines_hold_a_document_each() -> None:
    found = lines(write("out.jsonl", rows=Rows.DOCUMENTS).read_text("utf-8"))
    assert [(row["doc_id"], len(row["attributions"]), row["words"]) for row in found] == [
        ("u1", 2, 9),
        ("u2", 1, 3),
        ("u3", 0, 2),
    ]
    assert found[0]["text"] is None
    assert found[0]["encoding"] == "utf-8"


@pytest.mark.usefixtures("corpus")
def test_compressed_lines_are_the_same_bytes_in_every_run() -> None:
    one, two = write("one.jsonl.gz").read_bytes(), write("two.jsonl.gz").read_bytes()
    assert one == two
    assert len(lines(gzip.decompress(one).decode())) == 3


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(("name", "delimiter"), [("out.csv", ","), ("out.tsv", "\t")])
def test_csv_is_flat(name: str, delimiter: str) -> None:
    with write(name).open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream, delimiter=delimiter))
    assert [(row["doc_id"], row["meta_views"], row["meta_big"]) for row in found] == [
        ("u1", "3", "1.0"),
        ("u1", "3", "1.0"),
        ("u2", "", "1.5"),
    ]
    assert [row["speaker"] for row in found] == ["he", "Ann", "Bo"]
    assert [found[1][f"content{part}"] for part in ("", "_start", "_end", "_parts")] == [
        "café",
        f"{AT}",
        f"{AT + 4}",
        f"{AT}-{AT + 4}",
    ]
    assert (found[1]["content_parts_json"], found[1]["act"]) == ("[]", "")


@pytest.mark.usefixtures("corpus")
def test_csv_of_documents_has_their_attributions_as_json() -> None:
    with write("out.csv", rows=Rows.DOCUMENTS).open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [len(json.loads(row["attributions"])) for row in found] == [2, 1, 0]


@pytest.mark.usefixtures("corpus")
def test_parquet_is_typed_and_nested() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(write("out.parquet"))
    types = {field.name: str(field.type) for field in table.schema}
    assert types["meta"] == "struct<date: string, views: int64, big: double>"
    assert types["content"] == "struct<text: string, parts: list<element: list<element: int64>>>"
    assert (types["id"], types["score"]) == ("string", "double")
    assert table.to_pylist()[1]["content"] == {"text": "café", "parts": [[AT, AT + 4]]}
    documents = parquet.read_table(write("documents.parquet", rows=Rows.DOCUMENTS)).to_pylist()
    assert [len(row["attributions"]) for row in documents] == [2, 1, 0]


@pytest.mark.usefixtures("corpus")
def test_parquet_of_nothing_is_still_a_table() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    Path("in.jsonl").write_text('{"text": "Nobody spoke.", "date": null, "views": null, "big": null}\n')
    table = parquet.read_table(write("out.parquet"))
    assert (len(table), table.schema.field("content").nullable) == (0, True)


QUESTIONS = [
    ("SELECT count(*) FROM documents", [(3,)]),
    ("SELECT meta_date, meta_views, meta_big FROM documents WHERE doc_id = 'u2'", [("2024-02-01", None, 1.5)]),
    ("SELECT content, content_start FROM attributions WHERE doc_id = 'u1' AND id = 'a1'", [("café", AT)]),
    (
        "SELECT label, count(*) FROM speakers JOIN documents USING (doc_id) WHERE meta_date < '2024-02' "
        "GROUP BY label ORDER BY label",
        [("Ann", 1), ("he", 1)],
    ),
]


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(("question", "answer"), QUESTIONS)
def test_sqlite_answers(question: str, answer: list[Any]) -> None:
    database = sqlite3.connect(write("out.sqlite"))
    assert database.execute(question).fetchall() == answer
    database.close()


@pytest.mark.usefixtures("corpus")
def test_sqlite_holds_its_keys_and_finds_words() -> None:
    database = sqlite3.connect(write("out.sqlite"))
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    found = database.execute(
        "SELECT doc_id, source FROM attributions JOIN contents ON attributions.rowid = contents.rowid "
        "WHERE contents MATCH 'cafe'"
    )
    assert found.fetchall() == [("u1", "Ann")]
    database.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        database.execute("INSERT INTO speakers (doc_id, attribution, number) VALUES ('u9', 'a0', 0)")
    database.close()


@pytest.mark.usefixtures("corpus")
def test_duckdb_answers() -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(write("out.duckdb"))) as database:
        for question, answer in QUESTIONS:
            assert database.execute(question).fetchall() == answer


@pytest.mark.usefixtures("corpus")
def test_a_docbin_gives_the_records_back() -> None:
    import spacy
    from spacy.tokens import DocBin

    from attrib.doc import read_attributions

    docs = list(DocBin().from_disk(write("out.spacy")).get_docs(spacy.blank("en").vocab))
    assert [doc.text for doc in docs] == [row["text"] for row in ROWS]
    assert docs[0].user_data["doc_id"] == "u1"
    assert docs[0].user_data["meta"]["views"] == 3
    by_line = lines(write("out.jsonl").read_text("utf-8"))
    records = [record.to_dict() for doc in docs for record in read_attributions(doc)]
    assert [record["content"] for record in records] == [row["content"] for row in by_line]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("name", "kept_beside"), [("out.jsonl", True), ("out.sqlite", False)])
def test_a_text_that_the_input_does_not_hold_is_kept(name: str, kept_beside: bool) -> None:
    pytest.importorskip("trafilatura")
    Path("in").mkdir()
    text = "Ann Lee of the city council said it rains in the west of the city."
    Path("in/page.html").write_text(f"<html><body><article><p>{text}</p></article></body></html>")
    Path("in/plain.txt").write_text("Bo said no.")
    run("in", name)
    if kept_beside:
        kept = {row["doc_id"]: row["text"] for row in lines(Path(f"{name}.texts.jsonl").read_text("utf-8"))}
    else:
        kept = dict(sqlite3.connect(name).execute("SELECT doc_id, text FROM documents WHERE text IS NOT NULL"))
    assert kept == {"in/page.html": text}
    assert Path(f"{name}.texts.jsonl").exists() is kept_beside


@pytest.mark.parametrize(
    ("name", "rows", "reason"),
    [
        ("out", None, "ends in none of .jsonl"),
        ("out.txt", None, "ends in none of .jsonl"),
        ("out.sqlite.gz", None, "not compressed as a whole"),
        ("out.sqlite", Rows.DOCUMENTS, "leave --rows out"),
    ],
)
def test_an_output_that_cannot_be_is_refused(name: str, rows: Rows | None, reason: str) -> None:
    with pytest.raises(OutputError) as raised:
        find_writer(Path(name), rows)
    assert reason in str(raised.value)


@pytest.mark.usefixtures("corpus")
def test_nothing_is_written_where_something_is_or_nothing_can_be() -> None:
    Path("old.jsonl").write_text("precious")
    for name, reason in {"old.jsonl": "is there already", "absent/out.jsonl": "no folder 'absent'"}.items():
        with pytest.raises(AttribError) as raised:
            make_plan("in.jsonl", Path(name), Options())
        assert reason in str(raised.value)
    assert Path("old.jsonl").read_text() == "precious"


GROWN = {
    "properties": {
        "id": {"type": "string"},
        "content": {"$ref": "#/$defs/extent"},
        "polarity": {"anyOf": [{"enum": ["positive", "negative"]}, {"type": "null"}]},
        "weight": {"type": ["number", "null"]},
        "told": {"type": "boolean"},
        "time": {
            "anyOf": [
                {"type": "object", "properties": {"words": {"$ref": "#/$defs/extent"}, "value": {"type": "string"}}},
                {"type": "null"},
            ]
        },
        "speakers": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
    },
    "$defs": json_schema()["$defs"],
}


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record with fields that it does not have yet."""
    monkeypatch.setattr(columns, "record_schema", lambda: GROWN)
    record_columns.cache_clear()
    yield
    record_columns.cache_clear()


@pytest.mark.usefixtures("grown")
def test_fields_that_records_gain_become_columns() -> None:
    extent = {"text": "x", "parts": [[0, 1], [3, 4]]}
    speakers = [{"name": "Ann", "mention": extent, "kind": "person"}]
    record = {
        "id": "a0",
        "content": extent,
        "polarity": None,
        "weight": None,
        "told": True,
        "time": None,
        "speakers": speakers,
    }
    cells: Mapping[str, Any] = dict(
        zip((column.name for column in record_columns()), record_cells(record), strict=True)
    )
    assert Column("weight", CellType.REAL) in record_columns()
    assert cells["content_parts"] == "0-1 3-4"
    assert (cells["polarity"], cells["told"], cells["time_words_start"], cells["time_value"]) == (
        None,
        True,
        None,
        None,
    )
    assert json.loads(cells["speakers"]) == speakers


SPEAKERS = [
    ({"speakers": [{"name": "Ann Lee", "mention": {"text": "she"}}], "source": {"text": "she"}}, ["Ann Lee"]),
    ({"speakers": [], "source": {"text": "she"}}, ["she"]),
    (
        {"speakers": [{"name": None, "mention": {"text": "officials"}}], "source": {"text": "two officials"}},
        ["officials"],
    ),
    ({"speakers": [{"name": None}], "source": {"text": "officials"}}, ["officials"]),
    ({"source": None}, []),
]


@pytest.mark.parametrize(("record", "names"), SPEAKERS)
def test_who_is_meant_is_a_speaker_or_else_the_words_of_the_source(record: dict[str, Any], names: list[str]) -> None:
    assert speaker_labels(record) == names


def test_speakers_have_a_row_each_and_what_is_known_of_them() -> None:
    ann = {"name": "Ann Lee", "mention": {"text": "she", "parts": [[0, 3]]}, "kind": "person"}
    officials = {"name": None, "mention": {"text": "officials", "parts": [[8, 17]]}, "kind": "anonymous"}
    record = {"id": "a0", "speakers": [ann, officials], "source": {"text": "she and officials", "parts": [[0, 17]]}}
    document = Read("d", {}, None, "utf-8", 1, [record, {"id": "a1", "speakers": [], "source": record["source"]}])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "record_cells", lambda record: ())
        _, _, speakers = make_table_rows(document, Layout(Rows.ATTRIBUTIONS, {}, "m", "1"))
    assert [(row[:6], row[6] and json.loads(row[6])["kind"]) for row in speakers] == [
        (("d", "a0", 0, "Ann Lee", "Ann Lee", "person"), "person"),
        (("d", "a0", 1, "officials", None, "anonymous"), "anonymous"),
        (("d", "a1", 0, "she and officials", None, None), None),
    ]


def test_what_the_schema_does_not_specify_is_json_in_arrow(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    schema = {"properties": {"id": {"type": "string"}, "odd": {"type": "array"}, "any": {"type": "object"}}}
    monkeypatch.setattr(arrow, "record_schema", lambda: schema)
    arrow._unspecified.cache_clear()
    try:
        assert str(arrow.record_type()) == "struct<id: string, odd: list<item: string>, any: string>"
        assert arrow.arrow_record({"id": "a0", "odd": [1, {"x": "é"}], "any": {"y": 1}}) == {
            "id": "a0",
            "odd": ["1", '{"x": "é"}'],
            "any": '{"y": 1}',
        }
    finally:
        arrow._unspecified.cache_clear()
