"""A run as a whole, without the model: what goes in comes out, once, whatever happens on the way."""

import json
import random
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from batch_stand_in import Inline, run

from attrib.batch import publish as publishing
from attrib.batch.dispatch import Outcome, Pool
from attrib.batch.plan import Plan
from attrib.batch.report import Progress
from attrib.errors import OutputError, RunDiffers

COUNT = 200


@pytest.fixture(autouse=True)
def corpus(folder: Path) -> None:
    rows = [{"text": f"Ann{i} said word{i}. Bo said no." * (1 + i % 3), "id": f"d{i}"} for i in range(COUNT)]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


def ids(name: str = "out.jsonl") -> list[str]:
    return list(dict.fromkeys(json.loads(line)["doc_id"] for line in Path(name).read_text("utf-8").splitlines()))


ALL = [f"d{i}" for i in range(COUNT)]


class Breaking(Inline):
    """Ends the run after some tasks, as a signal would, but with its journal as it then is."""

    left = 0

    def wait(self) -> list[Outcome]:
        if Breaking.left == 0:
            raise KeyboardInterrupt
        Breaking.left -= 1
        return super().wait()


class Shuffling(Inline):
    """Ends its tasks in any order."""

    def has_room(self) -> bool:
        return len(self._tasks) < 3

    def wait(self) -> list[Outcome]:
        random.shuffle(self._tasks)
        return super().wait()


def breaking(plan: Plan) -> Pool:
    return Breaking(plan.work)


def shuffling(plan: Plan) -> Pool:
    return Shuffling(plan.work)


def test_records_are_in_the_order_of_the_input() -> None:
    report, said, seen = run("in.jsonl", "out.jsonl")
    assert ids() == ALL
    assert (report.documents, report.failed, report.attributions) == (
        COUNT,
        0,
        2 * sum(1 + i % 3 for i in range(COUNT)),
    )
    assert report.types == {"indirect": report.attributions}
    assert next(iter(report.speakers.items())) == ("Bo", report.attributions // 2)
    assert any("'text'" in sentence for sentence in said)
    assert seen[-1].documents == COUNT
    assert seen[-1].share == 1


def test_the_order_in_which_tasks_end_changes_nothing() -> None:
    run("in.jsonl", "one.jsonl")
    run("in.jsonl", "two.jsonl", shuffling)
    assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()


def test_a_run_that_was_broken_off_goes_on_and_reads_nothing_twice() -> None:
    run("in.jsonl", "whole.jsonl")
    for tasks in (0, 1, 2):
        Breaking.left = tasks
        with suppress(KeyboardInterrupt):
            run("in.jsonl", "out.jsonl", breaking)
        assert not Path("out.jsonl").exists()
    _, _, seen = run("in.jsonl", "out.jsonl")
    assert seen[-1].resumed == 3 * 64
    assert seen[-1].documents == COUNT - 3 * 64
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()


def test_a_run_that_was_broken_off_while_it_wrote_writes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*arguments: Any) -> None:
        raise KeyboardInterrupt

    Path("out.jsonl.part").mkdir()
    Path("out.jsonl.part/out.jsonl").write_text("torn")
    with monkeypatch.context() as patch:
        patch.setattr(publishing.os, "fsync", stop)
        with pytest.raises(KeyboardInterrupt):
            run("in.jsonl", "out.jsonl")
    assert not Path("out.jsonl").exists()
    run("in.jsonl", "out.jsonl")
    assert ids() == ALL
    assert not Path("out.jsonl.part").exists()


def test_a_run_that_is_done_says_so_and_does_nothing() -> None:
    first, _, _ = run("in.jsonl", "out.jsonl")
    before = Path("out.jsonl").stat()
    again, said, seen = run("in.jsonl", "out.jsonl", None)  # type: ignore[arg-type]
    assert again == first
    assert said[-1] == "out.jsonl is done already"
    assert seen == []
    assert Path("out.jsonl").stat() == before


def test_a_run_whose_output_is_gone_is_not_called_done() -> None:
    run("in.jsonl", "out.jsonl")
    Path("out.jsonl").unlink()
    with pytest.raises(OutputError, match="was finished and is gone; delete"):
        run("in.jsonl", "out.jsonl")


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"limit": 5}, "--limit: none then, 5 now"),
        ({"min_score": 0.5}, "--min-score"),
        ({"nested": True}, "--nested: False then, True now"),
        ({"keep": ("id",)}, "--keep"),
        ({"model": "other"}, "model: stand_in 1.0"),
        ({"sample": 0.5}, "--sample"),
        ({"shard": (1, 2)}, "--shard"),
        ({"id_field": "text"}, "--id-field"),
    ],
)
def test_another_run_is_not_mixed_with_the_first(options: dict[str, Any], what: str) -> None:
    run("in.jsonl", "out.jsonl")
    with pytest.raises(RunDiffers) as raised:
        run("in.jsonl", "out.jsonl", **options)
    assert what in str(raised.value)


def test_another_input_is_not_mixed_with_the_first() -> None:
    run("in.jsonl", "out.jsonl")
    Path("in.jsonl").write_text('{"text": "Ann said no."}\n')
    with pytest.raises(RunDiffers, match=r"another input: in\.jsonl, \d+ bytes"):
        run("in.jsonl", "out.jsonl")


def test_what_does_not_change_the_result_may_change() -> None:
    Breaking.left = 1
    with suppress(KeyboardInterrupt):
        run("in.jsonl", "out.jsonl", breaking, jobs=1, timeout=9)
    run("in.jsonl", "out.jsonl", jobs=2, timeout=8, max_chars=10**5)
    assert ids() == ALL


def test_failed_documents_stand_with_their_reasons_and_are_tried_again_when_told() -> None:
    report, _, _ = run("in.jsonl", "out.jsonl", max_chars=60)
    failed = [json.loads(line) for line in Path("out.jsonl.failed.jsonl").read_text().splitlines()]
    assert report.failed == len(failed) > 0
    assert report.failures == Path("out.jsonl.failed.jsonl")
    assert "max-chars is 60" in failed[0]["reason"]
    assert sorted(ids() + [row["doc_id"] for row in failed]) == sorted(ALL)
    again, _, seen = run("in.jsonl", "out.jsonl", max_chars=10**5, retry_failed=True)
    assert seen[-1].documents == len(failed)
    assert (ids(), again.failed, again.failures) == (ALL, 0, None)
    assert not Path("out.jsonl.failed.jsonl").exists()
    run("in.jsonl", "whole.jsonl")
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()


def test_the_good_ones_among_broken_documents_are_all_read() -> None:
    lines = Path("in.jsonl").read_bytes().splitlines()
    lines[10:90:20] = [b'{"text": "torn', bytes(range(128, 256)), b'{"id": "d50"}', b'{"text": "RAISE"}']
    Path("in.jsonl").write_bytes(b"\n".join(lines))
    report, _, _ = run("in.jsonl", "out.jsonl")
    bad = [json.loads(line) for line in Path("out.jsonl.failed.jsonl").read_text().splitlines()]
    assert [row["place"] for row in bad] == ["in.jsonl:11", "in.jsonl:31", "in.jsonl:51", "in.jsonl:71"]
    assert ids() == [f"d{i}" for i in range(COUNT) if i not in (10, 30, 50, 70)]
    assert report.documents == COUNT - 4


def test_a_limit_is_kept_when_a_run_goes_on() -> None:
    Breaking.left = 1
    with suppress(KeyboardInterrupt):
        run("in.jsonl", "out.jsonl", breaking, limit=100)
    _, _, seen = run("in.jsonl", "out.jsonl", limit=100)
    assert ids() == ALL[:100]
    assert seen[-1].share == 1


def test_shards_are_the_whole_and_each_document_is_in_one() -> None:
    for i in (1, 2, 3):
        run("in.jsonl", f"{i}.jsonl", shard=(i, 3))
    shards = [ids(f"{i}.jsonl") for i in (1, 2, 3)]
    assert sorted(chain(*shards)) == sorted(ALL)
    assert min(map(len, shards)) > COUNT / 6


def test_a_sample_is_always_the_same_and_of_its_size() -> None:
    run("in.jsonl", "one.jsonl", sample=0.25)
    run("in.jsonl", "two.jsonl", sample=0.5)
    assert COUNT / 8 < len(ids("one.jsonl")) < COUNT / 2.5
    assert set(ids("one.jsonl")) < set(ids("two.jsonl"))


def test_a_document_that_is_there_twice_is_read_once() -> None:
    text = Path("in.jsonl").read_text()
    Path("in.jsonl").write_text(text + text.splitlines()[3])
    report, _, _ = run("in.jsonl", "out.jsonl")
    assert (report.documents, report.failed) == (COUNT, 1)
    assert "earlier document too, at in.jsonl:4" in Path("out.jsonl.failed.jsonl").read_text()


def test_an_output_that_cannot_be_written_is_told_and_written_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(publishing.os, "fsync", fill)
        with pytest.raises(OutputError, match=r"No space left on device\. When that is mended, the same command"):
            run("in.jsonl", "out.jsonl")
    assert sorted(path.name for path in Path().iterdir()) == ["in.jsonl", "out.jsonl.journal"]
    run("in.jsonl", "out.jsonl")
    assert ids() == ALL


def test_a_run_of_nothing_writes_an_empty_output() -> None:
    Path("in.jsonl").write_text("\n")
    report, _, seen = run("in.jsonl", "out.jsonl")
    assert (report.documents, seen, Path("out.jsonl").read_text()) == (0, [], "")


@pytest.mark.parametrize(
    ("share", "before", "left"),
    [(0.5, 0.0, 10.0), (0.75, 0.5, 10.0), (1.0, 0.5, 0.0), (None, 0.0, None), (0.5, 0.5, None)],
)
def test_the_time_that_is_left_follows_from_what_was_read_this_time(
    share: float | None, before: float, left: float | None
) -> None:
    figures = Progress(1, 100, 0, 0, 0, 10.0, share, before)
    assert figures.seconds_left == left
    assert figures.words_per_second == 10
