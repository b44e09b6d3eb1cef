"""Slack's tokens at rest, on both databases: what stands there, who reads it, and changing the keys."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from sqlalchemy import Engine

from bot.domain.errors import StorageError
from bot.slack.installations import SECRETS, Installations, Rotated, rotate
from bot.storage import migrations
from bot.storage.engine import connect, writing
from bot.storage.migrate import upgrade
from bot.storage.vault import new_key, vault
from tests.contract.test_discretion import as_logged, refuse_inserts

OLD, NEW = new_key(), new_key()
SAID = {name: f"xoxe.xoxb-1-{name}-{'x' * 300}" for name in SECRETS}


def an_installation(team: str = "T1", **changes: Any) -> Installation:
    given = {"app_id": "A1", "team_id": team, "user_id": "U1", "bot_id": "B1", "installed_at": 1_700_000_000.0, **SAID}
    return Installation(**{**given, **changes})


def at_rest(engine: Engine) -> list[str]:
    """Every secret as it stands in the database, without a key."""
    tables = SQLAlchemyInstallationStore("client", engine)
    with engine.connect() as connection:
        rows = [row for table in (tables.bots, tables.installations) for row in connection.execute(sa.select(table))]
    return [getattr(row, name) for row in rows for name in SECRETS if getattr(row, name, None)]


def test_no_secret_stands_in_clear_and_all_are_read_again(engine: Engine) -> None:
    store = Installations(engine, "client", vault(OLD)).store
    store.save(an_installation())
    assert len(at_rest(engine)) == 7
    assert [stored for stored in at_rest(engine) if "xox" in stored or not stored.startswith("gAAAAA")] == []
    found = store.find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    assert {name: getattr(found, name) for name in SECRETS} == SAID
    bot = store.find_bot(enterprise_id=None, team_id="T1")
    assert bot is not None
    assert (bot.bot_token, bot.bot_refresh_token) == (SAID["bot_token"], SAID["bot_refresh_token"])


def test_a_token_in_clear_from_before_is_read(engine: Engine) -> None:
    SQLAlchemyInstallationStore("client", engine).save(an_installation(**dict.fromkeys(SECRETS, "xoxb-short")))
    assert Installations(engine, "client", vault(NEW)).token("T1") == "xoxb-short"


def test_a_token_that_no_key_opens_is_a_clear_error(engine: Engine) -> None:
    Installations(engine, "client", vault(OLD)).store.save(an_installation())
    with pytest.raises(StorageError, match="a stored token can't be read: no key in NEWSDESK_KEYS opens it") as raised:
        Installations(engine, "client", vault(NEW)).token("T1")
    assert not any(stored in as_logged(raised.value) for stored in at_rest(engine))


def test_without_a_secret_nothing_is_closed(engine: Engine) -> None:
    installations = Installations(engine, "client", vault(OLD))
    nothing: dict[str, Any] = dict.fromkeys(SECRETS)
    installations.store.save(an_installation(**nothing))
    assert (at_rest(engine), installations.token("T1")) == ([], None)
    assert rotate(engine, vault(NEW)) == Rotated(0, 0, ())


def test_rotating_closes_everything_with_the_first_key_and_again_changes_nothing(engine: Engine) -> None:
    Installations(engine, "client", vault(OLD)).store.save(an_installation("T1"))
    SQLAlchemyInstallationStore("another", engine).save(an_installation("T2", **dict.fromkeys(SECRETS, "xoxb-clear")))
    assert rotate(engine, vault(f"{NEW},{OLD}")) == Rotated(14, 0, ())
    stands = at_rest(engine)
    assert rotate(engine, vault(f"{NEW},{OLD}")) == Rotated(0, 14, ())
    assert at_rest(engine) == stands
    only_new = vault(NEW)
    assert Installations(engine, "client", only_new).token("T1") == SAID["bot_token"]
    assert Installations(engine, "another", only_new).token("T2") == "xoxb-clear"


def test_rotating_goes_on_past_what_no_key_opens_and_names_its_workspace(engine: Engine) -> None:
    Installations(engine, "client", vault(new_key())).store.save(an_installation("T1"))
    Installations(engine, "client", vault(OLD)).store.save(an_installation("T2"))
    before = set(at_rest(engine))
    assert rotate(engine, vault(f"{NEW} {OLD}")) == Rotated(7, 0, ("T1",))
    assert len(before & set(at_rest(engine))) == 7
    assert Installations(engine, "client", vault(NEW)).token("T2") == SAID["bot_token"]


def test_rotating_beside_a_running_server_loses_nothing(engine: Engine) -> None:
    keys = f"{NEW},{OLD}"
    for number in range(20):
        Installations(engine, "client", vault(OLD)).store.save(an_installation(f"T{number}"))

    def install_again(number: int) -> None:
        again = an_installation(f"T{number}", bot_token=f"xoxb-again-{number}")
        Installations(engine, "client", vault(keys)).store.save(again)

    with ThreadPoolExecutor(4) as pool:
        work: list[Callable[[], object]] = [lambda: rotate(engine, vault(keys)) for _ in range(3)]
        done = [pool.submit(each) for each in work] + [pool.submit(install_again, number) for number in range(20)]
        for each in done:
            each.result()
    rotate(engine, vault(keys))
    installations = Installations(engine, "client", vault(NEW))
    assert [installations.token(f"T{n}") for n in range(20)] == [f"xoxb-again-{n}" for n in range(20)]


@pytest.mark.parametrize("table", ["slack_bots", "slack_installations"])
def test_an_installation_that_the_database_refuses(
    engine: Engine, table: str, caplog: pytest.LogCaptureFixture
) -> None:
    refuse_inserts(engine, table)
    caplog.set_level("DEBUG")
    with pytest.raises(StorageError, match="disk I/O error") as raised:
        Installations(engine, "client", vault(OLD)).store.save(an_installation())
    assert "xox" not in as_logged(raised.value) + caplog.text


def test_installations_of_an_older_version_are_kept(tmp_path: Path) -> None:
    engine = connect(path=tmp_path / "old.sqlite")
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
    SQLAlchemyInstallationStore("client", engine).save(an_installation(**dict.fromkeys(SECRETS, "xoxb-clear")))
    upgrade(engine)
    installations = Installations(engine, "client", vault(NEW))
    assert installations.token("T1") == "xoxb-clear"
    installations.store.save(an_installation("T2"))
    assert (installations.token("T2"), rotate(engine, vault(NEW))) == (SAID["bot_token"], Rotated(7, 7, ()))
    engine.dispose()


def test_the_columns_hold_any_length_and_the_indexes_are_kept(engine: Engine) -> None:
    with writing(engine) as connection:
        found = sa.inspect(connection)
        types = {
            (table, column["name"]): str(column["type"])
            for table in ("slack_bots", "slack_installations")
            for column in found.get_columns(table)
            if column["name"] in SECRETS
        }
        indexes = {
            index["name"] for table in ("slack_bots", "slack_installations") for index in found.get_indexes(table)
        }
    assert set(types.values()) == {"TEXT"}
    assert indexes == {"slack_bots_idx", "slack_installations_idx"}
