"""Gold documents as arrays: windows, candidates, right answers."""

import numpy as np
import pytest
import spacy

from attrib.corpora.gold import GoldDocument
from attrib.ml.pairs import Candidates
from attrib.ml.pieces import Case, PieceReader
from attrib.schema import TAGS
from attrib.scoring import Relation
from attrib.training.examples import NONE, UNKNOWN, collate, cut, gold_candidates, link_targets, make_example, recased
from attrib.training.gold import Annotated
from attrib.training.syntax import LAYERS

TEXT = "Rain fell.\n\n“It is late,” she  said, adding that he had left.\n\nThe mayor denied it. Nobody asked."


class NoSyntax:
    """Labels for documents that have none."""

    def read(self, doc, document, word_of):
        assert document is None
        return np.full((len(doc), len(LAYERS)), -1, dtype=np.int64)


def read_tags(bits):
    """The one tag that may be right of each word."""
    assert all(b.bit_count() == 1 for b in bits.tolist())
    return [TAGS[b.bit_length() - 1] for b in bits.tolist()]


@pytest.fixture(scope="module")
def reader():
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[UNK]", "[CLS]", "[SEP]", "[unused1]", "[unused2]", *"abcdefghijklmnopqrstuvwxyz"]
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return PieceReader(tokenizer)


@pytest.fixture(scope="module")
def example(reader):
    def at(*words):
        return tuple((TEXT.index(w), TEXT.index(w) + len(w)) for w in words)

    relations = [
        Relation(at("she"), at("said"), at("“It is late,”")),
        Relation(at("she"), at("adding"), at("that he had left")),
        Relation(at("The mayor"), at("denied"), at("it.")),
    ]
    nlp = spacy.blank("en")
    nlp.add_pipe("attrib_paragraphs")
    nlp.add_pipe("attrib_quotes")
    gold = GoldDocument("d", TEXT, {"one": relations})
    return make_example(nlp, reader, NoSyntax(), Annotated("d", TEXT, gold=gold))


def spans(*edges):
    return np.array(edges, dtype=np.int64).reshape(-1, 2)


def test_words_leave_white_space_out_and_know_their_paragraph(example):
    assert len(example.tags) == 26
    assert example.paragraphs.tolist() == sorted(example.paragraphs.tolist())
    assert len(set(example.paragraphs.tolist())) == 3


def test_tags_spell_the_relations(example):
    she = example.relations[0].source[0][0]
    tags = read_tags(example.tags)
    assert tags[she] == "B-SOURCE"
    assert tags[slice(*example.relations[1].content[0])][:2] == ["B-CONTENT", "I-CONTENT"]
    assert tags[:3] == ["O"] * 3


def test_without_gold_the_tags_are_a_trained_models_but_where_attributions_are_known(reader):
    nlp = spacy.blank("en")
    nlp.add_pipe("attrib_paragraphs")
    nlp.add_pipe("attrib_quotes")
    doc = nlp(TEXT)
    words = [token for token in doc if not token.is_space]
    silver = np.array([1 << (token.i % len(TAGS)) for token in doc])
    mayor = (TEXT.index("The mayor"), TEXT.index("The mayor") + len("The mayor"))
    for presence in ((), (Relation((mayor,), (), ()),)):
        document = Annotated("d", TEXT, presence=presence, silver=silver)
        found = make_example(nlp, reader, NoSyntax(), document)
        assert found.relations is None
        for token, tags in zip(words, found.tags.tolist(), strict=True):
            known = presence and mayor[0] <= token.idx < mayor[1]
            assert tags == ((1 << TAGS.index("B-SOURCE") | 1 << TAGS.index("I-SOURCE")) if known else silver[token.i])


def test_layers_that_are_not_annotated_are_empty(example):
    assert (example.syntax == -1).all()
    assert example.syntax.shape == (26, len(LAYERS))
    assert (example.entities == 0).all()
    assert example.mentions.shape == (0, 2)


@pytest.mark.parametrize("length", [6, 10, 14])
def test_windows_cover_the_document_and_count_their_words_from_zero(example, length):
    windows = list(cut(example, length, 2, 1))
    assert sum(len(w.tags) for w in windows) >= len(example.tags)
    for window in windows:
        inside = window.pieces.tokens[window.pieces.tokens >= 0]
        assert inside.min() == 0
        assert inside.max() == len(window.tags) - 1
        assert len(window.tags) == len(window.entities) == len(window.syntax) == len(window.paragraphs)
        for relation in window.relations:
            for start, end in (*relation.source, *relation.cue, *relation.content):
                assert 0 <= start < end <= len(window.tags)


@pytest.mark.parametrize("case", [Case.LOWER, Case.UPPER])
def test_an_example_in_one_case_has_no_letters_in_another(example, case):
    before, after = example.pieces.cases, recased(example, case).pieces.cases
    assert {Case.NONE, Case.LOWER, Case.TITLE} == set(before.tolist())
    assert set(after.tolist()) == {Case.NONE, case}
    assert ((before == Case.NONE) == (after == Case.NONE)).all()


def test_a_batch_pads_and_puts_the_special_pieces_at_the_edges(example, reader):
    windows = list(cut(example, 12, 4, 3))
    batch = collate(windows, reader)
    assert batch.ids.shape == batch.mask.shape
    assert (batch.ids[:, 0] == reader.first).all()
    assert [int(row[mask][-1]) for row, mask in zip(batch.ids, batch.mask, strict=True)] == [reader.last] * len(windows)
    assert batch.lengths.tolist() == [len(w.tags) for w in windows]
    for name in ("ids", "depths", "cases"):
        for row, window in zip(getattr(batch, name), windows, strict=True):
            np.testing.assert_array_equal(row[1 : len(window.pieces.ids) + 1], getattr(window.pieces, name))
    for name in ("tags", "entities", "syntax"):
        for row, window in zip(getattr(batch, name), windows, strict=True):
            np.testing.assert_array_equal(row[: len(window.tags)], getattr(window, name))
            assert (row[len(window.tags) :] == (-1 if name == "syntax" else 0)).all()


def test_gold_candidates_answer_their_own_relations(example):
    found = gold_candidates(example)
    cue_of, source_of = link_targets(found, example.relations)
    assert cue_of.tolist() == [0, 1, 2]
    assert source_of.tolist() == [0, 0, 1]


def test_a_predicted_span_answers_for_the_relation_it_overlaps_most(example):
    said, adding, denied = (relation.cue[0] for relation in example.relations)
    (start, end), *_ = example.relations[1].content
    rain = (0, 2)
    found = Candidates(
        spans(rain, said, denied), spans(), spans((start + 1, end), (end + 1, end + 2)), example.paragraphs
    )
    cue_of, source_of = link_targets(found, example.relations)
    assert cue_of.tolist() == [NONE, NONE]
    assert source_of.tolist() == [UNKNOWN, NONE, NONE]
    found = Candidates(spans(adding), spans((0, 1), example.relations[1].source[0]), found.contents, example.paragraphs)
    cue_of, source_of = link_targets(found, example.relations)
    assert cue_of.tolist() == [0, NONE]
    assert source_of.tolist() == [1]


def test_what_was_cut_away_with_the_window_has_no_right_answer(example):
    relation = example.relations[0]
    start, end = relation.content[0]
    window = [relation.cut(start, end)]
    found = Candidates(spans(), spans(), spans((0, end - start)), example.paragraphs[start:end])
    assert link_targets(found, window)[0].tolist() == [UNKNOWN]
