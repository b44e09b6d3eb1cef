"""Times of publication as articles state them. What is ambiguous is not read: no date is ever made up."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ],
        start=1,
    )
    for name in names
}
# Only abbreviations that mean one thing in English news: IST is India, Israel or Ireland, so it is left out.
ZONES: dict[str, tzinfo] = {
    **dict.fromkeys(("Z", "UTC", "GMT", "UT"), UTC),
    **{name: timezone(timedelta(hours=hours)) for name, hours in {"EST": -5, "EDT": -4, "CDT": -5, "MST": -7}.items()},
    **{name: timezone(timedelta(hours=hours)) for name, hours in {"MDT": -6, "PST": -8, "PDT": -7}.items()},
    **{name: timezone(timedelta(hours=hours)) for name, hours in {"BST": 1, "CET": 1, "CEST": 2, "MSK": 3}.items()},
    **{name: timezone(timedelta(hours=4, minutes=30)) for name in ("AFT", "Kabul")},
    "ET": ZoneInfo("America/New_York"),
    "PT": ZoneInfo("America/Los_Angeles"),
}
EARLIEST = 1700
UNSET = frozenset({date(1900, 1, 1), date(1969, 12, 31), date(1970, 1, 1)})
FIRST_CENTURY = re.compile(r"[A-Za-z]\.?[ ,-]+00\d\d\b")
MONTH = r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"  # noqa: E501
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>\d{4})"
TWELVE = r"(?P<month>0?[1-9]|1[0-2])"
OVER_TWELVE = r"(?P<day>1[3-9]|2\d|3[01])"
WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? {0,2})?"
ZONE = r"(?: ?(?P<zone>[+-]\d{2}:?\d{2}|[A-Z]{1,4}\b|Kabul\b))?"
CLOCK = rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?::\d{{2}})?(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?{ZONE}"
BETWEEN = r"(?:,? ?(?:at|on|[|•·–—-])? ?)"
DATES = (
    re.compile(rf"{DAY}(?: of)? {MONTH},? {YEAR}\b", re.IGNORECASE),
    re.compile(rf"{MONTH} {DAY},? {YEAR}\b", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"),
    re.compile(rf"(?<![\d/.-]){TWELVE}[/.-]{OVER_TWELVE}[/.-]{YEAR}(?![\d/-])"),
    re.compile(rf"(?<![\d/.-]){OVER_TWELVE}[/.-]{TWELVE}[/.-]{YEAR}(?![\d/-])"),
)
AFTER = re.compile(rf"T?{BETWEEN}{CLOCK}")
BEFORE = re.compile(rf"(?<![\d:]){CLOCK}{BETWEEN}{WEEKDAY}$")
LINE = re.compile(
    rf"(?:{CLOCK}{BETWEEN})?{WEEKDAY}(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}"
    rf"|{MONTH.replace('?P<month>', '?:')} \d{{1,2}}(?:st|nd|rd|th)?"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}),?(?: ?\d{{4}})?"
    r"(?:T?,? ?(?:at|[|•·–—-])? ?\d{1,2}[:.]\d{2}(?::\d{2})?"
    r"(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:[+-]\d{2}:?\d{2}|[A-Z]{1,4}))?)?\.?",
    re.IGNORECASE,
)


EPOCH = re.compile(r"[1-9]\d{9}(?:\d{3})?")


def is_date_line(line: str) -> bool:
    """Whether the line is a date, with or without a time, and nothing else."""
    return len(line) <= 60 and LINE.fullmatch(line) is not None


def date_at(words: str) -> int | None:
    """Where the first full date of ``words`` starts, its weekday included, or None."""
    starts = [match.start() for pattern in DATES if (match := pattern.search(words))]
    if not starts:
        return None
    weekday = re.search(rf"\b{WEEKDAY}$", words[: min(starts)])
    return weekday.start() if weekday else min(starts)


def stated_time(words: str) -> datetime | None:
    """The first full date in ``words`` with the time beside it, in UTC, or None.

    A date without a time, or with one in a zone that can't be told, is midnight UTC of that day; a time without a zone
    is taken as UTC. Of numbers alone only those with a day over 12 are read ("10/17/2022"): "03/04/2021" is March to
    some and April to others.
    """
    found = [match for pattern in DATES if (match := pattern.search(words))]
    if not found:
        return None
    match = min(found, key=lambda each: each.start())
    month = match["month"].lower()
    try:
        day = date(int(match["year"]), MONTHS.get(month) or int(month), int(match["day"]))
        clock = AFTER.match(words, match.end()) or BEFORE.search(words[max(0, match.start() - 60) : match.start()])
        moment = _with_clock(day, clock) if clock else None
        return moment or datetime.combine(day, time(), UTC)
    except (ValueError, OverflowError):
        return None


def _with_clock(day: date, clock: re.Match[str]) -> datetime | None:
    hour, half, zone = int(clock["hour"]), clock["half"], clock["zone"]
    if half:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    if zone is None:
        where: tzinfo | None = UTC
    elif zone[0] in "+-":
        sign = -1 if zone[0] == "-" else 1
        where = timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])))
    else:
        where = ZONES.get(zone)
    return datetime.combine(day, time(hour, int(clock["minute"])), where).astimezone(UTC) if where else None


def mail_time(words: str) -> datetime:
    """The time of an RFC 822 stamp, with its zone if that is told.

    Raises: ValueError or another error about what can't be read; of the year 1 too, which is "unknown" to many programs
    and 2001 to Python's reader of mail.
    """
    if FIRST_CENTURY.search(words):
        raise ValueError("no article is of that year")
    return parsedate_to_datetime(words)


def machine_time(stamp: str) -> datetime | None:
    """The time of a machine-readable stamp, in UTC, or None.

    It may be ISO 8601, RFC 2822, seconds or milliseconds since 1970, else what ``stated_time`` reads.
    """
    stamp = stamp.strip()
    if len(stamp) > 60:
        return None
    if EPOCH.fullmatch(stamp):
        return datetime.fromtimestamp(int(stamp[:10]), UTC)
    for read in (datetime.fromisoformat, mail_time):
        try:
            moment = read(stamp)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return stated_time(stamp)


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """``moment``, unless no article can be of that time.

    One over a day after ``now`` would stay on top; year 1, 1900 and 1970-01-01 are what programs write for "unknown".
    """
    if moment is None or moment > now + timedelta(days=1) or moment.date() in UNSET or moment.year < EARLIEST:
        return None
    return moment
