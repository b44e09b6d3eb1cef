"""Files and folders on this machine: what is in them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.domain.article import Document
from bot.domain.errors import SourceError, cause_of
from bot.sources.decoding import LARGEST, too_large
from bot.sources.formats import SUFFIXES, articles_in
from bot.sources.furniture import Furniture
from bot.sources.unread import Unread

READABLE = SUFFIXES
HIDDEN = (".", "~$")
"""How the names of what is passed over begin; the second is Word's, beside a document that is open."""
OFFICE = frozenset({".doc", ".odt", ".rtf", ".epub", ".pages"})
"""Kinds that hold articles which somebody may miss: a folder says that it has them; others are passed over."""
HINT = "Check the path."
CONTROLS = re.compile("[\x00-\x1f\x7f]")


Reading = Callable[[], Iterable[Document | SourceError]]
"""Something that is still to be read: the call gives its articles, and why there is none."""


@dataclass(frozen=True, slots=True)
class InFile:
    """A ``Reading`` that another process can do as well: it is made of values, and so is what it gives.

    ``inside`` is the folder that the file must not lead out of.
    """

    path: Path
    now: datetime
    furniture: Furniture | None = None
    inside: Path | None = None

    def __call__(self) -> list[Document | SourceError]:
        if self.inside is not None and leads_out(self.path, self.inside):
            return [elsewhere(self.path)]
        return [*documents_at(self.path, now=self.now, furniture=self.furniture)]


def read_path(path: Path, *, now: datetime, furniture: Furniture | None = None) -> Iterator[Document | SourceError]:
    """The articles in a file, or in every file in a folder and its sub-folders in the order of their paths.

    In a folder hidden files and those of kinds that no article comes in are passed over. What can't be read is given
    as an error in its place, and the rest goes on.
    """
    for reading in readings(path, now=now, furniture=furniture):
        yield from reading()


def readings(path: Path, *, now: datetime, furniture: Furniture | None = None) -> list[Reading]:
    """What ``read_path`` gives, with nothing opened yet: how many there are is known before the first is read."""

    def at(file: Path) -> Reading:
        return InFile(file, now, furniture)

    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        return [_told(_unreadable(path, error))]
    if not is_folder:
        return [at(path)]
    problems: list[SourceError] = []
    found = files_in(path, problems)
    left = [file for file in found if file.suffix.lower() in OFFICE]
    files = [at(file) for file in found if file.suffix.lower() in READABLE]
    if left:
        kinds = ", ".join(sorted({file.suffix.lower() for file in left}))
        cause = f"{len(left)} of another kind ({kinds}), the first is {shown(left[0])}"
        last = SourceError("passed over", shown(path), cause, hint="Save them as plain text, PDF or .docx.")
    elif not problems and not files:
        last = SourceError(
            "nothing to read", shown(path), "it holds no file of a kind that articles come in", hint=HINT
        )
    else:
        return [*map(_told, problems), *files]
    return [*map(_told, problems), *files, _told(last)]


def _told(problem: SourceError) -> Reading:
    return lambda: [problem]


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
        folders[:] = sorted(name for name in folders if not name.startswith(HIDDEN))
        found += [Path(root, name) for name in names if not name.startswith(HIDDEN)]
    outside = {path for path in found if path.is_symlink() and leads_out(path, folder)}
    problems += [elsewhere(path) for path in sorted(outside) if path.suffix.lower() in READABLE]
    return sorted(path for path in found if path not in outside)


def elsewhere(link: Path) -> SourceError:
    """What is told of a link that leads out of its folder."""
    return SourceError(
        "not opened", shown(link), "it is a link to a place outside its folder", hint="Copy the file there."
    )


def leads_out(link: Path, folder: Path) -> bool:
    """Whether what is at ``link``, below ``folder``, lies somewhere else in truth."""
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
