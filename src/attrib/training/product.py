"""From a trained network to a model folder: weights into the pipeline, export, check, calibration, scores."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
import spacy
import torch
from numpy.typing import NDArray
from spacy.language import Language
from spacy.training import Example
from spacy.util import load_model_from_config
from thinc.api import Config
from tokenizers import Tokenizer
from torch import Tensor, nn

from attrib.api import MODEL_FORMAT
from attrib.corpora.gold import GoldDocument
from attrib.doc import read_attributions
from attrib.errors import ModelError
from attrib.ml.antecedents import LAYERS as LAYERS_OF_ANTECEDENTS
from attrib.ml.pieces import DEPTHS, Case
from attrib.ml.transformer import TorchShim
from attrib.schema import ENCODER, ENTITIES, LINKS, PARSER, SPANS, SPEAKERS
from attrib.scoring import Relation, Scorer, aligned, as_words, sources_meet
from attrib.training.antecedents import AntecedentNetwork
from attrib.training.export import export_encoder
from attrib.training.network import Network
from attrib.training.syntax import DEP, LAYERS, SyntaxLabels

_AGREEMENT: Final = 1e-3
"""Largest difference between a value of the trained encoder and of its fp32 export that is put down to rounding."""


@dataclass(frozen=True, slots=True)
class Product:
    """What a model folder is made of."""

    recipe: Config
    network: Network
    tokenizer: Tokenizer
    labels: SyntaxLabels
    card: dict[str, Any]

    def write(
        self,
        path: Path,
        held_out: list[GoldDocument],
        dev: list[GoldDocument],
        teach: Callable[[Language], AntecedentNetwork],
    ) -> Iterator[dict[str, Any]]:
        """Write the model twice, at `path` with its encoder in int8, at `path`_trf as it was trained, in fp16.

        Gives of each the name of its encoder and its F1 scores on dev in percent. `teach` trains what finds
        antecedents on the vectors of the encoder in int8; confidence is fitted on documents that the model has not
        seen. What is measured is what was written; the pipelines written read no text themselves, so that no word of
        the corpora stays in their vocabulary.

        Raises:
            ModelError: the export does not compute what was trained.
        """
        check_export(self.network, path)
        antecedents, confidence = None, None
        for encoder, folder in (("int8", path), ("fp16", path.with_name(f"{path.name}_trf"))):
            nlp = self.pipeline(encoder, folder.name)
            nlp.to_disk(folder)
            written = spacy.load(folder)
            antecedents = antecedents or teach(written)
            confidence = confidence or fit_confidence(written, held_out)
            for pipeline in (nlp, written):
                component(pipeline, LINKS).cfg["confidence"] = confidence
                fill_antecedents(component(pipeline, SPEAKERS).model, antecedents)
            scores = score(written, dev)
            nlp.meta["attrib"] |= {"scores": scores}
            nlp.to_disk(folder)
            yield {"encoder": encoder} | scores

    def pipeline(self, encoder: str, name: str) -> Language:
        """The pipeline with the weights of the network; its antecedents have still to be taught."""
        nlp = load_model_from_config(with_encoder(self.recipe, encoder), auto_fill=True)
        nlp.meta.update(name=name.removeprefix(f"{nlp.lang}_"), version=version("attrib"))
        fill(nlp, self.network, self.tokenizer, self.labels)
        nlp.meta["attrib"] = {"format": MODEL_FORMAT, "encoder": encoder} | self.card
        return nlp


def score(nlp: Language, documents: list[GoldDocument]) -> dict[str, float]:
    """F1 in percent of the attributions that a pipeline finds."""
    scorer = Scorer()
    for document, doc in zip(documents, nlp.pipe(document.text for document in documents), strict=True):
        scorer.add(document.text, document.relations, [Relation.of(record) for record in read_attributions(doc)])
    return {name: round(row.f1, 2) for name, row in scorer.table().items()}


def fill_antecedents(model: Any, network: AntecedentNetwork) -> None:
    """Put the weights of the network of antecedents into the component's model."""
    weights = arrays(network)
    for name in ("features", "output"):
        model.set_param(name, weights[name])
    for layer, name in zip(model.layers[1:], LAYERS_OF_ANTECEDENTS, strict=True):
        layer.set_param("W", weights[f"{name}.weight"])
        layer.set_param("b", weights[f"{name}.bias"])


def with_encoder(recipe: Config, encoder: str) -> Config:
    """The recipe, with the PyTorch encoder in place of the ONNX one where that is asked for."""
    changed = recipe.copy()
    if encoder == "fp16":
        model = changed["components"][ENCODER]["model"]
        model["@architectures"] = "attrib.TorchEncoder.v1"
        del model["threads"]
    return changed


def component(nlp: Language, name: str) -> Any:
    """A component with its own attributes, which `Language.get_pipe` does not tell of."""
    return nlp.get_pipe(name)


def fill(nlp: Language, network: Network, tokenizer: Tokenizer, labels: SyntaxLabels) -> None:
    """Put the weights of the network into the pipeline."""
    shim = component(nlp, ENCODER).model.shims[0]
    if isinstance(shim, TorchShim):
        shim.load_weights(network.encoder, tokenizer.to_str())
    else:
        graph = export_encoder(arrays(network.encoder), network.encoder.layers[0].heads, int8=True)
        shim.load_graph(graph, tokenizer.to_str())
    sentence = Example.from_dict(nlp.make_doc("Yes."), {"sent_starts": [True, False]})
    for name in LAYERS[:DEP]:
        given = {} if labels.label_data[name] is None else {"labels": labels.label_data[name]}
        component(nlp, name).initialize(lambda: [sentence], **given)
    component(nlp, PARSER).cfg["labels"] = labels.deps
    for name in (PARSER, ENTITIES, SPANS, LINKS, SPEAKERS):
        component(nlp, name).model.initialize()
    weights = arrays(network)
    for layer, parameter, name in parameters(nlp):
        layer.set_param(parameter, weights[name])


def take_weights(nlp: Language, network: Network) -> dict[str, Tensor]:
    """Put the weights of a pipeline as it was trained into the network, and give those that were taken.

    Heads that it has not, or has in another size, stay as they are.
    """
    weights = {f"encoder.{name}": value for name, value in component(nlp, ENCODER).model.shims[0].weights.items()}
    weights |= {name: layer.get_param(parameter) for layer, parameter, name in parameters(nlp)}
    given = {name: torch.tensor(np.array(value)).float() for name, value in weights.items()}
    own = network.state_dict()
    taken = {name: value for name, value in given.items() if value.shape == own[name].shape}
    network.load_state_dict(own | taken)
    return taken


def parameters(nlp: Language) -> Iterator[tuple[Any, str, str]]:
    """Where each weight of the heads lives: thinc's layer, its parameter, and the name in the network.

    Of the heads that the pipeline has: a model to start from may have fewer than are trained.
    """
    tagger = component(nlp, SPANS).model
    yield tagger, "transitions", "tagger.transitions"
    linear = [(tagger.layers[1], "tagger.linear")]
    for pairs, role in zip(component(nlp, LINKS).model.layers[1:], ("contents", "sources"), strict=True):
        yield from ((pairs, name, f"linker.{role}.{name}") for name in ("features", "output"))
        names = (f"linker.{role}.{name}" for name in ("cue", "span", "none"))
        linear += zip(pairs.layers, names, strict=True)
    softmax = [(name, f"syntax.{i}") for i, name in enumerate(LAYERS[:DEP])] + [(ENTITIES, "entities")]
    linear += [
        (component(nlp, name).model.get_ref("softmax"), ours) for name, ours in softmax if name in nlp.pipe_names
    ]
    if PARSER in nlp.pipe_names:
        parser = component(nlp, PARSER).model
        yield from ((parser, name, f"parser.{name}") for name in ("arcs", "labels"))
        names = (f"parser.{name}" for name in ("dependents", "heads", "labelled", "labelling"))
        linear += zip(parser.layers[1:], names, strict=True)
    for layer, name in linear:
        yield from ((layer, ours, f"{name}.{theirs}") for ours, theirs in (("W", "weight"), ("b", "bias")))


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
    kinds = {"ids": network.encoder.words.num_embeddings, "depths": DEPTHS, "cases": len(Case)}
    pieces = {name: draw.integers(0, count, 32) for name, count in kinds.items()}
    exported = session.run(None, pieces)[0]
    trained = network.encoder(**{name: torch.from_numpy(values)[None] for name, values in pieces.items()})[0].numpy()
    difference = float(np.abs(exported - trained).max())
    if difference > _AGREEMENT:
        raise ModelError(path, f"its exported encoder differs from the trained one by {difference:.2g}")


def fit_confidence(nlp: Language, documents: list[GoldDocument]) -> list[float]:
    """The weights of `components.links.confidence`, by Newton's method on the links that the pipeline finds."""
    rows, right = [], []
    docs = list(nlp.pipe(document.text for document in documents))
    for document, doc, links in zip(documents, docs, component(nlp, LINKS).link(docs), strict=True):
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
