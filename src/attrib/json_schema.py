"""The JSON Schema (draft 2020-12) of what `Attribution.to_dict` gives, drawn from the types of its fields."""

from collections.abc import Mapping
from enum import StrEnum
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from attrib.records import Addressee, Attribution, ContentPart, Extent, Moment, Record, Speaker

_OFFSET: Final = {"type": "integer", "minimum": 0}
_PARTS: Final = {
    "type": "array",
    "items": {"type": "array", "prefixItems": [_OFFSET, _OFFSET], "items": False, "minItems": 2},
    "minItems": 1,
}
_ID: Final = {"pattern": r"^a[0-9]+(\.[0-9]+)*$"}
_SCORE: Final = {"minimum": 0, "maximum": 1}
_EXTENT: Final = {
    "text": {"description": "The words; parts are joined by ' … '."},
    "parts": {"description": "Half-open character offsets, part by part."},
}

_RECORDS: Final[Mapping[type[Record], tuple[str, Mapping[str, Any]]]] = {
    Extent: ("Words of the text, and where they lie.", _EXTENT),
    ContentPart: (
        "A run of the content.",
        _EXTENT | {"quoted": {"description": "Whether it lies inside quotation marks; scare quotes are none."}},
    ),
    Addressee: (
        "Whom it was said to.",
        _EXTENT | {"speaker": {"description": "Who that is, resolved as the speaker of a source is."}},
    ),
    Moment: (
        "When it was said.",
        _EXTENT | {"date": {"description": "The day, where words and the day of the text give one.", "format": "date"}},
    ),
    Speaker: (
        "A person or body that a source names.",
        {
            "name": {"description": "The fullest in the document, without title; null if not known."},
            "kind": {"description": "What sort of speaker it is."},
            "mention": {"description": "The speaker as written in this source."},
            "role": {"description": "As written: 'French Foreign Minister'."},
            "affiliation": {"description": "The body that it speaks for or belongs to, as written."},
            "gender_as_written": {
                "description": "The pronoun or title that the text itself uses.",
                "enum": ["he", "she", "they", None],
            },
            "mentions": {"description": "Where the document is known to speak of it."},
            "resolution": {"description": "How the name was found."},
            "score": {"description": "How sure the name is.", **_SCORE},
        },
    ),
    Attribution: (
        "Who said what: one attribution in a text, as attrib finds it.",
        {
            "id": {"description": "Name of the attribution in its document.", **_ID},
            "type": {"description": "How much of the content stands inside quotation marks: all, none, or part of it."},
            "content": {"description": "What is attributed."},
            "cue": {"description": "The words that signal the attribution."},
            "source": {"description": "The words that name who it is attributed to, as written."},
            "speakers": {"description": "Whom the source names."},
            "act": {"description": "What the source does in saying it."},
            "act_score": {"description": "How surely it is that act; lower where it is guessed.", **_SCORE},
            "polarity": {"description": "Whether it was said, or the text says that it was not."},
            "modality": {"description": "Whether it was said in fact, or may be, would be, will be, or often is."},
            "tense": {"description": "The tense of the cue's finite verb."},
            "stance": {"description": "How the writer presents it."},
            "addressee": {"description": "Whom it was said to."},
            "medium": {"description": "Through what, or on what occasion it was said."},
            "time": {"description": "When it was said."},
            "place": {"description": "Where it was said."},
            "content_parts": {"description": "The content in runs inside and outside quotation marks."},
            "continues": {"description": "The attribution whose quotation goes on here.", **_ID},
            "parent": {"description": "The attribution in whose content this one lies.", **_ID},
            "depth": {"description": "How many attributions it lies in.", "minimum": 0},
            "score": {"description": "How sure the model is.", **_SCORE},
        },
    ),
}
"""What each record is, and of its fields what their types do not say."""

_TYPES: Final = {str: "string", int: "integer", float: "number", bool: "boolean"}


def json_schema() -> dict[str, Any]:
    """The schema; every field is required and no other allowed."""
    definitions = {_name(record): _object(record) for record in _RECORDS if record is not Attribution}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Attribution"}
    return head | _object(Attribution) | {"$defs": definitions}


def _object(record: type[Record]) -> dict[str, Any]:
    description, fields = _RECORDS[record]
    hints = get_type_hints(record)
    return {
        "type": "object",
        "description": description,
        "properties": {name: _value(hint) | fields[name] for name, hint in hints.items()},
        "required": list(hints),
        "additionalProperties": False,
    }


def _value(hint: Any) -> dict[str, Any]:
    if hint == get_type_hints(Extent)["parts"]:
        return _PARTS
    if isinstance(hint, UnionType):
        (value,) = (_value(option) for option in get_args(hint) if option is not type(None))
        if "type" in value:
            return value | {"type": [value["type"], "null"]}
        return {"enum": [*value["enum"], None]} if "enum" in value else {"anyOf": [value, {"type": "null"}]}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _value(get_args(hint)[0])}
    if issubclass(hint, Record):
        return {"$ref": f"#/$defs/{_name(hint)}"}
    return {"enum": [item.value for item in hint]} if issubclass(hint, StrEnum) else {"type": _TYPES[hint]}


def _name(record: type[Record]) -> str:
    """ContentPart is "content_part"."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in record.__name__).lstrip("_")
