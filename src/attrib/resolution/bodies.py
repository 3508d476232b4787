"""Names that an entity recognizer takes for people, though the text speaks of them as of bodies: `bodies_among`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc

from attrib.grammar import OBJECTS, SUBJECTS, lemmas_of
from attrib.lexicon import courtesy_titles, deeds, given_names, nouns, organization_suffixes, role_titles
from attrib.naming import fold
from attrib.resolution.mentions import PEOPLE, Form, Mention

_SPELLING: Final = re.compile(r"[A-Z]{2}[a-z]|[+&\d]")
"""How brands are written, and people are not: "JPMorgan", "Canal+"."""


def bodies_among(doc: Doc, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, those of a body among them no longer called people: "Nordvik said it would cut its dividend".

    So is what begins the name of a firm ("Nordvik Shipping ASA") or ends that of a team ("Oslo Rovers").
    """
    people = [m for m in mentions if m.form == Form.NAME and m.label in PEOPLE]
    longer = {token.text for m in people if m.end - m.start > 1 for token in doc[m.start : m.end]}
    alone = [m for m in people if m.end - m.start == 1 and doc[m.start].text not in longer]
    bodies = [m for m in mentions if m.label == "ORG" and m.end - m.start > 1]
    firms = {doc[m.start].text for m in bodies if fold(doc[m.end - 1].text) in organization_suffixes()}
    firms |= {doc[m.end - 1].text for m in bodies if doc[m.end - 1].tag_ == "NNPS"}
    human = {doc[m.start].text for m in alone if m.gender or _is_human(doc, m)}
    found = {doc[m.start].text for m in alone if doc[m.start].text in firms or any(_signs(doc, m))} - human
    return [replace(m, label="ORG") if m in alone and doc[m.start].text in found else m for m in mentions]


def _is_human(doc: Doc, name: Mention) -> bool:
    """Whether a name is a given one, or has a title or a role before it."""
    before = doc[name.start - 1] if name.start else None
    titled = before is not None and (fold(before.text) in courtesy_titles() or fold(before.text) in role_titles())
    called = before is not None and before.lemma_.lower() in nouns("person") - nouns("corporate")
    return titled or called or fold(doc[name.start].text) in given_names()


def _signs(doc: Doc, name: Mention) -> Iterator[bool]:
    """What only bodies do: they have shares, and say that "it" would do what bodies do, or speak of "its" plans."""
    yield doc[name.end : name.end + 1].text == "shares" or doc[max(0, name.start - 2) : name.start].text == "shares in"
    yield bool(_SPELLING.search(doc[name.start].text))
    subject = doc[name.head]
    if subject.dep_ not in SUBJECTS:
        return
    rest = doc[name.end : subject.sent.end]
    its = next((n for n, token in enumerate(rest) if token.lower_ == "its"), 0)
    yield its > 0 and not any(token.pos_ in ("NOUN", "PROPN", "PRON") for token in rest[:its])
    for it in (token for token in rest if token.lower_ == "it" and token.dep_ in SUBJECTS):
        done = [it.head, *(child for child in it.head.rights if child.dep_ in OBJECTS)]
        yield it.head.head.i == subject.head.i and any(lemmas_of(token) & deeds() for token in done)
