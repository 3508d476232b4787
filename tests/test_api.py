"""The parts of `attrib.api` that need no model: what spaCy is given of a text, and how a long one is cut.

Also how records of a text become a list of speakers, and what is added to a pipeline; both with stand-ins.
"""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span

import attrib
from attrib import api
from attrib.api import readable, renumbered, sections
from attrib.errors import MissingAnnotation
from attrib.records import Attribution, Extent, QuotationType, Speaker, SpeakerKind
from attrib.schema import SPEAKERS

LONG = "x" * 399


@pytest.mark.parametrize(
    "text", ["", "It rains.", "\x00\t\r\n \ufeff", "😀 e\u0301", LONG, f"{LONG} {LONG}\n{LONG}", " " * 999]
)
def test_most_texts_are_read_as_they_are(text: str) -> None:
    assert readable(text) == text


def test_lone_surrogates_become_readable() -> None:
    assert readable("a\ud800b\udfffc😀") == "a\ufffdb\ufffdc😀"
    readable("\ud800").encode()


@pytest.mark.parametrize("length", [400, 401, 499, 500, 599, 1234])
def test_noise_gets_a_blank_every_two_hundred_characters(length: int) -> None:
    text = "".join(chr(97 + i % 26) for i in range(length))
    given = readable(f"So {text} it is.")
    assert len(given) == length + 10
    noise = given[3:-7]
    assert [i for i, character in enumerate(noise) if character == " "] == list(range(199, length, 200))
    assert all(new in (old, " ") for new, old in zip(noise, text, strict=True))


@given(st.text(st.sampled_from("ab\ud800 \n"), max_size=9).map(lambda text: text * 99))
def test_a_readable_text_is_as_long_and_has_no_long_run(text: str) -> None:
    given = readable(text)
    assert len(given) == len(text)
    assert max(map(len, given.split()), default=0) < 400
    assert all(new == old or new in " \ufffd" for new, old in zip(given, text, strict=True))


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sections of 40 characters."""
    monkeypatch.setattr(api, "SECTION", 40)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    "parts",
    [
        [""],
        ["A short text of one section."],
        ["A text that is exactly one section long."],
        ["The first paragraph is this.\n\n", "The second one is this."],
        ["The first is this.\n\nThe second.\n\n", "The third one is this."],
        ["The first one here.\n\n", "It is.\n\n“Now a quotation is too long.”"],
        ["“The first one here.”\n\n", "“And the second one is a bit long.”"],
        ["A paragraph that is longer than any ", "section is cut at a blank, which is not ", "lost."],
        ["a" * 40, "b" * 40, "c"],
    ],
)
def test_a_long_text_is_cut_between_paragraphs(parts: list[str]) -> None:
    text = "".join(parts)
    found = list(sections(text))
    assert [part for part, _, _ in found] == parts
    assert [start for _, start, _ in found] == [len("".join(parts[:i])) for i in range(len(parts))]
    assert [last for _, _, last in found] == [False] * (len(parts) - 1) + [True]


@pytest.mark.usefixtures("short")
@given(st.text(st.sampled_from('ab. \n"“'), max_size=300))
def test_sections_of_any_text_are_the_text(text: str) -> None:
    found = list(sections(text))
    assert "".join(part for part, _, _ in found) == text
    assert all(text[start:].startswith(part) for part, start, _ in found)
    assert all(0 < len(part) <= 40 for part, _, last in found if not last)


def test_cutting_takes_linear_time() -> None:
    started = time.process_time()
    for text in ("It rains.\n" * 50_000, "a" * 500_000, "\n" * 500_000):
        assert sum(len(part) for part, _, _ in sections(text)) == len(text)
    assert time.process_time() - started < 2, "a tenth of a second is enough"


# Speakers of a document

TEXT = "Ann said no. Bo said so. She said yes."


def record(number: int, source: Extent, *mentions: Extent) -> Attribution:
    who = Speaker(mentions[0].text, SpeakerKind.PERSON, source, mentions=mentions)
    content = Extent("no", ((90 + number, 92 + number),))
    return Attribution(f"a{number}", QuotationType.INDIRECT, content, None, source, (who,))


ANN, BO, SHE = (Extent.cut(TEXT, (place,)) for place in ((0, 3), (13, 15), (25, 28)))
RECORDS = [record(0, ANN, ANN, SHE), record(1, BO, BO), record(2, SHE, ANN, SHE)]


def test_the_speakers_of_a_text_are_those_of_its_records(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def pipe(texts: list[str], *, model: object, **rest: object) -> Iterator[list[Attribution]]:
        asked.extend([texts, model])
        yield RECORDS

    monkeypatch.setattr(api, "pipe", pipe)
    found = attrib.speakers(TEXT, model="mine")
    assert [(entry.name, entry.attributions, entry.aliases) for entry in found] == [
        ("Ann", ("a0", "a2"), ("She",)),
        ("Bo", ("a1",), ()),
    ]
    assert asked == [[TEXT], "mine"]


def test_the_speakers_of_a_doc_need_no_model(make_doc: Callable[[str], Doc]) -> None:
    doc = make_doc("<source>Ann</source> <cue>said</cue> <content>no</content>.")
    doc.spans["attrib_links"].attrs |= {"type": {"a0": "indirect"}, "score": {"a0": 0.5}}
    with pytest.raises(MissingAnnotation, match=SPEAKERS):
        attrib.speakers(doc)
    doc.spans[SPEAKERS] = [Span(doc, 0, 1, label="SPEAKER", span_id="s0")]
    ann = {"name": "Ann", "kind": "person", "role": None, "affiliation": None, "gender_as_written": "she"}
    doc.spans[SPEAKERS].attrs["speakers"] = {"s0": ann}
    doc.spans[SPEAKERS].attrs["of"] = {"a0": [{"id": "s0", "tokens": [0, 1], "resolution": "name", "score": 1.0}]}
    assert [(entry.label, entry.gender_as_written) for entry in attrib.speakers(doc)] == [("Ann", "she")]


@pytest.mark.parametrize("text", [None, 1, b"Ann said no.", ["Ann said no."]])
def test_the_speakers_of_anything_else_are_refused(monkeypatch: pytest.MonkeyPatch, text: object) -> None:
    monkeypatch.setattr(api, "load", lambda model=None: spacy.blank("en"))
    with pytest.raises(TypeError, match="reads a str"):
        attrib.speakers(text)  # type: ignore[arg-type]


# What is added to a pipeline

OURS = (
    "attrib_paragraphs",
    "attrib_quotes",
    "attrib_encoder",
    "tagger",
    "morphologizer",
    "trainable_lemmatizer",
    "senter",
    "attrib_parser",
    "attrib_entities",
    "attrib_spans",
    "attrib_links",
    "attrib_speakers",
)


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> Language:
    """A pipeline with the components of the model, of which none can do anything."""
    nlp = spacy.blank("en")
    for name in OURS:
        nlp.add_pipe("tok2vec" if name == "attrib_encoder" else name, name)
    monkeypatch.setattr(api, "load", lambda model=None: nlp)
    return nlp


@pytest.mark.parametrize(
    ("theirs", "served"),
    [
        ((), ()),
        (("sentencizer",), ()),
        (("tagger",), ("tagger",)),
        (("ner",), ("attrib_entities",)),
        (("parser",), ("senter", "attrib_parser")),
        (("tok2vec", "tagger", "parser", "ner"), ("tagger", "senter", "attrib_parser", "attrib_entities")),
        (("morphologizer", "trainable_lemmatizer"), ("morphologizer", "trainable_lemmatizer")),
        (("lemmatizer",), ("trainable_lemmatizer",)),
    ],
)
def test_what_a_pipeline_has_of_its_own_is_not_added(
    ours: Language, theirs: tuple[str, ...], served: tuple[str, ...]
) -> None:
    nlp = spacy.blank("en")
    for name in theirs:
        nlp.add_pipe(name)
    own = [nlp.get_pipe(name) for name in theirs]
    assert attrib.add_to(nlp) is nlp
    assert nlp.pipe_names == [*theirs, *(name for name in OURS if name not in served)]
    assert [nlp.get_pipe(name) for name in theirs] == own
    assert ours.pipe_names == list(OURS)


def test_what_was_added_is_not_added_again(ours: Language) -> None:
    nlp = attrib.add_to(spacy.blank("en"))
    assert attrib.add_to(nlp).pipe_names == list(OURS)


def test_a_pipeline_may_have_vectors_of_its_own(ours: Language) -> None:
    nlp = spacy.blank("en")
    nlp.vocab.set_vector("rain", np.ones(2, dtype="f"))
    assert attrib.add_to(nlp).pipe_names == list(OURS)


def test_base_noun_phrases_are_ours_where_the_parser_is(ours: Language) -> None:
    nlp, parsed = spacy.blank("en"), spacy.blank("en")
    before = parsed.vocab.get_noun_chunks
    parsed.add_pipe("parser")
    assert attrib.add_to(nlp).vocab.get_noun_chunks is ours.vocab.get_noun_chunks
    assert attrib.add_to(parsed).vocab.get_noun_chunks is before is not ours.vocab.get_noun_chunks


@pytest.mark.model
def test_an_empty_pipeline_to_which_ours_is_added_gives_our_records() -> None:
    text = "Mayor Ann Lee left.\n\n“It rains,” she said. Lee’s office denied it, according to a source."
    nlp = attrib.add_to(spacy.blank("en"))
    assert nlp(text)._.attributions == attrib.extract(text)
    assert attrib.speakers(nlp(text)) == attrib.speakers(text)


@pytest.mark.model
def test_without_speakers_the_attributions_are_the_same() -> None:
    text = "Mayor Ann Lee left.\n\n“It rains,” she said. Lee’s office denied it, according to a source."
    full, bare = attrib.extract(text), attrib.extract(text, speakers=False)
    assert [(r.content, r.cue, r.source, r.score) for r in full] == [
        (r.content, r.cue, r.source, r.score) for r in bare
    ]
    assert all(not record.speakers for record in bare)
    assert any(record.speakers for record in full)


def test_records_of_a_later_section_are_counted_on() -> None:
    extent = Extent("it rains", ((0, 8),))
    record = Attribution(
        "a3.0", QuotationType.INDIRECT, extent, None, None, parent="a3", continues="a2", depth=1, score=0.5
    )
    found = renumbered(record, 12)
    assert (found.id, found.parent, found.continues) == ("a15.0", "a15", "a14")
    bare = renumbered(Attribution("a0", QuotationType.INDIRECT, extent, None, None), 12)
    assert (bare.id, bare.parent, bare.continues) == ("a12", None, None)


@pytest.mark.model
def test_nested_ones_of_a_long_text_know_their_parents(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "“The mayor told me that she would resign,” Carl Berg said.\n\n" * 4
    monkeypatch.setattr(api, "SECTION", 70)
    found = attrib.extract(text, nested=True)
    assert [(r.id, r.parent, r.depth) for r in found] == [
        row for i in range(4) for row in ((f"a{i}", None, 0), (f"a{i}.0", f"a{i}", 1))
    ]
    assert all(text[r.content.start : r.content.end] == r.content.text for r in found)


@pytest.mark.model
def test_facts_and_speakers_are_found_each_without_the_other() -> None:
    text = "Mayor Ann Lee denied that it rains."
    for speakers in (True, False):
        for facts in (True, False):
            (found,) = attrib.extract(text, speakers=speakers, facts=facts)
            assert (bool(found.speakers), found.act is not None, bool(found.content_parts)) == (speakers, facts, facts)


@pytest.mark.model
def test_what_goes_on_is_called_by_its_name_in_the_whole_text(monkeypatch: pytest.MonkeyPatch) -> None:
    before = "The mayor said it rained.\n\n" * 3
    text = "“It rains here and it never ends,” Ann Lee said. “It pours in the valley too,” she added."
    alone = [record.continues for record in attrib.extract(text)]
    monkeypatch.setattr(api, "SECTION", 130)
    found = attrib.extract(before + text)
    assert alone == [None, "a0"]
    assert [record.continues for record in found] == [None] * 4 + ["a3"]


@pytest.mark.model
def test_a_long_text_has_each_speaker_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Mayor Ann Lee said it rained.\n\n“It pours,” Lee said.\n\n" * 4
    monkeypatch.setattr(api, "SECTION", 70)
    assert len(list(sections(text))) > 3
    found = attrib.speakers(text)
    assert [(entry.name, entry.role) for entry in found] == [("Ann Lee", "Mayor")]
    assert len(found[0].attributions) == 8
