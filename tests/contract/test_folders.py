"""Watched folders: nothing is read twice, nothing is lost, whoever looks and however it ends."""

from __future__ import annotations

import errno
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Engine, text

from bot.desk.folders import CHUNK, FILES, LOOK, Folders
from bot.desk.intake import Intake
from bot.domain.errors import AnalysisUnavailable, NewsdeskError, SourceError, StorageError
from bot.jobs import Job
from bot.nlp.pool import Pool
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import connect, reading
from bot.storage.files import SqlFiles
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.migrate import upgrade
from bot.storage.store import Filed
from tests.contract.folder_worker import Nothing, an_intake

PROJECT = Path(__file__).parents[2]
OLD = 1_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def intake(engine: Engine) -> Intake:
    return an_intake(engine, Nothing())


def touch(file: Path, words: str = "", at: float = OLD) -> Path:
    """A file that holds an article of its own: about its name, unless ``words`` say something else."""
    file.parent.mkdir(parents=True, exist_ok=True)
    named = random.Random(file.name).sample(NAMES, 4)
    file.write_text(words or f"{named[0]} of {file.stem}\n\n{' '.join(named)} met {file.stem} in May, he said.")
    os.utime(file, (at, at))
    return file


NAMES = [
    f"{first}{last}" for first in ("Har", "Mol", "Tren", "Bask", "Quil", "Vor") for last in ("den", "by", "stow", "ia")
]


def told(outcomes: Iterable[Filed | NewsdeskError]) -> list[str]:
    """The file's name for what was filed, with what that did; lines of what was not."""
    return [
        f"{each.outcome.value} {Path(each.article.locator).name}" if isinstance(each, Filed) else str(each)
        for each in outcomes
    ]


def looker(engine: Engine, intake: Intake, *folders: Path, **more: Any) -> Folders:
    """As a process that has just begun."""
    return Folders(SqlFiles(engine), intake, folders, lambda: datetime.now(UTC), **more)


def test_only_what_is_new_or_has_changed_is_read_also_after_a_restart(
    engine: Engine, intake: Intake, folder: Path
) -> None:
    for name in ("b.txt", "a.md", "sub/c.txt", ".hidden.txt", "d.css"):
        touch(folder / name)
    touch(folder / "empty.txt", " ")
    first = looker(engine, intake, folder)
    empty = f"nothing to read: {folder}/empty.txt: it is empty"
    assert told(first.look_now()) == ["added a.md", "added b.txt", empty, "added c.txt"]
    for again in (first, looker(engine, intake, folder)):
        assert told(again.look_now()) == []
    touch(folder / "b.txt", "Another headline\n\nThe end came in June, she said.")
    touch(folder / "e.txt")
    touch(folder / "empty.txt", " ", OLD + 1)
    assert told(looker(engine, intake, folder).look_now()) == ["updated b.txt", "added e.txt", empty]
    assert told(first.look_now()) == []


def test_a_file_that_may_still_be_being_written_waits(engine: Engine, intake: Intake, folder: Path) -> None:
    now = datetime.now(UTC).timestamp()
    touch(folder / "a.txt", at=now)
    clock = [datetime.fromtimestamp(now, UTC)]
    folders = Folders(SqlFiles(engine), intake, [folder], lambda: clock[0])
    assert told(folders.look_now()) == []
    clock[0] += timedelta(seconds=2)
    assert told(folders.look_now()) == ["added a.txt"]


def test_what_the_system_could_not_give_is_told_once_and_read_at_the_next_look(
    engine: Engine, intake: Intake, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        touch(folder / name)

    def fails(path: Path, flags: int, real: Callable[[Path, int], int] = os.open) -> int:
        if path.name == "a.txt":
            raise OSError(errno.EIO, "Input/output error")
        return real(path, flags)

    folders = looker(engine, intake, folder)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", fails)
        assert told(folders.look_now()) == [f"could not read: {folder}/a.txt: input/output error", "added b.txt"]
        assert told(looker(engine, intake, folder).look_now()) == []
    assert told(folders.look_now()) == ["added a.txt"]


def test_what_cant_be_stored_now_is_read_at_the_next_look(
    engine: Engine, intake: Intake, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(folder / "a.txt")
    folders = looker(engine, intake, folder)
    assert folders.look(folder) == []
    with reading(engine) as connection:
        assert connection.execute(text("SELECT state FROM files")).scalars().all() == ["waiting"]
    looks = folders.read(folder)
    # Somebody stops it before it has filed anything.
    looks.close()  # type: ignore[attr-defined]
    assert told(folders.look_now()) == ["added a.txt"]


def test_a_file_that_goes_while_it_is_waited_for_is_no_problem(engine: Engine, intake: Intake, folder: Path) -> None:
    touch(folder / "a.txt")
    touch(folder / "b.txt")
    folders = looker(engine, intake, folder)
    folders.look(folder)
    (folder / "a.txt").unlink()
    assert told(folders.read(folder)) == ["added b.txt"]
    touch(folder / "a.txt")
    assert told(folders.look_now()) == ["added a.txt"]


def test_links_out_of_the_folder_and_what_is_no_file_are_refused_once(
    engine: Engine, intake: Intake, folder: Path
) -> None:
    secret = touch(folder.parent / "secret.txt")
    (folder / "out.txt").symlink_to(secret)
    touch(folder / "real.txt")
    (folder / "inside.txt").symlink_to(folder / "real.txt")
    os.mkfifo(folder / "pipe.txt")
    os.utime(folder / "pipe.txt", (OLD, OLD))
    found = told(looker(engine, intake, folder).look_now())
    assert f"not opened: {folder}/out.txt: it is a link to a place outside its folder" in found
    assert f"not a file: {folder}/pipe.txt" in found
    assert sorted(found)[:2] == ["added real.txt", f"not a file: {folder}/pipe.txt"]
    assert told(looker(engine, intake, folder).look_now()) == []


def articles(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return sorted(Path(each).name for each in connection.execute(text("SELECT locator FROM articles")).scalars())


@pytest.mark.parametrize("remove", [False, True])
def test_a_deleted_file_is_said_and_takes_its_article_along_if_that_is_wished(
    engine: Engine, intake: Intake, folder: Path, remove: bool, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        touch(folder / name)
    folders = looker(engine, intake, folder, remove_deleted=remove)
    list(folders.look_now())
    (folder / "a.txt").unlink()
    with caplog.at_level(logging.INFO, "bot.desk.folders"):
        list(folders.look_now())
        list(folders.look_now())
    first, _ = (record.getMessage() for record in caplog.records)
    assert first == f"deleted: {folder}/a.txt"
    assert articles(engine) == (["b.txt", "c.txt"] if remove else ["a.txt", "b.txt", "c.txt"])
    touch(folder / "a.txt")
    assert told(folders.look_now()) == ["added a.txt" if remove else "unchanged a.txt"]


def test_a_folder_that_is_away_takes_nothing_along(engine: Engine, intake: Intake, folder: Path) -> None:
    for name in ("a.txt", "b.txt"):
        touch(folder / name)
    folders = looker(engine, intake, folder, remove_deleted=True)
    list(folders.look_now())
    away = folder.rename(folder.parent / "away")
    assert told(folders.look_now()) == [f"no such folder: {folder}"]
    folder.mkdir()
    (problem,) = folders.look_now()
    assert str(problem).startswith(f"empty folder: {folder}: all 2 of its files are gone")
    assert told(folders.look_now()) == []
    folder.rmdir()
    away.rename(folder)
    assert told(folders.look_now()) == []
    assert articles(engine) == ["a.txt", "b.txt"]


def test_an_article_whose_file_was_moved_or_copied_stays(engine: Engine, intake: Intake, folder: Path) -> None:
    touch(folder / "a.txt")
    touch(folder / "b.txt")
    folders = looker(engine, intake, folder, remove_deleted=True)
    list(folders.look_now())
    (folder / "a.txt").rename(folder / "moved.txt")
    shutil.copy2(folder / "b.txt", folder / "copy.txt")
    list(folders.look_now())
    (folder / "b.txt").unlink()
    list(folders.look_now())
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM articles")).scalar_one() == 2


def test_an_article_that_was_removed_stays_away_though_its_file_lies_there(
    engine: Engine, intake: Intake, folder: Path
) -> None:
    file = touch(folder / "a.txt")
    list(looker(engine, intake, folder).look_now())
    intake.remove(str(file))
    os.utime(file, (OLD + 5, OLD + 5))
    assert told(looker(engine, intake, folder).look_now()) == ["left out a.txt"]
    assert articles(engine) == []
    assert told(intake.take_in(str(file))) == ["added a.txt"]


# --- as jobs


class Jobs:
    """A queue that does its jobs when it is asked to."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def defer(self, jobs: Iterable[Job]) -> None:
        waiting = {job.key for job in self.jobs}
        self.jobs += [job for job in jobs if job.key not in waiting]

    def run(self, tasks: Mapping[str, Callable[[Mapping[str, Any]], None]]) -> list[str]:
        done: list[str] = []
        while self.jobs:
            job = self.jobs.pop(0)
            tasks[job.task](job.args)
            done.append(job.task)
        return done


def test_a_look_defers_the_reading_some_files_at_a_time(engine: Engine, intake: Intake, folder: Path) -> None:
    for number in range(2 * CHUNK + 10):
        touch(folder / f"{number:03}.txt")
    touch(folder / "empty.txt", " ")
    folders, jobs, problems = looker(engine, intake, folder), Jobs(), list[NewsdeskError]()
    tasks = folders.tasks(problems.append, jobs.defer)
    for _ in range(2):
        jobs.defer(folders.due())
    (look,) = jobs.jobs
    assert (look.task, look.lock) == (LOOK, look.key)
    assert jobs.run(tasks) == [LOOK, FILES, FILES, FILES]
    assert [str(each) for each in problems] == [f"nothing to read: {folder}/empty.txt: it is empty"]
    assert len(articles(engine)) == 2 * CHUNK + 10
    jobs.defer(folders.due())
    assert jobs.run(tasks) == [LOOK]


def test_a_deleted_file_goes_with_jobs_too(engine: Engine, intake: Intake, folder: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        touch(folder / name)
    folders, jobs = looker(engine, intake, folder, remove_deleted=True), Jobs()
    tasks = folders.tasks(lambda _: None, jobs.defer)
    jobs.defer(folders.due())
    jobs.run(tasks)
    (folder / "a.txt").unlink()
    (folder / "b.txt").rename(folder / "moved.txt")
    for _ in range(2):
        jobs.defer(folders.due())
        jobs.run(tasks)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM articles")).scalar_one() == 2


def test_the_order_is_kept_when_several_are_read_at_once(engine: Engine, folder: Path) -> None:
    for number in range(60):
        touch(folder / f"{number:03}.txt", " " if number % 7 == 3 else "")
    analyser = Nothing(width=4, seconds=0.002)
    found = told(looker(engine, an_intake(engine, analyser), folder).look_now())
    names = [each.rpartition("/")[2].partition(":")[0] if ":" in each else each.split()[1] for each in found]
    assert names == [f"{number:03}.txt" for number in range(60)]
    assert len(analyser.read) == len(set(analyser.read)) == 60 - len(range(3, 60, 7))


# --- read by other processes


PAGE = """<html><head><title>Ferries return to Harden</title></head><body><article><h1>Ferries return to Harden</h1>
<p>The ferries between Harden and Molby are back after eleven days, the port said on Monday.</p>
<p>Some 2,400 people had waited on the island for a ship since the storm, and the mayor thanked them.</p>
</article></body></html>"""


def test_files_are_read_alike_by_this_process_and_by_others(folder: Path) -> None:
    touch(folder / "a.txt")
    touch(folder / "b.html", PAGE)
    touch(folder / "c.pdf", "%PDF-1.7 broken")
    (folder / "d.txt").symlink_to(PROJECT / "README.md")
    found = []
    for processes in (1, 2):
        engine = connect(path=folder.parent / f"{processes}.sqlite")
        upgrade(engine)
        with closing(Pool(processes=processes, child="tests.nlp.odd_reader")) as pool:
            library = Library(SqlArticleStore(engine), Index())
            intake = Intake(library, pool, None, lambda: datetime.now(UTC))
            found.append(
                [
                    (each.outcome, each.article.title, each.article.text) if isinstance(each, Filed) else str(each)
                    for each in looker(engine, intake, folder).look_now()
                ]
            )
        engine.dispose()
    assert found[0] == found[1]
    assert [isinstance(each, str) for each in found[0]] == [False, False, True, True]


R = TypeVar("R")


class Trouble(Nothing):
    """Has a trouble with one file."""

    def __init__(self, name: str, trouble: Callable[[], object]) -> None:
        super().__init__()
        self._name, self._trouble = name, trouble

    def run(self, reading: Callable[[], R], subject: str) -> R:
        if subject.endswith(self._name):
            self._trouble()
        return reading()


def raising(error: Exception) -> Callable[[], object]:
    def trouble() -> None:
        raise error

    return trouble


def test_a_file_that_hangs_its_reader_costs_only_itself_and_is_told_once(engine: Engine, folder: Path) -> None:
    for name in "abc":
        touch(folder / f"{name}.txt")
    slow = SourceError("could not read", "b.txt", "it takes too long")
    analyser = Trouble("b.txt", raising(slow))
    folders = looker(engine, an_intake(engine, analyser), folder)
    assert [str(each) for each in folders.look_now() if not isinstance(each, Filed)] == [str(slow)]
    assert analyser.read == ["a.txt", "c.txt"]
    assert list(folders.look_now()) == []


def test_a_file_for_which_no_process_could_be_started_waits(engine: Engine, folder: Path) -> None:
    touch(folder / "a.txt")
    none = AnalysisUnavailable("no process could be started")
    assert told(looker(engine, an_intake(engine, Trouble("a.txt", raising(none))), folder).look_now()) == [str(none)]
    assert told(looker(engine, an_intake(engine, Nothing()), folder).look_now()) == ["added a.txt"]


def test_a_file_that_goes_before_it_is_read_is_not_told(engine: Engine, folder: Path) -> None:
    for name in "ab":
        touch(folder / f"{name}.txt")
    analyser = Trouble("a.txt", (folder / "a.txt").unlink)
    assert told(looker(engine, an_intake(engine, analyser), folder).look_now()) == ["added b.txt"]


# --- several processes


def start(engine: Engine, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.contract.folder_worker"]
    command += [engine.url.render_as_string(hide_password=False), str(folder)]
    environ = os.environ | {"PYTHONPATH": str(PROJECT)}
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=environ, cwd=PROJECT, stdin=pipe, stdout=pipe, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_two_processes_at_one_folder_read_each_file_once(engine: Engine, folder: Path) -> None:
    names = {f"{number:03}.txt" for number in range(300)}
    for name in names:
        touch(folder / name)
    workers = [start(engine, folder) for _ in range(2)]
    for worker in workers:
        begin(worker)
    read = [Path(line).name for worker in workers for line in worker.communicate(timeout=120)[0].splitlines()]
    assert sorted(read) == sorted(names)
    assert set(articles(engine)) == names


def test_after_a_process_was_killed_nothing_is_lost_and_nothing_filed_twice(engine: Engine, folder: Path) -> None:
    names = {f"{number:03}.txt" for number in range(300)}
    for name in names:
        touch(folder / name)
    killed = start(engine, folder)
    begin(killed)
    assert killed.stdout is not None
    for _ in range(70):
        killed.stdout.readline()
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=60)
    before = len(articles(engine))
    assert 0 < before < 300
    clock = [datetime.now(UTC)]
    folders = Folders(SqlFiles(engine), an_intake(engine, Nothing()), [folder], lambda: clock[0])
    found = told(folders.look_now())
    clock[0] += timedelta(minutes=1)  # the killed one's lease is over
    found += told(folders.look_now())
    assert articles(engine) == sorted(names)
    assert sum(each.startswith("added") for each in found) == 300 - before
    assert len(found) <= 300 - before + CHUNK
    assert told(folders.look_now()) == []


def test_errors_of_the_store_are_raised(engine: Engine, intake: Intake, folder: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE files"))
    with pytest.raises(StorageError):
        list(looker(engine, intake, folder).look_now())
