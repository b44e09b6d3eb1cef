"""Time zones as people write them: IANA names in any case, cities, the usual abbreviations. Pure."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

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


def nearest_zones(text: str, count: int = 3) -> list[str]:
    """The zones whose name or city is spelt most like ``text``, the nearest first."""
    key = _key(text)
    # By the city first: whole names of one region are all alike.
    near = [_cities()[name] for name in get_close_matches(key.rpartition("/")[2], _cities(), count, 0.75)]
    near = near or [_names()[name] for name in get_close_matches(key, _names(), count, 0.6)]
    return list(dict.fromkeys(near))


def take_zone(text: str) -> tuple[str, str] | None:
    """The zone at the start of ``text`` and what follows it; None if it starts with something else.

    After "in" any city or zone is read ("in Kabul"), after "zone:" one must follow. With nothing before it, only what
    can hardly be a word to search for is: a name with its region, an abbreviation, a newsroom's city.

    Raises:
        QueryError: a zone was surely meant ("zone:x", "Europe/Berln") and there is none like it.
    """
    prefix = re.match(r"(?:zone|tz):\s*|in\s+", text, re.I)
    asked, body = (prefix[0].casefold().strip(), text[prefix.end() :]) if prefix else ("", text)
    words = body.split(maxsplit=3)
    for count in range(min(3, len(words)), 0, -1):
        name = " ".join(words[:count])
        if (asked or _unmistakable(name)) and (zone := _zone(name)):
            return zone, body.split(maxsplit=count)[count] if len(words) > count else ""
    word = words[0] if words else ""
    if asked.endswith(":") or _is_misspelt(word):
        zone_named(word)
    return None


def _unmistakable(text: str) -> bool:
    key = _key(text)
    return "/" in key or key in _ABBREVIATIONS or key in _NEWSROOMS


def _is_misspelt(word: str) -> bool:
    """Whether it was surely meant as a zone with its region ("Europe/Berln"), unlike "AP/Reuters"."""
    region, _, rest = _key(word).partition("/")
    return bool(re.fullmatch(r"[a-z_+/-]+", rest) and get_close_matches(region, _LOWER_REGIONS, 1, 0.8))


def _zone(text: str) -> str | None:
    key = _key(text)
    return _ABBREVIATIONS.get(key) or _names().get(key) or _cities().get(key)


def _key(text: str) -> str:
    return re.sub(r"[\s_]+", "_", text.strip()).casefold()


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
