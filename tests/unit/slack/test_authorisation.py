from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_bolt.context import BoltContext

from bot.slack.authorisation import Authorisation, OneToken


class Slack:
    """``auth.test`` as the token's own workspace answers it."""

    def __init__(self, **answer: object) -> None:
        self.answer = {"team_id": "T1", "enterprise_id": None, "user_id": "U0", "bot_id": "B0"} | answer
        self.asked: list[str] = []

    def auth_test(self, *, token: str) -> dict[str, object]:
        self.asked.append(token)
        return self.answer


def authorised(authorisation: Authorisation, slack: Any, team: str | None, enterprise: str | None = None) -> str | None:
    context = BoltContext({"client": slack, "is_enterprise_install": team is None})
    found = authorisation(context=context, enterprise_id=enterprise, team_id=team, user_id="U1")
    return found.bot_token if found else None


@pytest.mark.parametrize(
    ("answer", "team", "enterprise", "token"),
    [
        pytest.param({}, "T1", None, "xoxb-1", id="its own workspace"),
        pytest.param({}, "T2", None, None, id="another workspace"),
        pytest.param({"enterprise_id": "E1"}, "T1", "E1", "xoxb-1", id="its own workspace in an organisation"),
        pytest.param({"enterprise_id": "E1"}, "T2", "E1", None, id="another workspace of the organisation"),
        pytest.param({"enterprise_id": "E1"}, None, "E1", "xoxb-1", id="the whole organisation"),
        pytest.param({"enterprise_id": "E1"}, None, "E2", None, id="another organisation"),
        pytest.param({}, None, None, None, id="nobody"),
    ],
)
def test_a_token_serves_its_own_workspace(
    answer: dict[str, object], team: str | None, enterprise: str | None, token: str | None
) -> None:
    assert authorised(Authorisation(OneToken("xoxb-1")), Slack(**answer), team, enterprise) == token


def test_slack_is_asked_once_for_each_token_however_many_ask_at_once() -> None:
    slack, authorisation = Slack(), Authorisation(OneToken("xoxb-1"))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: authorised(authorisation, slack, "T1"), range(32)))
    assert (set(found), slack.asked) == ({"xoxb-1"}, ["xoxb-1"])


class Installed:
    def __init__(self) -> None:
        self.tokens: dict[str, str] = {"T1": "xoxb-1"}

    def token(self, workspace: str) -> str | None:
        return self.tokens.get(workspace)


def test_what_changes_in_the_installations_counts_at_once() -> None:
    slack, installed = Slack(), Installed()
    authorisation = Authorisation(installed)
    assert authorised(authorisation, slack, "T1") == "xoxb-1"
    installed.tokens["T1"] = "xoxb-2"
    assert authorised(authorisation, slack, "T1") == "xoxb-2"
    del installed.tokens["T1"]
    assert authorised(authorisation, slack, "T1") is None


def test_a_token_is_not_shown() -> None:
    assert "xoxb-1" not in repr(OneToken("xoxb-1"))
