"""Adding pages and files to a workspace's library, and taking them out again: rights, bytes, service, message."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.desk.additions import Addition, Additions
from bot.domain.article import Article
from bot.domain.deadline import check
from bot.domain.errors import (
    DeliveryError,
    NewsdeskError,
    NoSuchPage,
    NotAllowed,
    QueryError,
    StorageError,
)
from bot.slack import adding
from bot.slack.actions import Give, Take
from bot.slack.callers import Caller
from bot.slack.files import SharedFiles
from bot.slack.pacing import FairTurns
from bot.slack.principal import Principal, Standing
from bot.slack.views import additions as views
from bot.slack.views.additions import Added, Refused, Told
from bot.slack.views.blocks import Message
from bot.sources.given import FeedInstead

SECONDS = 90.0
"""What one request to add has in all: five slow pages."""
PAGE_SECONDS = 20.0
"""What one page has, redirects and look-ups included."""
AT_ONCE, AT_ONCE_EACH = 8, 2
"""Requests that read pages or files at a time, of all workspaces and of one: half of the threads that answer, so that
slow sites keep nobody waiting for an answer from the library."""
AGAIN = timedelta(seconds=2)
"""Until a request is tried again for which there was no turn."""

_PASSING = "could not"
"""How the problems begin that another time may not meet."""
_FOR_MEMBERS = "articles are added by the full members of this workspace"


@dataclass(frozen=True)
class AdditionCommands:
    """What people add and remove in Slack, as messages.

    ``may_keep_feeds`` says whether somebody may add feeds. ``turns`` are of those who read pages.
    """

    additions: Additions
    files: SharedFiles
    turns: FairTurns
    clock: Callable[[], datetime]
    may_keep_feeds: Callable[[Caller], bool]

    @contextmanager
    def turn(self, workspace: str) -> Iterator[None]:
        """Hold one of the turns to read pages. Raises: Busy at once, if none is free."""
        with self.turns.turn(workspace, 0):
            yield

    def add(self, links: Sequence[str], files: Sequence[str], caller: Caller, *, since: datetime) -> Message:
        """Add what somebody gave, each by itself, and tell what became of each.

        Raises: NotAllowed, DeliveryError; StorageError if the library can't be written.
        """
        self._adder(caller)
        given = [*(Give(link=link) for link in links), *(Give(file=file) for file in files)]
        if not given:
            raise QueryError(
                "nothing to add", hint="Give a link: /news add https://… or drop a file into a message to me."
            )
        results: list[Told] = []
        for each in given[: adding.MOST]:
            results += self._added(each, caller, since)
        return views.told(
            results, caller.profile().zone, left=len(given) - adding.MOST if len(given) > adding.MOST else 0
        )

    def offer(self, links: Sequence[str], files: Sequence[str], caller: Caller) -> Message:
        """A button for what somebody showed without a word. Raises: NotAllowed."""
        self._adder(caller)
        shown = links[: adding.MOST], files[: adding.MOST]
        return views.offer(*shown, left=len(links) + len(files) - sum(map(len, shown)))

    def remove(self, take: Take, caller: Caller) -> Message:
        """Take an article of the workspace's own out. Raises: NotAllowed, NotFound, StorageError."""
        who = self._adder(caller)
        article = self.additions.of(take.article, workspace=caller.workspace)
        if not who.removes(is_own=article.added_by == caller.user):
            raise NotAllowed("you can't remove this article", hint="Who added it can, or an admin.")
        gone = self.additions.remove(take.article, workspace=caller.workspace)
        return views.removed(gone, _given(gone), caller.profile().zone)

    def recent(self, caller: Caller, count: int) -> list[Article]:
        """What the caller added last, the latest first; nobody but a member has any."""
        if not caller.principal().adds:
            return []
        return self.additions.recent(workspace=caller.workspace, by=caller.user, count=count)

    def missing(self, links: Sequence[str], caller: Caller) -> list[str]:
        """The links from which the caller finds no article and may add one."""
        readable = caller.reader().readable
        return [link for link in links if not self.additions.is_here(link, readable)] if caller.principal().adds else []

    def not_here(self, error: NoSuchPage, caller: Caller) -> Message:
        """What to say of a page that was asked about and is not here."""
        return views.not_here(error.subject, may_add=caller.principal().adds)

    def _added(self, given: Give, caller: Caller, since: datetime) -> Iterator[Told]:
        """What became of one link, or of each article of one file."""
        try:
            check()
            for each in self._taken_in(given, caller, since):
                if isinstance(each, Addition):
                    mine = each.article.workspace == caller.workspace
                    yield Added(each, mine and caller.principal().removes(is_own=each.article.added_by == caller.user))
                else:
                    yield self._refused(each, given, caller)
        except (NotAllowed, DeliveryError, StorageError):
            raise
        except NewsdeskError as error:
            yield self._refused(error, given, caller)

    def _refused(self, error: NewsdeskError, given: Give, caller: Caller) -> Refused:
        """Why something was not added, with what can be done instead: try again, or add it as a feed."""
        is_feed = isinstance(error, FeedInstead)
        # A site's front page lists articles and is none: its feeds may be what was meant.
        is_front = bool(given.link) and not error.problem.startswith(_PASSING) and _is_front(given.link)
        if (is_feed or is_front) and self.may_keep_feeds(caller):
            return Refused(error, as_feed=given.link)
        return Refused(error, again=given if error.problem.startswith(_PASSING) else None)

    def _taken_in(self, given: Give, caller: Caller, since: datetime) -> Iterator[Addition | NewsdeskError]:
        workspace, by = caller.workspace, caller.user
        if given.link:
            yield from self.additions.link(given.link, workspace=workspace, by=by, since=since)
            return
        file = self.files.info(caller.client, given.file)
        data = self.files.read(caller.client, file)
        yield from self.additions.file(
            data,
            name=file.name,
            media_type=file.media_type,
            locator=file.locator,
            workspace=workspace,
            by=by,
            since=since,
        )

    def _adder(self, caller: Caller) -> Principal:
        """What the caller is, if they may add. Raises: NotAllowed."""
        who = caller.principal()
        if who.standing is Standing.GUEST:
            raise NotAllowed(_FOR_MEMBERS, hint="Ask one of them.")
        if who.standing is not Standing.MEMBER:
            raise NotAllowed(
                "articles are added by the people of the workspace that has Newsdesk", hint="Ask one of them."
            )
        if not who.adds:
            raise NotAllowed("Slack doesn't tell right now who you are", hint="Try again in a minute.")
        return who


def _given(article: Article) -> Give | None:
    """What brings an article back: its address, or the file that it came from."""
    if (file := adding.file_of(article.locator)) is not None:
        return Give(file=file)
    return Give(link=link) if (link := article.url or article.locator).startswith(("http://", "https://")) else None


def _is_front(link: str) -> bool:
    """Whether an address is a site's front page, which lists articles and is none."""
    try:
        return urlsplit(link).path in {"", "/"}
    except ValueError:
        return False
