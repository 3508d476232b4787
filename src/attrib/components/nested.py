"""`attrib_nested`: attributions inside the content of others: "The ministry said *Lavrov told Le Drian that …*".

Reads and adds to `doc.spans["attrib_links"]`. What it adds to "a3" is called "a3.0", "a3.1", and in turn "a3.0.0"; the
group's `attrs["parent"]` hold `{"a3.0": "a3", …}`. What was there stays as it was.

The model has learned to find outermost attributions alone. So the content of each is read again as a text of its own,
by the same components, and then the contents of what was found there. What has no source or too low a score, and a few
kinds of phrase, are mostly wrong there and are left out. It stands after `attrib_links`, and before
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

from attrib.components.links import is_spoken, quotation_type
from attrib.components.spans import RoleSpan
from attrib.errors import MissingAnnotation
from attrib.ml.pieces import quotation_depths
from attrib.records import QuotationType
from attrib.schema import CONTENT, CUE, ENCODER, LINKS, NESTED, PARAGRAPHS, QUOTES, SOURCE, SPANS

DEPTH: Final = 3
"""Levels that are read below the outermost."""

LEAST: Final = 0.6
"""The lowest score of a nested attribution. Of 60 that were read in GUM's training documents, 9 of the 13 with a source
and such a score were right, and 6 of the 47 others."""

_SHORTEST: Final = 3
"""Words that a source, a cue and a content need."""

_FILLERS: Final = frozenset((("i", "mean"), ("you", "know")))

_READERS: Final = (PARAGRAPHS, QUOTES, ENCODER, SPANS, LINKS)

Ints = NDArray[np.int64]
Read = Callable[[list[Doc]], list[Doc]]
"""Finds the attributions of texts."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The content of one attribution: tokens of its document, and the number of the sentence that each lies in."""

    id: str
    tokens: Ints
    sentences: Ints
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
            new = found_in(passage, text, least)
            found[i] += new
            below += [(i, inner) for one in new for inner in _passages(docs[i], one)]
        level = below
    return found


def nest(doc: Doc, found: Sequence[Found]) -> None:
    """Add attributions to those of the Doc."""
    group = doc.spans[LINKS]
    group.extend([Span(doc, start, end, label=role, span_id=one.id) for one in found for role, start, end in one.spans])
    group.attrs["type"] |= {one.id: one.type for one in found}
    group.attrs["score"] |= {one.id: one.score for one in found}
    group.attrs["parent"] = {one.id: one.parent for one in found}


def found_in(passage: Passage, text: Doc, least: float) -> list[Found]:
    """The attributions with a source of a passage that has been read, in tokens of its document.

    Those that score at least `least` in the passage; then none is surer than what it lies in, so that where a score is
    asked for that leaves out one, what is nested in it is left out too.
    """
    group = text.spans[LINKS]
    spans: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for span in group:
        spans.setdefault(span.id_, {}).setdefault(span.label_, []).append((span.start, span.end))
    found: list[Found] = []
    for name, roles in spans.items():
        kind, score = group.attrs["type"][name], group.attrs["score"][name]
        if kind != QuotationType.DIRECT:
            sentences = _with_quotations(text, passage.sentences, roles[CUE][0][0])
            roles[CONTENT] = _in_sentence(sentences, roles[CUE][0][0], roles[CONTENT])
            kind = _type(text, roles[CONTENT])
        if score >= least and roles[CONTENT] and _is_said(text, roles):
            parts = tuple(
                (role, *run)
                for role, within in roles.items()
                for start, end in within
                for run in _runs(passage.tokens[start:end])
            )
            found.append(Found(f"{passage.id}.{len(found)}", passage.id, kind, min(score, passage.score), parts))
    return found


def _is_said(text: Doc, roles: dict[str, list[tuple[int, int]]]) -> bool:
    """Whether somebody says it: there is a source, no infinitive ("told them *to show* …"), no "I mean"."""
    if SOURCE not in roles:
        return False
    source, cue = (text[slice(*roles[role][0])].text.lower() for role in (SOURCE, CUE))
    return not cue.startswith("to ") and (source, cue) not in _FILLERS


def _in_sentence(sentences: Ints, cue: int, contents: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts of a content that lie in the sentence of its cue: what is not quoted goes no further.

    In a quotation, all that follows looks as if it went on: "I think he will. He has said so."
    """
    kept = (start + np.flatnonzero(sentences[start:end] == sentences[cue]) for start, end in contents)
    return [(int(tokens[0]), int(tokens[-1]) + 1) for tokens in kept if len(tokens)]


def _with_quotations(text: Doc, sentences: Ints, cue: int) -> Ints:
    """Sentences that go on to the end of a quotation that begins in them, unless the cue lies inside it."""
    joined = sentences.copy()
    for quotation in text.spans[QUOTES]:
        if quotation.label_ == "1" and not quotation.start <= cue < quotation.end:
            joined[quotation.start : quotation.end] = sentences[quotation.start]
    return joined


def _type(text: Doc, contents: Sequence[tuple[int, int]]) -> str:
    """The type of what is left of a content."""
    parts = [RoleSpan(CONTENT, start, end, 1.0) for start, end in contents]
    return quotation_type(parts, quotation_depths(text), is_spoken(text)).value if parts else ""


def sentences_of(doc: Doc) -> Ints:
    """The number of the sentence that each token lies in, as full stops divide them; -1 for the stops themselves."""
    ends = np.isin(doc.to_array(ORTH), [doc.vocab.strings[mark] for mark in ".?!"])
    return np.where(ends, -1, np.cumsum(ends))


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
        one = Found(name, "", group.attrs["type"][name], group.attrs["score"][name], tuple(parts))
        yield from _passages(doc, one)


def _passages(doc: Doc, one: Found) -> Iterator[Passage]:
    """The content of an attribution, if it is long enough to hold another one."""
    parts = sorted((start, end) for role, start, end in one.spans if role == CONTENT)
    tokens = content_tokens(doc, parts, quoted=one.type == QuotationType.DIRECT)
    if np.count_nonzero(doc.to_array(IS_ALPHA)[tokens]) >= _SHORTEST:
        yield Passage(one.id, tokens, sentences_of(doc)[tokens], one.score)


def content_tokens(doc: Doc, parts: Sequence[tuple[int, int]], *, quoted: bool) -> Ints:
    """The tokens of a content, without "that" and, where it is quoted whole, the marks around its parts.

    White space between parts is kept: a line break says where a paragraph ends.
    """
    space, mark, lower = doc.to_array([IS_SPACE, IS_QUOTE, LOWER]).T
    around = (space | (mark & quoted)).astype(bool)
    kept: list[int] = []
    before = parts[0][0]
    for start, end in parts:
        kept += [i for i in range(before, start) if space[i]]
        told = start + np.flatnonzero(~around[start:end])
        kept += range(told[0], told[-1] + 1) if len(told) else ()
        before = end
    if kept and lower[kept[0]] == doc.vocab.strings["that"]:
        kept = kept[1:]
    return np.array(kept, dtype=np.int64)


def _runs(tokens: Ints) -> list[tuple[int, int]]:
    """Ascending tokens as half-open runs."""
    edges = np.flatnonzero(np.diff(tokens) > 1) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(tokens, edges)]
