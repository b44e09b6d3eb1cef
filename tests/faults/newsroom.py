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

from bot.domain.analysis import Analysis, KeySentence, Quote, QuoteKind
from bot.domain.article import Document, Passage
from bot.domain.digest import Delivery, DeliveryState, Schedule, Subscription
from bot.domain.fingerprint import fingerprint
from bot.storage.articles import SqlArticleStore
from bot.storage.digests import SqlDigestStore
from bot.storage.engine import connect
from bot.web.playground.example import TEAM
from bot.web.playground.server import LocalSlack, Serving
from tests.faults import worker
from tests.faults.databases import Databases

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MORNING = datetime(2024, 7, 1, 6, 30, tzinfo=UTC)
"""Half past eight in Berlin: the first slot."""
CHANNELS = ("C0NEWSROOM", "C0POLITICS")
_PATIENCE = 60.0  # seconds: a worker that says nothing for so long hangs
_TITLE = re.compile(r"Story (\d+) of the day")

Entry = Callable[[Connection, Mapping[str, str], Path, datetime], None]


@dataclass
class Counts:
    """What the suite did, for its last line."""

    runs: int = 0
    kills: int = 0
    faults: int = 0
    jumps: int = 0
    processes: int = 0
    digests: int = 0

    def __str__(self) -> str:
        return (
            f"{self.runs} runs, {self.processes} processes, {self.kills} killed by SIGKILL, {self.faults} faults of "
            f"Slack, {self.jumps} jumps of the clock; {self.digests} digests due"
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
    stories: list[int] = field(default_factory=list)
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
            number = len(self.stories) + 1
            self.stories.append(number)
            title = f"Story {number} of the day"
            said = " ".join([f"Words that were said about story {number}."] * 16)
            text = f"{title}\n\nIt happened. “{said}”"
            start = text.index(said)
            quote = Quote(Passage.at(text, start, start + len(said)), QuoteKind.DIRECT, speaker="Ada")
            sentence = KeySentence(Passage.at(text, start - 14, start - 2), 1.0)
            document = Document(locator=f"/stories/{number}.txt", text=text, title=title)
            self._articles.put(
                document,
                Analysis("1", summary=(sentence,), quotes=(quote,)),
                fingerprint=fingerprint(document),
                workspace=TEAM.id,
                story=None,
                now=self.now,
            )

    def worker(self, entry: Entry = worker.stepwise) -> Worker:
        return Worker(self.stage, self._environment, self.folder, self.workers_time, entry)

    def finish(self, last: Worker) -> None:
        """Let ``last`` tick every five minutes, all being well, until every slot that fell due has its delivery.

        Four hours are enough: longer than a lease that was given while the clock ran an hour ahead.
        """
        self.skew = timedelta(0)
        self.slots += len(self.channels)
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
        return len(log) == self.slots and not any(delivery.state.is_open for delivery in log)

    def check(self) -> None:
        """Every digest was posted, each of its messages once, and each channel was told each story once.

        Raises: AssertionError.
        """
        self.stage.counts.digests += self.slots
        states = Counter(delivery.state for delivery in self._log())
        assert states == {DeliveryState.POSTED: self.slots}, states
        for channel in self.channels:
            messages = self.slack.messages(channel)
            keys = Counter(message["metadata"]["event_payload"]["key"] for message in messages)
            assert max(keys.values(), default=0) <= 1, f"posted twice: {keys}"
            told = Counter(
                number
                for message in messages
                for number in {int(number) for number in _TITLE.findall(str(message["blocks"]))}
            )
            twice, lost = told - Counter(self.stories), Counter(self.stories) - told
            assert not twice and not lost, f"in {channel}: told twice {twice}, never told {lost}"
