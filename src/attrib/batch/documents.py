"""What readers find, and the document that it holds: decoded, its text taken out, its metadata plain.

Readers only find (`Entry`), which is cheap and happens in one process; `read_document` does the rest where the model
runs, and again only for entries whose documents are not done.
"""

import codecs
import json
import logging
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from attrib.batch.forms import FORMS, load_library, open_compressed, read_ending
from attrib.errors import InputError

UTF_8: Final = "utf-8"

_BOMS: Final = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16 does, so it comes before it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{2,30})", re.IGNORECASE)
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # it would complain of pages on stderr

Scalar = str | int | float | bool | None


class Kind(StrEnum):
    """What an entry's `data` is.

    TEXT, HTML: a file, or its bytes. JSON: the bytes of an object. ROW: fields and values; bytes that are no UTF-8
    stand in them as `surrogateescape` makes them. BROKEN: the reason why there is no document.
    """

    TEXT = "text"
    HTML = "html"
    JSON = "json"
    ROW = "row"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as a reader finds it. `place` names it in messages: "dump.jsonl:17"; `size` is in bytes, roughly."""

    place: str
    kind: Kind
    data: Path | bytes | Mapping[str, Any] | str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that hold a document's text and its id, and those that are kept as metadata.

    A document without an id, and every file that has no fields, is known by its place.
    """

    text: str | None = None
    id: str | None = None
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read, and what goes with it.

    `as_given` says whether the input holds this text as it is. Where it does not, because it was taken out of a page or
    decoded from something else than UTF-8, offsets mean nothing without it, so runs keep it.
    """

    doc_id: str
    text: str
    meta: dict[str, Scalar]
    encoding: str
    as_given: bool


def read_document(entry: Entry, fields: Fields, max_chars: int) -> Document:
    """The document of an entry.

    Raises:
        InputError: it cannot be read or decoded, has no text, or one of more than `max_chars` characters.
    """
    if entry.kind is Kind.BROKEN:
        raise InputError(entry.place, str(entry.data))
    if entry.kind in (Kind.TEXT, Kind.HTML):
        data = read_bytes(entry, 4 * max_chars)  # no encoding takes more bytes for a character
        text, encoding = decode(data, entry.place, declared=entry.kind is Kind.HTML)
        values: Mapping[str, Any] = {}
        text = _main_text(text, entry.place) if entry.kind is Kind.HTML else text
    else:
        values, encoding = read_values(entry)
        text, encoding = _text_of(values, fields.text, entry.place, encoding)
    if len(text) > max_chars:
        raise InputError(entry.place, f"too long: {len(text)} characters, and max-chars is {max_chars}")
    return Document(
        doc_id=_id_of(values, fields, entry),
        text=whole_characters(text),
        meta={name: plain(values.get(name)) for name in fields.keep},
        encoding=encoding,
        as_given=entry.kind is not Kind.HTML and encoding == UTF_8,
    )


def find_id(entry: Entry, fields: Fields) -> str:
    """The id of an entry whose document cannot be read: its own if that can be known, else its place."""
    try:
        return _id_of(read_values(entry)[0], fields, entry) if entry.kind in (Kind.JSON, Kind.ROW) else entry.place
    except InputError:
        return entry.place


def read_values(entry: Entry) -> tuple[Mapping[str, Any], str]:
    """The fields of an entry of kind JSON or ROW with their values, and the encoding that they were in.

    Raises:
        InputError: they cannot be decoded, or are no JSON object.
    """
    if isinstance(entry.data, bytes):
        line, encoding = decode(entry.data, entry.place)
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(entry.place, f"not JSON: {error}") from error
        if not isinstance(values, dict):
            raise InputError(entry.place, f"not a JSON object but {type(values).__name__}")
        return values, encoding
    assert isinstance(entry.data, Mapping)
    return _decode_row(entry.data, entry.place)


def read_bytes(entry: Entry, limit: int) -> bytes:
    """The bytes of an entry of kind TEXT or HTML.

    Raises:
        InputError: they cannot be read, or are more than `limit`.
    """
    if isinstance(entry.data, bytes):
        data = entry.data
    else:
        assert isinstance(entry.data, Path)
        ending = read_ending(entry.data.name, FORMS)
        assert ending is not None
        try:
            with open_compressed(entry.data, ending.compression) as stream:
                data = read_at_most(stream, limit)
        except Exception as error:  # whatever a damaged file makes its library raise
            raise InputError(entry.place, f"cannot be read: {error}") from error
    if len(data) > limit:
        raise InputError(entry.place, f"too long: more than {limit} bytes")
    return data


def read_at_most(stream: IO[bytes], limit: int) -> bytes:
    """All of a stream, or its first `limit` bytes and one more."""
    pieces = []
    left = limit + 1
    while left and (piece := stream.read(min(left, 1 << 20))):  # some streams give less than they are asked for
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def decode(data: bytes, place: str, *, declared: bool = False) -> tuple[str, str]:
    """The characters without a byte order mark, and their encoding: UTF-8, else what mark, page or library say.

    `declared` looks for the encoding that an HTML page declares.

    Raises:
        InputError: they are no text in any encoding.
    """
    encoding = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), UTF_8)
    try:
        if data.count(0) * 4 <= len(data) or encoding != UTF_8:  # UTF-16 without a mark would pass as UTF-8
            return data.decode(encoding).removeprefix("\ufeff"), encoding
    except UnicodeDecodeError:
        pass
    if declared and (match := _DECLARED.search(data, 0, 4096)):
        try:
            encoding = codecs.lookup(match[1].decode()).name
            return data.decode(encoding), encoding
        except (LookupError, UnicodeError):
            pass
    from charset_normalizer import from_bytes

    likely = from_bytes(data)
    if not likely:
        raise InputError(place, "not text: neither UTF-8 nor in any encoding that could be found")
    # Western and Eastern code pages often seem alike; texts in English are written in the Western one.
    best = next((match for match in likely if match.encoding == "cp1252"), likely[0])
    return str(best), best.encoding.replace("_", "-")


def plain(value: Any) -> Scalar:
    """Metadata as one of the values that every format has; lists and objects become JSON."""
    match value:
        case None | bool():
            return value
        case int():
            return value if -(2**63) <= value < 2**63 else str(value)
        case float():
            return value if math.isfinite(value) else None
        case str():
            return whole_characters(value)
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.decode(UTF_8, "replace")
        case list() | dict():
            return whole_characters(json.dumps(value, ensure_ascii=False, default=str))
        case _:
            return whole_characters(str(value))


def whole_characters(text: str) -> str:
    """The text with U+FFFD for lone surrogates, which JSON may hold and no database or UTF-8 file can."""
    return _SURROGATE.sub("\ufffd", text)


def _id_of(values: Mapping[str, Any], fields: Fields, entry: Entry) -> str:
    value = plain(values.get(fields.id)) if fields.id else None
    return entry.place if value is None or value == "" else str(value)


def _text_of(values: Mapping[str, Any], field: str | None, place: str, encoding: str) -> tuple[str, str]:
    if field is None or field not in values:
        has = ", ".join(map(str, values)) or "none"
        raise InputError(
            place, f"no field '{field}'; its fields: {has}" if field else f"no field for the text among {has}"
        )
    match values[field]:
        case str() as text:
            return text, encoding
        case bytes() as data:
            return decode(data, place)
        case None:
            raise InputError(place, f"field '{field}' is empty")
        case other:
            raise InputError(place, f"field '{field}' holds no text but {type(other).__name__}")


def _decode_row(values: Mapping[str, Any], place: str) -> tuple[Mapping[str, Any], str]:
    """The row with its strings decoded, all by one encoding."""
    strings = [value for value in values.values() if isinstance(value, str)]
    if not any(_SURROGATE.search(string) for string in strings):
        return values, UTF_8
    _, encoding = decode("\n".join(strings).encode(UTF_8, "surrogateescape"), place)

    def decoded(value: Any) -> Any:
        return value.encode(UTF_8, "surrogateescape").decode(encoding, "replace") if isinstance(value, str) else value

    return {name: decoded(value) for name, value in values.items()}, encoding


def _main_text(page: str, place: str) -> str:
    """The words of an article, without menus and advertisements."""
    text: str | None = load_library("trafilatura", "Reading HTML").extract(page)
    if not text:
        raise InputError(place, "no main text found in the page")
    return text
