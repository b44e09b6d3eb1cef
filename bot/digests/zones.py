"""Time zones as people write them: IANA names in any case, cities, the usual abbreviations. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.errors import QueryError

_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_LOWER_REGIONS = tuple(region.casefold() for region in _REGIONS)

# The clock on the wall, whatever the season: somebody who types "EST" in July means New York.
_ABBREVIATIONS = {
    "utc": "UTC",
    "gmt": "UTC",
    "bst": "Europe/London",
    "cet": "Europe/Brussels",
    "cest": "Europe/Brussels",
    "eet": "Europe/Athens",
    "eest": "Europe/Athens",
    "est": "America/New_York",
    "edt": "America/New_York",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "jst": "Asia/Tokyo",
    "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney",
}

# Cities that keep the time of another one's zone.
_ELSEWHERE = {
    "beijing": "Asia/Shanghai",
    "boston": "America/New_York",
    "cologne": "Europe/Berlin",
    "delhi": "Asia/Kolkata",
    "frankfurt": "Europe/Berlin",
    "geneva": "Europe/Zurich",
    "hamburg": "Europe/Berlin",
    "mumbai": "Asia/Kolkata",
    "munich": "Europe/Berlin",
    "new_delhi": "Asia/Kolkata",
    "san_francisco": "America/Los_Angeles",
    "washington": "America/New_York",
}

# Not every city: in "08:30 kabul" it is likelier the subject of the news than a clock on the wall.
_NEWSROOMS = frozenset(
    "amsterdam athens berlin boston brussels chicago copenhagen delhi dublin frankfurt geneva hamburg helsinki "
    "istanbul johannesburg lisbon london los_angeles madrid melbourne mumbai munich nairobi new_delhi new_york oslo "
    "paris prague rome san_francisco singapore stockholm sydney tokyo toronto vienna warsaw washington zurich".split()
)


OFFERED = 100
"""Slack shows no more options."""


def zone_named(text: str) -> str:
    """The IANA zone that ``text`` names, in any case: by itself, as a city, or as an abbreviation.

    Raises:
        QueryError: there is none; the hint names the nearest ones.
    """
    zone = _zone(text)
    if zone is None:
        near = nearest_zones(text)
        hint = f"Did you mean {' or '.join(near)}?" if near else "Try a name such as Europe/Berlin or Asia/Tokyo."
        raise QueryError("unknown time zone", text, hint=hint)
    return zone


# Where the clocks are not set by whole hours all year.
_PARTS_OF_HOURS = {
    timedelta(hours=-9, minutes=-30): "Pacific/Marquesas",
    timedelta(hours=3, minutes=30): "Asia/Tehran",
    timedelta(hours=4, minutes=30): "Asia/Kabul",
    timedelta(hours=5, minutes=30): "Asia/Kolkata",
    timedelta(hours=5, minutes=45): "Asia/Kathmandu",
    timedelta(hours=6, minutes=30): "Asia/Yangon",
    timedelta(hours=8, minutes=45): "Australia/Eucla",
    timedelta(hours=9, minutes=30): "Australia/Darwin",
}


def zone_at(offset: timedelta) -> str:
    """The IANA zone that keeps this offset from UTC all year, UTC if there is none: an hour east is "Etc/GMT-1".

    Source: https://data.iana.org/time-zones/tzdb/etcetera (the names have the sign of POSIX, west is positive).
    """
    hours, rest = divmod(offset, timedelta(hours=1))
    if not offset or rest or not -12 <= hours <= 14:
        return _PARTS_OF_HOURS.get(offset, "UTC")
    return f"Etc/GMT{-hours:+d}"


def nearest_zones(text: str, count: int = 3) -> list[str]:
    """The zones whose name or city is spelt most like ``text``, the nearest first."""
    key = _key(text)
    # By the city first: whole names of one region are all alike.
    near = [_cities()[name] for name in get_close_matches(key.rpartition("/")[2], _cities(), count, 0.75)]
    near = near or [_names()[name] for name in get_close_matches(key, _names(), count, 0.6)]
    return list(dict.fromkeys(near))


def zones_offered(typed: str, *, own: str, now: datetime) -> list[tuple[str, str]]:
    """The zones to choose from once somebody has typed ``typed``, each with its label, the likeliest first.

    By any part of a zone's or a city's name; failing that, by one that is spelt like it. Before anything is typed: the
    reader's ``own``, then those of newsrooms from west to east. At most ``OFFERED``.
    """
    key = _key(typed)
    if not key:
        newsrooms = sorted(
            {_cities()[name] for name in _NEWSROOMS},
            key=lambda zone: (now.astimezone(ZoneInfo(zone)).utcoffset(), zone),
        )
        return [(zone, zone_label(zone, now)) for zone in dict.fromkeys([own, "UTC", *newsrooms])]
    found: dict[str, str] = {}
    if exact := _zone(typed):
        found[exact] = key
    for rank in (str.startswith, _has_word, str.__contains__):
        for name, zone in sorted(_offerable().items(), key=lambda item: (item[1] != own, item[0])):
            if rank(name, key):
                found.setdefault(zone, name)
    for zone in nearest_zones(typed) if not found else ():
        found[zone] = ""
    return [(zone, zone_label(zone, now, city=name)) for zone, name in list(found.items())[:OFFERED]]


def zone_label(zone: str, now: datetime, *, city: str = "") -> str:
    """The zone with its offset at ``now``: "Europe/Berlin (UTC+01:00)"; a city that it is not named after leads."""
    known = zone in _names().values()
    named = f"{zone} (UTC{_offset(zone, now)})" if known else zone
    elsewhere = city in _ELSEWHERE
    return f"{city.replace('_', ' ').title()}: {named}" if elsewhere else named


def _offset(zone: str, now: datetime) -> str:
    return now.astimezone(ZoneInfo(zone)).isoformat()[-6:]


def _has_word(name: str, start: str) -> bool:
    return any(word.startswith(start) for word in re.split("[/_-]", name))


_FROM_UTC = re.compile(r"(?:utc|gmt)([+-])(\d{1,2})(?::?(\d{2}))?")
_IN_PARENTHESES = re.compile(r"\(([^\s()]+)\)(?!\S)")
_LABEL_OFFSET = re.compile(r"\(UTC[+-]\d\d:\d\d\)(?:\s+|$)")


def take_zone(text: str) -> tuple[str, str] | None:
    """The zone at the start of ``text`` and what follows it; None if it starts with something else.

    After "in" any city or zone is read ("in Kabul"), after "zone:" one must follow. With nothing before it, only what
    can hardly be a word to search for is: a name with its region, an abbreviation, a newsroom's city. A zone may stand
    as it is shown, in parentheses or with its offset behind it.

    Raises:
        QueryError: a zone was surely meant ("zone:x", "Europe/Berln") and there is none like it.
    """
    prefix = re.match(r"(?:zone|tz):\s*|in\s+", text, re.I)
    asked, body = (prefix[0].casefold().strip(), text[prefix.end() :]) if prefix else ("", text)
    body = _IN_PARENTHESES.sub(r"\1", body, count=1) if _IN_PARENTHESES.match(body) else body
    words = body.split(maxsplit=3)
    for count in range(min(3, len(words)), 0, -1):
        name = " ".join(words[:count])
        if (asked or _unmistakable(name)) and (zone := _zone(name)):
            rest = body.split(maxsplit=count)[count] if len(words) > count else ""
            return zone, rest[shown.end() :] if (shown := _LABEL_OFFSET.match(rest)) else rest
    word = words[0] if words else ""
    if asked.endswith(":") or _is_misspelt(word):
        zone_named(word)
    return None


def _unmistakable(text: str) -> bool:
    key = _key(text)
    return "/" in key or key in _ABBREVIATIONS or key in _NEWSROOMS or _from_utc(key) is not None


def _is_misspelt(word: str) -> bool:
    """Whether it was surely meant as a zone with its region ("Europe/Berln"), unlike "AP/Reuters"."""
    region, _, rest = _key(word).partition("/")
    return bool(re.fullmatch(r"[a-z_+/-]+", rest) and get_close_matches(region, _LOWER_REGIONS, 1, 0.8))


def _zone(text: str) -> str | None:
    key = _key(text)
    return _ABBREVIATIONS.get(key) or _from_utc(key) or _names().get(key) or _cities().get(key)


def _from_utc(key: str) -> str | None:
    """The zone of "UTC+1" or "UTC+04:30", None if it is not written so or no zone keeps that all year."""
    if (match := _FROM_UTC.fullmatch(key)) is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) * (-1 if match[1] == "-" else 1)
    zone = zone_at(offset)
    return zone if zone != "UTC" or not offset else None


def _key(text: str) -> str:
    return re.sub(r"[\s_]+", "_", text.strip()).casefold()


@cache
def _offerable() -> dict[str, str]:
    """What a zone is searched by, in lower case: its city, its whole name, the cities that keep its time."""
    whole = {zone.casefold(): zone for zone in _cities().values()}
    return {"utc": "UTC", **whole, **_cities()}


@cache
def _names() -> dict[str, str]:
    """Every IANA name, by itself in lower case."""
    return {name.casefold(): name for name in sorted(available_timezones()) if name not in ("Factory", "localtime")}


@cache
def _cities() -> dict[str, str]:
    """The zones by their city in lower case; of two with the same city the shorter name counts."""
    cities = dict(_ELSEWHERE)
    for name in sorted(available_timezones(), key=lambda name: (len(name), name)):
        region, _, rest = name.partition("/")
        if region in _REGIONS:
            cities.setdefault(rest.rpartition("/")[2].casefold(), name)
    return cities
