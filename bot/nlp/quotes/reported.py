"""Indirect speech: the clauses that the text reports without marks, and who is said to have said them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.nlp.grammar import (
    ADVERB,
    COORDINATOR,
    DASH,
    DETERMINER,
    FINITE,
    GERUND,
    NAME,
    NUMBER,
    PAST,
    PREPOSITION,
    PRONOUN,
    QUOTED,
    RELATIVE,
    SUBORDINATOR,
    THAT,
    VERB,
)
from bot.nlp.parse import Parse
from bot.nlp.phrases import Phrase
from bot.nlp.quotes.attribution import Rule, Tag
from bot.nlp.quotes.beginnings import Beginnings
from bot.nlp.quotes.endings import LONGEST, Endings
from bot.nlp.quotes.matters import Matters
from bot.nlp.quotes.verbs import Verbs

_OPENING = 8
"""The subject of an opening "While Lee said …," stands among the first tokens of its sentence."""


_LONGEST_SPEAKER = 6
"""Tokens of who is named behind "said" where nothing before it is a clause."""
_SHORTEST_CLAUSE, _SHORTEST_MATTER = 2, 3
_LONE_ADVERBS = frozenset(("far", "long"))
"""Nouns to the tagger; alone before a verb of saying they tell how long, not who."""
_CONDITIONS = frozenset("if unless when because".split())
"""A clause that opens so is half a statement: "If it rains, Lee said, we stay"."""
_HEAD_WITHIN = 4
_CIRCUMSTANCES = frozenset((",", DASH, PREPOSITION, SUBORDINATOR, GERUND))
_QUESTIONS = frozenset("how whether why".split())


@dataclass(frozen=True, slots=True)
class _Content:
    """What a verb may report: it begins at ``start`` and stops at ``end`` at the latest."""

    start: int
    end: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported clause: tokens ``[start, end)``."""

    start: int
    end: int
    tag: Tag


class ReportedSpeech:
    """The indirect speech of one parse."""

    def __init__(self, parse: Parse) -> None:
        self.reading, self.tags, self.lower = parse.reading, parse.tags, parse.reading.lower
        self.clauses, self.phrases, self.speech = parse.clauses, parse.phrases, parse.words.speech
        self.verbs, self.matters = Verbs(parse), Matters(parse)
        self.beginnings, self.endings = Beginnings(parse), Endings(parse)
        self.complements = parse.syntax.complements

    def clauses_of(self, start: int, end: int) -> list[Reported]:
        """The reported clauses of the sentence ``[start, end)``, in order; very long sentences are read in part."""
        end = min(end, start + 2 * LONGEST)
        found: list[Reported] = []
        for k in range(start, end):
            if self.tags[k] in (VERB, PAST, GERUND) and self._may_report(self.lower[k]):
                found += self._reported_by(k, start, end)
            elif self.lower[k] == "according" and (according := self.verbs.according(k, end)) is not None:
                found += self._according(according, k, start, end)
        return found

    def _may_report(self, verb: str) -> bool:
        return verb in self.speech.report or verb in self.speech.infinitive or verb in self.speech.matter

    def _reported_by(self, v: int, start: int, end: int) -> list[Reported]:
        participle = self.tags[v] == GERUND
        if self.verbs.passive(v, start) or self.verbs.unsaid(v, max(start, v - LONGEST)):
            return []
        if participle and v > start and self.tags[v - 1] == PREPOSITION and self.lower[v - 1] != "by":
            return []  # criticized for saying …, but: responded by saying …
        cue = Phrase(v, v + 1)
        if not participle and self._follows_comma(v, start) and self._may_be_inverted(v):  # …, said Lee.
            speaker = self.phrases.after(v + 1, end)
            if speaker is not None and self.verbs.denied_of(speaker, v):
                return []
            closes = speaker is not None and self._closes(speaker.end, end) and not self._lacks_verb(start, v - 1)
            stated = self.verbs.has_verb(start, v - 1)
            if speaker is not None and closes and (stated or (self._says(v) and not self._is_long(speaker))):
                return self._closed(start, self._comma_before(v), end, Tag(speaker, cue, Rule.CLOSING))
        speaker = self.clauses.subject_of(v, start)
        if speaker is None or self.verbs.denied_of(speaker, start) or self.endings.comments(speaker.start, v):
            return []
        if len(speaker) == 1 and self.lower[speaker.start] in _LONE_ADVERBS:
            return []  # "who has so far agreed to it", "has long said"
        if self._follows_comma(speaker.start, start):  # …, Lee said. …, Lee said, …
            comma, tag = self._comma_before(speaker.start), Tag(speaker, cue, Rule.CLOSING)
            if self.endings.ends_after(v + 1, end) and self.verbs.has_verb(start, comma):
                return self._closed(start, comma, end, tag)
            if v + 1 < end and self.tags[v + 1] == ",":
                leads_on = v + 2 < end and self.tags[v + 2] == QUOTED
                return [] if leads_on else self._closed(start, comma, end, tag)
        content = self._content(v, end) or self._behind_as(speaker, v, start, end)
        if content is None or self._only_tags(speaker, content.start, start) or self._says_nothing(content.start):
            return []
        begin, last = content.start, self._clause_end(speaker, content, start)
        if self._leads_on(begin, last):
            return []
        matter = content.rule is Rule.MATTER
        if matter and (self._decides(speaker, v, begin) or self.verbs.is_still_to_come(v, start)):
            return []
        stop = self.endings.matter_stop(begin, last) if matter else self.endings.stop(begin, last)
        shortest = _SHORTEST_MATTER if matter else _SHORTEST_CLAUSE
        return [Reported(begin, stop, Tag(speaker, cue, content.rule))] if stop - begin >= shortest else []

    def _content(self, v: int, end: int) -> _Content | None:
        """What is reported behind the verb: a clause, a matter, or what a trained parser takes for its complement."""
        if (begin := self.beginnings.begin(v, end)) is not None:
            return _Content(begin, end, Rule.REPORTED)
        if (begin := self.matters.begin(v, end)) is not None:
            return _Content(begin, end, Rule.MATTER)
        begin, stop = self.complements.get(v, (end, end))
        takes_clause = self.lower[v] in self.speech.report or self.lower[v] in self.speech.infinitive
        if begin >= end or not takes_clause or self._goes_with_the_verb(begin):
            return None
        return _Content(begin + (self.tags[begin] == THAT), min(stop, end), Rule.PARSED)

    def _decides(self, body: Phrase, v: int, matter: int) -> bool:
        """Whether the verb tells of a deed, a vote or a verdict: "the Senate rejected the bill", "rejected offers"."""
        if self.lower[v] not in self.speech.verdicts:
            return False
        if not self.speech.acts.isdisjoint(self.lower[matter : matter + _HEAD_WITHIN]):
            return True
        belonging = (k for k in range(body.start + 1, body.end) if self.tags[k] == PREPOSITION)
        return self.lower[next(belonging, body.end) - 1] in self.speech.bodies

    def _behind_as(self, speaker: Phrase, v: int, start: int, end: int) -> _Content | None:
        """The clause behind an opening "As Lee told the court, …"."""
        if self.lower[start] != "as" or speaker.start != start + 1:
            return None
        comma = next((k for k in range(v + 1, min(end - 1, v + _OPENING)) if self.tags[k] == ","), None)
        if comma is None or not self.endings.clause_at(comma + 1, end):
            return None
        return _Content(comma + 1, end, Rule.REPORTED)

    def _goes_with_the_verb(self, k: int) -> bool:
        """Whether what begins at ``k`` only says how or when: "said, smiling", "said after the vote"."""
        return self.tags[k] in _CIRCUMSTANCES and self.lower[k] not in _QUESTIONS

    def _leads_on(self, k: int, end: int) -> bool:
        """Whether what follows the verb only leads on to words in marks: "said in a statement read in court: “…”"."""
        if self.tags[k] != PREPOSITION:
            return False
        mark = next((m for m in range(k, end) if self.tags[m] in (":", QUOTED)), None)
        return mark is not None and self.tags[mark] == ":" and mark + 1 < end and self.tags[mark + 1] == QUOTED

    def _says(self, v: int) -> bool:
        return self.lower[v] in ("said", "says", "say")

    def _may_be_inverted(self, v: int) -> bool:
        """Whether the speaker may follow the verb: not in "…, his aide, Lee, told the Times", who is told."""
        return self.verbs.reports(v) and self.lower[v] not in self.speech.address

    def _is_long(self, phrase: Phrase) -> bool:
        """Whether it is too long to be only who speaks: "Lee, one of them, said | the mayor bears the blame for it"."""
        return len(phrase) > _LONGEST_SPEAKER and self.tags[phrase.start] in (DETERMINER, PRONOUN)

    def _lacks_verb(self, start: int, comma: int) -> bool:
        """Whether ``[start, comma)`` is but a subject and its relative clause: "Lee, who left, | repeated her vow"."""
        first = next((k for k in range(start, comma) if self.tags[k] == ","), comma)
        alone = not self.verbs.has_verb(start, first) and "," not in self.tags[first + 1 : comma]
        return alone and first + 1 < comma and self.tags[first + 1] == RELATIVE

    def _says_nothing(self, k: int) -> bool:
        """Whether what follows the verb tells that it was not said: "said | no such thing"."""
        return self.lower[k] in ("nothing", "little") or self.lower[k : k + 2] == ["no", "such"]

    def _only_tags(self, speaker: Phrase, begin: int, start: int) -> bool:
        """Whether the verb only attributes the marks before it: “…,” Lee said after the vote."""
        return speaker.start > start and self.tags[speaker.start - 1] == QUOTED and self.tags[begin - 1] != THAT

    def _clause_end(self, speaker: Phrase, content: _Content, start: int) -> int:
        """Where the clause of the verb ends, if the sentence goes on without it: "Lee, who says so, left"."""
        at, end = speaker.start, content.end
        relative = self.tags[at] == RELATIVE and at > start and self.tags[at - 1] == ","
        matter = content.rule is Rule.MATTER
        opening = self.tags[start] == SUBORDINATOR and at - start <= _OPENING
        if relative or opening:
            for k in range(content.start + 2, end - 1):
                if (
                    self.tags[k] == ","
                    and self.tags[k + 1] != NUMBER
                    and (
                        self.endings.clause_at(k + 1, end)
                        or (relative and ((matter and self.verbs.has_verb(k + 1, end)) or self._verb_at(k + 1)))
                    )
                ):
                    return k
        return end

    def _verb_at(self, k: int) -> bool:
        """Whether the main verb stands behind a relative clause: "the bank, which …, | has since closed"."""
        while k + 1 < len(self.tags) and self.tags[k] == ADVERB:
            k += 1
        return self.tags[k] in FINITE

    # -- the clause before the verb --------------------------------------------------------------------------------

    def _follows_comma(self, k: int, start: int) -> bool:
        """Whether a comma stands before ``k``, on its own or inside closing marks that end part of a sentence."""
        if k - 1 <= start:
            return False
        if self.tags[k - 1] == ",":
            return True
        region = self.reading.region[k - 1]
        return region >= 0 and region != self.reading.region[start] and self.reading.words[k - 2] == ","

    def _comma_before(self, k: int) -> int:
        """The end of what stands before the tag at ``k``: without a comma, with a closing mark."""
        return k - 1 if self.tags[k - 1] == "," else k

    def _closes(self, k: int, end: int) -> bool:
        return self.endings.ends_after(k, end) or self.tags[k] in (",", RELATIVE)

    def _closed(self, start: int, comma: int, end: int, tag: Tag) -> list[Reported]:
        """The sentence around an attribution that closes or interrupts it: ``comma`` ends the part before."""
        begin = start
        while begin < comma and self.tags[begin] in (COORDINATOR, "."):
            begin += 1
        for k in range(begin, comma - 1):
            if self.tags[k] == QUOTED and self.tags[k + 1] != QUOTED and self.endings.tag_at(k + 1, comma):
                return []  # the part before is itself “…,” he said
        after = tag.end
        if after + 1 < end and self.tags[after] == ",":
            stop = self.endings.stop(after + 1, end)
            dash = next((k for k in range(comma - 1, begin, -1) if self.tags[k] == DASH), None)
            if dash is not None and self.tags[after + 1] in (THAT, RELATIVE):
                return [Reported(dash + 1, stop, tag)]  # "… - a rule, Lee said, that protects us"
            if (
                self.tags[after + 1] in FINITE
                or not self.verbs.has_verb(begin, comma)
                or (self.lower[begin] in _CONDITIONS and "," not in self.tags[begin:comma])
            ):
                return [Reported(begin, stop, tag)]  # "The bridge, Lee said, was unsafe": the clause around the tag
        return [Reported(begin, comma, tag)] if comma - begin >= 3 else []

    # -- according to ----------------------------------------------------------------------------------------------

    def _according(self, tag: Tag, k: int, start: int, end: int) -> list[Reported]:
        opens = k > start + 1 and self.tags[k - 1] == "," and self.tags[k - 2] in (THAT, COORDINATOR, SUBORDINATOR)
        if k != start and not opens and self.tags[k - 1] not in (COORDINATOR, SUBORDINATOR):
            return self._closed(start, self._comma_before(k), end, tag)
        speaker = tag.speaker
        if speaker.end < end and self.tags[speaker.end] in FINITE:
            speaker = self._without_subject(speaker)
        begin = speaker.end
        comma = next((m for m in range(begin, min(end, begin + 25)) if self.tags[m] == ","), None)
        if comma is not None and not self.verbs.has_verb(begin, comma):
            begin = comma + 1
        stop = self.endings.stop(begin, end) if begin < end else begin
        return [Reported(begin, stop, replace(tag, speaker=speaker))] if stop - begin >= 2 else []

    def _without_subject(self, phrase: Phrase) -> Phrase:
        """The speaker of "According to Lee NATO has …", where a comma is missing."""
        for k in range(phrase.start + 1, phrase.end):
            word = self.reading.words[k]
            if self.tags[k] == DETERMINER or (self.tags[k] == NAME and word.isupper() and len(word) > 1):
                return Phrase(phrase.start, k)
        return Phrase(phrase.start, phrase.start + 1) if len(phrase) == 2 else phrase
