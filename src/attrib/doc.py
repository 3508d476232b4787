"""Doc ⇄ records: the one place where spaCy's tokens become characters of the text, and back.

Reads and writes `doc.spans["attrib_links"]`: spans whose `label_` is the role and whose `id_` is the attribution; the
group's `attrs` hold `{"type": {id: …}, "score": {id: …}}` and, where nested ones were looked for, `"parent"`. Reads and
writes `doc.spans["attrib_facts"]`, and reads `doc.spans["attrib_speakers"]`. `doc._.attributions` is a view of these,
built when asked for. `doc._.day` is the day of the text (ISO 8601), if that is known.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import ORTH, SPACY
from spacy.tokens import Doc, Span, SpanGroup

from attrib.errors import MissingAnnotation
from attrib.records import (
    Act,
    Addressee,
    Attribution,
    ContentPart,
    Extent,
    Modality,
    Moment,
    Parts,
    Polarity,
    QuotationType,
    Resolution,
    Speaker,
    SpeakerKind,
    Stance,
    Tense,
)
from attrib.schema import CIRCUMSTANCES, CONTENT, CUE, FACTS, LINKS, PARAGRAPHS, SOURCE, SPEAKERS, TAGS
from attrib.scoring import Relation
from attrib.transcripts import find_turns

_KINDS: Final[Mapping[str, type[StrEnum]]] = {
    "act": Act,
    "polarity": Polarity,
    "modality": Modality,
    "tense": Tense,
    "stance": Stance,
}
"""The fields of an attribution that are one word, in records and in `attrib_facts`."""


def read_attributions(doc: Doc, text: str | None = None) -> list[Attribution]:
    """The document's attributions, by first character; a nested one comes after its parent.

    `text` is the text to take words from where it is not the Doc's own (which cannot hold lone surrogates).

    Raises:
        MissingAnnotation: `attrib_links` has not run. (Gold relations do not count; they have no types.)
    """
    if LINKS not in doc.spans or "type" not in doc.spans[LINKS].attrs:
        raise MissingAnnotation(LINKS, "doc._.attributions")
    group = doc.spans[LINKS]
    text = text_of(doc) if text is None else text
    speakers = _read_speakers(doc, text)
    facts = _read_facts(doc, text)
    parents = parents_of(doc)
    found: dict[str, dict[str, list[Span]]] = {}
    for span in group:
        found.setdefault(span.id_, {}).setdefault(span.label_, []).append(span)
    records = []
    for name, roles in found.items():
        extents = {role: Extent.cut(text, _parts(spans)) for role, spans in roles.items()}
        records.append(
            Attribution(
                id=name,
                type=QuotationType(group.attrs["type"][name]),
                content=extents[CONTENT],
                cue=extents.get(CUE),
                source=extents.get(SOURCE),
                speakers=speakers.get(name, ()),
                **facts.get(name, {}),
                parent=parents.get(name),
                depth=depth_of(name, parents),
                score=group.attrs["score"][name],
            )
        )
    return sorted(records, key=lambda record: (record.start, record.depth, record.content.start))


def parents_of(doc: Doc) -> dict[str, str]:
    """The attribution that each nested one lies in; nothing where `attrib_nested` has not run."""
    group = doc.spans.get(LINKS)
    return {} if group is None else group.attrs.get("parent", {})


def depth_of(name: str, parents: Mapping[str, str]) -> int:
    """How many attributions one lies in."""
    return 1 + depth_of(parents[name], parents) if name in parents else 0


def _read_speakers(doc: Doc, text: str) -> dict[str, tuple[Speaker, ...]]:
    """The speakers of each attribution; none where `attrib_speakers` has not run."""
    if SPEAKERS not in doc.spans:
        return {}
    read = _speaker_reader(doc, text)
    return {name: tuple(read(given) for given in of) for name, of in doc.spans[SPEAKERS].attrs["of"].items()}


def _speaker_reader(doc: Doc, text: str) -> Callable[[dict[str, Any]], Speaker]:
    """What makes a speaker of what `attrib_speakers` says of one in one place."""
    group = doc.spans[SPEAKERS]
    mentions: dict[str, list[Extent]] = {}
    for span in group:
        mentions.setdefault(span.id_, []).append(Extent.cut(text, _parts([span])))

    def read(given: dict[str, Any]) -> Speaker:
        described = group.attrs["speakers"][given["id"]]
        start, end = given["tokens"]
        return Speaker(
            name=described["name"],
            kind=SpeakerKind(described["kind"]),
            mention=Extent.cut(text, _parts([doc[start:end]])),
            role=described["role"],
            affiliation=described["affiliation"],
            gender_as_written=described["gender_as_written"],
            mentions=tuple(mentions[given["id"]]),
            resolution=Resolution(given["resolution"]),
            score=given["score"],
        )

    return read


def _read_facts(doc: Doc, text: str) -> dict[str, dict[str, Any]]:
    """The fields of each attribution that say how it was said; none where `attrib_facts` has not run."""
    if FACTS not in doc.spans or "of" not in doc.spans[FACTS].attrs:
        return {}
    group = doc.spans[FACTS]
    around: dict[str, dict[str, Parts]] = {}
    for span in group:
        around.setdefault(span.id_, {})[span.label_.lower()] = _parts([span])
    read = _speaker_reader(doc, text) if SPEAKERS in doc.spans else None

    def fields(name: str, given: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {
            label: Extent.cut(text, parts)
            for label, parts in around.get(name, {}).items()
            if label in ("medium", "place")
        }
        if "addressee" in around.get(name, {}):
            speaker = read(given["speaker"]) if read and given["speaker"] else None
            found["addressee"] = Addressee.cut(text, around[name]["addressee"], speaker=speaker)
        if "time" in around.get(name, {}):
            found["time"] = Moment.cut(text, around[name]["time"], date=given["date"])
        found["content_parts"] = tuple(
            ContentPart.cut(text, _parts([doc[start:end]]), quoted=quoted) for start, end, quoted in given["parts"]
        )
        kinds = {field: kind(given[field]) for field, kind in _KINDS.items() if given[field] is not None}
        return found | kinds | {field: given[field] for field in ("act_score", "continues")}

    return {name: fields(name, given) for name, given in group.attrs["of"].items()}


def set_attributions(doc: Doc, records: Iterable[Attribution]) -> None:
    """Write records to the Doc, so that `read_attributions` gives them back where their edges are those of tokens."""
    records = list(records)
    spans = [
        doc.char_span(start, end, label=role, span_id=record.id, alignment_mode="expand")
        for record in records
        for role, extent in ((SOURCE, record.source), (CUE, record.cue), (CONTENT, record.content))
        for start, end in (extent.parts if extent else ())
    ]
    group = SpanGroup(doc, name=LINKS, spans=[span for span in spans if span is not None])
    group.attrs["type"] = {record.id: record.type.value for record in records}
    group.attrs["score"] = {record.id: record.score for record in records}
    group.attrs["parent"] = {record.id: record.parent for record in records if record.parent}
    doc.spans[LINKS] = group
    if any(record.polarity is not None for record in records):
        _set_facts(doc, records)


def _set_facts(doc: Doc, records: Iterable[Attribution]) -> None:
    """Write how it was said; whom an addressee is, which `attrib_speakers` knows, is left out, as speakers are."""
    spans: list[Span | None] = []
    facts: dict[str, dict[str, Any]] = {}
    for record in records:
        around = (record.addressee, record.medium, record.time, record.place)
        for label, extent in zip(CIRCUMSTANCES, around, strict=True):
            if extent is not None:
                edges = extent.start, extent.end
                spans.append(doc.char_span(*edges, label=label, span_id=record.id, alignment_mode="expand"))
        parts = [(doc.char_span(part.start, part.end, alignment_mode="expand"), part) for part in record.content_parts]
        values = {field: getattr(record, field) for field in _KINDS}
        facts[record.id] = {field: value and value.value for field, value in values.items()} | {
            "speaker": None,
            "date": record.time and record.time.date,
            "parts": [[span.start, span.end, part.quoted] for span, part in parts if span is not None],
            "act_score": record.act_score,
            "continues": record.continues,
        }
    doc.spans[FACTS] = [span for span in spans if span is not None]
    doc.spans[FACTS].attrs["of"] = facts


def day_of(doc: Doc) -> datetime.date | None:
    """The day of a text."""
    return None if doc._.day is None else datetime.date.fromisoformat(doc._.day)


def text_of(doc: Doc) -> str:
    """What `doc.text` gives, in a tenth of its time: no Token is made."""
    words, spaces = doc.to_array([ORTH, SPACY]).T.tolist()
    strings = doc.vocab.strings
    spelled = {word: strings[word] for word in set(words)}
    return "".join([spelled[word] + " " if space else spelled[word] for word, space in zip(words, spaces, strict=True)])


def read_turns(doc: Doc) -> list[tuple[Span, Span, list[Span]]]:
    """The label, the colon and the parts of what is said of each turn: none where `attrib_paragraphs` has not run."""
    paragraphs = [(span.start_char, span.end_char) for span in doc.spans.get(PARAGRAPHS, [])]
    turns = []
    for turn in find_turns(text_of(doc), paragraphs):
        found = (doc.char_span(*part, alignment_mode="expand") for part in (turn.label, turn.colon, *turn.parts))
        label, colon, *parts = (span for span in found if span is not None)
        turns.append((label, colon, parts))
    return turns


def set_relations(doc: Doc, relations: Iterable[Relation]) -> None:
    """Write gold relations to the Doc.

    A part that cuts a token is widened to hold it; white space at its edges is left out, and so is a part without a
    word.
    """
    text = doc.text
    spans = []
    for i, relation in enumerate(relations):
        for role, parts in ((SOURCE, relation.source), (CUE, relation.cue), (CONTENT, relation.content)):
            for start, end in parts:
                words = text[start:end].strip()
                first = text.find(words, start)
                span = doc.char_span(first, first + len(words), alignment_mode="expand")
                if words and span is not None:
                    spans.append(Span(doc, span.start, span.end, label=role, span_id=f"a{i}"))
    doc.spans[LINKS] = spans


def gold_tags(doc: Doc) -> NDArray[np.int64]:
    """The tag of each token by `attrib_links`; where roles overlap the one that begins first wins: (tokens,)."""
    tags = np.zeros(len(doc), dtype=np.int64)
    for span in sorted(doc.spans[LINKS], key=lambda span: (span.start, -span.end)):
        if not tags[span.start : span.end].any():
            tags[span.start : span.end] = TAGS.index(f"I-{span.label_}")
            tags[span.start] -= 1
    return tags


def gold_relations(doc: Doc) -> list[dict[str, list[tuple[int, int]]]]:
    """The relations of `attrib_links`, each the (start, end) tokens of its roles, in the order of the text."""
    relations: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for span in doc.spans[LINKS]:
        relations.setdefault(span.id_, {}).setdefault(span.label_, []).append((span.start, span.end))
    return [{role: sorted(spans) for role, spans in relation.items()} for relation in relations.values()]


def _parts(spans: list[Span]) -> Parts:
    return tuple((span.start_char, span.end_char) for span in sorted(spans, key=lambda span: span.start))


Doc.set_extension("attributions", getter=read_attributions, force=True)
Doc.set_extension("day", default=None, force=True)
