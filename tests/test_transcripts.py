"""Who has the turn, in tables. A text's turns are written label: part | part."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.layout import find_paragraphs
from attrib.transcripts import find_turns

ASK, SAY = "Will you stay?", "I will. The boat has gone."


def turns(text: str) -> list[str]:
    found = []
    for turn in find_turns(text, find_paragraphs(text)):
        assert text[slice(*turn.colon)] == ":"
        found.append(f"{text[slice(*turn.label)]}: {' | '.join(text[slice(*part)] for part in turn.parts)}")
    return found


def talk(*labels: str, between: str = "\n\n") -> str:
    """These speakers by turns, twice round."""
    return between.join(f"{label}: {said}" for label, said in zip(labels * 2, (ASK, SAY) * len(labels), strict=True))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (talk("Q", "A"), ["Q", "A"] * 2),
        (f"Q: {ASK}\nA: {SAY}", ["Q", "A"]),
        (f"Interviewer: {ASK}\n\nBerg: {SAY}\n\nBerg: {SAY}", ["Interviewer", "Berg", "Berg"]),
        (talk("DR. BERG", "CHAIRMAN ORR"), ["DR. BERG", "CHAIRMAN ORR"] * 2),
        (talk("Ada van der Lund", "D’Arcy-Orr", between="\n"), ["Ada van der Lund", "D’Arcy-Orr"] * 2),
        (talk("Speaker 1", "Speaker 2"), ["Speaker 1", "Speaker 2"] * 2),
        (talk("[00:12] Berg", "1:02:13 Orr"), ["Berg", "Orr"] * 2),
        (talk("Berg (laughs)", "Orr [D-Ohio]"), ["Berg", "Orr"] * 2),
        (f"ADA BERG: {ASK}\n\nBO ORR: {SAY}\n\n{talk('BERG', 'ORR')}", ["ADA BERG", "BO ORR", *["BERG", "ORR"] * 2]),
        (f"{talk('BERG', 'ORR')}\n\nA VOICE: No.\n\nBERG: {ASK}", [*["BERG", "ORR"] * 2, "A VOICE", "BERG"]),
    ],
)
def test_labels_that_come_back_make_a_transcript(text: str, labels: list[str]) -> None:
    assert [turn.partition(":")[0] for turn in turns(text)] == labels


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"Berg: {ASK}\n\nOrr: {SAY}",
        f"Berg: {ASK}\n\nBerg: {SAY}",
        "Reuters: Ferry late again\n\nThe ferry was late again, you said.",
        talk("Myth", "Fact"),
        talk("Pros", "Cons"),
        talk("the mayor", "the council"),
        "Berg: 547.\n\nOrr: 46.\n\nBerg: 2,316.\n\nOrr: 1,547.",
        "Date: 3 March\nPlace: Oslo\nDate: 4 March\nPlace: Bergen",
        "Serves: 4\nMethod: Boil your rice.\nServes: 6\nMethod: Fry your eggs.",
        "INFO: Server started.\nERROR: You have no disk.\nINFO: Server stopped.\nERROR: You have no disk.",
        "Ruth 1:16 Whither thou goest, I will go.\nRuth 1:17 I will die.\nJob 3:2 He spake.\nJob 3:3 Let it be.",
        "Oslo: The US team won.\nBergen: The US team lost.\nOslo: The US team left.\nBergen: The US team came.",
        "Tern: a bird of the coast.\nSkua: a bird that robs it.\nTern: the same.\nSkua: the same.",
    ],
)
def test_what_has_labels_and_nobody_speaks_is_none(text: str) -> None:
    assert turns(text) == []


def test_a_turn_goes_on_over_paragraphs_to_the_next_label_but_not_after_the_last() -> None:
    text = f"Berg: {ASK}\n\nNobody knows.\n\nOrr: {SAY}\n\n{talk('Berg', 'Orr')}\n\nFollow us for more."
    assert turns(text)[:2] == [f"Berg: {ASK} | Nobody knows.", f"Orr: {SAY}"]
    assert turns(text)[-1] == f"Orr: {SAY}"


@pytest.mark.parametrize("nobodys", ["On the ferry", "(LAUGHTER)", "[A bell rings.] (Pause.)", "….", "* * *"])
def test_headings_and_stage_directions_are_nobodys(nobodys: str) -> None:
    text = f"Berg: {ASK}\n\n{nobodys}\n\nYou said so.\n\nOrr: {SAY}\n\n{talk('Berg', 'Orr')}"
    assert turns(text)[0] == f"Berg: {ASK} | You said so."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("(laughs) [00:14] No, you go.", "No, you go."),
        ("[The ferry] has left you.", "[The ferry] has left you."),
        ("“You go.”", "“You go.”"),
        ("\nYou go.", "You go."),
    ],
)
def test_a_turn_begins_after_the_stage_direction(written: str, said: str) -> None:
    assert turns(f"Berg: {written}\n\nOrr: {SAY}\n\n{talk('Berg', 'Orr')}")[0] == f"Berg: {said}"


@pytest.mark.parametrize(("label", "speaks"), [("SMALL BOY", True), ("Small boy", False), ("On the ferry", False)])
def test_among_capitals_a_label_that_stands_once_is_in_capitals(label: str, speaks: bool) -> None:
    text = f"{talk('BERG', 'ORR')}\n\n{label}: You go.\n\n{talk('BERG', 'ORR')}"
    assert (f"{label}: You go." in turns(text)) == speaks


def test_a_headline_in_small_letters_is_no_turn() -> None:
    assert turns(f"Berg: You Will Stay\n\nOn Sunday Berg spoke.\n\n{talk('BERG', 'ORR')}")[0] == f"BERG: {ASK}"


@given(st.text(alphabet="QAa:?I (.[)]\n1"))
def test_any_text_has_turns_in_order_inside_its_paragraphs(text: str) -> None:
    edges = [
        edge for t in find_turns(text, find_paragraphs(text)) for part in (t.label, t.colon, *t.parts) for edge in part
    ]
    assert edges == sorted(edges) and all(0 <= edge <= len(text) for edge in edges)


@pytest.mark.parametrize("text", ["A " * 200_000, "A: (" * 100_000, "A: I (\n" * 50_000, "A (" * 100_000 + ":"])
def test_time_grows_with_the_text(text: str) -> None:
    began = time.process_time()
    find_turns(text, find_paragraphs(text))
    assert time.process_time() - began < 10
