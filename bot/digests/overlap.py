"""Whether two digests would tell one reader a story twice. Pure."""

from __future__ import annotations

import re

from bot.domain.digest import Subscription

_TOKEN = re.compile(r'[^\s"“”]*["“][^"“”]*["”]|\S+')
_DIRECT_MESSAGE = "D"


def is_same(one: Subscription, other: Subscription) -> bool:
    """Whether both bring the same to the same place at the same times, be it more or less of it."""
    return (
        _one_place(one, other)
        and one.schedule == other.schedule
        and _asked(one) == _asked(other)
        and _outlets(one) == _outlets(other)
    )


def overlaps(one: Subscription, other: Subscription) -> bool:
    """Whether what one brings to a place is certainly within what the other brings there, at whatever time.

    A query narrows with every word, so the one with more of them is within the other. Two that share only some words
    may find one story too, but nobody can tell before it comes.
    """
    asked, others = _asked(one), _asked(other)
    outlets, others_outlets = _outlets(one), _outlets(other)
    return (
        _one_place(one, other)
        and (asked <= others or others <= asked)
        and (not outlets or not others_outlets or not outlets.isdisjoint(others_outlets))
    )


def _one_place(one: Subscription, other: Subscription) -> bool:
    """Whether both go to one conversation; somebody's direct messages are one, even before its id is known ("")."""
    if one.workspace != other.workspace:
        return False
    private = [each.channel[:1] in {"", _DIRECT_MESSAGE} for each in (one, other)]
    return one.channel == other.channel or (all(private) and one.creator == other.creator)


def _asked(subscription: Subscription) -> frozenset[str]:
    return frozenset(_TOKEN.findall(subscription.query.casefold().replace("“", '"').replace("”", '"')))


def _outlets(subscription: Subscription) -> frozenset[str]:
    return frozenset(each.casefold() for each in subscription.outlets)
