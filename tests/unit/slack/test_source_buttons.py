"""What the buttons of additions and feeds carry: read back as it was, and nothing else is read."""

from __future__ import annotations

import pytest

from bot.slack.actions import (
    FeedPress,
    Give,
    Take,
    feed_value,
    give_value,
    read_feed,
    read_give,
    read_take,
    take_value,
)

LONG = f"https://paper.example/{'x' * 1_500}"


@pytest.mark.parametrize(
    "give",
    [
        Give("https://a.example/?a=1&amp;b=2"),
        Give(LONG),
        Give(file="F012ABC", alone=True),
        Give("http://a.example", alone=True),
    ],
)
def test_what_is_given_comes_back(give: Give) -> None:
    assert read_give(give_value(give) or "") == give


def test_what_is_taken_and_done_comes_back() -> None:
    assert read_take(take_value(Take("abc", alone=True)) or "") == Take("abc", alone=True)
    for press in (
        FeedPress("pause", 3),
        FeedPress("add", address=LONG),
        FeedPress("import", file="F1"),
        FeedPress("form"),
    ):
        assert read_feed(feed_value(press) or "") == press


def test_an_address_that_no_button_holds_makes_none() -> None:
    assert give_value(Give(f"{LONG}{'y' * 500}")) is None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"u": "javascript:alert(1)"}',
        '{"u": "file:///etc"}',
        '{"f": "../etc"}',
        '{"u": 1, "f": []}',
        '{"u": "https://a.example", "f": "F1"}',
        '{"a": ""}',
        '{"a": 1}',
        '{"v": ""}',
        '{"v": 2}',
    ],
)
def test_anything_else_is_nothing(value: str) -> None:
    assert (read_give(value), read_take(value), read_feed(value)) == (None, None, None)
