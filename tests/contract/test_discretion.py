"""What was stored and asked never stands in an error: not in its words, not in the traceback that a log gets."""

from __future__ import annotations

import traceback
from datetime import time

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot.domain.digest import WEEKDAYS, Schedule, Subscription
from bot.domain.errors import StorageError
from bot.storage.digests import SqlDigestStore
from bot.storage.engine import writing
from tests.contract.test_digest_store import NOW

SECRET = "xoxb-my-secret-token"
QUERY = "mysecretquery"
ROW = {"client_id": "c", "app_id": "A1", "bot_token": SECRET, "is_enterprise_install": False, "installed_at": NOW}

TRIGGER = {
    "sqlite": ["CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT raise(abort, 'disk I/O error'); END"],
    "postgresql": [
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk I/O error'; END $$",
        "CREATE TRIGGER refused BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no()",
    ],
}


def refuse_inserts(engine: Engine, table: str) -> None:
    with writing(engine) as connection:
        for statement in TRIGGER[engine.dialect.name]:
            connection.execute(sa.text(statement.format(table=table)))


def as_logged(error: BaseException) -> str:
    """The whole traceback, with every error behind this one."""
    return "".join(traceback.format_exception(error))


def insert_bot(engine: Engine, **changes: object) -> None:
    names = ", ".join(row := {**ROW, **changes})
    values = ", ".join(f":{name}" for name in row)
    with writing(engine) as connection:
        connection.execute(sa.text(f"INSERT INTO slack_bots ({names}) VALUES ({values})"), row)


def test_a_token_that_a_trigger_refuses(engine: Engine) -> None:
    refuse_inserts(engine, "slack_bots")
    with pytest.raises(StorageError, match="disk I/O error") as raised:
        insert_bot(engine, installed_at=NOW.replace(tzinfo=None))
    assert SECRET not in as_logged(raised.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},  # PostgreSQL adds "DETAIL: Failing row contains (…, xoxb-…)"
        {"id": 1},
        {"no_such_column": 1},
        {"bot_token": object()},
        {"bot_token": f"{SECRET}\udc80"},
        {"bot_token": f"{SECRET}\0"},
        {"is_enterprise_install": SECRET},
    ],
    ids=["null", "twice", "column", "type", "surrogate", "nul", "not a boolean"],
)
def test_a_row_that_the_database_refuses(engine: Engine, changes: dict[str, object]) -> None:
    changes = {"installed_at": NOW.replace(tzinfo=None), **changes}
    try:
        for _ in range(2):
            insert_bot(engine, **changes)
    except StorageError as error:
        assert SECRET not in as_logged(error)


def test_a_question_that_a_trigger_refuses(engine: Engine) -> None:
    refuse_inserts(engine, "subscriptions")
    subscription = Subscription(
        id="s1",
        workspace="T1",
        number=0,
        channel="C1",
        creator="U1",
        schedule=Schedule(at=time(8, 30), weekdays=WEEKDAYS, zone="Europe/Berlin"),
        created=NOW,
        query=QUERY,
    )
    with pytest.raises(StorageError, match="disk I/O error") as raised:
        SqlDigestStore(engine).subscriptions.add(subscription)
    assert QUERY not in as_logged(raised.value)
