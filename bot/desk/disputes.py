"""Which of two articles' figures are said of one thing, and where such figures disagree. Pure.

Precision comes before recall: an editor who is shown one false disagreement reads no other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from itertools import combinations

from bot.desk.claims import Claim, claims_of
from bot.domain.answer import FigureDispute, FigureHit
from bot.domain.claim import Measure
from bot.domain.deadline import checked
from bot.domain.tolerance import Difference, difference, is_equal

_WORST_FIRST = ("killed", "wounded", "missing")


def figure_disputes(hits: Sequence[FigureHit]) -> tuple[FigureDispute, ...]:
    """Things for which different sources give different numbers: deaths first, then the wounded, then the missing.

    Of each, all who are counted come before some of them, and what can't both hold before what can. A source is an
    article or whoever the article names. "at least 17" and "at least 19" can both hold, which the dispute says; "about
    7,000" and 7,012 agree, and what one source says of two things is no dispute.
    """
    claims = claims_of(hits)
    alike: dict[Measure, list[int]] = {}
    for place, claim in enumerate(claims):
        if not claim.former:
            alike.setdefault(claim.measure, []).append(place)
    given = _Given(claims)
    used: set[int] = set()
    groups: list[list[Claim]] = []
    for place, claim in enumerate(checked(claims)):
        if place in used or claim.former:
            continue
        same, group = alike[claim.measure], {place: claim}
        for other_place in checked(same[bisect_right(same, place) :], every=256):
            other = claims[other_place]
            if other_place in used or not _disagree(claim, other, given):
                continue
            if all(_disagree(each, other, given) for each in group.values() if each is not claim):
                group[other_place] = other
        if len(group) > 1:
            used |= {at for at in same if at in group or _says_again(claims[at], group.values())}
            groups.append(list(group.values()))
    return tuple(_dispute(group) for group in sorted(groups, key=_rank))


class _Given:
    """Which articles give which numbers for what is counted alike."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._alike: dict[object, list[Claim]] = {}
        for claim in claims:
            self._alike.setdefault(_kind(claim), []).append(claim)
        for some in self._alike.values():
            some.sort(key=_value)
        self._reach = {kind: max(claim.number.slack for claim in some) for kind, some in self._alike.items()}
        self._articles: dict[Claim, frozenset[str]] = {}

    def also_by(self, article: str, claim: Claim) -> bool:
        """Whether another article gives a claim's number too, for whatever of its kind."""
        if claim not in self._articles:
            alike, reach = self._alike[_kind(claim)], max(claim.number.slack, self._reach[_kind(claim)])
            near = slice(
                bisect_left(alike, _value(claim) - reach, key=_value),
                bisect_right(alike, _value(claim) + reach, key=_value),
            )
            same = {each.source[0] for each in alike[near] if is_equal(each.number, claim.number)}
            self._articles[claim] = frozenset(same - {claim.source[0]})
        return article in self._articles[claim]


def _kind(claim: Claim) -> object:
    """What two claims have in common that could be equal: what they count, and whether the number is one at all."""
    return claim.measure, claim.number.value is None


def _value(claim: Claim) -> float:
    return claim.number.value or 0.0


def _disagree(one: Claim, other: Claim, given: _Given) -> bool:
    """Whether two claims about one thing differ, and neither outlet gives the other's number too."""
    if not one.is_about(other):
        return False
    found = difference(one.number, other.number)
    if found is None or (found is Difference.OPEN and one.source[0] == other.source[0]):
        return False
    return not given.also_by(other.source[0], one) and not given.also_by(one.source[0], other)


def _says_again(claim: Claim, group: Collection[Claim]) -> bool:
    """Whether it gives a number of a dispute once more, as the outlets do that carry one agency's report."""
    return any(is_equal(claim.number, each.number) for each in group) and any(claim.is_about(each) for each in group)


def _rank(group: Sequence[Claim]) -> tuple[int, bool, bool]:
    fate, noun = group[0].measure.fate, group[0].measure.counted
    place = _WORST_FIRST.index(fate) if fate in _WORST_FIRST else len(_WORST_FIRST)
    return place, fate is not None and noun != "person", _all_hold(group)


def _all_hold(group: Sequence[Claim]) -> bool:
    pairs = combinations(group, 2)
    return all(difference(one.number, other.number) is Difference.OPEN for one, other in pairs)


def _dispute(group: Sequence[Claim]) -> FigureDispute:
    return FigureDispute(group[0].about(group[1]), tuple(claim.hit for claim in group), both_hold=_all_hold(group))
