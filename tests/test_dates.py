"""Which day words mean, seen from the day of the text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.facts.dates import read_date, resolve_date

MONDAY = date(2022, 2, 21)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on Sunday", "2022-02-20"),
        ("Friday night", "2022-02-18"),
        ("late on Tuesday", "2022-02-15"),
        ("today, Sunday", "2022-02-20"),
        ("Monday", "2022-02-21"),
        ("last Monday", "2022-02-14"),
        ("last week's Tuesday", "2022-02-15"),
        ("next Tuesday", "2022-02-22"),
        ("this coming Monday", "2022-02-28"),
        ("on Friday next week", "2022-03-04"),
        ("yesterday", "2022-02-20"),
        ("the day before yesterday", "2022-02-19"),
        ("earlier today", "2022-02-21"),
        ("this morning", "2022-02-21"),
        ("tomorrow", "2022-02-22"),
        ("two days ago", "2022-02-19"),
        ("on 3 February", "2022-02-03"),
        ("on 3 March", "2021-03-03"),
        ("Feb. 9", "2022-02-09"),
        ("on Feb. 29", "2020-02-29"),
        ("Wednesday, Sept. 15th", "2021-09-15"),
        ("June 5, 2020", "2020-06-05"),
        ("the 5th of June 2020", "2020-06-05"),
        ("2020-06-05", "2020-06-05"),
    ],
)
def test_words_of_a_day_mean_the_latest_one(words: str, day: str) -> None:
    assert resolve_date(words, MONDAY) == day


@pytest.mark.parametrize(
    "words",
    [
        *("last week", "in June", "May 2015", "2013", "now", "recently", "a week ago", "may", "the 5th"),
        *("until Sunday", "after Monday's debate", "between Monday and Tuesday", "June 5-7", "April 31", "02/03/2022"),
    ],
)
def test_what_is_no_single_day_has_no_date(words: str) -> None:
    assert resolve_date(words, MONDAY) is None


def test_a_date_written_in_full_needs_no_day_of_the_text() -> None:
    assert read_date("Issued on: 20/02/2022") == "2022-02-20"
    assert read_date("February 20") is None


@given(st.text(), st.dates(min_value=date(1000, 1, 1)))
def test_any_words_give_a_day_or_none(words: str, day: date) -> None:
    found = resolve_date(words, day)
    assert found is None or date.fromisoformat(found)
