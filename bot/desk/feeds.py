"""The feeds of a workspace, or of the operator: listed, added, paused, removed, taken in and given out as a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from bot.domain.article import SHARED
from bot.domain.errors import NewsdeskError, NotAllowed, NotFound, SourceError
from bot.domain.feed import Feed, FeedState
from bot.sources.address import allowed, canonical, without_credentials
from bot.sources.discovery import Link, feeds_at, written_out
from bot.sources.feed_pace import SHORTEST
from bot.sources.http import Fetcher
from bot.sources.opml import Outline, opml_of, outlines_in
from bot.sources.robots import host_of
from bot.storage.feeds import SqlFeedStore, Stand

MOST = 500
"""Feeds that one workspace may have."""


@dataclass(frozen=True, slots=True)
class Added:
    """The feed that was asked for; ``is_new``: the workspace did not have it; ``is_resumed``: it did, and did not read
    it.
    """

    feed: Feed
    is_new: bool
    is_resumed: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A site has several feeds: which one is meant? ``site`` is the address that was asked for."""

    site: str
    found: tuple[Link, ...]


class Feeds:
    """What can be asked of feeds, and done to them. A workspace, or the operator (``SHARED``), has its own and sees no
    other's. Without a ``fetcher`` no address is opened, and none is added by ``add``.

    Everything may raise ``StorageError``.
    """

    def __init__(
        self,
        store: SqlFeedStore,
        fetcher: Fetcher | None,
        clock: Callable[[], datetime],
        *,
        new_id: Callable[[], str] = lambda: uuid4().hex,
        most: int = MOST,
    ) -> None:
        self._store, self._fetcher, self._clock, self._new_id, self._most = store, fetcher, clock, new_id, most

    def listed(self, workspace: str) -> list[Feed]:
        """The workspace's feeds, by number."""
        return [stand.feed for stand in self._store.all(workspace)]

    def one(self, number: int, *, workspace: str) -> Feed:
        """The workspace's feed of that number. Raises: NotFound."""
        feed = self._store.one(workspace, number)
        if feed is None:
            raise NotFound("no feed of that number", f"#{number}", hint="The list of feeds names them.")
        return feed

    def add(self, address: str, *, workspace: str, made_by: str = "", made_in: str = "") -> Added | Choice:
        """The feed at ``address``, or of the site there, is read from now on; a site's several feeds are a ``Choice``.
        One that is there and was paused, or gone, is read again.

        It is fetched once, to see that it is one, within ``discovery.SECONDS``; its articles come at the next tick.

        Raises:
            SourceError: if there is none, with what was tried.
            NotAllowed: if the workspace has as many as it may have.
        """
        if self._fetcher is None:
            raise SourceError("not opened", without_credentials(address), "no address is opened here")
        for meant in written_out(address):
            if there := self._there(workspace, meant):
                return self._read_on(there)
        found = feeds_at(address, self._fetcher)
        if isinstance(found, list):
            return Choice(address, tuple(found))
        if there := self._there(workspace, found.fetched.url):
            return self._read_on(there)
        return self._add(found.address, found.parsed.title, workspace, made_by, made_in)

    def pause(self, number: int, *, workspace: str) -> Feed:
        """Stop reading it, and what waits of it. Raises: NotFound."""
        return self._set(number, workspace, FeedState.PAUSED)

    def resume(self, number: int, *, workspace: str) -> Feed:
        """Read it again, from now on, as if it had never failed. Raises: NotFound."""
        self._set(number, workspace, FeedState.ACTIVE)
        return self.look_now(number, workspace=workspace)

    def look_now(self, number: int, *, workspace: str) -> Feed:
        """Have it looked at at the next tick, whatever its pause. Raises: NotFound; NotAllowed if it is not read."""
        feed = self.one(number, workspace=workspace)
        if feed.state is not FeedState.ACTIVE:
            raise NotAllowed("not looked at", f"feed #{number}", f"it is {feed.state}", hint="Resume it first.")
        self._store.hurry(feed, self._clock())
        return self.one(number, workspace=workspace)

    def remove(self, number: int, *, workspace: str) -> Feed:
        """Read it no more. Its articles stay: ``Feed.articles`` of what comes back says how many.

        Raises: NotFound; NotAllowed if the configuration names it.
        """
        feed = self.one(number, workspace=workspace)
        if feed.configured:
            hint = "Take it out of library.feeds there, or pause it."
            raise NotAllowed("not removed", f"feed #{number}", "the configuration names it", hint=hint)
        self._store.remove(feed)
        return feed

    def opml(self, workspace: str) -> str:
        """The workspace's feeds as an OPML list."""
        feeds = self.listed(workspace)
        return opml_of((Outline(feed.title or feed.url, feed.url) for feed in feeds), title="Feeds of Newsdesk")

    def import_opml(
        self, text: str, *, workspace: str, made_by: str = "", made_in: str = ""
    ) -> list[Added | NewsdeskError]:
        """What became of each feed of an OPML list, in its order; one that can't be added costs only itself.

        Nothing is fetched: each is read at the next tick, and what is no feed says so in its ``last_error``.

        Raises: SourceError if the list can't be read.
        """
        outcomes: list[Added | NewsdeskError] = []
        for outline in outlines_in(text):
            address = written_out(outline.address)[0]
            try:
                outcomes.append(self._add(address, outline.title, workspace, made_by, made_in))
            except (SourceError, NotAllowed) as error:
                outcomes.append(error)
        return outcomes

    def configure(self, addresses: Iterable[str]) -> list[NewsdeskError]:
        """Have the feeds that the configuration names, as ``SHARED``, and what was wrong with some; those that it no
        longer names go, unless somebody added them too. Nothing is fetched.
        """
        there = self._by_address(SHARED)
        named: set[str] = set()
        problems: list[NewsdeskError] = []
        for address in addresses:
            feed = there.get(canonical(address))
            try:
                feed = feed or self._add(address, None, SHARED, "", "", configured=True).feed
            except (SourceError, NotAllowed) as error:
                problems.append(error)
            else:
                named.add(feed.id)
        for feed in there.values():
            if feed.configured and feed.id not in named:
                self._store.remove(feed)
        return problems

    def _add(
        self, address: str, title: str | None, workspace: str, made_by: str, made_in: str, *, configured: bool = False
    ) -> Added:
        plain_address = address.partition("#")[0].strip()
        url = self._fetcher.check(plain_address) if self._fetcher else allowed(plain_address)
        if there := self._there(workspace, url):
            return Added(there, is_new=False) if configured else self._wanted(there)
        now = self._clock()
        feed = Feed(
            id=self._new_id(),
            workspace=workspace,
            number=0,
            url=url,
            title=title,
            state=FeedState.ACTIVE,
            next_at=now,
            interval=SHORTEST,
            made_by=made_by,
            made_in=made_in,
            configured=configured,
        )
        filed = self._store.add(Stand(feed, host_of(url)), most=self._most, now=now)
        if filed is None:
            raise NotAllowed("not added", url, f"there are {self._most} feeds already", hint="Remove one first.")
        return Added(filed, is_new=filed.id == feed.id)

    def _wanted(self, there: Feed) -> Added:
        """The feed that somebody asked for and that is there: it stays if the configuration no longer names it."""
        if there.configured:
            self._store.set_configured(there, False)
        return Added(replace(there, configured=False), is_new=False)

    def _read_on(self, there: Feed) -> Added:
        """The feed that is there and that somebody adds: they want it to be read."""
        added = self._wanted(there)
        if there.state is FeedState.ACTIVE:
            return added
        return replace(added, feed=self.resume(there.number, workspace=there.workspace), is_resumed=True)

    def _there(self, workspace: str, address: str) -> Feed | None:
        """The workspace's feed at that address, or that was there before it moved."""
        return self._by_address(workspace).get(canonical(address))

    def _by_address(self, workspace: str) -> dict[str | None, Feed]:
        """The workspace's feeds by each address that they have and had."""
        stands = self._store.all(workspace)
        earlier = {canonical(url): stand.feed for stand in stands for url in stand.moved_from}
        return {**earlier, **{canonical(stand.feed.url): stand.feed for stand in stands}}

    def _set(self, number: int, workspace: str, state: FeedState) -> Feed:
        feed = self.one(number, workspace=workspace)
        self._store.set_state(feed, state)
        return self.one(number, workspace=workspace)
