"""Verbs of saying where they stand: which tokens say something, and which only seem to."""

from __future__ import annotations

from bot.nlp.grammar import ADVERB, FINITE, GERUND, PAST, QUOTED, VERB
from bot.nlp.parse import Parse
from bot.nlp.phrases import Phrase
from bot.nlp.quotes.attribution import Rule, Tag

_SAYING = frozenset((VERB, PAST, GERUND))
_BE = frozenset("is was were are been be being".split())
_UNSAID = frozenset(
    "not n't n’t never may might could should cannot declined declines refused refuses failed fails refusing declining "
    "unable stopped hardly neither".split()
)


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

    def unsaid(self, verb: int, low: int) -> bool:
        """Whether the words were not said, or only may have been: "did not say", "declined to say", "might say".

        To give them as a statement would lose the "not".
        """
        group = range(self.clauses.verb_start(verb, low), verb)
        said_nothing = verb + 1 < len(self.lower) and self.lower[verb + 1] == "nothing"
        return said_nothing or any(self.lower[k] in _UNSAID for k in group)

    def has_verb(self, start: int, end: int) -> bool:
        """Whether a finite verb outside marks stands in ``[start, end)``."""
        return any(self.tags[k] in FINITE for k in range(start, end))

    def according(self, k: int, end: int) -> Tag | None:
        """The attribution "according to Lee" that starts at ``k``."""
        if k + 2 >= end or self.lower[k] != "according" or self.lower[k + 1] != "to" or self.tags[k] == QUOTED:
            return None
        speaker = self.phrases.after(k + 2, end)
        return Tag(speaker, Phrase(k, k + 2), Rule.ACCORDING) if speaker else None
