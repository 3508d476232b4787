"""The memory of a run: an SQLite file beside the output that says what it is a run of, and holds what has been found.

A document's result is in it as a whole or not at all, whatever happens to the machine: results come in transactions,
and SQLite's write-ahead log keeps them. Who has the journal open holds a lock on it until the process ends, however it
ends. The output is written from the journal when all is read.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from attrib.batch.columns import CellType
from attrib.batch.documents import Scalar
from attrib.batch.results import Read, Result, unpack
from attrib.errors import OutputBusy, OutputError, RunDiffers

FORMAT: Final = 1
"""Raised when older journals can no longer be read."""

_COLUMNS: Final = [field.name for field in fields(Result)]
_cells = attrgetter(*_COLUMNS)

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS run (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS results (
    position INTEGER PRIMARY KEY,
    doc_id TEXT NOT NULL,
    place TEXT NOT NULL,
    reason TEXT,
    meta TEXT NOT NULL,
    encoding TEXT,
    words INTEGER NOT NULL,
    attributions INTEGER NOT NULL,
    types TEXT NOT NULL,
    speakers TEXT NOT NULL,
    text TEXT,
    packed BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS results_by_doc_id ON results (doc_id, position);
CREATE INDEX IF NOT EXISTS results_failed ON results (position) WHERE reason IS NOT NULL;
"""
_MARK_REPEATED: Final = """
UPDATE results SET reason = 'its id is that of an earlier document too, at ' || (
    SELECT place FROM results AS first WHERE first.doc_id = results.doc_id AND first.reason IS NULL ORDER BY position
)
WHERE reason IS NULL AND EXISTS (
    SELECT 1 FROM results AS earlier
    WHERE earlier.doc_id = results.doc_id AND earlier.position < results.position AND earlier.reason IS NULL
)
"""
_INSERT: Final = f"INSERT INTO results ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_META_TYPES: Final = """
SELECT DISTINCT key, type FROM results, json_each(meta) WHERE reason IS NULL AND type != 'null' ORDER BY key
"""


def journal_path(output: Path) -> Path:
    """Where the journal of an output lies."""
    return output.with_name(f"{output.name}.journal")


class Journal:
    """The journal of one output, open and locked. A context: leaving it closes the file.

    Raises:
        OutputBusy: another process has it open.
        OutputError: it cannot be written, now or later; what it holds stays whole.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.path = journal_path(output)
        with self._telling():
            self._connection = sqlite3.connect(self.path, timeout=0)
            try:
                self._prepare()
            except sqlite3.Error:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def begin(self, identity: Mapping[str, str]) -> None:
        """Take note of what this is a run of, or see that it is the run that was begun.

        Raises:
            RunDiffers: the journal is one of another run.
        """
        wanted = {"journal format": str(FORMAT), **identity}
        noted = self._get("identity")
        if noted is None or (self.finished is None and not self._has_results()):
            self._set("identity", json.dumps(wanted))
            return
        begun = json.loads(noted)
        for what in {**begun, **wanted}:
            if begun.get(what) != wanted.get(what):
                raise RunDiffers(self.output, what, begun.get(what, "none"), wanted.get(what, "none"))

    @property
    def finished(self) -> str | None:
        """What `finish` was given, where the output has been written."""
        return self._get("finished")

    def finish(self, report: str) -> None:
        """Take note that the output is written. Results go, unless some documents failed and may be tried again."""
        self._set("finished", report)
        if not self.count_failed():
            with suppress(sqlite3.Error), self._connection:  # the run is done, whether or not they go
                self._connection.execute("DROP TABLE results")
                self._connection.commit()
                self._connection.execute("VACUUM")

    def forget_failed(self) -> int:
        """Let failed documents be read again; gives their number. The output counts as unwritten if there are any."""
        with self._telling(), self._connection:
            forgotten = self._connection.execute("DELETE FROM results WHERE reason IS NOT NULL").rowcount
            if forgotten:
                self._connection.execute("DELETE FROM run WHERE name = 'finished'")
        return forgotten

    def has(self, position: int) -> bool:
        """Whether the document at a position has its result."""
        return any(self._rows("SELECT 1 FROM results WHERE position = ?", position))

    def add(self, results: Iterable[Result]) -> None:
        """Keep results, all of them or, if that fails, none."""
        with self._telling(), self._connection:
            self._connection.executemany(_INSERT, map(_cells, results))

    def mark_repeated(self) -> None:
        """Let documents fail whose id an earlier one has: which is earlier does not depend on who was read first."""
        with self._telling(), self._connection:
            self._connection.execute(_MARK_REPEATED)

    def count_failed(self) -> int:
        """How many documents failed."""
        return self._number("SELECT COUNT(*) FROM results WHERE reason IS NOT NULL")

    def count(self, column: str) -> int:
        """The sum of `words` or `attributions` over the documents that were read; or "1" for their number."""
        return self._number(f"SELECT COALESCE(SUM({column}), 0) FROM results WHERE reason IS NULL")

    def tally(self, column: str, most: int) -> dict[str, int]:
        """The `most` frequent names in `types` or `speakers`, and how frequent they are."""
        rows = self._rows(
            f"SELECT key, SUM(value) AS n FROM results, json_each({column}) WHERE reason IS NULL "
            "GROUP BY key ORDER BY n DESC, key LIMIT ?",
            most,
        )
        return dict(rows)

    def failed(self) -> Iterator[dict[str, str]]:
        """Documents that failed, in their order: id, place and reason."""
        rows = self._rows("SELECT doc_id, place, reason FROM results WHERE reason IS NOT NULL ORDER BY position")
        return ({"doc_id": doc_id, "place": place, "reason": reason} for doc_id, place, reason in rows)

    def meta_types(self, names: Iterable[str]) -> dict[str, CellType]:
        """The type of each field of metadata, as it is over all documents."""
        found: dict[str, set[str]] = {}
        for name, type in self._rows(_META_TYPES):
            found.setdefault(name, set()).add(type)
        return {name: _common_type(found.get(name, set())) for name in names}

    def read(self, types: Mapping[str, CellType]) -> Iterator[Read]:
        """Documents that were read, in their order, with their metadata as these types."""
        rows = self._rows(
            "SELECT doc_id, meta, text, encoding, words, packed FROM results WHERE reason IS NULL ORDER BY position"
        )
        for doc_id, meta, text, encoding, words, packed in rows:
            values = json.loads(meta)
            conformed = {name: _conform(values.get(name), type) for name, type in types.items()}
            yield Read(doc_id, conformed, text, encoding, words, unpack(packed))

    def texts(self) -> Iterator[dict[str, str]]:
        """Texts that are kept, in their order, with the ids and encodings of their documents."""
        rows = self._rows(
            "SELECT doc_id, encoding, text FROM results WHERE reason IS NULL AND text IS NOT NULL ORDER BY position"
        )
        return ({"doc_id": doc_id, "encoding": encoding, "text": text} for doc_id, encoding, text in rows)

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")  # power lost: the last documents are read again
        self._connection.execute("BEGIN IMMEDIATE")  # takes the lock
        self._connection.commit()
        self._connection.executescript(_SCHEMA)

    def _has_results(self) -> bool:
        return any(self._rows("SELECT 1 FROM results LIMIT 1"))

    def _get(self, name: str) -> str | None:
        return next((value for (value,) in self._rows("SELECT value FROM run WHERE name = ?", name)), None)

    def _set(self, name: str, value: str) -> None:
        with self._telling(), self._connection:
            self._connection.execute("INSERT OR REPLACE INTO run VALUES (?, ?)", (name, value))

    def _number(self, query: str) -> int:
        return next(int(number) for (number,) in self._rows(query))

    def _rows(self, query: str, *values: Any) -> Iterator[Any]:
        with self._telling():
            yield from self._connection.execute(query, values)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say what a failure of SQLite means."""
        try:
            yield
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise OutputBusy(self.output) from error
            advice = "When that is mended, the same command goes on."
            raise OutputError(self.path, f"the journal cannot be used: {error}. {advice}") from error


def _common_type(found: set[str]) -> CellType:
    """The narrowest type for values of these types, which are named as SQLite's JSON functions name them."""
    if found and found <= {"true", "false"}:
        return CellType.BOOLEAN
    if found and found <= {"integer", "real"}:
        return CellType.REAL if "real" in found else CellType.INTEGER
    return CellType.TEXT


def _conform(value: Scalar, type: CellType) -> Scalar:
    if value is None or (type is CellType.TEXT and isinstance(value, str)):
        return value
    if type is CellType.TEXT:
        return json.dumps(value)
    return float(value) if type is CellType.REAL else value
