"""Named mentions that are one: `group_names`.

Names that only one reading allows are joined by rule. Where a surname fits two people, the one whose title agrees and
who was mentioned last before it is meant, or else the first one after it (a headline names people whom the text has
still to introduce).
"""

import re
from collections.abc import Sequence
from typing import Final

from attrib.naming import PersonName, body_words, fit, read_person, same_body, same_full_name, same_surname
from attrib.resolution.mentions import Form, Mention

PEOPLE: Final = frozenset(("PERSON", "PER"))


_POSSESSOR: Final = re.compile(r"\w['’]s?\s+\w")
"""What marks a name as another's: "Fram's news agency" is not Fram."""


def group_names(
    mentions: Sequence[Mention], texts: Sequence[str], roles: Sequence[frozenset[str]], genders: Sequence[str]
) -> list[list[int]]:
    """Indices of the named mentions of each person, body or place, by first mention.

    `texts` are those of the mentions, `roles` the words of a title before each, `genders` what the words around show.
    """
    named = [i for i, mention in enumerate(mentions) if mention.form == Form.NAME]
    people = {i: _read(texts[i], genders[i]) for i in named if mentions[i].label in PEOPLE}
    groups: list[list[int]] = []
    for i in sorted(people, key=lambda i: -len(people[i].words)):
        _add_person(groups, people, roles, i)
    bodies: list[list[int]] = []
    for i in sorted((i for i in named if i not in people), key=lambda i: -len(body_words(texts[i]))):
        if mentions[i].label == "ORG" and (owner := _person_called(groups, people, texts[i])) is not None:
            people[i] = read_person(texts[i])
            owner.append(i)
        else:
            _add_body(bodies, mentions, texts, i)
    return sorted((sorted(group) for group in (*groups, *bodies)), key=lambda group: group[0])


def _read(text: str, gender: str) -> PersonName:
    name = read_person(text)
    return PersonName(name.words or (text.casefold(),), gender or name.gender)


def _add_person(
    groups: list[list[int]], people: dict[int, PersonName], roles: Sequence[frozenset[str]], i: int
) -> None:
    """Put a name with the person whom it fits best; full names come before short ones.

    Of several whom it fits alike, the one with its gender or role is meant, or who was mentioned last before it, or
    first after.
    """
    name = people[i]

    def key(group: list[int]) -> tuple[int, bool, bool, bool, int]:
        best = _fit(name, [people[j] for j in group])
        gender = bool(name.gender) and any(people[j].gender == name.gender for j in group)
        role = bool(roles[i]) and any(roles[i] & roles[j] for j in group)
        before = [j for j in group if j < i]
        return best, gender, role, bool(before), max(before) if before else -min(group)

    fitting = [group for group in groups if key(group)[0]]
    if fitting:
        max(fitting, key=key).append(i)
    else:
        groups.append([i])


def _fit(name: PersonName, others: Sequence[PersonName]) -> int:
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


def _person_called(groups: list[list[int]], people: dict[int, PersonName], text: str) -> list[int] | None:
    """The only person whose surname a single word is, that was taken for an organisation's name."""
    name = read_person(text)
    if len(name.words) != 1:
        return None
    called = [
        group for group in groups if any(len(people[j].words) > 1 and people[j].surname == name.surname for j in group)
    ]
    return called[0] if len(called) == 1 else None


def _add_body(bodies: list[list[int]], mentions: Sequence[Mention], texts: Sequence[str], i: int) -> None:
    """Longest names come first, so that a short one finds the one that it is short for."""
    words = body_words(texts[i])
    short = []
    for group in bodies:
        if any(same_body(texts[i], texts[j]) for j in group):
            group.append(i)
            return
        other = body_words(texts[group[0]])
        both_bodies = mentions[i].label == mentions[group[0]].label == "ORG"
        if (
            both_bodies
            and words
            and not _POSSESSOR.search(texts[group[0]])
            and (other[: len(words)] == words or other[-len(words) :] == words)
        ):
            short.append(group)
    if len(short) == 1:
        short[0].append(i)
    else:
        bodies.append([i])
