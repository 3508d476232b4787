"""Options that commands which read text files share."""

from pathlib import Path
from typing import Annotated

import typer

from attrib.cli.formats import Format

Files = Annotated[list[str] | None, typer.Argument(metavar="FILES", help="Text in UTF-8; '-' or none: stdin.")]
Form = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="Default: table on a terminal, jsonl elsewhere, or what -o ends in."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to this .jsonl, .json, .csv or .txt file."),
]
Model = Annotated[
    str | None,
    typer.Option("--model", "-m", metavar="MODEL", help="Name or folder; default: the one that ships with attrib."),
]
Nested = Annotated[bool, typer.Option("--nested", help="Look inside contents too: who says that who says.")]
