"""The attribution in the sentence of words in marks: after them ("…," Lee said), before them or around them."""

from __future__ import annotations

from bot.nlp.grammar import (
    ADVERB,
    AUXILIARY,
    COORDINATOR,
    DASH,
    GERUND,
    NAME,
    NOUN,
    PAST,
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
from bot.nlp.phrases import Phrase
from bot.nlp.quotes.attribution import Rule, Tag
from bot.nlp.quotes.lead_in import LeadIn
from bot.nlp.quotes.verbs import Verbs

REACH = 120
"""Tokens before and after the marks in which a tag is looked for: a bound for texts without sentence ends."""

_LONGEST_TAG = 30
_CLOSE = 6
_SPOKEN_WITHIN = {",": 8, ":": 4}
"""How far before the comma or colon that opens a quotation its verb of saying may stand."""
_GOES_ON = frozenset((",", "?", "!", "—", "-", "…"))
_NO_TAG = frozenset((QUOTED, COORDINATOR, SUBORDINATOR, RELATIVE))
_AFTER_CLOSING = frozenset((".", ",", PREPOSITION, TIME, DASH, QUOTED))
_ADDRESSEES = frozenset("reporters him them her me us cnn journalists".split())


class Tags:
    """Finds the tags of quoted words in one parse."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.tags, self.lower = parse.tags, parse.reading.lower
        self.clauses, self.phrases, self.speech = parse.clauses, parse.phrases, parse.words.speech
        self.verbs, self.lead_in = Verbs(parse), LeadIn(parse)

    def beside(self, first: int, last: int, ending: str) -> Tag | None:
        """The tag in the sentence of the quoted tokens ``[first, last)``; ``ending`` is the last mark inside them."""
        start = max(self.parse.sentence_start[first], first - REACH)
        end = min(self.parse.sentence_end[last - 1], last + REACH)
        if self.lower[start] == "asked" and start < first < self.clauses.main_start(start, end):
            return None  # Asked whether Lee “had the skill”, nine in ten said yes: words of the question
        after = self._after(last, end, ending, at_start=first == start)
        if after is None:
            return self.lead_in.before(start, first) or self._closing(last, end) or self._according(start, end)
        if first == start:
            return after
        before = self.lead_in.before(start, first)
        opened_by = self.tags[first - 1]
        if before is not None and opened_by not in (",", ":") and self._leads_on(after, end):
            return Tag(before.speaker, None, Rule.BETWEEN)  # He wants to “listen”, Lee added, “…”
        within = range(max(start, first - _SPOKEN_WITHIN.get(opened_by, 1)), first)
        if any(self.verbs.speaks(k) for k in within):
            relative = before is not None and self.tags[before.speaker.start] == RELATIVE
            if before is None or (relative and after.end >= end - 1):
                return after  # Candidates who think “…,” she said.
            return before
        if opened_by in (",", ":") or (after.cue is not None and after.cue.start - last <= _CLOSE):
            return after
        return before or after

    def introducing(self, start: int, first: int) -> Tag | None:
        """The attribution in ``[start, first)``, the sentence before words in marks.

        Whoever makes the whole statement goes before those it speaks of: "Lee said they had promised it. | “…”"
        """
        tag = self.lead_in.before(start, first)
        if tag is None or tag.cue is None or self.tags[tag.speaker.start] != PRONOUN:
            return tag
        for v in range(start, tag.cue.start):
            if self.verbs.reports(v) and not self.verbs.passive(v, start) and not self.verbs.unsaid(v, start):
                speaker = self.clauses.subject_of(v, start)
                return Tag(speaker, Phrase(v, v + 1), tag.rule) if speaker is not None else tag
        return tag

    def _leads_on(self, tag: Tag, end: int) -> bool:
        """Whether other words in marks follow the tag, which may be theirs."""
        return tag.end + 1 < end and self.tags[tag.end] in (",", ":") and self.tags[tag.end + 1] == QUOTED

    # -- after the words -------------------------------------------------------------------------------------------

    def _after(self, last: int, end: int, ending: str, *, at_start: bool) -> Tag | None:
        """“…,” Lee said. “…,” said Lee. “…” Lee said."""
        k, goes_on = last, ending in _GOES_ON
        if k < end and self.tags[k] == ",":
            k, goes_on = k + 1, True
        if k >= end or self.tags[k] in _NO_TAG or not (goes_on or at_start):
            return None
        stop = k
        while stop < min(end, k + _LONGEST_TAG) and self.tags[stop] != QUOTED:
            stop += 1
        return self._inverted(k, stop, goes_on) or self._subject_first(k, stop, goes_on)

    def _inverted(self, k: int, stop: int, goes_on: bool) -> Tag | None:
        v = k
        while v < stop and self.tags[v] in (ADVERB, AUXILIARY, TIME):
            v += 1
        if v >= stop or self.tags[v] not in (VERB, PAST):
            return None
        n = v + 1
        while n < stop and (self.tags[n] in (ADVERB, TIME) or self._is_addressed(n, stop)):
            n += 1
        if not self.verbs.speaks(v) and not (goes_on and n < stop and self.tags[n] == NAME):
            return None
        speaker = self.phrases.after(n, stop)
        if speaker is None or (speaker.end < stop and self.tags[speaker.end] in (VERB, AUXILIARY)):
            return None  # “…,” said the plan was over
        return Tag(speaker, Phrase(v, v + 1), Rule.INVERTED)

    def _is_addressed(self, n: int, stop: int) -> bool:
        """Whether the token names who is told: "told | her", not "said | her lawyer"."""
        owns = self.lower[n] == "her" and n + 1 < stop and self.tags[n + 1] == NOUN
        return self.lower[n] in _ADDRESSEES and not owns

    def _subject_first(self, k: int, stop: int, goes_on: bool) -> Tag | None:
        reach = stop if goes_on else min(stop, k + _CLOSE + 1)
        found: Tag | None = None
        for v in range(k + 1, reach):
            if self.verbs.speaks(v) and self.tags[v] != GERUND:
                speaker = self.clauses.subject_of(v, k)
                if speaker is not None and speaker.start <= k + 2 * _CLOSE:
                    speaker = self._quoted(v, stop) or speaker
                    tag = Tag(speaker, Phrase(v, v + 1), Rule.AFTER)
                    if self.tags[speaker.start] != RELATIVE:
                        return tag
                    found = found or tag  # “…,” Lee, who asked not to speak, | told us
        if found is not None:
            return found
        if not goes_on or self.tags[k] == GERUND:
            return None
        for v in range(k + 1, min(reach, k + _CLOSE)):  # “…,” Lee shot back. Any verb will do right after a comma.
            if self.tags[v] in (VERB, PAST) and self.lower[v] not in self.speech.verbs:
                speaker = self.clauses.subject_of(v, k)
                if speaker is not None and speaker.start == k:
                    return Tag(speaker, Phrase(v, v + 1), Rule.AFTER)
        return None

    def _quoted(self, v: int, stop: int) -> Phrase | None:
        """The speaker whom the subject of ``v`` only quotes: “…,” the paper quoted Lee as saying."""
        saying = next((k for k in range(v + 2, min(stop, v + _LONGEST_TAG)) if self.lower[k] == "saying"), None)
        speaker = self.verbs.quoted_by_another(saying, v - 1) if saying is not None else None
        return speaker if speaker is not None and speaker.start == v + 1 else None

    # -- around the words ------------------------------------------------------------------------------------------

    def _closing(self, last: int, end: int) -> Tag | None:
        """… the “words” of something, Lee said."""
        for v in range(last, end):
            if not self.verbs.reports(v):
                continue
            if self.tags[v - 1] == ",":
                speaker = self.phrases.after(v + 1, end)
            elif v + 1 < end and self.tags[v + 1] not in _AFTER_CLOSING:
                continue
            else:
                comma = self._comma_before(v, last)
                speaker = self.clauses.subject_of(v, comma + 1) if comma is not None else None
            if speaker is not None:
                return Tag(speaker, Phrase(v, v + 1), Rule.AROUND)
        return None

    def _comma_before(self, v: int, low: int) -> int | None:
        for k in range(v - 1, max(low, v - _LONGEST_TAG) - 1, -1):
            if self.tags[k] == ",":
                return k
            if self.tags[k] in (QUOTED, THAT):
                return None
        return None

    def _according(self, start: int, end: int) -> Tag | None:
        return next((tag for k in range(start, end) if (tag := self.verbs.according(k, end)) is not None), None)
