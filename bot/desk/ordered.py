"""Work on several things at once, results in the order of the things."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def in_order(
    work: Callable[[_Item], _Result], items: Iterable[_Item], *, threads: int, ahead: int
) -> Generator[_Result, None, None]:
    """The result of ``work`` for each item, in their order; at most ``ahead`` are begun before they are asked for.

    With one thread everything is done in the caller's. What ``work`` raises ends it, and what has not begun by then is
    not done. Close it to end it early.
    """
    if threads == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads, "reading") as pool:
        begun: deque[Future[_Result]] = deque()
        try:
            for item in items:
                # With the caller's time limit.
                begun.append(pool.submit(copy_context().run, work, item))
                if len(begun) >= ahead:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for each in begun:
                each.cancel()


def pieces(
    items: Iterable[_Item],
    most: int,
    *,
    seconds: float = 1.0,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[list[_Item]]:
    """The items in lists of ``most``, or of fewer where it took ``seconds`` to get so many."""
    piece: list[_Item] = []
    began = clock()
    for item in items:
        piece.append(item)
        if len(piece) >= most or clock() - began >= seconds:
            yield piece
            piece, began = [], clock()
    if piece:
        yield piece
