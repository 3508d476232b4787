"""`attrib_entities`: names read off scores, and what is written to the Doc."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span

from attrib.components.entities import EntityFinder, find_entities
from attrib.components.spans import paragraph_words
from attrib.errors import MissingAnnotation
from attrib.schema import ENTITIES, ENTITY_LABELS, ENTITY_TAGS
from pipeline_stand_in import make_pipeline

MakeDoc = Callable[[str], Doc]
Floats = NDArray[np.float32]


def emit(*tags: str, sure: float = 5) -> Floats:
    """Scores by which each token has one tag."""
    return np.eye(len(ENTITY_TAGS), dtype=np.float32)[[ENTITY_TAGS.index(tag) for tag in tags]] * np.float32(sure)


def whole(scores: Floats) -> list[tuple[int, int, str]]:
    return find_entities(scores, [np.arange(len(scores))])


@pytest.mark.parametrize(
    ("tags", "entities"),
    [
        ("O O", []),
        ("B-PERSON I-PERSON O B-GPE", [(0, 2, "PERSON"), (3, 4, "GPE")]),
        ("B-PERSON B-PERSON I-PERSON", [(0, 1, "PERSON"), (1, 3, "PERSON")]),
        ("B-ORG B-GPE B-ORG", [(0, 1, "ORG"), (1, 2, "GPE"), (2, 3, "ORG")]),
        ("B-DATE I-DATE I-DATE", [(0, 3, "DATE")]),
        ("O B-ORDINAL", [(1, 2, "ORDINAL")]),
    ],
)
def test_clear_scores_give_their_entities(tags: str, entities: list[tuple[int, int, str]]) -> None:
    assert whole(emit(*tags.split())) == entities


def test_every_label_can_be_found() -> None:
    tags = [f"{place}-{label}" for label in ENTITY_LABELS for place in "BI"]
    assert whole(emit(*tags)) == [(2 * i, 2 * i + 2, label) for i, label in enumerate(ENTITY_LABELS)]


@pytest.mark.parametrize(
    ("tags", "begun"),
    [
        ("I-PERSON O", []),
        ("O I-PERSON", []),
        ("O I-PERSON I-PERSON", []),
        ("I-PERSON I-PERSON", []),
        ("B-PERSON I-ORG O", [(0, 1, "PERSON")]),
        ("B-PERSON O I-PERSON", [(0, 1, "PERSON")]),
        ("B-ORDINAL I-PERSON", [(0, 1, "ORDINAL")]),
    ],
)
def test_no_entity_goes_on_before_it_has_begun(tags: str, begun: list[tuple[int, int, str]]) -> None:
    scores = emit(*tags.split())
    scores[:, 0] += 4
    assert whole(scores) == begun


def test_an_entity_that_goes_on_surely_has_begun() -> None:
    scores = emit("O", "I-PERSON", "I-PERSON")
    scores[0, ENTITY_TAGS.index("B-PERSON")] = 4.9
    assert whole(scores) == [(0, 3, "PERSON")]


@given(st.integers(0, 10**6), st.lists(st.integers(1, 5), max_size=4))
def test_entities_of_any_scores_are_apart_and_each_in_one_paragraph(seed: int, lengths: list[int]) -> None:
    ends = np.cumsum([0, *lengths])
    paragraphs = [np.arange(start, end) for start, end in pairwise(ends.tolist())]
    found = find_entities(np.random.default_rng(seed).normal(size=(int(ends[-1]), len(ENTITY_TAGS))) * 3, paragraphs)
    last = 0
    for start, end, label in found:
        assert last <= start < end
        last = end
        assert label in ENTITY_LABELS
        assert any(start in words and end - 1 in words for words in paragraphs)


def test_no_entity_goes_on_into_the_next_paragraph() -> None:
    scores = emit("B-ORG", "I-ORG", "I-ORG", "I-ORG")
    assert find_entities(scores, [np.arange(4)]) == [(0, 4, "ORG")]
    found = find_entities(scores, [np.array([0, 1]), np.array([2, 3])])
    assert (0, 2, "ORG") in found
    assert all(end <= 2 or start >= 2 for start, end, _ in found)


def test_white_space_inside_a_name_is_bridged(make_doc: MakeDoc) -> None:
    doc = make_doc("Ann  Lee\n\nBo")
    assert [token.text for token in doc] == ["Ann", " ", "Lee", "\n\n", "Bo"]
    scores = emit("B-PERSON", "B-GPE", "I-PERSON", "I-PERSON", "B-PERSON")
    assert find_entities(scores, paragraph_words(doc)) == [(0, 3, "PERSON"), (4, 5, "PERSON")]


def test_entities_are_in_the_order_of_the_text() -> None:
    scores = emit("B-ORG", "O", "O", "O", "B-GPE", "B-DATE", "I-DATE")
    found = find_entities(scores, [np.arange(4), np.arange(4, 5), np.arange(5, 7)])
    assert found == [(0, 1, "ORG"), (4, 5, "GPE"), (5, 7, "DATE")]


def test_no_words_have_no_entities() -> None:
    assert find_entities(emit(), []) == []


@pytest.fixture
def random_pipeline() -> Language:
    nlp = make_pipeline(ENTITIES)
    nlp.initialize()
    random = np.random.default_rng(0)
    for node in nlp.get_pipe("attrib_entities").model.walk():
        for name in node.param_names:
            node.set_param(name, random.normal(size=node.get_param(name).shape).astype(np.float32) * 3)
    return nlp


def found_in(doc: Doc) -> list[tuple[int, int, str]]:
    return [(entity.start, entity.end, entity.label_) for entity in doc.ents]


def test_it_is_added_by_name_with_its_defaults() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("attrib_entities")
    assert nlp.get_pipe_config("attrib_entities")["model"]["nO"] == len(ENTITY_TAGS)
    assert nlp.get_pipe_meta("attrib_entities").assigns == ["doc.ents", "token.ent_iob", "token.ent_type"]


def test_uninitialised_it_says_so() -> None:
    with pytest.raises(ValueError, match="initialize"):
        make_pipeline(ENTITIES)("Ann left.")


def test_without_paragraphs_it_says_so(random_pipeline: Language) -> None:
    with random_pipeline.select_pipes(disable=["attrib_paragraphs"]), pytest.raises(MissingAnnotation):
        random_pipeline("Ann left.")


@pytest.fixture
def finder(nlp: Language) -> EntityFinder:
    return EntityFinder(nlp.vocab, None)


THERE = [
    ([], [(0, 2, "PERSON"), (3, 4, "GPE")]),
    ([(0, 2, "HERO")], [(0, 2, "HERO"), (3, 4, "GPE")]),
    ([(1, 2, "HERO")], [(1, 2, "HERO"), (3, 4, "GPE")]),
    ([(2, 3, "HERO")], [(0, 2, "PERSON"), (2, 3, "HERO"), (3, 4, "GPE")]),
    ([(0, 4, "HERO")], [(0, 4, "HERO")]),
]


@pytest.mark.parametrize(("there", "wanted"), THERE)
def test_entities_that_are_there_stay(
    finder: EntityFinder,
    make_doc: MakeDoc,
    there: list[tuple[int, int, str]],
    wanted: list[tuple[int, int, str]],
) -> None:
    doc = make_doc("Ann Lee left Oslo")
    doc.ents = [Span(doc, *entity) for entity in there]
    finder.set_annotations([doc], [[(0, 2, "PERSON"), (3, 4, "GPE")]])
    assert found_in(doc) == wanted


def test_words_outside_of_entities_are_known_to_be(finder: EntityFinder, make_doc: MakeDoc) -> None:
    doc = make_doc("Ann left Oslo")
    assert not doc.has_annotation("ENT_IOB")
    finder.set_annotations([doc], [[(0, 1, "PERSON")]])
    assert doc.has_annotation("ENT_IOB")
    assert [token.ent_iob_ for token in doc] == ["B", "O", "O"]


@pytest.mark.parametrize("texts", [[""], ["", " \n"], [], ["", "Ann left Oslo.", "", "\n\nBo\n"]])
def test_empty_texts_have_no_entities(random_pipeline: Language, texts: list[str]) -> None:
    docs = list(random_pipeline.pipe(texts))
    assert [doc.text for doc in docs] == texts
    assert [found_in(doc) for doc in docs if not doc.text.strip()] == [[] for text in texts if not text.strip()]


TEXTS = ["", "Ann Lee left Oslo.\n\nBo stayed there for ten  days.", "“", "One\n\ntwo three\n\nfour five six seven"]


def test_a_batch_gives_what_each_text_gives_alone(random_pipeline: Language) -> None:
    alone = [found_in(random_pipeline(text)) for text in TEXTS]
    assert any(len(found) > 1 for found in alone)
    assert [found_in(doc) for doc in random_pipeline.pipe(TEXTS)] == alone


def test_it_keeps_its_weights(random_pipeline: Language, tmp_path: Path) -> None:
    wanted = [found_in(random_pipeline(text)) for text in TEXTS]
    random_pipeline.to_disk(tmp_path)
    for copy in (spacy.load(tmp_path), make_pipeline(ENTITIES).from_bytes(random_pipeline.to_bytes())):
        assert [found_in(copy(text)) for text in TEXTS] == wanted
