"""``/news feeds …``, the buttons of its list and its form: parse → rights → ask the feeds → render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.errors import SlackClientError

from bot.desk.feeds import Added, Choice, Feeds
from bot.domain.errors import NewsdeskError, NotAllowed, QueryError
from bot.domain.feed import Feed
from bot.slack import feed_words
from bot.slack.actions import FeedPress
from bot.slack.callers import Caller
from bot.slack.channels import Channels
from bot.slack.feed_words import (
    AddFeed,
    ChangeFeed,
    ExportFeeds,
    FeedVerb,
    HelpOnFeeds,
    ImportFeeds,
    ListFeeds,
)
from bot.slack.files import SharedFiles
from bot.slack.principal import ADMINS, MEMBERS, Standing
from bot.slack.views import feeds as views
from bot.slack.views import notices
from bot.slack.views.blocks import Message
from bot.sources.decoding import decoded

_DONE = {FeedVerb.PAUSE: "is paused", FeedVerb.RESUME: "is read again"}


@dataclass(frozen=True, slots=True)
class FeedCommands:
    """What people do with their workspace's feeds in Slack, as messages.

    ``feeds_by`` says who may: see ``Principal.keeps_feeds``.
    """

    feeds: Feeds
    files: SharedFiles
    channels: Channels
    feeds_by: str

    def command(self, text: str, caller: Caller, channel: str) -> Message:
        """What ``/news feeds text`` typed in ``channel`` comes to.

        Raises: QueryError, NotAllowed, NotFound, SourceError: what the user can do something about.
        """
        match feed_words.parse(text):
            case ListFeeds(page):
                return self._listed(caller, page)
            case AddFeed(address) if address:
                return self.add(address, caller, channel)
            case AddFeed():
                raise QueryError("no address was given", hint="Try: /news feeds add https://paper.example")
            case ChangeFeed(FeedVerb.REMOVE, number):
                self.check(caller)
                return views.confirm(self.feeds.one(number, workspace=caller.workspace))
            case ChangeFeed(verb, number):
                return self._changed(verb, number, caller)
            case ImportFeeds():
                self.check(caller)
                return views.how_to_import()
            case ExportFeeds():
                return self._exported(caller, channel)
            case HelpOnFeeds():
                return views.help_on_feeds()

    def press(self, asked: FeedPress, caller: Caller, channel: str) -> Message:
        """What a button comes to. Raises: as ``command``."""
        if asked.verb == "page":
            return self._listed(caller, asked.number or 1)
        if asked.verb == "add" and asked.address:
            return self.add(asked.address, caller, channel)
        if asked.verb == "import" and asked.file:
            return self._imported(asked.file, caller, channel)
        if asked.verb in tuple(FeedVerb) and asked.number:
            return self._changed(FeedVerb(asked.verb), asked.number, caller)
        raise QueryError("this is from another version of Newsdesk", hint="Try: /news feeds")

    def add(self, address: str, caller: Caller, channel: str) -> Message:
        """The feed at an address or of a site, or the choice of a site's several. Raises: as ``command``."""
        self.check(caller)
        if "://" not in address:
            address = f"https://{address}"
        made = self.feeds.add(address, workspace=caller.workspace, made_by=caller.user, made_in=channel or caller.user)
        if isinstance(made, Choice):
            return views.choice(made.site, [(each.address, each.title) for each in made.found])
        what = "is added: its articles come in by themselves from now on" if made.is_new else "is here already"
        what = _DONE[FeedVerb.RESUME] if made.is_resumed else what
        return views.told(made.feed, what, caller.profile().zone)

    def offer(self, files: Sequence[str], caller: Caller) -> Message:
        """A button for each list of feeds that somebody dropped. Raises: NotAllowed."""
        self.check(caller)
        return views.import_offered(files)

    def rows(self, caller: Caller) -> list[Feed] | None:
        """The workspace's feeds; None for who is no full member of it."""
        return self.feeds.listed(caller.workspace) if caller.principal().reads_all else None

    def may_keep(self, caller: Caller) -> bool:
        """Whether the caller may add, pause and remove feeds."""
        who = caller.principal()
        return who.keeps_feeds(self.feeds_by, is_in=lambda channel: self.channels.holds(caller, channel))

    def check(self, caller: Caller) -> None:
        """Nothing, if the caller may add, pause and remove feeds. Raises: NotAllowed."""
        self._member(caller)
        if not caller.principal().is_known:
            raise NotAllowed("Slack doesn't tell right now who you are", hint="Try again in a minute.")
        if not self.may_keep(caller):
            who = "its admins" if self.feeds_by in {ADMINS, MEMBERS} else f"its admins and who is in <#{self.feeds_by}>"
            raise NotAllowed(f"the feeds of this workspace are kept by {who}", hint="Ask one of them.")

    def _member(self, caller: Caller) -> None:
        """Nothing, for the people of the workspace. Raises: NotAllowed."""
        who = caller.principal()
        if who.standing is Standing.GUEST:
            raise NotAllowed("feeds are for the full members of this workspace", hint="Ask one of them.")
        if who.standing is not Standing.MEMBER:
            raise NotAllowed("feeds belong to the workspace that has Newsdesk", hint="Ask somebody from there.")

    def _listed(self, caller: Caller, page: int) -> Message:
        self._member(caller)
        found = self.feeds.listed(caller.workspace)
        return views.listing(found, caller.profile().zone, page, may_keep=self.may_keep(caller))

    def _changed(self, verb: FeedVerb, number: int, caller: Caller) -> Message:
        self.check(caller)
        workspace, zone = caller.workspace, caller.profile().zone
        match verb:
            case FeedVerb.REMOVE:
                return views.removed(self.feeds.remove(number, workspace=workspace))
            case FeedVerb.PAUSE:
                return views.told(self.feeds.pause(number, workspace=workspace), _DONE[verb], zone)
            case FeedVerb.RESUME:
                return views.told(self.feeds.resume(number, workspace=workspace), _DONE[verb], zone)

    def _imported(self, file_id: str, caller: Caller, channel: str) -> Message:
        self.check(caller)
        file = self.files.info(caller.client, file_id)
        text = decoded(self.files.read(caller.client, file), locator=file.name)
        made = self.feeds.import_opml(
            text, workspace=caller.workspace, made_by=caller.user, made_in=channel or caller.user
        )
        added = [each for each in made if isinstance(each, Added)]
        problems = [str(each) for each in made if isinstance(each, NewsdeskError)]
        new = sum(each.is_new for each in added)
        return views.imported(new, len(added) - new, problems)

    def _exported(self, caller: Caller, channel: str) -> Message:
        self._member(caller)
        found = self.feeds.listed(caller.workspace)
        opml = self.feeds.opml(caller.workspace)
        if channel.startswith("D") and _handed_over(caller, channel, opml):
            return notices.told(f"The list of feeds is in this conversation: feeds.opml ({len(found)})")
        if (message := views.exported(opml, len(found))) is not None:
            return message
        raise NotAllowed("the list is too long for a message", hint="Type /news feeds export in a message to me.")


def wants_form(text: str) -> bool:
    """Whether ``/news feeds text`` asks for the form."""
    try:
        return feed_words.parse(text) == AddFeed()
    except QueryError:
        return False


def reads_pages(text: str) -> bool:
    """Whether ``/news feeds text`` asks a site, which may be slow."""
    try:
        command = feed_words.parse(text)
    except QueryError:
        return False
    return isinstance(command, AddFeed) and bool(command.address)


def _handed_over(caller: Caller, channel: str, opml: str) -> bool:
    """Whether Slack took the list as a file: not where the app may not write files."""
    try:
        caller.client.files_upload_v2(channel=channel, filename="feeds.opml", title="Feeds", content=opml)
    except (SlackClientError, OSError):
        return False
    return True
