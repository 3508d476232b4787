"""Whether it was said (polarity), whether in fact (modality), and when by the verb (tense)."""

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Span, Token

from attrib.facts.acts import withholds
from attrib.facts.cues import Cue, lemma_of
from attrib.grammar import ADVERBIAL_CLAUSES, AUXILIARIES, CLAUSES, finite_verb
from attrib.lexicon import cue_words
from attrib.records import Modality, Polarity, Tense

_FUTURE: Final = frozenset(("will", "wo", "'ll", "’ll", "shall"))
_POSSIBLE: Final = frozenset(("may", "might", "can", "could", "ca"))
_HYPOTHETICAL: Final = frozenset(("would", "should", "'d", "’d"))
_MODALS: Final = _FUTURE | _POSSIBLE | _HYPOTHETICAL
_CONDITIONS: Final = frozenset(("if", "unless"))
_PERHAPS: Final = frozenset(
    ("apparently", "perhaps", "maybe", "possibly", "seemingly", "presumably", "probably", "likely")
)
_OFTEN: Final = frozenset(
    (
        *("often", "always", "repeatedly", "steadily", "frequently", "regularly", "routinely", "usually", "constantly"),
        *("consistently", "typically", "generally", "sometimes", "long", "continually", "persistently", "relentlessly"),
        *("traditionally", "increasingly", "perennially", "invariably"),
    )
)
_SEEMING: Final = frozenset(("seem", "appear"))
_PLANNING: Final = frozenset(("plan", "intend"))
_WITHOUT_TENSE: Final = ADVERBIAL_CLAUSES | {"conj", "xcomp"}
"""How verbs hang on the one whose tense they have."""
_WISHING: Final = frozenset(("like", "love", "prefer"))
"""What one would do who does wish: "I would like to thank her"."""
_KEEPING: Final = frozenset(("keep",))


def find_polarity(cue: Cue, source: Sequence[Span], contents: Sequence[Span]) -> Polarity:
    """Negative where the text says that it was not said, thought or wanted; two negations cancel each other."""
    unsaid = {token.i for token in _negations(cue, source, contents)}
    chain = dict.fromkeys((*cue.before, *cue.chain, *_above(cue)))
    withheld = [token for token in chain if withholds(token, cue.frame)]
    return Polarity.NEGATIVE if (bool(unsaid) + len(withheld)) % 2 else Polarity.POSITIVE


def find_modality(cue: Cue) -> Modality:
    """Whether it was said in fact."""
    if not cue.chain:
        return Modality.ACTUAL
    auxiliaries = {token.lower_ for token in _auxiliaries(cue)}
    lemmas = {lemma_of(token) for token in cue.chain[:-1]}
    beside = [child for token in cue.chain for child in token.children if child.dep_ == "advmod"]
    adverbs = {token.lower_ for token in (*cue.words, *beside)}
    if lemma_of(cue.chain[-1]) in _WISHING:
        auxiliaries -= _HYPOTHETICAL
    if auxiliaries & _HYPOTHETICAL or _is_condition(cue.chain[0]):
        return Modality.HYPOTHETICAL
    if auxiliaries & _FUTURE or lemmas & _PLANNING or {"going", "to"} <= auxiliaries:
        return Modality.FUTURE
    if auxiliaries & _POSSIBLE or lemmas & _SEEMING or adverbs & _PERHAPS:
        return Modality.POSSIBLE
    if adverbs & _OFTEN or lemmas & _KEEPING:
        return Modality.HABITUAL
    return Modality.ACTUAL


def find_tense(cue: Cue) -> Tense | None:
    """That of the cue's finite verb, or of the one that a participle hangs on."""
    verb = next((finite_verb(token) for token in cue.chain if finite_verb(token) is not None), None)
    if verb is None and cue.chain and cue.chain[0].dep_ in _WITHOUT_TENSE:
        verb = finite_verb(cue.chain[0].head)
    verb = verb or next((token for token in cue.words if token.tag_ in ("VBD", "VBZ", "VBP")), None)
    if verb is None:
        return None
    if verb.tag_ == "MD":
        return Tense.FUTURE if verb.lower_ in _FUTURE else None
    return Tense.PAST if verb.tag_ == "VBD" or _is_perfect(verb) else Tense.PRESENT


def _is_perfect(verb: Token) -> bool:
    """Whether it is the "has" of "has said"."""
    return lemma_of(verb) == "have" and verb.dep_ in AUXILIARIES


def _auxiliaries(cue: Cue) -> Iterator[Token]:
    for token in cue.chain:
        yield from (child for child in token.lefts if child.dep_ in AUXILIARIES and not _is_had(child))
    yield from (token for token in cue.words if token.lower_ in _MODALS and not _is_had(token))


def _is_had(token: Token) -> bool:
    """Whether "'d" is short for "had": "she'd heard"."""
    return token.lower_ in ("'d", "’d") and token.i + 1 < len(token.doc) and token.nbor().tag_ in ("VBN", "VBD")


def _is_condition(top: Token) -> bool:
    return top.dep_ in CLAUSES and any(child.lower_ in _CONDITIONS for child in top.lefts)


def _above(cue: Cue) -> Iterator[Token]:
    """What governs a cue from outside: "refused" where the cue is "say"."""
    token = cue.chain[0] if cue.chain else None
    while token is not None and token.dep_ == "xcomp":
        token = token.head
        yield token


def _negations(cue: Cue, source: Sequence[Span], contents: Sequence[Span]) -> Iterator[Token]:
    negative = cue_words("negations")
    if source and source[0][0].lower_ in negative:
        yield source[0][0]
    if not cue.chain:
        return
    words = [*cue.before]
    words += [child for token in (*cue.chain, *_above(cue)) for child in token.children if not _is_in(child, contents)]
    for token in words:
        if token.lower_ in negative and not _is_cancelled(token):
            yield token
    yield from _raised(cue, source)


def _raised(cue: Cue, source: Sequence[Span]) -> Iterator[Token]:
    """The negation of a clause above: "that does not mean she believes it"."""
    first = min([cue.words[0].i, *(span.start for span in source)])
    before = [token for token in cue.words[0].doc[max(0, first - 4) : first] if token.lower_ != "that"]
    if before and lemma_of(before[-1]) in cue_words("raising"):
        yield from (token for token in before[:-1] if token.lower_ in cue_words("negations"))


def _is_in(token: Token, spans: Sequence[Span]) -> bool:
    return any(span.start <= token.i < span.end for span in spans)


def _is_cancelled(negation: Token) -> bool:
    """Whether it is the "not" of "not only"."""
    after = negation.i + 1
    return after < len(negation.doc) and negation.doc[after].lower_ in cue_words("still_positive")
