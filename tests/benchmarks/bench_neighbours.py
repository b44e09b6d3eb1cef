"""What one workspace notices of another that asks for much and is turned away by Slack.

Run: ``python -m tests.benchmarks.bench_neighbours [--seconds 20]``. In one ``newsdesk serve`` with two workspaces, B
types two quick questions a second: first alone, then while A types the dearest one three times a second (what the 20
outlets of a story quote differently, of 20 quotes each) and Slack answers everything that is sent to A with a 429 and
``Retry-After: 20``.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import anyio
import httpx
import numpy as np
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.desk.desk import Desk
from bot.domain.analysis import Analysis, Quote, QuoteKind
from bot.domain.article import SHARED, Document, Passage
from bot.domain.query import Kind, Query, Reader
from bot.domain.query import Request as Question
from bot.slack.installations import Installations
from bot.storage.articles import SqlArticleStore
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.store import Filing
from bot.storage.vault import new_key, vault
from bot.web.playground.server import Serving
from bot.web.playground.signing import Signer
from tests.benchmarks.bench_ack import SECRET, memory_of, server
from tests.benchmarks.corpus import NOW, Corpus, filled_store

LOUD, QUIET = "T0LOUD", "T0QUIET"
OUTLETS = QUOTES = 20
STORIES, FIRST_STORY = 12, 100_001
"""So many that one answer is not simply given again."""
ARTICLES = 2_000
QUICK = ("/news", "/quotes", "/figures", "/summary")
CLIENT_ID = "bench.client"
_PATIENCE = 60.0  # seconds for the last answers


@dataclass
class Sink:
    """Slack's side: B's answers are well, and timed; what goes to A comes too often."""

    answered: dict[str, float] = field(default_factory=dict)
    refused: int = 0

    async def take(self, request: Request) -> Response:
        await request.body()
        path, token = request.url.path, request.headers.get("authorization", "")
        if LOUD in path or (LOUD in token and "chat." in path):
            self.refused += 1
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "20"})
        if path.startswith("/response/"):
            self.answered[path.rpartition("/")[2]] = time.perf_counter()
        return JSONResponse({"ok": True, "user": {"tz": "Europe/Berlin"}})


@dataclass(frozen=True)
class Typist:
    """Somebody of ``workspace`` who types ``commands``, ``rate`` a second, whatever becomes of them."""

    workspace: str
    rate: float
    commands: Sequence[str]

    async def type(self, client: httpx.AsyncClient, url: str, sink: str, seconds: float) -> list[tuple[str, float]]:
        """The number of each command, and its acknowledgement in seconds."""
        acknowledged: list[tuple[str, float]] = []
        signer = Signer(SECRET, lambda: datetime.now(UTC))

        async def send(number: int) -> None:
            command, _, text = self.commands[number % len(self.commands)].partition(" ")
            name = f"{self.workspace}-{time.perf_counter_ns()}"
            fields = {
                "command": command,
                "text": text,
                "team_id": self.workspace,
                "channel_id": "C0",
                "user_id": f"U{number % 40}",
                "response_url": f"{sink}/response/{name}",
                "trigger_id": name,
            }
            body = urlencode(fields).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded", **signer.headers(body)}
            began = time.perf_counter()
            answer = await client.post(f"{url}/slack/events", content=body, headers=headers)
            acknowledged.append((name, time.perf_counter() - began))
            if answer.status_code != 200:
                raise SystemExit(f"not acknowledged: {answer.status_code} {answer.text[:200]}")

        async with anyio.create_task_group() as group:
            start = anyio.current_time()
            for number in range(round(self.rate * seconds)):
                await anyio.sleep_until(start + number / self.rate)
                group.start_soon(send, number)
        return acknowledged


def dear_story(number: int) -> Iterator[Filing]:
    """Outlets that each quote many sentences of one speaker, out of a common lot: some are the same, all are alike."""
    rng = random.Random(number)
    common = "the of and we will to".split()
    words = ["".join(rng.choices("abcdefghilmnoprstu", k=rng.randint(4, 9))) for _ in range(150)]
    sentences = [" ".join(rng.choices([*words, *common * 8], k=30)) for _ in range(OUTLETS * QUOTES)]
    for outlet in range(OUTLETS):
        text, quotes = f"What the mayor said about {words[0]}\n", []
        for place in range(QUOTES):
            said = f"We {sentences[(17 * outlet + 5 * place) % len(sentences)]},"
            begins = len(text) + 1
            text += f"“{said}” the mayor, Carl Osman, told the town on Monday.\n"
            quotes.append(Quote(Passage.at(text, begins, begins + len(said)), QuoteKind.DIRECT, "Carl Osman"))
        locator = f"https://outlet{outlet}.example/dear-{number}"
        document = Document(
            locator=locator,
            url=locator,
            text=text,
            title=text.partition("\n")[0],
            outlet=f"Post {outlet}",
            published=NOW,
        )
        yield Filing(
            document=document,
            analysis=Analysis("bench", (), tuple(quotes), (), ()),
            fingerprint=locator,
            workspace=SHARED,
            story=FIRST_STORY + number,
        )


def dearest(engine: Engine) -> float:
    """Seconds of processor time that one such question takes."""
    library = Library(SqlArticleStore(engine), Index(None))
    library.catch_up()
    began = time.process_time()
    reader = Reader(workspace=QUIET)
    Desk(library, lambda: NOW).answer(Question(kind=Kind.COMPARE, query=Query(story=FIRST_STORY)), reader)
    library.index.close()
    return time.process_time() - began


def install(engine: Engine, key: str) -> None:
    """The app is installed in both workspaces."""
    store = Installations(engine, CLIENT_ID, vault(key)).store
    for team in (LOUD, QUIET):
        store.save(
            Installation(
                team_id=team, bot_token=f"xoxb-{team}", bot_id="B0", bot_user_id="U0BOT", user_id="U0", app_id="A0"
            )
        )


async def neighbours(url: str, sink: Serving, typists: Sequence[Typist], seconds: float) -> dict[str, dict[str, float]]:
    """What ``typists`` type at once: of each workspace, the acknowledgement of each command."""
    found: dict[str, dict[str, float]] = {}
    limits = httpx.Limits(keepalive_expiry=2)  # less than the server's
    async with (
        httpx.AsyncClient(timeout=30, limits=limits, trust_env=False) as client,
        anyio.create_task_group() as group,
    ):

        async def follow(typist: Typist) -> None:
            found[typist.workspace] = dict(await typist.type(client, url, sink.url, seconds))

        for typist in typists:
            group.start_soon(follow, typist)
    return found


def row(what: str, seconds: Sequence[float]) -> None:
    p50, p99, most = np.percentile(np.array(seconds) * 1000, [50, 99, 100])
    print(f"  {what:<34} {p50:>6.0f} ms {p99:>6.0f} ms {most:>6.0f} ms   of {len(seconds)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    sink, key, corpus = Sink(), new_key(), Corpus.of()
    serving = Serving(Starlette(routes=[Route("/{path:path}", sink.take, methods=["GET", "POST"])]))
    questions = [f"{QUICK[place % len(QUICK)]} {word}" for place, word in enumerate(corpus.words[100:140])]
    quiet = Typist(QUIET, 2, questions)
    loud = Typist(LOUD, 3, [f"/compare #{FIRST_STORY + number}" for number in range(STORIES)])
    with TemporaryDirectory() as folder:
        store = Path(folder) / "newsdesk.sqlite"
        engine, articles = filled_store(corpus, ARTICLES, store)
        for number in range(STORIES):
            articles.put_many(list(dear_story(number)), now=NOW)
        install(engine, key)
        print(
            f"one question of A takes {dearest(engine):.2f} s of a processor: {OUTLETS} outlets, {QUOTES} quotes each"
        )
        engine.dispose()
        environment = {
            "SLACK_CLIENT_ID": CLIENT_ID,
            "SLACK_CLIENT_SECRET": "bench-client-secret",
            "NEWSDESK_KEYS": key,
        }
        with server(store, serving, ARTICLES, environment) as (url, process):
            anyio.run(neighbours, url, serving, [replace(quiet, rate=10)], 1)  # what is loaded once
            print(f"  {'':<34} {'p50':>9} {'p99':>9} {'max':>9}")
            for what, typists in (("alone", [quiet]), ("beside A", [quiet, loud])):
                found = anyio.run(neighbours, url, serving, typists, given.seconds)
                answers = answered(sink, found[QUIET])
                row(f"B's acknowledgements, {what}", list(found[QUIET].values()))
                row(f"B's answers, {what}", answers)
            row("A's acknowledgements", list(found[LOUD].values()))
            print(f"  turned away by Slack: {sink.refused}; memory of the server: {memory_of(process)}")
    serving.stop()


def answered(sink: Sink, acknowledged: dict[str, float]) -> list[float]:
    """Seconds from each command to its answer, waiting for the last ones."""
    end = time.monotonic() + _PATIENCE
    while missing := [name for name in acknowledged if name not in sink.answered]:
        if time.monotonic() > end:
            raise SystemExit(f"{len(missing)} of {len(acknowledged)} commands are not answered")
        time.sleep(0.05)
    return [sink.answered[name] - int(name.rpartition("-")[2]) / 1e9 for name in acknowledged]


if __name__ == "__main__":
    main()
