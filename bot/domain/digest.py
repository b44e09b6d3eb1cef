"""Subscriptions, the moments they are due, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from hashlib import sha256

from bot.domain.answer import FigureDispute, FigureHit, QuoteHit, StoryHit
from bot.domain.article import Article, Passage

DAILY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A wall time on some weekdays (0 is Monday) in an IANA zone."""

    at: time
    weekdays: frozenset[int] = DAILY
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Who wants which stories when: ``query`` is in the users' grammar, "" is everything new.

    ``number`` is what its workspace types to name it, from 1. ``channel`` may be a direct message. ``created`` is
    aware and in UTC. ``paused`` says why it is paused, None when it runs. ``active_since`` is when it was last
    resumed or rescheduled (None: it never was): no slot before that moment is ever due. ``outlets`` are parts of names,
    one of which must carry a story (none: any story). ``most`` is how many stories are listed before the others are
    only counted, None: as configured.
    """

    id: str
    workspace: str
    number: int
    channel: str
    creator: str
    schedule: Schedule
    created: datetime
    query: str = ""
    announce_quiet: bool = False
    outlets: tuple[str, ...] = ()
    most: int | None = None
    paused: str | None = None
    active_since: datetime | None = None

    @property
    def starts(self) -> datetime:
        """The moment after which its slots count."""
        return self.active_since or self.created


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    CLAIMED = "claimed"
    COMPOSED = "composed"
    """Its content is frozen: whoever posts it posts exactly that."""
    SENDING = "sending"
    """A post was begun: until its result is known, only the channel's history tells whether it is there."""
    POSTED = "posted"
    QUIET = "quiet"
    """Nothing new; nothing was posted."""
    FAILED = "failed"
    """It was not posted; what it held comes with the next one."""
    MISSED = "missed"
    """No worker ran until it was too late to be of use."""
    UNKNOWN = "unknown"
    """It may have been posted and the channel's history can't be read: it is not posted again."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to bring it to an end."""
        return self in (DeliveryState.CLAIMED, DeliveryState.COMPOSED, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The record of sending one subscription's digest for one slot; the two together are unique.

    ``slot`` and the other times are aware and in UTC. ``upto`` is the library's revision that the digest covers, so
    that the next one starts there. ``ts`` is Slack's id of the message, ``stories`` counts what it lists.
    ``asked_by`` is the user who wanted it at once; None for one that the schedule brought. ``channel`` is where it
    goes, even if the subscription moves meanwhile. ``sent`` counts the messages of it that are posted (the first in
    the channel, the others in its thread), ``looks`` how often the one being sent was looked for and not found.
    ``corrects``: it is no digest but says, in the thread of one (``ts``, known from the start), what changed in its
    articles; ``slot`` is when that was found.
    """

    subscription: str
    slot: datetime
    workspace: str = ""
    channel: str = ""
    state: DeliveryState = DeliveryState.CLAIMED
    claimed: datetime | None = None
    finished: datetime | None = None
    upto: int = 0
    stories: int = 0
    ts: str | None = None
    error: str | None = None
    asked_by: str | None = None
    sent: int = 0
    looks: int = 0
    corrects: bool = False

    @property
    def key(self) -> str:
        """What names this delivery for ever; it travels in the message's metadata."""
        return f"{self.subscription}:{self.slot.isoformat()}"

    @property
    def mark(self) -> str:
        """The short id printed in the message, for when Slack drops the metadata: six hexadecimal digits."""
        return sha256(self.key.encode()).hexdigest()[:6]


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One story of a digest: ``story.lead`` is its fullest article, the others are "also in".

    ``sentences`` are the lead's one or two key sentences; ``quote`` and ``figure`` the strongest of all its articles;
    ``role`` is what the quote's article says its speaker is; ``disputes`` where its outlets give different numbers.
    """

    story: StoryHit
    sentences: tuple[Passage, ...]
    quote: QuoteHit | None = None
    figure: FigureHit | None = None
    disputes: tuple[FigureDispute, ...] = ()
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What one subscription sees for one slot: the entries by weight, and how many more there were.

    No entries: a quiet day. ``late`` says that it comes noticeably after its slot, so that the reader is told when
    it was due. ``asked_by`` is the user who wanted it at once, outside the schedule.
    """

    subscription: Subscription
    slot: datetime
    entries: tuple[DigestEntry, ...]
    more: int = 0
    late: bool = False
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What changed in one article since a digest told its story.

    ``figures`` are new in it, ``gone`` are the words of those that it no longer gives; ``notices`` are the outlet's own
    ("Correction: …"); ``old_title`` is its headline then, None if it has the same. ``joined``: the article itself came
    to the story only since, and ``figures`` are new in the story.
    """

    article: Article
    figures: tuple[FigureHit, ...] = ()
    gone: tuple[str, ...] = ()
    notices: tuple[Passage, ...] = ()
    old_title: str | None = None
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Corrections:
    """What one digest's thread is told at once: ``found`` is when it was noticed."""

    subscription: Subscription
    found: datetime
    items: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What the maker of a subscription is told when a digest could not be delivered: what happened, what to do.

    Both are plain sentences that name the subscription by its number; ``paused`` says that it stopped for good, and
    ``reason`` says in short why, for the list.
    """

    subscription: Subscription
    slot: datetime
    problem: str
    hint: str
    paused: bool = False
    reason: str = ""
