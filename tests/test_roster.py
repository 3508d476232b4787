"""The speakers of a whole document, from records made by hand."""

import json
from dataclasses import replace

import pytest

from attrib.records import Attribution, Extent, QuotationType, Resolution, Speaker, SpeakerKind
from attrib.roster import join_sections, list_speakers


def at(start: int, text: str) -> Extent:
    return Extent(text, ((start, start + len(text)),))


def speaker(name: str | None, *mentions: Extent, kind: str = "person", **rest: str) -> Speaker:
    """Written as its first mention."""
    places = tuple(sorted(mentions, key=lambda mention: mention.start))
    return Speaker(name, SpeakerKind(kind), mentions[0], mentions=places, resolution=Resolution.NAME, **rest)


def record(number: int, *speakers: Speaker) -> Attribution:
    content = at(1000 * number, "it rains")
    return Attribution(f"a{number}", QuotationType.INDIRECT, content, None, None, speakers)


ADA, LUND, SHE = at(10, "Ada Lund"), at(200, "Lund"), at(300, "She")


def wherever(mention: Extent, **rest: str) -> Speaker:
    """Ada Lund, as written here."""
    return replace(speaker("Ada Lund", ADA, LUND, SHE, **rest), mention=mention)


def test_each_speaker_is_listed_once_the_most_quoted_first() -> None:
    bo, police = speaker("Bo", at(5, "Bo")), speaker(None, at(400, "Police"), kind="organization")
    found = list_speakers(
        [
            record(0, bo),
            record(1, wherever(ADA)),
            record(2, wherever(SHE)),
            record(3, police, bo),
            record(4, wherever(LUND)),
        ]
    )
    assert [(entry.label, entry.attributions) for entry in found] == [
        ("Ada Lund", ("a1", "a2", "a4")),
        ("Bo", ("a0", "a3")),
        ("Police", ("a3",)),
    ]


def test_who_is_quoted_as_often_comes_in_the_order_of_the_text() -> None:
    late, early = speaker("Ann", at(90, "Ann")), speaker("Zoe", at(100, "Zoe"), at(3, "Zoe"))
    assert [entry.name for entry in list_speakers([record(0, late), record(1, early)])] == ["Zoe", "Ann"]


def test_an_entry_tells_what_the_document_says_of_a_speaker() -> None:
    rest = {"role": "mayor", "affiliation": "Oslo", "gender_as_written": "she"}
    (entry,) = list_speakers([record(0, wherever(SHE, **rest)), record(1, wherever(LUND, **rest))])
    assert (entry.name, entry.kind, entry.role) == ("Ada Lund", "person", "mayor")
    assert (entry.affiliation, entry.gender_as_written) == ("Oslo", "she")
    assert (entry.first, entry.aliases) == (ADA, ("She", "Lund"))


def test_an_alias_is_told_once_and_the_name_is_none() -> None:
    uses = [ADA, LUND, at(500, "Lund"), ADA, SHE]
    (entry,) = list_speakers([record(i, wherever(mention)) for i, mention in enumerate(uses)])
    assert entry.aliases == ("Lund", "She")


def test_without_a_name_the_label_is_what_is_written_first() -> None:
    source, it = at(4, "The company"), at(50, "It")
    unnamed = speaker(None, it, source, kind="organization")
    (entry,) = list_speakers([record(0, unnamed), record(1, replace(unnamed, mention=source))])
    assert (entry.name, entry.label, entry.first, entry.aliases) == (None, "The company", source, ("It",))


def test_a_speaker_named_twice_by_one_source_has_one_attribution() -> None:
    (entry,) = list_speakers([record(0, wherever(ADA), wherever(LUND))])
    assert entry.attributions == ("a0",)


def test_speakers_without_a_name_are_not_taken_for_one() -> None:
    found = list_speakers([record(0, speaker(None, at(0, "Police"))), record(1, speaker(None, at(90, "Police")))])
    assert len(found) == 2


@pytest.mark.parametrize("records", [[], [record(0)]])
def test_where_nobody_speaks_nobody_is_listed(records: list[Attribution]) -> None:
    assert list_speakers(records) == []


def test_an_entry_is_json() -> None:
    (entry,) = list_speakers([record(0, wherever(SHE, role="mayor"))])
    values = entry.to_dict()
    assert json.loads(json.dumps(values)) == values
    assert values == {
        "name": "Ada Lund",
        "label": "Ada Lund",
        "kind": "person",
        "role": "mayor",
        "affiliation": None,
        "gender_as_written": None,
        "aliases": ["She"],
        "attributions": ["a0"],
        "first": {"text": "Ada Lund", "parts": [[10, 18]]},
    }


def joined(*speakers: Speaker) -> list[Speaker]:
    """The speakers of attributions, one each, of sections that know nothing of each other."""
    return [s for r in join_sections([record(i, given) for i, given in enumerate(speakers)]) for s in r.speakers]


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("Ada Lund", "Ada Lund", "Ada Lund"),
        ("Ada Lund", "Lund", "Ada Lund"),
        ("Lund", "Ada Lund", "Ada Lund"),
        ("Lund", "Lund", "Lund"),
        ("Sergey Lund", "Sergei Lund", "Sergey Lund"),
        ("Ada Lund", "Ada Maria Lund", "Ada Maria Lund"),
        ("A. Lund", "Ada Lund", "Ada Lund"),
    ],
)
def test_sections_of_one_text_name_one_person(one: str, other: str, name: str) -> None:
    first, second = joined(speaker(one, at(3, one)), speaker(other, at(900, other), role="mayor"))
    assert (first.name, second.name) == (name, name)
    assert first.mentions == second.mentions == (at(3, one), at(900, other))
    assert (first.mention, second.mention) == (at(3, one), at(900, other))
    assert first.role == second.role == "mayor"


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("World Rain Group", "WRG", "organization"),
        ("The Kremlin", "Kremlin", "organization"),
        ("Oslo", "Oslo", "place"),
    ],
)
def test_sections_of_one_text_name_one_body(one: str, other: str, kind: str) -> None:
    first, second = joined(speaker(one, at(3, one), kind=kind), speaker(other, at(900, other), kind=kind))
    assert first.name == second.name == one
    assert first.mentions == second.mentions


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (speaker("Ada Lund", ADA), speaker("Bo Lund", at(900, "Bo Lund"))),
        (speaker("Ada Lund", ADA), speaker("Ada", at(900, "Ada"))),
        (speaker("Ada Lund", ADA), speaker("Lund", at(900, "Lund"), kind="place")),
        (speaker("Ada Lund", ADA), speaker(None, at(900, "Lund"))),
        (speaker(None, ADA), speaker(None, at(900, "Ada Lund"))),
        (speaker("Fram", at(3, "Fram"), kind="organization"), speaker("Tide", at(900, "Tide"), kind="organization")),
        (
            speaker("Ada Lund", ADA, gender_as_written="she"),
            speaker("Lund", at(900, "Lund"), gender_as_written="he"),
        ),
    ],
    ids=["another first name", "a first name", "another kind", "no name", "no names", "another body", "another gender"],
)
def test_what_is_not_sure_to_be_one_stays_two(one: Speaker, other: Speaker) -> None:
    assert joined(one, other) == [one, other]


def test_what_is_joined_keeps_how_it_was_found() -> None:
    she = replace(speaker("Lund", at(900, "Lund"), at(950, "She")), resolution=Resolution.PRONOUN, score=0.75)
    _, second = joined(speaker("Ada Lund", ADA), she)
    assert (second.name, second.resolution, second.score) == ("Ada Lund", "pronoun", 0.75)


def test_a_name_that_has_a_fuller_one_in_another_section_is_an_alias() -> None:
    first, second = joined(speaker("Ada Lund", ADA), speaker("Lund", at(900, "Lund")))
    assert (first.resolution, second.resolution) == ("name", "alias")


def test_three_sections_are_joined_as_two_are() -> None:
    given = joined(
        speaker("Lund", at(3, "Lund")), speaker("Ada Lund", at(800, "Ada Lund")), speaker("Lund", at(900, "Lund"))
    )
    assert [s.name for s in given] == ["Ada Lund"] * 3
    assert len({s.mentions for s in given}) == 1
    assert len(list_speakers([record(i, s) for i, s in enumerate(given)])) == 1


def test_records_without_speakers_stay_as_they_are() -> None:
    assert join_sections([record(0), record(1)]) == [record(0), record(1)]
