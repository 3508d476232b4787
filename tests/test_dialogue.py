"""Which descriptions are people called by name in the speeches beside theirs, on documents parsed by hand."""

import pytest

from attrib.components.speakers import read_sources
from attrib.resolution.dialogue import called_antecedents
from attrib.resolution.discourse import read_discourse
from attrib.resolution.heads import named_heads
from hand_parsed import parse

LUND = "[Lund/NNP/leave/vocative]PERSON"
CALLED = f"“ Now/RB/leave/advmod leave/VB/ROOT , {LUND} . ”"
PAINTER = "the/DT/painter/det painter/NN/asked/nsubj"


def spoken(source: str = PAINTER, words: str = "What is that ?") -> str:
    return f"<content>“ {words} ”</content> <cue>asked/VBD/ROOT</cue> <source>{source}</source> ."


def called(written: str) -> list[str]:
    doc = parse(written)
    found, sources = read_discourse(doc), read_sources(doc)
    steps = called_antecedents(doc, found, sources, named_heads(doc, found, sources))
    return [found.texts[of[0][0]] for of in steps.values()]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"{CALLED}\n\n{spoken()}", ["Lund"]),
        (f"{spoken()}\n\n{CALLED}", ["Lund"]),
        (f"{CALLED}\n\nNobody spoke .\n\n{spoken()}", []),
        (f"{CALLED}\n\n{spoken(words=f'Why/WRB/leave/advmod leave/VB/ROOT , {LUND} ?')}", []),
        (f"{CALLED}\n\n{spoken('his/PRP$/wife/nmod:poss wife/NN/asked/nsubj')}", []),
        (f"{CALLED}\n\n{spoken('the/DT/painters/det painters/NNS/asked/nsubj')}", []),
        (f"{CALLED.replace('Lund', 'Alice')}\n\n{spoken('the/DT/king/det king/NN/asked/nsubj')}", []),
        (f"“ {LUND.replace('leave/vocative', 'ROOT')} , sir . ”\n\n{spoken()}", []),
    ],
    ids=["answers", "is answered", "much later", "calls somebody", "kin", "several", "a man", "tells a name"],
)
def test_who_is_called_by_name_answers(written: str, expected: list[str]) -> None:
    assert called(written) == expected
