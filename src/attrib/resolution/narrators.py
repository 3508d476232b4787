"""Who says "I" outside quotations, where the text tells it for certain.

By the label before a turn ("LUND: I think so."), "My name is Ada Lund", the signature of a letter, or a byline.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc, Token

from attrib.grammar import PREPOSITIONS, SUBJECTS
from attrib.resolution.discourse import Discourse
from attrib.resolution.mentions import Form, label_lines, lines
from attrib.resolution.names import PEOPLE

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
_SIGNED_WITHIN: Final = 3
"""Lines after the closing of a letter among which its signature stands."""


@dataclass(frozen=True, slots=True)
class Narrator:
    """The mention of who says "I" in tokens [start, end), in a turn of several "we" too."""

    start: int
    end: int
    mention: int
    turn: bool


def find_narrators(doc: Doc, discourse: Discourse, *, tells: bool) -> list[Narrator]:
    """Who says "I" where; turns and introductions go before what holds for the whole text.

    Where "I" tells a story (`tells`: "“No,” I said"), the byline may name its author, not who tells it.
    """
    found = [*_turns(doc, discourse), *_introductions(doc, discourse)]
    writer = _signature(doc, discourse)
    if writer is None and not tells:
        writer = _byline(doc, discourse)
    return found if writer is None else [*found, Narrator(0, len(doc), writer, turn=False)]


def narrator_of(narrators: list[Narrator], word: str, token: int) -> int | None:
    """The mention of who says this "I" or "we"."""
    inside = (n for n in narrators if n.start <= token < n.end and (n.turn or word == "i"))
    return next((n.mention for n in inside), None)


def _turns(doc: Doc, discourse: Discourse) -> Iterator[Narrator]:
    """What follows each label, up to the next."""
    labels = list(label_lines(doc))
    ends = [*(start for start, _ in labels[1:]), len(doc)]
    for (start, colon), end in zip(labels, ends, strict=False):
        named = _people_in(discourse, start, colon)
        if named:
            yield Narrator(colon + 1, end, named[-1], turn=True)


def _introductions(doc: Doc, discourse: Discourse) -> Iterator[Narrator]:
    """The paragraph in which somebody says who they are: "My name is Ada Lund", "I'm Ada Lund"."""
    for i, mention in enumerate(discourse.mentions):
        if mention.label in PEOPLE and discourse.columns["quotation"][i] == 0 and _introduces(doc[mention.head]):
            inside = discourse.columns["paragraph"] == discourse.columns["paragraph"][i]
            members = [other for other, same in zip(discourse.mentions, inside.tolist(), strict=True) if same]
            yield Narrator(members[0].start, members[-1].end, i, turn=False)


def _introduces(head: Token) -> bool:
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
    """The name under a letter: after its closing."""
    written = list(lines(doc))
    for n, (start, end) in enumerate(written):
        if _CLOSING.fullmatch(doc[start:end].text.strip(" ,.!-—–\n")):
            for below, after in written[n + 1 : n + 1 + _SIGNED_WITHIN]:
                named = _people_in(discourse, below, after)
                if named and after - below <= _LONGEST_SIGNATURE:
                    return named[0] if len(named) == 1 else None
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
