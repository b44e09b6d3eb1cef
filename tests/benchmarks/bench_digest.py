"""How long a digest takes over many new articles: composing it, laying it out, and reading them from the store.

Run: ``python -m tests.benchmarks.bench_digest [--articles 1000 10000]``. Each figure is the best of several rounds.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.desk.wire import Wire
from bot.digests.compose import compose
from bot.domain.digest import Digest, Schedule, Subscription
from bot.slack.views.digests import messages
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import connect
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.migrate import upgrade
from tests.benchmarks.corpus import NOW, Corpus

ROUNDS = 3
ON_ONE_STORY = 3
"""How many articles cover each story."""

_SUBSCRIPTION = Subscription(
    id="bench",
    workspace="T4",
    number=1,
    channel="C1",
    creator="U1",
    schedule=Schedule(at=time(8, 30)),
    created=NOW,
)


def measure(articles: int, folder: Path) -> tuple[float, float, float, int]:
    """Seconds to read the new stories, to compose the digest, to lay it out; and how many stories there were."""
    engine = connect(path=folder / f"{articles}.sqlite")
    upgrade(engine)
    store = SqlArticleStore(engine)
    filings = (
        replace(filing, workspace=_SUBSCRIPTION.workspace, story=number // ON_ONE_STORY + 1)
        for number, filing in enumerate(Corpus.of().filings(articles))
    )
    while some := list(islice(filings, 1_000)):
        store.put_many(some, now=NOW)
    wire = Wire(Library(store, Index(None)), lambda: NOW)

    def read() -> object:
        return wire.since(_SUBSCRIPTION.workspace, "", after=0, since=NOW - timedelta(days=1), now=NOW)

    found = wire.since(_SUBSCRIPTION.workspace, "", after=0, since=NOW - timedelta(days=1), now=NOW)

    def composed() -> Digest:
        return compose(found.stories, _SUBSCRIPTION, NOW, disputes=wire.disputes)

    digest = composed()
    best = _best(read), _best(composed), _best(lambda: messages(digest, "7f3a2c"))
    engine.dispose()
    return *best, len(found.stories)


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
    print(f"{'articles':>9} {'stories':>8} {'read':>9} {'compose':>9} {'lay out':>9} {'in all':>9}")
    with TemporaryDirectory() as folder:
        for articles in asked.articles:
            *times, stories = measure(articles, Path(folder))
            cells = " ".join(f"{seconds * 1000:>6,.0f} ms" for seconds in (*times, sum(times)))
            print(f"{articles:>9,} {stories:>8,} {cells}")


if __name__ == "__main__":
    main()
