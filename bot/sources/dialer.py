"""Connections to the public internet only: the check sits where the connection is made, after DNS.

A check of the address before the request can be passed by a name that resolves to a public address first and to
127.0.0.1 a moment later (DNS rebinding). Here the name is resolved once, every address is checked, and one of the very
addresses that were checked is connected to. Source: Miniflux checks in its dialer for the same reason.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Thread
from typing import Any

import httpcore
import httpx

from bot.sources.networks import Allowed, is_public

Resolve = Callable[[str, int], list[str]]
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class NotPublic(Exception):
    """The host is not on the public internet, or the port is not the web's."""


class TooSlow(Exception):
    """The whole exchange took longer than its deadline."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The time by which a fetch is over: its redirects, look-ups, addresses that don't answer and slow drips together.

    ``at`` is a time of ``clock``, in seconds.
    """

    at: float
    clock: Callable[[], float]

    def within(self, timeout: float | None = None) -> float:
        """The seconds that are left, at most ``timeout``. Raises: TooSlow if none are."""
        left = self.at - self.clock()
        if left <= 0:
            raise TooSlow
        return left if timeout is None else min(left, timeout)


def resolved(host: str, port: int) -> list[str]:
    """The IP addresses of ``host`` in the system's order. Raises: OSError if it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def _resolved_by(deadline: Deadline, resolve: Resolve, host: str, port: int) -> list[str]:
    """What ``resolve`` gives. The system's look-up can't be broken off: it is left behind when the time is up.

    Raises: TooSlow, and what ``resolve`` raises.
    """
    found: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found.set_result(resolve(host, port))
        except Exception as error:
            found.set_exception(error)

    left = deadline.within()
    Thread(target=ask, name="resolve", daemon=True).start()
    if not wait([found], timeout=left).done:
        raise TooSlow
    return found.result()


class PublicNetwork(httpcore.NetworkBackend):
    """Opens connections to public addresses on ports 80 and 443, and to what is ``private`` but allowed.

    No connection outlives ``deadline``, whatever is sent over it: a server that drips one byte at a time meets no other
    limit.
    """

    def __init__(self, private: Allowed, resolve: Resolve, deadline: Deadline) -> None:
        self._private, self._resolve, self._deadline = private, resolve, deadline
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to one of the addresses of ``host``. Raises: NotPublic, TooSlow, httpcore's errors."""
        try:
            addresses = _resolved_by(self._deadline, self._resolve, host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("there is no such host") from error
        if not self._private.host(host) and (port not in (80, 443) or not all(map(self._is_open, addresses))):
            raise NotPublic(host)
        failure: Exception = httpcore.ConnectError("there is no such host")
        for address in addresses:
            within = self._deadline.within(timeout)
            try:
                stream = self._network.connect_tcp(address, port, within, local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        self._deadline.within()
        raise failure

    def _is_open(self, address: str) -> bool:
        return is_public(address) or self._private.address(address)


class _TimedStream(httpcore.NetworkStream):
    """A stream that gives up at its deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # httpcore's own signature
        return self._stream.get_extra_info(info)


class PublicTransport(httpx.BaseTransport):
    """httpx over a ``PublicNetwork``, for requests whose extension "deadline" is the ``Deadline`` of their fetch."""

    def __init__(self, private: Allowed, resolve: Resolve) -> None:
        self._private, self._resolve = private, resolve
        self._ssl_context = httpx.create_ssl_context()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        network = PublicNetwork(self._private, self._resolve, request.extensions["deadline"])
        # A connection serves one request, so that its deadline is the request's.
        connection = httpcore.ConnectionPool(
            ssl_context=self._ssl_context, max_keepalive_connections=0, network_backend=network
        )
        response = connection.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
