"""Who has installed the app: slack_sdk's own tables over the store's engine, with every secret in them closed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from itertools import product

import sqlalchemy as sa
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore

from bot.domain.errors import StorageError
from bot.storage.engine import reading, storage_errors, writing
from bot.storage.vault import Closed, Vault

STATE_LIFE = 600
"""Seconds between "Add to Slack" and the way back: Slack's own page lives that long."""

SECRETS = (
    "bot_token",
    "bot_refresh_token",
    "user_token",
    "user_refresh_token",
    "incoming_webhook_url",
)
"""The columns of slack_sdk's tables by which one can act in a workspace."""

# slack_sdk writes states into its debug lines and its warnings; they never reach our log.
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
    """The installations of one Slack app (``client_id``); also ``Tokens`` for many workspaces."""

    def __init__(self, engine: sa.Engine, client_id: str, vault: Vault) -> None:
        self.store = _Store(client_id, engine, vault)
        self.states = SQLAlchemyOAuthStateStore(STATE_LIFE, engine, logger=_quiet)

    def token(self, workspace: str) -> str | None:
        """The newest bot token of a team or, under an enterprise id, of the organisation as a whole.

        Raises:
            StorageError: if the store can't be read, or no key opens the token.
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
