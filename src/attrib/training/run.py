"""Trains a model from its config: reads gold, trains, exports, checks, writes a folder that `attrib.load` takes.

OUT/checkpoint.pt      all that is needed to go on, written after each epoch; the same command takes it up again
OUT/<name>/            the model: a spaCy pipeline, its encoder in int8, run by ONNX Runtime
OUT/<name>_trf/        the same with its encoder as it was trained, run by PyTorch, on a GPU too
"""

import random
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import torch
from spacy.language import Language
from spacy.util import load_config, load_model_from_config
from tokenizers import Tokenizer

from attrib.corpora.gold import read_gold
from attrib.errors import ModelNotFound
from attrib.ml.pieces import PieceReader
from attrib.schema import ENTITY_TAGS, PARAGRAPHS, PARSER, QUOTES
from attrib.training.antecedents import AntecedentNetwork, AntecedentPlan, make_lessons, train_antecedents
from attrib.training.augment import Names, augment
from attrib.training.examples import Example, make_example
from attrib.training.gold import read_all, read_attributions
from attrib.training.loop import Schedule, Trainer
from attrib.training.network import Network, read_minilm
from attrib.training.product import Product, component, take_weights
from attrib.training.silver import likely_tags
from attrib.training.syntax import SyntaxLabels

Report = Callable[[str, dict[str, Any]], None]


def train(
    config: Path,
    data: Path,
    out: Path,
    *,
    start: Path | None,
    seed: int | None,
    device: str,
    epochs: int | None,
    report: Report,
) -> None:
    """Train, or go on training, and write the model.

    `start` is a model as it was trained (`…_trf`) whose weights to begin with; the recipe's `anchor` is their share in
    those of the new model (Wortsman et al., 2022: what was known before is forgotten less so), and its attributions
    are learned from where there are no gold ones. `report` gets
    ("step", losses), ("epoch", how many of how many) and ("export", scores on dev in percent).

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

    documents = read_all(data, plan["corpora"])
    labels = SyntaxLabels(nlp, [document.syntax for document in documents if document.syntax is not None])
    encoder = read_minilm(folder, plan["dropout"])
    arcs, _, relations, _ = component(nlp, PARSER).model.layers[1:]
    network = Network(
        encoder,
        plan["hidden"],
        plan["dropout"],
        labels.counts,
        (arcs.get_dim("nO"), relations.get_dim("nO")),
        len(ENTITY_TAGS),
    )
    first: dict[str, torch.Tensor] = {}
    if start is not None:
        teacher = spacy.load(start)
        first = take_weights(teacher, network)
        with nlp.select_pipes(enable=[PARAGRAPHS, QUOTES]):
            documents = [
                document if document.gold else replace(document, silver=likely_tags(teacher, nlp(document.text)))
                for document in documents
            ]
    names = Names.read(data / plan["rewriting"]["names"], data / plan["rewriting"]["donors"])

    def examples(epoch: int) -> list[Example]:
        draw = random.Random(schedule.seed * 1000 + epoch)
        drawn = [d for d in documents for _ in range(int(d.share + draw.random()))]
        with nlp.select_pipes(enable=[PARAGRAPHS, QUOTES]):
            return [make_example(nlp, reader, labels, augment(document, names, draw)) for document in drawn]

    trainer = Trainer(network, schedule, reader, examples(0), device)
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        trainer.load(checkpoint)
    while trainer.epoch < schedule.epochs:
        trainer.run_epoch(examples(trainer.epoch), lambda values: report("step", values))
        trainer.save(checkpoint)
        report("epoch", {"epoch": trainer.epoch, "of": schedule.epochs})
    network.load_state_dict(
        {
            name: value.cpu().lerp(first[name], plan["anchor"]) if name in first else value
            for name, value in trainer.averaged.items()
        }
    )
    network.cpu().eval()
    _, held_out = read_attributions(data, plan["corpora"])
    dev = list(read_gold(data / plan["dev"]))
    card = plan["card"] | {"trained": f"{datetime.now(UTC):%Y-%m-%d}", "schedule": asdict(schedule)}
    chained = [(d.text, d.chains) for d in documents if d.chains is not None and not d.chains.partial]

    def teach(nlp: Language) -> AntecedentNetwork:
        lessons = list(make_lessons(nlp, chained))
        return train_antecedents(
            lessons, encoder.words.embedding_dim, schedule.seed, AntecedentPlan(**plan["antecedents"])
        )

    product = Product(recipe, network, tokenizer, labels, card)
    for scores in product.write(out / config.stem, held_out, dev, teach):
        report("export", scores)


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
