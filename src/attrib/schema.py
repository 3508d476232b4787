"""The names of span groups and labels on the Doc, each written once."""

from typing import Final

PARAGRAPHS: Final = "attrib_paragraphs"
QUOTES: Final = "attrib_quotes"
SPANS: Final = "attrib_spans"
LINKS: Final = "attrib_links"

SOURCE: Final = "SOURCE"
CUE: Final = "CUE"
CONTENT: Final = "CONTENT"
ROLES: Final = (SOURCE, CUE, CONTENT)

TAGS: Final = ("O", "B-SOURCE", "I-SOURCE", "B-CUE", "I-CUE", "B-CONTENT", "I-CONTENT")
"""The tagger's labels, in the order of its output columns."""
