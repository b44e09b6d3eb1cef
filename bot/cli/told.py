"""Problems as a user of the command line sees them."""

from __future__ import annotations

from rich.console import Console

from bot.domain.errors import NewsdeskError

STDERR = Console(stderr=True, highlight=False)


def tell(error: NewsdeskError) -> None:
    """Print *problem: subject: cause* and the hint on stderr, with nothing in it taken for markup."""
    STDERR.print(f"newsdesk: {error}", markup=False, soft_wrap=True)
    if error.hint:
        STDERR.print(f"  {error.hint}", markup=False, soft_wrap=True)
