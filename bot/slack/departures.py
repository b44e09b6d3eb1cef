"""What is done when a workspace takes the app away."""

from __future__ import annotations

from dataclasses import dataclass

from bot.digests.subscriptions import Subscriptions
from bot.slack.installations import Installations


@dataclass(frozen=True, slots=True)
class Departures:
    """Safe to be told twice: Slack sends two events, in any order. ``installations`` is None with one fixed token."""

    subscriptions: Subscriptions
    installations: Installations | None = None

    def left(self, *, team: str | None, enterprise: str | None) -> None:
        """Forget the workspace's token and pause its digests."""
        if self.installations is not None:
            self.installations.forget(team=team, enterprise=enterprise)
        self.subscriptions.workspace_left(team or enterprise or "")
