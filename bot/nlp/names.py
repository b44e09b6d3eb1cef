"""The people and organisations of an article: names joined over the whole text."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bot.domain.analysis import Person, PersonKind
from bot.domain.article import Span
from bot.nlp.grammar import (
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
from bot.nlp.runs import Run, runs_in

_MALE = frozenset("Mr. Mr Sir Lord King Prince".split())
_FEMALE = frozenset("Mrs. Ms. Mrs Ms Miss Lady Dame Queen Princess Madam".split())
_ARTICLES = frozenset(("the", "a", "an", "this"))
_OPEN_ROLES = _ARTICLES | frozenset(("his", "her", "its", "their"))
_IN_ROLES = frozenset((NAME, NOUN, NUMBER, HYPHEN, POSSESSIVE, PREPOSITION, DETERMINER, COORDINATOR))
_NOT_LAST_IN_ROLES = frozenset((PREPOSITION, DETERMINER, COORDINATOR, HYPHEN))
_LONGEST_NAME = 5
_LONGEST_ROLE = 14


@dataclass(slots=True)
class Entity:
    """A person or organisation with the runs that name it.

    ``name`` is the fullest form, as it stands in the text. ``gender`` is "m", "f", or None if the text does not tell.
    """

    words: tuple[str, ...]
    kind: PersonKind
    runs: list[Run] = field(default_factory=list)
    name: str = ""
    role: str | None = None
    gender: str | None = None


def _gender_of(honorific: str | None) -> str | None:
    return "m" if honorific in _MALE else "f" if honorific in _FEMALE else None


class _Generations:
    """Tells father from son: "Fred Day Sr." and "Fred Day Jr." are two, "Fred Day" is whoever was named last."""

    def __init__(self, runs: list[Run]) -> None:
        self._last: dict[tuple[str, str], str] = {}
        self._suffixes: dict[tuple[str, str], set[str]] = defaultdict(set)
        for run in runs:
            if len(run.bare) > 1 and run.bare != run.words:
                self._suffixes[run.bare[0], run.bare[-1]].add(run.words[-1].rstrip("."))

    def of(self, run: Run) -> str | None:
        """The generation of a run, in the order of the text; None where the article names only one."""
        key = (run.bare[0], run.bare[-1])
        if len(self._suffixes.get(key, ())) < 2:
            return None
        if run.bare != run.words:
            self._last[key] = run.words[-1].rstrip(".")
        return self._last.get(key)


class Names:
    """Who is named in a parse. ``at`` and ``run_at`` tell whom a token names, and in which run."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.reading, self.lower, self.tags = parse.reading, parse.reading.lower, parse.tags
        self.lists, self.titles = parse.words.names, parse.words.titles
        self.first_names = self.lists.women | self.lists.men
        self._beside_verbs = self._tokens_beside_verbs()
        self.entities = self._joined(runs_in(parse))
        self.at: dict[int, Entity] = {}
        self.run_at: dict[int, Run] = {}
        alone = Counter(entity.words for entity in self.entities)
        for entity in self.entities:
            self._complete(entity, titled=alone[entity.words] > 1)
            for run in entity.runs:
                for token in range(run.start, run.end):
                    self.at[token], self.run_at[token] = entity, run

    def people(self) -> tuple[Person, ...]:
        """Every person and organisation under the fullest name, in the order of their first mention."""
        found = []
        for entity in sorted(self.entities, key=lambda entity: entity.runs[0].start):
            spans = tuple(self._span(run) for run in entity.runs)
            forms = {span.of(self.parse.text) for span in spans}
            aliases = tuple(sorted(forms - {entity.name}))
            found.append(Person(entity.name, entity.kind, entity.role, aliases, spans))
        return tuple(found)

    def _span(self, run: Run) -> Span:
        return Span(self.reading.starts[run.start], self.reading.ends[run.end - 1])

    def _complete(self, entity: Entity, *, titled: bool) -> None:
        """Fill in what the runs tell; ``titled`` tells that only the title keeps it apart from another: "Ms. Lee"."""
        entity.runs.sort(key=lambda run: run.start)
        fullest = max(entity.runs, key=lambda run: (len(run.words), titled and run.title_start < run.start, -run.start))
        start = fullest.title_start if titled else fullest.start
        entity.name = self.parse.text[self.reading.starts[start] : self.reading.ends[fullest.end - 1]]
        if entity.kind is PersonKind.PERSON:
            entity.role = next((run.role for run in entity.runs if run.role), None) or self._apposition(entity)
            entity.gender = self._gender(entity)

    # -- joining ---------------------------------------------------------------------------------------------------

    def _joined(self, runs: list[Run]) -> list[Entity]:
        organisations: dict[tuple[str, ...], Entity] = {}
        full: dict[tuple[str, str, str | None], Entity] = {}
        single: list[Run] = []
        surnames_alone = {run.words[0] for run in runs if len(run.words) == 1}
        generations = _Generations(runs)
        for run in runs:
            if run.organisation or self._is_organisation(run):
                organisations.setdefault(run.words, Entity(run.words, PersonKind.ORGANISATION)).runs.append(run)
            elif self._is_place(run):
                continue
            elif len(run.bare) == 1:
                single.append(run)
            elif self._is_person(run, surnames_alone):
                key = (run.bare[0], run.bare[-1], generations.of(run))
                full.setdefault(key, Entity(run.words, PersonKind.PERSON)).runs.append(run)
        return self._with_single(list(full.values()), single, runs) + list(organisations.values())

    def _with_single(self, people: list[Entity], single: list[Run], runs: list[Run]) -> list[Entity]:
        """``people`` with each single word given to the one whose name it is; two of one surname are kept apart."""
        inside = Counter(run.words[-1] for run in runs if not run.first)
        by_surname: dict[str, list[Entity]] = defaultdict(list)
        by_first: dict[str, list[Entity]] = defaultdict(list)
        for entity in people:
            by_surname[entity.runs[0].bare[-1]].append(entity)
            by_first[entity.words[0]].append(entity)
        alone: dict[tuple[str, str | None], Entity] = {}
        for run in single:
            word = run.words[0]
            candidates = by_surname.get(word, [])
            if not candidates and run.honorific is None and len(by_first[word]) == 1:
                candidates = by_first[word]
            chosen = self._chosen(run, candidates)
            if chosen is not None:
                chosen.runs.append(run)
            elif candidates or self._stands_alone(run, inside) or any(name == word for name, _ in alone):
                key = self._key_of(run, alone)
                alone.setdefault(key, Entity(run.words, PersonKind.PERSON)).runs.append(run)
        return people + list(alone.values())

    def _key_of(self, run: Run, alone: dict[tuple[str, str | None], Entity]) -> tuple[str, str | None]:
        """Which person of a surname alone it is: "Mr. Lee" and "Ms. Lee" are two."""
        word, gender = run.words[0], _gender_of(run.honorific)
        known = [key for key in alone if key[0] == word]
        return known[0] if gender is None and len(known) == 1 else (word, gender)

    def _chosen(self, run: Run, candidates: list[Entity]) -> Entity | None:
        """The one of several people of a surname whom the text means; None if it leaves that open."""
        if len(candidates) == 1:
            return candidates[0]
        if run.honorific:
            gender = _gender_of(run.honorific)
            fitting = [entity for entity in candidates if gender and self._gender(entity) == gender]
            if len(fitting) == 1:
                return fitting[0]
        if run.role:
            fitting = [entity for entity in candidates if any(other.role == run.role for other in entity.runs)]
            if len(fitting) == 1:
                return fitting[0]
        earlier = [entity for entity in candidates if entity.runs[0].start < run.start]
        return earlier[0] if len(earlier) == 1 else None

    # -- what a name stands for ------------------------------------------------------------------------------------

    def _tokens_beside_verbs(self) -> frozenset[int]:
        report = self.parse.words.speech.report
        verbs = [i for i, word in enumerate(self.lower) if word in report and self.tags[i] in (VERB, PAST)]
        return frozenset(i - 1 for i in verbs) | frozenset(i + 1 for i in verbs)

    def _is_place(self, run: Run) -> bool:
        given = len(run.words) > 1 and run.words[0] in self.first_names
        return run.words[-1] in self.lists.places and not given

    def _is_person(self, run: Run, surnames_alone: set[str]) -> bool:
        if len(run.words) > _LONGEST_NAME:
            return False
        if self._trained(run) is PersonKind.PERSON:
            return True
        if run.role or run.honorific or run.words[0] in self.first_names:
            return True
        if self._article_before(run) or len(run.words) == _LONGEST_NAME or run.words[0] in self.lists.places:
            return False
        return self._speaks(run) or run.bare[-1] in surnames_alone or self._described(run.end)

    def _is_organisation(self, run: Run) -> bool:
        """Whether a trained pipeline takes for one what the rules tell nothing of."""
        told = run.role or run.honorific or run.words[0] in self.first_names or self._is_place(run)
        return not told and self._trained(run) is PersonKind.ORGANISATION

    def _trained(self, run: Run) -> PersonKind | None:
        return self.parse.syntax.kinds.get((run.start, run.end))

    def _stands_alone(self, run: Run, inside: Counter[str]) -> bool:
        """Whether a single word that belongs to no full name is a person all the same: "Mr. Lee", "Lee said"."""
        word = run.words[0]
        if len(word) < 2 or word.isupper():
            return False
        if run.honorific or run.role or self._trained(run) is PersonKind.PERSON:
            return True
        known = not run.first or inside[word] > 0
        return known and self._speaks(run) and not self._article_before(run) and not word.endswith("s")

    def _speaks(self, run: Run) -> bool:
        """Whether it stands beside a verb of saying: "Lee said", "said Lee"."""
        return run.end - 1 in self._beside_verbs or run.start in self._beside_verbs

    def _article_before(self, run: Run) -> bool:
        return run.start > 0 and self.lower[run.start - 1] in _ARTICLES

    def _described(self, end: int) -> bool:
        """Whether what follows is said of a person: ", 43," or ", who" or ", a lawyer"."""
        if end + 2 >= len(self.lower) or self.lower[end] != ",":
            return False
        following = self.lower[end + 1]
        age = following.isdecimal() and len(following) == 2 and self.lower[end + 2] == ","
        return following == "who" or age or self._role_after(end) is not None

    def _gender(self, entity: Entity) -> str | None:
        gender = next((gender for run in entity.runs if (gender := _gender_of(run.honorific))), None)
        if gender is not None:
            return gender
        if entity.words[0] in self.lists.women:
            return "f"
        return "m" if entity.words[0] in self.lists.men else None

    # -- roles behind a name ---------------------------------------------------------------------------------------

    def _apposition(self, entity: Entity) -> str | None:
        for run in entity.runs:
            role = self._role_after(run.end)
            if role is not None:
                return self.parse.text[self.reading.starts[role[0]] : self.reading.ends[role[1] - 1]]
        return None

    def _role_after(self, end: int) -> tuple[int, int] | None:
        """The role in the apposition behind a name that ends at ``end``: ", US Secretary of State"."""
        starts, breaks, tags = self.parse.starts, self.reading.breaks, self.tags
        if end + 1 >= len(self.lower) or self.lower[end] != "," or breaks[end + 1]:
            return None
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
