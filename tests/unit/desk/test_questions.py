"""Questions in plain English, read into requests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.grammar import parse_command
from bot.desk.questions import parse_question
from bot.domain.errors import QueryError
from bot.domain.query import Courtesy, Kind, Query, Talk

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kind", "query"),
    [
        ("what did Stoltenberg say about the Taliban?", Kind.QUOTES, Query(person="Stoltenberg", words=("Taliban",))),
        ("What has Joe Biden said?", Kind.QUOTES, Query(person="Joe Biden")),
        ("what does the president say about troops", Kind.QUOTES, Query(person="president", words=("troops",))),
        ("what did they say?", Kind.QUOTES, Query()),
        ('who said "we went in together"?', Kind.QUOTES, Query(phrases=("we went in together",))),
        ("who was quoted?", Kind.QUOTES, Query()),
        ("quotes by Jens Stoltenberg", Kind.QUOTES, Query(person="Jens Stoltenberg")),
        ("how many troops are there?", Kind.FIGURES, Query(words=("troops",))),
        ("what are the figures for Afghanistan?", Kind.FIGURES, Query(words=("Afghanistan",))),
        ("who is Khalilzad?", Kind.PEOPLE, Query(person="Khalilzad")),
        ("who’s Khalilzad?", Kind.PEOPLE, Query(person="Khalilzad")),
        ("hi, how many troops?", Kind.FIGURES, Query(words=("troops",))),
        ("Hello there – how many troops?", Kind.FIGURES, Query(words=("troops",))),
        ("good morning newsdesk quotes together", Kind.QUOTES, Query(words=("together",))),
        ("newsdesk, how many troops please", Kind.FIGURES, Query(words=("troops",))),
        ("@newsdesk how many troops?", Kind.FIGURES, Query(words=("troops",))),
        ("hello kitty sales", Kind.NEWS, Query(words=("hello", "kitty", "sales"))),
        ("newsdesk layoffs", Kind.NEWS, Query(words=("newsdesk", "layoffs"))),
        ("hi-vis jackets", Kind.NEWS, Query(words=("hi-vis", "jackets"))),
        ("who is the mayor?", Kind.PEOPLE, Query(words=("mayor",))),
        ("what is this story about?", Kind.SUMMARY, Query()),
        ("tl;dr", Kind.SUMMARY, Query()),
        ("where do the outlets disagree?", Kind.COMPARE, Query()),
        ("any news about NATO?", Kind.NEWS, Query(words=("NATO",))),
        ("quotes together", Kind.QUOTES, Query(words=("together",))),
        ("NATO and the troops", Kind.NEWS, Query(words=("NATO", "troops"))),
        ("from:CNN troops", Kind.NEWS, Query(outlet="CNN", words=("troops",))),
        ("", Kind.HELP, Query()),
        ("what can you do?", Kind.HELP, Query()),
        ("Who are you?", Kind.HELP, Query()),
        ("how does this work?", Kind.HELP, Query()),
        ("is it?", Kind.HELP, Query()),
        ("what was the turnout in Oban?", Kind.FIGURES, Query(words=("turnout", "Oban"))),
        ("what's the death toll?", Kind.FIGURES, Query(words=("death", "toll"))),
        ("how much did the port want to pay?", Kind.FIGURES, Query(words=("port", "pay"))),
        ("help", Kind.HELP, Query()),
        ("* how many troops?", Kind.FIGURES, Query(words=("troops",))),
        ("1. how many troops?", Kind.FIGURES, Query(words=("troops",))),
        ("b) how many troops?", Kind.FIGURES, Query(words=("troops",))),
        ("Q: how many troops?", Kind.FIGURES, Query(words=("troops",))),
        ("please, how many troops?", Kind.FIGURES, Query(words=("troops",))),
        ("“how many troops?”", Kind.FIGURES, Query(words=("troops",))),
        ('"how many troops"?', Kind.FIGURES, Query(words=("troops",))),
        ("(how many troops?)", Kind.FIGURES, Query(words=("troops",))),
        ("how many troops? – thanks!", Kind.FIGURES, Query(words=("troops",))),
        ("how many troops? many thanks in advance.", Kind.FIGURES, Query(words=("troops",))),
        ("how many troops? @newsdesk", Kind.FIGURES, Query(words=("troops",))),
        ("how many troops? …", Kind.FIGURES, Query(words=("troops",))),
        ('"how many troops"', Kind.NEWS, Query(phrases=("how many troops",))),
        ("please the crowd", Kind.NEWS, Query(words=("crowd",))),
        ("1. FC Union", Kind.NEWS, Query(words=("1", "FC", "Union"))),
        ("quotes: troops", Kind.QUOTES, Query(words=("troops",))),
    ],
)
def test_a_question_is_read(text: str, kind: Kind, query: Query) -> None:
    request = parse_question(text, now=NOW, zone="UTC")
    assert (request.kind, request.query) == (kind, query)


@pytest.mark.parametrize(
    ("text", "kind", "query"),
    [
        ("how many troops?", Kind.FIGURES, Query(story=12, words=("troops",))),
        ("quotes", Kind.QUOTES, Query(story=12)),
        ("who is in this story?", Kind.PEOPLE, Query(story=12)),
        ("", Kind.SUMMARY, Query(story=12)),
        ("quotes #3", Kind.QUOTES, Query(story=3)),
        ("https://news.example/a", Kind.NEWS, Query(url="https://news.example/a")),
    ],
)
def test_in_a_thread_its_story_is_meant_unless_another_is_named(text: str, kind: Kind, query: Query) -> None:
    request = parse_question(text, now=NOW, zone="UTC", talk=Talk(story=12))
    assert (request.kind, request.query) == (kind, query)


QUIST = Talk(person="Mara Quist")


@pytest.mark.parametrize(
    ("text", "talk", "kind", "query"),
    [
        ("what did he say?", QUIST, Kind.QUOTES, Query(person="Mara Quist")),
        ("And what did she say about the port?", QUIST, Kind.QUOTES, Query(person="Mara Quist", words=("port",))),
        ("what did they say?", QUIST, Kind.QUOTES, Query(person="Mara Quist")),
        ("where do they disagree?", QUIST, Kind.COMPARE, Query()),
        ("who is she?", QUIST, Kind.PEOPLE, Query(person="Mara Quist")),
        ("how old is he?", QUIST, Kind.FIGURES, Query(words=("Mara", "Quist"))),
        ('who said "he left"?', QUIST, Kind.QUOTES, Query(phrases=("he left",))),
        ("what did he say?", Talk(story=4), Kind.QUOTES, Query(story=4)),
        ("and the wounded?", Talk(story=4, kind=Kind.FIGURES), Kind.FIGURES, Query(story=4, words=("wounded",))),
        ("the wounded?", Talk(story=4, kind=Kind.FIGURES), Kind.FIGURES, Query(story=4, words=("wounded",))),
        ("the wounded?", Talk(kind=Kind.FIGURES), Kind.NEWS, Query(words=("wounded",))),
        ("what about the wounded", Talk(kind=Kind.FIGURES), Kind.FIGURES, Query(words=("wounded",))),
        ("and the mayor?", Talk(story=4, kind=Kind.QUOTES), Kind.QUOTES, Query(story=4, person="mayor")),
        ("and about the bridge?", Talk(story=4, kind=Kind.QUOTES), Kind.QUOTES, Query(story=4, words=("bridge",))),
        ("and Mara Quist?", Talk(story=4, kind=Kind.PEOPLE), Kind.PEOPLE, Query(story=4, person="Mara Quist")),
        ("and how many ships?", Talk(story=4, kind=Kind.QUOTES), Kind.FIGURES, Query(story=4, words=("ships",))),
        ("and quotes", Talk(story=4, kind=Kind.FIGURES), Kind.QUOTES, Query(story=4)),
        ("summary", Talk(story=4, kind=Kind.FIGURES), Kind.SUMMARY, Query(story=4)),
        ("and the bridge?", Talk(story=4, kind=Kind.SUMMARY), Kind.NEWS, Query(story=4, words=("bridge",))),
    ],
)
def test_a_follow_up_knows_what_was_said_before_it(text: str, talk: Talk, kind: Kind, query: Query) -> None:
    request = parse_question(text, now=NOW, zone="UTC", talk=talk)
    assert (request.kind, request.query) == (kind, query)


@pytest.mark.parametrize("text", ["what did he say?", "what did she say about the port?", "who is he?"])
def test_he_is_nobody_where_nobody_was_named(text: str) -> None:
    with pytest.raises(QueryError, match="nobody was named yet"):
        parse_question(text, now=NOW, zone="UTC")


@pytest.mark.parametrize(
    ("text", "courtesy"),
    [
        ("hi", Courtesy.HELLO),
        ("Hello there!", Courtesy.HELLO),
        ("good morning newsdesk", Courtesy.HELLO),
        ("thanks", Courtesy.THANKS),
        ("Great, thank you so much!", Courtesy.THANKS),
        ("ok", Courtesy.THANKS),
        ("hi, what did Quist say?", None),
        ("thanks to the union", None),
        ("?", None),
    ],
)
def test_a_courtesy_asks_for_nothing(text: str, courtesy: Courtesy | None) -> None:
    for talk in (Talk(), Talk(story=4, kind=Kind.QUOTES)):
        assert parse_question(text, now=NOW, zone="UTC", talk=talk).courtesy is courtesy


@given(st.text(max_size=120), st.none() | st.integers(1, 99))
def test_a_button_can_ask_the_same_again(text: str, story: int | None) -> None:
    try:
        request = parse_question(text, now=NOW, zone="UTC", talk=Talk(story=story))
    except QueryError:
        return
    if request.kind is not Kind.NEWS:
        assert parse_command(request.kind, request.text, now=NOW, zone="UTC").query == request.query
