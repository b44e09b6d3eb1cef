"""Problems as a user of the command line sees them."""

from __future__ import annotations

import re
from collections import Counter

from rich.console import Console

from bot.domain.errors import NewsdeskError

_COMMAND = re.compile(r"(?<!\S)/(news|summary|quotes|figures|compare|digest)( help)?\b")
STDERR = Console(stderr=True, highlight=False)


_ALIKE = 3
"""So many problems of one kind are told one by one."""


class Teller:
    """Tells problems as ``tell`` does; of many that are alike the first ones, and in ``finish`` how many more."""

    def __init__(self) -> None:
        self._times: Counter[tuple[str, str]] = Counter()

    def __call__(self, error: NewsdeskError) -> None:
        """Tell a problem, unless enough like it were told."""
        kind = (error.problem, error.cause)
        self._times[kind] += 1
        if self._times[kind] <= _ALIKE:
            tell(error)

    def finish(self) -> None:
        """Say how many were not told."""
        for (problem, cause), times in self._times.items():
            if times > _ALIKE:
                what = ": ".join(filter(None, [problem, cause]))
                STDERR.print(f"newsdesk: and {times - _ALIKE:,} more: {what}", markup=False, soft_wrap=True)


def tell(error: NewsdeskError) -> None:
    """Print *problem: subject: cause* and the hint on stderr, with nothing in it taken for markup."""
    STDERR.print(f"newsdesk: {error}", markup=False, soft_wrap=True)
    if error.hint:
        STDERR.print(f"  {_COMMAND.sub(_as_typed_here, error.hint)}", markup=False, soft_wrap=True)


def _as_typed_here(command: re.Match[str]) -> str:
    return "newsdesk --help" if command[2] else f"newsdesk {command[1]}"
