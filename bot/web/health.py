"""Whether the process lives (``/healthz``), and whether it can answer (``/readyz``)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from bot.domain.errors import NewsdeskError

Check = Callable[[], None]
"""Returns if all is well; else it raises, a ``NewsdeskError`` where the operator can do something about it."""

_log = logging.getLogger(__name__)


def readiness(checks: Mapping[str, Check]) -> dict[str, str]:
    """What each check found: "ok", or the problem without its details, which only the log gets."""
    return {name: _found(name, check) for name, check in checks.items()}


def _found(name: str, check: Check) -> str:
    try:
        check()
    except NewsdeskError as error:
        _log.warning("not ready: %s: %s", name, error)
        return error.problem
    except Exception:
        _log.exception("not ready: %s", name)
        return "failed"
    return "ok"
