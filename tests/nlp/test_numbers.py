"""Numerals in digits and in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.numbers import number_at
from bot.nlp.numerals import plain, token_pattern, tokens, value_of

PATTERN = token_pattern(("$", "C$", "Rs."))


def number(text: str) -> tuple[float | int, str] | None:
    """The number at the start of ``text`` and the words that it takes."""
    line = tokens(text, 0, len(text), PATTERN)
    found = number_at(line, 0)
    return None if found is None else (plain(found.value), text[: line[found.stop - 1].end])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7,000 troops", (7000, "7,000")),
        ("1,00,000 voters", (100000, "1,00,000")),
        ("10 000 tents", (10000, "10 000")),
        ("1½ years", (1.5, "1½")),
        ("1 ½ years", (1.5, "1 ½")),
        ("5 1/2 years", (5.5, "5 1/2")),
        (f"5 {'9' * 5_000}/4 years", (5, "5")),
        ("5 ²/4 years", (5, "5")),
        ("5 3/2", (5, "5")),
        ("2.3bn", (2300000000, "2.3bn")),
        ("1.5-million mansion", (1500000, "1.5-million")),
        ("two hundred thousand people", (200000, "two hundred thousand")),
        ("two hundred and fifty people", (250, "two hundred and fifty")),
        ("one hundred and fifty thousand", (150000, "one hundred and fifty thousand")),
        ("seven million, five hundred thousand people", (7500000, "seven million, five hundred thousand")),
        ("seven million, two thousand of them lost", (7002000, "seven million, two thousand")),
        ("six ships, four planes", (6, "six")),
        ("thirty-four", (34, "thirty-four")),
        ("thirteen hundred", (1300, "thirteen hundred")),
        ("a dozen", (12, "a dozen")),
        ("half a dozen", (6, "half a dozen")),
        ("half a million", (500000, "half a million")),
        ("a million and a half", (1500000, "a million and a half")),
        ("two and a half hours", (2.5, "two and a half")),
        ("three-and-a-half-year", (3.5, "three-and-a-half")),
        ("two point five million", (2500000, "two point five million")),
        ("two three four", (2, "two")),
        ("twenty and thirty", (20, "twenty")),
        ("zero", (0, "zero")),
        ("hundred", None),
        ("007", None),
        ("10.0.1", None),
        ("12,50", None),
        ("9" * 5000, None),
    ],
)
def test_number_at(text: str, value: tuple[float | int, str] | None) -> None:
    assert number(text) == value


def test_tokens_keep_money_and_cut_hyphens() -> None:
    text = "He paid C$5 to six-member U.S. teams"
    line = tokens(text, 0, len(text), PATTERN)
    assert [token.text for token in line] == ["He", "paid", "C$", "5", "to", "six", "-", "member", "U.S.", "teams"]
    assert [token.text for token in line if token.glued] == ["5", "-", "member"]


@given(st.integers(min_value=0, max_value=10**12))
def test_digits_in_groups_read_as_they_were_written(value: int) -> None:
    assert value_of(f"{value:,}") == value
    assert value_of(str(value)) == value


ONES = (
    "zero one two three four five six seven eight nine ten eleven "
    "twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(value: int) -> str:
    """``value`` in English words, by the schoolbook."""
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10 - 2] + (f"-{ONES[value % 10]}" if value % 10 else "")
    if value < 1000:
        return f"{ONES[value // 100]} hundred" + (f" and {spelled(value % 100)}" if value % 100 else "")
    scale, word = next(
        (10**power, word) for power, word in ((9, "billion"), (6, "million"), (3, "thousand")) if value >= 10**power
    )
    rest = value % scale
    joint = " and " if 0 < rest < 100 else " "
    return f"{spelled(value // scale)} {word}" + (f"{joint}{spelled(rest)}" if rest else "")


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_words_read_as_they_were_written(value: int) -> None:
    text = spelled(value)
    assert number(text) == (value, text)


def test_plain_is_whole_where_it_can_be() -> None:
    assert plain(Fraction(6, 2)) == 3
    assert isinstance(plain(Fraction(6, 2)), int)
    assert plain(Fraction(1, 4)) == 0.25
