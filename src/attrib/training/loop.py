"""The training loop: batches, losses, schedule, averaged weights, checkpoints."""

import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from attrib.ml.pieces import PieceReader
from attrib.schema import CUE, LINK_LABELS, TAGS
from attrib.training.examples import Batch, Example, collate, cut
from attrib.training.network import Network, crf_loss, pool


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to train. Lengths count word pieces.

    `decay` multiplies the learning rate from each layer to the one below; `average` is the weight of the past in the
    running mean of weights that becomes the model.
    """

    epochs: int
    batch: int
    window: int
    overlap: int
    rate: float
    head_rate: float
    decay: float
    warmup: float
    weight_decay: float
    clip: float
    average: float
    link_weight: float
    negative_cues: int
    seed: int


class Trainer:
    """Trains a network on examples; its state can be saved after each epoch and taken up again."""

    def __init__(self, network: Network, schedule: Schedule, reader: PieceReader, n_pieces: int, device: str) -> None:
        self.device = torch.device(device)
        self.network = network.to(self.device)
        self.schedule = schedule
        self.reader = reader
        step = schedule.window - schedule.overlap
        self.steps = max(1, math.ceil(n_pieces / step * schedule.window / schedule.batch)) * schedule.epochs
        self.optimizer = torch.optim.AdamW(self._groups(), weight_decay=schedule.weight_decay, fused=True)
        self.scheduler = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self._rate)
        self.averaged = {name: value.detach().clone() for name, value in network.state_dict().items()}
        self.epoch = 0
        self.step = 0

    def _groups(self) -> list[dict[str, object]]:
        schedule, encoder = self.schedule, self.network.encoder
        depth = len(encoder.layers)
        parts = [(encoder.layers[i], schedule.rate * schedule.decay ** (depth - 1 - i)) for i in range(depth)]
        lowest = schedule.rate * schedule.decay**depth
        parts += [(part, lowest) for part in (encoder.words, encoder.positions, encoder.depths, encoder.norm)]
        parts += [(self.network.tagger, schedule.head_rate), (self.network.linker, schedule.head_rate)]
        return [{"params": list(part.parameters()), "lr": rate} for part, rate in parts]

    def _rate(self, step: int) -> float:
        warmup = self.schedule.warmup * self.steps
        if step < warmup:
            return (step + 1) / warmup
        done = min(1.0, (step - warmup) / max(1.0, self.steps - warmup))
        return max(0.02, 0.5 * (1 + math.cos(math.pi * done)))

    def run_epoch(self, examples: list[Example], report: Callable[[dict[str, float]], None]) -> None:
        """One pass over the examples; `report` gets the losses every few steps."""
        draw = random.Random(self.schedule.seed * 1000 + self.epoch)
        torch.manual_seed(self.schedule.seed * 1000 + self.epoch)
        self.network.train()
        started, seen = time.perf_counter(), 0
        losses: list[tuple[float, float]] = []
        for batch in self._batches(examples, draw):
            tag_loss, link_loss = self._losses(batch, draw)
            (tag_loss + self.schedule.link_weight * link_loss).backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.schedule.clip)
            self.optimizer.step()
            self.scheduler.step()
            self.optimizer.zero_grad()
            self._average()
            self.step += 1
            seen += int(batch.mask.sum())
            losses.append((float(tag_loss.detach()), float(link_loss.detach())))
            if self.step % 25 == 0:
                tag, link = np.mean(losses, axis=0)
                speed = seen / (time.perf_counter() - started)
                report({"step": self.step, "of": self.steps, "tags": tag, "links": link, "pieces/s": speed})
                losses = []
        self.epoch += 1

    def _batches(self, examples: list[Example], draw: random.Random) -> Iterator[Batch]:
        schedule = self.schedule
        length = schedule.window - 2
        pool_: list[Example] = []
        for example in examples:
            pool_.extend(cut(example, length, schedule.overlap, draw.randrange(length - schedule.overlap)))
        draw.shuffle(pool_)
        pool_.sort(key=lambda window: len(window.pieces.ids) + draw.random() * 32)
        size = max(1, schedule.batch // schedule.window)
        groups = [pool_[i : i + size] for i in range(0, len(pool_), size)]
        draw.shuffle(groups)
        for group in groups:
            yield collate(group, self.reader)

    def _losses(self, batch: Batch, draw: random.Random) -> tuple[Tensor, Tensor]:
        """Mean losses of the tags of a word, and of the role of a word to a cue."""
        tensor = lambda values: torch.from_numpy(values).to(self.device)  # noqa: E731
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            vectors = self.network.encoder(tensor(batch.ids), tensor(batch.depths), tensor(batch.mask))
        words = pool(vectors.float(), tensor(batch.words), batch.tags.shape[1])
        emissions = self.network.tagger(words)
        tag_loss = crf_loss(emissions, self.network.tagger.transitions, batch.tags, batch.lengths)
        batch = with_negative_cues(batch, emissions.detach().cpu().numpy(), self.schedule.negative_cues, draw)
        if not len(batch.cue_rows):
            return tag_loss / batch.lengths.sum(), words.sum() * 0
        rows, spans = tensor(batch.cue_rows), tensor(batch.cue_spans)
        columns = torch.arange(words.shape[1], device=self.device)
        inside = ((columns >= spans[:, :1]) & (columns < spans[:, 1:])).float()
        cues = torch.bmm((inside / inside.sum(1, keepdim=True))[:, None], words[rows])[:, 0]
        scores = self.network.linker(cues, words[rows], tensor(batch.buckets()))
        link_loss = functional.cross_entropy(
            scores.reshape(-1, len(LINK_LABELS)), tensor(batch.roles).reshape(-1), ignore_index=-1
        )
        return tag_loss / batch.lengths.sum(), link_loss

    @torch.no_grad()
    def _average(self) -> None:
        past = min(self.schedule.average, (self.step + 1) / (self.step + 10))
        for name, value in self.network.state_dict().items():
            self.averaged[name].lerp_(value, 1 - past)

    def save(self, path: Path) -> None:
        """Write all that `load` needs to go on."""
        state = {
            "network": self.network.state_dict(),
            "averaged": self.averaged,
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler.state_dict(),
            "epoch": self.epoch,
            "step": self.step,
        }
        aside = path.with_suffix(".tmp")
        torch.save(state, aside)
        aside.replace(path)

    def load(self, path: Path) -> None:
        """Go on from what `save` wrote."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.averaged = state["averaged"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.scheduler.load_state_dict(state["scheduler"])
        self.epoch, self.step = state["epoch"], state["step"]


def with_negative_cues(batch: Batch, emissions: np.ndarray, most: int, draw: random.Random) -> Batch:
    """Add words that the tagger takes for cues and that are none, so that the linker learns to give them nothing."""
    cue_tags = (TAGS.index(f"B-{CUE}"), TAGS.index(f"I-{CUE}"))
    tags = emissions.argmax(axis=2)
    found = []
    for row, length in enumerate(batch.lengths):
        hits = np.isin(tags[row, :length], cue_tags) & ~np.isin(batch.tags[row, :length], cue_tags)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], hits, [False]])))
        found += [(row, start, end) for start, end in edges.reshape(-1, 2)]
    if not found:
        return batch
    found = draw.sample(found, min(len(found), most * len(batch.lengths)))
    roles = np.where(np.arange(batch.tags.shape[1]) < batch.lengths[:, None], 0, -1)
    return replace(
        batch,
        cue_rows=np.concatenate([batch.cue_rows, [row for row, _, _ in found]]),
        cue_spans=np.concatenate([batch.cue_spans, [[start, end] for _, start, end in found]]),
        roles=np.concatenate([batch.roles, roles[[row for row, _, _ in found]]]),
    )
