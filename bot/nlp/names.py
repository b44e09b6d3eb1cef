"""The people and organisations of an article: names joined over the whole text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.analysis import Person, PersonKind
from bot.domain.article import Span
from bot.nlp.evidence import Evidence
from bot.nlp.grammar import HYPHEN, NAME, NOUN
from bot.nlp.parse import Parse
from bot.nlp.runs import FEMALE_KIN, MALE_KIN, Run, may_be_one, runs_in, shouts

_LONGEST_OFFICE = 8
_MALE = frozenset("Mr. Mr Sir Lord King Prince".split())
_FEMALE = frozenset("Mrs. Ms. Mrs Ms Miss Lady Dame Queen Princess Madam".split())


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


class Names:
    """Who is named in a parse. ``at`` and ``run_at`` tell whom a token names, and in which run."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.reading = parse.reading
        self.lists = parse.words.names
        self.first_names = self.lists.given
        self.evidence = Evidence(parse)
        self.entities = self._joined(runs_in(parse))
        self.at: dict[int, Entity] = {}
        self.run_at: dict[int, Run] = {}
        alone = Counter(entity.words for entity in self.entities)
        for entity in self.entities:
            self._complete(entity, titled=alone[entity.words] > 1)
            for run in entity.runs:
                for token in range(run.start, run.end):
                    self.at[token], self.run_at[token] = entity, run

    def person_at(self, token: int) -> Entity | None:
        """The person whom the token names."""
        entity = self.at.get(token)
        return entity if entity is not None and entity.kind is PersonKind.PERSON else None

    def people(self) -> tuple[Person, ...]:
        """Every person and organisation under the fullest name, in the order of their first mention."""
        found = []
        offices = self._by_office()
        for entity in sorted(self.entities, key=lambda entity: entity.runs[0].start):
            spans = sorted(
                self._span(*place) for place in [*((r.start, r.end) for r in entity.runs), *offices[id(entity)]]
            )
            titled = [self._span(run.title_start, run.end) for run in entity.runs if run.honorific and run.is_surname]
            forms = {span.of(self.parse.text) for span in (*spans, *titled)}
            aliases = tuple(sorted(forms - {entity.name}))
            found.append(Person(entity.name, entity.kind, entity.role, aliases, tuple(spans)))
        return tuple(found)

    def _span(self, start: int, end: int) -> Span:
        return Span(self.reading.starts[start], self.reading.ends[end - 1])

    def _by_office(self) -> defaultdict[int, list[tuple[int, int]]]:
        """Where somebody stands as "the secretary of state", whose only holder so far that is; by the entity's id."""
        holders: defaultdict[tuple[str, ...], list[Entity]] = defaultdict(list)
        for entity in self.entities:
            if entity.kind is PersonKind.PERSON and entity.role is not None:
                words = tuple(entity.role.lower().split())
                for office in {words[at:] for at in range(len(words))} | {words[:at] for at in range(1, len(words))}:
                    holders[office].append(entity)
        found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for the, word in enumerate(self.reading.lower):
            if word == "the" and self.reading.body[the]:
                office = self._office_at(the + 1, holders)
                known = [entity for entity in holders[office] if entity.runs[0].start < the] if office else []
                if len(known) == 1:
                    found[id(known[0])].append((the, the + 1 + len(office)))
        return found

    def _office_at(self, first: int, holders: Mapping[tuple[str, ...], list[Entity]]) -> tuple[str, ...]:
        """The longest office of ``holders`` that the tokens from ``first`` name, with nothing behind that it is of."""
        lower, tags = self.reading.lower, self.parse.tags
        for end in range(min(first + _LONGEST_OFFICE, len(lower)), first, -1):
            office = tuple(lower[first:end])
            goes_on = end < len(lower) and (tags[end] in (NAME, NOUN, HYPHEN) or lower[end] in ("of", "for", "at"))
            if office in holders and office[-1] in self.parse.words.titles.roles | {"state"} and not goes_on:
                return office
        return ()

    def _complete(self, entity: Entity, *, titled: bool) -> None:
        """Fill in what the runs tell; ``titled`` tells that only the title keeps it apart from another: "Ms. Lee"."""
        entity.runs.sort(key=lambda run: run.start)
        fullest = max(
            entity.runs,
            key=lambda run: (len(run.words), not self._shouts(run), titled and run.title_start < run.start, -run.start),
        )
        start = fullest.title_start if titled else fullest.start
        entity.name = self.parse.text[self.reading.starts[start] : self.reading.ends[fullest.end - 1]]
        if entity.kind is PersonKind.PERSON:
            entity.role = next((run.role for run in entity.runs if run.role), None) or self._apposition(entity)
            entity.gender = self._gender(entity)

    def _shouts(self, run: Run) -> bool:
        return any(map(shouts, self.reading.words[run.start : run.end]))

    # -- joining ---------------------------------------------------------------------------------------------------

    def _joined(self, runs: list[Run]) -> list[Entity]:
        organisations: dict[tuple[str, ...], Entity] = {}
        full: dict[tuple[str, str], list[Entity]] = defaultdict(list)
        single: list[Run] = []
        endings = {
            tuple(map(str.lower, run.bare[at:])) for run in runs if not run.is_surname for at in range(1, len(run.bare))
        }
        surnames_alone = {run.words[0] for run in runs if len(run.words) == 1}
        holding: dict[str, Entity] = {}  # by a word of its name
        listed_from = -1
        for run in runs:
            if self.evidence.is_piece(run):
                if run.words[0] in holding:
                    holding[run.words[0]].runs.append(run)
            elif run.organisation:
                entity = organisations.setdefault(run.words, Entity(run.words, PersonKind.ORGANISATION))
                entity.runs.append(run)
                holding.update(dict.fromkeys(run.words, entity))
            elif self.evidence.is_place(run):
                continue
            elif len(run.bare) == 1 or (run.is_surname and tuple(map(str.lower, run.bare)) in endings):
                single.append(run)
            elif self.evidence.is_person(run, surnames_alone, listed_from):
                listed_from = run.end
                self._add_full(run, full[run.bare[0], run.bare[-1]])
            elif self.evidence.told(run) is PersonKind.ORGANISATION:
                organisations.setdefault(run.words, Entity(run.words, PersonKind.ORGANISATION)).runs.append(run)
        people = [entity for namesakes in full.values() for entity in namesakes]
        return self._with_single(people, single, runs) + list(organisations.values())

    def _add_full(self, run: Run, namesakes: list[Entity]) -> None:
        """Give ``run`` to the one of ``namesakes`` who it may be, or to a new one: Jr. and Sr. are two people."""
        for entity in namesakes:
            if may_be_one(run, entity.runs[0]):
                entity.runs.append(run)
                return
        namesakes.append(Entity(run.words, PersonKind.PERSON, [run]))

    def _with_single(self, people: list[Entity], single: list[Run], runs: list[Run]) -> list[Entity]:
        """``people`` with each single word given to the one whose name it is; two of one surname are kept apart."""
        inside = Counter(run.words[-1] for run in runs if not run.first)
        self._titled = {(run.surname, gender) for run in single if (gender := _gender_of(run.honorific))}
        by_surname: dict[str, list[Entity]] = defaultdict(list)
        by_first: dict[str, list[Entity]] = defaultdict(list)
        for entity in people:
            by_surname[entity.runs[0].surname].append(entity)
            by_first[entity.words[0]].append(entity)
        alone: dict[tuple[str, str | None], Entity] = {}
        told: dict[tuple[str, PersonKind], Entity] = {}
        for run in single:
            word = run.surname
            candidates = by_surname.get(word, [])
            if not candidates and run.honorific is None and len(by_first[word]) == 1:
                candidates = by_first[word]
            chosen = self._chosen(run, candidates)
            if chosen is not None:
                chosen.runs.append(run)
            elif candidates or self.evidence.stands_alone(run, inside) or any(name == word for name, _ in alone):
                key = self._key_of(run, alone)
                alone.setdefault(key, Entity(run.words, PersonKind.PERSON)).runs.append(run)
            elif (kind := self.evidence.told(run)) is not None:
                told.setdefault((word, kind), Entity(run.words, kind)).runs.append(run)
        return people + list(alone.values()) + list(told.values())

    def _key_of(self, run: Run, alone: dict[tuple[str, str | None], Entity]) -> tuple[str, str | None]:
        """Which person of a surname alone it is: "Mr. Lee" and "Ms. Lee" are two."""
        word, gender = run.surname, _gender_of(run.honorific)
        known = [key for key in alone if key[0] == word]
        return known[0] if gender is None and len(known) == 1 else (word, gender)

    def _chosen(self, run: Run, candidates: list[Entity]) -> Entity | None:
        """The one of several people of a surname whom the text means; None if it leaves that open."""
        if len(candidates) == 1:
            return candidates[0]
        if run.suffix:
            fitting = [entity for entity in candidates if any(other.suffix == run.suffix for other in entity.runs)]
            return fitting[0] if len(fitting) == 1 else None
        fathers = [entity for entity in candidates if not any(other.suffix for other in entity.runs)]
        if len(fathers) == 1 and len({entity.words[0] for entity in candidates}) == 1:
            return fathers[0]
        if run.honorific:
            gender = _gender_of(run.honorific)
            fitting = [entity for entity in candidates if gender and self._gender(entity) == gender]
            fitting = fitting or [entity for entity in candidates if gender and self._gender(entity) is None]
            fitting = fitting or [entity for entity in candidates if self._has_title(entity, run.honorific)]
            if len(fitting) == 1:
                return fitting[0]
        if run.role:
            fitting = [entity for entity in candidates if any(other.role == run.role for other in entity.runs)]
            if len(fitting) == 1:
                return fitting[0]
        earlier = [entity for entity in candidates if entity.runs[0].start < run.start]
        if len(earlier) > 1 and run.honorific is None:  # who is "Mrs Lee" elsewhere is not plain "Lee"
            plain = [entity for entity in earlier if (run.surname, self._gender(entity)) not in self._titled]
            earlier = plain if len(plain) == 1 else earlier
        if len(earlier) > 1 and run.honorific is None:  # the one whom the text has called so before goes on being it
            earlier = [entity for entity in earlier if any(other.words == run.words for other in entity.runs[-1:])]
        return earlier[0] if len(earlier) == 1 else None

    def _has_title(self, entity: Entity, honorific: str) -> bool:
        """Whether somebody is called so, or holds that office in full: "Prof Lee" is "Professor Ann Lee"."""
        short = honorific.rstrip(".").lower()
        titles = (title for run in entity.runs for title in (run.honorific, run.role) if title)
        return any(word.startswith(short) for title in titles for word in title.lower().split())

    def _gender(self, entity: Entity) -> str | None:
        gender = next((gender for run in entity.runs if (gender := _gender_of(run.honorific))), None)
        if gender is not None:
            return gender
        kin = {word for run in entity.runs if run.role for word in run.role.split()[-1:]}
        if entity.words[0] in self.lists.women or kin & FEMALE_KIN:
            return "f"
        return "m" if entity.words[0] in self.lists.men or kin & MALE_KIN else None

    def _apposition(self, entity: Entity) -> str | None:
        for run in entity.runs:
            role = self.evidence.role_after(run.end)
            if role is not None:
                return self.parse.text[self.reading.starts[role[0]] : self.reading.ends[role[1] - 1]]
        return None
