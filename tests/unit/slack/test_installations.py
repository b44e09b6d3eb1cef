from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore

from bot.slack.installations import Installations
from bot.storage.engine import connect
from bot.storage.migrate import upgrade
from bot.storage.vault import new_key, vault

VAULT = vault(new_key())
INSTALLED = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = connect(f"sqlite:///{tmp_path / 'store.sqlite'}")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def installations(engine: sa.Engine) -> Installations:
    return Installations(engine, "client", VAULT)


def an_installation(team: str | None, token: str, *, enterprise: str | None = None, hour: int = 9) -> Installation:
    return Installation(
        app_id="A1",
        enterprise_id=enterprise,
        team_id=team,
        bot_token=token,
        bot_id="B1",
        bot_user_id="U0",
        bot_scopes="commands",
        user_id="U1",
        is_enterprise_install=team is None,
        installed_at=INSTALLED.replace(hour=hour).timestamp(),
    )


def test_the_migration_makes_the_tables_that_slack_sdk_expects(engine: sa.Engine, installations: Installations) -> None:
    found = sa.MetaData()
    found.reflect(engine, only=lambda name, _: name.startswith("slack_"))
    expected = [
        *installations.store.metadata.sorted_tables,
        *SQLAlchemyOAuthStateStore(600, engine).metadata.sorted_tables,
    ]

    def described(table: sa.Table) -> tuple[object, ...]:
        columns = {(each.name, str(each.type), each.nullable, each.primary_key) for each in table.columns}
        indexes = {(index.name, tuple(column.name for column in index.columns)) for index in table.indexes}
        return table.name, columns, indexes

    assert {table.name: described(table) for table in found.sorted_tables} == {
        table.name: described(table) for table in expected
    }


def test_each_workspace_has_its_own_token_and_the_newest_counts(installations: Installations) -> None:
    installations.store.save(an_installation("T1", "xoxb-new", hour=10))
    installations.store.save(an_installation("T1", "xoxb-old", hour=8))
    installations.store.save(an_installation("T2", "xoxb-two", enterprise="E1"))
    tokens = {workspace: installations.token(workspace) for workspace in ("T1", "T2", "E1", "T3")}
    assert tokens == {"T1": "xoxb-new", "T2": "xoxb-two", "E1": None, "T3": None}
    times = {workspace: installations.installed_at(workspace) for workspace in ("T1", "T3")}
    assert times == {"T1": INSTALLED.replace(hour=10), "T3": None}


def test_an_install_of_a_whole_organisation_is_none_of_a_workspace(installations: Installations) -> None:
    installations.store.save(an_installation(None, "xoxb-org", enterprise="E1"))
    with_team = an_installation("T1", "xoxb-org", enterprise="E1")
    with_team.is_enterprise_install = True
    installations.store.save(with_team)
    assert [installations.token(each) for each in ("E1", "T1")] == [None, None]


def test_who_we_are_is_known_without_asking_where_all_of_it_was_stored(installations: Installations) -> None:
    installations.store.save(an_installation("T1", "xoxb-1", enterprise="E1"))
    known = installations.identity("T1")
    assert known is not None
    assert (known.team_id, known.enterprise_id, known.bot_id, known.bot_user_id) == ("T1", "E1", "B1", "U0")
    assert known.bot_token is None
    half = an_installation("T2", "xoxb-2")
    half.bot_id = None
    installations.store.save(half)
    assert [installations.identity("T2"), installations.identity("T3")] == [None, None]


def test_another_app_on_the_same_database_is_not_seen(engine: sa.Engine, installations: Installations) -> None:
    installations.store.save(an_installation("T1", "xoxb-1"))
    assert Installations(engine, "another", VAULT).token("T1") is None


def test_forgetting_is_safe_to_repeat_and_leaves_the_others(installations: Installations) -> None:
    installations.store.save(an_installation("T1", "xoxb-1"))
    installations.store.save(an_installation("T1", "xoxb-3", enterprise="E1"))
    installations.store.save(an_installation("T2", "xoxb-2"))
    for _ in range(2):
        installations.forget("T1")
    assert [installations.token("T1"), installations.token("T2")] == [None, "xoxb-2"]


def test_what_earlier_versions_kept_of_each_look_at_the_page_goes(
    engine: sa.Engine, installations: Installations
) -> None:
    earlier = SQLAlchemyOAuthStateStore(600, engine)
    expired, alive = earlier.issue(), earlier.issue()
    states = earlier.oauth_states
    with engine.begin() as connection:
        past = datetime(2020, 1, 1)
        connection.execute(sa.update(states).where(states.c.state == expired).values(expire_at=past))
    installations.prune(datetime.now(UTC))
    with engine.begin() as connection:
        assert connection.execute(sa.select(states.c.state)).scalars().all() == [alive]
