"""Trains a model from its config: reads gold, trains, exports, checks, writes a folder that `attrib.load` takes.

OUT/checkpoint.pt      all that is needed to go on, written after each epoch; the same command takes it up again
OUT/<name>/            the model: a spaCy pipeline, its encoder in int8, run by ONNX Runtime
OUT/<name>_trf/        the same with its encoder as it was trained, run by PyTorch, on a GPU too
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from spacy.language import Language
from spacy.util import load_config, load_model_from_config
from tokenizers import Tokenizer

from attrib.corpora.gold import GoldDocument, read_gold
from attrib.errors import ModelNotFound
from attrib.ml.pieces import PieceReader
from attrib.schema import PARAGRAPHS, QUOTES
from attrib.training.augment import Names, augment
from attrib.training.examples import Example, make_example
from attrib.training.loop import Schedule, Trainer
from attrib.training.network import Network, read_minilm
from attrib.training.product import write_models

Report = Callable[[str, dict[str, Any]], None]


def train(
    config: Path, data: Path, out: Path, *, seed: int | None, device: str, epochs: int | None, report: Report
) -> None:
    """Train, or go on training, and write the model.

    `report` gets ("step", losses), ("epoch", how many of how many) and ("export", scores on dev in percent).

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

    documents = list(read_gold(data / plan["train"]))
    documents, held_out = documents[: -plan["held_out"]], documents[-plan["held_out"] :]
    names = Names.read(data / plan["names"], data / plan["donors"])
    trainer = Trainer(network, schedule, reader, make_examples(nlp, reader, documents), device)
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
    network.cpu().eval()
    dev = list(read_gold(data / plan["dev"]))
    card = plan["card"] | {"trained": f"{datetime.now(UTC):%Y-%m-%d}", "schedule": asdict(schedule)}
    for scores in write_models(recipe, network, tokenizer, held_out, dev, out / config.stem, card):
        report("export", scores)


def make_examples(nlp: Language, reader: PieceReader, documents: Iterable[GoldDocument]) -> list[Example]:
    """Documents as arrays, by the pipeline's rule stages."""
    with nlp.select_pipes(enable=[PARAGRAPHS, QUOTES]):
        return [make_example(nlp, reader, document) for document in documents]


def encoder_folder(name: str) -> Path:
    """A folder, or the folder `model` of an installed package.

    Raises:
        ModelNotFound: there is neither.
    """
    if Path(name).is_dir():
        return Path(name)
    spec = find_spec(name) if name.isidentifier() else None
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else Path(name)
    if not folder.is_dir():
        raise ModelNotFound(folder)
    return folder


def seed_all(seed: int) -> None:
    """Make all that is drawn at random repeatable."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
