"""Who says "I" outside quotations, on documents that were parsed by hand."""

import pytest

from attrib.resolution.discourse import read_discourse
from attrib.resolution.narrators import find_narrators, narrator_of
from hand_parsed import parse

ADA = "[Ada/NNP Lund/NNP/Ada/flat]PERSON"
ROOT = "[Ada/NNP/ROOT Lund/NNP/Ada/flat]PERSON"
LEFT = "I/PRP/left/nsubj left/VBD/ROOT ."


def narrators(written: str, *, word: str = "i") -> list[str | None]:
    """The name of who says each "I", or whom each other word means. "I" speaks where "said" stands before it."""
    doc = parse(written)
    found = read_discourse(doc)
    given = find_narrators(
        doc, found, [token.i for token in doc if token.lower_ == "i" and doc[token.i - 1].text == "said"]
    )
    who = [narrator_of(given, word, token.i) for token in doc if token.lower_ == word]
    return [None if i is None else found.texts[i] for i in who]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"{LEFT}\n\nYours sincerely ,\n\n{ADA}", ["Ada Lund"]),
        (f"{LEFT}\n\nHello there\n\n{ADA}", [None]),
        (f"{LEFT}\n\nRegards ,\n\n{ADA} and [Bo/NNP/Ada/conj]PERSON", [None]),
        (f"By {ADA}\n\n{LEFT}", ["Ada Lund"]),
        (f"Posted by {ADA} on 4 May\n\n{LEFT}", ["Ada Lund"]),
        (f"{LEFT}\n\nPosted", [None]),
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
        "byline with a date",
        "cut off in a byline",
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
    assert narrators(f"By {ADA}\n\n{LEFT}\n\n“ No , ” said/VBD/ROOT I/PRP/said/nsubj .") == [None, None]


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


@pytest.mark.parametrize(("title", "expected"), [("Interview with", "Ada Lund"), ("We spoke to", None)])
def test_one_question_makes_an_interview_of_what_is_called_so(title: str, expected: str | None) -> None:
    assert narrators("\n\n".join([f"{title} {ADA}", ASKED, ANSWERED])) == [expected]


def test_who_is_interviewed_is_the_a_of_questions_and_answers() -> None:
    opening = f"Interview/NN/ROOT with/IN/Ada/case {ADA}"
    labelled = f"{opening}\n\nQ : {ASKED}\n\nA : {ANSWERED}"
    assert narrators(labelled) == ["Ada Lund"]
    assert narrators(labelled, word="a") == ["Ada Lund"]
    assert narrators(labelled, word="you") == ["Ada Lund"]
    assert narrators(labelled, word="q") == [None]
    assert narrators(labelled.replace(ADA, f"{ADA} and [Bo/NNP/Ada/conj]PERSON")) == [None]


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


BO = "[Bo/NNP/ROOT]PERSON"
YOURS = "My dear Sir , your obedient servant ,"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"{LEFT}\n\n{YOURS}\n\n{ADA}", ["Ada Lund"]),
        (f"{LEFT} {YOURS} {ADA} .", ["Ada Lund"]),
        (f"Thanks , {ADA} .\n{LEFT}", [None]),
        (f"{LEFT}\n\nThanks ,\n\n{ADA}", [None]),
        (f"Dear Bo ,\n\n{LEFT}\n\nThanks ,\n\n{ADA}", ["Ada Lund"]),
        (f"Dear {BO} :\n\n{LEFT}\n\nDear {BO} :\n\n{LEFT}", [None, None]),
        (f"To the Editor :\n\n{LEFT}\n\n{ADA}\n\nTo the Editor :\n\n{LEFT}\n\n{BO}", ["Ada Lund", "Bo"]),
    ],
    ids=["a sentence", "one line", "thanks to somebody", "thanks", "thanks in a letter", "salutations", "two letters"],
)
def test_a_letter_is_by_who_signs_it(written: str, expected: list[str | None]) -> None:
    assert narrators(written) == expected


def test_you_is_to_whom_a_letter_is() -> None:
    assert narrators(f"Dear {BO} ,\n\nYou/PRP/left/nsubj left/VBD/ROOT .\n\nRegards ,\n\n{ADA}", word="you") == ["Bo"]


NO = "“ No , ” said/VBD/ROOT I/PRP/said/nsubj ."


def called(name: str, entity: str) -> str:
    return f"“ You/PRP/late/nsubj are late/JJ/ROOT , [{name}/NNP/late/vocative]{entity} , ” he/PRP/said said/VBD/ROOT ."


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"{called('Ada', 'PERSON')}\n\n{NO}", "Ada"),
        (f"{called('Ada', 'PERSON')}\n\n{NO}\n\n{called('Bo', 'PERSON')}", None),
        (f"{called('Ada', 'PERSON')}\n\n[Ada/NNP/slept/nsubj]PERSON slept/VBD/ROOT .\n\n{NO}", None),
        (f"{NO}\n\nThey call/VBP/ROOT me/PRP/call/obj [Ada/NNP/call/xcomp]PERSON .", "Ada"),
        (f"{NO}\n\nThey call/VBP/ROOT him/PRP/call/obj [Ada/NNP/call/xcomp]PERSON .", None),
    ],
    ids=["called by another", "two names", "spoken of", "called so", "another called so"],
)
def test_who_tells_a_story_is_called_by_others(written: str, expected: str | None) -> None:
    assert narrators(written)[0] == expected


HELLO = f"I/PRP/Ada/nsubj am/VBP/Ada/cop {ROOT} ."
CALL = "[Bo/NNP/think/vocative]PERSON , what do you/PRP/think/nsubj think/VB/ROOT ?"
THINK = "I/PRP/think/nsubj think/VBP/ROOT so ."
AGAIN = "And then you/PRP/left/nsubj left/VBD/ROOT ."


def test_who_is_called_and_asked_answers() -> None:
    talk = "\n\n".join([HELLO, CALL, THINK, AGAIN, THINK, "It rained on and on that day .", THINK])
    assert narrators(talk) == ["Ada Lund", "Bo", "Bo", None]
    assert narrators(talk, word="you") == ["Bo", "Bo"]


def test_of_two_who_talk_the_other_one_asks() -> None:
    asks = "I/PRP/wonder/nsubj wonder/VBP/ROOT whether you/PRP/left/nsubj left/VBD ."
    talk = "\n\n".join([HELLO, CALL, THINK, asks, THINK])
    assert narrators(talk) == ["Ada Lund", "Bo", "Ada Lund", "Bo"]


def test_one_who_speaks_alone_says_i_throughout() -> None:
    assert narrators(f"{HELLO}\n\n{LEFT}") == ["Ada Lund", "Ada Lund"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"{ADA} tells/VBZ/ROOT how they won", ["Ada Lund"] * 2),
        (f"{ROOT} on cooking and fame", ["Ada Lund"] * 2),
        (f"How they won with {ADA}", [None] * 2),
    ],
)
def test_who_tells_by_the_title_is_who_answers(title: str, expected: list[str | None]) -> None:
    assert narrators("\n\n".join([title, *[ASKED, ANSWERED] * 2])) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"On bees\n\n{ADA}\n\n{LEFT}", ["Ada Lund"]),
        (f"Letter 14\n\n{ADA}\n\nDear Sir ,\n\n{LEFT}", [None]),
        (f"Letter from {ADA} to {BO}\n\n{LEFT}", ["Ada Lund"]),
        (f"I have a letter from {ADA} .\n\n{LEFT}", [None, None]),
    ],
    ids=["below a title", "an address", "a letter", "a sentence"],
)
def test_a_title_tells_who_wrote(written: str, expected: list[str | None]) -> None:
    assert narrators(written) == expected
