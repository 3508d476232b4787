"""`attrib_entities`: names of people, bodies, places, times, amounts.

Reads `doc.tensor` and `doc.spans["attrib_paragraphs"]`, writes `doc.ents`. Entities that are already there stay, and
none is found over them.

One score a word and BIO tag, and the best path among those in which an entity goes on only where it has begun; no
entity goes on into the next paragraph.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Model
from thinc.types import Floats2d

from attrib.components.spans import padded, paragraph_words
from attrib.ml import crf
from attrib.schema import ENCODER, ENTITIES, ENTITY_TAGS

DEFAULT_MODEL = {
    "@architectures": "attrib.Softmax.v1",
    "nO": len(ENTITY_TAGS),
    "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 384, "upstream": ENCODER},
}

Ints = NDArray[np.int64]
Entity = tuple[int, int, str]
"""First token, token after the last, label."""


@Language.factory(
    ENTITIES,
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={"model": DEFAULT_MODEL, "scorer": {"@scorers": "spacy.ner_scorer.v1"}},
    default_score_weights={"ents_f": 1.0},
)
def make_entity_finder(
    nlp: Language, name: str, model: Model[list[Doc], list[Floats2d]], scorer: Callable[..., Any] | None
) -> "EntityFinder":
    """Create the component."""
    return EntityFinder(nlp.vocab, model, name, scorer=scorer)


class EntityFinder(TrainablePipe):
    """Finds named entities. Its weights come from `attrib train`."""

    def __init__(
        self,
        vocab: Vocab,
        model: Model[list[Doc], list[Floats2d]],
        name: str = ENTITIES,
        *,
        scorer: Callable[..., Any] | None = None,
    ) -> None:
        """Keep the model; the columns of its scores are `schema.ENTITY_TAGS`."""
        self.vocab = vocab
        self.model = model
        self.name = name
        self.scorer = scorer
        self.cfg: dict[str, Any] = {}

    def predict(self, docs: Iterable[Doc]) -> list[list[Entity]]:
        """The entities of each document.

        Raises:
            MissingAnnotation: `attrib_paragraphs` has not run.
        """
        docs = list(docs)
        sequences = [paragraph_words(doc) for doc in docs]
        if not any(sequences):
            return [[] for _ in docs]
        return [find_entities(rows, words) for rows, words in zip(self.model.predict(docs), sequences, strict=True)]

    def set_annotations(self, docs: Iterable[Doc], predictions: list[list[Entity]]) -> None:
        """Write the entities to the documents."""
        for doc, found in zip(docs, predictions, strict=True):
            there = list(doc.ents)
            taken = {token.i for span in there for token in span}
            new = [Span(doc, *entity) for entity in found if taken.isdisjoint(range(*entity[:2]))]
            doc.set_ents(there + new)

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None) -> None:
        """Give the model its shapes."""
        self.model.initialize()


def find_entities(scores: Floats2d, sequences: list[Ints]) -> list[Entity]:
    """The entities on the best paths through paragraphs: (tokens, tags) scores, and the tokens of each paragraph."""
    transitions, starts = _only_begun()
    found = []
    for rows, lengths in padded(sequences):
        paths = crf.viterbi(np.asarray(scores[rows], dtype=np.float32), transitions, starts, lengths)
        for words, path in zip(rows, paths, strict=True):
            begun = np.flatnonzero((path > 0) & (path % 2 == 1))
            for first in begun.tolist():
                last = first + 1
                while last < len(path) and path[last] == path[first] + 1:
                    last += 1
                found.append((int(words[first]), int(words[last - 1]) + 1, ENTITY_TAGS[path[first]][2:]))
    return sorted(found)


def _only_begun() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Transitions and starts in which an entity goes on only where it has begun."""
    tags = np.arange(len(ENTITY_TAGS))
    inside = (tags > 0) & (tags % 2 == 0)
    begun = (tags[:, None] == tags[None]) | (tags[:, None] == tags[None] - 1)
    transitions = np.where(inside[None] & ~begun, crf.FORBIDDEN, np.float32(0))
    return transitions, np.where(inside, crf.FORBIDDEN, np.float32(0))
