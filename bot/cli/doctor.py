"""``newsdesk doctor``: what is configured, what is missing, what to do about it."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.markup import escape
from sqlalchemy import Engine

import bot
from bot.domain.errors import NewsdeskError, SettingsError, cause_of
from bot.domain.job import FAILED_KEPT, Counts
from bot.domain.showable import strip_unshowable
from bot.settings import Settings, load
from bot.slack.tokens import SECRETS
from bot.sources.files import survey
from bot.storage.vault import MAKE_ONE, VARIABLE


class Verdict(StrEnum):
    """How a finding stands; only a fault makes the exit code 1."""

    GOOD = "ok"
    ABSENT = "--"
    FAULT = "!!"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination, and what to do where something is amiss."""

    verdict: Verdict
    what: str
    cure: str = ""


def examine(console: Console) -> bool:
    """Print every finding; whether none is a fault."""
    findings = list(_findings())
    for finding in findings:
        colour = {Verdict.GOOD: "green", Verdict.ABSENT: "yellow", Verdict.FAULT: "red"}[finding.verdict]
        console.print(f"[{colour}]{finding.verdict.value}[/] {_shown(finding.what)}", soft_wrap=True)
        if finding.cure:
            console.print(f"   {_shown(finding.cure)}", soft_wrap=True)
    return all(finding.verdict is not Verdict.FAULT for finding in findings)


def _shown(text: str) -> str:
    return escape(strip_unshowable(text))


def _findings() -> Iterator[Finding]:
    yield Finding(Verdict.GOOD, f"newsdesk {bot.__version__} on Python {platform.python_version()}, {sys.platform}")
    try:
        settings = load(os.environ, Path.cwd())
    except SettingsError as e:
        for problem in e.problems:
            yield Finding(Verdict.FAULT, f"configuration: {e.subject}: {problem}")
        return
    yield Finding(Verdict.GOOD, f"configuration: {settings.source}")
    yield from _folders(settings)
    yield from _store(settings)
    yield from _reading(settings)
    yield from slack_findings(settings)


def _folders(settings: Settings) -> Iterator[Finding]:
    if not settings.library.folders and not settings.library.feeds:
        yield Finding(
            Verdict.ABSENT, "articles: no folder and no feed is named", "Name some under library: in the file."
        )
    if days := settings.library.keep_days:
        yield Finding(Verdict.GOOD, f"articles: kept for {days:,} {'day' if days == 1 else 'days'}, then deleted")
    for folder in settings.library.folders:
        if not folder.is_dir():
            yield Finding(Verdict.FAULT, f"articles: no such folder: {folder}", "Make it, or correct library.folders.")
            continue
        readable, unreadable = survey(folder)
        yield Finding(Verdict.GOOD, f"articles: {folder} ({readable:,} {'file' if readable == 1 else 'files'})")
        if unreadable:
            what = f"articles: {len(unreadable):,} below {folder} can't be read, the first is {unreadable[0]}"
            yield Finding(Verdict.FAULT, what, "Make them readable for Newsdesk, or take them out.")


def _store(settings: Settings) -> Iterator[Finding]:
    from bot.app.queue import queue_over
    from bot.storage import migrate
    from bot.storage.engine import connect, place

    setting = "DATABASE_URL" if settings.environment.database_url else "storage.file"
    try:
        engine = connect(settings.database_url)
        backend, file = engine.dialect.name, _file_of(engine.url.database)
        if backend == "sqlite" and file and not file.exists():
            yield _store_to_be_made(file, setting)
        elif backend == "sqlite" and file and not os.access(file, os.W_OK):
            yield Finding(Verdict.FAULT, f"store: {file} can only be read", f"Make it writable, or correct {setting}.")
        elif migrate.is_current(engine):
            yield Finding(Verdict.GOOD, f"store: {backend}, tables up to date")
            yield _queue(queue_over(engine, lambda: datetime.now(UTC)).counts())
            yield _feeds(engine, settings)
        elif migrate.is_newer(engine):
            what = f"store: {backend}, {place(engine)} is of a newer Newsdesk"
            yield Finding(Verdict.FAULT, what, "Install the Newsdesk that made it, or a later one.")
        elif backend == "sqlite":
            yield Finding(Verdict.GOOD, f"store: {backend}, {place(engine)} (tables made at the next start)")
        else:
            yield Finding(Verdict.FAULT, f"store: {backend}, tables not up to date", "Run: newsdesk db upgrade")
        engine.dispose()
    except NewsdeskError as e:
        yield Finding(Verdict.FAULT, f"store: {e}", e.hint)


def _queue(jobs: Counts) -> Finding:
    failed = f"{jobs.failed:,} failed in the last {FAILED_KEPT.days} days"
    what = f"queue: {jobs.waiting:,} waiting, {jobs.running:,} running, {failed}"
    return Finding(Verdict.GOOD, what, "The log of newsdesk serve or newsdesk work says why." if jobs.failed else "")


def _feeds(engine: Engine, settings: Settings) -> Finding:
    from bot.cli.feeds import summary
    from bot.storage.feeds import SqlFeedStore

    what, is_good = summary(SqlFeedStore(engine).everyones(), len(settings.library.feeds))
    return Finding(Verdict.GOOD, what) if is_good else Finding(Verdict.ABSENT, what, "See: newsdesk feeds list")


def _file_of(database: str | None) -> Path | None:
    """The file of an SQLite database; None for one in memory, or named by a URI that only SQLite reads."""
    return None if database in (None, "", ":memory:") or database.startswith("file:") else Path(database).absolute()


def _store_to_be_made(file: Path, setting: str) -> Finding:
    above = next(folder for folder in file.parents if folder.exists())
    try:
        # A permission says little: root has all of them, and below /proc nobody can make anything.
        with TemporaryDirectory(prefix=".newsdesk-", dir=above):
            return Finding(Verdict.GOOD, f"store: {file} (made at the first start)")
    except OSError as e:
        cause = f"{above} is a file, not a folder" if above.is_file() else f"{above}: {cause_of(e)}"
        return Finding(Verdict.FAULT, f"store: {file} can't be made: {cause}", f"Correct {setting}.")


def _reading(settings: Settings) -> Iterator[Finding]:
    from bot.nlp import Analyser, alike

    try:
        alike(settings.nlp.lexicon)
        analyser = Analyser(settings.nlp.lexicon, settings.nlp.model)
        yield Finding(Verdict.GOOD, f"reading: {analyser.version}")
    except NewsdeskError as e:
        yield Finding(Verdict.FAULT, f"reading: {e}", e.hint)


def slack_findings(settings: Settings) -> Iterator[Finding]:
    """What of Slack's secrets is set. Nothing set is not a fault: the command line works without Slack."""
    environment = settings.environment
    socket = bool(environment.slack_bot_token and environment.slack_app_token)
    many = settings.uses_oauth and environment.newsdesk_keys is not None
    http = bool(environment.slack_signing_secret and (environment.slack_bot_token or many))
    for secret in SECRETS:
        value = getattr(environment, secret.name.lower())
        if value is None:
            yield Finding(
                Verdict.ABSENT, f"Slack: {secret.name} is not set", f"In your app on api.slack.com: {secret.where}"
            )
        elif trouble := secret.trouble(value.get_secret_value()):
            yield Finding(Verdict.FAULT, f"Slack: {secret.name} {trouble}", f"Take it from: {secret.where}")
        else:
            yield Finding(Verdict.GOOD, f"Slack: {secret.name} is set")
    if settings.uses_oauth:
        yield Finding(Verdict.GOOD, "Slack: many workspaces may install the app (client id and secret are set)")
        if environment.newsdesk_keys is None:
            yield Finding(Verdict.FAULT, f"Slack: {VARIABLE} is not set, so their tokens can't be kept", MAKE_ONE)
        else:
            yield Finding(Verdict.GOOD, f"Slack: {VARIABLE} is set, their tokens are encrypted")
    elif environment.slack_client_id or environment.slack_client_secret:
        missing = "SLACK_CLIENT_SECRET" if environment.slack_client_id else "SLACK_CLIENT_ID"
        yield Finding(Verdict.FAULT, f"Slack: {missing} is not set", "Set both for many workspaces, or neither.")
    ways = [way for way, ready in (("newsdesk socket", socket), ("newsdesk serve", http)) if ready]
    if ways:
        yield Finding(Verdict.GOOD, f"Slack: ready for {' and '.join(ways)}")
    else:
        yield Finding(Verdict.ABSENT, "Slack: not connected yet", "newsdesk manifest prints the app; see the README.")
