"""The command line: parses, calls the library, prints. Results to stdout, the rest to stderr.

Exit status 0: fine; 1: an error, told in one line; 2: wrong usage; 130: interrupted. spaCy is imported inside the
commands, so that `attrib --help` is quick.
"""

from importlib.metadata import version
from typing import Annotated

import typer

from attrib.cli import convert, diff, evaluate, extract, info, run, schema, speakers, train
from attrib.cli.group import CommandGroup

__all__ = ["app"]

app = typer.Typer(
    cls=CommandGroup,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"attrib {version('attrib')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def attrib(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Who said what in English news: finds each attribution's source, cue and content.

    Results go to stdout, or to a file; complaints to stderr, and then the exit
    status is 1, or 2 where the command was not understood.

    Examples:
      attrib extract article.txt
      attrib extract news/*.txt -o found.jsonl
      attrib speakers article.txt
      attrib COMMAND --help
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command("extract")(extract.extract)
app.command("speakers")(speakers.speakers)
app.command("diff", no_args_is_help=True)(diff.diff)
app.command("run", no_args_is_help=True)(run.run)
app.command("convert", no_args_is_help=True)(convert.convert)
app.command("evaluate")(evaluate.evaluate)
app.command("train")(train.train)
app.command("info")(info.info)
app.command("schema")(schema.schema)
