"""The form that sets a digest up, read from what Slack tells of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import DAILY, Schedule, Subscription
from bot.domain.errors import QueryError
from bot.slack import digest_form as form
from bot.slack.digest_form import Form
from bot.slack.views import digest_choices as choices
from bot.slack.views import digest_form as view
from bot.slack.views.digest_form import Glimpse
from bot.web.playground.blocks import view_problems
from bot.web.playground.elements import SUGGESTIONS
from bot.web.playground.shapes import Problems
from bot.web.playground.surfaces import first_values

NOW = datetime(2024, 7, 1, 6, 30, tzinfo=UTC)
FILLED = Form(
    number=3,
    channel="C024BE7LH",
    at="07:15",
    days=frozenset({0, 4}),
    zone="Europe/Berlin",
    query='taliban "peace talks"',
    outlets=("CNN", "Khaama Press"),
    most="5",
    announce_quiet=True,
    in_home=True,
)


def back(filled: Form) -> Form:
    """The form as it comes back when it is submitted as it was drawn."""
    drawn: Any = view.modal(filled, Glimpse(NOW))
    return Form.read({**drawn, "state": {"values": first_values(drawn["blocks"])}})


@pytest.mark.parametrize("filled", [FILLED, Form(), Form(zone="Asia/Kabul")])
def test_what_is_drawn_is_what_is_read(filled: Form) -> None:
    assert back(filled) == filled


@given(
    st.text(max_size=400),
    st.lists(st.text(min_size=1, max_size=form.LONGEST_OUTLET), max_size=30).map(tuple),
    st.text(max_size=70) | st.sampled_from(["Asia/Kabul", "America/Argentina/ComodRivadavia"]),
    st.frozensets(st.integers(0, 6)),
)
def test_whatever_is_typed_the_form_keeps_within_slacks_limits(
    query: str, outlets: tuple[str, ...], zone: str, days: frozenset[int]
) -> None:
    filled = replace(FILLED, query=query, outlets=outlets, zone=zone, days=days)
    assert view_problems(view.modal(filled, Glimpse(NOW, QueryError("can't read", query), (NOW,)))) == []


def test_the_form_says_when_it_comes() -> None:
    drawn = str(view.modal(FILLED, Glimpse(NOW, None, (NOW, NOW + timedelta(days=4)))))
    assert "Mon 1 Jul 2024, 08:30, then Fri 5 Jul 2024, 08:30." in drawn


def labels(options: list[Any]) -> list[str]:
    problems = Problems()
    SUGGESTIONS({"options": options}, "", problems)
    assert problems == []
    return [option["text"]["text"] for option in options]


def test_outlets_are_found_by_a_part_of_their_name() -> None:
    known = [("Agence France-Presse", 30), ("Le Monde", 12), ("Monde diplomatique", 1)]
    assert labels(choices.outlets(known, "")) == ["Agence France-Presse", "Le Monde", "Monde diplomatique"]
    assert labels(choices.outlets(known, "MONDE")) == [
        "Monde diplomatique",
        "Le Monde",
        "“MONDE…” in the name",
    ]
    assert labels(choices.outlets(known, "le monde")) == ["Le Monde"]
    assert choices.outlets(known, "le monde")[0]["description"] == {
        "type": "plain_text",
        "text": "12 articles",
        "emoji": False,
    }


@given(st.lists(st.tuples(st.text(max_size=200), st.integers(1, 10**6)), max_size=150), st.text(max_size=200))
def test_outlets_offered_keep_within_slacks_limits(known: list[tuple[str, int]], typed: str) -> None:
    assert len(labels(choices.outlets(known, typed))) <= choices.MOST


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
        (replace(FILLED, most="9" * 5_000), form.MOST),
        (replace(FILLED, most="²"), form.MOST),
        (replace(FILLED, most="٥٥"), form.MOST),
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
