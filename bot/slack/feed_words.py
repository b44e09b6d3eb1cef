"""What people type after ``/news feeds``, as a value. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from bot.domain.errors import QueryError


class FeedVerb(StrEnum):
    """What can be done with a feed that there is."""

    PAUSE = "pause"
    RESUME = "resume"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class ListFeeds:
    """``/news feeds``, or a later page of them."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class AddFeed:
    """``/news feeds add ADDRESS``: of a feed or of a site; "" asks for it in a form."""

    address: str = ""


@dataclass(frozen=True, slots=True)
class ChangeFeed:
    """``/news feeds pause 2``."""

    verb: FeedVerb
    number: int


@dataclass(frozen=True, slots=True)
class ExportFeeds:
    """``/news feeds export``: the list as OPML."""


@dataclass(frozen=True, slots=True)
class ImportFeeds:
    """``/news feeds import``: how a list of feeds comes in."""


@dataclass(frozen=True, slots=True)
class HelpOnFeeds:
    """``/news feeds help``."""


FeedCommand = ListFeeds | AddFeed | ChangeFeed | ExportFeeds | ImportFeeds | HelpOnFeeds

_CHANGES = {verb.value: verb for verb in FeedVerb} | {
    "stop": FeedVerb.PAUSE,
    "continue": FeedVerb.RESUME,
    "start": FeedVerb.RESUME,
    "delete": FeedVerb.REMOVE,
    "unsubscribe": FeedVerb.REMOVE,
}
_ADD = frozenset({"add", "new", "subscribe", "follow"})
_ALONE: dict[str, FeedCommand] = {
    "": ListFeeds(),
    "list": ListFeeds(),
    "export": ExportFeeds(),
    "import": ImportFeeds(),
    "opml": ExportFeeds(),
    "help": HelpOnFeeds(),
}
_NUMBER = re.compile(r"(?:feed\s+)?#?([1-9]\d{0,8})", re.I)
_PAGE = re.compile(r"[1-9]\d{0,3}")
_WORDS = sorted({*_CHANGES, *_ADD, *filter(None, _ALONE)})
EXAMPLES = "/news feeds add ADDRESS, /news feeds pause 2, resume 2, remove 2, import, export"


def parse(text: str) -> FeedCommand:
    """The command in ``text``.

    Raises: QueryError, whose hint is the nearest thing that can be done.
    """
    first, *rest = text.split(maxsplit=1) or [""]
    word, tail = first.casefold().rstrip(".!?:,"), rest[0].strip() if rest else ""
    if word in _ADD:
        words = tail.split()
        if len(words) > 1 and words[0].casefold() in {"to", "feed", "the", "a"}:
            words = words[1:]
        if len(words) > 1:
            raise QueryError("one address at a time", " ".join(words)[:80], hint=f"Try: /news feeds add {words[0]}")
        return AddFeed(words[0].strip("<>,;") if words else "")
    if word in _CHANGES:
        return ChangeFeed(_CHANGES[word], _number(_CHANGES[word], tail))
    if word in _ALONE and not tail:
        return _ALONE[word]
    if word in {"", "list"} and _PAGE.fullmatch(tail):
        return ListFeeds(int(tail))
    if _PAGE.fullmatch(word) and not tail:
        return ListFeeds(int(word))
    if (turned := re.fullmatch(r"#?([1-9]\d{0,8})\s+(\w+)", text.strip())) and turned[2].casefold() in _CHANGES:
        return ChangeFeed(_CHANGES[turned[2].casefold()], int(turned[1]))
    near = nearest(word)
    hint = f"Did you mean: /news feeds {near}{f' {tail}' if tail else ''}?" if near else f"Try: {EXAMPLES}"
    raise QueryError("nothing that can be done with feeds", text[:80], hint=hint)


def nearest(word: str) -> str | None:
    """The word for something that can be done with feeds that ``word`` may be a slip of; None if it is like none."""
    near = get_close_matches(word.casefold(), _WORDS, 1, 0.7)
    return near[0] if near else None


def is_about_feeds(text: str) -> bool:
    """Whether what follows "feed" means the workspace's feeds: "feed prices" is looked for in the news."""
    first = (text.split(maxsplit=1) or [""])[0]
    try:
        parse(text)
    except QueryError:
        return first.casefold() in _WORDS or nearest(first) is not None
    return True


def _number(verb: FeedVerb, text: str) -> int:
    if match := _NUMBER.fullmatch(text.rstrip(".,;!?")):
        return int(match[1])
    problem = "not the number of a feed" if text else "no feed was named"
    raise QueryError(problem, text[:80], hint=f"Try: /news feeds {verb.value} 1 (/news feeds shows the numbers)")
