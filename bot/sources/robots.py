"""robots.txt: what a host lets us read, and how fast. Source: RFC 9309."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

from protego import Protego

from bot.domain.errors import SourceError
from bot.sources.http import USER_AGENT, Fetcher
from bot.sources.unread import Unread

NAME = USER_AGENT.partition("/")[0]
"""What robots.txt calls us: to look for a group in the whole of the user agent would find "news" there."""
LARGEST = 500 * 1024
"""Bytes that are read of it: as many as a reader has to (RFC 9309, 2.5)."""
HELD_FOR = timedelta(days=1)
UNREACHABLE_FOR = timedelta(days=1)
"""A robots.txt that can't be read for so long forbids nothing any more; an article would be given up with it."""
LONGEST_DELAY = timedelta(minutes=1)


def host_of(url: str) -> str:
    """The host of an address as it is asked one request at a time: its name, with the port where that is not the usual
    one. Two schemes of one name are one host.
    """
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return f"{parts.hostname or ''}{port}"


def robots_of(url: str, fetcher: Fetcher) -> str:
    """The robots.txt of the host of ``url``; "" where it has none, whatever it answers instead (RFC 9309, 2.3.1.3).

    Raises: Unread if the host can't be reached, fails or is asked too often: nothing may be read then, for a while.
    """
    parts = urlsplit(url)
    try:
        fetched = fetcher.fetch(f"{parts.scheme}://{parts.netloc}/robots.txt")
    except Unread as error:
        if error.status is None or error.status >= 500 or error.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise
        return ""
    except SourceError:  # gone, or none that can be read as a text
        return ""
    return fetched.content[:LARGEST].decode("utf-8-sig", "replace").replace("\0", "") if fetched else ""


def may_read(robots: str, url: str) -> bool:
    """Whether ``robots`` lets us read ``url``."""
    try:
        return _parsed(robots).can_fetch(url, NAME)
    except Exception:  # rules that its parser breaks on are none
        return True


def delay(robots: str) -> timedelta:
    """How long it asks us to wait between two pages; at most a minute."""
    try:
        seconds = _parsed(robots).crawl_delay(NAME) or 0.0
    except Exception:
        return timedelta(0)
    return timedelta(seconds=min(max(seconds, 0.0), LONGEST_DELAY.total_seconds()))


@lru_cache(maxsize=16)
def _parsed(robots: str) -> Protego:
    return Protego.parse(robots)
