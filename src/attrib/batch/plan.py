"""What a run is asked to do, checked as a whole before anything is written."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from attrib.batch.corpus import Corpus, find_files
from attrib.batch.documents import Fields
from attrib.batch.fields import resolve_fields
from attrib.batch.forms import load_library
from attrib.batch.journal import journal_path
from attrib.batch.worker import Work, open_model
from attrib.batch.writers import Rows, Writer, find_writer
from attrib.errors import OutputError

MAX_CHARS: Final = 1_000_000
TIMEOUT: Final = 300.0
"""Seconds; a text of `MAX_CHARS` takes a tenth of them."""


class Engine(StrEnum):
    """What works: processes of this machine, or actors of a Ray cluster."""

    PROCESSES = "processes"
    RAY = "ray"


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. What may differ when a run goes on is said; anything else is part of what the run is.

    Attributes:
        text_field: The field that is the text; a guess where there are fields and none is named.
        id_field: The field that is the document's id; likewise, else its place in the input.
        keep: Fields that go with the records.
        glob: Which files of folders to read, by the end of their path: "2024/*.txt".
        rows: What a row of the output is; attributions unless told otherwise.
        model: Name or folder; the model that ships with attrib if None.
        min_score: Attributions that score less are left out.
        nested: Look inside contents too.
        limit: Only so many documents, from the first on.
        sample: Only this share of the documents, from 0 to 1: always the same ones.
        shard: Only the documents of shard (i, n), with i from 1 to n. Each belongs to one of the n.
        max_chars: A longer document fails. May differ.
        timeout: Seconds after which a document fails. May differ.
        jobs: Processes, each with one thread; as many as there are processors, or CPUs in the Ray cluster. May differ.
        retry_failed: Read documents again that failed. May differ.
        engine: What works. May differ.
        address: Of the Ray cluster; one is started on this machine if None. May differ.
    """

    text_field: str | None = None
    id_field: str | None = None
    keep: tuple[str, ...] = ()
    glob: str | None = None
    rows: Rows | None = None
    model: str | Path | None = None
    min_score: float = 0.0
    nested: bool = False
    limit: int | None = None
    sample: float | None = None
    shard: tuple[int, int] | None = None
    max_chars: int = MAX_CHARS
    timeout: float = TIMEOUT
    jobs: int | None = None
    retry_failed: bool = False
    engine: Engine = Engine.PROCESSES
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A run of which all is known. `identity` tells it from other runs; `notes` say what was guessed."""

    output: Path
    options: Options
    corpus: Corpus
    writer: Writer
    work: Work
    model: str
    model_version: str
    identity: dict[str, str]
    notes: tuple[str, ...]


def make_plan(source: str | Path | Sequence[str | Path], output: Path, options: Options) -> Plan:
    """See that all is there and fits together.

    Raises:
        OutputError, InputError, FieldNotFound, LibraryMissing, ModelNotFound, ModelError: it does not.
    """
    writer = find_writer(output, options.rows)
    _check_output(output)
    if options.engine is Engine.RAY:
        load_library("ray", "The engine ray", "ray")
    sources = [source] if isinstance(source, str | Path) else list(source)
    files, unknown = find_files(sources, options.glob, output)
    corpus = Corpus(files)
    fields, notes = resolve_fields(corpus, options.text_field, options.id_field, options.keep)
    corpus.wanted = {name for name in (fields.text, fields.id, *fields.keep) if name}
    if unknown:
        notes = (f"passing over {unknown} files whose names end in no form that attrib reads", *notes)
    name, number, digest = describe_model(options.model)
    open_extractor = partial(open_model, options.model, options.min_score, nested=options.nested)
    return Plan(
        output=output,
        options=options,
        corpus=corpus,
        writer=writer,
        work=Work(open_extractor, fields, options.max_chars, writer.needs_text),
        model=name,
        model_version=number,
        identity={"input": corpus.describe(), "model": f"{name} {number} ({digest})", **_identify(options, fields)},
        notes=notes,
    )


def count_processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _identify(options: Options, fields: Fields) -> dict[str, str]:
    """What decides, beside input and model, what a run finds."""
    values = {
        "--text-field": fields.text,
        "--id-field": fields.id,
        "--keep": ",".join(fields.keep),
        "--rows": options.rows or Rows.ATTRIBUTIONS,
        "--min-score": options.min_score,
        "--nested": options.nested,
        "--limit": options.limit,
        "--sample": options.sample,
        "--shard": options.shard and "/".join(map(str, options.shard)),
    }
    spelled = {name: "none" if value in (None, "") else str(value) for name, value in values.items()}
    return {"attrib": version("attrib"), **spelled}


def _check_output(output: Path) -> None:
    if not output.absolute().parent.is_dir():
        raise OutputError(output, f"there is no folder '{output.parent}'; make it first")
    if not os.access(output.absolute().parent, os.W_OK):
        raise OutputError(output, f"no permission to write in '{output.absolute().parent}'")
    if output.exists() and not journal_path(output).exists():
        raise OutputError(output, "is there already, and not from a run that can be gone on with; remove or rename it")


def describe_model(model: str | Path | None) -> tuple[str, str, str]:
    """Name, version, and a digest of all its files."""
    from attrib import api

    path = api.model_path(model)
    meta = api.check_meta(path)
    digest = hashlib.sha256()
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        digest.update(file.relative_to(path).as_posix().encode())
        digest.update(file.read_bytes())
    return f"{meta.get('lang', '')}_{meta.get('name', '')}", str(meta.get("version", "")), digest.hexdigest()[:12]
