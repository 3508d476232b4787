"""The day that words mean."""

import datetime


def resolve_date(words: str, day: datetime.date) -> str | None:
    """The day (ISO 8601) that words such as "on Sunday" mean in a text of this day; None if they mean none."""
    return None
