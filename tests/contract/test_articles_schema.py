"""The tables: migrations make what the code declares, on both databases."""

from __future__ import annotations

import importlib
import pkgutil
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, Row, text

import bot.storage
from bot.domain.errors import StorageError
from bot.storage.engine import connect, place, reading, writing
from bot.storage.migrate import current, is_current, upgrade
from bot.storage.schema import metadata


def test_the_migrations_make_the_tables_that_the_code_declares(engine: Engine) -> None:
    for module in pkgutil.iter_modules(bot.storage.__path__, "bot.storage."):
        importlib.import_module(module.name)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": _declared_here}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def _declared_here(name: str | None, kind: str, _: object) -> bool:
    """Slack's installation store and Procrastinate declare their own tables; ours are the rest."""
    return kind != "table" or not (name or "").startswith(("slack_", "procrastinate_"))


@pytest.mark.parametrize(
    "catalogue",
    [
        (
            "SELECT table_name, column_name, data_type, udt_name, column_default, is_nullable, is_identity"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
        (
            "SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'public'"
        ),
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace"
        ),
        "SELECT t.typname, e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid",
    ],
)
def test_procrastinates_tables_are_those_of_its_own_schema(postgres_url: str, catalogue: str) -> None:
    """The installed version has no migration that a revision of ours does not make."""
    with writing(ours := connect(postgres_url)) as connection:
        made = connection.execute(text(catalogue)).all()
        # The same database again, as Procrastinate would make it.
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        its_own = files("procrastinate.sql").joinpath("schema.sql").read_text(encoding="utf-8")
        connection.exec_driver_sql(its_own, execution_options={"no_parameters": True})
        wanted = {row for row in connection.execute(text(catalogue)) if _is_procrastinates(row)}
    assert {row for row in made if _is_procrastinates(row)} == wanted
    assert wanted
    ours.dispose()


def _is_procrastinates(row: Row[Any]) -> bool:
    return "procrastinate" in f"{row}"


def test_a_new_database_is_not_current_until_it_is_upgraded(tmp_path: Path) -> None:
    engine = connect(path=tmp_path / "folder" / "new.sqlite")
    assert (current(engine), is_current(engine)) == (None, False)
    upgrade(engine)
    upgrade(engine)
    assert is_current(engine)
    engine.dispose()


def test_processes_that_upgrade_together_take_turns(tmp_path: Path) -> None:
    engines = [connect(path=tmp_path / "new.sqlite") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, engines))
    assert all(is_current(engine) for engine in engines)
    for engine in engines:
        engine.dispose()


def test_many_that_open_a_new_file_at_once_wait_for_each_other(tmp_path: Path) -> None:
    # SQLite answers "database is locked" at once, without its own waiting, while another one sets up the journal.
    ready = Barrier(16)

    def open_it(number: int) -> None:
        engine = connect(path=tmp_path / f"{number // 16}.sqlite")
        ready.wait()
        with reading(engine) as connection:
            connection.execute(text("SELECT 1"))
        engine.dispose()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(open_it, range(16 * 20)))


def test_a_database_of_a_newer_version_is_left_alone(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="newer than this Newsdesk"):
        upgrade(engine)
    assert current(engine) == "9999"


def test_a_database_without_tables_gives_a_storage_error(tmp_path: Path) -> None:
    engine = connect(path=tmp_path / "empty.sqlite")
    with pytest.raises(StorageError, match="no such table"), reading(engine) as connection:
        connection.execute(text("SELECT * FROM articles"))
    engine.dispose()


def test_no_password_reaches_an_error() -> None:
    engine = connect("postgres://desk:s3cret@127.0.0.1:1/news")
    with pytest.raises(StorageError) as raised:
        current(engine)
    assert "s3cret" not in f"{raised.value}{place(engine)}{engine!r}"
    assert str(raised.value).startswith("the store failed: 127.0.0.1/news: connection failed: ")


@pytest.mark.parametrize(
    "url",
    [
        "s3cret",
        "mysql://desk:s3cret@127.0.0.1/news",
        "postgres://desk:s3cret@h:port/news",
        "postgres://desk:s3cret@one:1,two:port/news",
        "postgres://desk:s3cret@/news?host=one&port=s3cret",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(StorageError) as raised:
        connect(url)
    assert "s3cret" not in str(raised.value)


def test_a_database_in_memory_is_shared_by_threads() -> None:
    engine = connect("sqlite://")
    upgrade(engine)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: is_current(engine), range(8))) == [True] * 8
    engine.dispose()


def test_a_folder_that_cannot_be_made_gives_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="the store failed"):
        current(connect(path=tmp_path / "file" / "newsdesk.sqlite"))
