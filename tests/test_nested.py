"""Attributions inside the content of others: what is read again, where it is put, and what stays as it was."""

from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

import attrib
from attrib.components.nested import DEPTH, NestedFinder, content_tokens, find_nested, nest
from attrib.components.paragraphs import ParagraphFinder
from attrib.components.quotes import QuoteFinder
from attrib.doc import read_attributions, set_attributions
from attrib.errors import MissingAnnotation
from attrib.schema import LINKS
from hand_parsed import link

MakeDoc = Callable[[str], Doc]


def as_found(doc: Doc) -> Doc:
    """Give gold relations the types and scores that `attrib_links` would."""
    return link(doc, [(span.label_, span.start, span.end, span.id_) for span in doc.spans[LINKS]])


def read(docs: list[Doc]) -> list[Doc]:
    """A reader in whose eyes `WHO said` makes all that follows a content, once a text."""
    for doc in docs:
        roles: list[tuple[str, int, int, str]] = []
        cue = next((token.i for token in doc if token.lower_ in ("said", "told")), 0)
        if cue:
            roles = [("SOURCE", cue - 1, cue, "a0"), ("CUE", cue, cue + 1, "a0"), ("CONTENT", cue + 1, len(doc), "a0")]
        link(QuoteFinder()(ParagraphFinder()(doc)), roles)
    return docs


def nested_in(doc: Doc, least: float = 0.0) -> list[tuple[str, str | None, str, str]]:
    (found,) = find_nested([doc], read, least)
    nest(doc, found)
    return [
        (record.id, record.parent, record.source.text if record.source else "", record.content.text)
        for record in read_attributions(doc)
        if record.depth
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "<source>Ann</source> <cue>said</cue> <content>that Bo told me it rains</content>.",
            [("a0.0", "a0", "Bo", "me it rains")],
        ),
        (
            "<content>Bo said it</content>, <source>Ann</source> <cue>said</cue>, <content>rains here</content>.",
            [("a0.0", "a0", "Bo", "it … rains here")],
        ),
        (
            "<source>Ann</source> <cue>said</cue> <content>Bo said Cy said it rains</content>.",
            [("a0.0", "a0", "Bo", "Cy said it rains"), ("a0.0.0", "a0.0", "Cy", "it rains")],
        ),
        (
            "<source>Ann</source> <cue>said</cue>: <content>“Bo said it rains. It pours.”</content>",
            [("a0.0", "a0", "Bo", "it rains")],
        ),
        (
            "<source>Ann</source> <cue>said</cue>: <content>“Bo told me, ‘It rains. It pours.’ I think so.”</content>",
            [("a0.0", "a0", "Bo", "me, ‘It rains. It pours.’")],
        ),
        ("<source>Ann</source> <cue>said</cue> <content>it rains</content>.", []),
        ("<source>Ann</source> <cue>said</cue> <content>no</content>.", []),
    ],
)
def test_the_content_is_read_as_a_text_of_its_own(
    make_doc: MakeDoc, written: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert nested_in(as_found(make_doc(written))) == expected


def test_what_was_there_stays_and_children_follow_their_parent(make_doc: MakeDoc) -> None:
    doc = as_found(
        make_doc(
            "<source>Ann</source> <cue>said</cue> <content>Bo said it rains</content>. "
            "<content2>Cy told us all</content2>, <source2>Di</source2> <cue2>said</cue2>."
        )
    )
    before = read_attributions(doc)
    nested_in(doc)
    after = read_attributions(doc)
    assert [record for record in after if not record.depth] == before
    assert [(record.id, record.depth) for record in after] == [("a0", 0), ("a0.0", 1), ("a1", 0), ("a1.0", 1)]


def test_none_is_surer_than_what_it_lies_in(make_doc: MakeDoc) -> None:
    doc = as_found(make_doc("<source>Ann</source> <cue>said</cue> <content>Bo said it rains</content>."))
    doc.spans[LINKS].attrs["score"] = {"a0": 0.6}
    assert nested_in(doc, least=0.95) == []
    assert len(nested_in(doc, least=0.9)) == 1
    assert [record.score for record in read_attributions(doc)] == [0.6, 0.6]


def test_levels_are_bounded(make_doc: MakeDoc) -> None:
    doc = as_found(make_doc(f"<source>Ann</source> <cue>said</cue> <content>{'Bo said ' * 9}it rains</content>."))
    assert [name for name, *_ in nested_in(doc)] == ["a0" + ".0" * (level + 1) for level in range(DEPTH)]


@pytest.mark.parametrize(
    "written",
    [
        "<content>told them all at once</content>",  # nobody says it
        "<content>the men to said it rains</content>",
    ],
)
def test_what_nobody_says_is_left_out(make_doc: MakeDoc, written: str) -> None:
    doc = as_found(make_doc(f"<source>Ann</source> <cue>said</cue> {written}."))

    def read_oddly(docs: list[Doc]) -> list[Doc]:
        for text in docs:
            to = 2 if text[2].text == "to" else 0
            roles = [("CUE", to, to + 2 if to else 1, "a0"), ("CONTENT", to + 2, len(text), "a0")]
            QuoteFinder()(ParagraphFinder()(text))
            link(text, [("SOURCE", 0, 2, "a0"), *roles] if to else roles)
        return docs

    assert find_nested([doc], read_oddly, 0.0) == [[]]


@pytest.mark.parametrize(
    ("text", "parts", "quoted", "kept"),
    [
        ("that it rains", [(0, 3)], False, "it rains"),
        ("“It rains,” she said, “here.”", [(0, 5), (8, 12)], True, "It rains , here ."),
        ("“Bad” rain", [(0, 4)], False, "“ Bad ” rain"),
        ("“It rains.\n\n“It pours.”", [(0, 4), (5, 10)], True, "It rains . \n\n It pours ."),
        ("“ ”", [(0, 2)], True, ""),
    ],
)
def test_marks_around_a_quoted_content_are_no_part_of_the_text(
    nlp: Language, text: str, parts: list[tuple[int, int]], quoted: bool, kept: str
) -> None:
    doc = nlp.make_doc(text)
    assert " ".join(doc[int(i)].text for i in content_tokens(doc, parts, quoted=quoted)) == kept


def test_a_document_without_links_is_refused(nlp: Language) -> None:
    with pytest.raises(MissingAnnotation, match="attrib_links"):
        NestedFinder([])(nlp("It rains."))


def test_records_with_parents_go_to_the_doc_and_back(make_doc: MakeDoc) -> None:
    doc = as_found(make_doc("<source>Ann</source> <cue>said</cue> <content>Bo said it rains</content>."))
    nested_in(doc)
    records = read_attributions(doc)
    set_attributions(doc, records)
    assert read_attributions(doc) == records
    copy = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert read_attributions(copy) == records


TEXT = """PARIS — The ministry said on Monday that Lavrov told Le Drian that Russia would not attack Ukraine.

“The mayor told me that she would resign,” Carl Berg said. “I hope she stays.”

According to the council, Mayor Ann Lee believes that the mill is lost. “I said to him, ‘I will not sell,’” Lee said.
"""


@pytest.mark.model
def test_outermost_records_stay_exactly_what_they_were() -> None:
    plain, nested = attrib.extract(TEXT), attrib.extract(TEXT, nested=True)
    assert [record for record in nested if not record.depth] == plain
    assert {record.source.text for record in nested if record.depth and record.source} >= {"Lavrov", "The mayor"}


@pytest.mark.model
def test_nested_sources_are_resolved_in_the_whole_document() -> None:
    found = {record.source.text: record for record in attrib.extract(TEXT, nested=True) if record.source}
    assert [speaker.name for speaker in found["Mayor Ann Lee"].speakers] == ["Ann Lee"]
    inside = [r for r in attrib.extract(TEXT, nested=True) if r.depth and r.source and r.source.text == "I"]
    assert [speaker.name for record in inside for speaker in record.speakers] == ["Carl Berg", "Ann Lee"]
    assert all(record.parent for record in inside)


@pytest.mark.model
def test_nested_ones_do_without_speakers_too() -> None:
    bare, full = attrib.extract(TEXT, nested=True, speakers=False), attrib.extract(TEXT, nested=True)
    assert [(r.id, r.parent, r.content) for r in bare] == [(r.id, r.parent, r.content) for r in full]
