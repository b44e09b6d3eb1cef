"""What every listener works with, and the one shape that they share: parse → ask the desk → render → send."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_bolt.context import BoltContext

from bot.digests.troubles import Verdict, verdict
from bot.domain.deadline import within
from bot.domain.errors import Busy, DeliveryError, NewsdeskError, NoSuchPage, StorageError, StoreUnavailable
from bot.slack import addition_commands, envelope
from bot.slack.addition_commands import AdditionCommands
from bot.slack.answering import AGAIN, Ticket
from bot.slack.callers import Caller
from bot.slack.digest_commands import DigestCommands
from bot.slack.feed_commands import FeedCommands
from bot.slack.pacing import SECONDS, Desk, FairPool
from bot.slack.profiles import Profiles
from bot.slack.refusals import code_of
from bot.slack.sending import ByUrl, Destination
from bot.slack.threads import Memory, Threads
from bot.slack.views import notices
from bot.slack.views.blocks import Message

TICKET = "ticket"
"""Where the ``Ticket`` stands in Bolt's context."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Newsroom:
    """The listeners' collaborators. ``count`` is told the kind and the outcome of each answer.

    ``pool`` does what is left to do after a form was acknowledged; everything else is done where the listener runs.
    """

    desk: Desk
    memory: Memory
    profiles: Profiles
    digests: DigestCommands
    additions: AdditionCommands
    feeds: FeedCommands
    clock: Callable[[], datetime]
    pool: FairPool
    count: Callable[[str, str], None] = lambda kind, outcome: None

    @property
    def threads(self) -> Threads:
        """The stories of threads."""
        return Threads(self.memory, self.desk.answer, self.clock)

    def ticket(self, context: BoltContext) -> Ticket:
        """The request that a listener answers."""
        ticket: Ticket = context[TICKET]
        return ticket

    def caller(self, context: BoltContext, body: Mapping[str, object]) -> Caller:
        """Who sent a request."""
        return Caller.of(context, body, self.profiles)

    def settle(
        self,
        kind: str,
        ticket: Ticket,
        to: Destination,
        work: Callable[[], Message | None],
        problems: Destination | None = None,
        *,
        seconds: float = SECONDS,
    ) -> None:
        """Send what ``work`` gives in ``seconds``, the problem that it raises, or an apology; None sends nothing.

        ``problems`` is where what went wrong is told, if not where the answer goes. What Slack or the store has no time
        for now is put back. The one place where an error becomes words for a user.
        """
        try:
            with within(seconds):
                message, outcome, to = work(), "answered", to
        except StoreUnavailable:
            return self._postpone(kind, ticket)
        except StorageError:
            message, outcome, to = apology(kind), "failed", problems or to
        except DeliveryError as error:
            if verdict(error) is Verdict.WAIT:
                return ticket.later(error.retry_after or AGAIN)
            message, outcome, to = notices.problem(error), "refused", problems or to
        except NewsdeskError as error:
            message, outcome, to = notices.problem(error), "refused", problems or to
        except Exception:
            message, outcome, to = apology(kind), "failed", problems or to
        if message is not None:
            self.send(kind, ticket, to, message, outcome=outcome, problems=problems)
        return None

    def answer(self, caller: Caller, ask: Callable[[], Message]) -> Message:
        """What ``ask`` gives; of a page that is not in the library, that it can be added. Raises: what ``ask`` does."""
        try:
            return ask()
        except NoSuchPage as error:
            return self.additions.not_here(error, caller)

    def add(
        self,
        caller: Caller,
        ticket: Ticket,
        to: Destination,
        links: Sequence[str],
        files: Sequence[str],
        begun: Callable[[], None] = lambda: None,
    ) -> None:
        """Add pages and files and send what became of them; ``begun`` is called when that begins."""

        def added() -> Message:
            begun()
            return self.additions.add(links, files, caller, since=ticket.entry.received)

        self.read_pages("add", caller, ticket, to, added)

    def read_pages(
        self,
        kind: str,
        caller: Caller,
        ticket: Ticket,
        to: Destination,
        work: Callable[[], Message | None],
        problems: Destination | None = None,
    ) -> None:
        """``settle`` for what asks other sites, which may be slow: in its turn, and put back while there is none."""
        try:
            with self.additions.turn(caller.workspace):
                self.settle(kind, ticket, to, work, problems, seconds=addition_commands.SECONDS)
        except Busy:
            ticket.later(addition_commands.AGAIN)

    def send(
        self,
        kind: str,
        ticket: Ticket,
        to: Destination,
        message: Message,
        *,
        outcome: str = "answered",
        problems: Destination | None = None,
    ) -> None:
        """Send ``message``; if Slack refuses it, whoever asked is told, as far as there is a way."""
        try:
            if ticket.send(to, message):
                self.count(kind, outcome)
            return
        except DeliveryError as error:
            _log.warning("could not answer (%s): %s", kind, code_of(error))
            self.count(kind, "unsent")
            refused = notices.unsent(code_of(error))
        for other in (problems, *envelope.askers(ticket.body)):
            if other is None or other == to:
                continue
            try:
                ticket.send(other, refused)
            except DeliveryError as error:
                _log.warning("could not tell who asked (%s): %s", kind, code_of(error))
            else:
                return

    def _postpone(self, kind: str, ticket: Ticket) -> None:
        """The store is away: the request is tried again soon, and who waits by a ``response_url`` hears of it once."""
        self.count(kind, "postponed")
        to = envelope.asker(ticket.body)
        if ticket.is_first and isinstance(to, ByUrl):
            ticket.tell(to, notices.postponed())
        ticket.later(AGAIN)


def apology(kind: str) -> Message:
    """An apology with a reference, under which the exception at hand is logged: never with what was asked."""
    reference = secrets.token_hex(3)
    _log.exception("reference %s: could not answer (%s)", reference, kind)
    return notices.apology(reference)
