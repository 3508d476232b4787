"""The records that attrib gives: `Attribution` and its parts. Plain, frozen, without spaCy, so they pickle anywhere.

`docs/record.md` describes every field with an example; `attrib.records.json_schema` gives the same as a JSON Schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

Parts = tuple[tuple[int, int], ...]

BETWEEN_PARTS: Final = " … "
"""What stands between the parts of an interrupted extent in its `text`."""


class QuotationType(StrEnum):
    """How much of the content stands inside quotation marks: all, none, or part of it."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Extent:
    """The text that fills a role, and where it lies.

    `parts` are half-open character offsets. An unbroken extent has one part; content that a cue interrupts
    ("We will," she said, "win.") has several.
    """

    text: str
    parts: Parts

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.parts[-1][1]

    @classmethod
    def cut(cls, text: str, parts: Parts) -> "Extent":
        """The extent of these parts of a text."""
        return cls(BETWEEN_PARTS.join(text[start:end] for start, end in parts), parts)

    def moved(self, by: int) -> "Extent":
        """The same extent where the text begins `by` characters later."""
        return Extent(self.text, tuple((start + by, end + by) for start, end in self.parts))

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {"text": self.text, "parts": [list(part) for part in self.parts]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Extent":
        """From what `to_dict` gives."""
        return cls(values["text"], tuple((start, end) for start, end in values["parts"]))


class SpeakerKind(StrEnum):
    """What sort of speaker a source names."""

    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"
    GROUP = "group"
    DOCUMENT = "document"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"


class Resolution(StrEnum):
    """How a speaker was found."""

    NAME = "name"
    ALIAS = "alias"
    PRONOUN = "pronoun"
    NOMINAL = "nominal"
    CONTINUED = "continued"
    FIRST_PERSON = "first_person"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person or body that a source names.

    `name` is the fullest one that the document has, without title, or None: who it is is not known. `mention` is the
    speaker as written in this source, `mentions` are all the places where the document is known to speak of it. `role`
    and `affiliation` are as written somewhere in the document; `gender_as_written` is "he", "she" or "they" where the
    text itself says so.
    """

    name: str | None
    kind: SpeakerKind
    mention: Extent
    role: str | None = None
    affiliation: str | None = None
    gender_as_written: str | None = None
    mentions: tuple[Extent, ...] = ()
    resolution: Resolution = Resolution.NONE
    score: float = 1.0

    @property
    def label(self) -> str:
        """The name, or else the words as written."""
        return self.name or self.mention.text

    def moved(self, by: int) -> "Speaker":
        """The same speaker where the text begins `by` characters later."""
        return replace(
            self, mention=self.mention.moved(by), mentions=tuple(mention.moved(by) for mention in self.mentions)
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; `from_dict` gives an equal record back."""
        return {
            "name": self.name,
            "kind": self.kind.value,
            "mention": self.mention.to_dict(),
            "role": self.role,
            "affiliation": self.affiliation,
            "gender_as_written": self.gender_as_written,
            "mentions": [mention.to_dict() for mention in self.mentions],
            "resolution": self.resolution.value,
            "score": self.score,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Speaker":
        """From what `to_dict` gives."""
        return cls(
            name=values["name"],
            kind=SpeakerKind(values["kind"]),
            mention=Extent.from_dict(values["mention"]),
            role=values["role"],
            affiliation=values["affiliation"],
            gender_as_written=values["gender_as_written"],
            mentions=tuple(Extent.from_dict(mention) for mention in values["mentions"]),
            resolution=Resolution(values["resolution"]),
            score=values["score"],
        )


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution relation (PARC3, PolNeAR): a content, the cue that signals it, the source it is attributed to.

    `speakers` are the people and bodies that the source names: two for "Macron and Putin", none where there is no
    source. `score` is how sure the model is, from 0 to 1.
    """

    id: str
    type: QuotationType
    content: Extent
    cue: Extent | None
    source: Extent | None
    speakers: tuple[Speaker, ...] = ()
    score: float = 1.0

    @property
    def start(self) -> int:
        """Offset of the first character of any role."""
        return min(extent.start for extent in (self.content, self.cue, self.source) if extent is not None)

    def moved(self, by: int) -> "Attribution":
        """The same attribution where the text begins `by` characters later."""
        return replace(
            self,
            content=self.content.moved(by),
            cue=self.cue and self.cue.moved(by),
            source=self.source and self.source.moved(by),
            speakers=tuple(speaker.moved(by) for speaker in self.speakers),
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; `from_dict` gives an equal record back."""
        return {
            "id": self.id,
            "type": self.type.value,
            "content": self.content.to_dict(),
            "cue": self.cue and self.cue.to_dict(),
            "source": self.source and self.source.to_dict(),
            "speakers": [speaker.to_dict() for speaker in self.speakers],
            "score": self.score,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Attribution":
        """From what `to_dict` gives."""
        return cls(
            id=values["id"],
            type=QuotationType(values["type"]),
            content=Extent.from_dict(values["content"]),
            cue=Extent.from_dict(values["cue"]) if values["cue"] else None,
            source=Extent.from_dict(values["source"]) if values["source"] else None,
            speakers=tuple(Speaker.from_dict(speaker) for speaker in values["speakers"]),
            score=values["score"],
        )


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `Attribution.to_dict` gives."""
    offset = {"type": "integer", "minimum": 0}
    part = {"type": "array", "prefixItems": [offset, offset], "items": False, "minItems": 2}
    extent = {
        "type": "object",
        "description": "Words of the text, and their half-open character offsets, part by part.",
        "properties": {
            "text": {"type": "string", "description": "The words; parts are joined by ' … '."},
            "parts": {"type": "array", "items": part, "minItems": 1},
        },
        "required": ["text", "parts"],
        "additionalProperties": False,
    }
    extent_or_none = {"anyOf": [{"$ref": "#/$defs/extent"}, {"type": "null"}]}
    words_or_none = {"type": ["string", "null"]}
    speaker: dict[str, Any] = {
        "type": "object",
        "description": "A person or body that a source names.",
        "properties": {
            "name": words_or_none | {"description": "The fullest in the document, without title; null if not known."},
            "kind": {"enum": [kind.value for kind in SpeakerKind], "description": "What sort of speaker it is."},
            "mention": {"$ref": "#/$defs/extent", "description": "The speaker as written in this source."},
            "role": words_or_none | {"description": "As written: 'French Foreign Minister'."},
            "affiliation": words_or_none | {"description": "The body that it speaks for or belongs to, as written."},
            "gender_as_written": {
                "enum": ["he", "she", "they", None],
                "description": "The pronoun or title that the text itself uses.",
            },
            "mentions": {
                "type": "array",
                "items": {"$ref": "#/$defs/extent"},
                "description": "Where the document is known to speak of it.",
            },
            "resolution": {"enum": [way.value for way in Resolution], "description": "How the name was found."},
            "score": {"type": "number", "minimum": 0, "maximum": 1, "description": "How sure the name is."},
        },
        "additionalProperties": False,
    }
    speaker["required"] = list(speaker["properties"])
    properties = {
        "id": {"type": "string", "description": "Name of the attribution in its document.", "pattern": "^a[0-9]+$"},
        "type": {
            "enum": [kind.value for kind in QuotationType],
            "description": "How much of the content stands inside quotation marks: all, none, or part of it.",
        },
        "content": {"$ref": "#/$defs/extent", "description": "What is attributed."},
        "cue": extent_or_none | {"description": "The words that signal the attribution."},
        "source": extent_or_none | {"description": "The words that name who it is attributed to, as written."},
        "speakers": {"type": "array", "items": {"$ref": "#/$defs/speaker"}, "description": "Whom the source names."},
        "score": {"type": "number", "minimum": 0, "maximum": 1, "description": "How sure the model is."},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Attribution",
        "description": "Who said what: one attribution in a text, as attrib finds it.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": {"extent": extent, "speaker": speaker},
    }
