"""What the words around a mention say of it: kind, role, affiliation."""

import re
from collections.abc import Iterator
from typing import Final

from spacy.symbols import ADJ, NOUN, PROPN
from spacy.tokens import Doc, Token

from attrib.grammar import APPOSITIONS, MODIFIERS, POSSESSORS, PREPOSITIONS, SUBJECTS, chunk_edges
from attrib.lexicon import NounKind, NounTrait, courtesy_titles, nouns, role_titles, seats, secrecy
from attrib.naming import body_words, fold
from attrib.records import SpeakerKind
from attrib.resolution.mentions import Form, Mention

_KIND_OF_LABEL: Final = {
    "PERSON": SpeakerKind.PERSON,
    "PER": SpeakerKind.PERSON,
    "ORG": SpeakerKind.ORGANIZATION,
    "GPE": SpeakerKind.PLACE,
    "LOC": SpeakerKind.PLACE,
    "FAC": SpeakerKind.PLACE,
    "NORP": SpeakerKind.GROUP,
}
_DESCRIBED: Final = (SpeakerKind.ORGANIZATION, SpeakerKind.DOCUMENT, SpeakerKind.PLACE, SpeakerKind.GROUP)
_OF_PEOPLE: Final[tuple[NounKind | NounTrait, ...]] = ("person", "female", "male")
_NEVER_NAMED: Final = frozenset(("source", "sources", "insider", "insiders"))
_KIND_OF_PRONOUN: Final = dict.fromkeys(("he", "she", "i"), SpeakerKind.PERSON)
_OF: Final = frozenset(("of", "for", "at", "from", "with"))
_BODIES: Final = frozenset(("ORG", "GPE", "NORP", "FAC", "LOC"))
_AGE: Final = re.compile(r"-year-olds?$")
_DETERMINERS: Final = frozenset(("DT", "PRP$", "PDT", "WDT", "CC"))


def kind_of(doc: Doc, mention: Mention) -> SpeakerKind:
    """The kind of speaker that a mention's own words make."""
    if mention.form == Form.PRONOUN:
        return _KIND_OF_PRONOUN.get(mention.word, SpeakerKind.UNKNOWN)
    if mention.form == Form.NAME:
        return _kind_of_name(doc, mention)
    return _kind_of_description(doc, mention)


def _kind_of_name(doc: Doc, mention: Mention) -> SpeakerKind:
    if doc[mention.start].text.startswith("@"):
        return SpeakerKind.UNKNOWN  # whoever has that account
    if mention.start and is_body_noun(doc[mention.start - 1].lower_):
        return SpeakerKind.ORGANIZATION  # "news agency Belta"
    words = body_words(doc[mention.start : mention.end].text)
    if " ".join(words) in seats() or (words and mention.label not in ("PERSON", "PER") and is_body_noun(words[-1])):
        return SpeakerKind.ORGANIZATION
    return _KIND_OF_LABEL.get(mention.label, SpeakerKind.UNKNOWN)


def _kind_of_description(doc: Doc, mention: Mention) -> SpeakerKind:
    if is_epithet(doc, mention):
        return SpeakerKind.GROUP if mention.plural else SpeakerKind.PERSON
    words = {mention.word, doc[mention.head].lower_}  # a lemma may be wrong
    if words & _NEVER_NAMED or (words & nouns("anonymous") and is_secret(doc, mention)):
        return SpeakerKind.ANONYMOUS
    if any(words & nouns(kind) for kind in _OF_PEOPLE):
        return SpeakerKind.GROUP if mention.plural else SpeakerKind.PERSON
    return next((kind for kind in _DESCRIBED if words & nouns(kind.value)), SpeakerKind.UNKNOWN)


def is_epithet(doc: Doc, mention: Mention) -> bool:
    """Whether a description calls somebody by age or nation: "the 34-year-old", "the Norwegian"."""
    if mention.label == "NORP":
        return True
    return "old" in doc[mention.end - 1].lower_ and bool(_AGE.search(doc[mention.start : mention.end].text))


def is_body_noun(word: str) -> bool:
    """Whether a word heads the name of a body: "Ministry"."""
    return word in nouns("organization")


def is_secret(doc: Doc, mention: Mention) -> bool:
    """Whether the sentence says of a mention that it does not want to be known."""
    head = doc[mention.head]
    words = doc[head.left_edge.i : head.right_edge.i + 1].text.lower()
    return any(phrase in words for phrase in secrecy())


def roles(doc: Doc, mention: Mention) -> Iterator[tuple[str, str | None]]:
    """Roles that are given with a name, each with the affiliation that goes with it: "foreign minister", "Russia"."""
    before = _role_before(doc, mention.start)
    if before is not None:
        start, end = before
        yield doc[start:end].text, None
    head = doc[mention.head]
    described = [child for child in head.children if child.dep_ in APPOSITIONS]
    if head.dep_ in APPOSITIONS:
        described.append(_role_of(head) if mention.label in ("PERSON", "PER") else head.head)
    if head.dep_ in SUBJECTS and any(child.dep_ == "cop" for child in head.head.children):
        described.append(head.head)
    for token in described:
        if is_role(token) and not token.ent_type_:
            start, end = without_determiner(doc, *chunk_edges(token))
            if not start <= mention.head < end:
                yield doc[start:end].text, affiliation(token)


def _role_of(name: Token) -> Token:
    """What a person's name is the apposition of: "governor" of "the governor of the bank, Lund", not the bank."""
    token = name.head
    while token.dep_ in MODIFIERS and not is_role(token):
        token = token.head
    return token


def title_words(doc: Doc, mention: Mention) -> frozenset[str]:
    """The words of the role that stands before a name, folded."""
    before = _role_before(doc, mention.start) if mention.form == Form.NAME else None
    return frozenset(fold(token.text) for token in doc[before[0] : before[1]]) if before else frozenset()


def _role_before(doc: Doc, start: int) -> tuple[int, int] | None:
    """The tokens of a title before a name: nouns and adjectives back to an article, if a role is the last of them."""
    end = start
    while end and fold(doc[end - 1].text) in courtesy_titles():
        end -= 1
    first = end
    while first and not doc[first].is_sent_start and _is_title_word(doc[first - 1]):
        first -= 1
    return (first, end) if first < end and is_role(doc[end - 1]) else None


def _is_title_word(token: Token) -> bool:
    return (token.pos in (NOUN, PROPN, ADJ) or token.tag_ in ("POS", "HYPH")) and token.ent_type_ not in (
        "PERSON",
        "DATE",
    )


def is_role(token: Token) -> bool:
    """Whether a noun or title names what somebody is: "minister", "Gov."."""
    word = token.lemma_.lower()
    return (word in nouns("person") or fold(token.text) in role_titles()) and word != "counterpart"


def without_determiner(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The same tokens without articles and possessive pronouns before them."""
    while start < end - 1 and doc[start].tag_ in _DETERMINERS:
        start += 1
    return start, end


def affiliation(head: Token) -> str | None:
    """The body that a role belongs to: "a spokesman for the Elysee", "a Kremlin spokesman", "the company's lawyer"."""
    for child in head.rights:
        if child.dep_ in MODIFIERS:
            body = next(iter(child.children), child) if child.dep_ in PREPOSITIONS else child
            preposition = [part.lower_ for part in (*child.lefts, child) if part.dep_ in PREPOSITIONS]
            if preposition and preposition[0] in _OF and _is_body(body):
                return _phrase(body)
    for child in head.lefts:
        if child.dep_ in POSSESSORS and _is_body(child):
            return _phrase(child)
    start, _ = chunk_edges(head)
    named = [token for token in head.doc[start : head.i] if token.ent_type_ in ("ORG", "GPE", "FAC")]
    if named:
        return head.doc[named[0].i : named[-1].i + 1].text
    return None


def _is_body(token: Token) -> bool:
    return token.ent_type_ in _BODIES or is_body_noun(token.lemma_.lower())


def _phrase(token: Token) -> str:
    """A base noun phrase with its article, or the whole entity that it heads."""
    start, end = chunk_edges(token)
    while end < len(token.doc) and token.doc[end].ent_iob_ == "I" and token.doc[end].ent_type_ == token.ent_type_:
        end += 1
    while end > token.i + 1 and token.doc[end - 1].tag_ == "POS":
        end -= 1
    return token.doc[start:end].text
