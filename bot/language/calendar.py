"""Months and weekdays in every spelling that the news uses."""

from __future__ import annotations

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")
"""With or without a full stop behind them."""
SHORT_WEEKDAYS = ("Mon", "Tues", "Tue", "Wed", "Thurs", "Thur", "Thu", "Fri", "Sat", "Sun")

MONTH = rf"(?:(?:{'|'.join(MONTHS)})\b|(?:{'|'.join(SHORT_MONTHS)})\b\.?)"
"""A regular expression for a month, with its capital."""
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
"""A regular expression for a weekday in full, with its capital."""

_BY_NAME = {month.lower(): number for number, month in enumerate(MONTHS, start=1)}
_BY_NAME |= {short.lower(): _BY_NAME[next(month for month in MONTHS if month.startswith(short[:3])).lower()]
             for short in SHORT_MONTHS}  # fmt: skip
_DAY_BY_NAME = {day.lower(): number for number, day in enumerate(WEEKDAYS)}
_DAY_BY_NAME |= {
    short.lower(): _DAY_BY_NAME[next(day for day in WEEKDAYS if day.startswith(short[:3])).lower()]
    for short in SHORT_WEEKDAYS
}


def month_of(word: str) -> int | None:
    """1 to 12 for a month in any spelling ("Sept.", "march"), None for any other word."""
    return _BY_NAME.get(word.rstrip(".").lower())


def weekday_of(word: str) -> int | None:
    """0 for Monday to 6 for Sunday, as ``datetime`` counts, in any spelling; None for any other word."""
    return _DAY_BY_NAME.get(word.rstrip(".").lower())
