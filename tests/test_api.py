"""The parts of `attrib.api` that need no model: what spaCy is given of a text, and how a long one is cut."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib import api
from attrib.api import readable, sections

LONG = "x" * 399


@pytest.mark.parametrize(
    "text", ["", "It rains.", "\x00\t\r\n \ufeff", "😀 e\u0301", LONG, f"{LONG} {LONG}\n{LONG}", " " * 999]
)
def test_most_texts_are_read_as_they_are(text: str) -> None:
    assert readable(text) == text


def test_lone_surrogates_become_readable() -> None:
    assert readable("a\ud800b\udfffc😀") == "a\ufffdb\ufffdc😀"
    readable("\ud800").encode()


@pytest.mark.parametrize("length", [400, 401, 499, 500, 599, 1234])
def test_noise_gets_a_blank_every_two_hundred_characters(length: int) -> None:
    text = "".join(chr(97 + i % 26) for i in range(length))
    given = readable(f"So {text} it is.")
    assert len(given) == length + 10
    noise = given[3:-7]
    assert [i for i, character in enumerate(noise) if character == " "] == list(range(199, length, 200))
    assert all(new in (old, " ") for new, old in zip(noise, text, strict=True))


@given(st.text(st.sampled_from("ab\ud800 \n"), max_size=9).map(lambda text: text * 99))
def test_a_readable_text_is_as_long_and_has_no_long_run(text: str) -> None:
    given = readable(text)
    assert len(given) == len(text)
    assert max(map(len, given.split()), default=0) < 400
    assert all(new == old or new in " \ufffd" for new, old in zip(given, text, strict=True))


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sections of 40 characters."""
    monkeypatch.setattr(api, "SECTION", 40)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    "parts",
    [
        [""],
        ["A short text of one section."],
        ["A text that is exactly one section long."],
        ["The first paragraph is this.\n\n", "The second one is this."],
        ["The first is this.\n\nThe second.\n\n", "The third one is this."],
        ["The first one here.\n\n", "It is.\n\n“Now a quotation is too long.”"],
        ["“The first one here.”\n\n", "“And the second one is a bit long.”"],
        ["A paragraph that is longer than any ", "section is cut at a blank, which is not ", "lost."],
        ["a" * 40, "b" * 40, "c"],
    ],
)
def test_a_long_text_is_cut_between_paragraphs(parts: list[str]) -> None:
    text = "".join(parts)
    found = list(sections(text))
    assert [part for part, _, _ in found] == parts
    assert [start for _, start, _ in found] == [len("".join(parts[:i])) for i in range(len(parts))]
    assert [last for _, _, last in found] == [False] * (len(parts) - 1) + [True]


@pytest.mark.usefixtures("short")
@given(st.text(st.sampled_from('ab. \n"“'), max_size=300))
def test_sections_of_any_text_are_the_text(text: str) -> None:
    found = list(sections(text))
    assert "".join(part for part, _, _ in found) == text
    assert all(text[start:].startswith(part) for part, start, _ in found)
    assert all(0 < len(part) <= 40 for part, _, last in found if not last)


def test_cutting_takes_linear_time() -> None:
    started = time.process_time()
    for text in ("It rains.\n" * 50_000, "a" * 500_000, "\n" * 500_000):
        assert sum(len(part) for part, _, _ in sections(text)) == len(text)
    assert time.process_time() - started < 2, "a tenth of a second is enough"
