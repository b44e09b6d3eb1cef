"""The running product on one side, a local Slack on the other, and HTTP between them."""

from __future__ import annotations

import logging
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette

import bot.nlp
from bot.app.core import Core, open_core
from bot.app.slack_side import SlackSide, slack_side, vault_of
from bot.desk.desk import Desk
from bot.domain.article import Document
from bot.settings import load
from bot.slack.installations import Installations
from bot.storage.digests import SqlDigestStore
from bot.storage.engine import reading
from bot.storage.schema import inbox
from bot.storage.vault import new_key
from bot.web.playground.server import LocalSlack
from bot.web.server import Server
from tests.scenario.sites import Site
from tests.unit.sources.site import served

SEEDS = Path(__file__).parents[2] / "seeds"
KEY = new_key()
HEARD = ("slack_bolt", "slack_sdk", "bot.slack", "bot.web", "newsdesk")
"""Loggers that must not warn while all is well."""


class Served(Server):
    """An ASGI application on 127.0.0.1 and a free port, in a thread, lifespan included."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(app, grace=10)
        self._started = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self.run, args=([self._socket],), daemon=True)
        self._thread.start()
        self._started.wait()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started.set()

    def stop(self) -> None:
        """Stop as a signal would: the last answers are given, the lifespan ends."""
        self.should_exit = True
        self._thread.join()
        self._socket.close()


@dataclass
class Newsdesk:
    """The running product, and the parts that tests look into."""

    served: Served
    core: Core
    side: SlackSide
    close: Callable[[], None] = field(repr=False)

    @property
    def events_url(self) -> str:
        return f"{self.served.url}/slack/events"

    @property
    def metrics(self) -> str:
        """What /metrics tells."""
        return self.side.metrics.text().decode()

    @property
    def waiting(self) -> int:
        """How many requests are acknowledged and not answered."""
        with reading(self.core.engine) as connection:
            return connection.execute(select(func.count()).select_from(inbox)).scalar_one()

    @property
    def installations(self) -> Installations:
        client = self.core.settings.environment.slack_client_id or ""
        return Installations(self.core.engine, client, vault_of(self.core.settings))

    def file(self, document: Document, *, workspace: str) -> None:
        """Put an article into one workspace's library."""
        self.core.intake.file(document, workspace=workspace)

    def paused(self, workspace: str) -> list[bool]:
        """Of each of the workspace's digests, whether it is paused."""
        return [each.paused is not None for each in SqlDigestStore(self.core.engine).subscriptions.all(workspace)]


def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something that comes true by itself."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def with_one_token(slack: LocalSlack) -> dict[str, str]:
    """The environment of an app that is installed in one workspace."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }


def with_oauth(slack: LocalSlack) -> dict[str, str]:
    """The environment of an app that any workspace may install."""
    access = slack.state.access
    return {
        "SLACK_CLIENT_ID": access.client_id,
        "SLACK_CLIENT_SECRET": access.client_secret,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "NEWSDESK_KEYS": KEY,
    }


def run_newsdesk(
    store: Path,
    environment: Mapping[str, str],
    *,
    desk: Callable[[Desk], Any] = lambda desk: desk,
    settings: str = "",
) -> Newsdesk:
    """The product as ``newsdesk serve`` runs it, over the SQLite file ``store``.

    ``desk`` may wrap its desk; ``settings`` are further lines of its configuration.
    """
    config = store.with_name("newsdesk.yaml")
    library = "" if "library:" in settings else "library: {folders: [], processes: 1, allowed_hosts: [127.0.0.1]}\n"
    config.write_text(library + settings, encoding="utf-8")
    environ = {"DATABASE_URL": f"sqlite:///{store}", "NEWSDESK_CONFIG": str(config), **environment}
    with ExitStack() as opened:
        core = opened.enter_context(open_core(load(environ, store.parent)))
        core = replace(core, desk=desk(core.desk))
        side = slack_side(core, wait=_wait, settle=timedelta(seconds=0.2))
        served = Served(side.web)
        opened.callback(served.stop)
        return Newsdesk(served, core, side, opened.pop_all().close)


def _wait(pause: timedelta) -> None:
    threading.Event().wait(pause.total_seconds())


@pytest.fixture(scope="session")
def one_analyser() -> Iterator[None]:
    """The word lists are read once, not for each of a hundred starts: half a second each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.nlp, "Analyser", cache(bot.nlp.Analyser))
        yield


@pytest.fixture(scope="session")
def seeded(one_analyser: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the two seeds, analysed once for all tests; they copy it."""
    store = tmp_path_factory.mktemp("seeded") / "newsdesk.sqlite"
    with open_core(load({"DATABASE_URL": f"sqlite:///{store}"}, SEEDS.parent)) as core:
        assert len(list(core.intake.take_in(str(SEEDS)))) == 2
    return store


@pytest.fixture
def store_file(seeded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(seeded, tmp_path / "newsdesk.sqlite"))


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSlack]:
    # A proxy for the world outside must not stand between two servers on this machine.
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with LocalSlack() as local:
        yield local


@pytest.fixture
def start(slack: LocalSlack, store_file: Path) -> Iterator[Callable[..., Newsdesk]]:
    """Starts the product and points the workspace at it; it is stopped at the end."""
    with ExitStack() as running:

        def run(
            environment: Mapping[str, str] | None = None,
            desk: Callable[[Desk], Any] = lambda desk: desk,
            settings: str = "",
        ) -> Newsdesk:
            newsdesk = run_newsdesk(store_file, environment or with_one_token(slack), desk=desk, settings=settings)
            running.callback(newsdesk.close)
            slack.app_url = newsdesk.events_url
            return newsdesk

        yield run


@pytest.fixture
def site() -> Iterator[Site]:
    with served(Site) as site:
        yield site


@pytest.fixture
def newsdesk(start: Callable[..., Newsdesk]) -> Newsdesk:
    return start()


@pytest.fixture
def may_warn() -> None:
    """Asked for by a test in which something goes wrong on purpose."""


@pytest.fixture(autouse=True)
def nothing_is_warned_of(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Bolt warns where a listener is misspelt or a request finds none, and so do we where an answer fails."""
    yield
    if "may_warn" not in request.fixturenames:
        heard = [record for record in caplog.get_records("call") if record.name.startswith(HEARD)]
        assert [record.getMessage() for record in heard if record.levelno >= logging.WARNING] == []
