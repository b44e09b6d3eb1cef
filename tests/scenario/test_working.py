"""What comes in by itself: folders and feeds as jobs, done by the processes that work."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from typer.testing import CliRunner

from bot.app.core import Core, open_core
from bot.app.queue import queue_over
from bot.app.working import Crew, Source, Working, working
from bot.cli.main import app
from bot.domain.errors import StoreUnavailable
from bot.jobs import Counts, Job, Queue, Tasks
from bot.settings import load
from bot.storage.engine import connect, reading, writing
from bot.storage.migrate import upgrade
from bot.storage.schema import articles
from bot.web.playground.server import LocalSlack
from tests.faults.databases import POSTGRESQL, SQLITE, Databases, opened
from tests.scenario.conftest import until

PROJECT = Path(__file__).parents[2]
LONG_AGO = 1_000_000_000  # a file that has just been written may not be whole yet


@pytest.fixture(scope="module", params=[SQLITE, POSTGRESQL])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with opened(request.param, tmp_path_factory.mktemp("databases")) as databases:
        yield databases


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with settings of one watched folder, ``news``."""
    (tmp_path / "news").mkdir()
    settings = "library: {folders: [news], look_every: 1}\n"
    (tmp_path / "newsdesk.yaml").write_text(settings, encoding="utf-8")
    return tmp_path


def drop(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / f"{name}.txt"
        path.write_text(f"Ferry {name} late\n\nThe ferry {name} came 40 minutes late, the harbour said.", "utf-8")
        os.utime(path, (LONG_AGO, LONG_AGO))


def filed(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(articles)).scalar_one()


@contextmanager
def process(*command: str, home: Path, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Newsdesk's, which is told to stop at the end and ends well."""
    whole = {"PYTHONPATH": str(PROJECT), "NEWSDESK_CONFIG": str(home / "newsdesk.yaml"), **environ}
    with (home / "log").open("ab") as log:
        child = subprocess.Popen([sys.executable, "-m", "bot", *command], cwd=home, env=os.environ | whole, stderr=log)
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            code = child.wait(timeout=120)
        finally:
            child.kill()
    told = (home / "log").read_text("utf-8")
    assert (code, "Traceback" in told, "ERROR" in told) == (0, False, False), told


def environment(slack: LocalSlack, url: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": url,
        "PORT": str(free_port()),
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@pytest.mark.parametrize("command", ["work", "serve"])
def test_a_file_that_is_dropped_is_filed_by_one_of_two_workers(
    databases: Databases, slack: LocalSlack, home: Path, command: str
) -> None:
    url = databases.fresh(home)
    engine, environ = connect(url), environment(slack, url)
    drop(home / "news", "one", "two")
    with process(command, home=home, environ=environ), process("work", home=home, environ=environ):
        until(lambda: filed(engine) == 2, 180)
        drop(home / "news", "three")
        until(lambda: filed(engine) == 3, 180)
        until(lambda: queue_over(engine, now).counts() == Counts(0, 0, 0))
    engine.dispose()


def test_a_web_process_that_does_not_work_leaves_the_queue_alone(
    databases: Databases, slack: LocalSlack, home: Path
) -> None:
    url = databases.fresh(home)
    engine, environ = connect(url), environment(slack, url)
    queue_over(engine, now).defer([Job(task="look", args={"place": "news"})])
    drop(home / "news", "one")
    with process("serve", "--no-work", home=home, environ=environ):
        until(lambda: "serving on port" in (home / "log").read_text("utf-8"), 180)
    assert (filed(engine), queue_over(engine, now).counts()) == (0, Counts(1, 0, 0))
    engine.dispose()


def test_a_stop_signal_ends_the_first_look(databases: Databases, slack: LocalSlack, home: Path) -> None:
    url = databases.fresh(home)
    engine = connect(url)
    drop(home / "news", *(f"{number}" for number in range(400)))
    with process("work", home=home, environ=environment(slack, url)):
        until(lambda: filed(engine) > 0, 180)
    begun = filed(engine)
    assert 0 < begun < 400
    assert queue_over(engine, now).counts().running == 0
    engine.dispose()


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Doing:
    """Work whose only task does ``do``; it is always due."""

    task: str
    do: Callable[[Mapping[str, Any]], None]
    jobs: int = 1
    asked: int = field(default=0)

    def tasks(self) -> Tasks:
        return {self.task: self.do}

    def due(self) -> list[Job]:
        self.asked += 1
        return [Job(task=self.task, key=f"{self.task}{number}") for number in range(self.jobs)]


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    engine = connect(path=tmp_path / "queue.sqlite")
    upgrade(engine)
    yield queue_over(engine, now)
    engine.dispose()


def test_folders_do_not_wait_for_a_network_that_does_not_answer(queue: Queue) -> None:
    looked, answers = threading.Event(), threading.Event()

    def ask(_: Mapping[str, Any]) -> None:
        answers.wait(60)

    feeds = Doing("feed", ask, jobs=12)
    folders = Doing("look", lambda _: looked.set())
    work = Working(
        queue, [Crew("files", 1, [Source("folders", folders, 60)]), Crew("network", 2, [Source("feeds", feeds, 60)])]
    )
    with work.running(threading.Event()):
        until(lambda: queue.counts().running == 2)
        looked.clear()
        ((_, _, tick), _) = work.ticks()
        tick()
        assert looked.wait(60)
        answers.set()
        until(lambda: queue.counts() == Counts(0, 0, 0))


class Away:
    """A queue whose store is away at first; it does nothing."""

    def __init__(self, times: int) -> None:
        self.times, self.deferred = times, list[str]()

    def defer(self, jobs: Iterable[Job]) -> int:
        if self.times:
            self.times -= 1
            raise StoreUnavailable("the store failed", "somewhere")
        new = [job.task for job in jobs]
        self.deferred += new
        return len(new)

    def work(self, tasks: Tasks, stop: threading.Event, *, threads: int) -> None:
        stop.wait()

    def counts(self) -> Counts:
        return Counts(0, 0, 0)


def test_what_is_due_at_the_start_is_asked_again_until_the_store_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.working._LOOK_AGAIN_AFTER", 0.01)
    queue = Away(3)
    with Working(queue, [Crew("all", 1, [Source("some", Doing("some", print), 60)])]).running(threading.Event()):
        until(lambda: queue.deferred == ["some"])


def test_the_trouble_of_one_source_is_not_anothers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.app.working._LOOK_AGAIN_AFTER", 0.01)

    class Broken(Doing):
        def due(self) -> list[Job]:
            super().due()
            raise ValueError("odd")

    queue, broken = Away(0), Broken("broken", print)
    sources = [Source("broken", broken, 60), Source("some", Doing("some", print), 60)]
    with Working(queue, [Crew("all", 1, sources)]).running(threading.Event()):
        until(lambda: queue.deferred == ["some"] and broken.asked > 2)
    assert "broken: this look at what is due failed" in caplog.text


@pytest.fixture
def core(one_analyser: None, store_file: Path) -> Iterator[Core]:
    """The seeds, filed; no folder is watched."""
    config = store_file.with_name("newsdesk.yaml")
    config.write_text("library: {folders: []}\n", encoding="utf-8")
    environ = {"DATABASE_URL": f"sqlite:///{store_file}", "NEWSDESK_CONFIG": str(config)}
    with open_core(load(environ, store_file.parent)) as core:
        yield core


def read_by_an_older_extractor(core: Core) -> None:
    older = text("UPDATE articles SET analysis_version = 'older', analysis = replace(analysis, :version, 'older')")
    with writing(core.engine) as connection:
        connection.execute(older, {"version": core.analyser.version})


def test_what_an_older_extractor_has_read_is_read_again_some_at_a_time(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.reanalysis.BATCH", 1)
    read_by_an_older_extractor(core)
    assert core.library.outdated(core.analyser.version, 5)
    stop = threading.Event()
    with working(core, stop).running(stop):
        until(lambda: not core.library.outdated(core.analyser.version, 5), 180)
        until(lambda: core.queue.counts() == Counts(0, 0, 0))


def test_what_can_not_be_read_again_is_not_tried_for_ever(
    core: Core, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    read_by_an_older_extractor(core)

    def fail(*_: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr(type(core.analyser), "analyse", fail)
    stop = threading.Event()
    work = working(core, stop)
    ticks = {name: tick for name, _, tick in work.ticks()}
    with work.running(stop):
        until(lambda: caplog.text.count("analysis failed") == 2)
        until(lambda: core.queue.counts() == Counts(0, 0, 0))
        ticks["reanalysis"]()
        assert core.queue.counts() == Counts(0, 0, 0)
    assert caplog.text.count("analysis failed") == 2


def test_an_operator_sees_how_full_the_queue_is(newsdesk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    core = newsdesk.core
    core.queue.defer(Job(task="of another version") for _ in range(3))
    assert "newsdesk_jobs_waiting 3.0" in newsdesk.metrics
    assert "newsdesk_jobs_running 0.0" in newsdesk.metrics
    monkeypatch.chdir(Path(core.engine.url.database).parent)
    monkeypatch.setenv("NEWSDESK_CONFIG", "newsdesk.yaml")
    monkeypatch.setenv("DATABASE_URL", str(core.engine.url))
    told = CliRunner().invoke(app, ["doctor"]).stdout
    assert "ok queue: 3 waiting, 0 running, 0 failed in the last 7 days" in told
    with writing(core.engine) as connection:
        connection.execute(text("DROP TABLE jobs"))
    assert "newsdesk_jobs_waiting NaN" in newsdesk.metrics
