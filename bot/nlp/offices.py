"""Offices and titles before a name: which words are the role, where the name begins behind them."""

from __future__ import annotations

from typing import Final

from bot.nlp.bounds import COMPLEMENT, Bounds
from bot.nlp.grammar import (
    COORDINATOR,
    DETERMINER,
    HYPHEN,
    NAME,
    NOUN,
    POSSESSIVE,
    PREPOSITION,
    QUOTED,
)
from bot.nlp.organisations import Organisations
from bot.nlp.parse import Parse
from bot.nlp.words import ABSTRACT

MALE_KIN: Final = frozenset("husband father son brother uncle nephew grandfather grandson boyfriend widower".split())
FEMALE_KIN: Final = frozenset(
    "wife mother daughter sister aunt niece grandmother granddaughter girlfriend widow".split()
)
_LONGEST_ROLE: Final = 8
_BELONGING: Final = frozenset("of for at in".split())
_STANDING_FOR: Final = frozenset("for as to".split())
_IN_OFFICES: Final = frozenset((NAME, NOUN, DETERMINER, PREPOSITION, POSSESSIVE, HYPHEN, COORDINATOR))


class Offices:
    """The offices in one parse."""

    def __init__(self, parse: Parse, bounds: Bounds, organisations: Organisations) -> None:
        self.parse, self.bounds, self.organisations = parse, bounds, organisations
        self.words, self.lower, self.tags = parse.reading.words, parse.reading.lower, parse.tags
        self.lists, self.titles = parse.words.names, parse.words.titles

    def last_in(self, i: int, end: int) -> int | None:
        """The last word in ``[i, end)`` that is a title before a name, or the end of one."""
        return next((k for k in range(end - 1, i - 1, -1) if self._is_title(k, i, end)), None)

    def _is_title(self, k: int, i: int, end: int) -> bool:
        return self._may_be_title(k, i, end) and not self._is_inside_name(k, i, end)

    def _may_be_title(self, k: int, i: int, end: int) -> bool:
        word, lower = self.words[k], self.lower[k]
        if word in self.titles.honorifics and k + 1 < end:
            return True
        # "General Motors", "Star Tribune": there the word is part of the name.
        if self.titles.is_role(lower) and (word not in self.lists.organisations or k + 1 == end):
            return True
        if lower[-1:] == "s" and lower[:-1] in self.titles.roles and k + 1 < end:
            return True  # "Senators Ted Cruz and Marco Rubio"
        return k > i + 1 and self.tags[k - 1] == HYPHEN and f"{self.lower[k - 2]}-{lower}" in self.titles.roles

    def _is_inside_name(self, k: int, i: int, end: int) -> bool:
        """Whether the word at ``k`` is part of the name of somebody or of a body."""
        heads, given = self.lists.organisations, self.lists.given
        if k > i and self.words[i] in given and heads.isdisjoint(self.words[i:k]):
            return " ".join(self.words[i : i + 2]) not in self.lists.places  # "Martin Luther King"
        if k - 2 >= i and self.lower[k - 1] in COMPLEMENT and self.words[k - 2] in heads:
            return True  # "Department of Justice"
        behind = self.words[k + 1 : end]
        if not behind or self.lower[k + 1] in COMPLEMENT:
            return False
        if behind[0] in heads - self.lists.surnames:
            return True  # "Major League Baseball"
        # "Young Presidents Organization", "Prince Charles Hospital", not "Mayor Don Guardian"
        return behind[-1] in heads and (given.isdisjoint(behind) or behind[-1] not in self.lists.surnames)

    def begin(self, i: int, office: int) -> int:
        """Where the office that ends at ``office`` begins in a run from ``i``: "Globex | Chief Executive"."""
        while office > i and (self.tags[office - 1] == HYPHEN or self._is_in_title(self.lower[office - 1])):
            office -= 1
        return office

    def _is_in_title(self, lower: str) -> bool:
        return lower in self.titles.before_roles or lower in self.titles.roles

    def after(self, office: int, end: int) -> int:
        """Where the name begins after the office: "Secretary of State | Antony Blinken"."""
        start = office + 1
        if start >= end or self.lower[start] not in COMPLEMENT:
            return start
        held = max((k + 1 for k in range(start + 1, end) if self._is_held(self.words[k])), default=start)
        capitals = [k for k in range(start + 1, end) if self.words[k][0].isupper()]
        if held > start or len(capitals) <= 1:
            return held if held > start else end
        for k in capitals[1:]:
            if self.words[k] in self.lists.given:
                return k
        initial = len(capitals) > 3 and len(self.words[capitals[-2]].rstrip(".")) == 1
        return capitals[1] if len(capitals) == 2 else capitals[-3 if initial else -2]

    def _is_held(self, word: str) -> bool:
        """Whether an office may be of it: Justice, Finland, the Bank."""
        lists = self.lists
        return word.endswith(ABSTRACT) or any(
            word in names for names in (lists.descriptive, lists.places, lists.organisations, lists.things)
        )

    def complement(self, office: int, start: int) -> tuple[int, int] | None:
        """The organisation that an office up to ``start`` is of: "Governor of the | Reserve Bank"."""
        begin = office + 2
        if begin < start and self.lower[begin] == "the":
            begin += 1
        headed = not self.lists.organisations.isdisjoint(self.words[begin:start])
        return (begin, start) if headed and self.organisations.names(begin, start) else None

    def qualified(self, i: int) -> int:
        """Where the office at ``i`` begins with what stands small before it: "former | Secretary of State"."""
        while self.bounds.continues(i) and self.lower[i - 1] in self.titles.before_roles and self.tags[i - 1] != QUOTED:
            i -= 1
        return i

    def role_before(self, i: int, end: int) -> int | None:
        """Where the role before a name ``[i, end)`` begins: "campaign manager Robby Mook", "the mayor, Ann Lee,"."""
        if not self.bounds.continues(i):
            return None
        apposed = (
            self.words[i - 1] == ","
            and end < len(self.words)
            and self.words[end] in ",."
            and self.bounds.continues(i - 1)
        )
        k = i - 1 - apposed
        if apposed and self.lower[k] not in self.titles.roles and self._may_be_person(i, end):
            k = self._office_of(k)
        if not self.titles.is_role(self.lower[k]) or self.tags[k] == QUOTED:
            return None
        if apposed and self.lower[k - 1 : k] != [] and self.lower[k - 1] in _STANDING_FOR:
            return None  # "the nomination for governor, Ann Lee,"
        while k > 0 and i - k < _LONGEST_ROLE and self.bounds.continues(k) and self._in_role(k - 1):
            k -= 1
        return k

    def _office_of(self, k: int) -> int:
        """The word for the office whose description ends at ``k``: "chair" in "the chair of the club, | Ann Lee,".

        "The son of a docker, Tom Day," may name either.
        """
        for m in range(k - 1, max(-1, k - _LONGEST_ROLE), -1):
            if self.lower[m] in self.titles.roles - MALE_KIN - FEMALE_KIN and self.lower[m + 1] in _BELONGING:
                return m
            if self.tags[m] not in _IN_OFFICES or not self.bounds.continues(m + 1):
                break
        return k

    def _may_be_person(self, i: int, end: int) -> bool:
        """Whether two words or more may name a person where nothing else tells: no "Larkin Motors"."""
        given = self.words[i] in self.lists.given
        return end - i > 1 and (given or not (self.words[end - 1].endswith("s") or self.organisations.names(i, end)))

    def _in_role(self, k: int) -> bool:
        lower = self.lower[k]
        if len(lower) == 1 and lower.isalpha():
            return False  # "a £40m striker"
        return lower in self.titles.before_roles or lower in self.titles.roles or self.tags[k] in (NAME, NOUN, HYPHEN)

    def role(self, start: int, end: int, honorific: str | None) -> str | None:
        """The office in ``[start, end)`` as it is written, without the honorific or comma that follows it."""
        while end - 1 > start and self.words[end - 1] in (honorific, ","):
            end -= 1
        if start >= end:
            return None
        role = self.parse.text[self.parse.reading.starts[start] : self.parse.reading.ends[end - 1]]
        return None if role in self.titles.honorifics else role
