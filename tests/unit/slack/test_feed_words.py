"""What people type after ``/news feeds``."""

from __future__ import annotations

import pytest

from bot.domain.errors import QueryError
from bot.slack.feed_words import (
    AddFeed,
    ChangeFeed,
    ExportFeeds,
    FeedCommand,
    FeedVerb,
    HelpOnFeeds,
    ImportFeeds,
    ListFeeds,
    is_about_feeds,
    parse,
)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", ListFeeds()),
        ("list", ListFeeds()),
        ("list 2", ListFeeds(2)),
        ("3", ListFeeds(3)),
        ("add https://paper.example/rss", AddFeed("https://paper.example/rss")),
        ("Add: paper.example", AddFeed("paper.example")),
        ("add feed <https://paper.example>", AddFeed("https://paper.example")),
        ("subscribe to https://paper.example", AddFeed("https://paper.example")),
        ("add", AddFeed()),
        ("pause 2", ChangeFeed(FeedVerb.PAUSE, 2)),
        ("pause #2.", ChangeFeed(FeedVerb.PAUSE, 2)),
        ("resume feed 2", ChangeFeed(FeedVerb.RESUME, 2)),
        ("2 resume", ChangeFeed(FeedVerb.RESUME, 2)),
        ("delete 12", ChangeFeed(FeedVerb.REMOVE, 12)),
        ("export", ExportFeeds()),
        ("Import", ImportFeeds()),
        ("help", HelpOnFeeds()),
    ],
)
def test_what_can_be_read(text: str, command: FeedCommand) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("pasue 2", "Did you mean: /news feeds pause 2?"),
        ("lsit", "Did you mean: /news feeds list?"),
        ("pause", "Try: /news feeds pause 1 (/news feeds shows the numbers)"),
        ("pause two", "Try: /news feeds pause 1 (/news feeds shows the numbers)"),
        ("pause 0", "Try: /news feeds pause 1 (/news feeds shows the numbers)"),
        ("add https://a.example https://b.example", "Try: /news feeds add https://a.example"),
        ("for thought", "Try: /news feeds add ADDRESS"),
    ],
)
def test_what_can_t_says_what_can(text: str, hint: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert refused.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "about"),
    [("", True), ("pause 2", True), ("pause", True), ("pasue 2", True), ("prices", False), ("the poor", False)],
)
def test_feed_is_a_word_of_the_news_too(text: str, about: bool) -> None:
    assert is_about_feeds(text) is about
