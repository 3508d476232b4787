"""Who says "I" outside quotations, where the text tells it for certain.

By the label before a turn ("LUND: I think so."), "My name is Ada Lund", the signature of a letter, the title of a
speech, or a byline; in a talk without labels by who is interviewed, or called by name and asked; in a story by what
others call who tells it. There "you" is told as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc, Token

from attrib.doc import read_turns
from attrib.grammar import APPOSITIONS, NAME_PARTS, PREPOSITIONS, SUBJECTS
from attrib.lexicon import labels, narrator_words
from attrib.resolution.discourse import Discourse, people_in
from attrib.resolution.interviews import find_answers, find_asked, find_called, find_guest
from attrib.resolution.mentions import PEOPLE
from attrib.resolution.stories import find_teller
from attrib.resolution.vocatives import vocatives
from attrib.resolution.writers import find_author, find_byline, find_salutations, find_signatures
from attrib.schema import PARAGRAPHS, QUOTES

_SEVERAL: Final = 2
"""Paragraphs that begin with a quotation and make a story, or that are likely said to another; more make a talk."""
_SHORT: Final = 4
"""Words and marks of such a paragraph: "Oh, yes."."""
_MOSTLY: Final = 0.75
"""The share of a text above its last signature that makes what is below a postscript."""
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
        return [*found, *_letters(doc, discourse, signatures)]
    called = [i for i in vocatives(doc, discourse) if discourse.columns["quotation"][i] == 0]
    if not turns:
        found += [Narrator(*answer) for answer in find_answers(doc, discourse, introduced)]
    found += [Narrator(*said) for said in find_called(doc, discourse, called)]
    writer = find_author(doc, discourse)
    if not turns and _is_talk(doc, discourse, [*called, *(i for _, i in introduced)]):
        found += [Narrator(*said) for said in find_asked(doc, discourse, called, introduced)]
    elif not turns and writer is None:
        writer = _find_alone(doc, discourse, speaks, introduced)
    return found if writer is None else [*found, Narrator(0, len(doc), writer)]


def narrator_of(narrators: list[Narrator], word: str, token: int) -> int | None:
    """The mention of whom this "I", "we" or "you" means."""
    inside = (n for n in narrators if n.start <= token < n.end and word in n.words)
    return next((n.mention for n in inside), None)


def _turns(doc: Doc, discourse: Discourse) -> Iterator[Narrator]:
    """What each label of a transcript says, and what "A" of questions and answers is, if one person is interviewed."""
    turns = read_turns(doc)
    _, asked = find_guest(doc, discourse, turns[0][0].start) if turns else ("", None)
    for label, _, parts in turns:
        named, word = people_in(discourse, label.start, label.end), label.text.lower()
        if named:
            yield Narrator(label.start, parts[-1].end, named[-1], ("i", "we"))
        elif asked is not None and word in labels("answers"):
            yield Narrator(label.start, parts[-1].end, asked, ("i", "we", word))
        elif asked is not None and word in labels("asks"):
            yield Narrator(label.start, parts[-1].end, asked, ("you",))


def _letters(doc: Doc, discourse: Discourse, signatures: list[tuple[int, int]]) -> Iterator[Narrator]:
    """Who writes each letter, and to whom it is: from its salutation, if it has one, to its signature.

    What is below the last one goes with it if that is little ("P.S."), or another letter to the same person.
    """
    referent = discourse.columns["referent"]
    salutations = find_salutations(doc, discourse)
    start = 0
    for n, (writer, end) in enumerate(signatures, start=1):
        to, opening = next((one for one in reversed(salutations) if start <= one[1] < end), (-1, start))
        below = {int(referent[i]) for i, first in salutations if first >= end}
        goes_on = end > _MOSTLY * len(doc) or (to >= 0 and below == {int(referent[to])})
        last = len(doc) if n == len(signatures) and goes_on else end
        if to >= 0:
            yield Narrator(opening, last, to, ("you",))
        yield Narrator(opening, last, writer)
        start = end


def _is_talk(doc: Doc, discourse: Discourse, present: Sequence[int]) -> bool:
    """Whether several speak without labels and quotation marks: they are called by name, say little, or ask."""
    short = (doc[end - 1].text in _ENDS and end - start <= _SHORT for start, end in _unquoted(doc))
    asked = (doc[end - 1].text == "?" for _, end in _unquoted(doc))
    return len(_referents(discourse, present)) > 1 or sum(short) + sum(asked) > _SEVERAL


def _find_alone(
    doc: Doc, discourse: Discourse, speaks: Sequence[int], introduced: Sequence[tuple[int, int]]
) -> int | None:
    """Who says "I" throughout: who tells their name and nobody answers, who tells a story, or the byline's writer."""
    plain = _unquoted(doc)
    is_story = bool(speaks) or len(doc.spans[PARAGRAPHS]) - len(plain) >= _SEVERAL
    if introduced:
        answers = [doc[start].lower_ in narrator_words("answering") or doc[end - 1].text == "?" for start, end in plain]
        beside = [i for token, _ in introduced for i in people_in(discourse, *_paragraph(doc, token))]
        surnames = {discourse.texts[i].split()[-1] for i in beside}
        if len(surnames) == 1 and (is_story or sum(answers) < _SEVERAL):
            return introduced[0][1]
    teller = find_teller(doc, discourse, speaks)
    return find_byline(doc, discourse) if teller is None and not is_story else teller


def _unquoted(doc: Doc) -> list[tuple[int, int]]:
    """The paragraphs that do not begin with a quotation."""
    quoted = {quotation.start for quotation in doc.spans[QUOTES]}
    return [(span.start, span.end) for span in doc.spans[PARAGRAPHS] if span.start not in quoted]


def _referents(discourse: Discourse, mentions: Sequence[int]) -> set[int]:
    return {int(discourse.columns["referent"][i]) for i in mentions}


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
    if subject.lower_ not in ("it", "this") or any(token.text == "?" for token in subject.sent):
        return False
    return any(token.lower_ in narrator_words("greeting") for token in subject.sent)
