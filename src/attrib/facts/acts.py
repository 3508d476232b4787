"""What the source does in saying it, and how the writer presents it: from the cue's lemma in its frame."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from spacy.symbols import ADJ, ADV, NOUN, PROPN
from spacy.tokens import Span, Token

from attrib.facts.cues import Cue, lemma_of
from attrib.lexicon import PARTS, Frame, PartOfSpeech, acts, cue_words, governors, phrases, relatives, stances
from attrib.records import Act, Stance

Value = TypeVar("Value")

KNOWN: Final = 0.95
QUOTED: Final = 0.75
FAMILY: Final = 0.9
FRAME: Final = 0.4
"""How often each way to an act is right (docs/accuracy.md, "How it was said")."""

_TOLD: Final = frozenset((Act.ASSERTION, Act.ADMISSION, Act.QUESTION, Act.SILENCE))
_CALLED: Final = 12
"""Words at the beginning of a content among which stands what somebody is called."""


def find_act(cue: Cue, contents: Sequence[Span]) -> tuple[Act, float]:
    """The act of a cue and how surely it is that; a guess where the lexicon does not know its lemma."""
    phrase = " ".join(token.lower_ for token in cue.words)
    if phrase in phrases() or not cue.chain:
        return phrases().get(phrase, Act.ASSERTION), KNOWN
    act = known_act(cue)
    if act is None:
        return guess_act(cue)
    if act in _TOLD and any(withholds(token, cue.frame) for token in cue.before):
        return Act.SILENCE, KNOWN
    if lemma_of(cue.chain[-1]) in cue_words("naming") and act == Act.ASSERTION:
        return _act_of_naming(cue, contents), KNOWN
    return act, KNOWN


def known_act(cue: Cue) -> Act | None:
    """The act that the lexicon gives; None where it has not the lemma of the cue's head."""
    found = [given for token in reversed(cue.chain) if (given := _act_of(token, cue.frame)) is not None]
    phrase = next((act for needs, act in found[1:] if any(need.isalpha() for need in needs)), None)
    return phrase or (found[0][1] if found else None)


def _act_of(token: Token, frame: Frame) -> tuple[Frame, Act] | None:
    """The entry of a word; as another part of speech where it has none as its own."""
    parts = sorted(PARTS, key=lambda part: part != _part(token))
    return next((found for part in parts if (found := match(acts(part), lemma_of(token), frame)) is not None), None)


def guess_act(cue: Cue) -> tuple[Act, float]:
    """What a cue does whose lemma is not asked for: what a word of its family does, or mostly cues in such a frame."""
    head = cue.chain[-1]
    if "+quote" in cue.frame:
        return Act.ASSERTION, QUOTED
    lemma = lemma_of(head)
    for part in sorted(PARTS, key=lambda part: part != _part(head)):
        for relative in relatives(lemma, part):
            if found := match(acts(part), relative, cue.frame):
                return found[1], FAMILY
    if "+inf" in cue.frame:
        return Act.REQUEST if "+obj" in cue.frame else Act.INTENTION, FRAME
    if "+clause" in cue.frame:
        return Act.ASSERTION, FRAME
    return {ADJ: Act.FEELING}.get(head.pos, Act.ASSERTION), FRAME


def find_stance(cue: Cue) -> Stance:
    """How the writer presents it. What is held back is presented neither way."""
    if any(withholds(token, cue.frame) for token in cue.before):
        return Stance.NEUTRAL
    for token in (*reversed(cue.chain), *cue.words):
        stance = entry(stances(), lemma_of(token), cue.frame) or entry(stances(), token.lower_, cue.frame)
        if stance is not None and (token in cue.chain or token.tag_[:2] in ("RB", "JJ")):
            return stance
    return Stance.NEUTRAL


def entry(lexicon: Mapping[str, tuple[tuple[Frame, Value], ...]], lemma: str, frame: Frame) -> Value | None:
    """What a lexicon has of a lemma in a frame."""
    found = match(lexicon, lemma, frame)
    return found[1] if found else None


def match(
    lexicon: Mapping[str, tuple[tuple[Frame, Value], ...]], lemma: str, frame: Frame
) -> tuple[Frame, Value] | None:
    """The entry of a lexicon that fits a lemma in its frame, and asks for most."""
    return next((given for given in lexicon.get(lemma, ()) if given[0] <= frame), None)


def _part(token: Token) -> PartOfSpeech:
    if token.pos in (NOUN, PROPN):
        return "nouns"
    return "adjectives" if token.pos in (ADJ, ADV) else "verbs"


def withholds(token: Token, frame: Frame) -> bool:
    """Whether it makes what it governs unsaid: "refused" in "refused to say"."""
    return entry(governors(), lemma_of(token), frame) is not None


def _act_of_naming(cue: Cue, contents: Sequence[Span]) -> Act:
    """Praise or blame, if what somebody is called is good or bad."""
    for token in (*cue.words, *(token for content in contents for token in content[:_CALLED])):
        if token.lemma_ in cue_words("bad") or token.lower_ in cue_words("bad"):
            return Act.BLAME
        if token.lemma_ in cue_words("good") or token.lower_ in cue_words("good"):
            return Act.PRAISE
    return Act.ASSERTION
