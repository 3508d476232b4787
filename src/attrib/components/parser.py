"""`attrib_parser`: the head of each word and its relation to it, by Universal Dependencies.

Reads `doc.tensor`, sentence starts and `doc.spans["attrib_paragraphs"]`; writes heads, relations and sentence starts.
A sentence ends with its paragraph at the latest. White space hangs on the word before it.

The pipeline's `doc.noun_chunks` are those of `attrib.grammar`: spaCy's own for English know no UD relations.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD, IS_SPACE, SENT_START
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Model

from attrib.errors import MissingAnnotation
from attrib.grammar import noun_chunks
from attrib.ml.biaffine import Hidden, best_tree, head_scores, label_scores
from attrib.schema import ENCODER, PARAGRAPHS, PARSER

LONGEST: Final = 200
"""Words of a sentence; a longer one (a table, a list) is parsed in parts."""

_ROOT: Final = "ROOT"
_BLANK: Final = -1
"""The number of the relation of white space to the word before it."""
_AT_ONCE: Final = 500
"""Words whose relations are scored at once: each takes 20 kB."""

Ints = NDArray[np.int64]

DEFAULT_MODEL = {
    "@architectures": "attrib.Biaffine.v1",
    "arcs": 256,
    "relations": 96,
    "labels": 51,
    "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 384, "upstream": ENCODER},
}


@Language.factory(
    PARSER,
    assigns=["token.head", "token.dep", "token.is_sent_start", "doc.sents"],
    default_config={"model": DEFAULT_MODEL, "scorer": {"@scorers": "spacy.parser_scorer.v1"}},
    default_score_weights={"dep_uas": 0.5, "dep_las": 0.5},
)
def make_parser(
    nlp: Language, name: str, model: Model[list[Doc], list[Hidden]], scorer: Callable[..., Any] | None
) -> "BiaffineParser":
    """Create the component."""
    return BiaffineParser(nlp.vocab, model, name, scorer=scorer)


class BiaffineParser(TrainablePipe):
    """Parses sentences. Its weights come from `attrib train`."""

    def __init__(
        self,
        vocab: Vocab,
        model: Model[list[Doc], list[Hidden]],
        name: str = PARSER,
        *,
        scorer: Callable[..., Any] | None = None,
    ) -> None:
        """Keep the model; `cfg["labels"]` names the relations."""
        self.vocab = vocab
        self.model = model
        self.name = name
        self.scorer = scorer
        self.cfg: dict[str, Any] = {"labels": []}
        chunks: Any = noun_chunks  # spaCy takes (start, end, label) too, but does not say so
        vocab.get_noun_chunks = chunks

    @property
    def labels(self) -> tuple[str, ...]:
        """The relations, in the order of the model's columns."""
        return tuple(self.cfg["labels"])

    def predict(self, docs: Iterable[Doc]) -> list[tuple[Ints, Ints]]:
        """Of each document the head and the number of the relation of each token.

        Raises:
            MissingAnnotation: `attrib_paragraphs` has not run.
        """
        docs = list(docs)
        if not docs:
            return []
        arcs, labels = self.model.get_param("arcs"), self.model.get_param("labels")
        root = self.labels.index(_ROOT)
        return [
            parse(doc, hidden, arcs, labels, root) for doc, hidden in zip(docs, self.model.predict(docs), strict=True)
        ]

    def set_annotations(self, docs: Iterable[Doc], parses: list[tuple[Ints, Ints]]) -> None:
        """Write the parses to the documents."""
        for doc, (heads, relations) in zip(docs, parses, strict=True):
            if len(doc):
                labels = (*self.labels, "dep")  # the last, `_BLANK`, is spaCy's for white space
                names = np.array([doc.vocab.strings.add(label) for label in labels], dtype=np.uint64)
                offsets = (heads - np.arange(len(doc))).astype(np.uint64)
                doc.from_array([HEAD, DEP], np.stack([offsets, names[relations]], axis=1))

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None) -> None:
        """Give the model its shapes."""
        self.model.initialize()


def parse(doc: Doc, hidden: Hidden, arcs: Any, labels: Any, root: int) -> tuple[Ints, Ints]:
    """Head and relation of each token, by the best tree of each sentence; `root` is the number of the root's."""
    dependents, heads, labelled, labelling = hidden
    found = np.arange(len(doc))
    words = np.flatnonzero(doc.to_array(IS_SPACE) == 0)
    for sentence in sentences(doc, words):
        tree = best_tree(head_scores(dependents[sentence], heads[sentence], arcs))
        found[sentence] = sentence[tree]
    relations = np.full(len(doc), root)
    for rows in np.array_split(words, 1 + len(words) // _AT_ONCE):
        scores = label_scores(labelled[rows], labelling, found[rows], labels)
        scores[:, root] = -np.inf
        relations[rows] = np.where(found[rows] == rows, root, scores.argmax(axis=1))
    blank = np.setdiff1d(np.arange(len(doc)), words)
    if len(words):
        before = np.searchsorted(words, blank) - 1
        found[blank] = words[np.maximum(before, 0)]
        relations[blank] = _BLANK
    return found, relations


def sentences(doc: Doc, words: Ints) -> Iterator[Ints]:
    """The words of each sentence.

    Raises:
        MissingAnnotation: `attrib_paragraphs` has not run.
    """
    if PARAGRAPHS not in doc.spans:
        raise MissingAnnotation(PARAGRAPHS, PARSER)
    starts = np.flatnonzero(doc.to_array(SENT_START) == 1)
    paragraphs = np.array([span.start for span in doc.spans[PARAGRAPHS]], dtype=np.int64)
    for sentence in np.split(words, np.unique(np.searchsorted(words, np.concatenate([starts, paragraphs])))):
        yield from (sentence[first : first + LONGEST] for first in range(0, len(sentence), LONGEST))
