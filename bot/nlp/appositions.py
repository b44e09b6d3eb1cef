"""What stands behind a name in apposition: the role, age or trade of a person, what a body is."""

from __future__ import annotations

from typing import Final

from bot.nlp.grammar import (
    ADVERB,
    COORDINATOR,
    DETERMINER,
    FINITE,
    GERUND,
    HYPHEN,
    NAME,
    NOUN,
    NUMBER,
    PAST,
    POSSESSIVE,
    PREPOSITION,
    TIME,
    TO,
)
from bot.nlp.parse import Parse

_OPEN_ROLES: Final = frozenset("the a an this his her its their".split())
_IN_ROLES: Final = frozenset((NAME, NOUN, NUMBER, HYPHEN, POSSESSIVE, PREPOSITION, DETERMINER, COORDINATOR))
_IN_BODIES: Final = frozenset((NAME, NOUN, NUMBER, HYPHEN, POSSESSIVE, GERUND, PAST, ADVERB))
_NOT_LAST_IN_ROLES: Final = frozenset((PREPOSITION, DETERMINER, COORDINATOR, HYPHEN))
_LONGEST: Final = 14
_LONGEST_BODY: Final = 8


class Appositions:
    """The appositions behind the names of a parse."""

    def __init__(self, parse: Parse) -> None:
        self.parse, self.lower, self.tags = parse, parse.reading.lower, parse.tags
        self.titles, self._bodies = parse.words.titles, parse.words.names.bodies

    def describes_person(self, start: int, end: int) -> bool:
        """Whether what follows the name ``[start, end)`` is said of a person: ", 43," or ", who" or ", a lawyer"."""
        if end + 2 >= len(self.lower) or self.lower[end] != ",":
            return False
        following = self.lower[end + 1]
        age = following.isdecimal() and len(following) == 2 and self.lower[end + 2] in (",", ".")
        return following == "who" or age or self.role(start, end) is not None

    def describes_body(self, end: int) -> bool:
        """Whether what follows says that the name is an organisation's: ", a Danish research firm"."""
        if (
            end + 2 >= len(self.lower)
            or self.lower[end] not in (",", "(", "—", "–")
            or self.lower[end + 1] not in _OPEN_ROLES
        ):
            return False
        stop = self._end_of_nouns(end + 2, end + 2 + _LONGEST_BODY)
        return stop > end + 2 and self.lower[stop - 1] in self._bodies

    def _end_of_nouns(self, start: int, most: int) -> int:
        stop = start
        while stop < min(most, len(self.tags)) and self.tags[stop] in _IN_BODIES:
            stop += 1
        return stop

    def role(self, start: int, end: int) -> tuple[int, int] | None:
        """The tokens of the role in the apposition behind the name ``[start, end)``: ", US Secretary of State"."""
        starts, breaks, tags = self.parse.starts, self.parse.reading.breaks, self.tags
        if end + 1 >= len(self.lower) or self.lower[end] != "," or breaks[end + 1]:
            return None
        if tags[end + 1] == COORDINATOR:
            return None  # "Lee, and his wife"
        definite = self.lower[end + 1] == "the"
        begin = end + 1 + (self.lower[end + 1] in _OPEN_ROLES)
        stop = begin
        while stop < len(tags) and stop - begin < _LONGEST and tags[stop] in _IN_ROLES:
            timed = tags[stop] == PREPOSITION and stop + 1 < len(tags) and tags[stop + 1] == TIME
            if timed or breaks[stop] or stop in starts:
                break
            stop += 1
        under = start > 0 and tags[start - 1] in (PREPOSITION, TO)
        if (definite or under) and stop < len(tags) and tags[stop] in FINITE and stop not in starts:
            return None  # "In a letter to Ann Lee, the minister called …": nothing closes the apposition
        return self._headed(begin, stop)

    def _headed(self, begin: int, stop: int) -> tuple[int, int] | None:
        """``[begin, stop)`` without what can't end it, if its head is a role."""
        while stop > begin and self.tags[stop - 1] in _NOT_LAST_IN_ROLES:
            stop -= 1
        head = next((k for k in range(begin, stop) if self.tags[k] == PREPOSITION), stop)
        if head <= begin:
            return None
        hyphened = head - 3 >= begin and self.tags[head - 2] == HYPHEN
        last = self.lower[head - 1]
        if self.titles.is_role(last) or (hyphened and f"{self.lower[head - 3]}-{last}" in self.titles.roles):
            return begin, stop
        return None
