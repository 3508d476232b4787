"""Gives tasks to whatever works on them, and sees that one that kills its process costs itself alone.

`Pool` is what works: processes of this machine (`processes.py`) or actors of a Ray cluster (`actors.py`).
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from attrib.batch.results import Result
from attrib.batch.worker import Positioned, Task, Work

TASK_SIZE: Final = 60_000
"""Bytes of documents in a task, which take a second or two: so many that sending them costs nothing beside it."""

TASK_DOCUMENTS: Final = 64


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended: with results, or without, because its process `died` or hung."""

    task: Task
    results: list[Result] | None
    reason: str = ""
    died: bool = False


class Pool(Protocol):
    """Workers that have loaded the model, or are about to."""

    def has_room(self) -> bool:
        """Whether a worker is waiting for a task."""
        ...

    def send(self, task: Task) -> None:
        """Give a task to a worker that waits."""
        ...

    def wait(self) -> list[Outcome]:
        """Block until tasks have ended, or a worker is ready; may be nothing.

        Raises:
            AttribError: the model cannot be loaded.
        """
        ...

    def close(self) -> None:
        """End all workers, at once."""
        ...


def make_tasks(entries: Iterable[Positioned]) -> Iterator[Task]:
    """Entries by the task: short ones together, long ones alone. Nothing is padded, so lengths may differ."""
    held: list[Positioned] = []
    size = 0
    for position, entry in entries:
        if held and (size + entry.size > TASK_SIZE or len(held) == TASK_DOCUMENTS):
            yield Task(tuple(held))
            held, size = [], 0
        held.append((position, entry))
        size += entry.size
    if held:
        yield Task(tuple(held))


def dispatch(tasks: Iterator[Task], pool: Pool, work: Work) -> Iterator[list[Result]]:
    """The results of all tasks, as they come.

    Where a process dies or hangs, its entries are each tried once more alone, in a new process; but for a single entry
    that hangs, which has had its time.
    """
    queue = deque(islice(tasks, 1))
    done: list[list[Result]] = []
    busy = 0
    while queue or busy:
        while queue and pool.has_room():
            pool.send(queue.popleft())
            busy += 1
            queue.extend(() if queue else islice(tasks, 1))
        yield from done  # now, for what is done with them does not keep workers waiting
        done.clear()
        for outcome in pool.wait():
            busy -= 1
            if outcome.results is not None:
                done.append(outcome.results)
            elif again := _tasks_alone(outcome):
                queue.extend(again)
            else:
                done.append(work.fail(outcome.task, outcome.reason))
    yield from done


def _tasks_alone(outcome: Outcome) -> list[Task]:
    """The entries of a task that was not done, each alone, unless that has been tried."""
    entries = outcome.task.entries
    if outcome.task.alone or (len(entries) == 1 and not outcome.died):
        return []
    return [Task((entry,), alone=True) for entry in entries]
