"""What bends a number: "about", "at least", "a reported", "or more"; and whether it is a change, up or down."""

from __future__ import annotations

from bot.nlp.figures.amount import Amount, Line
from bot.nlp.figures.phrases import matching, matching_back
from bot.nlp.figures.terms import Terms
from bot.nlp.numerals import HYPHENS

_ARTICLES = frozenset({"a", "an", "the", "its", "their"})
_LEADING = frozenset({"a", "an", "another", "further"})
_PARTICLES = frozenset({"up", "down"})
_REACH = 6
"""How many words before "by 8%" the verb of the change is looked for."""


def hedge_before(line: Line, first: int, unit: str | None, terms: Terms) -> tuple[str, int] | None:
    """The hedge right before ``line[first]`` and where it starts, without an article before it."""
    found = matching_back(line, first, terms.hedges.before)
    if found is not None and _bends(line, found[1], found[0].means, unit, terms):
        return found[0].means, found[1]
    at = first - 1
    if at > 0 and line[at].lower in ("of", "at"):
        at -= 1
        linked = True
    else:
        linked = False
    if at >= 0 and line[at].lower in terms.hedges.attributive:
        article = at > 0 and line[at - 1].lower in _ARTICLES
        if linked or article or at == 0:
            return line[at].lower, at
    return None


def _bends(line: Line, start: int, hedge: str, unit: str | None, terms: Terms) -> bool:
    before = line[start - 1].lower if start else ""
    if hedge == "up to":
        return before not in terms.hedges.not_up_to
    if hedge == "over" and before in terms.hedges.handing:
        return False
    if hedge in ("over", "under") and unit in terms.units.times:
        return before in terms.hedges.lasting
    return True


def hedge_after(line: Line, stop: int, terms: Terms) -> tuple[str, int] | None:
    """The hedge that starts at ``line[stop]`` and where it stops: "20 or more", "40-plus", "300+"."""
    at = stop
    hyphen = at + 1 < len(line) and line[at].text in HYPHENS and line[at].glued
    if hyphen:
        at += 1
    found = matching(line, at, terms.hedges.after)
    if found is None or (not hyphen and found[0].means in ("plus", "odd", "ish")):
        return None
    if found[0].means == "+" and found[1] < len(line) and line[found[1]].kind == "number":
        return None
    return found[0].means, found[1]


def changes_before(line: Line, first: int, terms: Terms) -> str | None:
    """Either "up" or "down" if the words before ``line[first]`` make it a change: "rose by", "an increase of"."""
    at = first - 1
    while at >= 0 and line[at].lower in _LEADING:
        at -= 1
    if at > 0 and line[at].lower in ("either", "both"):
        at -= 1
    if at >= 0 and line[at].lower in ("by", "of"):
        reach = _REACH if line[at].lower == "by" else 1
        for place in range(at - 1, max(-1, at - 1 - reach), -1):
            if line[place].text in (",", ";"):
                break
            if line[place].lower in _PARTICLES and place < at - 1:
                continue  # "ended up winning by"
            direction = _direction(line[place].lower, terms)
            if direction is not None:
                return direction
        return None
    if at < 0 or line[at].lower in terms.hedges.by_only or (line[at].glued and at and line[at - 1].text in HYPHENS):
        return None
    if line[at].lower in _PARTICLES and at and line[at - 1].lower in terms.hedges.with_particle:
        return None
    return _direction(line[at].lower, terms)


def _direction(word: str, terms: Terms) -> str | None:
    if word in terms.hedges.up:
        return "up"
    return "down" if word in terms.hedges.down else None


def change_of(line: Line, amount: Amount, hedge_start: int, terms: Terms) -> str | None:
    """Either "up" or "down" if ``amount`` is how much something rose or fell; its hedge starts at ``hedge_start``."""
    if hedge_start and line[hedge_start - 1].lower in ("to", "from", "at"):
        return None
    lowest = amount.low if amount.value is None else amount.value
    if lowest is not None and lowest < 0 and hedge_start and line[hedge_start - 1].lower == "of":
        return None  # "growth of -2.5%" tells it by its sign
    before = changes_before(line, hedge_start, terms)
    if before is not None:
        # "rose above $80" says where it stands.
        return None if line[amount.first - 1].lower in ("above", "below", "past") else before
    after = line[amount.stop].lower if amount.stop < len(line) and amount.unit is not None else ""
    if after in terms.hedges.rises:
        return "up"
    return "down" if after in terms.hedges.falls else None
