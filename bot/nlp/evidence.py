"""What a capitalised name stands for where it stands: a person, a place, an organisation, or what can't be told."""

from __future__ import annotations

from collections import Counter

from bot.domain.analysis import PersonKind
from bot.nlp.grammar import (
    ADVERB,
    COORDINATOR,
    DETERMINER,
    HYPHEN,
    NAME,
    NOUN,
    NUMBER,
    PAST,
    POSSESSIVE,
    PREPOSITION,
    TIME,
    VERB,
)
from bot.nlp.parse import Parse
from bot.nlp.runs import Run

_ARTICLES = frozenset(("the", "a", "an", "this"))
_OPEN_ROLES = _ARTICLES | frozenset(("his", "her", "its", "their"))
_IN_ROLES = frozenset((NAME, NOUN, NUMBER, HYPHEN, POSSESSIVE, PREPOSITION, DETERMINER, COORDINATOR))
_NOT_LAST_IN_ROLES = frozenset((PREPOSITION, DETERMINER, COORDINATOR, HYPHEN))
_JOINING = frozenset((",", "and", ", and", "&"))
_BEFORE_PEOPLE = frozenset(("by", "with", "against", "met"))
_OF_PEOPLE = frozenset(
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
_LONGEST_NAME = 5
_LONGEST_ROLE = 14


class Evidence:
    """What the words of a run and its neighbours tell."""

    def __init__(self, parse: Parse) -> None:
        self.parse, self.lower, self.tags = parse, parse.reading.lower, parse.tags
        self.lists, self.titles = parse.words.names, parse.words.titles
        self.first_names = self.lists.given
        self._written = frozenset(parse.reading.words)
        self._begin_names = self.first_names | self.lists.families
        speech = parse.words.speech
        self._before_verbs, self._after_verbs = self._tokens_beside(speech.report)
        self._subjects, _ = self._tokens_beside(speech.verbs | speech.running)

    def _tokens_beside(self, verbs: frozenset[str]) -> tuple[frozenset[int], frozenset[int]]:
        """The tokens right before and right after one of ``verbs``."""
        found = [i for i, word in enumerate(self.lower) if word in verbs and self.tags[i] in (VERB, PAST)]
        before = (i - 1 - (i > 1 and self.tags[i - 1] in (ADVERB, TIME)) for i in found)  # "Lee later said"
        return frozenset(before), frozenset(i + 1 for i in found)

    def told(self, run: Run) -> PersonKind | None:
        """The kind that a trained pipeline gives for exactly these words."""
        return self.parse.syntax.kinds.get((run.start, run.end))

    def is_place(self, run: Run) -> bool:
        given = len(run.words) > 1 and run.words[0] in self.first_names
        return run.words[-1] in self.lists.places and not given

    def is_piece(self, run: Run) -> bool:
        """Whether it is one word that names no organisation alone: "the Committee"."""
        word = run.words[0]
        alone = len(run.words) == 1 and run.organisation and word in self.lists.organisations
        return alone and word not in self.lists.known_organisations

    def is_person(self, run: Run, surnames_alone: set[str], listed_from: int) -> bool:
        """Whether a name of several words is a person's; ``listed_from`` is the end of the person before."""
        if len(run.words) > _LONGEST_NAME:
            return False
        thing = run.words[-1] in self.lists.things
        if thing and len(run.words) > 2 and not run.role and not run.honorific:
            return False  # "George Washington Bridge"
        if run.role or run.honorific or run.words[0] in self._begin_names:
            return True
        if self._article_before(run) or len(run.words) == _LONGEST_NAME or run.words[0] in self.lists.places:
            return False
        if self.told(run) is not None:
            return self.told(run) is PersonKind.PERSON
        if thing or self._employs(run):
            return False
        listed = " ".join(self.lower[listed_from : run.start]) in _JOINING if listed_from >= 0 else False
        certain = (
            self._speaks(run)
            or run.end - 1 in self._subjects
            or run.bare[-1] in surnames_alone
            or self._described(run.end)
        )
        return certain or listed or self._among_people(run)

    def _employs(self, run: Run) -> bool:
        """Whether it says where somebody belongs: "Anna Lee, of | Northern Rescue, who …"."""
        return run.start > 1 and self.lower[run.start - 1] == "of" and self.lower[run.start - 2] == ","

    def _among_people(self, run: Run) -> bool:
        """Whether it stands where a person does: "met with Rian Holt"."""
        if not all(word[0].isalpha() for word in run.words):
            return False
        return (not run.first and self.lower[run.start - 1] in _BEFORE_PEOPLE) or self._behaves(run.end)

    def _behaves(self, end: int) -> bool:
        """Whether what follows only a person does or has: "’s widow", "was born"."""
        return " ".join(self.lower[end : end + 2]) in _OF_PEOPLE

    def stands_alone(self, run: Run, inside: Counter[str]) -> bool:
        """Whether a single word that belongs to no full name is a person all the same: "Mr. Lee", "Lee said"."""
        word = run.words[0]
        if len(word) < 2 or word.isupper():
            return False
        if run.honorific or run.role:
            return True
        if word.lower() in self._written:
            return False  # "People said"
        known = not run.first or inside[word] > 0
        if known and word in self.first_names and not self._article_before(run):
            return True
        return known and self._speaks(run) and not self._article_before(run) and not word.endswith("s")

    def _speaks(self, run: Run) -> bool:
        """Whether it stands beside a verb of saying: "Lee said", "said Lee"."""
        described = run.end < len(self.tags) and self.tags[run.end] == NOUN  # "said Bernstein analyst Ann Lee"
        return run.end - 1 in self._before_verbs or (run.start in self._after_verbs and not described)

    def _article_before(self, run: Run) -> bool:
        return run.start > 0 and self.lower[run.start - 1] in _ARTICLES

    def _described(self, end: int) -> bool:
        """Whether what follows is said of a person: ", 43," or ", who" or ", a lawyer"."""
        if end + 2 >= len(self.lower) or self.lower[end] != ",":
            return False
        following = self.lower[end + 1]
        age = following.isdecimal() and len(following) == 2 and self.lower[end + 2] == ","
        return following == "who" or age or self.role_after(end) is not None

    def role_after(self, end: int) -> tuple[int, int] | None:
        """The role in the apposition behind a name that ends at ``end``: ", US Secretary of State"."""
        starts, breaks, tags = self.parse.starts, self.parse.reading.breaks, self.tags
        if end + 1 >= len(self.lower) or self.lower[end] != "," or breaks[end + 1]:
            return None
        if tags[end + 1] == COORDINATOR:
            return None  # "Lee, and his wife"
        begin = end + 1 + (self.lower[end + 1] in _OPEN_ROLES)
        stop = begin
        while stop < len(tags) and stop - begin < _LONGEST_ROLE and tags[stop] in _IN_ROLES:
            timed = tags[stop] == PREPOSITION and stop + 1 < len(tags) and tags[stop + 1] == TIME
            if timed or breaks[stop] or stop in starts:
                break
            stop += 1
        while stop > begin and tags[stop - 1] in _NOT_LAST_IN_ROLES:
            stop -= 1
        head = next((k for k in range(begin, stop) if tags[k] == PREPOSITION), stop)
        if head <= begin:
            return None
        hyphened = head - 3 >= begin and tags[head - 2] == HYPHEN
        last = self.lower[head - 1]
        is_role = last in self.titles.roles or (hyphened and f"{self.lower[head - 3]}-{last}" in self.titles.roles)
        return (begin, stop) if is_role else None
