"""Many workspaces: installing, keeping them apart, leaving."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import sqlalchemy as sa
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import text
from starlette.types import Receive, Scope, Send

from bot.sources import read_text
from bot.web.playground import example
from bot.web.playground.api import app as slack_web_api
from bot.web.playground.server import LocalSlack, Serving
from bot.web.playground.state import Access, State
from tests.scenario.conftest import Newsdesk, run_newsdesk, with_oauth, with_one_token

Start = Callable[..., Newsdesk]
OTHER_TOKEN = "xoxb-other"


def other_state() -> State:
    clock = lambda: datetime.now(UTC)
    first = example.example_state(clock)
    team = replace(example.TEAM, id="T0OTHER", name="The Other Paper", domain="other")
    channels = list(first.conversations.channels.values())
    return State(team, example.APP, first.users.values(), channels, Access(OTHER_TOKEN), clock)


class Switchboard:
    """slack.com serves every workspace under one address; the token says which one is meant."""

    def __init__(self, slack: LocalSlack, other: LocalSlack) -> None:
        self.slack, self.other = slack_web_api(slack), slack_web_api(other)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", []))
        is_other = headers.get(b"authorization") == f"Bearer {OTHER_TOKEN}".encode()
        await (self.other if is_other else self.slack)(scope, receive, send)


@pytest.fixture
def other(slack: LocalSlack) -> Iterator[LocalSlack]:
    with LocalSlack(state=other_state()) as local:
        yield local


@pytest.fixture
def shared(slack: LocalSlack, other: LocalSlack, store_file: Path) -> Iterator[Newsdesk]:
    """The product, installed in both workspaces."""
    board = Serving(Switchboard(slack, other))
    newsdesk = run_newsdesk(store_file, {**with_oauth(slack), "SLACK_API_URL": f"{board.url}/api/"})
    for local, token in ((slack, slack.bot_token), (other, OTHER_TOKEN)):
        local.app_url = newsdesk.events_url
        newsdesk.installations.store.save(
            Installation(team_id=local.state.team.id, bot_token=token, user_id="U0ADA", app_id="A1")
        )
    yield newsdesk
    newsdesk.close()
    board.stop()


def test_each_workspace_finds_its_own_articles_and_the_shared_ones(
    shared: Newsdesk, slack: LocalSlack, other: LocalSlack
) -> None:
    memo = "Ministers met in Ljubljana\n\n“We agreed on nothing,” said Foreign Minister Ana Novak on Monday."
    shared.file(read_text(memo, locator="/memo.txt"), workspace=slack.state.team.id)
    asked = slack.types("ada", "#newsroom", "/news Ljubljana")
    assert "Ministers met" in slack.wait_for("ephemeral", since=asked.since, timeout=10).words
    asked = other.types("ada", "#newsroom", "/news Ljubljana")
    assert "Ministers met" not in other.wait_for("ephemeral", since=asked.since, timeout=10).words
    asked = other.types("ada", "#newsroom", "/quotes Stoltenberg")
    assert "negotiate" in other.wait_for("ephemeral", since=asked.since, timeout=10).words


def test_each_workspace_is_answered_with_its_own_token(shared: Newsdesk, slack: LocalSlack, other: LocalSlack) -> None:
    said = other.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    other.wait_for("message", user=other.state.app.bot_user, since=said.since, timeout=10)
    assert slack.calls("chat.postMessage") == []


@pytest.mark.parametrize(
    "event",
    [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0NEWSDESK"]}}],
    ids=["app_uninstalled", "tokens_revoked"],
)
def test_a_workspace_that_leaves_is_forgotten_and_its_digests_stop(
    shared: Newsdesk, slack: LocalSlack, other: LocalSlack, event: dict[str, object]
) -> None:
    for local in (slack, other):
        made = local.types("ada", "#newsroom", "/digest 08:30 weekdays taliban")
        local.wait_for("ephemeral", since=made.since, timeout=10)
    for _ in range(2):
        assert other.happens(event).ok
    shared.served.stop()
    assert shared.installations.token("T0OTHER") is None
    assert shared.installations.token(slack.state.team.id) == slack.bot_token
    paused = {team: shared.paused(team) for team in ("T0OTHER", slack.state.team.id)}
    assert paused == {"T0OTHER": [True], slack.state.team.id: [False]}


def test_a_users_own_token_changes_nothing(shared: Newsdesk, other: LocalSlack) -> None:
    assert other.happens({"type": "tokens_revoked", "tokens": {"oauth": ["U0ADA"], "bot": []}}).ok
    shared.served.stop()
    assert shared.installations.token("T0OTHER") == OTHER_TOKEN


def test_a_workspace_without_the_app_is_told_to_install_it(start: Start, slack: LocalSlack, may_warn: None) -> None:
    start(with_oauth(slack))
    asked = slack.types("ada", "#newsroom", "/news taliban")
    assert asked.status == 200
    assert "install Newsdesk again" in slack.wait_for("ephemeral", timeout=10).words


def test_the_token_of_one_workspace_serves_no_other(
    start: Start, slack: LocalSlack, other: LocalSlack, may_warn: None
) -> None:
    newsdesk = start()
    other.app_url = newsdesk.events_url
    other.types("ada", "#newsroom", "/news taliban")
    assert "install Newsdesk again" in other.wait_for("ephemeral", timeout=10).words


def test_installing(start: Start, slack: LocalSlack) -> None:
    newsdesk = start(with_oauth(slack))
    slack.state.access.codes.add("a-code")
    with httpx.Client(base_url=newsdesk.served.url, trust_env=False) as browser:
        to_slack = browser.get("/slack/install")
        assert to_slack.status_code == 302
        asked = parse_qs(urlsplit(to_slack.headers["location"]).query)
        assert asked["client_id"] == [slack.state.access.client_id]
        assert "chat:write" in asked["scope"][0].split(",")
        state = asked["state"][0]
        cookie = to_slack.headers["set-cookie"].partition(";")[0]
        back = browser.get(
            "/slack/oauth_redirect", params={"code": "a-code", "state": state}, headers={"cookie": cookie}
        )
    assert back.status_code == 200
    assert newsdesk.installations.token(slack.state.team.id) == slack.bot_token
    asked_now = slack.types("ada", "#newsroom", "/quotes Stoltenberg")
    assert "negotiate" in slack.wait_for("ephemeral", since=asked_now.since, timeout=10).words


@pytest.mark.parametrize("failing", ["slack_bots", "slack_installations", "seen_events"])
def test_an_installation_that_the_database_refuses_gives_a_page_and_no_token(
    start: Start, slack: LocalSlack, failing: str, caplog: pytest.LogCaptureFixture, may_warn: None
) -> None:
    newsdesk = start(with_oauth(slack))
    with newsdesk.core.engine.begin() as connection:
        connection.execute(text(f"CREATE TRIGGER t BEFORE INSERT ON {failing} BEGIN SELECT raise(abort, 'I/O'); END"))
    slack.state.access.codes.add("a-code")
    with httpx.Client(base_url=newsdesk.served.url, trust_env=False) as browser:
        page = browser.get("/slack/install")
        state = parse_qs(urlsplit(page.headers["location"]).query)["state"][0]
        cookie = page.headers["set-cookie"].partition(";")[0]
        page = browser.get(
            "/slack/oauth_redirect", params={"code": "a-code", "state": state}, headers={"cookie": cookie}
        )
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "could not keep this installation" in page.text
    assert [record.levelname for record in caplog.records if record.name == "bot.web.oauth"] == ["ERROR"]
    secrets = (slack.bot_token, slack.state.access.client_secret, "Traceback", "a-code")
    assert [secret for secret in secrets if secret in caplog.text + page.text] == []
    assert newsdesk.installations.token(slack.state.team.id) is None


def test_no_token_stands_in_the_database_as_slack_gave_it(shared: Newsdesk, slack: LocalSlack) -> None:
    with shared.core.engine.connect() as connection:
        rows = [
            *connection.execute(text("SELECT * FROM slack_bots")),
            *connection.execute(text("SELECT * FROM slack_installations")),
        ]
    assert len(rows) == 4
    assert [row for row in rows if "xoxb" in f"{row}" or "gAAAAA" not in f"{row}"] == []


@dataclass
class Browser:
    """Somebody's browser on the way to Slack's page and back."""

    http: httpx.Client
    state: str = ""
    cookie: str = ""

    def begin(self) -> None:
        to_slack = self.http.get("/slack/install")
        self.state = parse_qs(urlsplit(to_slack.headers["location"]).query)["state"][0]
        self.cookie = to_slack.headers["set-cookie"].partition(";")[0]

    def come_back(self, **params: str) -> httpx.Response:
        headers = {"cookie": self.cookie} if self.cookie else {}
        return self.http.get("/slack/oauth_redirect", params=params, headers=headers)


@pytest.fixture
def installing(start: Start, slack: LocalSlack) -> Iterator[tuple[Newsdesk, Browser]]:
    newsdesk = start(with_oauth(slack))
    slack.state.access.codes.add("a-code")
    with httpx.Client(base_url=newsdesk.served.url, trust_env=False) as http:
        yield newsdesk, Browser(http)


def rows(newsdesk: Newsdesk) -> int:
    """How many rows all tables have that somebody without an account could add to."""
    with newsdesk.core.engine.connect() as connection:
        tables = ("slack_oauth_states", "slack_installations", "slack_bots", "seen_events")
        return sum(connection.execute(sa.text(f"select count(*) from {table}")).scalar_one() for table in tables)


def test_looking_at_the_way_to_install_stores_nothing(installing: tuple[Newsdesk, Browser]) -> None:
    newsdesk, browser = installing
    before = rows(newsdesk)
    for _ in range(20):
        browser.begin()
    for state in ("made-up", browser.state[:-1], browser.state + "0", ""):
        browser.cookie = f"slack-app-oauth-state={state}"
        assert browser.come_back(code="a-code", state=state).status_code in {400, 401}
    assert rows(newsdesk) == before


@pytest.mark.parametrize(
    ("params", "cookie", "status", "told"),
    [
        ({"code": "a-code", "state": "made-up"}, "slack-app-oauth-state=made-up", 401, "ten minutes"),
        ({"code": "a-code", "state": "made-up"}, "", 400, "did not begin at Newsdesk"),
        ({"code": "a-code", "state": ""}, "slack-app-oauth-state=", 401, "ten minutes"),
        ({"code": "a-code", "state": ""}, "", 400, "did not begin at Newsdesk"),
        ({"code": "a-code"}, "", 400, "Marketplace"),
        ({}, "", 400, "did not begin at Newsdesk"),
        ({"error": "access_denied"}, "", 200, "cancelled"),
        ({"error": "<script>alert(1)</script>"}, "", 200, "Slack reports a problem"),
        ({"error": "{install.__class__}"}, "", 200, "Slack reports a problem"),
    ],
)
def test_an_installation_that_did_not_begin_here_is_told_where_to_begin(
    installing: tuple[Newsdesk, Browser], slack: LocalSlack, params: dict[str, str], cookie: str, status: int, told: str
) -> None:
    newsdesk, browser = installing
    browser.cookie = cookie
    answer = browser.come_back(**params)
    assert answer.status_code == status
    assert told in answer.text
    assert '<a href="/slack/install">' in answer.text
    assert not [value for value in params.values() if value and value != "access_denied" and value in answer.text]
    assert newsdesk.installations.token(slack.state.team.id) is None


def test_a_state_is_good_once_and_in_one_browser(installing: tuple[Newsdesk, Browser], slack: LocalSlack) -> None:
    newsdesk, browser = installing
    other = Browser(browser.http)
    browser.begin()
    other.begin()
    assert other.come_back(code="a-code", state=browser.state).status_code == 400
    assert newsdesk.installations.token(slack.state.team.id) is None
    assert browser.come_back(code="a-code", state=browser.state).status_code == 200
    slack.state.access.codes.add("a-code")
    assert "finished already" in browser.come_back(code="a-code", state=browser.state).text


def test_a_code_that_slack_refuses_is_told(
    installing: tuple[Newsdesk, Browser], caplog: pytest.LogCaptureFixture, may_warn: None
) -> None:
    _, browser = installing
    browser.begin()
    answer = browser.come_back(code="used-before", state=browser.state)
    assert (answer.status_code, "Slack does not confirm" in answer.text) == (401, True)
    assert "an installation failed: invalid_code" in caplog.text
    assert "used-before" not in caplog.text
    browser.begin()
    assert "no code" in browser.come_back(state=browser.state).text


def test_the_environment_turns_nothing_on(
    monkeypatch: pytest.MonkeyPatch, slack: LocalSlack, store_file: Path, tmp_path: Path
) -> None:
    variables = {
        "SLACK_CLIENT_ID": "1.1",
        "SLACK_CLIENT_SECRET": "x",
        "SLACK_BOT_TOKEN": "xoxb-environment",
        "SLACK_SIGNING_SECRET": "y",
        "HOME": str(tmp_path / "home"),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    newsdesk = run_newsdesk(store_file, with_one_token(slack))
    slack.app_url = newsdesk.events_url
    slack.types("ada", "#newsroom", "/quotes Stoltenberg")
    assert "negotiate" in slack.wait_for("ephemeral", timeout=10).words
    newsdesk.close()
    assert {name: os.environ[name] for name in variables} == variables
    assert not (tmp_path / "home").exists()
