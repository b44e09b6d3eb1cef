"""Whom a quote's mention means: names, lists of names, offices. What the text leaves open stays as it is."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.analysis import PersonKind
from bot.nlp.grammar import COORDINATOR, DETERMINER, NAME, NOUN, PAST, POSSESSIVE, PREPOSITION, RELATIVE, TO
from bot.nlp.names import Entity, Names
from bot.nlp.parse import Parse
from bot.nlp.phrases import Phrase
from bot.nlp.quotes.attribution import Speaker
from bot.nlp.quotes.pronouns import HE, SHE, Pronouns

_DOCUMENTS = frozenset(
    "summary study poll survey document documents records data filing transcript book analysis audit file".split()
)


class Speakers:
    """Resolves the mentions of one parse, best asked in the order of the text."""

    def __init__(self, parse: Parse, names: Names) -> None:
        self.parse, self.names = parse, names
        self.tags, self.lower = parse.tags, parse.reading.lower
        self._mentioned = sorted(
            (run.start, entity) for entity in names.entities if entity.kind is PersonKind.PERSON for run in entity.runs
        )
        self._resolved: dict[Phrase, Speaker] = {}
        self.pronouns = Pronouns(parse, names, self._resolved)

    def settle(self, speaker: Speaker) -> None:
        """Makes ``speaker`` the one whom its mention means, as the form of the text tells."""
        self._resolved[speaker.mention] = speaker

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
            if word in HE or word in SHE:
                meant = self.pronouns.meant_at(phrase.start, "m" if word in HE else "f", last)
                if meant is not None:
                    return replace(meant, mention=phrase)
                return Speaker(self.parse.text_of(phrase), phrase, sure=False)
        named = self._named(phrase)
        if named is not None:
            return named
        apposed = self._named_behind(phrase)
        if apposed is not None:
            return apposed
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
                offices = self.lower[run.end : min(run.end + 2, phrase.end)]
                held = not self.parse.words.titles.roles.isdisjoint(offices)  # "Globex Vice President"
                titular = entity.kind is not PersonKind.PERSON and (held or self._in_title(k, phrase))
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

    def _named_behind(self, phrase: Phrase) -> Speaker | None:
        """Who is described first and named then: "said the mayor, | Ann Lee.", "said one of them, | Ann Lee, 34".

        A document has no such name: "according to a summary, Ann Lee, …".
        """
        comma = phrase.end
        belonging = (k for k in range(phrase.start + 1, phrase.end) if self.tags[k] == PREPOSITION)
        head = self.lower[next(belonging, phrase.end) - 1]
        if COORDINATOR in self.tags[phrase.start : phrase.end] or head in _DOCUMENTS | self.parse.words.speech.nouns:
            return None
        if self.lower[comma : comma + 2] in (["of", "them"], ["of", "us"]):
            comma += 2
        run = self.names.run_at.get(comma + 1)
        if self.lower[comma : comma + 1] != [","] or run is None or run.start != comma + 1:
            return None
        entity = self.names.at[run.start]
        if self.tags[run.end : run.end + 1] not in ([","], ["."], []):
            return None
        return Speaker(entity.name, Phrase(phrase.start, run.end), entity)

    def _listed(self, phrase: Phrase, people: list[Entity]) -> tuple[Phrase, list[Entity]]:
        """The phrase and its ``people`` with those who speak with them in a list: "Ann Lee, Bob Day and | Tom Hill"."""
        if any(entity.kind is not PersonKind.PERSON for entity in people):
            return phrase, people
        before: list[Entity] = []
        start = phrase.start
        k = start - (start > 1 and self.tags[start - 1] == COORDINATOR and self.tags[start - 2] == ",")
        while k > 1 and self.tags[k - 1] == "," and (person := self.names.person_at(k - 2)) is not None:
            before.insert(0, person)
            k = start = self.names.run_at[k - 2].title_start
        if len(before) + len(people) > 2:
            return Phrase(start, phrase.end), before + people
        after: list[Entity] = []
        end, closed = phrase.end, False
        while not closed and end + 1 < len(self.tags) and self.tags[end] in (",", COORDINATOR):
            closed = COORDINATOR in self.tags[end : end + 2]
            end += 1 + (closed and self.tags[end] == ",")
            if (person := self.names.person_at(end)) is None:
                return phrase, people
            after.append(person)
            end = self.names.run_at[end].end
        return (Phrase(phrase.start, end), people + after) if closed and len(after) > 1 else (phrase, people)

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
        head = next((k for k in range(phrase.start + 1, phrase.end) if self.tags[k] == PREPOSITION), phrase.end) - 1
        if self.lower[head] in self.parse.words.names.bodies:
            return None  # "the group" is nobody's office
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

    def _description(self, phrase: Phrase) -> str:
        """The phrase as a name: "the State Department" without its article, "a spokesman" as it is."""
        start = phrase.start
        if self.lower[start] == "the" and start + 1 < phrase.end and self.parse.reading.words[start + 1][0].isupper():
            start += 1
        return self.parse.text_of(Phrase(start, phrase.end))
