"""How the index reads words."""

from __future__ import annotations

import pytest

from bot.storage.wording import exact, folded, is_stop_word, slips, stemming


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3,500 troops", ["3500", "troops"]),
        ("3500", ["3500"]),
        ("1,234,567.89", ["1234567", "89"]),
        ("12\u202f000 and 12\u00a0000", ["12000", "and", "12000"]),
        ("in 2020, 300 died", ["in", "2020", "300", "died"]),
        ("1,2,3", ["1", "2", "3"]),
        ("the U.S. military, U.S military", ["the", "us", "military", "us", "military"]),
        ("at 5 p.m.", ["at", "5", "pm"]),
        ("Biden’s and Biden's", ["biden", "and", "biden"]),
        ("São Paulo, Zoë, Zoe\u0308, Straße", ["sao", "paulo", "zoe", "zoe", "strasse"]),
        ("Tali\u00adban \ufb01ne", ["taliban", "fine"]),
        ("COVID-19", ["covid", "19"]),
        ("“together,”", ["together"]),
        ("— … !", []),
        ("", []),
    ],
)
def test_the_words_of_a_text(text: str, words: list[str]) -> None:
    assert exact().analyze(folded(text)) == words


@pytest.mark.parametrize("forms", [("withdraw", "withdrawal", "withdraws"), ("troop", "troops"), ("talks", "talk")])
def test_forms_of_one_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem for form in forms for stem in stemming().analyze(folded(form))}) == 1


@pytest.mark.parametrize(
    ("word", "small"),
    [("the", True), ("The", True), ("us", True), ("US", False), ("WHO", False), ("together", False), ("not", True)],
)
def test_small_words(word: str, small: bool) -> None:
    assert is_stop_word(word) is small


@pytest.mark.parametrize(
    ("word", "allowed"), [("nato", 1), ("un", 0), ("stoltenberg", 2), ("3500000", 0), ("2b", 0), ("x" * 41, 0)]
)
def test_how_far_a_word_may_be_misspelt(word: str, allowed: int) -> None:
    assert slips(word) == allowed
