"""Trains the network that finds antecedents, on the vectors of the encoder as it is trained by then.

Learned from: OntoGUM's chains (GUM's documents that are not kept out) and LitBank's. GAP, which knows of two names a
text alone, teaches the encoder only. Mentions are those that the pipeline finds; a gold mention is the one with the
same head.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from torch import Tensor, nn
from torch.nn import functional

from attrib.ml.antecedents import Question, span_means
from attrib.resolution.discourse import FEATURES, Discourse, ask, is_anaphor, read_discourse
from attrib.schema import FACTS, SPEAKERS
from attrib.training.gold import Chains

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A document's question with its answers: which pairs are right (N,). `means` (M, W) of mentions' words."""

    means: NDArray[np.float32]
    question: Question
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AntecedentPlan:
    """Widths of the network, and how to train it."""

    hidden: int
    match: int
    dropout: float
    epochs: int
    rate: float


class AntecedentNetwork(nn.Module):
    """`attrib.ml.antecedents` in PyTorch."""

    def __init__(self, width: int, hidden: int, match: int, dropout: float) -> None:
        super().__init__()
        self.anaphor, self.candidate = nn.Linear(width, hidden), nn.Linear(width, hidden)
        self.query, self.key = nn.Linear(width, match), nn.Linear(width, match)
        self.none = nn.Linear(hidden, 1)
        self.features = nn.Parameter(torch.randn(sum(FEATURES), hidden) * 0.1)
        self.output = nn.Parameter(torch.randn(1, hidden) * hidden**-0.5)
        self.dropout = nn.Dropout(dropout)

    def forward(self, means: Tensor, a: Tensor, c: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        """(M, W) means, (N,) anaphors and candidates, (N, F) features to (N,) pairs and (M,) none."""
        means = self.dropout(means)
        anaphor = self.anaphor(means)
        summed = anaphor[a] + self.candidate(means)[c]
        summed = summed + functional.embedding_bag(features, self.features, mode="sum")
        match = (self.query(means)[a] * self.key(means)[c]).sum(1) * self.query.out_features**-0.5
        return self.dropout(summed.relu()) @ self.output[0] + match, self.none(anaphor.relu())[:, 0]


def make_lessons(nlp: Language, documents: Sequence[tuple[str, Chains]]) -> Iterator[Lesson]:
    """Read texts with all their chains; what is none of their mentions has no antecedent."""
    docs = nlp.pipe((text for text, _ in documents), disable=[SPEAKERS, FACTS])
    for doc, (_, chains) in zip(docs, documents, strict=True):
        found = read_discourse(doc)
        chain = number_chains(doc, found, chains)
        question = ask(found, [i for i, m in enumerate(found.mentions) if is_anaphor(m) and m.word != "who"])
        if len(question.anaphors):
            same = chain[question.anaphors] == chain[question.candidates]
            yield Lesson(span_means(doc.tensor, question.spans), question, same & (chain[question.anaphors] >= 0))


def number_chains(doc: Doc, found: Discourse, chains: Chains) -> Ints:
    """The number of the gold chain of each mention: singletons have one of their own, -1 is no gold mention."""
    number: dict[int, int] = {}
    for n, chain in enumerate([*chains.chains, *([mention] for mention in chains.singletons)]):
        for start, end in chain:
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                number[int(span.root.i)] = n
    return np.array([number.get(mention.head, -1) for mention in found.mentions], dtype=np.int64)


def train_antecedents(lessons: Sequence[Lesson], width: int, seed: int, plan: AntecedentPlan) -> AntecedentNetwork:
    """Maximise the likelihood of all right antecedents of an anaphor, or of none (Lee et al., 2017).

    One lesson in ten is held out, to set how sure the network may be.
    """
    torch.manual_seed(seed)
    draw = random.Random(seed)
    held_out, lessons = lessons[::10], [lesson for i, lesson in enumerate(lessons) if i % 10]
    network = AntecedentNetwork(width, plan.hidden, plan.match, plan.dropout)
    optimizer = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.01)
    steps = plan.epochs * len(lessons)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, plan.rate, total_steps=steps, pct_start=0.1)
    order = list(lessons)
    for _ in range(plan.epochs):
        draw.shuffle(order)
        for lesson in order:
            answer_loss(network, lesson).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
    network.eval()
    calibrate(network, held_out)
    return network


@torch.no_grad()
def calibrate(network: AntecedentNetwork, lessons: Sequence[Lesson]) -> None:
    """Divide all scores by the temperature under which the right answers are likeliest (Guo et al., 2017)."""
    layers = (network.output, network.none.weight, network.none.bias, network.query.weight, network.query.bias)
    trained = [values.clone() for values in layers]

    def loss_at(temperature: float) -> float:
        for values, was in zip(layers, trained, strict=True):
            values.copy_(was / temperature)
        return sum(float(answer_loss(network, lesson)) for lesson in lessons)

    loss_at(min(np.geomspace(0.5, 4, 25).tolist(), key=loss_at))


def answer_loss(network: AntecedentNetwork, lesson: Lesson) -> Tensor:
    """Mean over the anaphors of a document."""
    question = lesson.question
    a, c, features = (torch.from_numpy(x) for x in (question.anaphors, question.candidates, question.features))
    pairs, none = network(torch.from_numpy(lesson.means), a, c, features)
    anaphors, groups = torch.unique(a, return_inverse=True)
    right = torch.from_numpy(lesson.right)
    found = torch.zeros(len(anaphors)).index_add(0, groups, right.float()) > 0
    every = torch.cat([pairs, none[anaphors]])
    owners = torch.cat([groups, torch.arange(len(anaphors))])
    held = every.masked_fill(~torch.cat([right, ~found]), -1e4)
    return (_log_sums(every, owners, len(anaphors)) - _log_sums(held, owners, len(anaphors))).mean()


def _log_sums(values: Tensor, owners: Tensor, n_groups: int) -> Tensor:
    """Log of the sum of exponents of each group's values."""
    top = torch.full((n_groups,), -1e4).scatter_reduce(0, owners, values.detach(), "amax")
    return torch.zeros(n_groups).index_add(0, owners, (values - top[owners]).exp()).log() + top
