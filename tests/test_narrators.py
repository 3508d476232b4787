"""Who says "I" outside quotations, on documents that were parsed by hand."""

import pytest

from attrib.resolution.discourse import read_discourse
from attrib.resolution.narrators import find_narrators, narrator_of
from hand_parsed import parse

ADA = "[Ada/NNP Lund/NNP/Ada/flat]PERSON"
ROOT = "[Ada/NNP/ROOT Lund/NNP/Ada/flat]PERSON"
LEFT = "I/PRP/left/nsubj left/VBD/ROOT ."


def narrators(written: str, *, tells: bool = False, word: str = "i") -> list[str | None]:
    """The name of who says each "I"."""
    doc = parse(written)
    found = read_discourse(doc)
    given = find_narrators(doc, found, tells=tells)
    who = [narrator_of(given, word, token.i) for token in doc if token.lower_ == word]
    return [None if i is None else found.texts[i] for i in who]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"{LEFT}\n\nYours sincerely ,\n\n{ADA}", ["Ada Lund"]),
        (f"{LEFT}\n\nHello there\n\n{ADA}", [None]),
        (f"{LEFT}\n\nRegards ,\n\n{ADA} and [Bo/NNP/Ada/conj]PERSON", [None]),
        (f"By {ADA}\n\n{LEFT}", ["Ada Lund"]),
        (f"By {ADA} and [Bo/NNP/Ada/conj]PERSON\n\n{LEFT}", [None]),
        (f"{ADA}\n\n{LEFT}", [None]),
        (
            f"My/PRP$/name/nmod:poss name/NN/Ada/nsubj is/VBZ/Ada/cop {ROOT} .\n{LEFT}",
            ["Ada Lund"],
        ),
        (f"LUND : {LEFT}\n\nBERG : {LEFT}\n\nLUND : {LEFT}\n\nBERG : {LEFT}", ["LUND", "BERG", "LUND", "BERG"]),
        (f"NOTE : {LEFT}\n\nBERG : {LEFT}", [None, None]),
    ],
    ids=[
        "signature",
        "no closing",
        "two",
        "byline",
        "two writers",
        "a headline",
        "introduction",
        "labels",
        "one label",
    ],
)
def test_i_is_who_the_text_says(written: str, expected: list[str | None]) -> None:
    assert narrators(written) == expected


def test_a_byline_is_not_who_tells_a_story() -> None:
    assert narrators(f"By {ADA}\n\n{LEFT}", tells=True) == [None]


def test_we_is_one_speaker_in_turns_alone() -> None:
    we = "We/PRP/left/nsubj left/VBD/ROOT ."
    assert narrators(f"LUND : {we}\n\nLUND : {we}", word="we") == ["LUND", "LUND"]
    assert narrators(f"{we}\n\nRegards ,\n\n{ADA}", word="we") == [None]


@pytest.mark.parametrize("verb", ["am/VBP/Ada/cop not/RB/Ada/advmod", "am/VBP/Ada/cop with/IN/Ada/case"])
def test_not_everybody_whom_i_speaks_of_is_the_speaker(verb: str) -> None:
    assert narrators(f"I/PRP/Ada/nsubj {verb} {ROOT} .\n{LEFT}") == [None, None]
