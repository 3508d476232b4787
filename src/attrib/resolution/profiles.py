"""What a document says of each speaker, anywhere in its chain."""

from collections import Counter
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from spacy.tokens import Doc

from attrib.grammar import NAME_PARTS
from attrib.records import Resolution, SpeakerKind
from attrib.resolution.chains import Chains
from attrib.resolution.discourse import Discourse
from attrib.resolution.mentions import Form
from attrib.resolution.profile import affiliation, described_as, is_role, kind_of_words, membership, roles
from attrib.resolution.speakers import Resolved

_PAST: Final = frozenset(("former", "ex", "then", "late", "onetime", "erstwhile", "retired"))


@dataclass(frozen=True, slots=True)
class Profile:
    """What a document says of a speaker; `mentions` are tokens [start, end)."""

    name: str | None
    kind: SpeakerKind
    role: str | None
    affiliation: str | None
    gender: str | None
    mentions: tuple[tuple[int, int], ...]


def profiles(doc: Doc, chains: Chains, resolved: dict[str, list[Resolved]]) -> dict[tuple[str, int], Profile]:
    """What the document says of each speaker."""
    places: dict[tuple[str, int], set[int]] = {}
    spans: dict[tuple[str, int], tuple[int, int]] = {}
    for speaker in (speaker for speakers in resolved.values() for speaker in speakers):
        found = places.setdefault(speaker.key, set())
        spans.setdefault(speaker.key, (speaker.start, speaker.end))
        if speaker.mention >= 0 and speaker.resolution not in (Resolution.FIRST_PERSON, Resolution.CONTINUED):
            found.add(speaker.mention)
        if speaker.key[0] == "mention":
            found.add(speaker.key[1])
    return {key: _profile(doc, chains.discourse, key, sorted(found), spans[key]) for key, found in places.items()}


def _profile(doc: Doc, discourse: Discourse, key: tuple[str, int], found: list[int], span: tuple[int, int]) -> Profile:
    where, number = key
    if where == "source":
        return Profile(None, kind_of_words(doc[span[0] : span[1]]), None, None, None, (span,))
    named = discourse.referents[number] if where == "name" else []
    every = sorted({*named, *found})
    mentions = [discourse.mentions[i] for i in every]
    kinds = Counter(discourse.kinds[i] for i in named or [number])
    kind = kinds.most_common(1)[0][0]
    if not named and any(discourse.kinds[i] == SpeakerKind.ANONYMOUS for i in found):
        kind = SpeakerKind.ANONYMOUS
    given = [pair for i in named for pair in roles(doc, discourse.mentions[i])]
    role, body = _most_telling(given)
    if named and kind == SpeakerKind.PERSON:
        body = body or next((body for i in named if (body := membership(doc, discourse.mentions[i]))), None)
    if not named:
        head = doc[discourse.mentions[number].head]
        if discourse.mentions[number].form == Form.NOMINAL and is_role(head):
            start, end = described_as(head)
            role = doc[start:end].text if kind == SpeakerKind.PERSON else None
        body = affiliation(head)
    genders = [mention.gender for mention in mentions if mention.gender in ("he", "she")]
    if not genders and kind == SpeakerKind.PERSON and any(mention.word == "they" for mention in mentions):
        genders = ["they"]
    spans = tuple((mention.start, mention.end) for mention in mentions)
    name = _display(doc, discourse, named, kind) if named else None
    return Profile(name, kind, role, body, genders[0] if genders else None, spans)


def _most_telling(given: list[tuple[str, str | None]]) -> tuple[str | None, str | None]:
    """The role that is given most often, rather one that is not past, the longest of such, and its affiliation.

    Where that has none, the first of another role that is not past.
    """
    if not given:
        return None, None
    counts = Counter(role for role, _ in given)
    role = max(counts, key=lambda role: (counts[role], not _is_past(role), len(role)))
    bodies = [(other != role, body) for other, body in given if body and (other == role or not _is_past(other))]
    return role, min(bodies, key=itemgetter(0), default=(False, None))[1]


def _is_past(role: str) -> bool:
    return not _PAST.isdisjoint(role.lower().split())


def _display(doc: Doc, discourse: Discourse, named: list[int], kind: SpeakerKind) -> str:
    """The fullest name; a body's with its article, if it mostly has one: "The Kremlin"."""
    name = discourse.full_name(named)
    if kind == SpeakerKind.ORGANIZATION and not name.lower().startswith("the "):
        starts = [discourse.mentions[i].start for i in named if doc[discourse.mentions[i].head].dep_ not in NAME_PARTS]
        with_article = sum(start > 0 and doc[start - 1].lower_ == "the" for start in starts)
        if starts and 2 * with_article >= len(starts):
            return f"The {name}"
    return name[:1].upper() + name[1:] if name.startswith("the ") else name
