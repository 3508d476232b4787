"""The encoder at run time: ONNX Runtime in place of a `tok2vec` network. It is not trained here but by `attrib train`.

Every window is run by itself, on one thread, and windows are spread over threads. So its vectors depend on nothing but
its own pieces: not on what else is in the batch, not on padding (there is none), not on the number of threads.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import onnxruntime
import srsly
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model, Shim
from thinc.types import Floats2d
from tokenizers import Tokenizer

from attrib.ml.pieces import PieceReader, Pieces, Window, windows

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Inputs = dict[str, Ints]
"""The `ids`, `depths` and `cases` of a window's pieces, with the special pieces at its edges: each (pieces,)."""


def build_onnx_encoder(width: int, window: int, overlap: int, threads: int) -> Model[list[Doc], list[Floats2d]]:
    """An encoder whose graph `load_graph` or a saved model fills in.

    `width` of the vectors; `window` and `overlap` in word pieces, the two special pieces at the edges counted in;
    `threads` to use, 0 for one a processor, or one in all where a process is one of several. Registered as
    "attrib.OnnxEncoder.v1".
    """
    return Model(
        "onnx_encoder",
        _forward,
        dims={"nO": width},
        attrs={"window": window, "overlap": overlap, "threads": threads},
        shims=[OnnxShim()],
    )


class OnnxShim(Shim):
    """Holds the graph and the vocabulary; opens an ONNX Runtime session when it is first needed.

    The graph reads int64 `ids`, `depths` and `cases`, each (pieces,), and gives float32 `vectors` (pieces, width).
    """

    graph: bytes = b""
    vocabulary: str = ""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(None)
        self._opened: tuple[onnxruntime.InferenceSession, PieceReader] | None = None

    def load_graph(self, graph: bytes, vocabulary: str) -> None:
        """Take a serialised ONNX model and the JSON of a `tokenizers.Tokenizer`."""
        self.graph, self.vocabulary = graph, vocabulary
        self._opened = None

    def open(self) -> tuple[onnxruntime.InferenceSession, PieceReader]:
        """The session and the reader of its word pieces."""
        if self._opened is None:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            session = onnxruntime.InferenceSession(self.graph, options, providers=["CPUExecutionProvider"])
            self._opened = session, PieceReader(Tokenizer.from_str(self.vocabulary))
        return self._opened

    def to_bytes(self) -> bytes:
        """Graph and vocabulary."""
        return bytes(srsly.msgpack_dumps({"graph": self.graph, "vocabulary": self.vocabulary}))

    def from_bytes(self, data: bytes) -> "OnnxShim":
        """What `to_bytes` gave."""
        self.load_graph(**srsly.msgpack_loads(data))
        return self

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_opened": None}


def _forward(
    model: Model[list[Doc], list[Floats2d]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
    shim: Any = model.shims[0]
    session, reader = shim.open()

    def encode(inputs: Inputs) -> Floats:
        vectors: Floats = session.run(None, inputs)[0]
        return vectors

    def encode_all(inputs: list[Inputs]) -> Iterator[Floats]:
        threads = min(model.attrs["threads"] or available_processors(), len(inputs))
        if threads <= 1:
            yield from map(encode, inputs)
        else:
            with ThreadPoolExecutor(threads) as executor:
                yield from executor.map(encode, inputs)

    return [model.ops.asarray2f(rows) for rows in encode_docs(model, docs, reader, encode_all)], lambda d_output: []


def encode_docs(
    model: Model[list[Doc], list[Floats2d]],
    docs: list[Doc],
    reader: PieceReader,
    encode_all: Callable[[list[Inputs]], Iterator[Floats]],
) -> list[Floats]:
    """Vectors (tokens, width) of each document, in the windows that the model's attributes prescribe.

    `encode_all` gives the vectors (pieces, width) of each window, special pieces included.
    """
    length, overlap, width = model.attrs["window"] - 2, model.attrs["overlap"], model.get_dim("nO")
    read = [reader.read(doc) for doc in docs]
    cut = [list(windows(len(pieces.ids), length, overlap)) for pieces in read]
    inputs = [framed(pieces, window, reader) for pieces, found in zip(read, cut, strict=True) for window in found]
    encoded = encode_all(inputs)
    output = []
    for doc, pieces, found in zip(docs, read, cut, strict=True):
        kept = [
            next(encoded)[1 + window.keep_start - window.start : 1 + window.keep_end - window.start] for window in found
        ]
        vectors = np.concatenate(kept) if kept else np.zeros((0, width), dtype=np.float32)
        output.append(pool(vectors, pieces.tokens, len(doc)))
    return output


def framed(pieces: Pieces, window: Window, reader: PieceReader) -> Inputs:
    """What the encoder reads of a window, with the special pieces at its edges."""
    inside = slice(window.start, window.end)
    return {
        "ids": np.concatenate([[reader.first], pieces.ids[inside], [reader.last]]),
        "depths": np.pad(pieces.depths[inside], 1),
        "cases": np.pad(pieces.cases[inside], 1),
    }


def pool(vectors: Floats, tokens: Ints, n_tokens: int) -> Floats:
    """Means of the pieces of each token, zero for a token without a piece: (pieces, width) to (tokens, width)."""
    pooled = np.zeros((n_tokens, vectors.shape[1]), dtype=np.float32)
    real = np.flatnonzero(tokens >= 0)
    owners = tokens[real]
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    counts = np.diff(starts, append=len(owners))
    pooled[owners[starts]] = vectors[real[starts]]
    for start, count in zip(starts[counts > 1], counts[counts > 1], strict=True):
        pooled[owners[start]] = vectors[real[start : start + count]].sum(axis=0) / count
    return pooled


def available_processors() -> int:
    """Processors that this process may use; one in a child of `multiprocessing`, whose siblings use the others."""
    if multiprocessing.parent_process() is not None:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
