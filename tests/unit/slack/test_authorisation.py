from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context import BoltContext
from slack_sdk import WebClient

from bot.domain.errors import DeliveryError
from bot.slack.authorisation import PAUSE, Authorisation, OneToken
from bot.slack.refusals import FOR_GOOD
from bot.web.playground import faults
from bot.web.playground.server import LocalSlack

TOKEN = "xoxb-playground-bot"
HERE = "T0NEWSDESK"


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSlack]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with LocalSlack() as local:
        yield local


def authorised(
    authorisation: Authorisation,
    slack: LocalSlack,
    team: str | None = HERE,
    enterprise: str | None = None,
    *,
    is_organisations: bool = False,
) -> str | None:
    client = WebClient(base_url=slack.api_url)
    context = BoltContext({"client": client, "is_enterprise_install": is_organisations})
    found = authorisation(context=context, enterprise_id=enterprise, team_id=team, user_id="U1")
    return found.bot_token if found else None


@pytest.mark.parametrize(
    ("team", "enterprise", "is_organisations", "token"),
    [
        pytest.param(HERE, None, False, TOKEN, id="its own workspace"),
        pytest.param("T2", None, False, None, id="another workspace"),
        pytest.param(HERE, "E1", False, TOKEN, id="its own workspace in an organisation"),
        pytest.param("T2", "E1", False, None, id="another workspace of the organisation"),
        pytest.param(HERE, "E1", True, None, id="an organisation's install, with a workspace"),
        pytest.param(None, "E1", True, None, id="the whole organisation"),
        pytest.param(None, None, False, None, id="nobody"),
    ],
)
def test_a_token_serves_its_own_workspace(
    slack: LocalSlack, team: str | None, enterprise: str | None, is_organisations: bool, token: str | None
) -> None:
    authorisation = Authorisation(OneToken(TOKEN))
    assert authorised(authorisation, slack, team, enterprise, is_organisations=is_organisations) == token


def test_slack_is_asked_once_for_each_token_however_many_ask_at_once(slack: LocalSlack) -> None:
    told: list[str] = []
    authorisation = Authorisation(OneToken(TOKEN), told.append)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: authorised(authorisation, slack), range(32)))
    assert (set(found), len(slack.calls("auth.test")), told) == ({TOKEN}, 1, [HERE])


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        (faults.rate_limited(timedelta(seconds=20)), timedelta(seconds=20)),
        (faults.broken(500), PAUSE),
        (faults.broken(503), PAUSE),
        (faults.dropped(carried_out=False), PAUSE),
        (faults.refused("internal_error"), PAUSE),
        (faults.refused("service_unavailable"), PAUSE),
    ],
)
def test_while_slack_cannot_be_asked_a_request_comes_back_later(
    slack: LocalSlack, fault: faults.Trouble, wait: timedelta
) -> None:
    authorisation = Authorisation(OneToken(TOKEN))
    slack.faults.next("auth.test", fault)
    for _ in range(3):
        with pytest.raises(DeliveryError, match="Slack can't be reached") as raised:
            authorised(authorisation, slack)
        assert raised.value.retry_after == wait
    assert len(slack.calls("auth.test")) <= 1, "it is asked once for all who wait"


@pytest.mark.parametrize("code", sorted(FOR_GOOD))
def test_a_token_that_is_refused_for_good_serves_nobody(slack: LocalSlack, code: str) -> None:
    slack.state.access.refusal = code
    assert authorised(Authorisation(OneToken(TOKEN)), slack) is None


class Installed:
    def __init__(self) -> None:
        self.tokens: dict[str, str] = {"T1": "xoxb-1", HERE: TOKEN}
        self.told = True

    def token(self, workspace: str) -> str | None:
        return self.tokens.get(workspace)

    def identity(self, workspace: str) -> AuthorizeResult | None:
        known = AuthorizeResult(enterprise_id="E1", team_id=workspace, bot_id="B1", bot_user_id="U0")
        return known if self.told else None


def test_what_changes_in_the_installations_counts_at_once(slack: LocalSlack) -> None:
    installed = Installed()
    authorisation = Authorisation(installed)
    assert authorised(authorisation, slack, "T1") == "xoxb-1"
    installed.tokens["T1"] = "xoxb-2"
    assert authorised(authorisation, slack, "T1") == "xoxb-2"
    del installed.tokens["T1"]
    assert authorised(authorisation, slack, "T1") is None
    assert slack.calls("auth.test") == [], "who we are was stored"


def test_slack_is_asked_where_not_all_was_stored(slack: LocalSlack) -> None:
    installed = Installed()
    installed.told = False
    assert authorised(Authorisation(installed), slack) == TOKEN
    assert len(slack.calls("auth.test")) == 1


def test_a_token_is_not_shown() -> None:
    assert "xoxb-1" not in repr(OneToken("xoxb-1"))
