"""The attribution that leads up to words in marks: Lee said, “…” Lee called it “…”. Lee’s reply: “…”"""

from __future__ import annotations

from bot.nlp.grammar import (
    ADVERB,
    COORDINATOR,
    DASH,
    DETERMINER,
    FINITE,
    GERUND,
    HYPHEN,
    NAME,
    NOUN,
    NUMBER,
    PAST,
    POSSESSIVE,
    PREPOSITION,
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
from bot.nlp.quotes.verbs import Verbs

_IN_LABELS = frozenset((NAME, NOUN, NUMBER, PREPOSITION, "(", ")", ",", HYPHEN, POSSESSIVE, DETERMINER))
_LONGEST_LABEL = 12
_POSSESSIVE_PRONOUNS = frozenset("his her their its my our".split())
_FORBEARING = frozenset("refrain refraining avoid avoiding".split())
_THEIRS = frozenset("his her their".split())
_ANSWERS = frozenset("response answer reply reaction advice verdict retort rejoinder explanation question".split())
_NEAR, _FAR = 5, 12


class LeadIn:
    """Finds who leads up to quoted words in one parse."""

    def __init__(self, parse: Parse) -> None:
        self.tags, self.lower = parse.tags, parse.reading.lower
        self.clauses, self.phrases, self.speech = parse.clauses, parse.phrases, parse.words.speech
        self.verbs = Verbs(parse)

    def before(self, start: int, first: int) -> Tag | None:
        """The attribution in ``[start, first)`` of the quoted words that begin at ``first``."""
        if first <= start:
            return None
        low = first
        while low > start and self.tags[low - 1] != QUOTED:
            low -= 1
        return (
            self._label(low, first)
            or self._by_verb(start, low, first)
            or self._response(low, first)
            or self._by_noun(low, first)
            or self._by_any_verb(low, first)
        )

    def _by_verb(self, start: int, low: int, first: int) -> Tag | None:
        """Lee said: “…” Lee promised to “…”."""
        adjacent = self.tags[first - 1] in (",", ":", DASH) or self.verbs.speaks(first - 1)
        rule = Rule.BEFORE if adjacent else Rule.RUN_IN
        for v in range(first - 1, low - 1, -1):
            if not self.verbs.speaks(v) or (rule is Rule.RUN_IN and self.lower[v] not in self.speech.running):
                continue
            if self.tags[v] == GERUND and v < first - 2 and self.tags[v - 1] == NOUN:
                continue  # in a memo explaining the deal, “…”
            speaker = self._speaker(v, start, low, first)
            if speaker is not None and self._belongs_to(speaker, low):
                continue  # said in a statement | read to the court: “…”
            if rule is Rule.RUN_IN and not _FORBEARING.isdisjoint(self.lower[v + 1 : first]):
                continue  # promised to refrain from using the words “…”
            if speaker is not None and not (rule is Rule.RUN_IN and self.verbs.unsaid(v, low)):
                return Tag(speaker, Phrase(v, v + 1), rule)
        return None

    def _belongs_to(self, statement: Phrase, low: int) -> bool:
        """Whether a statement only tells where somebody said it, who stands before it: "Lee said in a statement"."""
        spoken = self.lower[statement.end - 1] in self.speech.nouns
        behind = statement.start > low and self.tags[statement.start - 1] == PREPOSITION
        return spoken and behind and any(self.verbs.reports(k) for k in range(low, statement.start - 1))

    def _speaker(self, v: int, start: int, low: int, first: int) -> Phrase | None:
        """Who speaks by the verb ``v``; ``low`` is where the last quotation before it ended."""
        if v - start <= 2 and all(self.tags[k] in (COORDINATOR, ",") for k in range(start, v)):  # But, said Lee, “…”
            return self.phrases.after(v + 1, first) if self.tags[v] == VERB else None
        if self.tags[v] == GERUND:
            return self.verbs.quoted_by_another(v, start) or self.clauses.subject_of(v, start)
        if self._after_quotation(v, start):  # “…,” said Lee, “…”
            speaker = self.phrases.after(v + 1, first)
            if speaker is None or self.lower[speaker.start] != "it":
                return speaker
            return self.clauses.subject_of(v, start)  # as Lee, author of “…,” put it
        if self.verbs.passive(v, low):  # Lee was asked by Kim, “…”
            by = next((k for k in range(v + 1, min(v + 3, first)) if self.lower[k] == "by"), None)
            return self.phrases.after(by + 1, first) if by else None
        speaker = self.clauses.subject_of(v, low)
        group = self.clauses.verb_start(v, low)
        if speaker is None and low < group and self.tags[group - 1] == COORDINATOR:
            return self.clauses.subject_of(v, start)  # Lee supports “more”, opposes “less” and recalled
        return self._not_addressed(speaker, low) if speaker is not None else None

    def _not_addressed(self, speaker: Phrase, low: int) -> Phrase:
        """The phrase without the person addressed before it: "told the court | her husband | shouted"."""
        if speaker.start > low and self.lower[speaker.start - 1] in self.speech.address:
            for k in range(speaker.start + 1, speaker.end):
                addressed = self.tags[k - 1] == NOUN
                if addressed and (self.tags[k] == DETERMINER or (self.tags[k] == NAME and self._plural(k - 1))):
                    return Phrase(k, speaker.end)
        return speaker

    def _plural(self, k: int) -> bool:
        return self.lower[k].endswith("s") and not self.lower[k].endswith("ss")

    def _after_quotation(self, v: int, start: int) -> bool:
        k = v - 1 - (v > start and self.tags[v - 1] == ",")
        return k >= start and self.tags[k] == QUOTED

    def _label(self, low: int, first: int) -> Tag | None:
        """Lee: “…” From Lee’s letter: “…”"""
        colon = first - 1
        if colon <= low or self.tags[colon] != ":":
            return None
        source = low + (self.lower[low] == "more")
        if self.lower[source] == "from" and source + 1 < colon:
            owner = next((k for k in range(source + 2, colon) if self.tags[k] == POSSESSIVE), colon)
            return Tag(Phrase(source + 1, owner), None, Rule.LABEL)
        k = colon
        while k > low and self.tags[k - 1] in _IN_LABELS:
            k -= 1
        opens = k == low or self.tags[k - 1] in (DASH, ".", ";", QUOTED)
        if not opens or not 0 < colon - k <= _LONGEST_LABEL or NAME not in self.tags[k:colon]:
            return None
        end = next((m for m in range(k + 1, colon) if self.tags[m] in ("(", ",")), colon)
        return Tag(Phrase(k, end), None, Rule.LABEL)

    def _response(self, low: int, first: int) -> Tag | None:
        """Lee’s response was: “…” Lee’s answer was that “…” His reply was blunt: “…”"""
        was = first - 2 if self.tags[first - 1] in (",", ":", THAT) else first - 1
        if self.tags[first - 1] == ":":
            while was > max(low, first - _NEAR) and self.tags[was] in (NOUN, ADVERB, COORDINATOR):
                was -= 1
        if was <= low or self.lower[was] not in ("was", "is"):
            return None
        named = False
        for k in range(was - 1, max(low - 1, was - _FAR), -1):
            named = named or self.lower[k] in _ANSWERS or self.lower[k] in self.speech.nouns
            if self.tags[k] == POSSESSIVE:
                if not named:
                    return None  # She went on to say Lee’s conduct was “…”
                owner = self.phrases.before(k, low)
                return Tag(owner, None, Rule.NOUN) if owner else None
            if self.lower[k] in _THEIRS and named:
                return Tag(Phrase(k, k + 1), None, Rule.NOUN)
            if self.tags[k] in FINITE or self.tags[k] in (",", QUOTED):
                return None
        return None

    def _by_noun(self, low: int, first: int) -> Tag | None:
        """Lee’s claim that “…”, her comment: “…”"""
        for noun in range(first - 1, max(low, first - _NEAR) - 1, -1):
            if self.lower[noun] in self.speech.nouns and self.tags[noun] == NOUN:
                owner = self._owner(noun, low)
                if owner is not None:
                    return Tag(owner, Phrase(noun, noun + 1), Rule.NOUN)
        return None

    def _owner(self, noun: int, low: int) -> Phrase | None:
        k = noun
        while k > low and noun - k < _NEAR - 1 and self.tags[k - 1] in (NAME, NOUN, NUMBER, TIME):
            k -= 1
        if k > low and self.lower[k - 1] in _POSSESSIVE_PRONOUNS:
            return Phrase(k - 1, k)
        if k - 1 > low and self.tags[k - 1] == POSSESSIVE:
            return self.phrases.before(k - 1, low)
        return None

    def _by_any_verb(self, low: int, first: int) -> Tag | None:
        """Lee fired back: “…” Right before a comma, a colon or a dash any verb introduces words in marks."""
        opened_by = self.tags[first - 1]
        if opened_by not in (",", ":", DASH):
            return None
        reach = max(low, first - 9) if opened_by == "," else low
        for v in range(first - 2, reach, -1):
            if self.tags[v] not in (VERB, PAST) or self.verbs.passive(v, low):
                continue
            speaker = self.clauses.subject_of(v, low)
            if speaker is None or self.tags[speaker.start] == RELATIVE:
                continue
            if speaker.start == low or self.tags[speaker.start - 1] not in (SUBORDINATOR, RELATIVE):
                return Tag(speaker, Phrase(v, v + 1), Rule.BEFORE)
        return None
