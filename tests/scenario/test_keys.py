"""Keys for the tokens of many workspaces, as an operator meets them on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore

from bot.slack.installations import Installations
from bot.storage.engine import connect
from bot.storage.vault import new_key, vault
from tests.scenario.test_command_line import home, newsdesk

__all__ = ["home"]
CLEAR = Installation(app_id="A1", team_id="T1", user_id="U1", bot_token="xoxb-clear", installed_at=1_700_000_000.0)


@pytest.fixture
def many(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose app many workspaces may install, without a key so far."""
    monkeypatch.delenv("NEWSDESK_KEYS", raising=False)
    for name, value in (("CLIENT_ID", "1.1"), ("CLIENT_SECRET", "s"), ("SIGNING_SECRET", "s"), ("APP_TOKEN", "xapp-1")):
        monkeypatch.setenv(f"SLACK_{name}", value)
    return home


@pytest.mark.parametrize("command", ["serve", "work", "socket"])
def test_without_a_key_nothing_starts_and_it_is_said_how_to_make_one(many: Path, command: str) -> None:
    problem, hint = newsdesk(command, code=1).stderr.strip().splitlines()
    assert "NEWSDESK_KEYS is not set" in problem
    assert "newsdesk keys new" in hint


@pytest.mark.parametrize("command", ["serve", "work", "socket", "news"])
def test_a_malformed_key_is_told_without_it(many: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("NEWSDESK_KEYS", f"{new_key()},my-own-key")
    result = newsdesk(command, code=1)
    assert "NEWSDESK_KEYS: key 2 of 2 is not a Fernet key" in result.stderr
    assert "my-own-key" not in result.output


def test_doctor_tells_that_a_key_is_missing(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "!! Slack: NEWSDESK_KEYS is not set" in newsdesk("doctor", code=1).stdout
    monkeypatch.setenv("NEWSDESK_KEYS", key := new_key())
    told = newsdesk("doctor").stdout
    assert "ok Slack: NEWSDESK_KEYS is set" in told
    assert "ready for newsdesk serve" in told
    assert key not in told


def test_one_workspace_needs_no_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert "NEWSDESK_KEYS" not in newsdesk("doctor").stdout


def test_changing_the_key(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (newsdesk("keys", "new").stdout.strip() for _ in range(2))
    assert "NEWSDESK_KEYS is not set" in newsdesk("keys", "rotate", code=1).stderr
    newsdesk("db", "upgrade")
    engine = connect(f"sqlite:///{many / 'data' / 'newsdesk.sqlite'}")
    SQLAlchemyInstallationStore("1.1", engine).save(CLEAR)  # as Newsdesk did before there were keys
    for keys, told in (
        (first, "2 encrypted with the first key, 0 were so already"),
        (first, "0 encrypted with the first key, 2 were so already"),
        (f"{second},{first}", "2 encrypted with the first key, 0 were so already"),
    ):
        monkeypatch.setenv("NEWSDESK_KEYS", keys)
        assert newsdesk("keys", "rotate").stdout.strip() == told
    assert Installations(engine, "1.1", vault(second)).token("T1") == "xoxb-clear"
    engine.dispose()
    monkeypatch.setenv("NEWSDESK_KEYS", first)
    problem, hint = newsdesk("keys", "rotate", code=1).stderr.strip().splitlines()
    assert problem == "newsdesk: tokens that no key opens: T1"
    assert "NEWSDESK_KEYS" in hint
