"""`attrib_paragraphs`: marks the paragraphs of a text.

Reads the text, writes `doc.spans["attrib_paragraphs"]`: one span a paragraph, in order, without white space at the
edges.
"""

from spacy.language import Language
from spacy.tokens import Doc

from attrib.doc import text_of
from attrib.layout import find_paragraphs
from attrib.schema import PARAGRAPHS


@Language.factory(PARAGRAPHS, assigns=["doc.spans"])
def make_paragraph_finder(nlp: Language, name: str) -> "ParagraphFinder":
    """Create the component."""
    return ParagraphFinder()


class ParagraphFinder:
    """Finds paragraphs by the rules of `attrib.layout`."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark the paragraphs of one document."""
        found = (doc.char_span(*offsets, alignment_mode="expand") for offsets in find_paragraphs(text_of(doc)))
        doc.spans[PARAGRAPHS] = [span for span in found if span is not None]
        return doc
