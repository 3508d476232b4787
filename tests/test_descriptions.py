"""What descriptions go back to by syntax and words alone, on documents that were parsed by hand."""

import pytest

from attrib.resolution.descriptions import described_antecedents, possessors
from attrib.resolution.discourse import read_discourse
from hand_parsed import parse

LEFT = "left/VBD/ROOT ."
SENATOR = f"Senator/NNP/Lund/nmod:desc [Lund/NNP/left/nsubj]PERSON {LEFT}"
JUDGE = f"Judge/NNP/Berg/nmod:desc [Berg/NNP/left/nsubj]PERSON {LEFT}"
NEIL = f"Senator/NNP/Neil/nmod:desc [Neil/NNP/left/nsubj]PERSON {LEFT}"
FRAM, MINISTRY = f"[Fram/NNP/left/nsubj]ORG {LEFT}", f"[Health/NNP/Ministry/compound Ministry/NNP/left/nsubj]ORG {LEFT}"


def the(noun: str, more: str = "") -> str:
    return f"The/DT/{noun}/det {noun}/NN/left/nsubj {more} {LEFT}"


def antecedent(*lines: str) -> str | None:
    """What the last mention of the document that is a description goes back to."""
    doc = parse("\n".join(lines))
    found = read_discourse(doc)
    steps = described_antecedents(doc, found)
    return found.texts[steps[max(steps)][0][0]] if steps else None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([SENATOR, the("senator")], "Lund"),
        ([SENATOR, the("lawmaker")], "Lund"),
        ([SENATOR, JUDGE, the("lawmaker")], "Lund"),
        ([SENATOR, NEIL, the("lawmaker")], None),
        ([the("lawmaker"), SENATOR], None),
        ([SENATOR, the("senator", "of/IN/Oslo/case [Oslo/NNP/senator/nmod]GPE")], None),
        ([FRAM, the("company")], "Fram"),
        ([FRAM, MINISTRY, the("company")], "Fram"),
        ([FRAM, MINISTRY, the("ministry")], "Health Ministry"),
        ([MINISTRY, the("newspaper")], None),
        ([FRAM, the("centre")], None),
        ([f"The/DT/man/det man/NN/Berg/nmod:desc [Berg/NNP/left/nsubj]PERSON {LEFT}", the("man")], None),
    ],
)
def test_a_description_is_the_only_name_that_it_fits(lines: list[str], expected: str | None) -> None:
    assert antecedent(*lines) == expected


@pytest.mark.parametrize("relation", ["appos", "flat"])
def test_a_description_is_the_name_beside_it(relation: str) -> None:
    assert antecedent(f"The/DT/poet/det poet/NN/left/nsubj [Ada/NNP/poet/{relation}]PERSON {LEFT}") == "Ada"


def test_who_possesses_a_description_is_found() -> None:
    doc = parse(f"His/PRP$/father/nmod:poss father/NN/left/nsubj {LEFT}")
    found = read_discourse(doc)
    father = next(i for i, mention in enumerate(found.mentions) if mention.word == "father")
    assert [found.texts[i] for i in possessors(doc, found, father)] == ["His"]
