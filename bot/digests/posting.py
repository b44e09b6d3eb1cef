"""What delivering needs of Slack: a message as it will be posted, and somebody who posts it and can look for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.digest import Corrections, Digest, Trouble
from bot.storage.digests import Telling, Told


@dataclass(frozen=True, slots=True)
class FrozenMessage:
    """One message, exactly as it will be posted: fallback text and blocks, in Slack's JSON.

    ``stories`` are the numbers of those that a digest lists in it.
    """

    text: str
    blocks: tuple[dict[str, object], ...]
    stories: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a delivery, and what its reader knows once it is posted."""

    message: FrozenMessage
    telling: Telling


@dataclass(frozen=True, slots=True)
class Posted:
    """Slack has the message; ``ts`` is its id in the channel."""

    ts: str


Render = Callable[[Digest | Corrections, str], Sequence[FrozenMessage]]
"""A digest as messages, at least one: the first goes to the channel, the others into its thread.

What changed in a digest's articles later is one message for its thread.

The second argument is the delivery's mark; message ``part`` prints ``part_mark(mark, part)`` in its last line.
"""


class Poster(Protocol):
    """Slack, as digests see it. Safe for several threads.

    Every method raises ``DeliveryError``: with ``code``, Slack's own; with ``retry_after`` where Slack says how long
    to wait; with ``unclear`` where the message may have been stored all the same (a time-out, a connection that broke
    after it was used, a 5xx, an answer that can't be read). Without any of these Slack was never reached.
    """

    def post(
        self,
        channel: str,
        message: FrozenMessage,
        *,
        workspace: str,
        key: str,
        mark: str,
        thread_ts: str | None = None,
    ) -> Posted:
        """Post once, with ``key`` in the metadata; nothing but rate limits may be retried.

        It must end, waiting included, well before ``Terms.lease`` does.
        """

    def find(
        self,
        channel: str,
        *,
        workspace: str,
        key: str,
        mark: str,
        since: datetime,
        thread_ts: str | None = None,
    ) -> str | None:
        """The ``ts`` of our own message with ``key`` in its metadata or ``mark`` in its last line.

        It looks through the channel's whole history from ``since`` on, or through the thread; None if it is not there.
        """

    def direct_message(self, user: str, trouble: Trouble, *, workspace: str) -> None:
        """Tell a user what went wrong."""


def part_key(key: str, part: int) -> str:
    """What names message ``part`` (from 0) of the delivery ``key``."""
    return f"{key}/{part}" if part else key


def part_mark(mark: str, part: int) -> str:
    """What message ``part`` (from 0) prints in its last line."""
    return f"{mark}.{part + 1}" if part else mark


def freeze(parts: Sequence[Part]) -> str:
    """The parts as text, to be kept and posted whatever happens to the stories meanwhile."""
    return json.dumps(
        [{"message": asdict(part.message), "telling": _plain(part.telling)} for part in parts],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def thaw(content: str) -> list[Part]:
    """The parts that ``freeze`` made the text of."""
    return [_part(kept) for kept in json.loads(content)]


def _plain(telling: Telling) -> dict[str, object]:
    articles = [{**asdict(told), "slot": told.slot.isoformat()} for told in telling.articles]
    return {"listed": telling.listed, "counted": telling.counted, "articles": articles}


def _part(kept: dict[str, Any]) -> Part:
    # Before version 0005 of the tables a message stood by itself: what it tells was recorded when it was frozen.
    message, telling = kept.get("message", kept), kept.get("telling", {})
    return Part(
        FrozenMessage(message["text"], tuple(message["blocks"]), tuple(message.get("stories", ()))),
        Telling(
            listed=tuple(telling.get("listed", ())),
            counted=tuple(telling.get("counted", ())),
            articles=tuple(
                Told(**{**told, "slot": datetime.fromisoformat(told["slot"])}) for told in telling.get("articles", ())
            ),
        ),
    )
