"""The demo: the bot beside a local Slack workspace, on one port of this machine, with a clock that can be moved.

The bot is the one that ``serve`` runs. It is told of a Slack at another address (``SLACK_API_URL``), gets signed
requests, and knows nothing of the page.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import HttpUrl, SecretStr
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app.core import Core, log_problem, open_core, utc_now
from bot.app.slack_side import SlackSide, slack_side
from bot.app.working import at_work
from bot.digests.subscriptions import Member
from bot.domain.digest import DeliveryState
from bot.domain.errors import NewsdeskError, QueryError, SourceError
from bot.settings import Environment, Settings
from bot.slack.manifest import COMMANDS, SHORTCUTS
from bot.storage import private
from bot.storage.store import Filed
from bot.web.playground.clock import AdjustableClock
from bot.web.playground.example import ADA, example_state
from bot.web.playground.server import LocalSlack, Serving
from bot.web.playground.shapes import Json
from bot.web.playground.site import site

MORNING = "08:30"
_CHANNEL = "#newsroom"
_FARTHEST = timedelta(days=366)
_KINDS = frozenset({"txt", "md", "html", "htm"})
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
_EXAMPLES = (
    ("What is in the library?", "type", "/news"),
    ("Who said “together”?", "type", "/quotes together"),
    ("How many troops?", "type", "/figures troops"),
    ("Where do the outlets differ?", "type", "/compare #1"),
    ("Ask in plain words", "say", "@newsdesk what did Stoltenberg say about the Taliban?"),
)


class Bot:
    """The bot as one ASGI application, which can be stopped and started again while the page stays."""

    def __init__(self, settings: Settings, clock: AdjustableClock) -> None:
        self._settings, self._clock = settings, clock
        self._stack = ExitStack()
        self._side: SlackSide | None = None

    @property
    def side(self) -> SlackSide:
        if self._side is None:
            raise NewsdeskError("the bot is stopped", hint="It will be back in a moment.")
        return self._side

    @property
    def core(self) -> Core:
        return self.side.core

    def start(self) -> None:
        """Open the store, catch up, read the folders, and begin to tick."""
        with ExitStack() as stack:
            core = stack.enter_context(open_core(self._settings, clock=self._clock))
            core.look_at_folders(on_problem=log_problem)
            side = slack_side(core, wait=lambda pause: time.sleep(pause.total_seconds()))
            stack.callback(side.stop)
            side.start()
            stack.enter_context(at_work(side, threading.Event()))
            self._side, self._stack = side, stack.pop_all()

    def stop(self) -> None:
        """Finish what was begun, and close everything."""
        self._side = None
        self._stack.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or say that the bot is away, as a platform's router does while it restarts."""
        side = self._side
        application: ASGIApp = side.web if side else JSONResponse({"error": "the bot is restarting"}, 503)
        await application(scope, receive, send)


class Demo:
    """The running demo, a context manager. ``folder`` keeps its data: the store, the stories added, the clock.

    The process must be the demo's own: the environment's proxies are taken away from it.

    Raises:
        OSError: if the port is taken; ``folder`` is then left alone, because another demo may be using it.
    """

    def __init__(self, settings: Settings, folder: Path, *, port: int = 0, fresh: bool = False) -> None:
        for name in _PROXIES:
            # slack_sdk would send through them even what stays on this machine.
            os.environ.pop(name, None)
        self._serving = Serving(JSONResponse({"error": "starting"}, 503), port)
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        self._stories = folder / "stories"
        private.make_folder(self._stories)
        private.tighten(folder, *folder.rglob("*"))
        self._ahead = folder / "ahead"
        self.time = AdjustableClock()
        self.time.advance(_kept(self._ahead))
        self._acting = threading.Lock()
        self.url = self._serving.url
        self.slack = LocalSlack(
            clock=self.time, state=example_state(self.time, bot_everywhere=True), serving=self._serving
        )
        self.slack.app_url = f"{self.url}/slack/events"
        self.bot = Bot(_for_demo(settings, folder, self._stories, self.slack), self.time)
        self._serving.application = site(self.slack, ADA.id, self, self.bot)

    def __enter__(self) -> Self:
        self.bot.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bot.stop()
        self.slack.stop()
        self._serving.stop()

    # What the page offers (``bot.web.playground.site.Controls``) --------------------------------------------------

    @property
    def commands(self) -> list[Json]:
        return [{"command": name, "description": told, "usage_hint": hint} for name, told, hint in COMMANDS]

    @property
    def shortcuts(self) -> list[Json]:
        return [{"callback_id": callback, "name": name, "description": told} for callback, name, told in SHORTCUTS]

    @property
    def examples(self) -> list[Json]:
        return [{"label": label, "act": act, "channel": _CHANNEL, "text": text} for label, act, text in _EXAMPLES]

    def clock(self) -> Json:
        return {"now": self.time().isoformat(), "ahead_seconds": round((self.time() - utc_now()).total_seconds())}

    def add_story(self, name: str, text: str) -> Json:
        """Drop a file into the watched folder and look: the way that a story comes in on a real desk."""
        with self._acting:
            name, text = _as_file(name.strip(), text)
            path = self._stories / name
            private.write_text(path, text)
            outcome = next(iter(self.bot.core.intake.take_in(str(path))))
            if not isinstance(outcome, Filed):
                path.unlink(missing_ok=True)
                # The demo's own path says nothing to somebody who pasted a text.
                raise SourceError(outcome.problem, name, outcome.cause, hint=outcome.hint)
            article = outcome.article
            told = {"story": article.story, "title": article.title, "outcome": outcome.outcome.value}
            self._tell("added", f"{outcome.outcome.value.capitalize()}: #{article.story} {article.title}", told)
            return told

    def move_clock(self, to: str) -> Json:
        """To ``tomorrow HH:MM`` in the viewer's zone, or to an ISO time; what falls due by then is delivered.

        There is a digest to fall due: one is set up in #newsroom if nobody has.
        """
        with self._acting:
            moment = moment_of(to, self.time(), ADA.tz)
            self._subscribed()
            states: set[DeliveryState] = set()
            # By way of the day before: seen after midnight, tomorrow's morning comes after one that is due as well.
            for stop in (each for each in (moment - timedelta(days=1), moment) if each > self.time()):
                ahead = self.time.move_to(stop) - utc_now()
                private.write_text(self._ahead, f"{ahead.total_seconds()}\n")
                states |= {delivery.state for delivery in self.bot.side.tick()}
            quiet = " No digest: nothing is new since the last one." if states == {DeliveryState.QUIET} else ""
            local = moment.astimezone(ZoneInfo(ADA.tz))
            self._tell("clock", f"It is {local:%A %d %B, %H:%M} now.{quiet}", self.clock())
            return self.clock()

    def run_digest(self) -> Json:
        """As Ada would: set one up in #newsroom if there is none, then ask for it now."""
        with self._acting:
            number = self._subscribed()
            self.slack.types(ADA.id, _CHANNEL, f"/digest now {number}")
            return {"subscription": number}

    def restart(self) -> Json:
        with self._acting:
            self._tell("restarting", "The bot stops …")
            self.bot.stop()
            self.bot.start()
            self._tell("restarted", "The bot is back: its library, digests and threads are as they were.")
            return {}

    def _subscribed(self) -> int:
        """The number of the morning digest in #newsroom."""
        if (number := self._subscription()) is None:
            with suppress(TimeoutError):
                made = self.slack.types(ADA.id, _CHANNEL, f"/digest {MORNING} daily")
                self.slack.wait_for("ephemeral", user=ADA.id, since=made.since)
            number = self._subscription()
        if number is None:
            raise NewsdeskError("the digest could not be set up", hint=f"Try: /digest {MORNING} daily")
        return number

    def _subscription(self) -> int | None:
        channel = self.slack.channel(_CHANNEL).id
        ada = Member(workspace=self.slack.state.team.id, user=ADA.id, is_admin=ADA.is_admin)
        here = (each.number for each in self.bot.side.subscriptions.visible(ada) if each.channel == channel)
        return next(here, None)

    def _tell(self, what: str, text: str, more: Json | None = None) -> None:
        self.slack.timeline.publish("demo", {**(more or {}), "what": what, "text": text})


def _for_demo(settings: Settings, folder: Path, stories: Path, slack: LocalSlack) -> Settings:
    """The settings of the demo's bot: its own store, the demo's workspace, nothing of the user's."""
    return settings.model_copy(
        update={
            "library": settings.library.model_copy(
                update={"folders": (*settings.library.folders, stories), "feeds": ()}
            ),
            # What somebody tries it with, the seeds too, is news to them, of whatever year it is.
            "digests": settings.digests.model_copy(update={"news_days": None}),
            "storage": settings.storage.model_copy(update={"file": folder / "newsdesk.sqlite"}),
            "index": settings.index.model_copy(update={"directory": None}),
            "environment": Environment(
                slack_bot_token=SecretStr(slack.bot_token),
                slack_signing_secret=SecretStr(slack.signing_secret),
                slack_api_url=HttpUrl(slack.api_url),
            ),
        }
    )


def moment_of(to: str, now: datetime, zone: str) -> datetime:
    """The moment that ``to`` names: "tomorrow 08:30" on ``zone``'s wall, or an ISO time (without offset: there).

    Raises:
        QueryError: for anything else, and for what is not after ``now`` or more than a year away.
    """
    local = now.astimezone(ZoneInfo(zone))
    try:
        if match := re.fullmatch(r"tomorrow (\d\d?):(\d\d)", to.strip().lower()):
            wall = (local + timedelta(1)).replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0)
        else:
            wall = datetime.fromisoformat(to.strip())
            wall = wall if wall.tzinfo else wall.replace(tzinfo=ZoneInfo(zone))
        # In UTC: two moments of one zone are compared by its wall, which shows an hour of autumn twice.
        moment = wall.astimezone(UTC)
    except (ValueError, OverflowError):
        raise QueryError("not a time", to, hint="Try: tomorrow 08:30") from None
    if not now < moment <= now + _FARTHEST:
        raise QueryError("the clock goes forward, and at most a year", to, hint="Try: tomorrow 08:30")
    return moment


def _kept(ahead: Path) -> timedelta:
    """How far ahead the clock of the last run was: what its bot did must not lie in the future of this one."""
    try:
        return timedelta(seconds=float(ahead.read_text(encoding="utf-8")))
    except (OSError, ValueError, OverflowError):
        return timedelta(0)


def _as_file(name: str, text: str) -> tuple[str, str]:
    """The name and the text of the file that a story is kept in.

    A dropped file has a name with a suffix; what else stands there is the headline of a pasted text, its first line.
    """
    stem, _, suffix = name.rpartition(".")
    if suffix.lower() not in _KINDS:
        text = f"{name}\n\n{text}" if name and text.strip() else text
        stem, suffix = text.strip().partition("\n")[0], "txt"
    stem = re.sub(r"\W+", "-", stem).strip("-").lower()[:60] or "story"
    return f"{stem}.{suffix.lower()}", text
