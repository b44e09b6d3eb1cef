"""What users type after a command, read into a ``Request``.

``[words] [from:outlet] [by:person] [since:7d|2024-07-01] [until:…] [added:24h] ["exact phrase"] [-word] [#12] [link]``,
and ``sentences:5`` for a summary's length. The text is plain: what Slack writes into it (``&amp;``, ``<https://…>``) is
undone before (``bot.slack.text``), for at a command line "&amp;" is meant.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.desk.shown import as_typed
from bot.domain.errors import QueryError
from bot.domain.query import Kind, Query, Request

KEYS = ("from", "by", "since", "until", "added", "sentences")
_KIND_WORDS = {
    "news": Kind.NEWS,
    "search": Kind.NEWS,
    "summary": Kind.SUMMARY,
    "summarise": Kind.SUMMARY,
    "summarize": Kind.SUMMARY,
    "quotes": Kind.QUOTES,
    "quote": Kind.QUOTES,
    "figures": Kind.FIGURES,
    "figure": Kind.FIGURES,
    "numbers": Kind.FIGURES,
    "people": Kind.PEOPLE,
    "compare": Kind.COMPARE,
    "help": Kind.HELP,
}
_ABOUT_STORIES = frozenset({Kind.SUMMARY, Kind.QUOTES, Kind.FIGURES, Kind.PEOPLE, Kind.COMPARE})
_OPEN, _CLOSE = '"“„«「', '"”“»」'
_TOKEN = re.compile(
    rf"""
    (?P<minus>-?)
    (?:(?P<key>[A-Za-z]{{2,12}})[:：])?
    (?:
        [{_OPEN}](?P<phrase>[^{_OPEN}{_CLOSE}]*)(?P<closed>[{_CLOSE}]|$)
      | (?P<word>[^\s{_OPEN}{_CLOSE}]+)
      | (?=\s|$)                                     # "from:" with a blank behind it
    )
    """,
    re.VERBOSE,
)
_EMOJI = re.compile(r"(?::[\w+'-]+:)+")
"""As Slack sends it: ":tada:"."""
_WORDS_WANTED = "Search for words, a name or a number; signs and emoji find nothing. Try: /news help"
_URL = re.compile(r"https?://\S+")
_STORY = re.compile(r"[#＃](\d{1,9})")
_HELD = re.compile(r"(?<=[A-Za-z]:)['‘]([^'‘’\"]+)['’](?![^\s,.;:!?)])")
"""A filter's value in single quotation marks; elsewhere they may be apostrophes."""
_BEHIND = re.compile(r"[,;:?)\]]+$|(?<=\w{3})\.[,;:?)\]]*$")
"""Behind a filter's value, the sentence's; "U.S." keeps its point."""
_AGO = re.compile(r"(\d{1,4})\s*(h|hours?|d|days?|w|weeks?|m|months?|y|years?)")
_AGO_LENGTH = {"h": timedelta(hours=1), "d": timedelta(1), "w": timedelta(7), "m": timedelta(30), "y": timedelta(365)}
MAX_LENGTH = 1000
"""Characters of a question."""


def parse_command(kind: Kind, text: str, *, now: datetime, zone: str) -> Request:
    """The request that ``text`` makes after the command of ``kind``.

    After ``/news`` a first word such as "quotes" changes the kind. Dates are days in ``zone``; ``until:`` includes
    its day. ``now`` is aware.

    Raises:
        QueryError: naming the word that can't be read, and the nearest thing that can.
    """
    text = " ".join(text.split())
    if len(text) > MAX_LENGTH:
        raise QueryError("too long to search for", f"{text[:40]}…", f"over {MAX_LENGTH} characters")
    first, _, rest = text.partition(" ")
    if first.lower() == "help" and not rest:
        return Request(kind=Kind.HELP)
    if kind is Kind.NEWS and (named := kind_named(text)):
        kind, text = named, rest
    text = as_typed(text)
    if kind in _ABOUT_STORIES and re.fullmatch(r"\d{1,9}", text):
        text = f"#{text}"  # "quotes 6" means story 6, and a shell takes a bare # for a comment; "2,500" is a word
    reading = _Reading(now, zone)
    for key, value, quoted, minus in _tokens(text):
        reading.take(key, value, quoted=quoted, minus=minus)
    query = reading.query()
    if query.is_empty and reading.unsearchable:
        raise QueryError("nothing can be found by", text[:40], "there is no word in it", hint=_WORDS_WANTED)
    return Request(kind=kind, query=query, text=text, sentences=reading.sentences, note=_unclosed(text))


def _unclosed(text: str) -> str:
    """A note on how the last quotation mark was read, if nothing closes it."""
    for match in _TOKEN.finditer(text):
        if (match["phrase"] or "").strip() and not match["closed"]:
            return f"The quotation mark is never closed: looked for the exact words “{match['phrase'].strip()}”."
    return ""


def kind_named(text: str) -> Kind | None:
    """The kind that the first word of ``text`` names, as after ``/news``; a colon may stand behind it."""
    return _KIND_WORDS.get(text.partition(" ")[0].lower().removesuffix(":"))


def _tokens(text: str) -> list[tuple[str, str, bool, bool]]:
    """(key or "", value, whether it was in quotation marks, whether a minus stood before it)."""
    found: list[tuple[str, str, bool, bool]] = []
    waiting = ""
    for match in _TOKEN.finditer(_HELD.sub(r'"\1"', text)):
        key, minus = (match["key"] or "").lower(), bool(match["minus"])
        value, quoted = match["phrase"], match["phrase"] is not None
        value = (match["word"] or "" if value is None else value).strip()
        if key in {"http", "https"}:
            key, value = "", f"{key}:{value}"
        if not key and not value:
            continue
        if key and not value and key in KEYS:
            waiting = key
            continue
        if key and key not in KEYS and not _meant(key):
            key, value = "", f"{key}:{value}"
        found.append((waiting if waiting and not key else key, value, quoted, minus))
        waiting = ""
    if waiting:
        raise QueryError("nothing after", f"{waiting}:", hint=_EXAMPLES[waiting])
    return found


_EXAMPLES = {
    "from": 'Name an outlet, such as from:Reuters or from:"New York Times"',
    "by": "Name a person, such as by:Blinken",
    "since": "Give a time, such as since:7d or since:2024-07-01",
    "added": "Give a time, such as added:24h or added:2024-07-01",
    "until": "Give a day, such as until:2024-07-31",
    "sentences": "Give a number from 1 to 7, such as sentences:5",
}


def _meant(key: str) -> str | None:
    near = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.7)
    return near[0] if near else None


def _has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it, besides Slack's names of emoji."""
    return any(map(str.isalnum, "" if _EMOJI.fullmatch(text) else text))


@dataclass
class _Reading:
    """The query while its tokens come in."""

    now: datetime
    zone: str
    sentences: int = 3
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    outlet: str | None = None
    person: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    added: datetime | None = None
    story: int | None = None
    url: str | None = None
    unsearchable: bool = False

    def take(self, key: str, value: str, *, quoted: bool, minus: bool) -> None:
        if key:
            self._filter(key, value if quoted else _BEHIND.sub("", value))
        elif not _has_words(value):
            self.unsearchable = True
        elif minus:
            self.excluded += [value] if value else []
        elif _URL.fullmatch(address := value.lstrip("([{")):
            self.url = address.rstrip(",.;:!?" if address == value else ",.;:!?)]}")
        elif quoted:
            self.phrases += [value] if value else []
        elif match := _STORY.fullmatch(value.strip(",.;:!?()[]")):
            self.story = int(match[1])
        elif word := value.strip(",.;:!?()[]*_~`"):
            self.words.append(word)

    def _filter(self, key: str, value: str) -> None:
        match key:
            case "from" | "by" if not _has_words(value):
                raise QueryError("not a name", f"{key}:{value}", hint=_EXAMPLES[key])
            case "from":
                self.outlet = value
            case "by":
                self.person = value
            case "since":
                self.since = self._time(key, value, end=False)
            case "added":
                self.added = self._time(key, value, end=False)
            case "until":
                self.until = self._time(key, value, end=True)
            case "sentences":
                if not re.fullmatch(r"[1-7]", value):
                    raise QueryError("not a length", f"sentences:{value}", hint=_EXAMPLES[key])
                self.sentences = int(value)
            case _:
                raise QueryError("unknown filter", f"{key}:", hint=f"Did you mean {_meant(key)}:{value} ?")

    def _time(self, key: str, value: str, *, end: bool) -> datetime:
        zone = ZoneInfo(self.zone)
        today = self.now.astimezone(zone).date()
        value = value.lower()
        try:
            if ago := _AGO.fullmatch(value):
                return (self.now - int(ago[1]) * _AGO_LENGTH[ago[2][0]]).astimezone(UTC)
            day = {"today": today, "yesterday": today - timedelta(1)}.get(value) or datetime.fromisoformat(value).date()
            return datetime.combine(day + timedelta(1 if end else 0), time(), zone).astimezone(UTC)
        except (ValueError, OverflowError):
            raise QueryError("not a time", f"{key}:{value}", hint=_EXAMPLES[key]) from None

    def query(self) -> Query:
        if self.since and self.until and self.since >= self.until:
            raise QueryError("nothing can be both", "since: and until:", "since: is the later of the two")
        return Query(
            words=tuple(self.words),
            phrases=tuple(self.phrases),
            excluded=tuple(self.excluded),
            outlet=self.outlet,
            person=self.person,
            since=self.since,
            until=self.until,
            added=self.added,
            story=self.story,
            url=self.url,
        )
