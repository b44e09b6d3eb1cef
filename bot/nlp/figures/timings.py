"""How long a race took: "in a time of 2:24:31", "clocked 3:59.4"; a clock's "at 14:31" is no figure."""

from __future__ import annotations

import re
from fractions import Fraction

from bot.nlp.figures.amount import Amount, Line
from bot.nlp.numerals import value_of

_SIXTY = 60
_SIXTIETHS = re.compile(r"[0-5][0-9](?:\.[0-9]{1,3})?")
_MOST = 3
"""Hours, minutes and seconds."""


def timing_at(line: Line, at: int) -> Amount | None:
    """The time in seconds that starts at ``line[at]``, if digits and colons say one."""
    if line[at].kind != "number":
        return None
    parts = [value_of(line[at].text)]
    stop = at + 1
    while stop + 1 < len(line) and line[stop].text == ":" and line[stop].glued and line[stop + 1].glued:
        parts.append(_sixtieths(line[stop + 1].text))
        stop += 2
    if not 1 < len(parts) <= _MOST:
        return None
    seconds = Fraction(0)
    for part in parts:
        if part is None:
            return None
        seconds = seconds * _SIXTY + part
    return Amount(at, stop, seconds, seconds, "second")


def _sixtieths(digits: str) -> Fraction | None:
    """Minutes of an hour or seconds of a minute: "03", "59.4"."""
    return Fraction(digits) if _SIXTIETHS.fullmatch(digits) else None
