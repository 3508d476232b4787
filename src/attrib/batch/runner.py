"""Runs a plan: what the journal lacks is read, then the output is written."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from attrib.batch.dispatch import Pool, dispatch, make_tasks
from attrib.batch.journal import Journal
from attrib.batch.plan import Engine, Options, Plan, count_processors, make_plan
from attrib.batch.processes import Processes
from attrib.batch.publish import publish
from attrib.batch.report import Progress, Report
from attrib.batch.results import Result
from attrib.batch.worker import Positioned
from attrib.errors import OutputError

Tell = Callable[[str], None]
"""Takes sentences for the user."""

Watch = Callable[[Progress], None]
"""Takes numbers, after each task."""


def run(
    source: str | Path | Sequence[str | Path],
    sink: str | Path,
    options: Options | None = None,
    *,
    tell: Tell = lambda sentence: None,
    watch: Watch = lambda progress: None,
) -> Report:
    """Find the attributions of a corpus, and write them to a file whose name tells its form.

    `source` is a file, a folder, several of them, or "-" for JSON lines on standard input. Killed at any moment and
    called again, it goes on; called again when all is done, it gives the report and does nothing. It starts processes
    afresh, so a script must call it under `if __name__ == "__main__":`.

    Raises:
        OutputError: the output cannot be written, or is there already.
        OutputBusy: another run is writing it.
        RunDiffers: it was begun with another input, model or option.
        InputError, FieldNotFound: there is nothing to read, or not the fields to read.
        LibraryMissing: a form needs a library that is not installed.
        ModelNotFound, ModelError, WorkerError: there is no model, or no process can load it.
    """
    plan = make_plan(source, Path(sink), options or Options())
    for note in plan.notes:
        tell(note)
    return carry_out(plan, make_pool, tell, watch)


def carry_out(plan: Plan, make_pool: Callable[[Plan], Pool], tell: Tell, watch: Watch) -> Report:
    """Run a plan with whatever works."""
    with Journal(plan.output) as journal:
        journal.begin(plan.identity)
        if plan.options.retry_failed:
            tell(f"documents that failed and are read again: {journal.forget_failed()}")
        if journal.finished is not None:
            return _recall(plan, journal.finished, tell)
        _read(plan, journal, make_pool, watch)
        journal.mark_repeated()
        tell(f"writing {plan.output}")
        report = publish(journal, plan)
        journal.finish(report.to_json())
    return report


def make_pool(plan: Plan) -> Pool:
    """What the options say shall work."""
    options = plan.options
    if options.engine is Engine.RAY:
        from attrib.batch.actors import Actors

        return Actors(plan.work, options.jobs, options.timeout, options.address)
    return Processes(plan.work, options.jobs or count_processors(), options.timeout)


def _recall(plan: Plan, report: str, tell: Tell) -> Report:
    if not plan.output.exists():
        raise OutputError(plan.output, f"was finished and is gone; delete '{plan.output}.journal' to begin anew")
    tell(f"{plan.output} is done already")
    return Report.from_json(plan.output, report)


def _read(plan: Plan, journal: Journal, make_pool: Callable[[Plan], Pool], watch: Watch) -> None:
    """Put the results of all documents into the journal that are not there yet."""
    undone = _Undone(plan, journal)
    tasks = make_tasks(undone)
    first = next(tasks, None)
    if first is None:
        return
    meter = _Meter(plan, undone)
    pool = make_pool(plan)
    try:
        for results in dispatch(chain([first], tasks), pool, plan.work):
            journal.add(results)
            watch(meter.count(results))
    finally:
        pool.close()


class _Undone:
    """The entries that the options choose and the journal lacks; `passed` counts those that it has."""

    def __init__(self, plan: Plan, journal: Journal) -> None:
        self._plan = plan
        self._journal = journal
        self.passed = 0

    def __iter__(self) -> Iterator[Positioned]:
        for position, entry in islice(_chosen(self._plan), self._plan.options.limit):
            if self._journal.has(position):
                self.passed += 1
            else:
                yield position, entry


class _Meter:
    """Adds up results since it was made."""

    def __init__(self, plan: Plan, undone: _Undone) -> None:
        self._plan = plan
        self._undone = undone
        self._started = time.monotonic()
        self._documents = self._words = self._attributions = self._failed = 0
        self._share_before = self._share() or 0.0

    def count(self, results: Sequence[Result]) -> Progress:
        """Add some, and say where the run is."""
        self._documents += len(results)
        self._words += sum(result.words for result in results)
        self._attributions += sum(result.attributions for result in results)
        self._failed += sum(result.reason is not None for result in results)
        return Progress(
            documents=self._documents,
            words=self._words,
            attributions=self._attributions,
            failed=self._failed,
            resumed=self._undone.passed,
            seconds=time.monotonic() - self._started,
            share=self._share(),
            share_before=self._share_before,
        )

    def _share(self) -> float | None:
        corpus, limit = self._plan.corpus, self._plan.options.limit
        shares = [corpus.read / corpus.total] if corpus.total else []
        if limit:
            shares.append((self._documents + self._undone.passed) / limit)
        return min(1.0, max(shares)) if shares else None


def _chosen(plan: Plan) -> Iterator[Positioned]:
    """The entries of the sample and the shard. Chance comes from an entry's place, so that it never changes."""
    options = plan.options
    for position, entry in plan.corpus:
        chance = hashlib.blake2b(entry.place.encode(), digest_size=8).digest()
        first, second = int.from_bytes(chance[:4], "big"), int.from_bytes(chance[4:], "big")
        if options.sample is not None and first >= options.sample * (1 << 32):
            continue
        if options.shard is not None and second % options.shard[1] != options.shard[0] - 1:
            continue
        yield position, entry
