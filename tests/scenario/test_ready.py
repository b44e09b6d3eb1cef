"""What a load balancer hears while the database fails: the real product over a real SQLite file and PostgreSQL."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.desk.folders import Folders
from bot.domain.errors import StoreUnavailable
from bot.storage.files import SqlFiles
from bot.storage.limits import time_limit
from bot.storage.store import Filed
from bot.web.playground.server import LocalSlack
from tests.faults.databases import POSTGRESQL, SQLITE, Databases, opened

GENEROUS = 10.0
"""Seconds, where one is meant: the machine may be busy."""

Start = Callable[..., Any]


@pytest.fixture(scope="module", params=[SQLITE, POSTGRESQL])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with opened(request.param, tmp_path_factory.mktemp("databases")) as databases:
        yield databases


@pytest.fixture
def running(start: Start, slack: LocalSlack, databases: Databases, tmp_path: Path) -> Any:
    """The product over a database that can be made to hang."""
    environment = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": databases.fresh(tmp_path),
    }
    return start(environment)


def ready(url: str) -> tuple[int, str]:
    answer = httpx.get(f"{url}/readyz", timeout=GENEROUS)
    return answer.status_code, answer.json()["checks"]["store"]


def test_a_database_that_hangs_is_said_to_every_probe(
    running: Any, databases: Databases, may_warn: None, caplog: pytest.LogCaptureFixture
) -> None:
    url = running.served.url
    assert ready(url) == (200, "ok")
    with databases.hanging(), ThreadPoolExecutor(16) as probes:
        for _ in range(3):
            found = set(probes.map(lambda _: ready(url), range(16)))
            assert found <= {(503, said) for said in ("the store failed", "the store is busy", "no answer in time")}
        assert httpx.get(f"{url}/healthz", timeout=GENEROUS).status_code == 200
    until = time.monotonic() + GENEROUS
    while (found_now := ready(url)) != (200, "ok") and time.monotonic() < until:
        pass
    assert found_now == (200, "ok")
    outage = [record.message for record in caplog.records if record.name == "bot.storage.outages"]
    assert [each.partition(" after")[0] for each in outage[1:]] == ["the store answers again"]


def test_a_file_that_comes_while_the_database_hangs_is_read_afterwards(
    running: Any, databases: Databases, tmp_path: Path
) -> None:
    folder, core = tmp_path / "news", running.core
    folders = Folders(SqlFiles(core.engine), core.intake, [folder], core.clock)
    folder.mkdir()
    for number in range(30):
        file = folder / f"{number}.txt"
        file.write_text(f"Talks {number}\n\nThe talks of day {number} went well, the minister said.", encoding="utf-8")
        os.utime(file, (1_000_000_000, 1_000_000_000))
    look = folders.look_now()
    read = [next(look)]
    with databases.hanging(), time_limit(0.5), pytest.raises(StoreUnavailable):
        read += look
    again = [*folders.look_now()]
    assert {type(each) for each in again} == {Filed}
    assert len({each.article.id for each in [*read, *again] if isinstance(each, Filed)}) == 30
    assert list(folders.look_now()) == []
