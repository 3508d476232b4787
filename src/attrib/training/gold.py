"""What is learned from: texts with the layers that their corpora annotate, and no others."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from attrib.corpora.chains import read_chains
from attrib.corpora.gold import GoldDocument, read_gold
from attrib.corpora.gum import is_kept_out
from attrib.corpora.names import read_names
from attrib.corpora.ud import UdDocument, read_conllu
from attrib.scoring import Relation

Offsets = tuple[int, int]

_LONGEST: Final = 400
"""Characters of a content in GUM's discourse trees beyond which its extent is the tree's, not the attribution's."""


@dataclass(frozen=True, slots=True)
class Entities:
    """Named entities (start, end, label), and the labels that the corpus annotates in full."""

    found: tuple[tuple[int, int, str], ...]
    full: frozenset[str]


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains of mentions, and mentions that refer to nothing else that is mentioned.

    `partial` ones tell of no mentions but these.
    """

    chains: list[list[Offsets]]
    singletons: list[Offsets]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text and its layers, None where the corpus has none; `share` is how often it is read in an epoch, on average.

    `presence` relations say where attributions are, but not with which edges, nor where there are none. `silver` are
    the tags that a trained model holds likely (`attrib.training.silver`), of texts without gold relations.
    """

    doc_id: str
    text: str
    share: float = 1.0
    gold: GoldDocument | None = None
    presence: tuple[Relation, ...] | None = None
    silver: NDArray[np.int64] | None = None
    syntax: UdDocument | None = None
    entities: Entities | None = None
    chains: Chains | None = None


def read_all(data: Path, plan: dict[str, Any]) -> list[Annotated]:
    """Every document of the recipe's `[training.corpora]`, but for those held out for calibration."""
    entities = {
        document.doc_id: (document.text, Entities(document.entities, frozenset(full)))
        for path, full in plan["silver_names"]
        for document in read_names(data / path)
    }
    documents, _ = read_attributions(data, plan)
    found = [
        Annotated(
            document.doc_id,
            document.text,
            plan["share"],
            gold=document,
            entities=entities[document.doc_id][1] if document.doc_id in entities else None,
        )
        for document in documents
    ]
    found += read_gum(data, plan["gum"])
    found += [
        Annotated(d.doc_id, d.text, share, syntax=d) for path, share in plan["syntax"] for d in read_conllu(data / path)
    ]
    found += [
        Annotated(d.doc_id, d.text, share, entities=Entities(d.entities, frozenset(full)))
        for path, share, full in plan["names"]
        for d in read_names(data / path)
    ]
    found += [
        Annotated(d.doc_id, d.text, share, chains=Chains(d.chains, d.singletons, d.partial))
        for path, share in plan["chains"]
        for d in read_chains(data / path)
    ]
    return found


def read_attributions(data: Path, plan: dict[str, Any]) -> tuple[list[GoldDocument], list[GoldDocument]]:
    """The documents to learn attributions from, and those held out for calibration."""
    documents = list(read_gold(data / plan["attributions"]))
    n_learned = len(documents) - plan["held_out"]
    return documents[:n_learned], documents[n_learned:]


def read_gum(data: Path, plan: dict[str, Any]) -> Iterator[Annotated]:
    """GUM's documents with all their layers, but for those that are kept out.

    Chains are OntoGUM's; GUM's own singletons are mentions too.
    """
    alone = {document.doc_id: document.singletons for document in read_chains(data / plan["mentions"])}
    chained = {document.doc_id: document for document in read_chains(data / plan["chains"])}
    named = {document.doc_id: document.entities for document in read_names(data / plan["names"])}
    present = dict(_read_presence(data / plan["attributions"]))
    texts = {name: document.text for name, document in chained.items()}
    for document in read_conllu(data / plan["syntax"], texts):
        name = document.doc_id
        if not is_kept_out(name):
            yield Annotated(
                name,
                document.text,
                plan["share"],
                presence=present[name],
                syntax=document,
                entities=Entities(named[name], frozenset(plan["full"])),
                chains=Chains(chained[name].chains, alone[name]),
            )


def _read_presence(path: Path) -> Iterator[tuple[str, tuple[Relation, ...]]]:
    for line in path.read_bytes().splitlines():
        row = json.loads(line)
        relations = [
            Relation(*(tuple((start, end) for start, end in a[role]) for role in ("source", "cue", "content")))
            for a in row["attributions"]
            if a["source"] and a["cue"] and a["content"]
        ]
        yield row["doc_id"], tuple(_outermost(relations))


def _outermost(relations: Iterable[Relation]) -> Iterator[Relation]:
    """Those that lie in no other's content, and whose own is not a whole passage."""
    relations = list(relations)
    reaches = [(relation.content[0][0], relation.content[-1][1]) for relation in relations]
    for relation, (start, end) in zip(relations, reaches, strict=True):
        cue = relation.cue[0][0]
        inside = any(a <= cue < b and (a, b) != (start, end) for a, b in reaches)
        if not inside and end - start <= _LONGEST:
            yield relation
