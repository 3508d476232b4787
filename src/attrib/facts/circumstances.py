"""To whom, through what, when and where it was said."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What stands beside a cue and belongs to it."""

    addressee: Span | None = None
    medium: Span | None = None
    time: Span | None = None
    place: Span | None = None


def find_circumstances(
    doc: Doc, cue: Sequence[Span], source: Sequence[Span], contents: Sequence[Span]
) -> Circumstances:
    """The circumstances of one attribution."""
    return Circumstances()
