"""The records that attrib gives: `Attribution` and its parts. Plain, frozen, without spaCy, so they pickle anywhere.

`docs/record.md` describes every field with an example; `attrib.json_schema` gives the same as a JSON Schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Final, Self, get_args, get_origin, get_type_hints

Parts = tuple[tuple[int, int], ...]

BETWEEN_PARTS: Final = " … "
"""What stands between the parts of an interrupted extent in its `text`."""


class QuotationType(StrEnum):
    """How much of the content stands inside quotation marks: all, none, or part of it."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Record:
    """What all records can do."""

    __slots__ = ()

    def moved(self, by: int) -> Self:
        """The same record where the text begins `by` characters later."""
        moved: Self = _moved(self, by)
        return moved

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; `from_dict` gives an equal record back."""
        return {name: _to_json(getattr(self, name)) for name in _hints(type(self))}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """From what `to_dict` gives."""
        return cls(**{name: _from_json(hint, values[name]) for name, hint in _hints(cls).items()})


@dataclass(frozen=True, slots=True)
class Extent(Record):
    """The text that fills a role, and where it lies.

    `parts` are half-open character offsets. An unbroken extent has one part; content that a cue interrupts
    ("We will," she said, "win.") has several.
    """

    text: str
    parts: Parts

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.parts[-1][1]

    @classmethod
    def cut(cls, text: str, parts: Parts, **more: Any) -> Self:
        """The extent of these parts of a text; `more` are the other fields of a kind of extent that has some."""
        return cls(BETWEEN_PARTS.join(text[start:end] for start, end in parts), parts, **more)


class SpeakerKind(StrEnum):
    """What sort of speaker a source names."""

    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"
    GROUP = "group"
    DOCUMENT = "document"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"


class Resolution(StrEnum):
    """How a speaker was found."""

    NAME = "name"
    ALIAS = "alias"
    PRONOUN = "pronoun"
    NOMINAL = "nominal"
    CONTINUED = "continued"
    FIRST_PERSON = "first_person"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Speaker(Record):
    """A person or body that a source names.

    `name` is the fullest one that the document has, without title, or None: who it is is not known. `mention` is the
    speaker as written in this source, `mentions` are all the places where the document is known to speak of it. `role`
    and `affiliation` are as written somewhere in the document; `gender_as_written` is "he", "she" or "they" where the
    text itself says so.
    """

    name: str | None
    kind: SpeakerKind
    mention: Extent
    role: str | None = None
    affiliation: str | None = None
    gender_as_written: str | None = None
    mentions: tuple[Extent, ...] = ()
    resolution: Resolution = Resolution.NONE
    score: float = 1.0

    @property
    def label(self) -> str:
        """The name, or else the words as written."""
        return self.name or self.mention.text


class Act(StrEnum):
    """What the source does in saying it (`docs/annotation.md`)."""

    ASSERTION = "assertion"
    CLAIM = "claim"
    DENIAL = "denial"
    ADMISSION = "admission"
    PROMISE = "promise"
    REQUEST = "request"
    QUESTION = "question"
    PRAISE = "praise"
    BLAME = "blame"
    WARNING = "warning"
    AGREEMENT = "agreement"
    BELIEF = "belief"
    INTENTION = "intention"
    FEELING = "feeling"
    PERCEPTION = "perception"
    DECISION = "decision"
    SILENCE = "silence"


class Polarity(StrEnum):
    """Whether it was said, or the text says that it was not."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Modality(StrEnum):
    """Whether it was said in fact: "said", "may say", "if he says", "will say", "often says"."""

    ACTUAL = "actual"
    POSSIBLE = "possible"
    HYPOTHETICAL = "hypothetical"
    FUTURE = "future"
    HABITUAL = "habitual"


class Tense(StrEnum):
    """The tense of the cue's finite verb."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"


class Stance(StrEnum):
    """How the writer presents it: "said", "pointed out", "claimed"."""

    NEUTRAL = "neutral"
    SUPPORTS = "supports"
    DOUBTS = "doubts"


@dataclass(frozen=True, slots=True)
class ContentPart(Extent):
    """A run of the content that lies inside quotation marks, or outside. Scare quotes are no quotation."""

    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Addressee(Extent):
    """Whom it was said to; `speaker` is who that is, where it can be told, as for a source."""

    speaker: Speaker | None = None


@dataclass(frozen=True, slots=True)
class Moment(Extent):
    """When it was said; `date` is the day (ISO 8601) where the words and the day of the text give one."""

    date: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution(Record):
    """One attribution relation (PARC3, PolNeAR): a content, the cue that signals it, the source it is attributed to.

    `speakers` are the people and bodies that the source names: two for "Macron and Putin", none where there is no
    source. `act` to `place` tell how it was said; they are None where the text does not say, and all where the
    pipeline does not look (`attrib.extract(…, facts=False)`). `continues` is the id of the attribution whose
    quotation goes on here. `act_score` is how surely it is that act, lower where the lexicon does not know the cue.
    A nested one lies in the content of its `parent`, `depth` levels down. `score` is how sure the model is, from 0
    to 1.
    """

    id: str
    type: QuotationType
    content: Extent
    cue: Extent | None
    source: Extent | None
    speakers: tuple[Speaker, ...] = ()
    act: Act | None = None
    act_score: float | None = None
    polarity: Polarity | None = None
    modality: Modality | None = None
    tense: Tense | None = None
    stance: Stance | None = None
    addressee: Addressee | None = None
    medium: Extent | None = None
    time: Moment | None = None
    place: Extent | None = None
    content_parts: tuple[ContentPart, ...] = ()
    continues: str | None = None
    parent: str | None = None
    depth: int = 0
    score: float = 1.0

    @property
    def start(self) -> int:
        """Offset of the first character of any role."""
        return min(extent.start for extent in (self.content, self.cue, self.source) if extent is not None)


_read_hints = cache(get_type_hints)


def _hints(record: Any) -> dict[str, Any]:
    """The fields of a record and their types."""
    return _read_hints(record)


def _moved(value: Any, by: int) -> Any:
    if isinstance(value, tuple):
        return tuple(_moved(item, by) for item in value)
    if not isinstance(value, Record):
        return value
    fields = {name: _moved(getattr(value, name), by) for name in _hints(type(value))}
    if isinstance(value, Extent):
        fields["parts"] = tuple((start + by, end + by) for start, end in value.parts)
    return type(value)(**fields)


def _to_json(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_to_json(item) for item in value]
    return value.to_dict() if isinstance(value, Record) else value


def _from_json(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    options = [option for option in get_args(hint) if option is not type(None)]
    if isinstance(hint, UnionType):
        return _from_json(options[0], value)
    if get_origin(hint) is tuple:
        kinds = options[:1] * len(value) if options[-1] is Ellipsis else options
        return tuple(_from_json(kind, item) for kind, item in zip(kinds, value, strict=True))
    return hint.from_dict(value) if issubclass(hint, Record) else hint(value)
