"""What the reader of each subscription was told: which stories, how far into the library, what of each article.

It is written in the transaction that records a message as posted (see ``deliveries``): what was not posted is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, exists, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.article import SHARED
from bot.domain.digest import Delivery, DeliveryState, Subscription
from bot.storage.articles import SqlArticleStore
from bot.storage.digest_tables import BUSY, deliveries, subscriptions, told_articles, told_stories
from bot.storage.engine import reading
from bot.storage.schema import articles
from bot.storage.store import Stored
from bot.storage.subscriptions import LIVE, as_subscription

_TOLD = (DeliveryState.POSTED, DeliveryState.QUIET, DeliveryState.UNKNOWN)
"""How a delivery may end so that its reader knows, or may know, what it held."""

_WHOLE = and_(deliveries.c.state.in_(_TOLD), deliveries.c.upto > 0)
"""Of a delivery of which nothing is missing: one that is has covered nothing (``upto`` is 0)."""

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Thread:
    """A digest in Slack: its channel and its ``ts``, under which its thread runs."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the digest of ``slot`` told of an article with that ``fingerprint``, as ``digests.corrections`` has it.

    ``revision`` is the article's, None if that is not known: an article that has another fingerprint by now counts as
    changed.
    """

    article: str
    words: str
    slot: datetime
    fingerprint: str
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a digest ``told`` of an article that has changed, and the article ``now``: None if its words are the same.

    Of an article that has joined its story since, nothing was told (its words are ""), but ``beside`` it was told this
    of the others.
    """

    told: Told
    now: Stored | None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """What the reader of one message knows once it is posted: the stories that it lists, those that it only counts,
    and what it says of each article.
    """

    listed: tuple[int, ...] = ()
    counted: tuple[int, ...] = ()
    articles: tuple[Told, ...] = ()


NOTHING = Telling()


class SqlToldStore:
    """Safe for several threads and processes. Times are aware, in UTC; every method may raise ``StorageError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._articles = engine, SqlArticleStore(engine)

    def covered(self, subscription: str) -> int | None:
        """The revision up to which its reader was told everything, None before the first whole digest."""
        query = select(func.max(deliveries.c.upto)).where(deliveries.c.subscription == subscription, _WHOLE)
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one_or_none()

    def first_missing(self, subscription: str, *, after: datetime) -> datetime | None:
        """The earliest slot from ``after`` on, later than the last whole digest, of one that did not come whole."""
        mine = and_(deliveries.c.subscription == subscription, ~deliveries.c.corrects)
        last_whole = select(func.max(deliveries.c.slot)).where(mine, _WHOLE).scalar_subquery()
        since_then = or_(last_whole.is_(None), deliveries.c.slot > last_whole)
        query = select(func.min(deliveries.c.slot)).where(mine, since_then, deliveries.c.slot >= after)
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one_or_none()

    def stories(self, subscription: str, numbers: Sequence[int]) -> set[int]:
        """Those of the stories with these ``numbers`` that its reader was told before."""
        query = select(told_stories.c.story).where(told_stories.c.subscription == subscription)
        found: set[int] = set()
        with reading(self._engine) as connection:
            for start in range(0, len(numbers), _CHUNK):
                chunk = query.where(told_stories.c.story.in_(numbers[start : start + _CHUNK]))
                found.update(connection.execute(chunk).scalars())
        return found

    def changed(self, since: datetime) -> list[tuple[Subscription, Thread]]:
        """The digests due after ``since`` of which an article has changed, or whose story has got another one.

        Not of subscriptions that are paused, removed or busy.
        """
        query = (
            select(subscriptions, deliveries.c.channel.label("place"), deliveries.c.ts, told_articles.c.slot)
            .distinct()
            .join(told_articles, told_articles.c.subscription == subscriptions.c.id)
            .join(deliveries, _DIGEST)
            .join(articles, articles.c.id == told_articles.c.article)
            .where(
                or_(_HAS_CHANGED, exists().where(_joined(subscriptions.c.workspace))),
                LIVE,
                subscriptions.c.paused.is_(None),
                ~BUSY,
                deliveries.c.state == DeliveryState.POSTED,
                deliveries.c.ts.is_not(None),
                told_articles.c.slot > since,
            )
            .order_by(subscriptions.c.id, told_articles.c.slot)
        )
        with reading(self._engine) as connection:
            return [(as_subscription(row), Thread(row.place, row.ts)) for row in connection.execute(query)]

    def articles_before(self, correction: Delivery) -> list[Changed]:
        """What the digest that a correction follows told of each article, where that changed; then what joined it.

        Fingerprint and revision are those of now: with other words it is what is told next.
        """
        thread = and_(
            told_articles.c.subscription == correction.subscription,
            deliveries.c.channel == correction.channel,
            deliveries.c.ts == correction.ts,
            ~deliveries.c.corrects,
        )
        all_told = (
            select(told_articles, articles.c.story, articles.c.fingerprint.label("present"))
            .add_columns(articles.c.revision.label("stands"), _HAS_CHANGED.label("has_changed"))
            .join(articles, articles.c.id == told_articles.c.article)
            .join(deliveries, _DIGEST)
            .where(thread)
            .order_by(told_articles.c.article)
        )
        joining = (
            select(told_articles.c.slot, _other.c.story, _other.c.id, _other.c.fingerprint, _other.c.revision)
            .distinct()
            .join(articles, articles.c.id == told_articles.c.article)
            .join(deliveries, _DIGEST)
            .join(_other, _joined(deliveries.c.workspace))
            .where(thread)
            .order_by(_other.c.id)
        )
        with reading(self._engine) as connection:
            told = connection.execute(all_told).all()
            joined = connection.execute(joining).all()
        changed = [row for row in told if row.has_changed]
        wanted = [*(row.article for row in changed if row.present != row.fingerprint), *(row.id for row in joined)]
        now = {each.article.id: each for each in self._articles.read(wanted, {SHARED, correction.workspace})}
        return [
            *(
                Changed(Told(row.article, row.told, row.slot, row.present, row.stands), now.get(row.article))
                for row in changed
            ),
            *(
                Changed(
                    Told(row.id, "", row.slot, row.fingerprint, row.revision),
                    now.get(row.id),
                    tuple(other.told for other in told if other.story == row.story),
                )
                for row in joined
            ),
        ]


_DIGEST = and_(deliveries.c.subscription == told_articles.c.subscription, deliveries.c.slot == told_articles.c.slot)
_HAS_CHANGED = articles.c.revision > told_articles.c.revision
_other, _known = articles.alias("other"), told_articles.alias("known")


def _joined(workspace: ColumnElement[str]) -> ColumnElement[bool]:
    """Of another article of a told one's story, readable in the workspace, of which the digest told nothing."""
    is_known = exists().where(
        _known.c.subscription == told_articles.c.subscription,
        _known.c.slot == told_articles.c.slot,
        _known.c.article == _other.c.id,
    )
    # By itself SQLAlchemy correlates with the next statement only, not with the one around that.
    is_known = is_known.correlate(told_articles, _other)
    return and_(
        _other.c.story == articles.c.story,
        _other.c.is_news,
        or_(_other.c.workspace == workspace, _other.c.workspace == SHARED),
        ~is_known,
    )


def keep(connection: Connection, subscription: str, slot: datetime, telling: Telling) -> None:
    """Record in the transaction of ``connection`` that the subscription's reader was told this, at ``slot``."""
    made = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    key = {"subscription": subscription, "slot": slot}
    if stories := sorted({*telling.listed, *telling.counted}):
        rows = [{**key, "story": story} for story in stories]
        connection.execute(made(told_stories).on_conflict_do_nothing(), rows)
    for told in telling.articles:
        # An article that has changed since it was read is at once one that has changed since it was told.
        known = case((articles.c.fingerprint == told.fingerprint, articles.c.revision), else_=0)
        present = select(
            literal(subscription),
            articles.c.id,
            literal(told.slot, told_articles.c.slot.type),
            known if told.revision is None else literal(told.revision, told_articles.c.revision.type),
            literal(told.fingerprint),
            literal(told.words),
        ).where(articles.c.id == told.article)
        columns = ["subscription", "article", "slot", "revision", "fingerprint", "told"]
        kept = made(told_articles).from_select(columns, present)
        unique = [told_articles.c.subscription, told_articles.c.article, told_articles.c.slot]
        new = {name: kept.excluded[name] for name in ("revision", "fingerprint", "told")}
        connection.execute(kept.on_conflict_do_update(index_elements=unique, set_=new))
