import pytest
import spacy
from spacy.tokens import Doc

from attrib.components.lemmas import LemmaFolder

CASES = [
    ("a word that begins a sentence", "The", "The", "DET", "DT", "the"),
    ("a word in capitals", "SAID", "SAY", "VERB", "VBD", "say"),
    ("a part of a name", "New", "New", "ADJ", "NNP", "New"),
    ("a form of I", "me", "i", "PRON", "PRP", "I"),
    ("a name", "Ann", "Ann", "PROPN", "NNP", "Ann"),
    ("the pronoun I", "i", "i", "PRON", "PRP", "I"),
    ("a number", "I", "I", "NUM", "CD", "i"),
    ("what has no case", "12", "12", "NUM", "CD", "12"),
]


@pytest.mark.parametrize(
    ("word", "lemma", "pos", "tag", "folded"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_is_no_name_has_a_lemma_in_small_letters(word: str, lemma: str, pos: str, tag: str, folded: str) -> None:
    doc = Doc(spacy.blank("en").vocab, words=[word], lemmas=[lemma], pos=[pos], tags=[tag])
    assert LemmaFolder()(doc)[0].lemma_ == folded


def test_white_space_is_tagged_as_white_space() -> None:
    doc = Doc(
        spacy.blank("en").vocab, words=["Yes", "\n\n"], lemmas=["yes", "a"], pos=["INTJ", "NOUN"], tags=["UH", "NN"]
    )
    token = LemmaFolder()(doc)[1]
    assert (token.pos_, token.tag_, token.lemma_, str(token.morph)) == ("SPACE", "_SP", "\n\n", "")
