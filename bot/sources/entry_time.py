"""Times as feeds state them: RFC 822 (RSS), RFC 3339 (Atom), and what writers of feeds take for these."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from bot.sources.dates import ZONES, mail_time, stated_time

EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
"""What lies before is a clock that was never set (1970-01-01, the year 1)."""
RFC_822_ZONES = {**ZONES, "CST": timezone(timedelta(hours=-6))}
"""In a feed CST is the American one: RFC 822, 5.1."""
YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?=\D|$)")
HALF = re.compile(r"\d ?[ap]\.?m\b", re.IGNORECASE)
ZONE = re.compile(r"\s\(?([A-Z]{1,5})\)?$")


def entry_time(stamp: str) -> datetime | None:
    """The time of a stamp in UTC, or None if it can't be told. A stamp without a zone is taken as UTC.

    A zone whose abbreviation means more than one leaves the day: midnight UTC.
    """
    words = " ".join(stamp.split())
    if not words or len(words) > 60 or words.isdecimal():
        return None
    moment = _read(YEAR_FIRST.sub(_dashes, words))
    return moment if moment and moment >= EARLIEST else None


def _dashes(found: re.Match[str]) -> str:
    return f"{found[1]}-{int(found[3]):02}-{int(found[4]):02}"


def _read(words: str) -> datetime | None:
    if HALF.search(words):
        return stated_time(words)
    zone = ZONE.search(words)
    try:
        if zone and zone[1] not in ("T", "Z"):
            where = RFC_822_ZONES.get(zone[1])
            if where is None:
                return stated_time(words)
            naive = _plain(words[: zone.start()].rstrip())
            return naive.replace(tzinfo=where).astimezone(UTC) if naive else stated_time(words)
        moment = _plain(words)
        if moment is None:
            return stated_time(words)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _plain(words: str) -> datetime | None:
    """The time of an ISO 8601 or RFC 822 stamp."""
    for read in (datetime.fromisoformat, mail_time):
        try:
            return read(words)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
