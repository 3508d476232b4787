"""`attrib_links`: joins source, cue and content spans into attributions.

Reads `doc.tensor` and the groups `attrib_spans`, `attrib_quotes` and `attrib_paragraphs`, writes
`doc.spans["attrib_links"]`: the same spans, joined by `id_`; its `attrs` hold `{"type": {id: …}, "score": {id: …}}`.
In a transcript (`attrib.transcripts`) each turn is an attribution, and what was found inside it is none.

The network (`attrib.ml.pairs`) scores pairs. Each content chooses among the cues, or none; then each cue that was
chosen chooses among the sources, or none. So contents may be several and a source may serve several cues. Only
quotations may stand in another paragraph than their cue, and what is less sure than the `threshold` is left out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_PUNCT, IS_QUOTE, IS_SPACE
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example, validate_examples
from spacy.vocab import Vocab

from attrib.components.spans import RoleSpan
from attrib.doc import gold_relations, read_turns
from attrib.errors import MissingAnnotation
from attrib.ml.crf import FORBIDDEN
from attrib.ml.pairs import BREAKS, Candidates, Input, LinkerModel, Output, PairScores, candidates
from attrib.ml.pieces import quotation_depths
from attrib.records import QuotationType
from attrib.schema import CONTENT, CUE, ENCODER, LINKS, PARAGRAPHS, QUOTES, ROLES, SOURCE, SPANS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEFAULT_MODEL = {
    "@architectures": "attrib.Linker.v1",
    "hidden": 128,
    "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 384, "upstream": ENCODER},
}

UNCALIBRATED = (0.0, 1.0, 0.0)
"""Weights of `confidence` before they are fitted: the score is then the geometric mean of the probabilities."""

TURN: Final = 0.8
"""The score of a turn. In four of the five transcripts among PolNeAR's training articles the annotators give each turn
to its label, and all the turns that are found there are right; in the fifth they look inside the turns alone."""


@dataclass(frozen=True, slots=True)
class Link:
    """One attribution: spans of one cue, and how sure it is. `evidence` is what `confidence` weighs."""

    cue: RoleSpan
    source: RoleSpan | None
    contents: tuple[RoleSpan, ...]
    evidence: tuple[float, float]
    score: float

    @property
    def spans(self) -> tuple[RoleSpan, ...]:
        """All of them."""
        return (*((self.source,) if self.source else ()), self.cue, *self.contents)

    @property
    def place(self) -> tuple[int, int]:
        """Its first token, and the first of its content: links stand in the order of their places."""
        return min(span.start for span in self.spans), self.contents[0].start


@Language.factory(LINKS, assigns=["doc.spans"], default_config={"model": DEFAULT_MODEL, "threshold": 0.0})
def make_attribution_linker(nlp: Language, name: str, model: LinkerModel, threshold: float) -> "AttributionLinker":
    """Create the component."""
    return AttributionLinker(nlp.vocab, model, name, threshold=threshold)


class AttributionLinker(TrainablePipe):
    """Links spans to attributions."""

    def __init__(self, vocab: Vocab, model: LinkerModel, name: str = LINKS, *, threshold: float = 0.0) -> None:
        """Keep the model, which is built by `attrib.ml.pairs.build_linker`, and the lowest score."""
        self.vocab = vocab
        self.model = model
        self.name = name
        self.threshold = threshold
        self.cfg: dict[str, Any] = {"confidence": list(UNCALIBRATED)}

    def predict(self, docs: Iterable[Doc]) -> list[list[Link]]:
        """The attributions of each document, by their first tokens.

        Raises:
            MissingAnnotation: `attrib_spans` or `attrib_quotes` has not run.
        """
        return [[link for link in links if link.score >= self.threshold] for links in self.link(docs)]

    def link(self, docs: Iterable[Doc]) -> list[list[Link]]:
        """All that `predict` chooses from."""
        docs = list(docs)
        found = [read_spans(doc) for doc in docs]
        batch = [(doc, span_candidates(doc, spans)) for doc, spans in zip(docs, found, strict=True)]
        links = []
        for doc, spans, (of_contents, of_sources) in zip(docs, found, self.model.predict(batch), strict=True):
            together = split_quotations(doc, spans)
            scores = within_paragraphs(doc, spans, of_contents, together), of_sources
            links.append(link_spans(spans, scores, self.cfg["confidence"], together))
        return links

    def set_annotations(self, docs: Iterable[Doc], predictions: list[list[Link]]) -> None:
        """Write the attributions to the documents."""
        for doc, links in zip(docs, predictions, strict=True):
            depths = quotation_depths(doc)
            spoken = is_spoken(doc)
            links = with_turns(links, turn_links(doc))
            doc.spans[LINKS] = [
                Span(doc, span.start, span.end, label=span.role, span_id=f"a{i}")
                for i, link in enumerate(links)
                for span in link.spans
            ]
            doc.spans[LINKS].attrs["type"] = {
                f"a{i}": quotation_type(link.contents, depths, spoken).value for i, link in enumerate(links)
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
        batch: Input = [(example.predicted, gold_candidates(example.reference)[0]) for example in examples]
        scores, backprop = self.model.begin_update(batch)
        loss, d_scores = self.get_loss(examples, scores)
        backprop(d_scores)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def get_loss(self, examples: Iterable[Example], scores: Output) -> tuple[float, Output]:
        """Cross-entropy of the cue that each gold content chooses and the source that each gold cue chooses."""
        total = 0.0
        gradients: Output = []
        for example, given in zip(examples, scores, strict=True):
            _, cue_of, source_of = gold_candidates(example.reference)
            content_loss, d_contents = choice_loss(given[0], given[0].pairs.spans, given[0].pairs.cues, cue_of)
            source_loss, d_sources = choice_loss(given[1], given[1].pairs.cues, given[1].pairs.spans, source_of)
            total += content_loss + source_loss
            gradients.append((d_contents, d_sources))
        return total, gradients

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None) -> None:
        """Give the model its shapes."""
        examples = list(get_examples())
        validate_examples(examples, "AttributionLinker.initialize")
        self.model.initialize(
            X=[(example.reference, gold_candidates(example.reference)[0]) for example in examples[:10]]
        )


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


def span_candidates(doc: Doc, spans: Sequence[RoleSpan]) -> Candidates:
    """Spans as the network reads them."""
    return candidates(
        doc, *(_edges((s.start, s.end) for s in spans if s.role == role) for role in (CUE, SOURCE, CONTENT))
    )


def gold_candidates(doc: Doc) -> tuple[Candidates, Ints, Ints]:
    """The spans of the gold relations, the cue of each content, and the source of each cue (-1 for none)."""
    relations = gold_relations(doc)
    spans = {role: sorted({span for relation in relations for span in relation.get(role, [])}) for role in ROLES}
    cue_of = np.full(len(spans[CONTENT]), -1)
    source_of = np.full(len(spans[CUE]), -1)
    for relation in relations:
        for cue in (spans[CUE].index(cue) for cue in relation.get(CUE, [])):
            for content in relation.get(CONTENT, []):
                cue_of[spans[CONTENT].index(content)] = cue
            for source in relation.get(SOURCE, []):
                source_of[cue] = spans[SOURCE].index(source)
    return candidates(doc, *(_edges(spans[role]) for role in (CUE, SOURCE, CONTENT))), cue_of, source_of


def within_paragraphs(
    doc: Doc, spans: Sequence[RoleSpan], scores: PairScores, together: Sequence[Sequence[int]]
) -> PairScores:
    """The scores of contents, without the pairs of a content and a cue that stands in another paragraph.

    Joined from one paragraph to another are quotations that go on (contents that belong `together`), paragraphs that
    are all quotation, and what follows a colon at a paragraph's end.
    """
    depths, spoken = quotation_depths(doc), is_spoken(doc)
    joined = np.zeros(len(doc), dtype=bool)
    for before, span in pairwise([None, *doc.spans[PARAGRAPHS]]):
        tokens = slice(span.start, span.end)
        behind_colon = before is not None and doc[before.end - 1].text == ":"
        joined[tokens] = behind_colon or depths[tokens][spoken[tokens]].all()
    contents = [span for span in spans if span.role == CONTENT]
    alone = ~joined[[span.start for span in contents]] if contents else np.zeros(0, dtype=bool)
    alone[[i for group in together for i in group]] = False
    apart = scores.pairs.features[:, BREAKS] > 0
    return replace(scores, scores=np.where(apart & alone[scores.pairs.spans], FORBIDDEN, scores.scores))


def split_quotations(doc: Doc, spans: Sequence[RoleSpan]) -> list[list[int]]:
    """The contents that are parts of one quotation over several paragraphs, by their numbers among the contents.

    Raises:
        MissingAnnotation: `attrib_quotes` has not run.
    """
    if QUOTES not in doc.spans:
        raise MissingAnnotation(QUOTES, LINKS)
    contents = [span for span in spans if span.role == CONTENT]
    parts: dict[str, list[Span]] = {}
    for quotation in doc.spans[QUOTES]:
        parts.setdefault(quotation.id_, []).append(quotation)
    return [
        [
            i
            for i, content in enumerate(contents)
            if any(content.start < part.end and content.end > part.start for part in quotation)
        ]
        for quotation in parts.values()
        if len(quotation) > 1
    ]


def link_spans(
    spans: Sequence[RoleSpan],
    scores: tuple[PairScores, PairScores],
    weights: Sequence[float] = UNCALIBRATED,
    together: Sequence[Sequence[int]] = (),
) -> list[Link]:
    """Give each content the cue it chooses, and each chosen cue its source. What nothing is linked to is left out.

    Contents that belong `together` all get the cue of the surest of them.
    """
    cues, sources, contents = ([span for span in spans if span.role == role] for role in (CUE, SOURCE, CONTENT))
    of_contents, of_sources = scores
    cue_of, content_odds = choose(of_contents, of_contents.pairs.spans, of_contents.pairs.cues)
    for group in together:
        linked = [i for i in group if cue_of[i] >= 0]
        if linked:
            cue_of[group] = cue_of[max(linked, key=lambda i: content_odds[i])]
    source_of, source_odds = choose(of_sources, of_sources.pairs.cues, of_sources.pairs.spans)
    given: dict[int, list[int]] = {}
    for content in np.flatnonzero(cue_of >= 0).tolist():
        given.setdefault(int(cue_of[content]), []).append(content)
    links = []
    for cue, parts in given.items():
        source = sources[source_of[cue]] if source_of[cue] >= 0 else None
        likely = [cues[cue].score, float(source_odds[cue])]
        likely += [contents[part].score for part in parts] + [float(content_odds[part]) for part in parts]
        likely += [source.score] if source else []
        evidence = weigh(likely)
        score = confidence(evidence, weights)
        links.append(Link(cues[cue], source, tuple(contents[part] for part in parts), evidence, score))
    return sorted(links, key=attrgetter("place"))


def turn_links(doc: Doc) -> list[Link]:
    """The turns of a transcript: its label said what follows, without the last full stop."""
    links = []
    for label, colon, parts in read_turns(doc):
        if parts[-1][-1].text == "." and len(parts[-1]) > 1:
            parts[-1] = parts[-1][:-1]
        source, cue, *contents = (
            RoleSpan(role, span.start, span.end, TURN)
            for role, span in zip((SOURCE, CUE, *[CONTENT] * len(parts)), (label, colon, *parts), strict=True)
        )
        links.append(Link(cue, source, tuple(contents), weigh([TURN]), TURN))
    return links


def with_turns(links: Iterable[Link], turns: list[Link]) -> list[Link]:
    """Turns and the links outside them, in the order of the text."""
    taken = [(turn.spans[0].start, turn.spans[-1].end) for turn in turns]
    outside = [
        link
        for link in links
        if not any(start < span.end and span.start < end for span in link.spans for start, end in taken)
    ]
    return sorted([*turns, *outside], key=attrgetter("place"))


def weigh(likely: Sequence[float]) -> tuple[float, float]:
    """The log odds of the geometric mean of probabilities, and of the least of them."""
    safe = np.clip(likely, 1e-6, 1 - 1e-6)
    both = np.array([np.exp(np.log(safe).mean()), safe.min()])
    mean, least = np.log(both / (1 - both)).tolist()
    return mean, least


def confidence(evidence: tuple[float, float], weights: Sequence[float]) -> float:
    """Probability that a link is right, by logistic regression (Platt, 1999): bias, mean, least."""
    bias, mean, least = weights
    return round(float(1 / (1 + np.exp(-(bias + mean * evidence[0] + least * evidence[1])))), 4)


def choose(scores: PairScores, groups: Ints, choices: Ints) -> tuple[Ints, Floats]:
    """The best choice of each group of pairs, -1 for none, and its probability."""
    likely, likely_none = normalise(scores, groups)
    best = likely_none.copy()
    np.maximum.at(best, groups, likely)
    chosen = np.full(len(best), -1)
    hits = np.flatnonzero((likely == best[groups]) & (likely > likely_none[groups]))
    chosen[groups[hits]] = choices[hits]
    return chosen, best


def choice_loss(scores: PairScores, groups: Ints, choices: Ints, wanted: Ints) -> tuple[float, PairScores]:
    """Cross-entropy of the wanted choice (-1 for none) of each group, and its gradient."""
    likely, likely_none = normalise(scores, groups)
    right = wanted[groups] == choices
    no_pair = wanted == -1
    loss = -float(np.log(likely[right]).sum() + np.log(likely_none[no_pair]).sum())
    known = no_pair.copy()
    known[groups[right]] = True  # where what is wanted is out of reach, nothing is learned
    d_pairs, d_none = (likely - right) * known[groups], (likely_none - no_pair) * known
    return loss, PairScores(scores.pairs, d_pairs.astype(np.float32), d_none.astype(np.float32))


def normalise(scores: PairScores, groups: Ints) -> tuple[Floats, Floats]:
    """Probabilities of the pairs and of none, which sum to 1 over each group."""
    top = scores.none.astype(np.float64)
    np.maximum.at(top, groups, scores.scores)
    odds, odds_none = np.exp(scores.scores - top[groups]), np.exp(scores.none - top)
    total = odds_none.copy()
    np.add.at(total, groups, odds)
    return odds / total[groups], odds_none / total


def _edges(spans: Iterable[tuple[int, int]]) -> Ints:
    return np.array(list(spans), dtype=np.int64).reshape(-1, 2)


def is_spoken(doc: Doc) -> NDArray[np.bool_]:
    """Whether each token is more than punctuation, a mark or white space: (tokens,)."""
    return np.asarray(~doc.to_array([IS_PUNCT, IS_QUOTE, IS_SPACE]).any(axis=1))


def quotation_type(contents: Iterable[RoleSpan], depths: Ints, spoken: NDArray[np.bool_]) -> QuotationType:
    """Direct if all words of the content stand inside quotation marks, indirect if none does, else mixed."""
    words = np.concatenate([np.arange(span.start, span.end) for span in contents])
    inside = depths[words[spoken[words]]] > 0
    if not inside.any():
        return QuotationType.INDIRECT
    return QuotationType.DIRECT if inside.all() else QuotationType.MIXED
