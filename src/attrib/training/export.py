"""The trained encoder as an ONNX graph, written node by node: one fused operator where a tracer would leave ten.

In int8, every matrix product with weights takes whole numbers, scaled so that a row does not depend on the others, and
that no kind of processor overflows:

- activations have one scale a row (a word piece), found as it comes. A single scale for the whole tensor is dictated
  by its few outliers; this costs one multiplication more and all but closes the gap to fp32.
- what GELU gives is never below -0.17, so it is shifted up by that and uses all 256 levels. The shift goes into the
  bias.
- weights have one scale a column and seven bits: on processors without VNNI instructions two products of eight bits
  overflow the sixteen that they are added up in.

Embeddings are kept in eight bits, one scale a row. Attention, normalisation and GELU compute in fp32.
"""

from itertools import count
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]
Weights = dict[str, Floats]

_OPSET: Final = 18
_IR_VERSION: Final = 9
_FUSED: Final = "com.microsoft"
_WEIGHT_LEVELS: Final = 63
_GELU_SHIFT: Final = 0.17
_EPSILON: Final = 1e-12


def export_encoder(weights: Weights, heads: int, *, int8: bool) -> bytes:
    """The graph of a `network.Encoder` with these weights, as `ml.encoder.OnnxShim` wants it."""
    return _Graph(weights, heads, int8).build()


class _Graph:
    """Collects nodes and initializers; each method adds some and returns the name of their output."""

    def __init__(self, weights: Weights, heads: int, int8: bool) -> None:
        self.weights = dict(weights)
        self.heads = heads
        self.int8 = int8
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self.numbers = count()

    def build(self) -> bytes:
        x = self.embed()
        layers = 1 + max(int(name.split(".")[1]) for name in self.weights if name.startswith("layers."))
        for i in range(layers):
            x = self.layer(x, f"layers.{i}.")
        self.add("Identity", [x], output="vectors")
        width = self.weights["norm.weight"].shape[0]
        graph = helper.make_graph(
            self.nodes,
            "encoder",
            [helper.make_tensor_value_info(name, TensorProto.INT64, ["pieces"]) for name in ("ids", "depths", "cases")],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["pieces", width])],
            initializer=list(self.constants.values()),
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="attrib")
        return bytes(model.SerializeToString())

    def embed(self) -> str:
        """(P,) ids, depths and cases to (P, W)."""
        words = self.look_up("words.weight", "ids")
        depths = self.add("Gather", [self.weight("depths.weight"), "depths"])
        cases = self.add("Gather", [self.weight("cases.weight"), "cases"])
        length = self.add("Shape", ["ids"])
        zero, one = self.constant("zero", np.array([0])), self.constant("one", np.array([1]))
        positions = self.add("Slice", [self.weight("positions.weight"), zero, length, zero, one])
        summed = self.add("Sum", [words, depths, cases, positions])
        return self.normalise(summed, "norm.")

    def look_up(self, name: str, ids: str) -> str:
        """Rows of an embedding."""
        if not self.int8:
            return self.add("Gather", [self.weight(name), ids])
        table = self.weights[name]
        scales = np.maximum(np.abs(table).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
        rows = self.constant(name, np.round(table / scales).astype(np.int8))
        floats = self.add("Cast", [self.add("Gather", [rows, ids])], to=TensorProto.FLOAT)
        return self.add("Mul", [floats, self.add("Gather", [self.constant(f"{name}.scales", scales), ids])])

    def layer(self, x: str, name: str) -> str:
        """(P, W) to (P, W)."""
        qkv = self.add("Add", [self.product(x, f"{name}qkv."), self.weight(f"{name}qkv.bias")])
        mixed = self.attend(qkv)
        x = self.normalise_sum(x, self.product(mixed, f"{name}output."), f"{name}output.bias", f"{name}attention_norm.")
        expanded = self.product(x, f"{name}expand.")
        active = self.add("BiasGelu", [expanded, self.weight(f"{name}expand.bias")], domain=_FUSED)
        contracted = self.product(active, f"{name}contract.", shift=_GELU_SHIFT)
        return self.normalise_sum(x, contracted, f"{name}contract.bias", f"{name}norm.")

    def attend(self, qkv: str) -> str:
        """(P, 3 W) queries, keys and values to (P, W)."""
        zero = self.constant("zero", np.array([0]))
        parts = [self.fresh() for _ in range(3)]
        self.nodes.append(helper.make_node("Split", [self.add("Unsqueeze", [qkv, zero])], parts, axis=2, num_outputs=3))
        return self.add("Squeeze", [self.add("MultiHeadAttention", parts, domain=_FUSED, num_heads=self.heads), zero])

    def product(self, x: str, name: str, shift: float = 0.0) -> str:
        """The product of x and the transposed weights, without the bias; `shift` makes x positive."""
        weights = np.ascontiguousarray(self.weights[f"{name}weight"].T)
        if not self.int8:
            return self.add("MatMul", [x, self.constant(f"{name}weight", weights)])
        columns = np.maximum(np.abs(weights).max(axis=0) / _WEIGHT_LEVELS, 1e-12).astype(np.float32)
        whole = np.round(weights / columns).astype(np.int8)
        if shift:
            x = self.add("Add", [x, self.constant("gelu_shift", np.float32(shift))])
            self.weights[f"{name}bias"] = self.weights[f"{name}bias"] - shift * (whole * columns).sum(axis=0)
        rows, levels, zero = self.scale_rows(x, positive=bool(shift))
        unit = self.constant("unit_scale", np.float32(1))
        inputs = [levels, self.constant(f"{name}weight", whole), unit, self.constant(f"{name}scales", columns), zero]
        scaled = self.add("MatMulIntegerToFloat", inputs, domain=_FUSED)
        return self.add("Mul", [scaled, self.add("Unsqueeze", [rows, self.constant("one", np.array([1]))])])

    def scale_rows(self, x: str, *, positive: bool) -> tuple[str, str, str]:
        """(P, W) as whole numbers: scales (P,), levels (P, W) uint8, and the level of zero."""
        last = self.constant("last_axis", np.array([-1]))
        top = self.add("ReduceMax", [x if positive else self.add("Abs", [x]), last], keepdims=0)
        name, zero, levels = ("positive", 0, 255) if positive else ("signed", 128, 127)
        rows = self.add("Mul", [top, self.constant(f"{name}_levels", np.float32(1 / levels))])
        zeros = self.add(
            "Expand", [self.constant(f"{name}_zeros", np.array([zero], dtype=np.uint8)), self.add("Shape", [rows])]
        )
        whole = self.add("QuantizeLinear", [x, rows, zeros], axis=0)
        return rows, whole, self.constant(f"{name}_zero", np.uint8(zero))

    def normalise(self, x: str, name: str) -> str:
        """Layer norm."""
        inputs = [x, self.weight(f"{name}weight"), self.weight(f"{name}bias")]
        return self.add("LayerNormalization", inputs, epsilon=_EPSILON, axis=-1)

    def normalise_sum(self, x: str, y: str, bias: str, name: str) -> str:
        """Layer norm of x + y + bias."""
        return self.normalise(self.add("Add", [x, self.add("Add", [y, self.weight(bias)])]), name)

    def weight(self, name: str) -> str:
        """One of the weights, as it is."""
        return self.constant(name, self.weights[name])

    def constant(self, name: str, value: Any) -> str:
        """An initializer, once a name."""
        if name not in self.constants:
            array = np.asarray(value)
            self.constants[name] = numpy_helper.from_array(
                array.astype(np.float32) if array.dtype == np.float64 else array, name
            )
        return name

    def add(self, operator: str, inputs: list[str], *, output: str | None = None, **attributes: Any) -> str:
        """A node."""
        output = output or self.fresh()
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def fresh(self) -> str:
        """A name that is not taken."""
        return f"t{next(self.numbers)}"
