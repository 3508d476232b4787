"""The encoder at run time: ONNX Runtime in place of a `tok2vec` network. It is not trained here but by `attrib train`.

Every window is run by itself, on one thread, and windows are spread over threads. So its vectors depend on nothing but
its own pieces: not on what else is in the batch, not on padding (there is none), not on the number of threads. Int8
arithmetic needs that, since it takes its scales from what it is given.
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


def build_onnx_encoder(width: int, window: int, overlap: int, threads: int) -> Model[list[Doc], list[Floats2d]]:
    """An encoder whose graph `load_graph` or a saved model fills in.

    `width` of the vectors; `window` and `overlap` in word pieces, the two special pieces at the edges counted in;
    `threads` to use, 0 for one a processor, or one in all where a process is one of several. Registered as "attrib.OnnxEncoder.v1".
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

    The graph reads int64 `ids` and `depths`, each (pieces,), and gives float32 `vectors` (pieces, width).
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
    session, reader = model.shims[0].open()
    length, overlap = model.attrs["window"] - 2, model.attrs["overlap"]
    read = [reader.read(doc) for doc in docs]
    jobs = [(pieces, window) for pieces in read for window in windows(len(pieces.ids), length, overlap)]

    def encode(job: tuple[Pieces, Window]) -> Floats:
        pieces, window = job
        ids, depths = framed(pieces, window, reader)
        vectors: Floats = session.run(None, {"ids": ids, "depths": depths})[0]
        return vectors[1 + window.keep_start - window.start : 1 + window.keep_end - window.start]

    encoded = _map_in_order(encode, jobs, model.attrs["threads"] or available_processors())
    width = model.get_dim("nO")
    output = []
    for doc, pieces in zip(docs, read, strict=True):
        kept = [next(encoded) for _ in windows(len(pieces.ids), length, overlap)]
        vectors = np.concatenate(kept) if kept else np.zeros((0, width), dtype=np.float32)
        output.append(model.ops.asarray2f(pool(vectors, pieces.tokens, len(doc))))
    return output, lambda d_output: []


def framed(pieces: Pieces, window: Window, reader: PieceReader) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What the graph reads of a window: ids and depths, with the special pieces at its edges."""
    edges = np.zeros(1, dtype=np.int64)
    inside = slice(window.start, window.end)
    ids = np.concatenate([edges + reader.first, pieces.ids[inside], edges + reader.last])
    return ids, np.concatenate([edges, pieces.depths[inside], edges])


def pool(vectors: Floats, tokens: NDArray[np.int64], n_tokens: int) -> Floats:
    """Means of the pieces of each token, zero for a token without a piece: (pieces, width) to (tokens, width)."""
    pooled = np.zeros((n_tokens, vectors.shape[1]), dtype=np.float32)
    real = np.flatnonzero(tokens >= 0)
    if len(real):
        found, starts, counts = np.unique(tokens[real], return_index=True, return_counts=True)
        pooled[found] = np.add.reduceat(vectors[real], starts, axis=0) / counts[:, None]
    return pooled


def available_processors() -> int:
    """Processors that this process may use; one in a child of `multiprocessing`, whose siblings use the others."""
    if multiprocessing.parent_process() is not None:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _map_in_order(
    encode: Callable[[tuple[Pieces, Window]], Floats], jobs: list[tuple[Pieces, Window]], threads: int
) -> Iterator[Floats]:
    if threads == 1 or len(jobs) <= 1:
        return map(encode, jobs)
    with ThreadPoolExecutor(min(threads, len(jobs))) as executor:
        return iter(list(executor.map(encode, jobs)))
