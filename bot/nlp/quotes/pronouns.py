"""Which person "he" or "she" means, by the sentences before. What the text leaves open stays as it is."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.analysis import PersonKind
from bot.nlp.grammar import (
    ADVERB,
    AUXILIARY,
    COORDINATOR,
    FINITE,
    GERUND,
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
from bot.nlp.quotes.attribution import Speaker
from bot.nlp.runs import Run

HE, SHE = frozenset(("he", "him", "his")), frozenset(("she", "her"))
_OBJECT_FOLLOWS = frozenset((PREPOSITION, TO, VERB, PAST, GERUND))
_BEFORE_SUBJECTS = frozenset((ADVERB, TIME, COORDINATOR, ",", QUOTED))
_DIED = frozenset(("died", "drowned"))
_KILLED = frozenset(("killed", "murdered", "executed", "assassinated"))
_NEW = frozenset("a an another one".split())
_OF_OTHERS = frozenset("spokesman spokeswoman".split())
_ENDS_HOLDER = frozenset((PREPOSITION, RELATIVE, ",", PAST, GERUND))
_LIFE = 20
"""So many tokens behind a name its death may stand: "founded the bank in 1920 and died in 1950"."""
_REACH = 200
"""So many tokens of a sentence are looked at for people: it keeps the time linear where no sentence ends."""
_LOOK_BACK = 3
"""Sentences before the pronoun in which its person must be named."""


class Pronouns:
    """Finds the people that pronouns mean in one parse, asked in the order of the text."""

    def __init__(self, parse: Parse, names: Names, resolved: Mapping[Phrase, Speaker]) -> None:
        """``resolved`` are the speakers known so far, by their mentions; it grows while the text is read."""
        self.parse, self.names = parse, names
        self.tags, self.lower = parse.tags, parse.reading.lower
        self._resolved = resolved
        self._dead = frozenset(id(entity) for entity in names.entities if any(self._dies(run) for run in entity.runs))
        roles = {word for entity in names.entities for word in (entity.role or "").lower().split()}
        self._names_a_spokesman = not roles.isdisjoint(_OF_OTHERS)
        self._unnamed: dict[int, Speaker] = {}
        """Who speaks without a name in a sentence, by where it starts: "a spokesman for the bank"."""

    def spoke(self, speaker: Speaker) -> bool:
        """Whether it is one person without a name, whom a "he" behind may mean: "a spokesman for the bank"."""
        unnamed = speaker.entity is None and self._holder(speaker.mention) is not None
        if unnamed:
            self._unnamed.setdefault(self.parse.sentence_start[speaker.mention.start], speaker)
        return unnamed

    def _holder(self, phrase: Phrase) -> str | None:
        """The word for one person that a description turns on: "spokesman" in "a spokesman for the bank".

        "The senator" may be somebody whom the article names; so may a spokesman, where it names one.
        """
        end = next((k for k in range(phrase.start + 1, phrase.end) if self.tags[k] in _ENDS_HOLDER), phrase.end)
        word = self.lower[end - 1]
        if self.lower[phrase.start] not in _NEW and (word not in _OF_OTHERS or self._names_a_spokesman):
            return None
        return word if word in self.parse.words.titles.roles or word.endswith(("man", "woman")) else None

    def meant_at(self, at: int, gender: str, last: Entity | None) -> Speaker | None:
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
        named = any(self.names.person_at(k) is not None for k in range(start, found.mention.start))
        return None if named else found

    def _opening_speaker(self, start: int, at: int, gender: str) -> Speaker | None:
        """Whom the pronoun means that opens the sentence at ``start`` and speaks: "He said Lee was late. | He left."

        A name inside what he said is somebody else's.
        """
        k = start
        while k < at and self.tags[k] in _BEFORE_SUBJECTS:
            k += 1
        same = self.lower[k] in (HE if gender == "m" else SHE)
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
