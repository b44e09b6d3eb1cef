"""Runs of capitalised words: where names stand, and which words before them are an office or a title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlp.bounds import COMPLEMENT, PARTICLES, SUFFIXES, Bounds, headlines
from bot.nlp.grammar import COORDINATOR, DETERMINER, HYPHEN, NAME, NOUN, NUMBERS, POSSESSIVE, PREPOSITION, QUOTED
from bot.nlp.parse import Parse

MOST_RUNS = 5_000
"""Names after so many are not read: no article has them, and joining them would take quadratic time."""

_LAST_IN_ORGANISATIONS = frozenset("AG SA SE NV AB KG Oy plc SpA GmbH United".split())
_JOINED = re.compile("[a-z][A-Z]")
"""In a word that joins two, as brands do: "YouTube"."""
_PREFIXES = ("Mc", "Mac", "De", "Di", "Du", "Da", "La", "Le", "Van", "Von", "Fitz", "O’", "O'", "Jo")
_BEHIND_A_NAME = SUFFIXES | {",", "."}
_PARTIES = frozenset(("R", "D", "I"))
_LONGEST_ROLE, _LONGEST_ACRONYM = 8, 6
MALE_KIN = frozenset("husband father son brother uncle nephew grandfather grandson boyfriend widower".split())
FEMALE_KIN = frozenset("wife mother daughter sister aunt niece grandmother granddaughter girlfriend widow".split())
_BELONGING = frozenset("of for at in".split())
_IN_OFFICES = frozenset((NAME, NOUN, DETERMINER, PREPOSITION, POSSESSIVE, HYPHEN, COORDINATOR))


@dataclass(frozen=True, slots=True)
class Run:
    """A name where it stands: tokens ``[start, end)`` without the office, which begins at ``title_start``.

    ``role`` is the office before the name as the text writes it, ``honorific`` a "Mr." or "Judge". ``first`` tells
    whether it begins a sentence, where a capital says nothing.
    """

    start: int
    end: int
    words: tuple[str, ...]
    title_start: int
    role: str | None
    honorific: str | None
    first: bool
    organisation: bool

    @property
    def bare(self) -> tuple[str, ...]:
        """The words without a "Jr." or "III"."""
        count = len(self.words)
        while count > 1 and self.words[count - 1] in _BEHIND_A_NAME:
            count -= 1
        return self.words[:count]

    @property
    def surname(self) -> str:
        """The last name, as one key for "d’Estaing" and, at the head of a sentence, "D’Estaing"."""
        last = self.bare[-1]
        return last[0].lower() + last[1:] if last[1:2] in ("'", "’") else last

    @property
    def is_surname(self) -> bool:
        """Whether it is a last name alone, perhaps with the small words that belong to it: "Lee", "Von der Leyen"."""
        return all(word.lower() in PARTICLES for word in self.bare[:-1])

    @property
    def suffix(self) -> str:
        """The "Jr" or "III" that tells a son from his father; empty if there is none."""
        return next((word.rstrip(".") for word in self.words[len(self.bare) :] if word in SUFFIXES), "")

    @property
    def initial(self) -> str:
        """The initial between first name and surname, which tells "George W." from "George H.W."; empty if none."""
        return next((word.rstrip(".") for word in self.bare[1:-1] if len(word) == 1 or word.endswith(".")), "")


def may_be_one(run: Run, earlier: Run) -> bool:
    """Whether two runs of one first name and surname may be one person, by initial and suffix.

    A writer who has said "Jr." leaves it out later; who adds it later means the son.
    """
    initials = {run.initial, earlier.initial} - {""}
    return len(initials) <= 1 and run.suffix in ("", earlier.suffix)


def shouts(word: str) -> bool:
    """Whether the word is in capitals as a whole, and too long for initials or a "III"."""
    return len(word) > 3 and word.isupper()


def runs_in(parse: Parse) -> list[Run]:
    """The names in the body of a parse, in order, at most ``MOST_RUNS``; headlines inside the body give none."""
    bounds = Bounds(parse)
    finder = _Finder(parse, bounds)
    skipped = headlines(parse)
    found: list[Run] = []
    i, count = 0, len(parse.reading)
    while i < count and len(found) < MOST_RUNS:
        if not bounds.capital(i) or parse.paragraph[i] in skipped:
            i += 1
            continue
        end = bounds.end_of(i)
        found += finder.named(i, end)
        i = end
    return found


class _Finder:
    def __init__(self, parse: Parse, bounds: Bounds) -> None:
        self.bounds = bounds
        self.parse, self.reading, self.tags = parse, parse.reading, parse.tags
        self.words, self.lower = parse.reading.words, parse.reading.lower
        self.lists, self.titles = parse.words.names, parse.words.titles
        self.first_names = self.lists.given
        self.written = frozenset(self.words)
        self._no_acronyms = self.lists.places | self.lists.capitals | self.first_names

    def named(self, i: int, end: int) -> Iterator[Run]:
        """The names in the run ``[i, end)``: an office before a name is split off as its role."""
        if self.words[i] in _PARTIES and self.tags[min(i + 1, end - 1)] == HYPHEN:
            return  # "(R-Ill.)"
        first = self._is_first(i)
        known = self.bounds.known_end(i) == end and end > i + 1
        office = None if known else next((k for k in range(end - 1, i - 1, -1) if self._is_title(k, i, end)), None)
        start, role_start, honorific = i, None, None
        if office is not None:
            start = self._after_office(office, end)
            honorific = self.words[office] if self.words[office] in self.titles.honorifics else None
            role_start = None if office == i and honorific else self._qualified(i)
            if office > i and self.organisation(i, office):
                yield self._run(i, self._organisation_end(i, office), first=first)
        else:
            role_start = self._role_before(i, end)
        if role_start is None and first and self._is_described(start, end):
            role_start, start = start, start + 1
        if role_start is None:
            start = self._past_places(start, end)
        while end - start > 2 and self.words[end - 1] in self.lists.capitals:
            end -= 1  # "Ann Lee QC"
        if start >= end:
            return
        role = self._role(role_start, start, honorific) if role_start is not None else None
        split = self._split(start, end)
        title_start = role_start if role_start is not None else i if office is not None else start
        yield self._run(start, split, title_start, role, honorific, first=first and start == i)
        if split < end:
            yield self._run(split, end)

    def organisation(self, i: int, end: int) -> bool:
        """Whether the words ``[i, end)`` name an organisation, by the lists or as an acronym."""
        words = self.words[i:end]
        last = words[-1]
        whole = self.parse.text[self.reading.starts[i] : self.reading.ends[end - 1]]
        if whole in self.lists.known_organisations or (
            last in self.lists.known_organisations and words[0] not in self.first_names
        ):
            return True
        if any(word in self.lists.organisations or word == "&" for word in words):
            return True
        if len(words) == 1 and _JOINED.search(last) and not last.startswith(_PREFIXES):
            return True
        if len(words) > 1 and last in _LAST_IN_ORGANISATIONS:
            return True
        return len(words) <= 2 and self._acronym(last) and (end == len(self.words) or self.words[end] != ":")

    def _acronym(self, word: str) -> bool:
        """Whether ``word`` is letters that stand for an organisation, not a word ("LEE" beside "Lee")."""
        if not (1 < len(word) <= _LONGEST_ACRONYM and word.isupper() and word.isalpha()) or word in SUFFIXES:
            return False
        if word.lower() in NUMBERS or not {word.title(), word.lower()}.isdisjoint(self.written):
            return False  # "just SIX weeks"
        return not {word, word.title(), word.lower()} & self._no_acronyms

    # -- the run ---------------------------------------------------------------------------------------------------

    def _is_first(self, i: int) -> bool:
        if i in self.parse.starts:
            return True
        return self.reading.region[i] >= 0 and (i == 0 or self.words[i - 1] in "“\"‘'.!?")

    # -- the office ------------------------------------------------------------------------------------------------

    def _is_title(self, k: int, i: int, end: int) -> bool:
        word, lower = self.words[k], self.lower[k]
        if k > i and self.words[i] in self.first_names:
            return False  # "Martin Luther King"
        behind = self.words[k + 1 : end]
        body = behind and behind[-1] in self.lists.organisations and self.first_names.isdisjoint(behind)
        if body and self.lower[k + 1] not in COMPLEMENT:
            return False  # "Young Presidents Organization"
        if k - 2 >= i and self.lower[k - 1] in COMPLEMENT and self.words[k - 2] in self.lists.organisations:
            return False  # "Department of Justice"
        if word in self.titles.honorifics and k + 1 < end:
            return True
        if k > i + 1 and self.tags[k - 1] == HYPHEN and f"{self.lower[k - 2]}-{lower}" in self.titles.roles:
            return True
        if lower[-1:] == "s" and lower[:-1] in self.titles.roles and k + 1 < end:
            return True  # "Senators Ted Cruz and Marco Rubio"
        # "General Motors", "Star Tribune": there the word is part of the name.
        return lower in self.titles.roles and (word not in self.lists.organisations or k + 1 == end)

    def _after_office(self, office: int, end: int) -> int:
        """Where the name begins after the office: "Secretary of State | Antony Blinken"."""
        start = office + 1
        if start >= end or self.lower[start] not in COMPLEMENT:
            return start
        capitals = [k for k in range(start + 1, end) if self.words[k][0].isupper()]
        if len(capitals) <= 1:
            return end
        for k in capitals[1:]:
            if self.words[k] in self.first_names:
                return k
        initial = len(capitals) > 3 and len(self.words[capitals[-2]].rstrip(".")) == 1
        return capitals[1] if len(capitals) == 2 else capitals[-3 if initial else -2]

    def _qualified(self, i: int) -> int:
        """Where the office at ``i`` begins with what stands small before it: "former | Secretary of State"."""
        while self.bounds.continues(i) and self.lower[i - 1] in self.titles.before_roles and self.tags[i - 1] != QUOTED:
            i -= 1
        return i

    def _role_before(self, i: int, end: int) -> int | None:
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
        if self.lower[k] not in self.titles.roles or self.tags[k] == QUOTED:
            return None
        while k > 0 and i - k < _LONGEST_ROLE and self.bounds.continues(k) and self._in_role(k - 1):
            k -= 1
        return k

    def _office_of(self, k: int) -> int:
        """The word for the office whose description ends at ``k``: "chair" in "the chair of the club, | Ann Lee,".

        "The son of a docker, Tom Day," may name either.
        """
        for m in range(k - 1, max(0, k - _LONGEST_ROLE), -1):
            if self.lower[m] in self.titles.roles - MALE_KIN - FEMALE_KIN and self.lower[m + 1] in _BELONGING:
                return m
            if self.tags[m] not in _IN_OFFICES or not self.bounds.continues(m + 1):
                break
        return k

    def _may_be_person(self, i: int, end: int) -> bool:
        """Whether two words or more may name a person where nothing else tells: no "Larkin Motors"."""
        given = self.words[i] in self.first_names
        return end - i > 1 and (given or not (self.words[end - 1].endswith("s") or self.organisation(i, end)))

    def _in_role(self, k: int) -> bool:
        lower = self.lower[k]
        if len(lower) == 1 and lower.isalpha():
            return False  # "a £40m striker"
        return lower in self.titles.before_roles or lower in self.titles.roles or self.tags[k] in (NAME, NOUN, HYPHEN)

    def _role(self, start: int, end: int, honorific: str | None) -> str | None:
        """The office in ``[start, end)`` as it is written, without the honorific or comma that follows it."""
        while end - 1 > start and self.words[end - 1] in (honorific, ","):
            end -= 1
        if start >= end:
            return None
        role = self.parse.text[self.reading.starts[start] : self.reading.ends[end - 1]]
        return None if role in self.titles.honorifics else role

    def _is_described(self, start: int, end: int) -> bool:
        """Whether a word that only the sentence's start capitalises stands before a full name: "Harpist Ann Lee"."""
        if end - start < 3 or self.words[start] in self.first_names | self.lists.places:
            return False
        return self.words[start + 1] in self.first_names and not self.organisation(start, end)

    def _past_places(self, start: int, end: int) -> int:
        """Past a place or people before a full name: "Democrat | Patty Judge"."""
        while end - start > 2 and self.words[start] in self.lists.places and not self.organisation(start, end):
            start += 1
        return start

    def _split(self, start: int, end: int) -> int:
        """Where a second name begins: "Stoltenberg | NATO". A missing comma puts two names side by side."""
        last = self.words[end - 1]
        if end - start < 2 or not last.isupper() or last not in self.lists.known_organisations:
            return end
        return end if any(word in self.lists.organisations for word in self.words[start:end]) else end - 1

    def _organisation_end(self, i: int, office: int) -> int:
        while office > i + 1 and not self.organisation(office - 1, office):
            office -= 1
        return office

    def _run(
        self,
        start: int,
        end: int,
        title_start: int | None = None,
        role: str | None = None,
        honorific: str | None = None,
        *,
        first: bool = False,
    ) -> Run:
        words = self.words[start:end]
        firm = end - start > 1 and words[-1] in self.lists.organisations and words[0] not in self.first_names
        if firm and honorific is None:
            role = None  # "its rival Marlow Group"
        organisation = role is None and honorific is None and self.organisation(start, end)
        begins = start if title_start is None else title_start
        if not organisation and not all(map(shouts, words)):
            words = [word.title() if shouts(word) else word for word in words]  # "LUNA Vale"
        return Run(start, end, tuple(words), begins, role, honorific, first, organisation)
