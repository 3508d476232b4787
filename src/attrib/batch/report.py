"""What a run says of itself: while it goes on, and at its end."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, since it was started this time.

    `share` of the input that has been read, from 0 to 1, None where its size is not known. `resumed` documents had been
    done before; they are `share_before` of the input.
    """

    documents: int
    words: int
    attributions: int
    failed: int
    resumed: int
    seconds: float
    share: float | None
    share_before: float

    @property
    def words_per_second(self) -> float:
        """Of this time, loading of the model included."""
        return self.words / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """If the rest of the input is like what has been read; None where that cannot be known."""
        if self.share is None or self.share <= self.share_before:
            return None
        return self.seconds * (1 - self.share) / (self.share - self.share_before)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has found, over all the times that it was started. The same for every run of the same input.

    `documents` are those that were read, `failed` those that were not and stand with their reasons in `failures`.
    `speakers` are the most frequent ones, as `attrib.batch.results.speaker_labels` names them, with their counts.
    """

    output: Path
    documents: int
    words: int
    attributions: int
    failed: int
    types: Mapping[str, int]
    speakers: Mapping[str, int]

    @property
    def failures(self) -> Path | None:
        """The file that says why documents failed, if any did."""
        return beside(self.output, "failed.jsonl") if self.failed else None

    def to_json(self) -> str:
        """For the journal; without the output, which may have been moved together with it."""
        values = {name: value for name, value in asdict(self).items() if name != "output"}
        return json.dumps(values)

    @classmethod
    def from_json(cls, output: Path, text: str) -> "Report":
        """From what `to_json` gave."""
        values: dict[str, Any] = json.loads(text)
        return cls(output, **values)


def beside(output: Path, ending: str) -> Path:
    """A file that belongs to an output: its name and one more ending."""
    return output.with_name(f"{output.name}.{ending}")
