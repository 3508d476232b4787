"""Records as Arrow values, typed and nested as the JSON Schema of a record says; and Parquet, which holds them."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from attrib.batch.columns import CellType, Schema, record_schema, resolve
from attrib.batch.forms import load_library
from attrib.batch.results import Read
from attrib.batch.writers.layout import Layout, Rows, make_rows

ROW_GROUP: Final = 10_000
"""Rows that are in memory at once, and that a reader of the file can pass over at once."""

_ROW_GROUP_DOCUMENTS: Final = 500


def record_type() -> Any:
    """The Arrow type of a record: a struct."""
    return _arrow_type(record_schema())


def arrow_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as a value of `record_type`. What the schema says nothing about becomes JSON."""
    properties = record_schema()["properties"]
    return {**record, **{name: _spell(record.get(name), properties[name]) for name in _unspecified()}}


def write_parquet(documents: Iterator[Read], path: Path, layout: Layout) -> None:
    """Row groups, compressed by Zstandard."""
    arrow = load_library("pyarrow", "Parquet")
    parquet = load_library("pyarrow.parquet", "Parquet")
    schema = _row_schema(layout)
    rows = (_arrow_row(row, layout) for row in make_rows(documents, layout))
    size = _ROW_GROUP_DOCUMENTS if layout.rows is Rows.DOCUMENTS else ROW_GROUP
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := list(islice(rows, size)):
            writer.write_table(arrow.Table.from_pylist(group, schema))


def _row_schema(layout: Layout) -> Any:
    arrow = load_library("pyarrow", "Parquet")
    text = arrow.string()
    meta = arrow.struct([(name, cell_type(type)) for name, type in layout.meta.items()])
    record = record_type()
    if layout.rows is Rows.DOCUMENTS:
        own = [("text", text), ("encoding", text), ("words", arrow.int64()), ("attributions", arrow.list_(record))]
    else:
        own = [(field.name, field.type) for field in record]
    head = [("doc_id", text), *([("meta", meta)] if layout.meta else [])]
    return arrow.schema([*head, *own, ("model", text), ("model_version", text)])


def _arrow_row(row: dict[str, Any], layout: Layout) -> dict[str, Any]:
    if layout.rows is Rows.DOCUMENTS:
        return row | {"attributions": [arrow_record(record) for record in row["attributions"]]}
    return row | arrow_record(row)


def cell_type(type: CellType) -> Any:
    """The Arrow type of a cell."""
    arrow = load_library("pyarrow", "Parquet")
    types = {CellType.INTEGER: arrow.int64(), CellType.REAL: arrow.float64(), CellType.BOOLEAN: arrow.bool_()}
    return types.get(type, arrow.string())


def _arrow_type(schema: Schema) -> Any:
    arrow = load_library("pyarrow", "Parquet")
    schema = resolve(schema, record_schema())
    if "properties" in schema:
        return arrow.struct([(name, _arrow_type(inner)) for name, inner in schema["properties"].items()])
    match schema.get("type"):
        case "array":
            return arrow.list_(_arrow_type(_items(schema)))
        case "integer":
            return arrow.int64()
        case "number":
            return arrow.float64()
        case "boolean":
            return arrow.bool_()
        case _:
            return arrow.string()


@cache
def _unspecified() -> tuple[str, ...]:
    """The fields of a record of which the schema does not wholly say what is in them."""
    return tuple(name for name, schema in record_schema()["properties"].items() if not _is_specified(schema))


def _is_specified(schema: Schema) -> bool:
    schema = resolve(schema, record_schema())
    if "properties" in schema:
        return all(map(_is_specified, schema["properties"].values()))
    if schema.get("type") == "array":
        return _is_specified(_items(schema))
    return "enum" in schema or schema.get("type") in ("string", "integer", "number", "boolean")


def _spell(value: Any, schema: Schema) -> Any:
    """The value with JSON for what is not specified."""
    schema = resolve(schema, record_schema())
    if value is None or _is_specified(schema):
        return value
    if "properties" in schema:
        return {name: _spell(value.get(name), inner) for name, inner in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_spell(item, _items(schema)) for item in value]
    return json.dumps(value, ensure_ascii=False)


def _items(schema: Schema) -> Schema:
    """The schema of what is in a list; of the first item where each has its own, for offsets are pairs."""
    items: Any = schema.get("items") or next(iter(schema.get("prefixItems", ())), {})
    return items if isinstance(items, Mapping) else {}
