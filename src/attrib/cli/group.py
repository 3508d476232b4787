"""What all commands share in how they end: errors in one line, pipes that close, terminals of any encoding."""

import io
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from attrib.cli.streams import complain
from attrib.errors import AttribError


class CommandGroup(TyperGroup):
    """The commands of attrib."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; what stdout cannot encode is written as an escape."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error that is no bug is told in one line."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_stdout()
        except AttribError as error:
            complain(str(error))
        except OSError as error:
            complain(_describe(error))
            if error.filename is None:
                _drop_stdout()
        else:
            return result
        raise typer.Exit(1)


def _describe(error: OSError) -> str:
    if error.strerror is None:
        return str(error)
    return f"{error.filename or 'standard output'}: {error.strerror}"


def _drop_stdout() -> None:
    """Let what Python still holds for stdout go nowhere, or it complains on leaving."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
