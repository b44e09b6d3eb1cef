"""Where text stands in quotation marks: curly, straight, guillemets and single marks, paragraph by paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.article import Excluded

OPENING, CLOSING, STRAIGHT = "“„«‟", "”»", '"＂'
DOUBLE = OPENING + CLOSING + STRAIGHT
SINGLE_OPENING, SINGLE_CLOSING = "‘'‚‹", "’'›"
EVERY = DOUBLE + SINGLE_OPENING + SINGLE_CLOSING

_BEFORE_OPENING = frozenset("([{—–-/…:*>‘'")
LINE_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_DOUBLE = re.compile(f"[{DOUBLE}]")
# An elided word ('em, 'til, '90s) starts like a quotation.
_SINGLE_OPENING = re.compile(
    r"(?:^|(?<=[\s(\[{—–:-]))[‘‹'](?=\w)(?!(?:em|til|tis|twas|cause|cos|bout|round|n)\b)(?!\d\ds?\b)", re.IGNORECASE
)
_SINGLE_CLOSING = re.compile(r"(?<=\S)[’›'](?!\w)")
_CANDIDATES = 12
"""So many closing single marks are looked at for an opening one: apostrophes after s may come before the right one."""


@dataclass(frozen=True, slots=True)
class Region:
    """Text in quotation marks: half-open code points with the marks; ``closed`` tells whether one ends it."""

    start: int
    end: int
    closed: bool
    single: bool = False


def paragraphs(text: str, excluded: Sequence[Excluded] = ()) -> Iterator[tuple[int, int]]:
    """The lines of ``text``, cut where an excluded span begins or ends; excluded parts are left out."""
    spans = [(item.span.start, item.span.end) for item in excluded]
    starts = [start for start, _ in spans]
    for line in _LINE.finditer(text):
        start, end = line.span()
        first = max(0, bisect_right(starts, start) - 1)
        for cut_start, cut_end in spans[first : bisect_left(starts, end)]:
            if cut_end <= start:
                continue
            if cut_start > start:
                yield start, cut_start
            start = max(start, cut_end)
        if start < end:
            yield start, end


def regions(text: str, excluded: Sequence[Excluded] = ()) -> tuple[Region, ...]:
    """The quoted regions of the body of ``text``, in order and never overlapping.

    A region that is left open ends with its paragraph, as in a quotation over several paragraphs.
    """
    found: list[Region] = []
    for start, end in paragraphs(text, excluded):
        doubles = list(_doubles(text, start, end))
        found += _with_singles(text, start, end, doubles)
    return tuple(found)


def _doubles(text: str, start: int, end: int) -> Iterator[Region]:
    closings_left = sum(text.count(mark, start, end) for mark in CLOSING)
    openings_left = sum(text.count(mark, start, end) for mark in OPENING)
    opened: int | None = None
    depth = 0
    for match in _DOUBLE.finditer(text, start, end):
        at, mark = match.start(), match.group()
        openings_left -= mark in OPENING
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        may_open = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
        may_close = not before.isspace() and not after.isalnum()
        if mark in OPENING:
            opens = opened is None or not may_close or may_open
        elif mark in CLOSING:
            opens = opened is None and may_open and not may_close
        elif opened is None:
            opens = may_open or not may_close
        else:
            opens = may_open and not may_close
        if opens:
            if opened is not None:
                if mark in OPENING and closings_left > openings_left:
                    depth += 1  # a quotation inside a quotation: the outer one goes on
                    continue
                yield Region(opened, at, False)
            opened = at
            depth = 0
        elif depth and mark in CLOSING and closings_left > 1:
            depth -= 1
        elif opened is not None:
            yield Region(opened, at + 1, True)
            opened, depth = None, 0
        closings_left -= mark in CLOSING
    if opened is not None:
        while end > opened + 1 and text[end - 1].isspace():
            end -= 1
        yield Region(opened, end, False)


def _with_singles(text: str, start: int, end: int, doubles: list[Region]) -> list[Region]:
    openings = [match.start() for match in _SINGLE_OPENING.finditer(text, start, end)]
    if not openings:
        return doubles
    closings = [match.start() for match in _SINGLE_CLOSING.finditer(text, start, end)]
    double_starts = [region.start for region in doubles]
    found: list[Region] = []
    free_from = start
    for at in openings:
        before = bisect_right(double_starts, at)
        if at < free_from or (before and doubles[before - 1].end > at):
            continue
        stop = doubles[before].start if before < len(doubles) else end
        first = bisect_right(closings, at + 1)
        following = closings[first : first + _CANDIDATES]
        candidates = [close for close in following if close < stop]
        if candidates:
            close: int | None = _best_closing(text, candidates)
        else:
            close = _around(text, following, doubles, double_starts)
        if close is not None:
            found.append(Region(at, close + 1, True, single=True))
            free_from = close + 1
    return _outermost(sorted(doubles + found, key=lambda region: region.start)) if found else doubles


def _around(text: str, closings: list[int], doubles: list[Region], double_starts: list[int]) -> int | None:
    """The single mark that ends a quotation with closed double marks inside: ‘He said “no” to me.’"""
    for close in closings:
        inner = doubles[bisect_right(double_starts, close) - 1]
        if inner.end > close or not inner.closed:
            return None
        if text[close - 1] in ",.!?…" + DOUBLE:
            return close
    return None


def _outermost(found: list[Region]) -> list[Region]:
    """``found``, in order, without the regions that stand inside another."""
    kept: list[Region] = []
    for region in found:
        if not kept or region.start >= kept[-1].end:
            kept.append(region)
    return kept


def _best_closing(text: str, candidates: list[int]) -> int:
    for close in candidates:
        if text[close - 1] in ",.!?…":
            return close
    for close in candidates:
        if text[close - 1] not in "sS":
            return close
    return candidates[0]
