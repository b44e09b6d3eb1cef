"""Bring a database to the tables that this version of Newsdesk uses."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from bot.domain.errors import StorageError
from bot.storage.engine import place, reading, writing
from bot.storage.limits import no_time_limit

_LOCK = 0x6E657773  # "news": any number, the same in every process


def upgrade(engine: Engine) -> None:
    """Make or change the tables up to this version; nothing happens if they are current.

    Processes that start together take turns. Raises: StorageError, also if a newer Newsdesk has been here.
    """
    config = _config()
    with no_time_limit(), writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        stands = MigrationContext.configure(connection).get_current_revision()
        if stands not in _known(config):
            raise StorageError(
                "the database is newer than this Newsdesk",
                place(engine),
                f"version {stands}",
                hint="Install the Newsdesk that made it, or a later one.",
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current(engine: Engine) -> str | None:
    """The version that the database is at, None for an empty one. Raises: StorageError."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: Engine) -> bool:
    """Whether the database has exactly the tables of this version. Raises: StorageError."""
    return current(engine) == ScriptDirectory.from_config(_config()).get_current_head()


def is_newer(engine: Engine) -> bool:
    """Whether a later version of Newsdesk has changed the tables. Raises: StorageError."""
    return current(engine) not in _known(_config())


def _known(config: Config) -> set[str | None]:
    """The versions that this Newsdesk can bring up to date; None is an empty database."""
    return {None, *(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())}


def _config() -> Config:
    config = Config()
    # "%" begins an interpolation in Alembic's configuration.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
