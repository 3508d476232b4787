"""`attrib run`: a corpus in, a file or database of records out, with a journal between them."""

import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from attrib import batch
from attrib.batch.plan import MAX_CHARS, TIMEOUT, Engine, Options
from attrib.batch.report import Progress as Figures
from attrib.batch.report import Report
from attrib.batch.runner import Tell, Watch
from attrib.batch.writers import Rows
from attrib.cli.options import Nested
from attrib.cli.streams import one_line

SECONDS_BETWEEN_LINES: Final = 10.0
"""In a log; a terminal has a bar that moves."""


def run(
    sources: Annotated[
        list[str], typer.Argument(metavar="INPUT...", help="Files, folders, archives; '-': JSON lines from stdin.")
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="A new .jsonl, .csv, .parquet, .sqlite … file."),
    ],
    text_field: Annotated[str | None, typer.Option("--text-field", metavar="NAME", help="Field with the text.")] = None,
    id_field: Annotated[str | None, typer.Option("--id-field", metavar="NAME", help="Field with the id.")] = None,
    keep: Annotated[
        str, typer.Option("--keep", metavar="NAMES", help="Fields that go with each record: date,outlet.")
    ] = "",
    glob: Annotated[
        str | None, typer.Option("--glob", metavar="PATTERN", help="Which files of folders: '2024/*.txt'.")
    ] = None,
    rows: Annotated[Rows | None, typer.Option("--rows", help="What a row is; default: attributions.")] = None,
    model: Annotated[str | None, typer.Option("--model", "-m", metavar="MODEL", help="Name or folder.")] = None,
    min_score: Annotated[
        float, typer.Option("--min-score", metavar="0..1", min=0, max=1, help="Leave out lower scores.")
    ] = 0.0,
    nested: Nested = False,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Only the first N documents.")
    ] = None,
    sample: Annotated[
        float | None, typer.Option("--sample", metavar="0..1", min=0, max=1, help="Only this share of them.")
    ] = None,
    shard: Annotated[str | None, typer.Option("--shard", metavar="I/N", help="Only the I-th of N shares.")] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes; default: one a processor.")
    ] = None,
    max_chars: Annotated[
        int, typer.Option("--max-chars", metavar="N", min=1, help="A longer document fails.")
    ] = MAX_CHARS,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="A slower document fails.")
    ] = TIMEOUT,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Read documents again that failed before.")
    ] = False,
    engine: Annotated[Engine, typer.Option("--engine", help="What works.")] = Engine.PROCESSES,
    address: Annotated[
        str | None, typer.Option("--address", metavar="ADDRESS", help="Of a Ray cluster, with --engine ray.")
    ] = None,
) -> None:
    """Find who said what in a whole corpus.

    Reads .txt, .md, .html, .jsonl, .json, .csv, .tsv, .parquet and Arrow files,
    plain, compressed or in archives, and folders of them. Writes .jsonl, .csv,
    .tsv (also .gz and the like), .parquet, .sqlite, .duckdb or .spacy.

    Broken off, the same command goes on: what has been found stands in
    FILE.journal. Documents that cannot be read stand with the reason in
    FILE.failed.jsonl; the exit status is then 1.

    Examples:
      attrib run articles/ --output records.parquet
      attrib run dump.jsonl.zst --text-field body --keep date -o found.jsonl.gz
      attrib run dump.csv -o found.sqlite --jobs 4 --sample 0.01
      attrib run dump.csv -o found.sqlite --jobs 4 --sample 0.01 --retry-failed
    """
    if address is not None and engine is not Engine.RAY:
        raise typer.BadParameter("is that of a Ray cluster: give --engine ray too", param_hint="--address")
    options = Options(
        text_field=text_field,
        id_field=id_field,
        keep=tuple(name.strip() for name in keep.split(",") if name.strip()),
        glob=glob,
        rows=rows,
        model=model,
        min_score=min_score,
        nested=nested,
        limit=limit,
        sample=sample,
        shard=_read_shard(shard),
        max_chars=max_chars,
        timeout=timeout,
        jobs=jobs,
        retry_failed=retry_failed,
        engine=engine,
        address=address,
    )
    with show_progress(Console(stderr=True, highlight=False)) as (tell, watch):
        report = batch.run(sources, output, options, tell=tell, watch=watch)
    sys.stdout.write(format_report(report))
    if report.failed:
        raise typer.Exit(1)


def format_report(report: Report) -> str:
    """A few lines: how much was read and found, of which types, from whom, and where to look."""
    found = f"{report.attributions} attributions in {report.documents} documents ({report.words} words)"
    lines = [f"{one_line(str(report.output))}: {found}", *_counts("by type", report.types)]
    lines += _counts("most from", report.speakers)
    if report.failures:
        lines.append(f"failed: {report.failed}, see {one_line(str(report.failures))}; --retry-failed tries them again")
    return "\n".join(lines) + "\n"


def _counts(title: str, counts: Mapping[str, int]) -> list[str]:
    """A line of names and numbers, if there are any."""
    spelled = ", ".join(f"{one_line(name)} {count}" for name, count in counts.items())
    return [f"{title}: {spelled}"] if counts else []


def _read_shard(shard: str | None) -> tuple[int, int] | None:
    """The numbers in "3/8"."""
    if shard is None:
        return None
    match = re.fullmatch(r"(\d+)/(\d+)", shard)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise typer.BadParameter(f"'{shard}' is not I/N with I from 1 to N, such as 3/8", param_hint="--shard")
    return int(match[1]), int(match[2])


@contextmanager
def show_progress(console: Console) -> Iterator[tuple[Tell, Watch]]:
    """Where sentences and figures go: to a bar that moves, or in a log a line now and then."""
    if not console.is_terminal:
        lines = _Lines(console)
        yield lines.tell, lines.watch
        return
    columns = [SpinnerColumn(), BarColumn(), TextColumn("{task.description}", markup=False)]
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("loading the model", total=None)

        def move(figures: Figures) -> None:
            total = None if figures.share is None else 1.0
            bar.update(task, description=describe(figures), completed=figures.share or 0.0, total=total)

        yield lambda sentence: _say(console, sentence), move


class _Lines:
    """A log: every sentence, and figures every ten seconds."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = time.monotonic()

    def tell(self, sentence: str) -> None:
        """Write a sentence."""
        _say(self._console, sentence)

    def watch(self, figures: Figures) -> None:
        """Write figures if it is time."""
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            _say(self._console, describe(figures))


def _say(console: Console, sentence: str) -> None:
    console.print(Text(f"attrib: {one_line(sentence)}"), soft_wrap=True)


def describe(figures: Figures) -> str:
    """How far a run is, in one line."""
    parts = [
        f"{figures.resumed + figures.documents} documents",
        f"{figures.words_per_second:.0f} words/s",
        f"{figures.attributions} attributions",
        f"{figures.failed} failed",
    ]
    left = figures.seconds_left
    return ", ".join(parts if left is None else [*parts, f"{timedelta(seconds=round(left))} left"])
