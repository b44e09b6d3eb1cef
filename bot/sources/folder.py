"""What lies in a folder now, told cheaply: 100,000 files in some tenths of a second."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.errors import SourceError, cause_of
from bot.sources.files import HIDDEN, READABLE, shown

SETTLING = timedelta(seconds=1)
"""A file that was modified so short a time ago may still be being written: it waits for the next look."""

_ESCAPED = re.compile(rb"\\(\\|x[0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Seen:
    """The files below a folder that can hold articles: ``settled`` gives the stamp of each by its name (see ``named``),
    ``unsettled`` are those that may still be being written.

    ``closed`` are the names of folders that could not be looked into, "" for the folder itself, each with an end "/".
    """

    settled: dict[str, str] = field(default_factory=dict)
    unsettled: set[str] = field(default_factory=set)
    closed: list[str] = field(default_factory=list)
    problems: list[SourceError] = field(default_factory=list)

    def is_away(self, known: Collection[str]) -> bool:
        """Whether nothing at all is left of several known files: the disk is away rather than each of them."""
        return len(known) > 1 and not self.settled and not self.unsettled and not self.closed

    def gone(self, known: Mapping[str, str]) -> dict[str, str]:
        """Those of the ``known`` files that are no longer there, with their stamps."""
        if self.is_away(known):
            return {}
        hidden = tuple(self.closed)
        return {
            name: stamp
            for name, stamp in known.items()
            if name not in self.settled and name not in self.unsettled and not (hidden and name.startswith(hidden))
        }


def look(folder: Path, *, now: datetime) -> Seen:
    """What lies in the folder and its sub-folders. Hidden files and folders and other kinds are passed over, links to
    folders are not followed. A stamp is made of the times of the last change and the size.
    """
    seen = Seen()
    if not folder.exists():
        hint = "Make it, or correct library.folders in the configuration."
        seen.problems.append(SourceError("no such folder", shown(folder), hint=hint))
        seen.closed.append("")
        return seen
    margin = SETTLING.total_seconds()
    young, future = ((now.timestamp() + sign * margin) * 1e9 for sign in (-1, 1))
    waiting = [(os.fspath(folder), "")]
    while waiting:
        path, below = waiting.pop()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    name = entry.name
                    if name.startswith(HIDDEN):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, f"{below}{name}/"))
                    elif name[name.rfind(".") :].lower() in READABLE and (status := _status(entry)):
                        modified = status.st_mtime_ns
                        known_as = named(below + name)
                        if young < modified < future:
                            seen.unsettled.add(known_as)
                        else:
                            # The inode's time too: a copy that keeps the old date moves it.
                            seen.settled[known_as] = f"{modified}:{status.st_ctime_ns}:{status.st_size}"
        except OSError as error:
            seen.closed.append(named(below))
            hint = "Make it readable for Newsdesk." if isinstance(error, PermissionError) else "Check the path."
            seen.problems.append(SourceError("could not read", shown(Path(path)), cause_of(error), hint=hint))
    return seen


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    """The status of a file; of a link that leads nowhere its own; None if it has gone since it was listed."""
    try:
        return entry.stat()
    except OSError:
        try:
            return entry.stat(follow_symlinks=False)
        except OSError:
            return None


def named(path: str) -> str:
    """A path of the file system as text that every database takes; ``path_of`` gives it back."""
    if path.isascii() and "\\" not in path:
        return path
    return os.fsencode(path.replace("\\", "\\\\")).decode("utf-8", "backslashreplace")


def path_of(folder: Path, name: str) -> Path:
    """The file below ``folder`` that has this name."""
    if "\\" not in name:
        return folder / name
    return folder / os.fsdecode(_ESCAPED.sub(_unescaped, name.encode()))


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return code if code == b"\\" else bytes([int(code[1:], 16)])
