"""`attrib_parser`: sentences, white space, and what is written; the trees themselves are those of test_biaffine."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

from attrib.components import parser
from attrib.components.parser import LONGEST, BiaffineParser, parse, sentences
from attrib.errors import MissingAnnotation
from attrib.ml.pieces import is_word
from attrib.schema import PARSER
from pipeline_stand_in import make_pipeline

MakeDoc = Callable[[str], Doc]
Floats = NDArray[np.float32]

LABELS = ("ROOT", "det", "nsubj", "obj", "punct")


def pipeline(labels: tuple[str, ...] = LABELS) -> Language:
    """A parser over a small stand-in for the encoder, nothing trained; a rule ends sentences at full stops."""
    nlp = make_pipeline("sentencizer", PARSER)
    nlp.get_pipe("attrib_parser").cfg["labels"] = list(labels)
    return nlp


def randomise(model: Model) -> None:
    random = np.random.default_rng(0)
    for node in model.walk():
        for name in node.param_names:
            shape = node.get_param(name).shape
            node.set_param(name, random.normal(size=shape).astype(np.float32))


@pytest.fixture
def random_pipeline() -> Language:
    nlp = pipeline()
    nlp.initialize()
    randomise(nlp.get_pipe("attrib_parser").model)
    return nlp


def parsed(doc: Doc) -> list[tuple[str, int, str, int]]:
    return [(token.text, token.head.i, token.dep_, token.sent_start) for token in doc]


def sentences_of(doc: Doc) -> list[str]:
    return [" ".join(doc[int(i)].text for i in words) for words in sentences(doc, np.flatnonzero(is_word(doc)))]


@pytest.mark.parametrize(
    ("text", "starts", "wanted"),
    [
        ("One two. Three.", (), ["One two . Three ."]),
        ("One two. Three.", (3,), ["One two .", "Three ."]),
        ("One two\n\nthree.", (), ["One two", "three ."]),
        ("One. Two\n\nthree.\n", (2,), ["One .", "Two", "three ."]),
        (" \n One  two.", (), ["One two ."]),
        ("One  two.", (1,), ["One", "two ."]),
        ("", (), []),
        (" \n\n ", (), []),
    ],
)
def test_sentences_end_with_their_paragraph(
    make_doc: MakeDoc, text: str, starts: tuple[int, ...], wanted: list[str]
) -> None:
    doc = make_doc(text)
    for i in starts:
        doc[i].is_sent_start = True
    assert sentences_of(doc) == wanted


def test_a_long_sentence_is_read_in_parts(make_doc: MakeDoc) -> None:
    doc = make_doc(f"{'go ' * (2 * LONGEST + 3)}\n\n{'on ' * LONGEST}")
    assert [len(part.split()) for part in sentences_of(doc)] == [LONGEST, LONGEST, 3, LONGEST]


def test_without_paragraphs_it_says_so(nlp: Language, random_pipeline: Language) -> None:
    with pytest.raises(MissingAnnotation, match="attrib_parser"):
        list(sentences(nlp("One."), np.arange(2)))
    with random_pipeline.select_pipes(disable=["attrib_paragraphs"]), pytest.raises(MissingAnnotation):
        random_pipeline("One.")


class Wished:
    """Hidden vectors and weights by which each word has the head and the relation that are asked for."""

    def __init__(self, doc: Doc, heads: dict[int, int], relations: dict[int, int]) -> None:
        n_tokens = len(doc)
        dependents = np.zeros((n_tokens, n_tokens), dtype=np.float32)
        for word in range(n_tokens):
            dependents[word, heads.get(word, word)] = 1
        every = np.eye(n_tokens, dtype=np.float32)
        labelled = np.eye(len(LABELS), dtype=np.float32)[[relations.get(word, 1) for word in range(n_tokens)]]
        self.hidden = (dependents, every, labelled, np.zeros_like(labelled))
        self.arcs = np.vstack([every, np.zeros((1, n_tokens), dtype=np.float32)])
        width = len(LABELS) + 1
        self.labels = np.zeros((len(LABELS), width, width), dtype=np.float32)
        self.labels[range(len(LABELS)), range(len(LABELS)), -1] = 1

    def parse(self, doc: Doc) -> tuple[list[int], list[str]]:
        heads, relations = parse(doc, self.hidden, self.arcs, self.labels, LABELS.index("ROOT"))
        return heads.tolist(), [LABELS[relation] for relation in relations]


DET, SUBJECT, OBJECT, PUNCT = range(1, 5)


def test_each_word_has_the_head_and_the_relation_that_score_best(make_doc: MakeDoc) -> None:
    doc = make_doc("The man saw it.")
    wished = Wished(doc, {0: 1, 1: 2, 3: 2, 4: 2}, {0: DET, 1: SUBJECT, 3: OBJECT, 4: PUNCT})
    assert wished.parse(doc) == ([1, 2, 2, 2, 2], ["det", "nsubj", "ROOT", "obj", "punct"])


def test_only_the_word_that_is_its_own_head_is_the_root(make_doc: MakeDoc) -> None:
    doc = make_doc("The man left")
    wished = Wished(doc, {0: 1, 1: 2}, dict.fromkeys(range(3), LABELS.index("ROOT")))
    heads, relations = wished.parse(doc)
    assert heads == [1, 2, 2]
    assert [relation == "ROOT" for relation in relations] == [False, False, True]


def test_a_relation_depends_on_the_head(make_doc: MakeDoc) -> None:
    doc = make_doc("The man saw it.")
    wished = Wished(doc, {0: 1, 1: 2, 3: 1, 4: 2}, {})
    dependents, heads, labelled, _ = wished.hidden
    wished.hidden = (dependents, heads, labelled * 0, np.eye(len(LABELS), dtype=np.float32))
    wished.labels[:] = 0
    wished.labels[range(len(LABELS)), -1, range(len(LABELS))] = 1
    assert wished.parse(doc) == ([1, 2, 2, 1, 2], ["det", "nsubj", "ROOT", "det", "nsubj"])


def test_no_head_lies_in_another_sentence(make_doc: MakeDoc) -> None:
    doc = make_doc("Ann left\n\nBo stayed")
    assert [token.text for token in doc] == ["Ann", "left", "\n\n", "Bo", "stayed"]
    wished = Wished(doc, {0: 1, 1: 4, 3: 4}, {0: SUBJECT, 3: SUBJECT})
    assert wished.parse(doc)[0] == [1, 1, 1, 4, 4]


def test_white_space_hangs_on_the_word_before_it(make_doc: MakeDoc) -> None:
    doc = make_doc(" \nAnn  left\n\nBo stayed \n")
    assert [token.text for token in doc] == [" \n", "Ann", " ", "left", "\n\n", "Bo", "stayed", "\n"]
    heads, _ = Wished(doc, {1: 3, 5: 6}, {1: SUBJECT, 5: SUBJECT}).parse(doc)
    assert heads == [1, 3, 1, 3, 3, 6, 6, 6]


def test_relations_are_the_same_however_many_are_scored_at_once(
    make_doc: MakeDoc, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc = make_doc("The man saw it. " * 7)
    wished = Wished(doc, {}, {i: 1 + i % 4 for i in range(len(doc))})
    before = wished.parse(doc)
    monkeypatch.setattr(parser, "_AT_ONCE", 4)
    assert wished.parse(doc) == before


def test_it_is_added_by_name_with_its_defaults() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("attrib_parser")
    config = nlp.get_pipe_config("attrib_parser")
    assert config["model"]["@architectures"] == "attrib.Biaffine.v1"
    assert config["scorer"] == {"@scorers": "spacy.parser_scorer.v1"}
    meta = nlp.get_pipe_meta("attrib_parser")
    assert "token.head" in meta.assigns and "token.dep" in meta.assigns


def test_uninitialised_it_says_so() -> None:
    with pytest.raises(ValueError, match="initialize"):
        pipeline()("Ann left.")


TEXTS = ["", " ", "\n\n", "Ann left. Bo stayed.", "\n One\n\ntwo three.  Four \n", "“", "go " * (LONGEST + 20)]


def test_any_text_is_parsed(random_pipeline: Language) -> None:
    for doc, text in zip(random_pipeline.pipe(TEXTS), TEXTS, strict=True):
        assert doc.text == text
        for sentence in doc.sents:
            assert all(token.head in sentence for token in sentence)
            assert [token for token in sentence if token.head.i == token.i] == [sentence.root]
            assert sentence.root.dep_ == "ROOT"
            words = [token for token in sentence if not token.is_space and token != sentence.root]
            assert {token.dep_ for token in words} <= {*LABELS[1:]}


def test_sentences_on_the_doc_are_those_that_were_parsed(random_pipeline: Language) -> None:
    doc = random_pipeline("\n Ann left. Bo\n\nstayed  on.\n")
    assert [sentence.text for sentence in doc.sents] == ["\n Ann left.", "Bo\n\n", "stayed  on.\n"]
    assert doc.has_annotation("DEP") and doc.has_annotation("SENT_START")


@pytest.mark.parametrize("text", ["Ann  left.\n\nBo stayed \n", "\n Ann left."])
def test_white_space_is_no_root(random_pipeline: Language, text: str) -> None:
    doc = random_pipeline(text)
    assert [token.text for token in doc if token.dep_ == "ROOT" and token.is_space] == []


def test_a_text_is_parsed_alike_alone_and_in_company(random_pipeline: Language) -> None:
    alone = [parsed(random_pipeline(text)) for text in TEXTS]
    assert [parsed(doc) for doc in random_pipeline.pipe(TEXTS)] == alone


def test_noun_phrases_are_those_of_universal_dependencies(random_pipeline: Language) -> None:
    words = ["President", "Anna", "Lind", "left"]
    doc = Doc(
        random_pipeline.vocab,
        words=words,
        pos=["NOUN", "PROPN", "PROPN", "VERB"],
        heads=[1, 3, 1, 3],
        deps=["nmod:desc", "nsubj", "flat", "ROOT"],
    )
    assert [chunk.text for chunk in doc.noun_chunks] == ["President Anna Lind"]
    assert [chunk.text for chunk in doc[3:].noun_chunks] == []


def test_labels_and_weights_are_kept(random_pipeline: Language, tmp_path: Path) -> None:
    text = "Ann saw the man.\n\nBo stayed."
    wanted = parsed(random_pipeline(text))
    assert len({dep for _, _, dep, _ in wanted}) > 2
    random_pipeline.to_disk(tmp_path)
    for copy in (spacy.load(tmp_path), pipeline(()).from_bytes(random_pipeline.to_bytes())):
        found = copy.get_pipe("attrib_parser")
        assert isinstance(found, BiaffineParser)
        assert found.labels == LABELS
        assert parsed(copy(text)) == wanted
        assert [chunk.text for chunk in copy(text).noun_chunks] == []
