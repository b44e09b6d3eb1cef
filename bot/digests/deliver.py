"""Sending digests, each exactly once: claim → compose and freeze → post → record.

Every step is written down before the next one begins, so that another process can go on where one died. A post whose
result nobody knows is looked for in the channel before anything else (docs: "Posting once").
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Lock

from bot.digests import troubles
from bot.digests.corrections import changes
from bot.digests.draft import Draft, draft, parts, untold
from bot.digests.due import NOTICEABLE, due
from bot.digests.news import News, NewStories
from bot.digests.posting import Part, Poster, Render, freeze, part_key, part_mark, thaw
from bot.digests.terms import Terms
from bot.digests.troubles import BACKOFF, Verdict, verdict
from bot.domain.digest import Corrections, Delivery, DeliveryState, Digest, Subscription, Trouble
from bot.domain.errors import DeliveryError, QueryError, StoreUnavailable
from bot.storage.digests import Claim, SqlDigestStore, Telling, Thread

_log = logging.getLogger(__name__)

_FOLLOWED = timedelta(days=7)
"""How long after a digest a change in one of its articles is still news."""
# How wrong our clock may be against Slack's when a message is looked for: an hour, and some.
_SKEW = timedelta(hours=2)
_TRIES = 3
"""How often a maker is told of a trouble, if Slack says that it is too much."""

_Job = tuple[str, Callable[[], Delivery | None]]
"""Whose it is (a workspace or, where that is not known yet, a subscription), and what to do."""


@dataclass(frozen=True, slots=True)
class _Untold:
    """A trouble that its maker is to be told from ``since`` on, for the ``nth`` time."""

    trouble: Trouble
    since: datetime
    nth: int


class Deliverer:
    """Delivers what is due. Any number of processes and threads may tick at once."""

    def __init__(
        self,
        store: SqlDigestStore,
        news: News,
        poster: Poster,
        render: Render,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        wait: Callable[[timedelta], None],
        terms: Terms | None = None,
    ) -> None:
        self._subscriptions, self._deliveries, self._told = store.subscriptions, store.deliveries, store.told
        self._news, self._poster, self._render = news, poster, render
        self._clock, self._new_id, self._wait = clock, new_id, wait
        self._terms = terms or Terms()
        self._untold_troubles: list[_Untold] = []
        self._lock = Lock()

    def tick(self) -> list[Delivery]:
        """What came of everything that is due by the clock, or was left half done: one delivery each.

        A delivery that is still open at the end (Slack asked us to wait, or its answer was unclear) goes on with a
        later tick. Raises: StorageError if the store can't tell what is due.
        """
        now = self._clock()
        jobs: list[_Job] = [
            (subscription, partial(self._take_over, subscription, slot))
            for subscription, slot in self._deliveries.abandoned(now)
        ]
        for subscription, last_slot in self._deliveries.running():
            if found := due(subscription, last_slot, now, late=self._terms.late):
                deliver = self._miss if found.missed else self._claim
                jobs.append((subscription.workspace, partial(deliver, subscription, found.slot)))
        for subscription, thread in self._told.changed(now - _FOLLOWED):
            jobs.append((subscription.workspace, partial(self._claim_correction, subscription, thread)))
        jobs += [
            (again.trouble.subscription.workspace, partial(self._tell, again.trouble, again.nth))
            for again in self._tellable(now)
        ]
        if not jobs:
            return []
        with ThreadPoolExecutor(self._terms.workers, thread_name_prefix="digest") as pool:
            return [delivery for delivery in pool.map(_guarded, _in_turns(jobs)) if delivery is not None]

    def run_now(self, subscription: Subscription, asked_by: str) -> Delivery | None:
        """What came of posting at once what is new since the last digest; the schedule goes on as it was.

        ``QUIET`` if nothing is new: nothing is posted then. None if one of this subscription is on its way already.
        """
        now = self._clock()
        claim = self._deliveries.claim(
            subscription, _beside(now), holder=self._new_id(), now=now, lease=self._terms.lease, asked_by=asked_by
        )
        return self._deliver(claim)

    def preview(self, subscription: Subscription, slot: datetime) -> Digest:
        """The digest as it would be composed now for that slot; nothing is recorded or posted. Raises: QueryError."""
        return self._draft(self._untold(subscription, slot), subscription, slot).digest

    def prune(self) -> int:
        """Forget deliveries of long ago, and what was told of articles that are no longer followed; how many they were.

        Raises: StorageError.
        """
        now = self._clock()
        return self._deliveries.prune(finished_before=now - self._terms.kept, told_before=now - _FOLLOWED - _SKEW)

    def _claim(self, subscription: Subscription, slot: datetime) -> Delivery | None:
        holder, now = self._new_id(), self._clock()
        return self._deliver(
            self._deliveries.claim(subscription, slot, holder=holder, now=now, lease=self._terms.lease)
        )

    def _claim_correction(self, subscription: Subscription, thread: Thread) -> Delivery | None:
        holder, now, lease = self._new_id(), self._clock(), self._terms.lease
        return self._deliver(
            self._deliveries.claim(subscription, _beside(now), holder=holder, now=now, lease=lease, corrected=thread)
        )

    def _take_over(self, subscription: str, slot: datetime) -> Delivery | None:
        holder, now = self._new_id(), self._clock()
        return self._deliver(
            self._deliveries.take_over(subscription, slot, holder=holder, now=now, lease=self._terms.lease)
        )

    def _miss(self, subscription: Subscription, slot: datetime) -> Delivery | None:
        return self._deliveries.miss(subscription, slot, self._clock())

    def _deliver(self, claim: Claim | None) -> Delivery | None:
        """Go on until the delivery is at its end, has to wait, or is somebody else's (None)."""
        while claim is not None and claim.delivery.state.is_open and claim.is_held:
            match claim.delivery.state:
                case DeliveryState.CLAIMED:
                    claim = self._compose(claim)
                case DeliveryState.COMPOSED:
                    claim = self._send(claim)
                case _:
                    claim = self._look(claim)
        return None if claim is None else claim.delivery

    # Each step gives the delivery as it stands after it, None if somebody else has taken it over.

    def _compose(self, claim: Claim) -> Claim | None:
        delivery, subscription = claim.delivery, claim.subscription
        if ended := self._too_late(claim):
            return self._close(claim, *ended)
        if delivery.corrects:
            return self._correct(claim)
        try:
            new = self._untold(subscription, delivery.slot)
        except QueryError as error:
            trouble = troubles.unreadable(delivery, subscription, error)
            return self._close(claim, DeliveryState.FAILED, str(error), trouble)
        made = self._draft(new, subscription, delivery.slot, asked_by=delivery.asked_by)
        is_quiet = not made.digest.entries and not made.counted
        if is_quiet and (delivery.asked_by is not None or not subscription.announce_quiet):
            return self._deliveries.close(claim, DeliveryState.QUIET, now=self._clock(), upto=new.upto)
        messages = self._render(made.digest, delivery.mark)
        return self._deliveries.freeze(claim, freeze(parts(made, messages)), upto=new.upto)

    def _correct(self, claim: Claim) -> Claim | None:
        """Freeze what changed in the articles of a digest; once it is posted that counts as told."""
        found, told = changes(self._told.articles_before(claim.delivery))
        telling = Telling(articles=told)
        if not found:
            return self._deliveries.close(claim, DeliveryState.QUIET, now=self._clock(), telling=telling)
        corrections = Corrections(claim.subscription, claim.delivery.slot, found)
        (message,) = self._render(corrections, claim.delivery.mark)
        return self._deliveries.freeze(claim, freeze([Part(message, telling)]))

    def _send(self, claim: Claim) -> Claim | None:
        if ended := self._too_late(claim):
            return self._close(claim, *ended)
        delivery, part = claim.delivery, claim.delivery.sent
        self._take_turn(delivery)
        begun = self._deliveries.begin(claim, now=self._clock(), lease=self._terms.lease)
        if begun is None:
            return None
        try:
            posted = self._poster.post(
                delivery.channel,
                _parts(claim)[part].message,
                workspace=delivery.workspace,
                key=part_key(delivery.key, part),
                mark=part_mark(delivery.mark, part),
                thread_ts=delivery.ts,
            )
        except DeliveryError as error:
            return self._not_taken(begun, error)
        return self._record(begun, posted.ts)

    def _look(self, claim: Claim) -> Claim | None:
        """Find out what became of a post that was begun: by this process a while ago, or by one that died."""
        delivery = claim.delivery
        try:
            ts = self._poster.find(
                delivery.channel,
                workspace=delivery.workspace,
                key=part_key(delivery.key, delivery.sent),
                mark=part_mark(delivery.mark, delivery.sent),
                # A clock that was set back since the claim posted before it.
                since=min(delivery.claimed or delivery.slot, self._clock()) - _SKEW,
                thread_ts=delivery.ts,
            )
        except DeliveryError as error:
            return self._history_unreadable(claim, error)
        if ts is not None:
            return self._record(claim, ts)
        if delivery.looks + 1 < self._terms.looks:
            return self._deliveries.missed_look(claim, until=self._clock() + self._terms.settle)
        return self._send(claim)

    def _record(self, claim: Claim, ts: str) -> Claim | None:
        frozen, part = _parts(claim), claim.delivery.sent
        return self._deliveries.posted(
            claim, ts, last=part + 1 == len(frozen), now=self._clock(), telling=frozen[part].telling
        )

    def _not_taken(self, claim: Claim, error: DeliveryError) -> Claim | None:
        now = self._clock()
        match verdict(error):
            case Verdict.LOOK:
                until = now + self._terms.settle
                return self._deliveries.defer(claim, until=until, error=str(error), state=DeliveryState.SENDING)
            case Verdict.WAIT:
                until = now + (error.retry_after or BACKOFF)
                return self._deliveries.defer(claim, until=until, error=str(error), state=DeliveryState.COMPOSED)
            case _:
                trouble = troubles.refused(claim.delivery, claim.subscription, error)
                return self._close(claim, DeliveryState.FAILED, str(error), trouble)

    def _history_unreadable(self, claim: Claim, error: DeliveryError) -> Claim | None:
        now = self._clock()
        passing = verdict(error) in (Verdict.LOOK, Verdict.WAIT)
        if passing and now - claim.delivery.slot < self._terms.late:
            until = now + max(error.retry_after or BACKOFF, self._terms.settle)
            return self._deliveries.defer(claim, until=until, error=str(error), state=DeliveryState.SENDING)
        trouble = troubles.uncertain(claim.delivery, claim.subscription, error)
        return self._close(claim, DeliveryState.UNKNOWN, str(error), trouble)

    def _too_late(self, claim: Claim) -> tuple[DeliveryState, str, Trouble | None] | None:
        """How a delivery ends that must not be posted any more, None if it may be."""
        delivery, subscription = claim.delivery, claim.subscription
        if claim.removed:
            return DeliveryState.FAILED, "the digest was removed", None
        if subscription.paused is not None and delivery.asked_by is None:
            return DeliveryState.FAILED, f"the digest is paused: {subscription.paused}", None
        # The rest of a digest that stands in the channel is never too late for its thread.
        if not delivery.sent and self._clock() - delivery.slot >= self._terms.late:
            why = delivery.error or ""
            # A correction is found and tried again.
            trouble = None if delivery.corrects else troubles.given_up(delivery, subscription, why)
            return DeliveryState.FAILED, why or "too late", trouble
        return None

    def _close(self, claim: Claim, state: DeliveryState, error: str, trouble: Trouble | None) -> Claim | None:
        """End a delivery that went wrong; whoever ends it pauses the subscription and tells its maker, once.

        What was not posted is not told: it comes with the next digest, composed anew. To post the same again would
        help nobody: what Slack refused it refuses again, and a channel that was closed may be open only next week.
        """
        frozen, known = _parts(claim), claim.delivery.sent
        telling = Telling()
        if state is DeliveryState.UNKNOWN or _is_hopeless(claim, trouble):
            telling, known = frozen[known].telling, known + 1
        if claim.delivery.sent:
            state = DeliveryState.POSTED
        if trouble is not None and trouble.paused:
            # Before the end is recorded: a crash in between must not leave it running into the same wall.
            self._subscriptions.pause(claim.subscription, trouble.reason)
        is_whole = bool(frozen) and known >= len(frozen)
        closed = self._deliveries.close(
            claim, state, now=self._clock(), error=error, upto=None if is_whole else 0, telling=telling
        )
        if closed is not None and trouble is not None:
            self._tell(trouble)
        return closed

    def _tell(self, trouble: Trouble, nth: int = 1) -> None:
        """Tell a maker of a trouble; a later tick of this process does it, if Slack wants to be left alone till then.

        Nobody waits for that here: what is due in other workspaces would wait as well.
        """
        subscription = trouble.subscription
        try:
            self._poster.direct_message(subscription.creator, trouble, workspace=subscription.workspace)
        except DeliveryError as error:
            if error.retry_after is not None and nth < _TRIES:
                with self._lock:
                    self._untold_troubles.append(_Untold(trouble, self._clock() + error.retry_after, nth + 1))
                return
            _log.warning("could not tell the maker of digest %s: %s", subscription.id, error)

    def _tellable(self, now: datetime) -> list[_Untold]:
        """The troubles that were put back and whose time has come, taken from the list."""
        with self._lock:
            found = [each for each in self._untold_troubles if each.since <= now]
            self._untold_troubles = [each for each in self._untold_troubles if each.since > now]
        return found

    def _take_turn(self, delivery: Delivery) -> None:
        now = self._clock()
        turn = self._deliveries.turn(delivery.workspace, delivery.channel, now=now, gap=self._terms.gap)
        if turn > now:
            self._wait(turn - now)

    def _untold(self, subscription: Subscription, slot: datetime) -> NewStories:
        return untold(self._news, self._told, subscription, slot, now=self._clock())

    def _draft(
        self, new: NewStories, subscription: Subscription, slot: datetime, *, asked_by: str | None = None
    ) -> Draft:
        late, most = self._clock() - slot >= NOTICEABLE, subscription.most or self._terms.most
        return draft(self._news, new.stories, subscription, slot, most=most, late=late, asked_by=asked_by)


def _beside(now: datetime) -> datetime:
    """A moment for a delivery that the schedule did not bring: never a whole minute, or it took a slot's place."""
    return now.replace(microsecond=now.microsecond or 1)


def _parts(claim: Claim) -> list[Part]:
    """What was frozen, nothing before that."""
    return thaw(claim.content) if claim.content else []


def _is_hopeless(claim: Claim, trouble: Trouble | None) -> bool:
    """Whether a correction was refused for good: found again, it would be refused again every minute."""
    return claim.delivery.corrects and trouble is not None and not trouble.paused


def _in_turns(jobs: Iterable[_Job]) -> list[Callable[[], Delivery | None]]:
    """The jobs with the first one of everybody first, then the second ones: nobody waits for all of somebody else's."""
    before: Counter[str] = Counter()
    ordered = []
    for whose, job in jobs:
        ordered.append((before[whose], job))
        before[whose] += 1
    return [job for _, job in sorted(ordered, key=lambda each: each[0])]


def _guarded(job: Callable[[], Delivery | None]) -> Delivery | None:
    """What came of one delivery; its failure stops no other. What is left open is taken up when its lease runs out."""
    try:
        return job()
    except StoreUnavailable:
        return None  # it logs its outages itself
    except Exception:
        _log.exception("a digest could not be delivered now")
        return None
