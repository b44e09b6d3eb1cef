"""A workspace leaves, comes back or stays away: what Slack tells of it in whatever order, what becomes of its data."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.oauth.installation_store import Installation
from typer.testing import CliRunner

from bot.cli.main import app
from bot.digests.troubles import NO_ACCESS
from bot.slack.departures import is_outdated
from bot.sources import read_text
from bot.storage.digests import SqlDigestStore
from bot.storage.workspaces import Departure, SqlWorkspaces
from bot.web.playground import requests
from bot.web.playground.server import LocalSlack
from tests.scenario.conftest import Newsdesk, with_oauth

Start = Callable[..., Newsdesk]
UNINSTALLED: dict[str, object] = {"type": "app_uninstalled"}
REVOKED: dict[str, object] = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0NEWSDESK"]}}
MEMO = "Ministers met in Ljubljana\n\n“We agreed on nothing,” said Foreign Minister Ana Novak on Monday."
FORM = "application/x-www-form-urlencoded"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def happens(slack: LocalSlack, event: dict[str, object], at: datetime) -> None:
    """Slack tells of an event, with the time at which it was."""
    made = requests.event(slack.state, event)
    payload = {**made.payload, "event_time": int(at.timestamp())}
    assert slack.doorway.send(replace(made, body=json.dumps(payload).encode(), payload=payload)).ok


def install(newsdesk: Newsdesk, slack: LocalSlack) -> httpx.Response:
    """Somebody installs the app, as a browser does."""
    slack.state.access.codes.add("a-code")
    with httpx.Client(base_url=newsdesk.served.url, trust_env=False) as browser:
        to_slack = browser.get("/slack/install")
        state = httpx.URL(to_slack.headers["location"]).params["state"]
        cookie = to_slack.headers["set-cookie"].partition(";")[0]
        return browser.get(
            "/slack/oauth_redirect", params={"code": "a-code", "state": state}, headers={"cookie": cookie}
        )


@pytest.fixture
def installed(start: Start, slack: LocalSlack) -> Newsdesk:
    """The product, installed, with an article, a digest that runs and one that its maker has paused."""
    newsdesk = start(with_oauth(slack))
    assert install(newsdesk, slack).status_code == 200
    newsdesk.file(read_text(MEMO, locator="/memo.txt"), workspace=slack.state.team.id)
    for text in ("08:30 weekdays taliban", "09:30 weekdays troops", "pause 2"):
        typed = slack.types("ben", "#newsroom", f"/digest {text}")
        slack.wait_for("ephemeral", since=typed.since, timeout=10)
    return newsdesk


def has_token(newsdesk: Newsdesk, slack: LocalSlack) -> bool:
    return newsdesk.installations.token(slack.state.team.id) is not None


def leaves(newsdesk: Newsdesk, slack: LocalSlack, event: dict[str, object], at: datetime) -> None:
    """The workspace takes the app away, and what comes of it is done."""
    happens(slack, event, at)
    for _ in range(500):
        if not has_token(newsdesk, slack) and all(newsdesk.paused(slack.state.team.id)):
            return
        threading.Event().wait(0.02)
    raise AssertionError("the workspace has not left")


def settled(newsdesk: Newsdesk) -> None:
    """What was acknowledged is done."""
    newsdesk.served.stop()


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "installed_at", "last", "outdated"),
    [
        pytest.param(NOON, NOON - HOUR, None, False, id="it leaves"),
        pytest.param(NOON, None, None, False, id="with one token"),
        pytest.param(NOON, NOON + HOUR, None, True, id="installed again since"),
        pytest.param(NOON, NOON.replace(microsecond=700_000), None, False, id="in the second of the install"),
        pytest.param(NOON, NOON.replace(microsecond=700_000), Departure(NOON), True, id="told before, installed since"),
        pytest.param(NOON, None, Departure(NOON), False, id="the second event of one departure"),
        pytest.param(NOON, None, Departure(NOON, NOON + HOUR), True, id="told before, came back since"),
        pytest.param(NOON + HOUR, None, Departure(NOON, NOON + HOUR), False, id="it leaves again, with one token"),
        pytest.param(NOON + HOUR, NOON, Departure(NOON - HOUR), False, id="it leaves again"),
    ],
)
def test_which_departures_count(
    at: datetime, installed_at: datetime | None, last: Departure | None, outdated: bool
) -> None:
    assert is_outdated(at, installed_at, last) is outdated


@pytest.mark.parametrize("late", [UNINSTALLED, REVOKED], ids=["app_uninstalled", "tokens_revoked"])
@pytest.mark.parametrize("ago", [timedelta(0), timedelta(seconds=1), timedelta(hours=5)], ids=str)
def test_a_late_event_of_an_earlier_install_changes_nothing(
    installed: Newsdesk, slack: LocalSlack, late: dict[str, object], ago: timedelta
) -> None:
    left = datetime.now(UTC)
    leaves(installed, slack, UNINSTALLED, left)
    assert install(installed, slack).status_code == 200
    happens(slack, late, left - ago)
    settled(installed)
    assert has_token(installed, slack)
    assert installed.paused(slack.state.team.id) == [False, True]


def test_who_comes_back_finds_all_of_it_and_the_makers_hear_that_their_digests_go_on(
    installed: Newsdesk, slack: LocalSlack
) -> None:
    leaves(installed, slack, REVOKED, datetime.now(UTC))
    since = slack.timeline.latest
    install(installed, slack)
    told = slack.wait_for("message", "digests go on", channel="@newsdesk", user="ben", since=since, timeout=10)
    assert "removed: 1." in told.words, "not the one that he had paused himself"
    assert installed.paused(slack.state.team.id) == [False, True]
    asked = slack.types("ada", "#newsroom", "/news Ljubljana")
    assert "Ministers met" in slack.wait_for("ephemeral", since=asked.since, timeout=10).words


def test_digests_that_lost_their_access_without_an_event_go_on_as_well(installed: Newsdesk, slack: LocalSlack) -> None:
    store = SqlDigestStore(installed.core.engine).subscriptions
    [first, _] = store.all(slack.state.team.id)
    store.pause(first, NO_ACCESS)
    since = slack.timeline.latest
    install(installed, slack)
    slack.wait_for("message", "digests go on", channel="@newsdesk", user="ben", since=since, timeout=10)
    assert installed.paused(slack.state.team.id) == [False, True]


def test_a_later_departure_counts(installed: Newsdesk, slack: LocalSlack) -> None:
    now = datetime.now(UTC)
    leaves(installed, slack, UNINSTALLED, now)
    install(installed, slack)
    assert has_token(installed, slack)
    leaves(installed, slack, REVOKED, now + timedelta(minutes=5))


def stored(newsdesk: Newsdesk, slack: LocalSlack) -> tuple[int, int]:
    """How many articles and digests there are of the workspace."""
    found = [each for each in SqlWorkspaces(newsdesk.core.engine).holdings() if each.workspace == slack.state.team.id]
    return (found[0].articles, found[0].digests) if found else (0, 0)


@pytest.mark.parametrize(
    ("days_ago", "comes_back", "left"),
    [(29, False, (1, 2)), (31, False, (0, 0)), (31, True, (1, 2))],
    ids=["not yet", "long ago", "it came back"],
)
def test_the_data_goes_some_time_later(
    installed: Newsdesk, slack: LocalSlack, days_ago: int, comes_back: bool, left: tuple[int, int]
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=days_ago)
    leaves(installed, slack, UNINSTALLED, datetime.now(UTC))
    SqlWorkspaces(installed.core.engine).leave(slack.state.team.id, long_ago)
    if comes_back:
        install(installed, slack)
    installed.side.prune()
    assert stored(installed, slack) == left
    assert installed.core.library.is_current()


def test_without_days_to_keep_it_goes_at_once(start: Start, slack: LocalSlack) -> None:
    newsdesk = start(with_oauth(slack), settings="workspaces: {keep_days: 0}\n")
    install(newsdesk, slack)
    newsdesk.file(read_text(MEMO, locator="/memo.txt"), workspace=slack.state.team.id)
    for event in (UNINSTALLED, REVOKED):
        happens(slack, event, datetime.now(UTC))
    settled(newsdesk)
    assert SqlWorkspaces(newsdesk.core.engine).holdings() == []


# An organisation -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("team", [None, {"id": "T3", "name": "One of them"}], ids=["no team", "with a team"])
def test_an_organisation_is_refused_when_it_installs_and_nothing_is_stored(
    start: Start, slack: LocalSlack, team: dict[str, str] | None
) -> None:
    whole = {"is_enterprise_install": True, "enterprise": {"id": "E1", "name": "All of it"}, "team": team}
    slack.state.access.install = whole
    newsdesk = start(with_oauth(slack))
    refused = install(newsdesk, slack)
    assert refused.status_code == 403
    assert "one workspace at a time" in refused.text
    assert "/slack/install" in refused.text
    assert SqlWorkspaces(newsdesk.core.engine).holdings() == []


def of_an_organisation(made: requests.Request, team: str | None) -> requests.Request:
    """The same request as an install of a whole organisation gets it."""
    changed = {"is_enterprise_install": True, "enterprise": {"id": "E1"}, "team": {"id": team} if team else None}
    if made.kind == "event":
        authorized = [{"enterprise_id": "E1", "team_id": team, "is_enterprise_install": True}]
        payload = {**made.payload, "team_id": team, "enterprise_id": "E1", "authorizations": authorized}
        return replace(made, body=json.dumps(payload).encode(), payload=payload)
    payload = {**made.payload, **changed}
    return replace(made, body=urlencode({"payload": json.dumps(payload)}).encode(), payload=payload)


@pytest.mark.parametrize("team", [None, "T0NEWSDESK"])
def test_what_an_organisation_asks_is_refused_in_words(newsdesk: Newsdesk, slack: LocalSlack, team: str | None) -> None:
    ada, place = slack.user("ada"), slack.channel("#newsroom")
    hook = slack.state.hooks.new(ada.id, place.id)
    url = slack.state.response_url(hook.id)
    fields = {
        "command": "/news",
        "text": "taliban",
        "user_id": ada.id,
        "channel_id": place.id,
        "enterprise_id": "E1",
        "is_enterprise_install": "true",
        "response_url": url,
        "trigger_id": "1.2.3",
        **({"team_id": team} if team else {}),
    }
    command = requests.Request("command", urlencode(fields).encode(), FORM, fields)
    since = slack.timeline.latest
    assert slack.doorway.send(command).ok
    told = slack.wait_for("ephemeral", user="ada", since=since, timeout=10)
    assert "whole organisation" in told.words
    assert "in each workspace" in told.words

    view = {"id": "V1", "callback_id": "digest", "state": {"values": {}}, "blocks": [], "type": "modal"}
    submitted = slack.doorway.send(of_an_organisation(requests.view_submission(slack.state, ada, view, "1.2.3"), team))
    assert submitted.ok
    assert "whole organisation" in submitted.body
    looked_up = requests.suggestion(slack.state, ada, {"view": view}, "b", "zone", "ber")
    assert json.loads(slack.doorway.send(of_an_organisation(looked_up, team)).body) == {"options": []}
    home = requests.home_event(slack.state, ada, slack.channel("@newsdesk", "ada"), "home")
    assert slack.doorway.send(of_an_organisation(home, team)).status == 200
    assert slack.calls("views.publish") == []


# The command line ------------------------------------------------------------------------------------------------


def test_the_command_line_lists_and_purges(
    installed: Newsdesk, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch, store_file: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{store_file}")
    team, run = slack.state.team.id, CliRunner()
    listed = run.invoke(app, ["workspace", "list"]).output
    assert f"{team}  installed  1         2" in listed
    assert json.loads(run.invoke(app, ["workspace", "list", "--json"]).output) == [
        {"workspace": team, "is_installed": True, "left": None, "articles": 1, "digests": 2}
    ]
    asked = run.invoke(app, ["workspace", "purge", team], input="n\n")
    assert (asked.exit_code, "1 article, 2 digests" in asked.output) == (1, True)
    assert stored(installed, slack) == (1, 2)
    unknown = run.invoke(app, ["workspace", "purge", "T9", "--yes"])
    assert (unknown.exit_code, "nothing is stored of this workspace" in unknown.output) == (1, True)
    done = run.invoke(app, ["workspace", "purge", team, "--yes"])
    assert done.exit_code == 0
    assert "1 article, 2 digests, 1 installation" in done.output
    assert run.invoke(app, ["workspace", "list"]).output.strip() == "Nothing is stored of any workspace."
    installed.core.library.catch_up()
    assert installed.core.library.count() == 2, "the shared ones"


def test_who_installs_twice_is_listed_once(installed: Newsdesk, slack: LocalSlack) -> None:
    installed.installations.store.save(
        Installation(team_id=slack.state.team.id, user_id="U1", app_id="A1", bot_token="x")
    )
    assert [each.workspace for each in SqlWorkspaces(installed.core.engine).holdings()] == [slack.state.team.id]
