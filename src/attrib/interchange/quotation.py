"""Records as schema.org Quotations, for web pages and search engines. One way: offsets and cues are lost."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from attrib.records import Attribution, Modality, Polarity, QuotationType, Speaker, SpeakerKind

Node = dict[str, Any]

_TYPES: Final = {
    SpeakerKind.PERSON: "Person",
    SpeakerKind.ANONYMOUS: "Person",
    SpeakerKind.ORGANIZATION: "Organization",
    SpeakerKind.PLACE: "Organization",
    SpeakerKind.GROUP: "Organization",
    SpeakerKind.DOCUMENT: "CreativeWork",
}
"""Of an unknown speaker no type is given."""

_SAID: Final = (None, Modality.ACTUAL, Modality.HABITUAL)


def to_graph(documents: Iterable[tuple[str, Iterable[Attribution]]]) -> Node:
    """The quotations of documents, each with its name and records; what was not said, or not yet, is left out."""
    nodes = [
        _to_quotation(name, record)
        for name, records in documents
        for record in records
        if record.polarity is not Polarity.NEGATIVE and record.modality in _SAID
    ]
    return {"@context": "https://schema.org", "@graph": nodes}


def _to_quotation(name: str, record: Attribution) -> Node:
    """`creator` is who chose the words: of a direct quotation the speakers, else the writer, whom nobody names here."""
    voices = [_to_voice(speaker) for speaker in record.speakers]
    if record.source is not None and not voices:
        voices = [{"description": record.source.text}]
    people = [voice for voice in voices if voice.get("@type") != "CreativeWork"]
    works = [voice for voice in voices if voice not in people]
    node = {
        "@type": "Quotation",
        "text": record.content.text,
        "spokenByCharacter": people,
        "creator": people if record.type is QuotationType.DIRECT else [],
        "isBasedOn": works,
        "isPartOf": {"@type": "CreativeWork", "url": quote(name)},
    }
    return {key: value for key, value in node.items() if value}


def _to_voice(speaker: Speaker) -> Node:
    kind = _TYPES.get(speaker.kind)
    node: Node = {
        "@type": kind,
        "name": speaker.name,
        "description": None if speaker.name else speaker.mention.text,
        "jobTitle": speaker.role if kind == "Person" else None,
    }
    if kind == "Person" and speaker.affiliation:
        node["affiliation"] = {"@type": "Organization", "name": speaker.affiliation}
    return {key: value for key, value in node.items() if value}
