"""``newsdesk add``: what became of each article, how far it is, and how to go on where it was stopped."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from bot.app.core import open_core
from bot.cli.removing import left_out, numbered
from bot.cli.told import STDERR, Teller, json_text, mention, say
from bot.domain.article import caveats
from bot.domain.errors import NewsdeskError
from bot.sources import is_address
from bot.storage.store import Filed, Outcome

INTERRUPTED = 130
"""The exit code of what Ctrl-C ended, as shells have it."""
_NOT_TAKEN_IN = "not taken in"
_NAMED = 20
"""So many articles are named at a terminal; the rest is counted."""
_BAR_AFTER = 2.0
"""Seconds; what is done by then needs no bar."""


def add(locators: Sequence[str], *, workspace: str, as_json: bool, verbose: bool) -> int:
    """Take in what is at these places; the exit code: 0, 1 if something was not taken in, 130 after Ctrl-C.

    Raises: SettingsError, StorageError.
    """
    counts: Counter[str] = Counter()
    teller = _Records() if as_json else _Lines(every=verbose or not sys.stdout.isatty())
    with open_core() as core, _interruptible(core.analyser.close), _Bar(hidden=teller.shows_the_way) as bar:
        try:
            for outcome in core.intake.take_in_all(locators, workspace=workspace, expect=bar.expect):
                counts[outcome.outcome.value if isinstance(outcome, Filed) else _NOT_TAKEN_IN] += 1
                teller.tell(outcome)
                bar.advance()
        except KeyboardInterrupt:
            bar.stop()
            teller.finish()
            mention(f"stopped: {_counted(counts)}. The same command goes on from here.")
            return INTERRUPTED
        bar.stop()
        teller.finish()
        if counts.total() > 1:
            # A folder's sub-folders count, and a feed's entries: more may have come than somebody meant.
            mention(_counted(counts))
        if counts.total() > len(locators) and any(map(is_address, locators)):
            mention("A feed was read once; newsdesk feeds add keeps reading it.")
    return 1 if counts[_NOT_TAKEN_IN] else 0


def _counted(counts: Counter[str]) -> str:
    if not counts:
        return "nothing was taken in yet"
    return f"{counts.total():,} in all: " + ", ".join(f"{times:,} {what}" for what, times in counts.items())


class _Lines:
    """A line for each article on stdout, and the problems on stderr; of many only the first, unless ``every``."""

    def __init__(self, *, every: bool) -> None:
        self._every, self._lines, self._teller = every, 0, Teller()

    def shows_the_way(self) -> bool:
        """Whether what is printed shows how far it is, where a bar would stand in between."""
        return sys.stdout.isatty() and (self._every or self._lines <= _NAMED)

    def tell(self, outcome: Filed | NewsdeskError) -> None:
        if isinstance(outcome, NewsdeskError):
            self._teller(outcome)
            return
        self._lines += 1
        if self._every or self._lines <= _NAMED:
            article = outcome.article
            told = "".join(f" ({caveat})" for caveat in caveats(article))
            say(f"{outcome.outcome.value}: {numbered(article)}{told}")
            if outcome.outcome is Outcome.LEFT_OUT:
                mention(left_out(outcome))
        elif self._lines == _NAMED + 1:
            mention("… the rest is counted; --verbose names each")

    def finish(self) -> None:
        self._teller.finish()


class _Records:
    """A JSON object for each article or problem on stdout."""

    def shows_the_way(self) -> bool:
        return sys.stdout.isatty()

    def tell(self, outcome: Filed | NewsdeskError) -> None:
        say(json_text(_record(outcome)))

    def finish(self) -> None:
        """Nothing was held back."""


def _record(outcome: Filed | NewsdeskError) -> dict[str, object]:
    if isinstance(outcome, NewsdeskError):
        told = {"problem": outcome.problem, "subject": outcome.subject, "cause": outcome.cause, "hint": outcome.hint}
        return {"outcome": _NOT_TAKEN_IN, **told}
    article = outcome.article
    record: dict[str, object] = {
        "outcome": outcome.outcome.value,
        "story": article.story or None,
        "title": article.title,
    }
    record |= {"source": article.outlet, "language": article.language, "locator": article.locator}
    return record | ({"why": outcome.why} if outcome.why else {})


class _Bar:
    """How far it is and how long it takes, on stderr where that is a terminal, once it takes a while."""

    def __init__(self, *, hidden: Callable[[], bool]) -> None:
        columns = (SpinnerColumn(), TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        # What is printed stays on stdout: rich would send it to the bar's stream, wrapped to the terminal's width.
        self._progress = Progress(*columns, console=STDERR, transient=True, redirect_stdout=False)
        self._task = self._progress.add_task("Reading", total=None)
        self._hidden, self._began, self._shown = hidden, time.monotonic(), False

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def expect(self, total: int | None) -> None:
        """So many there are; None: nobody knows."""
        self._progress.update(self._task, total=total)

    def advance(self) -> None:
        """One more is done."""
        self._progress.advance(self._task)
        if not self._shown and time.monotonic() - self._began > _BAR_AFTER and sys.stderr.isatty():
            self._shown = not self._hidden()
            if self._shown:
                self._progress.start()

    def stop(self) -> None:
        if self._shown:  # one that never began would leave an empty line
            self._progress.stop()


@contextmanager
def _interruptible(close: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C ends at once what is being analysed: nobody would be left to take the result."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        # In a thread: the one that was interrupted may hold what closing waits for.
        threading.Thread(target=close, name="closing").start()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
