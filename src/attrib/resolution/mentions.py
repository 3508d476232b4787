"""The mentions of a document: names, pronouns and descriptions of people, bodies and places.

Reads tags, heads and entities of either scheme (`attrib.grammar`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from spacy.attrs import IS_SPACE, ORTH, TAG
from spacy.symbols import ADP, CCONJ, DET, NOUN, PRON, PROPN
from spacy.tokens import Doc, Span, Token

from attrib.doc import read_turns
from attrib.grammar import NOMINAL, SUBJECTS, coordinated, hyphenated, is_inside, noun_chunks
from attrib.lexicon import NOUN_KINDS, body_field, courtesy_titles, mastheads, nouns, role_titles
from attrib.naming import fold, without_title


class Form(IntEnum):
    """How a mention is put."""

    NAME = 0
    NOMINAL = 1
    PRONOUN = 2


PRONOUNS: Final = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves", "themself"), "they"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), "i"),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), "we"),
    **dict.fromkeys(("you", "your", "yours", "yourself"), "you"),
    **dict.fromkeys(("who", "which", "that", "whom", "whose"), "who"),
}
"""Each form of a pronoun, and the one it is counted as."""

NAMED: Final = frozenset(("PERSON", "PER", "ORG", "GPE", "LOC", "FAC", "NORP"))
"""Labels of entities that may speak, of OntoNotes and of CoNLL."""

PEOPLE: Final = frozenset(("PERSON", "PER"))
"""Those of people."""

_DEFINITE: Final = frozenset(("the", "this", "that", "these", "those", "both"))
_INITIALS: Final = re.compile(r"(?:[A-Z]\.)+")
_DASHES: Final = frozenset(("-", "--", "–", "—"))
_AGED: Final = frozenset(("old", "olds", "year-old", "year-olds"))
"""What heads "the 34-year-old", which is a date to some."""
_NOT_MENTIONS: Final = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"))


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens [start, end) around a head; what `form`, `word` and `label` say of it.

    `word` is the pronoun that it is counted as, or the lemma of a description's head; `label` an entity's label;
    `gender` ("he", "she", "they", "it") and `plural` as far as the words show them, "" and None if not; `definite` of
    descriptions: with an article or a possessor that points back.
    """

    start: int
    end: int
    head: int
    form: Form
    word: str
    label: str
    gender: str
    plural: bool | None
    definite: bool


def find_mentions(doc: Doc) -> list[Mention]:
    """All mentions, by their first tokens."""
    entities: dict[int, Span] = {}
    found = []
    for entity in map(_whole, doc.ents):
        if entity.start in entities or _is_begun(entity):
            continue  # the rest of a name with a nickname, or the beginning of another
        entities |= dict.fromkeys(range(entity.start, entity.end), entity)
        if entity.label_ in NAMED and not _names_nobody(entity):
            found.append(_name(entity))
    for start, end, _ in noun_chunks(doc):
        head = chunk_head(doc, start, end)
        if head.i not in entities or head.lower_ in _AGED:
            mention = _pronoun(head) if head.lower_ in PRONOUNS else _nominal(head, start, end)
            found += [mention] if mention else []
    unique = {mention.head: mention for mention in (*found, *_labels(doc, entities))}
    others = (*_pronouns_inside(doc), *_named_again(doc))
    unique |= {m.head: m for m in others if m.head not in unique and m.head not in entities}
    return sorted(unique.values(), key=lambda mention: (mention.start, mention.head))


def lines(doc: Doc) -> Iterator[tuple[int, int]]:
    """The tokens of each line that has a word."""
    start = 0
    spaces = (i for i, is_space in enumerate(doc.to_array([IS_SPACE]).ravel().tolist()) if is_space)
    for end in [*(i for i in spaces if "\n" in doc[i].text), len(doc)]:
        if end > start:
            yield start, end
        start = end + 1


def _labels(doc: Doc, entities: dict[int, Span]) -> Iterator[Mention]:
    """Labels of turns that are people's names though no entities: "DR. LUND:"."""
    for label, _, _ in read_turns(doc):
        name = label[_title_length(label) :]
        known = any(word.lower_ in nouns(kind) for word in name for kind in NOUN_KINDS)
        if not known and len(name[-1]) > 1 and name[-1].is_alpha and not any(word.i in entities for word in label):
            gender = courtesy_titles().get(fold(label[0].text), "")
            last = name[-1]
            yield Mention(name.start, name.end, last.i, Form.NAME, last.lower_, "PERSON", gender, None, definite=True)


def _title_length(label: Span) -> int:
    """Tokens of the titles before a name, with their full stops."""
    rest = without_title(label.text)
    return next(n for n in range(len(label)) if len(label[n:].text) <= len(rest))


def chunk_head(doc: Doc, start: int, end: int) -> Token:
    """The token that heads tokens [start, end): the first nominal one whose own head lies outside."""
    tokens = [doc[i] for i in range(start, end)]
    tops = [token for token in tokens if not start <= token.head.i < end or token.head.i == token.i]
    nominal = [token for token in tops if token.pos in NOMINAL]
    return (nominal or tops or tokens)[0]


def _whole(entity: Span) -> Span:
    """An entity without the conjunction that it ends in ("Fram and"), a person's with all that belongs to the name.

    That is initials before it, the other half of a surname, and what stands behind a nickname: 'A. Lund-Berg', 'Ada
    "Red" Lund'.
    """
    doc, start, end = entity.doc, entity.start, entity.end
    while end - 1 > start and doc[end - 1].pos == CCONJ:
        end -= 1
    if entity.label_ in PEOPLE:
        while start and not doc[start].is_sent_start and _INITIALS.fullmatch(doc[start - 1].text):
            start -= 1
        if (joined := hyphenated(doc, end - 1, end)[1]) > end and doc[joined - 1].is_title:
            end = joined
        elif end + 3 < len(doc) and doc[end].is_quote and doc[end + 2].is_quote and doc[end + 3].ent_type_ in PEOPLE:
            end += 4
            while end < len(doc) and doc[end].ent_iob_ == "I":
                end += 1
    return Span(doc, start, end, label=entity.label)


def _is_begun(entity: Span) -> bool:
    """Whether an entity is but the beginning of a name: "city of" of "city of Lund", "M." of "M. Lund"."""
    goes_on = any(token.pos == PROPN and token.is_title for token in entity.doc[entity.end : entity.end + 1])
    return entity[-1].pos == ADP or (goes_on and bool(_INITIALS.fullmatch(entity.text)))


def _names_nobody(entity: Span) -> bool:
    """Whether an entity is but an article or a description, the title before a name, or the agency of a dateline.

    "Cllr" of "Cllr Ada Lund", "Reuters" of "LONDON (Reuters) -", which is no company that the article is about.
    """
    doc, end = entity.doc, entity.end
    around = [doc[i : i + 1].text for i in (max(0, entity.start - 1), end, end + 1)]
    if around[0] in ("(", "/") and around[1] in (")", "/") and around[2] in _DASHES:
        return True
    described = entity.label_ in PEOPLE and entity[-1].is_lower and entity[-1].lower_ in nouns("person")
    if described or all(token.pos == DET for token in entity):
        return True
    named = end < len(doc) and doc[end].ent_type_ in PEOPLE
    return named and entity.label_ in PEOPLE and all(fold(token.text) in role_titles() for token in entity)


def _name(entity: Span) -> Mention:
    doc, start = entity.doc, entity.start
    head = chunk_head(doc, start, entity.end)
    title = doc[start - 1] if start else None
    if title is not None and title.text == "." and start > 1 and not doc[start - 2].whitespace_:
        title = doc[start - 2]  # "MS." is two tokens
    while (
        entity.label_ == "ORG"
        and start
        and doc[start - 1].head.i in range(start, entity.end)
        and doc[start - 1].ent_type_ in NAMED
        and doc[start - 1].pos != CCONJ
    ):
        start -= 1  # "Russian" of "Russian Foreign Ministry"
    words = [fold(entity[0].text), *([fold(title.text)] if title is not None else [])]
    gender = next((courtesy_titles()[word] for word in words if courtesy_titles().get(word)), "")
    plural, form = None, Form.NAME
    if entity.label_ == "NORP":
        plural = entity[-1].tag_ in ("NNPS", "NNS")
        alone = not is_inside(head)
        if alone and not plural and title is not None and title.lower_ in ("the", "a", "an"):
            start, form = start - 1, Form.NOMINAL  # "the Norwegian" is one person
    definite = form == Form.NAME or (title is not None and title.lower_ == "the")
    return Mention(start, entity.end, head.i, form, entity[-1].lower_, entity.label_, gender, plural, definite)


def _pronoun(token: Token) -> Mention | None:
    word = PRONOUNS[token.lower_]
    if token.lower_ == "that" and token.tag_ not in ("WDT", "WP"):
        return None
    plural = True if word in ("we", "they") else False if word in ("he", "she", "it", "i") else None
    gender = word if word in ("he", "she", "it") else ""
    return Mention(token.i, token.i + 1, token.i, Form.PRONOUN, word, "", gender, plural, definite=True)


def _pronouns_inside(doc: Doc) -> Iterator[Mention]:
    """Possessive pronouns, which stand inside other mentions, and personal ones that a wrong tree puts there."""
    tags = [doc.vocab.strings[tag] for tag in ("PRP", "PRP$", "WP$")]
    for i in (i for i, tag in enumerate(doc.to_array([TAG]).ravel().tolist()) if tag in tags):
        mention = _pronoun(doc[i]) if doc[i].lower_ in PRONOUNS else None
        if mention is not None:
            yield mention


def _named_again(doc: Doc) -> Iterator[Mention]:
    """Subjects that are the last word of a person's name elsewhere, though no entity here: tagged as something else."""
    people = [entity for entity in doc.ents if entity.label_ in PEOPLE]
    surnames = {entity[-1].orth for entity in people if entity[-1].is_title or entity[-1].is_upper}
    for i in (i for i, word in enumerate(doc.to_array([ORTH]).ravel().tolist()) if word in surnames):
        token = doc[i]
        if token.dep_ in SUBJECTS and not token.ent_type_ and not is_inside(token):
            yield Mention(i, i + 1, i, Form.NAME, token.lower_, "PERSON", "", None, definite=True)


def _nominal(head: Token, start: int, end: int) -> Mention | None:
    if _is_missed_name(head, start, end):
        return Mention(start, end, head.i, Form.NAME, head.lower_, "PERSON", "", None, definite=True)
    if head.pos not in (NOUN, PROPN) or (head.ent_type_ in _NOT_MENTIONS and head.lower_ not in _AGED):
        return None
    word, before = head.lemma_.lower(), [head.doc[i] for i in range(start, head.i)]
    plural = head.tag_ in ("NNS", "NNPS")
    definite = any(token.lower_ in _DEFINITE or token.tag_ in ("PRP$", "POS") for token in before)
    if _names_a_body(head, before) or _names_a_newspaper(head, before):
        start += before[0].lower_ == "the"
        return Mention(start, end, head.i, Form.NAME, word, "ORG", "", None, definite=True)
    gender = "she" if word in nouns("female") else "he" if word in nouns("male") else ""
    return Mention(start, end, head.i, Form.NOMINAL, word, "", gender, plural, definite)


def _is_missed_name(head: Token, start: int, end: int) -> bool:
    """Whether a phrase is a person's name that is no entity: all words with capitals, and none a known noun."""
    words = [head.doc[i] for i in range(start, end)]
    if head.tag_ != "NNP" and not (head.pos == PRON and len(words) == 2):
        return False
    named = all(word.is_title and not word.ent_type_ and fold(word.text) not in courtesy_titles() for word in words)
    return named and not any(
        word.lower_ in nouns(kind) for word in words for kind in ("person", "organization", "place", "document")
    )


def _names_a_body(head: Token, before: list[Token]) -> bool:
    """Whether a description holds a name and so designates one body: "Macron's office", "the Russian ministry".

    Where it sits or of which nation it is does not name a firm: "the Oslo-based group", "the French company".
    """
    field = body_field(head.lemma_.lower())
    if not field or head.tag_ in ("NNS", "NNPS") or not before:
        return False
    if before[0].lower_ in ("a", "an", "another", "one", "some", "any", "no"):
        return False
    names = [
        token for token in before if token.ent_type_ in NAMED and not (token.nbor().text == "-" or "-" in token.text)
    ]
    return any(token.ent_type_ != "NORP" or field in ("state", "politics") for token in names) or _is_proper(
        head, before
    )


def _is_proper(head: Token, before: list[Token]) -> bool:
    """Whether all words of a description have capitals within a sentence: "the Prime Minister's Office"."""
    words = before[before[0].lower_ == "the" :]
    named = all(token.is_title or token.tag_ == "POS" for token in (*words, head))
    return bool(words) and named and not words[0].is_sent_start and words[0].tag_ not in ("PRP$", "DT")


def _names_a_newspaper(head: Token, before: list[Token]) -> bool:
    """Whether a description is a newspaper's name that is no entity: "The Hill Reporter"."""
    return (
        head.is_title
        and head.lower_ in mastheads()
        and len(before) > 1
        and before[0].lower_ == "the"
        and all(token.is_title for token in before[1:])
    )


def source_heads(doc: Doc, start: int, end: int) -> Iterator[Token]:
    """The tokens that head the one or several speakers named by a source [start, end).

    "Cole and Mayor Ada Lund" are two whatever the tree makes of Cole.
    """
    head = chunk_head(doc, start, end)
    after = head.i + 1
    while after < end and doc[after].ent_iob_ == "I":
        after += 1
    if after + 1 < end and doc[after].tag_ == "POS" and doc[after + 1].pos != CCONJ:
        head = chunk_head(doc, after + 1, end)  # a parser may take the possessor for the head: "Ada Lund's lawyer"
    heads = {token.i: token for token in coordinated(head) if start <= token.i < end}
    joined = any(token.lower_ == "and" for token in doc[start:end])  # asked first: `ents` goes through the whole text
    people = [entity for entity in doc[start:end].ents if entity.label_ in PEOPLE] if joined else []
    if len(people) == 2 and people[0].start == start and doc[people[0].end].lower_ == "and":
        first, second = (entity.root for entity in people)
        if second.i in heads:
            heads.setdefault(first.i, first)
    yield from (heads[i] for i in sorted(heads))
