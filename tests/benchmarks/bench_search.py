"""How fast the library is searched, filled and restarted, beside SQLite's full-text search over the same articles.

Run: ``python -m tests.benchmarks.bench_search [--articles 10000 100000]``. Times are of the whole call in Python; both
engines give the ten best of the articles that one workspace may read.
"""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from bot.domain.article import SHARED
from bot.domain.query import Query
from bot.storage.articles import SqlArticleStore
from bot.storage.entries import EntryKind, moment
from bot.storage.index import Index
from bot.storage.library import Library
from tests.benchmarks.corpus import NOW, Corpus, filled_store

READABLE = frozenset({SHARED, "T4"})
ROUNDS = 300


@dataclass(frozen=True)
class Question:
    """One kind of question: how to ask our index and, if it can answer it, SQLite."""

    name: str
    query: Query
    kind: EntryKind = "article"
    fts: str | None = None
    newest: bool = False


def questions(corpus: Corpus, rng: np.random.Generator) -> list[Question]:
    """One question of each kind, about words drawn for this round."""
    common = [corpus.words[at] for at in rng.integers(5, 150, size=3)]
    middle = [corpus.words[at] for at in rng.integers(150, 1_500, size=2)]
    rare = corpus.words[int(rng.integers(5_000, 30_000))]
    long = next(word for word in (corpus.words[at] for at in rng.integers(8_000, 30_000, 99)) if len(word) > 6)
    since = NOW.replace(year=NOW.year - 1)
    speaker = corpus.speakers[int(rng.integers(0, len(corpus.speakers)))]
    return [
        Question("one common word", Query(words=(common[0],)), fts=_all(common[:1])),
        Question("two common words", Query(words=tuple(common[:2])), fts=_all(common[:2])),
        Question("three words + date", Query(words=(common[0], *middle), since=since), fts=_all([common[0], *middle])),
        Question("rare word", Query(words=(rare,)), fts=_all([rare])),
        Question("phrase", Query(phrases=(" ".join(common[:2]),)), fts=f'"{common[0]} {common[1]}"'),
        Question("word without another", Query(words=(common[0],), excluded=(common[1],)), fts=_not(common)),
        Question("misspelt word", Query(words=(long[:3] + "x" + long[3:],))),
        Question("speaker", Query(person=speaker)),
        Question("quotes: two words", Query(words=tuple(common[:2])), kind="quote"),
        Question("figures: one word", Query(words=(middle[0],)), kind="figure"),
        Question("newest", Query(), newest=True),
    ]


def _all(words: Sequence[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


def _not(words: Sequence[str]) -> str:
    return f'"{words[0]}" NOT "{words[1]}"'


class Fts5:
    """SQLite's full-text search in memory, with the same stems, weights and fence."""

    def __init__(self, corpus: Corpus, articles: int) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE fts USING fts5(title, body, workspace UNINDEXED, dated UNINDEXED,"
            " tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        rows = (
            (each.document.title, each.document.text, each.workspace, moment(each.document.published or NOW))
            for each in corpus.filings(articles)
        )
        self._db.executemany("INSERT INTO fts VALUES (?, ?, ?, ?)", rows)
        self._db.commit()

    def ask(self, question: Question) -> None:
        self._db.execute(
            "SELECT rowid FROM fts WHERE fts MATCH ? AND workspace IN (?, ?) AND dated >= ?"
            " ORDER BY bm25(fts, 3.0, 1.0) LIMIT 10",
            (question.fts, *sorted(READABLE), moment(question.query.since) if question.query.since else 0),
        ).fetchall()


def timed(work: Callable[[], object]) -> float:
    """How many milliseconds ``work`` took."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    return float(np.percentile(times, 50)), float(np.percentile(times, 99))


def compare(corpus: Corpus, index: Index, fts: Fts5) -> None:
    """Print a line for each kind of question; the engines take turns, so that they share the machine's moods."""
    ours: dict[str, list[float]] = {}
    theirs: dict[str, list[float]] = {}
    rng = np.random.default_rng(11)
    for _ in range(ROUNDS):
        for question in questions(corpus, rng):

            def ask(question: Question = question) -> object:
                return index.search(question.query, question.kind, READABLE, now=NOW, limit=10)

            ours.setdefault(question.name, []).append(timed(ask))
            if question.fts:
                theirs.setdefault(question.name, []).append(timed(lambda question=question: fts.ask(question)))  # type: ignore[misc]
    print(f"  {'question':<24}{'p50 ms':>9}{'p99 ms':>9}   {'FTS5 p50':>9}{'p99':>9}   {'p50 x':>6}{'p99 x':>7}")
    for name, times in ours.items():
        mid, high = percentiles(times)
        line = f"  {name:<24}{mid:>9.2f}{high:>9.2f}"
        if name in theirs:
            their_mid, their_high = percentiles(theirs[name])
            line += f"   {their_mid:>9.2f}{their_high:>9.2f}   {their_mid / mid:>6.1f}{their_high / high:>7.1f}"
        print(line)
    mid, high = percentiles([time for times in ours.values() for time in times])
    print(f"  {'all':<24}{mid:>9.2f}{high:>9.2f}")


def additions(corpus: Corpus, library: Library, name: str) -> None:
    """Print how long it takes from filing an article to finding it."""
    fresh = count()

    def add() -> None:
        number = next(fresh)
        filing = next(corpus.filings(1))
        document = replace(filing.document, locator=f"{name} {number}", title=f"Breaking {name}{number}")
        library.put(document, filing.analysis, fingerprint=f"{name} {number}", workspace=SHARED, story=None, now=NOW)
        found = library.search(Query(words=(f"{name}{number}",)), "article", READABLE, now=NOW, limit=1)
        assert found.total == 1, "an added article was not found"

    mid, high = percentiles([timed(add) for _ in range(50)])
    print(f"  added and found ({name}): p50 {mid:.0f} ms, p99 {high:.0f} ms")


def bench(corpus: Corpus, articles: int, folder: Path) -> None:
    print(f"\n{articles:,} articles, {articles * 10:,} quotes and figures")
    start = perf_counter()
    engine, store = filled_store(corpus, articles, folder / "store.sqlite")
    print(f"  store filled (SQLite file): {perf_counter() - start:.1f} s")
    library = Library(store, Index())
    built = timed(library.catch_up) / 1000
    print(f"  index built from the store, in memory: {built:.1f} s ({articles / built:,.0f} articles/s)")
    start = perf_counter()
    fts = Fts5(corpus, articles)
    print(f"  SQLite FTS5 built, in memory, articles only: {perf_counter() - start:.1f} s")
    compare(corpus, library.index, fts)
    additions(corpus, library, "memory")
    library.index.close()
    restart(corpus, store, folder / "index")
    engine.dispose()


def restart(corpus: Corpus, store: SqlArticleStore, directory: Path) -> None:
    """Print how long a process needs until it can answer, with the index in a directory."""
    library = Library(store, Index(directory))
    built = timed(library.catch_up) / 1000
    additions(corpus, library, "directory")
    library.index.close()

    def open_and_ask() -> None:
        again = Library(store, Index(directory))
        assert again.catch_up() == 0, "the directory did not hold everything"
        query = Query(words=corpus.words[20:22])
        again.search(query, "article", READABLE, now=NOW, limit=10)
        again.index.close()

    size = sum(file.stat().st_size for file in directory.rglob("*") if file.is_file())
    print(f"  index in a directory: built in {built:.1f} s, {size / 1e6:.0f} MB")
    print(f"  restart with it, until the first answer: {timed(open_and_ask) / 1000:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    corpus = Corpus.of()
    for articles in parser.parse_args().articles:
        with TemporaryDirectory(prefix="newsdesk-bench-") as folder:
            bench(corpus, articles, Path(folder))


if __name__ == "__main__":
    main()
