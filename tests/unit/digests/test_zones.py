"""The zones that the form offers while somebody types."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.zones import OFFERED, zone_at, zone_label, zones_offered

WINTER, SUMMER = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)


def offered(typed: str, own: str = "Europe/Lisbon") -> list[str]:
    return [zone for zone, _ in zones_offered(typed, own=own, now=WINTER)]


@pytest.mark.parametrize(
    ("typed", "first", "label"),
    [
        ("berl", "Europe/Berlin", "Europe/Berlin (UTC+01:00)"),
        ("new y", "America/New_York", "America/New_York (UTC-05:00)"),
        ("york", "America/New_York", "America/New_York (UTC-05:00)"),
        ("mumb", "Asia/Kolkata", "Mumbai: Asia/Kolkata (UTC+05:30)"),
        ("San Francisco", "America/Los_Angeles", "San Francisco: America/Los_Angeles (UTC-08:00)"),
        ("EST", "America/New_York", "America/New_York (UTC-05:00)"),
        ("utc", "UTC", "UTC (UTC+00:00)"),
        ("asia/kab", "Asia/Kabul", "Asia/Kabul (UTC+04:30)"),
        ("Berln", "Europe/Berlin", "Europe/Berlin (UTC+01:00)"),
    ],
)
def test_a_zone_is_found_by_what_people_type(typed: str, first: str, label: str) -> None:
    assert zones_offered(typed, own="Europe/Lisbon", now=WINTER)[0] == (first, label)


def test_ones_own_comes_first() -> None:
    assert offered("")[:2] == ["Europe/Lisbon", "UTC"]
    assert offered("", own="Asia/Kabul")[0] == "Asia/Kabul"
    assert offered("europe/", own="Europe/Vienna")[0] == "Europe/Vienna"


def test_before_anything_is_typed_they_go_from_west_to_east() -> None:
    assert offered("").index("America/New_York") < offered("").index("Europe/London") < offered("").index("Asia/Tokyo")


def test_the_offset_is_that_of_the_moment() -> None:
    assert zone_label("Europe/Berlin", SUMMER) == "Europe/Berlin (UTC+02:00)"
    assert zone_label("Nowhere/Land", SUMMER) == "Nowhere/Land"


@given(st.text(max_size=40) | st.sampled_from(["a", "e", "america", "/", "_"]))
def test_whatever_is_typed_each_zone_is_offered_once_and_can_be_used(typed: str) -> None:
    found = zones_offered(typed, own="Europe/Lisbon", now=WINTER)
    zones = [zone for zone, _ in found]
    assert len(set(zones)) == len(zones) <= OFFERED
    assert all(ZoneInfo(zone) and len(label) <= 75 for zone, label in found)


@pytest.mark.parametrize("minutes", [*range(-12 * 60, 15 * 60, 60), -570, 210, 270, 330, 345, 390, 525, 570])
def test_a_zone_keeps_its_offset_all_year(minutes: int) -> None:
    offset = timedelta(minutes=minutes)
    zone = ZoneInfo(zone_at(offset))
    assert (WINTER.astimezone(zone).utcoffset(), SUMMER.astimezone(zone).utcoffset()) == (offset, offset)


@pytest.mark.parametrize("offset", [timedelta(hours=15), timedelta(hours=-13), timedelta(minutes=7), timedelta(days=9)])
def test_where_no_zone_keeps_an_offset_it_is_utc(offset: timedelta) -> None:
    assert zone_at(offset) == "UTC"
