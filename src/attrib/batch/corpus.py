"""The input of a run: which files it has, what tells it from another input, and its entries in their order."""

import hashlib
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Final

from attrib.batch.documents import Entry, Kind
from attrib.batch.forms import FORMS, PLAIN, Ending, check_libraries, open_compressed, read_ending
from attrib.batch.readers import Wanted, read_lines, read_stream
from attrib.errors import InputError

STDIN: Final = "-"
_WHOLE: Final = {"text": Kind.TEXT, "html": Kind.HTML}
_PER_FILE: Final = 1 << 32
"""Positions that a file has for its entries, so that those of the next do not move when one can be read at last."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of an input; no path for standard input. `place` is its name as the user would write it."""

    place: str
    path: Path | None
    ending: Ending
    size: int = 0
    modified: int = 0


class Corpus:
    """The entries of files, each with its position: a number that grows, with gaps, from the first to the last.

    `wanted` are the fields that entries need; None for all. `total` is the size of the files in bytes, 0 if unknown.
    """

    def __init__(self, files: Sequence[File]) -> None:
        self.files = files
        self.wanted: Wanted = None
        self.total = sum(file.size for file in files)
        self._finished = 0
        self._open: IO[bytes] | None = None
        self._ahead: list[bytes] = []

    @property
    def read(self) -> int:
        """Bytes of the files that have been read so far."""
        return self._finished + (self._open.tell() if self._open and not self._open.closed else 0)

    def __iter__(self) -> Iterator[tuple[int, Entry]]:
        self._finished = 0
        for number, file in enumerate(self.files):
            yield from enumerate(self._read(file), start=number * _PER_FILE)
            self._finished += file.size
            self._open = None

    def beginning(self, file: File, count: int) -> list[Entry]:
        """Up to `count` entries of a file; of standard input one, which is given again afterwards."""
        if file.path is None:
            self._ahead = self._ahead or [sys.stdin.buffer.readline()]
            return [Entry(f"{STDIN}:1", Kind.JSON, self._ahead[0])] if self._ahead[0].strip() else []
        with closing(self._read(file)) as entries:
            return list(islice(entries, count))

    def describe(self) -> str:
        """What tells this input from another one: names, sizes and times of files; the first line of a stream."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(f"{file.place}\0{file.size}\0{file.modified}\n".encode())
            for entry in self.beginning(file, 1) if file.path is None else ():
                assert isinstance(entry.data, bytes)
                digest.update(entry.data)
        names = (
            self.files[0].place if len(self.files) == 1 else f"{len(self.files)} files from {self.files[0].place} on"
        )
        return f"{names}, {self.total} bytes ({digest.hexdigest()[:12]})"

    def _read(self, file: File) -> Generator[Entry, None, None]:
        if file.path is None:
            yield from read_lines(STDIN, self._next_line)
        elif file.ending.form in _WHOLE:
            yield Entry(file.place, _WHOLE[file.ending.form], file.path, file.size)
        else:
            yield from self._read_entries(file, file.path)

    def _next_line(self, limit: int) -> bytes:
        return self._ahead.pop() if self._ahead else sys.stdin.buffer.readline(limit)

    def _read_entries(self, file: File, path: Path) -> Iterator[Entry]:
        try:
            with path.open("rb") as self._open, open_compressed(self._open, file.ending.compression) as stream:
                yield from read_stream(file.place, stream, file.ending.form, self.wanted)
        except OSError as error:
            yield Entry(file.place, Kind.BROKEN, f"cannot be read: {error.strerror or error}")


def find_files(sources: Sequence[str | Path], glob: str | None, output: Path) -> tuple[list[File], int]:
    """The files of an input, folders searched through, and how many of them are in no form that is known.

    Hidden files and the output's own are left out. `glob` chooses among files in folders, by the end of their path.

    Raises:
        InputError: something is not there, or there is nothing to read.
        LibraryMissing: reading a file needs a library that is not installed.
    """
    files, unknown = [], 0
    for source in map(str, sources):
        if source == STDIN:
            files.append(File(STDIN, None, Ending("jsonl", PLAIN)))
            continue
        found = list(_walk(Path(source), glob, output)) if Path(source).is_dir() else [Path(source)]
        endings = [(path, read_ending(path.name, FORMS)) for path in found]
        known = [_stat(path, ending) for path, ending in endings if ending is not None]
        if not known:
            what = "no such file or folder" if not Path(source).exists() else _no_form(Path(source), glob)
            raise InputError(source, what)
        files += known
        unknown += len(found) - len(known)
    check_libraries(*{name for file in files for name in file.ending})
    return files, unknown


def _walk(folder: Path, glob: str | None, output: Path) -> Iterator[Path]:
    """Files in folders below, sorted, so that the order of documents is the same everywhere."""
    own = output.resolve().name
    beside = output.resolve().parent
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        is_beside = Path(root).resolve() == beside
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith(".") or (is_beside and (name == own or name.startswith(f"{own}."))):
                continue
            if glob is None or path.match(glob):
                yield path


def _stat(path: Path, ending: Ending) -> File:
    place = os.fsencode(path).decode("utf-8", "backslashreplace")
    try:
        found = path.stat()
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise InputError(place, "no such file or folder") from error
        raise InputError(place, error.strerror or str(error)) from error
    return File(place, path, ending, found.st_size, found.st_mtime_ns)


def _no_form(source: Path, glob: str | None) -> str:
    endings = ", ".join(FORMS)
    if not source.is_dir():
        return f"its name ends in none of {endings}"
    return f"no file in it matches {glob}" if glob else f"no file in it ends in one of {endings}"
