"""From what is new to a digest: everything is weighed by its outline, and only what is listed is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digests.compose import carried_by, compose, heaviest
from bot.digests.corrections import baseline
from bot.digests.news import News, NewStories, StoryMaterial, StoryOutline
from bot.digests.posting import FrozenMessage, Part
from bot.domain.digest import Digest, Subscription
from bot.domain.fingerprint import fingerprint
from bot.storage.digests import SqlToldStore, Telling, Told

_FIRST = timedelta(hours=24)
# A digest of a subscription that was paused for months must not bring months.
_REACH = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Draft:
    """A digest, the articles behind its entries, and the numbers of the stories that it only counts."""

    digest: Digest
    material: tuple[StoryMaterial, ...]
    counted: tuple[int, ...]


def untold(news: News, told: SqlToldStore, subscription: Subscription, slot: datetime, *, now: datetime) -> NewStories:
    """What the subscription's reader was not told before ``slot``.

    A new one begins with the last 24 hours, not with the whole archive. What a digest since the last whole one held,
    and did not get through, is in it.

    Raises: QueryError if the subscription's query can't be read; StorageError.
    """
    covered = told.covered(subscription.id)
    missing = told.first_missing(subscription.id, after=subscription.starts - _REACH)
    start = min(slot, missing or slot)
    since = start - _REACH
    if covered is None:
        since = max(since, min(start - _FIRST, subscription.created))
    new = news.since(subscription.workspace, subscription.query, after=covered or 0, since=since, now=now)
    known = told.stories(subscription.id, [story.number for story in new.stories])
    wanted = (story for story in new.stories if story.number not in known and carried_by(story, subscription.outlets))
    return NewStories(new.upto, tuple(wanted))


def draft(
    news: News,
    stories: Collection[StoryOutline],
    subscription: Subscription,
    slot: datetime,
    *,
    most: int,
    late: bool = False,
    asked_by: str | None = None,
) -> Draft:
    """The digest of ``stories``: the ``most`` weightiest are listed, the others counted. Raises: StorageError."""
    listed = heaviest(stories, most)
    material = news.material(subscription.workspace, listed)
    counted = tuple(sorted({story.number for story in stories} - set(listed)))
    digest = compose(
        material, subscription, slot, disputes=news.disputes, more=len(counted), late=late, asked_by=asked_by
    )
    return Draft(digest, tuple(material), counted)


def parts(made: Draft, messages: Sequence[FrozenMessage]) -> list[Part]:
    """The messages of a digest, each with what it tells; the last one tells how many more stories there are."""
    articles = {story.number: story.articles for story in made.material}
    return [
        Part(
            message,
            Telling(
                listed=message.stories,
                counted=made.counted if message is messages[-1] else (),
                articles=tuple(
                    Told(stored.article.id, baseline(stored), made.digest.slot, fingerprint(stored.article))
                    for number in message.stories
                    for stored in articles[number]
                ),
            ),
        )
        for message in messages
    ]
