"""The speakers of a whole document: each once, from its records. Also joins those of a text read in sections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attrib.naming import body_words, fit, read_person, same_body, same_full_name
from attrib.records import Attribution, Extent, Resolution, Speaker, SpeakerKind


@dataclass(frozen=True, slots=True)
class SpeakerEntry:
    """A speaker of a document.

    `aliases` are the other ways in which its attributions name it, pronouns too; `attributions` are their ids; `first`
    is the first place where the document speaks of it.
    """

    name: str | None
    kind: SpeakerKind
    role: str | None
    affiliation: str | None
    gender_as_written: str | None
    aliases: tuple[str, ...]
    attributions: tuple[str, ...]
    first: Extent

    @property
    def label(self) -> str:
        """The name, or else the words where it is first spoken of."""
        return self.name or self.first.text

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "name": self.name,
            "label": self.label,
            "kind": self.kind.value,
            "role": self.role,
            "affiliation": self.affiliation,
            "gender_as_written": self.gender_as_written,
            "aliases": list(self.aliases),
            "attributions": list(self.attributions),
            "first": self.first.to_dict(),
        }


def list_speakers(records: Iterable[Attribution]) -> list[SpeakerEntry]:
    """The speakers of a document's records: who has most attributions first, then who is mentioned first."""
    found: dict[tuple[Extent, ...], list[tuple[str, Speaker]]] = {}
    for record in records:
        for speaker in record.speakers:
            found.setdefault(speaker.mentions or (speaker.mention,), []).append((record.id, speaker))
    entries = [_entry(mentions, uses) for mentions, uses in found.items()]
    return sorted(entries, key=lambda entry: (-len(entry.attributions), entry.first.start))


def _entry(mentions: tuple[Extent, ...], uses: list[tuple[str, Speaker]]) -> SpeakerEntry:
    speaker = uses[0][1]
    first = min((*mentions, speaker.mention), key=lambda mention: mention.start)
    label = speaker.name or first.text
    written = dict.fromkeys(use.mention.text for _, use in uses if use.mention.text != label)
    return SpeakerEntry(
        name=speaker.name,
        kind=speaker.kind,
        role=speaker.role,
        affiliation=speaker.affiliation,
        gender_as_written=speaker.gender_as_written,
        aliases=tuple(written),
        attributions=tuple(dict.fromkeys(name for name, _ in uses)),
        first=first,
    )


def join_sections(records: Sequence[Attribution]) -> list[Attribution]:
    """Make one speaker of those that sections of one text name each for itself."""
    known: list[Speaker] = []
    for speaker in {s.mentions: s for record in records for s in record.speakers if s.name}.values():
        match = next((i for i, other in enumerate(known) if _is_same(speaker, other)), None)
        if match is None:
            known.append(speaker)
        else:
            known[match] = _joined(known[match], speaker)

    of_mention = {mention: speaker for speaker in reversed(known) for mention in speaker.mentions}

    def found_again(speaker: Speaker) -> Speaker:
        whole = of_mention.get(speaker.mentions[0], speaker) if speaker.name and speaker.mentions else speaker
        way = speaker.resolution
        if way == Resolution.NAME and whole.name != speaker.name:
            way = Resolution.ALIAS
        return replace(whole, mention=speaker.mention, resolution=way, score=speaker.score, kind=speaker.kind)

    def with_speakers(record: Attribution) -> Attribution:
        addressee = record.addressee
        if addressee is not None and addressee.speaker is not None:
            addressee = replace(addressee, speaker=found_again(addressee.speaker))
        return replace(record, speakers=tuple(map(found_again, record.speakers)), addressee=addressee)

    return [with_speakers(record) for record in records]


def may_be_same(a: Speaker, b: Speaker) -> bool:
    """Whether nothing tells two speakers, of one text or of two, apart; one may speak for the other."""
    if {a.gender_as_written, b.gender_as_written} == {"he", "she"}:
        return False
    if a.name is None or b.name is None:
        return a.kind == b.kind or bool({a.kind, b.kind} & {SpeakerKind.UNKNOWN, SpeakerKind.ANONYMOUS})
    if a.kind == b.kind == SpeakerKind.PERSON:
        return _is_same(a, b)
    bodies = [(a.name, b.name), (a.affiliation, b.name), (a.name, b.affiliation)]
    return any(_is_short_for(one, other) or _is_short_for(other, one) for one, other in bodies if one and other)


def _is_short_for(short: str, long: str) -> bool:
    """Whether one name is the other, or made of some of its words: "Foreign Ministry", "Russian Foreign Ministry"."""
    return same_body(short, long) or set(body_words(short)) <= set(body_words(long))


def _is_same(a: Speaker, b: Speaker) -> bool:
    genders = {a.gender_as_written, b.gender_as_written}
    if a.kind != b.kind or a.name is None or b.name is None or genders == {"he", "she"}:
        return False
    if a.kind != SpeakerKind.PERSON:
        return same_body(a.name, b.name)
    first, second = read_person(a.name), read_person(b.name)
    if len(first.words) == len(second.words) == 1:
        return first.words == second.words
    return same_full_name(first, second) or max(fit(first, second), fit(second, first)) >= 3


def _joined(a: Speaker, b: Speaker) -> Speaker:
    name = max((a.name or "", b.name or ""), key=lambda name: (len(name.split()), len(name)))
    return replace(
        a,
        name=name,
        role=a.role or b.role,
        affiliation=a.affiliation or b.affiliation,
        gender_as_written=a.gender_as_written or b.gender_as_written,
        mentions=tuple(sorted({*a.mentions, *b.mentions}, key=lambda mention: mention.parts)),
    )
