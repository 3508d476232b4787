"""From the journal to the files that people see. Each appears whole, in place of an older one, or not at all."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrib.batch.journal import Journal
from attrib.batch.plan import Plan
from attrib.batch.report import Report, beside
from attrib.batch.writers import Layout, Rows
from attrib.errors import OutputError

TOP: Final = 10
"""Speakers that a report names."""


def publish(journal: Journal, plan: Plan) -> Report:
    """Write the output, what failed, and the texts that the input does not hold; the output comes last.

    Raises:
        OutputError: a file cannot be written; the journal is as it was.
    """
    output, options = plan.output, plan.options
    types = journal.meta_types(options.keep)
    layout = Layout(options.rows or Rows.ATTRIBUTIONS, types, plan.model, plan.model_version)
    _publish_lines(beside(output, "failed.jsonl"), journal.failed())
    _publish_lines(beside(output, "texts.jsonl"), iter(()) if plan.writer.has_text else journal.texts())
    with _appearing(output) as aside:
        plan.writer.write(journal.read(types), aside, layout)
    return Report(
        output=output,
        documents=journal.count("1"),
        words=journal.count("words"),
        attributions=journal.count("attributions"),
        failed=journal.count_failed(),
        types=journal.tally("types", TOP),
        speakers=journal.tally("speakers", TOP),
    )


def _publish_lines(path: Path, rows: Iterator[Mapping[str, str]]) -> None:
    """JSON lines; no file where there are none."""
    first = next(rows, None)
    if first is None:
        path.unlink(missing_ok=True)
        return
    with _appearing(path) as aside, aside.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(first, ensure_ascii=False) + "\n")
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """A place to write to, in a folder beside `path`, whose file comes to stand at `path` when it is written."""
    folder = beside(path, "part")
    try:
        shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed here
        folder.mkdir()
        aside = folder / path.name
        yield aside
        with aside.open("rb+") as stream:
            os.fsync(stream.fileno())
        aside.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise OutputError(
            path, f"cannot be written: {error}. When that is mended, the same command goes on."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
