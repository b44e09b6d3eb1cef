"""How soon the running server acknowledges: signed commands at a steady pace, from Slack's side.

Run: ``python -m tests.benchmarks.bench_ack [--articles 0] [--rate 50] [--seconds 10]``. The server is
``newsdesk serve`` in a process of its own; with 0 articles it serves the seeds. Each command goes out at its moment,
whether the ones before it were acknowledged or not, and is answered in full by ``response_url``, to a sink in this
process.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import anyio
import httpx
import numpy as np
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.web.playground.server import Serving
from bot.web.playground.signing import Signer
from tests.benchmarks.corpus import Corpus, filled_store

ROOT = Path(__file__).parents[2]
SECRET, TEAM = "bench-signing-secret", "T0BENCH"
ONE_TOKEN = {"SLACK_BOT_TOKEN": "xoxb-bench"}
SEED_WORDS = ("taliban", "stoltenberg", "troops", "deadline", "alliance")
COMMANDS = ("/news", "/quotes", "/figures", "/summary")


class Sink:
    """Slack's side: every call is well, and every answer is counted."""

    def __init__(self) -> None:
        self.answers = 0
        self.app = Starlette(routes=[Route("/{path:path}", self.take, methods=["GET", "POST"])])

    async def take(self, request: Request) -> JSONResponse:
        await request.body()
        self.answers += request.url.path == "/response"
        known = {"team_id": TEAM, "user_id": "U0", "bot_id": "B0", "user": {"tz": "Europe/Berlin"}}
        return JSONResponse({"ok": True, **known})


@contextmanager
def server(
    store: Path, sink: Serving, articles: int, environment: Mapping[str, str] = ONE_TOKEN
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """``newsdesk serve`` over ``store``, once it is ready; its address and its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = store.with_name("newsdesk.yaml")
    folders = f"[{ROOT / 'seeds'}]" if articles == 0 else "[]"
    config.write_text(f"library: {{folders: {folders}}}\nlog: {{level: warning}}\n", encoding="utf-8")
    variables = {
        **os.environ,
        **environment,
        "PORT": str(port),
        "NEWSDESK_CONFIG": str(config),
        "DATABASE_URL": f"sqlite:///{store}",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{sink.url}/api/",
    }
    process = subprocess.Popen([sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=variables)
    try:
        url = f"http://127.0.0.1:{port}"
        until_ready(url, process)
        yield url, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    while process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pause.wait(0.1)
    raise SystemExit("the server ended before it was ready")


async def acknowledgements(url: str, sink: Serving, words: tuple[str, ...], rate: float, seconds: float) -> list[float]:
    """Seconds to the acknowledgement of each command, in the order in which they were sent."""
    signer = Signer(SECRET, lambda: datetime.now(UTC))
    total = round(rate * seconds)
    took = [float("nan")] * total
    # A connection is given up before the server does that, who could be doing it just when it is used again.
    limits = httpx.Limits(max_connections=total, max_keepalive_connections=64, keepalive_expiry=2)

    async def send(client: httpx.AsyncClient, number: int) -> None:
        fields = {
            "command": COMMANDS[number % len(COMMANDS)],
            "text": words[number // len(COMMANDS) % len(words)],
            "team_id": TEAM,
            "channel_id": "C0",
            "user_id": f"U{number % 40}",
            "response_url": f"{sink.url}/response",
            "trigger_id": f"{number}.{time.time_ns()}",
        }
        body = urlencode(fields).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", **signer.headers(body)}
        began = time.perf_counter()
        answer = await client.post(f"{url}/slack/events", content=body, headers=headers)
        took[number] = time.perf_counter() - began
        if answer.status_code != 200:
            raise SystemExit(f"not acknowledged: {answer.status_code} {answer.text[:200]}")

    async with (
        httpx.AsyncClient(timeout=30, limits=limits, trust_env=False) as client,
        anyio.create_task_group() as group,
    ):
        start = anyio.current_time()
        for number in range(total):
            await anyio.sleep_until(start + number / rate)
            group.start_soon(send, client, number)
    return took


def memory_of(process: subprocess.Popen[bytes]) -> str:
    """The process's memory, "?" where the system does not tell."""
    status = Path(f"/proc/{process.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((f"{int(line.split()[1]) / 1024:.0f} MB" for line in lines if line.startswith("VmRSS")), "?")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=0, help="generated articles instead of the seeds")
    parser.add_argument("--rate", type=float, default=50, help="commands a second")
    parser.add_argument("--seconds", type=float, default=10)
    given = parser.parse_args()
    sink = Sink()
    serving = Serving(sink.app)
    with TemporaryDirectory() as folder:
        store = Path(folder) / "newsdesk.sqlite"
        words: tuple[str, ...] = SEED_WORDS
        if given.articles:
            corpus = Corpus.of()
            engine, _ = filled_store(corpus, given.articles, store)
            engine.dispose()
            words = corpus.words[100:140]
        with server(store, serving, given.articles) as (url, process):
            anyio.run(acknowledgements, url, serving, words, 10, 1)  # the first ones load what is loaded once
            took = anyio.run(acknowledgements, url, serving, words, given.rate, given.seconds)
            answered, memory = sink.answers, memory_of(process)
        milliseconds = np.array(took) * 1000
        what = f"{given.articles:,} generated articles" if given.articles else "the two seeds"
        print(f"acknowledgement of {len(took)} commands, {given.rate:g} a second, {what}, {os.cpu_count()} cores")
        print(f"  {'p50':>8} {'p99':>8} {'max':>8}")
        print("  " + " ".join(f"{value:>5.0f} ms" for value in np.percentile(milliseconds, [50, 99, 100])))
        print(f"  answered in full by the last acknowledgement: {answered - 10}; by the end: {sink.answers - 10}")
        print(f"  memory of the server: {memory}")
    serving.stop()


if __name__ == "__main__":
    main()
