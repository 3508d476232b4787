"""`attrib_paragraphs`: the rules of `attrib.layout` on a Doc."""

from collections.abc import Callable
from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from attrib.layout import find_paragraphs
from attrib.schema import PARAGRAPHS

MakeDoc = Callable[[str], Doc]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", []),
        ("\n \n", []),
        ("One.", ["One."]),
        ("\n\nOne.\n\n Two.\nThree. \n", ["One.", "Two.", "Three."]),
        ("One\r\nis\r\none.\r\n\r\nTwo.", ["One\r\nis\r\none.", "Two."]),
        ("> One.\n>\n> Two.", ["One.", "Two."]),
    ],
)
def test_paragraphs_become_spans(make_doc: MakeDoc, text: str, paragraphs: list[str]) -> None:
    doc = make_doc(text)
    assert [span.text for span in doc.spans[PARAGRAPHS]] == paragraphs


@given(st.text(st.sampled_from("Aa.,\"' \n\r\t\u00a0\u200b\u2028>😀"), max_size=60))
def test_each_paragraph_of_any_text_has_words_of_its_own(make_doc: MakeDoc, text: str) -> None:
    doc = make_doc(text)
    spans = list(doc.spans[PARAGRAPHS])
    assert len(spans) == len(find_paragraphs(text))
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert not any(span[0].is_space or span[-1].is_space for span in spans)


def test_the_component_is_a_factory() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("attrib_paragraphs")
    doc = nlp("One.\n\nTwo.")
    assert [span.text for span in doc.spans[PARAGRAPHS]] == ["One.", "Two."]
