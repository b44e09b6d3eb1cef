"""Whether the process lives (``/healthz``), and whether it can answer (``/readyz``)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock

from bot.domain.errors import NewsdeskError, StoreUnavailable

Check = Callable[[], None]
"""Returns if all is well; else it raises, a ``NewsdeskError`` where the operator can do something about it."""

READY_SECONDS = 1.0
"""How long ``/readyz`` waits for its checks: a load balancer's own limit is seldom longer than a few seconds."""

_OK = "ok"
_SILENT = "no answer in time"

_log = logging.getLogger(__name__)


class Readiness:
    """Asks each check at most once at a time, however many probes come, and logs what changes between two answers.

    A check that hangs holds its own thread and no other; whoever asks meanwhile waits for that same run.
    """

    def __init__(self, checks: Mapping[str, Check], *, seconds: float = READY_SECONDS) -> None:
        self._checks, self._seconds = checks, seconds
        self._threads = ThreadPoolExecutor(len(checks) or 1, thread_name_prefix="ready")
        self._lock = Lock()
        self._running: dict[str, Future[str]] = {}
        self._last: dict[str, str] = {}

    def found(self) -> dict[str, str]:
        """What each check found, within ``seconds``: "ok", or the problem without its details, which the log gets."""
        with self._lock:
            for name, check in self._checks.items():
                if name not in self._running or self._running[name].done():
                    self._running[name] = self._threads.submit(self._run, name, check)
            running = dict(self._running)
        _, late = wait(running.values(), timeout=self._seconds)
        for name in (name for name, run in running.items() if run in late):
            if self._is_news(name, _SILENT):
                _log.warning("not ready: %s: %s", name, _SILENT)
        return {name: _SILENT if run in late else run.result() for name, run in running.items()}

    def _run(self, name: str, check: Check) -> str:
        try:
            check()
        except StoreUnavailable as error:  # the store logs its outages itself
            self._is_news(name, error.problem)
            return error.problem
        except NewsdeskError as error:
            if self._is_news(name, error.problem):
                _log.warning("not ready: %s: %s", name, error)
            return error.problem
        except Exception:
            if self._is_news(name, "failed"):
                _log.exception("not ready: %s", name)
            return "failed"
        if self._is_news(name, _OK):
            _log.info("ready again: %s", name)
        return _OK

    def _is_news(self, name: str, found: str) -> bool:
        with self._lock:
            before = self._last.get(name, _OK)
            self._last[name] = found
        return found != before
