"""The comparison with other readers of numbers, without them: what is explained, and what is told as unexplained."""

from __future__ import annotations

import pytest

from tests.nlp.reader_differences import Case
from tests.nlp.second_readers import cases, compare, difference, explained


def case(text: str, *figures: tuple[str, tuple[float, ...]], group: str = "counts") -> Case:
    return Case(group, text, figures)


@pytest.mark.parametrize(
    ("one", "found", "why"),
    [
        (case("It has 40 oxen.", ("40 oxen", (40,))), [40.0], []),
        (case("It is £2bn.", ("£2bn", (2e9,))), [2.0], ["reads a number without its scale"]),
        (case("It is 5 million.", ("5 million", (5e6,))), [5.0, 1e6], ["reads a number without its scale"]),
        (case("It was -3%.", ("-3%", (-3,))), [3.0], ["loses a minus"]),
        (case("Two in three agree.", ("Two in three", (2 / 3,))), [2.0, 3.0], ["cuts one figure into its numbers"]),
        (case("She won 18 of 25 slots.", ("18 of 25 slots", (18,))), [18.0, 25.0], ["shows the total beside its part"]),
        (case("Spain won 3-1.", ("3-1", (1, 3))), [], ["finds no score, vote or ratio"]),
        (
            case("It left at 14:31 with 40 men.", ("40 men", (40,))),
            [14.0, 31.0, 40.0],
            ["takes a clock time in a sentence for a number"],
        ),
        (
            case("It fell from 40 boats in 2010 to 30.", ("40 boats", (40,)), ("30", (30,))),
            [40.0],
            ["loses what a number fell or rose to"],
        ),
        (case("It rained on May 1.", group="dates and times"), [1.0], ["takes a date or a clock time for a number"]),
    ],
)  # fmt: skip
def test_a_difference_is_explained_by_what_shows_it(one: Case, found: list[float], why: list[str]) -> None:
    named, left = explained(difference(one, found))
    assert [each.name for each in named] == why
    assert not left


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (case("It has 40 oxen.", ("40 oxen", (40,))), [41.0]),
        (case("It has 40 oxen.", ("40 oxen", (40,))), []),
        (case("It has 40 oxen and 7 cows.", ("40 oxen", (40,))), [40.0, 7.0]),
    ],
)
def test_where_we_may_be_wrong_nothing_explains_the_difference(one: Case, found: list[float]) -> None:
    named, left = explained(difference(one, found))
    assert not named
    assert left


def test_a_reader_that_reads_as_the_table_agrees_everywhere() -> None:
    listed = list(cases())
    by_text = {one.text: one.values for one in listed}
    compared = compare("itself", by_text.__getitem__, listed)
    assert compared.agrees == len(listed) >= 300
    assert not compared.unexplained
