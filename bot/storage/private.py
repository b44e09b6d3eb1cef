"""Files and folders for the user of this process alone, whatever the umask says."""

from __future__ import annotations

import os
import stat
import threading
from contextlib import suppress
from pathlib import Path

_FOLDER, _FILE, _OTHERS = 0o700, 0o600, 0o077
_making = threading.Lock()


def make_folder(folder: Path) -> None:
    """Make ``folder``, and what is missing above it, for us alone; what is there already stays as it is.

    Raises:
        OSError: if it can't be made.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        each.chmod(_FOLDER)
    folder.mkdir(exist_ok=True)  # says so if it is a file


def make_file(path: Path) -> None:
    """Make an empty file, unless it is there or can't be made: whoever opens it next says why.

    One thread at a time: POSIX takes a process's locks on a file away as soon as one of its descriptors is closed, and
    a database in another thread may count on them (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    with _making, suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _FILE))


def tighten(*ours: Path) -> None:
    """Take away from all others what they may do with these files and folders, where they are there and ours."""
    for path in ours:
        with suppress(OSError):
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & _OTHERS:
                path.chmod(mode & ~_OTHERS)


def write_text(path: Path, text: str) -> None:
    """Write a file for us alone, in UTF-8. Raises: OSError."""
    make_file(path)
    tighten(path)
    path.write_text(text, encoding="utf-8")
