"""One reader a form: from a stream of bytes to its entries, one after the other, never all at once.

A file that is damaged gives the entries before the damage, and then one that says what is wrong.
"""

import codecs
import csv
import io
import json
import re
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any, Final

from attrib.batch.documents import UTF_8, Entry, Kind, read_at_most
from attrib.batch.forms import FORMS, load_library, open_compressed, read_ending

LARGEST: Final = 64 << 20
"""Bytes that one document, with all its fields, may have: a line, an object, a file in an archive."""

_CHUNK: Final = 1 << 16
_PARQUET_ROWS: Final = 64
_DELIMITERS: Final = ",;\t|"
_BETWEEN: Final = re.compile(r"[\s,]*")

Wanted = Collection[str] | None
"""The fields that are needed; None for all."""


def read_stream(place: str, stream: IO[bytes], form: str, wanted: Wanted = None) -> Iterator[Entry]:
    """The entries of a stream in some form. It never raises for what the stream holds."""
    try:
        yield from _READERS[form](place, stream, wanted)
    except Exception as error:  # whatever a damaged file makes its library raise
        yield Entry(place, Kind.BROKEN, f"cannot be read to its end: {error}")


def read_lines(place: str, readline: Callable[[int], bytes]) -> Iterator[Entry]:
    """JSON lines. Blank ones are passed over, but counted."""
    number = 0
    while line := readline(LARGEST):
        number += 1
        whole = len(line) < LARGEST or line.endswith(b"\n")
        while len(line) == LARGEST and not line.endswith(b"\n"):
            line = readline(LARGEST)
        if not whole:
            yield Entry(f"{place}:{number}", Kind.BROKEN, f"too long: a line of more than {LARGEST} bytes")
        elif not line.isspace():
            yield Entry(f"{place}:{number}", Kind.JSON, line, len(line))


def _read_text(place: str, stream: IO[bytes], wanted: Wanted) -> Iterator[Entry]:
    yield _whole(place, Kind.TEXT, stream)


def _read_html(place: str, stream: IO[bytes], wanted: Wanted) -> Iterator[Entry]:
    yield _whole(place, Kind.HTML, stream)


def _whole(place: str, kind: Kind, stream: IO[bytes]) -> Entry:
    data = read_at_most(stream, LARGEST)
    if len(data) > LARGEST:
        return Entry(place, Kind.BROKEN, f"too long: more than {LARGEST} bytes")
    return Entry(place, kind, data, len(data))


def _read_json(place: str, stream: IO[bytes], wanted: Wanted) -> Iterator[Entry]:
    """An array of objects, or one object, without ever holding more than one of them."""
    with _characters(stream) as text:
        for number, value in enumerate(_json_values(text), start=1):
            data = value.encode(UTF_8, "surrogateescape")
            yield Entry(f"{place}:{number}", Kind.JSON, data, len(data))


def _json_values(text: IO[str]) -> Iterator[str]:
    """The spelling of each value in an array; or, where there is no array, of the values that follow each other."""
    decoder = json.JSONDecoder()
    rest = text.read(_CHUNK).lstrip()
    is_array = rest.startswith("[")
    start = int(is_array)
    while True:
        between = _BETWEEN.match(rest, start)
        assert between is not None
        start = between.end()
        if is_array and rest.startswith("]", start):
            return
        end = _value_end(decoder, rest, start)
        if end is None or end == len(rest):  # it goes on, or may go on, in the next chunk
            rest, start, end = rest[start:], 0, end and end - start
            if len(rest) > LARGEST:
                raise ValueError(f"not JSON, or an object of more than {LARGEST} characters")
            if more := text.read(max(_CHUNK, len(rest))):
                rest += more
                continue
        if end is None and (rest or is_array):
            raise ValueError("not JSON, or broken off")
        if end is None:
            return
        yield rest[start:end]
        start = end


def _value_end(decoder: json.JSONDecoder, text: str, start: int) -> int | None:
    try:
        return decoder.raw_decode(text, start)[1]
    except json.JSONDecodeError:
        return None


def _read_csv(place: str, stream: IO[bytes], wanted: Wanted, delimiter: str | None = None) -> Iterator[Entry]:
    """Rows under a head line, numbered from 1; the delimiter is the one that the head line has most of."""
    csv.field_size_limit(LARGEST)  # else 131,072, less than a long article
    with _characters(stream) as text:
        head = text.readline()
        delimiter = delimiter or max(_DELIMITERS, key=head.count)
        names = next(csv.reader([head], delimiter=delimiter), [])
        reader = csv.DictReader(text, names, delimiter=delimiter, restkey="")
        for number, row in enumerate(reader, start=1):
            values = {name: value for name, value in row.items() if name and (wanted is None or name in wanted)}
            size = sum(len(value) for value in values.values() if value)
            yield Entry(f"{place}:{number}", Kind.ROW, values, size)


def _read_tsv(place: str, stream: IO[bytes], wanted: Wanted) -> Iterator[Entry]:
    return _read_csv(place, stream, wanted, delimiter="\t")


def _read_parquet(place: str, stream: IO[bytes], wanted: Wanted) -> Iterator[Entry]:
    parquet = load_library("pyarrow.parquet", "Parquet")
    with _seekable(stream) as file:
        opened = parquet.ParquetFile(file)
        columns = _columns(opened.schema_arrow.names, wanted)
        yield from _rows(place, opened.iter_batches(_PARQUET_ROWS, columns=columns, use_threads=False))


def _read_arrow(place: str, stream: IO[bytes], wanted: Wanted) -> Iterator[Entry]:
    """Arrow IPC, as a file (Feather version 2) or as a stream."""
    ipc = load_library("pyarrow.ipc", "Arrow IPC")
    with _seekable(stream) as file:
        is_file = file.read(6) == b"ARROW1"
        file.seek(0)
        opened = ipc.open_file(file) if is_file else ipc.open_stream(file)
        batches = map(opened.get_batch, range(opened.num_record_batches)) if is_file else opened
        columns = _columns(opened.schema.names, wanted)
        yield from _rows(place, (batch.select(columns) for batch in batches))


def _columns(names: list[str], wanted: Wanted) -> list[str]:
    return [name for name in names if wanted is None or name in wanted]


def _rows(place: str, batches: Iterable[Any]) -> Iterator[Entry]:
    number = 0
    for batch in batches:
        for start in range(0, batch.num_rows, _PARQUET_ROWS):  # a batch of Arrow IPC may be the whole file
            for row in batch.slice(start, _PARQUET_ROWS).to_pylist():
                number += 1
                size = sum(len(value) for value in row.values() if isinstance(value, str | bytes))
                yield Entry(f"{place}:{number}", Kind.ROW, row, size)


def _read_zip(place: str, stream: IO[bytes], wanted: Wanted) -> Iterator[Entry]:
    with _seekable(stream) as file, zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                yield from _read_member(place, member.filename, partial(archive.open, member), wanted)


def _read_tar(place: str, stream: IO[bytes], wanted: Wanted) -> Iterator[Entry]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            if member.isfile():
                yield from _read_member(place, member.name, partial(_open_member, archive, member), wanted)


def _open_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    packed = archive.extractfile(member)
    assert packed is not None
    return io.BufferedReader(_Forwards(packed))


class _Forwards(io.RawIOBase):
    """A stream that can only be read on. Those of an archive that comes as a stream fail when asked if they are."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read as much as fits."""
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _read_member(place: str, name: str, opener: Callable[[], Any], wanted: Wanted) -> Iterator[Entry]:
    """A file in an archive, if it is in a form that is known, and no hidden one."""
    ending = read_ending(name, FORMS)
    if ending is None or any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts if part != "."):
        return
    place = f"{place}/{name}"
    try:
        with opener() as packed, open_compressed(packed, ending.compression) as stream:
            yield from read_stream(place, stream, ending.form, wanted)
    except Exception as error:  # a member that is encrypted or damaged
        yield Entry(place, Kind.BROKEN, f"cannot be read: {error}")


def _characters(stream: IO[bytes]) -> IO[str]:
    """A stream as text. Bytes that are no UTF-8 become what `Kind.ROW` says; UTF-16 is known by its mark."""
    raw: Any = stream
    buffered = io.BufferedReader(raw)
    if buffered.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return io.TextIOWrapper(buffered, "utf-16", newline="")
    return io.TextIOWrapper(buffered, "utf-8-sig", errors="surrogateescape", newline="")


@contextmanager
def _seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream itself if it is a file on disk, else a copy of it there: going back in compressed data is slow."""
    if isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO):
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy


_READERS: Final[dict[str, Callable[[str, IO[bytes], Wanted], Iterator[Entry]]]] = {
    "text": _read_text,
    "html": _read_html,
    "jsonl": lambda place, stream, wanted: read_lines(place, stream.readline),
    "json": _read_json,
    "csv": _read_csv,
    "tsv": _read_tsv,
    "parquet": _read_parquet,
    "arrow": _read_arrow,
    "zip": _read_zip,
    "tar": _read_tar,
}
