"""Several people whom one mention means: "they", "both", "the couple", "the two leaders"."""

from typing import Final

from spacy.tokens import Doc, Token

from attrib.grammar import coordinated
from attrib.lexicon import nouns
from attrib.records import SpeakerKind
from attrib.resolution.discourse import Discourse
from attrib.resolution.mentions import PEOPLE, Form

_TWO: Final = frozenset(("both", "couple", "duo", "pair", "two"))
_POINTING: Final = frozenset(("both", "the", "these"))
_FEW: Final = 3
"""Sentences back in which "they" may find two who were named in one breath."""
_FAR: Final = 8
"""Sentences back in which two people are looked for who are counted: "the two", "the couple"."""


def named_together(doc: Doc, discourse: Discourse, person: int) -> list[int]:
    """The people named in one breath with one of them, also this one: "Demir and Kaya"."""
    first = doc[discourse.mentions[person].head]
    while first.dep_ == "conj" and first.head.i != first.i:
        first = first.head
    named = [discourse.of_head[token.i] for token in coordinated(first) if token.i in discourse.of_head]
    return [i for i in named if discourse.mentions[i].label in PEOPLE]


def people_meant(doc: Doc, discourse: Discourse, start: int, end: int) -> list[int]:
    """The people that tokens [start, end) mean together, by what was named before them; none if that is not certain.

    "They" are those named last in one breath, unless other people came between; "the two" also the last two who were
    named, if no third was.
    """
    phrase = doc[start:end]
    counted = phrase[0].lower_ in _POINTING and any(token.lower_ in _TWO for token in phrase)
    if not counted and phrase.text.lower() not in ("they", "them"):
        return []
    if counted and not _is_of_people(phrase.root):
        return []
    since = _sentences_before(doc, start, _FAR if counted else _FEW)
    alone: dict[int, int] = {}
    for i in range(len(discourse.mentions) - 1, -1, -1):
        mention = discourse.mentions[i]
        if mention.start >= start:
            continue
        if mention.start < since:
            break
        if mention.label in PEOPLE and mention.form == Form.NAME:
            group = named_together(doc, discourse, i)
            if len(group) > 1:
                return group if not counted or len(group) == 2 else []
            alone.setdefault(int(discourse.referent[i]), i)
        elif not counted and _are_others(discourse, i):
            return []
    return sorted(alone.values()) if counted and len(alone) == 2 else []


def _is_of_people(head: Token) -> bool:
    """Whether a counted noun is one of people: "the two leaders", "the couple", "both"."""
    word = head.lemma_.lower()
    return word in _TWO or word in nouns("person") or head.lower_ in _TWO


def _sentences_before(doc: Doc, token: int, count: int) -> int:
    """The first token of the sentence that many sentences before that of a token."""
    starts = [sent.start for sent in doc.sents if sent.start <= token]
    return starts[max(0, len(starts) - 1 - count)]


def _are_others(discourse: Discourse, i: int) -> bool:
    """Whether a mention is one of several people or a body, whom "they" could be."""
    mention = discourse.mentions[i]
    if mention.form == Form.PRONOUN:
        return False
    if discourse.kinds[i] == SpeakerKind.ORGANIZATION:
        return mention.form == Form.NAME or bool(discourse.columns["part"][i])
    return discourse.kinds[i] in (SpeakerKind.GROUP, SpeakerKind.ANONYMOUS)
