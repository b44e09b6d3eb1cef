"""Analysis in processes of its own: what an article does to its process costs only the article."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.domain.article import Document
from bot.domain.errors import AnalysisError, AnalysisUnavailable, SettingsError, SourceError
from bot.nlp import Analyser
from bot.nlp.cores import paid, usable_cores
from bot.nlp.pool import Pool
from bot.sources.unread import Unread
from tests.faults.databases import children

PROJECT = Path(__file__).parents[2]
LONG = timedelta(seconds=60)


@pytest.fixture
def pool() -> Iterator[Callable[..., Pool]]:
    with ExitStack() as closing:

        def make(processes: int = 2, limit: timedelta = LONG, lexicon: Path | None = None) -> Pool:
            made = Pool(lexicon, processes=processes, limit=limit, child="tests.nlp.odd_reader")
            closing.callback(made.close)
            return made

        yield make


def a_document(text: str) -> Document:
    return Document(locator=f"/in/{text}", text=text, title="")


def test_an_article_is_analysed_as_in_this_process(analyser: Analyser) -> None:
    (seed, *_) = sorted((PROJECT / "seeds").glob("*.txt"))
    document = Document(locator=str(seed), text=seed.read_text(encoding="utf-8"), title="A title")
    pools = [Pool(processes=1), Pool(processes=2)]
    assert [each.version for each in pools] == [analyser.version] * 2
    assert [each.analyse(document) for each in pools] == [analyser.analyse(document)] * 2
    for each in pools:
        each.close()


def test_nothing_is_started_before_the_first_article_and_no_more_than_is_needed(pool: Callable[..., Pool]) -> None:
    before = set(children(os.getpid()))
    many = pool(processes=8)
    assert many.version
    assert set(children(os.getpid())) == before
    assert {many.analyse(a_document("one")).version for _ in range(3)} == {
        str(child) for child in set(children(os.getpid())) - before
    }
    many.close()
    assert set(children(os.getpid())) == before


def test_several_threads_are_served_at_once(pool: Callable[..., Pool]) -> None:
    two = pool(processes=2)
    with ThreadPoolExecutor(6) as threads:
        processes = {each.version for each in threads.map(two.analyse, [a_document("slow")] * 12)}
    assert len(processes) == 2


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("die", "its process was ended, perhaps for want of memory"),
        ("hang", "it takes too long"),
        ("break", "KeyError"),
    ],
)
def test_an_article_costs_only_itself(pool: Callable[..., Pool], text: str, cause: str) -> None:
    two = pool(limit=timedelta(seconds=1))
    with ThreadPoolExecutor(2) as threads:
        good = [threads.submit(two.analyse, a_document("good")) for _ in range(10)]
        with pytest.raises(AnalysisError) as raised:
            two.analyse(a_document(text))
        good += [threads.submit(two.analyse, a_document("good")) for _ in range(10)]
        assert all(each.result().version for each in good)
    assert str(raised.value) == f"could not be analysed: /in/{text}: {cause}"
    assert not isinstance(raised.value, AnalysisUnavailable)


def who_read(what: str) -> list[SourceError | int]:
    """What a reader gives: problems among it, with all that they tell."""
    return [os.getpid(), Unread("could not fetch", what, "the server asks to wait", after=LONG, status=503)]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_call_is_made_in_another_process_if_there_is_one(pool: Callable[..., Pool], processes: int) -> None:
    process, problem = pool(processes).run(partial(who_read, "/in/a"), "/in/a")
    assert (process == os.getpid()) == (processes == 1)
    assert isinstance(problem, Unread)
    assert (str(problem), problem.subject) == ("could not fetch: /in/a: the server asks to wait", "/in/a")
    assert (problem.after, problem.status, problem.hint) == (LONG, 503, SourceError.hint)


@pytest.mark.parametrize(
    ("call", "cause"),
    [
        (partial(os._exit, 1), "its process broke down"),
        (partial(time.sleep, 600), "it takes too long"),
        (partial(int, "no number"), "ValueError"),
    ],
)
def test_a_call_costs_only_itself(pool: Callable[..., Pool], call: Callable[[], object], cause: str) -> None:
    two = pool(limit=timedelta(seconds=1))
    with pytest.raises(SourceError) as raised:
        two.run(call, "/in/a.pdf")
    assert str(raised.value) == f"could not read: /in/a.pdf: {cause}"
    assert two.run(partial(len, "good"), "/in/b.pdf") == 4
    assert two.analyse(a_document("good")).version


def test_a_call_has_no_process_when_none_can_be_started(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AnalysisUnavailable, match="no process could be started"):
        Pool(processes=2, child="tests.nlp.no_such_reader").run(partial(len, "good"), "/in/b.pdf")
    capfd.readouterr()


def test_an_article_whose_process_dies_for_another_reason_is_read(pool: Callable[..., Pool], tmp_path: Path) -> None:
    assert pool().analyse(a_document(f"die once {tmp_path / 'mark'}")).version
    idle = pool()
    os.kill(int(idle.analyse(a_document("good")).version), signal.SIGKILL)
    assert idle.analyse(a_document("good")).version


def test_a_mistake_in_the_word_lists_is_told_as_it_is(pool: Callable[..., Pool]) -> None:
    with pytest.raises(SettingsError) as raised:
        pool(lexicon=Path("/desk/units.yaml")).analyse(a_document("good"))
    assert str(raised.value) == "bad configuration: units.yaml: line 3: a word is expected here"
    assert raised.value.hint == "Correct it."


def test_a_program_that_cant_be_started_says_nothing_of_the_article(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AnalysisUnavailable, match="no process could be started"):
        Pool(processes=2, child="tests.nlp.no_such_reader").analyse(a_document("good"))
    capfd.readouterr()


def test_a_pool_that_is_closed_ends_what_it_does(pool: Callable[..., Pool]) -> None:
    two = pool()
    with ThreadPoolExecutor(1) as threads:
        hanging = threads.submit(two.analyse, a_document("hang"))
        while not two._busy:
            time.sleep(0.01)
        two.close()
        with pytest.raises(AnalysisUnavailable):
            hanging.result(30)
    with pytest.raises(AnalysisUnavailable, match="Newsdesk is stopping"):
        two.analyse(a_document("good"))


PARENT = """
from threading import Thread
from bot.domain.article import Document
from bot.nlp.pool import Pool

pool = Pool(processes=2, child="tests.nlp.odd_reader")
print(pool.analyse(Document(locator="x", text="one", title="")).version, flush=True)
Thread(target=pool.analyse, args=[Document(locator="x", text="hang", title="")], daemon=True).start()
input()
"""


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def testchildren_end_with_their_parent_however_it_ends(sign: signal.Signals) -> None:
    environ = os.environ | {"PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-c", PARENT]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environ, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        for ignored in (signal.SIGINT, signal.SIGTERM):
            os.kill(child, ignored)
        parent.send_signal(sign)
        told = parent.communicate(timeout=30)[1]
    until = time.monotonic() + 30
    while _lives(child):
        assert time.monotonic() < until, "it outlives its parent"
        time.sleep(0.05)
    assert told == ""


def _lives(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.parametrize(
    ("quota", "cores"),
    [
        ("max 100000", None),
        ("200000 100000\n", 2),
        ("150000 100000", 1),
        ("5000 100000", 1),
        ("800000 50000", 16),
        ("", None),
        ("100000 0", None),
        ("what is this", None),
    ],
)
def test_cores_that_a_container_pays_for(quota: str, cores: int | None) -> None:
    assert paid(quota) == cores


def test_there_is_always_a_core() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
