"""A stand-in for the model, in whose eyes 'WHO said WHAT.' is an attribution, and ways to call the command line.

'She' is Ann, and nobody knows who 'It' is.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from typer.testing import CliRunner, Result

from attrib.cli import app
from attrib.records import Attribution, Extent, QuotationType, Resolution, Speaker, SpeakerKind

TWO = "Ann said rain was near. Bo said no.\n"
RULE = re.compile(r"(\w+)? (said) ([^.]+)\.")
NAMES = {"She": "Ann", "It": None}


def find(text: str) -> list[Attribution]:
    def extent(match: re.Match[str], group: int) -> Extent | None:
        return None if match[group] is None else Extent.cut(text, (match.span(group),))

    def speakers(source: Extent | None) -> tuple[Speaker, ...]:
        if source is None:
            return ()
        name = NAMES.get(source.text, source.text)
        kind, how = (SpeakerKind.PERSON, Resolution.NAME) if name else (SpeakerKind.UNKNOWN, Resolution.NONE)
        same = tuple(given for given in sources if given and NAMES.get(given.text, given.text) == name)
        return (Speaker(name, kind, source, mentions=same, resolution=how),)

    sources = [extent(match, 1) for match in RULE.finditer(text)]
    return [
        Attribution(
            f"a{i}", QuotationType.INDIRECT, extent(m, 3), extent(m, 2), source, speakers(source), score=0.25 + i / 2
        )
        for i, (m, source) in enumerate(zip(RULE.finditer(text), sources, strict=True))
    ]


def pipe(
    texts: Iterable[str],
    *,
    model: object = None,
    min_score: float = 0.0,
    speakers: bool = True,
    nested: bool = False,
) -> Iterator[list[Attribution]]:
    found = ([record for record in find(text) if record.score >= min_score] for text in list(texts))
    return found if speakers else ([replace(record, speakers=()) for record in records] for records in found)


def attrib_(*arguments: str, **options: Any) -> Result:
    return CliRunner(charset=options.pop("charset", "utf-8")).invoke(app, list(arguments), **options)


def rows(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def run(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "attrib", *arguments]
    return subprocess.run(command, check=False, timeout=60, **{"stderr": subprocess.PIPE} | options)


def failing(error: BaseException) -> Callable[..., Iterator[list[Attribution]]]:
    def pipe(texts: Iterable[str], **options: Any) -> Iterator[list[Attribution]]:
        yield find(next(iter(texts)))
        raise error

    return pipe
