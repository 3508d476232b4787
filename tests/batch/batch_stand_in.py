"""A stand-in for the model, in whose eyes 'WHO said WHAT.' is an attribution, and ways to run a corpus with it.

Nothing here imports spaCy, so processes that are spawned for a test start quickly.
"""

import multiprocessing
import os
import re
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from attrib.batch.dispatch import Outcome, Pool
from attrib.batch.plan import Options, Plan, make_plan
from attrib.batch.processes import Processes
from attrib.batch.report import Progress, Report
from attrib.batch.runner import carry_out
from attrib.batch.worker import Extractor, Task, Work
from attrib.errors import ModelError
from attrib.records import Attribution, Extent, QuotationType

RULE = re.compile(r"(?:(\w+) )?(said) ([^.\n]+)\.")


def find(text: str) -> list[Attribution]:
    """The attributions of a text; some words in it make trouble."""
    if "CRASH" in text and multiprocessing.parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    if "HANG" in text:
        time.sleep(60)
    if "RAISE" in text:
        raise ValueError("two\nlines")

    def extent(match: re.Match[str], group: int) -> Extent | None:
        return None if match[group] is None else Extent.cut(text, (match.span(group),))

    return [
        Attribution(f"a{i}", QuotationType.INDIRECT, extent(m, 3), extent(m, 2), extent(m, 1), score=0.5)
        for i, m in enumerate(RULE.finditer(text))
    ]


def open_stand_in() -> Extractor:
    return lambda texts: [find(text) for text in texts]


def open_nothing() -> Extractor:
    raise ModelError(Path("model"), "it is not there")


def die() -> Extractor:
    os._exit(7)


class Inline:
    """A pool without processes."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._extract = work.open_extractor()
        self._tasks: list[Task] = []

    def has_room(self) -> bool:
        return not self._tasks

    def send(self, task: Task) -> None:
        self._tasks.append(task)

    def wait(self) -> list[Outcome]:
        return [Outcome(task, self._work.do(task, self._extract)) for task in [self._tasks.pop()]]

    def close(self) -> None:
        """Nothing to close."""


def inline(plan: Plan) -> Pool:
    return Inline(plan.work)


def processes(plan: Plan) -> Pool:
    return Processes(plan.work, plan.options.jobs or 1, plan.options.timeout)


def run(
    source: Any,
    sink: str | Path,
    pool: Callable[[Plan], Pool] = inline,
    opener: Callable[[], Extractor] = open_stand_in,
    **options: Any,
) -> tuple[Report, list[str], list[Progress]]:
    """Run with the stand-in; the report, and what was said on the way."""
    said: list[str] = []
    seen: list[Progress] = []
    plan = make_plan(source, Path(sink), Options(**options))
    plan = replace(plan, work=replace(plan.work, open_extractor=partial(opener)))
    return carry_out(plan, pool, said.append, seen.append), [*plan.notes, *said], seen
