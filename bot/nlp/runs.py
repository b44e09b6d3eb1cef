"""Runs of capitalised words: where names stand, and which words before them are an office or a title."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlp.grammar import (
    ADVERB,
    CLOSED_CLASSES,
    GERUND,
    HYPHEN,
    MONTHS,
    NAME,
    NOUN,
    PAST,
    QUOTED,
    TIME,
    VERB,
)
from bot.nlp.parse import Parse
from bot.nlp.sentences import CLOSERS, ENDS

MOST_RUNS = 5_000
"""Names after so many are not read: no article has them, and joining them would take quadratic time."""

SUFFIXES = frozenset(("Jr.", "Sr.", "Jr", "Sr", "II", "III", "IV"))
_PARTICLES = frozenset("de da del della der den van von bin ibn al el la le di du dos ter ten y bint".split())
_LAST_IN_ORGANISATIONS = frozenset("AG SA SE NV AB KG Oy plc SpA GmbH United".split())
_PARTIES = frozenset(("R", "D", "I"))
_COMPOUNDED = frozenset("based born led run owned backed trained educated winning era style parent area".split())
_COMPLEMENT = frozenset(("of", "for"))
_CAPITALS_THAT_ARE_NAMES = frozenset(("US", "UN", "WHO"))
_NO_NAMES = frozenset((TIME, VERB, GERUND, ADVERB, PAST))
_LONGEST_ROLE, _LONGEST_ACRONYM = 8, 7
_HEADLINE_WORDS, _HEADLINE_SHARE = 5, 0.8
"""In a paragraph of at least so many longer words, of which this share is capitalised, capitals say nothing."""


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
        while count > 1 and self.words[count - 1] in SUFFIXES | {",", "."}:
            count -= 1
        return self.words[:count]

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


def runs_in(parse: Parse) -> list[Run]:
    """The names in the body of a parse, in order, at most ``MOST_RUNS``; headlines inside the body give none."""
    finder = _Finder(parse)
    headlines = _headlines(parse)
    found: list[Run] = []
    i, count = 0, len(parse.reading)
    while i < count and len(found) < MOST_RUNS:
        if not finder.capital(i) or parse.paragraph[i] in headlines:
            i += 1
            continue
        end = finder.end_of(i)
        found += finder.named(i, end)
        i = end
    return found


def _headlines(parse: Parse) -> frozenset[int]:
    """The paragraphs that are written in capitals or Like This, without a full stop: headings, labels ("FULL TEXT")."""
    words: Counter[int] = Counter()
    capitals: Counter[int] = Counter()
    last: dict[int, str] = {}
    small: set[int] = set()
    for word, paragraph in zip(parse.reading.words, parse.paragraph, strict=True):
        last[paragraph] = word
        if not word.isupper() and word.isalpha():
            small.add(paragraph)
        if len(word) > 3 and word.isalpha():
            words[paragraph] += 1
            capitals[paragraph] += word[0].isupper()
    return frozenset(
        n
        for n, word in last.items()
        if word not in ENDS | CLOSERS
        and (n not in small or (words[n] >= _HEADLINE_WORDS and capitals[n] > _HEADLINE_SHARE * words[n]))
    )


def _elided(word: str) -> bool:
    """Whether ``word`` is a name with a particle before it: "d'Estaing"."""
    return len(word) > 2 and word[0] in "dl" and word[1] in "'’" and word[2].isupper()


class _Finder:
    def __init__(self, parse: Parse) -> None:
        self.parse, self.reading, self.tags = parse, parse.reading, parse.tags
        self.words, self.lower = parse.reading.words, parse.reading.lower
        self.lists, self.titles = parse.words.names, parse.words.titles
        self.first_names = self.lists.women | self.lists.men
        self.written = frozenset(self.words)
        self._known_by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for name in self.lists.known_organisations:
            if len(words := tuple(name.split())) > 2:
                self._known_by_first[words[0]].append(words)
        self._no_acronyms = self.lists.places | self.lists.capitals | self.first_names

    def capital(self, i: int) -> bool:
        """Whether the token may begin or go on a name."""
        word = self.words[i]
        if not word[0].isupper() or not self.reading.body[i] or self.tags[i] in _NO_NAMES:
            return False
        if self._shouted(i) or self._shouted(i + 1):
            return False
        closed = self.lower[i] in CLOSED_CLASSES and word not in _CAPITALS_THAT_ARE_NAMES
        return not closed and self.lower[i] not in MONTHS

    def _shouted(self, i: int) -> bool:
        """Whether two words in capitals meet before ``i``, neither of them known: "POLLS WRONG", not "NBC NEWS"."""
        if not 0 < i < len(self.words):
            return False
        pair = self.words[i - 1 : i + 1]
        known = self.lists.known_organisations | _CAPITALS_THAT_ARE_NAMES
        return all(len(word) > 1 and word.isupper() and word.isalpha() and word not in known for word in pair)

    def end_of(self, i: int) -> int:
        """The end of the run at ``i``, with "of State", "-General" and "bin Salman" inside."""
        end = self._known_end(i)
        while step := self._step(i, end):
            end += step
        return end

    def _known_end(self, i: int) -> int:
        """The end of a known organisation with a small word inside that begins at ``i`` ("Doctors Without Borders")."""
        for words in self._known_by_first.get(self.words[i], ()):
            end = i + len(words)
            if tuple(self.words[i:end]) == words and all(self._continues(k) for k in range(i + 1, end)):
                return end
        return i + 1

    def named(self, i: int, end: int) -> Iterator[Run]:
        """The names in the run ``[i, end)``: an office before a name is split off as its role."""
        if self.words[i] in _PARTIES and self.tags[min(i + 1, end - 1)] == HYPHEN:
            return  # "(R-Ill.)"
        first = self._is_first(i)
        known = self._known_end(i) == end and end > i + 1
        office = None if known else next((k for k in range(end - 1, i - 1, -1) if self._is_title(k, i, end)), None)
        start, role_start, honorific = i, None, None
        if office is not None:
            start = self._after_office(office, end)
            honorific = self.words[office] if self.words[office] in self.titles.honorifics else None
            role_start = None if office == i and honorific else i
            if office > i and self.organisation(i, office):
                yield self._run(i, self._organisation_end(i, office), first=first)
        else:
            role_start = self._role_before(i, end)
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
        if len(words) > 1 and last in _LAST_IN_ORGANISATIONS:
            return True
        return len(words) <= 2 and self._acronym(last) and (end == len(self.words) or self.words[end] != ":")

    def _acronym(self, word: str) -> bool:
        """Whether ``word`` is letters that stand for an organisation, not a word ("LEE" beside "Lee")."""
        if not (1 < len(word) <= _LONGEST_ACRONYM and word.isupper() and word.isalpha()) or word in SUFFIXES:
            return False
        return not {word, word.title(), word.lower()} & self._no_acronyms and word.title() not in self.written

    # -- the run ---------------------------------------------------------------------------------------------------

    def _continues(self, i: int) -> bool:
        """Whether the token follows the one before it in one sentence, on the same side of a quotation mark."""
        if i >= len(self.words) or self.reading.breaks[i] or i in self.parse.starts:
            return False
        return i > 0 and self.reading.region[i] == self.reading.region[i - 1]

    def _goes_on(self, i: int) -> bool:
        return self._continues(i) and self.capital(i)

    def _step(self, i: int, end: int) -> int:
        """How many tokens after ``end`` belong to the run ``[i, end)`` at once."""
        if not self._continues(end):
            return 0
        word = self.lower[end]
        if self.capital(end) or _elided(self.words[end]) or word == "plc":
            return 1
        if self.tags[end] == HYPHEN:
            if self._continues(end + 1) and self.lower[end + 1] in _COMPOUNDED:
                return 0  # "the Leeds-based Ann Lee"
            glued = self._glued(end) and self._continues(end + 1) and self._glued(end + 1)
            return 2 if glued else 0
        if word == "." and self.words[end - 1] in SUFFIXES and self._glued(end) and self._continues(end + 1):
            return 1  # "Ann Lee Sr., who"
        if word == "and" and self._one_body(i, end):
            return 2
        if word == "," and self._continues(end + 1) and self.words[end + 1] in SUFFIXES:
            return 2
        if word in _PARTICLES and self._continues(end + 1) and self.tags[end + 1] == HYPHEN:
            return 3 if self._glued(end + 1) and self._goes_on(end + 2) else 0  # "Mohammed al-Jadaan"
        if (word in _PARTICLES or word == "&") and self._continues(end + 1) and self.lower[end + 1] in _PARTICLES:
            return 3 if self._goes_on(end + 2) else 0  # "Ludwig van der Rohe"
        if word in _PARTICLES or word == "&":
            return 2 if self._goes_on(end + 1) else 0
        if word in _COMPLEMENT and self._takes_complement(end - 1):
            the = self._continues(end + 1) and self.lower[end + 1] == "the"
            return 2 + the if self._goes_on(end + 1 + the) else 0
        return 0

    def _one_body(self, i: int, end: int) -> bool:
        """Whether the "and" at ``end`` stands inside one name: "the Economic and Financial Crimes Commission"."""
        before = self.words[i:end]
        known = self.lists.organisations | self.lists.known_organisations | self.lists.places | self.first_names
        if i == 0 or self.lower[i - 1] != "the" or len(before) > 2 or any(word in known for word in before):
            return False
        last = end
        while last - end < _LONGEST_ROLE and self._goes_on(last + 1):
            last += 1
        return last > end + 1 and self.words[last] in self.lists.organisations

    def _glued(self, i: int) -> bool:
        return self.reading.starts[i] == self.reading.ends[i - 1]

    def _takes_complement(self, k: int) -> bool:
        """Whether "of" may follow in a name: Secretary of State, Department of Justice."""
        return self.lower[k] in self.titles.roles or self.words[k] in self.lists.organisations

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
        if body and self.lower[k + 1] not in _COMPLEMENT:
            return False  # "Young Presidents Organization"
        if k - 2 >= i and self.lower[k - 1] in _COMPLEMENT and self.words[k - 2] in self.lists.organisations:
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
        if start >= end or self.lower[start] not in _COMPLEMENT:
            return start
        capitals = [k for k in range(start + 1, end) if self.words[k][0].isupper()]
        if len(capitals) <= 1:
            return end
        for k in capitals[1:]:
            if self.words[k] in self.first_names:
                return k
        initial = len(capitals) > 3 and len(self.words[capitals[-2]].rstrip(".")) == 1
        return capitals[1] if len(capitals) == 2 else capitals[-3 if initial else -2]

    def _role_before(self, i: int, end: int) -> int | None:
        """Where the role before a name ``[i, end)`` begins: "campaign manager Robby Mook", "the mayor, Ann Lee,"."""
        if not self._continues(i):
            return None
        apposed = (
            self.words[i - 1] == "," and end < len(self.words) and self.words[end] in ",." and self._continues(i - 1)
        )
        k = i - 1 - apposed
        if self.lower[k] not in self.titles.roles or self.tags[k] == QUOTED:
            return None
        while k > 0 and i - k < _LONGEST_ROLE and self._continues(k) and self._in_role(k - 1):
            k -= 1
        return k

    def _in_role(self, k: int) -> bool:
        lower = self.lower[k]
        return lower in self.titles.before_roles or lower in self.titles.roles or self.tags[k] in (NAME, NOUN, HYPHEN)

    def _role(self, start: int, end: int, honorific: str | None) -> str | None:
        """The office in ``[start, end)`` as it is written, without the honorific or comma that follows it."""
        while end - 1 > start and self.words[end - 1] in (honorific, ","):
            end -= 1
        if start >= end:
            return None
        role = self.parse.text[self.reading.starts[start] : self.reading.ends[end - 1]]
        return None if role in self.titles.honorifics else role

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
        organisation = role is None and honorific is None and self.organisation(start, end)
        begins = start if title_start is None else title_start
        return Run(start, end, tuple(self.words[start:end]), begins, role, honorific, first, organisation)
