"""The words of a content."""

import pytest

from attrib.wording import denies, likeness, numbers, quotations, telling_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("they agreed on sanctions", "that an agreement is none: agree on a sanction"),
        ("it stopped trying", "tries to stop"),
        ("He cancelled the plans", "canceling a plan"),
        ("Angela’s visit", "the visits of Angela"),
    ],
)
def test_forms_of_one_word_are_one(one: str, other: str) -> None:
    assert telling_words(one) - {"agreement"} <= telling_words(other)


def test_function_words_and_negations_tell_nothing() -> None:
    assert telling_words("that it is not, and never will be, the") == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("it rains", False), ("it does not rain", True), ("it doesn’t rain", True), ("nobody did not come", False)],
)
def test_two_negations_cancel_each_other(text: str, expected: bool) -> None:
    assert denies(text) == expected


def test_numbers_are_words_with_figures() -> None:
    assert numbers("22,000 men, 3.5 percent on Feb. 20 and two more") == {"22,000", "3.5", "20"}


def test_quotations_are_the_outermost_ones() -> None:
    assert quotations("“We ‘will’ win,” … “They won’t.”") == [("we", "will", "win"), ("they", "won't")]
    assert quotations("no marks") == []


def test_likeness_is_between_none_and_all() -> None:
    assert likeness(frozenset("ab"), frozenset("bc")) == 0.5
    assert (likeness(frozenset(), frozenset()), likeness(frozenset("a"), frozenset("a"))) == (0, 1)
