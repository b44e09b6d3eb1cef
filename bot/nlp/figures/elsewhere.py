"""What a bare number counts where another part of the sentence says it: "the number of …", "the figure"."""

from __future__ import annotations

from typing import NamedTuple

from bot.nlp.figures.amount import Line
from bot.nlp.figures.nouns import is_plural, singular
from bot.nlp.figures.subjects import LIGHT, is_verb, past_opening
from bot.nlp.figures.terms import Terms
from bot.nlp.numerals import HYPHENS

_LONGEST = 9


class Amounts(NamedTuple):
    """What stands behind "the number of …": its words and its noun in the singular, if it is a plural."""

    first: int
    stop: int
    noun: str | None


def amounts_before(line: Line, at: int, start: int, terms: Terms) -> Amounts | None:
    """The words "foreign troops" of "the total number of foreign troops to around" before ``line[at]``."""
    for place in range(at - 1, start, -1):
        if line[place].lower != "of" or line[place - 1].lower not in terms.nouns.amounts:
            continue
        stop = place + 1
        while (
            stop < at
            and line[stop].kind == "word"
            and not is_verb(line, stop, place + 1, terms)
            and line[stop].lower not in ("to", "at")
            and not (line[stop].text[0].isupper() and is_plural(line[stop - 1].text, terms.nouns) and stop > place + 1)
        ):
            stop += 1
        while stop > place + 1 and (line[stop - 1].lower in LIGHT or line[stop - 1].lower.endswith("ly")):
            stop -= 1
        if stop == place + 1 or stop - place > _LONGEST:
            return None
        head = next((k for k in range(place + 1, stop) if is_plural(line[k].text, terms.nouns)), None)
        noun = None if head is None else singular(line[head].text, terms.nouns)
        return Amounts(place + 1, stop, noun)
    return None


def refers_to_amount(line: Line, at: int, start: int, terms: Terms) -> bool:
    """Whether the clause from ``start`` is about "the figure" or "the total": the number said before."""
    if any(_is_put(line, place, start, terms) for place in range(at - 1, max(start, at - 4), -1)):
        return True
    first = past_opening(line, start, at)
    if first + 1 >= at or line[first].lower not in ("the", "that", "this"):
        return False
    noun = first + 1
    while noun < at and line[noun].lower in terms.nouns.same_amount and line[noun].lower != "total":
        noun += 1
    if noun + 1 < at and line[noun].lower == "total" and line[noun + 1].lower in terms.nouns.amounts:
        noun += 1
    if noun >= at or line[noun].lower not in terms.nouns.amounts:
        return False
    return noun + 1 < at and line[noun + 1].lower != "of" and line[noun + 1].text not in HYPHENS


def _is_put(line: Line, place: int, start: int, terms: Terms) -> bool:
    """Whether "the number at" ends at ``place``: "Moscow put the number at about 31"."""
    if line[place].lower != "at" or place - 2 <= start:
        return False
    return line[place - 1].lower in terms.nouns.amounts and line[place - 2].lower in ("the", "that", "this")
