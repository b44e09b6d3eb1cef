"""How long a digest takes over many new articles: weighing them all in the store, reading and composing what it lists,
laying it out.

Run: ``python -m tests.benchmarks.bench_digest [--articles 1000 10000]``. Each figure is the best of several rounds. The
peer is the least that reading every article takes: SQLite's own driver and json, in the same run, with no object made.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import time, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.desk.wire import Wire
from bot.digests.draft import draft, parts, untold
from bot.digests.posting import FrozenMessage, freeze
from bot.domain.digest import Schedule, Subscription
from bot.slack.views import digests
from bot.storage.articles import SqlArticleStore
from bot.storage.digests import SqlDigestStore
from bot.storage.engine import connect
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.migrate import upgrade
from tests.benchmarks.corpus import NOW, Corpus

ROUNDS = 5
ON_ONE_STORY = 3
"""How many articles cover each story."""
MOST = 8

_SUBSCRIPTION = Subscription(
    id="bench",
    workspace="T4",
    number=1,
    channel="C1",
    creator="U1",
    schedule=Schedule(at=time(8, 30)),
    created=NOW,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds for each step and for the peer; how many stories there were."""

    stories: int
    weigh: float
    compose: float
    lay_out: float
    peer: float

    def row(self, articles: int) -> str:
        whole = self.weigh + self.compose + self.lay_out
        cells = [
            f"{seconds * 1000:>6,.0f} ms" for seconds in (self.weigh, self.compose, self.lay_out, whole, self.peer)
        ]
        return f"{articles:>9,} {self.stories:>8,} {' '.join(cells)} {whole / self.peer:>6.2f}"


def measure(articles: int, file: Path) -> Figures:
    """The figures of a library of so many articles, all of them new."""
    engine = connect(path=file)
    upgrade(engine)
    store, told = SqlArticleStore(engine), SqlDigestStore(engine).told
    filings = (
        replace(filing, workspace=_SUBSCRIPTION.workspace, story=number // ON_ONE_STORY + 1)
        for number, filing in enumerate(Corpus.of().filings(articles))
    )
    while some := list(islice(filings, 1_000)):
        store.put_many(some, now=NOW)
    wire = Wire(Library(store, Index(None)), lambda: NOW)
    slot = NOW + timedelta(hours=1)
    new = untold(wire, told, _SUBSCRIPTION, slot, now=slot)
    made = draft(wire, new.stories, _SUBSCRIPTION, slot, most=MOST)

    def laid_out() -> str:
        messages = [
            FrozenMessage(message.text, message.blocks, tuple(entry.story.number for entry in entries))
            for message, entries in digests.parts(made.digest, "7f3a2c")
        ]
        return freeze(parts(made, messages))

    assert len(made.digest.entries) + made.digest.more == len(new.stories)
    figures = Figures(
        len(new.stories),
        _best(lambda: untold(wire, told, _SUBSCRIPTION, slot, now=slot)),
        _best(lambda: draft(wire, new.stories, _SUBSCRIPTION, slot, most=MOST)),
        _best(laid_out),
        _best(lambda: _read_all(file)),
    )
    engine.dispose()
    return figures


def _read_all(file: Path) -> int:
    """Every article's text and analysis, as plain as Python can have them."""
    with closing(sqlite3.connect(file)) as connection:
        return sum(
            len(text) + len(json.loads(found))
            for text, found in connection.execute("SELECT text, analysis FROM articles")
        )


def _best(work: Callable[[], object]) -> float:
    def once() -> float:
        started = perf_counter()
        work()
        return perf_counter() - started

    return min(once() for _ in range(ROUNDS))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_digest", description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 10_000])
    asked = parser.parse_args(arguments)
    names = ("weigh", "compose", "lay out", "in all", "read all")
    print(f"{'articles':>9} {'stories':>8} {' '.join(f'{name:>9}' for name in names)} {'ratio':>6}")
    with TemporaryDirectory() as folder:
        for articles in asked.articles:
            print(measure(articles, Path(folder) / f"{articles}.sqlite").row(articles), flush=True)


if __name__ == "__main__":
    main()
