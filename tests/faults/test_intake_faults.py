"""The short form of what ``make faults`` does to workers that take news in: SIGKILL, and a hanging database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import intake
from tests.faults.databases import POSTGRESQL, SQLITE, opened
from tests.faults.newsroom import Stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.mark.parametrize("name", [SQLITE, POSTGRESQL])
def test_what_comes_in_while_workers_are_killed_is_filed_once(stage: Stage, name: str, tmp_path: Path) -> None:
    size = intake.Size(files=80, feeds=3, entries=5, kills=2, hangs=1, processes=1)
    with opened(name, tmp_path) as databases:
        outcome = intake.run(stage, databases, tmp_path / "run", seed=1, size=size)
    print(f"\n{intake.Outcome.HEAD}\n{outcome}")
    assert (outcome.kills, outcome.hangs) == (2, 1)
