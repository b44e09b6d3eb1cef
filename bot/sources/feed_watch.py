"""A feed that is looked at again and again: what is new or changed, and once more what could not be read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.address import without_credentials
from bot.sources.entry import Entry
from bot.sources.feed import SeenEntries
from bot.sources.furniture import Furniture
from bot.sources.http import Fetcher, Validators
from bot.sources.read import entries_in, from_entry, instead
from bot.sources.unread import Unread, plain, unforeseen

LOOK_SECONDS = 120.0
"""A look that takes longer leaves the rest of its pages to the next: others wait to be looked at."""
GIVEN_UP_AFTER = timedelta(days=1)
SECOND_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that could not be read ``tries`` times ``since`` then, and is ``due`` to be tried again."""

    entry: Entry
    since: datetime
    tries: int
    due: datetime


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries: the next look may try again, the ones after it wait ever longer."""
    return min(SECOND_PAUSE * 2 ** min(tries - 2, 10), LONGEST_PAUSE) if tries > 1 else timedelta(0)


class FeedWatch:
    """A feed that is looked at again and again; each look reads only entries that are new or have changed.

    A page that can't be read now is tried again for a day, also when its entry has left the feed or the feed has not
    changed; meanwhile, and for good if it never comes, what the feed tells of it stands in its place. All this is known
    to this process only.
    """

    def __init__(
        self,
        url: str,
        fetcher: Fetcher,
        furniture: Furniture | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = url
        self._clock = clock
        self._fetcher, self._furniture = fetcher, furniture
        self._validators: Validators | None = None
        self._seen = SeenEntries()
        self._waiting: dict[str, Waiting] = {}
        self._stood_in: set[str] = set()
        self._whole: set[str] = set()
        self._asked_to_wait: datetime | None = None

    def look(self, *, now: datetime) -> Iterator[Document | SourceError]:
        """The articles of new and changed entries, in the feed's order, then of those whose pages could not be read
        before. What can't be read is told once, when it is first met and when it is given up.

        An entry is seen when it was taken, so that a look that breaks off is made up for by the next one.
        """
        due = [waiting for waiting in self._waiting.values() if waiting.due <= now]
        until = self._clock() + LOOK_SECONDS
        yield from self._new(now, until)
        for waiting in due:
            if self._clock() >= until:
                return
            if self._waiting.get(waiting.entry.locator) is waiting:  # else it has changed, and was read
                yield from self._again(waiting, now)

    def _new(self, now: datetime, until: float) -> Iterator[Document | SourceError]:
        if self._asked_to_wait and now < self._asked_to_wait:
            return
        problems: list[SourceError] = []
        try:
            fetched = self._fetcher.fetch(self.url, unless=self._validators)
            if fetched is None:
                return
            entries = entries_in(fetched, problems)
        except SourceError as error:
            self._asked_to_wait = now + error.after if isinstance(error, Unread) else None
            yield plain(error)
            return
        except Exception as error:
            yield unforeseen(without_credentials(self.url), error)
            return
        yield from problems
        for entry in self._seen.unread(self.url, entries):
            if self._clock() >= until:
                return
            try:
                document = self._read(entry, now)
            except SourceError as error:
                yield from self._instead(entry, error, now)
                self._waiting.pop(entry.locator, None)
                if isinstance(error, Unread):
                    self._waiting[entry.locator] = Waiting(entry, now, 1, now + max(pause(1), error.after))
            else:
                yield document
                self._whole.add(entry.locator)
                self._waiting.pop(entry.locator, None)
        # All was read, or waits here to be read again: the feed need not be sent again for it.
        self._validators = fetched.validators

    def _again(self, waiting: Waiting, now: datetime) -> Iterator[Document | SourceError]:
        entry = waiting.entry
        try:
            document = self._read(entry, now)
        except Unread as error:
            if now - waiting.since < GIVEN_UP_AFTER:
                tries = waiting.tries + 1
                due = now + max(pause(tries), error.after)
                self._waiting[entry.locator] = Waiting(entry, waiting.since, tries, due)
                return
            yield plain(error)
        except SourceError as error:
            yield plain(error)
        else:
            yield document
            self._whole.add(entry.locator)
        self._waiting.pop(entry.locator, None)

    def _instead(self, entry: Entry, error: SourceError, now: datetime) -> Iterator[Document | SourceError]:
        if entry.locator in self._whole:  # an article is not given up for a teaser
            yield plain(error)
            return
        for found in instead(entry, error, now=now, furniture=self._furniture):
            yield found
            if isinstance(found, Document):
                self._stood_in.add(entry.locator)

    def _read(self, entry: Entry, now: datetime) -> Document:
        document = from_entry(entry, self._fetcher, now=now, furniture=self._furniture)
        # What stood in for an article and the article are one, whatever its page calls itself.
        return replace(document, locator=entry.locator) if entry.locator in self._stood_in else document
