from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.grammar import Change, Verb
from bot.domain.article import Span
from bot.domain.query import Kind
from bot.slack.actions import (
    MAX_VALUE,
    Ask,
    Place,
    ask_value,
    change_value,
    place_value,
    read_ask,
    read_change,
    read_place,
)
from tests.unit.views.strategies import texts


@given(st.builds(Ask, st.sampled_from(Kind), texts, st.integers(1, 10_000), st.integers(1, 50)))
def test_a_question_comes_back_as_it_went_or_gets_no_button(ask: Ask) -> None:
    value = ask_value(ask)
    if value is None:
        assert len(ask.text) > 50 or not ask.text.isprintable()
    else:
        assert len(value) <= MAX_VALUE
        assert read_ask(value) == ask


@pytest.mark.parametrize("text", ["Q&A", "&amp;", "Q&amp;amp;A", "5 &gt; 3 > 2"])
def test_escapes_that_were_typed_come_back_as_typed(text: str) -> None:
    assert read_ask(ask_value(Ask(Kind.QUOTES, text)) or "") == Ask(Kind.QUOTES, text)


def test_what_an_older_version_wrote_was_escaped() -> None:
    assert read_ask('{"k":"quotes","t":"Marks &amp; Rowe"}') == Ask(Kind.QUOTES, "Marks & Rowe")


def test_a_place_and_a_change_come_back_as_they_went() -> None:
    place, change = Place("a1", Span(3, 9)), Change(Verb.UNDO, 4)
    assert read_place(place_value(place) or "") == place
    assert read_change(change_value(change) or "") == change


def test_a_change_that_names_no_digest_gets_no_button() -> None:
    assert change_value(Change(Verb.PAUSE)) is None


def test_what_leaves_out_the_page_asks_for_the_first() -> None:
    assert read_ask('{"k":"quotes","t":"nato"}') == Ask(Kind.QUOTES, "nato", page=1, sentences=3)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "quotes",
        "[]",
        "null",
        "[" * 100_000,
        '{"k":"quotes"}',
        '{"k":"steal","t":""}',
        '{"k":["quotes"],"t":""}',
        '{"k":"quotes","t":7}',
        '{"k":"quotes","t":"","p":0}',
        '{"k":"quotes","t":"","p":true}',
        '{"k":"quotes","t":"","p":1e3}',
        '{"k":"quotes","t":"","n":99}',
        '{"a":"a1","s":5,"e":2}',
        '{"a":"a1","s":-1,"e":2}',
        '{"a":1,"s":1,"e":2}',
        '{"a":"a1","s":1,"e":99999999999}',
        '{"v":"explode","d":1}',
        '{"v":"pause","d":0}',
        '{"v":"pause","d":null}',
    ],
)
def test_what_no_view_wrote_is_nothing(value: str) -> None:
    assert (read_ask(value), read_place(value), read_change(value)) == (None, None, None)
