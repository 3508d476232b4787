"""The scorer's own behaviour; that it agrees with the referee's is tested in `test_evaluation.py`."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.records import Attribution, Extent, QuotationType
from attrib.scoring import Relation, Score, Scorer, Words, aligned, as_words, jaccard

#       0    5    10   15   20   25   30
TEXT = "Ann Lee said it would not rain. Bo agreed."
GOLD = Relation(source=((0, 7),), cue=((8, 12),), content=((13, 30),))
BO = Relation(source=((32, 34),), cue=((35, 41),), content=((13, 30),))


def table(gold: Sequence[Relation], predicted: Sequence[Relation], text: str = TEXT) -> dict[str, tuple[float, ...]]:
    scorer = Scorer()
    scorer.add(text, gold, predicted)
    return {row: (round(s.precision), round(s.recall), round(s.f1)) for row, s in scorer.table().items()}


def test_gold_against_itself_is_right_in_every_row() -> None:
    scores = table([GOLD, BO], [BO, GOLD])
    assert list(scores)[:3] == ["source token", "source exact", "source frag"]
    assert list(scores)[-2:] == ["link", "strict"]
    assert set(scores.values()) == {(100, 100, 100)}


@pytest.mark.parametrize(
    ("predicted", "rows"),
    [
        # the whole name against its last part: one word of two
        (
            Relation(((4, 7),), GOLD.cue, GOLD.content),
            {"source token": (100, 50, 67), "source exact": (0, 0, 0), "link": (100, 100, 100), "strict": (0, 0, 0)},
        ),
        # a mark at the edge of the extent is free, except for frag
        (
            Relation(GOLD.source, GOLD.cue, ((13, 31),)),
            {
                "content token": (100, 100, 100),
                "content exact": (100, 100, 100),
                "content frag": (0, 0, 0),
                "strict": (100, 100, 100),
            },
        ),
        # another source
        (
            Relation(((32, 34),), GOLD.cue, GOLD.content),
            {"source token": (0, 0, 0), "content exact": (100, 100, 100), "link": (0, 0, 0), "strict": (0, 0, 0)},
        ),
        # no source, where gold has one
        (Relation((), GOLD.cue, GOLD.content), {"source token": (0, 0, 0), "link": (0, 0, 0)}),
        # half the words of the content, then a quarter
        (Relation(GOLD.source, GOLD.cue, ((13, 21),)), {"link": (100, 100, 100), "strict": (0, 0, 0)}),
        (Relation(GOLD.source, GOLD.cue, ((13, 15),)), {"link": (0, 0, 0), "content token": (100, 25, 40)}),
        # the cue does not matter for a link
        (Relation(GOLD.source, ((35, 41),), GOLD.content), {"cue token": (0, 0, 0), "strict": (100, 100, 100)}),
    ],
)
def test_an_error_costs_what_the_protocols_say(predicted: Relation, rows: dict[str, tuple[int, ...]]) -> None:
    scores = table([GOLD], [predicted])
    assert {row: scores[row] for row in rows} == rows


def test_a_relation_found_twice_is_right_once() -> None:
    assert table([GOLD], [GOLD, GOLD])["link"] == (50, 100, 67)
    assert table([GOLD, BO], [GOLD])["link"] == (100, 50, 67)


def test_nothing_found_or_nothing_to_find_scores_zero() -> None:
    assert set(table([GOLD], []).values()) == {(0, 0, 0)}
    assert set(table([], [GOLD]).values()) == {(0, 0, 0)}
    assert set(table([], [], "").values()) == {(0, 0, 0)}
    assert Score.of(1, 2, 4) == Score(50.0, 25.0, pytest.approx(100 / 3))


def test_documents_are_added_up_word_by_word() -> None:
    scorer = Scorer()
    scorer.add(TEXT, [GOLD], [GOLD])
    scorer.add(TEXT, [GOLD], [])
    assert scorer.table()["content token"] == Score(100.0, 50.0, pytest.approx(200 / 3))
    assert scorer.counts["documents"] == 2


def test_fragments_are_cut_at_line_breaks() -> None:
    text = "He said it\nrains."
    whole, halves = Relation(content=((8, 16),)), Relation(content=((8, 10), (11, 16)))
    assert table([whole], [halves], text)["content frag"] == (100, 100, 100)
    assert table([whole], [halves], text.replace("\n", " "))["content frag"] == (0, 0, 0)


@pytest.mark.parametrize(
    ("text", "parts", "words"),
    [
        ("one two three", ((0, 3),), {0}),
        ("one two three", ((2, 5),), {0, 1}),
        ("one two three", ((3, 4),), set()),
        ("one two three", ((8, 99),), {2}),
        ("one two three", ((0, 3), (8, 13)), {0, 2}),
        ("don't I'm", ((0, 2),), {0}),
        ("don’t I’m", ((6, 9),), {1}),
        ("“one” — two", ((0, 7),), {0}),
        ("", ((0, 1),), set()),
    ],
)
def test_words_are_those_that_a_part_touches(text: str, parts: tuple[tuple[int, int], ...], words: set[int]) -> None:
    found = as_words(text, [Relation(content=parts)])
    assert found == ([Words(frozenset(), frozenset(), frozenset(words))] if words else [])


def test_relations_are_aligned_one_to_one_best_first() -> None:
    def words(*content: int) -> Words:
        return Words(frozenset(), frozenset(), frozenset(content))

    gold = [words(1, 2, 3, 4), words(1, 2, 3)]
    predicted = [words(1, 2, 3), words(1, 2)]
    assert aligned(gold, predicted, 0.5, lambda a, b: True) == {1: 0, 0: 1}
    assert aligned(gold, predicted, 0.9, lambda a, b: True) == {1: 0}
    assert aligned(gold, predicted, 0.5, lambda a, b: False) == {}


def test_jaccard_of_nothing_is_nothing() -> None:
    assert jaccard(frozenset(), frozenset()) == 0
    assert jaccard(frozenset({1, 2}), frozenset({2, 3})) == pytest.approx(1 / 3)


def test_a_record_gives_its_offsets() -> None:
    content, cue = Extent("It rains", ((0, 8),)), Extent("said", ((12, 16),))
    record = Attribution("a0", QuotationType.INDIRECT, content, cue, None)
    assert Relation.of(record) == Relation(source=(), cue=((12, 16),), content=((0, 8),))


offsets = st.tuples(st.integers(0, 45), st.integers(0, 45)).map(lambda pair: tuple(sorted(pair)))
parts = st.lists(offsets, max_size=2).map(tuple)
relations = st.lists(st.builds(Relation, parts, parts, parts), max_size=4)


@given(relations, relations)
def test_scores_are_percentages_and_swap_with_gold(gold: list[Relation], predicted: list[Relation]) -> None:
    there, back = Scorer(), Scorer()
    there.add(TEXT, gold, predicted)
    back.add(TEXT, predicted, gold)
    for row, score in there.table().items():
        assert 0 <= score.precision <= 100 and 0 <= score.recall <= 100
        mirrored = back.table()[row]
        assert (score.precision, score.recall) == (mirrored.recall, mirrored.precision)
