"""The words and digits of numbers, and the tokens of a sentence by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple


class Token(NamedTuple):
    """A word, a numeral, a sign of money or another sign, with its code points in the text.

    ``kind`` is "number", "odd" (digits that are no number: "007", "10.0.1"), "money", "word" or "sign". ``glued`` tells
    whether it touches the token before it.
    """

    start: int
    end: int
    text: str
    lower: str
    kind: str
    glued: bool


UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {
    "thousand": 10**3,
    "lakh": 10**5,
    "lakhs": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "crores": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
}
SUFFIXES = {
    "k": 10**3,
    "mn": 10**6,
    "mln": 10**6,
    "bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
    "trn": 10**12,
    "cr": 10**7,
}
"""Abbreviated scales that mean nothing else beside a number; "m", "b" and "t" need the company of money or a noun."""
PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
PARTS |= {"ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000}
ROUGH = {"tens": 10, "dozens": 12, "hundreds": 100} | {f"{word.rstrip('s')}s": scale for word, scale in SCALES.items()}
"""Plurals that only tell the order of a number: "dozens", "tens of thousands"."""
VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
VULGAR |= {"⅛": Fraction(1, 8), "⅜": Fraction(3, 8), "⅝": Fraction(5, 8), "⅞": Fraction(7, 8), "⅕": Fraction(1, 5)}
HYPHENS = "-‐‑"
DASHES = frozenset("-‐‑–—−")
LONGEST = 30
"""Digits in a row beyond which a numeral is no number that an article states (and int() would refuse some)."""


_NUMERAL = (
    r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])(?:\.[0-9]+)?"
    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9,])"
    r"|[1-9][0-9]{0,2}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)*"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_SPACES = re.compile(r"[ \u00a0\u2009\u202f]")


def token_pattern(money: Sequence[str]) -> re.Pattern[str]:
    """What ``tokens`` reads with: ``money`` are the signs and codes that stand before an amount."""
    signs = "|".join(re.escape(sign) for sign in sorted(money, key=len, reverse=True))
    first = "".join(sorted({re.escape(sign[0]) for sign in money}))
    vulgar = "".join(VULGAR)
    # Each is tried only at what it may begin with, though its own words say as much: most tokens are plain words.
    return re.compile(
        rf"(?P<money>(?=[{first}])(?:{signs})(?=[ \u00a0]?[0-9]))"
        rf"|(?P<number>(?=[0-9{vulgar}])(?:(?:(?:{_NUMERAL})[ \u00a0]?)?[{vulgar}]|{_NUMERAL}))"
        r"|(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_]\.[^\W\d_]\b|[^\W\d_]\w*(?:['’][^\W\d_]+)*)"
        r"|(?P<sign>\S)"
    )


def tokens(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[Token]:
    """The tokens of ``text[start:end]``. A hyphen is a token of its own: "six-member" is three."""
    found: list[Token] = []
    before = -1
    for match in pattern.finditer(text, start, end):
        words, (first, stop) = match.group(), match.span()
        kind = match.lastgroup or "sign"
        if kind == "number" and value_of(words) is None:
            kind = "odd"
        found.append(Token(first, stop, words, words.lower(), kind, first == before))
        before = stop
    return found


def value_of(numeral: str) -> Fraction | None:
    """The value of a numeral in digits ("7,000", "1½", "1,00,000"); None for digits that are no number."""
    part = VULGAR.get(numeral[-1:])
    if part is not None:
        whole = value_of(numeral[:-1]) if len(numeral) > 1 else Fraction(0)
        return None if whole is None else whole + part
    digits = _SPACES.sub("", numeral)
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    if len(digits) > LONGEST or not _PLAIN.fullmatch(digits):
        return None
    return Fraction(digits)


def plain(value: Fraction) -> int | float:
    """``value`` as an int where it is whole, else as the nearest float."""
    return int(value) if value.denominator == 1 else float(value)
