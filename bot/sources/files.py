"""Files and folders on this machine: what is in them, and what has changed since the last look."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.article import Document
from bot.domain.errors import SourceError, cause_of
from bot.sources.decoding import LARGEST, too_large
from bot.sources.formats import SUFFIXES, articles_in
from bot.sources.furniture import Furniture
from bot.sources.unread import Unread, plain

READABLE = SUFFIXES
OFFICE = frozenset({".doc", ".odt", ".rtf", ".epub", ".pages"})
"""Kinds that hold articles which somebody may miss: a folder says that it has them; others are passed over."""
SETTLING = timedelta(seconds=1)
HINT = "Check the path."
CONTROLS = re.compile("[\x00-\x1f\x7f]")


def read_path(path: Path, *, now: datetime, furniture: Furniture | None = None) -> Iterator[Document | SourceError]:
    """The article in a file, or every article in a folder and its sub-folders in the order of their paths.

    In a folder hidden files and those of kinds that no article comes in are passed over. What can't be read is given
    as an error in its place, and the rest goes on.
    """
    try:
        is_folder = path.is_dir()
    except OSError as error:
        yield _unreadable(path, error)
        return
    if not is_folder:
        yield from documents_at(path, now=now, furniture=furniture)
        return
    problems: list[SourceError] = []
    found = files_in(path, problems)
    yield from problems
    for file in found:
        if file.suffix.lower() in READABLE:
            yield from documents_at(file, now=now, furniture=furniture)
    left = [file for file in found if file.suffix.lower() in OFFICE]
    if left:
        kinds = ", ".join(sorted({file.suffix.lower() for file in left}))
        cause = f"{len(left)} of another kind ({kinds}), the first is {shown(left[0])}"
        yield SourceError("passed over", shown(path), cause, hint="Save them as plain text, PDF or .docx.")
    elif not problems and not any(file.suffix.lower() in READABLE for file in found):
        yield SourceError("nothing to read", shown(path), "it holds no file of a kind that articles come in", hint=HINT)


def documents_at(path: Path, *, now: datetime, furniture: Furniture | None = None) -> Iterator[Document | SourceError]:
    """The articles in one file, whatever its name ends with, or why there is none: ``Unread``, if the system could not
    read it now and may another time, or it is to come out later.
    """
    try:
        if not path.exists():
            yield SourceError("no such file", shown(path), hint=HINT)
            return
        data = _bytes_of(path) if path.is_file() else None
    except SourceError as error:
        yield error
    except (OSError, ValueError) as error:
        yield _unreadable(path, error)
    else:
        if data is None:
            yield _not_a_file(path)
        else:
            name = locator_of(path)
            yield from articles_in(data, name=Path(name).name, locator=name, now=now, furniture=furniture)


def _bytes_of(path: Path) -> bytes:
    """What is in a file, one byte over the largest article at most.

    Raises: SourceError if it is no plain file or too large; OSError, ValueError.
    """
    # Its name may mean another thing by now: a pipe without a writer would hold up who opens it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _not_a_file(path)
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(LARGEST + 1)
    finally:
        os.close(descriptor)
    if len(data) > LARGEST:
        raise too_large(locator_of(path))
    return data


def files_in(folder: Path, problems: list[SourceError]) -> list[Path]:
    """The files below ``folder`` whose path has no hidden part, sorted.

    Folders that can't be opened and links that lead out of ``folder`` go to ``problems``: who may write there need not
    be one who may read all that Newsdesk can. Links to folders are not followed, so that a loop of them ends.
    """

    def on_error(error: OSError) -> None:
        problems.append(_unreadable(Path(error.filename or folder), error))

    found: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=on_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(root, name) for name in names if not name.startswith(".")]
    outside = {path for path in found if path.is_symlink() and _leads_out(path, folder)}
    problems += [
        SourceError(
            "not opened", shown(path), "it is a link to a place outside its folder", hint="Copy the file there."
        )
        for path in sorted(outside)
        if path.suffix.lower() in READABLE
    ]
    return sorted(path for path in found if path not in outside)


def _leads_out(link: Path, folder: Path) -> bool:
    try:
        # What leads nowhere leads to nothing that could be read: it is told as what it is.
        return link.exists() and not link.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a loop of links
        return False


def survey(folder: Path) -> tuple[int, list[str]]:
    """How many files below ``folder`` can be read as articles, and what there can't be read."""
    problems: list[SourceError] = []
    files = [file for file in files_in(folder, problems) if file.suffix.lower() in READABLE]
    closed = [shown(file) for file in files if not os.access(file, os.R_OK)]
    return len(files) - len(closed), [*(problem.subject for problem in problems), *closed]


def locator_of(path: Path) -> str:
    """The absolute path, links resolved: the identity of the article in the file."""
    try:
        return shown(path.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, a null byte
        return shown(path.absolute())


def shown(path: Path) -> str:
    """``path`` as one line of text that can be stored and printed, whatever bytes are in its name."""
    return CONTROLS.sub("\ufffd", os.fsencode(path).decode("utf-8", errors="replace"))


def _not_a_file(path: Path) -> SourceError:
    return SourceError("not a file", shown(path), hint=HINT)


def _unreadable(path: Path, error: Exception) -> Unread:
    denied = isinstance(error, PermissionError)
    hint = "Make it readable for Newsdesk." if denied else HINT
    return Unread("could not read", shown(path), cause_of(error), hint=hint)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file has changed; ``changed`` is the inode's time, which a copy with the old date moves too."""

    modified: int
    changed: int
    size: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        """The stamp of a file's status."""
        return cls(status.st_mtime_ns, status.st_ctime_ns, status.st_size)


def changed(found: Mapping[Path, Stamp], seen: Mapping[Path, Stamp], *, now: datetime) -> list[Path]:
    """The files of ``found`` that are new or differ from ``seen``, sorted.

    One that was modified within the last second may still be being written: it waits for the next look.
    """
    settled = now.timestamp() - SETTLING.total_seconds(), now.timestamp() + SETTLING.total_seconds()
    return sorted(
        path
        for path, stamp in found.items()
        if seen.get(path) != stamp and not settled[0] < stamp.modified / 1e9 < settled[1]
    )


class FolderWatch:
    """A folder that is looked at again and again; each look reads only what is new or has changed."""

    def __init__(self, folder: Path, furniture: Furniture | None = None) -> None:
        self.folder = folder
        self._furniture = furniture
        self._seen: dict[Path, Stamp] = {}
        self._failing: dict[Path, tuple[Stamp, set[str]]] = {}
        self._told: set[str] = set()

    def look(self, *, now: datetime) -> Iterator[Document | SourceError]:
        """The articles that are new or changed since the last look, in the order of their paths.

        A file that can't be read is told once, until it changes; a folder that can't be opened is told once, until it
        can. A file is remembered when it was read or is none that could be, so that the next look makes up for one that
        breaks off, and for what the system could not give.
        """
        problems: list[SourceError] = []
        found = self._found(problems)
        yield from (problem for problem in problems if str(problem) not in self._told)
        self._told = {str(problem) for problem in problems}
        self._seen = {path: stamp for path, stamp in self._seen.items() if path in found}
        self._failing = {path: told for path, told in self._failing.items() if found.get(path) == told[0]}
        for path in changed(found, self._seen, now=now):
            read = list(documents_at(path, now=now, furniture=self._furniture))
            failing = {str(each) for each in read if isinstance(each, Unread)}
            # Of a message of several, one may come out while another waits.
            if not failing or failing != self._failing.get(path, (None, None))[1]:
                yield from (plain(each) if isinstance(each, Unread) else each for each in read)
            if failing:
                self._failing[path] = found[path], failing
            else:
                self._seen[path] = found[path]
                self._failing.pop(path, None)

    def _found(self, problems: list[SourceError]) -> dict[Path, Stamp]:
        found: dict[Path, Stamp] = {}
        if not self.folder.exists():
            hint = "Make it, or correct library.folders in the configuration."
            problems.append(SourceError("no such folder", shown(self.folder), hint=hint))
            return found
        for path in files_in(self.folder, problems):
            if path.suffix.lower() not in READABLE:
                continue
            try:
                found[path] = Stamp.of(path.stat())
            except OSError as error:
                if path.is_symlink():  # else it was removed between the two looks, which is no problem
                    problems.append(_unreadable(path, error))
        return found
