"""What comes in is filed, once: workers that are killed while files are dropped and feeds are read, and what must hold.

The sources, the kills and the pauses are from a seed; how they fall together in time is not.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import yaml
from sqlalchemy import select

from bot.app.core import open_core
from bot.cli.asking import ask
from bot.desk.desk import Desk
from bot.domain.article import SHARED
from bot.domain.query import Kind
from bot.settings import load
from bot.storage.engine import connect, reading
from bot.storage.schema import articles
from bot.web.playground.server import LocalSlack
from tests import made_up
from tests.faults.databases import POSTGRESQL, Databases
from tests.faults.newsroom import Stage
from tests.unit.sources.site import Page
from tests.web import Site, all_serving

ROOT = Path(__file__).parents[2]
LOG = "workers.log"
WORDS_ASKED = 300
"""How many of the articles are asked for at most, after all."""
_LATER = 4.0  # seconds after the last article, in which nothing more may come or be asked
_STOPS = 15.0  # seconds in which a worker has to end when it is told to
_LEAST_RATE = 2.0  # articles a second that come in on a busy machine: an intake that is slower hangs
_ASIDE = 120.0  # seconds for what is waited for besides: starts, leases of the dead, second tries
_PAGE_TAKES = (0.0, 0.02, 0.2)  # seconds


@dataclass(frozen=True, slots=True)
class Size:
    """How much comes in, and what is done to who takes it in. ``hangs`` counts how often the database stands still;
    ``processes`` analyse for each worker, None: one for each core.
    """

    files: int
    feeds: int
    entries: int
    kills: int
    hangs: int = 0
    processes: int | None = None

    @property
    def articles(self) -> int:
        return self.files + self.feeds * self.entries


@dataclass
class Outcome:
    """What one run came to, for the table."""

    database: str
    seed: int
    size: Size
    workers: int
    kills: int = 0
    hangs: int = 0
    pages: int = 0
    again: int = 0
    seconds: float = 0.0

    HEAD = "database    seed workers kills hangs  files feeds entries  pages again  in all"

    def __str__(self) -> str:
        size = self.size
        return (
            f"{self.database:<11} {self.seed:>4} {self.workers:>7} {self.kills:>5} {self.hangs:>5}  {size.files:>5} "
            f"{size.feeds:>5} {size.entries:>7}  {self.pages:>5} {self.again:>5} {self.seconds:>5.0f} s"
        )


class Worker:
    """One ``newsdesk work`` in a session of its own, so that all that it starts can be seen."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        with (folder / LOG).open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.working", "work"],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def check(self) -> None:
        """Raises: AssertionError if it has ended by itself."""
        assert self._process.poll() is None, f"a worker ended by itself with {self._process.returncode}"

    def kill(self) -> None:
        """SIGKILL. Raises: AssertionError if something that it started lives on."""
        self._process.kill()
        self._process.wait()
        end = time.monotonic() + _STOPS
        while left := _session(self._process.pid):
            assert time.monotonic() < end, f"a worker is dead, and {left} live on"
            time.sleep(0.02)

    def stop(self) -> None:
        """A stop signal. Raises: AssertionError if it does not end well."""
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(_STOPS)
        assert code == 0, f"a worker that was stopped ended with {code}"
        assert not _session(self._process.pid)

    def dismiss(self) -> None:
        """End it, and whatever it started, if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for each in _session(self._process.pid):
            os.kill(each, signal.SIGKILL)


def _session(leader: int) -> list[int]:
    """The processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # it has ended meanwhile
            continue
        if int(session) == leader and state != "Z":
            found.append(int(stat.parent.name))
    return found


class Intake:
    """One database, some sites with a feed each, a folder that fills, and the workers that read them."""

    def __init__(self, stage: Stage, databases: Databases, folder: Path, seed: int, size: Size) -> None:
        (folder / "in").mkdir(parents=True)
        self.databases, self.folder, self.size, self.rng = databases, folder, size, random.Random(seed)
        workers = 2 if databases.name == POSTGRESQL else self.rng.choice((1, 2))
        self.outcome = Outcome(databases.name, seed, size, workers)
        self._stage = stage
        self._opened = ExitStack()
        self._slack = LocalSlack(serving=stage.serving)
        self._opened.callback(self._slack.stop)
        self.sites = self._opened.enter_context(all_serving(size.feeds))
        self.stories = [made_up.story(number) for number in range(size.articles)]
        self._publish()
        self._engine = connect(databases.fresh(folder))
        self._opened.callback(self._engine.dispose)
        self._environment = self._configured(self._engine.url.render_as_string(hide_password=False))
        self.workers: list[Worker] = []
        self.kills: list[float] = []
        self._dropping = threading.Thread(target=self._drop, name="files")
        self._over = threading.Event()
        stage.counts.runs += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._dropping.is_alive():
            self._dropping.join()
        for worker in self.workers:
            worker.dismiss()
        self._opened.close()

    def _publish(self) -> None:
        """A feed on each site; each fifth of its entries carries the whole article, the others have a page."""
        for number, site in enumerate(self.sites):
            first = self.size.files + number * self.size.entries
            items = []
            for place, story in enumerate(self.stories[first : first + self.size.entries]):
                path, is_whole = f"/news/{story.mark.lower()}", place % 5 == 4
                items.append(made_up.item(story, f"{site.url}{path}", whole=is_whole))
                if not is_whole:
                    site.pages[path] = partial(_slow_page, made_up.page(story).encode(), self.rng.choice(_PAGE_TAKES))
            site.put("/feed.xml", made_up.rss(items, title=f"Paper {number}"), "application/rss+xml", ETag='"1"')

    def _configured(self, url: str) -> dict[str, str]:
        library = {
            "folders": [str(self.folder / "in")],
            "feeds": [f"{site.url}/feed.xml" for site in self.sites],
            "allowed_hosts": ["127.0.0.0/8"],
            "look_every": 1,
            "feeds_every": 60,
            "processes": self.size.processes,
        }
        config = self.folder / "newsdesk.yaml"
        config.write_text(yaml.safe_dump({"library": library, "log": {"level": "warning"}}), encoding="utf-8")
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": url,
            "NEWSDESK_CONFIG": str(config),
            "SLACK_BOT_TOKEN": self._slack.bot_token,
            "SLACK_API_URL": self._slack.api_url,
        }

    def begin(self) -> None:
        """Let the workers start, and files come in."""
        while len(self.workers) < self.outcome.workers:
            self._work()
        self._dropping.start()

    def _work(self) -> None:
        self._stage.counts.processes += 1
        self.workers.append(Worker(self._environment, self.folder))

    def _drop(self) -> None:
        """Files come in one after the other, some in two pieces, in some folders."""
        rng = random.Random(self.outcome.seed)
        for number, story in enumerate(self.stories[: self.size.files]):
            path = self.folder / "in" / f"{number % 7}" / f"{story.mark.lower()}.txt"
            path.parent.mkdir(exist_ok=True)
            with path.open("w", encoding="utf-8") as file:
                if rng.random() < 0.02:
                    file.write(story.text[:200])
                    file.flush()
                    time.sleep(0.2)
                    file.write(story.text[200:])
                else:
                    file.write(story.text)
            if self._over.wait(rng.choice((0, 0, 0, 0.01))):
                return

    def until(self, count: int) -> None:
        """Wait for so many articles. Raises: AssertionError if they don't come."""
        end = time.monotonic() + _ASIDE + self.size.articles / _LEAST_RATE
        while (here := self.count()) < count:
            for worker in self.workers:
                worker.check()
            assert time.monotonic() < end, f"lost: {here} articles of {self.size.articles} came; {self._log()}"
            time.sleep(0.1)

    def count(self) -> int:
        return len(self.filed())

    def filed(self) -> list[str]:
        """The titles of the library's articles."""
        with reading(self._engine) as connection:
            return list(connection.execute(select(articles.c.title)).scalars())

    def kill(self) -> None:
        """SIGKILL to one of the workers; another one starts, at once or a little later."""
        self.outcome.kills += 1
        self._stage.counts.kills += 1
        killed = self.workers.pop(self.rng.randrange(len(self.workers)))
        killed.kill()
        self.kills.append(time.monotonic())
        time.sleep(self.rng.choice((0, 0, 1)))
        self._work()

    def hang(self) -> None:
        """The database stands still for some seconds."""
        self.outcome.hangs += 1
        with self.databases.hanging():
            time.sleep(self.rng.uniform(3, 6))

    def finish(self) -> None:
        """Wait until all is in, and a moment more; then stop the workers."""
        self._dropping.join()
        self.until(self.size.articles)
        time.sleep(_LATER)
        while self.workers:
            self.workers[-1].stop()
            self.workers.pop()

    def check(self) -> Outcome:
        """All that came in is an article, once, and is found; each page was asked for once, but for who was killed.

        Raises: AssertionError.
        """
        expected, filed = Counter(story.title for story in self.stories), Counter(self.filed())
        lost, twice = expected - filed, filed - expected
        assert not lost and not twice, f"lost: {lost}; too often: {twice}; {self._log()}"
        for site in self.sites:
            self.outcome.pages += len([path for path in site.asked if path.startswith("/news/")])
            self.outcome.again += self._asked_again(site)
            assert site.most_at_once <= 1, f"{site.most_at_once} requests at a time at {site.url}"
        self._check_found()
        return self.outcome

    def _asked_again(self, site: Site) -> int:
        """How many pages were asked for once more: each had been the last one that its host was asked for before
        somebody was killed.

        Raises: AssertionError.
        """
        requests = [asked for asked in site.requests if asked.path != "/robots.txt"]
        broken_off = set()
        for killed in self.kills:
            before = [number for number, asked in enumerate(requests) if asked.at <= killed]
            broken_off.update(before[-1:])
        again, last = 0, dict[str, int]()
        for number, asked in enumerate(requests):
            if asked.path.startswith("/news/") and (before_ := last.get(asked.path)) is not None:
                assert before_ in broken_off, f"{site.url}{asked.path} was asked for again; {self._log()}"
                again += 1
            last[asked.path] = number
        return again

    def _check_found(self) -> None:
        """The index has them all, and the command line answers from it."""
        config = self.folder / "asking.yaml"
        config.write_text("library: {folders: []}\n", encoding="utf-8")  # a question looks at the folders first
        environment = {**self._environment, "NEWSDESK_CONFIG": str(config)}
        with open_core(load(environment, self.folder)) as core:
            assert core.library.count() == self.size.articles
            for story in self.rng.sample(self.stories, min(WORDS_ASKED, self.size.articles)):
                assert _titles(_asked(core.desk, story.mark), story) == [story.title]
        story = self.rng.choice(self.stories)
        command = [sys.executable, "-m", "bot", "news", story.mark, "--json"]
        told = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=True)
        assert _titles(told.stdout, story) == [story.title]

    def _log(self) -> str:
        """The last that the workers warned of."""
        return " | ".join((self.folder / LOG).read_text(encoding="utf-8").splitlines()[-20:])


def _asked(desk: Desk, word: str) -> str:
    return ask(desk, Kind.NEWS, word, as_json=True, page=1, workspace=SHARED)


def _titles(told: str, story: made_up.Story) -> list[str]:
    """The titles in an answer that are the story's: others may tell of the same."""
    shown = [article["title"] for each in json.loads(told)["stories"] for article in each["articles"]]
    return [title for title in shown if story.mark in title]


def _slow_page(body: bytes, seconds: float, _: Mapping[str, str]) -> Page:
    def chunks() -> Iterator[bytes]:
        yield body[:300]
        time.sleep(seconds)
        yield body[300:]

    return Page(headers={"Content-Type": "text/html; charset=utf-8"}, chunks=chunks)


def run(stage: Stage, databases: Databases, folder: Path, seed: int, size: Size) -> Outcome:
    """All of ``size`` comes in, while one worker or two are killed, and the database hangs; what came of it.

    Raises: AssertionError if something was lost, or came twice, or was asked for too often.
    """
    began = time.monotonic()
    with Intake(stage, databases, folder, seed, size) as intake:
        intake.begin()
        for moment, what in _plan(intake.rng, size):
            intake.until(int(moment * size.articles))
            time.sleep(intake.rng.uniform(0, 0.5))
            (intake.kill if what == "kill" else intake.hang)()
        intake.finish()
        outcome = intake.check()
    outcome.seconds = time.monotonic() - began
    return outcome


def _plan(rng: random.Random, size: Size) -> Sequence[tuple[float, str]]:
    """What is done when so great a part of the articles is in."""
    what = ["kill"] * size.kills + ["hang"] * size.hangs
    return sorted((rng.uniform(0, 0.9), each) for each in what)
