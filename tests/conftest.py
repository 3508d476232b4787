"""What the tests share: documents made by hand, with gold written inside the text."""

import re
from collections.abc import Callable

import pytest
import spacy
from hypothesis import settings
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed

from attrib.components.paragraphs import ParagraphFinder
from attrib.components.quotes import QuoteFinder
from attrib.doc import set_relations
from attrib.scoring import Relation

settings.register_profile("attrib", deadline=None, derandomize=True, database=None, max_examples=100)
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


@pytest.fixture(autouse=True)
def same_seed() -> None:
    """Networks begin with the same weights in every run."""
    fix_random_seed(0)


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


HANDFUL = (
    "<source>Ann Lee</source> <cue>said</cue> <content>it rains</content>.",
    '<content>"It rains,"</content> <cue>says</cue> <source>Bo</source>.',
    '<content>"No,"</content> <source>she</source> <cue>said</cue>, <content>"never."</content>\n\nIt rained.',
    "<source>Bo</source> <cue>said</cue> <content>no</content>.\n\n<source2>Ann</source2>\n<cue2>agreed</cue2>.",
    "Nobody spoke.",
)
"""What a trainable component must be able to learn by heart."""


@pytest.fixture
def handful(make_doc: Callable[[str], Doc]) -> list[Example]:
    return [Example(make_doc(make_doc(marked).text), make_doc(marked)) for marked in HANDFUL]


@pytest.fixture
def learn(handful: list[Example]) -> Callable[[Language], dict[str, float]]:
    """Train a pipeline on the handful until it should know it by heart; gives the losses of the last round."""

    def fit(nlp: Language) -> dict[str, float]:
        sgd = nlp.initialize(lambda: handful)
        sgd.learn_rate = 0.01
        losses: dict[str, float] = {}
        for _ in range(60):
            losses = {}
            annotates = ["attrib_paragraphs", "attrib_quotes"]
            nlp.update(handful, sgd=sgd, losses=losses, drop=0.0, annotates=annotates)
        return losses

    return fit
