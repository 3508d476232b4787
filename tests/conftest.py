"""What the tests share: documents made by hand, with gold written inside the text."""

import re
from collections.abc import Callable

import pytest
import spacy
from hypothesis import settings
from spacy.language import Language
from spacy.tokens import Doc

from attrib.components.paragraphs import ParagraphFinder
from attrib.components.quotes import QuoteFinder
from attrib.doc import set_relations
from attrib.scoring import Relation

settings.register_profile("attrib", deadline=None, derandomize=True, database=None, max_examples=200)
settings.load_profile("attrib")

_TAG = re.compile(r"<(/?)(source|cue|content)(\d*)>")


def read_marked(marked: str) -> tuple[str, list[Relation]]:
    """Plain text and gold of a text with <source>, <cue> and <content> in it; <cue2> is of another relation."""
    found: dict[str, dict[str, list[tuple[int, int]]]] = {}
    starts: dict[tuple[str, str], int] = {}
    text, end = "", 0
    for tag in _TAG.finditer(marked):
        text += marked[end : tag.start()]
        end = tag.end()
        closes, role, relation = tag.groups()
        if closes:
            parts = found.setdefault(relation, {}).setdefault(role, [])
            parts.append((starts.pop((relation, role)), len(text)))
        else:
            starts[relation, role] = len(text)
    assert not starts, f"not closed: {starts}"
    relations = [Relation(**{role: tuple(parts) for role, parts in roles.items()}) for roles in found.values()]
    return text + marked[end:], relations


@pytest.fixture(scope="session")
def nlp() -> Language:
    return spacy.blank("en")


@pytest.fixture(scope="session")
def make_doc(nlp: Language) -> Callable[[str], Doc]:
    """A Doc with its paragraphs, quotations and the gold relations that are marked in the text."""

    def make(marked: str) -> Doc:
        text, relations = read_marked(marked)
        doc = QuoteFinder()(ParagraphFinder()(nlp(text)))
        set_relations(doc, relations)
        return doc

    return make
