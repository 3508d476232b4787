"""A pool of processes on this machine. They are spawned, not forked, so they inherit no locks and no threads."""

import multiprocessing
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Final

from attrib.batch.dispatch import Outcome
from attrib.batch.worker import Task, Work
from attrib.errors import AttribError, WorkerError

READY: Final = "ready"
_STARTS: Final = 3
"""Processes that may die one after the other before they have loaded the model."""


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, our end of its pipe, and the task that it has with the time at which that must be done."""

    process: BaseProcess
    connection: Connection
    ready: bool = False
    task: Task | None = None
    deadline: float = float("inf")


class Processes:
    """`jobs` processes, each with the model. One that dies, or works longer than `timeout` seconds, is replaced."""

    def __init__(self, work: Work, jobs: int, timeout: float) -> None:
        self._work = work
        self._timeout = timeout
        self._context = multiprocessing.get_context("spawn")
        self._deaths = 0
        self._workers: list[_Worker] = []
        for _ in range(jobs):
            self._start()

    def has_room(self) -> bool:
        """Whether a process is waiting for a task."""
        return any(worker.ready and worker.task is None for worker in self._workers)

    def send(self, task: Task) -> None:
        """Give a task to a process that waits."""
        worker = next(worker for worker in self._workers if worker.ready and worker.task is None)
        worker.task, worker.deadline = task, time.monotonic() + self._timeout
        with suppress(OSError):  # it has died, which `wait` will find
            worker.connection.send(task)

    def wait(self) -> list[Outcome]:
        """Block until tasks have ended, or a process is ready.

        Raises:
            AttribError: the model cannot be loaded.
        """
        soonest = min(worker.deadline for worker in self._workers)
        left = None if soonest == float("inf") else max(0.0, soonest - time.monotonic())
        spoke = wait([worker.connection for worker in self._workers], left)
        outcomes: list[Outcome] = []
        for worker in list(self._workers):
            if worker.connection in spoke:
                outcomes += self._receive(worker)
            elif worker.deadline <= time.monotonic():
                outcomes += self._replace(worker, f"took longer than {self._timeout:g} s", died=False)
        return outcomes

    def close(self) -> None:
        """End all processes, at once."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(self._work, theirs), daemon=True)
        process.start()
        theirs.close()  # so that ours ends when the process does
        self._workers.append(_Worker(process, ours))

    def _receive(self, worker: _Worker) -> list[Outcome]:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            return self._replace(worker, "the process that read it died", died=True)
        if isinstance(message, Exception):
            raise message
        task, worker.task, worker.deadline = worker.task, None, float("inf")
        if message == READY:
            worker.ready, self._deaths = True, 0
            return []
        assert task is not None
        return [Outcome(task, message)]

    def _replace(self, worker: _Worker, reason: str, *, died: bool) -> list[Outcome]:
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)
        end = _describe_end(worker.process.exitcode)
        self._deaths += not worker.ready
        if self._deaths == _STARTS:
            raise WorkerError(
                f"each that was started ended with {end} while it loaded the model. With too little memory, fewer jobs "
                "help; a script that calls attrib.batch.run must do so under: if __name__ == '__main__'"
            )
        self._start()
        return [Outcome(worker.task, None, f"{reason} ({end})" if died else reason, died)] if worker.task else []


def _serve(work: Work, connection: Connection) -> None:
    """What a process does: load the model, say so, then task after task until nobody sends any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the first one ends the others
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        extract = work.open_extractor()
    except AttribError as error:
        connection.send(error)
        return
    connection.send(READY)
    with suppress(EOFError):
        while True:
            connection.send(work.do(connection.recv(), extract))


def _end_with_parent() -> None:
    """Leave when the first process is killed, even in the middle of a document that would never end."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _describe_end(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"
