"""Base noun phrases of sentences whose heads are written down, in both schemes of relations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from attrib.grammar import chunk_edges, coordinated, hyphenated, is_finite, lemmas_of, noun_chunks, tag_of


def parsed(nlp: Language, words: str) -> Doc:
    """A Doc from words written as form/part of speech/relation/index of the head."""
    rows = [word.split("/") for word in words.split()]
    return Doc(
        nlp.vocab,
        words=[row[0] for row in rows],
        pos=[row[1] for row in rows],
        deps=[row[2] for row in rows],
        heads=[int(row[3]) for row in rows],
    )


def chunks(doc: Doc) -> list[str]:
    return [doc[start:end].text for start, end, _ in noun_chunks(doc)]


UD = [
    (
        "The/DET/det/3 new/ADJ/amod/3 foreign/ADJ/amod/3 minister/NOUN/nsubj/4 resigned/VERB/ROOT/4",
        ["The new foreign minister"],
    ),
    ("She/PRON/nsubj/1 told/VERB/ROOT/1 him/PRON/iobj/1 nothing/PRON/obj/1", ["She", "him", "nothing"]),
    ("Nobody/PRON/nsubj/1 who/PRON/nsubj/2 saw/VERB/acl:relcl/0 it/PRON/obj/2", ["Nobody", "who", "it"]),
    (
        "President/NOUN/nmod:desc/1 Anna/PROPN/nsubj/3 Lind/PROPN/flat/1 left/VERB/ROOT/3",
        ["President Anna Lind"],
    ),
    (
        "Ruud/PROPN/nsubj/4 van/PROPN/flat/0 der/PROPN/flat/0 Meer/PROPN/flat/0 left/VERB/ROOT/4",
        ["Ruud van der Meer"],
    ),
    (
        "Anna/PROPN/nsubj/6 Lind/PROPN/flat/0 ,/PUNCT/punct/5 the/DET/det/5 new/ADJ/amod/5 mayor/NOUN/appos/0"
        " left/VERB/ROOT/6",
        ["Anna Lind", "the new mayor"],
    ),
    (
        "The/DET/det/1 mayor/NOUN/nsubj/5 ,/PUNCT/punct/3 Anna/PROPN/appos/1 Lind/PROPN/flat/3 left/VERB/ROOT/5",
        ["The mayor", "Anna Lind"],
    ),
    (
        "Lind/PROPN/nmod:poss/3 's/PART/case/0 new/ADJ/amod/3 spokesman/NOUN/nsubj/4 left/VERB/ROOT/4",
        ["Lind 's new spokesman"],
    ),
    ("Her/PRON/nmod:poss/1 brother/NOUN/nmod:poss/3 's/PART/case/1 car/NOUN/ROOT/3", ["Her brother 's car"]),
    (
        "the/DET/det/1 minister/NOUN/ROOT/1 of/ADP/case/4 the/DET/det/4 interior/NOUN/nmod/1",
        ["the minister", "the interior"],
    ),
    ("oil/NOUN/compound/1 price/NOUN/compound/2 rise/NOUN/ROOT/2", ["oil price rise"]),
    ("Ann/PROPN/nsubj/3 and/CCONJ/cc/2 Bo/PROPN/conj/0 left/VERB/ROOT/3", ["Ann", "Bo"]),
    (
        "the/DET/det/2 old/ADJ/amod/2 men/NOUN/nsubj/5 and/CCONJ/cc/4 women/NOUN/conj/2 left/VERB/ROOT/5",
        ["the old men", "women"],
    ),
    ("Flight/PROPN/nsubj/2 12/NUM/nummod/0 landed/VERB/ROOT/2", ["Flight 12"]),
    ("at/ADP/case/1 least/ADJ/nmod/2 two/NUM/nummod/3 people/NOUN/ROOT/3", ["at least two people"]),
    (
        "a/DET/det/4 ten/NUM/nummod/2 year/NOUN/obl:unmarked/3 old/ADJ/amod/4 boy/NOUN/nsubj/5 fell/VERB/ROOT/5",
        ["a ten year old boy"],
    ),
    (
        "the/DET/det/1 film/NOUN/nsubj/6 Lost/VERB/flat/1 in/ADP/case/5 the/DET/det/5 Fog/PROPN/obl/2"
        " bored/VERB/ROOT/6 us/PRON/obj/6",
        ["the film Lost in the Fog", "us"],
    ),
    (
        "“/PUNCT/punct/2 free/ADJ/amod/2 trade/NOUN/ROOT/2 ”/PUNCT/punct/2",
        ["free trade"],
    ),
    ("Go/VERB/ROOT/0 away/ADV/advmod/0", []),
]

CLEAR = [
    (
        "The/DET/det/3 new/ADJ/amod/3 foreign/ADJ/amod/3 minister/NOUN/nsubj/4 resigned/VERB/ROOT/4",
        ["The new foreign minister"],
    ),
    (
        "President/PROPN/compound/2 Anna/PROPN/compound/2 Lind/PROPN/nsubj/3 left/VERB/ROOT/3",
        ["President Anna Lind"],
    ),
    (
        "Anna/PROPN/compound/1 Lind/PROPN/nsubj/6 ,/PUNCT/punct/1 the/DET/det/5 new/ADJ/amod/5 mayor/NOUN/appos/1"
        " left/VERB/ROOT/6",
        ["Anna Lind", "the new mayor"],
    ),
    (
        "Lind/PROPN/poss/3 's/PART/case/0 new/ADJ/amod/3 spokesman/NOUN/nsubj/4 left/VERB/ROOT/4",
        ["Lind 's new spokesman"],
    ),
    ("her/PRON/poss/1 mother/NOUN/ROOT/1", ["her mother"]),
    (
        "all/DET/predet/2 the/DET/det/2 people/NOUN/nsubj/5 of/ADP/prep/2 Oslo/PROPN/pobj/3 voted/VERB/ROOT/5",
        ["all the people", "Oslo"],
    ),
    (
        "more/ADJ/amod/2 than/ADP/quantmod/2 ten/NUM/nummod/3 people/NOUN/nsubj/4 slept/VERB/ROOT/4",
        ["more than ten people"],
    ),
    (
        "a/DET/det/4 ten/NUM/nummod/2 year/NOUN/npadvmod/3 old/ADJ/amod/4 boy/NOUN/nsubj/5 fell/VERB/ROOT/5",
        ["a ten year old boy"],
    ),
    ("the/DET/det/1 man/NOUN/ROOT/1 who/PRON/nsubj/3 left/VERB/relcl/1", ["the man", "who"]),
]


@pytest.mark.parametrize(("words", "wanted"), UD)
def test_phrases_are_read_from_universal_dependencies(nlp: Language, words: str, wanted: list[str]) -> None:
    assert chunks(parsed(nlp, words)) == wanted


@pytest.mark.parametrize(("words", "wanted"), CLEAR)
def test_phrases_are_read_from_the_labels_of_clearnlp(nlp: Language, words: str, wanted: list[str]) -> None:
    assert chunks(parsed(nlp, words)) == wanted


EDGES = [
    ("Lind/PROPN/nmod:poss/3 's/PART/case/0 new/ADJ/amod/3 aide/NOUN/ROOT/3", 3, "Lind 's new aide"),
    ("Lind/PROPN/nmod:poss/3 's/PART/case/0 new/ADJ/amod/3 aide/NOUN/ROOT/3", 0, "Lind"),
    ("the/DET/det/2 oil/NOUN/compound/2 price/NOUN/ROOT/2", 1, "oil"),
    ("Anna/PROPN/ROOT/0 Lind/PROPN/flat/0 ,/PUNCT/punct/3 mayor/NOUN/appos/0", 0, "Anna Lind"),
    ("in/ADP/case/2 the/DET/det/2 rain/NOUN/ROOT/2", 2, "the rain"),
    ("the/DET/det/3 (/PUNCT/punct/3 old/ADJ/amod/3 rain/NOUN/ROOT/3", 3, "old rain"),
    ("Lind/PROPN/ROOT/0 and/CCONJ/cc/2 Co/PROPN/flat/0", 0, "Lind and Co"),
]


@pytest.mark.parametrize(("words", "head", "wanted"), EDGES)
def test_the_edges_of_a_phrase_are_those_of_its_own_words(nlp: Language, words: str, head: int, wanted: str) -> None:
    doc = parsed(nlp, words)
    start, end = chunk_edges(doc[head])
    assert doc[start:end].text == wanted


COORDINATED = [
    ("Ann/PROPN/ROOT/0 ,/PUNCT/punct/2 Bo/PROPN/conj/0 and/CCONJ/cc/4 Cy/PROPN/conj/0", ["Ann", "Bo", "Cy"]),
    ("Ann/PROPN/ROOT/0 ,/PUNCT/punct/0 Bo/PROPN/conj/0 and/CCONJ/cc/2 Cy/PROPN/conj/2", ["Ann", "Bo", "Cy"]),
    ("Ann/PROPN/ROOT/0 Lind/PROPN/flat/0 and/CCONJ/cc/3 left/VERB/conj/0", ["Ann"]),
    ("Ann/PROPN/ROOT/0 ,/PUNCT/punct/2 mayor/NOUN/appos/0", ["Ann"]),
    ("she/PRON/ROOT/0 and/CCONJ/cc/3 her/PRON/nmod:poss/3 men/NOUN/conj/0", ["she", "men"]),
]


@pytest.mark.parametrize(("words", "wanted"), COORDINATED)
def test_heads_that_are_coordinated_are_found_in_a_star_and_in_a_chain(
    nlp: Language, words: str, wanted: list[str]
) -> None:
    assert [token.text for token in coordinated(parsed(nlp, words)[0])] == wanted


def test_a_part_of_a_document_has_its_own_phrases(nlp: Language) -> None:
    doc = parsed(nlp, f"{UD[1][0]} The/DET/det/5 mayor/NOUN/ROOT/5")
    assert [doc[start:end].text for start, end, _ in noun_chunks(doc[2:6])] == ["him", "nothing", "The mayor"]
    assert list(noun_chunks(doc[1:2])) == []
    assert {nlp.vocab.strings[label] for _, _, label in noun_chunks(doc)} == {"NP"}


def test_an_empty_document_has_none(nlp: Language) -> None:
    assert list(noun_chunks(Doc(nlp.vocab))) == []


RELATIONS = ["det", "amod", "compound", "flat", "nmod", "nmod:poss", "poss", "case", "prep", "appos", "conj", "punct"]


@st.composite
def trees(draw: st.DrawFn) -> list[int]:
    """The heads of a projective tree."""
    heads: dict[int, int] = {}

    def grow(start: int, end: int, governor: int | None) -> None:
        if start < end:
            head = draw(st.integers(start, end - 1))
            heads[head] = head if governor is None else governor
            for first, last in ((start, head), (head + 1, end)):
                middle = draw(st.integers(first, last))
                grow(first, middle, head)
                grow(middle, last, head)

    grow(0, draw(st.integers(1, 9)), None)
    return [heads[i] for i in range(len(heads))]


@given(trees(), st.data())
def test_no_phrase_lies_inside_another(nlp: Language, heads: list[int], data: st.DataObject) -> None:
    size = {"min_size": len(heads), "max_size": len(heads)}
    doc = Doc(
        nlp.vocab,
        words=[f"w{i}" for i in range(len(heads))],
        pos=data.draw(st.lists(st.sampled_from(["NOUN", "PROPN", "PRON", "VERB", "ADJ"]), **size)),
        deps=data.draw(st.lists(st.sampled_from(RELATIONS), **size)),
        heads=heads,
    )
    end = 0
    for start, after, _ in noun_chunks(doc):
        assert end <= start < after
        end = after
        tops = [token for token in doc[start:end] if not start <= token.head.i < end or token.head.i == token.i]
        assert len(tops) == 1
        assert tops[0].pos_ in ("NOUN", "PROPN", "PRON")


@pytest.mark.parametrize(
    ("word", "tag", "meant"),
    [("reporters", ",", "NN"), ("Lund", "``", "NNP"), ("the", ",", "DT"), (",", ",", ","), ("said", "VBD", "VBD")],
)
def test_a_word_is_no_punctuation_mark(nlp: Language, word: str, tag: str, meant: str) -> None:
    assert tag_of(Doc(nlp.vocab, words=[word], tags=[tag])[0]) == meant


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("urged", "urge"),
        ("telling", "tell"),
        ("told", "tell"),
        ("replies", "reply"),
        ("begged", "beg"),
        ("rallies", "rally"),
    ],
)
def test_a_form_gives_its_lemma_where_the_lemmatizer_does_not(nlp: Language, form: str, lemma: str) -> None:
    assert lemma in lemmas_of(Doc(nlp.vocab, words=[form], lemmas=["?"])[0])


def test_verbs_that_make_a_clause_are_finite(nlp: Language) -> None:
    doc = Doc(nlp.vocab, words=["was", "saying"], tags=["VBD", "VBG"])
    assert [is_finite(token) for token in doc] == [True, False]


@pytest.mark.parametrize(
    ("words", "spaces", "start", "expected"),
    [
        ("a vice - president", [1, 0, 0, 0], 3, "vice-president"),
        ("her mother - in - law", [1, 0, 0, 0, 0, 0], 1, "mother-in-law"),
        ("the vice - president", [1, 1, 1, 0], 3, "president"),
    ],
)
def test_what_hyphens_join_is_one(nlp: Language, words: str, spaces: list[int], start: int, expected: str) -> None:
    doc = Doc(nlp.vocab, words=words.split(), spaces=list(map(bool, spaces)))
    first, last = hyphenated(doc, start, start + 1)
    assert doc[first:last].text == expected
