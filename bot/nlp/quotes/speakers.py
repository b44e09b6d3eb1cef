"""Which person a quote's mention means: names, titles and pronouns. What the text leaves open stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.analysis import PersonKind
from bot.nlp.clauses import Phrase
from bot.nlp.grammar import FINITE, GERUND, PAST, POSSESSIVE, PREPOSITION, QUOTED, RELATIVE, TO, VERB
from bot.nlp.names import Entity, Names, Run
from bot.nlp.parse import Parse

_HE, _SHE = frozenset(("he", "him", "his")), frozenset(("she", "her"))
_ARTICLES = frozenset(("the", "a", "an", "this", "that", "these", "those"))
_OBJECT_FOLLOWS = frozenset((PREPOSITION, TO, VERB, PAST, GERUND))
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
        self._resolved: dict[Phrase, Speaker] = {}

    def of(self, phrase: Phrase, last: Entity | None) -> Speaker:
        """Whom ``phrase`` means; ``last`` is the person who spoke before."""
        known = self._resolved.get(phrase)
        if known is None:
            known = self._resolved[phrase] = self._find(phrase, last)
        return known

    def _find(self, phrase: Phrase, last: Entity | None) -> Speaker:
        if len(phrase) == 1:
            word = self.lower[phrase.start]
            if self.tags[phrase.start] == RELATIVE:
                return self._antecedent(phrase, last)
            if word in _HE or word in _SHE:
                found = self._person_before(phrase.start, "m" if word in _HE else "f", last)
                if found is not None:
                    return Speaker(found.name, phrase, found)
                return Speaker(self.parse.text_of(phrase), phrase, sure=False)
        named = self._named(phrase)
        if named is not None:
            return named
        found = self._by_role(phrase)
        if found is not None:
            return Speaker(found.name, phrase, found)
        return Speaker(self._description(phrase), phrase)

    def _named(self, phrase: Phrase) -> Speaker | None:
        """The person or organisation that is the head of the phrase, not one inside it ("a spokesman for Trump")."""
        best: tuple[Entity, int] | None = None
        k = phrase.start
        while k < phrase.end:
            run = self.names.run_at.get(k)
            if run is not None and run.start >= phrase.start and run.end <= phrase.end:
                follows = self.tags[run.end] if run.end < phrase.end else ""
                if follows != POSSESSIVE and (best is None or best[0].kind is not PersonKind.PERSON):
                    best = (self.names.at[k], run.end)
                k = run.end
                continue
            if self.tags[k] in (PREPOSITION, TO, RELATIVE) and not self._in_title(k, phrase):
                break
            if best is not None and self.tags[k] == "n":
                best = None  # "Trump aides"
            k += 1
        if best is None:
            return None
        entity, end = best
        return Speaker(entity.name, Phrase(phrase.start, end), entity)

    def _in_title(self, k: int, phrase: Phrase) -> bool:
        """Whether the preposition at ``k`` belongs to an office that stands before a name in the phrase."""
        for m in range(k + 1, phrase.end):
            run = self.names.run_at.get(m)
            if run is not None and run.title_start < k < run.start:
                return True
        return False

    def _antecedent(self, phrase: Phrase, last: Entity | None) -> Speaker:
        end = phrase.start
        start = self.parse.sentence_start[end]
        if end > start and self.tags[end - 1] in (",", "-"):
            end -= 1
        before = self.parse.clauses.phrase_before(end, start) if end > start else None
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

    def _person_before(self, at: int, gender: str, last: Entity | None) -> Entity | None:
        """The person whom a pronoun at ``at`` means, if only one can be meant."""
        fits = (None, gender)
        for people in self._sentences_before(at):
            subjects = {id(e): e for e, subject in people if subject and e.gender in fits}
            others = {id(e): e for e, subject in people if not subject and e.gender in fits}
            if len(subjects) == 1:
                return next(iter(subjects.values()))
            if subjects:
                return last if last is not None and id(last) in subjects else None
            if others and last is not None and last.gender in fits:
                return last if id(last) in others or len(others) > 1 else None
        if last is not None and last.gender in fits:
            return last
        return None

    def _sentences_before(self, at: int) -> list[list[tuple[Entity, bool]]]:
        """The people named outside marks in the pronoun's own sentence before it, then in the sentences before that.

        Each comes with whether it looks like a subject: not behind a preposition, and no possessor.
        """
        found: list[list[tuple[Entity, bool]]] = []
        end = at
        for _ in range(_LOOK_BACK):
            start = self.parse.sentence_start[at] if end == at else self.parse.sentence_start[end - 1]
            people: list[tuple[Entity, bool]] = []
            k = start
            while k < end:
                run = self.names.run_at.get(k)
                if run is None or self.tags[k] == QUOTED or self.names.at[k].kind is not PersonKind.PERSON:
                    k += 1
                    continue
                people.append((self.names.at[k], self._may_be_subject(run)))
                k = run.end
            opening = end == at and not any(self.tags[k] in FINITE for k in range(start, at))
            # "At a briefing with Lee, she said": the people of an opening phrase are not the subject.
            found.append([(entity, subject) for entity, subject in people if subject or not opening])
            if start == 0:
                break
            end = start
        return found

    def _may_be_subject(self, run: Run) -> bool:
        before = self.tags[run.title_start - 1] if run.title_start else "."
        after = self.tags[run.end] if run.end < len(self.tags) else "."
        return after != POSSESSIVE and before not in _OBJECT_FOLLOWS

    def _description(self, phrase: Phrase) -> str:
        """The phrase as a name: "the State Department" without its article, "a spokesman" as it is."""
        start = phrase.start
        if self.lower[start] == "the" and start + 1 < phrase.end and self.parse.reading.words[start + 1][0].isupper():
            start += 1
        return self.parse.text_of(Phrase(start, phrase.end))
