"""What is acknowledged is answered: servers that are killed while people ask, and what must hold afterwards.

The requests, the faults of Slack and the kills are from a seed; how they fall together in time is not.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import httpx
from sqlalchemy import func, select

from bot.domain.query import Kind
from bot.slack.actions import Ask, ask_value
from bot.storage.engine import connect, reading
from bot.storage.schema import inbox
from bot.web.playground import faults, requests
from bot.web.playground.delivery import Delivery, Doorway
from bot.web.playground.faults import Trouble
from bot.web.playground.requests import Request
from bot.web.playground.server import LocalSlack
from tests.faults import worker
from tests.faults.databases import Databases
from tests.faults.newsroom import Stage, Worker

COMMAND, CLICK, MENTION, DIRECT = "commands", "clicks", "mentions", "direct messages"
KINDS = (COMMAND, COMMAND, CLICK, MENTION, MENTION, DIRECT)
"""What people send, the more often named the more of it."""
WORDS = ("quotes", "figures", "summary", "news")
AT_ONCE = 6
"""People who send at the same time."""
PATIENCE = timedelta(seconds=3)
"""How long Slack waits for an acknowledgement."""
_EMPTY = 90.0  # seconds until everything must be answered, on a busy machine
_NOT_CARRIED_OUT = timedelta(seconds=1)

TROUBLES: Sequence[Callable[[], Trouble]] = (
    lambda: faults.late(timedelta(seconds=1)),
    lambda: faults.late(timedelta(seconds=0.3)),
    lambda: faults.broken(503, carried_out=True),
    lambda: faults.dropped(carried_out=True),
    lambda: faults.dropped(carried_out=False),
    lambda: faults.broken(500),
    lambda: faults.rate_limited(_NOT_CARRIED_OUT),
)
"""What Slack may do to an answer."""


@dataclass
class Asked:
    """One request: what Slack got for it, the last time that it was sent."""

    kind: str
    request: Request
    hook: str = ""
    channel: str = ""
    ts: str = ""
    sent: int = 0
    delivery: Delivery | None = None

    @property
    def is_promised(self) -> bool:
        """Whether it was acknowledged, and not with a word that it can't be done now."""
        return self.delivery is not None and self.delivery.ok and not self.delivery.body

    @property
    def is_event(self) -> bool:
        return self.kind in (MENTION, DIRECT)


@dataclass
class Outcome:
    """What one run came to, for the table."""

    database: str
    seed: int
    kills: int = 0
    promised: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    again: int = 0
    doubles: int = 0
    slowest: float = 0.0
    seconds: float = 0.0

    HEAD = "database    seed kills  commands clicks mentions direct  refused again  doubles  slowest ack  in all"

    def __str__(self) -> str:
        kinds = (self.promised[kind] for kind in (COMMAND, CLICK, MENTION, DIRECT))
        counts = "{:>8} {:>6} {:>8} {:>6}".format(*kinds)
        return (
            f"{self.database:<11} {self.seed:>4} {self.kills:>5}  {counts}  {self.refused:>7} {self.again:>5}"
            f"  {self.doubles:>7} {self.slowest:>10.2f} s {self.seconds:>5.0f} s"
        )


class Server:
    """One process that serves Slack, and the way there."""

    def __init__(self, stage: Stage, slack: LocalSlack, environment: Mapping[str, str], folder: Path) -> None:
        self._worker = Worker(stage, environment, folder, datetime.now(UTC), worker.serving)
        self.url = f"http://127.0.0.1:{self._worker.at}"
        # It waits longer than Slack, so that it can be told how long an acknowledgement took on a busy machine.
        self.door = Doorway(slack.timeline, slack.doorway.signer, 10 * PATIENCE)
        self.door.url = f"{self.url}/slack/events"

    def kill(self) -> None:
        self._worker.kill()

    def dismiss(self) -> None:
        self._worker.dismiss()


class Desk:
    """One database, one local Slack, the servers between them, and everything that was asked."""

    def __init__(self, stage: Stage, databases: Databases, folder: Path, seed: int) -> None:
        folder.mkdir(parents=True)
        self.databases, self.folder, self.rng = databases, folder, random.Random(seed)
        self.stage, self.outcome = stage, Outcome(databases.name, seed)
        self.slack = LocalSlack(serving=stage.serving)
        config = folder / "newsdesk.yaml"
        config.write_text("library: {folders: []}\n", encoding="utf-8")
        url = databases.fresh(folder)
        self.environment = {
            "DATABASE_URL": url,
            "NEWSDESK_CONFIG": str(config),
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
        }
        self._engine = connect(url)
        self.servers: list[Server] = []
        self._doors: list[Doorway] = []
        self.asked: list[Asked] = []
        stage.counts.runs += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.servers:
            server.dismiss()
        for door in self._doors:
            door.close()
        self._engine.dispose()
        self.slack.stop()

    def serve(self) -> None:
        server = Server(self.stage, self.slack, self.environment, self.folder)
        self.servers.append(server)
        self._doors.append(server.door)

    def kill(self) -> None:
        """SIGKILL to one of the servers."""
        self.outcome.kills += 1
        self.servers.pop(self.rng.randrange(len(self.servers))).kill()  # its door stays: somebody may be waiting there

    def prepare(self, count: int) -> list[Asked]:
        """What people are about to send."""
        new = [self._prepared(self.rng.choice(KINDS), number) for number in range(count)]
        self.asked += new
        return new

    def _prepared(self, kind: str, number: int) -> Asked:
        slack, words = self.slack, f"{self.rng.choice(WORDS)} number{number}"
        with slack.timeline.lock:
            who = slack.user(self.rng.choice(("ada", "ben")))
            where = slack.channel("@newsdesk" if kind == DIRECT else "#newsroom", who.id)
            if kind in (MENTION, DIRECT):
                text = words if kind == DIRECT else f"<@{slack.state.app.bot_user}> {words}"
                message = slack.state.conversations.post(where.id, {"user": who.id, "text": text})
                tell = requests.message_event if kind == DIRECT else requests.mention_event
                return Asked(kind, tell(slack.state, where, message), channel=where.id, ts=message["ts"])
            hook, trigger = slack.state.hooks.new(who.id, where.id), slack.state.surfaces.new_trigger(who.id)
            url = slack.state.response_url(hook.id)
            if kind == COMMAND:
                command, _, text = f"/{words}".partition(" ")
                request = requests.slash_command(slack.state, who, where, command, text, url, trigger)
            else:
                place = requests.in_message(where, {"ts": slack.timeline.next_ts(), "is_ephemeral": True}, {})
                value = ask_value(Ask(Kind.QUOTES, f"number{number}"))
                action = {"type": "button", "action_id": "ask:again", "block_id": "b", "value": value}
                request = requests.block_actions(slack.state, who, place, action, trigger_id=trigger, response_url=url)
            return Asked(kind, request, hook=hook.id)

    def send(self, asked: Asked) -> Delivery | None:
        """Send it to one of the servers, marked as Slack marks what it sends again; what came back, if any lives."""
        servers = list(self.servers)
        if not servers:
            return None
        request = asked.request.again(asked.sent, "http_timeout") if asked.sent else asked.request
        asked.sent += 1
        door = servers[hash(asked.request.body) % len(servers)].door
        asked.delivery = door.send(request)
        self.outcome.slowest = max(self.outcome.slowest, asked.delivery.elapsed.total_seconds())
        return asked.delivery

    def order_trouble(self) -> None:
        """Now and then Slack does something to an answer."""
        if self.rng.random() < 0.3:
            method = self.rng.choice(("chat.postMessage", "response_url"))
            self.slack.faults.next(method, self.rng.choice(TROUBLES)())
            self.stage.counts.faults += 1

    def until_answered(self) -> None:
        """Slack repeats what it got no 200 for, once more an hour later under another event id; then nothing is left.

        Raises: AssertionError.
        """
        self.slack.faults.clear()
        if not self.servers:
            self.serve()
        events = [asked for asked in self.asked if asked.is_event]
        end = time.monotonic() + _EMPTY
        while missing := [asked for asked in events if not asked.is_promised]:
            assert time.monotonic() < end, f"{len(missing)} events are never acknowledged"
            for asked in missing:
                self.outcome.again += 1
                self.send(asked)
        for asked in self.rng.sample(events, len(events) // 4):
            body = {**asked.request.payload, "event_id": self.slack.timeline.new_id("Ev")}
            replayed = self.servers[0].door.send(replace(asked.request, body=json.dumps(body).encode()))
            assert replayed.ok, replayed
        while left := self.waiting():
            assert time.monotonic() < end, f"{left} requests are never answered"
            time.sleep(0.1)

    def waiting(self) -> int:
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(inbox)).scalar_one()

    def check(self) -> Outcome:
        """Every request that was acknowledged is answered; no event is answered twice. Raises: AssertionError."""
        answers, log = self._answers(), self.log()
        for asked in self.asked:
            if not asked.is_promised:
                self.outcome.refused += 1
                continue
            self.outcome.promised[asked.kind] += 1
            came = answers[asked.hook or (asked.channel, asked.ts)]
            if asked.is_event:
                event = asked.request.payload["event"]
                assert came == 1, f"{came} answers to one of the {asked.kind}: {event}; the servers' log: {log}"
            else:
                assert came >= 1, f"no answer to one of the {asked.kind}: {asked.request.payload}; the log: {log}"
                self.outcome.doubles += came - 1
        return self.outcome

    def log(self) -> list[str]:
        """What the servers warned of."""
        return (self.folder / worker.LOG).read_text(encoding="utf-8").splitlines()

    def _answers(self) -> Counter[object]:
        """How many answers came to each message and each ``response_url``."""
        found: Counter[object] = Counter()
        with self.slack.timeline.lock:
            for channel, messages in self.slack.state.conversations.messages.items():
                # In direct messages an answer names what it answers, for it stands beside it.
                told = {_number(message): message["ts"] for message in messages if not message.get("bot_id")}
                for message in messages:
                    if message.get("bot_id"):
                        found[channel, message.get("thread_ts") or told[_number(message)]] += 1
            for hook in self.slack.state.hooks.hooks.values():
                found[hook.id] = hook.uses
        return found


def run(stage: Stage, databases: Databases, folder: Path, seed: int, *, count: int, kills: int) -> Outcome:
    """``count`` requests to one server or two, ``kills`` of which meet their end on the way; what came of it.

    Raises: AssertionError if something acknowledged was lost, or an event answered twice.
    """
    began = time.monotonic()
    with Desk(stage, databases, folder, seed) as desk:
        for _ in range(desk.rng.choice((1, 2))):
            desk.serve()
        deadly = iter(sorted(desk.rng.sample(range(1, count), kills)))
        dying, gate = next(deadly, None), threading.Semaphore(AT_ONCE)

        def send(asked: Asked) -> None:
            try:
                desk.send(asked)
            finally:
                gate.release()

        with ThreadPoolExecutor(AT_ONCE) as people:
            for number, asked in enumerate(desk.prepare(count)):
                gate.acquire()
                desk.order_trouble()
                people.submit(send, asked)
                time.sleep(desk.rng.choice((0, 0, 0.02, 0.1)))
                if number == dying:
                    dying = next(deadly, None)
                    desk.kill()
                    if not desk.servers or desk.rng.random() < 0.5:
                        desk.serve()
        desk.until_answered()
        outcome = desk.check()
    outcome.seconds = time.monotonic() - began
    return outcome


def outage(stage: Stage, databases: Databases, folder: Path) -> tuple[Outcome, Counter[str], float]:
    """The database hangs while answers are on their way and people ask: what came of it, what each of those who asked
    meanwhile was told, and the seconds in which ``/readyz`` said so.

    Raises: AssertionError.
    """
    with Desk(stage, databases, folder, seed=0) as desk, ThreadPoolExecutor(2 * AT_ONCE) as people:
        desk.serve()
        gate = threading.Event()
        desk.slack.faults.next("chat.postMessage", faults.held(gate), times=3)
        desk.slack.faults.next("response_url", faults.held(gate), times=3)
        before = list(people.map(desk.send, desk.prepare(AT_ONCE)))
        assert all(delivery and delivery.ok for delivery in before)
        with databases.hanging():
            gate.set()
            meanwhile = desk.prepare(2 * AT_ONCE)
            list(people.map(desk.send, meanwhile))
            began = time.monotonic()
            is_ready = httpx.get(f"{desk.servers[0].url}/readyz", trust_env=False, timeout=30)
            noticed = time.monotonic() - began
        assert is_ready.status_code == 503
        told = Counter(_told(asked) for asked in meanwhile)
        desk.until_answered()
        outcome = desk.check()
        lines = desk.log()
        assert len(lines) == 2, lines
        assert "the store answers again" in lines[1]
    return outcome, told, noticed


def _told(asked: Asked) -> str:
    """What was said to a request that can't be kept. Raises: AssertionError if that was wrong."""
    delivery = asked.delivery
    assert delivery is not None
    if asked.is_event:
        assert delivery.status == 503, delivery
        return "event refused"
    assert delivery.status == 200, delivery
    assert "again" in delivery.json["text"], delivery
    return "told to try again"


def _number(message: Mapping[str, Any]) -> str:
    """The number that a question and its answer have in them."""
    words = f"{message['text']} {message.get('blocks', '')}"
    return next((word.strip("“”\"'`.,:*_}])") for word in words.split() if "number" in word), "")


def read_only(stage: Stage, databases: Databases, folder: Path, count: int) -> Counter[str]:
    """What is told to ``count`` requests while the SQLite file can only be read. Raises: AssertionError."""
    with Desk(stage, databases, folder, seed=0) as desk:
        path = desk.environment["DATABASE_URL"].removeprefix("sqlite:///")
        desk.environment["DATABASE_URL"] = f"sqlite:///file:{path}?mode=ro&uri=true"
        desk.serve()
        for asked in desk.prepare(count):
            desk.send(asked)
        return Counter(_told(asked) for asked in desk.asked)
