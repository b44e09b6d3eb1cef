"""What date the words of a time mean, where they and the article's date leave no doubt."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from bot.domain.when import period
from bot.language.calendar import MONTHS, WEEKDAYS

_MONTH = rf"(?!decade)(?P<month>{'|'.join(month[:3].lower() for month in MONTHS)})[a-z]*\.?"
_POINT = re.compile(
    rf"(?P<relative>last|this|next)\s(?P<whole>year|month|\w+)"
    rf"|(?P<decade>[0-9]{{3}}0)s"
    rf"|(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?)?\b{_MONTH}(?:\s(?P<after>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?!\s?[0-9]))?"
    rf"(?:,?\s(?:of\s)?(?P<its_year>[0-9]{{4}}))?"
    rf"|(?P<year>[0-9]{{4}})"
    rf"|(?P<weekday>{'|'.join(WEEKDAYS).lower()})"
    r"|(?P<near>today|yesterday)"
    r"|\bthe\s(?P<own>year|month)$"
)
_UNSURE = re.compile(
    r"\b(?:fiscal|financial|school|academic|season|same|corresponding|half|quarters?|middle|turn|century)\b|[0-9]{4}[-–/][0-9]{2}\b"
)
"""Whose year, whose quarter: the words alone don't tell."""
_EARLIER = re.compile(
    r"(?:a|one) year (?:earlier|before|previously)|the year (?:before|earlier)"
    r"|(?:\w+ )?the (?:previous|preceding|prior) year"
)
_MONTHS_TO = re.compile(r"the (?:(?P<count>\w+) )?(?P<unit>year|months) (?:to|ended|ending|through) (?:the end of )?")
_COUNTS = {
    word: count for count, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
_MONTHLY = len("2024-06")


class Dates:
    """Dates by the article's own: ``published``, None where it gives none."""

    def __init__(self, published: datetime | None) -> None:
        self._published = None if published is None else published.date()
        # Midnight in UTC stands for an article that gives only its day; a clock's day depends on where it hangs.
        self._day = self._published if published is not None and published.time() == time.min else None

    def date_of(self, words: str, *, after: str | None, unsure: bool) -> str | None:
        """The date of ``words`` by ISO 8601; None where it is not certain.

        ``after`` is the date of the time named before it, which "a year earlier" reckons from. ``unsure`` tells that a
        month or a day without a year may be one of another year, or one to come.
        """
        words = " ".join(words.lower().split())
        if _EARLIER.fullmatch(words):
            return _year_before(after)
        if _UNSURE.search(words):
            return None
        points = [self._point(match, unsure=unsure) for match in _POINT.finditer(words)]
        dates = [point for point in points if point is not None]
        if not dates or len(dates) != len(points):
            return None
        found = _put(words, dates)
        try:
            first, last = period(found) if found is not None else (None, None)
        except ValueError:
            return None  # 31 June
        return found if first is not None and last is not None and first <= last else None

    def _point(self, match: re.Match[str], *, unsure: bool) -> str | None:
        if match["year"]:
            return match["year"]
        if match["decade"]:
            return f"{match['decade']}/{int(match['decade']) + 9}"
        if match["month"]:
            return self._month(match, unsure=unsure)
        if match["relative"] or match["own"]:
            return self._relative(match["relative"] or "this", match["whole"] or match["own"])
        if match["near"]:
            days = timedelta(days=match["near"] == "yesterday")
            return None if self._day is None else (self._day - days).isoformat()
        if self._published is None or unsure:
            return None
        back = (self._published.weekday() - WEEKDAYS.index(match["weekday"].capitalize())) % 7
        return (self._published - timedelta(days=back)).isoformat()

    def _month(self, match: re.Match[str], *, unsure: bool) -> str | None:
        month = 1 + next(k for k, name in enumerate(MONTHS) if name[:3].lower() == match["month"])
        day = match["day"] or match["after"]
        year = match["its_year"]
        if year is None:
            if self._published is None or unsure:
                return None
            past = (month, int(day or 1)) <= (self._published.month, self._published.day)
            year = str(self._published.year - (not past))
        return f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")

    def _relative(self, which: str, whole: str) -> str | None:
        if self._published is None or whole not in ("year", "month"):
            return None
        step = {"last": -1, "this": 0, "next": 1}[which]
        if whole == "year":
            return str(self._published.year + step)
        months = 12 * self._published.year + self._published.month - 1 + step
        return _month_of(months)


def _put(words: str, dates: list[str]) -> str | None:
    """What ``words`` say of the ``dates`` that they name: up to, since, from one to the other."""
    first, last = dates[0], dates[-1]
    spanned = _MONTHS_TO.search(words)
    if spanned is not None:
        return _months_to(spanned, last)
    if len(dates) > 1:
        return f"{first}/{last}" if len(dates) == 2 and words.startswith(("between", "from")) else None
    if " end of " in words or " close of " in words:
        first = period(first)[1].isoformat()
    elif " start of " in words or " beginning of " in words:
        first = period(first)[0].isoformat()
    if words.startswith("since "):
        return None if "/" in first else f"{first}/.."
    if words.startswith(("until ", "till ")):
        return None if "/" in first else f"../{first}"
    return first


def _months_to(spanned: re.Match[str], last: str) -> str | None:
    """The months that end with the month ``last``: "the three months to June"."""
    count = 12 if spanned["unit"] == "year" else _COUNTS.get(spanned["count"] or "")
    if len(last) != _MONTHLY or count is None or (spanned["unit"] == "year" and spanned["count"] is not None):
        return None
    year, month = map(int, last.split("-"))
    return f"{_month_of(12 * year + month - count)}/{last}"


def _month_of(months: int) -> str:
    """The month that starts so many after the beginning of the year 0."""
    return f"{months // 12}-{months % 12 + 1:02}"


def _year_before(written: str | None) -> str | None:
    """The same month or year of the year before."""
    if written is None or len(written) not in (len("2024"), _MONTHLY) or not written[:4].isdecimal():
        return None
    return f"{int(written[:4]) - 1}{written[4:]}"
