"""What users type, read into requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.grammar import parse_command
from bot.domain.errors import QueryError
from bot.domain.query import Kind, Query, Request

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def parse(text: str, kind: Kind = Kind.NEWS, zone: str = "UTC") -> Request:
    return parse_command(kind, text, now=NOW, zone=zone)


@pytest.mark.parametrize("text", ["😀", ":tada:", ":wave::skin-tone-3: 🎉", "???", "— …", '"😀"'])
def test_where_there_is_no_word_nothing_can_be_found(text: str) -> None:
    with pytest.raises(QueryError, match="nothing can be found by"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("harbour 🎉 :tada:", Query(words=("harbour",))),
        ("12:30:15", Query(words=("12:30:15",))),
        ("since:2024-07-01 🎉", Query(since=datetime(2024, 7, 1, tzinfo=UTC))),
    ],
)
def test_emoji_beside_words_are_passed_over(text: str, query: Query) -> None:
    assert parse(text).query == query


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ('quay "stays open', "The quotation mark is never closed: looked for the exact words “stays open”."),
        ("quay “stays open", "The quotation mark is never closed: looked for the exact words “stays open”."),
        ('quay "stays open"', ""),
        ("the dockers' quay", ""),
    ],
)
def test_a_quotation_mark_that_is_never_closed_is_said(text: str, note: str) -> None:
    assert parse(text).note == note


@pytest.mark.parametrize("text", ["by:😀", "from:!!"])
def test_a_filter_wants_a_name(text: str) -> None:
    with pytest.raises(QueryError, match="not a name"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("troops withdrawal", Query(words=("troops", "withdrawal"))),
        ("  troops,   NATO?  ", Query(words=("troops", "NATO"))),
        ("from:CNN, troops", Query(words=("troops",), outlet="CNN")),
        ("troops from:paper.example.", Query(words=("troops",), outlet="paper.example")),
        ("from:U.S. troops", Query(words=("troops",), outlet="U.S.")),
        ("from:Yahoo!", Query(outlet="Yahoo!")),
        ("from:‘New York Times’, by:'Anna Smith'", Query(outlet="New York Times", person="Anna Smith")),
        ("by:O'Neil dockers'", Query(words=("dockers'",), person="O'Neil")),
        ("from：CNN ＃12", Query(outlet="CNN", story=12)),
        ("「come out together」", Query(phrases=("come out together",))),
        ("since:2024-07-01, troops", Query(words=("troops",), since=datetime(2024, 7, 1, tzinfo=UTC))),
        ("(https://a.example/x)", Query(url="https://a.example/x")),
        ("“https://a.example/x?a=1&b=2”", Query(url="https://a.example/x?a=1&b=2")),
        ("https://a.example/x_(y).", Query(url="https://a.example/x_(y)")),
        ("2 articles on #12 · 1 figure given differently", Query(story=12)),
        ("2 articles on #12 troops", Query(words=("2", "articles", "on", "troops"), story=12)),
        ('"come out together" troops', Query(words=("troops",), phrases=("come out together",))),
        ("“come out together”", Query(phrases=("come out together",))),
        ('"never closed', Query(phrases=("never closed",))),
        ("troops -nato", Query(words=("troops",), excluded=("nato",))),
        ('-"Joe Biden" troops', Query(words=("troops",), excluded=("Joe Biden",))),
        ("from:CNN troops", Query(words=("troops",), outlet="CNN")),
        ('from:"New York Times"', Query(outlet="New York Times")),
        ("from: CNN troops", Query(words=("troops",), outlet="CNN")),
        ("FROM:CNN by:Blinken", Query(outlet="CNN", person="Blinken")),
        ("#12", Query(story=12)),
        ("#12 troops", Query(story=12, words=("troops",))),
        ("(#12), troops", Query(story=12, words=("troops",))),
        ("https://news.example/a.", Query(url="https://news.example/a")),
        ("https://news.example/a?b=1&c=2", Query(url="https://news.example/a?b=1&c=2")),
        # Plain text: what looks like an escape was typed so.
        ("https://news.example/a?b=1&copy=2", Query(url="https://news.example/a?b=1&copy=2")),
        ("AT&amp;T", Query(words=("AT&amp;T",))),
        ("from:“Khaama Press” troops", Query(words=("troops",), outlet="Khaama Press")),
        ("AT&T covid:19 3,500 well-known", Query(words=("AT&T", "covid:19", "3,500", "well-known"))),
        ("since:2h", Query(since=NOW - timedelta(hours=2))),
        ("since:7d", Query(since=NOW - timedelta(days=7))),
        ("since:yesterday", Query(since=datetime(2026, 11, 22, tzinfo=UTC))),
        (
            "since:2024-07-01 until:2024-07-01",
            Query(since=datetime(2024, 7, 1, tzinfo=UTC), until=datetime(2024, 7, 2, tzinfo=UTC)),
        ),
    ],
)
def test_a_query_is_read(text: str, query: Query) -> None:
    assert parse(text).query == query


@pytest.mark.parametrize(
    ("shown", "typed"),
    [
        ("Khaama Press · undated · #1", "#1"),
        ("Khaama Press · 13 Jul 2024, 14:05 CEST · #12 · also in CNN", "#12"),
        ("A title, copied as well Khaama Press · 13 Jul 2024 · #12", "#12"),
        ("3 quotes · Stoltenberg Taliban", "Stoltenberg Taliban"),
        ("6–10 of 1,200 stories · troops from:CNN", "troops from:CNN"),
        ("No figures · troops", "troops"),
        ("5 stories · newest first", ""),
        ("since:13 Jul 2024 troops", "since:2024-07-13 troops"),
        ('until:"3 jul 2024" troops', "until:2024-07-03 troops"),
        ("since:13 Jul 2024, 14:05 UTC+04:30 troops", "since:2024-07-13 troops"),
        ("added:“1 Nov 2026” troops", "added:2026-11-01 troops"),
    ],
)
def test_what_is_shown_is_read_as_what_was_typed(shown: str, typed: str) -> None:
    assert parse(shown) == parse(typed)
    assert parse(shown, Kind.QUOTES) == parse(typed, Kind.QUOTES)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("troops · taliban", Query(words=("troops", "taliban"))),
        ("#1 · #2", Query(story=2)),
        ("3 quotes Stoltenberg", Query(words=("3", "quotes", "Stoltenberg"))),
        ("13 Jul 2024", Query(words=("13", "Jul", "2024"))),
    ],
)
def test_what_only_looks_like_it_is_not(text: str, query: Query) -> None:
    assert parse(text).query == query


def test_dates_are_days_in_the_readers_zone() -> None:
    query = parse("since:2024-07-01 until:2024-07-01", zone="Europe/Berlin").query
    assert query.since == datetime(2024, 6, 30, 22, tzinfo=UTC)
    assert query.until == datetime(2024, 7, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("quotes together", Kind.QUOTES, "together"),
        ("Quotes", Kind.QUOTES, ""),
        ("figures #3", Kind.FIGURES, "#3"),
        ("people", Kind.PEOPLE, ""),
        ("compare #3", Kind.COMPARE, "#3"),
        ("summary troops", Kind.SUMMARY, "troops"),
        ("help", Kind.HELP, ""),
        ("together quotes", Kind.NEWS, "together quotes"),
    ],
)
def test_a_first_word_after_news_changes_the_kind(text: str, kind: Kind, rest: str) -> None:
    request = parse(text)
    assert (request.kind, request.text) == (kind, rest)


def test_only_news_reads_its_first_word_as_a_kind() -> None:
    assert parse("people together", Kind.QUOTES).query.words == ("people", "together")


def test_a_summary_has_a_length() -> None:
    assert parse("sentences:5 troops", Kind.SUMMARY).sentences == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("form:cnn", ["unknown filter", "form:", "from:cnn"]),
        ("sinc:7d", ["unknown filter", "since:7d"]),
        ("since:soon", ["not a time", "since:soon", "since:7d"]),
        ("since:2024-02-30", ["not a time", "2024-02-30"]),
        ("until:9999-12-31", ["not a time"]),
        ("since:9999y", ["not a time", "since:9999y", "since:7d"]),
        ("until:2100y", ["not a time", "until:2100y"]),
        ("added:9999years", ["not a time"]),
        ("added:٩٩٩٩y", ["not a time"]),
        ("troops by:", ["nothing after", "by:", "by:Blinken"]),
        ("sentences:0", ["not a length"]),
        ("since:1d until:2024-07-01", ["nothing can be both"]),
        ("x" * 1001, ["too long"]),
    ],
)
def test_what_cant_be_read_is_named_with_the_nearest_that_can(text: str, told: list[str]) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    message = f"{caught.value} {caught.value.hint}"
    assert [part for part in told if part not in message] == []


@pytest.mark.parametrize("kind", [Kind.SUMMARY, Kind.QUOTES, Kind.FIGURES, Kind.PEOPLE, Kind.COMPARE])
def test_a_bare_number_is_a_story_where_an_answer_is_about_one(kind: Kind) -> None:
    assert parse("12", kind).query == Query(story=12)
    assert parse('"12"', kind).query == Query(phrases=("12",))
    assert parse("12 troops", kind).query == Query(words=("12", "troops"))
    assert parse("12", Kind.NEWS).query == Query(words=("12",))


@given(st.text(max_size=200), st.sampled_from(Kind))
def test_any_text_gives_a_request_or_a_query_error(text: str, kind: Kind) -> None:
    try:
        request = parse(text, kind)
    except QueryError as e:
        assert str(e)
    else:
        again = parse_command(request.kind, request.text, now=NOW, zone="UTC")
        if request.kind is not Kind.NEWS:  # of /news the first word may be a kind again
            assert again.query == request.query
