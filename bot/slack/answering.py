"""Answers what was acknowledged: what came in here at once, and what other processes left when its time comes.

A request stands in the inbox until it is answered. The process that took it in has it by a lease; what it can't finish
(Slack says "later", the store fails, a signal stops it) goes back with its time, and any process takes it up. No thread
sleeps. Mentions and direct messages are answered exactly once: the answer is kept and marked as being sent before it is
posted, and looked for in the channel before it is posted again. Commands and clicks are answered at least once: what
was sent to a ``response_url`` can't be looked up.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.digests.troubles import BACKOFF, Verdict, verdict
from bot.domain.errors import DeliveryError, NewsdeskError, StorageError, StoreUnavailable
from bot.slack import envelope
from bot.slack.pacing import FairPool
from bot.slack.refusals import code_of
from bot.slack.sending import Destination, Post, Sender, freeze, thaw
from bot.slack.views import notices
from bot.slack.views.blocks import Message
from bot.storage.inbox import Entry, SqlInbox, State

SETTLE = timedelta(seconds=5)
"""Until a message that Slack has taken is in its history."""
LOOKS = 2
"""How often an answer is looked for in the history before it is certain that it is not there."""
AGAIN = timedelta(seconds=5)
"""Until a request is tried again that the store failed."""
DEADLY = 5
"""Processes that may die while they answer a request before it is given up: it may be what kills them. Not fewer: one
that is killed for another reason (no memory, a machine that goes away) dies with all that it answers at the time.
"""
EVENT_LIVES = timedelta(hours=24)
"""How long after it an event is answered. Source: Slack's delayed events come up to a day later."""
URL_LIVES = timedelta(minutes=29)
"""How long after a request its ``response_url`` is tried: Slack takes it for 30 minutes."""
URL_TRIES = 3
"""Answers to a ``response_url`` without a clear result; Slack takes 5, and one may have to say that it failed."""

_SKEW = timedelta(hours=2)
_LOOK_EVERY = timedelta(seconds=1)  # between two looks at what others have left
_log = logging.getLogger(__name__)

Count = Callable[[str, str], None]


class Ticket:
    """One request while it is answered: whoever answers sends through it, and it knows what is left to do.

    ``entry`` is the request as it stands, and says at each moment how far the answer is. ``failure`` is what a listener
    raised that it had no words for. Not for several threads. Every method may raise ``StorageError``.
    """

    def __init__(
        self, entry: Entry, inbox: SqlInbox, sender: Sender, clock: Callable[[], datetime], settle: timedelta = SETTLE
    ) -> None:
        self.entry = entry
        self.failure: Exception | None = None
        self._inbox, self._sender, self._clock, self._settle = inbox, sender, clock, settle
        self._is_open = True

    @property
    def body(self) -> Mapping[str, Any]:
        """The request as Slack sent it."""
        return self.entry.body

    @property
    def is_first(self) -> bool:
        """Whether nobody has tried to answer it before."""
        return self.entry.looks == 0 and self.entry.attempts == 0

    def send(self, to: Destination, message: Message) -> bool:
        """Send an answer; False if that has to be done later, or is somebody else's by now.

        Raises: DeliveryError if Slack refuses it for good.
        """
        if not self._is_open:
            return False
        content = freeze(to, message)
        if isinstance(to, Post):
            if not self._inbox.begin(self.entry, content):
                self._is_open = False
                return False
            # Whatever fails from here on, the store for one: it is not posted again before it was looked for.
            self.entry = replace(self.entry, state=State.SENDING, content=content)
        return self._sent(to, message, content)

    def resume(self) -> bool:
        """Go on with the answer that is kept; as ``send``."""
        to, message = thaw(self.entry.content or "")
        if self.entry.state is State.SENDING and isinstance(to, Post):
            since = min(self.entry.received, self._clock()) - _SKEW
            try:
                if self._sender.is_sent(to, message, workspace=self.entry.workspace, key=self.entry.id, since=since):
                    return True
            except DeliveryError as error:
                if verdict(error) not in (Verdict.LOOK, Verdict.WAIT):
                    raise
                self._later(error.retry_after or BACKOFF, State.SENDING, looks=self.entry.looks)
                return False
            if self.entry.looks + 1 < LOOKS:
                self._later(self._settle, State.SENDING, looks=self.entry.looks + 1)
                return False
        return self.send(to, message)

    def later(self, wait: timedelta) -> None:
        """Put the request back: it is begun anew after ``wait``."""
        self._later(wait, State.WAITING, content=None, looks=self.entry.looks + 1)

    def tell(self, to: Destination, message: Message) -> bool:
        """Say a word beside the answer; whether Slack took it. That it did not is only logged."""
        try:
            self._sender.send(to, message, workspace=self.entry.workspace, key=self.entry.id)
        except DeliveryError as error:
            _log.warning("could not tell who asked: %s", code_of(error))
            return False
        return True

    def close(self) -> None:
        """The request is answered, unless it was put back."""
        if self._is_open:
            self._inbox.done(self.entry)
            self._is_open = False

    def _sent(self, to: Destination, message: Message, content: str) -> bool:
        try:
            self._sender.send(to, message, workspace=self.entry.workspace, key=self.entry.id)
        except DeliveryError as error:
            match verdict(error):
                case Verdict.LOOK if isinstance(to, Post):
                    self._later(self._settle, State.SENDING, content=content)
                case Verdict.LOOK if self.entry.looks + 1 >= URL_TRIES:
                    raise
                case Verdict.LOOK:
                    self._later(self._settle, State.COMPOSED, content=content, looks=self.entry.looks + 1)
                case Verdict.WAIT:
                    self._later(error.retry_after or AGAIN, State.COMPOSED, content=content, looks=self.entry.looks)
                case _:
                    self.entry = replace(self.entry, state=State.COMPOSED, content=content)
                    raise
            return False
        return True

    def _later(self, wait: timedelta, state: State, *, content: str | None = "", looks: int = 0) -> None:
        if self._is_open:
            kept = self.entry.content if content == "" else content
            self._inbox.put_back(self.entry, until=self._clock() + wait, state=state, content=kept, looks=looks)
            self._is_open = False


class Answering:
    """Answers the inbox in the threads of ``pool``. ``dispatch`` finds the answer to a new request and sends it.

    ``count`` is told the kind and the outcome of what is decided here. After an unclear result an answer is left alone
    for ``settle``.
    """

    def __init__(
        self,
        inbox: SqlInbox,
        sender: Sender,
        pool: FairPool,
        dispatch: Callable[[Ticket], None],
        *,
        clock: Callable[[], datetime],
        count: Count,
        settle: timedelta = SETTLE,
    ) -> None:
        self._inbox, self._sender, self._pool, self._dispatch = inbox, sender, pool, dispatch
        self._clock, self._count, self._settle = clock, count, settle
        self._in_hand: set[str] = set()
        self._left: list[tuple[str, Callable[[], None]]] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="inbox", daemon=True)

    def start(self) -> None:
        """Begin to look after what others leave, and to say that this process lives."""
        self._keeper.start()

    def begin(self, entry: Entry) -> None:
        """Answer a request that this process holds, as soon as its workspace's turn comes."""
        with self._lock:
            if entry.id in self._in_hand:
                return
            self._in_hand.add(entry.id)
        self._submit(entry.workspace, lambda: self._answer(entry))

    def stop(self, seconds: float) -> None:
        """Finish what is there to be answered, for ``seconds`` at most; everything else goes back to the inbox.

        In the second half nothing new is begun, so that what is begun can end.
        """
        if self._stopping.is_set():
            return
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join(seconds)
        self._pool.drain(seconds / 2)
        self._pool.stop(seconds / 2)
        try:
            self._inbox.release(self._clock())
        except StorageError:
            _log.info("what was not answered is taken over when its lease has ended")
        self._inbox.close()

    def _answer(self, entry: Entry) -> None:
        ticket = Ticket(entry, self._inbox, self._sender, self._clock, self._settle)
        try:
            self._go_on(ticket)
        except StoreUnavailable:
            # Nothing was written down, so it is still ours.
            left = ticket.entry
            again = replace(left, looks=left.looks + 1) if left.state is State.WAITING else left
            return self._leave(entry.workspace, lambda: self._answer(again))
        except StorageError:
            # Something that the store will refuse again.
            _log.exception("request %s could not be answered", entry.id)
            self._count("answer", "failed")
            self._tell(ticket, notices.apology(entry.id[:6]))
        self._end(ticket)
        return None

    def _end(self, ticket: Ticket) -> None:
        entry = ticket.entry
        try:
            ticket.close()
        except StorageError:
            # It is answered: only that has to be written down.
            return self._leave(entry.workspace, lambda: self._end(ticket))
        with self._lock:
            self._in_hand.discard(entry.id)
        return None

    def _go_on(self, ticket: Ticket) -> None:
        entry = ticket.entry
        if self._clock() - entry.received > (EVENT_LIVES if "event" in entry.body else URL_LIVES):
            return self._count("late", "expired")
        if entry.attempts and not self._inbox.attempt(entry):
            return None
        if entry.attempts >= DEADLY:
            return self._give_up(ticket)
        if entry.content is None:
            return self._dispatch(ticket)
        if entry.state is State.COMPOSED and entry.looks:
            self._count("answer", "repeated")
        try:
            ticket.resume()
        except DeliveryError as error:
            self._unsent(ticket, error)
        return None

    def _give_up(self, ticket: Ticket) -> None:
        """A request that several processes died with is answered no more: it is told, and logged."""
        _log.error("given up: %s processes died with request %s", ticket.entry.attempts, ticket.entry.id)
        self._count("answer", "failed")
        self._tell(ticket, notices.apology(ticket.entry.id[:6]))

    def _unsent(self, ticket: Ticket, error: DeliveryError) -> None:
        _log.warning("could not answer: %s", code_of(error))
        self._count("answer", "unsent")
        if ticket.entry.state is State.SENDING:
            self._tell(ticket, notices.unclear())
        else:
            self._tell(ticket, notices.unsent(code_of(error)))

    def _tell(self, ticket: Ticket, message: Message) -> None:
        """A last word to who asked, by the first way that there is to them."""
        any(ticket.tell(to, message) for to in envelope.askers(ticket.body))

    def _leave(self, workspace: str, step: Callable[[], None]) -> None:
        with self._lock:
            self._left.append((workspace, step))

    def _submit(self, workspace: str, step: Callable[[], None]) -> None:
        try:
            self._pool.submit(workspace, step)
        except RuntimeError:
            # The pool takes nothing more: what stands in the inbox is given back by ``stop``.
            _log.debug("stopping: left in the inbox")

    def _keep(self) -> None:
        renewed = self._clock()
        lease = self._inbox.lease
        while not self._stopping.wait(min(_LOOK_EVERY, lease / 6).total_seconds()):
            try:
                now = self._clock()
                with self._lock:
                    left, self._left = self._left, []
                    in_hand = frozenset(self._in_hand)
                for workspace, step in left:
                    self._submit(workspace, step)
                # A clock that was set back must not keep us from saying that we live.
                if not timedelta(0) <= now - renewed < lease / 3:
                    self._inbox.renew(now, in_hand)
                    renewed = now
                for entry in self._inbox.take_over(now):
                    self.begin(entry)
            except NewsdeskError as error:
                _log.debug("the inbox can't be looked after now: %s", error)
            except Exception:
                _log.exception("the inbox could not be looked after")
