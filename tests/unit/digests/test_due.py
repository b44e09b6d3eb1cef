"""Wall time in a zone: gaps, folds, skipped days, and what is due now."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import zoneinfo
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.digests.due import Due, due, next_slots, reckoned, slots
from bot.domain.digest import WEEKDAYS, Schedule, Subscription

HOUR = timedelta(hours=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_subscription(
    schedule: Schedule, *, created: str, paused: str | None = None, active_since: datetime | None = None
) -> Subscription:
    return Subscription(
        id="s1",
        workspace="T1",
        number=1,
        channel="C1",
        creator="U1",
        schedule=schedule,
        created=utc(created),
        paused=paused,
        active_since=active_since,
    )


@pytest.mark.parametrize(
    ("zone", "at", "after", "until", "expected"),
    [
        pytest.param("UTC", "08:30", "2024-07-01T08:30", "2024-07-02T08:30", ["2024-07-02T08:30"], id="half-open"),
        pytest.param(
            "Europe/Berlin", "02:30", "2025-03-29T12:00", "2025-03-30T12:00", ["2025-03-30T01:00"], id="spring gap"
        ),
        pytest.param(
            "Europe/Berlin",
            "02:00",
            "2025-03-29T12:00",
            "2025-03-30T12:00",
            ["2025-03-30T01:00"],
            id="gap's first minute",
        ),
        pytest.param(
            "Europe/Berlin", "01:59", "2025-03-29T12:00", "2025-03-30T12:00", ["2025-03-30T00:59"], id="before the gap"
        ),
        pytest.param(
            "Europe/Berlin", "02:30", "2025-10-25T12:00", "2025-10-26T12:00", ["2025-10-26T00:30"], id="autumn fold"
        ),
        pytest.param(
            "America/Havana",
            "00:15",
            "2025-03-08T12:00",
            "2025-03-09T12:00",
            ["2025-03-09T05:00"],
            id="gap at midnight",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            "02:10",
            "2025-10-04T00:00",
            "2025-10-05T00:00",
            ["2025-10-04T15:30"],
            id="half an hour",
        ),
        pytest.param(
            "America/Scoresbysund",
            "23:30",
            "2025-03-29T12:00",
            "2025-03-31T12:00",
            ["2025-03-30T00:59", "2025-03-31T00:30"],
            id="a gap to the end of its day",
        ),
        pytest.param(
            "Pacific/Apia",
            "08:30",
            "2011-12-29T00:00",
            "2012-01-01T00:00",
            ["2011-12-29T18:30", "2011-12-30T18:30", "2011-12-31T18:30"],
            id="a day that never was",
        ),
        pytest.param(
            "Pacific/Kwajalein",
            "12:00",
            "1993-08-20T00:00",
            "1993-08-23T00:00",
            ["1993-08-21T00:00", "1993-08-22T00:00", "1993-08-23T00:00"],
            id="another one",
        ),
    ],
)
def test_slots(zone: str, at: str, after: str, until: str, expected: list[str]) -> None:
    schedule = Schedule(at=time.fromisoformat(at), zone=zone)
    assert list(slots(schedule, utc(after), utc(until))) == [utc(moment) for moment in expected]


def test_weekdays_are_those_of_the_local_date() -> None:
    # 08:30 on Monday in Auckland is Sunday evening in UTC.
    schedule = Schedule(at=time(8, 30), weekdays=WEEKDAYS, zone="Pacific/Auckland")
    week = slots(schedule, utc("2024-07-06T00:00"), utc("2024-07-13T00:00"))
    assert [f"{moment:%a %H:%M}" for moment in week] == [f"{day} 20:30" for day in ("Sun", "Mon", "Tue", "Wed", "Thu")]


def test_next_slots() -> None:
    schedule = Schedule(at=time(8, 30), weekdays=frozenset({3}), zone="Europe/Berlin")
    assert next_slots(schedule, utc("2024-10-17T12:00"), 3) == [
        utc("2024-10-24T06:30"),
        utc("2024-10-31T07:30"),
        utc("2024-11-07T07:30"),
    ]


def _changes(zone: zoneinfo.ZoneInfo, first: date, last: date) -> set[date]:
    """The local dates around each change of the zone's clocks: the only ones that can go wrong."""
    around: set[date] = set()
    moment = datetime.combine(first, time(), UTC)
    offset = moment.astimezone(zone).utcoffset()
    while moment.date() <= last:
        moment += 24 * HOUR
        now = moment.astimezone(zone).utcoffset()
        if now != offset:
            around.update(moment.astimezone(zone).date() + timedelta(days=days) for days in range(-3, 4))
        offset = now
    return around


def test_every_local_day_has_exactly_one_slot_in_every_zone() -> None:
    """Every zone, 2024 to 2028: each quarter of the night around each change of clocks, and the whole span once."""
    rng = random.Random(2024)
    quarters = [time(hour, minute) for hour in (0, 1, 2, 3, 4, 12, 21, 22, 23) for minute in (0, 15, 30, 45)]
    first, last = date(2024, 1, 1), date(2028, 12, 31)
    days = {first + timedelta(days=day) for day in range((last - first).days + 1)}
    begin, end = datetime(2023, 12, 29, tzinfo=UTC), datetime(2029, 1, 3, tzinfo=UTC)
    seen: set[tuple[object, ...]] = set()
    for name in sorted(zoneinfo.available_timezones()):
        zone = zoneinfo.ZoneInfo(name)
        changes = _changes(zone, first, last)
        # Zones that keep the same clock (links, or EU neighbours) need their whole span only once.
        clock = tuple(datetime.combine(day, time(), zone).utcoffset() for day in sorted(days))
        if clock in seen:
            continue
        seen.add(clock)
        local = Counter(
            moment.astimezone(zone).date() for moment in slots(Schedule(at=rng.choice(quarters), zone=name), begin, end)
        )
        assert {day: local[day] for day in days if local[day] != 1} == {}, name
        for at in quarters:
            for day in sorted(changes & days)[3::7]:
                noon = datetime.combine(day, time(12), UTC)
                got = Counter(
                    moment.astimezone(zone).date()
                    for moment in slots(Schedule(at=at, zone=name), noon - 96 * HOUR, noon + 96 * HOUR)
                )
                wanted = [day + timedelta(days=days) for days in (-1, 0, 1)]
                assert [got[each] for each in wanted] == [1, 1, 1], (name, at, day)


def test_zones_come_from_the_package_whatever_the_machine_has() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import bot, zoneinfo; print(zoneinfo.TZPATH, zoneinfo.ZoneInfo('Asia/Kabul'))"],
        env={**os.environ, "PYTHONTZPATH": "/usr/share/zoneinfo"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "() Asia/Kabul"


BERLIN = Schedule(at=time(8, 30), zone="Europe/Berlin")
LAST = "2024-07-01T06:30"


@pytest.mark.parametrize(
    ("last_slot", "now", "expected"),
    [
        pytest.param(LAST, "2024-07-02T06:29", None, id="not yet"),
        pytest.param(LAST, "2024-07-02T06:30", ("2024-07-02T06:30", 0, False), id="on the minute"),
        pytest.param("2024-07-02T06:30", "2024-07-02T06:31", None, id="done"),
        pytest.param(LAST, "2024-07-02T18:29", ("2024-07-02T06:30", 719, False), id="late, but of use"),
        pytest.param(LAST, "2024-07-02T18:30", ("2024-07-02T06:30", 720, True), id="too late"),
        pytest.param(LAST, "2024-07-09T07:00", ("2024-07-09T06:30", 30, False), id="a week down: one digest"),
        pytest.param(None, "2024-07-01T06:30", None, id="made after today's slot"),
        pytest.param(None, "2024-07-02T06:30", ("2024-07-02T06:30", 0, False), id="the first"),
        pytest.param(None, "2026-07-02T06:30", ("2026-07-02T06:30", 0, False), id="after two years"),
    ],
)
def test_due(last_slot: str | None, now: str, expected: tuple[str, int, bool] | None) -> None:
    got = due(
        a_subscription(BERLIN, created="2024-07-01T06:30"),
        utc(last_slot) if last_slot else None,
        utc(now),
        late=timedelta(hours=12),
    )
    if expected is None:
        assert got is None
    else:
        slot, minutes, missed = expected
        assert got == Due(utc(slot), timedelta(minutes=minutes), missed)


def test_a_paused_subscription_is_never_due() -> None:
    paused = a_subscription(BERLIN, created="2024-07-01T00:00", paused="on holiday")
    assert due(paused, None, utc("2024-07-02T06:30")) is None


def test_what_fell_in_a_pause_is_not_made_up_for() -> None:
    resumed = a_subscription(BERLIN, created="2024-07-01T00:00", active_since=utc("2024-07-02T07:00"))
    assert due(resumed, utc("2024-07-01T06:30"), utc("2024-07-02T07:01")) is None
    assert due(resumed, utc("2024-07-01T06:30"), utc("2024-07-03T06:30")) is not None


@pytest.mark.parametrize(
    ("day", "at", "zone", "slot", "words"),
    [
        (date(2025, 3, 30), time(2, 30), "Europe/Berlin", datetime(2025, 3, 30, 1, tzinfo=UTC), "does not exist"),
        (date(2025, 10, 26), time(2, 30), "Europe/Berlin", datetime(2025, 10, 26, 0, 30, tzinfo=UTC), "comes twice"),
        (date(2025, 3, 30), time(8, 30), "Europe/Berlin", datetime(2025, 3, 30, 6, 30, tzinfo=UTC), "is 06:30 UTC"),
        (date(2011, 12, 30), time(8), "Pacific/Apia", None, "has no 30 December 2011"),
    ],
)
def test_how_a_slot_is_reckoned_is_told(day: date, at: time, zone: str, slot: datetime | None, words: str) -> None:
    moment, how = reckoned(Schedule(at=at, zone=zone), day)
    assert moment == slot
    assert words in how
