"""`attrib info`: versions, and what a model says of itself."""

import platform
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from attrib.cli.streams import one_line, print_json

SHOWN: Final = ("trained", "encoder", "data", "licences", "scores")
"""Keys of the "attrib" object of a model's meta.json that the table shows; JSON gives all."""


class InfoFormat(StrEnum):
    """How the information is written."""

    TABLE = "table"
    JSON = "json"


def info(
    model: Annotated[
        Path | None, typer.Option("--model", "-m", help="Folder of a model; default: the one that ships with attrib.")
    ] = None,
    form: Annotated[InfoFormat, typer.Option("--format", "-f", help="How to write it.")] = InfoFormat.TABLE,
) -> None:
    """Show versions, and what the model was trained on and how well it does.

    Examples:
      attrib info
      attrib info --model runs/en_attrib --format json
    """
    from attrib import api

    path = model or api.default_model_path()
    meta = api.check_meta(path)
    values = {
        "versions": _versions(),
        "model": {
            "name": f"{meta['lang']}_{meta['name']}",
            "version": meta["version"],
            "path": str(path),
            "size in MB": round(_size(path) / 1e6, 1),
        },
    }
    about = meta["attrib"]
    if form is InfoFormat.JSON:
        print_json(values | {"attrib": about})
    else:
        _print_table(values | {key: about[key] for key in SHOWN if key in about})


def _versions() -> dict[str, str]:
    packages = {name: version(name) for name in ("attrib", "spacy", "onnxruntime")}
    return packages | {"python": platform.python_version()}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _print_table(values: Mapping[str, Any]) -> None:
    console = Console(file=sys.stdout, highlight=False)
    for title, value in values.items():
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="cyan")
        grid.add_column(overflow="fold")
        for key, text in _lines(value):
            grid.add_row(Text(one_line(key)), Text(one_line(text)))
        console.print(Text(one_line(title), style="bold"), grid, sep="\n")


def _lines(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """A line a leaf; the keys that lead to it are joined by blanks."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _lines(inner, f"{key} {name}".strip())
    elif isinstance(value, list):
        for inner in value:
            yield from _lines(inner, key)
    else:
        yield f"  {key}", str(value)
