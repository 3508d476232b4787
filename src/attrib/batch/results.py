"""What comes of a document: its records, or the reason why there are none. Small, plain and ready for the journal."""

import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attrib.batch.documents import Document, Scalar
from attrib.records import Attribution

Record = dict[str, Any]
"""What `Attribution.to_dict` gives."""


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the journal. `reason` is None where the document was read; then `packed` holds its records.

    `text` is kept only where `Document.as_given` says that it must be, or the output has to hold it. `types` and
    `speakers` are JSON objects of counts, so that a database can sum them up.
    """

    position: int
    doc_id: str
    place: str
    reason: str | None = None
    meta: str = "{}"
    encoding: str | None = None
    words: int = 0
    attributions: int = 0
    types: str = "{}"
    speakers: str = "{}"
    text: str | None = None
    packed: bytes = b""


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read, as writers take it."""

    doc_id: str
    meta: dict[str, Scalar]
    text: str | None
    encoding: str
    words: int
    records: list[Record]


def make_result(
    position: int, place: str, document: Document, found: Sequence[Attribution], *, keep_text: bool
) -> Result:
    """The result of a document that was read."""
    records = [record.to_dict() for record in found]
    return Result(
        position=position,
        doc_id=document.doc_id,
        place=place,
        meta=json.dumps(document.meta),
        encoding=document.encoding,
        words=len(document.text.split()),
        attributions=len(records),
        types=json.dumps(Counter(record["type"] for record in records)),
        speakers=json.dumps(Counter(name for record in records for name in speaker_labels(record))),
        text=document.text if keep_text or not document.as_given else None,
        packed=zlib.compress(json.dumps(records, separators=(",", ":")).encode(), 1),
    )


def unpack(packed: bytes) -> list[Record]:
    """The records of a result."""
    records: list[Record] = json.loads(zlib.decompress(packed))
    return records


def speaker_labels(record: Mapping[str, Any]) -> list[str]:
    """Whom a record attributes its content to: each speaker's name or words, else the words of its source."""
    labels = [label for speaker in record.get("speakers") or () if (label := speaker_label(speaker))]
    source = record.get("source")
    return labels or ([source["text"]] if source else [])


def speaker_label(speaker: Mapping[str, Any]) -> str | None:
    """The name of a speaker, or the words that stand for it where that is not known.

    Speakers are taken to be objects with "name", which may be null, and "mention", an extent.
    """
    mention = speaker.get("mention") or {}
    label: str | None = speaker.get("name") or mention.get("text")
    return label
