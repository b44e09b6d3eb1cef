"""The app's home tab: what can be asked, the newest stories, the workspace's digests."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.answer import StoryHit
from bot.domain.article import Article
from bot.domain.digest import Delivery, Subscription
from bot.domain.feed import Feed, FeedState
from bot.domain.query import Reader
from bot.slack.actions import FeedPress, feed_value
from bot.slack.views.additions import recent
from bot.slack.views.articles import story, story_buttons
from bot.slack.views.blocks import MAX_HOME, Block, Part, actions, button, context, fit_view, header, line, rich, run
from bot.slack.views.digests import Row, delivered, subscription_groups
from bot.slack.views.feeds import feed_group
from bot.slack.views.guidance import digest_to_make, example_buttons, what_to_ask
from bot.slack.views.words import counted

_STORIES = 5
_DIGESTS = 5
_DELIVERIES = 8
_FEEDS = 4
_KEY_SENTENCE = 300
_EMPTY = "There are no articles yet. Add one: /news add LINK, or drop a file into a message to me."


def home(
    subscriptions: Sequence[Row],
    stories: Sequence[StoryHit],
    examples: Sequence[str],
    reader: Reader,
    *,
    deliveries: Sequence[tuple[Subscription, Delivery]] = (),
    feeds: Sequence[Feed] | None = None,
    may_keep_feeds: bool = False,
    added: Sequence[Article] = (),
) -> Block:
    """The home tab for one reader: their zone, stories that they may see, their workspace's digests and feeds (None:
    they see none), what they added last.
    """

    def blocks(room: int) -> list[Part]:
        newest = [
            block
            for place, hit in enumerate(stories[:_STORIES])
            for block in (story(hit, reader.zone, min(room, _KEY_SENTENCE)), story_buttons(hit, place))
        ]
        sent = [context(delivered(*each, reader.zone)) for each in deliveries[:_DELIVERIES]]
        digests = [block for group in subscription_groups(subscriptions[:_DIGESTS], reader.zone) for block in group]
        more = len(subscriptions) - _DIGESTS
        return [
            header("What I can find in your articles"),
            what_to_ask(examples),
            example_buttons(examples),
            header("Newest stories"),
            *(newest or [rich(line(run(_EMPTY)))]),
            header("Digests in this workspace"),
            *(digests or [rich(line(run("None yet. Make one: "), run(digest_to_make(examples), code=True)))]),
            context(f"and {counted(more, 'more digest')}: /digest list") if more > 0 else None,
            *([header("You added last"), *recent(added, reader.zone)] if added else []),
            *(_feeds(feeds, reader.zone, may_keep=may_keep_feeds) if feeds is not None else []),
            *([header("Digests sent last"), *sent] if sent else []),
        ]

    return {"type": "home", "blocks": fit_view(blocks, MAX_HOME)}


def _feeds(feeds: Sequence[Feed], zone: str, *, may_keep: bool) -> list[Part]:
    """The workspace's feeds: those that fail first."""
    troubled = sorted(
        feeds, key=lambda each: (each.last_error is None and each.state is not FeedState.GONE, each.number)
    )
    shown = [
        block
        for place, feed in enumerate(troubled[:_FEEDS])
        for block in feed_group(feed, zone, place, may_keep=may_keep)
    ]
    more = len(feeds) - _FEEDS
    add = button("Add a feed", "feed:form", feed_value(FeedPress("form"))) if may_keep else None
    return [
        header("Feeds of this workspace"),
        *(
            shown
            or [
                rich(
                    line(
                        run("None yet. "),
                        *([] if may_keep else [run("An admin can add one: ")]),
                        run("/news feeds add ADDRESS", code=True),
                    )
                )
            ]
        ),
        context(f"and {counted(more, 'more feed')}: /news feeds") if more > 0 else None,
        actions(add),
    ]
