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


def negative_log_likelihood(
    emissions: Floats, transitions: Floats, right: NDArray[np.bool_], lengths: Ints
) -> tuple[float, Floats, Floats]:
    """Loss summed over the batch, its gradient in the emissions (B, T, K) and in the transitions (K, K).

    `right` (B, T, K) says which tags may be right of each step: one where the gold is known, several where it is not
    (the likelihood is then that of all paths through them).
    """
    starts = np.zeros(transitions.shape[0], dtype=np.float32)
    log_z, expected_tags, expected_moves = marginals(emissions, transitions, starts, lengths)
    held = np.where(right, emissions, FORBIDDEN)
    log_right, right_tags, right_moves = marginals(held, transitions, starts, lengths)
    return float((log_z - log_right).sum()), expected_tags - right_tags, expected_moves - right_moves


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
