"""Newsdesk in Slack: the Bolt app, the deliverer of digests and the HTTP application over a ``Core``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from slack_bolt import App
from starlette.applications import Starlette

import bot.slack.app
import bot.web.app
from bot.app.core import Core, log_problem
from bot.digests.deliver import Deliverer
from bot.digests.posting import FrozenMessage
from bot.digests.schedule import Job, Schedule
from bot.digests.subscriptions import Subscriptions
from bot.digests.terms import Terms
from bot.domain.digest import Corrections, Delivery, Digest
from bot.domain.errors import SettingsError, StorageError
from bot.settings import Settings
from bot.slack import manifest
from bot.slack.authorisation import OneToken, Tokens
from bot.slack.departures import Departures
from bot.slack.digest_commands import DigestCommands
from bot.slack.installations import Installations
from bot.slack.newsroom import Newsroom
from bot.slack.poster import SlackPoster
from bot.slack.profiles import Profiles
from bot.slack.replies import web_client
from bot.slack.views import digest_corrections as corrections
from bot.slack.views import digests
from bot.storage.digests import SqlDigestStore
from bot.storage.marks import SqlMarks
from bot.web.door import BoltDoor
from bot.web.install_state import SignedStates
from bot.web.metrics import Metrics
from bot.web.oauth import authorization_page, flow

Wait = Callable[[timedelta], None]

_HOUR = 3600.0  # seconds; a process that is deployed anew every day comes to it all the same


@dataclass(frozen=True)
class SlackSide:
    """Newsdesk in Slack: the Bolt app, the deliverer of digests, the HTTP application."""

    core: Core
    app: App
    pool: Executor
    deliverer: Deliverer
    subscriptions: Subscriptions
    metrics: Metrics
    web: Starlette
    installations: Installations | None = None

    def tick(self) -> list[Delivery]:
        """Deliver what is due, and what came of it."""
        delivered = self.deliverer.tick()
        for delivery in delivered:
            self.metrics.digest(delivery.state.value)
        return delivered

    def prune(self) -> None:
        """Forget what nobody needs any more: old deletions, old deliveries."""
        self.core.library.store.prune(self.core.clock())
        self.deliverer.prune()
        if self.installations is not None:
            self.installations.prune(self.core.clock())

    def schedule(self) -> Schedule:
        """What comes back regularly: digests each minute, the folders and feeds at their own pace."""
        library = self.core.settings.library
        jobs: list[Job] = [
            ("folders", library.look_every, lambda: self.core.look_at_folders(on_problem=log_problem)),
            ("pruning", _HOUR, self.prune),
        ]
        if library.feeds:
            jobs.append(("feeds", library.feeds_every, lambda: self.core.look_at_feeds(on_problem=log_problem)))
        return Schedule(self.tick, jobs)

    def stop(self) -> None:
        """Finish what was acknowledged."""
        bot.slack.app.stop(self.app, self.pool)


def slack_side(core: Core, *, wait: Wait, on_start: Callable[[], None] = lambda: None) -> SlackSide:
    """Slack over ``core``, with what the environment configures.

    ``wait`` sleeps between two messages to one channel. ``on_start`` runs when the HTTP server has started.

    Raises:
        SettingsError: naming what is missing, and where to get it.
    """
    settings, environment = core.settings, core.settings.environment
    api_url = str(environment.slack_api_url) if environment.slack_api_url else None
    installations = Installations(core.engine, environment.slack_client_id or "") if settings.uses_oauth else None
    tokens = installations or _one_token(settings)
    metrics, pool = Metrics(), bot.slack.app.working_pool()
    deliverer = Deliverer(
        SqlDigestStore(core.engine),
        core.wire,
        SlackPoster(tokens, api_url=api_url),
        _frozen,
        clock=core.clock,
        new_id=lambda: uuid4().hex,
        wait=wait,
        terms=Terms(
            late=timedelta(hours=settings.digests.late_hours),
            most=settings.digests.most_stories,
            kept=timedelta(days=settings.digests.log_days),
        ),
    )
    subscriptions = Subscriptions(
        SqlDigestStore(core.engine),
        deliverer,
        check_query=core.wire.check_query,
        clock=core.clock,
        new_id=lambda: uuid4().hex,
    )
    newsroom = Newsroom(
        desk=core.desk,
        marks=SqlMarks(core.engine),
        profiles=Profiles(core.clock),
        digests=DigestCommands(subscriptions, core.wire.outlets, core.clock),
        clock=core.clock,
        pool=pool,
        count=metrics.answered,
    )
    secret = environment.slack_signing_secret
    app = bot.slack.app.build(
        newsroom=newsroom,
        departures=Departures(subscriptions, installations),
        tokens=tokens,
        signing_secret=secret.get_secret_value() if secret else "",
        api_url=api_url,
    )
    metrics.watch("articles", "Articles in the index.", core.library.count)
    http = bot.web.app.build(
        door=BoltDoor(app.dispatch) if secret else None,
        signing_secret=secret.get_secret_value() if secret else "",
        metrics=metrics,
        metrics_token=token.get_secret_value() if (token := environment.newsdesk_metrics_token) else "",
        ready={"store": lambda: _reachable(core), "index": lambda: _caught_up(core)},
        oauth=flow(
            client_id=environment.slack_client_id or "",
            client_secret=environment.slack_client_secret.get_secret_value(),
            scopes=list(manifest.SCOPES),
            installations=installations.store,
            states=SignedStates(
                environment.slack_client_secret.get_secret_value(), SqlMarks(core.engine).first_time, core.clock
            ),
            client=web_client(api_url=api_url),
            authorization_url=authorization_page(api_url),
        )
        if installations and environment.slack_client_secret
        else None,
        on_start=on_start,
        on_stop=lambda: bot.slack.app.stop(app, pool),
    )
    return SlackSide(core, app, pool, deliverer, subscriptions, metrics, http, installations)


def _one_token(settings: Settings) -> Tokens:
    token = settings.environment.slack_bot_token
    if token is None:
        raise SettingsError(
            ["SLACK_BOT_TOKEN is not set"],
            "Slack",
            hint="newsdesk manifest prints the app to install; its Bot User OAuth Token is what is missing.",
        )
    return OneToken(token.get_secret_value())


def _frozen(told: Digest | Corrections, mark: str) -> list[FrozenMessage]:
    if isinstance(told, Corrections):
        message = corrections.message(told, mark)
        return [FrozenMessage(message.text, message.blocks)]
    return [
        FrozenMessage(message.text, message.blocks, tuple(entry.story.number for entry in entries))
        for message, entries in digests.parts(told, mark)
    ]


def _reachable(core: Core) -> None:
    core.library.store.revision()


def _caught_up(core: Core) -> None:
    if not core.library.is_current():
        raise StorageError("the index is catching up")
