"""To whom, through what, when and where: sentences of our own, with tags and entities by hand."""

from pathlib import Path

import pytest

import attrib
from attrib.facts.circumstances import Circumstances, find_circumstances
from attrib.records import Act
from attrib.schema import LINKS
from hand_parsed import parse

SEED = Path(__file__).parents[1] / "seeds" / "000_d0ee5e6dc7a5c66b.txt"

SAID = "<source>[Ada/NNP/said/nsubj]PERSON</source> <cue>said/VBD/ROOT</cue>"
TOLD = "<source>[Ada/NNP/told/nsubj]PERSON</source> <cue>told=tell/VBD/ROOT</cue>"
AGREED = "<source>[Ada/NNP/agreed/nsubj]PERSON</source> <cue>agreed=agree/VBD/ROOT</cue>"
RAIN = "<content>it/PRP rained/VBD</content> ."


def find(written: str) -> Circumstances:
    doc = parse(written)
    roles = {
        label: [span for span in doc.spans[LINKS] if span.label_ == label] for label in ("CUE", "SOURCE", "CONTENT")
    }
    return find_circumstances(doc, roles["CUE"], roles["SOURCE"], roles["CONTENT"])


@pytest.mark.parametrize(
    ("written", "addressee"),
    [
        (f"{TOLD} the/DT [Herald/NNP]ORG {RAIN}", "the Herald"),
        (f"{TOLD} me/PRP {RAIN}", "me"),
        (f"{TOLD} reporters/NNS and/CC voters/NNS {RAIN}", "reporters and voters"),
        (f"{TOLD} mayor/NN Bo/NNP Ek/NNP of/IN [Lund/NNP]GPE on/IN Friday/NNP {RAIN}", "mayor Bo Ek of Lund"),
        (f"{TOLD} reporters/, {RAIN}", "reporters"),
        (f"{SAID} to/IN reporters/NNS {RAIN}", "reporters"),
        (f"{SAID} to/IN loud/JJ cheers/NNS {RAIN}", None),
        (f"{SAID} in/IN an/DT interview/NN with/IN [CNN/NNP]ORG {RAIN}", "CNN"),
        (f"{SAID} in/IN a/DT letter/NN to/IN the/DT court/NN {RAIN}", "the court"),
        (
            "<source>Ada/NNP</source> <cue>urged=urge/VBD/ROOT</cue>"
            " <content>his/PRP$ voters/NNS to/TO stay/VB</content> .",
            "his voters",
        ),
        (
            "<source>Ada/NNP</source> <cue>called=call/VBD/ROOT on/IN</cue>"
            " <content>the/DT court/NN to/TO act/VB</content> .",
            "the court",
        ),
        ("<source>Ada/NNP</source> <cue>blamed=blame/VBD/ROOT</cue> <content>Bo/NNP</content> .", None),
        (
            "<cue>Asked=ask/VBN/ROOT</cue> <content>why/WRB it/PRP rained/VBD</content>"
            " ,/, the/DT mayor/NN laughed/VBD .",
            "the mayor",
        ),
        (
            "Voters/NNS <cue>were=be/VBD told=tell/VBN/ROOT</cue> <content>that/IN it/PRP rained/VBD</content> .",
            "Voters",
        ),
        ("Bo/NNP had/VBD been=be/VBN <cue>asked=ask/VBN/ROOT</cue> <content>to/TO stay/VB</content> .", "Bo"),
        (
            "<source>Ada/NNP</source> <cue>demanded=demand/VBD/ROOT</cue>"
            " <content>an/DT apology/NN from/IN our/PRP$ president/NN</content> .",
            "our president",
        ),
        (f"{TOLD} the/DT truth/NN {RAIN}", None),
        (f"{TOLD} [CNN/NNP]ORG ’s/VBZ [Bo/NNP Ek/NNP]PERSON {RAIN}", "CNN’s Bo Ek"),
        (f"{TOLD} more/JJR than/IN 300/CD voters/NNS {RAIN}", "more than 300 voters"),
        (f"{SAID} in/IN an/DT interview/NN on/IN Sunday/NNP with/IN [CNN/NNP]ORG {RAIN}", "CNN"),
        (f"{SAID} in/IN a/DT letter/NN sent=send/VBN to/IN the/DT court/NN {RAIN}", "the court"),
        (f"{SAID} during/IN a/DT visit/NN to/IN [Ohio/NNP]GPE {RAIN}", None),
        (f"{SAID} in/IN response/NN to/IN the/DT mayor/NN {RAIN}", None),
        (f"{SAID} to/IN the/DT camera/NN {RAIN}", None),
        (
            f"<source>Ada/NNP</source> <cue>testified=testify/VBD/ROOT</cue> before/IN [Congress/NNP]ORG {RAIN}",
            "Congress",
        ),
        (f"Speaking=speak/VBG to/IN reporters/NNS ,/, {SAID} {RAIN}", "reporters"),
        (f"Addressing=address/VBG the/DT crowd/NN ,/, {SAID} {RAIN}", "the crowd"),
    ],
)
def test_the_addressee_is_whom_the_cue_speaks_to(written: str, addressee: str | None) -> None:
    found = find(written).addressee
    assert (found and found.text) == addressee


@pytest.mark.parametrize(
    ("written", "medium"),
    [
        (f"{SAID} in/IN a/DT letter/NN to/IN the/DT court/NN {RAIN}", "in a letter to the court"),
        (f"{SAID} on/IN Twitter/NNP on/IN Sunday/NNP {RAIN}", "on Twitter"),
        (f"{SAID} at/IN a/DT rally/NN in/IN [Ohio/NNP]GPE {RAIN}", "at a rally"),
        (f"{SAID} at/IN a/DT rally/NN held/VBN by/IN voters/NNS {RAIN}", "at a rally"),
        (f"{SAID} by/IN telephone/NN {RAIN}", "by telephone"),
        (f"During/IN the/DT debate/NN ,/, {SAID} {RAIN}", "During the debate"),
        (f"It/PRP is/VBZ the/DT hearing/NN at/IN which/WDT {SAID} {RAIN}", "the hearing"),
        (
            f"<source>Ada/NNP</source> <cue>issued=issue/VBD/ROOT a/DT statement/NN saying/VBG</cue> {RAIN}",
            "a statement",
        ),
        (f"<source>the/DT letter/NN</source> <cue>said/VBD/ROOT</cue> {RAIN}", None),
        (f"As/IN <cue>said/VBN/ROOT</cue> in/IN <source>the/DT letter/NN</source> ,/, {RAIN}", None),
        (f"{SAID} with/IN a/DT smile/NN {RAIN}", None),
        (
            f"{SAID} on/IN [NBC/NNP]ORG 's/POS \"/'' Meet/VB the/DT Press/NN \"/'' {RAIN}",
            'on NBC\'s " Meet the Press "',
        ),
        (f"{SAID} on/IN Meet/VB the/DT Press/NN {RAIN}", "on Meet the Press"),
        (f"{SAID} over/IN the/DT phone/NN {RAIN}", "over the phone"),
        (f"{SAID} of/IN the/DT quarrel/NN over/IN her/PRP$ statement/NN {RAIN}", None),
        (f"{SAID} by/IN letter/NN {RAIN}", "by letter"),
        (f"{SAID} at/IN Tuesday/NNP ’s/VBZ rally/NN {RAIN}", "at Tuesday’s rally"),
        (f"{SAID} in/IN that/DT October/NNP speech/NN {RAIN}", "in that October speech"),
        (f"{SAID} in/IN a/DT series/NN of/IN tweets/NNS {RAIN}", "in a series of tweets"),
        (f"{SAID} on/IN television/NN and/CC in/IN interviews/NNS {RAIN}", "on television and in interviews"),
        (f"{SAID} in/IN testimony/NN before/IN the/DT vote/NN {RAIN}", "in testimony"),
        (f"{SAID} through/IN a/DT spokesman/NN {RAIN}", "through a spokesman"),
        (f"Speaking=speak/VBG at/IN a/DT rally/NN ,/, {SAID} {RAIN}", "at a rally"),
        (f"It/PRP is/VBZ a/DT rally/NN on/IN Monday/NNP at/IN which/WDT {SAID} {RAIN}", "a rally"),
        (f"<source>Ada/NNP</source> took=take/VBD to/IN Twitter/NNP <cue>to/TO say/VB/ROOT</cue> {RAIN}", "to Twitter"),
        (
            f"<source>Ada/NNP</source> used=use/VBD a/DT speech/NN <cue>to/TO warn/VB/ROOT</cue> {RAIN}",
            "a speech",
        ),
        (
            f"<source>Ada/NNP</source> <cue>wrote=write/VBD/ROOT</cue> in/IN [The/DT Herald/NNP]ORG {RAIN}",
            "in The Herald",
        ),
    ],
)
def test_the_medium_is_cut_with_its_own_complements(written: str, medium: str | None) -> None:
    found = find(written).medium
    assert (found and found.text) == medium


@pytest.mark.parametrize(
    ("written", "time"),
    [
        (f"{SAID} Friday/NNP {RAIN}", "Friday"),
        (f"{TOLD} reporters/NNS earlier/RBR this/DT week/NN {RAIN}", "earlier this week"),
        ("<source>Ada/NNP</source> on/IN Saturday/NNP <cue>said/VBD/ROOT</cue> " + RAIN, "on Saturday"),
        ("<source>Ada/NNP</source> later/RB <cue>said/VBD/ROOT</cue> " + RAIN, "later"),
        (f"In/IN 2013/CD ,/, {SAID} {RAIN}", "In 2013"),
        (f"Two/CD days/NNS ago/RB ,/, {SAID} {RAIN}", "Two days ago"),
        (f"{SAID} after/IN the/DT hearing/NN {RAIN}", "after the hearing"),
        (f"{SAID} after/IN he/PRP won/VBD {RAIN}", None),
        (f"{SAID} for/IN weeks/NNS {RAIN}", None),
        (f"{SAID} at/IN Tuesday/NNP 's/POS hearing/NN {RAIN}", "Tuesday"),
        (f"{SAID} in/IN an/DT interview/NN with/IN [the/DT Sunday/NNP Nation/NNP]ORG {RAIN}", None),
        (f"<source>Ada/NNP</source> ,/, in/IN office/NN since/IN May/NNP ,/, <cue>said/VBD/ROOT</cue> {RAIN}", None),
        (f"It/PRP came/VBD on/IN May/NNP 9/CD ,/, when/WRB {SAID} {RAIN}", "on May 9"),
        (
            f"On/IN Friday/NNP <source>Ada/NNP</source> resigned/VBD ,/, <cue>saying/VBG/ROOT</cue> {RAIN}",
            "On Friday",
        ),
        (f"<source>a/DT study/NN printed/VBN in/IN May/NNP</source> <cue>found/VBD/ROOT</cue> {RAIN}", "in May"),
        (f"{SAID} <content>the/DT vote/NN on/IN Monday/NNP was/VBD fair/JJ</content> .", None),
        (f"{AGREED} <content>to/TO meet/VB</content> on/IN Monday/NNP .", None),
        (f"{AGREED} on/IN Monday/NNP <content>to/TO meet/VB</content> .", "on Monday"),
        (f"{TOLD} [USA/NNP TODAY/NNP]ORG {RAIN}", None),
        (f"{SAID} on/IN Super/NNP Tuesday/NNP {RAIN}", "on Super Tuesday"),
        (f"{SAID} on/IN Election/NNP Day/NNP {RAIN}", "on Election Day"),
        (f"{SAID} in/IN testimony/NN before/IN the/DT vote/NN {RAIN}", "before the vote"),
        (
            "Last/JJ year/NN ,/, <content>the/DT plan/NN</content> <cue>was/VBD condemned=condemn/VBN/ROOT</cue>"
            " by/IN <source>voters/NNS</source> .",
            "Last year",
        ),
        (f"Bo/NNP left/VBD on/IN Friday/NNP and/CC {SAID} {RAIN}", None),
    ],
)
def test_the_time_is_that_of_the_cue(written: str, time: str | None) -> None:
    found = find(written).time
    assert (found and found.text) == time


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (f"{SAID} at/IN a/DT rally/NN in/IN [Ohio/NNP]GPE {RAIN}", "in Ohio"),
        (f"{SAID} at/IN an/DT [Ohio/NNP]GPE rally/NN {RAIN}", "Ohio"),
        (f"{SAID} <content>rain/NN fell/VBD in/IN [Ohio/NNP]GPE</content> .", None),
    ],
)
def test_the_place_is_geographic(written: str, place: str | None) -> None:
    found = find(written).place
    assert (found and found.text) == place


def test_an_attribution_without_a_cue_has_no_circumstances() -> None:
    assert find("<source>Ada/NNP</source> <content>rained/VBD</content>") == Circumstances()


@pytest.mark.model
def test_the_article_that_the_project_began_with() -> None:
    found = attrib.extract(SEED.read_text("utf-8"), nested=True)
    said = {(record.source.text, record.cue.text): record for record in found if record.source and record.cue}
    assured = said["Putin", "assured"].addressee
    assert assured is not None and assured.speaker is not None
    assert (assured.text, assured.speaker.name) == ("Macron", "Emmanuel Macron")
    assert [record.medium.text for record in found if record.medium].count("in a statement") == 2
    assert said["Macron", "blamed"].act is Act.BLAME
    agreed = said["French President Emmanuel Macron and Russian President Vladimir Putin", "agreed"]
    assert agreed.depth == 1
    assert agreed.time is not None and (agreed.time.text, agreed.time.date) == ("on Sunday", "2022-02-20")
