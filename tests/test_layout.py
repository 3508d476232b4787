"""Paragraphs, in tables. In the texts a ¶ stands where a paragraph must begin that is not the first."""

import re
import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.layout import find_paragraphs

FERRY = (
    "The harbour master of Port Ellery said on Tuesday that the new ferry would not sail before the spring, because "
    "the pier that was promised two years ago had still not been built. “We are waiting for the council,” Ms Brand told"
    " reporters. “The council is waiting for us.”"
)
ODUYA = (
    "Asked when the first passengers might board, the council's spokesman Peter Oduya said that there was no plan to "
    "finish the work this year and that nobody had asked for one. “Ask me again when somebody does,” he said."
)
SHORT = "Nobody did."


def wrap(text: str, width: int = 72, indent: int = 0, rest: str = "") -> str:
    """Lines of this width; the first has room for what is put before it, the others begin with `rest`."""
    return textwrap.fill(text, width, initial_indent=" " * indent, subsequent_indent=rest)[indent:]


BLANK_LINES = [
    f"{FERRY}\n\n¶{ODUYA}\n\n¶{SHORT}",
    f"{FERRY}\r\n\r\n¶{ODUYA}\r\n\r\n\r\n\r\n¶{SHORT}",
    f"{FERRY}\r\r¶{ODUYA}\n \t\n¶{SHORT}",
    f"\n\n  {FERRY}\n\u00a0\n¶{ODUYA}\n\n\n",
    f"{FERRY}\u2029¶{ODUYA}\u2028¶{SHORT}",
    "and so the\n\n¶page was turned\u2029¶and turned",
    f"{wrap(FERRY)}\n\n¶{wrap(ODUYA)}\n\n¶{SHORT}",
    f"> {SHORT}\n>\n> ¶{SHORT}\n> > \n> > ¶{SHORT}",
]

SINGLE_BREAKS = [
    f"{FERRY}\n¶{ODUYA}\n¶{SHORT}",
    f"{FERRY}\r\n¶{ODUYA}\r\n¶{SHORT}",
    f"{FERRY}\r¶{ODUYA}\x0b¶{SHORT}\x0c¶{SHORT}\x85¶{SHORT}",
    "No ferry before spring\n¶By Ann Lee\n¶PORT ELLERY — The ferry will not sail.\n¶“We wait,” she said.\n¶He agreed.",
    "No ferry to Port Ellery before spring\n¶Harbour master blames the council",
    "No ferry to Port Ellery before spring\n¶The harbour master blamed the council.\n¶The council did not.\n¶He left.",
    "“Why?”\n¶“Because.”\n¶“So?”\n¶“So there.”",
    "Three parts:\n¶- build the pier\n¶- buy the ferry\n¶- sail",
    "Three parts\n¶• build the pier\n¶• buy the ferry\n¶1. sail\n¶2. rest",
    "The tide went out at half past four\n¶And left the ferry on the floor,\n¶The master wrote it in his book\n"
    "¶And took another, longer look.",
    "Head\n\n¶One line here.\n¶Another line here.\n\n\n¶Third\tline.",
    f"{FERRY}\n¶asked again, he smiled.",
    f"{FERRY}\n¶“asked again,” he smiled.",
]

INSIDE_SENTENCES = [
    "The minister said\nthat the ferry was late.\n¶She left.",
    "The minister said\r\nthat the ferry was late.\r\n¶She left.",
    "He called it\n“a great day” for the town,\n(and not only that)\n¶She left.",
    wrap(FERRY),
    wrap(FERRY, 60),
    wrap(FERRY, 110),
    wrap(FERRY).replace("\n", "\r\n"),
    f"{wrap(FERRY)}\n¶{wrap(ODUYA)}\n¶{SHORT}\n¶{SHORT}",
    f"    {wrap(FERRY, indent=4)}\n    ¶{wrap(ODUYA, indent=4)}",
    f"> {wrap(FERRY, indent=2, rest='> ')}\n>\n> ¶{wrap(ODUYA, indent=2, rest='> ')}",
    f">> {wrap(FERRY, indent=3, rest='>> ')}\n\n¶{wrap(ODUYA)}",
    f"{wrap(FERRY)}\n¶https://www.example.com/a/very/long/address/that/no/line/filler/breaks/since/it/has/no/blank\n"
    f"¶{wrap(ODUYA)}",
    f"* {wrap(FERRY, indent=2, rest='  ')}\n¶* {wrap(ODUYA, indent=2, rest='  ')}",
    f"Ferry late, says master\n\n¶{wrap(FERRY)}\n\n¶{wrap(ODUYA)}",
]


def check(marked: str) -> None:
    text = marked.replace("¶", "")
    starts = [len(marked[:i].replace("¶", "")) for i, character in enumerate(marked) if character == "¶"]
    first = len(text) - len(text.lstrip(" \t\n>"))
    found = find_paragraphs(text)
    assert [text[start : start + 20] for start, _ in found] == [text[start : start + 20] for start in [first, *starts]]
    assert [start for start, _ in found] == [first, *starts]


@pytest.mark.parametrize("marked", BLANK_LINES)
def test_a_blank_line_ends_a_paragraph(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize("marked", SINGLE_BREAKS)
def test_a_single_break_ends_a_paragraph_in_web_text(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize("marked", INSIDE_SENTENCES)
def test_a_break_inside_a_sentence_ends_nothing(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\r\n \t \r\n", "\u2029", ">", "> \n> > \n"])
def test_a_text_without_words_has_no_paragraphs(text: str) -> None:
    assert find_paragraphs(text) == []


def test_a_paragraph_ends_with_its_last_character() -> None:
    text = " \tOne. \r\n\r\n > Two\u00a0\n"
    assert [text[start:end] for start, end in find_paragraphs(text)] == ["One.", "Two"]


@pytest.mark.parametrize(
    ("first", "rest", "between"),
    [
        ("", "", "\n\n"),
        ("    ", "", "\n\n"),
        ("\t", "", "\n\n"),
        ("> ", "> ", "\n>\n"),
        ("> ", "> ", "\n\n"),
        ("* ", "  ", "\n"),
    ],
    ids=["plain", "indented", "tabbed", "reply", "half a reply", "bullets"],
)
def test_text_that_is_wrapped_means_what_it_means_unwrapped(first: str, rest: str, between: str) -> None:
    paragraphs = [FERRY, ODUYA, SHORT, ODUYA, FERRY]
    for width in range(40, 121):
        blocks = [first + wrap(paragraph, width, len(first.expandtabs()), rest) for paragraph in paragraphs]
        if between == "\n\n" and rest:  # somebody's own words between those that are replied to
            blocks[1::2] = [wrap(paragraph, width - 2) for paragraph in paragraphs[1::2]]
        text = between.join(blocks)
        found = [re.sub(r"\n[> ]*", " ", text[start:end]).lstrip("* ") for start, end in find_paragraphs(text)]
        assert "¶".join(found) == "¶".join(paragraphs), width


@given(st.text(st.sampled_from('ab A.\n\r\t>“"•\u2028\u2029\x0c\u00a0\u200b😀'), max_size=120))
def test_paragraphs_of_any_text_are_disjoint_and_hold_all_words(text: str) -> None:
    end = 0
    for start, following in find_paragraphs(text):
        assert not text[end:start].replace(">", "").strip()
        assert end <= start < following
        assert text[start:following] == text[start:following].strip()
        end = following
    assert not text[end:].replace(">", "").strip()


N = 20_000


@pytest.mark.parametrize(
    "text",
    ["a\n" * N, "A\n" * N, "\n" * N, " \n" * N, "> " * N, ">\n" * N, "a\n\n" * N, "A" * N, " " * N, "a " * N],
    ids=["lower", "upper", "blank", "spaces", "replies", "empty replies", "paragraphs", "word", "space", "words"],
)
def test_finding_takes_linear_time(text: str) -> None:
    started = time.process_time()
    find_paragraphs(text)
    assert time.process_time() - started < 2, "20,000 lines take 0.1 s; a loop in a loop takes minutes"
