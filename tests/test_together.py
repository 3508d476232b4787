"""Several people whom one mention means, on documents that were parsed by hand."""

import pytest

from attrib.resolution.discourse import read_discourse
from attrib.resolution.together import people_meant
from hand_parsed import parse

BOTH = "[Ada/NNP/left/nsubj]PERSON and/CC/Bo/cc [Bo/NNP/Ada/conj]PERSON left/VBD/ROOT ."
ADA, BO, CAI = (f"[{name}/NNP/left/nsubj]PERSON left/VBD/ROOT ." for name in ("Ada", "Bo", "Cai"))
GUESTS = "Guests/NNS/left/nsubj left/VBD/ROOT ."
FRAM = "[Fram/NNP/left/nsubj]ORG left/VBD/ROOT ."
THEY = "They/PRP/said/nsubj"
LEADERS = "The/DT/leaders/det two/CD/leaders/nummod leaders/NNS/said/nsubj"
COUPLE = "The/DT/couple/det couple/NN/said/nsubj"
TWO = "Two/CD/leaders/nummod leaders/NNS/said/nsubj"
FIRMS = "Both/DT/firms/det firms/NNS/said/nsubj"


@pytest.mark.parametrize(
    ("before", "source", "expected"),
    [
        ([BOTH], THEY, ["Ada", "Bo"]),
        ([BOTH, GUESTS], THEY, []),
        ([BOTH, FRAM], THEY, []),
        ([ADA, BO], THEY, []),
        ([BOTH, *["Rain/NN/fell/nsubj fell/VBD/ROOT ."] * 4], THEY, []),
        ([BOTH], COUPLE, ["Ada", "Bo"]),
        ([BOTH], LEADERS, ["Ada", "Bo"]),
        ([BOTH, GUESTS], LEADERS, ["Ada", "Bo"]),
        ([ADA, BO], LEADERS, ["Ada", "Bo"]),
        ([ADA, BO], "Both/DT/said/nsubj", ["Ada", "Bo"]),
        ([ADA, BO, CAI], LEADERS, []),
        ([BOTH], TWO, []),
        ([BOTH], FIRMS, []),
        ([], LEADERS, []),
    ],
)
def test_several_are_meant_where_they_were_named(before: list[str], source: str, expected: list[str]) -> None:
    doc = parse("\n".join([*before, f"<source>{source}</source> said/VBD/ROOT so ."]))
    found = read_discourse(doc)
    start = [sent.start for sent in doc.sents][-1]
    people = people_meant(doc, found, start, start + len(source.split()))
    assert [found.texts[i] for i in people] == expected
