"""What descriptions go back to by syntax and words alone, on documents that were parsed by hand."""

import pytest

from attrib.resolution.descriptions import described_antecedents, possessors, reflexive_antecedents
from attrib.resolution.discourse import read_discourse
from hand_parsed import parse

LEFT = "left/VBD/ROOT ."
SENATOR = f"Senator/NNP/Lund/nmod:desc [Lund/NNP/left/nsubj]PERSON {LEFT}"
JUDGE = f"Judge/NNP/Berg/nmod:desc [Berg/NNP/left/nsubj]PERSON {LEFT}"
NEIL = f"Senator/NNP/Neil/nmod:desc [Neil/NNP/left/nsubj]PERSON {LEFT}"
LOM = f"[Lom/NNP/left/nsubj]ORG {LEFT}"
REPORTER = f"A/DT/reporter/det [Lom/NNP/reporter/compound]ORG reporter/NN/left/nsubj {LEFT}"
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
        ([FRAM, LOM, the("company")], "Lom"),
        (["[Fram/NNP/left/nsubj]ORG left/VBD/ROOT [Lom/NNP/left/obj]ORG .", the("company")], None),
        ([FRAM, REPORTER, the("firm")], "Fram"),
        ([f"Dr/NNP/Berg/nmod:desc [Berg/NNP/left/nsubj]PERSON {LEFT}", SENATOR, the("doctor")], "Berg"),
        ([f"[Captain/NNP/Berg/compound Berg/NNP/left/nsubj]PERSON {LEFT}", the("captain")], "Captain Berg"),
        ([MINISTRY, the("newspaper")], None),
        ([FRAM, the("centre")], None),
        ([f"The/DT/man/det man/NN/Berg/nmod:desc [Berg/NNP/left/nsubj]PERSON {LEFT}", the("man")], None),
    ],
)
def test_a_description_is_the_only_name_that_it_fits(lines: list[str], expected: str | None) -> None:
    assert antecedent(*lines) == expected


ADA_IS_HIS_SISTER = (
    "[Bo/NNP/met/nsubj]PERSON met/VBD/ROOT his/PRP$/sister/nmod:poss sister/NN/met/obj [Ada/NNP/sister/appos]PERSON ."
)
MR, MRS = (f"{title}/NNP/Lund/nmod:desc [Lund/NNP/left/nsubj]PERSON {LEFT}" for title in ("Mr", "Mrs"))


@pytest.mark.parametrize(
    ("lines", "kin", "expected"),
    [
        ([ADA_IS_HIS_SISTER], "sister", "Ada"),
        ([MR, MRS], "wife", "Lund"),
        ([MRS, MR], "husband", "Lund"),
        ([MRS], "wife", None),
        ([MR, MRS], "sister", None),
        ([f"Sister/NNP/Ada/nmod:desc [Ada/NNP/left/nsubj]PERSON {LEFT}"], "sister", None),
    ],
)
def test_kin_are_who_was_called_so(lines: list[str], kin: str, expected: str | None) -> None:
    last = f"Their/PRP$/{kin}/nmod:poss {kin}/NN/left/nsubj {LEFT}"
    doc = parse("\n".join([*lines, last]))
    found = read_discourse(doc)
    steps = described_antecedents(doc, found).get(len(found.mentions) - 1)
    assert (found.texts[steps[0][0]] if steps else None) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[Ada/NNP/left/nsubj]PERSON herself/PRP/Ada/nmod left/VBD/ROOT .", "Ada"),
        ("[Bo/NNP/left/nsubj]PERSON left/VBD/ROOT the/DT/house/det house/NN/left/obj himself/PRP/left/obl .", "Bo"),
        ("[Bo/NNP/left/nsubj]PERSON left/VBD/ROOT with/IN/himself/case himself/PRP/left/obl .", "Bo"),
        ("He/PRP/left/nsubj left/VBD/ROOT herself/PRP/left/obj .", None),
    ],
)
def test_a_reflexive_pronoun_is_whom_it_stands_behind_or_the_subject(written: str, expected: str | None) -> None:
    doc = parse(written)
    found = read_discourse(doc)
    (steps,) = reflexive_antecedents(doc, found).values() or [None]
    assert (found.texts[steps[0][0]] if steps else None) == expected


@pytest.mark.parametrize("relation", ["appos", "flat"])
def test_a_description_is_the_name_beside_it(relation: str) -> None:
    assert antecedent(f"The/DT/poet/det poet/NN/left/nsubj [Ada/NNP/poet/{relation}]PERSON {LEFT}") == "Ada"


def test_who_possesses_a_description_is_found() -> None:
    doc = parse(f"His/PRP$/father/nmod:poss father/NN/left/nsubj {LEFT}")
    found = read_discourse(doc)
    father = next(i for i, mention in enumerate(found.mentions) if mention.word == "father")
    assert [found.texts[i] for i in possessors(doc, found, father)] == ["His"]
