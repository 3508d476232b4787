"""`attrib diff`: what two texts attribute differently."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, TextIO

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from attrib.cli.extract import read_text
from attrib.cli.formats import FILE_WIDTH, NOTHING
from attrib.cli.options import Model
from attrib.cli.streams import one_line, open_output, to_json
from attrib.records import Attribution

CHANGES: Final = {
    "speaker": "other speaker",
    "act": "other act",
    "polarity": "other polarity",
    "wording": "altered quotation",
}
"""The fields of a `Difference` that hold pairs, as they are shown."""


class Form(StrEnum):
    """How differences are written."""

    TABLE = "table"
    JSON = "json"


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="Text in UTF-8: an agency's piece, say.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Another one: its rewrite. '-' is stdin.")],
    form: Annotated[Form | None, typer.Option("--format", "-f", help="Default: table, or what -o ends in.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this .json or .txt file.")
    ] = None,
    model: Model = None,
) -> None:
    """Show what two texts attribute differently.

    What is attributed in A alone (dropped), in B alone (added), to another
    speaker, as another act, said or not said; and direct quotations in B of
    words that A does not quote so. The exit status is 0 either way.

    Examples:
      attrib diff agency.txt rewrite.txt
      attrib diff agency.txt rewrite.txt --format json
    """
    from attrib import api

    texts = [read_text(name) for name in (before, after)]
    with open_output(output) as stream:
        found = api.diff(*texts, model=model)
        if form is Form.JSON or (form is None and output is not None and output.suffix == ".json"):
            stream.write(to_json(found.to_dict(), stream, indent=2) + "\n")
        else:
            _write_table(list(_rows(found)), stream, width=FILE_WIDTH if output else None)


def _rows(found: Any) -> Iterator[tuple[str, Attribution | None, Attribution | None]]:
    """What each difference is, with the records before and after."""
    for field, change in CHANGES.items():
        yield from ((change, pair.before, pair.after) for pair in getattr(found, field))
    yield from (("dropped", record, None) for record in found.dropped)
    yield from (("added", None, record) for record in found.added)


def _write_table(
    rows: list[tuple[str, Attribution | None, Attribution | None]], stream: TextIO, *, width: int | None
) -> None:
    console = Console(file=stream, width=width, color_system="auto" if width is None else None, highlight=False)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, leading=1)
    table.add_column("", style="bold magenta", max_width=10)
    for column in ("A", "B"):
        table.add_column(column, ratio=1, overflow="fold")
    for change, *records in rows:
        table.add_row(change, *map(_told, records))
    if rows:
        console.print(table)
    summary = f"{len(rows)} difference{'' if len(rows) == 1 else 's'}" if rows else "No differences found."
    console.print(Text(summary, style="dim"), soft_wrap=True)


def _told(record: Attribution | None) -> Text:
    """Who says it, how, and what, in one cell."""
    if record is None:
        return Text(NOTHING, "dim")
    who = ", ".join(speaker.label for speaker in record.speakers) or (record.source.text if record.source else NOTHING)
    cue = f" {one_line(record.cue.text)}" if record.cue else ""
    return Text.assemble((one_line(who), "bold cyan"), (cue, "magenta"), "\n" + one_line(record.content.text))
