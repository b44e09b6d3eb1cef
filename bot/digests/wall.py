"""Times of day and weekdays as people write them. Pure; each reader takes them from the start of a text."""

from __future__ import annotations

import re
from datetime import time
from difflib import get_close_matches

from bot.domain.digest import DAILY, WEEKDAYS
from bot.domain.errors import QueryError

_TIME = re.compile(
    r"(?:at\s+)?(?:(?P<named>noon|midnight)"
    r"|(?P<hour>\d{1,2})(?:(?P<mark>[:.h]?)(?P<minute>\d{2}))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?)(?!\S)",
    re.I,
)
_NAMED = {"noon": time(12), "midnight": time(0)}

_DASH = "\N{EN DASH}"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = {spelling: day for day, name in enumerate(_DAYS) for spelling in (name, f"{name}s", name[:3])}
_DAY |= {"tues": 1, "thur": 3, "thurs": 3}
_SETS = {
    "daily": DAILY,
    "everyday": DAILY,
    "every day": DAILY,
    "every morning": DAILY,
    **dict.fromkeys(("weekday", "weekdays", "every weekday", "on weekdays"), WEEKDAYS),
    **dict.fromkeys(("weekend", "weekends", "every weekend", "at weekends"), DAILY - WEEKDAYS),
}
_SEVERAL_WORDS = re.compile(f"(?:{'|'.join(name for name in _SETS if ' ' in name)})(?!\\S)", re.I)
_SPELLABLE = [name for name in (*_SETS, *_DAYS) if " " not in name]
# "mon, thu", "mon - fri" and "every monday and thursday" are one list, however they are spaced.
_ANY_DAY = f"(?:{'|'.join(sorted(_DAY, key=len, reverse=True))})"
_LIST = re.compile(
    rf"(?:(?:every|each|on)\s+)?(?P<days>{_ANY_DAY}(?:(?:\s*[-,{_DASH}]\s*|\s+(?:and|&)\s+){_ANY_DAY})*)(?!\S)",
    re.I,
)


def take_time(text: str) -> tuple[time, str] | None:
    """The time of day at the start of ``text`` ("08:30", "8.30", "0830", "8am", "noon") and what follows it.

    None if it starts with something else.

    Raises:
        QueryError: it starts with a number that is no time of day, or might be one in the morning or the evening.
    """
    match = _TIME.match(text)
    if match is None:
        return None
    rest = text[match.end() :].lstrip()
    if match["named"]:
        return _NAMED[match["named"].casefold()], rest
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").casefold()
    if not match["minute"] and not half:
        hint = f"Try: {hour:02d}:00" + (f" or {hour}pm" if 1 <= hour <= 12 else "")
        raise QueryError("not a time of day", match[0], hint=hint if hour < 24 else "Try: 08:30")
    if half and not 1 <= hour <= 12:
        raise QueryError("not a time of day", match[0], hint="Before am and pm stands an hour from 1 to 12.")
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, minute), rest
    except ValueError as error:
        raise QueryError("not a time of day", match[0], hint="The day goes from 00:00 to 23:59.") from error


def take_days(text: str) -> tuple[frozenset[int], str] | None:
    """The weekdays (0 is Monday) at the start of ``text`` ("daily", "mon,thu", "mon-fri") and what follows them.

    None if it starts with something else.

    Raises:
        QueryError: a part of a list is no day, or the word is nearly one; a word in quotes is never taken for one.
    """
    if match := _SEVERAL_WORDS.match(text):
        return _SETS[" ".join(match[0].casefold().split())], text[match.end() :].lstrip()
    if match := _LIST.match(text):
        text = "".join(re.sub(r"\s(?:and|&)\s", ",", match["days"], flags=re.I).split()) + text[match.end() :]
    word, *rest = text.split(maxsplit=1)
    parts = [part for part in word.casefold().split(",") if part]
    found = [_range(part) for part in parts]
    if not any(found):
        if near := get_close_matches(word.casefold(), _SPELLABLE, 1, 0.8):
            raise QueryError("not a day", word, hint=f'Did you mean {near[0]}? Quotes search for it: "{word}"')
        return None
    for part, days in zip(parts, found, strict=True):
        if days is None:
            near = get_close_matches(part, [*(name[:3] for name in _DAYS), *_SPELLABLE], 1, 0.6)
            raise QueryError("not a day", part, hint=f"Did you mean {near[0]}?" if near else "Try: mon,thu or mon-fri")
    return frozenset[int]().union(*(days for days in found if days)), rest[0] if rest else ""


def _range(part: str) -> frozenset[int] | None:
    """The days that one name or one range stands for; a range may run over Sunday ("fri-mon")."""
    if part in _SETS:
        return _SETS[part]
    days = [_DAY.get(name) for name in re.split(f"[-{_DASH}]", part)]
    first, last = days[0], days[-1]
    if len(days) > 2 or first is None or last is None:
        return None
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
