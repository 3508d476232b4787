"""A record as cells of one row, for CSV and databases. The columns follow from the JSON Schema of a record.

Each field of the schema is a column, and each field of an object in it too, named `outer_inner`. An extent gives four:
its text, its start, its end, and its parts as "0-20 43-84"; then what else it has. A list becomes JSON, in a column
named `…_json` where its own name is that of an extent's parts. So a field that records gain is a column here without a
word of code.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from attrib.json_schema import json_schema

Schema = Mapping[str, Any]


class CellType(StrEnum):
    """What a column holds, as SQL says it."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    REAL = "REAL"
    BOOLEAN = "BOOLEAN"


_CELL_TYPES: Final = {"integer": CellType.INTEGER, "number": CellType.REAL, "boolean": CellType.BOOLEAN}
_EXTENT: Final = {"text", "parts"}


@dataclass(frozen=True, slots=True)
class Column:
    """A name and what is under it."""

    name: str
    type: CellType


record_schema = cache(json_schema)


def resolve(schema: Schema, root: Schema) -> Schema:
    """A part of a JSON Schema without its references, and without the null that it allows."""
    if "$ref" in schema:
        return resolve(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) == 1:
        return resolve(choices[0], root)
    if isinstance(schema.get("type"), list):
        return {**schema, "type": next(kind for kind in schema["type"] if kind != "null")}
    return schema


@cache
def record_columns() -> tuple[Column, ...]:
    """The columns of a record."""
    root = record_schema()
    columns: dict[str, Column] = {}
    for column in _columns("", root, root):
        name = f"{column.name}_json" if column.name in columns else column.name
        columns[name] = Column(name, column.type)
    return tuple(columns.values())


def record_cells(record: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a record has in each of `record_columns`; None for what is not there."""
    root = record_schema()
    return tuple(_cells(record, root, root))


def meta_columns(types: Mapping[str, CellType]) -> tuple[Column, ...]:
    """The columns of kept metadata: a field called "date" is the column "meta_date"."""
    return tuple(Column(f"meta_{name}", type) for name, type in types.items())


def _columns(name: str, schema: Schema, root: Schema) -> Iterator[Column]:
    schema = resolve(schema, root)
    properties = schema.get("properties")
    if properties is None:
        yield Column(name, _CELL_TYPES.get(str(schema.get("type")), CellType.TEXT))
        return
    if set(properties) >= _EXTENT:
        yield Column(name, CellType.TEXT)
        yield from (Column(f"{name}_{edge}", CellType.INTEGER) for edge in ("start", "end"))
        yield Column(f"{name}_parts", CellType.TEXT)
    for key, inner in _inner(properties):
        yield from _columns(f"{name}_{key}" if name else key, inner, root)


def _inner(properties: Schema) -> Iterator[tuple[str, Schema]]:
    """The fields of an object that have columns of their own."""
    is_extent = set(properties) >= _EXTENT
    yield from ((key, inner) for key, inner in properties.items() if not (is_extent and key in _EXTENT))


def _cells(value: Any, schema: Schema, root: Schema) -> Iterator[Any]:
    schema = resolve(schema, root)
    properties = schema.get("properties")
    if properties is None:
        yield json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
        return
    if set(properties) >= _EXTENT:
        yield from _extent_cells(value)
    for key, inner in _inner(properties):
        yield from _cells(value.get(key) if value else None, inner, root)


def _extent_cells(extent: Mapping[str, Any] | None) -> tuple[Any, ...]:
    if extent is None:
        return (None,) * 4
    parts = extent["parts"]
    return extent["text"], parts[0][0], parts[-1][1], " ".join(f"{start}-{end}" for start, end in parts)
