"""A linear-chain conditional random field over tags: best path, marginal probabilities, likelihood and its gradient.

Lafferty, McCallum and Pereira (2001), in log space over a padded batch. Shapes: B sequences, T steps, K tags.
`emissions` is (B, T, K) and `transitions` (K, K), from the tag in the row to the tag in the column. `lengths` is (B,).
Every sequence is computed by itself, so its result does not depend on what else is in the batch.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FORBIDDEN: Final = np.float32(-1e4)
"""A transition or start that no path takes."""


def viterbi(emissions: Floats, transitions: Floats, starts: Floats, lengths: Ints) -> Ints:
    """The best tag of each step on the best path: (B, T). Steps past a sequence's length hold -1."""
    n_sequences, n_steps, _ = emissions.shape
    best = starts + emissions[:, 0]
    back = np.zeros(emissions.shape, dtype=np.int64)
    for t in range(1, n_steps):
        scores = best[:, :, None] + transitions
        back[:, t] = scores.argmax(axis=1)
        live = (t < lengths)[:, None]
        best = np.where(live, scores.max(axis=1) + emissions[:, t], best)
    path = np.full((n_sequences, n_steps), -1, dtype=np.int64)
    tag = best.argmax(axis=1)
    rows = np.arange(n_sequences)
    for t in range(n_steps - 1, -1, -1):
        live = t < lengths
        path[live, t] = tag[live]
        tag = np.where(live, back[rows, t, tag], tag)
    return path


def marginals(emissions: Floats, transitions: Floats, starts: Floats, lengths: Ints) -> tuple[Floats, Floats, Floats]:
    """Log partition (B,), tag probabilities (B, T, K) and expected transition counts (K, K)."""
    forward = _forward(emissions, transitions, starts, lengths)
    backward = _backward(emissions, transitions, lengths)
    last = forward[np.arange(len(lengths)), lengths - 1]
    log_z = _logsumexp(last, axis=1)
    live = np.arange(emissions.shape[1]) < lengths[:, None]
    through = forward + backward
    # Normalised step by step: log_z, summed over hundreds of steps, is exact to a percent only.
    odds = np.exp(through - through.max(axis=2, keepdims=True)) * live[:, :, None]
    tags = odds / np.maximum(odds.sum(axis=2, keepdims=True), 1e-30)
    incoming = np.where(live[:, 1:, None], emissions[:, 1:] + backward[:, 1:], FORBIDDEN)
    pairs = forward[:, :-1, :, None] + transitions + incoming[:, :, None, :] - log_z[:, None, None, None]
    pairs = np.where(live[:, 1:, None, None], np.exp(np.minimum(pairs, 0)), 0)
    return log_z, tags.astype(np.float32), pairs.sum(axis=(0, 1)).astype(np.float32)


def path_scores(emissions: Floats, transitions: Floats, starts: Floats, tags: Ints, lengths: Ints) -> Floats:
    """Unnormalised log score of each sequence's tags: (B,)."""
    live = np.arange(emissions.shape[1]) < lengths[:, None]
    emitted = np.take_along_axis(emissions, tags[:, :, None], axis=2)[:, :, 0]
    moved = transitions[tags[:, :-1], tags[:, 1:]]
    total = (emitted * live).sum(axis=1) + (moved * live[:, 1:]).sum(axis=1) + starts[tags[:, 0]]
    return np.asarray(total, dtype=np.float32)


def negative_log_likelihood(
    emissions: Floats, transitions: Floats, tags: Ints, lengths: Ints
) -> tuple[float, Floats, Floats]:
    """Loss summed over the batch, its gradient in the emissions (B, T, K) and in the transitions (K, K)."""
    starts = np.zeros(transitions.shape[0], dtype=np.float32)
    log_z, expected_tags, expected_moves = marginals(emissions, transitions, starts, lengths)
    loss = float((log_z - path_scores(emissions, transitions, starts, tags, lengths)).sum())
    live = np.arange(emissions.shape[1]) < lengths[:, None]
    observed_tags = np.eye(transitions.shape[0], dtype=np.float32)[tags] * live[:, :, None]
    observed_moves = np.zeros_like(transitions)
    np.add.at(observed_moves, (tags[:, :-1][live[:, 1:]], tags[:, 1:][live[:, 1:]]), 1)
    return loss, expected_tags - observed_tags, expected_moves - observed_moves


def _forward(emissions: Floats, transitions: Floats, starts: Floats, lengths: Ints) -> Floats:
    scores = np.empty_like(emissions)
    scores[:, 0] = starts + emissions[:, 0]
    for t in range(1, emissions.shape[1]):
        moved = _logsumexp(scores[:, t - 1, :, None] + transitions, axis=1) + emissions[:, t]
        scores[:, t] = np.where((t < lengths)[:, None], moved, scores[:, t - 1])
    return scores


def _backward(emissions: Floats, transitions: Floats, lengths: Ints) -> Floats:
    scores = np.zeros_like(emissions)
    for t in range(emissions.shape[1] - 2, -1, -1):
        moved = _logsumexp(transitions + (emissions[:, t + 1] + scores[:, t + 1])[:, None, :], axis=2)
        scores[:, t] = np.where((t + 1 < lengths)[:, None], moved, 0)
    return scores


def _logsumexp(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis))
