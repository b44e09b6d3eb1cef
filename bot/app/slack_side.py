"""Newsdesk in Slack: the Bolt app, the deliverer of digests and the HTTP application over a ``Core``."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4

from slack_sdk import WebClient
from starlette.applications import Starlette

import bot.slack.app
import bot.web.app
from bot.app.core import Core
from bot.desk.additions import Additions
from bot.digests.deliver import Deliverer
from bot.digests.posting import FrozenMessage
from bot.digests.schedule import Job, Schedule
from bot.digests.subscriptions import Subscriptions
from bot.digests.terms import Terms
from bot.domain.digest import Corrections, Delivery, Digest
from bot.domain.errors import SettingsError, StorageError
from bot.settings import Settings
from bot.slack import manifest
from bot.slack.addition_commands import AT_ONCE, AT_ONCE_EACH, PAGE_SECONDS, AdditionCommands
from bot.slack.answering import SETTLE, Answering
from bot.slack.authorisation import Installed, OneToken
from bot.slack.channels import Channels
from bot.slack.clients import Clients, web_client
from bot.slack.departures import Departures
from bot.slack.digest_commands import DigestCommands
from bot.slack.door import Door
from bot.slack.feed_commands import FeedCommands
from bot.slack.feed_notes import tell_maker
from bot.slack.files import SharedFiles
from bot.slack.installations import Installations
from bot.slack.newsroom import Newsroom
from bot.slack.pacing import FairPool, FairTurns
from bot.slack.poster import SlackPoster
from bot.slack.profiles import Profiles
from bot.slack.returns import tell_makers
from bot.slack.sending import Sender
from bot.slack.views import digest_corrections as corrections
from bot.slack.views import digests
from bot.sources.decoding import LARGEST
from bot.storage.digests import SqlDigestStore
from bot.storage.group_commit import GroupCommit
from bot.storage.inbox import LEASE, SqlInbox
from bot.storage.limits import time_limit
from bot.storage.marks import SqlMarks
from bot.storage.probe import probe
from bot.storage.vault import MAKE_ONE, VARIABLE, Vault, vault
from bot.storage.workspaces import SqlWorkspaces
from bot.web.health import READY_SECONDS
from bot.web.install_state import SignedStates
from bot.web.metrics import Metrics
from bot.web.oauth import authorization_page, flow

_log = logging.getLogger(__name__)

Wait = Callable[[timedelta], None]

_PROBE_SECONDS = 0.8 * READY_SECONDS  # so that the store's own word for it comes in time
_HOUR = 3600.0  # seconds; a process that is deployed anew every day comes to it all the same


ANSWERING, SHARE = 16, 4
"""Threads that find answers and send them, and how many of them one workspace may have at a time."""
FORMS, FORMS_SHARE = 8, 2
"""The same for what is answered in its acknowledgement."""
GRACE = 8.0
"""Seconds after a stop signal for what is being answered; platforms kill after ten."""


@dataclass(frozen=True, kw_only=True)
class SlackSide:
    """Newsdesk in Slack: the door, who answers behind it, the deliverer of digests, the HTTP application."""

    core: Core
    door: Door
    answering: Answering
    marks: SqlMarks
    deliverer: Deliverer
    subscriptions: Subscriptions
    departures: Departures
    metrics: Metrics
    web: Starlette
    web_client: WebClient
    end: Callable[[], None]
    installations: Installations | None = None

    def tick(self) -> list[Delivery]:
        """Deliver what is due, and what came of it."""
        delivered = self.deliverer.tick()
        for delivery in delivered:
            self.metrics.digest(delivery.state.value)
        return delivered

    def prune(self) -> None:
        """Forget what nobody needs any more: workspaces that left long ago, articles older than the library keeps, old
        deletions, old deliveries.
        """
        self.departures.purge()
        if expired := self.core.intake.expire():
            _log.info("%d articles were older than the library keeps and are deleted", expired)
        self.core.library.store.prune(self.core.clock())
        self.core.feed_work.prune()
        self.marks.prune(self.core.clock())
        self.deliverer.prune()
        if self.installations is not None:
            self.installations.prune(self.core.clock())

    def schedule(self, ticks: Iterable[Job] = ()) -> Schedule:
        """What comes back regularly: digests each minute, pruning, and ``ticks`` at their own pace."""
        return Schedule(self.tick, [("pruning", _HOUR, self.prune), *ticks])

    def start(self) -> None:
        """Begin to answer what other processes left; what comes in here is answered from the first moment."""
        self.answering.start()

    def stop(self) -> None:
        """Finish what is being answered, and leave the rest to others."""
        self.end()


def slack_side(
    core: Core,
    *,
    wait: Wait,
    on_start: Callable[[], None] = lambda: None,
    settle: timedelta = SETTLE,
    lease: timedelta = LEASE,
) -> SlackSide:
    """Slack over ``core``, with what the environment configures.

    ``settle`` is how long an answer is left alone whose sending had no clear result, ``lease`` how long a request stays
    with a process that has died. ``wait`` sleeps between two
    messages to one channel. ``on_start`` runs when the HTTP server has started.

    Raises:
        SettingsError: naming what is missing, and where to get it.
    """
    settings, environment = core.settings, core.settings.environment
    api_url = str(environment.slack_api_url) if environment.slack_api_url else None
    installations = _installations(core) if settings.uses_oauth else None
    tokens = installations or _one_token(settings)
    clients = Clients(tokens, api_url=api_url)
    metrics, pool, forms = Metrics(), FairPool(ANSWERING, SHARE), FairPool(FORMS, FORMS_SHARE, "forms")
    marks, sender = SqlMarks(core.engine), Sender(clients)
    deliverer = Deliverer(
        SqlDigestStore(core.engine),
        core.wire,
        SlackPoster(clients),
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
    departures = Departures(
        subscriptions=subscriptions,
        workspaces=SqlWorkspaces(core.engine),
        clock=core.clock,
        keep=timedelta(days=settings.workspaces.keep_days),
        installations=installations,
        purged=core.library.catch_up,
        tell=lambda workspace, resumed: pool.submit(workspace, lambda: tell_makers(sender, workspace, resumed)),
    )
    core.feed_work.tell_by(lambda feed, message: pool.submit(feed.workspace, lambda: tell_maker(sender, feed, message)))
    channels, pages = Channels(core.clock), core.fetcher(seconds=PAGE_SECONDS)
    files = SharedFiles(largest=LARGEST, api_url=api_url)
    feeds = FeedCommands(core.feeds, files, channels, settings.workspaces.feeds_by)
    newsroom = Newsroom(
        desk=core.desk,
        memory=marks,
        profiles=Profiles(core.clock),
        digests=DigestCommands(subscriptions, core.wire.outlets, core.clock, channels),
        additions=AdditionCommands(
            Additions(core.library, core.intake, pages, core.clock),
            files,
            FairTurns(AT_ONCE, AT_ONCE_EACH),
            core.clock,
            feeds.may_keep,
        ),
        feeds=feeds,
        clock=core.clock,
        pool=pool,
        count=metrics.answered,
    )
    secret = environment.slack_signing_secret
    app = bot.slack.app.build(newsroom=newsroom, departures=departures, tokens=tokens, api_url=api_url)
    inbox = SqlInbox(core.engine, GroupCommit(core.engine), holder=uuid4().hex, lease=lease)
    answering = Answering(
        inbox,
        sender,
        pool,
        partial(bot.slack.app.answer, app),
        clock=core.clock,
        count=metrics.answered,
        settle=settle,
    )
    door = Door(inbox, answering, sender, partial(bot.slack.app.answer_now, app), forms, clock=core.clock)

    def begin() -> None:
        answering.start()
        on_start()

    def end() -> None:
        answering.stop(GRACE)
        pages.close()
        files.close()

    metrics.watch("articles", "Articles in the index.", core.library.count)
    for state in ("waiting", "running", "failed"):
        metrics.watch(f"jobs_{state}", f"Jobs of the queue, {state}.", partial(_jobs, core, state))
    http = bot.web.app.build(
        door=door if secret else None,
        signing_secret=secret.get_secret_value() if secret else "",
        metrics=metrics,
        metrics_token=token.get_secret_value() if (token := environment.newsdesk_metrics_token) else "",
        ready={"store": lambda: _reachable(core), "index": lambda: _caught_up(core)},
        oauth=flow(
            client_id=environment.slack_client_id or "",
            client_secret=environment.slack_client_secret.get_secret_value(),
            scopes=list(manifest.SCOPES),
            installations=installations.store,
            states=SignedStates(environment.slack_client_secret.get_secret_value(), marks.first_time, core.clock),
            client=web_client(api_url=api_url),
            installed=departures.installed,
            authorization_url=authorization_page(api_url),
        )
        if installations and environment.slack_client_secret
        else None,
        on_start=begin,
        on_stop=end,
    )
    return SlackSide(
        core=core,
        door=door,
        answering=answering,
        marks=marks,
        deliverer=deliverer,
        subscriptions=subscriptions,
        departures=departures,
        metrics=metrics,
        web=http,
        web_client=web_client(api_url=api_url),
        end=end,
        installations=installations,
    )


def vault_of(settings: Settings) -> Vault:
    """What closes the tokens of many workspaces. Raises: SettingsError if there is no key."""
    keys = settings.environment.newsdesk_keys
    if keys is None:
        raise SettingsError([f"{VARIABLE} is not set"], "the tokens of many workspaces", hint=MAKE_ONE)
    return vault(keys.get_secret_value())


def _installations(core: Core) -> Installations:
    return Installations(core.engine, core.settings.environment.slack_client_id or "", vault_of(core.settings))


def _one_token(settings: Settings) -> Installed:
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


def _jobs(core: Core, state: str) -> float:
    try:
        with time_limit(_PROBE_SECONDS):
            return float(getattr(core.queue.counts(), state))
    except StorageError:
        return math.nan  # the other numbers are worth reading, then most of all


def _reachable(core: Core) -> None:
    with time_limit(_PROBE_SECONDS):
        probe(core.engine)


def _caught_up(core: Core) -> None:
    with time_limit(_PROBE_SECONDS):
        is_current = core.library.is_current()
    if not is_current:
        raise StorageError("the index is catching up")
