"""What people type after /digest."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.grammar import Change, Create, HelpWanted, Listing, SetUp, Verb, parse
from bot.digests.zones import nearest_zones, zone_named
from bot.domain.digest import DAILY, WEEKDAYS, Schedule
from bot.domain.errors import QueryError

HOME = "Asia/Kabul"


def create(
    at: str, days: frozenset[int] = DAILY, zone: str = HOME, query: str = "", announce_quiet: bool = False
) -> Create:
    return Create(Schedule(at=time.fromisoformat(at), weekdays=days, zone=zone), query, announce_quiet)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", SetUp()),
        ("  list ", Listing()),
        ("list 2", Listing(2)),
        ("Help", HelpWanted()),
        ("now", Change(Verb.NOW)),
        ("run 4", Change(Verb.NOW, 4)),
        ("pause #2", Change(Verb.PAUSE, 2)),
        ("resume 12", Change(Verb.RESUME, 12)),
        ("stop 1", Change(Verb.STOP, 1)),
        ("remove 1", Change(Verb.STOP, 1)),
        ("undo 1", Change(Verb.UNDO, 1)),
        ("77 stop", Change(Verb.STOP, 77)),
        ("#2 Pause", Change(Verb.PAUSE, 2)),
        ("Digest 3 preview", Change(Verb.PREVIEW, 3)),
        ("pause Digest 3", Change(Verb.PAUSE, 3)),
        ("resume 1.", Change(Verb.RESUME, 1)),
        ("2 stop!", Change(Verb.STOP, 2)),
        ("list.", Listing()),
        ("08:30, weekdays", create("08:30", WEEKDAYS)),
        ("8am, Mon\N{EN DASH}Fri, UTC: troops", create("08:00", WEEKDAYS, "UTC", "troops")),
        ("08:30 weekdays UTC, troops, planes", create("08:30", WEEKDAYS, "UTC", "troops, planes")),
        ("1 · weekdays at 08:30 (UTC) in newsroom · troops", create("08:30", WEEKDAYS, "UTC", "troops")),
        ("weekdays at 08:30 (UTC) in #newsroom", create("08:30", WEEKDAYS, "UTC")),
        ("weekdays at 08:30 (UTC) in newsrooms", create("08:30", WEEKDAYS, "UTC", "in newsrooms")),
        ("08:30", create("08:30")),
        ("8.30", create("08:30")),
        ("8h30", create("08:30")),
        ("0830", create("08:30")),
        ("830", create("08:30")),
        ("8am", create("08:00")),
        ("8 AM", create("08:00")),
        ("at 8:15 p.m.", create("20:15")),
        ("12am", create("00:00")),
        ("12pm", create("12:00")),
        ("noon", create("12:00")),
        ("midnight", create("00:00")),
        ("08:30 daily", create("08:30")),
        ("08:30 every day", create("08:30")),
        ("08:30 weekdays", create("08:30", WEEKDAYS)),
        ("every weekday at 08:30", create("08:30", WEEKDAYS)),
        ("weekends 10:00", create("10:00", frozenset({5, 6}))),
        ("08:30 mon,thu", create("08:30", frozenset({0, 3}))),
        ("08:30 Mon, Thurs", create("08:30", frozenset({0, 3}))),
        ("08:30 mon-fri", create("08:30", WEEKDAYS)),
        ("08:30 mon - wed", create("08:30", frozenset({0, 1, 2}))),
        ("08:30 mon\N{EN DASH}wed", create("08:30", frozenset({0, 1, 2}))),
        ("08:30 fri-mon", create("08:30", frozenset({4, 5, 6, 0}))),
        ("08:30 mon,wed-fri", create("08:30", frozenset({0, 2, 3, 4}))),
        ("08:30 sunday", create("08:30", frozenset({6}))),
        ("every monday at 9am", create("09:00", frozenset({0}))),
        ("on Tuesdays and Thursdays at 9:15", create("09:15", frozenset({1, 3}))),
        ("08:30 each mon, wed and fri", create("08:30", frozenset({0, 2, 4}))),
        ("08:30 mon & wed", create("08:30", frozenset({0, 2}))),
        ("every morning at 8:00 about vaccines", create("08:00", query="vaccines")),
        ("every day at 9am about the quake", create("09:00", query="the quake")),
        ("9am about: quake", create("09:00", query="quake")),
        ("9am about", create("09:00", query="about")),
        ("9am quake about", create("09:00", query="quake about")),
        ('9am "about the quake"', create("09:00", query='"about the quake"')),
        ("9am on climate", create("09:00", query="on climate")),
        ("9am every daylight robbery", create("09:00", query="every daylight robbery")),
        ("9am every vote", create("09:00", query="every vote")),
        ("9am monday and the vote", create("09:00", frozenset({0}), query="and the vote")),
        # As Newsdesk shows it.
        ("weekdays at 08:30 (Europe/Berlin) taliban", create("08:30", WEEKDAYS, "Europe/Berlin", "taliban")),
        ("Mon, Fri at 07:15 (America/New_York)", create("07:15", frozenset({0, 4}), "America/New_York")),
        ("every day at 08:30 (UTC)", create("08:30", zone="UTC")),
        ("08:30 Europe/Berlin (UTC+01:00) taliban", create("08:30", zone="Europe/Berlin", query="taliban")),
        ("08:30 UTC+04:30 taliban", create("08:30", zone="Asia/Kabul", query="taliban")),
        ("08:30 utc-5", create("08:30", zone="Etc/GMT+5")),
        ("08:30 GMT+1", create("08:30", zone="Etc/GMT-1")),
        ("08:30 UTC+99", create("08:30", query="UTC+99")),
        ("08:30 (taliban)", create("08:30", query="(taliban)")),
        ("08:30 weekdays Europe/Berlin taliban", create("08:30", WEEKDAYS, "Europe/Berlin", "taliban")),
        ("08:30 weekdays europe/berlin taliban", create("08:30", WEEKDAYS, "Europe/Berlin", "taliban")),
        ("08:30 berlin", create("08:30", zone="Europe/Berlin")),
        ("08:30 new york taliban", create("08:30", zone="America/New_York", query="taliban")),
        ("08:30 in Kabul taliban", create("08:30", query="taliban")),
        ("08:30 in Ho Chi Minh", create("08:30", zone="Asia/Ho_Chi_Minh")),
        ("08:30 in Mumbai", create("08:30", zone="Asia/Kolkata")),
        ("08:30 zone:utc", create("08:30", zone="UTC")),
        ("08:30 EST", create("08:30", zone="America/New_York")),
        ("08:30 kabul", create("08:30", query="kabul")),
        ("08:30 iran", create("08:30", query="iran")),
        ("08:30 in talks", create("08:30", query="in talks")),
        ('08:30 "berlin"', create("08:30", query='"berlin"')),
        ("08:30 AP/Reuters", create("08:30", query="AP/Reuters")),
        ("08:30 https://news.example/a", create("08:30", query="https://news.example/a")),
        ('08:30 from:khaama  "peace  talks" -doha', create("08:30", query='from:khaama  "peace  talks" -doha')),
        ("08:30 mon taliban, tue", create("08:30", frozenset({0}), query="taliban, tue")),
        ("08:30 even if quiet", create("08:30", announce_quiet=True)),
        ("08:30 weekdays taliban even if quiet", create("08:30", WEEKDAYS, query="taliban", announce_quiet=True)),
        ("08:30 quiet:yes taliban", create("08:30", query="taliban", announce_quiet=True)),
        ("08:30 taliban quiet:no talks", create("08:30", query="taliban talks")),
        ('08:30 "even if quiet"', create("08:30", query='"even if quiet"')),
        ("08:30 2024 election", create("08:30", query="2024 election")),
    ],
)
def test_parse(text: str, expected: object) -> None:
    assert parse(text, default_zone=HOME) == expected


@pytest.mark.parametrize(
    ("text", "problem", "subject", "hint"),
    [
        ("25:00", "not a time of day", "25:00", "The day goes from 00:00 to 23:59."),
        ("08:75", "not a time of day", "08:75", "The day goes from 00:00 to 23:59."),
        ("13pm", "not a time of day", "13pm", "Before am and pm stands an hour from 1 to 12."),
        ("8", "not a time of day", "8", "Try: 08:00 or 8pm"),
        ("14", "not a time of day", "14", "Try: 14:00"),
        ("every monday at 9", "not a time of day", "at 9", "Try: 09:00 or 9pm"),
        ("77 spot", "not a time of day", "77", "Try: 08:30"),
        ("77", "not a time of day", "77", "Try: 08:30"),
        ("weekdays", "no time of day given", "", "Try: /digest 08:30 weekdays"),
        ("taliban talks", "no time of day given", "taliban", "Try: /digest 08:30 taliban talks"),
        (
            "pasue 2",
            "neither a time of day nor something that can be done",
            "pasue",
            "Did you mean: /digest pause?",
        ),
        (
            "pause taliban",
            "not the number of a digest",
            "taliban",
            "Try: /digest pause 1 (/digest list shows the numbers)",
        ),
        ("08:30 mon,thr", "not a day", "thr", "Did you mean thu?"),
        (
            "08:30 wekdays",
            "not a day",
            "wekdays",
            'Did you mean weekdays? Quotes search for it: "wekdays"',
        ),
        ("08:30 Europe/Berln", "unknown time zone", "Europe/Berln", "Did you mean Europe/Berlin?"),
        ("08:30 zone:berln", "unknown time zone", "berln", "Did you mean Europe/Berlin?"),
        ("08:30 zone:", "unknown time zone", "", "Try a name such as Europe/Berlin or Asia/Tokyo."),
        ("08:30 quiet:maybe", "neither yes nor no", "quiet:maybe", "Try: quiet:yes"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, problem: str, subject: str, hint: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(text, default_zone=HOME)
    error = raised.value
    assert (error.problem, error.subject) == (problem, subject)
    assert error.hint.startswith(hint)


def test_zone_names() -> None:
    assert zone_named("AMERICA/argentina/buenos_aires") == "America/Argentina/Buenos_Aires"
    assert zone_named("Buenos Aires") in ("America/Buenos_Aires", "America/Argentina/Buenos_Aires")
    assert nearest_zones("Europe/Pairs")[0] == "Europe/Paris"


@given(
    st.text(max_size=60) | st.from_regex(r"(\d{1,2}[:.]?\d{0,2}|mon|quiet:|in|zone:|[-,\"/# ]){0,8}", fullmatch=True)
)
def test_any_text_is_a_command_or_a_clear_error(text: str) -> None:
    try:
        command = parse(text, default_zone=HOME)
    except QueryError as error:
        assert error.problem and error.hint
    else:
        assert isinstance(command, Create | SetUp | Change | Listing | HelpWanted)


@given(st.sampled_from(["08:30", "8am"]), st.text(alphabet="abc \"-:'#,", min_size=1, max_size=30))
def test_the_query_is_kept_as_typed(at: str, query: str) -> None:
    command = parse(f"{at} weekdays UTC {query}", default_zone=HOME)
    assert isinstance(command, Create)
    assert command.query == query.strip()
