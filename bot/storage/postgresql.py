"""PostgreSQL, with limits that hold even when the server says nothing at all."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, event

from bot.storage.limits import (
    CONNECT_SECONDS,
    IDLE_SECONDS,
    LOCK_SECONDS,
    STATEMENT_SECONDS,
    at_most,
    seconds_left,
)

if TYPE_CHECKING:
    from psycopg.abc import PQGen, PQGenConn
    from sqlalchemy.engine import ExceptionContext
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

_Found = TypeVar("_Found")
_Wanted = TypeVar("_Wanted")

_GRACE_SECONDS = 2.0
"""How much longer than the server's own limit we wait, so that it is the server that says what took so long."""
_LOOK_SECONDS = 0.02
"""How often whoever waits looks at the clock."""
_READ_ONLY = "25006"
_HOST = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*)(?::(?P<port>\d*))?")

# What the operator has set for the role, the database or in the address stays as it is.
_SESSION = """
SELECT set_config(name, milliseconds, false)
FROM (VALUES ('statement_timeout', %s), ('lock_timeout', %s), ('idle_in_transaction_session_timeout', %s))
    AS ours (name, milliseconds)
WHERE current_setting(name) = '0'
"""
_TRANSACTION = """
SELECT set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true),
    set_config('idle_in_transaction_session_timeout', %s, true)
"""


class _NoAnswer(psycopg.OperationalError):
    """The server did not answer in time."""

    def __init__(self) -> None:
        super().__init__("no answer came in time")


class LimitedConnection(psycopg.Connection[Any]):
    """A connection that gives up waiting by itself when its time is over, and is closed from then on."""

    def wait(self, gen: PQGen[_Found], interval: float = _LOOK_SECONDS, timeout: float | None = None) -> _Found:
        """What ``gen`` gives, as psycopg's ``wait``, through which every operation goes.

        Raises: psycopg.OperationalError if no answer came in time. What was asked may have been done all the same.
        """
        # Closed, because the answer may still come, and would be taken for that to the next question.
        return super().wait(_until(gen, at_most(STATEMENT_SECONDS + _GRACE_SECONDS), self.close), interval, timeout)

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> PQGenConn[LimitedConnection]:
        # psycopg's own limit on connecting can't be under two seconds. Half of what is left: another host of the
        # address, or what shall be asked, has to have its turn too.
        return _until(super()._connect_gen(conninfo), at_most(math.inf) / 2, lambda: None)


def _until(
    gen: Generator[_Wanted, Any, _Found], seconds: float, give_up: Callable[[], None]
) -> Generator[_Wanted, Any, _Found]:
    """``gen``, until nothing has come of it for ``seconds`` in all; then ``give_up``. Raises: _NoAnswer."""
    until = time.monotonic() + seconds
    try:
        wanted = next(gen)
        while True:
            is_ready = yield wanted
            if is_ready or time.monotonic() < until:
                wanted = gen.send(is_ready)
            else:
                give_up()
                wanted = gen.throw(_NoAnswer())
    except StopIteration as done:
        found: _Found = done.value
        return found


def keep_limits(engine: Engine) -> None:
    """Have the connections of ``engine`` keep to the limits, here and in the server."""

    @event.listens_for(engine, "do_connect")
    def connect(*arguments: Any) -> LimitedConnection:
        if seconds_left() == 0:  # spent on finding out that the connection there was is dead
            raise _NoAnswer
        *_, positional, named = arguments
        return LimitedConnection.connect(*positional, **{"connect_timeout": round(CONNECT_SECONDS)} | named)

    @event.listens_for(engine, "connect")
    def begin_session(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(_SESSION, [_milliseconds(each) for each in (STATEMENT_SECONDS, LOCK_SECONDS, IDLE_SECONDS)])
        cursor.close()
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        # The server's limits are a little shorter than ours, so that it gives up by itself, says what it waited for,
        # and the connection lives on.
        if (left := seconds_left()) is not None:
            limits = (left * 0.9, left * 0.8, left)
            connection.exec_driver_sql(_TRANSACTION, tuple(map(_milliseconds, limits)))

    @event.listens_for(engine, "handle_error")
    def notice_failover(context: ExceptionContext) -> None:
        # The server has become a standby: its connections work, but each of them leads to the wrong one.
        if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
            context.is_disconnect = True


def address(url: str) -> str:
    """``url`` as SQLAlchemy reads it, if it names several hosts with their ports, as libpq does; else as it is.

    Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-MULTIPLE-HOSTS
    """
    head, slashes, rest = url.partition("://")
    place, mark, tail = rest.partition("/")
    user, at, hosts = place.rpartition("@")
    if "," not in hosts or ":" not in hosts:
        return url
    found = [_HOST.fullmatch(each) for each in hosts.split(",")]
    if None in found:
        return url
    name, _, query = tail.partition("?")
    names, ports = (",".join(each[part] or "" for each in found if each) for part in ("name", "port"))
    hosts = f"host={names.replace('[', '').replace(']', '')}&port={ports}"
    return f"{head}{slashes}{user}{at}{mark}{name}?{hosts}" + (f"&{query}" if query else "")


def _milliseconds(seconds: float) -> str:
    """For PostgreSQL, where 0 means no limit."""
    return "0" if math.isinf(seconds) else str(max(1, round(seconds * 1000)))
