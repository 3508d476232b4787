"""Records as brat stand-off, and back."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from interchange_records import NESTED, RECORDS, TEXT, TOLD, UNSAID, at, documents

from attrib.errors import CorpusError
from attrib.interchange.brat import annotation_conf, from_ann, to_ann
from attrib.records import Act, Attribution, Extent, Polarity, QuotationType

PATH = Path("mill.ann")
ANN = to_ann(TEXT, RECORDS)


def without_notes(ann: str) -> str:
    return "".join(line for line in ann.splitlines(keepends=True) if not line.startswith("#"))


def read(ann: str, text: str = TEXT) -> list[Attribution]:
    return from_ann(ann, text, PATH)


@settings(max_examples=30)
@given(documents())
def test_records_come_back(document: tuple[str, list[Attribution]]) -> None:
    text, records = document
    assert from_ann(to_ann(text, records), text, PATH) == records


@settings(max_examples=30)
@given(documents())
@example((TEXT, RECORDS))
def test_lines_are_what_brat_reads(document: tuple[str, list[Attribution]]) -> None:
    text, records = document
    ann = to_ann(text, records)
    assert len(ann.splitlines()) == ann.count("\n")
    for line in ann.splitlines():
        if line[0] == "T":
            _, place, words = line.split("\t", 2)
            pairs = [tuple(map(int, pair.split(" "))) for pair in place.partition(" ")[2].split(";")]
            assert words == " ".join(text[start:end] for start, end in pairs)


def test_records_with_every_field_come_back() -> None:
    assert read(ANN) == RECORDS


def test_without_notes_the_roles_type_attributes_and_links_come_back() -> None:
    told, nested, unsaid = read(without_notes(ANN))
    for found, record in ((told, TOLD), (nested, NESTED), (unsaid, UNSAID)):
        for field in ("content", "cue", "source", "medium", "place", "type", "act", "polarity", "stance", "depth"):
            assert getattr(found, field) == getattr(record, field)
    assert (told.id, nested.id, unsaid.id) == ("a0", "a1", "a2")
    assert (nested.parent, unsaid.continues) == ("a0", "a0")
    assert told.addressee is not None and TOLD.addressee is not None
    assert (told.addressee.parts, told.addressee.speaker) == (TOLD.addressee.parts, None)


def test_a_mark_over_a_line_break_is_cut_there_and_joined_again() -> None:
    record = Attribution("a0", QuotationType.INDIRECT, at("told\nthe Gazette"), None, None)
    ann = to_ann(TEXT, [record])
    assert ann.startswith("T1\tContent 37 41;42 53\ttold the Gazette\n")
    assert read(ann) == [record]
    assert read(without_notes(ann))[0].content == record.content


def test_a_blank_line_keeps_parts_apart() -> None:
    text = "“One.\n\n“Two.”"
    (found,) = read("T1\tContent 0 5;7 13\t“One. “Two.”\n", text)
    assert found.content.parts == ((0, 5), (7, 13))


def test_a_source_of_two_contents_is_one_mark() -> None:
    other = replace(TOLD, id="a9", content=at("who the buyer was"), cue=None, speakers=())
    ann = to_ann(TEXT, [TOLD, other])
    assert ann.count("\tSource ") == 1
    assert ann.count("HasSource") == 2


def test_what_somebody_changed_counts_and_what_rested_on_it_goes() -> None:
    changed = re.sub(r"Source 21 36\t.*", "Source 27 36\tIris Cole", ANN).replace("Act T1 assertion", "Act T1 claim")
    told, *others = read(changed)
    assert told == replace(TOLD, source=at("Iris Cole"), speakers=(), act=Act.CLAIM, act_score=None)
    assert others == RECORDS[1:]


def test_a_line_that_somebody_deleted_is_gone() -> None:
    changed = "".join(
        line for line in ANN.splitlines(keepends=True) if "HasTime" not in line and "Polarity T1" not in line
    )
    assert read(changed) == [replace(TOLD, time=None, polarity=None), *RECORDS[1:]]


def test_a_content_that_somebody_added_gets_a_new_id() -> None:
    found = read(f"{ANN}T90\tContent {TEXT.index('the buyer')} {TEXT.index(' was.')}\tthe buyer\r\n\r\n")
    assert [record.id for record in found] == ["a0", "a0.0", "a1", "a2"]
    assert found[-1] == Attribution("a2", QuotationType.INDIRECT, at("the buyer"), None, None)


def test_a_parent_that_is_not_among_the_records_is_kept() -> None:
    assert read(to_ann(TEXT, [NESTED])) == [NESTED]


@pytest.mark.parametrize(
    ("words", "type_"),
    [
        ("“We need the money,”", QuotationType.DIRECT),
        ("who the buyer was", QuotationType.INDIRECT),
        ("“We need the money,” Mayor", QuotationType.MIXED),
    ],
)
def test_a_type_that_nobody_marked_is_read_off_the_quotation_marks(words: str, type_: QuotationType) -> None:
    extent: Extent = at(words)
    (found,) = read(f"T1\tContent {extent.start} {extent.end}\t{words}\n")
    assert found.type is type_


def test_a_file_that_people_wrote_may_hold_more() -> None:
    ann = (
        "T3\tContent 9 12\tthe\nT1\tSource 21 36\tMayor  Iris Cole\nT2\tPlanet 0 1\nR1\tHasSource Arg1:T3 Arg2:T1\n"
        "R2\tOrbits Arg1:T2 Arg2:T3\t\nA1\tAct T3 claim\nM2\tDoubtful T3\nN1\tReference T1 Wiki:1\tIris Cole\n"
        "*\tEquiv T1 T2\n#1\tAnnotatorNotes T3\tis this one?\nA3\tPolarity T3 negative\n"
    )
    assert read(ann) == [
        Attribution(
            "a0",
            QuotationType.DIRECT,
            at("the"),
            None,
            at("Mayor Iris Cole"),
            act=Act.CLAIM,
            polarity=Polarity.NEGATIVE,
        )
    ]


TWO = "T1\tContent 0 3\t“We\nT2\tContent 4 8\tneed\nT3\tSource 9 12\tthe\nT4\tSource 13 18\tmoney\n"


@pytest.mark.parametrize(
    ("ann", "line", "reason"),
    [
        ("T1 Content 0 3\t“We", 1, "form 'T1<tab>Source"),
        ("\nT1\tContent 3 0\t“We", 2, "inside"),
        ("T1\tContent 0 9999\t“We", 1, r"has \d+ characters"),
        ("T1\tContent 0 3\tsaid", 1, "'said', but the text has '“We' there: .*txt"),
        (TWO + "T1\tSource 0 3\t“We", 5, "new number"),
        (TWO + "R1\tHasSource Arg1:T1", 5, "form 'R1<tab>HasSource"),
        (
            TWO + "R1\tHasSource Arg1:T1 Arg2:T9",
            5,
            "to a mark that is not there; it must lead from a Content to a Source",
        ),
        (TWO + "R1\tHasSource Arg1:T3 Arg2:T1", 5, "must lead from a Content to a Source"),
        (TWO + "R1\tInside Arg1:T1 Arg2:T3", 5, "must lead from a Content to a Content"),
        (TWO + "R1\tHasSource Arg1:T1 Arg2:T3\nR2\tHasSource Arg1:T1 Arg2:T4", 6, "two HasSource"),
        (TWO + "R1\tInside Arg1:T1 Arg2:T2\nR2\tInside Arg1:T2 Arg2:T1", 1, "inside itself"),
        (TWO + "A1\tAct T3 claim", 5, "move it"),
        (TWO + "A1\tAct T1 shout", 5, "must be one of assertion, claim"),
        (TWO + "A1\tAct T1", 5, "must be one of"),
        (TWO + "E1\tSource:T3 Content:T1", 5, "relations"),
        (TWO + "#1\tAttribution T1\t{}", 5, "delete the line"),
        (TWO + "said the mayor", 5, "no annotation of brat"),
    ],
)
def test_a_broken_line_is_told_in_one(ann: str, line: int, reason: str) -> None:
    with pytest.raises(CorpusError, match=reason) as caught:
        read(ann)
    assert str(caught.value).startswith(f"mill.ann, line {line}: ") and "\n" not in str(caught.value)


def test_the_configuration_names_all_that_is_written() -> None:
    sections = dict(re.findall(r"\[(\w+)\]\n((?:[^\[\n].*\n)*)", annotation_conf()))
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    marks, relations, attributes = (
        {line.split(" ")[0].split("\t")[1] for line in ANN.splitlines() if line[0] == kind} for kind in "TRA"
    )
    assert marks <= set(sections["entities"].split())
    assert relations <= {line.split("\t")[0] for line in sections["relations"].splitlines()}
    assert attributes <= {line.split("\t")[0] for line in sections["attributes"].splitlines()}
    assert "Polarity\tArg:Content, Value:positive|negative\n" in sections["attributes"]
