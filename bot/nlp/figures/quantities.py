"""One amount: a number with its sign, its money or its unit, or a fraction."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from bot.nlp.figures.amount import Amount, Form, Line, amount_of
from bot.nlp.figures.fractions import fraction_at, part_of_a_scale
from bot.nlp.figures.phrases import matching
from bot.nlp.figures.rough import rough_at
from bot.nlp.figures.terms import Terms
from bot.nlp.numbers import Number, number_at
from bot.nlp.numerals import DASHES, HYPHENS, SCALES, SUFFIXES, TENS, UNITS

_POUNDS = "¤pound"
"""The key of pounds as money, which may be a weight."""


def amount_at(line: Line, at: int, terms: Terms) -> Amount | None:
    """The amount that starts at ``line[at]``: "-$5m", "minus 20 degrees", "34-year-old", "two-thirds", "6ft 2in"."""
    token = line[at]
    if _is_minus(line, at):
        found = amount_at(line, at + 1, terms)
        if found is None or found.value is None or found.form is not Form.PLAIN or (found.unit is None and at == 0):
            return None
        return replace(found, first=at, value=-found.value)
    if token.kind == "money":
        return _money_first(line, at, terms)
    if token.lower in terms.units.before:
        number = number_at(line, at + 1) if at + 1 < len(line) else None
        return None if number is None else amount_of(number, first=at, unit=token.lower)
    if token.kind == "number" and not _starts_here(line, at):
        return None
    part = part_of_a_scale(line, at)
    if part is not None:
        return _with_unit(line, part, terms)
    fraction = rough_at(line, at, terms) or fraction_at(line, at, terms)
    if fraction is not None:
        return fraction
    if token.kind == "word" and token.lower.endswith("fold"):
        value = UNITS.get(token.lower[:-4]) or TENS.get(token.lower[:-4]) or {"hundred": 100}.get(token.lower[:-4])
        return None if not value else Amount(at, at + 1, Fraction(value), Fraction(value), "fold", digits=False)
    number = number_at(line, at)
    if number is None:
        return None
    return _with_unit(line, number, terms)


def _is_minus(line: Line, at: int) -> bool:
    """Whether a minus stands at ``at`` that makes the number after it negative ("plus or minus 3" does not)."""
    if at + 1 >= len(line) or line[at + 1].kind not in ("number", "money", "word"):
        return False
    if line[at].lower == "minus":
        return line[at + 1].lower != "minus" and (at == 0 or line[at - 1].lower != "or")
    return line[at].text in DASHES and not line[at].glued and line[at + 1].glued


def _starts_here(line: Line, at: int) -> bool:
    """Whether digits at ``at`` start a number and do not end a name ("F-16", "COVID-19", "v2")."""
    if not line[at].glued or at == 0:
        return True
    before = line[at - 1]
    if before.text in DASHES and before.text != "—":
        return not before.glued or at < 2 or line[at - 2].kind in ("number", "sign")
    return before.text not in ("/", "_", ".", ",", ":", "#", "&", "=") and before.kind not in ("number", "odd")


def _short_scale(line: Line, number: Number) -> Number:
    """``number`` with the "m", "b" or "t" after it read as a scale."""
    scales = {"m": 10**6, "b": 10**9, "t": 10**12} | {word: SUFFIXES[word] for word in ("k", "cr")}
    at = number.stop
    if number.scaled or at >= len(line) or line[at].lower not in scales:
        return number
    return Number(number.first, at + 1, number.value * scales[line[at].lower], number.mantissa, number.digits, True)


def _money_first(line: Line, at: int, terms: Terms) -> Amount | None:
    number = number_at(line, at + 1) if at + 1 < len(line) else None
    if number is None:
        return None
    if number.stop < len(line) and (line[number.stop].glued or line[number.stop].lower == "m"):
        number = _short_scale(line, number)
    code = terms.money.signs[line[at].text]
    stop = number.stop
    if stop < len(line) and terms.money.signs.get(line[stop].text) == code:
        stop += 1  # "$5 USD"
    if line[at].text == "£" and number.value.denominator == 1:
        value, stop = _shillings(line, stop)
        number = replace(number, value=number.value + value)
    return amount_of(number, first=at, stop=stop, unit=code)


def _shillings(line: Line, at: int) -> tuple[Fraction, int]:
    """What "10s 6d" at ``at`` adds to the pounds before it, and where it stops."""
    value = Fraction(0)
    for sign, parts in (("s", 20), ("d", 240)):
        number = number_at(line, at) if at + 1 < len(line) else None
        if number is not None and line[at + 1].text == sign and line[at + 1].glued and 0 < number.value < 20:
            value, at = value + number.value / parts, at + 2
    return value, at


def _with_unit(line: Line, number: Number, terms: Terms) -> Amount | None:
    """``number`` with the unit or the money after it; None if what touches it makes a name of it ("747s", "5G")."""
    at = number.stop
    hyphen = at + 1 < len(line) and line[at].text in HYPHENS and line[at].glued and line[at + 1].glued
    after = at + 1 if hyphen else at
    found = _money_after(line, number, after, terms)
    if found is None and at < len(line) and line[at].lower == "m":
        number, found = _million_or_metre(line, number, terms)
        if found is None and number.stop == at:
            return None
        at = number.stop
    if found is None:
        unit = matching(line, after, terms.units.after) if after == at or not _short(line, after) else None
        if unit is not None and hyphen and unit[0].glued and unit[1] < len(line) and line[unit[1]].text in HYPHENS:
            unit = None  # one-in-ten
        if unit is not None and not _goes_on(line, unit[1], hyphen, terms) and not _is_ordinal(number, unit[0].means):
            found = amount_of(number, stop=unit[1], unit=unit[0].means)
    if found is not None and found.unit is not None:
        found = _together(line, found, terms)
        return _old(line, found, terms)
    if number.stop < len(line) and line[number.stop].glued and line[number.stop].kind == "word":
        scaled = _short_scale(line, number)
        if scaled is number or not _then_a_word(line, scaled.stop):
            return None
        number = scaled
    return amount_of(number, stop=number.stop) if not hyphen else replace(amount_of(number), attached=True)


def _is_ordinal(number: Number, unit: str) -> bool:
    """Whether "st" makes an ordinal: "21st", but not "12st" or "11st"."""
    return unit == "stone" and number.value % 10 == 1 and number.value % 100 != 11


def _short(line: Line, at: int) -> bool:
    """Whether an abbreviation stands at ``at``, which no hyphen ties to its number."""
    return len(line[at].text) < 2


def _then_a_word(line: Line, at: int) -> bool:
    return at < len(line) and line[at].kind == "word" and not line[at].glued


def _goes_on(line: Line, stop: int, hyphen: bool, terms: Terms) -> bool:
    """Whether a unit's word is only the start of another: "two second-half goals", "12 foot-soldiers"."""
    if stop + 1 >= len(line) or line[stop].text not in HYPHENS or not line[stop].glued or not line[stop + 1].glued:
        return False
    return (
        not hyphen
        and line[stop + 1].lower not in ("old", "olds", "long", "a", "high", "wide", "tall", "deep")
        and (line[stop + 1].kind == "word")
    )


def _money_after(line: Line, number: Number, at: int, terms: Terms) -> Amount | None:
    """12.75 euros, 350 m rupees, 5bn CHF"""
    short = _short_scale(line, number) if at == number.stop else number
    for candidate, place in ((number, at), (short, short.stop)):
        if place < len(line) and line[place].text in terms.money.signs and len(line[place].text) == 3:
            return _in_code(line, candidate, place, terms)
        if place < len(line) and (code := _in_millions(line[place].text, terms)) is not None:
            millions = replace(candidate, value=candidate.value * 10**6, scaled=True)
            return amount_of(millions, stop=place + 1, unit=code)
        named = matching(line, place, terms.money.names)
        if named is None or (named[0].parts[-1] in terms.money.doubtful and candidate.value < 1000):
            continue
        if named[0].means == _POUNDS and not candidate.scaled:
            hyphen = place > candidate.stop
            weighed = hyphen or (named[1] < len(line) and line[named[1]].lower == "of")
            if weighed or any(token.lower in terms.units.weighing for token in line[max(0, place - 12) : place + 12]):
                return amount_of(candidate, stop=named[1], unit="pound")
        return amount_of(candidate, stop=named[1], unit=named[0].means)
    return None


def _in_code(line: Line, number: Number, at: int, terms: Terms) -> Amount:
    """5bn CHF, 75 USD million"""
    unit, scale = terms.money.signs[line[at].text], line[at + 1].lower if at + 1 < len(line) else ""
    if number.scaled or scale not in SCALES:
        return amount_of(number, stop=at + 1, unit=unit)
    scaled = replace(number, value=number.value * SCALES[scale], scaled=True)
    return amount_of(scaled, stop=at + 2, unit=unit)


def _in_millions(word: str, terms: Terms) -> str | None:
    """The money of "MUSD" and "MSEK", as the Nordic press writes millions."""
    return terms.money.signs.get(word[1:]) if len(word) == 4 and word[0] in "mM" and word[1:].isupper() else None


def _million_or_metre(line: Line, number: Number, terms: Terms) -> tuple[Number, Amount | None]:
    """What "m" after ``number`` means; the number itself again if it is neither."""
    at = number.stop
    following = line[at + 1] if at + 1 < len(line) else None
    dimension = following is not None and following.lower in terms.units.dimensions
    hyphen = following is not None and following.text in HYPHENS and following.glued
    counted = (
        following is not None
        and following.kind == "word"
        and (following.lower.endswith("s") or following.lower in terms.nouns.plurals or following.lower == "of")
    )
    if not dimension and not hyphen and (counted or (number.value.denominator != 1 and following is not None)):
        return _short_scale(line, number), None
    if not line[at].glued and not dimension:
        return number, None
    return number, amount_of(number, stop=at + 1, unit="metre")


def _together(line: Line, amount: Amount, terms: Terms) -> Amount:
    """``amount`` with the smaller unit that follows it: "6ft 2in", "two hours and 15 minutes"."""
    holds = terms.units.holds.get(amount.unit or "")
    if holds is None or amount.value is None:
        return amount
    at = amount.stop
    if at < len(line) and (line[at].lower == "and" or line[at].text == ","):
        at += 1
    number = number_at(line, at) if at < len(line) else None
    if number is None or number.value >= holds[0] or number.scaled:
        return amount
    unit = matching(line, number.stop, terms.units.after)
    if unit is None or unit[0].means != holds[1]:
        return amount
    return replace(amount, stop=unit[1], value=amount.value * holds[0] + number.value, unit=holds[1])


def _old(line: Line, amount: Amount, terms: Terms) -> Amount:
    """``amount`` with "old" or "of age" after it."""
    if amount.unit not in terms.units.times:
        return amount
    at = amount.stop
    if at + 1 < len(line) and line[at].text in HYPHENS and line[at].glued:
        at += 1
    if at < len(line) and line[at].lower in ("old", "olds"):
        return replace(amount, stop=at + 1, form=Form.AGE)
    if at + 1 < len(line) and line[at].lower == "of" and line[at + 1].lower == "age":
        return replace(amount, stop=at + 2, form=Form.AGE)
    return amount
