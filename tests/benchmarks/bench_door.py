"""How soon Slack is acknowledged while strangers hold the door: signed commands beside connections that never end.

Run: ``python -m tests.benchmarks.bench_door [--held 1000] [--shouting 4] [--rate 20] [--seconds 10]``. The server is
``newsdesk serve`` over the seeds, in a process of its own, and so are the strangers. First nobody disturbs it; then
``held`` connections send half a head each (a new one for each that is hung up on), and ``shouting`` clients send
unsigned bodies of 1 MB, one after the other. The aim is a p99 under 200 ms, and a ``/healthz`` that answers.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
import httpx
import numpy as np

from bot.web.playground.server import Serving
from tests.benchmarks.bench_ack import SEED_WORDS, Sink, acknowledgements, server

HALF_A_HEAD = b"POST /slack/events HTTP/1.1\r\nHost: newsdesk\r\nX-Half: "
BODY = b"a&" * 500_000
FORGED = {"X-Slack-Signature": "v0=" + "0" * 64, "Content-Type": "application/x-www-form-urlencoded"}


async def hold(url: str, counted: list[int]) -> None:
    """Hold a connection open with half a head, and another when that one is closed."""
    address = urlsplit(url)
    while True:
        try:
            async with await anyio.connect_tcp(str(address.hostname), address.port or 80) as stream:
                await stream.send(HALF_A_HEAD)
                counted[0] += 1
                await stream.receive()
        except (OSError, anyio.EndOfStream, anyio.BrokenResourceError):
            await anyio.sleep(0.1)


async def shout(url: str, client: httpx.AsyncClient, counted: list[int]) -> None:
    """Send one large body after the other, with a signature that only a look at all of it can refuse."""
    while True:
        headers = {**FORGED, "X-Slack-Request-Timestamp": str(int(time.time()))}
        try:
            answer = await client.post(f"{url}/slack/events", content=BODY, headers=headers)
            counted[answer.status_code == 401] += 1
        except httpx.TransportError:
            counted[0] += 1


async def look(url: str, took: list[float]) -> None:
    """Ask for ``/healthz`` ten times a second."""
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        while True:
            began = time.perf_counter()
            answer = await client.get(f"{url}/healthz")
            took.append(time.perf_counter() - began if answer.status_code == 200 else float("inf"))
            await anyio.sleep(0.1)


async def strangers(url: str, held: int, shouting: int, ready: Event, told: Connection) -> None:
    """Be the strangers until ``told`` is asked what came of it: connections in all, bodies cut off, bodies refused."""
    connections, bodies = [0], [0, 0]
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client, anyio.create_task_group() as group:
        for _ in range(held):
            group.start_soon(hold, url, connections)
        while connections[0] < held:
            await anyio.sleep(0.05)
        for _ in range(shouting):
            group.start_soon(shout, url, client, bodies)
        ready.set()
        await anyio.to_thread.run_sync(told.recv)
        group.cancel_scope.cancel()
    told.send((*connections, *bodies))


def be_strangers(*given: Any) -> None:
    anyio.run(strangers, *given)


@contextmanager
def at_the_door(url: str, held: int, shouting: int) -> Iterator[Connection]:
    """The strangers in a process of their own, once all are there."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe()
    ready = spawning.Event()
    process = spawning.Process(target=be_strangers, args=(url, held, shouting, ready, theirs))
    process.start()
    try:
        ready.wait()
        yield ours
    finally:
        process.kill()
        process.join()


async def measured(url: str, sink: Serving, rate: float, seconds: float) -> tuple[list[float], list[float]]:
    """Seconds to each acknowledgement, and of each look at ``/healthz`` meanwhile."""
    healthy: list[float] = []
    async with anyio.create_task_group() as looking:
        looking.start_soon(look, url, healthy)
        took = await acknowledgements(url, sink, SEED_WORDS, rate, seconds)
        looking.cancel_scope.cancel()
    return took, healthy


def line(name: str, seconds: list[float]) -> str:
    middle, late, last = np.percentile(np.array(seconds) * 1000, [50, 99, 100])
    return f"  {name:<24} {middle:>7.1f} ms {late:>7.1f} ms {last:>7.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=int, default=1000, help="connections with half a head")
    parser.add_argument("--shouting", type=int, default=4, help="clients with unsigned bodies of 1 MB")
    parser.add_argument("--rate", type=float, default=20, help="commands a second")
    parser.add_argument("--seconds", type=float, default=10)
    given = parser.parse_args()
    serving = Serving(Sink().app)
    with (
        TemporaryDirectory() as folder,
        server(Path(folder) / "newsdesk.sqlite", serving, 0) as (url, _),
    ):
        anyio.run(acknowledgements, url, serving, SEED_WORDS, 10, 1)  # the first ones load what is loaded once
        idle, idle_health = anyio.run(measured, url, serving, given.rate, given.seconds)
        with at_the_door(url, given.held, given.shouting) as told:
            took, health = anyio.run(measured, url, serving, given.rate, given.seconds)
            told.send("enough")
            connections, cut_off, refused = told.recv()
        print(f"acknowledgement of {len(took)} commands, {given.rate:g} a second, {os.cpu_count()} cores")
        print(f"  {'':<24} {'p50':>10} {'p99':>10} {'max':>10}")
        print(line("nobody else", idle))
        print(line("strangers at the door", took))
        print(line("/healthz, nobody else", idle_health))
        print(line("/healthz, strangers", health))
        ratio = np.percentile(took, 99) / np.percentile(idle, 99)
        print(f"  p99 is {ratio:.1f} times the idle one")
        print(f"  strangers: {connections} connections, {given.held} at a time")
        print(f"  large bodies refused: {refused}, cut off: {cut_off}")
    serving.stop()


if __name__ == "__main__":
    main()
