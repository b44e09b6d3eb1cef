"""Indirect speech: the clauses that the text reports without marks, and who is said to have said them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.nlp.clauses import Phrase
from bot.nlp.grammar import (
    ADVERB,
    AUXILIARY,
    COORDINATOR,
    DASH,
    DETERMINER,
    FINITE,
    GERUND,
    NAME,
    NOUN,
    NUMBER,
    OBJECT,
    PAST,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    QUOTED,
    RELATIVE,
    SUBORDINATOR,
    THAT,
    TIME,
    TO,
    VERB,
)
from bot.nlp.parse import Parse
from bot.nlp.quotes.tags import Rule, Tag, Tags

_BETWEEN = frozenset((NAME, NOUN, NUMBER, DETERMINER, PREPOSITION, TIME, ADVERB, POSSESSIVE, OBJECT, ",", GERUND, TO))
_OPENS_CLAUSE = frozenset((PRONOUN, DETERMINER, NAME, NOUN, NUMBER, GERUND, SUBORDINATOR, RELATIVE, TIME, ADVERB, PREPOSITION, TO, QUOTED, AUXILIARY))
_SAYING = frozenset((VERB, PAST, GERUND))
_LONGEST = 150
"""More tokens than this are no clause that somebody is reported to have said."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported clause: tokens ``[start, end)``."""

    start: int
    end: int
    tag: Tag


class ReportedSpeech:
    """The indirect speech of one parse."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.reading, self.tags, self.lower = parse.reading, parse.tags, parse.reading.lower
        self.clauses, self.speech = parse.clauses, parse.words.speech
        self._tags = Tags(parse)

    def clauses_of(self, start: int, end: int) -> list[Reported]:
        """The reported clauses of the sentence ``[start, end)``, in order."""
        found: list[Reported] = []
        for v in range(start, min(end, start + 2 * _LONGEST)):
            if self.tags[v] in _SAYING and (self.lower[v] in self.speech.report or self.lower[v] in self.speech.infinitive):
                found += self._reported_by(v, start, end)
            elif self.lower[v] == "according" and v + 2 < end and self.lower[v + 1] == "to" and self.tags[v] != QUOTED:
                found += self._according(v, start, end)
        return found

    def _reported_by(self, v: int, start: int, end: int) -> list[Reported]:
        if self._passive(v, start):
            return []
        cue = Phrase(v, v + 1)
        if v > start and self.tags[v - 1] == "," and self.tags[v] != GERUND:
            speaker = self.clauses.phrase_after(v + 1, end)
            if speaker is not None and self._ends_after(speaker.end, end):
                return self._closed(start, v - 1, speaker.end, end, Tag(speaker, cue, Rule.CLOSING))
        speaker = self.clauses.subject_of(v, start)
        if speaker is None:
            return []
        before = speaker.start - 1
        if before > start and self.tags[before] == "," and self._ends_after(v + 1, end) and self._has_verb(start, before):
            return self._closed(start, before, v + 1, end, Tag(speaker, cue, Rule.CLOSING))
        if before > start and self.tags[before] == "," and v + 1 < end and self.tags[v + 1] == ",":
            if v + 2 < end and self.tags[v + 2] == QUOTED:
                return []
            return self._closed(start, before, v + 1, end, Tag(speaker, cue, Rule.CLOSING))
        begin = self._begin(v, end)
        if begin is None:
            return []
        stop = self._stop(begin, end)
        return [Reported(begin, stop, Tag(speaker, cue, Rule.REPORTED))] if stop - begin >= 2 else []

    def _passive(self, v: int, start: int) -> bool:
        k = v - 1
        while k >= start and self.tags[k] == ADVERB:
            k -= 1
        return k >= start and self.tags[v] in (PAST, VERB) and self.lower[k] in _BE

    # -- the clause after the verb ---------------------------------------------------------------------------------

    def _begin(self, v: int, end: int) -> int | None:
        """Where the reported words begin after the verb ``v``; None if no clause follows."""
        k = v + 1
        that = self._that(k, end)
        if that is not None:
            return that
        verb = self.lower[v]
        if verb in self.speech.infinitive:
            to = self._infinitive(k, end)
            if to is not None:
                return to
        if verb not in self.speech.report:
            return None
        if verb in self.speech.address and k < end and self.tags[k] in (NAME, NOUN, DETERMINER, OBJECT, PRONOUN, NUMBER):
            k = self._past_addressee(k, end)
        k = self._past_time(k, end)
        if k >= end or self.tags[k] in (",", ":", ".", COORDINATOR) or self.tags[k] not in _OPENS_CLAUSE:
            return None
        if self.tags[k] == PREPOSITION and self.lower[v] not in _SAY:
            return None
        if self.tags[k] == QUOTED and not self._unquoted_follows(k, end):
            return None
        return k if self._has_verb(k, end) or self._unquoted_follows(k, end) else None

    def _unquoted_follows(self, k: int, end: int) -> bool:
        return any(self.tags[m] != QUOTED for m in range(k, end)) and any(self.tags[m] in FINITE for m in range(k, end))

    def _that(self, k: int, end: int) -> int | None:
        for h in range(k, min(end, k + 18)):
            if self.tags[h] == THAT:
                while h + 1 < end and self.tags[h + 1] == THAT:
                    h += 1
                if h > k and self.tags[h - 1] in (NAME, NOUN) and self.tags[h - 2] == DETERMINER and h - 2 == k and self.lower[h - 1] not in _HEARERS:
                    return None  # "criticized a plan that …"
                return h + 1 if h + 1 < end else None
            if self.tags[h] not in _BETWEEN:
                return None
        return None

    def _infinitive(self, k: int, end: int) -> int | None:
        for t in range(k, min(end, k + 10)):
            if self.tags[t] == TO and t + 1 < end and self.tags[t + 1] in (VERB, NOUN, AUXILIARY, ADVERB):
                return t
            if self.tags[t] not in (NAME, NOUN, DETERMINER, OBJECT, PRONOUN, NUMBER, POSSESSIVE, ADVERB, TIME):
                return None
        return None

    def _past_addressee(self, k: int, end: int) -> int:
        if self.tags[k] == OBJECT or (self.tags[k] == PRONOUN and self.lower[k] in ("you", "it")):
            return k + 1
        if self.lower[k] in _HEARERS or (self.lower[k] == "her" and k + 1 < end and self.tags[k + 1] in (PRONOUN, DETERMINER, NAME)):
            return k + 1
        m = k
        while m < end and self.tags[m] in (DETERMINER, NUMBER, NAME, NOUN, POSSESSIVE, "~") and (m == k or self.tags[m] != DETERMINER):
            m += 1
            if m < end and self.tags[m] == PREPOSITION and self.lower[m] in ("of", "in", "at"):
                m += 1
        return m

    def _past_time(self, k: int, end: int) -> int:
        """Past "on Tuesday", "in an interview with CNN", "last week": what stands between the verb and the clause."""
        while k < end:
            tag = self.tags[k]
            if tag in (TIME, ADVERB) or self.lower[k] in ("last", "this") and k + 1 < end and self.lower[k + 1] in _SPANS:
                k += 2 if tag not in (TIME, ADVERB) else 1
            elif tag == PREPOSITION and self.lower[k] in _OCCASION:
                m = k + 1
                while m < end and self.tags[m] in (DETERMINER, NAME, NOUN, NUMBER, TIME, POSSESSIVE) and not (m > k + 1 and self.tags[m] == DETERMINER):
                    m += 1
                if m >= end or self.tags[m] in FINITE or (m == k + 1):
                    return k
                k = m
            else:
                break
        return k

    def _stop(self, begin: int, end: int) -> int:
        """Where the reported words that begin at ``begin`` stop."""
        stop = min(end, begin + _LONGEST)
        for k in range(begin + 1, stop):
            tag = self.tags[k]
            if tag in (";", ":"):
                return k
            following = self.tags[k + 1] if k + 1 < stop else "."
            if tag == COORDINATOR and self._speaks(k + 1, stop):
                return k - (self.tags[k - 1] == ",")
            if tag == DASH and not any(self.tags[m] == DASH for m in range(k + 1, stop)):
                return k
            if tag != ",":
                continue
            if following == GERUND and self.lower[k + 1] in self.speech.report:
                return k
            if self.lower[k + 1] == "according" if k + 1 < stop else False:
                return k
            if following == COORDINATOR and self.lower[k + 1] == "but" and self._clause_at(k + 2, stop):
                return k
            if following == RELATIVE and k - begin > 4:
                return k
            if self._tag_at(k + 1, stop):
                return k
        while stop > begin and (self.tags[stop - 1] in (".", ",") or (self.reading.words[stop - 1] in "”\"’'" and self.reading.region[stop - 1] < 0)):
            stop -= 1
        return stop

    def _speaks(self, k: int, stop: int) -> bool:
        while k < stop and self.tags[k] in (ADVERB, AUXILIARY):
            k += 1
        return k < stop and self.tags[k] in (VERB, PAST) and self.lower[k] in self.speech.report

    def _clause_at(self, k: int, stop: int) -> bool:
        return k < stop and self.tags[k] in (PRONOUN, NAME, DETERMINER, NOUN, THAT) and self._has_verb(k, min(stop, k + 8))

    def _tag_at(self, k: int, stop: int) -> bool:
        """Whether an attribution such as "he said" stands at ``k`` and ends the sentence."""
        for v in range(k, min(stop, k + 8)):
            if self.tags[v] in (VERB, PAST) and self.lower[v] in self.speech.report:
                if v == k:
                    return self.tags[min(v + 1, stop - 1)] == NAME
                leads_on = v + 2 < stop and self.tags[v + 1] in (",", ":") and self.tags[v + 2] == QUOTED
                return leads_on or self._ends_after(v + 1, stop)
            if self.tags[v] not in (PRONOUN, NAME, NOUN, DETERMINER, ADVERB, AUXILIARY):
                return False
        return False

    # -- the clause before the verb --------------------------------------------------------------------------------

    def _closed(self, start: int, comma: int, after: int, end: int, tag: Tag) -> list[Reported]:
        """The sentence around an attribution that closes or interrupts it."""
        begin = start
        while begin < comma and self.tags[begin] in (COORDINATOR, "."):
            begin += 1
        for k in range(begin, comma):
            if self.tags[k] == QUOTED and k + 1 < comma and self.tags[k + 1] != QUOTED and self._tag_at(k + 1, comma):
                return []
        found = [Reported(begin, comma, tag)] if comma - begin >= 3 else []
        if after < end and self.tags[after] == "," and end - after > 4:
            found.append(Reported(after + 1, self._stop(after + 1, end), tag))
        return found

    def _ends_after(self, k: int, end: int) -> bool:
        """Whether the sentence ends at ``k``, or only says when and where: "said on Tuesday in Iowa"."""
        if k >= end or self.tags[k] in (".", ";"):
            return True
        if self.tags[k] in (TIME, PREPOSITION):
            return not any(self.tags[m] in FINITE or self.tags[m] in (PRONOUN, THAT) for m in range(k, end))
        return False

    def _according(self, v: int, start: int, end: int) -> list[Reported]:
        speaker = self.clauses.phrase_after(v + 2, end)
        if speaker is None:
            return []
        cue = Phrase(v, v + 2)
        if v == start or self.tags[v - 1] in (COORDINATOR, SUBORDINATOR):
            if speaker.end < end and self.tags[speaker.end] in FINITE:
                speaker = self._without_subject(speaker)
            begin = speaker.end
            comma = next((k for k in range(begin, min(end, begin + 25)) if self.tags[k] == ","), None)
            if comma is not None and not self._has_verb(begin, comma):
                begin = comma
            begin += begin < end and self.tags[begin] == ","
            stop = self._stop(begin, end)
            return [Reported(begin, stop, Tag(speaker, cue, Rule.ACCORDING))] if stop - begin >= 2 else []
        comma = v - 1 if self.tags[v - 1] == "," else v
        return self._closed(start, comma, speaker.end, end, Tag(speaker, cue, Rule.ACCORDING))

    def _without_subject(self, phrase: Phrase) -> Phrase:
        """The speaker of "According to Lee NATO has …", where a comma is missing."""
        for k in range(phrase.start + 1, phrase.end):
            word = self.reading.words[k]
            if self.tags[k] == DETERMINER or (self.tags[k] == NAME and word.isupper() and len(word) > 1):
                return Phrase(phrase.start, k)
        return Phrase(phrase.start, phrase.start + 1) if len(phrase) == 2 else phrase

    def _has_verb(self, start: int, end: int) -> bool:
        return any(self.tags[k] in FINITE for k in range(start, end))


_BE = frozenset("is was were are been be being".split())
_SAY = frozenset("say says said saying".split())
_HEARERS = frozenset("reporters journalists voters supporters him them me us lawmakers investors people crowds audiences cnn afp reuters".split())
_SPANS = frozenset("week month year day morning afternoon evening night fall spring summer winter weekend time".split())
_OCCASION = frozenset("on in at during after before to from".split())
