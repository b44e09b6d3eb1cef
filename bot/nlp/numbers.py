"""Numerals in digits and in words: tokens in, exact values out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Number:
    """A number in ``tokens[first:stop]``.

    ``mantissa`` is the number without its scale word (2.3 of "2.3bn"), by which a range shares its scale. ``digits``
    tells whether any of it stands in digits, ``scaled`` whether it has a scale word.
    """

    first: int
    stop: int
    value: Fraction
    mantissa: Fraction
    digits: bool
    scaled: bool


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

_DENOMINATORS = frozenset(("2", "3", "4", "5", "8", "16"))
_SCALES_IN_A_ROW = 2  # two hundred thousand

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


def number_at(line: Sequence[Token], first: int) -> Number | None:
    """The longest number that starts at ``line[first]``: "2.3bn", "half a million", "two hundred and fifty"."""
    token = line[first]
    if token.kind == "number":
        value = value_of(token.text)
        if value is None:
            return None
        part = _written_part(line, first + 1)
        return _scaled(line, first, first + 4 if part else first + 1, value + part, digits=True)
    if token.kind != "word":
        return None
    if token.lower in ("a", "an"):
        return _with_article(line, first)
    if token.lower == "half":
        return _half_of_a_scale(line, first)
    return _spelled(line, first)


def _written_part(line: Sequence[Token], at: int) -> Fraction:
    """What "1/2" at ``at`` adds to the number before it; nothing if no such part stands there."""
    if at + 2 >= len(line) or line[at].glued or line[at + 1].text != "/" or not line[at + 1].glued:
        return Fraction(0)
    above, below = line[at].text, line[at + 2].text
    if not (above.isdecimal() and below in _DENOMINATORS and line[at + 2].glued and int(above) < int(below)):
        return Fraction(0)
    return Fraction(int(above), int(below))


def _word(line: Sequence[Token], at: int) -> str:
    return line[at].lower if 0 <= at < len(line) else ""


def _hyphen(line: Sequence[Token], at: int) -> bool:
    """Whether a hyphen that touches both its neighbours stands at ``at``."""
    return at + 1 < len(line) and line[at].text in HYPHENS and line[at].glued and line[at + 1].glued


def _scale_at(line: Sequence[Token], at: int) -> tuple[int, int]:
    """The scale word at ``at`` (or after a hyphen there) and where it stops; (1, at) if there is none."""
    following = at + 1 if at < len(line) and _hyphen(line, at) else at
    word = _word(line, following)
    if word in SCALES:
        return SCALES[word], following + 1
    if following == at and word in SUFFIXES and (line[at].glued or word in ("bn", "mn", "mln", "bln", "tn", "trn")):
        return SUFFIXES[word], at + 1
    if word == "hundred" and following == at:
        return 100, at + 1
    if word == "dozen" and following == at:
        return 12, at + 1
    return 1, at


def _scaled(line: Sequence[Token], first: int, stop: int, mantissa: Fraction, digits: bool) -> Number:
    value, scaled = mantissa, False
    half = and_part(line, stop)
    if half is not None:
        value = mantissa = mantissa + half[0]
        stop = half[1]
    for _ in range(_SCALES_IN_A_ROW):
        scale, after = _scale_at(line, stop)
        if after == stop:
            break
        value, stop, scaled = value * scale, after, True
    return Number(first, stop, value, mantissa, digits, scaled)


def and_part(line: Sequence[Token], at: int) -> tuple[Fraction, int] | None:
    """What "and a half" or "-and-a-half" at ``at`` adds, and where it stops."""
    words: list[str] = []
    while at < len(line) and len(words) < 3:
        if line[at].text in HYPHENS and line[at].glued:
            at += 1
            continue
        words.append(line[at].lower)
        at += 1
    if len(words) == 3 and words[0] == "and" and words[1] in ("a", "one") and words[2] in ("half", "quarter", "third"):
        if _word(line, at) == "of":
            return None
        return Fraction(1, PARTS[words[2]]), at
    return None


def _with_article(line: Sequence[Token], first: int) -> Number | None:
    word = _word(line, first + 1)
    if word in ("half", "hundred", "dozen") or word in SCALES:
        if word == "half":
            found = _half_of_a_scale(line, first + 1)
            return None if found is None else Number(first, found.stop, found.value, found.mantissa, False, True)
        rest = _spelled(line, first + 1, current=1)
        return None if rest is None else Number(first, rest.stop, rest.value, rest.mantissa, False, True)
    return None


def _half_of_a_scale(line: Sequence[Token], first: int) -> Number | None:
    at = first + 1
    if at < len(line) and _hyphen(line, at):
        at += 1
    if _word(line, at) in ("a", "an"):
        at += 1
        if at < len(line) and _hyphen(line, at):
            at += 1
    scale, stop = _scale_at(line, at)
    if stop == at:
        return None
    return Number(first, stop, Fraction(scale, 2), Fraction(1, 2), False, True)


def _spelled(line: Sequence[Token], first: int, current: int = 0) -> Number | None:
    """A number in words from ``first`` on, by the grammar of English numerals."""
    total, last_scale, at, scaled = 0, 10**18, first, current > 0
    mantissa: Fraction | None = None
    began = current > 0
    stop = first
    while at < len(line):
        word = _word(line, at)
        if word in UNITS and _may_add(current, UNITS[word], began):
            current, began = current + UNITS[word], True
        elif word in TENS and current % 100 == 0:
            current, began = current + TENS[word], True
        elif word == "hundred" and 0 < current < 100:
            mantissa, scaled, current = mantissa or Fraction(current), True, current * 100
        elif word in SCALES and current > 0 and SCALES[word] < last_scale:
            last_scale = SCALES[word]
            mantissa, scaled = mantissa or Fraction(current), True
            total, current = total + current * last_scale, 0
        elif word == "dozen" and current > 0 and total == 0:
            return Number(first, at + 1, Fraction(current * 12), Fraction(current), False, True)
        elif word == "point" and began and total == 0:
            point = _after_point(line, at + 1)
            if point is None:
                break
            return _scaled(line, first, point[1], current + point[0], digits=False)
        else:
            break
        stop = at + 1
        at = _next_numeral(line, stop, scaled)
    if not began or stop == first:
        return None
    value = Fraction(total + current)
    part = and_part(line, stop)
    if part is not None and line[stop - 1].lower in SCALES:
        return Number(first, part[1], value + part[0] * SCALES[line[stop - 1].lower], value, False, True)
    if part is not None:
        found = _scaled(line, first, stop, value, digits=False)
        return Number(first, found.stop, found.value, found.mantissa, False, found.scaled or scaled)
    return Number(first, stop, value, mantissa or value, False, scaled)


def _may_add(current: int, unit: int, began: bool) -> bool:
    if unit == 0:
        return not began
    if unit >= 10:
        return current % 100 == 0
    return current % 10 == 0 and not 10 <= current % 100 < 20


def _next_numeral(line: Sequence[Token], at: int, scaled: bool) -> int:
    """Where the numeral may go on after ``at``: past a hyphen, "and" or a comma that belong to it."""
    if at >= len(line):
        return at
    following = _word(line, at + 1)
    small = following in UNITS or following in TENS
    if _hyphen(line, at) and (small or following in SCALES or following in ("hundred", "dozen")):
        return at + 1
    if (
        line[at].lower == "and"
        and scaled
        and small
        and _word(line, at - 1) not in UNITS
        and _word(line, at - 1) not in TENS
    ):
        return at + 1
    if line[at].text == "," and scaled and small and _word(line, at - 1) in SCALES and _continues(line, at + 1):
        return at + 1
    return at


def _continues(line: Sequence[Token], at: int) -> bool:
    """Whether the numeral at ``at`` is a lower group ("five hundred thousand") and not the next item of a list."""
    # A few words tell, and a list of any length is read only once.
    rest = _spelled(line[at : at + 8], 0)
    return rest is not None and rest.scaled


def _after_point(line: Sequence[Token], at: int) -> tuple[Fraction, int] | None:
    value, place = Fraction(0), Fraction(1, 10)
    first = at
    while at < len(line) and line[at].lower in UNITS and UNITS[line[at].lower] < 10:
        value += UNITS[line[at].lower] * place
        place /= 10
        at += 1
    return (value, at) if at > first else None
