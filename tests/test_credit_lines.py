"""Datelines, bylines, agencies, and who first reported it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import attrib
from attrib.credit_lines import Credits, find_credits

SEED = Path(__file__).parents[1] / "seeds" / "000_d0ee5e6dc7a5c66b.txt"


@pytest.mark.parametrize(
    ("text", "place", "date", "publisher"),
    [
        ("PARIS (Reuters) — The mill closed.", "PARIS", None, "Reuters"),
        ("WASHINGTON, June 5 (AP) — The mill closed.", "WASHINGTON", ("June 5", None), "Associated Press"),
        ("KYIV, Ukraine (AP) -- The mill closed.", "KYIV, Ukraine", None, "Associated Press"),
        (
            "Mill closes\n\nROME, 20 Feb 2022 (AFP) - It did.",
            "ROME",
            ("20 Feb 2022", "2022-02-20"),
            "Agence France-Presse",
        ),
        ("NEW YORK — The mill closed.", "NEW YORK", None, None),
        ("(CNN) — The mill closed.", None, None, "CNN"),
        ("Posted on 5 June 2020\nThe mill closed.", None, ("5 June 2020", "2020-06-05"), None),
        ("LUCKNOW: The mill is sold.", "LUCKNOW", None, None),
        ("Published 14:22 GMT, 9 October 2023\nIt did.", None, ("9 October 2023", "2023-10-09"), None),
        (
            "OSLO, Feb. 3, 2024 /PRNewswire/ -- It did.",
            "OSLO",
            ("Feb. 3, 2024", "2024-02-03"),
            "PRNewswire",
        ),
        (
            "Issued on: 20/02/2022 - 10:33\n\nParis (AFP) – It did.",
            "Paris",
            ("20/02/2022", "2022-02-20"),
            "Agence France-Presse",
        ),
    ],
)
def test_a_dateline_tells_place_date_and_publisher(
    text: str, place: str | None, date: tuple[str, str | None] | None, publisher: str | None
) -> None:
    found = find_credits(text).dateline
    assert found is not None
    assert (found.place and found.place.text) == place
    assert (found.date and (found.date.text, found.date.date)) == date
    assert (found.publisher and found.publisher.name) == publisher


@pytest.mark.parametrize(
    "text",
    [
        "SIR – Your report is wrong.",
        "LUND: Is it sold?\n\nBERG: It is.",
        "WARNING: The mill is closed.",
    ],
)
def test_what_is_no_place_makes_no_dateline(text: str) -> None:
    assert find_credits(text).dateline is None


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("By Ann Lee and Bo Ek\n\nThe mill closed.", ["Ann Lee", "Bo Ek"]),
        ("Mill closes\nBy Ann Lee, Bo Ek and Cy van Dam\n", ["Ann Lee", "Bo Ek", "Cy van Dam"]),
        ("By ANN LEE | Reuters", ["ANN LEE"]),
        ("It did.\n(Reporting by Ann Lee in Paris and Bo Ek; Editing by Di Fox)", ["Ann Lee", "Bo Ek"]),
        ("It did.\n(Reporting by Ann Lee; Writing by Bo Ek; Editing by Di Fox)", ["Ann Lee", "Bo Ek"]),
        ("It did.\nAdditional reporting: Ann Lee and Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Mill closes\nPosted by Ann Lee on 4 May 2023\n", ["Ann Lee"]),
        ("By Tuesday the river rose.", []),
        ("By The Associated Press", []),
    ],
)
def test_a_byline_names_the_authors(text: str, authors: list[str]) -> None:
    assert [author.text for author in find_credits(text).authors] == authors


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("It did.\n\n(AFP, Reuters)", ["Agence France-Presse", "Reuters"]),
        (
            "It did.\n(FRANCE 24 with AP, AFP and REUTERS)",
            ["France 24", "Associated Press", "Agence France-Presse", "Reuters"],
        ),
        ("It did. (With inputs from PTI)", ["Press Trust of India"]),
        ("By Reuters Staff\nIt did.", ["Reuters"]),
        ("Associated Press writer Ann Lee in Rome contributed to this report.", ["Associated Press"]),
        ("She left (and Reuters stayed)", []),
        ("She works for the agency (AP) in Rome.", []),
    ],
)
def test_credit_lines_name_agencies_in_full(text: str, agencies: list[str]) -> None:
    assert [agency.name for agency in find_credits(text).agencies] == agencies


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The mill closed, as first reported by The Daily Herald.", "Daily Herald"),
        ("AFP first reported the sale.", "Agence France-Presse"),
    ],
)
def test_who_first_reported_it_is_credited(text: str, name: str) -> None:
    assert [credit.name for credit in find_credits(text).reported_by] == [name]


def test_the_article_that_the_project_began_with() -> None:
    found = attrib.credits(SEED.read_text("utf-8"))
    assert [agency.name for agency in found.agencies] == [
        "France 24",
        "Associated Press",
        "Agence France-Presse",
        "Reuters",
    ]
    assert found.dateline is not None and found.dateline.date is not None and found.dateline.publisher is not None
    assert found.dateline.date.date == "2022-02-20"
    assert found.dateline.publisher.text == "Mubasher"


def test_only_texts_and_docs_have_credits() -> None:
    with pytest.raises(TypeError, match="not int"):
        attrib.credits(3)  # type: ignore[arg-type]


@given(st.text(alphabet="ABab (),.—-/12\nBy of firstreported", max_size=80) | st.text())
def test_extents_are_the_words_of_the_text_and_survive_json(text: str) -> None:
    found = find_credits(text)
    assert Credits.from_dict(found.to_dict()) == found
    for credit in (*found.authors, *found.agencies, *found.reported_by):
        assert text[credit.start : credit.end] == credit.text
