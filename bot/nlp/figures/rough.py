"""Numbers that only tell their order: "tens of thousands", "dozens", "a few hundred", "a couple of billion"."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from bot.nlp.figures.amount import Amount, Line
from bot.nlp.figures.phrases import matching
from bot.nlp.figures.terms import Terms
from bot.nlp.numerals import ROUGH, SCALES

_SINGULARS = {"dozen": 12, "hundred": 100} | SCALES
_MOST = {"tens": 100, "dozens": 100, "hundreds": 1000}
"""Where the next word would be said; of a larger scale that is a thousand times it, a million for "thousands"."""


def rough_at(line: Line, at: int, terms: Terms) -> Amount | None:
    """The rough number that starts at ``line[at]``, with its money or unit; from two of its scale upwards."""
    if line[at].kind != "word":
        return None
    found = _plural(line, at) if line[at].lower in ROUGH else _few(line, at)
    return None if found is None else _measured(line, found, terms)


def _plural(line: Line, at: int) -> Amount | None:
    """dozens, hundreds, tens of thousands, hundreds of millions"""
    word = line[at].lower
    scale, stop = ROUGH[word], at + 1
    most = _MOST.get(word, 1000 * scale)
    inner = line[at + 2].lower if at + 2 < len(line) and line[at + 1].lower == "of" else ""
    if word in ("tens", "dozens", "hundreds", "thousands") and ROUGH.get(inner, 0) > scale:
        times, stop = ROUGH[inner], at + 3
        scale, most = scale * times, min(most, 1000) * times
    elif word == "tens":
        return None  # tens of others: too little said
    return _between(at, stop, 2 * scale, most)


def _few(line: Line, at: int) -> Amount | None:
    """A few hundred, several million, a couple of billion, a couple thousand"""
    start = at + (line[at].lower == "a")
    word = line[start].lower if start < len(line) else ""
    if (word == "several") == (start > at) or word not in ("few", "several", "couple"):
        return None
    scale_at = start + 1
    scale_at += word == "couple" and scale_at < len(line) and line[scale_at].lower == "of"
    scale = _SINGULARS.get(line[scale_at].lower) if scale_at < len(line) else None
    if scale is None:
        return None
    if word == "couple":
        hedge = " ".join(token.lower for token in line[at:scale_at])
        return Amount(at, scale_at + 1, Fraction(2 * scale), Fraction(2), digits=False, scaled=True, hedge=hedge)
    return _between(at, scale_at + 1, 2 * scale, 10 * scale)


def _between(first: int, stop: int, low: int, high: int) -> Amount:
    ends = Fraction(low), Fraction(high)
    return Amount(first, stop, None, ends[0], low=ends[0], high=ends[1], digits=False, scaled=True)


def _measured(line: Line, amount: Amount, terms: Terms) -> Amount:
    """``amount`` with what it is an amount of: "millions of dollars", "several hundred metres"."""
    at = amount.stop
    at += at < len(line) and line[at].lower == "of"
    unit = matching(line, at, terms.money.names) or matching(line, at, terms.units.after)
    if unit is None or unit[0].exact:
        return amount
    return replace(amount, stop=unit[1], unit=unit[0].means)
