"""Rewriting gold documents: whatever happens to the text, the relations keep their words."""

import random

import pytest

from attrib.corpora.gold import GoldDocument
from attrib.scoring import Relation
from attrib.training.augment import (
    Edited,
    Names,
    augment,
    capitalise_headline,
    lose_marks,
    outermost,
    rename,
    restyle_marks,
    rewrite,
    wrap_lines,
)
from attrib.training.gold import Annotated, Entities

TEXT = (
    "Harbour reopens.\n\nThe ferries will sail again, Ada Quill said. “We are ready,” Quill told the town, "
    "“and so is the crew.”\n\nThe mayor, Tom Lark, called it “a good day” and promised a second quay before the "
    "winter storms set in."
)
NAMES = Names(
    {
        "d": [
            (TEXT.index("Ada Quill"), TEXT.index("Ada Quill") + 9),
            (TEXT.index("Quill told"), TEXT.index("Quill told") + 5),
        ]
    },
    [("Noor", "Haddad")],
)


def document() -> GoldDocument:
    def at(words: str) -> tuple[tuple[int, int], ...]:
        return ((TEXT.index(words), TEXT.index(words) + len(words)),)

    relations = [
        Relation(at("Ada Quill"), at("said"), at("The ferries will sail again")),
        Relation(at("Quill told")[:0], at("told the town"), at("“We are ready,”") + at("“and so is the crew.”")),
        Relation(at("The mayor, Tom Lark"), at("called"), at("it “a good day”")),
    ]
    return GoldDocument("d", TEXT, {"one": relations})


def words(document: GoldDocument) -> list[list[str]]:
    marks = str.maketrans("", "", "“”\"'‘’„«»`")
    return [
        [document.text[a:b].translate(marks) for parts in (r.source, r.cue, r.content) for a, b in parts]
        for r in document.relations
    ]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("rewriting", [restyle_marks, lose_marks])
def test_other_marks_leave_the_words_of_the_relations(rewriting, seed):
    rewritten = rewrite(document(), rewriting(document(), random.Random(seed)))
    assert words(rewritten) == words(document())


def test_restyled_quotations_all_have_the_marks_of_one_style_and_styles_vary():
    styles = []
    for seed in range(20):
        text = rewrite(document(), restyle_marks(document(), random.Random(seed))).text
        styles.append({text[text.index(words) - 1] for words in ("We are", "and so is", "a good day")})
    assert all(len(style) == 1 for style in styles)
    assert len(set().union(*styles)) > 3


def test_wrapping_breaks_lines_at_the_width_and_changes_no_word():
    rewritten = rewrite(document(), wrap_lines(document(), random.Random(0), 40))
    assert max(len(line) for line in rewritten.text.split("\n")) <= 40
    assert rewritten.text.split() == TEXT.split()
    assert [[w.split() for w in r] for r in words(rewritten)] == [[w.split() for w in r] for r in words(document())]


def test_a_person_is_renamed_the_same_everywhere_and_relations_move_along():
    rewritten = rewrite(document(), rename(document(), NAMES, random.Random(0)))
    assert "Quill" not in rewritten.text
    assert rewritten.text.count("Haddad") == 2
    first = rewritten.relations[0]
    assert [rewritten.text[a:b] for a, b in first.source] == ["Noor Haddad"]
    assert [rewritten.text[a:b] for a, b in first.content] == ["The ferries will sail again"]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([(0, 3, "")], "d e"),
        ([(5, 6, "xyz")], "abcd xyz"),
        ([(0, 1, "__"), (4, 5, "")], "__bcde"),
        ([(1, 3, "_")], "a_d e"),
    ],
)
def test_an_extent_moves_with_what_is_replaced_around_it(edits, expected):
    gold = GoldDocument("d", "abcd e", {"one": [Relation((), (), ((0, 6),)), Relation((), (), ((3, 4),))]})
    rewritten = rewrite(gold, edits)
    (start, end), (inner_start, inner_end) = (r.content[0] for r in rewritten.relations)
    assert rewritten.text[start:end] == rewritten.text == expected
    assert rewritten.text[inner_start:inner_end] == "d"


@pytest.mark.parametrize(("before", "after"), [((0, 1), (0, 2)), ((1, 3), (2, 3)), ((2, 5), (2, 5))])
def test_an_extent_inside_what_is_replaced_grows_to_all_of_it(before, after):
    assert Edited("abcde", [(0, 1, "__"), (1, 3, "-")]).move(*before) == after


def test_a_headline_in_capitals_leaves_the_words_of_its_relations_apart():
    text = "Mayor: quay is late.\n\nNobody said so."
    gold = GoldDocument("d", text, {"one": [Relation(((0, 5),), ((5, 6),), ((7, 19),)), Relation((), ((29, 33),), ())]})
    rewritten = rewrite(gold, capitalise_headline(gold))
    assert rewritten.text == "MAYOR: QUAY IS LATE.\n\nNobody said so."
    assert words(rewritten) == [["MAYOR", ":", "QUAY IS LATE"], ["said"]]


def test_only_double_marks_of_outer_quotations_are_restyled():
    text = "“He said ‘no’ twice,” she wrote."
    (opening, closing), *rest = outermost(text)
    assert (text[slice(*opening)], text[slice(*closing)], rest) == ("“", "”", [])


def test_augmentation_is_repeatable_and_leaves_many_documents_alone():
    given = Annotated("d", TEXT, gold=document())
    drawn = [augment(given, NAMES, random.Random(seed)) for seed in range(60)]
    assert drawn == [augment(given, NAMES, random.Random(seed)) for seed in range(60)]
    assert 15 < sum(d is given for d in drawn) < 45
    assert all(d.text == d.gold.text for d in drawn)


def test_entities_move_with_a_rewritten_text():
    entities = Entities(((TEXT.index("Tom Lark"), TEXT.index("Tom Lark") + 8, "PERSON"),), frozenset({"PERSON"}))
    drawn = [
        augment(Annotated("d", TEXT, gold=document(), entities=entities), NAMES, random.Random(i)) for i in range(9)
    ]
    assert len({d.text for d in drawn}) > 3
    for d in drawn:
        ((start, end, label),) = d.entities.found
        assert (d.text[start:end].split(), label, d.entities.full) == (["Tom", "Lark"], "PERSON", entities.full)


def test_a_document_without_gold_relations_is_not_rewritten():
    plain = Annotated("d", TEXT)
    assert all(augment(plain, NAMES, random.Random(seed)) is plain for seed in range(20))
