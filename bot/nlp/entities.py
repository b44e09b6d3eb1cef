"""A person or organisation of an article, with the runs that name it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from bot.domain.analysis import PersonKind
from bot.nlp.offices import FEMALE_KIN, MALE_KIN
from bot.nlp.runs import Run
from bot.nlp.words import Names as Lists

_MALE: Final = frozenset("Mr. Mr Sir Lord King Prince".split())
_FEMALE: Final = frozenset("Mrs. Ms. Mrs Ms Miss Lady Dame Queen Princess Madam".split())


@dataclass(slots=True)
class Entity:
    """A person or organisation with the runs that name it.

    ``name`` is the fullest form, as it stands in the text. ``gender`` is "m", "f", or None if the text does not tell.
    """

    words: tuple[str, ...]
    kind: PersonKind
    runs: list[Run] = field(default_factory=list)
    name: str = ""
    role: str | None = None
    gender: str | None = None

    def has_title(self, honorific: str) -> bool:
        """Whether somebody is called so, or holds that office in full: "Prof Lee" is "Professor Ann Lee"."""
        short = honorific.rstrip(".").lower()
        titles = (title for run in self.runs for title in (run.honorific, run.role) if title)
        return any(word.startswith(short) for title in titles for word in title.lower().split())


def gender_of(honorific: str | None) -> str | None:
    """The gender that a form of address tells: "m", "f" or None."""
    return "m" if honorific in _MALE else "f" if honorific in _FEMALE else None


def gender_told(entity: Entity, lists: Lists) -> str | None:
    """The gender that titles, words of kinship or, at last, the given name tell."""
    gender = next((gender for run in entity.runs if (gender := gender_of(run.honorific))), None)
    if gender is not None:
        return gender
    kin = {word for run in entity.runs if run.role for word in run.role.split()[-1:]}
    if entity.words[0] in lists.women or kin & FEMALE_KIN:
        return "f"
    return "m" if entity.words[0] in lists.men or kin & MALE_KIN else None
