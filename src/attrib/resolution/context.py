"""What the attributions of a text tell of the pronouns that are their sources, before the network is asked.

Who speaks is not spoken of in the quotation, and mostly is who was spoken of last outside quotations.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from spacy.tokens import Doc, Token

from attrib.grammar import OBJECTS, OBLIQUES, POSSESSORS, PREPOSITIONS, SUBJECTS
from attrib.lexicon import acts
from attrib.records import Act, QuotationType, SpeakerKind
from attrib.resolution.descriptions import place_called
from attrib.resolution.discourse import Discourse
from attrib.resolution.mentions import PEOPLE, Form, Mention
from attrib.resolution.narrators import introduces
from attrib.resolution.speakers import Source

_BODIES: Final = frozenset((SpeakerKind.ORGANIZATION, SpeakerKind.PLACE, SpeakerKind.DOCUMENT))
_TOWARDS: Final = frozenset(("to", "with"))
_RATHER: Final = 2.0
"""What is added to the score of whom a pronoun resumes: chosen on articles of PolNeAR train."""
_SURELY: Final = 4.0
"""The same where nobody else may be meant who was named since."""
_NEAR: Final = 3
"""Sentences outside quotations back in which the subject that "he said" resumes is looked for."""


def spoken_of(
    doc: Doc, discourse: Discourse, sources: Sequence[Source], heads: Sequence[Sequence[int]]
) -> dict[int, set[int]]:
    """The mentions that each source is not: those in its quoted words, and all of whoever it tells of by name.

    Who speaks says "I", and "she said that Lund left" is not Lund who said it, nor "she told Lund". Not "I'm Ada Lund",
    nor of a source that stands in the same quotation itself, nor of "the city of Lund", which speaks of Lund.
    """
    of = discourse.columns
    quotation, inside, referent = of["quotation"], of["head"], discourse.referent
    others = np.array([not introduces(doc[head]) for head in inside.tolist()], dtype=bool)
    found: dict[int, set[int]] = {}
    for source, mentions in zip(sources, heads, strict=True):
        quoted, after = np.zeros((2, len(inside)), dtype=bool)
        for start, end in source.contents:
            within = (start <= inside) & (inside < end) & others
            quoted |= within & (quotation > 0)
            after |= within & (start >= source.end)
        for i in (i for i in mentions if i >= 0 and discourse.mentions[i].form != Form.NAME):
            words = quoted & (quotation != quotation[i])
            told = words | after
            told[[discourse.of_head[token.i] for token in _fellow_arguments(doc, discourse, i)]] = True
            named = {int(referent[j]) for j in np.flatnonzero(told) if not _clash(discourse, i, int(j))} - {-1}
            if (place := place_called(doc, discourse, i)) is not None:
                named.discard(int(referent[place]))
            barred = words | np.isin(referent, list(named))
            if barred.any():
                found.setdefault(i, set()).update(np.flatnonzero(barred).tolist())
    return found


def _clash(discourse: Discourse, i: int, j: int) -> bool:
    """Whether a title or pronoun tells of two mentions that they are a man and a woman: "he" and "Mrs. Lund"."""
    return {discourse.mentions[i].gender, discourse.mentions[j].gender} == {"he", "she"}


def _fellow_arguments(doc: Doc, discourse: Discourse, i: int) -> list[Token]:
    """Whom the clause of a subject tells of as well: its objects, and those after "to" and "with"."""
    head = doc[discourse.mentions[i].head]
    if head.dep_ not in SUBJECTS:
        return []
    found = [child for child in head.head.children if child.dep_ in OBJECTS]
    for child in head.head.children:
        before = [part for part in child.lefts if part.dep_ in PREPOSITIONS]
        if child.dep_ in OBLIQUES and before and before[0].lower_ in _TOWARDS:
            found.append(child)
        elif child.dep_ in PREPOSITIONS and child.lower_ in _TOWARDS:
            found += [part for part in child.rights if part.dep_ in OBLIQUES]
    return [token for token in found if token.i in discourse.of_head]


def last_subjects(
    doc: Doc, discourse: Discourse, sources: Sequence[Source], heads: Sequence[Sequence[int]]
) -> dict[int, tuple[int, float]]:
    """Whom each "he", "she" and "it" that is a source resumes, if a sentence shortly before what they say tells it.

    That is its source, or for a person else the subject of its main clause: "Lund shook her head. “No,” she said." A
    description of a person tells nothing. "It" resumes a body that spoke, where it says something itself. With each,
    how much more likely that makes it.
    """
    of = discourse.columns
    speaking = {i for mentions in heads for i in mentions if i >= 0}
    unquoted = np.flatnonzero(of["quotation"] == 0)
    sentences = of["sentence"][unquoted]
    numbers = np.unique(sentences)
    quoting = {i for source, mentions in zip(sources, heads, strict=True) for i in mentions if _quotes(source)}
    found = {}
    for source, mentions in zip(sources, heads, strict=True):
        first = min([source.start, *(start for start, _ in source.contents)])
        for i in mentions:
            if i < 0 or of["quotation"][i]:
                continue
            says = _says(doc, discourse.mentions[i])
            if not (_is_one(discourse.mentions[i]) or (says and discourse.mentions[i].word == "it")):
                continue
            near = numbers[max(0, int(np.searchsorted(numbers, of["sentence"][i])) - _NEAR)]
            before = [
                j
                for j in unquoted[np.searchsorted(sentences, near) : np.searchsorted(unquoted, i)].tolist()
                if (discourse.mentions[j].head < first or _is_topic(doc, discourse.mentions[j]))
                and _agrees(discourse, j, i)
                and (j in speaking or (_is_one(discourse.mentions[i]) and _leads(doc, discourse.mentions[j])))
            ]
            if before:
                same = [j for j in before if of["sentence"][j] == of["sentence"][before[-1]]]
                last = next((j for j in same if j in speaking), same[0])
                if discourse.mentions[last].form != Form.NOMINAL or not _is_one(discourse.mentions[i]):
                    alone = _is_alone(discourse, last, i) and (says or _quotes(source))
                    answered = last in quoting and of["paragraph"][last] < of["paragraph"][i]
                    found[i] = last, _SURELY if alone and not answered else _RATHER
    return found


def _quotes(source: Source) -> bool:
    return source.type != QuotationType.INDIRECT


def _is_alone(discourse: Discourse, last: int, i: int) -> bool:
    """Whether a mention is a name, and since then nobody else whom "he" may be was a subject, or named beside it."""
    of = discourse.columns
    others = (
        j
        for j in range(last + 1, i)
        if discourse.referent[j] not in (-1, discourse.referent[last])
        and not of["quotation"][j]
        and (of["part"][j] % 2 or (of["sentence"][j] == of["sentence"][i] and not of["possessive"][j]))
    )
    return discourse.referent[last] >= 0 and not any(_agrees(discourse, j, i) for j in others)


def _is_one(mention: Mention) -> bool:
    """Whether it is "he" or "she"."""
    return mention.form == Form.PRONOUN and mention.word in ("he", "she")


def _says(doc: Doc, mention: Mention) -> bool:
    """Whether it is the subject of a verb of saying: "it added", not "it shows"."""
    head = doc[mention.head]
    asserts = (act == Act.ASSERTION for _, act in acts("verbs").get(head.head.lemma_.lower(), ()))
    return head.dep_ in SUBJECTS and any(asserts)


def _agrees(discourse: Discourse, j: int, i: int) -> bool:
    """Whether an earlier mention is one person of no other gender than "he" or "she", or a body where it is "it"."""
    mention, kind = discourse.mentions[j], discourse.kinds[j]
    genders = {int(discourse.columns["gender"][k]) for k in (i, j)} - {0}
    if len(genders) > 1 or mention.plural:
        return False
    if not _is_one(discourse.mentions[i]):
        return mention.word == "it" or (mention.form != Form.PRONOUN and kind in _BODIES)
    if mention.form == Form.PRONOUN:
        return mention.word in ("he", "she")
    return mention.label in PEOPLE or (mention.form == Form.NOMINAL and kind == SpeakerKind.PERSON)


def _leads(doc: Doc, mention: Mention) -> bool:
    """Whether a mention is the subject of a main clause, or its topic."""
    token = doc[mention.head]
    return _is_topic(doc, mention) or (token.dep_ in SUBJECTS and token.head.head.i == token.head.i)


def _is_topic(doc: Doc, mention: Mention) -> bool:
    """Whether a mention is whom a sentence says it is of: "as for Lund", "For Lund"."""
    before = doc[max(0, mention.start - 2) : mention.start].text
    named = before.lower() == "as for" or before.split()[-1:] == ["For"]
    return named and doc[mention.head].dep_ not in POSSESSORS
