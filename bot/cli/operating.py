"""The commands of whoever runs it: the tables, the keys, the workspaces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.told import AsJson, problems_told, say

if TYPE_CHECKING:
    from bot.storage.workspaces import SqlWorkspaces

db = typer.Typer(help="The store.", no_args_is_help=True)


@db.command()
def upgrade() -> None:
    """Bring the tables up to this version; nothing to do is fine."""
    from bot.app.core import settings_here
    from bot.storage import migrate
    from bot.storage.engine import connect

    with problems_told():
        engine = connect(settings_here().database_url)
        migrate.upgrade(engine)
        say(f"{engine.dialect.name}: the tables are up to date")
        engine.dispose()


keys = typer.Typer(help="The keys that encrypt the tokens of many workspaces (NEWSDESK_KEYS).", no_args_is_help=True)


@keys.command()
def new() -> None:
    """Print a fresh key: for NEWSDESK_KEYS, before the keys that stand there."""
    from bot.storage.vault import new_key

    say(new_key())


@keys.command()
def rotate() -> None:
    """Encrypt all tokens with the first key, also those that stand in clear; the others are not needed then.

    Give every running process the new key first: it can't read what a key that it doesn't know has encrypted.
    """
    from bot.cli.keys import rotate as run

    with problems_told():
        say(run())


workspace = typer.Typer(help="What is stored of Slack's workspaces.", no_args_is_help=True)


@workspace.command(name="list")
def list_workspaces(as_json: AsJson = False) -> None:
    """Print each workspace with what is stored of it, and whether the app is installed there or when it left."""
    from bot.cli.workspace import list_json, list_text

    with problems_told(), _workspaces() as workspaces:
        holdings = workspaces.holdings()
        say(list_json(holdings) if as_json else list_text(holdings))


@workspace.command(name="purge")
def purge_workspace(
    team: Annotated[str, typer.Argument(metavar="TEAM", help="A Slack team's id, as in: newsdesk workspace list")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete all that is stored of a workspace, for good."""
    from bot.cli.workspace import holding_of, purged_text, question

    with problems_told(), _workspaces() as workspaces:
        holding = holding_of(workspaces.holdings(), team)
        if not yes:
            typer.confirm(question(holding), abort=True)
        say(purged_text(team, workspaces.purge(team, datetime.now(UTC))))


@contextmanager
def _workspaces() -> Iterator[SqlWorkspaces]:
    """The workspaces in the store, without an index: those of running processes hear of what was deleted."""
    from bot.app.core import opened_store, settings_here
    from bot.storage.workspaces import SqlWorkspaces

    engine = opened_store(settings_here())
    try:
        yield SqlWorkspaces(engine)
    finally:
        engine.dispose()
