"""The form that sets a digest up, read from what Slack tells of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import DAILY, Schedule, Subscription
from bot.domain.errors import QueryError
from bot.slack import digest_form as form
from bot.slack.digest_form import Form
from bot.slack.views import digest_form as view
from bot.web.playground.blocks import view_problems
from bot.web.playground.surfaces import first_values

FILLED = Form(
    number=3,
    channel="C024BE7LH",
    at="07:15",
    days=frozenset({0, 4}),
    zone="Europe/Berlin",
    query='taliban "peace talks"',
    outlets="CNN, Khaama Press",
    most="5",
    announce_quiet=True,
    in_home=True,
)


def back(filled: Form) -> Form:
    """The form as it comes back when it is submitted as it was drawn."""
    drawn: Any = view.modal(filled, None)
    return Form.read({**drawn, "state": {"values": first_values(drawn["blocks"])}})


@pytest.mark.parametrize("filled", [FILLED, Form(), Form(zone="Asia/Kabul")])
def test_what_is_drawn_is_what_is_read(filled: Form) -> None:
    assert back(filled) == filled


@given(st.text(max_size=400), st.text(max_size=300), st.text(max_size=70), st.frozensets(st.integers(0, 6)))
def test_whatever_is_typed_the_form_keeps_within_slacks_limits(
    query: str, outlets: str, zone: str, days: frozenset[int]
) -> None:
    filled = replace(FILLED, query=query, outlets=outlets, zone=zone, days=days)
    assert view_problems(view.modal(filled, QueryError("can't read", query))) == []


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner)))
def test_a_strange_state_is_an_empty_form(state: object) -> None:
    assert Form.read({"state": state, "private_metadata": str(state)}).channel == ""


def test_what_it_wants() -> None:
    wanted, problems = FILLED.wanted()
    assert problems == {}
    assert wanted is not None
    assert wanted.schedule == Schedule(at=time(7, 15), weekdays=frozenset({0, 4}), zone="Europe/Berlin")
    assert (wanted.outlets, wanted.most, wanted.announce_quiet) == (("CNN", "Khaama Press"), 5, True)


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        (replace(FILLED, at=""), form.TIME),
        (replace(FILLED, days=frozenset()), form.DAYS),
        (replace(FILLED, zone="Europe/Berln"), form.ZONE),
        (replace(FILLED, most="0"), form.MOST),
        (replace(FILLED, most="-3"), form.MOST),
    ],
)
def test_each_field_that_cannot_be_read_is_named(filled: Form, field: str) -> None:
    wanted, problems = filled.wanted()
    assert wanted is None
    assert list(problems) == [field]


def test_the_form_of_a_direct_message_has_no_channel() -> None:
    made = Subscription(
        id="s1",
        workspace="T1",
        number=2,
        channel="D1",
        creator="U1",
        schedule=Schedule(at=time(8, 30), weekdays=DAILY),
        created=datetime(2024, 7, 1, tzinfo=UTC),
    )
    assert (Form.of(made).channel, Form.of(made).number) == ("", 2)
