"""Signs of what a capitalised name stands for, from its words and its neighbours where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import Final

from bot.domain.analysis import PersonKind
from bot.nlp.appositions import Appositions
from bot.nlp.bounds import LINKING
from bot.nlp.grammar import ADVERB, FINITE, HYPHEN, NAME, NOUN, NUMBERS, PAST, POSSESSIVE, TIME, VERB
from bot.nlp.parse import Parse
from bot.nlp.runs import Run
from bot.nlp.words import ABSTRACT

_THE: Final = frozenset(("the", "this", "these"))
_A: Final = frozenset(("a", "an"))
_BEFORE_PEOPLE: Final = frozenset("by with against met".split())
_AROUND: Final = frozenset("at near around outside inside to from into towards across through of".split())
_ADDRESSING: Final = frozenset("told asked accused urged thanked joined replaced praised".split())
_AT_WORK: Final = frozenset("of at for with from".split())
_OF_PEOPLE: Final = frozenset(
    f"{first} {second}"
    for first, seconds in {
        "was": "born sentenced convicted arrested charged buried educated elected married acquitted jailed",
        "'s": "wife husband widow son daughter mother father brother sister lawyer death",
        "’s": "wife husband widow son daughter mother father brother sister lawyer death",
        "died": "in on at of",
        "has": "written",
    }.items()
    for second in seconds.split()
)
"""What only a person has or does."""
_LONGEST_NAME: Final = 5


class Sign(Enum):
    """Something that tells what a name stands for; ``classify`` says how much each weighs."""

    TITLE = auto()
    GIVEN = auto()
    FAMILY = auto()
    GIVEN_OR_PLACE = auto()
    SPEAKS = auto()
    SUBJECT = auto()
    DESCRIBED = auto()
    BEHAVES = auto()
    LINKED = auto()
    INITIAL = auto()
    SURNAME_ALONE = auto()
    AMONG_PEOPLE = auto()
    ADDRESSED = auto()
    GENITIVE = auto()
    INSIDE = auto()
    THE = auto()
    A = auto()
    IN = auto()
    AROUND = auto()
    AMONG_PLACES = auto()
    MODIFIES = auto()
    COMMON = auto()
    PLACE_WORD = auto()
    THING = auto()
    THING_OR_SURNAME = auto()
    DESCRIPTIVE = auto()
    PORTFOLIO = auto()
    PLURAL = auto()
    CAPITALS = auto()
    LONG = auto()
    TOLD_PERSON = auto()
    TOLD_ORGANISATION = auto()
    CALLED_BODY = auto()
    IS_BODY = auto()
    HAS_HEAD = auto()
    EMPLOYS = auto()
    OWNS = auto()


class Evidence:
    """The signs at each run of one parse."""

    def __init__(self, parse: Parse) -> None:
        self.parse, self.words, self.lower, self.tags = parse, parse.reading.words, parse.reading.lower, parse.tags
        self.lists, self.titles = parse.words.names, parse.words.titles
        self.first_names = self.lists.given
        self.appositions = Appositions(parse)
        self._written = frozenset(parse.reading.words)
        speech = parse.words.speech
        saying = self._verbs_of(speech.report)
        self._before_verbs = self._before_each(saying)
        self._subjects = self._before_each(self._verbs_of(speech.verbs | speech.running))
        # "told Lee": Lee is silent
        self._after_verbs = frozenset(i + 1 for i in saying if self.lower[i] not in speech.address)

    def _verbs_of(self, verbs: frozenset[str]) -> list[int]:
        return [i for i, word in enumerate(self.lower) if word in verbs and self.tags[i] in (VERB, PAST)]

    def _before_each(self, verbs: list[int]) -> frozenset[int]:
        """The tokens right before ``verbs``, past an adverb: "Lee | later said"."""
        return frozenset(i - 1 - (i > 1 and self.tags[i - 1] in (ADVERB, TIME)) for i in verbs)

    def signs(self, run: Run, alone: frozenset[str]) -> Iterator[Sign]:
        """The signs at ``run``; ``alone`` are the words that stand alone as a name in the article."""
        if run.role or run.honorific:
            yield Sign.TITLE
        if not run.first:
            yield Sign.INSIDE
        yield from self._of_one_word(run.bare[0]) if len(run.bare) == 1 else self._of_words(run, alone)
        yield from self._before(run)
        yield from self._behind(run)
        yield from self._as_body(run)
        told = self.parse.syntax.kinds.get((run.start, run.end))
        if told is not None:
            yield Sign.TOLD_PERSON if told is PersonKind.PERSON else Sign.TOLD_ORGANISATION

    # -- the words themselves --------------------------------------------------------------------------------------

    def _of_one_word(self, word: str) -> Iterator[Sign]:
        if word in self.first_names and word not in self.lists.places:
            yield Sign.GIVEN
        if word in self.lists.families:
            yield Sign.FAMILY
        if word.isupper():
            yield Sign.CAPITALS
        if (
            self._is_common(word)
            or (word in self.lists.things and word not in self.lists.surnames)
            or word.lower()[:-1] in self.titles.roles
        ):
            yield Sign.COMMON
        if word in self.lists.descriptive or word.lower() in NUMBERS:
            yield Sign.PORTFOLIO
        if word.endswith("s"):
            yield Sign.PLURAL

    def _of_words(self, run: Run, alone: frozenset[str]) -> Iterator[Sign]:
        words = run.bare
        first, last = words[0], words[-1]
        if first in self.first_names:
            yield Sign.GIVEN_OR_PLACE if first in self.lists.places else Sign.GIVEN
        elif first in self.lists.families:
            yield Sign.FAMILY
        placed = words[1:] if first in self.first_names else words
        if first in self.lists.place_starts or any(word in self.lists.places for word in placed):
            yield Sign.PLACE_WORD
        if any(word in self.lists.descriptive or word.endswith(ABSTRACT) for word in placed):
            yield Sign.DESCRIPTIVE
        if last in self.lists.things:
            if last not in self.lists.surnames or first not in self.first_names:
                yield Sign.THING
            elif first in self.lists.places:
                yield Sign.THING_OR_SURNAME  # "Victoria Park"
        if last in alone:
            yield Sign.SURNAME_ALONE
        if any(len(word.rstrip(".")) == 1 and word.isalpha() for word in words[:-1]):
            yield Sign.INITIAL
        if not LINKING.isdisjoint(words):
            yield Sign.LINKED
        if sum(word[0].isupper() for word in words) - words.count("-") > _LONGEST_NAME - 1 and "-" not in words:
            yield Sign.LONG
        if any(map(self._is_common, words)):
            yield Sign.COMMON
        if last.endswith("s"):
            yield Sign.PLURAL

    def _is_common(self, word: str) -> bool:
        return len(word) > 1 and word[0].isupper() and word.lower() in self._written

    # -- what stands around ----------------------------------------------------------------------------------------

    def _before(self, run: Run) -> Iterator[Sign]:
        before = "" if run.first or run.start == 0 else self.lower[run.start - 1]
        if before in _BEFORE_PEOPLE:
            yield Sign.AMONG_PEOPLE
        elif before in _ADDRESSING:
            yield Sign.ADDRESSED
        elif before in _THE:
            yield Sign.THE
        elif before in _A:
            yield Sign.A
        elif before == "in":
            yield Sign.IN
        elif before in _AROUND:
            yield Sign.AROUND
        if self._among_places(run):
            yield Sign.AMONG_PLACES

    def _among_places(self, run: Run) -> bool:
        """Whether a place stands beside it in a list: "Dubai, | Al Hadra", "Al Hadra, | Dubai"."""
        after = self.words[run.end + 1 : run.end + 2] if self.lower[run.end : run.end + 1] == [","] else []
        before = self.words[run.start - 2 : run.start - 1] if run.start > 1 and self.lower[run.start - 1] == "," else []
        return not self.lists.places.isdisjoint((*before, *after))

    def _behind(self, run: Run) -> Iterator[Sign]:
        end = run.end
        if self._speaks(run):
            yield Sign.SPEAKS
        if self.appositions.describes_person(run.start, end):
            yield Sign.DESCRIBED
        if end >= len(self.tags) or end in self.parse.starts:
            return
        if self.tags[end] in FINITE:
            yield Sign.SUBJECT
        elif self.tags[end] == POSSESSIVE:
            yield Sign.GENITIVE
        elif self.tags[end] == NOUN and not self.parse.reading.breaks[end]:
            yield Sign.MODIFIES
        if " ".join(self.lower[end : end + 2]) in _OF_PEOPLE:
            yield Sign.BEHAVES

    def _speaks(self, run: Run) -> bool:
        """Whether it stands beside a verb of saying: "Lee said", "said Lee"."""
        described = run.end < len(self.tags) and self.tags[run.end] == NOUN  # "said Bernstein analyst Ann Lee"
        beside = run.end - 1 in self._before_verbs or (run.start in self._after_verbs and not described)
        return beside or run.end - 1 in self._subjects

    # -- an organisation's -----------------------------------------------------------------------------------------

    def _as_body(self, run: Run) -> Iterator[Sign]:
        before = "" if run.start == 0 else self.lower[run.start - 1]
        if before in self.lists.bodies:
            yield Sign.CALLED_BODY
        if self.appositions.describes_body(run.end) or self._is_called_body(run.end):
            yield Sign.IS_BODY
        if self._has_head(run.end):
            yield Sign.HAS_HEAD
        if self._employs(run):
            yield Sign.EMPLOYS
        if self.tags[run.end : run.end + 1] == [HYPHEN] and self.lower[run.end + 1 : run.end + 2] in (
            ["owned"],
            ["backed"],
        ):
            yield Sign.OWNS

    def _is_called_body(self, end: int) -> bool:
        """Whether a noun behind it says what it is: "the Norland Swords | women’s team"."""
        k = end
        while k < min(end + 3, len(self.tags)) and self.tags[k] in (NOUN, POSSESSIVE) and k not in self.parse.starts:
            if self.lower[k] in self.lists.bodies and self.tags[end] == NOUN:
                return self.tags[k + 1 : k + 2] != [NAME]  # "Book | giant Macallan"
            k += 1
        return False

    def _has_head(self, end: int) -> bool:
        """Whether somebody heads it or speaks for it: "Globex chief Ann Lee", "Globex’s chief executive"."""
        if end >= len(self.lower) or end in self.parse.starts:
            return False
        if self.tags[end] == POSSESSIVE:
            end += 1
            end += self.lower[end : end + 1] in (["former"], ["new"], ["then"], ["chief"], ["managing"])
        return self.lower[end : end + 1] != [] and self.lower[end] in self.titles.heads

    def _employs(self, run: Run) -> bool:
        """Whether it says where somebody belongs: "director of Globex", "Anna Lee, of | Northern Rescue, who …"."""
        k = run.start - 1
        if k > 1 and self.lower[k] == "the":
            k -= 1
        if k < 1 or self.lower[k] not in _AT_WORK:
            return False
        belongs = self.lower[k] == "of" and self.lower[k - 1] == "," and len(run.bare) > 1
        return belongs or self.lower[k - 1] in self.titles.heads
