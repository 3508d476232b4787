"""What two documents attribute differently, from records made by hand."""

from dataclasses import replace

import pytest

import attrib
from attrib.comparison import Difference, align, compare, is_altered
from attrib.records import Act, Attribution, Extent, Polarity, QuotationType, Speaker, SpeakerKind

MILL = "that the old mill was sold to a bank in March"


def speaker(name: str | None, kind: str = "person", **more: str) -> Speaker:
    return Speaker(name, SpeakerKind(kind), Extent(name or "he", ((0, 2),)), **more)


def said(id: str, who: Speaker | None, content: str) -> Attribution:
    speakers = (who,) if who else ()
    return Attribution(id, QuotationType.INDIRECT, Extent(content, ((0, len(content)),)), None, None, speakers)


ANN, BO = speaker("Ann Lee"), speaker("Bo Berg")


def test_what_is_the_same_is_no_difference() -> None:
    records = [said("a0", ANN, MILL), said("a1", BO, "it rains in the hills")]
    found = compare(records, [replace(records[1], id="a0"), replace(records[0], id="a1")])
    assert not found
    assert found == Difference((), (), (), (), (), ())


def test_what_one_has_alone_is_dropped_or_added() -> None:
    both, gone, new = said("a0", ANN, MILL), said("a1", ANN, "taxes will fall soon"), said("a1", BO, "wolves are back")
    found = compare([both, gone], [both, new])
    assert (found.dropped, found.added) == ((gone,), (new,))


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (ANN, BO, True),
        (ANN, speaker("Lee"), False),
        (ANN, speaker(None), False),  # it may be she
        (ANN, None, False),
        (speaker("Sergey Lavrov"), speaker("Sergei Lavrov"), False),
        (speaker("Ann Lee", gender_as_written="she"), speaker("Lee", gender_as_written="he"), True),
        (speaker("Agence France-Presse", "organization"), speaker("AFP", "organization"), False),
        (speaker("The Russian Foreign Ministry", "organization"), speaker("Foreign Ministry", "organization"), False),
        (speaker("Dmitry Peskov", affiliation="Kremlin"), speaker("The Kremlin", "organization"), False),
        (speaker("The Kremlin", "organization"), speaker("The Elysee", "organization"), True),
        (speaker(None, "group"), ANN, True),
    ],
)
def test_another_speaker_is_one_who_cannot_be_the_same(before: Speaker, after: Speaker | None, changed: bool) -> None:
    found = compare([said("a0", before, MILL)], [said("a0", after, MILL)])
    assert bool(found.speaker) == changed
    assert not found.dropped and not found.added


def test_two_who_talk_of_one_thing_are_not_aligned() -> None:
    before, after = said("a0", ANN, MILL), said("a0", BO, "the mill was a ruin in March")
    assert align([before], [after]) == []
    assert len(align([before], [replace(after, speakers=(ANN,))])) == 1


def test_each_is_aligned_once_with_the_one_most_alike() -> None:
    a = [said("a0", ANN, MILL), said("a1", ANN, "the old mill is a ruin")]
    b = [said("a0", ANN, "the mill is an old ruin"), said("a1", ANN, "the mill was sold to a bank")]
    assert [(pair.before.id, pair.after.id) for pair in align(a, b)] == [("a0", "a1"), ("a1", "a0")]


@pytest.mark.parametrize(
    ("field", "before", "after", "changed"),
    [
        ("act", Act.ASSERTION, Act.ADMISSION, True),
        ("act", Act.ASSERTION, Act.ASSERTION, False),
        ("act", Act.ASSERTION, None, False),
        ("act", None, None, False),
        ("polarity", Polarity.POSITIVE, Polarity.NEGATIVE, True),
        ("polarity", None, Polarity.NEGATIVE, False),
    ],
)
def test_facts_that_both_have_are_compared(field: str, before: object, after: object, changed: bool) -> None:
    a, b = (replace(said("a0", ANN, MILL), **{field: value}) for value in (before, after))
    assert bool(getattr(compare([a], [b]), field)) == changed


@pytest.mark.parametrize(
    ("before", "after", "altered"),
    [
        ("“We will win the war.”", "“We will win the war”", False),
        ("“We will win the war.”", "'We will win the war'", False),
        ("“We will win the war.”", "“win the war”", False),  # cut, not altered
        ("“We will,” … “win the war.”", "“We will win the war.”", False),
        ("“We will win the war.”", "they will win", False),
        ("that they will win", "“win”", False),  # there is nothing to compare with
        ("“We will win the war.”", "“We can win the war.”", True),
        ("“We will win the war.”", "“We will win”, and “the long war”", True),
        ("“We will not win the war.”", "“We will win the war.”", True),
    ],
)
def test_a_quotation_is_altered_where_it_has_other_words(before: str, after: str, altered: bool) -> None:
    assert is_altered(before, after) == altered


def test_an_altered_quotation_is_a_difference() -> None:
    (pair,) = compare([said("a0", ANN, "“We will win the war.”")], [said("a0", ANN, "“We can win the war.”")]).wording
    assert pair.after.content.text == "“We can win the war.”"


def test_a_difference_is_json() -> None:
    found = compare([said("a0", ANN, MILL), said("a1", BO, "it rains")], [said("a0", BO, MILL)])
    assert Difference.from_dict(found.to_dict()) == found


def test_records_that_were_found_earlier_need_no_model() -> None:
    assert attrib.diff([said("a0", ANN, MILL)], []).dropped == (said("a0", ANN, MILL),)


@pytest.mark.model
def test_texts_are_compared() -> None:
    found = attrib.diff(
        "Mayor Ann Lee said the old mill was sold to a bank. “We need the money,” Lee said.",
        "Councillor Bo Berg said the old mill was sold to a bank. “We want the money,” Mayor Ann Lee said.",
    )
    assert [(pair.before.speakers[0].name, pair.after.speakers[0].name) for pair in found.speaker] == [
        ("Ann Lee", "Bo Berg")
    ]
    assert [pair.after.content.text for pair in found.wording] == ["“We want the money,”"]
