"""What the journal keeps, and for whom."""

import json
import sqlite3
from pathlib import Path

import pytest

from attrib.batch.columns import CellType
from attrib.batch.journal import Journal
from attrib.batch.results import Result
from attrib.errors import OutputBusy, OutputError, RunDiffers

OUTPUT = Path("out.jsonl")
FAILED = Result(7, "f", "a:7", "broken")

pytestmark = pytest.mark.usefixtures("folder")


def read(position: int, doc_id: str, meta: dict[str, object] | None = None) -> Result:
    return Result(
        position, doc_id, f"a:{position}", meta=json.dumps(meta or {}), packed=b"x\x9c\x8b\x8e\x05\x00\x01\x15\x00\xb9"
    )


def test_two_cannot_have_it_open() -> None:
    with Journal(OUTPUT), pytest.raises(OutputBusy, match=r"out\.jsonl: another run is writing it"):
        Journal(OUTPUT)
    with Journal(OUTPUT):
        pass


def test_what_is_another_run_is_refused_with_what_differs() -> None:
    with Journal(OUTPUT) as journal:
        journal.begin({"input": "a.jsonl", "--limit": "none"})
        journal.add([read(1, "x")])
    with Journal(OUTPUT) as journal:
        journal.begin({"input": "a.jsonl", "--limit": "none"})
        with pytest.raises(RunDiffers, match="begun with another --limit: none then, 5 now"):
            journal.begin({"input": "a.jsonl", "--limit": "5"})


def test_a_run_that_has_found_nothing_yet_may_be_begun_with_something_else() -> None:
    with Journal(OUTPUT) as journal:
        journal.begin({"input": "a.jsonl"})
        journal.begin({"input": "b.jsonl"})


def test_results_come_back_in_the_order_of_the_input_whoever_was_first() -> None:
    with Journal(OUTPUT) as journal:
        journal.add([read(5, "y"), FAILED])
        journal.add([read(1, "x")])
        assert [document.doc_id for document in journal.read({})] == ["x", "y"]
        assert list(journal.failed()) == [{"doc_id": "f", "place": "a:7", "reason": "broken"}]
        assert [journal.has(position) for position in (1, 2, 5, 7)] == [True, False, True, True]


def test_of_results_that_come_together_all_are_kept_or_none() -> None:
    with Journal(OUTPUT) as journal:
        journal.add([read(1, "x")])
        with pytest.raises(OutputError, match="the journal cannot be used: UNIQUE"):
            journal.add([read(2, "y"), read(1, "x")])
        assert not journal.has(2)


def test_the_first_of_documents_with_one_id_is_kept() -> None:
    with Journal(OUTPUT) as journal:
        journal.add([read(3, "x"), read(9, "x"), read(1, "x"), read(2, "y"), Result(0, "x", "a:0", "broken")])
        journal.mark_repeated()
        assert [document.doc_id for document in journal.read({})] == ["x", "y"]
        reasons = {row["place"]: row["reason"] for row in journal.failed()}
        assert reasons == dict.fromkeys(("a:3", "a:9"), "its id is that of an earlier document too, at a:1") | {
            "a:0": "broken"
        }


def test_failed_documents_are_forgotten_when_they_are_to_be_tried_again() -> None:
    with Journal(OUTPUT) as journal:
        journal.add([read(1, "x"), FAILED])
        journal.finish("{}")
        assert journal.forget_failed() == 1
        assert (journal.has(1), journal.has(7), journal.finished) == (True, False, None)


def test_results_go_when_all_is_written_and_nothing_has_failed() -> None:
    with Journal(OUTPUT) as journal:
        journal.add([read(position, f"{position}", {"x": "y" * 1000}) for position in range(500)])
        journal.finish("{}")
    assert Path("out.jsonl.journal").stat().st_size < 50_000
    with Journal(OUTPUT) as journal:
        assert journal.finished == "{}"
        assert journal.forget_failed() == 0


def test_metadata_have_one_type_a_field() -> None:
    values = [
        {"i": 1, "r": 1, "b": True, "t": "a", "m": 1, "n": None},
        {"i": 2, "r": 1.5, "b": False, "t": None, "m": "b", "n": None},
    ]
    with Journal(OUTPUT) as journal:
        journal.add([read(i, f"{i}", meta) for i, meta in enumerate(values)])
        types = journal.meta_types(["i", "r", "b", "t", "m", "n"])
        assert types == {
            "i": CellType.INTEGER,
            "r": CellType.REAL,
            "b": CellType.BOOLEAN,
            "t": CellType.TEXT,
            "m": CellType.TEXT,
            "n": CellType.TEXT,
        }
        assert [document.meta for document in journal.read(types)] == [
            {"i": 1, "r": 1.0, "b": True, "t": "a", "m": "1", "n": None},
            {"i": 2, "r": 1.5, "b": False, "t": None, "m": "b", "n": None},
        ]


def test_a_file_that_is_no_journal_is_told_and_left_alone() -> None:
    Path("out.jsonl.journal").write_text("dear diary " * 100)
    with pytest.raises(OutputError, match="not a database"):
        Journal(OUTPUT)
    assert Path("out.jsonl.journal").read_text().startswith("dear diary")


def test_what_was_kept_survives_a_process_that_just_ends() -> None:
    journal = Journal(OUTPUT)
    journal.add([read(1, "x")])
    for ending in ("", "-wal"):
        Path(f"copy.jsonl.journal{ending}").write_bytes(Path(f"out.jsonl.journal{ending}").read_bytes())
    with Journal(Path("copy.jsonl")) as copy:
        assert copy.has(1)
    assert sqlite3.sqlite_version_info >= (3, 38)
