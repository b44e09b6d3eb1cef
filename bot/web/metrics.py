"""What an operator can watch, in Prometheus' text format."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    start_http_server,
)

from bot.domain.errors import cause_of

_log = logging.getLogger(__name__)

# Slack gives up after 3 s, and the promise is a p99 under 250 ms: the buckets are dense there.
_ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.0, 3.0)


class Metrics:
    """The counters of one process. No label ever holds a workspace, a user or a word that somebody typed."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "newsdesk_requests", "Answers to users, by what was asked.", ["kind", "outcome"], registry=self.registry
        )
        self._ack = Histogram(
            "newsdesk_ack_seconds",
            "From a request of Slack's to its acknowledgement.",
            buckets=_ACK_BUCKETS,
            registry=self.registry,
        )
        self._digests = Counter(
            "newsdesk_digests", "Digests, by what became of them.", ["outcome"], registry=self.registry
        )

    def answered(self, kind: str, outcome: str) -> None:
        """Count one answer: ``outcome`` is "answered", "refused" (the user can fix it) or "failed"."""
        self._requests.labels(kind, outcome).inc()

    def acknowledged(self, seconds: float) -> None:
        """Count one acknowledgement and how long it took."""
        self._ack.observe(seconds)

    def digest(self, outcome: str) -> None:
        """Count one digest: "posted", "quiet", "failed"."""
        self._digests.labels(outcome).inc()

    def watch(self, name: str, description: str, value: Callable[[], float]) -> None:
        """Show ``value()`` as the gauge ``newsdesk_<name>`` whenever the metrics are read."""
        Gauge(f"newsdesk_{name}", description, registry=self.registry).set_function(value)

    def text(self) -> bytes:
        """Everything counted so far."""
        return generate_latest(self.registry)

    @contextmanager
    def served(self, host: str, port: int | None) -> Iterator[None]:
        """Serve them on an address of their own meanwhile; without a port nothing is served.

        Where the address is taken (by another process that reads the same file) the process goes on without.
        """
        try:
            server, thread = start_http_server(port, host, self.registry) if port is not None else (None, None)
        except OSError as error:
            _log.warning("no metrics on port %s of %s: %s", port, host, cause_of(error))
            server, thread = None, None
        try:
            yield
        finally:
            if server is not None and thread is not None:
                server.shutdown()
                server.server_close()
                thread.join()
