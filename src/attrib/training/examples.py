"""Gold documents as arrays: what the network reads and what it is to answer.

A *word* here is a token that is not white space; tags, spans and relations are of words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from attrib.doc import gold_relations, gold_tags, set_relations
from attrib.ml.pairs import Candidates, candidates
from attrib.ml.pieces import Case, PieceReader, Pieces, is_word, windows
from attrib.schema import CONTENT, CUE, ENTITY_LABELS, ENTITY_TAGS, ROLES, SOURCE, TAGS
from attrib.training.gold import Annotated, Entities
from attrib.training.syntax import HEAD, SyntaxLabels, head_words

Ints = NDArray[np.int64]
Spans = tuple[tuple[int, int], ...]

_VAGUE: Final = ("EVENT", "PRODUCT")
"""What an entity of no label of ours may be."""
_COARSE: Final = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT")
"""Labels that count only where a corpus annotates them in full; dates and numbers are right wherever they are."""

NONE: Final = -1
"""The right answer is: none of them."""
UNKNOWN: Final = -2
"""The right answer lies outside the window, or there is none to give."""


@dataclass(frozen=True, slots=True)
class WordRelation:
    """A gold relation as (start, end) words; `whole` if none of it was cut away."""

    source: Spans
    cue: Spans
    content: Spans
    whole: bool = True

    def cut(self, first: int, last: int) -> "WordRelation":
        """What lies in the words [first, last), counted from there."""

        def clip(spans: Spans) -> Spans:
            return tuple((max(a, first) - first, min(b, last) - first) for a, b in spans if a < last and b > first)

        whole = self.whole and all(a >= first and b <= last for a, b in (*self.source, *self.cue))
        return WordRelation(clip(self.source), clip(self.cue), clip(self.content), whole)


@dataclass(frozen=True, slots=True)
class Example:
    """A document, or a window of one. Layers that are not annotated are -1 (0 in the sets of labels allowed).

    pieces      with `tokens` counting words
    paragraphs  int64 (words,)  number of the paragraph
    tags        int64 (words,)  the `schema.TAGS` that may be right, as the bits of a number
    entities    int64 (words,)  the `ENTITY_TAGS` that may be right, likewise
    syntax      int64 (words, len(LAYERS)), see `attrib.training.syntax`; heads count words
    mentions    int64 (mentions, 2)  head word and chain, by head word
    relations   None where the linker has nothing to learn
    """

    pieces: Pieces
    paragraphs: Ints
    tags: Ints
    entities: Ints
    syntax: Ints
    mentions: Ints
    relations: list[WordRelation] | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length. B windows, P pieces, T words.

    ids, depths, cases, mask (B, P); words (B, P) index of the word in the window or -1; lengths (B,) words; tags,
    entities (B, T) and syntax (B, T, layers) as in `Example`.
    """

    windows: list[Example]
    ids: Ints
    depths: Ints
    cases: Ints
    mask: NDArray[np.bool_]
    words: Ints
    lengths: Ints
    tags: Ints
    entities: Ints
    syntax: Ints


def make_example(nlp: Language, reader: PieceReader, labels: SyntaxLabels, document: Annotated) -> Example:
    """Run the rule stages over a document and read it as arrays."""
    doc = nlp(document.text)
    words = np.flatnonzero(is_word(doc))
    word_of = np.full(len(doc) + 1, -1, dtype=np.int64)
    word_of[words] = np.arange(len(words))
    pieces = reader.read(doc)
    empty = np.zeros((0, 2), dtype=np.int64)
    tags, relations = _read_relations(doc, document, words)
    return Example(
        replace(pieces, tokens=word_of[pieces.tokens]),
        candidates(doc, empty, empty, empty).paragraphs,
        tags,
        _read_entities(doc, document.entities)[words],
        labels.read(doc, document.syntax, word_of)[words],
        _read_mentions(doc, document, word_of),
        relations,
    )


def _read_relations(doc: Doc, document: Annotated, words: Ints) -> tuple[Ints, list[WordRelation] | None]:
    """The tags that may be right of each word, and the relations."""

    def in_words(spans: Sequence[tuple[int, int]]) -> Spans:
        edges = np.searchsorted(words, np.array(spans, dtype=np.int64).reshape(-1, 2)).tolist()
        return tuple((start, end) for start, end in edges if end > start)

    if document.gold is not None:
        set_relations(doc, document.gold.relations)
        relations = [
            WordRelation(
                in_words(spans.get(SOURCE, [])), in_words(spans.get(CUE, [])), in_words(spans.get(CONTENT, []))
            )
            for spans in gold_relations(doc)
        ]
        return 1 << gold_tags(doc)[words], relations
    if document.silver is not None:
        tags = document.silver[words]
    else:
        tags = np.full(len(words), 0 if document.presence is None else (1 << len(TAGS)) - 1, dtype=np.int64)
    set_relations(doc, document.presence or ())
    for spans in gold_relations(doc):
        for role in ROLES:
            both = (1 << TAGS.index(f"B-{role}")) | (1 << TAGS.index(f"I-{role}"))
            for start, end in in_words(spans.get(role, [])):
                trim = 2 if role == CONTENT and end - start > 5 else 0
                tags[start + trim : end - trim] = both
    return tags, None


def _read_entities(doc: Doc, entities: Entities | None) -> Ints:
    """The tags that may be right of each token: those of labels that are not annotated in full are never wrong."""
    if entities is None:
        return np.zeros(len(doc), dtype=np.int64)
    unknown = 1 | sum(1 << i for i, tag in enumerate(ENTITY_TAGS) if tag != "O" and tag[2:] not in entities.full)
    allowed = np.full(len(doc), unknown, dtype=np.int64)
    for start, end, label in entities.found:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            continue
        if label in ENTITY_LABELS and (label in entities.full or label not in _COARSE):
            inside = ENTITY_TAGS.index(f"I-{label}")
            allowed[span.start : span.end] = 1 << inside
            allowed[span.start] = 1 << (inside - 1)
        else:
            allowed[span.start : span.end] |= sum(1 << i for i, tag in enumerate(ENTITY_TAGS) if tag[2:] in _VAGUE)
    return allowed


def _read_mentions(doc: Doc, document: Annotated, word_of: Ints) -> Ints:
    if document.chains is None:
        return np.zeros((0, 2), dtype=np.int64)
    chains = [*document.chains.chains, *([mention] for mention in document.chains.singletons)]
    heads = head_words(doc, document.syntax)
    found: dict[int, int] = {}
    for number, chain in enumerate(chains):
        for start, end in chain:
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                found.setdefault(int(word_of[heads(span)]), number)
    return np.array(sorted((word, chain) for word, chain in found.items() if word >= 0), dtype=np.int64).reshape(-1, 2)


def cut(example: Example, length: int, overlap: int, shift: int) -> Iterator[Example]:
    """Windows of the example, the first one shortened by `shift` pieces so that edges fall elsewhere each epoch."""
    n_pieces = len(example.pieces.ids)
    spans = [(0, min(length - shift, n_pieces))]
    begin = max(0, length - shift - overlap)
    spans += [(begin + window.start, begin + window.end) for window in windows(n_pieces - begin, length, overlap)]
    for start, end in spans:
        tokens = example.pieces.tokens[start:end]
        inside = tokens[tokens >= 0]
        if not len(inside):
            continue
        first, last = int(inside[0]), int(inside[-1]) + 1
        ids, depths, cases = (x[start:end] for x in (example.pieces.ids, example.pieces.depths, example.pieces.cases))
        syntax = example.syntax[first:last].copy()
        heads = syntax[:, HEAD]
        syntax[:, HEAD] = np.where((heads >= first) & (heads < last), heads - first, -1)
        mentions = example.mentions[(example.mentions[:, 0] >= first) & (example.mentions[:, 0] < last)]
        relations = None
        if example.relations is not None:
            relations = [
                r for r in (whole.cut(first, last) for whole in example.relations) if r.cue or r.content or r.source
            ]
        yield Example(
            Pieces(ids, depths, cases, np.where(tokens >= 0, tokens - first, -1)),
            example.paragraphs[first:last],
            example.tags[first:last],
            example.entities[first:last],
            syntax,
            mentions - np.array([first, 0]),
            relations,
        )


def recased(example: Example, case: Case) -> Example:
    """The example as if all its words were written in one case."""
    pieces = example.pieces
    return replace(example, pieces=replace(pieces, cases=np.where(pieces.cases == Case.NONE, Case.NONE, case)))


def collate(examples: list[Example], reader: PieceReader) -> Batch:
    """Pad windows into a batch, with the special pieces at their edges."""
    n_pieces = 2 + max(len(example.pieces.ids) for example in examples)
    n_words = max(len(example.tags) for example in examples)
    ids = np.zeros((len(examples), n_pieces), dtype=np.int64)
    depths, cases, words = np.zeros_like(ids), np.zeros_like(ids), np.full_like(ids, -1)
    tags, entities = (np.zeros((len(examples), n_words), dtype=np.int64) for _ in range(2))
    syntax = np.full((len(examples), n_words, examples[0].syntax.shape[1]), -1, dtype=np.int64)
    for i, example in enumerate(examples):
        n, length = len(example.pieces.ids), len(example.tags)
        ids[i, : n + 2] = [reader.first, *example.pieces.ids, reader.last]
        depths[i, 1 : n + 1], cases[i, 1 : n + 1] = example.pieces.depths, example.pieces.cases
        words[i, 1 : n + 1] = example.pieces.tokens
        tags[i, :length], entities[i, :length], syntax[i, :length] = example.tags, example.entities, example.syntax
    return Batch(
        windows=examples,
        ids=ids,
        depths=depths,
        cases=cases,
        mask=np.arange(n_pieces) < np.array([[len(e.pieces.ids) + 2] for e in examples]),
        words=words,
        lengths=np.array([len(example.tags) for example in examples]),
        tags=tags,
        entities=entities,
        syntax=syntax,
    )


def gold_candidates(example: Example) -> Candidates:
    """The gold spans of a window."""

    def spans(role: str) -> Ints:
        found = sorted({span for relation in example.relations or () for span in getattr(relation, role)})
        disjoint = [span for i, span in enumerate(found) if i == 0 or span[0] >= found[i - 1][1]]
        return np.array(disjoint, dtype=np.int64).reshape(-1, 2)

    return Candidates(spans("cue"), spans("source"), spans("content"), example.paragraphs)


def link_targets(found: Candidates, relations: list[WordRelation]) -> tuple[Ints, Ints]:
    """The cue of each content, and the source of each cue: their indices, NONE, or UNKNOWN.

    A span stands for the relation whose gold words it has most of, so predicted spans have answers too.
    """
    cue_owner = [_owner(span, relations, "cue") for span in found.cues]
    cue_of = np.full(len(found.contents), NONE)
    for i, span in enumerate(found.contents):
        owner = _owner(span, relations, "content")
        if owner in cue_owner and owner != NONE:
            cue_of[i] = cue_owner.index(owner)
        elif owner != NONE and not relations[owner].whole:
            cue_of[i] = UNKNOWN
    source_of = np.full(len(found.cues), UNKNOWN)
    for i, owner in enumerate(cue_owner):
        if owner != NONE and relations[owner].whole:
            hits = [j for j, span in enumerate(found.sources) if _overlap(span, relations[owner].source)]
            source_of[i] = hits[0] if hits else NONE
    return cue_of, source_of


def _owner(span: Ints, relations: list[WordRelation], role: str) -> int:
    overlaps = [_overlap(span, getattr(relation, role)) for relation in relations]
    best = int(np.argmax(overlaps)) if overlaps else NONE
    return best if best != NONE and overlaps[best] else NONE


def _overlap(span: Ints, spans: Spans) -> int:
    return sum(max(0, min(int(span[1]), end) - max(int(span[0]), start)) for start, end in spans)
