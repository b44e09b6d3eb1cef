"""Problems as a user of the command line sees them."""

from __future__ import annotations

import re

from rich.console import Console

from bot.domain.errors import NewsdeskError

_COMMAND = re.compile(r"(?<!\S)/(news|summary|quotes|figures|compare|digest)( help)?\b")
STDERR = Console(stderr=True, highlight=False)


def tell(error: NewsdeskError) -> None:
    """Print *problem: subject: cause* and the hint on stderr, with nothing in it taken for markup."""
    STDERR.print(f"newsdesk: {error}", markup=False, soft_wrap=True)
    if error.hint:
        STDERR.print(f"  {_COMMAND.sub(_as_typed_here, error.hint)}", markup=False, soft_wrap=True)


def _as_typed_here(command: re.Match[str]) -> str:
    return "newsdesk --help" if command[2] else f"newsdesk {command[1]}"
