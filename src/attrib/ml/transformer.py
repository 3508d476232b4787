"""The encoder in PyTorch: what is trained, and what runs where there is PyTorch, on a GPU if there is one.

BERT (Devlin et al., 2019), post-norm. Two things differ: in place of segment embeddings there are those of the depth
inside quotation marks and of the word's case (`attrib.ml.pieces`), and attention weights are not dropped out, which on
a CPU costs more than all the rest of a training step.

Shapes: B windows, P pieces, W width.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import srsly
import torch
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model, Shim
from thinc.types import Floats2d
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from attrib.ml.encoder import Floats, Inputs, encode_docs
from attrib.ml.pieces import DEPTHS, Case, PieceReader

_BATCH = 32
"""Windows that are encoded at once."""


class Dropout(nn.Module):
    """Dropout that draws one random byte a value; the rate is rounded to a multiple of 1/256."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.threshold = round(rate * 256)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.threshold:
            return x
        words = torch.randint(-(2**62), 2**62, (math.ceil(x.numel() / 7),), device=x.device)
        # The top byte of each word is not uniform: seven of eight bytes are used.
        drawn = words.view(torch.uint8).view(-1, 8)[:, :7].reshape(-1)[: x.numel()].view(x.shape)
        return x * (drawn >= self.threshold) * (256 / (256 - self.threshold))


class Layer(nn.Module):
    """One transformer layer: self-attention and feed-forward, each followed by a layer norm."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, eps=1e-12)
        self.expand = nn.Linear(width, inner)
        self.contract = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        n_windows, n_pieces, width = x.shape
        qkv = self.qkv(x).view(n_windows, n_pieces, 3, self.heads, width // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)  # each (B, heads, P, W / heads)
        weights = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5
        if bias is not None:
            weights = weights + bias
        mixed = weights.softmax(-1).to(value.dtype) @ value
        mixed = mixed.transpose(1, 2).reshape(n_windows, n_pieces, width)
        x = self.attention_norm(x + self.dropout(self.output(mixed)))
        return self.norm(x + self.dropout(self.contract(functional.gelu(self.expand(x)))))


class Encoder(nn.Module):
    """Word pieces in, one contextual vector a piece out."""

    def __init__(
        self, vocabulary: int, width: int, layers: int, heads: int, inner: int, positions: int, dropout: float
    ) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(positions, width)
        self.depths = nn.Embedding(DEPTHS, width)
        self.cases = nn.Embedding(len(Case), width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, inner, dropout) for _ in range(layers))
        self.dropout = Dropout(dropout)

    @classmethod
    def like(cls, weights: Mapping[str, Any], dropout: float = 0.0) -> "Encoder":
        """An encoder into which these weights, named as its own, fit. Heads are 32 wide, as MiniLM's."""
        vocabulary, width = weights["words.weight"].shape
        return cls(
            vocabulary=vocabulary,
            width=width,
            layers=sum(name.endswith("qkv.weight") for name in weights),
            heads=width // 32,
            inner=weights["layers.0.expand.weight"].shape[0],
            positions=weights["positions.weight"].shape[0],
            dropout=dropout,
        )

    def forward(self, ids: Tensor, depths: Tensor, cases: Tensor, mask: Tensor | None = None) -> Tensor:
        """(B, P) ids, depths and cases, and a mask that is true where there is a piece, to (B, P, W)."""
        x = self.words(ids) + self.depths(depths) + self.cases(cases) + self.positions.weight[: ids.shape[1]]
        x = self.dropout(self.norm(x))
        bias = None if mask is None else torch.where(mask, 0.0, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x


def build_torch_encoder(width: int, window: int, overlap: int) -> Model[list[Doc], list[Floats2d]]:
    """An encoder like `attrib.ml.encoder.build_onnx_encoder`, in PyTorch. Registered as "attrib.TorchEncoder.v1".

    The attribute "device" says where it computes: "cpu", or "cuda" for a GPU.
    """
    return Model(
        "torch_encoder",
        _forward,
        dims={"nO": width},
        attrs={"window": window, "overlap": overlap, "device": "cpu"},
        shims=[TorchShim()],
    )


class TorchShim(Shim):
    """Holds weights, in fp16, and vocabulary; builds the network when it is first needed."""

    weights: dict[str, NDArray[np.float16]]
    vocabulary: str = ""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(None)
        self.weights = {}
        self._opened: tuple[Encoder, PieceReader] | None = None

    def load_weights(self, encoder: Encoder, vocabulary: str) -> None:
        """Take a network's weights and the JSON of a `tokenizers.Tokenizer`."""
        self.weights = {name: value.half().numpy() for name, value in encoder.state_dict().items()}
        self.vocabulary = vocabulary
        self._opened = None

    def open(self) -> tuple[Encoder, PieceReader]:
        """The network and the reader of its word pieces."""
        if self._opened is None:
            encoder = Encoder.like(self.weights)
            encoder.load_state_dict(
                {name: torch.from_numpy(value.astype(np.float32)) for name, value in self.weights.items()}
            )
            self._opened = encoder.eval(), PieceReader(Tokenizer.from_str(self.vocabulary))
        return self._opened

    def to_bytes(self) -> bytes:
        """Weights and vocabulary."""
        return bytes(srsly.msgpack_dumps({"weights": self.weights, "vocabulary": self.vocabulary}))

    def from_bytes(self, data: bytes) -> "TorchShim":
        """What `to_bytes` gave."""
        saved = srsly.msgpack_loads(data)
        self.weights, self.vocabulary = dict(saved["weights"]), saved["vocabulary"]
        self._opened = None
        return self

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_opened": None}


def _forward(
    model: Model[list[Doc], list[Floats2d]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
    shim: Any = model.shims[0]
    encoder, reader = shim.open()
    encoder.to(model.attrs["device"])
    vectors = encode_docs(model, docs, reader, lambda inputs: _encode(encoder, inputs))
    return [model.ops.asarray2f(rows) for rows in vectors], lambda d_output: []


@torch.inference_mode()
def _encode(encoder: Encoder, inputs: list[Inputs]) -> Iterator[Floats]:
    device = encoder.words.weight.device
    for start in range(0, len(inputs), _BATCH):
        batch = inputs[start : start + _BATCH]
        lengths = [len(window["ids"]) for window in batch]
        padded: dict[str, NDArray[Any]] = {
            name: np.stack([np.pad(w[name], (0, max(lengths) - n)) for w, n in zip(batch, lengths, strict=True)])
            for name in batch[0]
        }
        padded["mask"] = np.arange(max(lengths)) < np.array(lengths)[:, None]
        tensors = {name: torch.from_numpy(values).to(device) for name, values in padded.items()}
        vectors = encoder(**tensors).cpu().numpy()
        yield from (rows[:length] for rows, length in zip(vectors, lengths, strict=True))
