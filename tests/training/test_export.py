"""The ONNX graph computes what BERT computes, in int8 nearly so, and each window for itself."""

import numpy as np
import onnxruntime
import pytest

pytest.importorskip("onnx", reason="needs the extra 'train'")

from attrib.training.export import export_encoder

WIDTH, HEADS, INNER, LAYERS, WORDS = 32, 4, 64, 2, 50


def random_weights(seed=0):
    draw = np.random.default_rng(seed)
    shapes = {"words.weight": (WORDS, WIDTH), "positions.weight": (40, WIDTH)}
    shapes |= {"depths.weight": (3, WIDTH), "cases.weight": (5, WIDTH), "norm.weight": (WIDTH,), "norm.bias": (WIDTH,)}
    for i in range(LAYERS):
        for name, rows, columns in (
            ("qkv", 3 * WIDTH, WIDTH),
            ("output", WIDTH, WIDTH),
            ("expand", INNER, WIDTH),
            ("contract", WIDTH, INNER),
        ):
            shapes |= {f"layers.{i}.{name}.weight": (rows, columns), f"layers.{i}.{name}.bias": (rows,)}
        for name in ("attention_norm", "norm"):
            shapes |= {f"layers.{i}.{name}.weight": (WIDTH,), f"layers.{i}.{name}.bias": (WIDTH,)}
    weights = {name: draw.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    return weights | {name: 1 + 0.1 * value for name, value in weights.items() if name.endswith("norm.weight")}


def normalise(x, weights, name):
    centred = x - x.mean(-1, keepdims=True)
    return (
        centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * weights[f"{name}weight"]
        + weights[f"{name}bias"]
    )


def gelu(x):
    from math import erf

    return x * 0.5 * (1 + np.vectorize(erf)(x / np.sqrt(2)))


def bert(weights, ids, depths, cases):
    """Devlin et al. (2019), one window, by the book."""
    linear = lambda x, name: x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]  # noqa: E731
    x = weights["words.weight"][ids] + weights["depths.weight"][depths] + weights["cases.weight"][cases]
    x = normalise(x + weights["positions.weight"][: len(ids)], weights, "norm.")
    for i in range(LAYERS):
        name = f"layers.{i}."
        q, k, v = (part.reshape(len(ids), HEADS, -1) for part in np.split(linear(x, f"{name}qkv"), 3, axis=1))
        odds = np.exp(np.einsum("ihd,jhd->hij", q, k) / np.sqrt(WIDTH // HEADS))
        mixed = np.einsum("hij,jhd->ihd", odds / odds.sum(-1, keepdims=True), v).reshape(len(ids), WIDTH)
        x = normalise(x + linear(mixed, f"{name}output"), weights, f"{name}attention_norm.")
        x = normalise(x + linear(gelu(linear(x, f"{name}expand")), f"{name}contract"), weights, f"{name}norm.")
    return x


def run(graph, ids, depths, cases):
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    return session.run(None, {"ids": ids, "depths": depths, "cases": cases})[0]


@pytest.fixture(scope="module")
def window():
    draw = np.random.default_rng(1)
    return draw.integers(0, WORDS, 17), draw.integers(0, 3, 17), draw.integers(0, 5, 17)


def test_the_fp32_graph_computes_bert(window):
    weights = random_weights()
    found = run(export_encoder(weights, HEADS, int8=False), *window)
    np.testing.assert_allclose(found, bert(weights, *window), atol=1e-4)


def test_the_int8_graph_stays_close_and_is_not_the_fp32_one(window):
    weights = random_weights()
    exact, found = bert(weights, *window), run(export_encoder(weights, HEADS, int8=True), *window)
    error = np.abs(found - exact).mean() / np.abs(exact).mean()
    assert 1e-5 < error < 0.05


def test_one_row_of_outliers_does_not_spoil_the_others_in_int8():
    weights = random_weights()
    weights["words.weight"][7] *= 1000
    window = np.array([3, 7, 5, 9]), np.zeros(4, dtype=np.int64), np.ones(4, dtype=np.int64)
    exact, found = bert(weights, *window), run(export_encoder(weights, HEADS, int8=True), *window)
    assert np.abs(found - exact).mean() / np.abs(exact).mean() < 0.05


def test_exporting_leaves_the_weights_as_they_were(window):
    weights = random_weights()
    before = {name: value.copy() for name, value in weights.items()}
    export_encoder(weights, HEADS, int8=True)
    assert all((weights[name] == before[name]).all() for name in before)
