"""Who has installed the app: slack_sdk's own tables over the store's engine.

The tokens stand in the database as Slack gave them: whoever can read the database can read every article in it as
well, so it is the database that has to be protected (encryption at rest, its own account).
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore

from bot.storage.engine import reading, writing

STATE_LIFE = 600
"""Seconds between "Add to Slack" and the way back: Slack's own page lives that long."""

# slack_sdk writes states at debug level; they never reach our log.
_quiet = logging.getLogger("bot.slack.installations.sdk")
_quiet.setLevel(logging.WARNING)


class Installations:
    """The installations of one Slack app (``client_id``); also ``Installed`` for many workspaces."""

    def __init__(self, engine: sa.Engine, client_id: str) -> None:
        self.store = SQLAlchemyInstallationStore(client_id, engine, logger=_quiet)
        self.states = SQLAlchemyOAuthStateStore(STATE_LIFE, engine, logger=_quiet)

    def token(self, workspace: str) -> str | None:
        """The newest bot token of a workspace; None if it has none of its own.

        Raises:
            StorageError: if the store can't be read.
        """
        found = self._newest(workspace)
        return None if found is None else str(found.bot_token)

    def identity(self, workspace: str) -> AuthorizeResult | None:
        """Who we are there, as it was told when the token was stored, without the token; None if not all was.

        Raises:
            StorageError: if the store can't be read.
        """
        found = self._newest(workspace)
        if found is None or not found.bot_id or not found.bot_user_id:
            return None
        return AuthorizeResult(
            enterprise_id=found.enterprise_id,
            team_id=found.team_id,
            team=found.team_name,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user_id,
        )

    def installed_at(self, workspace: str) -> datetime | None:
        """When the app was installed there last, in UTC; None if it is not.

        Raises:
            StorageError: if the store can't be read.
        """
        found = self._newest(workspace)
        return None if found is None else found.installed_at.replace(tzinfo=UTC)

    def forget(self, workspace: str) -> None:
        """Delete everything that installing left of a workspace; nothing happens if there is nothing.

        By its own id alone: a workspace can join an organisation after it was installed, and events name that.

        Raises:
            StorageError: if the store can't be written.
        """
        with writing(self.store.engine) as connection:
            for table in (self.store.bots, self.store.installations):
                mine = (table.c.client_id == self.store.client_id) & (table.c.team_id == workspace)
                connection.execute(sa.delete(table).where(mine))

    def _newest(self, workspace: str) -> sa.Row[Any] | None:
        """The workspace's newest row with a token. Installs of a whole organisation count for no workspace."""
        bots = self.store.bots
        newest = (
            sa.select(bots)
            .where(bots.c.client_id == self.store.client_id, bots.c.team_id == workspace)
            .where(bots.c.is_enterprise_install.is_(False), bots.c.bot_token.is_not(None))
            .order_by(bots.c.installed_at.desc(), bots.c.id.desc())
            .limit(1)
        )
        with reading(self.store.engine) as connection:
            return connection.execute(newest).first()
