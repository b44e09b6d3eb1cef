"""What was seen in folders, in the database: no process reads what another one has read, nor itself after a restart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Engine, and_, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.engine import reading, writing
from bot.storage.leases import Leases
from bot.storage.schema import files

_LEASES = Leases(files)
_AT_ONCE = 500
"""Rows in one statement or one transaction."""
_Value = TypeVar("_Value")


class State(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    """It is new or has changed, or could not be read for a reason that may pass."""
    READ = "read"
    """Its article is in the library as the file says."""
    REFUSED = "refused"
    """There is nothing in it to read, until it changes."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file to be read, held by who has taken it. ``tries`` counts how often it could not be read, as it is."""

    path: str
    stamp: str
    tries: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a file: its new state, the ids of its articles, or which version refused it."""

    file: Waiting
    state: State
    articles: tuple[str, ...] = ()
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class PutBack:
    """A file that could not be read now; nobody tries again before ``due`` (aware, UTC)."""

    file: Waiting
    due: datetime


class SqlFiles:
    """The files of folders over an engine whose tables are current.

    A folder is named by its path, a file by its path below the folder; a ``stamp`` is any text that differs when the
    file does. Failures of the database are ``StorageError``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        dialect = sqlite if engine.dialect.name == "sqlite" else postgresql
        added = dialect.insert(files)
        # The article stays: until the file is read again, it is what was read of it.
        values = {name: added.excluded[name] for name in ("stamp", "state", "tries", "holder", "lease")}
        # Whoever looked at the same time may have seen the same change, and read it by now: it is read once.
        self._mark = added.on_conflict_do_update(
            index_elements=["folder", "path"], set_=values, where=files.c.stamp != added.excluded.stamp
        )

    def stamps(self, folder: str) -> dict[str, str]:
        """The stamp of each file that is known of the folder, by its path."""
        known = select(files.c.path, files.c.stamp).where(files.c.folder == folder)
        with reading(self._engine) as connection:
            return {row.path: row.stamp for row in connection.execute(known)}

    def wait(self, folder: str, changed: Mapping[str, str], *, now: datetime) -> None:
        """These files, given with their stamps, are to be read; one that is known with that stamp stays as it is."""
        new = {"folder": folder, "state": State.WAITING, "tries": 0, **_LEASES.put_back(now)}
        for some in _batches(changed.items()):
            with writing(self._engine) as connection:
                connection.execute(self._mark, [{**new, "path": path, "stamp": stamp} for path, stamp in some])

    def waiting(self, folder: str, *, now: datetime) -> int:
        """How many files of the folder may be taken at ``now``."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).where(_free(folder, now))).scalar_one()

    def take(self, folder: str, *, holder: str, now: datetime, until: datetime, limit: int) -> list[Waiting]:
        """At most ``limit`` files of the folder, now held by ``holder`` ``until`` then, in the order of their paths."""
        some = select(files.c.path).where(_free(folder, now)).order_by(files.c.path).limit(limit)
        with writing(self._engine) as connection:
            # Two statements: PostgreSQL may run a locking query inside of an update again for each of its rows.
            paths = connection.execute(some.with_for_update(skip_locked=True)).scalars().all()
            taken = update(files).where(files.c.folder == folder, files.c.path.in_(paths))
            taken = taken.values(**_LEASES.taken(holder, until))
            rows = (
                connection.execute(taken.returning(files.c.path, files.c.stamp, files.c.tries)).all() if paths else ()
            )
        return sorted((Waiting(*row) for row in rows), key=lambda file: file.path)

    def renew(self, folder: str, holder: str, until: datetime) -> None:
        """The holder lives, and needs until then for what it has of the folder."""
        with writing(self._engine) as connection:
            connection.execute(update(files).where(_held(folder, holder)).values(lease=until))

    def settle(self, folder: str, holder: str, settled: Iterable[Settled | PutBack]) -> None:
        """Write down what became of files that ``holder`` has.

        One that has changed meanwhile, or that somebody else has by now, stays as it is.
        """
        with writing(self._engine) as connection:
            for each in settled:
                mine = and_(
                    files.c.folder == folder,
                    files.c.path == each.file.path,
                    files.c.stamp == each.file.stamp,
                    _LEASES.held_by(holder),
                )
                connection.execute(update(files).where(mine).values(_values(each)))

    def release(self, folder: str, holder: str, *, now: datetime) -> None:
        """What ``holder`` has of the folder and has not settled may be taken by anybody."""
        with writing(self._engine) as connection:
            connection.execute(update(files).where(_held(folder, holder)).values(**_LEASES.put_back(now)))

    def reconsider(self, folder: str, reader: str, *, now: datetime) -> None:
        """What another version than ``reader`` refused is to be read again: this one may be able to."""
        refused = and_(files.c.folder == folder, files.c.state == State.REFUSED, files.c.reader != reader)
        again = {"state": State.WAITING, "tries": 0, **_LEASES.put_back(now)}
        with writing(self._engine) as connection:
            connection.execute(update(files).where(refused).values(again))

    def articles_of_none_but(self, folder: str, paths: Collection[str]) -> list[str]:
        """The ids of the articles that were read of these files, and of no other file of any folder."""
        carriers: dict[str, set[tuple[str, str]]] = {}
        other = files.alias()
        # Who says the same, too: the articles of two equal files are the same.
        same = select(other.c.folder, other.c.path, other.c.articles).join(files, files.c.articles == other.c.articles)
        with reading(self._engine) as connection:
            for some in _batches(paths):
                here = and_(files.c.folder == folder, files.c.path.in_(some))
                for row in connection.execute(same.where(here)):
                    carriers.setdefault(row.articles, set()).add((row.folder, row.path))
        gone = {(folder, path) for path in paths}
        return sorted({article for articles, of in carriers.items() if of <= gone for article in articles.split()})

    def forget(self, folder: str, gone: Mapping[str, str]) -> None:
        """These files, given with their stamps, are no longer there; one that has come back meanwhile stays."""
        for some in _batches(gone.items()):
            with writing(self._engine) as connection:
                here = and_(files.c.folder == folder, tuple_(files.c.path, files.c.stamp).in_(some))
                connection.execute(delete(files).where(here))


def _held(folder: str, holder: str) -> ColumnElement[bool]:
    return and_(files.c.folder == folder, files.c.state == State.WAITING, _LEASES.held_by(holder))


def _free(folder: str, now: datetime) -> ColumnElement[bool]:
    return and_(files.c.folder == folder, files.c.state == State.WAITING, _LEASES.free(now))


def _values(each: Settled | PutBack) -> dict[str, Any]:
    if isinstance(each, PutBack):
        return {"tries": each.file.tries + 1, **_LEASES.put_back(each.due)}
    return {"state": each.state, "articles": " ".join(each.articles) or None, "reader": each.reader, "holder": None}


def _batches(values: Iterable[_Value]) -> Iterator[Sequence[_Value]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
