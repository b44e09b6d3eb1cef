"""Runs of capitalised words: where names stand, and which words before them are an office or a title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.nlp.bounds import COMPLEMENT, PARTICLES, SUFFIXES, Bounds, headlines
from bot.nlp.credits import credited
from bot.nlp.grammar import HYPHEN
from bot.nlp.offices import Offices
from bot.nlp.organisations import Organisations
from bot.nlp.parse import Parse

MOST_RUNS = 5_000
"""Names after so many are not read: no article has them, and joining them would take quadratic time."""

_BEHIND_A_NAME = SUFFIXES | {",", "."}
_SHORTEST_GERUND = 6
_PARTIES = frozenset(("R", "D", "I"))


@dataclass(frozen=True, slots=True)
class Run:
    """A name where it stands: tokens ``[start, end)`` without the office, which begins at ``title_start``.

    ``role`` is the office before the name as the text writes it, ``honorific`` a "Mr." or "Judge". ``first`` tells
    whether it begins a sentence, where a capital says nothing. ``bare`` are the words without a "Jr." or "III".
    """

    start: int
    end: int
    words: tuple[str, ...]
    title_start: int
    role: str | None
    honorific: str | None
    first: bool
    organisation: bool
    bare: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        count = len(self.words)
        while count > 1 and self.words[count - 1] in _BEHIND_A_NAME:
            count -= 1
        object.__setattr__(self, "bare", self.words[:count])

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
    """The names in the body of a parse, in order, at most ``MOST_RUNS``; headlines and
    credits inside the body give none.
    """
    bounds = Bounds(parse)
    finder = _Finder(parse, bounds)
    skipped, nobodys = headlines(parse), credited(parse)
    found: list[Run] = []
    end = 0
    for i, word in enumerate(parse.reading.words):
        if i < end or word.islower() or not bounds.capital(i) or parse.paragraph[i] in skipped or i in nobodys:
            continue
        end = bounds.end_of(i)
        found += finder.named(i, end)
        if len(found) >= MOST_RUNS:
            break
    return found


class _Finder:
    def __init__(self, parse: Parse, bounds: Bounds) -> None:
        self.bounds = bounds
        self.parse, self.reading, self.tags = parse, parse.reading, parse.tags
        self.words, self.lower = parse.reading.words, parse.reading.lower
        self.lists, self.titles = parse.words.names, parse.words.titles
        self.organisations = Organisations(parse)
        self.offices = Offices(parse, bounds, self.organisations)
        self.first_names = self.lists.given
        self.written = frozenset(self.words)

    def named(self, i: int, end: int) -> Iterator[Run]:
        """The names in the run ``[i, end)``: an office before a name is split off as its role."""
        if self.words[i] in _PARTIES and self.tags[min(i + 1, end - 1)] == HYPHEN:
            return  # "(R-Ill.)"
        first = self._is_first(i)
        if first and self._is_no_part(i, end):
            i, first = i + 1, False
        before = self.lower[i - 1] if self.bounds.continues(i) else ""
        if before in self.lists.works and self.words[i] not in self.first_names:
            return  # "the ferry Northern Star"
        if before in self.lists.bands or self._is_known(i, end):
            yield self._run(i, end, first=first)
            return
        office = self.offices.last_in(i, end)
        if office is None:
            yield from self._without_office(i, end, first=first)
        else:
            yield from self._behind_office(i, office, end, first=first)

    def _is_known(self, i: int, end: int) -> bool:
        known = self.bounds.known_end(i) == end and end > i + 1
        return known or self.organisations.is_known(i, end)

    def _behind_office(self, i: int, office: int, end: int, *, first: bool) -> Iterator[Run]:
        start = self.offices.after(office, end)
        honorific = self.words[office] if self.words[office] in self.titles.honorifics else None
        role_start = None if office == i and honorific else self.offices.qualified(i)
        yield from self._leads(i, office, first=first)
        if (body := self.offices.complement(office, start)) is not None:
            yield self._run(*body)
        if role_start is None:
            start = self._past_places(start, end)
        role = self.offices.role(role_start, start, honorific) if role_start is not None else None
        yield from self._name(start, end, role_start if role_start is not None else i, role, honorific, first=False)

    def _leads(self, i: int, office: int, *, first: bool) -> Iterator[Run]:
        """The organisation before an office: "Globex | chief executive Ann Lee"."""
        end = self.offices.begin(i, office)
        if end > i and self.organisations.names(i, end):
            while end > i + 1 and not self.organisations.names(end - 1, end):
                end -= 1
            yield self._run(i, end, first=first)
        elif end > i and self.lower[end] in self.titles.heads and self.lists.places.isdisjoint(self.words[i:end]):
            yield self._run(i, end, first=first)

    def _without_office(self, i: int, end: int, *, first: bool) -> Iterator[Run]:
        start, role_start = i, self.offices.role_before(i, end)
        if role_start is None and first and self._is_described(start, end):
            role_start, start = start, start + 1
        if role_start is None:
            start = self._past_places(start, end)
        role = self.offices.role(role_start, start, None) if role_start is not None else None
        begins = role_start if role_start is not None else start
        yield from self._name(start, end, begins, role, None, first=first and start == i)

    def _name(
        self, start: int, end: int, title_start: int, role: str | None, honorific: str | None, *, first: bool
    ) -> Iterator[Run]:
        while end - start > 2 and self.words[end - 1] in self.lists.capitals:
            end -= 1  # "Ann Lee QC"
        if start >= end:
            return
        if role is None and honorific is None and self.organisations.leads(start, end):
            yield self._run(start, start + 1, first=first)
            if not self.first_names.isdisjoint(self.words[start + 1 : end]):
                yield from self._without_office(start + 1, end, first=False)
            return
        split = self._split(start, end)
        yield self._run(start, split, title_start, role, honorific, first=first)
        if split < end:
            yield self._run(split, end)

    def _is_first(self, i: int) -> bool:
        if i in self.parse.starts:
            return True
        return self.reading.region[i] >= 0 and (i == 0 or self.words[i - 1] in "“\"‘'.!?")

    def _is_no_part(self, i: int, end: int) -> bool:
        """Whether only the sentence's start capitalises the first word: "Brewer | Castrell", "Submissions | Xulu"."""
        word, lower = self.words[i], self.lower[i]
        if end - i < 2 or self.tags[i + 1] == HYPHEN or lower in PARTICLES or self.lower[i + 1] in COMPLEMENT:
            return False
        if lower in self.lists.bodies and word not in self.lists.organisations:
            return True
        if lower in self.titles.before_roles and word not in self.lists.descriptive and not self.titles.is_role(lower):
            return self.lists.organisations.isdisjoint(self.words[i:end])
        if lower.endswith("ing") and len(lower) > _SHORTEST_GERUND and end - i == 2:
            return True  # "Electing | Holm"
        if lower not in self.written or end - i > 3 or self.titles.is_role(lower):
            return False
        lists = self.lists
        return not any(word in names for names in (lists.organisations, lists.places, lists.given, lists.descriptive))

    def _is_described(self, start: int, end: int) -> bool:
        """Whether a word that only the sentence's start capitalises stands before a full name: "Harpist Ann Lee"."""
        if end - start < 3 or self.words[start] in self.first_names | self.lists.places:
            return False
        return self.words[start + 1] in self.first_names and not self.organisations.names(start, end)

    def _past_places(self, start: int, end: int) -> int:
        """Past a place or people before a full name: "Democrat | Patty Judge"."""
        places = self.lists.places
        while end - start > 2 and not self.organisations.names(start, end):
            if " ".join(self.words[start : start + 2]) in places:
                if end - start == 3:
                    break  # "New Zealand First"
                start += 2
            elif (
                self.words[start] in places
                and self.words[start + 1] != "-"
                and self.words[start] not in self.first_names
            ):
                start += 1
            else:
                break
        return start

    def _split(self, start: int, end: int) -> int:
        """Where a second name begins: "Stoltenberg | NATO". A missing comma puts two names side by side."""
        last = self.words[end - 1]
        if end - start < 2 or not last.isupper() or last not in self.lists.known_organisations:
            return end
        return end if any(word in self.lists.organisations for word in self.words[start:end]) else end - 1

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
        organisation = role is None and honorific is None and self.organisations.names(start, end)
        begins = start if title_start is None else title_start
        if not organisation and not all(map(shouts, words)):
            words = [word.title() if shouts(word) else word for word in words]  # "LUNA Vale"
        return Run(start, end, tuple(words), begins, role, honorific, first, organisation)
