"""From a trained network to a model folder: weights into the pipeline, export, check, calibration, scores."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import spacy
import torch
from numpy.typing import NDArray
from spacy.language import Language
from tokenizers import Tokenizer

from attrib.corpora.gold import GoldDocument
from attrib.doc import read_attributions
from attrib.errors import ModelError
from attrib.schema import LINKS, PARAGRAPHS, QUOTES, SPANS
from attrib.scoring import Relation, Scorer, aligned, as_words, sources_meet
from attrib.training.export import export_encoder
from attrib.training.network import Network

_AGREEMENT: Final = 1e-3
"""Largest difference between a value of the trained encoder and of its fp32 export that is put down to rounding."""


def write_model(
    nlp: Language,
    network: Network,
    tokenizer: Tokenizer,
    held_out: list[GoldDocument],
    dev: list[GoldDocument],
    folder: Path,
    *,
    int8: bool,
) -> dict[str, float]:
    """Write the model, fit its confidence on documents that it has not seen, and give its F1 scores on dev in percent.

    What is measured is what was written. `nlp` itself reads no text, so that no word of the corpora stays in its
    vocabulary.

    Raises:
        ModelError: the export does not compute what was trained.
    """
    fill(nlp, network, tokenizer, int8=int8)
    nlp.to_disk(folder)
    written = spacy.load(folder)
    if not int8:
        check_export(written, network, held_out[0].text, folder)
    nlp.get_pipe(LINKS).cfg["confidence"] = fit_confidence(written, held_out)
    scorer = Scorer()
    for document, doc in zip(dev, written.pipe(document.text for document in dev), strict=True):
        scorer.add(document.text, document.relations, [Relation.of(record) for record in read_attributions(doc)])
    scores = {name: round(row.f1, 2) for name, row in scorer.table().items()}
    nlp.meta["attrib"] |= {"scores": scores}
    nlp.to_disk(folder)
    return scores


def fill(nlp: Language, network: Network, tokenizer: Tokenizer, *, int8: bool) -> None:
    """Put the weights of the network into the pipeline."""
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    part = lambda prefix: {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}  # noqa: E731
    encoder, tagger, linker = part("encoder."), part("tagger."), part("linker.")
    graph = export_encoder(encoder, network.encoder.layers[0].heads, int8=int8)
    nlp.get_pipe("tok2vec").model.shims[0].load_graph(graph, tokenizer.to_str())
    spans, links = nlp.get_pipe(SPANS).model, nlp.get_pipe(LINKS).model
    for model in (spans, links):
        model.initialize()
    set_linear(spans.layers[1], tagger, "linear")
    spans.set_param("transitions", tagger["transitions"])
    for layer, role in zip(links.layers[1:], ("contents", "sources"), strict=True):
        for part_layer, name in zip(layer.layers, ("cue", "span", "none"), strict=True):
            set_linear(part_layer, linker, f"{role}.{name}")
        for name in ("features", "output"):
            layer.set_param(name, linker[f"{role}.{name}"])


def set_linear(layer: Any, state: dict[str, Any], name: str) -> None:
    """Put a PyTorch linear layer's weights into thinc's."""
    layer.set_param("W", state[f"{name}.weight"])
    layer.set_param("b", state[f"{name}.bias"])


@torch.no_grad()
def check_export(nlp: Language, network: Network, text: str, path: Path) -> None:
    """Compare the exported encoder with the trained one on the first pieces of a text.

    Raises:
        ModelError: they differ by more than rounding.
    """
    session, reader = nlp.get_pipe("tok2vec").model.shims[0].open()
    with nlp.select_pipes(enable=[PARAGRAPHS, QUOTES]):
        pieces = reader.read(nlp(text))
    inputs = {"ids": pieces.ids[:128], "depths": pieces.depths[:128]}
    exported = session.run(None, inputs)[0]
    trained = network.encoder(*(torch.from_numpy(values)[None] for values in inputs.values()))[0].numpy()
    difference = float(np.abs(exported - trained).max())
    if difference > _AGREEMENT:
        raise ModelError(path, f"its exported encoder differs from the trained one by {difference:.2g}")


def fit_confidence(nlp: Language, documents: list[GoldDocument]) -> list[float]:
    """The weights of `components.links.confidence`, by Newton's method on the links that the pipeline finds."""
    rows, right = [], []
    docs = list(nlp.pipe(document.text for document in documents))
    for document, doc, links in zip(documents, docs, nlp.get_pipe(LINKS).predict(docs), strict=True):
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
