"""The records that attrib gives: `Attribution` and its parts. Plain, frozen, without spaCy, so they pickle anywhere.

`docs/record.md` describes every field with an example; `attrib.records.json_schema` gives the same as a JSON Schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {"text": self.text, "parts": [list(part) for part in self.parts]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Extent":
        """From what `to_dict` gives."""
        return cls(values["text"], tuple((start, end) for start, end in values["parts"]))


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution relation (PARC3, PolNeAR): a content, the cue that signals it, the source it is attributed to.

    `speakers` is empty until speakers are resolved. `score` is how sure the model is, from 0 to 1.
    """

    id: str
    type: QuotationType
    content: Extent
    cue: Extent | None
    source: Extent | None
    speakers: tuple[()] = ()
    score: float = 1.0

    @property
    def start(self) -> int:
        """Offset of the first character of any role."""
        return min(extent.start for extent in (self.content, self.cue, self.source) if extent is not None)

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; `from_dict` gives an equal record back."""
        return {
            "id": self.id,
            "type": self.type.value,
            "content": self.content.to_dict(),
            "cue": self.cue and self.cue.to_dict(),
            "source": self.source and self.source.to_dict(),
            "speakers": list(self.speakers),
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
            score=values["score"],
        )
