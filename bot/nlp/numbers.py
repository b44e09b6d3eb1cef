"""Numbers in digits and in words: tokens in, exact values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.nlp.numerals import HYPHENS, PARTS, SCALES, SUFFIXES, TENS, UNITS, Token, value_of

_DENOMINATORS = frozenset(("2", "3", "4", "5", "8", "16"))
_SCALES_IN_A_ROW = 2  # two hundred thousand


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
    if not (above.isdecimal() and below in _DENOMINATORS and line[at + 2].glued):
        return Fraction(0)
    if len(above) > len(below) or int(above) >= int(below):
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
