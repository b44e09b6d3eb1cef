"""What digests keep over SQL, by its reasons to change: who wants what, what was sent, what was told."""

from __future__ import annotations

from sqlalchemy import Engine

from bot.storage.deliveries import Claim, SqlDeliveryStore
from bot.storage.subscriptions import SqlSubscriptionStore
from bot.storage.told import Changed, SqlToldStore, Telling, Thread, Told

__all__ = ["Changed", "Claim", "SqlDigestStore", "SqlToldStore", "Telling", "Thread", "Told"]


class SqlDigestStore:
    """The three stores of digests over one engine whose tables are current."""

    def __init__(self, engine: Engine) -> None:
        self.subscriptions = SqlSubscriptionStore(engine)
        self.deliveries = SqlDeliveryStore(engine)
        self.told = SqlToldStore(engine)
