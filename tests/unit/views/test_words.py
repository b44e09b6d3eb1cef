from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.article import Span
from bot.slack.views.articles import marked
from bot.slack.views.words import cut, cut_front, escape, listed, literal, plain, web_address
from tests.unit.views.strategies import texts

FAMILY = "👩‍👩‍👧‍👦"


def test_escaping_replaces_the_ampersand_first() -> None:
    assert escape("<!channel> & &amp;") == "&lt;!channel&gt; &amp; &amp;amp;"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("to be or not", 12, "to be or not"),
        ("to be or not", 11, "to be or…"),
        ("to be or not", 3, "to…"),
        ("abcdefgh", 4, "abc…"),
        ("ab" + FAMILY, 5, "ab…"),
        ("abe\u0301f", 4, "ab…"),
        ("abc🇩🇪", 4, "abc…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        (FAMILY, 3, FAMILY[:2] + "…"),
    ],
)
def test_a_text_is_cut_at_a_word_or_between_graphemes(text: str, limit: int, short: str) -> None:
    assert cut(text, limit) == short


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("to be or not", 12, "to be or not"),
        ("to be or not", 8, "…or not"),
        ("abcdefgh", 4, "…fgh"),
        (FAMILY + "ab", 5, "…ab"),
        ("abc", 0, ""),
    ],
)
def test_a_text_is_cut_at_its_front(text: str, limit: int, short: str) -> None:
    assert cut_front(text, limit) == short


@given(texts, st.integers(0, 50))
def test_no_cut_is_longer_than_its_limit(text: str, limit: int) -> None:
    for short in (cut(text, limit), cut_front(text, limit), plain(text, limit), literal(text, limit)):
        assert len(short) <= limit


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("a & b", 40, "a &amp; b"),
        ("&&&&", 10, "&amp;…"),
        ("&&&&", 11, "&amp;&amp;…"),
        ("two\nlines\x00", 40, "two lines"),
        ("hey @here and @channels", 40, "hey @\u200bhere and @channels"),
    ],
)
def test_words_from_outside_are_cut_before_and_measured_after_escaping(text: str, limit: int, short: str) -> None:
    assert len(short) <= limit
    assert plain(text, limit) == short


def test_formatting_marks_of_an_article_do_not_format() -> None:
    assert literal("*a*", 40) == "\u200b*\u200ba\u200b*\u200b"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("HTTP://example.org/<a>|b c", "http://example.org/%3Ca%3E%7Cb%20c"),
        ("javascript:alert(1)", None),
        ("ftp://example.org/", None),
        ("https://", None),
        ("http://[bad", None),
        ("https://example.org/\x00", None),
        ("https://example.org/" + "a" * 500, None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, address: str | None) -> None:
    assert web_address(url) == address


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_lists_read_as_a_sentence(items: list[str], sentence: str) -> None:
    assert listed(items, most=3) == sentence


TEXT = "one to three four five six"


@pytest.mark.parametrize(
    ("marks", "room", "shown"),
    [
        ([(4, 6)], 100, "one [to] three four five six"),
        ([(13, 17), (4, 6)], 100, "one [to] three [four] five six"),
        ([(4, 6), (5, 8)], 100, "one [to][ t]hree four five six"),
        ([(4, 6), (13, 17)], 15, "…[to] three [four]…"),
        ([(13, 17)], 24, "…to three [four] five six"),
        ([(0, 26)], 10, "[one to…]"),
        ([(40, 50)], 100, TEXT),
        ([], 9, "one to…"),
    ],
)
def test_marks_stand_in_bold_and_keep_what_is_nearest_to_them(
    marks: list[tuple[int, int]], room: int, shown: str
) -> None:
    runs = marked(TEXT, Span(0, len(TEXT)), [Span(*mark) for mark in marks], room)
    assert "".join(f"[{each['text']}]" if "style" in each else str(each["text"]) for each in runs if each) == shown
