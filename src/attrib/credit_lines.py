"""Whom a text credits: its dateline, its byline, the agencies it draws on, who first reported it.

Reads the text alone, line by line, with the names of agencies and publishers in `data/agencies.toml`.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from attrib.facts.dates import read_date
from attrib.lexicon import credited, labels
from attrib.records import Extent, Moment, Record


@dataclass(frozen=True, slots=True)
class Credit(Extent):
    """Who is credited, as written; `name` is the full name of an agency or publisher that is known ("AFP")."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Dateline(Extent):
    """Where and when a text was written, and who put it out: each as written, or None."""

    place: Extent | None = None
    date: Moment | None = None
    publisher: Credit | None = None


@dataclass(frozen=True, slots=True)
class Credits(Record):
    """What a text says of where it comes from, in the order of the text.

    `authors` are those of the byline, `agencies` those of credit lines, `reported_by` who "first reported" it.
    """

    dateline: Dateline | None = None
    authors: tuple[Credit, ...] = ()
    agencies: tuple[Credit, ...] = ()
    reported_by: tuple[Credit, ...] = ()


_TOP: Final = 8
"""Lines, from the first, that may hold a dateline or a byline."""

_ABOVE: Final = 3
"""Of those, the lines among which a story begins with a place and a colon."""

_CAPITAL: Final = r"[^\W\d_a-zß-ÿ]"
_PARTICLE: Final = r"(?:of|al|bin|da|de|den|der|di|du|el|la|van|von)"
_NAME: Final = rf"{_CAPITAL}[\w.'’-]*(?: (?:{_PARTICLE} )*{_CAPITAL}[\w.'’-]*){{1,3}}"
_LIST: Final = re.compile(r"\s*(?:,|;|/|&|\band\b|\bwith\b|\bplus\b)\s*(?:\band\b\s*)?")
_WORD: Final = rf"(?:{_CAPITAL}[\w&’'.-]*|\d+)"
_BODY: Final = rf"(?:the |The )?{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{0,5}}"

_LINE: Final = re.compile(r"[^\n\r]+")
_BYLINE: Final = re.compile(
    rf"\s*(?:By|BY|by|Written by|Story by|Posted by|Words by):? ({_BODY}(?:(?:, and | and |, | & ){_BODY}){{0,9}})(.*)"
)
_AFTER_BYLINE: Final = re.compile(r"\s*(?:[,|/–—-].*|\(.*|(?:in|for|of|on) .*)?")
_SIGNED: Final = re.compile(r"\((?:Additional reporting|Reporting|Writing) by [^()]*\)")
_SIGNED_LINE: Final = re.compile(r"^(?:Additional reporting|Reporting|Writing)(?::| by) .*", re.MULTILINE)
_SIGNS: Final = re.compile(r"(?:[Rr]eporting|Writing)(?::| by) ([^;()\n]*)")
_PARENTHESIS: Final = re.compile(r"\(([^()\n]{2,120})\)$")
_CREDIT_WORDS: Final = re.compile(
    r"(?:with )?(?:(?:additional )?(?:inputs?|reporting|material|files?)|sources?|via)?:? ?(?:from|by)?:? ?",
    re.IGNORECASE,
)
_CONTRIBUTED: Final = re.compile(r"([^.\n]{2,120}?) contributed (?:to this|reporting)\b")
_FIRST_REPORTED: Final = re.compile(rf"\b[Ff]irst (?:reported|published|revealed|broken) (?:by|in|on) ({_BODY})")
_REPORTED_FIRST: Final = re.compile(rf"(?<![\w&’'.-])({_BODY}) (?:was the )?first (?:to report|reported|revealed)\b")

_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_CLOCK: Final = r"\d\d?[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4}\b)?"
_DATE: Final = (
    rf"(?:{_MONTH} \d{{1,2}}(?:,? \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?|\d{{4}}-\d\d-\d\d|\d\d?/\d\d?/\d{{4}})"
)
_CAPITALS: Final = (
    r"(?!SIR\b|BREAKING|EXCLUSIVE|UPDATE|LIVE|VIDEO|WATCH|OPINION|ANALYSIS)[A-Z][A-Z.'’-]+(?:[ /][A-Z][A-Z.'’-]+){0,3}"
    rf"(?:, (?!{_MONTH} \d)[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){{0,2}})?"
)
_PLACE: Final = rf"(?:{_CAPITALS}|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){{0,2}})"
_DATELINE: Final = re.compile(
    rf"\s*(?:(?P<place>{_PLACE}),? )?(?:(?P<date>{_DATE}),? )?"
    rf"[(/](?P<by>[A-Z][\w .&/’'-]{{1,40}}?)(?:, (?P<date2>{_DATE}))?[)/] ?(?:[-–—]+|:) ?"
)
_PLACE_LINE: Final = re.compile(rf"\s*(?P<place>{_CAPITALS})(?:, (?P<date>{_DATE}))? ?(?:[–—]+|--| - ) ?")
_PLACE_COLON: Final = re.compile(rf"(?P<place>{_CAPITALS})(?:, (?P<date>{_DATE}))?: (?={_CAPITAL})")
"""As Indian newspapers put it; in a transcript or a list, such lines come back."""
_CAPITALS_COLON: Final = re.compile(r"^\W*[A-Z][A-Z .'’-]+:", re.MULTILINE)
_ISSUED: Final = re.compile(
    rf"\s*(?i:issued|published|posted|updated|dated?)(?: (?i:on|at))?:? ?(?:{_CLOCK},? (?:on )?)?"
    rf"(?P<date>{_DATE})(?: (?P<by>{_BODY}):)?"
)


def find_credits(text: str) -> Credits:
    """The credits of a text; all empty where it names none."""
    lines = list(_lines(text))
    return Credits(
        dateline=_dateline(text, lines[:_TOP]),
        authors=_once(_authors(text, lines)),
        agencies=_once(_agencies(text, lines)),
        reported_by=_once(_reported_by(text)),
    )


def find_day(text: str) -> datetime.date | None:
    """The day of a text, if its dateline tells it."""
    dateline = _dateline(text, list(islice(_lines(text), _TOP)))
    written = dateline and dateline.date and dateline.date.date
    return datetime.date.fromisoformat(written) if written else None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Where lines begin, and what they hold, but for empty ones."""
    return ((match.start(), match.group().rstrip()) for match in _LINE.finditer(text) if match.group().strip())


def _dateline(text: str, lines: list[tuple[int, str]]) -> Dateline | None:
    """One dateline of what the first lines say of place, date and publisher, each where it comes first."""
    found: dict[str, tuple[int, int]] = {}
    parts = []
    for n, (start, line) in enumerate(lines):
        match = _ISSUED.match(line) or _DATELINE.match(line) or _PLACE_LINE.match(line)
        if match is None and n < _ABOVE:
            match = _place_before_colon(text, line)
        groups = match.groupdict() if match else {}
        new = {name.rstrip("2") for name, group in groups.items() if group} - found.keys()
        if match is None or not new:
            continue
        for name in groups:
            if groups[name] and name.rstrip("2") in new:
                found[name.rstrip("2")] = (start + match.start(name), start + match.end(name))
        end = start + len(match.group().rstrip(" :-–—"))
        parts.append((start + len(line) - len(line.lstrip()), end))
    return Dateline.cut(text, tuple(parts), **_told(text, found)) if parts else None


def _place_before_colon(text: str, line: str) -> re.Match[str] | None:
    """The place before a colon, if no other line of the text begins so: "LUCKNOW: The mill is sold."."""
    match = _PLACE_COLON.match(line)
    if match is None or match["place"].split()[-1].lower() in labels("headings") | labels("asks"):
        return None
    return match if len(_CAPITALS_COLON.findall(text)) == 1 else None


def _told(text: str, found: dict[str, tuple[int, int]]) -> dict[str, Extent]:
    told: dict[str, Extent] = {}
    if "place" in found:
        told["place"] = Extent.cut(text, (found["place"],))
    if "date" in found:
        start, end = found["date"]
        told["date"] = Moment.cut(text, (found["date"],), date=read_date(text[start:end]))
    if "by" in found:
        told["publisher"] = _credit(text, *found["by"])
    return told


def _authors(text: str, lines: list[tuple[int, str]]) -> Iterator[Credit]:
    """Names of a byline at the top, and of "Reporting by" at the end."""
    for start, line in lines[:_TOP]:
        match = _BYLINE.match(line)
        if match and _AFTER_BYLINE.fullmatch(match[2]):
            items = list(_items(text, start + match.start(1), start + match.end(1)))
            if all(_is_person(text, item) or _is_known(text, item) for item in items):
                yield from (_credit(text, *item) for item in items if not _is_known(text, item))
    signed = (match for pattern in (_SIGNED, _SIGNED_LINE) for match in pattern.finditer(text))
    for match in (signs for line in signed for signs in _SIGNS.finditer(text, *line.span())):
        for start, end in _items(text, match.start(1), match.end(1)):
            end = start + len(text[start:end].split(" in ")[0])
            if _is_person(text, (start, end)):
                yield _credit(text, start, end)


def _agencies(text: str, lines: list[tuple[int, str]]) -> Iterator[Credit]:
    """Names in bylines, in parentheses after a line's last sentence, and before "contributed to this report"."""
    for start, line in lines[:_TOP]:
        if match := _BYLINE.match(line):
            named = _items(text, start + match.start(1), start + match.end(1))
            yield from (_credit(text, *item) for item in named if _is_known(text, item))
    for start, line in lines:
        match = _PARENTHESIS.search(line)
        if match and (not line[: match.start()].strip() or line[: match.start()].rstrip()[-1] in '.!?"”'):
            items = list(_items(text, start + match.start(1), start + match.end(1)))
            if any(_is_known(text, item) for item in items) and all(_is_body(text, item) for item in items):
                yield from (_credit(text, *item) for item in items)
    for match in _CONTRIBUTED.finditer(text):
        known = _known_names().finditer(text, match.start(1), match.end(1))
        yield from (_credit(text, *name.span()) for name in known)


def _reported_by(text: str) -> Iterator[Credit]:
    for pattern in (_FIRST_REPORTED, _REPORTED_FIRST):
        yield from (_credit(text, *match.span(1)) for match in pattern.finditer(text))


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the names of a list lie, without the words that introduce them ("with inputs from")."""
    edges = [start, *(edge for match in _LIST.finditer(text, start, end) for edge in match.span()), end]
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if (lead := _CREDIT_WORDS.match(text, first, last)) and lead.end() < last:
            first = lead.end()
        last = first + len(text[first:last].rstrip(". "))
        if first < last:
            yield first, last


def _credit(text: str, start: int, end: int) -> Credit:
    end = start + len(text[start:end].rstrip(".,'’"))
    written = _without_article(text[start:end])
    return Credit.cut(text, ((start, end),), name=credited().get(written.casefold(), written))


def _without_article(name: str) -> str:
    return re.sub(r"^[Tt]he ", "", name)


def _is_known(text: str, item: tuple[int, int]) -> bool:
    return _without_article(text[slice(*item)]).casefold() in credited()


def _is_body(text: str, item: tuple[int, int]) -> bool:
    return _is_known(text, item) or re.fullmatch(_BODY, text[slice(*item)]) is not None


def _is_person(text: str, item: tuple[int, int]) -> bool:
    return re.fullmatch(_NAME, text[slice(*item)]) is not None


@cache
def _known_names() -> re.Pattern[str]:
    """Every known name as it may be written inside a sentence."""
    names = {*credited().values(), *(name.upper() for name in credited() if len(name) <= len("RFE/RL"))}
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})\b")


def _once(credits: Iterator[Credit]) -> tuple[Credit, ...]:
    """Each name once, in the order of the text."""
    first: dict[str, Credit] = {}
    for credit in sorted(credits, key=lambda credit: credit.start):
        first.setdefault(credit.name, credit)
    return tuple(first.values())
