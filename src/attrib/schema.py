"""The names of components, span groups and labels on the Doc, each written once.

A component that writes a span group has its name.
"""

from typing import Final

ENCODER: Final = "attrib_encoder"
PARAGRAPHS: Final = "attrib_paragraphs"
QUOTES: Final = "attrib_quotes"
SPANS: Final = "attrib_spans"
LEMMAS: Final = "attrib_lemmas"
PARSER: Final = "attrib_parser"
ENTITIES: Final = "attrib_entities"
LINKS: Final = "attrib_links"
NESTED: Final = "attrib_nested"
SPEAKERS: Final = "attrib_speakers"
FACTS: Final = "attrib_facts"

SOURCE: Final = "SOURCE"
CUE: Final = "CUE"
CONTENT: Final = "CONTENT"
ROLES: Final = (SOURCE, CUE, CONTENT)

CIRCUMSTANCES: Final = ("ADDRESSEE", "MEDIUM", "TIME", "PLACE")
"""The labels of `attrib_facts`."""

TAGS: Final = ("O", "B-SOURCE", "I-SOURCE", "B-CUE", "I-CUE", "B-CONTENT", "I-CONTENT")
"""The tagger's labels, in the order of its output columns."""

ENTITY_LABELS: Final = (
    "PERSON",
    "ORG",
    "GPE",
    "LOC",
    "FAC",
    "NORP",
    "EVENT",
    "PRODUCT",
    "DATE",
    "TIME",
    "MONEY",
    "PERCENT",
    "CARDINAL",
    "ORDINAL",
)
"""The labels of `doc.ents`, as OntoNotes names them."""

ENTITY_TAGS: Final = ("O", *(f"{place}-{label}" for label in ENTITY_LABELS for place in "BI"))
"""BIO tags of entities, in the order of the columns of their scores."""
