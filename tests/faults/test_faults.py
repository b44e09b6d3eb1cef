"""The short form of the fault suite (``make faults`` runs the long one): real processes, killed by SIGKILL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import cases, schedules
from tests.faults.databases import POSTGRESQL, SQLITE, Databases, opened
from tests.faults.newsroom import Stage

SEEDS = 2


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()
    print(f"\n{stage.counts}: none lost, none posted twice")


@pytest.fixture(scope="module", params=[SQLITE, POSTGRESQL])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with opened(request.param, tmp_path_factory.mktemp("databases")) as databases:
        yield databases


def test_a_worker_killed_at_any_step_loses_no_digest_and_none_comes_twice(
    stage: Stage, databases: Databases, tmp_path: Path
) -> None:
    stops = set(cases.kills(stage, databases, tmp_path))
    steps = ("claim", "freeze", "turn", "begin", "post", "posted")
    assert stops >= {f"{when} {step}" for step in steps for when in ("before", "after")}


def test_a_worker_killed_at_any_step_of_a_correction_loses_none_and_none_comes_twice(
    stage: Stage, databases: Databases, tmp_path: Path
) -> None:
    stops = set(cases.corrections(stage, databases, tmp_path))
    assert stops >= {
        f"{when} {step}" for step in ("claim", "freeze", "begin", "post", "posted") for when in ("before", "after")
    }


def test_the_rest_that_slack_refuses_comes_with_the_next_digest(
    stage: Stage, databases: Databases, tmp_path: Path
) -> None:
    assert len(list(cases.refusals(stage, databases, tmp_path))) == 2


def test_whatever_slack_answers_the_digest_comes_once(stage: Stage, databases: Databases, tmp_path: Path) -> None:
    assert len(list(cases.faults(stage, databases, tmp_path))) == 10


def test_a_clock_that_jumps_an_hour_during_a_post(stage: Stage, databases: Databases, tmp_path: Path) -> None:
    assert len(list(cases.jumps(stage, databases, tmp_path))) == 4


def test_workers_that_tick_at_one_moment_post_each_digest_once(
    stage: Stage, databases: Databases, tmp_path: Path
) -> None:
    assert list(cases.races(stage, databases, tmp_path)) == [2, 5]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_schedules(stage: Stage, databases: Databases, tmp_path: Path, seed: int) -> None:
    assert schedules.run(stage, databases, tmp_path, seed)


def test_a_seed_repeats_its_schedule_exactly(stage: Stage, databases: Databases, tmp_path: Path) -> None:
    once, again = (schedules.run(stage, databases, tmp_path / str(number), 2) for number in range(2))
    assert once == again
