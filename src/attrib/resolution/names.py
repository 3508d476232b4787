"""Named mentions that are one: `group_names`.

Names that only one reading allows are joined by rule. Where a surname fits two people, the one whose title agrees and
who was mentioned last before it is meant, or else the first one after it (a headline names people whom the text has
still to introduce).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from attrib.naming import PersonName, body_signs, body_words, fit, read_person, same_full_name, same_surname
from attrib.resolution.mentions import PEOPLE, Form, Mention

_POSSESSOR: Final = re.compile(r"\w['’]s?\s+\w")
"""What marks a name as another's: "Fram's news agency" is not Fram."""


@dataclass(slots=True)
class _Person:
    """The mentions of a person, and the different names in them."""

    mentions: list[int] = field(default_factory=list)
    names: set[PersonName] = field(default_factory=set)


def group_names(
    mentions: Sequence[Mention], texts: Sequence[str], roles: Sequence[frozenset[str]], genders: Sequence[str]
) -> list[list[int]]:
    """Indices of the named mentions of each person, body or place, by first mention.

    `texts` are those of the mentions, `roles` the words of a title before each, `genders` what the words around show.
    """
    named = [i for i, mention in enumerate(mentions) if mention.form == Form.NAME]
    people = {i: _read(texts[i], genders[i]) for i in named if mentions[i].label in PEOPLE}
    persons: list[_Person] = []
    for i in sorted(people, key=lambda i: -len(people[i].words)):
        _add_person(persons, people[i], roles, i)
    bodies: list[int] = []
    for i in (i for i in named if i not in people):
        owner = _person_called(persons, texts[i]) if mentions[i].label == "ORG" else None
        (bodies if owner is None else owner.mentions).append(i)
    groups = [person.mentions for person in persons] + _group_bodies(mentions, texts, bodies)
    return sorted((sorted(group) for group in groups), key=lambda group: group[0])


def _read(text: str, gender: str) -> PersonName:
    name = read_person(text)
    return replace(name, words=name.words or (text.casefold(),), gender=gender or name.gender)


def _add_person(persons: list[_Person], name: PersonName, roles: Sequence[frozenset[str]], i: int) -> None:
    """Put a name with the person whom it fits best; full names come before short ones.

    Of several whom it fits alike, the one with its gender or role is meant, or who was mentioned last before it, or
    first after.
    """

    def key(person: _Person) -> tuple[int, bool, bool, bool, int]:
        best = _fit(name, person.names)
        gender = bool(name.gender) and any(other.gender == name.gender for other in person.names)
        role = bool(roles[i]) and any(roles[i] & roles[j] for j in person.mentions)
        before = [j for j in person.mentions if j < i]
        return best, gender, role, bool(before), max(before) if before else -min(person.mentions)

    fitting = [person for person in persons if _fit(name, person.names)]
    if not fitting:
        fitting = [_Person()]
        persons += fitting
    best = max(fitting, key=key) if len(fitting) > 1 else fitting[0]
    best.mentions.append(i)
    best.names.add(name)


def _fit(name: PersonName, others: Iterable[PersonName]) -> int:
    """How well a name stands for the person of other names: 5 for the same full name, else as `naming.fit`; 0 for not.

    It must go with every full name of theirs, or an initial would join two people.
    """
    genders = {other.gender for other in others} - {""}
    if name.gender and genders and name.gender not in genders:
        return 0
    full = [other for other in others if len(other.words) > 1]
    if not full:
        return 4 * any(same_surname(name.surname, other.surname) for other in others)
    fits = [5 if len(name.words) > 1 and same_full_name(name, other) else fit(name, other) for other in full]
    return max(fits) if min(fits) or len(name.words) == 1 else 0


def _person_called(persons: list[_Person], text: str) -> _Person | None:
    """The only person whose surname a single word is, that was taken for an organisation's name."""
    name = read_person(text)
    if len(name.words) != 1:
        return None
    called = [
        person
        for person in persons
        if any(len(other.words) > 1 and other.surname == name.surname for other in person.names)
    ]
    return called[0] if len(called) == 1 else None


def _group_bodies(mentions: Sequence[Mention], texts: Sequence[str], bodies: Sequence[int]) -> list[list[int]]:
    """Longest names come first, so that a short one finds the one that it is short for."""
    groups: list[list[int]] = []
    known: dict[object, int] = {}
    shortened: dict[tuple[str, ...], set[int]] = {}
    for i in sorted(bodies, key=lambda i: -len(body_words(texts[i]))):
        words, signs = body_words(texts[i]), body_signs(texts[i])
        same = min((known[sign] for sign in signs.sought if sign in known), default=None)
        if same is None and mentions[i].label == "ORG" and len(shortened.get(words, ())) == 1:
            (same,) = shortened[words]
        if same is None:
            same = len(groups)
            groups.append([])
            if mentions[i].label == "ORG" and not _POSSESSOR.search(texts[i]):
                for n in range(1, len(words) + 1):
                    shortened.setdefault(words[:n], set()).add(same)
                    shortened.setdefault(words[-n:], set()).add(same)
        groups[same].append(i)
        for sign in signs.own:
            known[sign] = min(same, known.get(sign, same))
    return groups
