import pytest
import spacy
from spacy.tokens import Doc

from attrib.components.lemmas import LemmaMender

CASES = [
    ("a word that begins a sentence", "The", "The", "DET", "DT", "the"),
    ("a word in capitals", "SAID", "SAY", "VERB", "VBD", "say"),
    ("a part of a name", "New", "New", "ADJ", "NNP", "New"),
    ("a form of I", "me", "i", "PRON", "PRP", "I"),
    ("a name", "Ann", "Ann", "PROPN", "NNP", "Ann"),
    ("the pronoun I", "i", "i", "PRON", "PRP", "I"),
    ("a Roman number", "IV", "IV", "NUM", "CD", "IV"),
    ("a letter", "Q", "q", "NOUN", "NN", "Q"),
    ("a number with commas", "20,500", "20,500", "NUM", "CD", "20500"),
    ("a people", "french", "french", "ADJ", "JJ", "French"),
    ("an adjective with a name in it", "Anti-Kenyan", "anti-kenyan", "ADJ", "JJ", "anti-Kenyan"),
    ("an inflected word in capitals", "CLOSING", "CLOS", "VERB", "VBG", "close"),
    ("an adjective that looks inflected", "tired", "tir", "ADJ", "JJ", "tired"),
    ("names of several", "Diaries", "Diarie", "PROPN", "NNPS", "Diary"),
    ("what no rule knows", "n't", "not", "PART", "RB", "not"),
    ("a row of marks", "--", "-", "PUNCT", ":", "--"),
    ("what has no lemma yet", "-", "", "PUNCT", ":", "-"),
    ("what has no case", "12", "12", "NUM", "CD", "12"),
]


@pytest.mark.parametrize(
    ("word", "lemma", "pos", "tag", "folded"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_lemmas_have_the_capitals_and_the_spelling_of_words(
    word: str, lemma: str, pos: str, tag: str, folded: str
) -> None:
    doc = Doc(spacy.blank("en").vocab, words=[word], lemmas=[lemma], pos=[pos], tags=[tag])
    assert LemmaMender()(doc)[0].lemma_ == folded


def test_white_space_is_tagged_as_white_space() -> None:
    doc = Doc(
        spacy.blank("en").vocab, words=["Yes", "\n\n"], lemmas=["yes", "a"], pos=["INTJ", "NOUN"], tags=["UH", "NN"]
    )
    token = LemmaMender()(doc)[1]
    assert (token.pos_, token.tag_, token.lemma_, str(token.morph)) == ("SPACE", "_SP", "\n\n", "")
