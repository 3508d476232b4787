"""`attrib run` as people run it: the command, real files, the model that ships."""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.model

NEWS = [
    "The bridge will open in May, the minister said.",
    "“We won,” said Ann Lee, who leads the council. She did not say how.",
    "According to the police, nobody was hurt in the fire.",
    "Nobody spoke.",
]
COUNT = 400


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write_corpus(count: int = COUNT) -> None:
    rows = [{"body": f"{NEWS[i % 4]} It is {i} years old. " * 8, "url": f"u{i}", "date": "2024"} for i in range(count)]
    Path("in.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "attrib", "run", *arguments]


def run(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*arguments), check=False, timeout=300, capture_output=True, encoding="utf-8", **options
    )


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()]


def test_a_folder_becomes_records() -> None:
    Path("news/2024").mkdir(parents=True)
    for i, text in enumerate(NEWS):
        Path(f"news/2024/{i}.txt").write_text(text, "utf-8")
    done = run("news", "-o", "found.jsonl", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("found.jsonl: 4 attributions in 4 documents (35 words)\n")
    assert [(row["doc_id"], row["source"]["text"]) for row in lines("found.jsonl")] == [
        ("news/2024/0.txt", "the minister"),
        ("news/2024/1.txt", "Ann Lee, who leads the council"),
        ("news/2024/1.txt", "She"),
        ("news/2024/2.txt", "the police"),
    ]


def test_json_lines_come_on_standard_input() -> None:
    write_corpus(3)
    done = run("-", "-o", "found.sqlite", "--keep", "date", "-j", "1", input=Path("in.jsonl").read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    assert "reading field 'body' as the text" in done.stderr
    database = sqlite3.connect("found.sqlite")
    assert database.execute("SELECT doc_id, meta_date FROM documents").fetchall() == [
        (f"u{i}", "2024") for i in range(3)
    ]
    database.close()


def test_it_looks_inside_contents_when_told() -> None:
    text = "The ministry said that Lavrov told Le Drian that Russia would not attack."
    Path("in.jsonl").write_text(json.dumps({"text": text}) + "\n", "utf-8")
    assert run("in.jsonl", "-o", "plain.jsonl", "--jobs", "1").returncode == 0
    assert run("in.jsonl", "-o", "nested.jsonl", "--jobs", "1", "--nested").returncode == 0
    assert [row["id"] for row in lines("plain.jsonl")] == ["a0"]
    assert [(row["id"], row["parent"], row["depth"]) for row in lines("nested.jsonl")] == [
        ("a0", None, 0),
        ("a0.0", "a0", 1),
    ]


def test_a_run_that_is_killed_goes_on_and_two_do_not_write_one_output() -> None:
    write_corpus()
    arguments = ["in.jsonl", "-o", "found.jsonl", "--keep", "date", "--jobs", "2"]
    assert run("in.jsonl", "-o", "whole.jsonl", "--keep", "date", "--jobs", "1").returncode == 0
    first = subprocess.Popen(command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_results(first)
    second = run(*arguments)
    assert (second.returncode, second.stdout) == (1, "")
    assert "found.jsonl: another run is writing it" in second.stderr
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not Path("found.jsonl").exists()
    assert run(*arguments).returncode == 0
    assert Path("found.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()
    again = run(*arguments)
    assert (again.returncode, "found.jsonl is done already" in again.stderr) == (0, True)


def wait_for_results(process: "subprocess.Popen[bytes]") -> None:
    """Until something stands in its journal that is more than the tables."""
    log = Path("found.jsonl.journal-wal")
    while process.poll() is None and not (log.exists() and log.stat().st_size > 60_000):
        time.sleep(0.02)


def test_an_interrupt_ends_it_at_once_and_quietly() -> None:
    write_corpus()
    process = subprocess.Popen(
        command("in.jsonl", "-o", "found.jsonl", "--jobs", "2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # where tests run, it may be ignored
    )
    wait_for_results(process)
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (130, b"")
    assert b"Traceback" not in errors


def test_a_full_disk_is_told_in_one_line_and_what_was_found_is_kept() -> None:
    write_corpus()

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    arguments = ["in.jsonl", "-o", "found.jsonl", "--jobs", "1"]
    full = run(*arguments, preexec_fn=small_disk)
    assert (full.returncode, full.stdout) == (1, "")
    assert "the same command goes on" in full.stderr.splitlines()[-1]
    assert "Traceback" not in full.stderr
    assert run(*arguments).returncode == 0
    assert {row["doc_id"] for row in lines("found.jsonl")} == {f"u{i}" for i in range(COUNT) if i % 4 != 3}


def test_ray_finds_the_same() -> None:
    pytest.importorskip("ray")
    write_corpus(40)
    assert run("in.jsonl", "-o", "one.jsonl", "--jobs", "1").returncode == 0
    done = run("in.jsonl", "-o", "two.jsonl", "--engine", "ray")
    assert done.returncode == 0, done.stderr
    assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()
