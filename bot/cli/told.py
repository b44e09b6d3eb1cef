"""What the command line writes. A terminal is never sent a control character that an article, or somebody, wrote."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from bot.domain.errors import NewsdeskError
from bot.domain.showable import escape_unshowable, strip_unshowable

_COMMAND = re.compile(r"(?<!\S)/(news|summary|quotes|figures|compare|digest)( help)?\b")
STDERR = Console(stderr=True, highlight=False)
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]


def say(text: str, *, end: str = "\n") -> None:
    """Print an answer on stdout."""
    sys.stdout.write(strip_unshowable(text) + end)
    sys.stdout.flush()


def mention(text: str) -> None:
    """Print a remark on stderr, with nothing in it taken for markup."""
    STDERR.print(strip_unshowable(text), markup=False, soft_wrap=True)


def json_text(record: object, *, indent: int | None = None) -> str:
    """``record`` for programs, whole: what can't be shown is escaped, as JSON may write any character."""
    return escape_unshowable(json.dumps(record, ensure_ascii=False, indent=indent))


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
                mention(f"newsdesk: and {times - _ALIKE:,} more: {what}")


def tell(error: NewsdeskError) -> None:
    """Print *problem: subject: cause* and the hint on stderr."""
    mention(f"newsdesk: {error}")
    if error.hint:
        mention(f"  {_COMMAND.sub(_as_typed_here, error.hint)}")


def _as_typed_here(command: re.Match[str]) -> str:
    return "newsdesk --help" if command[2] else f"newsdesk {command[1]}"


@contextmanager
def problems_told() -> Iterator[None]:
    """A ``NewsdeskError`` becomes one line and exit code 1, in this one place."""
    try:
        yield
    except NewsdeskError as e:
        tell(e)
        raise typer.Exit(1) from None
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        sys.stderr.close()
        raise typer.Exit(0) from None
