"""`attrib_quotes`: the rules of `attrib.marks` on a Doc."""

from collections.abc import Callable

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from attrib.errors import MissingAnnotation
from attrib.layout import find_paragraphs
from attrib.marks import pair_marks
from attrib.schema import QUOTES

MakeDoc = Callable[[str], Doc]


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("", []),
        ("It rained.", []),
        ('"It rains," she said.', [('"It rains,"', "1", "q0")]),
        (
            '"He said \'no\'," she said. "So?"',
            [("\"He said 'no',\"", "1", "q0"), ("'no'", "2", "q1"), ('"So?"', "1", "q2")],
        ),
        (
            '"One.\n\n"Two," she said.\n\n"Three."',
            [('"One.', "1", "q0"), ('"Two,"', "1", "q0"), ('"Three."', "1", "q1")],
        ),
        ("It's the workers' turn", []),
        ("``It rains,'' she\r\nsaid.", [("``It rains,''", "1", "q0")]),
        ("« Il pleut », she said.", [("« Il pleut »", "1", "q0")]),
    ],
)
def test_quotations_become_spans(make_doc: MakeDoc, text: str, quotations: list[tuple[str, str, str]]) -> None:
    doc = make_doc(text)
    assert [(span.text, span.label_, span.id_) for span in doc.spans[QUOTES]] == quotations


@given(st.text(st.sampled_from("Aas \"'“”‘’«»`.,-\n5"), max_size=50))
def test_spans_hold_the_quotations_of_any_text(make_doc: MakeDoc, text: str) -> None:
    doc = make_doc(text)
    spans = list(doc.spans[QUOTES])
    found = pair_marks(text, find_paragraphs(text))
    assert [span.label_ for span in spans] == [str(quotation.depth) for quotation in found]
    for span, quotation in zip(spans, found, strict=True):
        assert span.start_char <= quotation.start < quotation.end <= span.end_char


def test_paragraphs_come_first() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("attrib_quotes")
    with pytest.raises(MissingAnnotation, match=r"'attrib_quotes' reads doc\.spans\['attrib_paragraphs'\]"):
        nlp("It rained.")
    nlp.add_pipe("attrib_paragraphs", first=True)
    assert len(nlp('"It rained."').spans[QUOTES]) == 1


def test_spans_travel_with_the_doc(make_doc: MakeDoc) -> None:
    doc = make_doc('"One.\n\n"Two," she said.')
    other = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert [(s.text, s.label_, s.id_) for s in other.spans[QUOTES]] == [('"One.', "1", "q0"), ('"Two,"', "1", "q0")]
