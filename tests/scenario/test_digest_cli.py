"""``newsdesk digest``: how a slot is reckoned, what would be posted, what became of what was due."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.domain.digest import DeliveryState, Schedule, Subscription
from bot.storage.digests import SqlDigestStore, Telling
from bot.storage.engine import connect
from bot.storage.migrate import upgrade

SEEDS = Path(__file__).parents[2] / "seeds"
SLOT = datetime(2025, 3, 30, 6, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_analyser: None) -> Iterator[Path]:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/newsdesk.sqlite")
    yield tmp_path


def digest(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["digest", *words])
    assert result.exit_code == code, result.output
    return result.output


def test_a_preview_tells_how_its_time_is_reckoned_and_what_it_holds(home: Path) -> None:
    told = digest("preview", "--for", "2025-03-30T02:30", "--zone", "berlin", "taliban")
    assert "02:30 does not exist that day" in told
    assert "03:00 in Europe/Berlin (UTC+0200) is 01:00 UTC" in told
    assert "US and NATO partners will exit Afghanistan" in told
    assert "also in" in told
    assert "nothing would be posted" in digest("preview", "--for", "2025-03-30T08:30", "cricket")


@pytest.mark.parametrize("words", [("--for", "someday"), ("--for", "2025-03-30T08:30Z"), ("--zone", "Europe/Berln")])
def test_what_cannot_be_read_is_said(home: Path, words: tuple[str, ...]) -> None:
    digest("preview", *words, code=1)


def test_the_log_tells_what_became_of_each_digest(home: Path) -> None:
    assert "No digest was due yet" in digest("log")
    engine = connect(f"sqlite:///{home}/newsdesk.sqlite")
    upgrade(engine)
    store = SqlDigestStore(engine)
    made = store.subscriptions.add(
        Subscription(
            id="s1",
            workspace="T1",
            number=0,
            channel="C1",
            creator="U1",
            schedule=Schedule(at=time(8, 30), zone="Europe/Berlin"),
            created=SLOT,
        )
    )
    claim = store.deliveries.claim(made, SLOT, holder="a", now=SLOT, lease=timedelta(minutes=3))
    assert claim is not None
    done = SLOT + timedelta(seconds=2)
    store.deliveries.close(claim, DeliveryState.FAILED, now=done, error="could not post: C1: is_archived")
    claim = store.deliveries.claim(made, SLOT + DAY, holder="a", now=SLOT + DAY, lease=timedelta(minutes=3))
    assert claim is not None
    first = store.deliveries.posted(claim, "17.1", last=False, now=done, telling=Telling(listed=(1, 2)))
    assert first is not None
    store.deliveries.close(first, DeliveryState.POSTED, now=done + DAY, error="could not post: C1: msg_too_long")
    engine.dispose()
    _, partial, line = digest("log", "--workspace", "T1").splitlines()
    for cell in ("2025-03-31 06:30", " 2 ", "posted in part", "msg_too_long"):
        assert cell in partial
    for cell in ("T1", "1 C1", "2025-03-30 06:30", "2.0 s", "failed", "is_archived"):
        assert cell in line
    assert "No digest was due yet" in digest("log", "--workspace", "T2")
