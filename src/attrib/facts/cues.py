"""A cue as the other functions read it: the words that say what is done, and the frame in which they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.symbols import ADJ, ADP, ADV, AUX, NOUN, PART, PRON, PROPN, SCONJ, VERB
from spacy.tokens import Span, Token

from attrib.grammar import CLAUSES, COMPLEMENTS, OBJECTS, OBLIQUES, PARTICLES, finite_verb, is_infinitive
from attrib.lexicon import PARTS, Frame, acts, cue_lemma, cue_words, governors

_PREDICATES: Final = (VERB, ADJ, NOUN, AUX, PROPN, ADV)
_DOWN: Final = (COMPLEMENTS, CLAUSES, OBJECTS, OBLIQUES)
"""The relations by which a cue goes on from one word to the next, those first that are tried first."""
_ASKING: Final = frozenset(("whether", "if", "why", "how", "who", "whom", "whose", "what", "when", "where", "which"))
_LONGEST_CHAIN: Final = 5


@dataclass(frozen=True, slots=True)
class Cue:
    """The words of a cue, without punctuation.

    `chain` leads from the word that the others hang on to the one that says what is done: "refused", "say" in "has
    refused to say"; it is empty where there is no such word ("according to", a colon).
    """

    words: tuple[Token, ...]
    chain: tuple[Token, ...]
    frame: Frame

    @property
    def head(self) -> Token | None:
        """The word that says what is done."""
        return self.chain[-1] if self.chain else None

    @property
    def before(self) -> tuple[Token, ...]:
        """The words that stand before the head."""
        return tuple(token for token in self.words if token.i < self.chain[-1].i) if self.chain else ()


def read_cue(cue: Sequence[Span], contents: Sequence[Span]) -> Cue:
    """Words, chain and frame of a cue."""
    words = tuple(token for span in cue for token in span if not (token.is_punct or token.is_space or token.is_quote))
    chain = tuple(_chain(words))
    frame = frozenset(_frame(words, chain, contents))
    return Cue(words, chain, frame)


def _chain(words: tuple[Token, ...]) -> Iterator[Token]:
    inside = {token.i for token in words}
    tops = [token for token in words if token.head.i == token.i or token.head.i not in inside]
    tops = [token for token in tops if token.pos in _PREDICATES and token.tag_ != "POS"]
    head = min(tops, key=lambda token: _PREDICATES.index(token.pos), default=None)
    for _ in range(_LONGEST_CHAIN):
        if head is None:
            return
        yield head
        head = _next(head, inside)


def _next(head: Token, inside: set[int]) -> Token | None:
    """The word inside the cue to which a light one leaves what is done: "promise" in "made a promise"."""
    lemma = lemma_of(head)
    if lemma not in cue_words("light") and lemma not in governors():
        return None
    known = [child for child in _governed(head) if child.i in inside and is_known(child)]
    if lemma in ("be", "have") and not known:
        known = [head.doc[i] for i in sorted(inside) if i > head.i and is_known(head.doc[i])][:1]
    return min(known, key=_depth, default=None)


def _depth(child: Token) -> int:
    return next((i for i, deps in enumerate(_DOWN) if child.dep_ in deps), len(_DOWN))


def _governed(head: Token) -> Iterator[Token]:
    for child in head.rights:
        if child.dep_ in OBLIQUES and child.pos in (ADP, SCONJ, PART):
            yield from (below for below in child.rights if _is_down(below))
        elif _is_down(child):
            yield child


def _is_down(token: Token) -> bool:
    return token.pos in _PREDICATES and _depth(token) < len(_DOWN)


def lemma_of(token: Token) -> str:
    """The lemma of a word as the lexicon has it."""
    return cue_lemma(token.lower_, token.lemma_)


def is_known(token: Token) -> bool:
    """Whether the lexicon has an act of a word, in whatever part of speech."""
    return any(lemma_of(token) in acts(part) for part in PARTS)


def _frame(words: tuple[Token, ...], chain: tuple[Token, ...], contents: Sequence[Span]) -> Iterator[str]:
    for token in words:
        yield token.lower_
        yield lemma_of(token)
    if not chain:
        return
    if any(token.tag_ == "VBG" for token in chain[1:]):
        yield "+ing"
    head = chain[-1]
    for child in head.children:
        if child.dep_ in PARTICLES or child.pos == ADP:
            yield child.lower_
        elif child.dep_ in OBJECTS and child.dep_ != "obl:unmarked":
            yield "+obj"
        elif child.dep_ in ("xcomp", "ccomp") and child.i > head.i:
            yield from _clause(child)
    for content in contents:
        yield from _complement(content, head)


def _clause(top: Token) -> Iterator[str]:
    """What kind of complement a clause is, by the word at its top."""
    if top.doc[top.left_edge.i].lower_ in _ASKING:
        yield "+wh"
    if is_infinitive(top):
        yield "+inf"
    elif finite_verb(top) is not None:
        yield "+clause"
    elif top.tag_ == "VBG":
        yield "+ing"


def _complement(content: Span, head: Token) -> Iterator[str]:
    """What kind of complement a content is to its cue."""
    top = content.root
    first = next((token for token in content if not (token.is_punct or token.is_space or token.is_quote)), top)
    quoted = content[0].is_quote
    if content.start > head.i and first.lower_ in _ASKING and not quoted:
        yield "+wh"
    elif content.start > head.i and first.lower_ == "to" and first.i + 1 < content.end and _is_of_verb(first):
        yield "+inf"
        yield lemma_of(first.nbor())
        return
    if first.pos == ADP:
        yield first.lower_
    if top.dep_ in OBLIQUES:
        yield from (child.lower_ for child in top.lefts if child.pos in (ADP, SCONJ) and child.dep_ == "case")
    if quoted and any(token.lower_ == "?" for token in content[-3:]):
        yield "+question"
    if quoted and (finite_verb(top) is not None or content.end <= head.i):
        yield "+quote"
    yield from _kind(top, first, head, before=content.end <= head.i)


def _is_of_verb(to: Token) -> bool:
    """Whether it is the "to" of an infinitive, which a tagger may take for a preposition."""
    return to.tag_ == "TO" or to.nbor().tag_ == "VB"


def _kind(top: Token, first: Token, head: Token, *, before: bool) -> Iterator[str]:
    if finite_verb(top) is not None:
        yield "+clause"
    elif is_infinitive(top):
        yield "+inf"
    elif top.tag_ == "VBG" or first.tag_ == "VBG":
        yield "+ing"
    elif top.pos in (NOUN, PROPN, PRON) and not before:
        yield "+obj"
    elif before:
        yield "+clause"
