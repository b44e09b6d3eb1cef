"""Which of two articles' figures are said of one thing, and where such figures disagree. Pure.

Precision comes before recall: an editor who is shown one false disagreement reads no other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

from bot.desk.claims import Claim, claims_of
from bot.desk.numbers import Difference, difference, is_equal
from bot.domain.answer import FigureDispute, FigureHit

_WORST_FIRST = ("killed", "wounded", "missing")


def figure_disputes(hits: Sequence[FigureHit]) -> tuple[FigureDispute, ...]:
    """Things for which different sources give different numbers: deaths first, then the wounded, then the missing.

    Of each, all who are counted come before some of them, and what can't both hold before what can. A source is an
    article or whoever the article names. "at least 17" and "at least 19" can both hold, which the dispute says; "about
    7,000" and 7,012 agree, and what one source says of two things is no dispute.
    """
    claims = claims_of(hits)
    used: set[int] = set()
    groups: list[list[Claim]] = []
    for place, claim in enumerate(claims):
        if place in used:
            continue
        group = {place: claim}
        for other_place, other in enumerate(claims[place + 1 :], place + 1):
            if other_place not in used and all(_disagree(each, other, claims) for each in group.values()):
                group[other_place] = other
        if len(group) > 1:
            used |= {at for at, each in enumerate(claims) if at in group or _says_again(each, group.values())}
            groups.append(list(group.values()))
    return tuple(_dispute(group) for group in sorted(groups, key=_rank))


def _disagree(one: Claim, other: Claim, claims: Sequence[Claim]) -> Difference | None:
    """How two claims about one thing differ; None if they don't, or each outlet gives the other's number too."""
    if not one.is_about(other) or one.is_stated_by(other.article, claims) or other.is_stated_by(one.article, claims):
        return None
    found = difference(one.figure, other.figure)
    return None if found is Difference.OPEN and one.article == other.article else found


def _says_again(claim: Claim, group: Collection[Claim]) -> bool:
    """Whether it gives a number of a dispute once more, as the outlets do that carry one agency's report."""
    return any(claim.is_about(each) for each in group) and any(is_equal(claim.figure, each.figure) for each in group)


def _rank(group: Sequence[Claim]) -> tuple[int, bool, bool]:
    fate, noun = group[0].counts
    place = _WORST_FIRST.index(fate) if fate in _WORST_FIRST else len(_WORST_FIRST)
    return place, fate is not None and noun != "person", _all_hold(group)


def _all_hold(group: Sequence[Claim]) -> bool:
    pairs = combinations(group, 2)
    return all(difference(one.figure, other.figure) is Difference.OPEN for one, other in pairs)


def _dispute(group: Sequence[Claim]) -> FigureDispute:
    return FigureDispute(group[0].about(group[1]), tuple(claim.hit for claim in group), both_hold=_all_hold(group))
