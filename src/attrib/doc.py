"""Doc ⇄ records: the one place where spaCy's tokens become characters of the text, and back.

Reads and writes `doc.spans["attrib_links"]`: spans whose `label_` is the role and whose `id_` is the attribution; the
group's `attrs` hold `{"type": {id: …}, "score": {id: …}}` and, where nested ones were looked for, `"parent"`.
`doc._.attributions` is a view of it, built when asked for.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import ORTH, SPACY
from spacy.tokens import Doc, Span, SpanGroup

from attrib.errors import MissingAnnotation
from attrib.records import Attribution, Extent, Parts, QuotationType, Resolution, Speaker, SpeakerKind
from attrib.schema import CONTENT, CUE, LINKS, SOURCE, SPEAKERS, TAGS
from attrib.scoring import Relation


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

    return {name: tuple(read(given) for given in of) for name, of in group.attrs["of"].items()}


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


def text_of(doc: Doc) -> str:
    """What `doc.text` gives, in a tenth of its time: no Token is made."""
    words, spaces = doc.to_array([ORTH, SPACY]).T.tolist()
    strings = doc.vocab.strings
    spelled = {word: strings[word] for word in set(words)}
    return "".join([spelled[word] + " " if space else spelled[word] for word, space in zip(words, spaces, strict=True)])


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
