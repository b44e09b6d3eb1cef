"""What every measurement needs: the data and the scorers beside it, all of them outside the project."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.domain.errors import NotFound, cause_of

Analyse = Callable[[Document], Analysis]
_Item = TypeVar("_Item")


class Shown(Protocol):
    """Passes items on and shows how far it has come."""

    def __call__(self, what: str, items: Sequence[_Item]) -> Iterator[_Item]: ...


def needed(what: str, *files: Path) -> None:
    """Raises: NotFound for the first file that is not there."""
    for file in files:
        if not file.exists():
            raise NotFound("not measured", what, f"{file} is not there")


def lines_of(what: str, file: Path) -> list[str]:
    """The lines of a text file, gzipped or not. Raises: NotFound if it is broken."""
    try:
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        return content.decode("utf-8").split("\n")[: content.count(b"\n")]
    except (OSError, EOFError, ValueError) as e:
        raise NotFound("not measured", what, f"{file} can't be read: {cause_of(e)}") from e


def written(file: Path, records: Iterable[object]) -> Path:
    """``file``, with each record as a line of JSON."""
    file.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    return file


def told(script: Path, *arguments: str | Path) -> str:
    """What a scorer prints. Raises: NotFound, with its last line, if it fails."""
    ran = subprocess.run(  # noqa: S603 - the scorers stand beside the data, where the operator put them
        [sys.executable, "-W", "ignore", str(script), *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise NotFound("not measured", script.name, (ran.stderr.strip() or "it failed").splitlines()[-1])
    return ran.stdout
