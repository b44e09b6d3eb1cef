"""The people and organisations of an article: proper names with their titles, joined over the whole text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.domain.analysis import Person, PersonKind
from bot.domain.article import Span
from bot.nlp.grammar import CLOSED_CLASSES, HYPHEN, MONTHS, POSSESSIVE, PREPOSITION, QUOTED, TIME
from bot.nlp.parse import Parse

_PARTICLES = frozenset("de da del della der den van von bin ibn al el la le di du dos ter ten y bint".split())
_SUFFIXES = frozenset(("Jr.", "Sr.", "Jr", "Sr", "II", "III", "IV"))
_COMPLEMENT = frozenset(("of", "for"))
_MALE, _FEMALE = frozenset(("Mr.", "Mr", "Sir", "Lord", "King", "Prince")), frozenset(("Mrs.", "Ms.", "Mrs", "Ms", "Miss", "Lady", "Dame", "Queen", "Princess", "Madam"))
_MENTIONS = 5_000
"""Names after so many are not read: no article has them, and joining them would take quadratic time."""


@dataclass(frozen=True, slots=True)
class Run:
    """A name where it stands: tokens ``[start, end)`` without the title, whose tokens begin at ``title_start``."""

    start: int
    end: int
    words: tuple[str, ...]
    title_start: int
    role: str | None
    honorific: str | None
    first_in_sentence: bool
    organisation: bool


@dataclass(slots=True)
class Entity:
    """A person or organisation with the runs that name it."""

    words: tuple[str, ...]
    kind: PersonKind
    runs: list[Run] = field(default_factory=list)
    role: str | None = None
    gender: str | None = None
    """"m", "f", or None if the text does not tell."""
    name: str = ""
    """The fullest form, as it stands in the text."""


class Names:
    """Who is named in a parse, and at which tokens."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.reading, self.tags, self.lists = parse.reading, parse.tags, parse.words.names
        self.titles = parse.words.titles
        self.first_names = self.lists.women | self.lists.men
        self._speakers = self._speech_subjects()
        runs = list(self._runs())[:_MENTIONS]
        self.entities = self._joined(runs)
        for entity in self.entities:
            fullest = max(entity.runs, key=lambda run: (len(run.words), -run.start))
            entity.name = self._span(fullest).of(parse.text)
        self.at: dict[int, Entity] = {}
        self.run_at: dict[int, Run] = {}
        for entity in self.entities:
            for run in entity.runs:
                for token in range(run.start, run.end):
                    self.at[token] = entity
                    self.run_at[token] = run

    def people(self) -> tuple[Person, ...]:
        """Every person and organisation under the fullest name, in the order of their first mention."""
        found = []
        for entity in sorted(self.entities, key=lambda entity: entity.runs[0].start):
            spans = tuple(self._span(run) for run in entity.runs)
            name = entity.name
            aliases = tuple(sorted({form for form in (span.of(self.parse.text) for span in spans) if form != name}))
            found.append(Person(name, entity.kind, entity.role, aliases, spans))
        return tuple(found)

    def _span(self, run: Run) -> Span:
        return Span(self.reading.starts[run.start], self.reading.ends[run.end - 1])

    # -- runs of capitalised words ---------------------------------------------------------------------------------

    def _speech_subjects(self) -> frozenset[int]:
        """Tokens right beside a verb of saying."""
        lower, verbs = self.reading.lower, self.parse.words.speech.report
        found = set()
        for i, word in enumerate(lower):
            if word in verbs and self.tags[i] in ("V", "E"):
                found.add(i - 1)
                found.add(i + 1)
        return frozenset(found)

    def _capital(self, i: int) -> bool:
        word = self.reading.words[i]
        if not word[0].isupper() or not self.reading.body[i]:
            return False
        lower = self.reading.lower[i]
        if lower in CLOSED_CLASSES and word not in ("US", "UN", "WHO"):
            return False
        return lower not in MONTHS and self.tags[i] != TIME

    def _glued(self, i: int) -> bool:
        return i > 0 and self.reading.starts[i] == self.reading.ends[i - 1]

    def _continues(self, i: int) -> bool:
        return i < len(self.reading) and not self.reading.breaks[i] and i not in self.parse.starts and self.reading.region[i] == self.reading.region[i - 1]

    def _runs(self) -> Iterator[Run]:
        headlines = self._headline_paragraphs()
        i, count = 0, len(self.reading)
        while i < count:
            if not self._capital(i) or self.parse.paragraph[i] in headlines:
                i += 1
                continue
            j = self._run_end(i)
            yield from self._named(i, j)
            i = j

    def _run_end(self, i: int) -> int:
        """The end of the run of capitalised words at ``i``, with "of State", "-General" and "bin Salman" inside."""
        j = i + 1
        while self._continues(j):
            word = self.reading.lower[j]
            if self._capital(j):
                j += 1
            elif self.tags[j] == HYPHEN and self._glued(j) and self._continues(j + 1) and self._glued(j + 1):
                j += 2
            elif word in _PARTICLES and self._continues(j + 1) and self._capital(j + 1):
                j += 2
            elif word in _COMPLEMENT and self._has_office(i, j):
                k = j + 1 + (self._continues(j + 1) and self.reading.lower[j + 1] == "the")
                if not (self._continues(k) and self._capital(k)):
                    break
                j = k + 1
            elif word in ("and", "&") and self._continues(j + 1) and self._capital(j + 1) and word == "&":
                j += 2
            else:
                break
        return j

    def _has_office(self, i: int, j: int) -> bool:
        """Whether ``[i, j)`` ends in a word that "of" may follow in a name: Secretary, Department, University."""
        return self.reading.lower[j - 1] in self.titles.roles or self.reading.words[j - 1] in self.lists.organisations

    def _headline_paragraphs(self) -> frozenset[int]:
        words: Counter[int] = Counter()
        capitals: Counter[int] = Counter()
        for i, word in enumerate(self.reading.words):
            if len(word) > 3 and word.isalpha():
                words[self.parse.paragraph[i]] += 1
                capitals[self.parse.paragraph[i]] += word[0].isupper()
        return frozenset(n for n, count in words.items() if count >= 5 and capitals[n] > 0.8 * count)

    def _named(self, i: int, j: int) -> Iterator[Run]:
        """The names in the run ``[i, j)``: an office before a name is split off as its role."""
        words, lower = self.reading.words, self.reading.lower
        first = i in self.parse.starts or self.reading.region[i] >= 0 and (i == 0 or words[i - 1] in "“\"‘'" or words[i - 1] in ".!?")
        office = next((k for k in range(j - 1, i - 1, -1) if self._is_title(k, i, j)), None)
        start, role_start, honorific = i, None, None
        if office is not None:
            start = self._after_office(office, j)
            role_start = i
            if words[office] in self.titles.honorifics:
                honorific = words[office]
                if office == i:
                    role_start = None
            if office > i and self._organisation(i, office):
                yield self._run(i, self._organisation_end(i, office), i, None, None, first)
        elif start < j and i > 0 and (before := self._role_before(i)) is not None:
            role_start = before
        while start < j - 1 and role_start is None and words[start] in self.lists.places and not self._organisation(start, j) and j - start > 2:
            start += 1
        if start >= j:
            return
        role = None
        if role_start is not None and role_start < start:
            end = start
            while end > role_start and words[end - 1] in self.titles.honorifics and words[end - 1] == honorific and end - 1 > role_start:
                end -= 1
            role = self.parse.text[self.reading.starts[role_start] : self.reading.ends[end - 1]]
            if role in self.titles.honorifics:
                role = None
        split = self._split(start, j)
        yield self._run(start, split, role_start if role_start is not None else start, role, honorific, first and start == i)
        if split < j:
            yield self._run(split, j, split, None, None, False)

    def _split(self, start: int, end: int) -> int:
        """Where a second name begins: "Stoltenberg | NATO". A missing comma puts two names side by side."""
        words = self.reading.words
        if end - start > 1 and words[end - 1] in self.lists.known_organisations and words[end - 1].isupper():
            if not any(word in self.lists.organisations for word in words[start:end]):
                return end - 1
        return end

    def _run(self, start: int, end: int, title_start: int, role: str | None, honorific: str | None, first: bool) -> Run:
        words = tuple(self.reading.words[start:end])
        organisation = role is None and honorific is None and self._organisation(start, end)
        return Run(start, end, words, title_start, role, honorific, first, organisation)

    def _is_title(self, k: int, i: int, j: int) -> bool:
        word, lower = self.reading.words[k], self.reading.lower[k]
        if word in self.titles.honorifics:
            return True
        if k > i and self.tags[k - 1] == HYPHEN and "-".join((self.reading.lower[k - 2], lower)) in self.titles.roles:
            return True
        # "General Motors", "Star Tribune": an office only where a name or a complement follows, or nothing.
        return lower in self.titles.roles and (word not in self.lists.organisations or k + 1 == j)

    def _after_office(self, office: int, j: int) -> int:
        """Where the name begins after the office: "Secretary of State | Antony Blinken"."""
        start = office + 1
        if start >= j or self.reading.lower[start] not in _COMPLEMENT:
            return start
        rest = [k for k in range(start + 1, j) if self.reading.words[k][0].isupper()]
        if len(rest) <= 1:
            return j
        for k in rest[1:]:
            if self.reading.words[k] in self.first_names:
                return k
        if len(rest) == 2:
            return rest[1]
        initial = len(rest) > 3 and len(self.reading.words[rest[-2]].rstrip(".")) == 1
        return rest[-3] if initial else rest[-2]

    def _role_before(self, i: int) -> int | None:
        """Where the lower-case role right before a name begins: "campaign manager Robby Mook"."""
        lower = self.reading.lower
        if not self._continues(i) or lower[i - 1] not in self.titles.roles or self.tags[i - 1] == QUOTED:
            return None
        k = i - 1
        while k > 0 and i - k < 8 and self._continues(k) and (
            lower[k - 1] in self.titles.before_roles or lower[k - 1] in self.titles.roles or self.tags[k - 1] in ("N", HYPHEN, "n") and self.tags[k - 1] != POSSESSIVE
        ):
            k -= 1
        return k

    def _organisation(self, i: int, j: int) -> bool:
        words = self.reading.words[i:j]
        text = " ".join(words)
        if text in self.lists.known_organisations or words[-1] in self.lists.known_organisations:
            return True
        if any(word in self.lists.organisations for word in words):
            return True
        word = words[-1]
        return len(word) > 1 and word.isupper() and word.isalpha() and word not in self.lists.places and word not in _SUFFIXES and len(words) <= 2

    def _organisation_end(self, i: int, office: int) -> int:
        end = office
        while end > i + 1 and not self._organisation(end - 1, end):
            end -= 1
        return end

    # -- who they are ----------------------------------------------------------------------------------------------

    def _joined(self, runs: list[Run]) -> list[Entity]:
        organisations: dict[tuple[str, ...], Entity] = {}
        full: dict[tuple[str, str], Entity] = {}
        single: list[Run] = []
        by_surname: dict[str, list[Entity]] = defaultdict(list)
        seen_inside = Counter(run.words[-1] for run in runs if not run.first_in_sentence)
        surnames_alone = {run.words[0] for run in runs if len(run.words) == 1}
        for run in runs:
            if run.organisation:
                organisations.setdefault(run.words, Entity(run.words, PersonKind.ORGANISATION)).runs.append(run)
            elif self._place(run.words):
                continue
            elif len(self._bare(run.words)) >= 2:
                if self._is_person(run, surnames_alone):
                    bare = self._bare(run.words)
                    key = (bare[0], bare[-1])
                    if key not in full:
                        full[key] = Entity(run.words, PersonKind.PERSON)
                        by_surname[bare[-1]].append(full[key])
                    entity = full[key]
                    entity.runs.append(run)
                    if len(run.words) > len(entity.words):
                        entity.words = run.words
            else:
                single.append(run)
        self._attach(single, by_surname, seen_inside)
        people = [entity for entities in by_surname.values() for entity in entities]
        for entity in people:
            entity.runs.sort(key=lambda run: run.start)
            entity.role = next((run.role for run in entity.runs if run.role), None) or self._apposition(entity)
            entity.gender = self._gender(entity)
        return people + list(organisations.values())

    def _bare(self, words: tuple[str, ...]) -> tuple[str, ...]:
        while len(words) > 1 and words[-1] in _SUFFIXES:
            words = words[:-1]
        return words

    def _place(self, words: tuple[str, ...]) -> bool:
        return words[-1] in self.lists.places and (words[0] not in self.first_names or len(words) == 1)

    def _is_person(self, run: Run, surnames_alone: set[str]) -> bool:
        if len(run.words) > 5 or any(not word[0].isalpha() for word in run.words[:1]):
            return False
        if run.role or run.honorific or run.words[0] in self.first_names:
            return True
        if self._the_before(run.start):
            return False
        evidence = (run.start - 1 in self._speakers or run.end in self._speakers or run.end - 1 in self._speakers or run.start in self._speakers) + self._aside_after(run.end)
        return evidence + (self._bare(run.words)[-1] in surnames_alone) >= 1 and len(run.words) <= 4

    def _the_before(self, start: int) -> bool:
        return start > 0 and self.reading.lower[start - 1] in ("the", "a", "an", "this")

    def _aside_after(self, end: int) -> bool:
        """Whether what follows is said of a person: ", 43," or ", who" or ", a lawyer"."""
        lower = self.reading.lower
        if end + 1 >= len(lower) or lower[end] != ",":
            return False
        if lower[end + 1] == "who" or (lower[end + 1].isdigit() and len(lower[end + 1]) == 2 and end + 2 < len(lower) and lower[end + 2] == ","):
            return True
        return self._role_after(end) is not None

    def _role_after(self, end: int) -> tuple[int, int] | None:
        """The role in the apposition behind a name that ends at ``end``: ", US Secretary of State"."""
        lower, tags = self.reading.lower, self.tags
        if end + 1 >= len(lower) or lower[end] != "," or not self._continues(end):
            return None
        begin = end + 1
        if lower[begin] in ("the", "a", "an"):
            begin += 1
        stop = begin
        while self._continues(stop) and stop - begin < 14 and tags[stop] in ("N", "n", "#", HYPHEN, POSSESSIVE, PREPOSITION, "D", "C"):
            if tags[stop] == PREPOSITION and stop + 1 < len(tags) and tags[stop + 1] == TIME:
                break
            stop += 1
        while stop > begin and tags[stop - 1] in (PREPOSITION, "D", "C", HYPHEN):
            stop -= 1
        head = next((k for k in range(begin, stop) if tags[k] == PREPOSITION), stop)
        if head <= begin:
            return None
        last = lower[head - 1]
        if last in self.titles.roles or (last == "general" and self.tags[head - 2] == HYPHEN):
            return begin, stop
        return None

    def _apposition(self, entity: Entity) -> str | None:
        for run in entity.runs:
            found = self._role_after(run.end)
            if found is not None:
                return self.parse.text[self.reading.starts[found[0]] : self.reading.ends[found[1] - 1]]
        return None

    def _attach(self, single: list[Run], by_surname: dict[str, list[Entity]], seen_inside: Counter[str]) -> None:
        """Give each single word to the one person whose name it is; two of one surname are kept apart."""
        by_first: dict[str, list[Entity]] = defaultdict(list)
        for entities in list(by_surname.values()):
            for entity in entities:
                by_first[entity.words[0]].append(entity)
        for run in single:
            word = self._bare(run.words)[0]
            candidates = by_surname.get(word, [])
            if not candidates and word in self.first_names and run.honorific is None and len(by_first[word]) == 1:
                candidates = by_first[word]
            chosen = self._chosen(run, candidates)
            if chosen is not None:
                chosen.runs.append(run)
            elif not candidates and self._stands_alone(run, seen_inside):
                entity = Entity(run.words, PersonKind.PERSON, [run])
                by_surname[word].append(entity)
            elif len(candidates) > 1:
                entity = Entity(run.words, PersonKind.PERSON, [run])
                by_surname[word].append(entity)

    def _chosen(self, run: Run, candidates: list[Entity]) -> Entity | None:
        alone = [entity for entity in candidates if len(entity.words) == 1]
        named = [entity for entity in candidates if len(entity.words) > 1]
        if len(named) == 1:
            return named[0]
        if run.honorific:
            gender = "m" if run.honorific in _MALE else "f" if run.honorific in _FEMALE else None
            fitting = [entity for entity in named if gender and self._gender(entity) == gender]
            if len(fitting) == 1:
                return fitting[0]
        if run.role:
            fitting = [entity for entity in named if any(other.role == run.role for other in entity.runs)]
            if len(fitting) == 1:
                return fitting[0]
        earlier = [entity for entity in named if entity.runs[0].start < run.start]
        if len(earlier) == 1:
            return earlier[0]
        return alone[0] if alone else None

    def _stands_alone(self, run: Run, seen_inside: Counter[str]) -> bool:
        """Whether a single word that belongs to no full name is a person all the same: "Mr. Lee", "Lee said"."""
        word = run.words[0]
        if run.organisation or len(word) < 2 or word.isupper():
            return False
        if run.honorific or run.role:
            return True
        if self._the_before(run.start):
            return False
        beside = run.end in self._speakers or run.end - 1 in self._speakers
        return beside and (not run.first_in_sentence or seen_inside[word] > 0) and not word.endswith("s")

    def _gender(self, entity: Entity) -> str | None:
        for run in entity.runs:
            if run.honorific in _MALE:
                return "m"
            if run.honorific in _FEMALE:
                return "f"
        if entity.words[0] in self.lists.women:
            return "f"
        if entity.words[0] in self.lists.men:
            return "m"
        return None
