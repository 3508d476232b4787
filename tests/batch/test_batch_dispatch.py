"""Tasks, and what is tried again when a process dies over one."""

from collections.abc import Callable

import pytest
from batch_stand_in import open_stand_in

from attrib.batch.dispatch import TASK_DOCUMENTS, TASK_SIZE, Outcome, dispatch, make_tasks
from attrib.batch.documents import Entry, Fields, Kind
from attrib.batch.worker import Task, Work

WORK = Work(open_stand_in, Fields(), 1000, keep_text=False)


def entry(place: str) -> Entry:
    return Entry(place, Kind.TEXT, b"Ann said no.", 12)


class Fragile:
    """Two workers that are ready after a while; tasks end in a way that depends on them."""

    def __init__(self, end: Callable[[Task], Outcome | None]) -> None:
        self._end = end
        self._waits = 0
        self._busy: list[Task] = []
        self.given: list[tuple[list[str], bool]] = []

    def has_room(self) -> bool:
        return self._waits > 1 and len(self._busy) < 2

    def send(self, task: Task) -> None:
        self.given.append(([entry.place for _, entry in task.entries], task.alone))
        self._busy.append(task)

    def wait(self) -> list[Outcome]:
        self._waits += 1
        if not self._busy:
            return []
        task = self._busy.pop()
        return [self._end(task) or Outcome(task, WORK.do(task, open_stand_in()))]

    def close(self) -> None:
        """Nothing to close."""


def results(pool: Fragile, *places: str) -> dict[str, str | None]:
    tasks = iter([Task(tuple((ord(place), entry(place)) for place in together)) for together in places])
    return {result.place: result.reason for results in dispatch(tasks, pool, WORK) for result in results}


def test_every_task_is_done_and_once() -> None:
    pool = Fragile(lambda task: None)
    assert results(pool, "ab", "c", "d", "e") == dict.fromkeys("abcde")
    assert sorted(pool.given) == [(["a", "b"], False), (["c"], False), (["d"], False), (["e"], False)]
    assert results(Fragile(lambda task: None)) == {}


@pytest.mark.parametrize("together", [("abp", "c"), ("p", "a", "b", "c"), ("a", "b", "c", "p")])
def test_what_a_process_dies_over_is_tried_once_more_alone_and_costs_itself_alone(together: tuple[str, ...]) -> None:
    def die(task: Task) -> Outcome | None:
        over = any(entry.place == "p" for _, entry in task.entries)
        return Outcome(task, None, "it died", died=True) if over else None

    pool = Fragile(die)
    assert results(pool, *together) == {"a": None, "b": None, "c": None, "p": "it died"}
    assert [alone for places, alone in pool.given if "p" in places] == [False, True]


def test_what_takes_too_long_is_tried_once_more_if_it_was_not_alone() -> None:
    def hang(task: Task) -> Outcome | None:
        return Outcome(task, None, "too long") if any(entry.place == "p" for _, entry in task.entries) else None

    pool = Fragile(hang)
    assert results(pool, "ap", "b") == {"a": None, "b": None, "p": "too long"}
    assert (["p"], True) in pool.given
    pool = Fragile(hang)
    assert results(pool, "p") == {"p": "too long"}
    assert pool.given == [(["p"], False)]


def test_tasks_hold_short_documents_together_and_long_ones_alone() -> None:
    sizes = [1] * (TASK_DOCUMENTS + 1) + [TASK_SIZE, TASK_SIZE * 9, TASK_SIZE // 2, TASK_SIZE // 2, 1]
    tasks = list(make_tasks((i, Entry("a", Kind.TEXT, b"", size)) for i, size in enumerate(sizes)))
    assert [len(task.entries) for task in tasks] == [TASK_DOCUMENTS, 1, 1, 1, 2, 1]
    assert [position for task in tasks for position, _ in task.entries] == list(range(len(sizes)))
