"""Where the command line writes: stdout, stderr, the file of `--output`."""

import codecs
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TextIO

import typer

from attrib.errors import AttribError

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def one_line(text: str) -> str:
    """The text as a terminal may show it: white space collapsed, control characters and lone surrogates as U+FFFD."""
    return _CONTROL.sub("\ufffd", " ".join(text.split()))


def complain(message: str) -> None:
    """Tell the user what went wrong."""
    typer.echo(f"attrib: {one_line(message)}", err=True)


def to_json(value: Any, stream: TextIO, indent: int | None = None) -> str:
    """As JSON that the stream can encode: plain where it is UTF-8, else with escapes."""
    plain = codecs.lookup(stream.encoding or "utf-8").name == "utf-8"
    return json.dumps(value, ensure_ascii=not plain, indent=indent)


def print_json(value: Any) -> None:
    """To stdout, indented."""
    sys.stdout.write(to_json(value, sys.stdout, indent=2) + "\n")


@contextmanager
def open_output(path: Path | None) -> Iterator[TextIO]:
    """Stdout, or a file that takes the place of `path` once it is whole.

    What is no regular file, such as /dev/null, is written to as it is.

    Raises:
        OSError: it cannot be written; names the file.
    """
    if path is None:
        yield sys.stdout
        return
    replaces = path.is_file() or not path.exists()
    target = path.resolve()
    aside = target.with_name(f".attrib-{os.getpid()}.part") if replaces else path
    try:
        with aside.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            yield stream
        if replaces:
            if target.exists():
                shutil.copymode(target, aside)
            aside.replace(target)
    except (AttribError, BrokenPipeError):
        raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        if replaces:
            with suppress(OSError):
                aside.unlink()
