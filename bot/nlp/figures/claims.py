"""Whose number it is, by the verb before it: "organisers claimed 50,000", "police put the crowd at 20,000"."""

from __future__ import annotations

from bot.nlp.figures.sentence import Sentence
from bot.nlp.figures.subjects import is_verb

_CLAIM = frozenset("claim claims claimed estimate estimates estimated".split())
_PUT = frozenset("put puts placed estimate estimates estimated".split())
_WHAT = 6
"""Words of what is put at a number: "the final number of dead"."""
_WHO = 4
"""Words of who puts it so."""
_PEOPLE = frozenset((None, "person"))
"""What is claimed as a number: "claimed three medals" is a gain."""


def claimant(sentence: Sentence, first: int, noun: str | None) -> tuple[int, int] | None:
    """The words that tell who states the number whose hedge or digits start at ``first``; None if no such verb does."""
    line = sentence.line
    if not first:
        return None
    if line[first - 1].lower in _CLAIM:
        return sentence.clause(first).subject if noun in _PEOPLE else None
    if line[first - 1].lower != "at":
        return None
    for verb in range(first - 3, max(-1, first - 3 - _WHAT), -1):
        if line[verb].kind != "word":
            break
        if line[verb].lower in _PUT:
            return sentence.clause(verb + 1).subject
    return _next_claimant(sentence, first - 1)


def _next_claimant(sentence: Sentence, at: int) -> tuple[int, int] | None:
    """Who is named before "at" where the verb is left out: "police put it at 30,000, organisers | at 100,000"."""
    line = sentence.line
    last = sentence.found[-1] if sentence.found else None
    if last is None or not last.is_claimed or not 0 < at - last.stop - 1 <= _WHO:
        return None
    who = range(last.stop + 1, at)
    named = all(line[k].kind == "word" and not is_verb(line, k, who.start, sentence.terms) for k in who)
    return (who.start, at) if named and line[last.stop].lower in (",", ";", "and") else None
