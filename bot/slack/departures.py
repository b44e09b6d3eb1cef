"""What is done when a workspace takes the app away, when it comes back, and when it stays away."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digests.subscriptions import Subscriptions
from bot.domain.digest import Subscription
from bot.slack.installations import Installations
from bot.storage.workspaces import Departure, SqlWorkspaces

_log = logging.getLogger(__name__)


def _tell_nobody(workspace: str, resumed: Sequence[Subscription]) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Departures:
    """Safe to be told twice: Slack sends two events, in any order, and sends them again hours later.

    ``installations`` is None with one fixed token. ``keep`` is how long a workspace's data outlives it; ``purged`` is
    called when some went. ``tell`` is told of the digests that go on after a return.
    """

    subscriptions: Subscriptions
    workspaces: SqlWorkspaces
    clock: Callable[[], datetime]
    keep: timedelta
    installations: Installations | None = None
    purged: Callable[[], object] = lambda: None
    tell: Callable[[str, Sequence[Subscription]], object] = _tell_nobody

    def left(self, workspace: str, at: datetime) -> None:
        """Forget the workspace's token and pause its digests, unless it was installed again after ``at``."""
        installed = self.installations.installed_at(workspace) if self.installations else None
        if is_outdated(at, installed, self.workspaces.departure(workspace)):
            _log.info("a workspace has removed the app, but installed it again since")
            return
        # First: what follows may be cut off, and is then done when the data goes.
        self.workspaces.leave(workspace, at)
        if self.installations is not None:
            self.installations.forget(workspace)
        self.subscriptions.workspace_left(workspace)
        _log.info("a workspace has removed the app")
        if not self.keep:
            self._purge(workspace)

    def returned(self, workspace: str) -> None:
        """Keep the data of a workspace that has the app again, and let its digests go on; nothing if it was not away.

        Raises: StorageError.
        """
        if self.workspaces.come_back(workspace, self.clock()):
            self._go_on(workspace)

    def installed(self, workspace: str) -> None:
        """The same after somebody installed the app there, who may have lost it without a word from Slack.

        Raises: StorageError.
        """
        self.workspaces.come_back(workspace, self.clock())
        self._go_on(workspace)

    def _go_on(self, workspace: str) -> None:
        if resumed := self.subscriptions.workspace_returned(workspace):
            self.tell(workspace, resumed)

    def purge(self) -> None:
        """Delete the data of the workspaces that have been away for long enough."""
        for workspace in self.workspaces.gone(self.clock() - self.keep):
            self._purge(workspace)

    def _purge(self, workspace: str) -> None:
        gone = self.workspaces.purge(workspace, self.clock())
        self.purged()
        _log.info("the data of a workspace that has left is deleted: %d rows", gone.total())


def is_outdated(at: datetime, installed: datetime | None, last: Departure | None) -> bool:
    """Whether a departure ``at`` that time tells of an earlier install than the one that there is.

    Slack counts events in whole seconds. ``last`` is the departure that was told before: in the second of a new
    install, its repetition must not count for a new one.
    """
    if installed is not None and at < installed.replace(microsecond=0):
        return True
    is_back = installed is not None or (last is not None and last.returned is not None)
    return last is not None and is_back and at <= last.at
