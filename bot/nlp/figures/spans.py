"""Spans of a text to look up by place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from bot.domain.article import Span


class Spans:
    """Spans to look up by place; overlapping ones are joined."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans):
            if self._ends and span.start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def hold(self, start: int) -> bool:
        """Whether the code point ``start`` stands in one of them."""
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and start < self._ends[before]
