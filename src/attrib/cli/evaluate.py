"""`attrib evaluate`: how well a model, or a file of predictions, does against gold."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from attrib.cli.streams import print_json
from attrib.scoring import Scorer

DEFAULT: Final = "default"
"""Names the model that ships with attrib."""


def evaluate(
    arguments: Annotated[
        list[str],
        typer.Argument(
            metavar="[MODEL] GOLD",
            help="Folder of a model, or 'default' for the one that ships with attrib; then a gold file of JSON lines.",
            show_default=False,
        ),
    ],
    predictions: Annotated[
        Path | None,
        typer.Option("--predictions", "-p", metavar="FILE", help="Score this file of JSON lines; no model runs."),
    ] = None,
    all_annotators: Annotated[
        bool, typer.Option("--all-annotators", help="Score against each annotator in turn, not the first alone.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Precision, recall and F1 by row, as JSON.")] = False,
) -> None:
    """Score a model against gold attributions.

    A line of GOLD is a JSON object with "doc_id", "text" and "attributions": a
    list of objects with "source", "cue" and "content", each of them a list of
    character offsets by twos, start and end. Predictions are such lines without
    "text"; a document that they lack counts as one without attributions.

    Examples:
      attrib evaluate default dev.jsonl
      attrib evaluate runs/en_attrib dev.jsonl --json
      attrib evaluate dev.jsonl --predictions theirs.jsonl
    """
    model, gold = _read_arguments(arguments, predictions)
    from attrib.evaluation import evaluate

    result = evaluate(gold, model=model, predictions=predictions, all_annotators=all_annotators)
    if result.seconds:
        speed = f"{result.words} words in {result.seconds:.1f} s: {result.words / result.seconds:.0f} words/s"
        typer.echo(speed, err=True)
    if as_json:
        table = result.scorer.table().items()
        print_json({row: [round(x, 2) for x in (s.precision, s.recall, s.f1)] for row, s in table})
    else:
        sys.stdout.write(format_scores(result.scorer) + "\n")


def format_scores(scorer: Scorer) -> str:
    """A head line, and a line a row of the table."""
    counts = scorer.counts
    head = f"{counts['documents']} documents, {counts['gold']} gold relations, {counts['predicted']} predicted"
    rows = (
        f"  {row:14s} P {score.precision:5.1f}  R {score.recall:5.1f}  F1 {score.f1:5.1f}"
        for row, score in scorer.table().items()
    )
    return "\n".join([head, *rows])


def _read_arguments(arguments: list[str], predictions: Path | None) -> tuple[Path | None, Path]:
    """The model, None for the default one, and the gold file."""
    if len(arguments) > 2:
        raise typer.BadParameter("give one model and one gold file", param_hint="[MODEL] GOLD")
    if len(arguments) == 2 and predictions is not None:
        raise typer.BadParameter("no model runs with --predictions: leave MODEL out", param_hint="[MODEL] GOLD")
    *models, gold = arguments
    named = [Path(model) for model in models if model != DEFAULT]
    return (named[0] if named else None), Path(gold)
