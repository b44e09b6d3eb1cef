"""The short form of what ``make faults`` does to servers with an inbox: SIGKILL, a faulty Slack, a hanging database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import inbox
from tests.faults.databases import POSTGRESQL, SQLITE, Databases, SqliteFiles, opened
from tests.faults.newsroom import Stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture(scope="module", params=[SQLITE, POSTGRESQL])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with opened(request.param, tmp_path_factory.mktemp("databases")) as databases:
        yield databases


def test_what_is_acknowledged_is_answered_and_no_message_twice(
    stage: Stage, databases: Databases, tmp_path: Path
) -> None:
    outcome = inbox.run(stage, databases, tmp_path / "run", seed=2, count=30, kills=2)
    print(f"\n{inbox.Outcome.HEAD}\n{outcome}")
    assert outcome.promised.total() + outcome.refused == 30


def test_while_the_database_hangs_everybody_is_told_and_nothing_is_lost(
    stage: Stage, databases: Databases, tmp_path: Path
) -> None:
    _, told, _ = inbox.outage(stage, databases, tmp_path / "outage")
    assert set(told) == {"event refused", "told to try again"}


def test_a_file_that_can_only_be_read_takes_nothing_in(stage: Stage, tmp_path: Path) -> None:
    told = inbox.read_only(stage, SqliteFiles(tmp_path), tmp_path / "run", 8)
    assert set(told) == {"event refused", "told to try again"}
