"""When a digest is due: wall time in an IANA zone, turned into moments. Pure: no clock, no store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.domain.digest import Schedule, Subscription

LATE = timedelta(hours=12)
"""How late a missed digest is still posted."""

NOTICEABLE = timedelta(minutes=5)
"""From when on a late digest says when it was due."""

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
# Two slots of one schedule are never further apart than a week and the day that a zone may skip.
_WINDOW = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class Due:
    """The latest slot that nobody has taken, in UTC, and how far ``behind`` we are.

    ``missed`` says that it is too late to post it; it is recorded all the same.
    """

    slot: datetime
    behind: timedelta
    missed: bool


def slots(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    """The moments in ``(after, until]`` at which the schedule falls due, in UTC, earliest first.

    Each local day on the schedule has exactly one, on that day: a wall time in the spring gap falls on the next valid
    minute (the last valid one, where the gap swallows the rest of its day), one in the autumn fold on its first
    pass. A day that the zone never had (Samoa, 30 December 2011) has none. Weekdays are those of the local date.
    """
    zone = ZoneInfo(schedule.zone)
    # A day on either side: a fold at midnight can bring a date back.
    day = after.astimezone(zone).date() - _DAY
    last = until.astimezone(zone).date() + _DAY
    while day <= last:
        if day.weekday() in schedule.weekdays:
            moment = _moment(day, schedule, zone)
            if moment is not None and after < moment <= until:
                yield moment
        day += _DAY


def next_slots(schedule: Schedule, after: datetime, count: int) -> list[datetime]:
    """The next ``count`` slots after ``after``, in UTC."""
    return list(islice(slots(schedule, after, after + _WINDOW * (count + 1)), count))


def due(subscription: Subscription, last_slot: datetime | None, now: datetime, *, late: timedelta = LATE) -> Due | None:
    """The one slot to serve at ``now``, None if there is none; earlier ones are never made up for.

    ``last_slot`` is the last one that the schedule brought, whatever became of it. A paused subscription is never due.
    """
    if subscription.paused is not None:
        return None
    after = max(moment for moment in (subscription.starts, last_slot, now - _WINDOW) if moment is not None)
    slot = max(slots(subscription.schedule, after, now), default=None)
    return None if slot is None else Due(slot, now - slot, missed=now - slot >= late)


def reckoned(schedule: Schedule, day: date) -> tuple[datetime | None, str]:
    """The slot of the local ``day`` in UTC, and how it comes about, in words; None if the zone has no such day."""
    zone = ZoneInfo(schedule.zone)
    moment = _moment(day, schedule, zone)
    if moment is None:
        return None, f"{schedule.zone} has no {day.day} {day:%B %Y}: its clocks skip that day"
    wall = datetime.combine(day, schedule.at)
    local = moment.astimezone(zone)
    told = f"{local:%H:%M} in {schedule.zone} (UTC{local:%z}) is {moment:%H:%M} UTC"
    if local.replace(tzinfo=None) != wall:
        when = "the next valid minute" if local.replace(tzinfo=None) > wall else "the last valid minute of that day"
        return moment, f"{wall:%H:%M} does not exist that day, the clocks go forward: {when} counts; {told}"
    if wall.replace(tzinfo=zone, fold=1).utcoffset() != local.utcoffset():
        return moment, f"{wall:%H:%M} comes twice that day, the clocks go back: the first counts; {told}"
    return moment, told


def _moment(day: date, schedule: Schedule, zone: ZoneInfo) -> datetime | None:
    """The moment of ``day`` at which the schedule falls due, None if the zone has no such day."""
    # The default fold=0 is the first pass of a time that comes twice.
    wall = datetime.combine(day, schedule.at)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    resumed = _end_of_gap(wall, zone)
    if resumed.astimezone(zone).date() == day:
        return resumed
    last_valid = resumed - _MINUTE
    return last_valid if last_valid.astimezone(zone).date() == day else None


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute, in UTC, after the gap that swallows ``wall``.

    Source: PEP 495: inside a gap, fold=1 reckons with the offset that holds after it and so gives a moment before
    the transition, and fold=0 the other way round.
    """
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    # No zone has changed its clocks at an odd second since 1972.
    low, high = int(before.timestamp()) // 60, int(after.timestamp()) // 60
    old = before.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle * 60, zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high * 60, UTC)
