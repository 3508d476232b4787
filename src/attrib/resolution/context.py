"""What the attributions of a text tell of the pronouns that are their sources, before the network is asked.

Who speaks is not spoken of in the quotation, and mostly is who was spoken of last outside quotations.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from spacy.tokens import Doc

from attrib.grammar import POSSESSORS, SUBJECTS
from attrib.records import SpeakerKind
from attrib.resolution.discourse import Discourse
from attrib.resolution.mentions import PEOPLE, Form, Mention
from attrib.resolution.narrators import introduces
from attrib.resolution.speakers import Source

_NEAR: Final = 3
"""Sentences back in which the subject that "he said" resumes is looked for."""


def own_words(
    doc: Doc, discourse: Discourse, sources: Sequence[Source], heads: Sequence[Sequence[int]]
) -> dict[int, set[int]]:
    """The mentions in the quoted words of each source: who speaks says "I", so these are others.

    Not "I'm Ada Lund", nor of a source that stands in the same quotation itself.
    """
    quotation, inside = discourse.columns["quotation"], discourse.columns["head"]
    others = np.array([not introduces(doc[head]) for head in inside.tolist()], dtype=bool)
    found: dict[int, set[int]] = {}
    for source, mentions in zip(sources, heads, strict=True):
        quoted = np.zeros(len(inside), dtype=bool)
        for start, end in source.contents:
            quoted |= (start <= inside) & (inside < end) & (quotation > 0) & others
        for i in mentions:
            if i >= 0 and quoted.any():
                found.setdefault(i, set()).update(np.flatnonzero(quoted & (quotation != quotation[i])).tolist())
    return found


def last_subjects(
    doc: Doc, discourse: Discourse, sources: Sequence[Source], heads: Sequence[Sequence[int]]
) -> dict[int, int]:
    """Whom each "he" and "she" that is a source resumes, if a sentence shortly before what they say tells it.

    That is its source, or else the subject of its main clause: "Lund shook her head. “No,” she said." A description
    tells nothing.
    """
    of = discourse.columns
    speaking = {i for mentions in heads for i in mentions if i >= 0}
    found = {}
    for source, mentions in zip(sources, heads, strict=True):
        first = min([source.start, *(start for start, _ in source.contents)])
        for i in mentions:
            if i < 0 or discourse.mentions[i].word not in ("he", "she") or of["quotation"][i]:
                continue
            near = int(np.searchsorted(of["sentence"], of["sentence"][i] - _NEAR))
            before = [
                j
                for j in range(near, i)
                if discourse.mentions[j].head < first
                and not of["quotation"][j]
                and _is_person(discourse, j, i)
                and (j in speaking or _leads(doc, discourse.mentions[j]))
            ]
            if before:
                same = [j for j in before if of["sentence"][j] == of["sentence"][before[-1]]]
                last = next((j for j in same if j in speaking), same[0])
                if discourse.mentions[last].form != Form.NOMINAL:
                    found[i] = last
    return found


def _is_person(discourse: Discourse, j: int, i: int) -> bool:
    """Whether a mention is of one person, not of the other gender than a pronoun."""
    mention = discourse.mentions[j]
    genders = {int(discourse.columns["gender"][k]) for k in (i, j)} - {0}
    if len(genders) > 1 or mention.plural:
        return False
    if mention.form == Form.PRONOUN:
        return mention.word in ("he", "she")
    return mention.label in PEOPLE or (mention.form == Form.NOMINAL and discourse.kinds[j] == SpeakerKind.PERSON)


def _leads(doc: Doc, mention: Mention) -> bool:
    """Whether a mention is the subject of a main clause, or its topic: "as for Lund"."""
    token = doc[mention.head]
    if doc[max(0, mention.start - 2) : mention.start].text.lower() == "as for" and token.dep_ not in POSSESSORS:
        return True
    return token.dep_ in SUBJECTS and token.head.head.i == token.head.i
