"""What Newsdesk shows, copied from Slack and pasted into a command: it means what it meant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.grammar import parse_command
from bot.digests.grammar import Create
from bot.digests.grammar import parse as parse_digest
from bot.digests.zones import zone_named
from bot.domain.article import Article
from bot.domain.digest import WEEKDAYS, Schedule, Subscription
from bot.domain.escapes import undone
from bot.domain.query import Kind, Query, Request
from bot.slack.text import plain_text
from bot.slack.views.articles import day, outlet, source
from bot.slack.views.digests import describe, wall_time
from bot.slack.views.remarks import head_of
from bot.slack.views.words import escape, literal

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
NAMES = st.text(alphabet="abc ÉÜ你'’.-&<>*_~`|/0", min_size=1, max_size=30).map(lambda name: f"A{name.strip()}z")
ZONES = sorted(zone for zone in available_timezones() if "/" in zone)


def pasted(shown: str) -> str:
    """How text that is copied from a message comes back in the next one."""
    return plain_text(escape(shown))


def asked(text: str, kind: Kind = Kind.NEWS) -> Request:
    return parse_command(kind, text, now=NOW, zone="UTC")


def an_article(name: str, story: int, published: datetime | None, language: str = "en") -> Article:
    return Article(
        locator="/a.txt",
        text="",
        title="A title",
        outlet=name,
        byline=None,
        url=None,
        published=published,
        id="a1",
        workspace="",
        story=story,
        added=NOW,
        updated=NOW,
        language=language,
    )


def a_digest(zone: str) -> Subscription:
    schedule = Schedule(at=NOW.time(), weekdays=WEEKDAYS, zone=zone)
    return Subscription(id="", workspace="T1", number=1, channel="C1", creator="U1", schedule=schedule, created=NOW)


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone(zone: str) -> None:
    meant = zone_named(zone)
    shown = undone(describe(a_digest(zone)))
    assert f"({zone})" in shown  # with nothing invisible in it
    for typed in (f"18:00 {zone} fire", f"18:00 \u2060{zone}\u200b fire", f"{wall_time(a_digest(zone).schedule)} fire"):
        command = parse_digest(pasted(typed), default_zone="UTC")
        assert isinstance(command, Create)
        assert (command.schedule.zone, command.query) == (meant, "fire")


@given(NAMES)
def test_an_outlet_and_a_person(name: str) -> None:
    name = plain_text(escape(name))
    shown = outlet(an_article(name, 1, None))
    assert asked(f'from:"{pasted(shown)}" troops').query == Query(outlet=name, words=("troops",))
    shown = undone(literal(name, 80))  # as mrkdwn shows it
    assert asked(f'quotes by:"{pasted(shown)}"').query.person == name


@given(
    NAMES,
    st.integers(1, 10**6),
    st.none() | st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kabul"]),
    st.sampled_from(["en", "de"]),
)
def test_a_line_that_names_a_story(name: str, story: int, when: datetime | None, zone: str, language: str) -> None:
    line = source(an_article(name, story, when, language), zone)
    for shown in (line, f"A title\n{line}", f"#{story}"):
        assert asked(pasted(shown), Kind.SUMMARY).query == Query(story=story)


@given(st.dates(datetime(1970, 1, 2).date(), datetime(2100, 1, 1).date()))
def test_a_day(when: Any) -> None:
    shown = day(datetime(when.year, when.month, when.day, tzinfo=UTC))
    assert asked(f"since:{pasted(shown)} troops") == asked(f"since:{when.isoformat()} troops")


@pytest.mark.parametrize("amount", ["1 story", "12 quotes", "6–10 of 1,234 figures", "No names", "5 of 12 stories"])
@pytest.mark.parametrize("text", ["troops", 'from:"Marks & Rowe" "5 > 3" -taliban', "#12 troops", "covid:19"])
def test_the_head_of_an_answer(amount: str, text: str) -> None:
    head: Any = head_of(asked(text), amount)
    shown = "".join(element["text"] for element in head["elements"][0]["elements"])
    assert asked(pasted(shown)) == asked(text)
