"""`attrib_nested`: attributions inside the content of others: "The ministry said *Lavrov told Le Drian that …*".

Reads and adds to `doc.spans["attrib_links"]`. What it adds to "a3" is called "a3.0", "a3.1", and in turn "a3.0.0"; the
group's `attrs["parent"]` hold `{"a3.0": "a3", …}`. What was there stays as it was.

The model has learned to find outermost attributions alone. So the content of each is read again as a text of its own,
by the same components, and then the contents of what was found there; what has no source, or too low a score, is
mostly wrong there and is left out. It stands after `attrib_links`, and before
`attrib_speakers`, which sees the whole document when it resolves what was found. `attrib.extract(…, nested=True)` puts
it there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_ALPHA, IS_QUOTE, IS_SPACE, LOWER, ORTH, SPACY
from spacy.language import Language
from spacy.tokens import Doc, Span

from attrib.errors import MissingAnnotation
from attrib.schema import CONTENT, ENCODER, LINKS, NESTED, PARAGRAPHS, QUOTES, SOURCE, SPANS

DEPTH: Final = 3
"""Levels that are read below the outermost."""

LEAST: Final = 0.5
"""The lowest score of a nested attribution. Of 60 read in GUM's training documents 10 of 14 that it leaves were right,
and 12 of the 46 others."""

_SHORTEST: Final = 3
"""Words that a source, a cue and a content need."""

_READERS: Final = (PARAGRAPHS, QUOTES, ENCODER, SPANS, LINKS)

Ints = NDArray[np.int64]
Read = Callable[[list[Doc]], list[Doc]]
"""Finds the attributions of texts."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The content of one attribution, as tokens of its document, and what its parent's score was."""

    id: str
    tokens: Ints
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution found in a passage: (role, first token, token after the last), in tokens of the document."""

    id: str
    parent: str
    type: str
    score: float
    spans: tuple[tuple[str, int, int], ...]


@Language.factory(NESTED, assigns=["doc.spans"], default_config={"least": LEAST})
def make_nested_finder(nlp: Language, name: str, least: float) -> "NestedFinder":
    """Create the component; what it reads with are components of the same pipeline that stand before it."""
    return NestedFinder([nlp.get_pipe(reader) for reader in _READERS], least)


class NestedFinder:
    """Finds attributions inside the content of others."""

    def __init__(self, readers: Sequence[Any], least: float = LEAST) -> None:
        """Keep the components that read a text up to its links, and the lowest score."""
        self.readers = readers
        self.least = least

    def __call__(self, doc: Doc) -> Doc:
        """Find those of one document."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 16, **_: Any) -> Iterator[Doc]:
        """Find those of many documents, whose contents are read together."""
        docs = iter(docs)
        while batch := list(islice(docs, batch_size)):
            for doc, found in zip(batch, find_nested(batch, self._read, self.least), strict=True):
                nest(doc, found)
            yield from batch

    def _read(self, docs: list[Doc]) -> list[Doc]:
        for reader in self.readers:
            docs = list(reader.pipe(docs)) if hasattr(reader, "pipe") else [reader(doc) for doc in docs]
        return docs


def find_nested(docs: Sequence[Doc], read: Read, least: float) -> list[list[Found]]:
    """What lies in the contents of each document's attributions, level by level.

    Raises:
        MissingAnnotation: `attrib_links` has not run.
    """
    found: list[list[Found]] = [[] for _ in docs]
    level = [(i, passage) for i, doc in enumerate(docs) for passage in _outermost(doc)]
    for _ in range(DEPTH):
        if not level:
            break
        below = []
        texts = read([passage_doc(docs[i], passage.tokens) for i, passage in level])
        for (i, passage), text in zip(level, texts, strict=True):
            new = [one for one in found_in(passage, text) if one.score >= least]
            found[i] += new
            below += [(i, inner) for one in new for inner in _passages(docs[i], one.id, one.score, one.spans)]
        level = below
    return found


def nest(doc: Doc, found: Sequence[Found]) -> None:
    """Add attributions to those of the Doc."""
    group = doc.spans[LINKS]
    group.extend([Span(doc, start, end, label=role, span_id=one.id) for one in found for role, start, end in one.spans])
    group.attrs["type"] |= {one.id: one.type for one in found}
    group.attrs["score"] |= {one.id: one.score for one in found}
    group.attrs["parent"] = {one.id: one.parent for one in found}


def found_in(passage: Passage, text: Doc) -> list[Found]:
    """The attributions with a source of a passage that has been read, in tokens of its document.

    None is surer than what it lies in: so where a least score leaves out one, it leaves out what is nested in it.
    """
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for span in text.spans[LINKS]:
        runs = _runs(passage.tokens[span.start : span.end])
        spans.setdefault(span.id_, []).extend((span.label_, start, end) for start, end in runs)
    attrs = text.spans[LINKS].attrs
    with_source = [name for name, parts in spans.items() if any(role == SOURCE for role, _, _ in parts)]
    scores = {name: min(attrs["score"][name], passage.score) for name in with_source}
    return [
        Found(f"{passage.id}.{i}", passage.id, attrs["type"][name], scores[name], tuple(spans[name]))
        for i, name in enumerate(with_source)
    ]


def passage_doc(doc: Doc, tokens: Ints) -> Doc:
    """These tokens of a document as a document of their own, with white space where others stood between them."""
    rows = doc.to_array([ORTH, SPACY])[tokens]
    gaps = np.diff(tokens, append=tokens[-1] + 1) > 1
    words = [doc.vocab.strings[word] for word in rows[:, 0].tolist()]
    return Doc(doc.vocab, words=words, spaces=(rows[:, 1].astype(bool) | gaps).tolist())


def _outermost(doc: Doc) -> Iterator[Passage]:
    if LINKS not in doc.spans or "type" not in doc.spans[LINKS].attrs:
        raise MissingAnnotation(LINKS, NESTED)
    group = doc.spans[LINKS]
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for span in group:
        spans.setdefault(span.id_, []).append((span.label_, span.start, span.end))
    for name, parts in spans.items():
        yield from _passages(doc, name, group.attrs["score"][name], parts)


def _passages(doc: Doc, name: str, score: float, spans: Iterable[tuple[str, int, int]]) -> Iterator[Passage]:
    """The content of an attribution, if it is long enough to hold another one."""
    parts = sorted((start, end) for role, start, end in spans if role == CONTENT)
    tokens = content_tokens(doc, parts)
    if np.count_nonzero(doc.to_array(IS_ALPHA)[tokens]) >= _SHORTEST:
        yield Passage(name, tokens, score)


def content_tokens(doc: Doc, parts: Sequence[tuple[int, int]]) -> Ints:
    """The tokens of a content, without "that" and the quotation marks around it.

    White space between parts is kept: a line break says where a paragraph ends.
    """
    rows = doc.to_array([IS_SPACE, IS_QUOTE, LOWER])[parts[0][0] : parts[-1][1]]
    inside = rows[:, 0].astype(bool)
    for start, end in parts:
        inside[start - parts[0][0] : end - parts[0][0]] = True
    around = rows[:, :2].any(axis=1) | (rows[:, 2] == doc.vocab.strings["that"])
    told = np.flatnonzero(inside & ~around)
    inside[: told[0] if len(told) else None] = False
    inside[told[-1] + 1 if len(told) else 0 :] = False
    kept: Ints = np.flatnonzero(inside) + parts[0][0]
    return kept


def _runs(tokens: Ints) -> list[tuple[int, int]]:
    """Ascending tokens as half-open runs."""
    edges = np.flatnonzero(np.diff(tokens) > 1) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(tokens, edges)]
