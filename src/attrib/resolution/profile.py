"""What the words around a mention say of it: kind, role, affiliation."""

import re
from collections.abc import Iterator
from typing import Final

from spacy.symbols import ADJ, DET, NOUN, PROPN
from spacy.tokens import Doc, Span, Token

from attrib.grammar import (
    APPOSITIONS,
    MODIFIERS,
    POSSESSORS,
    PREPOSITIONS,
    SUBJECTS,
    chunk_edges,
    hyphenated,
    lemmas_of,
)
from attrib.lexicon import NounKind, NounTrait, courtesy_titles, nouns, peoples, role_titles, seats, secrecy
from attrib.naming import body_words, fold
from attrib.records import SpeakerKind
from attrib.resolution.mentions import PEOPLE, Form, Mention

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
_PARENTS: Final = frozenset(("dad", "father", "grandfather", "grandmother", "mom", "mother", "mum"))
_AGE: Final = re.compile(r"-year-olds?$")
_POSSESSIVES: Final = frozenset(("'s", "’s", "'", "’"))
_DETERMINERS: Final = frozenset(("DT", "PRP$", "PDT", "WDT", "CC", "CD"))


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


def kind_of_words(words: Span) -> SpeakerKind:
    """The kind of speaker of a source that is no mention: "14 per cent", "half of the voters"."""
    shares = any(
        a.like_num and of.lower_ == "in" and b.like_num for a, of, b in zip(words, words[1:], words[2:], strict=False)
    )
    return SpeakerKind.GROUP if shares or lemmas_of(words.root) & nouns("group") else SpeakerKind.UNKNOWN


def is_epithet(doc: Doc, mention: Mention) -> bool:
    """Whether a description calls somebody by age, nation or children: "the Norwegian", "the father of two"."""
    of = doc[mention.head + 1 : mention.head + 3]
    children = len(of) == 2 and of[0].lower_ == "of" and of[1].like_num
    if mention.label == "NORP" or mention.word == "international" or (mention.word in _PARENTS and children):
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
    before = role_before(doc, mention.start)
    if before is not None:
        start, end = before
        yield doc[start:end].text, _body_before(doc, start, end)
    head = doc[mention.head]
    described = [child for child in head.children if child.dep_ in APPOSITIONS]
    if head.dep_ in APPOSITIONS:
        described.append(_role_of(head) if mention.label in PEOPLE else head.head)
    if head.dep_ in SUBJECTS and any(child.dep_ == "cop" for child in head.head.children):
        described.append(head.head)
    described = [token for token in described if is_role(token) and not token.ent_type_ and token.tag_ != "NNS"]
    for token in described or _called_before(doc, mention):
        start, end = described_as(token)
        if not start <= mention.head < end and doc[start].lower_ not in ("other", "whose"):
            yield doc[start:end].text, affiliation(token)


def _called_before(doc: Doc, mention: Mention) -> list[Token]:
    """The noun before a person's name and a comma, where a parser sees no apposition: "his lawyer, Atty. Ada Lund,"."""
    first = mention.start
    while first and (doc[first - 1].text == "." or fold(doc[first - 1].text) in {*courtesy_titles(), *role_titles()}):
        first -= 1
    ends = mention.end == len(doc) or doc[mention.end].lower_ not in ("and", "or")
    if mention.label not in PEOPLE or first < 2 or doc[first - 1].text != "," or not ends:
        return []
    noun = doc[first - 2]
    return [noun] if noun.tag_ == "NN" and is_role(noun) else []


def described_as(head: Token) -> tuple[int, int]:
    """The tokens of a role: its phrase without articles, and without the body that possesses it ("the EU's envoy")."""
    doc = head.doc
    start, end = without_determiner(doc, *hyphenated(doc, *chunk_edges(head)))
    if head.lemma_.lower() not in nouns("related"):
        owner = next((child for child in head.lefts if child.dep_ in POSSESSORS and _is_body(child)), None)
        marks = [child.i for child in owner.rights if child.tag_ == "POS"] if owner else []
        start = min(max(start, (marks[0] if marks else owner.right_edge.i) + 1), head.i) if owner else start
        start += start + 1 < end and doc[start].lower_ in _POSSESSIVES
    return start, _with_field(doc, _with_second(doc, end))


def _with_second(doc: Doc, end: int) -> int:
    """The end of a role with another that is told in one breath: "founder *and chief executive*"."""
    last, i = end, end + 1
    while end < len(doc) and doc[end].lower_ == "and" and i < len(doc) and _is_plain(doc[i]):
        i += 1
        last = i if is_role(doc[i - 1]) else last
    return last


def _is_plain(token: Token) -> bool:
    """Whether a token is a noun or adjective that is no part of a name."""
    return token.pos in (NOUN, PROPN, ADJ) and not token.ent_type_


def _with_field(doc: Doc, end: int) -> int:
    """The end of a role with what it is for, if that is no body or name: "head *of customer care*"."""
    if end >= len(doc) or doc[end].lower_ not in ("of", "for"):
        return end
    last = end + 1
    while last < len(doc) and doc[last].pos in (NOUN, PROPN, ADJ, DET) and not doc[last].ent_type_:
        last += 1
    noun = doc[last - 1]
    told = last > end + 1 and noun.pos in (NOUN, PROPN) and (last == len(doc) or not doc[last].ent_type_)
    return last if told and not is_body_noun(noun.lemma_.lower()) and not is_role(noun) else end


def membership(doc: Doc, mention: Mention) -> str | None:
    """The body that stands behind a name: "Constable Ada Lund, 38, of Dyfed Police", "Ada Lund (Labour)"."""
    i = mention.end
    if doc[i : i + 1].text == "(":
        body = _body_at(doc, i + 1)
        return None if body and body.endswith(".") else body  # a state: "(R-Fla.)"
    while i < len(doc) and (doc[i].text == "," or doc[i].like_num):
        i += 1
    return _named_after(doc, i)


def _goes_on(doc: Doc, start: int, i: int) -> bool:
    """Whether a token is one more word of a name that an entity does not reach."""
    return i > start and doc[i].pos == PROPN and doc[i].is_title


def _named_after(doc: Doc, i: int) -> str | None:
    """The body that a preposition here leads to: "of Dyfed Police"."""
    return _body_at(doc, i + 1) if i < len(doc) and doc[i].lower_ in _OF else None


def _body_at(doc: Doc, start: int) -> str | None:
    """The name of a body that begins here, with its article."""
    if start + 1 >= len(doc):
        return None
    i = end = start + (doc[start].lower_ == "the")
    while end < len(doc) and ((end == i and doc[i].ent_type_) or doc[end].ent_iob_ == "I" or _goes_on(doc, i, end)):
        end += 1
    named = end > i and (doc[i].ent_type_ == "ORG" or is_body_noun(doc[end - 1].lower_))
    return doc[start:end].text if named else None


def _role_of(name: Token) -> Token:
    """What a person's name is the apposition of: "governor" of "the governor of the bank, Lund", not the bank."""
    token = name.head
    while token.dep_ in MODIFIERS and not is_role(token):
        token = token.head
    return token


def title_words(doc: Doc, mention: Mention) -> frozenset[str]:
    """The words of the role that stands before a name, folded."""
    before = role_before(doc, mention.start) if mention.form == Form.NAME else None
    return frozenset(fold(token.text) for token in doc[before[0] : before[1]]) if before else frozenset()


def role_before(doc: Doc, start: int) -> tuple[int, int] | None:
    """The tokens of a title before a name: nouns and adjectives back to an article, if a role is the last of them."""
    end = start
    while end and fold(doc[end - 1].text) in courtesy_titles():
        end -= 1
    first, last = _title_start(doc, end), end
    while 0 < first < last and doc[first - 1].lower_ in ("of", "for") and not is_role(doc[last - 1]):
        first, last = _title_start(doc, first - 1), first - 1  # "Secretary of State for Health"
    first += first < last and doc[first].lower_ in _POSSESSIVES
    return (first, end) if first < last and is_role(doc[last - 1]) else None


def _title_start(doc: Doc, end: int) -> int:
    """Where the nouns and adjectives begin that stand before a token in its sentence."""
    first = end
    while first and not doc[first].is_sent_start and _is_title_word(doc[first - 1]):
        first -= 1
        if first and f"{fold(doc[first - 1].text)} {fold(doc[first].text)}" in role_titles():
            first -= 1  # "managing director"
    return first


def _is_title_word(token: Token) -> bool:
    if token.is_title and fold(token.text) in role_titles():
        return True
    known = token.pos in (NOUN, PROPN, ADJ) or token.tag_ in ("POS", "HYPH") or token.ent_iob_ == "I"
    return known and token.ent_type_ not in ("PERSON", "DATE")


def is_role(token: Token) -> bool:
    """Whether a noun or title names what somebody is: "minister", "Gov."."""
    word, pair = token.lemma_.lower(), token.doc[max(0, token.i - 1) : token.i + 1].text
    titled = fold(token.text) in role_titles() or fold(pair) in role_titles()  # "Det Con"
    return (word in nouns("person") or titled) and word != "counterpart"


def without_determiner(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The same tokens without articles and possessive pronouns before them, and "now" before these."""
    if start < end - 1 and doc[start].tag_ == "RB" and doc[start + 1].tag_ in _DETERMINERS:
        start += 1
    while start < end - 1 and doc[start].tag_ in _DETERMINERS and doc[start + 1].text != "-":
        start += 1
    return start, end


def affiliation(head: Token) -> str | None:
    """The body that a role belongs to: "a spokesman for the Elysee", "a Kremlin spokesman", "the company's lawyer".

    A widow has none: "the broadcaster's widow".
    """
    if head.lemma_.lower() in nouns("related"):
        return None
    doc = head.doc
    before = _body_before(doc, _title_start(doc, head.i), head.i + 1)
    for child in head.lefts:
        if child.dep_ in POSSESSORS and _is_body(child):
            return before if before and before.startswith(f"{child.text}'s ") else _phrase(child)
    for child in head.rights:
        if child.dep_ in MODIFIERS:
            body = next(iter(child.children), child) if child.dep_ in PREPOSITIONS else child
            preposition = [part.lower_ for part in (*child.lefts, child) if part.dep_ in PREPOSITIONS]
            if (
                preposition and preposition[0] in _OF and _is_body(body) and body.text != "State"
            ):  # "secretary of State"
                return _phrase(body)
    return before or _named_after(doc, described_as(head)[1])


def _body_before(doc: Doc, start: int, end: int) -> str | None:
    """The body in the words of a role, of which the last is the role's noun: "BBC", "Azerbaijan's foreign ministry".

    Of a country alone it is one for those who hold an office: "Texas governor", not "a Texas farmer".
    """
    role = end - 1
    first = next((i for i in range(start, role) if doc[i].ent_type_ in _BODIES), role)
    last = max((i for i in range(first, role) if is_body_noun(doc[i].lemma_.lower())), default=first)
    while last + 1 < role and doc[last + 1].ent_iob_ == "I":
        last += 1
    if first == role or doc[role].lemma_.lower() in nouns("related"):
        return None
    label = doc[first].ent_type_
    if not any(is_body_noun(token.lemma_.lower()) for token in doc[first:role]):
        nation = label == "NORP" and (last == first or doc[last].lower_ in peoples())
        elsewhere = label == "GPE" and fold(doc[role].text) not in role_titles()
        if label == "LOC" or nation or elsewhere:
            return None
    return doc[first : last + 1].text


def _is_body(token: Token) -> bool:
    return token.ent_type_ in _BODIES or is_body_noun(token.lemma_.lower())


def _phrase(token: Token) -> str:
    """A base noun phrase with its article, or the whole entity that it heads."""
    start, end = chunk_edges(token)
    while start and token.doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(token.doc) and token.doc[end].ent_iob_ == "I" and token.doc[end].ent_type_ == token.ent_type_:
        end += 1
    while end > token.i + 1 and token.doc[end - 1].tag_ == "POS":
        end -= 1
    return token.doc[start:end].text
