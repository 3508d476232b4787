"""Who says "I" outside quotations, where the text tells it for certain.

By the label before a turn ("LUND: I think so."), "My name is Ada Lund", the signature of a letter, the title of a
speech, or a byline; in a talk without labels by who is interviewed, or called by name and asked; in a story by what
others call who tells it. There "you" is told as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc, Token

from attrib.grammar import APPOSITIONS, NAME_PARTS, PREPOSITIONS, SUBJECTS
from attrib.lexicon import narrator_words
from attrib.resolution.discourse import Discourse, people_in
from attrib.resolution.interviews import find_answers, find_asked, find_called
from attrib.resolution.mentions import PEOPLE, label_lines
from attrib.resolution.stories import find_teller
from attrib.resolution.vocatives import vocatives
from attrib.resolution.writers import find_author, find_byline, find_salutations, find_signatures
from attrib.schema import PARAGRAPHS, QUOTES

_EXCHANGES: Final = 3
"""Paragraphs of a few words, or that ask, that make a text a talk of several."""
_SHORT: Final = 4
"""Words and marks of such a paragraph: "Oh, yes."."""
_ENDS: Final = frozenset((".", "?", "!", "–", "—"))


@dataclass(frozen=True, slots=True)
class Narrator:
    """The mention of whom these pronouns mean in tokens [start, end)."""

    start: int
    end: int
    mention: int
    words: tuple[str, ...] = ("i",)


def find_narrators(doc: Doc, discourse: Discourse, speaks: Sequence[int]) -> list[Narrator]:
    """Who says "I" where; turns and introductions go before what holds for the whole text.

    `speaks` are the tokens "I" that are sources of quotations: "“No,” I said". There "I" tells a story, and the byline
    may name its author, not who tells it.
    """
    turns = list(_turns(doc, discourse))
    introduced = list(_introductions(doc, discourse))
    found = [*turns, *(Narrator(*_paragraph(doc, token), mention) for token, mention in introduced)]
    if signatures := find_signatures(doc, discourse):
        return [*found, *_letters(doc, signatures), *_addressees(doc, find_salutations(doc, discourse))]
    called = [i for i in vocatives(doc, discourse) if discourse.columns["quotation"][i] == 0]
    if not turns:
        found += [Narrator(*answer) for answer in find_answers(doc, discourse, introduced)]
    found += [Narrator(*said) for said in find_called(doc, discourse, called)]
    names = {int(discourse.columns["referent"][i]) for _, i in introduced}
    present = names.union(int(discourse.columns["referent"][i]) for i in called)
    if not turns and (talk := len(present) > 1 or _is_talk(doc)):
        found += [Narrator(*asked) for asked in find_asked(doc, discourse, called, introduced)]
    writer = find_author(doc, discourse)
    if writer is None and not turns and not talk:
        writer = introduced[0][1] if len(names) == 1 else find_teller(doc, discourse, speaks)
        writer = find_byline(doc, discourse) if writer is None and not speaks else writer
    return found if writer is None else [*found, Narrator(0, len(doc), writer)]


def narrator_of(narrators: list[Narrator], word: str, token: int) -> int | None:
    """The mention of whom this "I", "we" or "you" means."""
    inside = (n for n in narrators if n.start <= token < n.end and word in n.words)
    return next((n.mention for n in inside), None)


def _turns(doc: Doc, discourse: Discourse) -> Iterator[Narrator]:
    """What follows each label, up to the next."""
    labels = list(label_lines(doc))
    ends = [*(start for start, _ in labels[1:]), len(doc)]
    for (start, colon), end in zip(labels, ends, strict=False):
        named = people_in(discourse, start, colon)
        if named:
            yield Narrator(colon + 1, end, named[-1], ("i", "we"))


def _letters(doc: Doc, signatures: list[tuple[int, int]]) -> Iterator[Narrator]:
    """Each letter up to its signature, the last one to the end of the text."""
    start = 0
    for n, (writer, end) in enumerate(signatures, start=1):
        yield Narrator(start, end if n < len(signatures) else len(doc), writer)
        start = end


def _addressees(doc: Doc, salutations: list[tuple[int, int]]) -> Iterator[Narrator]:
    """Who is "you" from each salutation to the next."""
    ends = [*(start for _, start in salutations[1:]), len(doc)]
    for (addressee, start), end in zip(salutations, ends, strict=False):
        yield Narrator(start, end, addressee, ("you",))


def _is_talk(doc: Doc) -> bool:
    """Whether several speak without labels and quotation marks: they say little, or ask."""
    marked = {quotation.start for quotation in doc.spans[QUOTES]}
    turns = [(span.start, span.end) for span in doc.spans[PARAGRAPHS] if span.start not in marked]
    asked = sum(doc[end - 1].text == "?" for _, end in turns)
    short = sum(doc[end - 1].text in _ENDS and end - start <= _SHORT for start, end in turns)
    return bool(asked + short >= _EXCHANGES)


def _paragraph(doc: Doc, token: int) -> tuple[int, int]:
    """The paragraph that a token stands in."""
    return next(((p.start, p.end) for p in doc.spans[PARAGRAPHS] if p.start <= token < p.end), (token, token + 1))


def _introductions(doc: Doc, discourse: Discourse) -> Iterator[tuple[int, int]]:
    """Where somebody says who they are, and the mention of who it is: "My name is Ada Lund", "I'm Ada Lund"."""
    for i, mention in enumerate(discourse.mentions):
        if mention.label in PEOPLE and discourse.columns["quotation"][i] == 0 and introduces(doc[mention.head]):
            yield mention.head, i


def introduces(head: Token) -> bool:
    """Whether it is by this name that somebody says who they are: "I'm Ada Lund", "I'm your host, Ada Lund"."""
    if head.dep_ in APPOSITIONS | NAME_PARTS and head.head.lower_ in narrator_words("hosts"):
        head = head.head
    if any(child.dep_ in PREPOSITIONS or child.lower_ in ("not", "n't", "n’t") for child in head.lefts):
        return False
    if not any(child.dep_ == "cop" and child.lower_ in ("is", "am", "'m", "’m", "'s", "’s") for child in head.children):
        return False
    subjects = [child for child in head.children if child.dep_ in SUBJECTS]
    return any(child.lower_ == "i" or _is_my_name(child) or _opens_program(child) for child in subjects)


def _is_my_name(subject: Token) -> bool:
    return subject.lemma_.lower() == "name" and any(part.lower_ == "my" for part in subject.children)


def _opens_program(subject: Token) -> bool:
    """Whether a subject stands in a greeting: "Hi, it's Ada", "This is Ada, and you're listening to"."""
    greets = any(token.lower_ in narrator_words("greeting") for token in subject.sent)
    return greets and subject.lower_ in ("it", "this")
