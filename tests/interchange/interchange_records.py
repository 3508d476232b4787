"""Texts with records in them: one made by hand that has every field, and any number made by Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from attrib.records import (
    Act,
    Addressee,
    Attribution,
    ContentPart,
    Extent,
    Modality,
    Moment,
    Parts,
    Polarity,
    QuotationType,
    Resolution,
    Speaker,
    SpeakerKind,
    Stance,
    Tense,
)

TEXT = (
    "“We need the money,” Mayor Iris Cole told\nthe Gazette on Sunday, “and Bo Reed said nobody mills 🌾 there.”\n"
    "She did not say in her letter from Lund who the buyer was.\n"
)


def at(words: str, kind: type[Extent] = Extent, **more: Any) -> Any:
    """The extent of words of the text; " … " stands between parts."""
    starts = [(TEXT.index(part), part) for part in words.split(" … ")]
    return kind.cut(TEXT, tuple((start, start + len(part)) for start, part in starts), **more)


def speaker(name: str | None, mention: str, kind: SpeakerKind = SpeakerKind.PERSON, **more: Any) -> Speaker:
    return Speaker(name, kind, at(mention), mentions=(at(mention),), resolution=Resolution.NAME, score=0.75, **more)


MAYOR = speaker("Iris Cole", "Mayor Iris Cole", role="Mayor", affiliation="Lund", gender_as_written="she")
FIRST, SECOND = "“We need the money,”", "“and Bo Reed said nobody mills 🌾 there.”"
TOLD = Attribution(
    "a0",
    QuotationType.DIRECT,
    at(f"{FIRST} … {SECOND}"),
    at("told"),
    at("Mayor Iris Cole"),
    (MAYOR,),
    Act.ASSERTION,
    0.95,
    Polarity.POSITIVE,
    Modality.ACTUAL,
    Tense.PAST,
    Stance.NEUTRAL,
    at("the Gazette", Addressee, speaker=speaker("The Gazette", "the Gazette", SpeakerKind.ORGANIZATION)),
    time=at("on Sunday", Moment, date="2024-05-05"),
    content_parts=(at(FIRST, ContentPart, quoted=True), at(SECOND, ContentPart, quoted=True)),
    score=0.9,
)
NESTED = Attribution(
    "a0.0",
    QuotationType.INDIRECT,
    at("nobody mills 🌾 there"),
    at("said"),
    at("Bo Reed"),
    parent="a0",
    depth=1,
    score=0.5,
)
UNSAID = Attribution(
    "a1",
    QuotationType.INDIRECT,
    at("who the buyer was"),
    at("did not say"),
    at("She"),
    polarity=Polarity.NEGATIVE,
    medium=at("in her letter"),
    place=at("from Lund"),
    continues="a0",
)
RECORDS = [TOLD, NESTED, UNSAID]

texts = st.text(
    st.sampled_from("ab“”\"'🌾é\t .:\n\r\u2028") | st.characters(codec="utf-8"), min_size=3, max_size=60
).filter(str.strip)


@st.composite
def extents(draw: st.DrawFn, text: str, kind: type[Extent] = Extent, **more: Any) -> Any:
    """Words of a text in one or more parts, not blank."""
    edges = st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True).map(sorted)
    parts: Parts = draw(
        edges.map(lambda at: tuple(zip(at[::2], at[1::2], strict=False))).filter(
            lambda parts: any(text[start:end].strip() for start, end in parts)
        )
    )
    return kind.cut(text, parts, **more)


def _speakers(text: str) -> st.SearchStrategy[Speaker]:
    words = st.none() | st.text(max_size=5)
    return st.builds(
        Speaker,
        words,
        st.sampled_from(SpeakerKind),
        extents(text),
        words,
        words,
        st.sampled_from((None, "he")),
        st.lists(extents(text), max_size=2).map(tuple),
        st.sampled_from(Resolution),
        st.floats(0, 1),
    )


@st.composite
def _records(draw: st.DrawFn, text: str, number: int) -> Attribution:
    names = st.none() | st.sampled_from(["a0", "a1", "a7"]).filter(lambda name: name != f"a{number}")
    here = st.none() | extents(text)
    return Attribution(
        f"a{number}",
        draw(st.sampled_from(QuotationType)),
        draw(extents(text)),
        draw(here),
        draw(here),
        draw(st.lists(_speakers(text), max_size=2).map(tuple)),
        draw(st.none() | st.sampled_from(Act)),
        draw(st.none() | st.floats(0, 1)),
        draw(st.none() | st.sampled_from(Polarity)),
        draw(st.none() | st.sampled_from(Modality)),
        draw(st.none() | st.sampled_from(Tense)),
        draw(st.none() | st.sampled_from(Stance)),
        draw(st.none() | extents(text, Addressee, speaker=draw(st.none() | _speakers(text)))),
        draw(here),
        draw(st.none() | extents(text, Moment, date=draw(st.sampled_from((None, "2024-05-05"))))),
        draw(here),
        draw(st.lists(extents(text, ContentPart, quoted=draw(st.booleans())), max_size=2).map(tuple)),
        draw(names),
        draw(names) if number else None,
        draw(st.integers(0, 2)) if number else 0,
        draw(st.floats(0, 1)),
    )


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[Attribution]]:
    """A text and its records by their first character; some name a parent that is not there."""
    text = draw(texts)
    records = [draw(_records(text, number)) for number in range(draw(st.integers(0, 2)))]
    return text, sorted(records, key=lambda record: record.start)
