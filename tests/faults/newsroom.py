"""What every run has: a database, a local Slack, subscriptions, stories, workers; and what must hold at its end.

The order in which things happen, and the time, are the caller's alone, so that a run can be repeated exactly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from types import TracebackType
from typing import Self

from starlette.responses import JSONResponse

from bot.domain.analysis import Analysis, Figure, KeySentence, Quote, QuoteKind
from bot.domain.article import Document, Passage
from bot.domain.digest import Delivery, DeliveryState, Schedule, Subscription
from bot.domain.fingerprint import fingerprint
from bot.storage.articles import SqlArticleStore
from bot.storage.digests import SqlDigestStore
from bot.storage.engine import connect
from bot.web.playground.example import TEAM
from bot.web.playground.server import LocalSlack, Serving
from bot.web.playground.shapes import Json
from tests.faults import worker
from tests.faults.databases import Databases

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MORNING = datetime(2024, 7, 1, 6, 30, tzinfo=UTC)
"""Half past eight in Berlin: the first slot."""
CHANNELS = ("C0NEWSROOM", "C0POLITICS")
_PATIENCE = 60.0  # seconds: a worker that says nothing for so long hangs
_VERSION = re.compile(r"happened to (\d+) people of story (\d+)")
_FOLLOWED = timedelta(days=7)
"""As long as a correction is looked for."""

Entry = Callable[[Connection, Mapping[str, str], Path, datetime], None]


@dataclass
class Counts:
    """What the suite did, for its last line."""

    runs: int = 0
    kills: int = 0
    faults: int = 0
    jumps: int = 0
    changes: int = 0
    processes: int = 0
    digests: int = 0
    corrections: int = 0

    def __str__(self) -> str:
        return (
            f"{self.runs} runs, {self.processes} processes, {self.kills} killed by SIGKILL, {self.faults} faults of "
            f"Slack, {self.jumps} jumps of the clock, {self.changes} changes of articles; {self.digests} digests due, "
            f"{self.corrections} corrections posted"
        )


class Stage:
    """What the runs of one suite share: the server that Slack is served by, and the process that workers fork from."""

    def __init__(self) -> None:
        self.serving = Serving(JSONResponse({}, 503))
        self.context = ForkServerContext()
        self.context.set_forkserver_preload(["tests.faults.worker", "tests.faults.schedules", "psycopg", "pytest"])
        self.counts = Counts()

    def close(self) -> None:
        self.serving.stop()


class Worker:
    """One process. ``at`` is where it stands; it moves only when it is told the time."""

    def __init__(
        self, stage: Stage, environment: Mapping[str, str], folder: Path, now: datetime, entry: Entry = worker.stepwise
    ) -> None:
        self._link, theirs = stage.context.Pipe()
        self._process = stage.context.Process(target=entry, args=(theirs, environment, folder, now), daemon=True)
        self._process.start()
        theirs.close()
        self._counts = stage.counts
        self._counts.processes += 1
        self.at = self.heard()

    def heard(self) -> str:
        """Where it stands next. Raises: EOFError, TimeoutError if it died or hangs."""
        if not self._link.poll(_PATIENCE):
            raise TimeoutError(f"a worker hangs after {self.at!r}")
        self.at = str(self._link.recv())
        return self.at

    def tell(self, now: datetime) -> None:
        """Let it go on, without waiting for it."""
        self._link.send(now)

    def go(self, now: datetime) -> str:
        """Let it do its next step; where it stands then."""
        self.tell(now)
        return self.heard()

    def kill(self) -> None:
        """SIGKILL, wherever it stands."""
        self._counts.kills += 1
        self.dismiss()

    def dismiss(self) -> None:
        """End it without counting that as a kill."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._link.close()


@dataclass
class Newsroom:
    """One run. ``now`` is the true time, which Slack has; the workers' clock is ``skew`` ahead of it."""

    stage: Stage
    databases: Databases
    folder: Path
    channels: Sequence[str] = CHANNELS
    now: datetime = MORNING - DAY / 2
    skew: timedelta = timedelta(0)
    stories: dict[int, int] = field(default_factory=dict)
    """Each story's number, and the last version of it that came into the library."""
    slots: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        url = self.databases.fresh(self.folder)
        self.slack = LocalSlack(clock=lambda: self.now, serving=self.stage.serving)
        config = self.folder / "newsdesk.yaml"
        config.write_text("library: {folders: []}\n", encoding="utf-8")
        self._environment = {
            "DATABASE_URL": url,
            "NEWSDESK_CONFIG": str(config),
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_API_URL": self.slack.api_url,
        }
        self._engine = connect(url)
        self.store = SqlDigestStore(self._engine)
        self._articles = SqlArticleStore(self._engine)
        self._numbers: dict[int, int] = {}
        self.stage.counts.runs += 1
        for number, channel in enumerate(self.channels):
            self._subscribe(channel, number)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()
        self.slack.stop()

    @property
    def workers_time(self) -> datetime:
        return self.now + self.skew

    def _subscribe(self, channel: str, number: int) -> None:
        """A daily digest at half past eight in Berlin."""
        self.store.subscriptions.add(
            Subscription(
                id=f"s{number}",
                workspace=TEAM.id,
                number=0,
                channel=channel,
                creator="U0ADA",
                schedule=Schedule(at=time(8, 30), zone="Europe/Berlin"),
                created=self.now,
            )
        )

    def add_stories(self, count: int) -> None:
        """New stories, so long that five of them do not fit into one message."""
        for _ in range(count):
            self._file(len(self.stories) + 1, 1)

    def change(self, story: int) -> None:
        """The article of a story says another figure from now on."""
        self.stage.counts.changes += 1
        self._file(story, self.stories[story] + 1)

    def join(self, story: int) -> None:
        """Another article of a story comes in, with another figure."""
        self.stage.counts.changes += 1
        version = self.stories[story] + 1
        self._file(story, version, locator=f"/stories/{story}/{version}.txt", joins=self._numbers[story])

    def _file(self, story: int, version: int, *, locator: str = "", joins: int | None = None) -> None:
        self.stories[story] = version
        title = f"Story {story} of the day"
        happened = f"It happened to {version} people of story {story}."
        said = " ".join([f"Words that were said about story {story}."] * 17)
        text = f"{title}\n\n{happened} “{said}”"
        sentence, quote = (
            Passage.at(text, text.index(each), text.index(each) + len(each)) for each in (happened, said)
        )
        figure = Passage.at(text, sentence.start + 15, sentence.start + 15 + len(f"{version} people"))
        analysis = Analysis(
            "1",
            summary=(KeySentence(sentence, 1.0),),
            quotes=(Quote(quote, QuoteKind.DIRECT, speaker="Ada"),),
            figures=(Figure(words=figure, sentence=sentence.span, value=version, noun="person"),),
        )
        document = Document(locator=locator or f"/stories/{story}.txt", text=text, title=title)
        mark = fingerprint(document)
        filed = self._articles.put(document, analysis, fingerprint=mark, workspace=TEAM.id, story=joins, now=self.now)
        self._numbers[story] = filed.article.story

    def worker(self, entry: Entry = worker.stepwise) -> Worker:
        return Worker(self.stage, self._environment, self.folder, self.workers_time, entry)

    def finish(self, last: Worker) -> None:
        """Let ``last`` tick every five minutes, all being well, until every slot that fell due has its delivery, and
        nothing is left to correct.

        Four hours are enough: longer than a lease that was given while the clock ran an hour ahead.
        """
        self.slots += len(self.channels)
        self.settle(last)

    def settle(self, last: Worker) -> None:
        """The same, with no new slot."""
        self.skew = timedelta(0)
        for _ in range(4 * 12):
            self._through(last)
            if self._is_finished():
                return
            self.now += 5 * MINUTE
        raise AssertionError(f"lost, or never finished: {self._log()}")

    def _through(self, last: Worker) -> None:
        last.go(self.workers_time)
        while last.at != worker.IDLE:
            self.pass_wait(last)
            last.go(self.workers_time)

    def pass_wait(self, waiting: Worker) -> None:
        """If that is what it stands at, the time that it wants to wait."""
        word, _, seconds = waiting.at.partition(" ")
        if word == "wait":
            self.now += timedelta(seconds=float(seconds))

    def _log(self) -> list[Delivery]:
        return [delivery for _, delivery in self.store.deliveries.history(TEAM.id, limit=1000)]

    def _is_finished(self) -> bool:
        log = self._log()
        due = [delivery for delivery in log if not delivery.corrects]
        is_open = any(delivery.state.is_open for delivery in log)
        return len(due) == self.slots and not is_open and not self.store.told.changed(self.now - _FOLLOWED)

    def check(self) -> None:
        """Every digest was posted, each of its messages once, and each channel was told each story once.

        Of a story that changed, each version was told at most once, one after the other, in the digest or in its
        thread; and the last one was told.

        Raises: AssertionError.
        """
        log = self._log()
        self.stage.counts.digests += self.slots
        self.stage.counts.corrections += len(log) - self.slots
        assert {delivery.state for delivery in log} <= {DeliveryState.POSTED}, log
        assert sum(not delivery.corrects for delivery in log) == self.slots, log
        corrections = {delivery.key for delivery in log if delivery.corrects}
        for channel in self.channels:
            messages = self.slack.messages(channel)
            keys = Counter(_key(message) for message in messages)
            assert max(keys.values(), default=0) <= 1, f"posted twice: {keys}"
            digests = [message for message in messages if _key(message) not in corrections]
            told = Counter(story for message in digests for story in _versions(message))
            twice, lost = told - Counter(list(self.stories)), Counter(list(self.stories)) - told
            assert not twice and not lost, f"in {channel}: told twice {twice}, never told {lost}"
            for story, version in self.stories.items():
                telling = [message for message in messages if story in _versions(message)]
                versions = [_versions(message)[story] for message in telling]
                assert versions == sorted(set(versions)), f"in {channel}: story {story} was told as {versions}"
                assert versions[-1] == version, f"in {channel}: story {story} is {version}, told as {versions}"
                assert len({message.get("thread_ts", message["ts"]) for message in telling}) == 1, "in another thread"


def _key(message: Json) -> str:
    return str(message["metadata"]["event_payload"]["key"])


def _versions(message: Json) -> dict[int, int]:
    """Which stories a message tells, and the last version of each that it tells."""
    found = sorted((int(version), int(story)) for version, story in _VERSION.findall(str(message["blocks"])))
    return {story: version for version, story in found}
