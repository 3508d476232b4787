"""`attrib train`: gold files in, a model out."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from attrib.cli.streams import complain

Report = Callable[[str, dict[str, Any]], None]

STEP: Final = "step"
"""The kind of report that moves the progress bar; has the values "step" and "of"."""


class Device(StrEnum):
    """What computes."""

    CPU = "cpu"
    CUDA = "cuda"


def train(
    config: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="CONFIG", help="Recipe of the model.")],
    data: Annotated[
        Path, typer.Option("--data", exists=True, file_okay=False, metavar="FOLDER", help="Where the gold files are.")
    ],
    out: Annotated[Path, typer.Option("--out", file_okay=False, metavar="FOLDER", help="Where to write the model.")],
    start: Annotated[
        Path | None,
        typer.Option(
            "--start",
            exists=True,
            file_okay=False,
            metavar="MODEL",
            help="Begin with the weights of a '…_trf' model; learn what it says of texts without gold.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="In place of the recipe's.", show_default=False)
    ] = None,
    device: Annotated[Device, typer.Option("--device", help="What computes.")] = Device.CPU,
    epochs: Annotated[
        int | None, typer.Option("--epochs", metavar="N", min=1, help="In place of the recipe's.", show_default=False)
    ] = None,
) -> None:
    """Train a model.

    The same command goes on with a training that was broken off. Needs PyTorch,
    which comes with the extra 'train' of attrib.

    Examples:
      attrib train models/en_attrib.cfg --data data --out runs
      attrib train models/en_attrib.cfg --data data --out runs --device cuda
    """
    try:
        from attrib.training import run

        with _progress(Console(stderr=True, highlight=False)) as report:
            run.train(config, data, out, start=start, seed=seed, device=device.value, epochs=epochs, report=report)
    except ImportError as error:
        if (error.name or "attrib").partition(".")[0] == "attrib":
            raise
        complain(f"training needs {error.name}, which is not installed: pip install 'attrib[train]'")
        raise typer.Exit(1) from error


@contextmanager
def _progress(console: Console) -> Iterator[Report]:
    """What to report to: moves a bar on a terminal, else writes lines."""
    if not console.is_terminal:
        yield lambda kind, values: console.print(Text(_describe(kind, values)), soft_wrap=True)
        return
    columns = [TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("training", total=None)

        def report(kind: str, values: dict[str, Any]) -> None:
            if kind == STEP:
                rest = {name: value for name, value in values.items() if name not in (STEP, "of")}
                bar.update(task, description=_describe("", rest), completed=values[STEP], total=values["of"])
            else:
                bar.console.print(Text(_describe(kind, values)))

        yield report


def _describe(kind: str, values: Mapping[str, float | str]) -> str:
    """In one line: "epoch  epoch 1  of 6"."""

    def spell(value: float | str) -> str:
        if isinstance(value, str):
            return value
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"

    return "  ".join([kind, *(f"{name} {spell(value)}" for name, value in values.items())]).strip()
