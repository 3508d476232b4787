"""Writes headlines that quote: "Quay will reopen in May, says Quill", "Quill: Quay …", "Quay … – Quill".

The headlines of US campaign news name the speaker first. Elsewhere he comes last as often, behind a verb, a colon or a
dash. Such a headline is made of a relation of the article itself and put before the article.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from attrib.corpora.gold import GoldDocument
from attrib.resolution.mentions import PRONOUNS
from attrib.scoring import Relation
from attrib.training.augment import Edited, rewrite
from attrib.training.gold import Annotated, Entities

Offsets = tuple[int, int]

_VERBS: Final = ("says", "say", "warns", "claims", "insists", "admits", "predicts", "reveals", "confirms")
_PLAIN_VERBS: Final = ("said", "says", "say")
_FORMS: Final = (
    ("{content}, {cue} {source}", _VERBS),
    ("{content}, {source} {cue}", _VERBS),
    ("{content}{cue} {source}", (":",)),
    ("{content} {cue} {source}", ("–", "-")),
    ("{source}{cue} {content}", (":",)),
)
_WORDS_OF_SOURCE: Final = 4
_WORDS_OF_CONTENT: Final = range(4, 15)


def add_headline(document: Annotated, draw: random.Random) -> Annotated:
    """The document behind a headline made of one of its relations; as it is if none will do."""
    usable = list(_clauses(document.gold)) if document.gold is not None else []
    if document.gold is None or not usable:
        return document
    source, content = draw.choice(usable)
    form, cues = draw.choice(_FORMS)
    headline, places = _fill(form, document.text[slice(*source)], draw.choice(cues), document.text[slice(*content)])
    edit = (0, 0, headline + "\n\n")
    gold = rewrite(document.gold, [edit])
    made = Relation((places["source"],), (places["cue"],), (places["content"],))
    gold = replace(gold, annotations={who: [made, *relations] for who, relations in gold.annotations.items()})
    return replace(
        document,
        text=gold.text,
        gold=gold,
        entities=document.entities
        and _copied(
            document.entities, Edited(document.text, [edit]), {source: places["source"], content: places["content"]}
        ),
    )


def _clauses(document: GoldDocument) -> Iterator[tuple[Offsets, Offsets]]:
    """Short sources, and short contents without marks that are clauses behind "that" (which stays out) or "said"."""
    for relation in document.relations:
        if len(relation.source) == len(relation.cue) == len(relation.content) == 1:
            (source,), (cue,), (content,) = relation.source, relation.cue, relation.content
            name, verb, said = (document.text[slice(*extent)] for extent in (source, cue, content))
            clause = said.removeprefix("that ")
            behind_verb = clause != said or (verb in _PLAIN_VERBS and content[0] == cue[1] + 1)
            short = len(name.split()) <= _WORDS_OF_SOURCE and len(clause.split()) in _WORDS_OF_CONTENT
            if behind_verb and short and name.lower() not in PRONOUNS and not set(clause) & set('"“”\n'):
                yield source, (content[1] - len(clause), content[1])


def _fill(form: str, source: str, cue: str, content: str) -> tuple[str, dict[str, Offsets]]:
    """The headline and where its roles stand in it."""
    filling = {"source": source[0].upper() + source[1:], "cue": cue, "content": content[0].upper() + content[1:]}
    headline, places = "", {}
    for i, part in enumerate(re.split(r"\{(\w+)\}", form)):
        if i % 2:
            places[part] = (len(headline), len(headline) + len(filling[part]))
        headline += filling[part] if i % 2 else part
    return headline, places


def _copied(entities: Entities, edited: Edited, copies: dict[Offsets, Offsets]) -> Entities:
    """The entities of the edited document, and those of the parts that were copied."""
    found = [(*edited.move(start, end), label) for start, end, label in entities.found]
    for (first, last), (place, _) in copies.items():
        found += [
            (start - first + place, end - first + place, label)
            for start, end, label in entities.found
            if first <= start and end <= last
        ]
    return Entities(tuple(sorted(found)), entities.full)
