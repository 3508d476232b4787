"""Headlines made of an article's own relations."""

import random

import pytest

from attrib.corpora.gold import GoldDocument
from attrib.scoring import Relation
from attrib.training.gold import Annotated, Entities
from attrib.training.headlines import add_headline

TEXT = "Harbour news.\n\nAda Quill said that the ferries of Lund will sail again in May."
NAME, CONTENT = (TEXT.index("Ada"), TEXT.index(" said")), (TEXT.index("that"), len(TEXT) - 1)
CUE = (TEXT.index("said"), TEXT.index("said") + 4)
LUND = (TEXT.index("Lund"), TEXT.index("Lund") + 4, "GPE")


def article(source=NAME, content=CONTENT) -> Annotated:
    gold = GoldDocument("d", TEXT, {"one": [Relation((source,), (CUE,), (content,))]})
    return Annotated("d", TEXT, gold=gold, entities=Entities(((*NAME, "PERSON"), LUND), frozenset({"PERSON"})))


@pytest.mark.parametrize("seed", range(20))
def test_the_headline_quotes_a_source_of_the_article_which_is_as_before(seed):
    made = add_headline(article(), random.Random(seed))
    text = made.text
    headline, _, rest = text.partition("\n\n")
    assert rest == TEXT
    new, old = made.gold.relations
    assert [text[a:b] for a, b in (*new.source, *new.content)] == [
        "Ada Quill",
        "The ferries of Lund will sail again in May",
    ]
    assert text[slice(*new.cue[0])] in headline
    assert [text[a:b] for a, b in (*old.source, *old.cue)] == ["Ada Quill", "said"]
    assert sorted(text[a:b] for a, b, _ in made.entities.found) == ["Ada Quill", "Ada Quill", "Lund", "Lund"]


def test_headlines_name_the_source_first_and_last_with_verbs_and_marks():
    headlines = {add_headline(article(), random.Random(seed)).text.partition("\n\n")[0] for seed in range(80)}
    clause = "The ferries of Lund will sail again in May"
    assert {
        f"Ada Quill: {clause}",
        f"{clause}: Ada Quill",
        f"{clause} – Ada Quill",
        f"{clause}, says Ada Quill",
    } <= headlines


@pytest.mark.parametrize(
    "document",
    [
        article(content=(CONTENT[0], CONTENT[0] + len("that the ferries"))),
        article(content=(TEXT.index("again"), CONTENT[1])),
        Annotated("d", TEXT),
    ],
    ids=["too short", "no clause behind the verb", "no relations"],
)
def test_an_article_without_a_short_clause_stays_as_it_is(document):
    assert add_headline(document, random.Random(0)) is document
