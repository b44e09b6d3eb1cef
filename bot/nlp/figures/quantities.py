"""One amount: a number with its sign, its money or its unit, or a fraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from fractions import Fraction

from bot.nlp.figures.terms import Terms, matching
from bot.nlp.numbers import DASHES, HYPHENS, PARTS, SUFFIXES, TENS, UNITS, Number, Token, and_part, number_at


class Form(Enum):
    """How an amount is put."""

    PLAIN = auto()
    AGE = auto()
    FRACTION = auto()
    RATIO = auto()
    SCORE = auto()


@dataclass(frozen=True, slots=True)
class Amount:
    """What ``line[first:stop]`` says: ``value``, or ``low`` to ``high``, of ``unit``.

    ``attached`` tells that a hyphen ties it to the word after it ("six-member"); ``hedge`` is a hedge inside it.
    """

    first: int
    stop: int
    value: Fraction | None
    mantissa: Fraction
    unit: str | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    form: Form = Form.PLAIN
    digits: bool = True
    scaled: bool = False
    attached: bool = False
    hedge: str | None = None
    noun: str | None = None


Line = Sequence[Token]


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
        return None if number is None else _amount(number, first=at, unit=token.lower)
    if token.kind == "number" and not _starts_here(line, at):
        return None
    part = _fraction(line, at, terms) or _unit_and_a_half(line, at, terms)
    if part is not None:
        return part
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
    if before.text in DASHES:
        return not before.glued or at < 2 or line[at - 2].kind in ("number", "sign")
    return before.text not in ("/", "_", ".", ",", ":", "#", "&", "=") and before.kind not in ("number", "odd")


def _amount(number: Number, *, first: int | None = None, stop: int | None = None, unit: str | None = None) -> Amount:
    return Amount(
        number.first if first is None else first,
        number.stop if stop is None else stop,
        number.value,
        number.mantissa,
        unit,
        digits=number.digits,
        scaled=number.scaled,
    )


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
    return _amount(number, first=at, stop=stop, unit=code)


def _fraction(line: Line, at: int, terms: Terms) -> Amount | None:
    """A fraction in words at ``at``: "two-thirds", "a quarter", "half an hour"; or in signs, as in "3/4"."""
    if line[at].lower == "half":
        return _half(line, at, terms)
    if line[at].kind == "number":
        return _over(line, at) or _parts_of(line, at, terms)
    if line[at].kind == "word" and (line[at].lower in UNITS or line[at].lower in ("a", "an")):
        return _parts_of(line, at, terms)
    return None


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
    if number_at(line, at) is not None:
        return None  # half a million
    first = at - 1 if at and line[at - 1].lower in ("a", "one") else at
    following = at + 1
    if (following < len(line) and line[following].text in HYPHENS and line[following].glued) or (
        following < len(line) and line[following].lower in ("a", "an")
    ):
        following += 1
    unit = matching(line, following, terms.units.after)
    if unit is not None and following > at + 1 and not unit[0].glued:
        return Amount(first, unit[1], Fraction(1, 2), Fraction(1, 2), unit[0].means, digits=False)
    word = line[at + 1].lower if at + 1 < len(line) else ""
    determined = word in ("of", "the", "all", "its", "their", "his", "her", "our", "my", "your", "these", "those")
    by = at > 0 and line[at - 1].lower in (
        "by",
        "than",
        "about",
        "nearly",
        "almost",
        "around",
        "roughly",
        "over",
        "only",
        "just",
    )
    if determined or (by and not (word in HYPHENS and word)):
        return Amount(at, at + 1, Fraction(1, 2), Fraction(1, 2), form=Form.FRACTION, digits=False)
    return None


def _parts_of(line: Line, at: int, terms: Terms) -> Amount | None:
    """two-thirds, one quarter, a fifth of"""
    word = line[at].lower
    article = word in ("a", "an")
    number = None if article else number_at(line, at)
    if not article and (number is None or number.stop != at + 1 or number.value.denominator != 1):
        return None
    over = Fraction(1) if number is None else number.value
    place = at + 1
    hyphen = place < len(line) and line[place].text in HYPHENS and line[place].glued
    place += hyphen
    if place >= len(line) or not over:
        return None
    part = line[place].lower
    plural = part.endswith("s") and part != "s"
    name = part[:-1] if plural else part
    if (
        name not in PARTS
        or name == "half"
        or plural != (over != 1)
        or (line[place].text[0].isupper() and not line[at].text[0].isupper())
    ):
        return None
    stop = place + 1
    following = line[stop].lower if stop < len(line) else ""
    if following in HYPHENS and following and line[stop].glued and not _is_adjective(line, stop):
        return None  # quarter-final
    before = line[at - 1].lower if at else ""
    if (
        article
        and following != "of"
        and before not in ("by", "than", "nearly", "almost", "about", "up", "down", "rose", "fell", "around", "over")
    ):
        return None  # a third man
    value = over / PARTS[name]
    if following == "of" and stop + 1 < len(line) and line[stop + 1].lower in ("a", "an"):
        unit = matching(line, stop + 2, terms.units.after)
        if unit is not None:
            return Amount(at, unit[1], value, value, unit[0].means, digits=False)
    return Amount(at, stop, value, value, form=Form.FRACTION, digits=number is not None and number.digits)


def _is_adjective(line: Line, hyphen: int) -> bool:
    return hyphen + 1 < len(line) and line[hyphen + 1].lower in ("majority", "full", "empty", "owned")


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
        if unit is not None and not _goes_on(line, unit[1], hyphen, terms):
            found = _amount(number, stop=unit[1], unit=unit[0].means)
    if found is not None and found.unit is not None:
        found = _together(line, found, terms)
        return _old(line, found, terms)
    if number.stop < len(line) and line[number.stop].glued and line[number.stop].kind == "word":
        scaled = _short_scale(line, number)
        if scaled is number or not _then_a_word(line, scaled.stop):
            return None
        number = scaled
    return _amount(number, stop=number.stop) if not hyphen else replace(_amount(number), attached=True)


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
            return _amount(candidate, stop=place + 1, unit=terms.money.signs[line[place].text])
        named = matching(line, place, terms.money.names)
        if named is None or (named[0].parts[-1] in terms.money.doubtful and candidate.value < 1000):
            continue
        if named[0].parts[-1] in ("pound", "pounds") and len(named[0].parts) == 1 and not candidate.scaled:
            hyphen = place > candidate.stop
            weighed = hyphen or (named[1] < len(line) and line[named[1]].lower == "of")
            if weighed or any(token.lower in terms.units.weighing for token in line[max(0, place - 12) : place + 12]):
                return _amount(candidate, stop=named[1], unit="pound")
        return _amount(candidate, stop=named[1], unit=named[0].means)
    return None


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
    return number, _amount(number, stop=at + 1, unit="metre")


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
