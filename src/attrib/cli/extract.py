"""`attrib extract`: files of text in, records out."""

import codecs
import sys
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from attrib.cli.formats import FILE_WIDTH, FORMATS, STDIN, WRITERS, Format, Results, write_table
from attrib.cli.options import Files, Form, Model, Nested, Output
from attrib.cli.streams import complain, open_output
from attrib.errors import InputError


def extract(
    files: Files = None,
    form: Form = None,
    output: Output = None,
    model: Model = None,
    gpu: Annotated[bool, typer.Option("--gpu", help="Compute on the GPU, with --model en_attrib_trf.")] = False,
    min_score: Annotated[
        float,
        typer.Option("--min-score", metavar="0..1", min=0, max=1, help="Leave out attributions with a lower score."),
    ] = 0.0,
    speakers: Annotated[
        bool, typer.Option("--speakers/--no-speakers", help="Whether to find out who the sources are; takes time.")
    ] = True,
    facts: Annotated[
        bool, typer.Option("--facts/--no-facts", help="Whether to find out how it was said: act, negation, to whom.")
    ] = True,
    nested: Nested = False,
    date: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="The day of the texts, to count 'on Sunday' from."),
    ] = None,
) -> None:
    """Find who said what in text files.

    Offsets count the characters of the decoded file from 0; a byte order mark
    is not counted, line ends are left as they are. A file that cannot be read
    is named on stderr and passed over; the exit status is then 1.

    Examples:
      attrib extract article.txt
      attrib extract news/*.txt -o found.csv
      attrib extract article.txt --min-score 0.8 --format json
      attrib extract article.txt --nested
      pdftotext report.pdf - | attrib extract
    """
    names = files or [piped_stdin()]
    form = form or default_format(output)
    texts = Texts(names)
    with open_output(output) as stream:
        options = {"speakers": speakers, "facts": facts, "nested": nested, "date": date and date.date()}
        results = _extract(texts, model, gpu=gpu, min_score=min_score, **options)
        if form is Format.TABLE:
            write_table(results, stream, titled=len(names) > 1, width=FILE_WIDTH if output else None)
        else:
            WRITERS[form](results, stream)
    if texts.failed:
        raise typer.Exit(1)


class Texts:
    """The texts of files; one that cannot be read is complained of and passed over.

    `names` are those of the texts that were given and not yet taken up again.
    """

    def __init__(self, files: list[str]) -> None:
        self.files = files
        self.names: deque[str] = deque()
        self.failed = False

    def __iter__(self) -> Iterator[str]:
        for name in self.files:
            try:
                text = read_text(name)
            except InputError as error:
                complain(str(error))
                self.failed = True
            else:
                self.names.append(name)
                yield text


def read_text(name: str) -> str:
    """The text of a file, or of stdin for '-', without a byte order mark; line ends are kept.

    Raises:
        InputError: it cannot be opened, or is not UTF-8.
    """
    source = "standard input" if name == STDIN else name
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise InputError(source, _reason(error)) from error
    text = data.removeprefix(codecs.BOM_UTF8)
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        offset = error.start + len(data) - len(text)
        reason = f"not UTF-8: byte 0x{data[offset]:02x} at offset {offset}; convert it first, for example with iconv"
        raise InputError(source, reason) from error


def _extract(texts: Texts, model: str | None, *, gpu: bool, **options: Any) -> Results:
    from attrib import api

    if gpu:
        api.use_gpu(model)
    for records in api.pipe(texts, model=model, **options):
        yield texts.names.popleft(), records


def _reason(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "no such file"
        case IsADirectoryError():
            return "is a folder; give the files in it"
        case PermissionError():
            return "no permission to read it"
        case _:
            return error.strerror or str(error)


def piped_stdin() -> str:
    """The name of stdin, if text is piped into it; else a complaint about usage."""
    if sys.stdin is None or sys.stdin.isatty():
        raise typer.BadParameter("give text files, or pipe text in: attrib extract article.txt", param_hint="FILES")
    return STDIN


def default_format(output: Path | None) -> Format:
    """The format that goes with where the output goes."""
    if output is None:
        return Format.TABLE if sys.stdout.isatty() else Format.JSONL
    if output.suffix.lower() not in FORMATS:
        endings = ", ".join(FORMATS)
        raise typer.BadParameter(f"'{output}' ends in none of {endings}; give --format too", param_hint="--output")
    return FORMATS[output.suffix.lower()]
