"""What a number is reckoned by: "$12 an hour", "40 ships a day", "12 deaths per 100,000 people"."""

from __future__ import annotations

from bot.nlp.figures.amount import Line
from bot.nlp.figures.nouns import counted
from bot.nlp.figures.phrases import matching
from bot.nlp.figures.terms import Terms
from bot.nlp.numbers import number_at
from bot.nlp.numerals import HYPHENS

_EACH = frozenset(("each", "every"))
_ARTICLES = frozenset(("a", "an"))
_NOT_AFTER = frozenset("ago earlier later before old after since previously away apart long of".split())
"""Behind "a year" and the like they make a time or a distance of it: "40 cars a year earlier"."""


def per_of(line: Line, at: int, unit: str | None, terms: Terms) -> str | None:
    """What the number that stops at ``line[at]`` is reckoned by, in the singular: "hour", "share", "100,000 people".

    After an amount of money, "a" before any noun makes a rate; after other units and counts, only before those that
    ``units.yaml`` lists under "rates".
    """
    hyphened = at + 3 < len(line) and line[at].text in HYPHENS and line[at].glued and line[at + 2].text in HYPHENS
    if hyphened and line[at + 1].lower in _ARTICLES:
        return line[at + 3].lower  # a $40-a-month plan
    if at + 1 >= len(line):
        return None
    joint, following = line[at].lower, line[at + 1]
    if joint == "per" or (joint == "/" and line[at].glued and following.glued):
        return _whole(line, at + 1, terms)
    if following.kind != "word" or not following.text.islower():
        return None
    measure = matching(line, at + 1, terms.units.after)
    stop = at + 2 if measure is None or measure[0].exact else measure[1]
    if stop < len(line) and (line[stop].lower in _NOT_AFTER or (line[stop].text in HYPHENS and line[stop].glued)):
        return None
    word = following.lower if stop == at + 2 or measure is None else measure[0].means
    listed = word in terms.units.rates
    if joint in _EACH:
        return word if listed else None
    is_money = unit is not None and (unit.isupper() or unit in ("cent", "penny") or unit.startswith("¤"))
    ends = word in terms.nouns.ends or word in terms.numerals
    return word if joint in _ARTICLES and (listed or (is_money and not ends)) else None


def _whole(line: Line, at: int, terms: Terms) -> str | None:
    """What stands behind "per": "head", "square metre", "100,000 people"."""
    number = number_at(line, at)
    if number is not None:
        noun = counted(line, number.stop, terms.nouns)
        stop = number.stop if noun is None else noun.stop
        return " ".join(token.text for token in line[at:stop])
    measure = matching(line, at, terms.units.after)
    if measure is not None and not measure[0].glued:
        return measure[0].means
    word = line[at]
    if word.kind != "word" or word.lower in ("cent", "se"):
        return None
    if at + 2 < len(line) and line[at + 1].lower == "per" and line[at + 2].kind == "word":
        return f"{word.lower} per {line[at + 2].lower}"  # per person per day
    return word.lower
