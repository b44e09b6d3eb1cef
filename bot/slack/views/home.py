"""The app's home tab: what can be asked, the newest stories, the workspace's digests."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.answer import StoryHit
from bot.domain.digest import Delivery, Subscription
from bot.domain.query import Reader
from bot.slack.views.articles import story, story_buttons
from bot.slack.views.blocks import Block, Part, context, fit_view, header, line, rich, run
from bot.slack.views.digests import Row, delivered, subscription_groups
from bot.slack.views.guidance import digest_to_make, example_buttons, what_to_ask
from bot.slack.views.words import counted

_STORIES = 5
_DIGESTS = 5
_DELIVERIES = 8
_KEY_SENTENCE = 300
_EMPTY = "There are no articles yet. Whoever runs Newsdesk adds them with: newsdesk add PATH|URL|FEED"


def home(
    subscriptions: Sequence[Row],
    stories: Sequence[StoryHit],
    examples: Sequence[str],
    reader: Reader,
    *,
    deliveries: Sequence[tuple[Subscription, Delivery]] = (),
) -> Block:
    """The home tab for one reader: their zone, their workspace's digests, stories that they may see."""

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
            *([header("Digests sent last"), *sent] if sent else []),
        ]

    return {"type": "home", "blocks": fit_view(blocks)}
