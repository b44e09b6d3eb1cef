"""Which runs name the same person or organisation: full names, surnames alone, short forms and acronyms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from bot.domain.analysis import PersonKind
from bot.nlp.acronyms import Acronyms, Words
from bot.nlp.classify import kind_of
from bot.nlp.entities import Entity, gender_of, gender_told
from bot.nlp.evidence import Evidence, Sign
from bot.nlp.grammar import NOUN, PREPOSITION, TO
from bot.nlp.parse import Parse
from bot.nlp.runs import Run, may_be_one

_JOINING: Final = frozenset((",", "and", ", and", "&"))
_SHORTEST: Final = 4
"""Letters of the shortest word that stands for the organisation whose name holds it."""


class _Form(Enum):
    """How a run names somebody."""

    FULL = auto()
    SINGLE = auto()
    ORGANISATION = auto()
    SHORT = auto()
    PIECE = auto()


def linked(parse: Parse, runs: Sequence[Run]) -> list[Entity]:
    """The entities that ``runs`` name, people first."""
    return _Linker(parse, runs).entities()


class _Linker:
    def __init__(self, parse: Parse, runs: Sequence[Run]) -> None:
        self.parse, self.runs = parse, runs
        self.lower, self.lists = parse.reading.lower, parse.words.names
        self._written = frozenset(parse.reading.words)
        self.acronyms = Acronyms(parse, runs)
        self.kinds = self._kinds()
        people = [words for words, kind in self.kinds.items() if kind is PersonKind.PERSON and len(words) > 1]
        self._people = frozenset(word for words in people for word in (words[0], words[-1]))
        self._endings = frozenset(
            tuple(map(str.lower, run.bare[at:])) for run in runs if not run.is_surname for at in range(1, len(run.bare))
        )
        self._titled = {(run.surname, gender_of(run.honorific)) for run in runs if run.is_surname} - {
            (run.surname, None) for run in runs
        }

    # -- what each name stands for ---------------------------------------------------------------------------------

    def _kinds(self) -> dict[Words, PersonKind | None]:
        """The kind of each name, by its words."""
        evidence = Evidence(self.parse)
        alone = frozenset(run.words[0] for run in self.runs if len(run.words) == 1)
        signs: defaultdict[Words, set[Sign]] = defaultdict(set)
        for run in self.runs:
            if not run.organisation:
                signs[run.bare].update(evidence.signs(run, alone))
        kinds = {words: kind_of(found, single=len(words) == 1) for words, found in signs.items()}
        kinds |= dict.fromkeys((run.bare for run in self.runs if run.organisation), PersonKind.ORGANISATION)
        kinds |= self.acronyms.kinds(kinds)
        self._spread(kinds)
        return kinds

    def _spread(self, kinds: dict[Words, PersonKind | None]) -> None:
        """In a list of people everybody is one: "Rian Holt, Tovel Lindt and | Ymke Brandsma"."""
        for runs in (self.runs, self.runs[::-1]):
            for run, other in pairwise(runs):
                before, after = sorted((run, other), key=lambda one: one.start)
                between = " ".join(self.lower[before.end : after.start])
                person = kinds[run.bare] is PersonKind.PERSON and len(run.bare) > 1
                if person and between in _JOINING and kinds[other.bare] is None and self._may_be_listed(other):
                    kinds[other.bare] = PersonKind.PERSON

    def _may_be_listed(self, run: Run) -> bool:
        words = run.bare
        return 1 < len(words) < 5 and words[-1] not in self.lists.things and self.lists.places.isdisjoint(words)

    def _is_place(self, run: Run) -> bool:
        places, first = self.lists.places, run.words[0]
        if run.honorific is None and " ".join(run.words) in places:
            return len(run.words) > 1 or run.role is None
        body = self.kinds[run.bare] is PersonKind.ORGANISATION and first not in places
        given = len(run.words) > 1 and first in self.lists.given
        return run.words[-1] in places and not (run.role or run.honorific or body or given)

    def _stands_as_place(self, run: Run) -> bool:
        """Whether a name that a person of the article shares with a place stands for the place: "in Houston"."""
        before = self.lower[run.start - 1] if run.start else ""
        tags = self.parse.tags[run.start - 1 : run.start] if run.start else []
        return (
            before in ("the", ",")
            or PREPOSITION in tags
            or TO in tags
            or self.parse.tags[run.end : run.end + 1] == [NOUN]
        )

    def _is_piece(self, run: Run) -> bool:
        """Whether it is one word that names no organisation alone: "the Committee"."""
        word = run.words[0]
        alone = len(run.words) == 1 and run.organisation and word in self.lists.organisations
        return alone and word not in self.lists.known_organisations

    # -- joining ---------------------------------------------------------------------------------------------------

    def entities(self) -> list[Entity]:
        """The entities, people first."""
        found: defaultdict[_Form | None, list[Run]] = defaultdict(list)
        for run in self.runs:
            found[self._form(run)].append(run)
        full: defaultdict[tuple[str, str], list[Entity]] = defaultdict(list)
        for run in found[_Form.FULL]:
            self._add_full(run, full[run.bare[0], run.bare[-1]])
        people = [entity for namesakes in full.values() for entity in namesakes]
        organisations = self._organisations(found[_Form.ORGANISATION], found[_Form.SHORT])
        self._add_pieces(organisations, found[_Form.PIECE])
        return self._with_single(people, found[_Form.SINGLE], organisations) + list(organisations.values())

    def _form(self, run: Run) -> _Form | None:
        """As what ``run`` names somebody; None if it is a place's name, or nobody's."""
        kind, single = self.kinds[run.bare], len(run.bare) == 1
        if self._is_piece(run):
            return _Form.PIECE
        if not run.organisation and self._is_place(run):
            shared = single and run.words[0] in self._people and not self._stands_as_place(run)
            return _Form.SINGLE if shared else None
        if kind is PersonKind.ORGANISATION and (run.organisation or not single):
            return _Form.ORGANISATION
        if kind is PersonKind.ORGANISATION and run.words[0] not in self._people:  # "a spokesman for Lee" is a person's
            return _Form.SHORT
        if single or (run.is_surname and tuple(map(str.lower, run.bare)) in self._endings):
            return _Form.SINGLE
        return _Form.FULL if kind is PersonKind.PERSON else None

    def _add_full(self, run: Run, namesakes: list[Entity]) -> None:
        """Give ``run`` to the one of ``namesakes`` who it may be, or to a new one: Jr. and Sr. are two people."""
        for entity in namesakes:
            if may_be_one(run, entity.runs[0]):
                entity.runs.append(run)
                return
        namesakes.append(Entity(run.words, PersonKind.PERSON, [run]))

    def _organisations(self, named: Sequence[Run], short: Sequence[Run]) -> dict[Words, Entity]:
        """The organisations by their words; what is ``short`` may be part of the name of one."""
        found: dict[Words, Entity] = {}
        for run in (*named, *short):
            words = self.acronyms.meaning(run.words)
            whole = self._whole(words[0], found) if len(words) == 1 and not run.organisation else None
            (whole or found.setdefault(words, Entity(words, PersonKind.ORGANISATION))).runs.append(run)
        return found

    def _add_pieces(self, organisations: dict[Words, Entity], pieces: Sequence[Run]) -> None:
        """Give "the Committee" to the organisation named last before it whose name holds the word."""
        for piece in pieces:
            holding = [
                (run.start, entity)
                for entity in organisations.values()
                if piece.words[0] in entity.words
                for run in entity.runs
                if run.start < piece.start and len(run.words) > 1
            ]
            if holding:
                max(holding, key=lambda found: found[0])[1].runs.append(piece)

    def _with_single(
        self, people: list[Entity], single: Sequence[Run], organisations: dict[Words, Entity]
    ) -> list[Entity]:
        """``people`` with each single word given to the one whose name it is; two of one surname are kept apart."""
        by_surname: defaultdict[str, list[Entity]] = defaultdict(list)
        by_first: defaultdict[str, list[Entity]] = defaultdict(list)
        for entity in people:
            by_surname[entity.runs[0].surname].append(entity)
            by_first[entity.words[0]].append(entity)
        alone: dict[tuple[str, str | None], Entity] = {}
        for run in single:
            word = run.surname
            candidates = by_surname.get(word, []) or self._by_first_name(run, by_first[word])
            chosen = self._chosen(run, candidates)
            if chosen is not None:
                chosen.runs.append(run)
            elif candidates or self.kinds[run.bare] is PersonKind.PERSON:
                key = self._key_of(run, alone)
                alone.setdefault(key, Entity(run.words, PersonKind.PERSON)).runs.append(run)
            elif (whole := self._whole(word, organisations)) is not None:
                whole.runs.append(run)
        return people + list(alone.values())

    def _by_first_name(self, run: Run, candidates: list[Entity]) -> list[Entity]:
        """The one person of that first name: "Chloe"; with a title if that goes with first names: "Sir Alan"."""
        titled = run.honorific is None or any(
            run.honorific == other.honorific for entity in candidates for other in entity.runs
        )
        return candidates if titled and len(candidates) == 1 else []

    def _whole(self, word: str, organisations: dict[Words, Entity]) -> Entity | None:
        """The one organisation whose name holds ``word``: "Evergrande" of "China Evergrande Group"."""
        vague = any(word in names for names in (self.lists.places, self.lists.descriptive, self.lists.things))
        if len(word) < _SHORTEST or vague or word.lower() in self._written:
            return None
        holding = [entity for entity in organisations.values() if word in entity.words and len(entity.words) > 1]
        return holding[0] if len(holding) == 1 else None

    def _key_of(self, run: Run, alone: dict[tuple[str, str | None], Entity]) -> tuple[str, str | None]:
        """Which person of a surname alone it is: "Mr. Lee" and "Ms. Lee" are two."""
        word, gender = run.surname, gender_of(run.honorific)
        known = [key for key in alone if key[0] == word]
        return known[0] if gender is None and len(known) == 1 else (word, gender)

    # -- one of several people -------------------------------------------------------------------------------------

    def _chosen(self, run: Run, candidates: list[Entity]) -> Entity | None:
        """The one of several people of a surname whom the text means; None if it leaves that open."""
        candidates = [entity for entity in candidates if not self._contradicts(run, entity)]
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        if run.suffix:
            return _only([entity for entity in candidates if any(other.suffix == run.suffix for other in entity.runs)])
        fathers = [entity for entity in candidates if not any(other.suffix for other in entity.runs)]
        if len(fathers) == 1 and len({entity.words[0] for entity in candidates}) == 1:
            return fathers[0]
        for fitting in self._titled_alike(run, candidates):
            if (only := _only(fitting)) is not None:
                return only
        return self._goes_on(run, [entity for entity in candidates if entity.runs[0].start < run.start])

    def _contradicts(self, run: Run, entity: Entity) -> bool:
        """Whether forms of address tell two apart: "Sir Tom Hale", "Lady Hale"."""
        gender = gender_of(run.honorific)
        told = {gender_of(other.honorific) for other in entity.runs} - {None}
        return gender is not None and bool(told) and gender not in told

    def _titled_alike(self, run: Run, candidates: list[Entity]) -> Iterator[list[Entity]]:
        """The ``candidates`` whom the honorific or the role of ``run`` fits."""
        if run.honorific:
            gender = gender_of(run.honorific)
            told = {id(entity): gender_told(entity, self.lists) for entity in candidates}
            fitting = [entity for entity in candidates if gender and told[id(entity)] == gender]
            fitting = fitting or [entity for entity in candidates if gender and told[id(entity)] is None]
            yield fitting or [entity for entity in candidates if entity.has_title(run.honorific)]
        if run.role:
            yield [entity for entity in candidates if any(other.role == run.role for other in entity.runs)]

    def _goes_on(self, run: Run, earlier: list[Entity]) -> Entity | None:
        """The one of those named ``earlier`` whom the text goes on calling by the surname."""
        if run.honorific is not None or len(earlier) < 2:
            return _only(earlier)
        # who is "Mrs Lee" elsewhere is not plain "Lee"
        plain = [entity for entity in earlier if (run.surname, gender_told(entity, self.lists)) not in self._titled]
        earlier = plain if len(plain) == 1 else earlier
        if len(earlier) == 1:
            return earlier[0]
        return _only([entity for entity in earlier if any(other.words == run.words for other in entity.runs[-1:])])


def _only(entities: list[Entity]) -> Entity | None:
    return entities[0] if len(entities) == 1 else None
