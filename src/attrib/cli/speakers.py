"""`attrib speakers`: who speaks in a text, each once."""

import csv
from collections.abc import Iterable
from typing import Any, Final, TextIO

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from attrib.cli.extract import Texts, default_format, piped_stdin
from attrib.cli.formats import FILE_WIDTH, STDIN, Format
from attrib.cli.options import Files, Form, Model, Output
from attrib.cli.streams import one_line, open_output, to_json

COLUMNS: Final = ("label", "kind", "role", "affiliation", "gender_as_written", "attributions", "aliases")

Found = Iterable[tuple[str, list[Any]]]
"""Entries of `attrib.roster` by file."""


def speakers(
    files: Files = None,
    form: Form = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """List who speaks in text files.

    Each speaker once a file, who has most attributions first, with the other
    ways in which the text calls them, and their role as the text gives it.

    Examples:
      attrib speakers article.txt
      attrib speakers news/*.txt -o speakers.csv
    """
    names = files or [piped_stdin()]
    form = form or default_format(output)
    texts = Texts(names)
    with open_output(output) as stream:
        found = _find(texts, model)
        if form is Format.TABLE:
            _write_table(found, stream, titled=len(names) > 1, width=FILE_WIDTH if output else None)
        elif form is Format.CSV:
            _write_csv(found, stream)
        else:
            _write_json(found, stream, whole=form is Format.JSON)
    if texts.failed:
        raise typer.Exit(1)


def _find(texts: Texts, model: str | None) -> Found:
    from attrib import api
    from attrib.roster import list_speakers

    for records in api.pipe(texts, model=model):
        yield texts.names.popleft(), list_speakers(records)


def _write_json(found: Found, stream: TextIO, *, whole: bool) -> None:
    rows = ({"file": file, **entry.to_dict()} for file, entries in found for entry in entries)
    if whole:
        stream.write(to_json(list(rows), stream, indent=2) + "\n")
        return
    for row in rows:
        stream.write(to_json(row, stream) + "\n")


def _write_csv(found: Found, stream: TextIO) -> None:
    writer = csv.writer(stream)
    writer.writerow(["file", *COLUMNS, "first_start"])
    for file, entries in found:
        for entry in entries:
            writer.writerow([file, *_cells(entry), entry.first.start])


def _write_table(found: Found, stream: TextIO, *, titled: bool, width: int | None) -> None:
    console = Console(file=stream, width=width, color_system="auto" if width is None else None, highlight=False)
    for file, entries in found:
        table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
        table.title, table.title_justify = Text(one_line(file), "bold") if titled else None, "left"
        for name, style in (("who", "bold cyan"), ("kind", "dim"), ("role", ""), ("of", ""), ("", "dim"), ("said", "")):
            table.add_column(name, style=style, overflow="fold")
        table.add_column("also", style="magenta", overflow="fold")
        for entry in entries:
            table.add_row(*(Text(one_line(cell)) for cell in _cells(entry)))
        if entries:
            console.print(table)
        name = "standard input" if file == STDIN else one_line(file)
        summary = f"{len(entries)} speaker{'' if len(entries) == 1 else 's'} in {name}"
        console.print(Text(summary, style="dim"), soft_wrap=True)


def _cells(entry: Any) -> list[str]:
    """The entry's columns, in their order, as text."""
    values = [entry.label, entry.kind.value, entry.role, entry.affiliation, entry.gender_as_written]
    return [value or "" for value in values] + [str(len(entry.attributions)), "; ".join(entry.aliases)]
