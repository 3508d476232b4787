import pytest

from attrib.inflection import find_lemma

VERBS = {
    "VBG": "closing close, hoping hope, hopping hop, being be, seeing see, lying lie, dancing dance, arguing argue, "
    "panicking panic, travelling travel, calling call, adding add, changing change, bringing bring, handling handle, "
    "treating treat, creating create, visiting visit, inviting invite, inspiring inspire, offering offer, "
    "focusing focus, increasing increase, developing develop, exploring explore, editing edit, quitting quit, "
    "staffing staff, guiding guide, acquiring acquire, measuring measure, appearing appear, sitting sit",
    "VBD": "indicated indicate, declared declare, carried carry, died die, agreed agree, stopped stop, fought fight, "
    "overtook overtake, withheld withhold, lay lie, vetoed veto, committed commit, announced announce, needed need",
    "VBN": "driven drive, misread misread, controlled control, hidden hide, refused refuse, installed install",
    "VBZ": "goes go, has have, passes pass, leaves leave, lives live, carries carry, uses use, watches watch, lies lie",
}
NOUNS = (
    "clashes clash, buses bus, houses house, copies copy, movies movie, women woman, heroes hero, shoes shoe, "
    "viruses virus, headaches headache, crises crisis, quizzes quiz, sizes size, lives life, boxes box, ties tie"
)
ADJECTIVES = "bigger big, nicest nice, happier happy, worse bad, larger large, stronger strong, strangest strange"


def pairs(words):
    return [tuple(pair.split()) for pair in words.split(", ")]


@pytest.mark.parametrize(
    ("tag", "form", "lemma"), [(tag, *pair) for tag, words in VERBS.items() for pair in pairs(words)]
)
def test_verbs(tag, form, lemma):
    assert find_lemma(form, "VERB", tag) == lemma


@pytest.mark.parametrize(("form", "lemma"), pairs(NOUNS))
def test_plurals(form, lemma):
    assert find_lemma(form, "NOUN", "NNS") == lemma


@pytest.mark.parametrize(("form", "lemma"), pairs(ADJECTIVES))
def test_comparatives_and_superlatives(form, lemma):
    assert find_lemma(form, "ADJ", "JJS" if form.endswith("st") else "JJR") == lemma


@pytest.mark.parametrize(
    ("form", "pos", "tag"),
    [
        ("thanks", "NOUN", "NNS"),
        ("n't", "PART", "RB"),
        ("more", "ADJ", "JJR"),
        ("cut", "NOUN", "NN"),
        ("is", "X", "FW"),
    ],
)
def test_nothing_is_said_of_what_the_rules_do_not_know(form, pos, tag):
    assert find_lemma(form, pos, tag) is None


def test_adverbs_are_compared_too():
    assert find_lemma("better", "ADV", "RBR") == "well"
