"""Processes that die, hang, or cannot begin."""

import json
from pathlib import Path

import pytest
from batch_stand_in import die, open_nothing, processes, run

from attrib.errors import ModelError, WorkerError

pytestmark = pytest.mark.usefixtures("folder")


def test_documents_that_kill_or_stop_a_process_fail_and_all_others_are_read() -> None:
    Path("news").mkdir()
    for name, text in {"a": "Ann said no.", "b": "CRASH", "c": "HANG", "d": "RAISE", "e": "Bo said yes."}.items():
        Path("news", f"{name}.txt").write_text(text)
    report, _, _ = run("news", "out.jsonl", processes, jobs=2, timeout=1)
    reasons = {line["place"]: line["reason"] for line in read_lines("out.jsonl.failed.jsonl")}
    assert reasons == {
        "news/b.txt": "the process that read it died (signal 9)",
        "news/c.txt": "took longer than 1 s",
        "news/d.txt": "the model fails on it: ValueError: two lines",
    }
    assert [line["doc_id"] for line in read_lines("out.jsonl")] == ["news/a.txt", "news/e.txt"]
    assert (report.documents, report.failed) == (2, 3)


def test_a_model_that_cannot_be_loaded_ends_the_run() -> None:
    Path("a.txt").write_text("Ann said no.")
    with pytest.raises(ModelError, match="it is not there"):
        run("a.txt", "out.jsonl", processes, open_nothing)


def test_processes_that_die_at_once_end_the_run() -> None:
    Path("a.txt").write_text("Ann said no.")
    with pytest.raises(WorkerError, match="exit status 7 while it loaded the model"):
        run("a.txt", "out.jsonl", processes, die)
    assert not Path("out.jsonl").exists()


def read_lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()]
