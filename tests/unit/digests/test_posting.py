"""What is frozen, what names it, and what Slack's refusals mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.posting import FrozenMessage, Part, freeze, part_key, part_mark, thaw
from bot.digests.troubles import Verdict, given_up, refused, uncertain, unreadable, verdict
from bot.domain.digest import Delivery, Schedule, Subscription
from bot.domain.errors import DeliveryError, QueryError
from bot.storage.digests import Telling, Told

SLOT = datetime(2025, 3, 30, 6, 30, tzinfo=UTC)
SUBSCRIPTION = Subscription(
    id="s1",
    workspace="T1",
    number=4,
    channel="C1",
    creator="U1",
    schedule=Schedule(at=time(8, 30), zone="Europe/Berlin"),
    created=SLOT,
)

_blocks = st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(), max_size=3), max_size=3)


_numbers = st.lists(st.integers(1, 10**9), max_size=3).map(tuple)
_times = st.datetimes(timezones=st.just(UTC))
_told = st.builds(
    Told, st.text(max_size=5), st.text(max_size=20), _times, st.text(max_size=5), st.none() | st.integers(0, 10**12)
)
_parts = st.builds(
    Part,
    st.builds(FrozenMessage, st.text(max_size=20), _blocks.map(tuple), _numbers),
    st.builds(Telling, _numbers, _numbers, st.lists(_told, max_size=2).map(tuple)),
)


@given(st.lists(_parts, max_size=3))
def test_what_is_thawed_is_what_was_frozen(parts: list[Part]) -> None:
    assert thaw(freeze(parts)) == parts


def test_what_the_last_version_froze_is_still_posted() -> None:
    kept = '[{"text":"1 new story","blocks":[{"type":"divider"}]}]'
    assert thaw(kept) == [Part(FrozenMessage("1 new story", ({"type": "divider"},)), Telling())]


def test_each_message_of_a_delivery_has_a_key_and_a_mark_of_its_own() -> None:
    delivery = Delivery(subscription="s1", slot=SLOT)
    assert delivery.key == "s1:2025-03-30T06:30:00+00:00"
    assert delivery.mark == Delivery(subscription="s1", slot=SLOT, sent=3).mark
    assert delivery.mark != Delivery(subscription="s1", slot=SLOT + timedelta(days=1)).mark
    assert [part_key(delivery.key, part) for part in range(2)] == [delivery.key, f"{delivery.key}/1"]
    assert [part_mark("7f3a01", part) for part in range(3)] == ["7f3a01", "7f3a01.2", "7f3a01.3"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (DeliveryError("x", unclear=True), Verdict.LOOK),
        (DeliveryError("x", unclear=True, code="not_in_channel"), Verdict.LOOK),
        (DeliveryError("x", code="internal_error"), Verdict.LOOK),
        (DeliveryError("x", code="fatal_error"), Verdict.LOOK),
        (DeliveryError("x", code="ratelimited", retry_after=timedelta(seconds=3)), Verdict.WAIT),
        (DeliveryError("x", code="ratelimited"), Verdict.WAIT),
        (DeliveryError("x"), Verdict.WAIT),
        (DeliveryError("x", code="not_in_channel"), Verdict.PAUSE),
        (DeliveryError("x", code="channel_not_found"), Verdict.PAUSE),
        (DeliveryError("x", code="is_archived"), Verdict.PAUSE),
        (DeliveryError("x", code="account_inactive"), Verdict.PAUSE),
        (DeliveryError("x", code="token_revoked"), Verdict.PAUSE),
        (DeliveryError("x", code="invalid_auth"), Verdict.PAUSE),
        (DeliveryError("x", code="msg_too_long"), Verdict.FAIL),
        (DeliveryError("x", code="something_new"), Verdict.FAIL),
    ],
)
def test_verdict(error: DeliveryError, expected: Verdict) -> None:
    assert verdict(error) is expected


DELIVERY = Delivery(subscription="s1", slot=SLOT)


@pytest.mark.parametrize(
    ("delivery", "name", "it"),
    [
        (DELIVERY, "Digest 4 of 30 March, 08:30", "It"),
        (replace(DELIVERY, sent=1), "The rest of digest 4 of 30 March, 08:30", "The digest"),
        (replace(DELIVERY, corrects=True, ts="17.1"), "A correction to digest 4", "The digest"),
    ],
)
def test_the_maker_is_told_when_by_their_own_clock_and_what_to_do(delivery: Delivery, name: str, it: str) -> None:
    trouble = refused(delivery, SUBSCRIPTION, DeliveryError("x", code="not_in_channel"))
    assert trouble.problem == f"{name} could not be posted: Newsdesk is not in its channel. {it} is paused."
    assert trouble.hint == "Type /invite @newsdesk there, then /digest resume 4."
    assert (trouble.paused, trouble.reason) == (True, "Newsdesk is not in its channel")


def test_other_troubles() -> None:
    failed = refused(DELIVERY, SUBSCRIPTION, DeliveryError("x", code="invalid_blocks"))
    assert "Slack refused it (invalid_blocks)" in failed.problem
    assert failed.hint == "Its stories come with the next one. Ask an admin what that means."
    corrects = refused(replace(DELIVERY, corrects=True), SUBSCRIPTION, DeliveryError("x", code="invalid_blocks"))
    assert "next one" not in corrects.hint
    query = unreadable(DELIVERY, SUBSCRIPTION, QueryError("unknown filter", "form:bbc"))
    assert (query.paused, "unknown filter: form:bbc" in query.problem) == (True, True)
    assert uncertain(DELIVERY, SUBSCRIPTION, DeliveryError("x", code="no_permission")).paused is False
    assert uncertain(DELIVERY, SUBSCRIPTION, DeliveryError("x", code="not_in_channel")).paused is True
    assert given_up(DELIVERY, SUBSCRIPTION, "timed out").problem.endswith("could not be posted in time (timed out).")
