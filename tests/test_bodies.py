"""Names of bodies that were taken for people's, in documents that were parsed by hand."""

import pytest

from attrib.resolution.bodies import bodies_among
from attrib.resolution.mentions import find_mentions
from hand_parsed import parse

FRAM = "[Fram/NNP/said/nsubj]PERSON said/VBD/ROOT"
IT = "it/PRP/{0}/nsubj would/MD/{0}/aux {0}/VB/said/ccomp"


@pytest.mark.parametrize(
    ("written", "label"),
    [
        (f"{FRAM} {IT.format('appeal')} .", "ORG"),
        (f"{FRAM} {IT.format('rain')} .", "PERSON"),
        (f"{FRAM} that/IN its/PRP$/ships/nmod:poss ships/NNS/left/nsubj left/VBD/said/ccomp .", "ORG"),
        (
            f"{FRAM} that/IN the/DT/firm/det firm/NN/sold/nsubj sold/VBD/said/ccomp "
            "its/PRP$/ships/nmod:poss ships/NNS .",
            "PERSON",
        ),
        (f"{FRAM} so .\n[Fram/NNP Shipping/NNP ASA/NNP]ORG sank .", "ORG"),
        (f"{FRAM} so .\n[Fram/NNP Foundation/NNP]ORG sank .", "PERSON"),
        ("[Fram/NNP/said/nsubj]PERSON said/VBD/ROOT so .\n[Oslo/NNP Fram/NNPS]ORG won .", "ORG"),
        (f"{FRAM} {IT.format('appeal')} .\n[Ada/NNP Fram/NNP]PERSON left .", "PERSON"),
        (f"Mrs/NNP {FRAM} {IT.format('appeal')} .", "PERSON"),
        (f"{FRAM} so .\n[Fram/NNP]PERSON shares fell .", "ORG"),
    ],
    ids=["deed", "weather", "its", "another's", "legal form", "foundation", "team", "full name", "title", "shares"],
)
def test_a_name_is_a_body_s_where_the_text_says_so(written: str, label: str) -> None:
    doc = parse(written)
    found = [mention for mention in bodies_among(doc, find_mentions(doc)) if doc[mention.head].text == "Fram"]
    assert found[0].label == label
