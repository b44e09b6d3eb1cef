"""Where a capitalised name begins and ends."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import pairwise

from bot.nlp.grammar import ADVERB, CLOSED_CLASSES, GERUND, HYPHEN, MONTHS, NUMBER, PAST, POSSESSIVE, TIME, VERB
from bot.nlp.parse import Parse
from bot.nlp.sentences import CLOSERS, ENDS

SUFFIXES = frozenset(("Jr.", "Sr.", "Jr", "Sr", "II", "III", "IV"))
COMPLEMENT = frozenset(("of", "for"))
PARTICLES = frozenset("de da del della der den van von bin ibn al el la le di du dos ter ten y bint".split())
LINKING = frozenset("bin ibn bint van von der den ter ten al".split())
"""Small words inside the names of people, not of places and clubs."""
_CAPITALS_THAT_ARE_NAMES = frozenset(("US", "UN", "WHO"))
_NO_NAMES = frozenset((TIME, VERB, GERUND, ADVERB, PAST))
_COMPOUNDED = frozenset(
    "based born sponsored led run owned backed trained educated winning era style parent area "
    "language speaking held".split()
)
_LONGEST_TAIL = 8
_SAINTLY = frozenset("St St. Saint King Queen Lord Lady".split())
_NUMBERED = frozenset(("Channel", "Radio", "Canal"))
ELIDED = re.compile(r"(?:[dl]|dell|all|nell)['’][A-Z]")
"""A name that begins with an elided article: d’Estaing, dell’Utri."""
_ELIDING = frozenset("dlan")
_ENDS_OR_CLOSES = ENDS | CLOSERS
_SMALL_WORDS = 2
_HEADLINE_WORDS, _HEADLINE_SHARE = 5, 0.8
"""In a paragraph of at least so many longer words, of which this share is capitalised, capitals say nothing."""


def headlines(parse: Parse) -> frozenset[int]:
    """The paragraphs that are written in capitals or Like This, without a full stop: headings, labels ("FULL TEXT")."""
    words, paragraph = parse.reading.words, parse.paragraph
    starts = [i for i, breaks in enumerate(parse.reading.breaks) if breaks or i == 0]
    return frozenset(
        paragraph[start]
        for start, end in pairwise([*starts, len(words)])
        if words[end - 1] not in _ENDS_OR_CLOSES and _is_headline(words[start:end])
    )


def _is_headline(words: list[str]) -> bool:
    letters = [word for word in words if word.isalpha()]
    if all(word.isupper() for word in letters):
        return True
    if sum(word[0].isupper() and word.lower() in CLOSED_CLASSES for word in letters[1:]) >= _SMALL_WORDS:
        return all(word[0].isupper() for word in letters if len(word) > 3)  # "US To Leave As Talks End"
    long = [word for word in letters if len(word) > 3]
    return len(long) >= _HEADLINE_WORDS and sum(word[0].isupper() for word in long) > _HEADLINE_SHARE * len(long)


@cache
def _by_first_word(names: frozenset[str]) -> dict[str, list[tuple[str, ...]]]:
    """The names of more than two words, by their first."""
    found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in names:
        if len(words := tuple(name.split())) > 2:
            found[words[0]].append(words)
    return dict(found)


class Bounds:
    """The bounds of the names in a parse."""

    def __init__(self, parse: Parse) -> None:
        self.parse, self.reading, self.tags = parse, parse.reading, parse.tags
        self.words, self.lower = parse.reading.words, parse.reading.lower
        self.lists, self.titles = parse.words.names, parse.words.titles
        self.first_names = self.lists.given
        self._quiet = self.lists.known_organisations | _CAPITALS_THAT_ARE_NAMES
        self._known_by_first = _by_first_word(self.lists.known_organisations)
        self._capital: dict[int, bool] = {}

    def capital(self, i: int) -> bool:
        """Whether the token may begin or go on a name."""
        if (known := self._capital.get(i)) is None:
            known = self._capital[i] = self._is_capital(i)
        return known

    def _is_capital(self, i: int) -> bool:
        word = self.words[i]
        if (
            not (word[0].isupper() or (word[0] in _ELIDING and ELIDED.match(word)))
            or not self.reading.body[i]
            or self.tags[i] in _NO_NAMES
        ):
            return False
        if "-" in word and self._compounds(word.rpartition("-")[2]):
            return False  # "Senate-passed"
        if self._shouted(i) or self._shouted(i + 1):
            return False
        closed = self.lower[i] in CLOSED_CLASSES and word not in _CAPITALS_THAT_ARE_NAMES and not self._is_will(i)
        return not closed and self.lower[i] not in MONTHS

    def _is_will(self, i: int) -> bool:
        """Whether "Will" inside a sentence is somebody's first name: "for Will Reed"."""
        inside = i not in self.parse.starts and i + 1 < len(self.words) and self.continues(i)
        return self.words[i] == "Will" and inside and self.words[i + 1][0].isupper()

    def _compounds(self, word: str) -> bool:
        """Whether ``word`` makes an adjective of the name before its hyphen: "Leeds-based", "Oscar-nominated"."""
        return word in _COMPOUNDED or (len(word) > 3 and word.islower() and word.endswith("ed"))

    def _shouted(self, i: int) -> bool:
        """Whether two words in capitals meet before ``i``, neither of them known: "POLLS WRONG", not "NBC NEWS"."""
        if not 0 < i < len(self.words):
            return False
        pair = self.words[i - 1 : i + 1]
        return all(len(word) > 1 and word.isupper() and word.isalpha() and word not in self._quiet for word in pair)

    def end_of(self, i: int) -> int:
        """The end of the run at ``i``, with "of State", "-General" and "bin Salman" inside."""
        end = self.known_end(i)
        while step := self._step(i, end):
            end += step
        return end

    def known_end(self, i: int) -> int:
        """The end of a known organisation with a small word inside that begins at ``i`` ("Doctors Without Borders")."""
        for words in self._known_by_first.get(self.words[i], ()):
            end = i + len(words)
            if tuple(self.words[i:end]) == words and all(self.continues(k) for k in range(i + 1, end)):
                return end
        return i + 1

    def continues(self, i: int) -> bool:
        """Whether the token follows the one before it in one sentence, on the same side of a quotation mark."""
        if i >= len(self.words) or self.reading.breaks[i] or i in self.parse.starts:
            return False
        return i > 0 and self.reading.region[i] == self.reading.region[i - 1]

    def _goes_on(self, i: int) -> bool:
        return self.continues(i) and self.capital(i)

    def _step(self, i: int, end: int) -> int:
        """How many tokens after ``end`` belong to the run ``[i, end)`` at once."""
        if not self.continues(end):
            return 0
        word = self.lower[end]
        if self.capital(end) or ELIDED.match(self.words[end]) or word == "plc":
            return 1
        if self.tags[end] == HYPHEN:
            if self.continues(end + 1) and self._compounds(self.words[end + 1]):
                return 0  # "the Leeds-based Ann Lee"
            glued = self._glued(end) and self.continues(end + 1) and self._glued(end + 1)
            return 2 if glued else 0
        if word == "." and self.words[end - 1] in SUFFIXES and self._glued(end) and self.continues(end + 1):
            return 1  # "Ann Lee Sr., who"
        if word == "and" and self._one_body(i, end):
            return 2
        if self.tags[end] == POSSESSIVE and self._owns_head(i, end):
            return 2
        if self.tags[end] == NUMBER and self.words[end - 1] in _NUMBERED:
            return 1  # "Channel 9"
        if word == "," and self.continues(end + 1) and self.words[end + 1] in SUFFIXES:
            return 2
        if word in PARTICLES and self.continues(end + 1) and self.tags[end + 1] == HYPHEN:
            return 3 if self._glued(end + 1) and self._goes_on(end + 2) else 0  # "Mohammed al-Jadaan"
        if (word in PARTICLES or word == "&") and self.continues(end + 1) and self.lower[end + 1] in PARTICLES:
            return 3 if self._goes_on(end + 2) else 0  # "Ludwig van der Rohe"
        if word in PARTICLES or word == "&":
            return 2 if self._goes_on(end + 1) else 0
        if word in COMPLEMENT and self._takes_complement(end - 1):
            the = self.continues(end + 1) and self.lower[end + 1] == "the"
            return 2 + the if self._goes_on(end + 1 + the) else 0
        return 0

    def _one_body(self, i: int, end: int) -> bool:
        """Whether the "and" at ``end`` stands inside one name: "the Economic and Financial Crimes Commission"."""
        before = self.words[i:end]
        if not self._goes_on(end + 1):
            return False
        if any(self.lower[k] in COMPLEMENT and self._takes_complement(k - 1) for k in range(i + 1, end)):
            return self.words[end + 1] in self.lists.descriptive  # "Ministry of Trade and Industry"
        definite = "the" in self.lower[max(0, i - 2) : i]
        if not definite or len(before) > 4 or self._is_known(before[-1]) or any(map(self._is_someone, before)):
            return False
        last = end
        while last - end < _LONGEST_TAIL and self._goes_on(last + 1):
            last += 1
        return last > end + 1 and self.words[last] in self.lists.organisations

    def _owns_head(self, i: int, end: int) -> bool:
        """Whether the possessive at ``end`` stands inside one name: "St Mary’s Hospital", "Sheriff’s Office"."""
        owner, first = self.words[end - 1], self.words[i]
        saintly = first in _SAINTLY and (end - i == 2 or owner in ("King", "Queen"))
        if not (saintly or owner in self.lists.descriptive or self.lower[end - 1] in self.titles.roles):
            return False
        last = end
        while last - end < _LONGEST_TAIL and self._goes_on(last + 1):
            last += 1
        return last > end and self.words[last] in self.lists.organisations

    def _is_someone(self, word: str) -> bool:
        return word in self.lists.given or word in self.lists.known_organisations

    def _is_known(self, word: str) -> bool:
        lists = self.lists
        return any(
            word in names for names in (lists.organisations, lists.known_organisations, lists.places, lists.given)
        )

    def _glued(self, i: int) -> bool:
        return self.reading.starts[i] == self.reading.ends[i - 1]

    def _takes_complement(self, k: int) -> bool:
        """Whether "of" may follow in a name: Secretary of State, Department of Justice."""
        return self.lower[k] in self.titles.roles or self.words[k] in self.lists.organisations
