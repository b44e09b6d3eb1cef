"""Who has installed the app: slack_sdk's own tables over the store's engine, with every secret in them closed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

import sqlalchemy as sa
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore

from bot.domain.errors import StorageError
from bot.storage.engine import reading, storage_errors, writing
from bot.storage.vault import Closed, Vault

SECRETS = (
    "bot_token",
    "bot_refresh_token",
    "user_token",
    "user_refresh_token",
    "incoming_webhook_url",
)
"""The columns of slack_sdk's tables by which one can act in a workspace."""

_states = sa.table("slack_oauth_states", sa.column("expire_at", sa.DateTime))

# slack_sdk writes tokens into its debug lines and its warnings; they never reach our log.
_quiet = logging.getLogger("bot.slack.installations.sdk")
_quiet.setLevel(logging.ERROR)


class _Store(SQLAlchemyInstallationStore):
    """slack_sdk's store with closed secrets, and a ``StorageError`` where the database fails."""

    def __init__(self, client_id: str, engine: sa.Engine, vault: Vault) -> None:
        super().__init__(client_id, engine, logger=_quiet)
        for table in (self.bots, self.installations):
            for column in _secrets(table):
                column.type = Closed(vault)

    def save(self, installation: Installation) -> None:
        with storage_errors(self.engine):
            super().save(installation)

    def find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        with storage_errors(self.engine):
            return super().find_bot(
                enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
            )

    def delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        with storage_errors(self.engine):
            super().delete_all(enterprise_id=enterprise_id, team_id=team_id)


class Installations:
    """The installations of one Slack app (``client_id``); also ``Installed`` for many workspaces."""

    def __init__(self, engine: sa.Engine, client_id: str, vault: Vault) -> None:
        self.store = _Store(client_id, engine, vault)

    def token(self, workspace: str) -> str | None:
        """The newest bot token of a workspace; None if it has none of its own.

        Raises:
            StorageError: if the store can't be read, or no key opens the token.
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

    def prune(self, now: datetime) -> None:
        """Forget the states that earlier versions stored, one for each look at the page; they are signed now."""
        with writing(self.store.engine) as connection:
            connection.execute(sa.delete(_states).where(_states.c.expire_at < now.astimezone(UTC).replace(tzinfo=None)))

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


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation came to: how many secrets were closed anew, how many the first key had closed already.

    ``unread`` names the workspaces of those that no key opens.
    """

    anew: int
    current: int
    unread: tuple[str, ...]


def rotate(engine: sa.Engine, vault: Vault) -> Rotated:
    """Close every secret of every installation with the vault's first key, also what stands there in clear.

    In one transaction that holds the rows, so that nothing is lost that a running server saves meanwhile.

    Raises:
        StorageError: if the store can't be read or written.
    """
    anew = current = 0
    unread: set[str] = set()
    tables = SQLAlchemyInstallationStore("", engine, logger=_quiet)
    with writing(engine) as connection:
        for table in (tables.bots, tables.installations):
            rows = connection.execute(sa.select(table).order_by(table.c.id).with_for_update()).mappings().all()
            for row, column in product(rows, _secrets(table)):
                stored = row[column]
                if not stored:
                    continue
                if vault.is_current(stored):
                    current += 1
                    continue
                try:
                    closed = vault.close(vault.open(stored))
                except StorageError:
                    unread.add(row["team_id"] or row["enterprise_id"] or "")
                    continue
                connection.execute(sa.update(table).where(table.c.id == row["id"]).values({column: closed}))
                anew += 1
    return Rotated(anew, current, tuple(sorted(unread)))


def _secrets(table: sa.Table) -> list[sa.Column[str]]:
    return [column for column in table.columns if column.name in SECRETS]
