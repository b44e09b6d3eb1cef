"""What sounds the same is the same, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.spoken import spoken


def keys(text: str) -> list[str]:
    return [word.key for word in spoken(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a £9.3million hole", "a £9.3m hole"),
        ("a £9.3 million hole", "a £9.3m hole"),
        ("about $2.50bn", "about $2.5 billion"),
        ("it cost five million dollars", "it cost $5m"),
        ("up 4 per cent", "up four percent"),
        ("up 4.5%", "up 4.5 per cent"),
        ("twenty-five years", "25 years"),
        ("12,000 homes", "12000 homes"),
        ("a full-time job – at last", "a full time job, at last"),
        ("We didn’t, we can't and we won't", "we did not; we cannot and we will not"),
        ("I'm sure they've gone and we're late", "I am sure they have gone and we are late"),
        ("It’s over, and that's it", "It is over — and that is it"),
        ("the boss's car", "the boss' car"),
        ("the U.S. army", "the US army"),
        ("The labour organisation recognised the colour", "The labor organization recognized the color"),
        ("two kilometres from the centre of defence", "2 kilometers from the center of defense"),
        ("travelled to a cancelled programme", "traveled to a canceled program"),
        ("neighbours analysed the dialogue", "neighbors analyzed the dialog"),
    ],
)
def test_the_same_words_written_otherwise(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a £9.3m hole", "a £9.8m hole"),
        ("a £9.3m hole", "a $9.3m hole"),
        ("in 2023", "in 2024"),
        ("we did strike", "we did not strike"),
        ("they filled the form", "they filed the form"),
        ("her house", "her houses"),
        ("we will go", "we would go"),
        ("20 five-pound notes", "25-pound notes"),
        ("4.5 percent", "4.5 points"),
        ("² thousand", "2 thousand"),
        ("1² million", "12 million"),
        ("①② thousand", "12 thousand"),
        (f"{'9' * 5_000} million", "9 million"),
    ],
)
def test_other_words(one: str, other: str) -> None:
    assert keys(one) != keys(other)


@given(st.text(max_size=60))
def test_every_word_has_its_place(text: str) -> None:
    for word in spoken(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.key
