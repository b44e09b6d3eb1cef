"""What a button carries: encoded when a view is drawn, read back when it is pressed. Pure.

Values come back from Slack as they were sent, but anybody in the channel may press, and an old message may carry
what an older version wrote: what can't be read is None, and what is read is checked like typed input.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from bot.digests.grammar import Change, Verb
from bot.domain.article import Span
from bot.domain.escapes import kept, undone
from bot.domain.query import Kind

ASK = re.compile(r"ask(:.*)?")
"""The action ids of buttons that ask the desk again; their values are read by ``read_ask``."""
SHARE = "share"
"""The action id of the button that posts an answer to the channel; its value is read by ``read_ask``."""
CONTEXT = re.compile(r"context(:.*)?")
"""The action ids of "Show in context"; their values are read by ``read_place``."""
DIGEST = re.compile(r"digest(:.*)?")
"""The action ids of the buttons of a list of digests; their values are read by ``read_change``."""

GIVE = re.compile(r"give(:.*)?")
"""The action ids of buttons that add a page or a file; their values are read by ``read_give``."""
TAKE = re.compile(r"take(:.*)?")
"""The action ids of buttons that take an article out again; their values are read by ``read_take``."""
FEED = re.compile(r"feed(:.*)?")
"""The action ids of the buttons about feeds; their values are read by ``read_feed``."""

MAX_VALUE = 400
"""Slack allows 2000, but some ten buttons share one message's 10,000 characters."""
MAX_GIVEN = 1_900
"""An address is up to 2048 characters long, and few buttons hold one."""
_UNSENDABLE = re.compile("[\x7f-\x9f\ud800-\udfff]")
"""Half of a surrogate pair, and the control characters that JSON does not escape."""
_WEB = re.compile(r"https?://\S+", re.I)
_FILE = re.compile(r"[A-Z0-9]{2,40}")
_MAX_NUMBER = 10**9
_MAX_PAGE = 10_000
_MAX_SENTENCES = 50


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to ask: as a command of ``kind`` with ``text``; ``sentences`` only counts for a summary."""

    kind: Kind
    text: str = ""
    page: int = 1
    sentences: int = 3


_FIRST = Ask(Kind.NEWS)


@dataclass(frozen=True, slots=True)
class Place:
    """A span of an article to show in its paragraph."""

    article: str
    span: Span


@dataclass(frozen=True, slots=True)
class Give:
    """Something to add: the page at ``link``, or Slack's ``file`` of that id; ``alone``: the message with the button
    tells of nothing else.
    """

    link: str = ""
    file: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Take:
    """An article to take out; ``alone``: the message with the button tells of nothing else."""

    article: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class FeedPress:
    """Something to do with feeds: a ``verb`` with the feed ``number``, or "add" with the ``address``; "import" with
    Slack's ``file``; "form" opens the form.
    """

    verb: str
    number: int | None = None
    address: str = ""
    file: str = ""


def ask_value(ask: Ask) -> str | None:
    """The value of a button that asks ``ask``; None if it is too long for one."""
    fields: dict[str, str | int] = {"k": ask.kind.value, "t": kept(ask.text)}
    # What goes without saying is left out: a message has little room, and most buttons ask for a first page.
    fields |= {"p": ask.page} if ask.page != _FIRST.page else {}
    fields |= {"n": ask.sentences} if ask.sentences != _FIRST.sentences else {}
    return _packed(fields)


def place_value(place: Place) -> str | None:
    """The value of a button that shows ``place``; None if it is too long for one."""
    return _packed({"a": place.article, "s": place.span.start, "e": place.span.end})


def change_value(change: Change) -> str | None:
    """The value of a button that does ``change``; None if that names no digest."""
    return _packed({"v": change.verb.value, "d": change.number}) if change.number else None


def give_value(give: Give) -> str | None:
    """The value of a button that adds ``give``; None if it is too long for one."""
    fields: dict[str, str | int] = {"u": kept(give.link)} if give.link else {"f": give.file}
    return _packed(fields | ({"o": 1} if give.alone else {}), MAX_GIVEN)


def take_value(take: Take) -> str | None:
    """The value of a button that takes an article out."""
    return _packed({"a": take.article, "o": int(take.alone)})


def feed_value(press: FeedPress) -> str | None:
    """The value of a button about feeds; None if it is too long for one."""
    fields: dict[str, str | int] = {"v": press.verb}
    fields |= {"d": press.number} if press.number is not None else {}
    fields |= {"u": kept(press.address)} if press.address else {}
    fields |= {"f": press.file} if press.file else {}
    return _packed(fields, MAX_GIVEN)


def read_ask(value: str) -> Ask | None:
    """What ``ask_value`` wrote; None for anything else."""
    fields = _unpacked(value)
    kind, text = fields.get("k"), fields.get("t")
    page = _number(fields.get("p", _FIRST.page), 1, _MAX_PAGE)
    sentences = _number(fields.get("n", _FIRST.sentences), 1, _MAX_SENTENCES)
    if not isinstance(kind, str) or kind not in tuple(Kind) or not isinstance(text, str):
        return None
    return Ask(Kind(kind), undone(text), page, sentences) if page is not None and sentences is not None else None


def read_place(value: str) -> Place | None:
    """What ``place_value`` wrote; None for anything else."""
    fields = _unpacked(value)
    article = fields.get("a")
    start, end = _number(fields.get("s"), 0, _MAX_NUMBER), _number(fields.get("e"), 0, _MAX_NUMBER)
    if not isinstance(article, str) or start is None or end is None or start > end:
        return None
    return Place(article, Span(start, end))


def read_change(value: str) -> Change | None:
    """What ``change_value`` wrote; None for anything else."""
    fields = _unpacked(value)
    verb, number = fields.get("v"), _number(fields.get("d"), 1, _MAX_NUMBER)
    if not isinstance(verb, str) or verb not in tuple(Verb) or number is None:
        return None
    return Change(Verb(verb), number)


def read_give(value: str) -> Give | None:
    """What ``give_value`` wrote; None for anything else."""
    fields = _unpacked(value)
    link, file = _link(fields.get("u")), _file(fields.get("f"))
    return Give(link, file, fields.get("o") == 1) if bool(link) != bool(file) else None


def read_take(value: str) -> Take | None:
    """What ``take_value`` wrote; None for anything else."""
    fields = _unpacked(value)
    article = fields.get("a")
    return Take(article, fields.get("o") == 1) if isinstance(article, str) and article else None


def read_feed(value: str) -> FeedPress | None:
    """What ``feed_value`` wrote; None for anything else."""
    fields = _unpacked(value)
    verb = fields.get("v")
    if not isinstance(verb, str) or not verb:
        return None
    return FeedPress(verb, _number(fields.get("d"), 1, _MAX_NUMBER), _link(fields.get("u")), _file(fields.get("f")))


def _link(value: object) -> str:
    """A web address, "" for anything else."""
    link = undone(value) if isinstance(value, str) else ""
    return link if _WEB.fullmatch(link) else ""


def _file(value: object) -> str:
    """The id of a file of Slack's, "" for anything else."""
    return value if isinstance(value, str) and _FILE.fullmatch(value) else ""


def _packed(fields: dict[str, str | int], most: int = MAX_VALUE) -> str | None:
    value = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return value if len(value) <= most and not _UNSENDABLE.search(value) else None


def _unpacked(value: str) -> dict[str, object]:
    try:
        fields = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _number(value: object, low: int, high: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None
