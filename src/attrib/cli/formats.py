"""How `attrib extract` writes records: as a table to read, as JSON lines, as one JSON array, as CSV."""

import csv
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Final, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from attrib.cli.streams import one_line, to_json
from attrib.records import Attribution, Extent, Modality, Polarity
from attrib.scoring import ROLES

Results = Iterable[tuple[str, list[Attribution]]]
"""Records by file, in the order in which they are to be written."""

STDIN: Final = "-"
FILE_WIDTH: Final = 100
"""Columns of a table that is written to a file."""

INDENT: Final = 2
"""Columns that a nested attribution is set in."""

NOTHING: Final = "—"


class Format(StrEnum):
    """How records are written."""

    TABLE = "table"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"


AROUND: Final = ("addressee", "medium", "time", "place")

FORMATS: Final = {".txt": Format.TABLE, ".jsonl": Format.JSONL, ".json": Format.JSON, ".csv": Format.CSV}
"""The format of an output file by its suffix."""


def write_jsonl(results: Results, stream: TextIO) -> None:
    """One attribution a line."""
    for file, records in results:
        stream.writelines(to_json(_row(file, record), stream) + "\n" for record in records)
        stream.flush()


def write_json(results: Results, stream: TextIO) -> None:
    """One array, indented."""
    before = "[\n"
    for file, records in results:
        for record in records:
            row = to_json(_row(file, record), stream, indent=2).replace("\n", "\n  ")
            stream.write(f"{before}  {row}")
            before = ",\n"
        stream.flush()
    stream.write("[]\n" if before == "[\n" else "\n]\n")


def write_csv(results: Results, stream: TextIO) -> None:
    """A head line and one attribution a line; the parts of an extent as "3-10 14-20", several speakers as "A; B"."""
    how = ("act", "polarity", "modality", "tense", "stance")
    offsets = [f"{role}_{what}" for role in ROLES for what in ("start", "end", "parts")]
    writer = csv.writer(stream)
    head = ["file", "id", "parent", "depth", "type", "score", *ROLES, "speakers", "speaker_kinds", *offsets]
    writer.writerow([*head, *how, *AROUND])
    for file, records in results:
        for record in records:
            extents = [getattr(record, role) for role in ROLES]
            texts = [extent.text if extent else "" for extent in extents]
            places = [cell for extent in extents for cell in _places(extent)]
            who = ["; ".join(speaker.label for speaker in record.speakers)]
            who.append("; ".join(speaker.kind.value for speaker in record.speakers))
            said = [getattr(record, field) or "" for field in how]
            around = [extent.text if (extent := getattr(record, field)) else "" for field in AROUND]
            what = [record.id, record.parent or "", record.depth, record.type.value, record.score]
            writer.writerow([file, *what, *texts, *who, *places, *said, *around])
        stream.flush()


def write_table(results: Results, stream: TextIO, *, titled: bool, width: int | None = None) -> None:
    """A table a file, and how many there are in a line below; coloured where the stream is a terminal.

    `titled` puts the file's name above its table. `width` is that of the terminal unless given.
    """
    console = Console(file=stream, width=width, color_system="auto" if width is None else None, highlight=False)
    for file, records in results:
        name = "standard input" if file == STDIN else one_line(file)
        if records:
            console.print(_table(records, name if titled else None, console.width))
        console.print(Text(_summary(len(records), name), style="dim"), soft_wrap=True)
        if titled:
            console.print()


WRITERS: Final[dict[Format, Callable[[Results, TextIO], None]]] = {
    Format.JSONL: write_jsonl,
    Format.JSON: write_json,
    Format.CSV: write_csv,
}


def _row(file: str, record: Attribution) -> dict[str, Any]:
    return {"file": file, **record.to_dict()}


def _places(extent: Extent | None) -> tuple[int | str, int | str, str]:
    if extent is None:
        return "", "", ""
    return extent.start, extent.end, " ".join(f"{start}-{end}" for start, end in extent.parts)


def _table(records: list[Attribution], title: str | None, width: int) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, leading=1)
    table.title, table.title_justify = title and Text(title, "bold"), "left"
    table.add_column("who", style="bold cyan", max_width=width // 5, overflow="fold")
    table.add_column("cue", style="magenta", max_width=width // 7, overflow="fold")
    table.add_column("what", overflow="fold")
    with_facts = any(record.act for record in records)
    if with_facts:
        table.add_column("how", overflow="fold")
    table.add_column("type", style="dim", no_wrap=True)
    table.add_column("confidence", style="dim", no_wrap=True, justify="right")
    for record in records:
        source, cue, content = (_cell(extent) for extent in (record.source, record.cue, record.content))
        who = Padding(_with_names(source, record), (0, 0, 0, INDENT * record.depth))
        how = [_how(record)] if with_facts else []
        table.add_row(who, cue, content, *how, record.type.value, f"{record.score:.2f}")
    return table


def _how(record: Attribution) -> Text:
    """The act; below it that it was not said, or not in fact, where that is so."""
    lines = Text(record.act or NOTHING, "dim")
    if record.polarity is Polarity.NEGATIVE:
        lines.append("\nnot said", "not dim bold red")
    if record.modality not in (None, Modality.ACTUAL):
        lines.append(f"\n{record.modality}", "not dim yellow")
    return lines


def _cell(extent: Extent | None) -> Text:
    return Text(NOTHING, "not bold dim") if extent is None else Text(one_line(extent.text))


def _with_names(source: Text, record: Attribution) -> Text:
    """A source as written, and below it the names of its speakers where it does not give them itself."""
    names = [
        speaker.name for speaker in record.speakers if speaker.name and speaker.name.lower() not in source.plain.lower()
    ]
    return source.append("".join(f"\n= {one_line(name)}" for name in names), "not bold") if names else source


def _summary(count: int, name: str) -> str:
    if count == 0:
        return f"No attributions found in {name}."
    return f"{count} attribution{'' if count == 1 else 's'} in {name}"
