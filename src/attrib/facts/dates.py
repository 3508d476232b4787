"""The day that words such as "on Sunday", "yesterday" and "June 5, 2020" mean.

Plain code, for a general reader of dates is too willing: dateparser takes "now", "a week ago" and "may" for days, the
Monday of a Monday's text for the one before, and 02/03/2022 for February. What it may be asked would have to be found
first, and then nothing is left to ask. It is also a second's wait for the first date.
"""

import re
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS: Final = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_RELATIVE: Final = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "overnight": 0, "tomorrow": 1}

_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY: Final = r"(\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR: Final = r"(?:,? (?:of )?(\d{4})\b)?"
_MONTH_FIRST: Final = re.compile(rf"\b{_MONTH} {_DAY}{_YEAR}(?! ?(?:[-–:]|to|and) ?\d)")
_DAY_FIRST: Final = re.compile(rf"(?<![-–:\d])(?<!and )(?<!to )\b{_DAY} (?:of )?{_MONTH}{_YEAR}")
_YEAR_FIRST: Final = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC: Final = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")

_WEEKDAY: Final = re.compile(rf"\b({'|'.join(_WEEKDAYS)}|mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\b")
_TODAY: Final = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b")
_AGO: Final = re.compile(rf"\b(\d{1, 3}|one|{'|'.join(_NUMBERS)}) days? ago\b")
_OTHER_DAY: Final = re.compile(r"(?:before|after|ahead of|prior to|until|till|since|by|following|between|every|each)\b")
_COMING: Final = re.compile(r"\b(?:next|coming|upcoming)\b")


def resolve_date(words: str, day: date) -> str | None:
    """The day (ISO 8601) that words of a text of this day mean, or None where they mean no single day.

    As news has it, a weekday is the latest one, the text's own day included, and a date without a year lies in the
    past; "next" and "coming" turn to the future. Weeks, months and years give no day, nor does "until Sunday".
    """
    text = " ".join(words.casefold().split())
    if _OTHER_DAY.match(text):
        return None
    if written := read_date(text):
        return written
    if found := _month_and_day(text):
        return _latest(*found[:2], day)
    ahead = _days_ahead(text, day)
    return None if ahead is None else (day + timedelta(ahead)).isoformat()


def read_date(words: str) -> str | None:
    """The date (ISO 8601) that is written there with its year, or None; 02/03/2022 may be two days and is none."""
    text = words.casefold()
    if match := _YEAR_FIRST.search(text):
        year, month, number = map(int, match.groups())
        return _iso(year, month, number)
    if match := _NUMERIC.search(text):
        one, other, year = map(int, match.groups())
        if one > 12 or one == other:
            return _iso(year, other, one)
        return _iso(year, one, other) if other > 12 else None
    found = _month_and_day(text)
    return _iso(found[2], found[0], found[1]) if found and found[2] else None


def _month_and_day(text: str) -> tuple[int, int, int] | None:
    """Month, day and year, which is 0 where none is written."""
    if match := _MONTH_FIRST.search(text):
        month, number, year = match.groups()
    elif match := _DAY_FIRST.search(text):
        number, month, year = match.groups()
    else:
        return None
    return _MONTHS.index(month[:3]) + 1, int(number), int(year or 0)


def _latest(month: int, number: int, day: date) -> str | None:
    """The latest day of this month and number that is not after the text's; leap days are up to eight years apart."""
    dates = (_iso(day.year - back, month, number) for back in range(9))
    return next((found for found in dates if found and found <= day.isoformat()), None)


def _days_ahead(text: str, day: date) -> int | None:
    """How many days after the text's own day the words mean, or None."""
    weekdays = {_WEEKDAYS.index(_full(name)) for name in _WEEKDAY.findall(text)}
    if len(weekdays) > 1:
        return None
    if weekdays:
        return _to_weekday(weekdays.pop(), text, day)
    if match := _AGO.search(text):
        number = match[1]
        return -(int(number) if number.isdigit() else 1 if number == "one" else _NUMBERS.index(number) + 1)
    for phrase, ahead in _RELATIVE.items():
        if phrase in text:
            return ahead
    return 0 if _TODAY.search(text) else None


def _to_weekday(weekday: int, text: str, day: date) -> int:
    back = (day.weekday() - weekday) % 7
    if "last week" in text:
        return weekday - day.weekday() - 7
    if "next week" in text:
        return weekday - day.weekday() + 7
    if _COMING.search(text):
        return 7 - back
    return -7 if not back and re.search(r"\blast\b", text) else -back


def _full(weekday: str) -> str:
    return next(name for name in _WEEKDAYS if name.startswith(weekday[:3]))


def _iso(year: int, month: int, number: int) -> str | None:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None
