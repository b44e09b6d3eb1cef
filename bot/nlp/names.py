"""The people and organisations of an article: names joined over the whole text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from bot.domain.analysis import Person, PersonKind
from bot.domain.article import Span
from bot.nlp.appositions import Appositions
from bot.nlp.entities import Entity, gender_told
from bot.nlp.grammar import HYPHEN, NAME, NOUN
from bot.nlp.link import linked
from bot.nlp.parse import Parse
from bot.nlp.runs import Run, runs_in, shouts

__all__ = ["Entity", "Names"]

_LONGEST_OFFICE = 8


class Names:
    """Who is named in a parse. ``at`` and ``run_at`` tell whom a token names, and in which run."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.reading = parse.reading
        self.first_names = parse.words.names.given
        self.entities = linked(parse, runs_in(parse))
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
            named = [run for run in entity.runs if not self._is_piece(run, entity)]
            spans = sorted(self._span(run.start, run.end) for run in named)
            titled = [self._span(run.title_start, run.end) for run in entity.runs if run.honorific and run.is_surname]
            called = [self._span(*place) for place in offices[id(entity)]]
            whole = [self._span(run.start, run.end) for run in entity.runs]
            forms = {span.of(self.parse.text) for span in (*whole, *titled, *called)}
            aliases = tuple(sorted(forms - {entity.name}))
            found.append(Person(entity.name, entity.kind, entity.role, aliases, tuple(spans)))
        return tuple(found)

    def _is_piece(self, run: Run, entity: Entity) -> bool:
        """Whether it only calls an organisation what it is: "the Committee". That is no mention of its name."""
        return (
            len(run.words) == 1 and run.words != entity.words and run.words[0] in self.parse.words.names.organisations
        )

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
            entity.gender = gender_told(entity, self.parse.words.names)

    def _apposition(self, entity: Entity) -> str | None:
        appositions = Appositions(self.parse)
        for run in entity.runs:
            role = appositions.role(run.start, run.end)
            if role is not None:
                return self._span(*role).of(self.parse.text)
        return None

    def _shouts(self, run: Run) -> bool:
        return any(map(shouts, self.reading.words[run.start : run.end]))
