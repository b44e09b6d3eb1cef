"""What people type after ``/digest``, as a value. Pure; the query inside it is the desk's to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from bot.digests.wall import take_days, take_time
from bot.digests.zones import take_zone
from bot.domain.digest import DAILY, Schedule
from bot.domain.errors import QueryError

_Found = TypeVar("_Found")


class Verb(StrEnum):
    """What can be done with a digest that there is already; ``UNDO`` brings a stopped one back, ``EDIT`` asks how."""

    NOW = "now"
    PAUSE = "pause"
    RESUME = "resume"
    EDIT = "edit"
    PREVIEW = "preview"
    STOP = "stop"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Create:
    """``/digest 08:30 weekdays Europe/Berlin taliban``: a new digest for the channel where it was typed."""

    schedule: Schedule
    query: str = ""
    announce_quiet: bool = False
    outlets: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class SetUp:
    """``/digest`` alone: what it should be is asked in a form."""


@dataclass(frozen=True, slots=True)
class Change:
    """``/digest pause 2``; without a number the only one that can be meant."""

    verb: Verb
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """``/digest list``, or a later page of it: ``/digest list 2``."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """``/digest help``."""


Command = Create | SetUp | Change | Listing | HelpWanted

_VERBS = {verb.value: verb for verb in Verb} | {
    "run": Verb.NOW,
    "continue": Verb.RESUME,
    "remove": Verb.STOP,
    "delete": Verb.STOP,
    "restore": Verb.UNDO,
}
_WORDS: dict[str, Command] = {"": SetUp(), "list": Listing(), "help": HelpWanted()}
_PAGE = re.compile(r"[1-9]\d{0,3}")
_DIGEST = r"(?:digest\s+)?#?([1-9]\d{0,8})"
_CHANGED = re.compile(rf"{_DIGEST}\s+(\w+)", re.I)
"""The other way round: "2 stop"."""
_SEPARATOR = re.compile(r"(?<=\S)[,;:](?=\s|$)")
_LISTED = re.compile(r"\A\d{1,9} · ")
"""Before a digest on the list, its number."""
_PLACE = re.compile(r"\A(?:in\s+#?\S+\s+)?·\s+|\Ain\s+#\S+\Z", re.I)
"""Behind a digest's times on the list, its channel."""
_ABOUT = re.compile(r"\Aabout:?\s+(?=\S)", re.I)

_QUIET = re.compile(r"(?<!\S)(?:even\s+if\s+quiet|quiet:(?P<answer>\S*))(?!\S)", re.I)
_QUOTED = re.compile('["\N{LEFT DOUBLE QUOTATION MARK}][^"\N{RIGHT DOUBLE QUOTATION MARK}]*')
_ANSWERS = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}


def parse(text: str, *, default_zone: str) -> Command:
    """The command in ``text``; ``default_zone`` is the user's own, for when they name none.

    Time, days and zone come first, in any order; what follows, be it after "about", is the query, as it was typed.
    "even if quiet" or "quiet:yes" may stand anywhere outside quotes.

    Raises:
        QueryError: the subject is the word that can't be read, the hint the nearest thing that can be done.
    """
    first, *rest = text.split(maxsplit=1) or [""]
    word, tail = first.casefold().rstrip(".!?"), rest[0].strip() if rest else ""
    if word in _VERBS:
        return Change(_VERBS[word], _number(word, tail))
    if (changed := _CHANGED.fullmatch(text.strip().rstrip(".!?"))) and (verb := _VERBS.get(changed[2].casefold())):
        return Change(verb, int(changed[1]))
    if word in _WORDS and not tail:
        return _WORDS[word]
    if word == "list" and _PAGE.fullmatch(tail):
        return Listing(int(tail))
    return _create(text, default_zone)


def _number(verb: str, text: str) -> int | None:
    if not text:
        return None
    if match := re.fullmatch(_DIGEST, text.rstrip(".,;!?"), re.I):
        return int(match[1])
    raise QueryError("not the number of a digest", text, hint=f"Try: /digest {verb} 1 (/digest list shows the numbers)")


def _create(text: str, default_zone: str) -> Create:
    announce_quiet, text = _take_quiet(_LISTED.sub("", text))
    at: time | None = None
    days: frozenset[int] | None = None
    zone: str | None = None
    while text := text.strip():
        if at is None and (time_taken := _taken(take_time, text)):
            at, text = time_taken
        elif days is None and (days_taken := _taken(take_days, text)):
            days, text = days_taken
        elif zone is None and (zone_taken := _taken(take_zone, text)):
            zone, text = zone_taken
        else:
            break
    if at is None:
        raise _no_time(text)
    schedule = Schedule(at=at, weekdays=DAILY if days is None else days, zone=zone or default_zone)
    return Create(schedule, _ABOUT.sub("", _PLACE.sub("", text)), announce_quiet)


def _taken(take: Callable[[str], tuple[_Found, str] | None], text: str) -> tuple[_Found, str] | None:
    """What ``take`` finds at the start of ``text``, be it set apart by a comma."""
    return take(text) or (take(_SEPARATOR.sub(" ", text, count=1)) if _SEPARATOR.search(text) else None)


def _take_quiet(text: str) -> tuple[bool, str]:
    """Whether a quiet day is to be announced, and the text without the words that say so."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for match in _QUIET.finditer(text):
        if any(start <= match.start() < end for start, end in quoted):
            continue
        answer = _ANSWERS.get((match["answer"] or "yes").casefold())
        if answer is None:
            raise QueryError("neither yes nor no", match[0], hint="Try: quiet:yes")
        return answer, f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}"
    return False, text


def _no_time(text: str) -> QueryError:
    """What to say when no time of day was found: perhaps a verb was meant, perhaps the time was forgotten."""
    if not text:
        return QueryError("no time of day given", hint="Try: /digest 08:30 weekdays")
    word = text.split(maxsplit=1)[0]
    if near := get_close_matches(word.casefold(), [*_VERBS, *filter(None, _WORDS)], 1, 0.7):
        return QueryError(
            "neither a time of day nor something that can be done", word, hint=f"Did you mean: /digest {near[0]}?"
        )
    return QueryError("no time of day given", word, hint=f"Try: /digest 08:30 {text}")
