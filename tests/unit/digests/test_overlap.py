"""Two digests that would tell a story twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from bot.digests.overlap import is_same, overlaps
from bot.domain.digest import WEEKDAYS, Schedule, Subscription

ONE = Subscription(
    id="s1",
    workspace="T1",
    number=1,
    channel="C1",
    creator="U1",
    schedule=Schedule(at=time(8, 30), weekdays=WEEKDAYS, zone="Europe/Berlin"),
    created=datetime(2026, 3, 2, tzinfo=UTC),
    query="harbour strike",
)
LATER = replace(ONE.schedule, at=time(17, 0))


@pytest.mark.parametrize(
    ("change", "same", "overlapping"),
    [
        pytest.param({}, True, True, id="equal"),
        pytest.param({"query": "Strike  HARBOUR"}, True, True, id="the same words"),
        pytest.param({"creator": "U2"}, True, True, id="by somebody else"),
        pytest.param({"most": 3, "announce_quiet": True}, True, True, id="fewer stories of the same"),
        pytest.param({"schedule": LATER}, False, True, id="at another time"),
        pytest.param({"query": ""}, False, True, id="everything"),
        pytest.param({"query": "strike"}, False, True, id="a wider query"),
        pytest.param({"query": 'harbour strike "night shift" -rail'}, False, True, id="a narrower query"),
        pytest.param({"outlets": ("Courier",)}, False, True, id="of some outlets"),
        pytest.param({"query": "harbour dredging"}, False, False, id="some of the words"),
        pytest.param({"query": "election"}, False, False, id="other words"),
        pytest.param({"channel": "C2"}, False, False, id="elsewhere"),
        pytest.param({"channel": "D1"}, False, False, id="a direct message"),
        pytest.param({"workspace": "T2"}, False, False, id="in another workspace"),
    ],
)
def test_what_is_told_twice(change: dict[str, Any], same: bool, overlapping: bool) -> None:
    other = replace(ONE, id="s2", number=2, **change)
    for pair in ((ONE, other), (other, ONE)):
        assert (is_same(*pair), overlaps(*pair)) == (same, overlapping)


def test_other_outlets_tell_other_stories() -> None:
    one, other = replace(ONE, outlets=("Courier", "AP")), replace(ONE, outlets=("Reuters",))
    assert not overlaps(one, other)
    assert overlaps(one, replace(other, outlets=("courier",)))


def test_the_direct_messages_of_one_person_are_one_place() -> None:
    unknown, known = replace(ONE, channel=""), replace(ONE, channel="D1")
    assert is_same(unknown, known)
    assert not is_same(unknown, replace(known, creator="U2"))
