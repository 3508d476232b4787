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
        Path | None, typer.Option("--model", "-m", metavar="FOLDER", help="Default: the model that ships with attrib.")
    ] = None,
    form: Annotated[InfoFormat, typer.Option("--format", "-f", help="How to write it.")] = InfoFormat.TABLE,
) -> None:
    """Show versions, and what a model says of itself.

    That is what it was trained on, when, under which licences, and how well it
    does; --format json shows all of it.

    Examples:
      attrib info
      attrib info --model runs/en_attrib --format json
    """
    values: dict[str, Any] = {"versions": _versions()}
    try:
        values |= _read_model(model)
    finally:
        if form is InfoFormat.JSON:
            print_json(values)
        else:
            _print_table(values)


def _read_model(path: Path | None) -> dict[str, Any]:
    from attrib import api

    path = api.model_path(path)
    meta = api.check_meta(path)
    model = {
        "name": f"{meta.get('lang', '')}_{meta.get('name', '')}",
        "version": meta.get("version", ""),
        "path": str(path),
        "size_mb": round(_size(path) / 1e6, 1),
    }
    return {"model": model, "attrib": meta["attrib"]}


def _versions() -> dict[str, str]:
    packages = {name: version(name) for name in ("attrib", "spacy", "onnxruntime")}
    return packages | {"python": platform.python_version()}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _print_table(values: dict[str, Any]) -> None:
    about = values.pop("attrib", {})
    values |= {key: about[key] for key in SHOWN if key in about}
    grid = Table.grid(padding=(0, 3, 0, 0))
    for style in ("bold", "cyan", ""):
        grid.add_column(style=style, overflow="fold")
    for title, value in values.items():
        for i, (key, text) in enumerate(_lines(value)):
            grid.add_row(*(Text(one_line(cell)) for cell in (title if i == 0 else "", key, text)))
    Console(file=sys.stdout, highlight=False).print(grid)


def _lines(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """A line a leaf; the keys that lead to it are joined by blanks."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _lines(inner, f"{key} {name}".strip())
    elif isinstance(value, list):
        for inner in value:
            yield from _lines(inner, key)
    else:
        yield key, str(value)
