"""Acronyms that an article introduces in brackets: "Royal College of Nurses (RCN)", "non-fungible tokens (NFT)"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.domain.analysis import PersonKind
from bot.nlp.grammar import POSSESSIVE
from bot.nlp.parse import Parse
from bot.nlp.runs import Run

Words = tuple[str, ...]
_SHORTEST, _LONGEST = 2, 12
_LISTED: Final = 4
"""So many people with brackets behind them are a list."""


class Acronyms:
    """The acronyms in brackets among the ``runs`` of one parse."""

    def __init__(self, parse: Parse, runs: Sequence[Run]) -> None:
        self.reading, self.tags, self.lists = parse.reading, parse.tags, parse.words.names
        self._bracketed = list(self._in_brackets(runs))
        self._clubs = self._behind_people(runs)
        self._meanings: dict[Words, Words] = {}

    def _in_brackets(self, runs: Sequence[Run]) -> Iterator[tuple[Run | None, Run]]:
        """Each run that stands alone in brackets, with the run right before the brackets."""
        words = self.reading.words
        for number, run in enumerate(runs):
            if run.start == 0 or words[run.start - 1] != "(" or words[run.end : run.end + 1] != [")"]:
                continue
            before = runs[number - 1] if number else None
            gap = words[before.end : run.start - 1] if before is not None else []
            near = before is not None and (not gap or (len(gap) == 1 and self.tags[before.end] == POSSESSIVE))
            yield before if near else None, run

    def _behind_people(self, runs: Sequence[Run]) -> frozenset[Words]:
        """The clubs or parties of a list of people: "Ann Lee (Norvik), Tom Day (Larkport), Eva Holm (Marlow)"."""
        people = [
            run
            for before, run in self._bracketed
            if before is not None and len(before.bare) in (2, 3) and not before.organisation
            if self.lists.things.isdisjoint(before.bare) and self.lists.places.isdisjoint((*run.bare, *before.bare))
        ]
        return frozenset(run.bare for run in people) if len(people) >= _LISTED else frozenset()

    def kinds(self, kinds: Mapping[Words, PersonKind | None]) -> dict[Words, PersonKind | None]:
        """What each acronym stands for, by the name before it; ``kinds`` are those of all names, by their words."""
        found: dict[Words, PersonKind | None] = {}
        for before, run in self._bracketed:
            if run.bare in self._clubs:
                found[run.bare] = PersonKind.ORGANISATION
                continue
            if len(run.words) > 1 or not _SHORTEST <= len(run.words[0]) <= _LONGEST:
                continue
            if before is None:
                if self._abbreviates(run.words[0], run.start - 1):
                    found[run.words] = self._of_small_words(run.start - 2)
            elif self._is_place(before):
                found.setdefault(run.words, None)  # "San José (SJO)"
            elif self._stands_for(run.words[0], before, kinds[before.bare]):
                found[run.words] = found[before.bare] = PersonKind.ORGANISATION
                self._meanings.setdefault(run.words, self._meanings.get(before.words, before.words))
            elif before.bare[-1] in self.lists.things and len(before.bare) > 1:
                found[run.words] = None  # "Free Trade Area (AFTA)"
        return found

    def meaning(self, words: Words) -> Words:
        """The long name that an acronym was introduced with; other words are themselves."""
        return self._meanings.get(words, words)

    def _is_place(self, run: Run) -> bool:
        places = run.bare[-1] in self.lists.places or run.bare[0] in self.lists.place_starts
        return places and len(run.bare) < 3 and not run.organisation

    def _stands_for(self, acronym: str, long: Run, kind: PersonKind | None) -> bool:
        if acronym in self.lists.places or acronym in self.lists.given or long.role or long.honorific:
            return False
        if kind is PersonKind.ORGANISATION:
            return True
        if long.bare[-1] in self.lists.things or len(long.bare) < 2 or long.bare[0] in self.lists.given:
            return False
        initials = "".join(word[0] for word in long.words if word[0].isalnum())
        return _in_order(acronym.upper(), initials.upper()) or acronym.upper() == initials.upper()

    def _of_small_words(self, last: int) -> PersonKind | None:
        """The kind by the last of the small words before the brackets: "a special investigation | team (SIT)"."""
        body = (
            self.reading.lower[last] in self.lists.bodies
            or self.reading.lower[last].title() in self.lists.organisations
        )
        return PersonKind.ORGANISATION if body else None

    def _abbreviates(self, acronym: str, end: int) -> bool:
        """Whether the small words before ``end`` begin with its letters: "non-fungible tokens | (NFT)"."""
        before = self.reading.words[max(0, end - 2 * len(acronym)) : end]
        initials = [word[0] for word in before if word[0].islower()]
        letters = [letter.lower() for letter in acronym.rstrip("s") if letter.isalpha()]
        return initials[-len(letters) :] == letters or _in_order("".join(letters), "".join(initials))


def _in_order(letters: str, text: str) -> bool:
    """Whether ``text`` holds the ``letters`` in their order."""
    rest = iter(text)
    return all(letter in rest for letter in letters)
