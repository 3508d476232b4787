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
    assert (
        narrators("\n\n".join(f"{label} : {we}" for label in ("LUND", "BERG") * 2), word="we") == ["LUND", "BERG"] * 2
    )
    assert narrators(f"{we}\n\nRegards ,\n\n{ADA}", word="we") == [None]


@pytest.mark.parametrize("verb", ["am/VBP/Ada/cop not/RB/Ada/advmod", "am/VBP/Ada/cop with/IN/Ada/case"])
def test_not_everybody_whom_i_speaks_of_is_the_speaker(verb: str) -> None:
    assert narrators(f"I/PRP/Ada/nsubj {verb} {ROOT} .\n{LEFT}") == [None, None]


ASKED = "Do/VBP/think/aux you/PRP/think/nsubj think/VB/ROOT so ?"
ANSWERED = "I/PRP/do/nsubj do/VBP/ROOT ."


def interview(*opening: str) -> str:
    return "\n\n".join([*opening, *[ASKED, ANSWERED] * 3])


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (f"Interview/NN/ROOT with/IN/Ada/case {ADA}", "Ada Lund"),
        (f"We spoke to the poet {ADA} about [Bo/NNP]PERSON .", "Ada Lund"),
        ("We spoke to a poet about [Bo/NNP]PERSON .", None),
        (f"{ADA} was there .", None),
    ],
    ids=["a title", "a sentence", "about another", "no interview"],
)
def test_who_is_interviewed_says_i_in_the_answers_and_is_you_in_the_questions(
    opening: str, expected: str | None
) -> None:
    assert narrators(interview(opening)) == [expected] * 3
    assert narrators(interview(opening), word="you") == [expected] * 3


def test_who_is_interviewed_is_the_a_of_questions_and_answers() -> None:
    opening = f"Interview/NN/ROOT with/IN/Ada/case {ADA}"
    labelled = f"{opening}\n\nQ : {ASKED}\n\nA : {ANSWERED}"
    assert narrators(labelled) == ["Ada Lund"]
    assert narrators(labelled, word="a") == ["Ada Lund"]
    assert narrators(labelled, word="you") == ["Ada Lund"]
    assert narrators(labelled, word="q") == [None]
    assert narrators(labelled.replace(ADA, f"{ADA} and [Bo/NNP/Ada/conj]PERSON")) == [None]


def test_two_questions_make_no_interview() -> None:
    assert narrators("\n\n".join([f"Interview with {ADA}", *[ASKED, ANSWERED] * 2])) == [None, None]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"Remarks=remark/NNS by/IN/Ada/case Governor/NNP/Ada/compound {ADA} on the roads", "Ada Lund"),
        (f"{ADA} 's/POS/Ada/case speech/NN/ROOT", "Ada Lund"),
        (f"A speech/NN/ROOT for {ADA}", None),
        (f"Speech/NN/ROOT by {ADA} and [Bo/NNP/Ada/conj]PERSON", None),
    ],
    ids=["by", "possessive", "for somebody", "two"],
)
def test_a_speech_is_by_whom_its_title_names(title: str, expected: str | None) -> None:
    assert narrators(f"{title}\n\n{LEFT}") == [expected]


def test_the_last_line_of_a_letter_is_its_signature() -> None:
    assert narrators(f"Dear Bo ,\n\n{LEFT}\n\n{ADA}") == ["Ada Lund"]
