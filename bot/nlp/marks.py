"""Where text stands in quotation marks: curly, straight, guillemets and single marks, paragraph by paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
_STOPS = ",.!?…"
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
    places = list(paragraphs(text, excluded))
    for (start, end), (after, _) in pairwise([*places, (len(text), len(text))]):
        doubles = list(_doubles(text, start, end))
        found += _with_singles(text, start, end, text[after : after + 1], doubles)
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
        yield Region(opened, _trimmed(text, opened, end), False)


def _with_singles(text: str, start: int, end: int, following: str, doubles: list[Region]) -> list[Region]:
    """``doubles`` with the regions in single marks, and without those inside them.

    ``following`` is the first character of the next paragraph: words that are left open go on there.
    """
    starts = [region.start for region in doubles]
    openings = [
        match.start()
        for match in _SINGLE_OPENING.finditer(text, start, end)
        if not _holds(doubles, starts, match.start())
    ]
    if not openings:
        return doubles
    closings = [match.start() for match in _SINGLE_CLOSING.finditer(text, start, end)]
    found: list[Region] = []
    for at, stop in pairwise([*openings, end]):
        first, last = bisect_right(closings, at + 1), bisect_left(closings, stop)
        candidates = _reachable(closings[first : min(last, first + _CANDIDATES)], at, doubles, starts)
        close = _closing(text, candidates, stop == end and following == text[at])
        if close is not None:
            found.append(Region(at, close + 1, True, single=True))
        elif stop == end and following == text[at]:
            found.append(Region(at, _trimmed(text, at, end), False, single=True))
    return _outermost(sorted(doubles + found, key=lambda region: region.start)) if found else doubles


def _holds(doubles: list[Region], starts: list[int], at: int) -> bool:
    """Whether ``at`` stands inside one of ``doubles``, which begin at ``starts``."""
    before = bisect_right(starts, at)
    return before > 0 and doubles[before - 1].end > at


def _reachable(closings: list[int], at: int, doubles: list[Region], starts: list[int]) -> list[tuple[int, bool]]:
    """Which of ``closings`` may end what ``at`` opens, and whether whole double marks stand between: ‘a “b” c’."""
    inner = bisect_right(starts, at)
    found = []
    for close in closings:
        stop = bisect_right(starts, close)
        if not all(region.closed for region in doubles[inner:stop]):
            break
        if not _holds(doubles, starts, close):
            found.append((close, stop > inner))
    return found


def _closing(text: str, candidates: list[tuple[int, bool]], goes_on: bool) -> int | None:
    """The mark that ends the words, or None if all of ``candidates`` look like apostrophes: the boys’ home."""
    for close, around in candidates:
        if not around and text[close - 1] in _STOPS:
            return close
    for close, around in candidates:
        if not around and (text[close - 1] not in "sS" or text[close + 1 : close + 2] in _STOPS + ";:)\n"):
            return close
    for close, around in candidates:
        if around and text[close - 1] in _STOPS + DOUBLE:
            return close
    return None if goes_on else next((close for close, around in candidates if not around), None)


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return end


def _outermost(found: list[Region]) -> list[Region]:
    """``found``, in order, without the regions that stand inside another."""
    kept: list[Region] = []
    for region in found:
        if not kept or region.start >= kept[-1].end:
            kept.append(region)
    return kept
