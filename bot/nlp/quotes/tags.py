"""The attribution beside words in marks: the tag ("Lee said"), before them, after them or around them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

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
    OBJECT,
    NUMBER,
    PAST,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    QUOTED,
    RELATIVE,
    SUBORDINATOR,
    THAT,
    TIME,
    VERB,
)
from bot.nlp.parse import Parse


REACH = 120
"""Tokens before and after the marks in which a tag is looked for: a bound for texts without sentence ends."""


class Rule(Enum):
    """How a speaker was found: how sure that is, and why, in words for a reader."""

    AFTER = (0.98, "the attribution follows the words")
    INVERTED = (0.97, "the attribution follows the words, verb first")
    BEFORE = (0.95, "the attribution stands before the words")
    LABEL = (0.9, "the speaker's name and a colon stand before the words")
    RUN_IN = (0.85, "the words stand inside a sentence about what the speaker said")
    AROUND = (0.85, "the sentence ends with the attribution")
    ACCORDING = (0.9, "the sentence says according to whom")
    SAME_SENTENCE = (0.9, "other words of the same sentence have this speaker")
    CONTINUED = (0.9, "the quotation goes on from the words before")
    PARAGRAPH = (0.85, "other words of the same paragraph have this speaker")
    INTRODUCED = (0.6, "the sentence before introduces the speaker")
    CARRIED = (0.8, "the paragraph before quotes this speaker")
    REPORTED = (0.9, "a clause after a verb of saying")
    CLOSING = (0.9, "a sentence closed by its attribution")
    SIGNED = (0.9, "the words are signed")
    BETWEEN = (0.7, "the words stand between two attributions")
    NOUN = (0.8, "the words follow what the speaker's statement is called")
    NONE = (0.3, "the text does not say who speaks")

    @property
    def confidence(self) -> float:
        return self.value[0]

    @property
    def why(self) -> str:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Tag:
    """Who speaks (``speaker``) by which word (``cue``), both as tokens, and how that was found."""

    speaker: Phrase | None
    cue: Phrase | None
    rule: Rule


class Tags:
    """Finds the tags of quoted regions in one parse."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.tags, self.lower, self.words = parse.tags, parse.reading.lower, parse.reading.words
        self.clauses, self.speech = parse.clauses, parse.words.speech

    def beside(self, first: int, last: int, ending: str) -> Tag | None:
        """The tag in the sentence of the quoted tokens ``[first, last)``; ``ending`` is the last mark inside them."""
        start = max(self.parse.sentence_start[first], first - REACH)
        end = min(self.parse.sentence_end[last - 1], last + REACH)
        opened_by = self.tags[first - 1] if first > start else ""
        after = self.after(last, end, ending, at_start=first == start)
        reach = {",": 8, ":": 4}.get(opened_by, 1)
        spoken = any(self._speaks(k) for k in range(max(start, first - reach), first))
        if after is not None and opened_by not in ("", ",", ":") and self._leads_on(after, end):
            before = self.before(start, first)
            if before is not None:  # "He wants to “listen”, Lee added, “…"
                return Tag(before.speaker, None, Rule.BETWEEN)
        if spoken and after is not None and self._closes(after, end):
            before = self.before(start, first)
            if before is None or before.speaker is None or self.tags[before.speaker.start] != RELATIVE:
                return before or after
            return after  # "Candidates who think “…,” she said."
        if after is None or spoken or (opened_by and opened_by not in (":", ",") and not self._close(after, last)):
            return self.before(start, first) or after or self.closing(last, end) or self.according(start, end)
        return after

    def _speaks(self, k: int) -> bool:
        return k >= 0 and self.lower[k] in self.speech.verbs and self.tags[k] in (VERB, PAST, GERUND)

    def _leads_on(self, tag: Tag, end: int) -> bool:
        """Whether other words in marks follow the tag, which may be theirs."""
        assert tag.speaker is not None and tag.cue is not None
        k = max(tag.speaker.end, tag.cue.end)
        return k + 1 < end and self.tags[k] in (",", ":") and self.tags[k + 1] == QUOTED

    def _closes(self, tag: Tag, end: int) -> bool:
        assert tag.speaker is not None and tag.cue is not None
        return max(tag.speaker.end, tag.cue.end) >= end - 1

    def _close(self, tag: Tag, last: int) -> bool:
        return tag.cue is not None and tag.cue.start - last <= 6

    # -- after the words -------------------------------------------------------------------------------------------

    def after(self, last: int, end: int, ending: str, *, at_start: bool) -> Tag | None:
        """“…,” Lee said. “…,” said Lee. “…” Lee said."""
        k = last
        comma = ending in (",", "?", "!", "—", "-", "…")
        if k < end and self.tags[k] == ",":
            k, comma = k + 1, True
        if k >= end or self.tags[k] in (QUOTED, COORDINATOR, SUBORDINATOR, RELATIVE) or (not comma and not at_start):
            return None
        stop = self._next_quoted(k, min(end, k + 30))
        return self._inverted(k, stop, comma) or self._subject_first(k, stop, comma)

    def _inverted(self, k: int, stop: int, comma: bool) -> Tag | None:
        v = k
        while v < stop and self.tags[v] in (ADVERB, AUXILIARY, TIME):
            v += 1
        if v >= stop or not self._may_speak(v, generic=comma):
            return None
        n = v + 1
        while n < stop and (self.tags[n] in (ADVERB, TIME) or self.lower[n] in _ADDRESSEES):
            n += 1
        if self.lower[v] not in self.speech.verbs and n < stop and self.tags[n] != NAME:
            return None
        if self.tags[v] == GERUND:
            return None
        speaker = self.clauses.phrase_after(n, stop)
        if speaker is None or (speaker.end < stop and self.tags[speaker.end] in (VERB, AUXILIARY)):
            return None  # "…," said the plan was over
        return Tag(speaker, Phrase(v, v + 1), Rule.INVERTED)

    def _subject_first(self, k: int, stop: int, comma: bool) -> Tag | None:
        reach = stop if comma else min(stop, k + 7)
        for generic in (False, True):
            for v in range(k + 1, reach if not generic else min(reach, k + 6)):
                if self.tags[v] == GERUND or not self._may_speak(v, generic=generic and comma):
                    continue
                if generic and (self.lower[v] in self.speech.verbs or self.tags[k] == GERUND):
                    continue
                speaker = self.clauses.subject_of(v, k)
                if speaker is not None and speaker.start <= k + (0 if generic else 12):
                    return Tag(speaker, Phrase(v, v + 1), Rule.AFTER)
        return None

    def _may_speak(self, v: int, *, generic: bool) -> bool:
        """Whether the token can be the verb of a tag; ``generic`` allows verbs that no list holds."""
        if self.lower[v] in self.speech.verbs:
            return self.tags[v] in (VERB, PAST, GERUND)
        return generic and self.tags[v] in (VERB, PAST)

    def _next_quoted(self, k: int, end: int) -> int:
        while k < end and self.tags[k] != QUOTED:
            k += 1
        return k

    # -- before the words ------------------------------------------------------------------------------------------

    def before(self, start: int, first: int) -> Tag | None:
        """Lee said: “…” Lee called it “…”. Lee: “…”"""
        low = first
        while low > start and self.tags[low - 1] != QUOTED:
            low -= 1
        adjacent = first > start and (self.tags[first - 1] in (",", ":", DASH) or self._speaks(first - 1))
        rule = Rule.BEFORE if adjacent else Rule.RUN_IN
        label = self._label(low, first) or self._stated(low, first)
        if label is not None:
            return label
        for v in range(first - 1, low - 1, -1):
            if not self._speaks(v) or (rule is Rule.RUN_IN and self.lower[v] not in self.speech.running):
                continue
            if self.tags[v] == GERUND and v < first - 2 and self.tags[v - 1] == NOUN:
                continue  # "in a memo explaining the deal, “…"
            speaker = self._speaker_of(v, start, low, first)
            if speaker is not None:
                return Tag(speaker, Phrase(v, v + 1), rule)
        for v in range(first - 1, max(low, first - 5) - 1, -1):
            if self.lower[v] in self.speech.nouns and self.tags[v] == NOUN:
                speaker = self._owner(v, low)
                if speaker is not None:
                    return Tag(speaker, Phrase(v, v + 1), Rule.NOUN)
        if adjacent and not self._speaks(first - 1):
            return self._generic_before(low, first)
        return None

    def _owner(self, noun: int, low: int) -> Phrase | None:
        """Whose statement it is: "her comment", "Lee’s reply", "the statement"."""
        k = noun
        while k > low and noun - k < 4 and self.tags[k - 1] in (NAME, NOUN, NUMBER, TIME):
            k -= 1
        if k > low and self.lower[k - 1] in _POSSESSIVES:
            return Phrase(k - 1, k)
        if k - 1 > low and self.tags[k - 1] == POSSESSIVE:
            return self.clauses.phrase_before(k - 1, low)
        return None

    def _speaker_of(self, v: int, start: int, low: int, first: int) -> Phrase | None:
        if v == start or (v == start + 1 and self.tags[start] == COORDINATOR) or (v == start + 2 and self.tags[v - 1] == ","):
            return self.clauses.phrase_after(v + 1, first) if self.tags[v] == VERB else None
        if v > start and self.tags[v - 1] == QUOTED or (v - 1 > start and self.tags[v - 1] == "," and self.tags[v - 2] == QUOTED):
            if self.tags[v] == GERUND:
                return self.clauses.subject_of(v, start)
            speaker = self.clauses.phrase_after(v + 1, first)
            if speaker is None or self.lower[speaker.start] != "it":  # "as Lee, author of “…,” put it"
                return speaker
            return self.clauses.subject_of(v, start)
        if self._passive(v, low):
            by = next((k for k in range(v + 1, min(v + 3, first)) if self.lower[k] == "by"), None)
            return self.clauses.phrase_after(by + 1, first) if by else None
        if self.tags[v] == GERUND:
            return self.clauses.subject_of(v, start)
        found = self.clauses.subject_of(v, low)
        group = self.clauses.verb_start(v, low)
        if found is None and low < group and self.tags[group - 1] == COORDINATOR:
            return self.clauses.subject_of(v, start)  # "supports “more”, opposes “less” and recalled"
        return found

    def _passive(self, v: int, low: int) -> bool:
        k = v - 1
        while k >= low and self.tags[k] == ADVERB:
            k -= 1
        return k >= low and self.tags[v] in (PAST, VERB) and self.lower[k] in _BE

    def _label(self, low: int, first: int) -> Tag | None:
        if first - 1 <= low or self.tags[first - 1] != ":":
            return None
        if self.lower[low] == "from" or (self.lower[low] == "more" and self.lower[low + 1] == "from"):
            source = self._source(low + 1 + (self.lower[low] == "more"), first - 1)
            return Tag(source, None, Rule.LABEL) if source else None
        k = first - 1
        while k > low and self.tags[k - 1] in _LABELS:
            k -= 1
        opens = k == low or self.tags[k - 1] in (DASH, ".", ";", QUOTED)
        named = any(self.tags[m] == NAME for m in range(k, first - 1))
        if not opens or not named or not 0 < first - 1 - k <= 12:
            return None
        end = next((m for m in range(k + 1, first - 1) if self.tags[m] in ("(", ",")), first - 1)
        return Tag(Phrase(k, end), None, Rule.LABEL)

    def _source(self, k: int, end: int) -> Phrase | None:
        """The source of "From Lee’s post:": whose it is, or the thing itself."""
        owner = next((m for m in range(k, end) if self.tags[m] == POSSESSIVE), None)
        return Phrase(k, owner if owner is not None and owner > k else end) if k < end else None

    def _stated(self, low: int, first: int) -> Tag | None:
        """Lee’s response was: “…”"""
        was = first - 2 if self.tags[first - 1] in (",", ":") else first - 1
        if was <= low or self.lower[was] not in ("was", "is"):
            return None
        for k in range(was - 1, max(low, was - 12), -1):
            if self.tags[k] == POSSESSIVE:
                owner = self.clauses.phrase_before(k, low)
                return Tag(owner, None, Rule.NOUN) if owner else None
            if self.tags[k] in FINITE or self.tags[k] in (",", QUOTED):
                return None
        return None

    def _generic_before(self, low: int, first: int) -> Tag | None:
        colon = self.tags[first - 1] in (":", DASH)
        reach = low if colon else max(low, first - 9)
        for v in range(first - 2, reach, -1):
            if self.tags[v] in (VERB, PAST) and not self._passive(v, low):
                speaker = self.clauses.subject_of(v, low)
                if speaker is None or self.tags[speaker.start] == RELATIVE:
                    continue
                if speaker.start == low or self.tags[speaker.start - 1] not in (SUBORDINATOR, RELATIVE):
                    return Tag(speaker, Phrase(v, v + 1), Rule.BEFORE)
        return None

    # -- around the words ------------------------------------------------------------------------------------------

    def closing(self, last: int, end: int) -> Tag | None:
        """… the “words” of something, Lee said."""
        for v in range(last, end):
            if self.lower[v] not in self.speech.report or self.tags[v] not in (VERB, PAST):
                continue
            if v + 1 < end and self.tags[v + 1] not in (".", ",", PREPOSITION, TIME, DASH, QUOTED) and self.tags[v - 1] != ",":
                continue
            if self.tags[v - 1] == ",":
                speaker = self.clauses.phrase_after(v + 1, end)
                if speaker:
                    return Tag(speaker, Phrase(v, v + 1), Rule.AROUND)
            comma = self._comma_before(v, last)
            if comma is None:
                continue
            speaker = self.clauses.subject_of(v, comma + 1)
            if speaker is not None:
                return Tag(speaker, Phrase(v, v + 1), Rule.AROUND)
        return None

    def _comma_before(self, v: int, low: int) -> int | None:
        for k in range(v - 1, max(low, v - 25) - 1, -1):
            if self.tags[k] == ",":
                return k
            if self.tags[k] in (QUOTED, THAT):
                return None
        return None

    def according(self, start: int, end: int) -> Tag | None:
        """According to Lee, …; …, according to Lee."""
        for k in range(start, end - 2):
            if self.lower[k] == "according" and self.lower[k + 1] == "to" and self.tags[k] != QUOTED:
                speaker = self.clauses.phrase_after(k + 2, end)
                if speaker is not None:
                    return Tag(speaker, Phrase(k, k + 2), Rule.ACCORDING)
        return None


_ADDRESSEES = frozenset("reporters him them her me us cnn journalists".split())
_LABELS = frozenset((NAME, NOUN, NUMBER, PREPOSITION, "(", ")", ",", "~", POSSESSIVE, DETERMINER))
_POSSESSIVES = frozenset("his her their its my our".split())
_BE = frozenset("is was were are been be being".split())
__all__ = ["FINITE", "OBJECT", "PRONOUN", "Rule", "Tag", "Tags"]
