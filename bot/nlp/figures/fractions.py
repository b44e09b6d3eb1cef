"""Parts of one: "two-thirds", "a quarter of", "half an hour", "a quarter of a billion", "3/4"."""

from __future__ import annotations

from fractions import Fraction

from bot.nlp.figures.amount import Amount, Form, Line
from bot.nlp.figures.phrases import matching
from bot.nlp.figures.terms import Terms
from bot.nlp.numbers import Number, and_part, number_at
from bot.nlp.numerals import HYPHENS, PARTS, SCALES, UNITS

_DETERMINERS = frozenset("of the all its their his her our my your these those".split())
_BEFORE_HALF = frozenset("by than about nearly almost around roughly over only just".split())
_BEFORE_A_PART = frozenset("by than nearly almost about up down rose fell around over".split())
_WHICH_HALF = frozenset(
    "first second other latter former top bottom upper lower better each either opening closing northern southern "
    "eastern western early late".split()
)
"""Before "half" they tell which, not how much."""


def fraction_at(line: Line, at: int, terms: Terms) -> Amount | None:
    """A fraction in words at ``at``: "two-thirds", "a quarter", "half an hour"; or in signs, as in "3/4"."""
    if line[at].lower == "half":
        return _half(line, at, terms)
    if line[at].kind == "number":
        return _over(line, at) or _parts_of(line, at, terms)
    if line[at].kind == "word" and (line[at].lower in UNITS or line[at].lower in ("a", "an")):
        return _parts_of(line, at, terms) or _unit_and_a_half(line, at, terms)
    return None


def part_of_a_scale(line: Line, at: int) -> Number | None:
    """A quarter of a billion, three-quarters of a million: a part of a scale word is a number like another."""
    if (before_scale := _quarters_before_a_scale(line, at)) is not None:
        return before_scale
    part = _part(line, at)
    if part is None or part.stop + 2 >= len(line):
        return None
    if line[part.stop].lower != "of" or line[part.stop + 1].lower not in ("a", "one"):
        return None
    scale = SCALES.get(line[part.stop + 2].lower)
    if scale is None:
        return None
    return Number(at, part.stop + 3, part.value * scale, part.value, part.digits, True)


def _quarters_before_a_scale(line: Line, at: int) -> Number | None:
    """Three-quarter billion, quarter-million, two and three quarter million"""
    place, whole, count = at + (line[at].lower in ("a", "an")), Fraction(0), Fraction(1)
    number = number_at(line, at) if place == at else None
    if number is not None and number.stop + 2 < len(line) and line[number.stop].lower == "and":
        whole, place = number.value, number.stop + 1
        number = number_at(line, place)
    if number is not None:
        if number.stop != place + 1 or number.value not in (1, 3):
            return None
        count, place = number.value, _past_hyphen(line, place + 1)
    if place >= len(line) or line[place].lower not in ("quarter", "quarters"):
        return None
    scale = _past_hyphen(line, place + 1)
    if scale >= len(line) or line[scale].lower not in SCALES:
        return None
    mantissa = whole + count / 4
    return Number(at, scale + 1, mantissa * SCALES[line[scale].lower], mantissa, False, True)


def _past_hyphen(line: Line, at: int) -> int:
    return at + 1 if at < len(line) and line[at].text in HYPHENS and line[at].glued else at


def _part(line: Line, at: int) -> Number | None:
    """The part that is named at ``at``, "two-thirds" or "a quarter", whatever follows it."""
    place = at + 1
    place += place < len(line) and line[place].text in HYPHENS and line[place].glued
    if place >= len(line):
        return None
    part = line[place].lower
    plural = part.endswith("s") and part != "s"
    name = part[:-1] if plural else part
    if name not in PARTS or name == "half":  # most numbers end here, before they are read
        return None
    article = line[at].lower in ("a", "an")
    number = None if article else number_at(line, at)
    if not article and (number is None or number.stop != at + 1 or number.value.denominator != 1):
        return None
    over = Fraction(1) if number is None else number.value
    capital = line[place].text[0].isupper() and not line[at].text[0].isupper()
    if not over or plural != (over != 1) or capital:
        return None
    return Number(at, place + 1, over / PARTS[name], over, number is not None and number.digits, False)


def _parts_of(line: Line, at: int, terms: Terms) -> Amount | None:
    """two-thirds, one quarter, a fifth of, a quarter of an hour, a quarter-century"""
    part = _part(line, at)
    if part is None:
        return None
    stop = part.stop
    following = line[stop].lower if stop < len(line) else ""
    if following and following in HYPHENS and line[stop].glued:
        if line[stop - 1].lower == "quarter":
            unit = matching(line, stop + 1, terms.units.after)
            if unit is not None and not unit[0].glued:
                return Amount(at, unit[1], part.value, part.value, unit[0].means, digits=part.digits)
        if not _is_adjective(line, stop):
            return None  # quarter-final
    before = line[at - 1].lower if at else ""
    if line[at].lower in ("a", "an") and following != "of" and before not in _BEFORE_A_PART:
        return None  # a third man
    if following == "of" and stop + 1 < len(line) and line[stop + 1].lower in ("a", "an"):
        unit = matching(line, stop + 2, terms.units.after)
        if unit is not None:
            return Amount(at, unit[1], part.value, part.value, unit[0].means, digits=False)
    return Amount(at, stop, part.value, part.value, form=Form.FRACTION, digits=part.digits)


def _is_adjective(line: Line, hyphen: int) -> bool:
    return hyphen + 1 < len(line) and line[hyphen + 1].lower in ("majority", "full", "empty", "owned")


def _unit_and_a_half(line: Line, at: int, terms: Terms) -> Amount | None:
    """A year and a half"""
    if line[at].lower not in ("a", "an"):
        return None
    unit = matching(line, at + 1, terms.units.after)
    part = None if unit is None else and_part(line, unit[1])
    if unit is None or part is None:
        return None
    return Amount(at, part[1], 1 + part[0], 1 + part[0], unit[0].means, digits=False)


def _over(line: Line, at: int) -> Amount | None:
    """3/4"""
    if at + 2 >= len(line) or line[at + 1].text != "/" or line[at + 2].kind != "number" or not line[at + 2].glued:
        return None
    above, below = number_at(line, at), number_at(line, at + 2)
    if above is None or below is None or below.stop != at + 3 or not 0 < above.value < below.value:
        return None
    return Amount(at, at + 3, above.value / below.value, above.value, form=Form.FRACTION)


def _half(line: Line, at: int, terms: Terms) -> Amount | None:
    """Half an hour, half of the houses, down by half; but no half of a match, as in "the first half"."""
    if number_at(line, at) is not None:
        return None  # half a million
    before = line[at - 1].lower if at else ""
    if before in _WHICH_HALF:
        return None
    following = at + 1
    if following < len(line) and (
        (line[following].text in HYPHENS and line[following].glued) or line[following].lower in ("a", "an")
    ):
        following += 1
    unit = matching(line, following, terms.units.after)
    if unit is not None and following > at + 1 and not unit[0].glued:
        first = at - 1 if before in ("a", "one") else at
        return Amount(first, unit[1], Fraction(1, 2), Fraction(1, 2), unit[0].means, digits=False)
    word = line[at + 1].lower if at + 1 < len(line) else ""
    if word in _DETERMINERS or (before in _BEFORE_HALF and not (word and word in HYPHENS)):
        return Amount(at, at + 1, Fraction(1, 2), Fraction(1, 2), form=Form.FRACTION, digits=False)
    return None
