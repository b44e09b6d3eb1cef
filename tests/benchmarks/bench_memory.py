"""How much memory the library takes: articles in SQL, the index in memory or in a directory.

Run: ``python -m tests.benchmarks.bench_memory [--articles 10000 100000]``. Each measurement is a process of its own;
Linux only (it reads ``/proc``).
"""

from __future__ import annotations

import argparse
import gc
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain.article import SHARED
from bot.domain.query import Query
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import connect
from bot.storage.index import Index
from bot.storage.library import Library
from tests.benchmarks.corpus import NOW, Corpus, filled_store


def memory(field: str = "RssAnon") -> float:
    """What this process holds, in MB; ``RssAnon`` leaves out mapped files, which the system can take back."""
    found = re.search(rf"^{field}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    if found is None:
        raise SystemExit("this system does not tell how much memory a process holds")
    return int(found[1]) / 1024


def measure(store: Path, directory: Path | None) -> None:
    """Print the memory that opening the library adds, and what it all comes to."""
    engine = connect(path=store)
    articles = SqlArticleStore(engine)
    gc.collect()
    before = memory()
    library = Library(articles, Index(directory))
    library.catch_up()
    for word in Corpus.of().words[:50]:
        library.search(Query(words=(word,)), "article", frozenset({SHARED}), now=NOW, limit=10)
    gc.collect()
    added, count = memory() - before, library.count()
    where = "in a directory" if directory else "in memory"
    print(
        f"  index {where}: {added:.0f} MB more, {added / count * 1000:.2f} MB per thousand articles;"
        f" the process: {memory('VmRSS'):.0f} MB, at most {memory('VmHWM'):.0f} MB"
    )
    library.index.close()
    engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--directory", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.store:
        measure(given.store, given.directory)
        return
    for articles in given.articles:
        with TemporaryDirectory(prefix="newsdesk-bench-") as folder:
            print(f"\n{articles:,} articles", flush=True)
            store, directory = Path(folder, "store.sqlite"), Path(folder, "index")
            engine, _ = filled_store(Corpus.of(), articles, store)
            engine.dispose()
            measured = [sys.executable, "-m", "tests.benchmarks.bench_memory", "--store", str(store)]
            subprocess.run(measured, check=True)
            index = Library(SqlArticleStore(connect(path=store)), Index(directory))
            index.catch_up()
            index.index.close()
            subprocess.run([*measured, "--directory", str(directory)], check=True)


if __name__ == "__main__":
    main()
