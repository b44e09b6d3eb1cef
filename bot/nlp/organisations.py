"""Names of organisations that their own words tell: by the lists, as an acronym, as a brand."""

from __future__ import annotations

import re
from typing import Final

from bot.nlp.bounds import COMPLEMENT, SUFFIXES
from bot.nlp.grammar import NUMBERS
from bot.nlp.parse import Parse

_LAST: Final = frozenset("AG SA SE NV AB KG Oy plc SpA GmbH United".split())
_NEVER_FIRST: Final = frozenset("Front Group House Mission Post Project Press Service Star Task Team".split())
"""Heads of names that stand at their end: "Project X" is none."""
_JOINED: Final = re.compile("[a-z][A-Z]")
"""In a word that joins two, as brands do: "YouTube"."""
_PREFIXES: Final = ("Mc", "Mac", "De", "Di", "Du", "Da", "La", "Le", "Van", "Von", "Fitz", "O’", "O'", "Jo", "Abd")
_LONGEST_ACRONYM: Final = 6


class Organisations:
    """Which words of one parse name an organisation wherever they stand."""

    def __init__(self, parse: Parse) -> None:
        self.parse, self.words, self.lists = parse, parse.reading.words, parse.words.names
        self._written = frozenset(self.words)

    def is_known(self, i: int, end: int) -> bool:
        """Whether the words ``[i, end)`` as a whole are a known organisation."""
        reading = self.parse.reading
        return self.parse.text[reading.starts[i] : reading.ends[end - 1]] in self.lists.known_organisations

    def names(self, i: int, end: int) -> bool:
        """Whether the words ``[i, end)`` name an organisation."""
        words = self.words[i:end]
        last = words[-1]
        if self.is_known(i, end) or (last in self.lists.known_organisations and words[0] not in self.lists.given):
            return True
        if self._is_headed(words):
            return True
        if len(words) == 1 and _JOINED.search(last) and not last.startswith(_PREFIXES):
            return True
        if len(words) > 1 and (last in _LAST or self._begins(words)):
            return True
        if len(words) == 3 and words[1] == "-" and self._acronym(words[0]):
            return True  # "PML-N"
        return len(words) <= 2 and self._acronym(last) and (end == len(self.words) or self.words[end] != ":")

    def _begins(self, words: list[str]) -> bool:
        """Whether the first word begins such names: "Real Norvik", not "Real Support" beside "support"."""
        return words[0] in self.lists.beginnings and words[1].lower() not in self._written

    def leads(self, i: int, end: int) -> bool:
        """Whether only the first of the words ``[i, end)`` names an organisation: "BBC | Hindi", "FIFA | World Cup"."""
        first, rest, lists = self.words[i], self.words[i + 1 : end], self.lists
        known = first in lists.known_organisations and first not in lists.given
        if not rest or rest[0] == "-" or not (known or self._acronym(first)) or self.names(i, end):
            return False
        return any(word in names for word in rest for names in (lists.descriptive, lists.places, lists.things))

    def _is_headed(self, words: list[str]) -> bool:
        """Whether one of the words is the head of such names: "the Marlow | Trust", "the | Bank of Marlow"."""
        heads, last = self.lists.organisations, words[-1]
        if len(words) == 2 and words[0] in self.lists.given and last in self.lists.surnames:
            return False  # "Charlotte Church"
        if last in self.lists.things and last not in heads and COMPLEMENT.isdisjoint(words):
            return False  # "Marlow Police Station"
        if len(words) > 1 and words[0] in _NEVER_FIRST and COMPLEMENT.isdisjoint(words):
            words = words[1:]
        return any(word in heads or word == "&" for word in words)

    def _acronym(self, word: str) -> bool:
        """Whether ``word`` is letters that stand for an organisation, not a word ("LEE" beside "Lee")."""
        if not (1 < len(word) <= _LONGEST_ACRONYM and word.isupper() and word.isalpha()) or word in SUFFIXES:
            return False
        if word.lower() in NUMBERS or not {word.title(), word.lower()}.isdisjoint(self._written):
            return False  # "just SIX weeks"
        lists = self.lists
        spelt = {word, word.title(), word.lower()}
        return all(spelt.isdisjoint(names) for names in (lists.places, lists.capitals, lists.given))
