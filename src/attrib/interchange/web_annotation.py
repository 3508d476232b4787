"""Records as W3C Web Annotations, and back: an AnnotationPage a document, an Annotation an attribution.

The content is the target. Source, cue and the other words are bodies on the same text, told apart by their purpose;
speakers are bodies with a name. What the vocabulary has no word for stands under `NAMESPACE`, so nothing is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final
from urllib.parse import quote, unquote

from attrib.errors import InputError
from attrib.records import BETWEEN_PARTS, Attribution, Extent, Speaker

NAMESPACE: Final = "urn:x-attrib:record:"

CONTEXT: Final = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "@version": 1.1,
        "attrib": NAMESPACE,
        "attrib:speaker": {"@id": "attrib:speaker", "@type": "@json"},
        "attrib:content_parts": {"@id": "attrib:content_parts", "@type": "@json"},
    },
]

AROUND: Final = 32
"""Characters of the text that a quote selector has before and after the words, so that they can be found again."""

_WORDS: Final = ("source", "cue", "addressee", "medium", "time", "place")
"""Fields of a record that are bodies on the text; `speakers` are bodies too."""

_PLAIN: Final = tuple(
    field.name for field in fields(Attribution) if field.name not in ("id", "content", "speakers", *_WORDS)
)
_EMPTY: Final[Mapping[str, Any]] = {field.name: None for field in fields(Attribution)} | {"content_parts": []}

_SPEAKS: Final = "identifying"


def to_page(name: str, text: str, records: Iterable[Attribution]) -> dict[str, Any]:
    """The page of a document: its name, which becomes a relative IRI, and its text as the records count it."""
    return {
        "@context": CONTEXT,
        "id": f"{quote(name)}#attributions",
        "type": "AnnotationPage",
        "items": [_to_annotation(quote(name), text, record) for record in records],
    }


def from_page(page: Mapping[str, Any], path: str) -> tuple[str, list[Attribution]]:
    """The name of a document and its records; `path` is where the page was read, for complaints.

    Raises:
        InputError: it is no page that `to_page` gives.
    """
    if not isinstance(page, Mapping) or page.get("type") != "AnnotationPage":
        raise InputError(path, "is no Web Annotation page: its type is not AnnotationPage")
    records = []
    for number, item in enumerate(page.get("items", []), start=1):
        try:
            records.append(_from_annotation(item))
        except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
            reason = f"annotation {number} is no attribution ({type(error).__name__}: {error}); see docs/interchange.md"
            raise InputError(path, reason) from error
    return unquote(str(page.get("id", path)).partition("#")[0]), records


def _to_annotation(source: str, text: str, record: Attribution) -> dict[str, Any]:
    values = record.to_dict()
    bodies = [
        {"purpose": f"attrib:{name}", **target, **more}
        for name in _WORDS
        if (extent := getattr(record, name)) is not None
        for more in [_more(values[name])]
        for target in _to_targets(source, text, extent)
    ]
    return {
        "id": f"{source}#{quote(record.id)}",
        "type": "Annotation",
        "motivation": "linking",
        "target": _to_targets(source, text, record.content),
        "body": bodies + [_to_speaker(speaker) for speaker in record.speakers],
        **{f"attrib:{name}": values[name] for name in _PLAIN if values[name] not in (None, [])},
    }


def _to_targets(source: str, text: str, extent: Extent) -> list[dict[str, Any]]:
    """A resource a part, with two ways to find it."""
    return [
        {
            "type": "SpecificResource",
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": text[start:end],
                    "prefix": text[max(0, start - AROUND) : start],
                    "suffix": text[end : end + AROUND],
                },
            ],
        }
        for start, end in extent.parts
    ]


def _to_speaker(speaker: Speaker) -> dict[str, Any]:
    return {
        "type": "TextualBody",
        "purpose": _SPEAKS,
        "value": speaker.label,
        "attrib:speaker": speaker.to_dict(),
    }


def _more(extent: Mapping[str, Any]) -> dict[str, Any]:
    """What an addressee or a time has besides its words."""
    return {f"attrib:{key}": value for key, value in extent.items() if key not in ("text", "parts")}


def _from_annotation(item: Mapping[str, Any]) -> Attribution:
    bodies: dict[str, list[Mapping[str, Any]]] = {}
    for body in item["body"]:
        bodies.setdefault(body["purpose"], []).append(body)
    words = {name: _from_targets(bodies[f"attrib:{name}"]) for name in _WORDS if f"attrib:{name}" in bodies}
    plain = {name: item[f"attrib:{name}"] for name in _PLAIN if f"attrib:{name}" in item}
    return Attribution.from_dict(
        {
            **_EMPTY,
            "id": unquote(item["id"].rpartition("#")[2]),
            "content": _from_targets(item["target"]),
            "speakers": [body["attrib:speaker"] for body in bodies.get(_SPEAKS, [])],
            **words,
            **plain,
        }
    )


def _from_targets(targets: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """An extent as JSON: its parts in the order of the text, and what else stands with them."""
    found: dict[str, Any] = {"parts": []}
    words = []
    for target in targets:
        places = {selector["type"]: selector for selector in target["selector"]}
        place, quotation = places["TextPositionSelector"], places["TextQuoteSelector"]
        found["parts"].append((place["start"], place["end"]))
        words.append(quotation["exact"])
        found |= {key.removeprefix("attrib:"): target[key] for key in target if key.startswith("attrib:")}
    return found | {"text": BETWEEN_PARTS.join(words)}
