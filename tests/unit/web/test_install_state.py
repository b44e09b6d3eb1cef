"""The signed state of an installation."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.install_state import STATE_LIFE, SignedStates
from bot.web.oauth import authorization_page

BEGUN = datetime(2026, 12, 1, 9, tzinfo=UTC)


class World:
    """A clock, and what was used."""

    def __init__(self) -> None:
        self.now = BEGUN
        self.used: set[str] = set()

    def first_time(self, key: str, now: datetime) -> bool:
        assert now == self.now
        is_new = key not in self.used
        self.used.add(key)
        return is_new

    def states(self, secret: str = "client-secret") -> SignedStates:
        return SignedStates(secret, self.first_time, lambda: self.now)


def test_a_state_is_good_once_for_any_process_with_the_same_secret() -> None:
    world = World()
    state = world.states().issue()
    assert world.used == set()
    assert [world.states().consume(state), world.states().consume(state)] == [True, False]
    assert state not in "".join(world.used)


def test_each_is_another_and_fits_an_address_and_a_cookie() -> None:
    issued = {World().states().issue() for _ in range(100)}
    assert len(issued) == 100
    assert set("".join(issued)) <= set(string.hexdigits + "-")


@pytest.mark.parametrize(
    ("seconds", "is_good"), [(-60, False), (0, True), (1, True), (599, True), (600, True), (601, False), (10**6, False)]
)
def test_it_lives_for_ten_minutes(seconds: int, is_good: bool) -> None:
    world = World()
    state = world.states().issue()
    world.now += timedelta(seconds=seconds)
    assert world.states().consume(state) is is_good
    assert timedelta(seconds=600) == STATE_LIFE


def test_nobody_else_can_issue_one() -> None:
    world = World()
    assert not world.states().consume(world.states("another").issue())
    issued, nonce, mac = world.states().issue().split("-")
    for forged in (f"{int(issued) + 1}-{nonce}-{mac}", f"{issued}-{'0' * 32}-{mac}", f"{issued}-{nonce}-{'0' * 64}"):
        assert not world.states().consume(forged)
    assert world.used == set()


@given(state=st.text() | st.from_regex(r"[0-9]{1,20}-[0-9a-f]{32}-[0-9a-f]{64}\n?"))
def test_nothing_made_up_is_taken_and_nothing_is_stored_for_it(state: str) -> None:
    world = World()
    assert not world.states().consume(state)
    assert world.used == set()


@pytest.mark.parametrize(
    ("api_url", "page"),
    [
        (None, None),
        ("https://slack-gov.com/api/", "https://slack-gov.com/oauth/v2/authorize"),
        ("http://127.0.0.1:4000/api/", "http://127.0.0.1:4000/oauth/v2/authorize"),
    ],
)
def test_slacks_page_is_beside_its_web_api(api_url: str | None, page: str | None) -> None:
    assert authorization_page(api_url) == page
