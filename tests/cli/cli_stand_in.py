"""A stand-in for the model, in whose eyes 'WHO said WHAT.' is an attribution, and ways to call the command line."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from typer.testing import CliRunner, Result

from attrib.cli import app
from attrib.records import Attribution, Extent, QuotationType

TWO = "Ann said rain was near. Bo said no.\n"
RULE = re.compile(r"(\w+)? (said) ([^.]+)\.")


def find(text: str) -> list[Attribution]:
    def extent(match: re.Match[str], group: int) -> Extent | None:
        return None if match[group] is None else Extent.cut(text, (match.span(group),))

    return [
        Attribution(f"a{i}", QuotationType.INDIRECT, extent(m, 3), extent(m, 2), extent(m, 1), score=0.25 + i / 2)
        for i, m in enumerate(RULE.finditer(text))
    ]


def pipe(texts: Iterable[str], *, model: object = None, min_score: float = 0.0) -> Iterator[list[Attribution]]:
    return ([record for record in find(text) if record.score >= min_score] for text in list(texts))


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
