"""Verbs of saying where they stand: which tokens say something, and which only seem to."""

from __future__ import annotations

from bot.nlp.grammar import ADVERB, FINITE, GERUND, PAST, PREPOSITION, QUOTED, VERB
from bot.nlp.parse import Parse
from bot.nlp.phrases import Phrase
from bot.nlp.quotes.attribution import Rule, Tag

_SAYING = frozenset((VERB, PAST, GERUND))
_BE = frozenset("is was were are been be being".split())
_UNSAID = frozenset(
    "not n't n’t never may might could should cannot declined declines refused refuses failed fails refusing declining "
    "unable stopped hardly neither".split()
)
_NOBODY = frozenset("nobody none neither nor no".split())
_ANNOUNCING = frozenset("announce unveil outline".split())
_TO_COME = frozenset("will would shall ’ll 'll 'd ’d wo to".split())
_DENYING = frozenset("deny denies denied denying".split())
_UNTRUE = frozenset(("false", "untrue")) | _DENYING
_TRUE = frozenset("true correct case".split())
_NOT = frozenset("not n't n’t never".split())
_QUOTING = frozenset("quote quotes quoted quoting cite cites cited citing".split())
_WITNESSING = _QUOTING | frozenset(
    "hear hears heard hearing overheard recall recalls recalled recalling remember remembers remembered remembering "
    "recorded caught filmed saw show shows showed showing depicts depicted".split()
)
_OBJECTS = frozenset("him her them".split())
_ACCORDING = {"according": ("according", "to"), "in": ("in", "the", "words", "of")}
"""Openings of an attribution by their first word."""
_LONGEST_SPEAKER = 10
_NEAR = 4
"""How far before "true that" its "not" stands: "not at all true that"."""


class Verbs:
    """The verbs of saying of one parse."""

    def __init__(self, parse: Parse) -> None:
        self.tags, self.lower = parse.tags, parse.reading.lower
        self.clauses, self.phrases, self.speech = parse.clauses, parse.phrases, parse.words.speech

    def speaks(self, k: int) -> bool:
        """Whether the token is a verb that may attribute words in marks."""
        return k >= 0 and self.lower[k] in self.speech.verbs and self.tags[k] in _SAYING

    def reports(self, k: int) -> bool:
        """Whether the token is a finite verb that may attribute a clause."""
        return self.lower[k] in self.speech.report and self.tags[k] in (VERB, PAST)

    def passive(self, verb: int, low: int) -> bool:
        """Whether somebody else speaks: "was told", "had been asked"."""
        k = verb - 1
        while k >= low and self.tags[k] == ADVERB:
            k -= 1
        return k >= low and self.tags[verb] in (PAST, VERB) and self.lower[k] in _BE

    def quoted_by_another(self, saying: int, low: int) -> Phrase | None:
        """Who speaks where somebody else reports it: "quoted a witness as | saying", "recalled him | saying"."""
        k = saying - 1
        if k - 1 > low and self.lower[k] in _OBJECTS:
            reported = self.lower[k - 1] in _WITNESSING or self.tags[k - 1] == PREPOSITION
            return Phrase(k, k + 1) if reported else None
        if k <= low or self.lower[k] != "as":
            return None
        for verb in range(k - 2, max(low, k - _LONGEST_SPEAKER) - 1, -1):
            if self.lower[verb] in _QUOTING:
                return None if self.passive(verb, low) else Phrase(verb + 1, k)
            if self.tags[verb] in (",", QUOTED):
                return None
        return None

    def unsaid(self, verb: int, low: int) -> bool:
        """Whether the words were not said, or only may have been: "did not say", "declined to say", "might say".

        To give them as a statement would lose the "not".
        """
        group = range(self.clauses.verb_start(verb, low), verb)
        if self.tags[verb] == GERUND and group.start > low and self.lower[group.start - 1] in _DENYING:
            return True  # denied ever saying
        if self.lower[group.start : group.stop][-2:] == ["would", "have"]:
            return True  # "a letter that would have said"
        said_nothing = verb + 1 < len(self.lower) and self.lower[verb + 1] == "nothing"
        if said_nothing or self.denies_saying(verb):
            return True
        return any(self.lower[k] in _UNSAID for k in group)

    def is_still_to_come(self, verb: int, low: int) -> bool:
        """Whether something is only going to be announced: "it would soon announce", "plans to announce"."""
        if self.lower[verb] not in _ANNOUNCING:
            return False
        group = range(self.clauses.verb_start(verb, low), verb)
        return any(self.lower[k] in _TO_COME for k in group)

    def denies_saying(self, verb: int) -> bool:
        """Whether a word of saying is what the verb denies: "denied | saying that …"."""
        k = verb + 1
        while k < len(self.lower) and self.tags[k] == ADVERB:
            k += 1
        saying = k < len(self.lower) and self.lower[k].endswith("ing") and self.lower[k] in self.speech.verbs
        return saying and self.lower[verb] in _DENYING

    def denied_of(self, speaker: Phrase, low: int) -> bool:
        """Whether the sentence says that the speaker did not speak: "nobody", "neither … nor", "not true that Lee"."""
        first = speaker.start
        if any(self.lower[k] in _NOBODY for k in (first, first - 1) if k >= low):
            return True
        that = next((k for k in range(max(low + 1, first - 1), speaker.end) if self.lower[k] == "that"), None)
        if that is None:
            return False
        before = self.lower[max(low, that - 1 - _NEAR) : that]
        return before[-1] in _UNTRUE or (before[-1] in _TRUE and not _NOT.isdisjoint(before))

    def has_verb(self, start: int, end: int) -> bool:
        """Whether a finite verb outside marks stands in ``[start, end)``."""
        return any(self.tags[k] in FINITE for k in range(start, end))

    def according(self, k: int, end: int) -> Tag | None:
        """The attribution "according to Lee" or "in the words of Lee" that starts at ``k``."""
        opening = _ACCORDING.get(self.lower[k])
        if opening is None:
            return None
        after = k + len(opening)
        if after >= end or tuple(self.lower[k:after]) != opening or self.tags[k] == QUOTED:
            return None
        speaker = self.phrases.after(after, end)
        return Tag(speaker, Phrase(k, after), Rule.ACCORDING) if speaker else None
