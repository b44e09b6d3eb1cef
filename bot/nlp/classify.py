"""What a name stands for throughout an article: the signs of all its mentions, weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from bot.domain.analysis import PersonKind
from bot.nlp.evidence import Sign


class Weight(NamedTuple):
    """How much a sign speaks for a person and for an organisation."""

    person: int
    organisation: int = 0


WEIGHTS: Final[Mapping[Sign, Weight]] = {
    Sign.TITLE: Weight(6, -4),
    Sign.GIVEN: Weight(6, -4),
    Sign.FAMILY: Weight(3),
    Sign.GIVEN_OR_PLACE: Weight(0),
    Sign.SPEAKS: Weight(3),
    Sign.SUBJECT: Weight(1),
    Sign.DESCRIBED: Weight(3, -2),
    Sign.BEHAVES: Weight(5, -2),
    Sign.LINKED: Weight(3),
    Sign.INITIAL: Weight(2),
    Sign.SURNAME_ALONE: Weight(2),
    Sign.AMONG_PEOPLE: Weight(1),
    Sign.ADDRESSED: Weight(1),
    Sign.GENITIVE: Weight(1),
    Sign.INSIDE: Weight(1),
    Sign.THE: Weight(-4, 1),
    Sign.A: Weight(-2),
    Sign.IN: Weight(-3, -2),
    Sign.AROUND: Weight(-1),
    Sign.AMONG_PLACES: Weight(-2, -2),
    Sign.MODIFIES: Weight(-2),
    Sign.COMMON: Weight(-3, -2),
    Sign.PLACE_WORD: Weight(-5, -1),
    Sign.THING: Weight(-8, -2),
    Sign.THING_OR_SURNAME: Weight(-2, -2),
    Sign.DESCRIPTIVE: Weight(-5),
    Sign.PORTFOLIO: Weight(-5, -4),
    Sign.PLURAL: Weight(-1),
    Sign.CAPITALS: Weight(-3, 1),
    Sign.LONG: Weight(-3),
    Sign.TOLD_PERSON: Weight(6, -6),
    Sign.TOLD_ORGANISATION: Weight(-6, 6),
    Sign.CALLED_BODY: Weight(-5, 5),
    Sign.IS_BODY: Weight(-4, 5),
    Sign.HAS_HEAD: Weight(-3, 4),
    Sign.EMPLOYS: Weight(-2, 3),
    Sign.OWNS: Weight(-3, 4),
}
_SINGLE: Final = -4
"""One word alone is seldom a person's name where nothing tells."""
_ENOUGH: Final = 1
_ENOUGH_FOR_BODIES: Final = 3


def kind_of(signs: Iterable[Sign], *, single: bool) -> PersonKind | None:
    """The kind that ``signs``, each counted once, speak for; None if they leave it open or speak for a place."""
    weights = [WEIGHTS[sign] for sign in signs]
    person = sum(weight.person for weight in weights) + (_SINGLE if single else 0)
    organisation = sum(weight.organisation for weight in weights)
    if organisation >= _ENOUGH_FOR_BODIES and organisation > person:
        return PersonKind.ORGANISATION
    return PersonKind.PERSON if person >= _ENOUGH else None
