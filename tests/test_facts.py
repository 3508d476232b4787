"""How it was said: acts, polarity, modality, tense, stance, runs of the content, and what goes on."""

import pytest
from spacy.tokens import Doc

from attrib.components.facts import FactFinder
from attrib.doc import read_attributions
from attrib.errors import MissingAnnotation
from attrib.records import Attribution
from attrib.schema import FACTS, LINKS
from hand_parsed import parse

THAT = "that/IN/rained/mark it/PRP/rained/nsubj rained/VBD/{0}/ccomp"
WHETHER = "whether/IN/rained/mark it/PRP/rained/nsubj rained/VBD/{0}/ccomp"
TO = "to/TO/go/mark go/VB/{0}/xcomp"
HIM_TO = "Bo/NNP/{0}/obj to/TO/go/mark go/VB/{0}/xcomp"
GOING = "going/VBG/{0}/xcomp"
HIM = "Bo/NNP/{0}/obj"
FOR = "for/IN/war/case war/NN/{0}/obl"
A_LIAR = "Bo/NNP/{0}/obj a/DT/liar/det liar/NN/{0}/xcomp"
A_HERO = "Bo/NNP/{0}/obj a/DT/hero/det hero/NN/{0}/xcomp"
QUOTE = "“ It/PRP/rains/nsubj rains/VBZ/{0}/ccomp ”"


def facts(written: str) -> Attribution:
    (record,) = read_attributions(FactFinder()(parse(written)))
    return record


def say(cue: str, content: str, source: str = "She/PRP/{0}/nsubj") -> Attribution:
    """A sentence of source, cue and content, in which {0} is the last word of the cue."""
    head = cue.split()[-1].split("/")[0].split("=")[0]
    return facts(f"<source>{source}</source> <cue>{cue}</cue> <content>{content}</content> .".replace("{0}", head))


@pytest.mark.parametrize(
    ("cue", "content", "act"),
    [
        ("said/VBD/ROOT", THAT, "assertion"),
        ("claimed/VBD/ROOT", THAT, "claim"),
        ("denied/VBD/ROOT", THAT, "denial"),
        ("conceded/VBD/ROOT", THAT, "admission"),
        ("promised/VBD/ROOT", TO, "promise"),
        ("urged/VBD/ROOT", HIM_TO, "request"),
        ("wondered/VBD/ROOT", WHETHER, "question"),
        ("praised/VBD/ROOT", HIM, "praise"),
        ("blamed/VBD/ROOT", HIM, "blame"),
        ("predicted/VBD/ROOT", THAT, "warning"),
        ("believes/VBZ/ROOT", THAT, "belief"),
        ("hopes/VBZ/ROOT", TO, "intention"),
        ("fears/VBZ/ROOT", THAT, "feeling"),
        ("heard/VBD/ROOT", HIM, "perception"),
        ("ruled/VBD/ROOT", THAT, "decision"),
        ("declined=decline/VBD/ROOT", "to/IN/comment/mark comment/VB/declined/xcomp", "silence"),
        ("did/VBD/respond/aux not/RB/respond/advmod respond/VB/ROOT to/IN/respond/obl", HIM, "silence"),
        # the frame decides
        ("agreed/VBD/ROOT", THAT, "agreement"),
        ("agreed/VBD/ROOT", TO, "promise"),
        ("called/VBD/ROOT", FOR, "request"),
        ("called/VBD/ROOT", A_LIAR, "blame"),
        ("called/VBD/ROOT", A_HERO, "praise"),
        ("called/VBD/ROOT", HIM, "assertion"),
        ("suggested/VBD/ROOT", THAT, "assertion"),
        ("suggested/VBD/ROOT", GOING, "request"),
        ("asked/VBD/ROOT", WHETHER, "question"),
        ("asked/VBD/ROOT", HIM_TO, "request"),
        ("told/VBD/ROOT", HIM_TO, "request"),
        # light verbs leave it to what they govern
        ("made/VBD/ROOT a/DT/promise/det promise/NN/made/obj", TO, "promise"),
        ("issued/VBD/ROOT a/DT/threat/det threat/NN/issued/obj", TO, "intention"),
        ("tried/VBD/ROOT to/TO/persuade/mark persuade/VB/tried/xcomp", HIM_TO, "request"),
        ("is/VBZ/afraid/cop afraid/JJ/ROOT", THAT, "feeling"),
        ("refused/VBD/ROOT to/TO/say/mark say/VB/refused/xcomp", WHETHER, "silence"),
        ("declined/VBD/ROOT to/TO/comment/mark comment/VB/declined/xcomp", FOR, "silence"),
        ("refused/VBD/ROOT", "to/TO/comment/mark comment/VB/refused/xcomp", "silence"),
        ("refused/VBD/ROOT to/TO/endorse/mark endorse/VB/refused/xcomp", HIM, "feeling"),
        # cues that no list has
        ("blurfed/VBD/ROOT", THAT, "assertion"),
        ("blurfed/VBD/ROOT", HIM_TO, "request"),
        ("blurfs/VBZ/ROOT", TO, "intention"),
        ("blurfy/JJ/ROOT", HIM, "feeling"),
    ],
)
def test_a_cue_in_its_frame_says_what_is_done(cue: str, content: str, act: str) -> None:
    assert say(cue, content).act == act


@pytest.mark.parametrize(
    ("cue", "content", "act", "score"),
    [
        ("said/VBD/ROOT", THAT, "assertion", 0.95),
        # of the family of "denounce"
        ("redenounced=redenounce/VBD/ROOT", HIM, "blame", 0.9),
        ("blurbled/VBD/ROOT", QUOTE, "assertion", 0.75),
        ("blurbled/VBD/ROOT", TO, "intention", 0.4),
        ("blurbled/VBD/ROOT", HIM_TO, "request", 0.4),
        ("blurbly/JJ/ROOT", THAT, "assertion", 0.4),
    ],
)
def test_the_act_of_a_word_that_is_not_known_is_a_guess(cue: str, content: str, act: str, score: float) -> None:
    assert (say(cue, content).act, say(cue, content).act_score) == (act, score)


@pytest.mark.parametrize(
    ("written", "act"),
    [
        ("<content>It/PRP/rains/nsubj rains/VBZ/ROOT</content> , <cue>according/IN/Bo/case to/IN/according/fixed</cue>"
         " <source>Bo/NNP/rains/obl</source> .", "assertion"),
        ("<source>Bo/NNP/rains/dep</source> <cue>:</cue> <content>It/PRP/rains/nsubj rains/VBZ/ROOT</content> .",
         "assertion"),
        ("<cue>In/IN/view/case</cue> <source>her/PRP$/view/nmod:poss</source> <cue>view/NN/rains/obl</cue> , "
         "<content>it/PRP/rains/nsubj rains/VBZ/ROOT</content> .", "belief"),
    ],
)  # fmt: skip
def test_cues_without_a_verb_have_an_act_too(written: str, act: str) -> None:
    assert (facts(written).act, facts(written).tense) == (act, None)


NOT_SAY = "did/VBD/say/aux n't/RB/say/advmod say/VB/ROOT"
NEGATIVE = [
    (NOT_SAY, "She/PRP/{0}/nsubj"),
    ("never/RB/said/advmod said/VBD/ROOT", "She/PRP/{0}/nsubj"),
    ("hardly/RB/mentioned/advmod mentioned/VBD/ROOT", "She/PRP/{0}/nsubj"),
    ("said/VBD/ROOT", "No/DT/official/det official/NN/{0}/nsubj"),
    ("said/VBD/ROOT", "Nobody/NN/{0}/nsubj"),
    ("refused/VBD/ROOT to/TO/say/mark say/VB/refused/xcomp", "She/PRP/refused/nsubj"),
    ("denied/VBD/ROOT saying/VBG/denied/xcomp", "She/PRP/denied/nsubj"),
    ("was/VBD/coy/cop coy/JJ/ROOT about/IN/coy/dep", "She/PRP/coy/nsubj"),
    ("has/VBZ/ROOT no/DT/plan/det plan/NN/has/obj", "She/PRP/has/nsubj"),
]
POSITIVE = [
    ("said/VBD/ROOT", "She/PRP/{0}/nsubj"),
    ("denied/VBD/ROOT", "She/PRP/{0}/nsubj"),
    ("not/RB/only/dep only/RB/said/advmod said/VBD/ROOT", "She/PRP/{0}/nsubj"),
    ("refused/VBD/ROOT to/TO/say/mark say/VB/refused/xcomp", "Nobody/NN/refused/nsubj"),
]


@pytest.mark.parametrize(
    ("cue", "source", "polarity"),
    [*((*case, "negative") for case in NEGATIVE), *((*case, "positive") for case in POSITIVE)],
)
def test_it_was_said_or_not(cue: str, source: str, polarity: str) -> None:
    assert say(cue, THAT, source).polarity == polarity


def test_a_denial_of_a_deed_is_positive() -> None:
    denied = say("denied/VBD/ROOT", "wrongdoing/VBG/denied/xcomp")
    assert (denied.act, denied.polarity) == ("denial", "positive")


def test_a_negation_in_the_content_is_none_of_the_cue() -> None:
    content = "it/PRP/rain/nsubj did/VBD/rain/aux not/RB/rain/advmod rain/VB/{0}/ccomp"
    assert say("said/VBD/ROOT", content).polarity == "positive"


def test_a_negation_above_takes_the_saying_back() -> None:
    record = facts(
        "That/DT/mean/nsubj does/VBZ/mean/aux not/RB/mean/advmod mean/VB/ROOT that/IN/believes/mark "
        "<source>she/PRP/believes/nsubj</source> <cue>believes/VBZ/mean/ccomp</cue> "
        "<content>Bo/NNP/believes/obj</content> ."
    )
    assert record.polarity == "negative"


@pytest.mark.parametrize("auxiliary", ["neg", "advmod"])
def test_both_schemes_of_relations_are_read(auxiliary: str) -> None:
    record = say(f"did/VBD/say/aux not/RB/say/{auxiliary} say/VB/ROOT", THAT)
    assert (record.polarity, record.tense, record.act) == ("negative", "past", "assertion")
    afraid = facts(
        "<source>She/PRP/is/nsubj</source> <cue>is/VBZ/ROOT afraid/JJ/is/acomp</cue> "
        "<content>that/IN/rained/mark it/PRP/rained/nsubj rained/VBD/afraid/ccomp</content> ."
    )
    assert (afraid.act, afraid.tense) == ("feeling", "present")


@pytest.mark.parametrize(
    ("cue", "modality", "tense"),
    [
        ("said/VBD/ROOT", "actual", "past"),
        ("says/VBZ/ROOT", "actual", "present"),
        ("has/VBZ/said/aux said/VBN/ROOT", "actual", "past"),
        ("is/VBZ/saying/aux saying/VBG/ROOT", "actual", "present"),
        ("will/MD/say/aux say/VB/ROOT", "future", "future"),
        ("plans/VBZ/ROOT to/TO/announce/mark announce/VB/plans/xcomp", "future", "present"),
        ("may/MD/say/aux say/VB/ROOT", "possible", None),
        ("seemed/VBD/ROOT to/TO/say/mark say/VB/seemed/xcomp", "possible", "past"),
        ("would/MD/say/aux say/VB/ROOT", "hypothetical", None),
        ("would/MD/like/aux like/VB/ROOT", "actual", None),
        ("'d/VBD/heard/aux heard=hear/VBN/ROOT", "actual", "past"),
        ("often/RB/says/advmod says/VBZ/ROOT", "habitual", "present"),
        ("has/VBZ/argued/aux long/RB/argued/advmod argued/VBN/ROOT", "habitual", "past"),
    ],
)
def test_modality_and_tense(cue: str, modality: str, tense: str | None) -> None:
    record = say(cue, THAT)
    assert (record.modality, record.tense) == (modality, tense)


def test_what_is_said_on_a_condition_is_hypothetical() -> None:
    record = facts(
        "If/IN/says/mark <source>she/PRP/says/nsubj</source> <cue>says/VBZ/go/advcl</cue> "
        "<content>no/UH/says/obj</content> , we/PRP/go/nsubj go/VBP/ROOT ."
    )
    assert record.modality == "hypothetical"


def test_a_participle_has_the_tense_of_its_clause() -> None:
    record = facts(
        "<source>She/PRP/left/nsubj</source> left/VBD/ROOT , <cue>saying/VBG/left/advcl</cue> "
        "<content>that/IN/rained/mark it/PRP/rained/nsubj rained/VBD/saying/ccomp</content> ."
    )
    assert record.tense == "past"


@pytest.mark.parametrize(
    ("cue", "stance"),
    [
        ("said/VBD/ROOT", "neutral"),
        ("insisted/VBD/ROOT", "neutral"),
        ("noted/VBD/ROOT", "supports"),
        ("pointed/VBD/ROOT out/RP/pointed/compound:prt", "supports"),
        ("claimed/VBD/ROOT", "doubts"),
        ("falsely/RB/said/advmod said/VBD/ROOT", "doubts"),
        ("refused/VBD/ROOT to/TO/disclose/mark disclose/VB/refused/xcomp", "neutral"),
    ],
)
def test_how_the_writer_presents_it(cue: str, stance: str) -> None:
    assert say(cue, THAT.replace("{0}", cue.split()[0].split("/")[0])).stance == stance


def runs(record: Attribution) -> list[tuple[str, bool]]:
    return [(part.text, part.quoted) for part in record.content_parts]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("it/PRP rained/VBD/{0}/ccomp", [("it rained", False)]),
        (QUOTE, [("“It rains”", True)]),
        (
            "the/DT mill/NN was/VBD/{0}/ccomp “ far/RB too/RB dear/JJ ”",
            [("the mill was", False), ("“far too dear”", True)],
        ),
        ("the/DT “ deal/NN ” was/VBD/{0}/ccomp dear/JJ", [("the “deal” was dear", False)]),
        ("“ mad/JJ/{0}/xcomp ” and/CC sad/JJ", [("“mad”", True), ("and sad", False)]),
    ],
)
def test_the_content_lies_in_quoted_and_unquoted_runs(content: str, expected: list[tuple[str, bool]]) -> None:
    assert runs(say("said/VBD/ROOT", content)) == expected


def test_what_somebody_is_called_is_no_scare_quote() -> None:
    record = say("called/VBD/ROOT", "the/DT/mill/det mill/NN/{0}/obj “ mad/JJ/{0}/xcomp ”")
    assert runs(record) == [("the mill", False), ("“mad”", True)]


ANN, BO = (
    f"<source{i}>{who}/NNP/said/nsubj</source{i}> <cue{i}>said/VBD/ROOT</cue{i}>" for i, who in ((1, "Ann"), (3, "Bo"))
)
SPLIT = f"""
“ <content1>It/PRP/rains/nsubj rains/VBZ/said/ccomp</content1> , ” {ANN} .

<content2>“ It/PRP/pours/nsubj pours/VBZ/ROOT ”</content2> .

<content3>“ It/PRP/snows/nsubj snows/VBZ/said/ccomp ”</content3> , {BO} .
"""


def test_a_quotation_without_a_source_goes_on_from_the_one_before() -> None:
    found = read_attributions(FactFinder()(parse(SPLIT)))
    assert {record.id: record.continues for record in found} == {"a1": None, "a2": "a1", "a3": None}


def test_the_parts_of_one_quotation_over_paragraphs_go_on() -> None:
    text = f"""
{ANN} : <content1>“ It/PRP/rains/nsubj rains/VBZ/said/ccomp</content1> .

<content2>“ It/PRP/pours/nsubj pours/VBZ/ROOT</content2> . ”
"""
    found = read_attributions(FactFinder()(parse(text)))
    assert [record.continues for record in found] == [None, "a1"]


def test_facts_come_through_bytes() -> None:
    doc = FactFinder()(parse(SPLIT))
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert read_attributions(again) == read_attributions(doc)


def test_a_document_without_attributions_has_no_facts() -> None:
    doc = FactFinder()(parse("It/PRP/rains/nsubj rains/VBZ/ROOT ."))
    assert (len(doc.spans[FACTS]), doc.spans[FACTS].attrs["of"]) == (0, {})


def test_it_says_what_it_misses() -> None:
    doc = parse("It/PRP/rains/nsubj rains/VBZ/ROOT .")
    del doc.spans[LINKS]
    with pytest.raises(MissingAnnotation):
        FactFinder()(doc)
