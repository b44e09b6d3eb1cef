"""The processes of the fault suite: the product as ``newsdesk work`` and ``newsdesk serve`` compose it.

A worker stops at every step. Before and after each step of a delivery it says where it stands and waits to be told to
go on, and what time it is: so the suite decides in which order several processes move, and at which step one of them is
killed.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

import bot.app.core
import bot.app.slack_side
import bot.nlp
from bot.digests.terms import Terms
from bot.settings import load
from bot.slack.poster import SlackPoster
from bot.storage.deliveries import SqlDeliveryStore
from bot.storage.digests import SqlDigestStore
from bot.web.server import Server

IDLE = "idle"
"""What a worker says when it has done all that was due; the time that it is told next begins a tick."""

LOG = "server.log"
"""What a server warns of, in its folder."""
LEASE, SETTLE = timedelta(seconds=4), timedelta(seconds=1)
"""A server's own: both longer than Slack takes for an answer here."""

_STORE_STEPS = ("claim", "take_over", "freeze", "turn", "begin", "posted", "missed_look", "defer", "close")
_SLACK_STEPS = ("post", "find")


class Stops:
    """Where the process stands, and the time that it was told."""

    def __init__(self, link: Connection, now: datetime) -> None:
        self._link, self._now = link, now

    def clock(self) -> datetime:
        return self._now

    def __call__(self, place: str) -> None:
        """Say ``place``, and wait to be told the time; a suite that is gone ends the process."""
        self._link.send(place)
        try:
            self._now = self._link.recv()
        except EOFError:
            raise SystemExit(0) from None

    def wait(self, pause: timedelta) -> None:
        self(f"wait {pause.total_seconds():f}")


class Unread:
    """In place of what reads articles, which is slow to start: these workers only deliver."""

    version = "none"

    def __init__(self, *_: object, **__: object) -> None: ...


def stepwise(link: Connection, environment: Mapping[str, str], folder: Path, now: datetime) -> None:
    """Tick whenever a time is told, one delivery after the other, stopping before and after every step."""
    stops = Stops(link, now)
    _compose_with(
        SqlDigestStore=partial(_store, stops),
        SlackPoster=_stopping(SlackPoster, _SLACK_STEPS, stops),
        Terms=partial(Terms, workers=1),
    )
    with bot.app.core.open_core(load(environment, folder), clock=stops.clock) as core:
        side = bot.app.slack_side.slack_side(core, wait=stops.wait)
        while True:
            stops(IDLE)
            side.tick()


def _store(stops: Stops, engine: Engine) -> SqlDigestStore:
    """The product's store, stopping before and after each step of a delivery."""
    store = SqlDigestStore(engine)
    store.deliveries = _stopping(SqlDeliveryStore, _STORE_STEPS, stops)(engine)
    return store


def racing(link: Connection, environment: Mapping[str, str], folder: Path, now: datetime) -> None:
    """Tick whenever a time is told, as fast as it goes, with all the threads that the product uses."""
    stops = Stops(link, now)
    _compose_with()
    with bot.app.core.open_core(load(environment, folder), clock=stops.clock) as core:
        side = bot.app.slack_side.slack_side(core, wait=lambda pause: None)
        while True:
            stops(IDLE)
            side.tick()


def serving(link: Connection, environment: Mapping[str, str], folder: Path, now: datetime) -> None:
    """Serve Slack as ``newsdesk serve`` does, on a port that is said, until the process is killed.

    Time is the real one; only who waits for the dead waits a little less long.
    """
    _compose_with()
    logging.disable(logging.NOTSET)
    logging.basicConfig(filename=folder / LOG, level=logging.WARNING, force=True)
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        bot.app.core.open_core(load(environment, folder)) as core,
    ):
        side = bot.app.slack_side.slack_side(core, wait=lambda pause: None, settle=SETTLE, lease=LEASE)
        link.send(str(listening.getsockname()[1]))
        Server(side.web, grace=1).run([listening])


def _compose_with(**parts: object) -> None:
    """Exchange parts of the composition, in this process alone."""
    logging.disable(logging.CRITICAL)
    for module, name, part in [
        (bot.nlp, "Analyser", Unread),
        (bot.app.core, "Fetcher", Unread),
        *((bot.app.slack_side, name, part) for name, part in parts.items()),
    ]:
        setattr(module, name, part)


def _stopping(kind: type, steps: Sequence[str], stop: Callable[[str], None]) -> type:
    """``kind`` with a stop before and after each of ``steps``."""

    def stopping(name: str) -> Callable[..., object]:
        step = getattr(kind, name)

        def stopped(self: object, *args: Any, **kwargs: Any) -> object:
            stop(f"before {name}")
            result: object = step(self, *args, **kwargs)
            stop(f"after {name}")
            return result

        return stopped

    return type(kind.__name__, (kind,), {name: stopping(name) for name in steps})
