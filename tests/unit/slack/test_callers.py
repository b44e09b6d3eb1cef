from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.domain.query import Reader
from bot.slack.callers import Caller
from bot.slack.patience import Patience
from bot.slack.profiles import KEPT, Profile, Profiles
from bot.slack.remembered import KEPT_AFTER_FAILURE
from bot.web.playground.faults import Late
from bot.web.playground.server import LocalSlack

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
T = TypeVar("T")


class Slack:
    """``users.info``; an exception as the answer is raised."""

    def __init__(self, answer: dict[str, object] | Exception) -> None:
        self.answer, self.asked = answer, 0

    def users_info(self, *, user: str) -> dict[str, object]:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"user": self.answer}


class Direct(Patience):
    """Asks the client itself: it is no real one."""

    def ask(self, client: WebClient, question: Callable[[WebClient], T]) -> T:
        return question(client)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def rate_limited(seconds: int) -> SlackApiError:
    answer = SlackResponse(
        client=None,
        http_verb="POST",
        api_url="users.info",
        req_args={},
        data={"ok": False, "error": "ratelimited"},
        headers={"Retry-After": str(seconds)},
        status_code=429,
    )
    error: SlackApiError = SlackApiError("ratelimited", answer)  # type: ignore[no-untyped-call]
    return error


def known(zone: str = "UTC", **more: Any) -> Profile:
    return Profile(zone, is_known=True, **more)


@pytest.mark.parametrize(
    ("user", "profile"),
    [
        ({"tz": "Europe/Berlin"}, known("Europe/Berlin")),
        ({"tz": "Europe/Berlin", "is_admin": True}, known("Europe/Berlin", is_admin=True)),
        ({"tz": "America/New_York", "is_owner": True}, known("America/New_York", is_admin=True)),
        ({"is_restricted": True}, known(is_guest=True)),
        ({"is_restricted": True, "is_ultra_restricted": True}, known(is_guest=True)),
        ({"is_stranger": True, "team_id": "T9"}, known(is_stranger=True, team="T9")),
        ({"deleted": True}, known(is_gone=True)),
        ({"is_bot": True}, known(is_gone=True)),
        (
            {"team_id": "E1", "enterprise_user": {"enterprise_id": "E1", "teams": ["T3", "T4"]}},
            known(team="E1", workspaces=frozenset({"T3", "T4"})),
        ),
        ({"team_id": "T1", "enterprise_user": None}, known(team="T1")),
        ({"team_id": "T1", "enterprise_user": {}}, known(team="T1")),
        ({}, known()),
        ({"tz": None}, known()),
        ({"tz": "Mars/Olympus"}, known()),
        ({"tz": "../etc/passwd"}, known()),
        (SlackClientError("missing_scope"), Profile()),
        (ConnectionResetError(), Profile()),
        ({"tz": "Pacific/Nowhere", "tz_offset": 3600}, known("Etc/GMT-1")),
        ({"tz": None, "tz_offset": -18000}, known("Etc/GMT+5")),
        ({"tz": "Mars/Olympus", "tz_offset": 16200}, known("Asia/Kabul")),
        ({"tz": "Mars/Olympus", "tz_offset": 0}, known("UTC")),
        ({"tz": "Mars/Olympus", "tz_offset": 10**18}, known("UTC")),
        ({"tz": "Mars/Olympus", "tz_offset": "3600"}, known("UTC")),
        ({"tz": "Europe/Berlin", "tz_offset": 7200}, known("Europe/Berlin")),
        ({"name": "anna.k", "profile": {"display_name": "anna", "real_name": "Anna K"}}, known(name="Anna K")),
        ({"name": "anna.k", "profile": {"display_name": "anna", "real_name": ""}}, known(name="anna")),
        ({"name": "anna.k", "real_name": "Anna Klein"}, known(name="Anna Klein")),
        ({"name": "anna.k", "profile": {"display_name": None}}, known(name="anna.k")),
    ],
)
def test_a_profile_holds_what_slack_tells_and_else_the_least(
    user: dict[str, object] | Exception, profile: Profile
) -> None:
    slack: Any = Slack(user)
    assert Profiles(Clock()).of(slack, "T1", "U1", Direct()) == profile


@pytest.mark.parametrize(
    ("user", "kept"),
    [
        ({"tz": "Europe/Berlin"}, KEPT),
        (SlackClientError("fatal_error"), KEPT_AFTER_FAILURE),
        (rate_limited(25), timedelta(seconds=25)),
    ],
)
def test_slack_is_asked_again_only_after_a_while(user: dict[str, object] | Exception, kept: timedelta) -> None:
    slack: Any = Slack(user)
    clock = Clock()
    profiles = Profiles(clock)
    for later in (timedelta(0), kept - timedelta(seconds=1)):
        clock.now = START + later
        profiles.of(slack, "T1", "U1", Direct())
    assert slack.asked == 1
    clock.now = START + kept
    profiles.of(slack, "T1", "U1", Direct())
    assert slack.asked == 2


def test_after_a_rate_limit_nobody_of_the_workspace_is_asked_for() -> None:
    slack: Any = Slack(rate_limited(25))
    clock = Clock()
    profiles = Profiles(clock)
    for user, workspace in (("U1", "T1"), ("U2", "T1"), ("U1", "T2")):
        profiles.of(slack, workspace, user, Direct())
    assert slack.asked == 2, "one for each workspace"


def test_what_slack_told_last_counts_while_it_tells_nothing() -> None:
    slack: Any = Slack({"tz": "Europe/Berlin", "is_admin": True})
    clock = Clock()
    profiles = Profiles(clock)
    before = profiles.of(slack, "T1", "U1", Direct())
    slack.answer, clock.now = ConnectionResetError(), START + KEPT
    assert profiles.of(slack, "T1", "U1", Direct()) == before


def test_one_user_id_in_two_workspaces_is_two_users() -> None:
    slack: Any = Slack({"tz": "Europe/Berlin"})
    profiles = Profiles(Clock())
    for workspace in ("T1", "T2"):
        profiles.of(slack, workspace, "U1", Direct())
    assert slack.asked == 2


def test_no_patience_is_left_after_a_slow_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with LocalSlack() as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        profiles, patience, answers = Profiles(Clock()), Patience(0.3), threading.Event()
        slack.faults.next("users.info", Late(until=answers))
        assert profiles.of(client, "T1", "U0ADA", patience) == Profile()
        assert profiles.of(client, "T1", "U0BEN", patience) == Profile(), "it is not even asked"
        answers.set()
        assert profiles.of(client, "T2", "U0BEN", Patience()).zone == "America/New_York"


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
            "",
            id="an organisation's install",
        ),
    ],
)
def test_a_caller_reads_their_own_workspace_and_a_guest_only_what_is_shared(
    body: dict[str, object], reader: str
) -> None:
    context = BoltRequest(body=body, mode="socket_mode").context
    context["client"] = Slack({"tz": "Europe/Berlin"})
    caller = replace(Caller.of(context, body, Profiles(Clock())), patience=Direct())
    assert caller.reader() == Reader(workspace=reader, zone="Europe/Berlin")
    assert caller.user == "U1"
