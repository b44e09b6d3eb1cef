"""The pages that feeds tell of, read at one host one after the other, as its robots.txt lets us."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

from bot.desk.feed_look import LEASE, asks_for_page
from bot.domain.article import Document
from bot.domain.errors import NewsdeskError, SourceError, StoreUnavailable
from bot.domain.feed import EntryState
from bot.sources.entry import Entry, from_json
from bot.sources.feed_pace import PAUSES, is_given_up
from bot.sources.furniture import Furniture
from bot.sources.http import Fetcher
from bot.sources.read import from_entry, instead
from bot.sources.robots import HELD_FOR, UNREACHABLE_FOR, delay, may_read, robots_of
from bot.sources.unread import Unread, plain
from bot.storage.feed_entries import Page, SqlEntryStore
from bot.storage.hosts import Host, SqlHostStore
from bot.storage.store import Filed, Outcome

SECONDS = 60.0
"""A job that has taken longer leaves the rest of its pages to the next: others wait for its thread."""
SHORT_DELAY = timedelta(seconds=1)
"""A host that asks for a longer pause between two pages gets one page from each job: no thread waits for it."""
ROBOTS_AGAIN = timedelta(minutes=5)

_log = logging.getLogger(__name__)


class Files(Protocol):
    """What puts a document into the library; ``Intake`` is the one we ship."""

    def file(self, document: Document, *, workspace: str, archive: bool) -> Filed: ...


class FeedPages:
    """The job ``pages``. ``ticks`` are seconds that never go back, ``wait`` sleeps."""

    def __init__(
        self,
        entries: SqlEntryStore,
        hosts: SqlHostStore,
        fetcher: Fetcher,
        files: Files,
        clock: Callable[[], datetime],
        *,
        furniture: Furniture | None = None,
        ticks: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._entries, self._hosts, self._fetcher, self._files = entries, hosts, fetcher, files
        self._clock, self._furniture, self._ticks, self._wait = clock, furniture, ticks, wait

    def __call__(self, args: Mapping[str, Any], *, stop: Callable[[], bool] = lambda: False) -> None:
        """Read what is due at the host ``args["host"]``, unless somebody else does; after ``stop`` no further page.

        Raises: StorageError; what was not read is due again after a pause.
        """
        name, holder, end = args["host"], uuid4().hex, self._ticks() + SECONDS
        now = self._clock()
        host = self._hosts.take(name, holder=holder, now=now, until=now + LEASE)
        if host is None:
            return
        try:
            while self._ticks() < end and not stop():
                now = self._clock()
                page = self._entries.next(name, holder=holder, now=now, until=now + LEASE, again=PAUSES)
                if page is None:
                    return
                host, was_asked = self._read(page, host, now)
                pause = delay(host.robots or "") if was_asked else timedelta(0)
                if pause > SHORT_DELAY:
                    self._entries.slow_down(name, self._clock() + pause)
                    return
                self._wait(pause.total_seconds())
        finally:
            self._hosts.free(name, holder=holder, now=self._clock())

    def _read(self, page: Page, host: Host, now: datetime) -> tuple[Host, bool]:
        """Read one page and write what came of it; what is known of its host then, and whether that was asked."""
        entry = from_json(page.entry)
        was_asked = False
        try:
            if asks_for_page(entry) and entry.link:
                if twin := self._entries.elsewhere(page, entry.locator, entry.title):
                    self._entries.settle(page, EntryState.READ, filed=twin, now=now)
                    return host, False
                host = self._heard(host, entry.link, now)
                _let_in(host, entry.link, now)
                was_asked = True
            document = from_entry(entry, self._fetcher, now=now, furniture=self._furniture)
            filed = self._file(document, page)
        except StoreUnavailable:
            raise
        except NewsdeskError as error:
            self._unread(page, entry, error, now)
            return self._quiet(host, error, now), was_asked
        is_new = filed.outcome is Outcome.ADDED
        self._entries.settle(page, EntryState.READ, filed=filed.article.locator, now=self._clock(), added=is_new)
        return host, was_asked

    def _heard(self, host: Host, link: str, now: datetime) -> Host:
        """The host with its robots.txt, asked for again where what is known of it is too old."""
        if (host.robots_until and now < host.robots_until) or _is_quiet(host, now):
            return host
        try:
            robots = robots_of(link, self._fetcher)
        except Unread as error:
            failing = host.robots_failing or now
            quiet = now + error.after if error.after else host.quiet_until
            heard = replace(host, robots_until=now + ROBOTS_AGAIN, robots_failing=failing, quiet_until=quiet)
        else:
            heard = replace(host, robots=robots, robots_until=now + HELD_FOR, robots_failing=None)
        self._hosts.note(heard)
        return heard

    def _quiet(self, host: Host, error: NewsdeskError, now: datetime) -> Host:
        """The host, left alone as long as its answer asks for."""
        if not isinstance(error, Unread) or error.status is None or not error.after:
            return host
        quiet = replace(host, quiet_until=now + error.after)
        self._hosts.note(quiet)
        return quiet

    def _unread(self, page: Page, entry: Entry, error: NewsdeskError, now: datetime) -> None:
        """Try it again later, or give it up; what the feed tells of it stands in its place."""
        is_over = (isinstance(error, SourceError) and not isinstance(error, Unread)) or is_given_up(page.since, now)
        if page.tries == 1 or is_over:
            _log.warning("%s", plain(error) if isinstance(error, SourceError) else error)
        teaser = self._instead(page, entry, error, now) if page.tries == 1 or page.filed is None else None
        filed = teaser.article.locator if teaser else None
        is_new = teaser is not None and teaser.outcome is Outcome.ADDED
        if is_over:
            state = EntryState.STOOD_IN if filed or page.filed else EntryState.REFUSED
            self._entries.settle(page, state, filed=filed, now=self._clock(), added=is_new)
            return
        asked = error.after if isinstance(error, Unread) else timedelta(0)
        pause = max(PAUSES[min(page.tries, len(PAUSES)) - 1], asked)
        self._entries.put_off(page, now + pause, filed=filed, added=is_new)

    def _instead(self, page: Page, entry: Entry, error: NewsdeskError, now: datetime) -> Filed | None:
        """What stands for a page that could not be read, or None if nothing does."""
        if not isinstance(error, SourceError):
            return None  # it was read, and could not be filed
        for each in instead(entry, error, now=now, furniture=self._furniture):
            if isinstance(each, Document):
                try:
                    return self._file(each, page)
                except StoreUnavailable:
                    raise
                except NewsdeskError as problem:
                    _log.warning("%s", problem)
        return None

    def _file(self, document: Document, page: Page) -> Filed:
        # What stood in for an article, or was it before its address was edited, and the article are one.
        document = replace(document, locator=page.filed) if page.filed else document
        return self._files.file(document, workspace=page.workspace, archive=page.archive)


def _let_in(host: Host, link: str, now: datetime) -> None:
    """Nothing, if ``link`` may be asked for now. Raises: SourceError; Unread, if later it may."""
    if host.quiet_until and _is_quiet(host, now):
        raise Unread("not asked", link, "its server asked to be left alone for a while", after=host.quiet_until - now)
    if host.robots_failing and host.robots is None and now - host.robots_failing < UNREACHABLE_FOR:
        raise Unread("not asked", link, "its server's robots.txt, which says what may be read there, can't be had now")
    if not may_read(host.robots or "", link):
        raise SourceError("not opened", link, "its server's robots.txt asks not to read it")


def _is_quiet(host: Host, now: datetime) -> bool:
    return host.quiet_until is not None and now < host.quiet_until
