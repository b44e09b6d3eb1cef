"""The long-running commands: start, run until a stop signal, finish what was begun."""

from __future__ import annotations

import gc
import io
import logging
import signal
import socket as socket_module
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta

from bot.app.core import Core, log_problem, open_core, settings_here
from bot.app.slack_side import SlackSide, slack_side
from bot.app.working import at_work
from bot.domain.errors import NewsdeskError, SettingsError, cause_of
from bot.domain.showable import escape_unshowable
from bot.settings import Settings
from bot.slack import socket as socket_mode
from bot.slack.tokens import SECRETS
from bot.storage.vault import MAKE_ONE, VARIABLE
from bot.web.server import Server

_log = logging.getLogger(__name__)
_CATCH_UP_EVERY = 0.5  # seconds: what another process has added is found within one
_GRACE = 30  # seconds for open requests after a stop signal
_SWITCH = 0.0005
"""Seconds until a thread that computes lets another one go on. An acknowledgement changes between threads and the
system some ten times; with Python's own 5 ms each of these waits as long for every answer that is being found.
"""


def serve(*, work: bool) -> None:
    """Answer Slack over HTTP until a stop signal; with ``work``, also post digests and watch folders and feeds."""
    settings = _ready("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN")
    listening = _listening(settings.web.host, settings.environment.port)
    # uvicorn hands a stop signal on when it has stopped: to us, who know that it was meant.
    with listening, open_core(settings) as core, stop_signal() as stop:
        side = slack_side(core, wait=lambda pause: _pause(stop, pause))
        _settled()
        with _metrics(core, side), _background(core, side if work else None, stop):
            _log.info("serving on port %s", settings.environment.port)
            if not stop.is_set():
                Server(side.web, grace=_GRACE, on_stop=stop.set).run([listening])


def _settled() -> None:
    """What is loaded by now stays until the end: the garbage collector need not walk it again each time.

    It stops every thread while it walks, acknowledgements too.
    """
    gc.collect()
    gc.freeze()


def _listening(host: str, port: int) -> socket_module.socket:
    """The server's socket, taken before anything else is opened. Raises: SettingsError if the port is taken."""
    # Saying that it is TCP lets asyncio switch Nagle's delay off: 40 ms an answer.
    listening = socket_module.socket(socket_module.AF_INET, socket_module.SOCK_STREAM, socket_module.IPPROTO_TCP)
    try:
        listening.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as e:
        listening.close()
        raise SettingsError([f"port {port} of {host}: {cause_of(e)}"], hint="Is it in use? Set another PORT.") from e
    return listening


def socket() -> None:
    """Answer Slack by Socket Mode, post digests, watch folders and feeds, until a stop signal."""
    settings = _ready("SLACK_APP_TOKEN", "SLACK_BOT_TOKEN")
    token = settings.environment.slack_app_token
    with open_core(settings) as core, stop_signal() as stop:
        side = slack_side(core, wait=lambda pause: _pause(stop, pause))
        _settled()
        with _metrics(core, side), _background(core, side, stop):
            side.start()
            try:
                socket_mode.serve(side.door, side.web_client, token.get_secret_value() if token else "", stop)
            finally:
                side.stop()


def work() -> None:
    """Post digests, watch folders and feeds, until a stop signal."""
    settings = _ready("SLACK_BOT_TOKEN")
    with open_core(settings) as core, stop_signal() as stop:
        side = slack_side(core, wait=lambda pause: _pause(stop, pause))
        _settled()
        with _metrics(core, side), _background(core, side, stop):
            side.start()
            _log.info("working")
            stop.wait()
            side.stop()


def _ready(*needed: str) -> Settings:
    """The settings, if all of these variables are set and look right; logging begins.

    Raises:
        SettingsError: naming all that are missing or malformed, and where each is found.
    """
    settings = settings_here()
    troubles = {}
    for secret in SECRETS:
        value = getattr(settings.environment, secret.name.lower())
        if secret.name not in needed or (value is None and settings.uses_oauth and secret.name == "SLACK_BOT_TOKEN"):
            continue
        if trouble := "is not set" if value is None else secret.trouble(value.get_secret_value()):
            troubles[secret] = trouble
    problems = [f"{secret.name} {trouble}" for secret, trouble in troubles.items()]
    hints = []
    if troubles:
        places = "; ".join(f"{secret.name}: {secret.where}" for secret in troubles)
        hints.append(f"In your app on api.slack.com: {places}. No app yet? newsdesk manifest prints one.")
    if settings.uses_oauth and settings.environment.newsdesk_keys is None:
        problems.append(f"{VARIABLE} is not set, and many workspaces may install the app")
        hints.append(MAKE_ONE)
    if problems:
        raise SettingsError(problems, "Slack", hint=" ".join(hints))
    logging_to_stderr(settings.log.level)
    sys.setswitchinterval(_SWITCH)
    return settings


def logging_to_stderr(level: str) -> None:
    """Log on stderr, in UTC, from ``level`` on."""
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(errors="backslashreplace")  # whatever its encoding, it takes every line
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Shown("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S"))
    logging.basicConfig(level=level.upper(), handlers=[handler])
    # Their info level tells of every run of every job, and of every request to Slack.
    for name in ("alembic", "httpx", "slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # What they warn of is that a connection that was lost could not be tidied up, and that a run takes long.
    for name in ("apscheduler", "psycopg"):
        logging.getLogger(name).setLevel(logging.ERROR)


class _Shown(logging.Formatter):
    """A line may repeat what anybody sent: no terminal obeys it, and no stream refuses it."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        return escape_unshowable(super().format(record))


def _pause(stop: threading.Event, pause: timedelta) -> None:
    stop.wait(pause.total_seconds())


@contextmanager
def stop_signal() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, so that what runs can finish."""
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    yield stop
    if stop.is_set():
        _log.info("stopped")


def _metrics(core: Core, side: SlackSide) -> AbstractContextManager[None]:
    web = core.settings.web
    return side.metrics.served(web.metrics_host, web.metrics_port)


@contextmanager
def _background(core: Core, side: SlackSide | None, stop: threading.Event) -> Iterator[None]:
    """The index follows the store; with ``side``, digests and watching run too. All of it has ended afterwards."""
    following = threading.Thread(target=_follow, args=(core, stop), name="index")
    following.start()
    try:
        with at_work(side, stop) if side else nullcontext():
            yield
    finally:
        stop.set()
        following.join()


def _follow(core: Core, stop: threading.Event) -> None:
    said = ""
    while not stop.wait(_CATCH_UP_EVERY):
        try:
            core.library.catch_up()
            said = ""
        except NewsdeskError as e:
            if str(e) != said:  # twice a second, until somebody mends it
                log_problem(e)
            said = str(e)
