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
from torch.nn import functional

from attrib.components.spans import extract_spans
from attrib.ml.pairs import Candidates, pair_up
from attrib.ml.pieces import Case, PieceReader
from attrib.schema import CONTENT, CUE, ROLES, SOURCE, TAGS
from attrib.training.examples import NONE, Batch, Example, collate, cut, gold_candidates, link_targets, recased
from attrib.training.network import Network, bits, choice_loss, crf_loss, pool, set_loss, span_means
from attrib.training.syntax import DEP, HEAD, LAYERS, SENTENCE

Ints = NDArray[np.int64]

_RECASED = 0.06
"""Chance of a window to be read as if it were all in capitals, or in small letters."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to train. Lengths count word pieces.

    `decay` multiplies the learning rate from each layer to the one below; `average` is the weight of the past in the
    running mean of weights, which is the model. `weights` are those of losses.
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
    weights: dict[str, float]
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
        parts += [
            (part, lowest) for part in (encoder.words, encoder.positions, encoder.depths, encoder.cases, encoder.norm)
        ]
        parts += [(part, schedule.head_rate) for part in self.network.children() if part is not encoder]
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
        losses: list[dict[str, float]] = []
        for batch in self._batches(examples, draw):
            found = self._losses(batch)
            if not found:  # no mention in it has another to go with
                continue
            torch.stack([self.schedule.weights[name] * loss for name, loss in found.items()]).sum().backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.schedule.clip)
            self.optimizer.step()
            self.scheduler.step()
            self.optimizer.zero_grad()
            self._average()
            self.step += 1
            seen += int(batch.mask.sum())
            losses.append({name: float(loss.detach()) for name, loss in found.items()})
            if self.step % 25 == 0:
                means = {name: float(np.mean([each[name] for each in losses if name in each])) for name in losses[-1]}
                speed = seen / (time.perf_counter() - started)
                report({"step": self.step, "of": self.steps, **means, "pieces/s": speed})
                losses = []
        self.epoch += 1

    def _batches(self, examples: list[Example], draw: random.Random) -> Iterator[Batch]:
        schedule = self.schedule
        length = schedule.window - 2
        cuts: list[Example] = []
        for example in examples:
            for window in cut(example, length, schedule.overlap, draw.randrange(length - schedule.overlap)):
                one_case = draw.random() < _RECASED
                cuts.append(recased(window, draw.choice((Case.LOWER, Case.UPPER))) if one_case else window)
        draw.shuffle(cuts)
        cuts.sort(key=lambda window: len(window.pieces.ids) + draw.random() * 32)
        size = max(1, schedule.batch // schedule.window)
        groups = [cuts[i : i + size] for i in range(0, len(cuts), size)]
        draw.shuffle(groups)
        for group in groups:
            yield collate(group, self.reader)

    def _losses(self, batch: Batch) -> dict[str, Tensor]:
        """The loss of each head that the batch has gold for.

        That of words is summed over those that are annotated and divided by all words, so that every word weighs the
        same; that of links is the mean of a choice.
        """
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            vectors = self.network.encoder(
                *(self._tensor(x) for x in (batch.ids, batch.depths, batch.cases, batch.mask))
            )
        words = pool(vectors.float(), self._tensor(batch.words), batch.tags.shape[1])
        found = self._word_losses(batch, words)
        losses = {name: loss / int(batch.lengths.sum()) for name, loss in found.items()}
        linked = [row for row, window in enumerate(batch.windows) if window.relations is not None]
        if linked:
            windows = [batch.windows[row] for row in linked]
            emissions = self.network.tagger(words[linked]).detach()
            both = [gold_candidates(window) for window in windows], self._predicted_candidates(windows, emissions)
            losses["links"] = torch.stack([self._link_loss(windows, words[linked], found) for found in both]).mean()
        return losses

    def _word_losses(self, batch: Batch, words: Tensor) -> dict[str, Tensor]:
        network = self.network
        losses = {}
        if batch.tags.any():
            right = bits(torch.from_numpy(batch.tags), len(TAGS)).flatten(0, 1).numpy()
            losses["tags"] = crf_loss(
                network.tagger(words).flatten(0, 1),
                network.tagger.transitions,
                right,
                paragraph_rows(batch.windows, batch.tags.shape[1], annotated=True),
            )
        dropped = network.dropout(words)
        entities = self._tensor(batch.entities)
        known = entities > 0
        if known.any():
            scores = network.entities(dropped[known])
            losses["entities"] = set_loss(scores, bits(entities[known], scores.shape[1]))
        if (batch.syntax >= 0).any():
            losses |= self._syntax_losses(self._tensor(batch.syntax), dropped)
        mentioned = [(row, window.mentions) for row, window in enumerate(batch.windows) if len(window.mentions) > 1]
        if mentioned:
            losses["chains"] = torch.stack([self._chain_loss(words[row], found) for row, found in mentioned]).sum()
        return losses

    def _syntax_losses(self, gold: Tensor, words: Tensor) -> dict[str, Tensor]:
        """`gold` (B, T, layers), `words` (B, T, W)."""
        network = self.network
        rows = (gold >= 0).any(-1).any(-1)
        gold, words = gold[rows], words[rows]
        losses = {
            name: functional.cross_entropy(
                layer(words).flatten(0, 1), gold[..., i].flatten(), ignore_index=-1, reduction="sum"
            )
            for i, (name, layer) in enumerate(zip(LAYERS[:DEP], network.syntax, strict=True))
        }
        sentences = gold[..., SENTENCE]
        together = (sentences[:, :, None] == sentences[:, None]) & (sentences >= 0)[:, :, None]
        scores = network.parser(words).masked_fill(~together, -1e4)
        heads = gold[..., HEAD]
        losses["heads"] = functional.cross_entropy(
            scores.flatten(0, 1), heads.flatten(), ignore_index=-1, reduction="sum"
        )
        headed = (heads >= 0) & (gold[..., DEP] >= 0)
        row = torch.arange(len(heads), device=heads.device)[:, None].expand_as(heads)
        labels = network.parser.label(words[headed], words[row[headed], heads[headed]])
        losses["deps"] = functional.cross_entropy(labels, gold[..., DEP][headed], reduction="sum")
        return losses

    def _chain_loss(self, words: Tensor, mentions: Ints) -> Tensor:
        """Negative log-likelihood of a mention's antecedents in the window, or of none (Lee et al., 2017), summed."""
        heads, chains = self._tensor(mentions).T
        scores = self.network.antecedents(words[heads])
        right = functional.pad((chains[:, None] == chains[None]).tril(-1), (0, 1))
        right[:, -1] = ~right.any(-1)
        return set_loss(scores, right)

    def _predicted_candidates(self, windows: list[Example], emissions: Tensor) -> list[Candidates]:
        """The spans that the tagger finds in each window as it is now: what the linker will have to work with."""
        length = emissions.shape[1]
        spans = extract_spans(
            emissions.flatten(0, 1).cpu().numpy(),
            paragraph_rows(windows, length),
            self.network.tagger.transitions.detach().cpu().numpy(),
        )
        found: list[dict[str, list[tuple[int, int]]]] = [{role: [] for role in ROLES} for _ in windows]
        for span in spans:
            row, start = divmod(span.start, length)
            found[row][span.role].append((start, start + span.end - span.start))
        return [
            Candidates(_edges(spans[CUE]), _edges(spans[SOURCE]), _edges(spans[CONTENT]), window.paragraphs)
            for spans, window in zip(found, windows, strict=True)
        ]

    def _link_loss(self, windows: list[Example], words: Tensor, found: list[Candidates]) -> Tensor:
        """Mean loss of the cue that each content chooses, plus that of the source that each cue chooses."""
        linker = self.network.linker
        targets = [
            link_targets(window, example.relations or []) for window, example in zip(found, windows, strict=True)
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


def paragraph_rows(windows: list[Example], length: int, *, annotated: bool = False) -> list[Ints]:
    """The words of each paragraph of windows that are padded to `length` and joined, as the tagger decodes them.

    If `annotated`, of windows with gold tags only.
    """
    rows = []
    for row, window in enumerate(windows):
        if window.tags.any() or not annotated:
            breaks = np.flatnonzero(np.diff(window.paragraphs)) + 1
            rows += np.split(row * length + np.arange(len(window.tags)), breaks)
    return rows
