"""What docs/interchange.md shows is true."""

import json
import re
from pathlib import Path

from attrib.interchange import brat, quotation, web_annotation
from attrib.records import Act, Attribution, Extent, Polarity, QuotationType, Resolution, Speaker, SpeakerKind

DOCUMENT = (Path(__file__).parents[2] / "docs" / "interchange.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
(TEXT,) = [block for language, block in BLOCKS if language == "text"]
PAGE, GRAPH = [json.loads(block) for language, block in BLOCKS if language == "json"]
(ANN,) = [block for language, block in BLOCKS if language == "ann"]

ANN_MOE = Extent.cut(TEXT, ((12, 19),))
RECORD = Attribution(
    "a0",
    QuotationType.DIRECT,
    Extent.cut(TEXT, ((0, 11),)),
    Extent.cut(TEXT, ((20, 24),)),
    ANN_MOE,
    (Speaker("Ann Moe", SpeakerKind.PERSON, ANN_MOE, mentions=(ANN_MOE,), resolution=Resolution.NAME),),
    act=Act.ASSERTION,
    polarity=Polarity.POSITIVE,
    score=0.9,
)


def test_the_web_annotation() -> None:
    assert web_annotation.to_page("mill.txt", TEXT, [RECORD]) == PAGE
    assert web_annotation.from_page(PAGE, "") == ("mill.txt", [RECORD])


def test_the_lines_of_brat() -> None:
    *lines, note = brat.to_ann(TEXT, [RECORD]).splitlines(keepends=True)
    assert ("".join(lines), note[:16]) == (ANN, "#1\tAttribution T")
    (found,) = brat.from_ann(ANN, TEXT, Path("mill.ann"))
    assert (found.content, found.cue, found.source) == (RECORD.content, RECORD.cue, RECORD.source)


def test_the_quotation() -> None:
    assert quotation.to_graph([("mill.txt", [RECORD])]) == GRAPH


def test_every_type_of_brat_and_every_term_of_ours_is_described() -> None:
    types = re.findall(r"^([A-Z]\w+)", brat.annotation_conf(), re.MULTILINE)
    terms = [f"attrib:{field}" for field in RECORD.to_dict() if field not in ("id", "content", "speakers")]
    assert [name for name in [*types, *terms] if f"`{name}`" not in DOCUMENT] == []
