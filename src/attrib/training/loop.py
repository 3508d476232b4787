"""The training loop: batches, losses, schedule, averaged weights, checkpoints."""

import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attrib.components.spans import extract_spans
from attrib.ml.pairs import Candidates, pair_up
from attrib.ml.pieces import PieceReader
from attrib.schema import CONTENT, CUE, ROLES, SOURCE
from attrib.training.examples import NONE, Batch, Example, collate, cut, gold_candidates, link_targets
from attrib.training.network import Network, choice_loss, crf_loss, pool, span_means

Ints = NDArray[np.int64]


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
    seed: int


class Trainer:
    """Trains a network on examples; its state can be saved after each epoch and taken up again."""

    def __init__(
        self, network: Network, schedule: Schedule, reader: PieceReader, examples: list[Example], device: str
    ) -> None:
        self.device = torch.device(device)
        self.network = network.to(self.device)
        self.schedule = schedule
        self.reader = reader
        self.steps = schedule.epochs * sum(1 for _ in self._batches(examples, random.Random(schedule.seed)))
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
            tag_loss, link_loss = self._losses(batch)
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
        cuts: list[Example] = []
        for example in examples:
            cuts.extend(cut(example, length, schedule.overlap, draw.randrange(length - schedule.overlap)))
        draw.shuffle(cuts)
        cuts.sort(key=lambda window: len(window.pieces.ids) + draw.random() * 32)
        size = max(1, schedule.batch // schedule.window)
        groups = [cuts[i : i + size] for i in range(0, len(cuts), size)]
        draw.shuffle(groups)
        for group in groups:
            yield collate(group, self.reader)

    def _losses(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Mean losses of the tag of a word, and of the choice of a cue or source."""
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            vectors = self.network.encoder(*(self._tensor(x) for x in (batch.ids, batch.depths, batch.mask)))
        words = pool(vectors.float(), self._tensor(batch.words), batch.tags.shape[1])
        emissions = self.network.tagger(words)
        tag_loss = crf_loss(emissions, self.network.tagger.transitions, batch.tags, batch.lengths)
        gold = [gold_candidates(window) for window in batch.windows]
        predicted = self._predicted_candidates(batch, emissions)
        link_loss = sum(self._link_loss(batch, words, found) for found in (gold, predicted)) / 2
        return tag_loss / batch.lengths.sum(), link_loss

    def _predicted_candidates(self, batch: Batch, emissions: Tensor) -> list[Candidates]:
        """The spans that the tagger finds in each window as it is now: what the linker will have to work with."""
        spans = extract_spans(
            emissions.detach().flatten(0, 1).cpu().numpy(),
            [row * batch.tags.shape[1] + np.arange(length) for row, length in enumerate(batch.lengths)],
            self.network.tagger.transitions.detach().cpu().numpy(),
        )
        found: list[dict[str, list[tuple[int, int]]]] = [{role: [] for role in ROLES} for _ in batch.windows]
        for span in spans:
            row, start = divmod(span.start, batch.tags.shape[1])
            found[row][span.role].append((start, start + span.end - span.start))
        return [
            Candidates(_edges(spans[CUE]), _edges(spans[SOURCE]), _edges(spans[CONTENT]), window.paragraphs)
            for spans, window in zip(found, batch.windows, strict=True)
        ]

    def _link_loss(self, batch: Batch, words: Tensor, found: list[Candidates]) -> Tensor:
        """Mean loss of the cue that each content chooses, plus that of the source that each cue chooses."""
        linker = self.network.linker
        targets = [
            link_targets(window, example.relations) for window, example in zip(found, batch.windows, strict=True)
        ]
        cues = self._vectors(words, [window.cues for window in found])
        total = words.sum() * 0
        for role, network in (("contents", linker.contents), ("sources", linker.sources)):
            pairs = [pair_up(window, getattr(window, role)) for window in found]
            n_cues, n_spans = (
                np.cumsum([0] + [len(getattr(window, name)) for window in found])[:-1] for name in ("cues", role)
            )
            cue = np.concatenate([p.cues + n for p, n in zip(pairs, n_cues, strict=True)])
            span = np.concatenate([p.spans + n for p, n in zip(pairs, n_spans, strict=True)])
            features = np.concatenate([p.features for p in pairs])
            spans = self._vectors(words, [getattr(window, role) for window in found])
            scores, none = network(cues, spans, [self._tensor(x) for x in (cue, span, features)])
            if role == "contents":
                groups, chosen, offsets, answers = span, cue, n_cues, [of_content for of_content, _ in targets]
            else:
                groups, chosen, offsets, answers = cue, span, n_spans, [of_cue for _, of_cue in targets]
            wanted = np.concatenate([np.where(a >= 0, a + n, a) for a, n in zip(answers, offsets, strict=True)])
            right = np.where(wanted == NONE, len(cue) + np.arange(len(wanted)), -1)
            hits = np.flatnonzero(wanted[groups] == chosen)
            right[groups[hits]] = hits
            loss = choice_loss(scores, self._tensor(groups), none, self._tensor(right))
            total = total + loss / max(1, int((right >= 0).sum()))
        return total

    def _vectors(self, words: Tensor, spans: list[Ints]) -> Tensor:
        rows = np.repeat(np.arange(len(spans)), [len(found) for found in spans])
        return span_means(words, self._tensor(rows), self._tensor(np.concatenate(spans)))

    def _tensor(self, values: NDArray[Any]) -> Tensor:
        return torch.from_numpy(values).to(self.device)

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


def _edges(spans: list[tuple[int, int]]) -> NDArray[np.int64]:
    return np.array(spans, dtype=np.int64).reshape(-1, 2)
