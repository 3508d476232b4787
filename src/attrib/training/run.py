"""Trains a model from its config: reads gold, trains, exports, checks, writes a folder that `attrib.load` takes.

OUT/checkpoint.pt      all that is needed to go on, written after each epoch; the same command takes it up again
OUT/<name>/            the model: a spaCy pipeline, its encoder in int8
OUT/<name>_fp32/       the same with its encoder in fp32, to compare with
"""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from spacy.language import Language
from spacy.util import load_config, load_model_from_config
from tokenizers import Tokenizer

from attrib.api import MODEL_FORMAT
from attrib.corpora.gold import GoldDocument, read_gold
from attrib.doc import read_attributions
from attrib.errors import ModelError, ModelNotFound
from attrib.ml.pieces import PieceReader
from attrib.schema import LINKS, PARAGRAPHS, QUOTES, SPANS
from attrib.scoring import Relation, Scorer
from attrib.training.augment import Names, augment
from attrib.training.examples import Example, make_example
from attrib.training.export import export_encoder
from attrib.training.loop import Schedule, Trainer
from attrib.training.network import Network, read_minilm

Report = Callable[[str, dict[str, float]], None]

_AGREEMENT = 1e-3
"""Largest difference between a value of the trained encoder and of its fp32 export that is put down to rounding."""


def train(
    config: Path, data: Path, out: Path, *, seed: int | None, device: str, epochs: int | None, report: Report
) -> None:
    """Train, or go on training, and write the model.

    `report` gets ("step", losses), ("epoch", seconds) and ("export", scores on dev in percent).

    Raises:
        ModelError: the export does not compute what was trained.
        CorpusError: a gold file is not what it should be.
    """
    recipe = load_config(config)
    plan = recipe.pop("training")
    overrides = {"seed": seed, "epochs": epochs}
    schedule = Schedule(**plan["schedule"] | {k: v for k, v in overrides.items() if v is not None})
    folder = encoder_folder(plan["encoder"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    reader = PieceReader(tokenizer)
    nlp = load_model_from_config(recipe, auto_fill=True)
    seed_all(schedule.seed)
    network = Network(read_minilm(folder, plan["dropout"]), plan["hidden"], plan["dropout"])

    documents = list(read_gold(data / plan["train"]))[: -plan["held_out"]]
    names = Names.read(data / plan["names"], data / plan["donors"])
    examples = make_examples(nlp, reader, documents)
    trainer = Trainer(network, schedule, reader, sum(len(example.pieces.ids) for example in examples), device)
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        trainer.load(checkpoint)
    while trainer.epoch < schedule.epochs:
        draw = random.Random(schedule.seed * 1000 + trainer.epoch)
        rewritten = [augment(document, names, draw) for document in documents]
        trainer.run_epoch(make_examples(nlp, reader, rewritten), lambda values: report("step", values))
        trainer.save(checkpoint)
        report("epoch", {"epoch": trainer.epoch, "of": schedule.epochs})
    network.load_state_dict(trainer.averaged)
    dev = list(read_gold(data / plan["dev"]))
    write_models(nlp, network.cpu().eval(), reader, dev, out / config.stem, plan | {"schedule": vars_of(schedule)}, report)


def make_examples(nlp: Language, reader: PieceReader, documents: Iterable[GoldDocument]) -> list[Example]:
    """Documents as arrays, by the pipeline's rule stages."""
    with nlp.select_pipes(enable=[PARAGRAPHS, QUOTES]):
        return [make_example(nlp, reader, document) for document in documents]


def write_models(
    nlp: Language,
    network: Network,
    reader: PieceReader,
    dev: list[GoldDocument],
    path: Path,
    plan: dict[str, Any],
    report: Report,
) -> None:
    """Export in fp32 and int8, check the one, score both on dev, write both."""
    for int8, folder in ((False, path.with_name(f"{path.name}_fp32")), (True, path)):
        fill(nlp, network, reader, int8=int8)
        if not int8:
            check_export(nlp, network, reader, dev[0].text, folder)
        scorer = score(nlp, dev)
        scores = {name: round(row.f1, 2) for name, row in scorer.table().items()}
        report("export", {"int8": int8} | scores)
        nlp.meta.update(name=path.name.removeprefix(f"{nlp.lang}_"), version=version("attrib"))
        nlp.meta["attrib"] = {
            "format": MODEL_FORMAT,
            "trained": f"{datetime.now(UTC):%Y-%m-%d}",
            "encoder": "int8" if int8 else "fp32",
            "recipe": plan,
            "scores": {plan["dev"]: scores},
        }
        nlp.to_disk(folder)


def fill(nlp: Language, network: Network, reader: PieceReader, *, int8: bool) -> None:
    """Put the weights of the network into the pipeline."""
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    part = lambda prefix: {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}  # noqa: E731
    encoder, tagger, linker = part("encoder."), part("tagger."), part("linker.")
    graph = export_encoder(encoder, network.encoder.layers[0].heads, int8=int8)
    nlp.get_pipe("tok2vec").model.shims[0].load_graph(graph, reader.tokenizer.to_str())
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
def check_export(nlp: Language, network: Network, reader: PieceReader, text: str, path: Path) -> None:
    """Compare the exported encoder with the trained one on the first pieces of a text.

    Raises:
        ModelError: they differ by more than rounding.
    """
    with nlp.select_pipes(enable=[PARAGRAPHS, QUOTES]):
        pieces = reader.read(nlp(text))
    inputs = {"ids": pieces.ids[:128], "depths": pieces.depths[:128]}
    session, _ = nlp.get_pipe("tok2vec").model.shims[0].open()
    exported = session.run(None, inputs)[0]
    trained = network.encoder(*(torch.from_numpy(values)[None] for values in inputs.values()))[0].numpy()
    difference = float(np.abs(exported - trained).max())
    if difference > _AGREEMENT:
        raise ModelError(path, f"its exported encoder differs from the trained one by {difference:.2g}")


def score(nlp: Language, documents: list[GoldDocument]) -> Scorer:
    """Scores of a pipeline against the first annotator's relations."""
    scorer = Scorer()
    for document, doc in zip(documents, nlp.pipe(document.text for document in documents), strict=True):
        scorer.add(document.text, document.relations, [Relation.of(record) for record in read_attributions(doc)])
    return scorer


def encoder_folder(package: str) -> Path:
    """The folder `model` of an installed package.

    Raises:
        ModelNotFound: the package is not installed, or has none.
    """
    spec = find_spec(package)
    folder = Path(package if spec is None or spec.origin is None else spec.origin).parent / "model"
    if not folder.is_dir():
        raise ModelNotFound(folder)
    return folder


def seed_all(seed: int) -> None:
    """Make all that is drawn at random repeatable."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002
    torch.manual_seed(seed)


def vars_of(schedule: Schedule) -> dict[str, Any]:
    """The schedule's fields."""
    return {name: getattr(schedule, name) for name in Schedule.__slots__}
