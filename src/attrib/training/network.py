"""The network as it is trained: the encoder with a tagger and a linker on top, and the losses.

Shapes: B windows, P pieces, T words, C cues, S spans, N pairs, W width of the encoder, K tags.
"""

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from attrib.components.spans import padded
from attrib.ml import crf
from attrib.ml.pairs import FEATURES
from attrib.ml.pieces import DEPTHS, Case
from attrib.ml.transformer import Dropout, Encoder
from attrib.schema import TAGS


class Tagger(nn.Module):
    """One score a token and tag, and one a pair of neighbouring tags."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.linear = nn.Linear(width, len(TAGS))
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.dropout = Dropout(dropout)

    def forward(self, vectors: Tensor) -> Tensor:
        """(B, T, W) to (B, T, K)."""
        return self.linear(self.dropout(vectors))


class PairNetwork(nn.Module):
    """Scores of (cue, span) pairs of one role and of no pair at all: `attrib.ml.pairs`."""

    def __init__(self, width: int, hidden: int, dropout: float, *, none_of_cues: bool) -> None:
        super().__init__()
        self.none_of_cues = none_of_cues
        self.cue = nn.Linear(width, hidden)
        self.span = nn.Linear(width, hidden)
        self.features = nn.Parameter(torch.randn(sum(FEATURES), hidden) * 0.1)
        self.output = nn.Parameter(torch.randn(1, hidden) * hidden**-0.5)
        self.none = nn.Linear(hidden, 1)
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("offsets", torch.tensor([0, *FEATURES[:-1]]).cumsum(0), persistent=False)

    def forward(self, cues: Tensor, spans: Tensor, pairs: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """(C, W), (S, W) and indices (N,), (N,), features (N, F) to (N,), and (C,) or (S,)."""
        cue_index, span_index, features = pairs
        of_cues, of_spans = self.cue(self.dropout(cues)), self.span(self.dropout(spans))
        summed = of_cues[cue_index] + of_spans[span_index] + self.features[features + self.offsets].sum(1)
        alone = of_cues if self.none_of_cues else of_spans
        return self.dropout(summed.relu()) @ self.output[0], self.none(alone.relu())[:, 0]


class Linker(nn.Module):
    """The networks of both roles that go with a cue."""

    def __init__(self, width: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.contents = PairNetwork(width, hidden, dropout, none_of_cues=False)
        self.sources = PairNetwork(width, hidden, dropout, none_of_cues=True)


class Parser(nn.Module):
    """Scores of heads and of relations to them: a biaffine parser (Dozat and Manning, 2017; `attrib.ml.parser`)."""

    def __init__(self, width: int, arcs: int, relations: int, labels: int, dropout: float) -> None:
        super().__init__()
        self.dependents, self.heads = nn.Linear(width, arcs), nn.Linear(width, arcs)
        self.labelled, self.labelling = nn.Linear(width, relations), nn.Linear(width, relations)
        self.arcs = nn.Parameter(torch.randn(arcs + 1, arcs) * arcs**-0.5 * 0.1)
        self.labels = nn.Parameter(torch.zeros(labels, relations + 1, relations + 1))
        self.dropout = Dropout(dropout)

    def forward(self, words: Tensor) -> Tensor:
        """(B, T, W) to (B, T, T): how well each word is headed by each."""
        words = self.dropout(words)
        scores: Tensor = with_one(self.dependents(words).relu()) @ self.arcs @ self.heads(words).relu().mT
        return scores

    def label(self, words: Tensor, heads: Tensor) -> Tensor:
        """(N, W) words and their heads to (N, L)."""
        dependents = with_one(self.labelled(self.dropout(words)).relu())
        governors = with_one(self.labelling(self.dropout(heads)).relu())
        return torch.einsum("ni,lij,nj->nl", dependents, self.labels, governors)


class Antecedents(nn.Module):
    """How well one mention's head word goes with an earlier one's. It teaches the encoder, and is not kept."""

    def __init__(self, width: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(width, hidden), nn.Linear(width, hidden)
        self.later, self.earlier = nn.Linear(width, hidden), nn.Linear(width, hidden)
        self.output = nn.Linear(hidden, 1)
        self.dropout = Dropout(dropout)

    def forward(self, mentions: Tensor) -> Tensor:
        """(M, W) to (M, M + 1): a row's mention with each, and with none."""
        mentions = self.dropout(mentions)
        match = self.query(mentions) @ self.key(mentions).T * self.query.out_features**-0.5
        both = (self.later(mentions)[:, None] + self.earlier(mentions)[None]).relu()
        scores = match + self.output(both)[:, :, 0]
        return functional.pad(scores.masked_fill(torch.ones_like(scores).triu().bool(), -1e4), (0, 1))


class Network(nn.Module):
    """One encoder, several heads."""

    def __init__(
        self,
        encoder: Encoder,
        hidden: int,
        dropout: float,
        labels: Sequence[int],
        parser: tuple[int, int],
        entities: int,
    ) -> None:
        """Counts of labels by layer of `attrib.training.syntax`, widths of the parser, count of entity tags."""
        super().__init__()
        width = encoder.words.embedding_dim
        self.encoder = encoder
        self.tagger = Tagger(width, dropout)
        self.linker = Linker(width, hidden, dropout)
        self.syntax = nn.ModuleList(nn.Linear(width, count) for count in labels[:-1])
        self.parser = Parser(width, *parser, labels[-1], dropout)
        self.entities = nn.Linear(width, entities)
        self.antecedents = Antecedents(width, hidden, dropout)
        self.dropout = Dropout(dropout)


def with_one(x: Tensor) -> Tensor:
    """(…, H) to (…, H + 1), for a bias inside a product."""
    return functional.pad(x, (0, 1), value=1.0)


class _CrfLoss(torch.autograd.Function):
    """`crf.negative_log_likelihood` with the gradients that it computes."""

    @staticmethod
    def forward(ctx, emissions, transitions, right, sequences):  # type: ignore[no-untyped-def]
        values, moves = (x.detach().float().cpu().numpy() for x in (emissions, transitions))
        loss, d_emissions, d_transitions = 0.0, np.zeros_like(values), np.zeros_like(moves)
        for rows, lengths in padded(sequences):
            part, d_rows, d_moves = crf.negative_log_likelihood(values[rows], moves, right[rows], lengths)
            live = np.arange(rows.shape[1]) < lengths[:, None]
            d_emissions[rows[live]] = d_rows[live]
            d_transitions += d_moves
            loss += part
        ctx.save_for_backward(
            torch.from_numpy(d_emissions).to(emissions), torch.from_numpy(d_transitions).to(transitions)
        )
        return emissions.new_tensor(loss)

    @staticmethod
    def backward(ctx, d_loss):  # type: ignore[no-untyped-def]
        d_emissions, d_transitions = ctx.saved_tensors
        return d_loss * d_emissions, d_loss * d_transitions, None, None


def crf_loss(emissions: Tensor, transitions: Tensor, right: np.ndarray, sequences: list[np.ndarray]) -> Tensor:
    """Negative log-likelihood of the tags that may be `right`, summed over sequences: rows of (N, K) emissions."""
    loss: Tensor = _CrfLoss.apply(emissions, transitions, right, sequences)
    return loss


def set_loss(scores: Tensor, right: Tensor) -> Tensor:
    """Negative log-likelihood of the labels that may be right: (N, K) scores and booleans, summed."""
    held = scores.masked_fill(~right, -1e4)
    return (scores.logsumexp(-1) - held.logsumexp(-1)).sum()


def bits(values: Tensor, n: int) -> Tensor:
    """(…) whole numbers as booleans (…, n), the lowest bit first."""
    return (values[..., None] >> torch.arange(n, device=values.device)) & 1 == 1


def choice_loss(scores: Tensor, groups: Tensor, none: Tensor, right: Tensor) -> Tensor:
    """Cross-entropy of choosing the right one of each group, or none of it; summed over groups.

    (N,) scores and their groups, (G,) scores of none, (G,) index of the right score, N + group for none, -1 to leave
    out.
    """
    values = torch.cat([scores, none])
    owners = torch.cat([groups, torch.arange(len(none), device=none.device)])
    top = torch.full_like(none, -1e4).scatter_reduce(0, owners, values.detach(), "amax")
    log_z = torch.zeros_like(none).index_add(0, owners, (values - top[owners]).exp()).log() + top
    known = right >= 0
    return (log_z[known] - values[right[known]]).sum()


def span_means(words: Tensor, rows: Tensor, spans: Tensor) -> Tensor:
    """(B, T, W) words, and the row (S,) and edges (S, 2) of spans, to (S, W)."""
    summed = functional.pad(words.cumsum(1), (0, 0, 1, 0))
    return (summed[rows, spans[:, 1]] - summed[rows, spans[:, 0]]) / (spans[:, 1:] - spans[:, :1])


def pool(vectors: Tensor, tokens: Tensor, n_tokens: int) -> Tensor:
    """Means of the pieces of each word: (B, P, W) and (B, P) word indices, -1 for none, to (B, T, W)."""
    n_windows, _, width = vectors.shape
    rows = torch.arange(n_windows, device=vectors.device)[:, None] * (n_tokens + 1)
    index = (rows + torch.where(tokens < 0, n_tokens, tokens)).reshape(-1)
    summed = vectors.new_zeros(n_windows * (n_tokens + 1), width).index_add_(0, index, vectors.reshape(-1, width))
    counts = torch.bincount(index, minlength=len(summed)).clamp(min=1)
    return (summed / counts[:, None]).view(n_windows, n_tokens + 1, width)[:, :-1]


def read_minilm(folder: Path, dropout: float) -> Encoder:
    """The encoder with the weights of a Hugging Face BERT checkpoint folder."""
    theirs = load_file(folder / "model.safetensors")
    segments = theirs["embeddings.token_type_embeddings.weight"]
    weights = {
        "words.weight": theirs["embeddings.word_embeddings.weight"],
        "positions.weight": theirs["embeddings.position_embeddings.weight"],
        "depths.weight": torch.cat([segments[:1]] * DEPTHS),
        "cases.weight": torch.zeros(len(Case), segments.shape[1]),
        "norm.weight": theirs["embeddings.LayerNorm.weight"],
        "norm.bias": theirs["embeddings.LayerNorm.bias"],
    }
    names = {
        "output": "attention.output.dense",
        "attention_norm": "attention.output.LayerNorm",
        "expand": "intermediate.dense",
        "contract": "output.dense",
        "norm": "output.LayerNorm",
    }
    layers = 1 + max(int(name.split(".")[2]) for name in theirs if name.startswith("encoder.layer."))
    for i, kind in itertools.product(range(layers), ("weight", "bias")):
        layer = f"encoder.layer.{i}."
        weights |= {f"layers.{i}.{ours}.{kind}": theirs[f"{layer}{name}.{kind}"] for ours, name in names.items()}
        parts = [theirs[f"{layer}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
        weights[f"layers.{i}.qkv.{kind}"] = torch.cat(parts)
    encoder = Encoder.like(weights, dropout)
    encoder.load_state_dict(weights)
    return encoder
