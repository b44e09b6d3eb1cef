"""The fault suite: ``python -m tests.faults --runs 500``; what it did is its last line.

Every run has its seed, and a seed repeats its run exactly: ``python -m tests.faults --first 17 --runs 1 --trace``.
``--mutations 100000`` gives the readers of articles so many broken inputs instead.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.faults import cases, inbox, intake, mutations, schedules
from tests.faults.databases import POSTGRESQL, SQLITE, Databases, opened
from tests.faults.newsroom import Stage


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite; how many runs failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=500, help="random schedules on each database")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), action="append", help="default: both")
    parser.add_argument("--inboxes", type=int, default=6, help="seeds of servers that are killed while people ask")
    parser.add_argument("--intakes", type=int, default=1, help="seeds of workers that are killed while news comes in")
    parser.add_argument("--files", type=int, default=10_000, help="files that come in")
    parser.add_argument("--feeds", type=int, default=20, help="feeds of 20 entries that come in beside them")
    parser.add_argument("--mutations", type=int, help="broken inputs for every reader of articles, and nothing else")
    parser.add_argument("--kills", type=int, default=20, help="of the workers that take all this in")
    parser.add_argument("--trace", action="store_true", help="print every step, and leave the fixed cases out")
    asked = parser.parse_args(arguments)
    if asked.mutations:
        report = mutations.run_all(asked.first, asked.mutations)
        print(*report.faults, report, sep="\n")
        return len(report.faults)
    stage = Stage()
    failed: list[str] = []
    started = monotonic()
    try:
        for name in asked.database or (SQLITE, POSTGRESQL):
            with TemporaryDirectory() as folder, opened(name, Path(folder)) as databases:
                if not asked.trace:
                    _fixed(stage, databases, Path(folder))
                for seed in range(asked.first, asked.first + asked.runs):
                    failed += _run(stage, databases, Path(folder), seed, trace=asked.trace)
                if not asked.trace:
                    failed += _inboxes(stage, databases, Path(folder) / "inbox", asked.inboxes)
                    size = intake.Size(files=asked.files, feeds=asked.feeds, entries=20, kills=asked.kills, hangs=3)
                    failed += _intakes(stage, databases, Path(folder) / "intake", asked.intakes, size)
    finally:
        stage.close()
    print(*failed, sep="\n")
    outcome = "none lost, none posted twice" if not failed else f"{len(failed)} RUNS FAILED"
    print(f"{stage.counts}: {outcome}; {monotonic() - started:.0f} s")
    return len(failed)


def _fixed(stage: Stage, databases: Databases, folder: Path) -> None:
    stops = list(cases.kills(stage, databases, folder / "kills"))
    print(f"{databases.name}: killed at each of {len(stops)} steps: {', '.join(dict.fromkeys(stops))}")
    stops = list(cases.corrections(stage, databases, folder / "corrections"))
    print(f"{databases.name}: and at each of {len(stops)} steps of a correction")
    refused = ", ".join(cases.refusals(stage, databases, folder / "refusals"))
    print(f"{databases.name}: the rest of a digest is refused: {refused}")
    print(f"{databases.name}: Slack: {', '.join(cases.faults(stage, databases, folder / 'faults'))}")
    print(f"{databases.name}: the clock jumps an hour: {'; '.join(cases.jumps(stage, databases, folder / 'jumps'))}")
    racing = " and ".join(map(str, cases.races(stage, databases, folder / "races")))
    print(f"{databases.name}: {racing} workers at once", flush=True)


def _run(stage: Stage, databases: Databases, folder: Path, seed: int, *, trace: bool) -> list[str]:
    try:
        done = schedules.run(stage, databases, folder / f"run-{seed}", seed)
    except (AssertionError, EOFError, TimeoutError) as error:
        return [f"{databases.name}, seed {seed}: {type(error).__name__}: {error}"]
    if trace:
        print(*done, sep="\n")
    if sys.stderr.isatty():
        print(f"\r{databases.name}: seed {seed} ", end="", file=sys.stderr, flush=True)
    return []


def _inboxes(stage: Stage, databases: Databases, folder: Path, seeds: int) -> list[str]:
    """Servers with an inbox: a table of what became of it."""
    failed = []
    print(inbox.Outcome.HEAD)
    for seed in range(seeds):
        try:
            print(inbox.run(stage, databases, folder / f"{seed}", seed, count=200, kills=8), flush=True)
        except AssertionError as error:
            failed.append(f"{databases.name}, inbox, seed {seed}: {error}")
    outcome, told, noticed = inbox.outage(stage, databases, folder / "outage")
    words = ", ".join(f"{what}: {count}" for what, count in told.items())
    slowest = f"the slowest after {outcome.slowest:.2f} s"
    print(f"{databases.name} hangs: {words}, {slowest}; /readyz said so in {noticed:.2f} s; nothing was lost")
    if outcome.slowest > inbox.PATIENCE.total_seconds():
        failed.append(f"{databases.name}, inbox: Slack would have waited {slowest}")
    if databases.name == SQLITE:
        words = ", ".join(
            f"{what}: {count}" for what, count in inbox.read_only(stage, databases, folder / "read-only", 12).items()
        )
        print(f"{databases.name} can only be read: {words}", flush=True)
    return failed


def _intakes(stage: Stage, databases: Databases, folder: Path, seeds: int, size: intake.Size) -> list[str]:
    """Workers that take in files and feeds: a table of what came in."""
    failed = []
    if seeds:
        print(intake.Outcome.HEAD)
    for seed in range(seeds):
        try:
            print(intake.run(stage, databases, folder / f"{seed}", seed, size), flush=True)
        except AssertionError as error:
            failed.append(f"{databases.name}, intake, seed {seed}: {error}")
    return failed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
