"""Which person a quote's mention means: names, titles and pronouns. What the text leaves open stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.analysis import PersonKind
from bot.nlp.grammar import (
    ADVERB,
    AUXILIARY,
    COORDINATOR,
    DETERMINER,
    FINITE,
    GERUND,
    NAME,
    NOUN,
    PAST,
    POSSESSIVE,
    PREPOSITION,
    QUOTED,
    RELATIVE,
    TIME,
    TO,
    VERB,
)
from bot.nlp.names import Entity, Names
from bot.nlp.parse import Parse
from bot.nlp.phrases import Phrase
from bot.nlp.runs import Run

_HE, _SHE = frozenset(("he", "him", "his")), frozenset(("she", "her"))
_ARTICLES = frozenset(("the", "a", "an", "this", "that", "these", "those"))
_OBJECT_FOLLOWS = frozenset((PREPOSITION, TO, VERB, PAST, GERUND))
_BEFORE_SUBJECTS = frozenset((ADVERB, TIME, COORDINATOR, ",", QUOTED))
_DIED = frozenset(("died", "drowned"))
_KILLED = frozenset(("killed", "murdered", "executed", "assassinated"))
_NEW = frozenset("a an another one".split())
_ENDS_HOLDER = frozenset((PREPOSITION, RELATIVE, ",", PAST, GERUND))
_LIFE = 20
"""So many tokens behind a name its death may stand: "founded the bank in 1920 and died in 1950"."""
_REACH = 200
"""So many tokens of a sentence are looked at for people: it keeps the time linear where no sentence ends."""
_LOOK_BACK = 3
"""Sentences before the pronoun in which its person must be named."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """``name`` is whom the text means, ``mention`` the tokens that say so, ``entity`` the person where it names one.

    ``sure`` is False where the text leaves open whom a pronoun means.
    """

    name: str
    mention: Phrase
    entity: Entity | None = None
    sure: bool = True


class Speakers:
    """Resolves the mentions of one parse, best asked in the order of the text."""

    def __init__(self, parse: Parse, names: Names) -> None:
        self.parse, self.names = parse, names
        self.tags, self.lower = parse.tags, parse.reading.lower
        self._mentioned = sorted(
            (run.start, entity) for entity in names.entities if entity.kind is PersonKind.PERSON for run in entity.runs
        )
        self._dead = frozenset(id(entity) for entity in names.entities if any(self._dies(run) for run in entity.runs))
        self._resolved: dict[Phrase, Speaker] = {}
        self._unnamed: dict[int, Speaker] = {}
        """Who speaks without a name in a sentence, by where it starts: "a spokesman for the bank"."""

    def settle(self, speaker: Speaker) -> None:
        """Makes ``speaker`` the one whom its mention means, as the form of the text tells."""
        self._resolved[speaker.mention] = speaker

    def of(self, phrase: Phrase, last: Entity | None) -> Speaker:
        """Whom ``phrase`` means; ``last`` is the person who spoke before."""
        known = self._resolved.get(phrase)
        if known is None:
            known = self._resolved[phrase] = self._find(phrase, last)
        return known

    def spoke(self, speaker: Speaker) -> bool:
        """Whether it is one person without a name, whom a "he" behind may mean: "a spokesman for the bank"."""
        unnamed = speaker.entity is None and self._holder(speaker.mention) is not None
        if unnamed:
            self._unnamed.setdefault(self.parse.sentence_start[speaker.mention.start], speaker)
        return unnamed

    def _holder(self, phrase: Phrase) -> str | None:
        """The word for one person that a description turns on: "spokesman" in "a spokesman for the bank".

        "The senator" may be somebody whom the article names.
        """
        if self.lower[phrase.start] not in _NEW:
            return None
        end = next((k for k in range(phrase.start + 1, phrase.end) if self.tags[k] in _ENDS_HOLDER), phrase.end)
        word = self.lower[end - 1]
        return word if word in self.parse.words.titles.roles or word.endswith(("man", "woman")) else None

    def _find(self, phrase: Phrase, last: Entity | None) -> Speaker:
        if len(phrase) == 1:
            word = self.lower[phrase.start]
            if self.tags[phrase.start] == RELATIVE:
                return self._antecedent(phrase, last)
            if word in _HE or word in _SHE:
                meant = self._person_before(phrase.start, "m" if word in _HE else "f", last)
                if meant is not None:
                    return replace(meant, mention=phrase)
                return Speaker(self.parse.text_of(phrase), phrase, sure=False)
        named = self._named(phrase)
        if named is not None:
            return named
        holder = self._by_role(phrase)
        if holder is not None:
            return Speaker(holder.name, phrase, holder)
        return Speaker(self._description(phrase), phrase)

    def _named(self, phrase: Phrase) -> Speaker | None:
        """The person or organisation that is the head of the phrase, not one inside it ("a spokesman for Trump")."""
        best: list[Entity] = []
        end = k = phrase.start
        others = False
        while k < phrase.end:
            run = self.names.run_at.get(k)
            if run is not None and run.start >= phrase.start and run.end <= phrase.end:
                entity = self.names.at[k]
                titular = entity.kind is not PersonKind.PERSON and self._in_title(k, phrase)
                k = run.end
                if titular:
                    continue  # "House Speaker Tim Hill"
                joined = bool(best) and self.tags[run.title_start - 1] == COORDINATOR
                possessor = run.end < phrase.end and self.tags[run.end] == POSSESSIVE
                if not possessor and (joined or not best or best[0].kind is not PersonKind.PERSON):
                    best, end = [*best, entity] if joined else [entity], run.end
                    others = not joined and self._joins_others(phrase.start, run.title_start)
                continue
            if self.tags[k] in (PREPOSITION, TO, RELATIVE) and not self._in_title(k, phrase):
                break
            if self.tags[k] == NOUN:
                best = []  # "Trump aides", "Trump spokeswoman Ann Lee"
            k += 1
        if not best:
            best, end = self._in_apposition(phrase), phrase.end
        if not best or others:  # "two aides and Ann Lee": the phrase as it is names them all
            return None
        whole, listed = self._listed(Phrase(phrase.start, end), best)
        *first, final = [entity.name for entity in listed]
        name = f"{', '.join(first)} and {final}" if first else final
        return Speaker(name, whole, best[0] if len(listed) == 1 else None)

    def _listed(self, phrase: Phrase, people: list[Entity]) -> tuple[Phrase, list[Entity]]:
        """The phrase and its ``people`` with those who speak with them in a list: "Ann Lee, Bob Day and | Tom Hill"."""
        if any(entity.kind is not PersonKind.PERSON for entity in people):
            return phrase, people
        before: list[Entity] = []
        start = phrase.start
        k = start - (start > 1 and self.tags[start - 1] == COORDINATOR and self.tags[start - 2] == ",")
        while k > 1 and self.tags[k - 1] == "," and (person := self._person_at(k - 2)) is not None:
            before.insert(0, person)
            k = start = self.names.run_at[k - 2].title_start
        if len(before) + len(people) > 2:
            return Phrase(start, phrase.end), before + people
        after: list[Entity] = []
        end, closed = phrase.end, False
        while not closed and end + 1 < len(self.tags) and self.tags[end] in (",", COORDINATOR):
            closed = COORDINATOR in self.tags[end : end + 2]
            end += 1 + (closed and self.tags[end] == ",")
            if (person := self._person_at(end)) is None:
                return phrase, people
            after.append(person)
            end = self.names.run_at[end].end
        return (Phrase(phrase.start, end), people + after) if closed and len(after) > 1 else (phrase, people)

    def _person_at(self, k: int) -> Entity | None:
        entity = self.names.at.get(k)
        return entity if entity is not None and entity.kind is PersonKind.PERSON else None

    def _joins_others(self, start: int, name: int) -> bool:
        """Whether an "and" before a name joins it to somebody else, not two roles of one: "aides and | Ann Lee"."""
        joins = (k for k in range(start + 1, name) if self.tags[k] == COORDINATOR)
        return any(k + 1 == name or self.tags[k - 1] == NAME for k in joins)

    def _in_apposition(self, phrase: Phrase) -> list[Entity]:
        """The person whose name, behind a comma, ends the phrase: "The leader of the council, Ann Lee"."""
        for comma in range(phrase.end - 1, phrase.start, -1):
            if self.lower[comma] == ",":
                for k in range(comma + 1, phrase.end):
                    run = self.names.run_at.get(k)
                    if run is not None:
                        person = self.names.at[k].kind is PersonKind.PERSON
                        whole = run.title_start <= comma + 1 and run.end == phrase.end
                        return [self.names.at[k]] if person and whole else []
                return []
        return []

    def _in_title(self, k: int, phrase: Phrase) -> bool:
        """Whether the token at ``k`` belongs to an office that stands before a name in the phrase."""
        for m in range(k + 1, phrase.end):
            run = self.names.run_at.get(m)
            if run is not None and run.title_start <= k < run.start:
                return True
        return False

    def _antecedent(self, phrase: Phrase, last: Entity | None) -> Speaker:
        end = phrase.start
        start = self.parse.sentence_start[end]
        if end > start and self.tags[end - 1] in (",", "-"):
            end -= 1
        before = self.parse.phrases.before(end, start) if end > start else None
        if before is not None:
            for k in range(before.end - 2, before.start, -1):
                if self.tags[k] == PAST and self.tags[k + 1] == DETERMINER:
                    before = Phrase(k + 1, before.end)  # The judge praised | the report, which called …
                    break
        if before is None:
            return Speaker(self.parse.text_of(phrase), phrase, sure=False)
        found = self._find(before, last)
        return Speaker(found.name, phrase, found.entity, found.sure)

    def _by_role(self, phrase: Phrase) -> Entity | None:
        """The one person whose office this is: "the secretary of state"."""
        if self.lower[phrase.start] != "the":
            return None
        office = " ".join(self.lower[phrase.start + 1 : phrase.end])
        if not office or self.lower[phrase.end - 1] in ("officials", "leaders"):
            return None
        holders = {
            id(entity): entity
            for start, entity in self._mentioned
            if start < phrase.start and entity.role is not None and self._holds(entity.role.lower(), office)
        }
        return next(iter(holders.values())) if len(holders) == 1 else None

    def _holds(self, role: str, office: str) -> bool:
        return f" {role} ".endswith(f" {office} ") or f" {role} ".startswith(f" {office} ")

    def _person_before(self, at: int, gender: str, last: Entity | None) -> Speaker | None:
        """Whom a pronoun at ``at`` means, if only one can be meant."""
        for start, people in self._sentences_before(at):
            known = self._opening_speaker(start, at, gender) or self._unnamed_speaker(start, at, gender)
            if known is not None:
                return known if known.sure else None
            fitting = [(entity, subject) for entity, subject in people if entity.gender in (None, gender)]
            subjects = {id(entity): entity for entity, subject in fitting if subject}
            others = {id(entity): entity for entity, subject in fitting if not subject}
            if len(subjects) == 1 and not others:
                return self._named_as(next(iter(subjects.values())), at)
            if fitting:  # several can be meant: the one who spoke before, or nobody
                spoke = last is not None and (id(last) in subjects or (not subjects and id(last) in others))
                return self._named_as(last, at) if last is not None and spoke else None
        if last is not None and last.gender in (None, gender) and id(last) not in self._dead:
            return self._named_as(last, at)
        return None

    def _named_as(self, entity: Entity, at: int) -> Speaker:
        return Speaker(entity.name, Phrase(at, at + 1), entity)

    def _unnamed_speaker(self, start: int, at: int, gender: str) -> Speaker | None:
        """Whom the pronoun means if somebody without a name speaks in the sentence: "A spokesman said so. | He left."

        Somebody named before him may be meant as well.
        """
        found = self._unnamed.get(start)
        if found is None or found.mention.start >= at:
            return None
        holder = self._holder(found.mention) or ""
        if holder.endswith("man") and gender != ("f" if holder.endswith("woman") else "m"):
            return None
        named = any(self._person_at(k) is not None for k in range(start, found.mention.start))
        return None if named else found

    def _opening_speaker(self, start: int, at: int, gender: str) -> Speaker | None:
        """Whom the pronoun means that opens the sentence at ``start`` and speaks: "He said Lee was late. | He left."

        A name inside what he said is somebody else's.
        """
        k = start
        while k < at and self.tags[k] in _BEFORE_SUBJECTS:
            k += 1
        same = self.lower[k] in (_HE if gender == "m" else _SHE)
        return self._resolved.get(Phrase(k, k + 1)) if k < at and same else None

    def _sentences_before(self, at: int) -> list[tuple[int, list[tuple[Entity, bool]]]]:
        """The people named outside marks in the pronoun's own sentence before it, then in the sentences before that.

        Each sentence comes with where it starts, each of the people with whether they look like a subject: not behind
        a preposition, and no possessor.
        """
        found: list[tuple[int, list[tuple[Entity, bool]]]] = []
        start, end = max(self.parse.sentence_start[at], at - _REACH), at
        for back in range(_LOOK_BACK):
            people = [
                (entity, subject) for entity, subject in self._people_in(start, end) if id(entity) not in self._dead
            ]
            if back == 0 and not any(self.tags[k] in FINITE for k in range(start, at)):
                # "At a briefing with Lee, she said": the people of an opening phrase are not the subject.
                people = [(entity, subject) for entity, subject in people if subject]
            found.append((start, people))
            if start == 0:
                break
            start, end = max(self.parse.sentence_start[start - 1], start - _REACH), start
        return found

    def _people_in(self, start: int, end: int) -> list[tuple[Entity, bool]]:
        people: list[tuple[Entity, bool]] = []
        k = start
        while k < end:
            run = self.names.run_at.get(k)
            if run is None or self.tags[k] == QUOTED or self.names.at[k].kind is not PersonKind.PERSON:
                k += 1
            else:
                people.append((self.names.at[k], self._may_be_subject(run)))
                k = run.end
        return people

    def _dies(self, run: Run) -> bool:
        """Whether the sentence that ``run`` opens tells of the person's death: no "he" of today is theirs."""
        if run.title_start != self.parse.sentence_start[run.start]:
            return False
        for k in range(run.end, min(self.parse.sentence_end[run.start], run.end + _LIFE)):
            if self.lower[k] in _DIED and (k == run.end or self.tags[k - 1] in (COORDINATOR, AUXILIARY)):
                return True
            if self.lower[k] in _KILLED and k == run.end + 1 and self.lower[k - 1] == "was":
                return True
        return False

    def _may_be_subject(self, run: Run) -> bool:
        before = self.tags[run.title_start - 1] if run.title_start else "."
        after = self.tags[run.end] if run.end < len(self.tags) else "."
        compared = run.title_start > 0 and self.lower[run.title_start - 1] == "than"
        return after != POSSESSIVE and before not in _OBJECT_FOLLOWS and not compared

    def _description(self, phrase: Phrase) -> str:
        """The phrase as a name: "the State Department" without its article, "a spokesman" as it is."""
        start = phrase.start
        if self.lower[start] == "the" and start + 1 < phrase.end and self.parse.reading.words[start + 1][0].isupper():
            start += 1
        return self.parse.text_of(Phrase(start, phrase.end))
