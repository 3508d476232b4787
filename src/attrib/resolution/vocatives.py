"""The people that are spoken to by their names: "No, Lund.", "Ada, what do you think?".

Reads mentions, heads and marks.
"""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc

from attrib.grammar import APPOSITIONS, SUBJECTS, VOCATIVES
from attrib.lexicon import courtesy_titles, narrator_words
from attrib.naming import fold
from attrib.resolution.discourse import Discourse
from attrib.resolution.mentions import PEOPLE, Form, Mention

_ENDS: Final = frozenset((",", ".", "?", "!", ";", "-", "–", "—", "--", "...", "…"))
_OPENS: Final = frozenset((",", "...", "…", ":"))


def vocatives(doc: Doc, discourse: Discourse) -> Iterator[int]:
    """The mentions of names by which people are spoken to."""
    for i, mention in enumerate(discourse.mentions):
        if mention.form == Form.NAME and mention.label in PEOPLE and _is_vocative(doc, mention):
            yield i


def _is_vocative(doc: Doc, name: Mention) -> bool:
    head = doc[name.head]
    if head.lower_ in narrator_words("invoked") or head.dep_ in APPOSITIONS or head.dep_ == "conj":
        return False
    start = name.start
    while start and (
        fold(doc[start - 1].text) in courtesy_titles() or doc[start - 1].lower_ in narrator_words("endearing")
    ):
        start -= 1
    after = [token.text for token in doc[name.end : name.end + 2]]
    first = start == 0 or doc[start - 1].is_space or doc[start - 1].is_quote or doc[start].is_sent_start is True
    opened = first or doc[start - 1].text in _OPENS
    closed = not after or after[0] in _ENDS or doc[name.end].is_space or doc[name.end].is_quote
    if head.dep_ in VOCATIVES:
        return opened or closed
    last = closed and (after[:1] != [","] or (len(after) == 2 and doc[name.end + 1].is_quote))
    if head.dep_ in SUBJECTS:
        return not first and opened and last
    if head.head.i == head.i:
        return first and after[:1] in ([","], ["!"], ["?"])
    return closed and (opened or doc[start - 1].lower_ in narrator_words("calling"))
