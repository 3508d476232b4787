"""Doc to records and back: what survives, and that no offset is off by one."""

import pickle
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from attrib.doc import gold_relations, gold_tags, read_attributions, set_attributions, set_relations
from attrib.errors import MissingAnnotation
from attrib.records import (
    Act,
    Addressee,
    Attribution,
    ContentPart,
    Extent,
    Modality,
    Moment,
    Polarity,
    QuotationType,
    Resolution,
    Speaker,
    SpeakerKind,
    Stance,
    Tense,
)
from attrib.schema import LINKS, SPEAKERS, TAGS
from attrib.scoring import Relation

MakeDoc = Callable[[str], Doc]


def as_found(doc: Doc) -> Doc:
    """Give gold relations the types and scores that `attrib_links` would."""
    names = sorted({span.id_ for span in doc.spans[LINKS]})
    doc.spans[LINKS].attrs["type"] = dict.fromkeys(names, "mixed")
    doc.spans[LINKS].attrs["score"] = {name: 0.5 + i / 10 for i, name in enumerate(names)}
    return doc


def as_resolved(doc: Doc) -> Doc:
    """Name the sources "she" and "Bo" of the two attributions as `attrib_speakers` would; the latter is unknown."""
    doc.spans[SPEAKERS] = [
        Span(doc, start, start + 1, label="SPEAKER", span_id=name) for name, start in (("s0", 5), ("s0", 6), ("s1", 12))
    ]
    unknown = dict.fromkeys(("role", "affiliation", "gender_as_written"))
    ada = {"name": "Ada", "kind": "person", "role": "sailor", "affiliation": "navy", "gender_as_written": "she"}
    doc.spans[SPEAKERS].attrs["speakers"] = {"s0": ada, "s1": unknown | {"name": None, "kind": "unknown"}}
    doc.spans[SPEAKERS].attrs["of"] = {
        "a0": [
            {"id": "s0", "tokens": [5, 6], "resolution": "pronoun", "score": 0.75},
            {"id": "s1", "tokens": [5, 7], "resolution": "none", "score": 0.5},
        ],
        "a1": [],
    }
    return doc


INTERRUPTED = '<content>"We will,"</content> <source>she</source> <cue>said</cue>, <content>"sail."</content>'
TWO = "<source2>Bo</source2> <cue2>agreed</cue2>: <content2>no</content2>."


def test_relations_become_records(make_doc: MakeDoc) -> None:
    doc = as_found(make_doc(f"{INTERRUPTED} {TWO}"))
    text = doc.text
    first, second = doc._.attributions
    assert first == Attribution(
        "a0",
        QuotationType.MIXED,
        content=Extent('"We will," … "sail."', ((0, 10), (21, 28))),
        cue=Extent("said", ((15, 19),)),
        source=Extent("she", ((11, 14),)),
        score=0.5,
    )
    assert (second.id, second.score) == ("a1", 0.6)
    assert second.content == Extent.cut(text, ((40, 42),))


def test_records_are_in_the_order_of_the_text(make_doc: MakeDoc) -> None:
    doc = as_found(
        make_doc(
            "<source2>Bo</source2> <cue2>says</cue2> <content2>no</content2>. "
            "<content>Yes</content>, <cue>said</cue> <source>Ann</source>."
        )
    )
    doc.spans[LINKS] = sorted(doc.spans[LINKS], key=lambda span: -span.start)
    as_found(doc)
    assert [(record.start, record.source and record.source.text) for record in doc._.attributions] == [
        (0, "Bo"),
        (12, "Ann"),
    ]


def test_parts_are_in_the_order_of_the_text(make_doc: MakeDoc) -> None:
    doc = make_doc(INTERRUPTED)
    doc.spans[LINKS] = list(doc.spans[LINKS])[::-1]
    (record,) = as_found(doc)._.attributions
    assert record.content.parts == ((0, 10), (21, 28))


def test_absent_roles_are_none(make_doc: MakeDoc) -> None:
    (record,) = as_found(make_doc("<content>Rain</content>."))._.attributions
    assert (record.cue, record.source) == (None, None)


def test_speakers_are_read_with_their_attribution(make_doc: MakeDoc) -> None:
    doc = as_resolved(as_found(make_doc(f"{INTERRUPTED} {TWO}")))
    first, second = doc._.attributions
    she, said, bo = Extent("she", ((11, 14),)), Extent("said", ((15, 19),)), Extent("Bo", ((29, 31),))
    assert first.speakers == (
        Speaker("Ada", SpeakerKind.PERSON, she, "sailor", "navy", "she", (she, said), Resolution.PRONOUN, 0.75),
        Speaker(None, SpeakerKind.UNKNOWN, Extent("she said", ((11, 19),)), mentions=(bo,), score=0.5),
    )
    assert second.speakers == ()


def test_where_nobody_was_resolved_there_are_no_speakers(make_doc: MakeDoc) -> None:
    assert [record.speakers for record in as_found(make_doc(f"{INTERRUPTED} {TWO}"))._.attributions] == [(), ()]


def test_an_attribution_that_the_resolver_has_not_seen_has_no_speakers(make_doc: MakeDoc) -> None:
    doc = as_resolved(as_found(make_doc(f"{INTERRUPTED} {TWO}")))
    del doc.spans[SPEAKERS].attrs["of"]["a0"]
    assert [record.speakers for record in doc._.attributions] == [(), ()]


def test_no_relations_are_no_records(make_doc: MakeDoc) -> None:
    assert as_found(make_doc("Rain."))._.attributions == []
    assert as_found(make_doc(""))._.attributions == []


def test_a_document_that_was_not_linked_has_no_records(nlp: Language, make_doc: MakeDoc) -> None:
    for doc in (nlp("Ann said no."), make_doc(INTERRUPTED)):
        with pytest.raises(MissingAnnotation, match="attrib_links"):
            _ = doc._.attributions


def test_words_can_be_taken_from_a_text_that_spacy_cannot_hold(make_doc: MakeDoc) -> None:
    doc = as_found(make_doc("<source>An\ufffd</source> <cue>said</cue> <content>no</content>."))
    doc.spans[SPEAKERS] = [Span(doc, 0, 2, label="SPEAKER", span_id="s0")]
    unknown = dict.fromkeys(("name", "role", "affiliation", "gender_as_written")) | {"kind": "unknown"}
    doc.spans[SPEAKERS].attrs["speakers"] = {"s0": unknown}
    given = {"id": "s0", "tokens": [0, 2], "resolution": "none", "score": 1.0}
    doc.spans[SPEAKERS].attrs["of"] = {"a0": [given]}
    (record,) = read_attributions(doc, "An\udc80 said no.")
    assert record.source == Extent("An\udc80", ((0, 3),))
    assert record.speakers == (Speaker(None, SpeakerKind.UNKNOWN, record.source, mentions=(record.source,)),)


def through_doc_bin(doc: Doc) -> Doc:
    return next(iter(DocBin().from_bytes(DocBin(docs=[doc]).to_bytes()).get_docs(doc.vocab)))


@pytest.mark.parametrize(
    "carry",
    [
        lambda doc: Doc(doc.vocab).from_bytes(doc.to_bytes()),
        through_doc_bin,
        lambda doc: doc.copy(),
        lambda doc: pickle.loads(pickle.dumps(doc)),
    ],
    ids=["bytes", "DocBin", "copy", "pickle"],
)
def test_records_travel_with_the_doc(make_doc: MakeDoc, carry: Callable[[Doc], Doc]) -> None:
    doc = as_resolved(as_found(make_doc(f"{INTERRUPTED} {TWO}")))
    wanted = doc._.attributions
    assert carry(doc)._.attributions == wanted
    assert [len(record.speakers) for record in wanted] == [2, 0]


MESSY = {
    "windows": "One.\r\n\r\n<source>Ann</source>\r\n<cue>said</cue>:\r\n<content>It\r\nrains.</content>\r\n",
    "tabs": "\t<source>Ann\tLee</source>\t\t<cue>said</cue>\t<content>it\t rains</content>\t.",
    "emoji": "😀😀 <source>Ann👩‍👩‍👧</source> <cue>said</cue> <content>🇫🇷 it rains 😀</content> 😀",
    "combining": "Cafe\u0301. <source>Ane\u0301\u0323</source> <cue>said</cue> <content>o\u0308 no</content>.",
    "zero width": "\ufeff\u200b <source>A\u200dnn</source> <cue>sa\u200bid</cue> <content>\u200bno\u2060</content> .",
    "no-break": "One\u00a0 <source>Mr\u00a0Lee</source>\u202f<cue>said</cue>\u2003<content>no\u00a0way</content>.",
    "breaks": "One.\x0b<source>Ann</source>\x0c<cue>said</cue>\x85<content>no\u2028way</content>\u2029Two.",
    "controls": "\x00 <source>A\x1bnn</source> <cue>said</cue> <content>\x7fno\x1fway</content> \x1c.",
    "spaces": "   \n \n  <source>Ann</source>    <cue>said</cue>  <content>no  way</content>   \n",
}


@pytest.mark.parametrize("marked", MESSY.values(), ids=MESSY)
def test_offsets_are_exact_in_messy_text(make_doc: MakeDoc, marked: str) -> None:
    doc = as_found(make_doc(marked))
    text = marked
    for tag in ("source", "cue", "content"):
        text = text.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert doc.text == text
    (record,) = doc._.attributions
    for role in ("source", "cue", "content"):
        extent = getattr(record, role)
        assert extent.text == marked.partition(f"<{role}>")[2].partition("</")[0]
        assert extent.text == text[extent.start : extent.end]


@given(text=st.text(st.sampled_from("Aa ,.\"'\n\r\t\u00a0\u0301\u200b😀\u2028’”—"), max_size=40), data=st.data())
def test_any_part_becomes_tokens_that_hold_its_words(make_doc: MakeDoc, text: str, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    words = text[start:end].strip()
    doc = make_doc(text)
    set_relations(doc, [Relation(content=((start, end),))])
    assert doc.text == text
    assert len(doc.spans[LINKS]) == bool(words)
    for span in doc.spans[LINKS]:
        assert span.start_char < span.end_char
        assert words in span.text == text[span.start_char : span.end_char].strip()


@pytest.mark.parametrize(
    ("part", "held"),
    [
        ((2, 9), "Nobody rained"),
        ((7, 13), "rained"),
        ((0, 6), "Nobody"),
        ((6, 13), "rained"),
        ((0, 7), "Nobody"),
        ((13, 16), "."),
        ((14, 19), "He"),
        ((13, 99), ".\n\nHe"),
    ],
)
def test_a_part_is_widened_to_words(nlp: Language, part: tuple[int, int], held: str) -> None:
    doc = nlp("Nobody rained.\n\nHe")
    set_relations(doc, [Relation(content=(part,))])
    assert [span.text for span in doc.spans[LINKS]] == [held]


@pytest.mark.parametrize("part", [(0, 0), (5, 5), (3, 4), (50, 60)], ids=["nothing", "no character", "blank", "far"])
def test_a_part_without_a_token_is_left_out(nlp: Language, part: tuple[int, int]) -> None:
    doc = nlp("Ann said yes.")
    set_relations(doc, [Relation(content=(part,))])
    assert list(doc.spans[LINKS]) == []


def tags_of(doc: Doc) -> list[str]:
    return [TAGS[tag] for tag in gold_tags(doc)]


def test_tags_tell_where_roles_begin_and_go_on(make_doc: MakeDoc) -> None:
    doc = make_doc("<source>Ann Lee</source> <cue>said</cue> <content>it rains</content>.")
    assert tags_of(doc) == ["B-SOURCE", "I-SOURCE", "B-CUE", "B-CONTENT", "I-CONTENT", "O"]
    assert tags_of(make_doc("No one.")) == ["O", "O", "O"]
    assert tags_of(make_doc("")) == []


def test_neighbours_of_one_role_keep_their_own_beginnings(make_doc: MakeDoc) -> None:
    doc = make_doc("<source>Ann</source> <source2>Bo</source2>")
    assert tags_of(doc) == ["B-SOURCE", "B-SOURCE"]


def test_where_roles_overlap_the_first_and_longest_wins(make_doc: MakeDoc) -> None:
    doc = make_doc("<content>Ann <cue2>said it</content> rains</cue2>")
    assert tags_of(doc) == ["B-CONTENT", "I-CONTENT", "I-CONTENT", "O"]
    doc = make_doc("<content><source2>Ann</source2> said</content>")
    assert tags_of(doc) == ["B-CONTENT", "I-CONTENT"]


def test_gold_relations_are_read_as_tokens(make_doc: MakeDoc) -> None:
    assert gold_relations(make_doc(f"{INTERRUPTED} {TWO}")) == [
        {"CONTENT": [(0, 5), (8, 12)], "SOURCE": [(5, 6)], "CUE": [(6, 7)]},
        {"SOURCE": [(12, 13)], "CUE": [(13, 14)], "CONTENT": [(15, 16)]},
    ]
    assert gold_relations(make_doc("<source>Ann</source>: <content>no</content>")) == [
        {"SOURCE": [(0, 1)], "CONTENT": [(2, 3)]}
    ]
    assert gold_relations(make_doc("No one.")) == []
    doc = make_doc("No, no, no.")
    set_relations(doc, [Relation(content=((8, 10), (4, 6)))])
    assert gold_relations(doc) == [{"CONTENT": [(2, 3), (4, 5)]}]


def test_a_record_is_a_view_that_the_doc_does_not_hold(make_doc: MakeDoc) -> None:
    doc = as_found(make_doc(INTERRUPTED))
    (record,) = doc._.attributions
    doc.spans[LINKS] = [Span(doc, 0, 1, label="CONTENT", span_id="a0")]
    (other,) = as_found(doc)._.attributions
    assert other == replace(record, content=Extent('"', ((0, 1),)), cue=None, source=None)


def test_how_it_was_said_is_written_and_read(nlp: Language) -> None:
    text = "On Sunday she told Bo by letter in Ohio: “No.” “Never.”"

    def extent(words: str) -> tuple[str, tuple[tuple[int, int]]]:
        return words, ((text.index(words), text.index(words) + len(words)),)

    told = Attribution(
        "a0",
        QuotationType.DIRECT,
        Extent(*extent("“No.”")),
        Extent(*extent("told")),
        Extent(*extent("she")),
        act=Act.ASSERTION,
        act_score=0.9,
        polarity=Polarity.POSITIVE,
        modality=Modality.ACTUAL,
        tense=Tense.PAST,
        stance=Stance.NEUTRAL,
        addressee=Addressee(*extent("Bo")),
        medium=Extent(*extent("by letter")),
        time=Moment(*extent("On Sunday"), date="2022-02-20"),
        place=Extent(*extent("in Ohio")),
        content_parts=(ContentPart(*extent("“No.”"), quoted=True),),
    )
    went_on = Attribution(
        "a1",
        QuotationType.DIRECT,
        Extent(*extent("“Never.”")),
        None,
        None,
        polarity=Polarity.POSITIVE,
        continues="a0",
    )
    doc = nlp(text)
    set_attributions(doc, [told, went_on])
    assert read_attributions(doc) == [told, went_on]
    assert read_attributions(Doc(doc.vocab).from_bytes(doc.to_bytes())) == [told, went_on]
