"""Who says "I" outside quotations, where the text tells it for certain.

By the label before a turn ("LUND: I think so."), "My name is Ada Lund", the signature of a letter, the title of a
speech, or a byline; in an interview without labels by who is interviewed. There "you" is told as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc, Token

from attrib.doc import read_turns
from attrib.grammar import PREPOSITIONS, SUBJECTS
from attrib.lexicon import labels
from attrib.resolution.discourse import Discourse
from attrib.resolution.mentions import PEOPLE, Form, lines
from attrib.resolution.together import named_together
from attrib.schema import PARAGRAPHS

_CLOSING: Final = re.compile(
    r"(?:yours(?: (?:sincerely|truly|faithfully|ever))?|(?:very )?(?:sincerely|respectfully|truly|faithfully|cordially)"
    r"(?: yours)?|(?:best|kind|warm|kindest|warmest)(?: (?:regards|wishes))?|regards|with love|love|cheers|signed|"
    r"your (?:friend|servant|son|daughter|brother|sister))",
    re.IGNORECASE,
)
_BYLINE_WITHIN: Final = 5
"""Lines at the beginning of a text among which its byline stands."""
_LONGEST_SIGNATURE: Final = 14
"""Words of a line that names its writer, office and place."""
_OPENED_WITHIN: Final = 10
"""Lines at the beginning of a letter among which "Dear" stands."""
_LONGEST_TITLE: Final = 24
"""Words of a line that is a title."""
_NEAR: Final = 3
"""Words that may stand beside a name: its title, "floor" of "Lund floor speech"."""
_SPEECHES: Final = frozenset(
    ("address", "eulogy", "homily", "lecture", "remark", "remarks", "sermon", "speech", "testimony")
)
_TALKS: Final = frozenset(("chatted", "chats", "sat", "speaks", "spoke", "talked", "talks"))
"""Verbs of an interview, before "with" or "to"."""
_TOLD_WITHIN: Final = 2
"""Sentences that tell of an interview among which the one stands that says with whom."""
_QUESTIONS: Final = 3
"""Questions with answers that make an interview."""
_SIGNED_WITHIN: Final = 3
"""Lines after the closing of a letter among which its signature stands."""


@dataclass(frozen=True, slots=True)
class Narrator:
    """The mention of whom these pronouns mean in tokens [start, end)."""

    start: int
    end: int
    mention: int
    words: tuple[str, ...] = ("i",)


def find_narrators(doc: Doc, discourse: Discourse, *, tells: bool) -> list[Narrator]:
    """Who says "I" where; turns and introductions go before what holds for the whole text.

    Where "I" tells a story (`tells`: "“No,” I said"), the byline may name its author, not who tells it.
    """
    turns = list(_turns(doc, discourse))
    found = [*turns, *_introductions(doc, discourse)]
    writer = _signature(doc, discourse)
    if writer is None and not turns and (answers := list(_answers(doc, discourse))):
        return [*found, *answers]
    if writer is None:
        writer = _orator(doc, discourse)
    if writer is None and not tells:
        writer = _byline(doc, discourse)
    return found if writer is None else [*found, Narrator(0, len(doc), writer)]


def narrator_of(narrators: list[Narrator], word: str, token: int) -> int | None:
    """The mention of whom this "I", "we" or "you" means."""
    inside = (n for n in narrators if n.start <= token < n.end and word in n.words)
    return next((n.mention for n in inside), None)


def _turns(doc: Doc, discourse: Discourse) -> Iterator[Narrator]:
    """What each label of a transcript says, and what "A" of questions and answers is, if one person is interviewed."""
    turns = read_turns(doc)
    asked = _interviewed(doc, discourse, turns[0][0].start) if turns else None
    for label, _, parts in turns:
        named, word = _people_in(discourse, label.start, label.end), label.text.lower()
        if named:
            yield Narrator(label.start, parts[-1].end, named[-1], ("i", "we"))
        elif asked is not None and word in labels("answers"):
            yield Narrator(label.start, parts[-1].end, asked, ("i", "we", word))
        elif asked is not None and word in labels("asks"):
            yield Narrator(label.start, parts[-1].end, asked, ("you",))


def _answers(doc: Doc, discourse: Discourse) -> Iterator[Narrator]:
    """The answers of who is interviewed, in a text of questions and answers: "I" in these, "you" in the questions.

    A question is a paragraph that says "you" and ends in a question mark. The words before the first tell who answers.
    """
    spans = [(span.start, span.end) for span in doc.spans[PARAGRAPHS]]
    asks = [
        doc[end - 1].text == "?" and any(doc[i].lower_ in ("you", "your") for i in range(start, end))
        for start, end in spans
    ]
    answered = sum(asked and not after for asked, after in pairwise(asks))
    if answered < _QUESTIONS:
        return
    first = asks.index(True)
    who = _interviewed(doc, discourse, spans[first][0])
    if who is not None:
        for (start, end), asked in zip(spans[first:], asks[first:], strict=True):
            yield Narrator(start, end, who, ("you",) if asked else ("i",))


def _interviewed(doc: Doc, discourse: Discourse, end: int) -> int | None:
    """The first person whom a text says to have been interviewed, alone, before token `end`.

    "Interview with Ada Lund", "We spoke to the poet Ada Lund about her work".
    """
    people = {discourse.mentions[i].start: i for i in _people_in(discourse, 0, end)}
    told = 0
    for sentence in doc.sents:
        if sentence.start >= end or told == _TOLD_WITHIN:
            break
        asked = next((token.i for token in sentence if _interviews(token)), None)
        if asked is None:
            continue
        told += 1
        rest = range(asked, min(sentence.end, end))
        about = next((i for i in rest if doc[i].lower_ in ("about", "on", "regarding")), rest.stop)
        who = next((people[i] for i in range(asked, about) if i in people), None)
        if who is not None:
            return who if len(named_together(doc, discourse, who)) == 1 else None
    return None


def _interviews(token: Token) -> bool:
    """Whether a word tells of an interview: itself, or "talked" before "with" or "to"."""
    if token.lower_.startswith(("interview", "q&a")):
        return True
    after = token.doc[token.i + 1 : token.i + 1 + _NEAR]
    return token.lower_ in _TALKS and any(word.lower_ in ("with", "to") for word in after)


def _orator(doc: Doc, discourse: Discourse) -> int | None:
    """Whose speech a line of the title says that a text is: "Remarks by Governor Ada Lund", "Ada Lund's speech"."""
    for start, end in list(lines(doc))[:_BYLINE_WITHIN]:
        named = _people_in(discourse, start, end)
        word = next((i for i in range(start, end) if doc[i].lemma_.lower() in _SPEECHES), None)
        if word is None or len(named) != 1 or end - start > _LONGEST_TITLE:
            continue
        name = discourse.mentions[named[0]]
        by = [doc[i].lower_ for i in range(word + 1, name.start) if doc[i].lower_ in ("by", "of", "from", "to", "for")]
        if by[-1:] in (["by"], ["of"], ["from"]) or (name.end <= word <= name.end + _NEAR):
            return named[0]
    return None


def _introductions(doc: Doc, discourse: Discourse) -> Iterator[Narrator]:
    """The paragraph in which somebody says who they are: "My name is Ada Lund", "I'm Ada Lund"."""
    for i, mention in enumerate(discourse.mentions):
        if mention.label in PEOPLE and discourse.columns["quotation"][i] == 0 and introduces(doc[mention.head]):
            inside = discourse.columns["paragraph"] == discourse.columns["paragraph"][i]
            members = [other for other, same in zip(discourse.mentions, inside.tolist(), strict=True) if same]
            yield Narrator(members[0].start, members[-1].end, i)


def introduces(head: Token) -> bool:
    """Whether it is by this name that somebody says who they are: "I'm Ada Lund"."""
    if any(child.dep_ in PREPOSITIONS or child.lower_ in ("not", "n't", "n’t") for child in head.lefts):
        return False
    if not any(child.dep_ == "cop" and child.lower_ in ("is", "am", "'m", "’m") for child in head.children):
        return False
    subjects = [child for child in head.children if child.dep_ in SUBJECTS]
    return any(
        child.lower_ == "i" or (child.lemma_.lower() == "name" and any(part.lower_ == "my" for part in child.children))
        for child in subjects
    )


def _signature(doc: Doc, discourse: Discourse) -> int | None:
    """The name under a letter: after its closing, or its last line where it begins with "Dear"."""
    written = list(lines(doc))
    for n, (start, end) in enumerate(written):
        if _CLOSING.fullmatch(doc[start:end].text.strip(" ,.!-—–\n")):
            for below, after in written[n + 1 : n + 1 + _SIGNED_WITHIN]:
                named = _people_in(discourse, below, after)
                if named and after - below <= _LONGEST_SIGNATURE:
                    return named[0] if len(named) == 1 else None
    if any(doc[start].lower_ == "dear" for start, _ in written[:_OPENED_WITHIN]):
        start, end = written[-1]
        named = _people_in(discourse, start, end)
        if (
            len(named) == 1
            and end - start <= _NEAR + discourse.mentions[named[0]].end - discourse.mentions[named[0]].start
        ):
            return named[0]
    return None


def _byline(doc: Doc, discourse: Discourse) -> int | None:
    """The only writer of an article: "By Ada Lund"."""
    for start, end in list(lines(doc))[:_BYLINE_WITHIN]:
        if doc[start].text in ("By", "BY", "by") and end - start <= _LONGEST_SIGNATURE:
            named = _people_in(discourse, start, end)
            return named[0] if len(named) == 1 and discourse.mentions[named[0]].start == start + 1 else None
    return None


def _people_in(discourse: Discourse, start: int, end: int) -> list[int]:
    return [
        i
        for i, mention in enumerate(discourse.mentions)
        if mention.form == Form.NAME and mention.label in PEOPLE and start <= mention.start and mention.end <= end
    ]
