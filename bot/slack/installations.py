"""Who has installed the app: slack_sdk's own tables over the store's engine.

The tokens stand in the database as Slack gave them: whoever can read the database can read every article in it as
well, so it is the database that has to be protected (encryption at rest, its own account).
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import sqlalchemy as sa
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore

from bot.storage.engine import reading, writing

# slack_sdk writes tokens at debug level; they never reach our log.
_quiet = logging.getLogger("bot.slack.installations.sdk")
_quiet.setLevel(logging.WARNING)

_states = sa.table("slack_oauth_states", sa.column("expire_at", sa.DateTime))


class Installations:
    """The installations of one Slack app (``client_id``); also ``Tokens`` for many workspaces."""

    def __init__(self, engine: sa.Engine, client_id: str) -> None:
        self.store = SQLAlchemyInstallationStore(client_id, engine, logger=_quiet)

    def token(self, workspace: str) -> str | None:
        """The newest bot token of a team or, under an enterprise id, of the organisation as a whole.

        Raises:
            StorageError: if the store can't be read.
        """
        bots = self.store.bots.c
        here = sa.or_(bots.team_id == workspace, sa.and_(bots.team_id.is_(None), bots.enterprise_id == workspace))
        newest = (
            sa.select(bots.bot_token)
            .where(bots.client_id == self.store.client_id, here, bots.bot_token.is_not(None))
            .order_by(bots.installed_at.desc(), bots.id.desc())
            .limit(1)
        )
        with reading(self.store.engine) as connection:
            found = connection.execute(newest).scalar_one_or_none()
        return None if found is None else str(found)

    def forget(self, *, team: str | None, enterprise: str | None) -> None:
        """Delete everything that installing left of a workspace; nothing happens if there is nothing."""
        self.store.delete_all(enterprise_id=enterprise, team_id=team)

    def prune(self, now: datetime) -> None:
        """Forget the states that earlier versions stored, one for each look at the page; they are signed now."""
        with writing(self.store.engine) as connection:
            connection.execute(sa.delete(_states).where(_states.c.expire_at < now.astimezone(UTC).replace(tzinfo=None)))
