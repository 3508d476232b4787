"""`attrib_spans`: finds the words that fill a role.

Reads `doc.tensor` and the groups `attrib_paragraphs` and `attrib_quotes`, writes `doc.spans["attrib_spans"]`: source,
cue and content spans in the order of the text, none over another's tokens; the group's `attrs["scores"]` hold one
probability a span.

A conditional random field over tags (`attrib.ml.crf`), decoded paragraph by paragraph: no role goes on into the next
paragraph. White space is left out of the sequences, so a line break inside a sentence changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example, validate_examples
from spacy.vocab import Vocab
from thinc.api import Model
from thinc.types import Floats2d

from attrib.doc import gold_tags
from attrib.errors import MissingAnnotation
from attrib.ml import crf
from attrib.ml.pieces import is_word, quotation_depths
from attrib.schema import CONTENT, ENCODER, PARAGRAPHS, QUOTES, SPANS, TAGS

Ints = NDArray[np.int64]

DEFAULT_MODEL = {
    "@architectures": "attrib.Tagger.v1",
    "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 384, "upstream": ENCODER},
}

_STOPS: Final = frozenset(".!?")
_BEFORE_SENTENCES: Final = _STOPS | frozenset(":-–—")
"""Tokens after which a content that is a sentence begins."""


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """Tokens [start, end) that fill a role, and how likely they are to."""

    role: str
    start: int
    end: int
    score: float


@Language.factory(SPANS, assigns=["doc.spans"], default_config={"model": DEFAULT_MODEL})
def make_span_extractor(nlp: Language, name: str, model: Model[list[Doc], list[Floats2d]]) -> "SpanExtractor":
    """Create the component."""
    return SpanExtractor(nlp.vocab, model, name)


class SpanExtractor(TrainablePipe):
    """Extracts source, cue and content spans."""

    def __init__(self, vocab: Vocab, model: Model[list[Doc], list[Floats2d]], name: str = SPANS) -> None:
        """Keep the model; its parts are those of `attrib.ml.tagger`."""
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {}

    def predict(self, docs: Iterable[Doc]) -> list[list[RoleSpan]]:
        """The spans of each document.

        Raises:
            MissingAnnotation: `attrib_paragraphs` or `attrib_quotes` has not run.
        """
        docs = list(docs)
        if not docs:
            return []
        sequences = [paragraph_words(doc) for doc in docs]
        emissions = self.model.predict(docs)
        begins = np.cumsum([0] + [len(doc) for doc in docs])
        joined = [words + begin for begin, found in zip(begins, sequences, strict=False) for words in found]
        spans = extract_spans(np.concatenate(emissions), joined, self.model.get_param("transitions"))
        predictions: list[list[RoleSpan]] = [[] for _ in docs]
        for span in spans:
            i = int(np.searchsorted(begins, span.start, side="right")) - 1
            begin = int(begins[i])
            predictions[i].append(replace(span, start=span.start - begin, end=span.end - begin))
        return [trimmed(doc, found) for doc, found in zip(docs, predictions, strict=True)]

    def set_annotations(self, docs: Iterable[Doc], predictions: list[list[RoleSpan]]) -> None:
        """Write the spans to the documents."""
        for doc, spans in zip(docs, predictions, strict=True):
            doc.spans[SPANS] = [Span(doc, span.start, span.end, label=span.role) for span in spans]
            doc.spans[SPANS].attrs["scores"] = [span.score for span in spans]

    def get_loss(self, examples: Iterable[Example], scores: list[Floats2d]) -> tuple[float, list[Floats2d]]:
        """Negative log-likelihood of the gold tags, and its gradient in the emissions.

        The gradient in the transitions is added to the model's.
        """
        total = 0.0
        gradients = []
        transitions = self.model.get_param("transitions")
        for example, emissions in zip(examples, scores, strict=True):
            gradient = np.zeros_like(emissions)
            right = np.eye(len(TAGS), dtype=bool)[gold_tags(example.reference)]
            for rows, lengths in padded(paragraph_words(example.predicted)):
                loss, d_emissions, d_transitions = crf.negative_log_likelihood(
                    emissions[rows], transitions, right[rows], lengths
                )
                live = np.arange(rows.shape[1]) < lengths[:, None]
                gradient[rows[live]] = d_emissions[live]
                self.model.inc_grad("transitions", self.model.ops.asarray2f(d_transitions))
                total += loss
            gradients.append(self.model.ops.asarray2f(gradient))
        return total, gradients

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None) -> None:
        """Give the model its shapes."""
        examples = list(get_examples())
        validate_examples(examples, "SpanExtractor.initialize")
        self.model.initialize(X=[example.reference for example in examples[:10]])


def trimmed(doc: Doc, spans: Iterable[RoleSpan]) -> list[RoleSpan]:
    """The spans, contents without what PolNeAR's annotators leave out.

    That is the full stop of their sentence, the sentences after that in which a content begins or its quotation ends,
    and those before its quotation. Only contents that are sentences of their own, without marks, go on: transcripts.

    Raises:
        MissingAnnotation: `attrib_quotes` has not run.
    """
    if QUOTES not in doc.spans:
        raise MissingAnnotation(QUOTES, SPANS)
    depths = quotation_depths(doc)
    firsts = {span.start for span in doc.spans[PARAGRAPHS]}

    def trim(span: RoleSpan) -> RoleSpan:
        start, end = span.start, span.end
        in_transcript = not depths[start] and (start in firsts or doc[start - 1].text in _BEFORE_SENTENCES)
        for last in [i for i in range(start, end - 1) if _ends_sentence(doc, i, depths)]:
            if in_transcript and depths[last + 1]:
                start, in_transcript = last + 1, False
            elif not in_transcript and not depths[last + 1]:
                end = last + 1
                break
        if end - 1 > start and doc[end - 1].text == "." and not depths[end - 1]:
            end -= 1
        return replace(span, start=start, end=end)

    return [trim(span) if span.role == CONTENT else span for span in spans]


def _ends_sentence(doc: Doc, i: int, depths: Ints) -> bool:
    """Whether a token is the last of a sentence and of all quotations that it is in."""
    if depths[i] and depths[i + 1]:
        return False
    stop, after = doc[i - 1 if depths[i] else i].text, doc[i + 1].text
    return stop in _STOPS and after not in _STOPS and not after[0].islower()


def paragraph_words(doc: Doc) -> list[Ints]:
    """Indices of the tokens that are not white space, by paragraph.

    Raises:
        MissingAnnotation: `attrib_paragraphs` has not run.
    """
    if PARAGRAPHS not in doc.spans:
        raise MissingAnnotation(PARAGRAPHS, SPANS)
    words = np.flatnonzero(is_word(doc))
    edges = [np.searchsorted(words, (span.start, span.end)) for span in doc.spans[PARAGRAPHS]]
    return [words[start:end] for start, end in edges if end > start]


def extract_spans(emissions: Floats2d, sequences: list[Ints], transitions: Floats2d) -> list[RoleSpan]:
    """The spans on the best paths through paragraphs, in the order of the text.

    `sequences` hold the rows of `emissions` (tokens, tags) that each paragraph is made of.
    """
    allowed, starts = constrain(transitions)
    found: list[RoleSpan] = []
    for rows, lengths in padded(sequences):
        paths = crf.viterbi(emissions[rows], allowed, starts, lengths)
        _, probabilities, _ = crf.marginals(emissions[rows], allowed, starts, lengths)
        for words, path, likely in zip(rows, paths, probabilities, strict=True):
            for role, first, last in read_path(path):
                score = float(likely[np.arange(first, last), path[first:last]].min())
                found.append(RoleSpan(role, int(words[first]), int(words[last - 1]) + 1, score))
    return sorted(found, key=lambda span: span.start)


def constrain(transitions: Floats2d) -> tuple[Floats2d, NDArray[np.float32]]:
    """Transitions and starts in which a role goes on only where it has begun."""
    allowed, starts = transitions.copy(), np.zeros(len(TAGS), dtype=np.float32)
    for i, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            starts[i] = crf.FORBIDDEN
            begun = [TAGS.index(f"B-{tag[2:]}"), i]
            allowed[[row for row in range(len(TAGS)) if row not in begun], i] = crf.FORBIDDEN
    return allowed, starts


def read_path(path: Ints) -> Iterator[tuple[str, int, int]]:
    """Role, first step and step after the last of each span of a path (-1 past its end)."""
    tags = [TAGS[tag] if tag >= 0 else "O" for tag in path]
    for i, tag in enumerate(tags):
        if tag.startswith("B-"):
            end = i + 1
            while end < len(tags) and tags[end] == f"I-{tag[2:]}":
                end += 1
            yield tag[2:], i, end


def padded(sequences: list[Ints]) -> Iterator[tuple[Ints, Ints]]:
    """Sequences as padded (sequences, longest) arrays with their lengths, no array more than half padding."""
    by_length = sorted(sequences, key=len)
    start = 0
    while start < len(by_length):
        end = start
        while end < len(by_length) and len(by_length[end]) <= 2 * len(by_length[start]):
            end += 1
        group = by_length[start:end]
        rows = np.zeros((len(group), len(group[-1])), dtype=np.int64)
        for row, words in zip(rows, group, strict=True):
            row[: len(words)] = words
        yield rows, np.array([len(words) for words in group])
        start = end
