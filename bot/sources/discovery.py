"""The feeds of a site, from its address: what its page names, else what stands at the usual places."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import lxml.html

from bot.domain.errors import SourceError
from bot.sources.address import is_address, without_credentials
from bot.sources.decoding import decoded
from bot.sources.feed import ParsedFeed, looks_like_feed, parsed_feed
from bot.sources.http import Fetched, Fetcher
from bot.sources.json_feed import NOT_A_FEED
from bot.sources.unread import Refused, Unread, plain

SECONDS = 20.0
"""For all that is asked for together: somebody waits."""
ENOUGH = 1.0
"""With less time left nothing more is tried."""
MOST_CHOICES = 10
MOST_TRIED = 3
FEED_TYPES = re.compile(
    r"\s*(?:application/(?:rss|atom|rdf)\+xml|application/feed\+json|(?:application|text)/xml)\s*(?:;|$)", re.IGNORECASE
)
USUAL = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json")
OF_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
AS_A_FEED = re.compile(r"(?:^|[/._-])(?:rss|atom|feed)s?(?:\.(?:xml|rss|json|rdf))?/?(?:\?[^#]*)?$", re.IGNORECASE)
SCHEME = re.compile(r"feed:(?://)?(?=https?://)|(?=feed://)feed:", re.IGNORECASE)
HINT = "Give the address of the feed itself; the site's page on RSS often names it."


@dataclass(frozen=True, slots=True)
class Link:
    """A feed that a page names."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class FeedThere:
    """A feed that was found and read; ``address`` is where to ask for it again."""

    address: str
    fetched: Fetched
    parsed: ParsedFeed


def feeds_at(
    typed: str, fetcher: Fetcher, *, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
) -> FeedThere | list[Link]:
    """The feed at an address or of the site there, or the several feeds of that site to choose from.

    Raises: SourceError that says what was tried.
    """
    return _Search(fetcher, clock() + seconds, clock).found(typed.strip())


@dataclass(frozen=True, slots=True)
class _Search:
    fetcher: Fetcher
    until: float
    clock: Callable[[], float]

    def found(self, typed: str) -> FeedThere | list[Link]:
        tried: list[str] = []
        page, problem = None, None
        start = typed
        for start in written_out(typed):
            try:
                page = self._fetch(start)
                break
            except Refused as error:
                raise plain(error) from error
            except SourceError as error:
                problem = problem or error
        # A home page that is closed to us may stand before an open feed; for a mistyped address no other is guessed.
        is_home = urlsplit(start).path in ("", "/")
        if page is None and not (is_home and isinstance(problem, Unread) and problem.status):
            raise plain(problem) if problem else SourceError("not an address", typed, hint=HINT)
        links: list[Link] = []
        if page:
            if there := _feed_in(page, start):
                return there
            links, linked = feeds_named(page)
            if len(links) > 1:
                return links[:MOST_CHOICES]
            tried.append("its page names no feed" if not links else "the feed that its page names can't be read")
            links += linked[:MOST_TRIED]
        else:
            tried.append(problem.cause if problem else "")
        for address in [link.address for link in links] + [
            urljoin(page.url if page else start, path) for path in USUAL
        ]:
            if self.until - self.clock() < ENOUGH:
                tried.append("the time was up")
                break
            try:
                if there := _feed_in(self._fetch(address), address):
                    return there
            except SourceError:
                continue
        else:
            tried.append(f"none is at {', '.join(USUAL)}")
        raise SourceError("no feed found", without_credentials(start), "; ".join(filter(None, tried)), hint=HINT)

    def _fetch(self, address: str) -> Fetched:
        left = self.until - self.clock()
        fetched = self.fetcher.fetch(address, seconds=max(left, ENOUGH))
        if fetched is None:
            raise Unread("nothing to read", without_credentials(address))
        return fetched


def written_out(typed: str) -> list[str]:
    """The addresses that somebody may mean who typed this: "bbc.co.uk" has no scheme, "feed:" is one of readers."""
    words = SCHEME.sub("", typed, count=1)
    words = f"https:{words}" if words.startswith("//") else words
    if is_address(words):
        return [words]
    return [f"https://{words}", f"http://{words}"]


def feeds_named(page: Fetched) -> tuple[list[Link], list[Link]]:
    """The feeds that a page names in its head, without those of comments if there are others; and the links in its body
    that look like feeds.
    """
    try:
        html = decoded(page.content, locator=page.url, charset=page.charset)
        root = lxml.html.fromstring(html.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (SourceError, ValueError, lxml.etree.LxmlError):
        return [], []
    base = urljoin(page.url, next((str(each.get("href")) for each in root.iter("base") if each.get("href")), ""))
    named = [
        each
        for each in root.iter("link")
        if "alternate" in str(each.get("rel") or "").lower().split() and FEED_TYPES.match(str(each.get("type") or ""))
    ]
    linked = [each for each in root.iter("a") if AS_A_FEED.search(str(each.get("href") or ""))]
    heads = _links(((str(each.get("title") or ""), each.get("href")) for each in named), base)
    news = [link for link in heads if not OF_COMMENTS.search(f"{link.title} {urlsplit(link.address).path}")]
    return news or heads, _links(((each.text_content(), each.get("href")) for each in linked), base)


def _links(found: Iterable[tuple[str, str | None]], base: str) -> list[Link]:
    links: dict[str, Link] = {}
    for title, href in found:
        try:
            address = urljoin(base, (href or "").strip())
        except ValueError:
            continue
        if href and urlsplit(address).scheme in ("http", "https"):
            words = " ".join(title.split())[:100] or address
            links.setdefault(address.rstrip("/"), Link(words, address))
    return list(links.values())


def _feed_in(page: Fetched, asked: str) -> FeedThere | None:
    """The feed that a page is, or None. Raises: SourceError if it is one that can't be read."""
    try:
        return FeedThere(page.url if page.moved else asked, page, read_feed(page, []))
    except SourceError as error:
        if looks_like_feed(page.content) and error.problem != NOT_A_FEED:
            raise
        return None


def read_feed(page: Fetched, problems: list[SourceError]) -> ParsedFeed:
    """The feed that was fetched; entries that can't be read go to ``problems``. Raises: SourceError if it is none."""
    return parsed_feed(page.content, url=page.url, media_type=page.media_type, charset=page.charset, problems=problems)
