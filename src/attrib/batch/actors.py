"""A pool of actors on a Ray cluster: the same work, journal and failures as with processes, on many machines."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from attrib.batch.dispatch import Outcome
from attrib.batch.documents import Entry, Kind, read_bytes
from attrib.batch.forms import load_library
from attrib.batch.results import Result
from attrib.batch.worker import Extractor, Task, Work
from attrib.errors import AttribError, InputError, WorkerError


class Reader:
    """What an actor is: a model, and what to do with it."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._extract: Extractor | None = None

    def load(self) -> AttribError | None:
        """Load the model; gives what prevents it."""
        try:
            self._extract = self._work.open_extractor()
        except AttribError as error:
            return error
        return None

    def do(self, task: Task) -> list[Result]:
        """The result of each entry of a task."""
        assert self._extract is not None
        return self._work.do(task, self._extract)


@dataclass(slots=True, eq=False)
class _Actor:
    """An actor, what it was last asked for, and the task that this is with the time at which it must be done."""

    handle: Any
    asked: Any
    ready: bool = False
    task: Task | None = None
    deadline: float = float("inf")


class Actors:
    """`jobs` actors with a CPU each, as many as the cluster has CPUs if None. Files are read here and sent to them."""

    def __init__(self, work: Work, jobs: int | None, timeout: float, address: str | None) -> None:
        self._ray = load_library("ray", "The engine ray", "ray")
        self._started = not self._ray.is_initialized()
        if self._started:
            self._ray.init(address=address, log_to_driver=False, include_dashboard=False, logging_level="warning")
        self._work = work
        self._timeout = timeout
        self._remote: Callable[[], Any] = lambda: self._ray.remote(num_cpus=1)(Reader).remote(work)
        count = jobs or int(self._ray.cluster_resources().get("CPU", 1))
        self._actors = [self._start() for _ in range(count)]

    def has_room(self) -> bool:
        """Whether an actor is waiting for a task."""
        return any(actor.ready and actor.task is None for actor in self._actors)

    def send(self, task: Task) -> None:
        """Give a task to an actor that waits."""
        actor = next(actor for actor in self._actors if actor.ready and actor.task is None)
        limit = 4 * self._work.max_chars
        entries = tuple((position, _with_bytes(entry, limit)) for position, entry in task.entries)
        actor.task, actor.deadline = task, time.monotonic() + self._timeout
        actor.asked = actor.handle.do.remote(replace(task, entries=entries))

    def wait(self) -> list[Outcome]:
        """Block until tasks have ended, or an actor is ready.

        Raises:
            AttribError: the model cannot be loaded.
        """
        asked = {actor.asked: actor for actor in self._actors if actor.task or not actor.ready}
        soonest = min(actor.deadline for actor in self._actors)
        left = None if soonest == float("inf") else max(0.0, soonest - time.monotonic())
        self._ray.wait(list(asked), num_returns=1, timeout=left)
        done, _ = self._ray.wait(list(asked), num_returns=len(asked), timeout=0)
        outcomes: list[Outcome] = []
        for reference, actor in asked.items():
            if reference in done:
                outcomes += self._receive(actor)
            elif actor.deadline <= time.monotonic():
                outcomes += self._replace(actor, f"took longer than {self._timeout:g} s", died=False)
        return outcomes

    def close(self) -> None:
        """End all actors, at once, and the cluster if it was started for them."""
        for actor in self._actors:
            self._ray.kill(actor.handle)
        if self._started:
            self._ray.shutdown()

    def _start(self) -> _Actor:
        handle = self._remote()
        return _Actor(handle, handle.load.remote())

    def _receive(self, actor: _Actor) -> list[Outcome]:
        try:
            answer = self._ray.get(actor.asked)
        except (self._ray.exceptions.RayActorError, self._ray.exceptions.OutOfMemoryError) as error:
            if not actor.ready:
                raise WorkerError(f"a Ray actor ended while it loaded the model: {error}") from error
            return self._replace(actor, "the process that read it died", died=True)
        if isinstance(answer, AttribError):
            raise answer
        task, actor.task, actor.deadline = actor.task, None, float("inf")
        actor.ready = True
        return [Outcome(task, answer)] if task else []

    def _replace(self, actor: _Actor, reason: str, *, died: bool) -> list[Outcome]:
        with suppress(self._ray.exceptions.RayError):
            self._ray.kill(actor.handle)
        self._actors.remove(actor)
        self._actors.append(self._start())
        return [Outcome(actor.task, None, reason, died)] if actor.task else []


def _with_bytes(entry: Entry, limit: int) -> Entry:
    """The entry with what is in its file, which other machines need not see."""
    if not isinstance(entry.data, Path):
        return entry
    try:
        return replace(entry, data=read_bytes(entry, limit))
    except InputError as error:
        return replace(entry, kind=Kind.BROKEN, data=error.reason)
