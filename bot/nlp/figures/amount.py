"""What a number says, before it is known what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

from bot.nlp.numbers import Number
from bot.nlp.numerals import Token


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


def amount_of(number: Number, *, first: int | None = None, stop: int | None = None, unit: str | None = None) -> Amount:
    """``number`` as an amount of ``unit``, stretched to ``first`` and ``stop`` where they are given."""
    return Amount(
        number.first if first is None else first,
        number.stop if stop is None else stop,
        number.value,
        number.mantissa,
        unit,
        digits=number.digits,
        scaled=number.scaled,
    )
