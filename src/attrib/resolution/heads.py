"""Whom the words of a source name: its heads, or the names that go with these.

Reads tags, heads and entities, and the words between a head and a name, since a parser is often wrong about long
appositions: "Lund's lawyer, Atty. Ada Berg", "the ferry's owner, the shipping group Fram".
"""

from collections.abc import Sequence
from typing import Final

from spacy.symbols import ADJ, DET, NOUN, PROPN
from spacy.tokens import Doc, Token

from attrib.grammar import APPOSITIONS, NAME_PARTS, coordinated
from attrib.lexicon import nouns
from attrib.resolution.discourse import Discourse
from attrib.resolution.mentions import PEOPLE, Form, Mention, source_heads
from attrib.resolution.profile import is_role, role_before
from attrib.resolution.speakers import Source

_CALLED: Final = frozenset(("called", "named", "nicknamed"))
_IN_PHRASE: Final = frozenset((ADJ, DET, NOUN, PROPN))


def named_heads(doc: Doc, discourse: Discourse, sources: Sequence[Source]) -> list[list[int]]:
    """The mention of each speaker that each source names, by its head; -1 where the head is no mention."""
    of_token: dict[int, int] = {}
    for i, mention in enumerate(discourse.mentions):
        if mention.form == Form.NAME:
            of_token |= dict.fromkeys(range(mention.start, mention.end), i)
    of_token |= discourse.of_head
    found = []
    for source in sources:
        heads = list(source_heads(doc, source.start, source.end)) if source.start >= 0 else []
        named = (_named_at(head, discourse, of_token, source) for head in heads if not _tells_more(head, heads[0]))
        found.append(list(dict.fromkeys(named)))
    return found


def _tells_more(head: Token, first: Token) -> bool:
    """Whether a head only says more of the person named first: "Ada Lund, author of the book and a doctor"."""
    if head.i == first.i or not first.ent_type_ or head.ent_type_ or not is_role(head):
        return False
    between = [token.lower_ for token in head.doc[first.i + 1 : head.i]]
    joined = next((n for n, word in enumerate(between) if word == "and"), 0)
    return "," in between[:joined] and between[joined - 1] != ","


def _named_at(head: Token, discourse: Discourse, of_token: dict[int, int], source: Source) -> int:
    """The mention of a head, or the name that goes with it: "Chief Executive Brandt", "its owner, Fram"."""
    own = of_token.get(head.i, -1)
    if own >= 0 and discourse.mentions[own].label in PEOPLE:
        return own
    for near in dict.fromkeys(of_token.get(i, -1) for i in range(source.start, source.end)):
        if near < 0 or near == own or discourse.mentions[near].form != Form.NAME:
            continue
        name = discourse.mentions[near]
        if _goes_with(head, name) if name.label in PEOPLE else name.label == "ORG" and _is_body_called(head, name):
            return near
    return own


def _goes_with(head: Token, name: Mention) -> bool:
    """Whether a person's name after a head is part of its phrase or its apposition.

    By syntax, right after it, or after a comma, if no other role stands before that: "sources close to the founder,
    Lund" are not Lund. A name before the head is not: "Lund supporters".
    """
    top = head.doc[name.head]
    if name.start <= head.i or top.i in {token.i for token in coordinated(head)}:
        return False
    title = role_before(head.doc, name.start)
    if (top.head.i == head.i and top.dep_ in NAME_PARTS | APPOSITIONS) or (title and title[0] <= head.i):
        return True
    between = head.doc[head.i + 1 : _phrase_start(head, name)]
    if len(between) < 2:
        return between.text.lower() in ("", ".", ",", *_CALLED)  # "DR." is two tokens
    return between[-1].text == "," and head.tag_ not in ("NNS", "NNPS") and not is_role(between[-2])


def _is_body_called(head: Token, name: Mention) -> bool:
    """Whether a head is what a body is called, and its name stands right after it: "its parent, the Fram group"."""
    lemma = head.lemma_.lower()
    if head.ent_type_ or name.start <= head.i or not (lemma in nouns("organization") or lemma in nouns("corporate")):
        return False
    return head.doc[head.i + 1 : _phrase_start(head, name)].text in ("", ",")


def _phrase_start(head: Token, name: Mention) -> int:
    """Where the phrase after a head begins that ends in a name: "the rapper Ada Lund", "Atty. Ada Lund"."""
    doc, start = head.doc, name.start
    while start > head.i + 1 and (doc[start - 1].pos in _IN_PHRASE or doc[start - 1].text == "."):
        start -= 1
    return start
