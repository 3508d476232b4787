"""Records: what JSON makes of them, and where they lie."""

import json
import pickle
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.json_schema import json_schema
from attrib.records import (
    Act,
    Addressee,
    Attribution,
    ContentPart,
    Extent,
    Modality,
    Moment,
    Polarity,
    QuotationType,
    Resolution,
    Speaker,
    SpeakerKind,
    Stance,
    Tense,
)

TEXT = '"We will," she said, "sail."'
SPLIT = Extent.cut(TEXT, ((0, 10), (21, 28)))
SAID = Attribution(
    "a0", QuotationType.DIRECT, SPLIT, Extent.cut(TEXT, ((15, 19),)), Extent.cut(TEXT, ((11, 14),)), score=0.5
)
WHO = Speaker(
    "Ada Lund",
    SpeakerKind.PERSON,
    mention=Extent.cut(TEXT, ((11, 14),)),
    role="sailor",
    affiliation="the navy",
    gender_as_written="she",
    mentions=(Extent.cut(TEXT, ((11, 14),)), Extent("Ada Lund", ((40, 48),))),
    resolution=Resolution.PRONOUN,
    score=0.75,
)
SPOKEN = replace(SAID, speakers=(WHO,))
BARE = Attribution("a1", QuotationType.INDIRECT, Extent("rain", ((0, 4),)), None, None)
VALIDATOR = jsonschema.Draft202012Validator(json_schema())

parts = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1).map(tuple)
extents = st.builds(Extent, st.text(), parts)
words = st.none() | st.text()
speakers = st.builds(
    Speaker,
    name=words,
    kind=st.sampled_from(SpeakerKind),
    mention=extents,
    role=words,
    affiliation=words,
    gender_as_written=st.sampled_from((None, "he", "she", "they")),
    mentions=st.lists(extents, max_size=2).map(tuple),
    resolution=st.sampled_from(Resolution),
    score=st.floats(0, 1),
)
ids = st.from_regex(r"\Aa[0-9]{1,4}\Z")
attributions = st.builds(
    Attribution,
    id=ids,
    type=st.sampled_from(QuotationType),
    content=extents,
    cue=st.none() | extents,
    source=st.none() | extents,
    speakers=st.lists(speakers, max_size=2).map(tuple),
    act=st.none() | st.sampled_from(Act),
    act_score=st.none() | st.floats(0, 1),
    polarity=st.none() | st.sampled_from(Polarity),
    modality=st.none() | st.sampled_from(Modality),
    tense=st.none() | st.sampled_from(Tense),
    stance=st.none() | st.sampled_from(Stance),
    addressee=st.none() | st.builds(Addressee, st.text(), parts, st.none() | speakers),
    medium=st.none() | extents,
    time=st.none() | st.builds(Moment, st.text(), parts, st.none() | st.dates().map(str)),
    place=st.none() | extents,
    content_parts=st.lists(st.builds(ContentPart, st.text(), parts, st.booleans()), max_size=2).map(tuple),
    continues=st.none() | ids,
    parent=st.none() | ids,
    depth=st.integers(0, 3),
    score=st.floats(0, 1),
)


def test_an_interrupted_extent_reads_with_a_gap() -> None:
    assert SPLIT.text == '"We will," … "sail."'
    assert (SPLIT.start, SPLIT.end) == (0, 28)


@settings(max_examples=60)
@given(attributions)
def test_a_record_comes_back_from_json_and_fits_its_schema(record: Attribution) -> None:
    values = json.loads(json.dumps(record.to_dict()))
    assert Attribution.from_dict(values) == record
    VALIDATOR.validate(values)


def test_the_json_of_a_record_is_what_the_docs_say() -> None:
    assert SAID.to_dict() == {
        "id": "a0",
        "type": "direct",
        "content": {"text": '"We will," … "sail."', "parts": [[0, 10], [21, 28]]},
        "cue": {"text": "said", "parts": [[15, 19]]},
        "source": {"text": "she", "parts": [[11, 14]]},
        "speakers": [],
        **dict.fromkeys(("act", "act_score", "polarity", "modality", "tense", "stance")),
        **dict.fromkeys(("addressee", "medium", "time", "place")),
        "content_parts": [],
        "continues": None,
        "parent": None,
        "depth": 0,
        "score": 0.5,
    }
    assert (BARE.to_dict()["cue"], BARE.to_dict()["source"], BARE.to_dict()["score"]) == (None, None, 1.0)
    assert SPOKEN.to_dict()["speakers"] == [
        {
            "name": "Ada Lund",
            "kind": "person",
            "mention": {"text": "she", "parts": [[11, 14]]},
            "role": "sailor",
            "affiliation": "the navy",
            "gender_as_written": "she",
            "mentions": [{"text": "she", "parts": [[11, 14]]}, {"text": "Ada Lund", "parts": [[40, 48]]}],
            "resolution": "pronoun",
            "score": 0.75,
        }
    ]


def test_a_speaker_comes_back_from_json() -> None:
    assert Speaker.from_dict(json.loads(json.dumps(WHO.to_dict()))) == WHO


@pytest.mark.parametrize(("name", "label"), [("Ada Lund", "Ada Lund"), (None, "she")])
def test_a_speaker_without_a_name_is_called_as_it_is_written(name: str | None, label: str) -> None:
    assert replace(WHO, name=name).label == label


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["id"], "b0"),
        (["id"], 0),
        (["type"], "quoted"),
        (["content"], None),
        (["content", "parts"], []),
        (["content", "parts"], [[0, 1, 2]]),
        (["content", "parts"], [[0]]),
        (["content", "parts"], [[-1, 2]]),
        (["content", "text"], None),
        (["content", "more"], 1),
        (["cue"], "said"),
        (["act"], "saying"),
        (["polarity"], "no"),
        (["tense"], 1),
        (["time"], "Sunday"),
        (["content_parts"], None),
        (["continues"], "b0"),
        (["depth"], -1),
        (["score"], 1.5),
        (["score"], "high"),
        (["more"], 1),
        (["speakers"], None),
        (["speakers"], ["Ada Lund"]),
        (["speakers", 0, "name"], 1),
        (["speakers", 0, "kind"], "company"),
        (["speakers", 0, "mention"], None),
        (["speakers", 0, "role"], ["sailor"]),
        (["speakers", 0, "gender_as_written"], "it"),
        (["speakers", 0, "mentions"], [None]),
        (["speakers", 0, "mentions", 1, "parts"], []),
        (["speakers", 0, "resolution"], None),
        (["speakers", 0, "score"], -0.1),
        (["speakers", 0, "more"], 1),
    ],
)
def test_the_schema_refuses_what_is_no_record(path: list[str | int], value: object) -> None:
    jsonschema.validate(SPOKEN.to_dict(), json_schema())
    values: Any = SPOKEN.to_dict()
    inner = values
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, json_schema())


@pytest.mark.parametrize("key", SAID.to_dict())
def test_the_schema_demands_and_describes_every_field(key: str) -> None:
    values = SAID.to_dict()
    del values[key]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, json_schema())
    assert json_schema()["properties"][key]["description"]


@pytest.mark.parametrize("key", WHO.to_dict())
def test_the_schema_demands_every_field_of_a_speaker(key: str) -> None:
    values = SPOKEN.to_dict()
    del values["speakers"][0][key]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, json_schema())


@pytest.mark.parametrize("key", sorted(WHO.to_dict().keys() - {"mention"}))
def test_the_schema_describes_every_field_of_a_speaker(key: str) -> None:
    assert json_schema()["$defs"]["speaker"]["properties"][key]["description"]


def test_a_moved_record_lies_where_its_words_lie() -> None:
    moved = SAID.moved(7)
    for extent, before in ((moved.content, SAID.content), (moved.cue, SAID.cue), (moved.source, SAID.source)):
        assert extent is not None and before is not None
        assert extent == Extent.cut("Before " + TEXT, extent.parts)
        assert extent.text == before.text
    assert moved.moved(-7) == SAID
    assert BARE.moved(3) == Attribution("a1", QuotationType.INDIRECT, Extent("rain", ((3, 7),)), None, None)


def test_a_moved_speaker_lies_where_its_words_lie() -> None:
    (moved,) = SPOKEN.moved(7).speakers
    assert moved == replace(WHO, mention=moved.mention, mentions=moved.mentions)
    assert (moved.mention.parts, [extent.parts for extent in moved.mentions]) == (
        ((18, 21),),
        [((18, 21),), ((47, 55),)],
    )
    assert [extent.text for extent in (moved.mention, *moved.mentions)] == ["she", "she", "Ada Lund"]
    assert SPOKEN.moved(7).moved(-7) == SPOKEN


def test_how_it_was_said_moves_too() -> None:
    text = "On Sunday she told Bo no."
    record = replace(
        SAID,
        addressee=Addressee("Bo", ((19, 21),), speaker=replace(WHO, mention=Extent("Bo", ((19, 21),)), mentions=())),
        time=Moment("On Sunday", ((0, 9),), date="2022-02-20"),
        content_parts=(ContentPart("no", ((22, 24),), quoted=False),),
    )
    moved = record.moved(3)
    assert moved.addressee is not None and moved.addressee.speaker is not None and moved.time is not None
    for extent in (moved.addressee, moved.addressee.speaker.mention, moved.time, *moved.content_parts):
        assert extent.text == Extent.cut("Oh " + text, extent.parts).text
    assert moved.moved(-3) == record


def test_a_record_starts_with_its_first_role() -> None:
    assert SAID.start == 0
    assert SAID.moved(4).start == 4
    source = Extent("He", ((2, 4),))
    assert Attribution("a0", QuotationType.INDIRECT, Extent("rain", ((9, 13),)), None, source).start == 2


def test_records_pickle_and_do_not_change() -> None:
    assert pickle.loads(pickle.dumps(SPOKEN)) == SPOKEN
    with pytest.raises(AttributeError):
        SAID.score = 0.1  # type: ignore[misc]
    with pytest.raises(AttributeError):
        WHO.name = None  # type: ignore[misc]
    assert len({SAID, SPOKEN, BARE, SAID.moved(0)}) == 3
