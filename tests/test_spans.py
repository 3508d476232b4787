"""`attrib_spans`: decoding, and the five things that every trainable component must do."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from attrib.components.spans import (
    RoleSpan,
    constrain,
    extract_spans,
    padded,
    paragraph_words,
    read_path,
    trimmed,
)
from attrib.errors import MissingAnnotation
from attrib.ml import crf
from attrib.schema import SPANS, TAGS
from pipeline_stand_in import make_pipeline

Learn = Callable[[Language], dict[str, float]]
MakeDoc = Callable[[str], Doc]

O, BS, IS, BC, IC, BT, IT = range(len(TAGS))  # noqa: E741


def found_in(doc: Doc) -> list[tuple[str, str]]:
    return [(span.label_, span.text) for span in doc.spans[SPANS]]


def wanted_in(example: Example) -> list[tuple[str, str]]:
    spans = sorted(example.reference.spans["attrib_links"], key=lambda span: span.start)
    return [(span.label_, span.text) for span in spans]


def emit(*tags: int, sure: float = 5) -> np.ndarray:
    return np.eye(len(TAGS), dtype=np.float32)[list(tags)] * np.float32(sure)


NO_MOVES = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)


# What the words of one paragraph look like, and the spans that are read off.
DECODED = [
    ([O, O], []),
    ([BS, IS, O, BC, BT, IT], [("SOURCE", 0, 2), ("CUE", 3, 4), ("CONTENT", 4, 6)]),
    ([BS, BS, IS], [("SOURCE", 0, 1), ("SOURCE", 1, 3)]),
    ([BT, O, BT], [("CONTENT", 0, 1), ("CONTENT", 2, 3)]),
    ([BT, IT, IT, IT], [("CONTENT", 0, 4)]),
]


@pytest.mark.parametrize(("tags", "spans"), DECODED)
def test_clear_scores_give_their_spans(tags: list[int], spans: list[tuple[str, int, int]]) -> None:
    found = extract_spans(emit(*tags), [np.arange(len(tags))], NO_MOVES)
    assert [(span.role, span.start, span.end) for span in found] == spans
    assert list(read_path(np.array([*tags, -1, -1]))) == spans


@pytest.mark.parametrize("tags", [[IS, O], [O, IS], [BS, IC, O], [IT, IT], [BC, IT, IS]])
def test_a_role_never_goes_on_before_it_has_begun(tags: list[int]) -> None:
    allowed, starts = constrain(NO_MOVES)
    (path,) = crf.viterbi(emit(*tags)[None], allowed, starts, np.array([len(tags)]))
    for before, tag in zip([O, *path], path, strict=False):
        assert not TAGS[tag].startswith("I-") or TAGS[before][2:] == TAGS[tag][2:]


def test_constraints_leave_the_model_as_it_is() -> None:
    moves = NO_MOVES.copy()
    constrain(moves)
    assert (moves == 0).all()


def test_no_role_goes_on_into_the_next_paragraph() -> None:
    emissions = emit(BT, IT, IT, IT)
    assert extract_spans(emissions, [np.arange(4)], NO_MOVES)[0].end == 4
    found = extract_spans(emissions, [np.array([0, 1]), np.array([2, 3])], NO_MOVES)
    assert all(span.end <= 2 or span.start >= 2 for span in found)


def test_white_space_inside_a_span_is_bridged() -> None:
    emissions = emit(BT, O, O, IT)
    found = extract_spans(emissions, [np.array([0, 3])], NO_MOVES)
    assert [(span.start, span.end) for span in found] == [(0, 4)]


def test_spans_are_in_the_order_of_the_text() -> None:
    emissions = emit(BT, IT, IT, IT, BS, BC, IC)
    found = extract_spans(emissions, [np.arange(4), np.arange(4, 5), np.arange(5, 7)], NO_MOVES)
    assert [(span.role, span.start, span.end) for span in found] == [("CONTENT", 0, 4), ("SOURCE", 4, 5), ("CUE", 5, 7)]


def test_a_score_is_the_probability_of_the_least_likely_word() -> None:
    emissions = emit(BS, IS)
    emissions[1] /= 5
    (span,) = extract_spans(emissions, [np.arange(2)], NO_MOVES)
    allowed, starts = constrain(NO_MOVES)
    _, likely, _ = crf.marginals(emissions[None], allowed, starts, np.array([2]))
    assert span == RoleSpan("SOURCE", 0, 2, float(likely[0, 1, IS]))
    assert type(span.score) is float
    assert likely[0, 1, IS] < likely[0, 0, BS]


def test_no_words_give_no_spans() -> None:
    assert extract_spans(emit(), [], NO_MOVES) == []


def test_words_are_taken_paragraph_by_paragraph(make_doc: MakeDoc) -> None:
    doc = make_doc("One  is.\n\nTwo.\n")
    assert [[doc[int(i)].text for i in words] for words in paragraph_words(doc)] == [["One", "is", "."], ["Two", "."]]
    assert paragraph_words(make_doc("")) == paragraph_words(make_doc(" \n")) == []


def test_padding_loses_nothing_and_stays_below_half() -> None:
    sequences = [np.arange(n) + 100 * n for n in (3, 1, 8, 2, 5, 1, 40)]
    found = []
    for rows, lengths in padded(sequences):
        assert lengths.sum() * 2 >= rows.size
        found += [row[:length].tolist() for row, length in zip(rows, lengths, strict=True)]
    assert sorted(found) == sorted(words.tolist() for words in sequences)
    assert list(padded([])) == []


def test_it_is_added_by_name_with_its_defaults() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("attrib_spans")
    assert nlp.get_pipe_meta("attrib_spans").assigns == ["doc.spans"]
    assert nlp.get_pipe_config("attrib_spans")["model"]["@architectures"] == "attrib.Tagger.v1"


@pytest.mark.parametrize(
    ("text", "role", "end", "left"),
    [
        ("It rains.", "CONTENT", 3, 2),
        ("It rains!", "CONTENT", 3, 3),
        ("It rains.", "SOURCE", 3, 3),
        ("“It rains.”", "CONTENT", 5, 5),
        ("“It rains. It pours.”", "CONTENT", 4, 4),
        ("the U.S.", "CONTENT", 2, 2),
        (".", "CONTENT", 1, 1),
    ],
)
def test_a_content_ends_before_its_sentence_does(make_doc: MakeDoc, text: str, role: str, end: int, left: int) -> None:
    assert trimmed(make_doc(text), [RoleSpan(role, 0, end, 0.5)]) == [RoleSpan(role, 0, left, 0.5)]


@pytest.mark.parametrize(
    ("text", "content", "left"),
    [
        ("I think it rains. Then it pours.", "it rains. Then it pours.", "it rains"),
        ("I asked if it rains? Then it poured.", "if it rains? Then it poured", "if it rains?"),
        ("I heard it rains in the U.S. today.", "it rains in the U.S. today.", "it rains in the U.S. today"),
        ("Ann: It rains. Then it pours.", "It rains. Then it pours", "It rains. Then it pours"),
        ("It rains. Then it pours.", "It rains. Then it pours", "It rains. Then it pours"),
        ("Ann said “it rains.” Then it poured.", "“it rains.” Then it poured", "“it rains.”"),
        ("Ann said “it rains. It pours.”", "“it rains. It pours.”", "“it rains. It pours.”"),
        ("Ann fell. “It rains,” she said.", "Ann fell. “It rains,”", "“It rains,”"),
    ],
)
def test_a_content_ends_with_its_sentence_or_quotation(make_doc: MakeDoc, text: str, content: str, left: str) -> None:
    doc = make_doc(text)

    def span(words: str) -> RoleSpan:
        start = text.index(words)
        found = doc.char_span(start, start + len(words))
        return RoleSpan("CONTENT", found.start, found.end, 0.5)

    assert trimmed(doc, [span(content)]) == [span(left)]


def test_uninitialised_it_says_so() -> None:
    with pytest.raises(ValueError, match="initialize"):
        make_pipeline("attrib_spans")("Ann said no.")


def test_without_paragraphs_it_says_so(handful: list[Example]) -> None:
    nlp = make_pipeline("attrib_spans")
    nlp.initialize(lambda: handful)
    with nlp.select_pipes(disable=["attrib_paragraphs", "attrib_quotes"]), pytest.raises(MissingAnnotation):
        nlp("Ann said no.")


def test_initialised_it_reads_any_text(handful: list[Example]) -> None:
    nlp = make_pipeline("attrib_spans")
    nlp.initialize(lambda: handful)
    texts = ["", " ", "\n\n", "Ann said no.", "“"]
    for doc, text in zip(nlp.pipe(texts), texts, strict=True):
        assert doc.text == text
        assert len(doc.spans[SPANS].attrs["scores"]) == len(doc.spans[SPANS])


def test_it_learns_a_handful_by_heart_and_keeps_it(handful: list[Example], learn: Learn, tmp_path: Path) -> None:
    nlp = make_pipeline("attrib_spans")
    losses = learn(nlp)
    assert losses["attrib_spans"] < 0.1
    texts = [example.text for example in handful]
    wanted = [wanted_in(example) for example in handful]
    assert [found_in(nlp(text)) for text in texts] == wanted
    assert [found_in(doc) for doc in nlp.pipe(texts)] == wanted
    scores = [doc.spans[SPANS].attrs["scores"] for doc in nlp.pipe(texts)]
    assert all(score > 0.9 for found in scores for score in found)

    nlp.to_disk(tmp_path)
    copies = [spacy.load(tmp_path), make_pipeline("attrib_spans").from_bytes(nlp.to_bytes())]
    for copy in copies:
        docs = list(copy.pipe(texts))
        assert [found_in(doc) for doc in docs] == wanted
        assert [doc.spans[SPANS].attrs["scores"] for doc in docs] == scores


def test_a_batch_gives_what_each_text_gives_alone(handful: list[Example]) -> None:
    nlp = make_pipeline("attrib_spans")
    nlp.initialize(lambda: handful)
    transitions = nlp.get_pipe("attrib_spans").model.get_param("transitions")
    transitions += np.random.default_rng(0).normal(size=transitions.shape).astype(np.float32)
    texts = [example.text for example in handful] * 2 + ["", "One\n\ntwo three\n\nfour five six seven eight nine"]
    for doc, alone in zip(nlp.pipe(texts), [nlp(text) for text in texts], strict=True):
        assert found_in(doc) == found_in(alone)
        assert doc.spans[SPANS].attrs["scores"] == alone.spans[SPANS].attrs["scores"]
