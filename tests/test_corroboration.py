"""Claims of several speakers, from records made by hand."""

from dataclasses import replace

import pytest

import attrib
from attrib.corroboration import Claim, join_claims, says_same
from attrib.records import Act, Attribution, Extent, Polarity, QuotationType, Speaker, SpeakerKind


def speaker(name: str | None, kind: str = "person") -> Speaker:
    return Speaker(name, SpeakerKind(kind), Extent(name or "he", ((0, 2),)))


def said(
    id: str, who: Speaker | None, content: str, act: Act | None = None, polarity: Polarity | None = None
) -> Attribution:
    return Attribution(
        id,
        QuotationType.INDIRECT,
        Extent(content, ((0, len(content)),)),
        None,
        None,
        (who,) if who else (),
        act=act,
        polarity=polarity,
    )


ANN, BO, TOWN = speaker("Ann Lee"), speaker("Bo Berg"), speaker("The Town Council", "organization")
MILL = "that the old mill was sold to a bank in March"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (MILL, "the old mill was sold to the bank in March", True),
        (MILL, "the old mill was not sold to a bank in March", False),
        ("some 300 men left the harbour city", "some 400 men left the harbour city", False),
        (MILL, "the old mill is a ruin", False),
        ("it rains", "it rains", False),  # too little to tell
    ],
)
def test_contents_say_the_same_if_most_of_their_words_do(one: str, other: str, same: bool) -> None:
    assert says_same(said("a0", ANN, one), said("a1", BO, other)) == same


def test_a_denial_of_one_does_not_say_the_same_as_the_other() -> None:
    denial = said("a1", BO, MILL, Act.DENIAL)
    assert not says_same(said("a0", ANN, MILL, Act.ASSERTION), denial)
    assert says_same(said("a0", ANN, "the old mill was not sold to a bank in March", Act.CLAIM), denial)


def test_what_is_nested_in_another_is_no_second_claim() -> None:
    assert not says_same(said("a0", ANN, MILL), said("a0.0", BO, MILL))
    assert says_same(said("a0.0", ANN, MILL), said("a0.1", BO, MILL))


def test_a_claim_has_its_speakers_once_and_all_its_records() -> None:
    records = [said("a0", ANN, MILL), said("a1", BO, "it rains"), said("a2", TOWN, MILL), said("a3", ANN, MILL)]
    assert join_claims(records) == [Claim(records[0].content, (ANN, TOWN), ("a0", "a2", "a3"))]


@pytest.mark.parametrize(
    "who",
    [
        speaker("Lee"),  # the same surname
        speaker(None),  # may be she
        None,
    ],
)
def test_who_may_be_one_is_not_taken_for_two(who: Speaker | None) -> None:
    assert join_claims([said("a0", ANN, MILL), said("a1", who, MILL)]) == []


def test_what_two_say_in_one_breath_is_one_attribution() -> None:
    assert join_claims([replace(said("a0", ANN, MILL), speakers=(ANN, BO))]) == []


@pytest.mark.parametrize(
    "more", [{"polarity": Polarity.NEGATIVE}, {"act": Act.PRAISE}, {"act": Act.QUESTION}, {"act": Act.INTENTION}]
)
def test_only_what_is_stated_is_a_claim(more: dict[str, object]) -> None:
    assert join_claims([said("a0", ANN, MILL), said("a1", BO, MILL, **more)]) == []  # type: ignore[arg-type]


def test_a_claim_is_json() -> None:
    (claim,) = join_claims([said("a0", ANN, MILL), said("a1", BO, MILL)])
    assert Claim.from_dict(claim.to_dict()) == claim


@pytest.mark.model
def test_claims_of_a_text() -> None:
    text = """Mayor Ann Lee said the old mill was sold to a bank in March. The weather was fine.

According to the Hill Gazette, the old mill was sold to a bank in March. Lee said she was glad.
"""
    (claim,) = attrib.claims(text)
    assert [who.name for who in claim.speakers] == ["Ann Lee", "The Hill Gazette"]
