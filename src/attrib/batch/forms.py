"""What the ending of a file's name says: the form of its documents, and how it is compressed. Opens either."""

import bz2
import gzip
import importlib
import io
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from attrib.errors import LibraryMissing

FORMS: Final = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".arrows": "arrow",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "tar",
}
"""The form of an input by the ending of its name."""

COMPRESSIONS: Final = {".gz": "gzip", ".tgz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}

PLAIN: Final = ""
"""The compression of a file that has none."""

_NEEDS: Final = {
    "html": ("trafilatura", "Reading HTML"),
    "parquet": ("pyarrow", "Parquet"),
    "arrow": ("pyarrow", "Arrow IPC"),
    "zstd": ("zstandard", ".zst"),
    "duckdb": ("duckdb", "DuckDB"),
}
"""The libraries of the extra `corpus`, by form or compression, and the beginning of the sentence that misses them."""


class Ending(NamedTuple):
    """Form and compression of a file."""

    form: str
    compression: str


def read_ending(name: str, forms: dict[str, str]) -> Ending | None:
    """What a name's ending says, or None if it says nothing: "a.jsonl.gz" is ("jsonl", "gzip")."""
    path = Path(name.lower())
    compression = COMPRESSIONS.get(path.suffix, PLAIN)
    if compression and path.suffix not in forms:
        path = path.with_suffix("")
    return Ending(forms[path.suffix], compression) if path.suffix in forms else None


def check_libraries(*needs: str) -> None:
    """See that forms and compressions can be read or written.

    Raises:
        LibraryMissing: one of them needs a library that is not installed.
    """
    for library, purpose in (_NEEDS[need] for need in needs if need in _NEEDS):
        load_library(library, purpose)


def load_library(library: str, purpose: str, extra: str = "corpus") -> Any:
    """A module of one of attrib's extras.

    Raises:
        LibraryMissing: it is not installed, or lacks something itself.
    """
    try:
        return importlib.import_module(library)
    except ImportError as error:
        missing = (error.name or library).partition(".")[0]
        raise LibraryMissing(purpose, missing, extra) from error


@contextmanager
def open_compressed(file: Path | IO[bytes], compression: str) -> Iterator[IO[bytes]]:
    """Read a file, or a stream that stays open, without its compression."""
    openers: dict[str, Callable[[IO[bytes]], Any]] = {
        PLAIN: nullcontext,
        "gzip": lambda stream: gzip.GzipFile(fileobj=stream),
        "bzip2": bz2.BZ2File,
        "xz": lzma.LZMAFile,
        "zstd": _read_zstd,
    }
    with (
        file.open("rb") if isinstance(file, Path) else nullcontext(file) as stream,
        openers[compression](stream) as opened,
    ):
        yield opened


@contextmanager
def create_compressed(path: Path, compression: str) -> Iterator[IO[bytes]]:
    """Write a file with compression. What is written depends on the content alone: no name, no time of day."""
    creators: dict[str, Callable[[IO[bytes]], Any]] = {
        PLAIN: nullcontext,
        "gzip": lambda stream: gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=stream, mtime=0),
        "bzip2": partial(bz2.BZ2File, mode="wb"),
        "xz": partial(lzma.LZMAFile, mode="wb"),
        "zstd": _write_zstd,
    }
    with path.open("wb") as stream, creators[compression](stream) as created:
        yield created


def _read_zstd(stream: IO[bytes]) -> Any:
    zstandard = load_library("zstandard", ".zst")
    return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True, closefd=False))


def _write_zstd(stream: IO[bytes]) -> Any:
    return load_library("zstandard", ".zst").ZstdCompressor().stream_writer(stream, closefd=False)
