"""The forms of an output, known by the ending of its name; one file for each kind of them."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from attrib.batch.forms import PLAIN, check_libraries, read_ending
from attrib.batch.writers.arrow import write_parquet
from attrib.batch.writers.docbin import write_docbin
from attrib.batch.writers.duckdb import write_duckdb
from attrib.batch.writers.layout import Layout, Rows, Write
from attrib.batch.writers.lines import write_csv, write_jsonl, write_tsv
from attrib.batch.writers.sqlite import write_sqlite
from attrib.errors import OutputError

__all__ = ["Layout", "Rows", "Writer", "find_writer"]

OUTPUTS: Final = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".duckdb": "duckdb",
    ".spacy": "docbin",
}
"""The form of an output by the ending of its name."""

_LINES: Final = {"jsonl": write_jsonl, "csv": write_csv, "tsv": write_tsv}
_FILES: Final = {"parquet": write_parquet, "sqlite": write_sqlite, "duckdb": write_duckdb, "docbin": write_docbin}
_WITH_TABLES: Final = {"sqlite", "duckdb", "docbin"}


@dataclass(frozen=True, slots=True)
class Writer:
    """How an output is written. `needs_text`: it holds the texts of all documents; `has_text`: those that are kept."""

    write: Write
    needs_text: bool
    has_text: bool


def find_writer(path: Path, rows: Rows | None) -> Writer:
    """The writer for an output.

    Raises:
        OutputError: the name does not tell the form, or the form has no such rows.
        LibraryMissing: writing it needs a library that is not installed.
    """
    ending = read_ending(path.name, OUTPUTS)
    if ending is None:
        raise OutputError(path, f"its name ends in none of {', '.join(OUTPUTS)}")
    form, compression = ending
    if compression != PLAIN and form not in _LINES:
        raise OutputError(path, f"{form} is not compressed as a whole; leave {path.suffix} out")
    if rows is not None and form in _WITH_TABLES:
        raise OutputError(path, f"{form} holds documents and attributions both; leave --rows out")
    check_libraries(form, compression, *(["parquet"] if form == "duckdb" else []))
    write = partial(_LINES[form], compression=compression) if form in _LINES else _FILES[form]
    has_text = form in _WITH_TABLES or rows is Rows.DOCUMENTS
    return Writer(write, needs_text=form == "docbin", has_text=has_text)
