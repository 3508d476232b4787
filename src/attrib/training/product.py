"""From a trained network to a model folder: weights into the pipeline, export, check, calibration, scores."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
import spacy
import torch
from numpy.typing import NDArray
from spacy.language import Language
from spacy.util import load_model_from_config
from thinc.api import Config
from tokenizers import Tokenizer
from torch import nn

from attrib.api import MODEL_FORMAT
from attrib.corpora.gold import GoldDocument
from attrib.doc import read_attributions
from attrib.errors import ModelError
from attrib.ml.pieces import DEPTHS
from attrib.ml.transformer import TorchShim
from attrib.schema import LINKS, SPANS
from attrib.scoring import Relation, Scorer, aligned, as_words, sources_meet
from attrib.training.export import export_encoder
from attrib.training.network import Network

_AGREEMENT: Final = 1e-3
"""Largest difference between a value of the trained encoder and of its fp32 export that is put down to rounding."""


def write_models(
    recipe: Config,
    network: Network,
    tokenizer: Tokenizer,
    held_out: list[GoldDocument],
    dev: list[GoldDocument],
    path: Path,
    card: dict[str, Any],
) -> Iterator[dict[str, Any]]:
    """Write the model twice, at `path` with its encoder in int8, at `path`_trf as it was trained, in fp16.

    Gives of each the name of its encoder and its F1 scores on dev in percent. Its confidence is fitted on documents
    that it has not seen. What is measured is what was written; the pipelines written read no text themselves, so that
    no word of the corpora stays in their vocabulary.

    Raises:
        ModelError: the export does not compute what was trained.
    """
    check_export(network, path)
    confidence = None
    for encoder, folder in (("int8", path), ("fp16", path.with_name(f"{path.name}_trf"))):
        nlp = load_model_from_config(with_encoder(recipe, encoder), auto_fill=True)
        nlp.meta.update(name=folder.name.removeprefix(f"{nlp.lang}_"), version=version("attrib"))
        fill(nlp, network, tokenizer)
        nlp.meta["attrib"] = {"format": MODEL_FORMAT, "encoder": encoder} | card
        nlp.to_disk(folder)
        written = spacy.load(folder)
        confidence = confidence or fit_confidence(written, held_out)
        for pipeline in (nlp, written):
            component(pipeline, LINKS).cfg["confidence"] = confidence
        scorer = Scorer()
        for document, doc in zip(dev, written.pipe(document.text for document in dev), strict=True):
            scorer.add(document.text, document.relations, [Relation.of(record) for record in read_attributions(doc)])
        scores = {name: round(row.f1, 2) for name, row in scorer.table().items()}
        nlp.meta["attrib"] |= {"scores": scores}
        nlp.to_disk(folder)
        yield {"encoder": encoder} | scores


def with_encoder(recipe: Config, encoder: str) -> Config:
    """The recipe, with the PyTorch encoder in place of the ONNX one where that is asked for."""
    changed = recipe.copy()
    if encoder == "fp16":
        model = changed["components"]["tok2vec"]["model"]
        model["@architectures"] = "attrib.TorchEncoder.v1"
        del model["threads"]
    return changed


def component(nlp: Language, name: str) -> Any:
    """A component with its own attributes, which `Language.get_pipe` does not tell of."""
    return nlp.get_pipe(name)


def fill(nlp: Language, network: Network, tokenizer: Tokenizer) -> None:
    """Put the weights of the network into the pipeline."""
    weights = arrays(network)
    shim = component(nlp, "tok2vec").model.shims[0]
    if isinstance(shim, TorchShim):
        shim.load_weights(network.encoder, tokenizer.to_str())
    else:
        graph = export_encoder(arrays(network.encoder), network.encoder.layers[0].heads, int8=True)
        shim.load_graph(graph, tokenizer.to_str())
    spans, links = component(nlp, SPANS).model, component(nlp, LINKS).model
    for model in (spans, links):
        model.initialize()
    set_linear(spans.layers[1], weights, "tagger.linear")
    spans.set_param("transitions", weights["tagger.transitions"])
    for layer, role in zip(links.layers[1:], ("contents", "sources"), strict=True):
        for part, name in zip(layer.layers, ("cue", "span", "none"), strict=True):
            set_linear(part, weights, f"linker.{role}.{name}")
        for name in ("features", "output"):
            layer.set_param(name, weights[f"linker.{role}.{name}"])


def set_linear(layer: Any, weights: dict[str, Any], name: str) -> None:
    """Put a PyTorch linear layer's weights into thinc's."""
    layer.set_param("W", weights[f"{name}.weight"])
    layer.set_param("b", weights[f"{name}.bias"])


def arrays(module: nn.Module) -> dict[str, Any]:
    """The weights of a network, by name."""
    return {name: value.numpy() for name, value in module.state_dict().items()}


@torch.no_grad()
def check_export(network: Network, path: Path) -> None:
    """Compare the encoder's graph, in fp32, with the trained encoder on pieces drawn at random.

    Raises:
        ModelError: they differ by more than rounding.
    """
    graph = export_encoder(arrays(network.encoder), network.encoder.layers[0].heads, int8=False)
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    draw = np.random.default_rng(0)
    ids = draw.integers(0, network.encoder.words.num_embeddings, 32)
    depths = draw.integers(0, DEPTHS, 32)
    exported = session.run(None, {"ids": ids, "depths": depths})[0]
    trained = network.encoder(torch.from_numpy(ids)[None], torch.from_numpy(depths)[None])[0].numpy()
    difference = float(np.abs(exported - trained).max())
    if difference > _AGREEMENT:
        raise ModelError(path, f"its exported encoder differs from the trained one by {difference:.2g}")


def fit_confidence(nlp: Language, documents: list[GoldDocument]) -> list[float]:
    """The weights of `components.links.confidence`, by Newton's method on the links that the pipeline finds."""
    rows, right = [], []
    docs = list(nlp.pipe(document.text for document in documents))
    for document, doc, links in zip(documents, docs, component(nlp, LINKS).predict(docs), strict=True):
        gold = as_words(document.text, document.relations)
        given = as_words(document.text, [_relation(doc, link) for link in links])
        hits = set(aligned(gold, given, 0.5, sources_meet).values())
        rows += [(1.0, *link.evidence) for link in links]
        right += [i in hits for i in range(len(links))]
    x, y = np.array(rows), np.array(right, dtype=float)
    weights: NDArray[np.float64] = np.zeros(x.shape[1])
    for _ in range(20):
        p = 1 / (1 + np.exp(-x @ weights))
        curvature = x.T @ (x * (p * (1 - p))[:, None]) + 1e-3 * np.eye(len(weights))
        weights = weights + np.linalg.solve(curvature, x.T @ (y - p))
    return [round(float(weight), 4) for weight in weights]


def _relation(doc: Any, link: Any) -> Relation:
    def parts(*spans: Any) -> tuple[tuple[int, int], ...]:
        found = (doc[span.start : span.end] for span in spans if span is not None)
        return tuple((span.start_char, span.end_char) for span in found)

    return Relation(parts(link.source), parts(link.cue), parts(*link.contents))
