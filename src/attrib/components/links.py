"""`attrib_links`: joins source, cue and content spans into attributions.

Reads `doc.tensor`, `doc.spans["attrib_spans"]` and `doc.spans["attrib_quotes"]`, writes `doc.spans["attrib_links"]`: the
same spans, joined by `id_`; the group's `attrs` hold `{"type": {id: …}, "score": {id: …}}`.

The network (`attrib.ml.biaffine`) says of every word near a cue whether it is source, content or nothing to that cue; the
spans keep their edges and go where their words go. A content goes to one cue, a source may serve several.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example, validate_examples
from spacy.vocab import Vocab

from attrib.components.spans import RoleSpan
from attrib.doc import gold_links
from attrib.errors import MissingAnnotation
from attrib.ml.biaffine import CueScores, Input, LinkerModel
from attrib.ml.pieces import quotation_depths
from attrib.records import QuotationType
from attrib.schema import CONTENT, CUE, LINK_LABELS, LINKS, QUOTES, SOURCE, SPANS

Floats = NDArray[np.float64]

DEFAULT_MODEL = {
    "@architectures": "attrib.Linker.v1",
    "hidden": 128,
    "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 384, "upstream": "tok2vec"},
}


@dataclass(frozen=True, slots=True)
class Link:
    """One attribution: spans of one cue, and how sure it is."""

    cue: RoleSpan
    source: RoleSpan | None
    contents: tuple[RoleSpan, ...]
    score: float


@Language.factory(
    LINKS,
    assigns=["doc.spans"],
    default_config={"model": DEFAULT_MODEL, "least_source": 0.3, "least_content": 0.1},
)
def make_attribution_linker(
    nlp: Language, name: str, model: LinkerModel, least_source: float, least_content: float
) -> "AttributionLinker":
    """Create the component."""
    return AttributionLinker(nlp.vocab, model, name, least_source=least_source, least_content=least_content)


class AttributionLinker(TrainablePipe):
    """Links spans to attributions."""

    def __init__(
        self, vocab: Vocab, model: LinkerModel, name: str = LINKS, *, least_source: float, least_content: float
    ) -> None:
        """Keep the model, and the least probability at which a source or a content is given to a cue."""
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"least_source": least_source, "least_content": least_content}

    def predict(self, docs: Iterable[Doc]) -> list[list[Link]]:
        """The attributions of each document, by their first tokens.

        Raises:
            MissingAnnotation: `attrib_spans` has not run.
        """
        spans = [read_spans(doc) for doc in docs]
        cues = [[(span.start, span.end) for span in found if span.role == CUE] for found in spans]
        scores = self.model.predict(list(zip(docs, cues, strict=True)))
        return [link_spans(*both, **self.cfg) for both in zip(spans, scores, strict=True)]

    def set_annotations(self, docs: Iterable[Doc], predictions: list[list[Link]]) -> None:
        """Write the attributions to the documents.

        Raises:
            MissingAnnotation: `attrib_quotes` has not run.
        """
        for doc, links in zip(docs, predictions, strict=True):
            if QUOTES not in doc.spans:
                raise MissingAnnotation(QUOTES, LINKS)
            depths = quotation_depths(doc)
            doc.spans[LINKS] = [
                Span(doc, span.start, span.end, label=span.role, span_id=f"a{i}")
                for i, link in enumerate(links)
                for span in (link.source, link.cue, *link.contents)
                if span is not None
            ]
            doc.spans[LINKS].attrs["type"] = {
                f"a{i}": quotation_type(doc, link.contents, depths).value for i, link in enumerate(links)
            }
            doc.spans[LINKS].attrs["score"] = {f"a{i}": link.score for i, link in enumerate(links)}

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Any = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from gold relations (`attrib.doc.set_relations`) on the reference documents."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = list(examples)
        validate_examples(examples, "AttributionLinker.update")
        batch: Input = [(example.predicted, gold_links(example.reference)[0]) for example in examples]
        scores, backprop = self.model.begin_update(batch)
        loss, d_scores = self.get_loss(examples, scores)
        backprop(d_scores)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def get_loss(
        self, examples: Iterable[Example], scores: list[list[CueScores]]
    ) -> tuple[float, list[list[CueScores]]]:
        """Cross-entropy of what the words near each gold cue are to it, and its gradient in the scores."""
        total = 0.0
        gradients = []
        for example, cue_scores in zip(examples, scores, strict=True):
            _, roles = gold_links(example.reference)
            d_document = []
            for gold, given in zip(roles, cue_scores, strict=True):
                wanted = gold[given.start : given.start + len(given.scores)]
                log_p = log_softmax(given.scores)
                rows = np.arange(len(wanted))
                total -= float(log_p[rows, wanted].sum())
                gradient = np.exp(log_p)
                gradient[rows, wanted] -= 1
                d_document.append(CueScores(given.start, self.model.ops.asarray2f(gradient)))
            gradients.append(d_document)
        return total, gradients

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None
    ) -> None:
        """Give the model its shapes."""
        examples = list(get_examples())
        validate_examples(examples, "AttributionLinker.initialize")
        self.model.initialize(X=[(example.reference, []) for example in examples[:10]])


def read_spans(doc: Doc) -> list[RoleSpan]:
    """The spans that `attrib_spans` wrote.

    Raises:
        MissingAnnotation: it has not run.
    """
    if SPANS not in doc.spans:
        raise MissingAnnotation(SPANS, LINKS)
    group = doc.spans[SPANS]
    scores = group.attrs["scores"]
    return [RoleSpan(s.label_, s.start, s.end, score) for s, score in zip(group, scores, strict=True)]


def link_spans(
    spans: Sequence[RoleSpan], cue_scores: Sequence[CueScores], *, least_source: float, least_content: float
) -> list[Link]:
    """Give each content to the cue that its words belong to most, and each such cue its source.

    A probability is the geometric mean over the words of a span. Cues without content and spans without a cue are left.
    """
    cues, sources, contents = ([span for span in spans if span.role == role] for role in (CUE, SOURCE, CONTENT))
    if not cues or not contents:
        return []
    of_content = np.stack([belonging(contents, cue) for cue in cue_scores])
    of_source = np.stack([belonging(sources, cue) for cue in cue_scores])
    given: dict[int, list[tuple[RoleSpan, float]]] = {}
    for content, cue, score in zip(contents, of_content.argmax(axis=0), of_content.max(axis=0), strict=True):
        if score >= least_content:
            given.setdefault(int(cue), []).append((content, float(score)))
    links = []
    for i, parts in given.items():
        sure = float(of_source[i].max(initial=0))
        source = sources[int(of_source[i].argmax())] if sure >= least_source else None
        factors = [cues[i].score, *(min(content.score, score) for content, score in parts)]
        factors.append(min(source.score, sure) if source else 1 - sure)
        score = round(float(np.prod(factors) ** (1 / len(factors))), 4)
        links.append(Link(cues[i], source, tuple(content for content, _ in parts), score))
    return sorted(links, key=lambda link: min(link.cue.start, link.contents[0].start))


def belonging(spans: Sequence[RoleSpan], cue: CueScores) -> Floats:
    """Probability that each of these spans of one role is to a cue what that role says; 0 out of the cue's reach."""
    if not spans:
        return np.zeros(0)
    likely = log_softmax(cue.scores)[:, LINK_LABELS.index(spans[0].role)]
    before = np.concatenate([np.zeros(1), np.cumsum(likely, dtype=np.float64)])
    edges = np.array([(span.start, span.end) for span in spans]) - cue.start
    starts, ends = np.clip(edges, 0, len(likely)).T
    means = (before[ends] - before[starts]) / np.maximum(ends - starts, 1)
    return np.where(ends > starts, np.exp(means), 0.0)


def log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logarithms of probabilities over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def quotation_type(doc: Doc, contents: Iterable[RoleSpan], depths: NDArray[np.int64]) -> QuotationType:
    """Direct if all words of the content stand inside quotation marks, indirect if none does, else mixed."""
    inside = [
        bool(depths[i]) for span in contents for i in range(span.start, span.end) if doc[i].text[0].isalnum()
    ]
    if not any(inside):
        return QuotationType.INDIRECT
    return QuotationType.DIRECT if all(inside) else QuotationType.MIXED
