"""No command sends a terminal what an article, a file's name or somebody's words would make it do."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli.main import app
from bot.cli.processes import logging_to_stderr
from bot.domain.digest import Schedule, Subscription
from bot.storage.digests import SqlDigestStore
from bot.storage.engine import connect
from tests.scenario.test_command_line import home, newsdesk

__all__ = ["home"]
BAD = "\x1b]0;PWN\x9c\x9b31m\u202e\u2067"
UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
BRIDGE = f"""Bridge{BAD} closes
By Ann{BAD} Lee

The bridge{BAD} is shut for 12{BAD} days, and 300 people{BAD} have to walk around it every morning.

“We will{BAD} open it soon,” the mayor, Carl{BAD} Osman, told the town on Monday morning.

“We hope{BAD} that it will last,” said Carl Osman of the bridge, which was built in the year 1911.
"""
OTHER = "Bridge shut\n\n“We will open it very soon,” Carl Osman told the town. It is shut for 14 days, he said."


@pytest.fixture
def hostile(home: Path, one_analyser: None) -> Path:
    """A library with articles whose every part holds orders for a terminal."""
    for seed in (home / "seeds").iterdir():
        seed.unlink()
    (home / "news").mkdir()
    (home / "news" / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (home / "news" / "other.txt").write_text(OTHER, encoding="utf-8")
    return home


@pytest.fixture
def filled(hostile: Path) -> Path:
    newsdesk("add", str(hostile / "news"))
    return hostile


@pytest.mark.parametrize(
    "words",
    [
        ["news"],
        ["news", "bridge"],
        ["news", f"zzyzx{BAD}"],
        ["news", f"from:zzyzx{BAD}"],
        ["news", f"by:Osman{BAD}", "bridge"],
        ["news", f"who is {BAD}Osman?"],
        ["news", f'"{BAD}bridge is"'],
        ["news", f"-{BAD}bridge"],
        ["summary", "#1"],
        ["summary", "bridge"],
        ["quotes", "Osman"],
        ["quotes", "#1"],
        ["figures", "bridge"],
        ["people", "#1"],
        ["compare", "#1"],
        ["compare", f"bridge{BAD}"],
        ["digest", "preview"],
        ["digest", "preview", f"bridge{BAD}"],
        ["digest", "log"],
        ["doctor"],
    ],
    ids=ascii,
)
def test_an_answer(filled: Path, words: list[str]) -> None:
    output = newsdesk(*words).output
    assert output.strip()
    assert UNSHOWABLE.findall(output) == []


@pytest.mark.parametrize(
    "words",
    [
        ["news", f"since:{BAD}"],
        ["news", f"fro{BAD}m:x", "since:never"],
        ["summary", f"#99{BAD}"],
        ["summary", f"sentences:{BAD}"],
        ["remove", f"/no/such{BAD}.txt"],
        ["add", f"/no/such{BAD}.txt"],
        ["extract", f"/no/such{BAD}.txt"],
        ["digest", "preview", "--for", f"now{BAD}"],
        ["digest", "preview", "--zone", f"Nowhere{BAD}"],
        ["digest", "preview", "--since", f"x{BAD}"],
        ["manifest", "--url", f"https://x{BAD}"],
        ["demo", f"extra{BAD}"],
        ["demo", "--port", f"{BAD}"],
        [f"no-such{BAD}"],
        ["add", f"--option{BAD}", "x"],
        ["quotes", f"--option={BAD}"],
        ["keys", f"{BAD}"],
        ["eval", "--data", f"/no/such{BAD}"],
    ],
    ids=ascii,
)
def test_a_mistake(hostile: Path, words: list[str]) -> None:
    result = CliRunner().invoke(app, words)
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert result.output.strip()
    assert UNSHOWABLE.findall(result.output) == []


def test_adding_and_removing(hostile: Path) -> None:
    bad = hostile / f"bad{BAD}name.txt"
    bad.write_text(OTHER, encoding="utf-8")
    output = newsdesk("add", str(hostile / "news" / "bridge.txt"), str(bad)).output
    output += newsdesk("remove", str(hostile / "news" / "bridge.txt")).output
    assert "added: #1 " in output
    assert "removed: " in output
    assert UNSHOWABLE.findall(output) == []


def test_a_configuration(hostile: Path) -> None:
    (hostile / "config" / "newsdesk.yaml").write_text(f'"fold{BAD}ers": 1\nlibrary: {{folders: ["/no{BAD}where"]}}\n')
    for words in (["doctor"], ["news"]):
        output = newsdesk(*words, code=1).output
        assert output.strip()
        assert UNSHOWABLE.findall(output) == []


def test_a_folder_that_is_not_there(hostile: Path) -> None:
    config = 'library: {folders: ["/no\\x1b]0;PWN\\u202ewhere"]}\n'
    (hostile / "config" / "newsdesk.yaml").write_text(config, encoding="utf-8")
    output = newsdesk("doctor", code=1).output
    assert "/no]0;PWNwhere" in output
    assert UNSHOWABLE.findall(output) == []


def test_what_became_of_digests(filled: Path) -> None:
    engine = connect(f"sqlite:///{filled / 'data' / 'newsdesk.sqlite'}")
    store, now = SqlDigestStore(engine), datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    schedule = Schedule(at=now.time(), zone="UTC")
    subscription = Subscription(
        id="s1", workspace="T1", number=0, channel=f"C{BAD}", creator="U1", schedule=schedule, created=now
    )
    store.subscriptions.add(subscription)
    store.deliveries.claim(subscription, now, holder="h", now=now, lease=timedelta(minutes=1))
    with engine.begin() as connection:
        connection.execute(text("UPDATE deliveries SET error = :bad, workspace = :bad"), {"bad": f"no{BAD}"})
    engine.dispose()
    output = newsdesk("digest", "log").stdout
    assert output.strip()
    assert UNSHOWABLE.findall(output) == []


@pytest.mark.parametrize("words", [["quotes", "Osman", "--json"], ["figures", "bridge", "--json"], ["extract", "FILE"]])
def test_json_keeps_what_it_escapes(filled: Path, words: list[str]) -> None:
    words = [str(filled / "news" / "bridge.txt") if word == "FILE" else word for word in words]
    output = newsdesk(*words).stdout
    assert UNSHOWABLE.findall(output) == []
    assert "\x1b" in json.dumps(json.loads(output), ensure_ascii=False).replace("\\u001b", "\x1b")


@pytest.mark.parametrize("said", ["T\ud800", "\udcff", BAD, "T\0", "漢字 é", "plain"], ids=ascii)
def test_a_log_takes_every_line(said: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "root", root := logging.RootLogger(logging.WARNING))
    logging_to_stderr("info")
    root.info("from %s", said)
    told = capfd.readouterr().err
    assert "Logging error" not in told
    assert " INFO root: from " in told
    assert UNSHOWABLE.findall(told) == []
    assert (said in told) == (said in {"漢字 é", "plain"})
