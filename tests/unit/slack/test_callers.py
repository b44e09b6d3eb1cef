from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt.request import BoltRequest
from slack_sdk.errors import SlackClientError

from bot.domain.query import Reader
from bot.slack.callers import Caller
from bot.slack.profiles import KEPT, KEPT_AFTER_FAILURE, Profile, Profiles

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Slack:
    """``users.info``; an exception as the answer is raised."""

    def __init__(self, answer: dict[str, object] | Exception) -> None:
        self.answer, self.asked = answer, 0

    def users_info(self, *, user: str) -> dict[str, object]:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"user": self.answer}


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize(
    ("user", "profile"),
    [
        ({"tz": "Europe/Berlin"}, Profile("Europe/Berlin")),
        ({"tz": "Europe/Berlin", "is_admin": True}, Profile("Europe/Berlin", is_admin=True)),
        ({"tz": "America/New_York", "is_owner": True}, Profile("America/New_York", is_admin=True)),
        ({}, Profile("UTC")),
        ({"tz": None}, Profile("UTC")),
        ({"tz": "Mars/Olympus"}, Profile("UTC")),
        ({"tz": "../etc/passwd"}, Profile("UTC")),
        ({"tz": "Pacific/Nowhere", "tz_offset": 3600}, Profile("Etc/GMT-1")),
        ({"tz": None, "tz_offset": -18000}, Profile("Etc/GMT+5")),
        ({"tz": "Mars/Olympus", "tz_offset": 16200}, Profile("Asia/Kabul")),
        ({"tz": "Mars/Olympus", "tz_offset": 0}, Profile("UTC")),
        ({"tz": "Mars/Olympus", "tz_offset": 10**18}, Profile("UTC")),
        ({"tz": "Mars/Olympus", "tz_offset": "3600"}, Profile("UTC")),
        ({"tz": "Europe/Berlin", "tz_offset": 7200}, Profile("Europe/Berlin")),
        ({"name": "anna.k", "profile": {"display_name": "anna", "real_name": "Anna K"}}, Profile(name="Anna K")),
        ({"name": "anna.k", "profile": {"display_name": "anna", "real_name": ""}}, Profile(name="anna")),
        ({"name": "anna.k", "real_name": "Anna Klein"}, Profile(name="Anna Klein")),
        ({"name": "anna.k", "profile": {"display_name": None}}, Profile(name="anna.k")),
        (SlackClientError("missing_scope"), Profile("UTC")),
        (ConnectionResetError(), Profile("UTC")),
    ],
)
def test_a_profile_holds_what_slack_tells_and_else_the_least(
    user: dict[str, object] | Exception, profile: Profile
) -> None:
    slack: Any = Slack(user)
    assert Profiles(Clock()).of(slack, "T1", "U1") == profile


@pytest.mark.parametrize(
    ("user", "kept"), [({"tz": "Europe/Berlin"}, KEPT), (SlackClientError("ratelimited"), KEPT_AFTER_FAILURE)]
)
def test_slack_is_asked_again_only_after_a_while(user: dict[str, object] | Exception, kept: timedelta) -> None:
    slack: Any = Slack(user)
    clock = Clock()
    profiles = Profiles(clock)
    for later in (timedelta(0), kept - timedelta(seconds=1)):
        clock.now = START + later
        profiles.of(slack, "T1", "U1")
    assert slack.asked == 1
    clock.now = START + kept
    profiles.of(slack, "T1", "U1")
    assert slack.asked == 2


def test_one_user_id_in_two_workspaces_is_two_users() -> None:
    slack: Any = Slack({"tz": "Europe/Berlin"})
    profiles = Profiles(Clock())
    for workspace in ("T1", "T2"):
        profiles.of(slack, workspace, "U1")
    assert slack.asked == 2


EVENT = {"type": "event_callback", "team_id": "T1", "authorizations": [{"team_id": "T1", "enterprise_id": None}]}


@pytest.mark.parametrize(
    ("body", "reader"),
    [
        pytest.param({"team_id": "T1", "user_id": "U1", "command": "/news"}, "T1", id="command"),
        pytest.param({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}}, "T1", id="press"),
        pytest.param({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, "", id="a guest's press"),
        pytest.param({**EVENT, "event": {"type": "message", "user": "U1", "team": "T1"}}, "T1", id="message"),
        pytest.param(
            {**EVENT, "is_ext_shared_channel": True, "event": {"type": "app_mention", "user": "U1", "user_team": "T1"}},
            "T1",
            id="a mention in a shared channel",
        ),
        pytest.param(
            {**EVENT, "is_ext_shared_channel": True, "event": {"type": "app_mention", "user": "U1", "user_team": "T2"}},
            "",
            id="a guest's mention",
        ),
        pytest.param(
            {"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True, "user": {"id": "U1"}},
            "E1",
            id="an organisation's install",
        ),
    ],
)
def test_a_caller_reads_their_own_workspace_and_a_guest_only_what_is_shared(
    body: dict[str, object], reader: str
) -> None:
    context = BoltRequest(body=body, mode="socket_mode").context
    context["client"] = Slack({"tz": "Europe/Berlin"})
    caller = Caller.of(context, body, Profiles(Clock()))
    assert caller.reader() == Reader(workspace=reader, zone="Europe/Berlin")
    assert caller.user == "U1"
