"""`attrib_quotes`: pairs quotation marks.

Reads `doc.spans["attrib_paragraphs"]`, writes `doc.spans["attrib_quotes"]`: one span a quotation and paragraph, marks
included, in the order of their first tokens. The label is the depth ("1" is outermost); spans of one quotation that
goes on over several paragraphs share their `id_`.
"""

from spacy.language import Language
from spacy.tokens import Doc, Span

from attrib.doc import text_of
from attrib.errors import MissingAnnotation
from attrib.marks import pair_marks
from attrib.schema import PARAGRAPHS, QUOTES


@Language.factory(QUOTES, assigns=["doc.spans"])
def make_quote_finder(nlp: Language, name: str) -> "QuoteFinder":
    """Create the component."""
    return QuoteFinder()


class QuoteFinder:
    """Finds quotations by the rules of `attrib.marks`."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark the quotations of one document.

        Raises:
            MissingAnnotation: `attrib_paragraphs` has not run.
        """
        if PARAGRAPHS not in doc.spans:
            raise MissingAnnotation(PARAGRAPHS, QUOTES)
        paragraphs = [(span.start_char, span.end_char) for span in doc.spans[PARAGRAPHS]]
        spans: list[Span] = []
        for quotation in pair_marks(text_of(doc), paragraphs):
            span = doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
            if span is not None:
                label, name = str(quotation.depth), f"q{quotation.number}"
                spans.append(Span(doc, span.start, span.end, label=label, span_id=name))
        doc.spans[QUOTES] = spans
        return doc
