"""When feeds and hosts are asked again, and what robots.txt allows: tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import SourceError
from bot.domain.feed import Feed, FeedState
from bot.sources.feed_pace import PAUSES, failed, in_words, succeeded
from bot.sources.robots import delay, host_of, may_read
from bot.sources.unread import Gone, Unread

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
FEED = Feed(
    id="1",
    workspace="",
    number=1,
    url="https://daily.example/feed",
    title=None,
    state=FeedState.ACTIVE,
    next_at=NOW,
    interval=15 * MINUTE,
    last_success=NOW - 15 * MINUTE,
    last_new=NOW - HOUR,
)


@pytest.mark.parametrize(
    ("interval", "silence", "first", "shortest", "expected"),
    [
        (15 * MINUTE, HOUR, False, 15 * MINUTE, 15 * MINUTE),
        (15 * MINUTE, 9 * DAY, False, 15 * MINUTE, 22.5 * MINUTE),
        (HOUR, 8 * HOUR, False, 15 * MINUTE, HOUR),
        (DAY, 90 * DAY, False, 15 * MINUTE, DAY),
        (DAY, timedelta(0), False, 15 * MINUTE, 15 * MINUTE),
        (DAY, 90 * DAY, True, MINUTE, MINUTE),
        (15 * MINUTE, HOUR, False, 2 * HOUR, 2 * HOUR),
        (15 * MINUTE, None, False, 15 * MINUTE, 22.5 * MINUTE),
        (15 * MINUTE, -HOUR, False, 15 * MINUTE, 15 * MINUTE),
    ],
)
def test_the_longer_the_silence_the_longer_the_interval(
    interval: timedelta, silence: timedelta | None, first: bool, shortest: timedelta, expected: timedelta
) -> None:
    last_new = None if silence is None else NOW - silence
    feed = replace(FEED, interval=interval, last_new=last_new, last_success=None if first else NOW - HOUR)
    after = succeeded(feed, news=None, now=NOW, shortest=shortest)
    assert (after.interval, after.next_at, after.last_success) == (expected, NOW + expected, NOW)


def test_news_make_a_feed_quick_again_and_forget_its_failures() -> None:
    feed = replace(FEED, interval=DAY, failures=3, last_error="its server answers 503 Service Unavailable")
    after = succeeded(feed, news=NOW, now=NOW, shortest=15 * MINUTE)
    assert (after.interval, after.failures, after.last_error, after.last_new) == (15 * MINUTE, 0, None, NOW)


@pytest.mark.parametrize(
    ("failures", "after", "pause"),
    [
        (0, timedelta(0), 15 * MINUTE),
        (1, timedelta(0), 30 * MINUTE),
        (4, timedelta(0), 4 * HOUR),
        (9, timedelta(0), DAY),
        (5_000, timedelta(0), DAY),
        (0, 2 * HOUR, 2 * HOUR),
        (9, 2 * HOUR, DAY),
    ],
)
def test_the_more_failures_the_longer_the_pause(failures: int, after: timedelta, pause: timedelta) -> None:
    error = Unread("could not fetch", FEED.url, "the server answers 503 Service Unavailable", after=after)
    feed = failed(replace(FEED, failures=failures), error, now=NOW)
    assert (feed.next_at, feed.failures, feed.state) == (NOW + pause, failures + 1, FeedState.ACTIVE)
    assert (feed.last_success, feed.last_new) == (FEED.last_success, FEED.last_new)


def test_what_is_gone_is_not_asked_again() -> None:
    gone = failed(FEED, Gone("could not fetch", FEED.url, "the server answers 410 Gone"), now=NOW)
    assert (gone.state, gone.last_error) == (FeedState.GONE, "its server answers 410 Gone")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SourceError("could not fetch", "u", "no answer in time"), "no answer in time"),
        (
            SourceError("not a feed", "u", "it is neither RSS, Atom nor a JSON Feed"),
            "it is neither RSS, Atom nor a JSON Feed",
        ),
        (SourceError("too large", "u"), "too large"),
    ],
)
def test_what_is_wrong_is_said_without_the_address(error: SourceError, words: str) -> None:
    assert in_words(error) == words


def test_the_pauses_of_a_page_grow() -> None:
    assert list(PAUSES) == sorted(PAUSES)


ROBOTS = """User-agent: news
Disallow: /

User-agent: NewsDesk
Disallow: /private
Allow: /private/open
Crawl-delay: 2.5

User-agent: *
Disallow: /"""


@pytest.mark.parametrize(
    ("robots", "path", "expected"),
    [
        ("", "/a", True),
        (ROBOTS, "/a", True),
        (ROBOTS, "/private/a", False),
        (ROBOTS, "/private/open", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /*?page=", "/a?page=2", False),
        ("User-agent: GPTBot\nDisallow: /", "/a", True),
        ("\ufeff<html><body>Not found</body></html>", "/a", True),
        ("Disallow: /", "/a", True),
    ],
)
def test_what_robots_txt_allows(robots: str, path: str, expected: bool) -> None:
    assert may_read(robots, f"https://daily.example{path}") is expected


@pytest.mark.parametrize(
    ("said", "seconds"), [("2.5", 2.5), ("86400", 60), ("-1", 0), ("soon", 0), ("nan", 0), ("", 0)]
)
def test_a_delay_is_within_reason(said: str, seconds: float) -> None:
    assert delay(f"User-agent: *\nCrawl-delay: {said}\n").total_seconds() == seconds


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Daily.Example/a", "daily.example"),
        ("http://daily.example:80/a", "daily.example"),
        ("https://daily.example:8443/a", "daily.example:8443"),
    ],
)
def test_a_host_is_its_name_and_its_odd_port(url: str, host: str) -> None:
    assert host_of(url) == host
