"""Connections to the public internet only: the check sits where the connection is made, after DNS.

A check of the address before the request can be passed by a name that resolves to a public address first and to
127.0.0.1 a moment later (DNS rebinding). Here the name is resolved once, every address is checked, and one of the very
addresses that were checked is connected to. Source: Miniflux checks in its dialer for the same reason.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore
import httpx

from bot.sources.address import is_public

Resolve = Callable[[str, int], list[str]]
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class NotPublic(Exception):
    """The host is not on the public internet, or the port is not the web's."""


class TooSlow(Exception):
    """The whole exchange took longer than its deadline."""


def resolved(host: str, port: int) -> list[str]:
    """The IP addresses of ``host`` in the system's order. Raises: OSError if it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


class PublicNetwork(httpcore.NetworkBackend):
    """Opens connections to public addresses on ports 80 and 443, and to any port of the hosts in ``private``.

    A connection lives for at most ``seconds``, whatever is sent over it: a server that drips one byte at a time meets
    no other limit.
    """

    def __init__(self, private: frozenset[str], resolve: Resolve, seconds: float, clock: Callable[[], float]) -> None:
        self._private, self._resolve, self._seconds, self._clock = private, resolve, seconds, clock
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to one of the addresses of ``host``. Raises: NotPublic, httpcore's errors."""
        deadline = self._clock() + self._seconds
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("there is no such host") from error
        if host not in self._private and (port not in (80, 443) or not all(map(is_public, addresses))):
            raise NotPublic(host)
        failure: Exception = httpcore.ConnectError("there is no such host")
        for address in addresses:
            try:
                stream = self._network.connect_tcp(address, port, timeout, local_address, socket_options)
                return _TimedStream(stream, deadline, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _TimedStream(httpcore.NetworkStream):
    """A stream that gives up at its deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float, clock: Callable[[], float]) -> None:
        self._stream, self._deadline, self._clock = stream, deadline, clock

    def _within(self, timeout: float | None) -> float:
        left = self._deadline - self._clock()
        if left <= 0:
            raise TooSlow
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._within(timeout))
        return _TimedStream(stream, self._deadline, self._clock)

    def get_extra_info(self, info: str) -> Any:  # httpcore's own signature
        return self._stream.get_extra_info(info)


class PublicTransport(httpx.BaseTransport):
    """httpx over a ``PublicNetwork``. A connection serves one request, so that its deadline is the request's."""

    def __init__(self, network: PublicNetwork) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=20,
            max_keepalive_connections=0,
            network_backend=network,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
