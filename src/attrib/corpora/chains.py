"""Reads coreference chains from JSON lines: `{"doc_id", "text", "clusters": [[[start, end], …], …], "singletons"}`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ChainedDocument:
    """A text, its chains, and mentions that are in none; character offsets.

    Of a `partial` one other mentions may be in these chains too, or in others.
    """

    doc_id: str
    text: str
    chains: list[list[Offsets]]
    singletons: list[Offsets]
    partial: bool


def read_chains(path: Path) -> Iterator[ChainedDocument]:
    """Documents in the order of the file. Those of GAP are partial: they tell of one pronoun and two names each."""
    for line in path.read_bytes().splitlines():
        row = json.loads(line)
        chains = [[(start, end) for start, end in chain] for chain in row["clusters"]]
        singletons = [(start, end) for start, end in row.get("singletons", ())]
        partial = row.get("partial", False)
        if partial:
            chained = {mention for chain in chains for mention in chain}
            named = [tuple(row[key]) for key in ("a", "b", "pronoun")]
            singletons = [mention for mention in named if mention not in chained]
        yield ChainedDocument(row["doc_id"], row["text"], chains, singletons, partial)
