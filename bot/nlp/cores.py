"""How many processor cores this process may use."""

from __future__ import annotations

import os
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores() -> int:
    """The cores that this process may run on, or those that its container pays for if they are fewer."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota = _QUOTA.read_text(encoding="ascii")
    except OSError:
        return allowed
    return max(1, min(allowed, paid(quota) or allowed))


def paid(quota: str) -> int | None:
    """The whole cores that a control group's ``cpu.max`` grants ("150000 100000" is one), None for no limit.

    Source: https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files
    """
    match quota.split():
        case [time, period] if time.isdecimal() and period.isdecimal() and int(period):
            return max(1, int(time) // int(period))
        case _:
            pass
    return None
