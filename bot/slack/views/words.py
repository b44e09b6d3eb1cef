"""Text made fit for Slack: cut at words, stripped of what can't be shown, and unable to ping or to format."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from bot.domain.showable import strip_unshowable

ELLIPSIS = "…"
_MAX_URL = 500

_GROUP_PING = re.compile(r"@(?=(?:here|channel|everyone)\b)", re.IGNORECASE)
_FORMATTING = re.compile(r"(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|`")
_ZERO_WIDTH_SPACE = "\u200b"
_JOINER = "\u200d"


def showable(text: str) -> bool:
    """Whether anything in ``text`` is visible: Slack refuses texts in which nothing is."""
    return any(character.isprintable() and not character.isspace() for character in strip_unshowable(text))


def one_line(text: str) -> str:
    """``text`` without what can't be shown, every run of white space one space; "" if nothing in it is visible."""
    return " ".join(strip_unshowable(text).split()) if showable(text) else ""


def cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` characters: cut at a word, or failing that between graphemes, and "…"."""
    if len(text) <= limit:
        return text
    if limit <= 1:
        return ELLIPSIS[:limit]
    end = limit - 1
    word_end = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    if word_end >= limit * 2 // 3:
        return text[:word_end].rstrip() + ELLIPSIS
    whole = end
    while whole > 0 and _joined(text[whole - 1], text[whole]):
        whole -= 1
    return text[: whole or end] + ELLIPSIS


def cut_front(text: str, limit: int) -> str:
    """The last at most ``limit`` characters of ``text``: cut as ``cut`` does, with "…" before them."""
    if len(text) <= limit:
        return text
    if limit <= 1:
        return ELLIPSIS[:limit]
    start = first = len(text) - limit + 1
    word_start = text.find(" ", start - 1, start + limit // 3) + 1
    if word_start:
        return ELLIPSIS + text[word_start:].lstrip()
    while start < len(text) and _joined(text[start - 1], text[start]):
        start += 1
    return ELLIPSIS + (text[start:] or text[first:])


def _joined(left: str, right: str) -> bool:
    """Whether the two stand in one grapheme: a letter and its mark, a flag, an emoji put together."""
    return (
        unicodedata.category(right).startswith("M")
        or _JOINER in (left, right)
        or "\U0001f3fb" <= right <= "\U0001f3ff"
        or "\U000e0020" <= right <= "\U000e007f"
        or ("\U0001f1e6" <= left <= "\U0001f1ff" and "\U0001f1e6" <= right <= "\U0001f1ff")
    )


def escape(text: str) -> str:
    """``text`` with Slack's three characters escaped, so that no mention, link or command in it is read as one.

    Source: https://docs.slack.dev/messaging/formatting-message-text
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, limit: int) -> str:
    """Words from outside for a message's fallback text: one line, unable to ping, at most ``limit`` characters.

    Cut before it is escaped, so that no "&amp;" is halved, and measured after.
    """
    whole = one_line(text)
    keep = limit
    while len(ready := escape(_GROUP_PING.sub("@" + _ZERO_WIDTH_SPACE, cut(whole, keep)))) > limit:
        keep = min(keep - 1, keep * limit // len(ready))
    return ready


def literal(text: str, limit: int) -> str:
    """Words from outside for a mrkdwn text: as ``plain``, and ``*_~``` do not format.

    mrkdwn has no escape for those: a zero-width space on both sides keeps them from opening or closing anything.
    Between two letters they do neither, so that "America/New_York" can be copied.
    """
    keep = limit
    while len(ready := _FORMATTING.sub(_between_spaces, plain(text, keep))) > limit:
        keep = min(keep - 1, keep * limit // len(ready))
    return ready


def _between_spaces(mark: re.Match[str]) -> str:
    return f"{_ZERO_WIDTH_SPACE}{mark[0]}{_ZERO_WIDTH_SPACE}"


def web_address(url: str | None) -> str | None:
    """``url`` fit for a link, or None: http or https only, with what would end Slack's link syntax percent-encoded."""
    url = (url or "").strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    if not usable or len(url) > _MAX_URL or url != strip_unshowable(url):
        return None
    url = parts.scheme + url[len(parts.scheme) :]
    return re.sub(r"[<>|\s\"]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)


def counted(number: int, one: str, many: str | None = None) -> str:
    """``number`` with its noun: "1 story", "1,200 quotes"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: list[str], *, most: int) -> str:
    """The items in a sentence: "a", "a and b", "a, b and 3 more"."""
    items = list(filter(None, items))
    shown = items[:most]
    if len(items) > most:
        return f"{', '.join(shown)} and {len(items) - most} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
