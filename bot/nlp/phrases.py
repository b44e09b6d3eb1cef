"""Noun phrases: where the words that name somebody begin and end."""

from __future__ import annotations

from dataclasses import dataclass

from bot.nlp.grammar import (
    ADVERB,
    AUXILIARY,
    COORDINATOR,
    DASH,
    DETERMINER,
    GERUND,
    HYPHEN,
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
from bot.nlp.reading import Reading

LONGEST = 30
"""No noun phrase is longer."""

_HEADS = frozenset((NAME, NOUN, NUMBER, DETERMINER))
_INSIDE = _HEADS | {HYPHEN, POSSESSIVE}
_NO_SUBJECT_YET = frozenset((VERB, PAST, GERUND, PREPOSITION, AUXILIARY, TO))
_LEADING_TAGS = frozenset((COORDINATOR, PREPOSITION, SUBORDINATOR, ADVERB, TIME, TO, HYPHEN, POSSESSIVE))
_LEADING_WORDS = frozenset("even only both then so yet including".split())
_BELONGING = frozenset("of for from at with".split())
_STAND_ALONE = frozenset("another all both many most several some others few neither each".split())
_INDEFINITE = frozenset("someone somebody anyone anybody everyone everybody one".split())
_ARTICLES = frozenset(("the", "a", "an"))
_BOTH_CASES = frozenset(("it", "you"))
_RELATIVE_REACH = 14

TIMES = frozenset(
    "week month year day morning afternoon evening night time weekend monday tuesday wednesday thursday friday "
    "saturday sunday".split()
)
"""Nouns of time: what they end is no somebody."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of tokens, half-open."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


class Phrases:
    """The noun phrases of one reading, by its tags (see ``grammar``)."""

    def __init__(self, reading: Reading, tags: list[str]) -> None:
        self.tags, self.lower, self.breaks = tags, reading.lower, reading.breaks

    def before(self, end: int, start: int) -> Phrase | None:
        """The noun phrase that ends right before ``end``, with the "of …" and "who …" that belong to it.

        It begins no further back than ``start``.
        """
        if end <= start:
            return None
        if self.tags[end - 1] in (PRONOUN, RELATIVE):
            return Phrase(end - 1, end)
        k = end
        while k > start:
            if self._joins_left(k, end, start):
                k -= 1
            elif (relative := self._relative_clause(k, end, start)) is not None:
                k = relative
            else:
                break
        return self._trimmed(k, end, start)

    def around_clause(self, end: int, start: int) -> Phrase | None:
        """The noun phrase whose relative clause ends with a pronoun before ``end``: "officials who once liked it"."""
        if end - 2 <= start or self.tags[end - 2] not in (VERB, PAST) or self.lower[end - 1] not in _BOTH_CASES:
            return None
        who = self._relative_clause(end, end, start)
        phrase = self.before(who, start) if who is not None else None
        return Phrase(phrase.start, end) if phrase is not None and phrase.end == who else None

    def after(self, k: int, stop: int | None = None) -> Phrase | None:
        """The noun phrase that starts at ``k``, as in an inverted "said Lee of the union"; it ends by ``stop``."""
        last = min(len(self.tags) if stop is None else stop, k + LONGEST, len(self.tags))
        first = k
        while k < last and not (k > first and self.breaks[k]):
            if self.tags[k] == PRONOUN:
                return Phrase(k, k + 1) if k == first else Phrase(first, k)
            if not self._joins_right(k, first, last):
                break
            k += 1
        while k > first and self.tags[k - 1] in (PREPOSITION, COORDINATOR, HYPHEN, DETERMINER):
            if k - 1 == first and self.lower[first] in _STAND_ALONE:
                break
            k -= 1
        if k == first or self.tags[first] == POSSESSIVE:
            return None
        when = self.tags[first] == DETERMINER and self.lower[k - 1] in TIMES  # "concluded this year"
        return None if when else Phrase(first, k)

    def _joins_left(self, k: int, end: int, start: int) -> bool:
        """Whether the token before ``k`` belongs to the phrase ``[k, end)`` that grows to the left."""
        tag = self.tags[k - 1]
        if tag in _INSIDE or (tag == PRONOUN and k < end and self.lower[k - 1] in _INDEFINITE):
            return True
        if k - 1 <= start:
            return False
        before, last = self.tags[k - 2], k == end
        if tag in (PREPOSITION, TO):
            somebody = before == PRONOUN and self.lower[k - 2] in _INDEFINITE  # "someone in the audience"
            takes_complement = somebody or before in _HEADS or before in (PAST, GERUND)
            return not last and takes_complement and self.lower[k - 2] not in TIMES
        if tag == COORDINATOR:
            return not last and before in _HEADS
        if tag == PAST:
            return before in (DETERMINER, NOUN, NAME, ADVERB, POSSESSIVE, NUMBER)
        if last:  # "people close to him", "those voting"
            return tag in (OBJECT, GERUND, TIME) and before in (PREPOSITION, NOUN, VERB)
        return tag in (GERUND, ADVERB, OBJECT) and before in (DETERMINER, NOUN, NAME, PREPOSITION)

    def _joins_right(self, k: int, first: int, last: int) -> bool:
        """Whether the token ``k`` belongs to the phrase that started at ``first`` and grows to the right."""
        tag = self.tags[k]
        if tag in _HEADS:
            return True
        if k == first:
            return False
        if tag in (HYPHEN, POSSESSIVE):
            return True
        before = self.tags[k - 1]
        if tag in (PAST, GERUND, ADVERB, VERB) and before == HYPHEN:
            return True
        if k + 1 >= last:
            return False
        following = self.tags[k + 1]
        if tag == PREPOSITION:
            return self.lower[k] in _BELONGING or before == PAST
        if tag == COORDINATOR:
            return following in (NAME, NOUN, DETERMINER)
        if tag == PAST and following == PREPOSITION:  # "a source involved in the talks"
            return self.tags[first] in (DETERMINER, NUMBER)
        if tag == ADVERB and following == HYPHEN:
            return True
        if tag == GERUND and before == NOUN and following in (",", "."):  # "according to recent polling"
            return True
        return (
            tag in (PAST, GERUND, ADVERB) and following in (NAME, NOUN) and before in (DETERMINER, ADVERB, NUMBER, NAME)
        )

    def _relative_clause(self, k: int, end: int, start: int) -> int | None:
        """Where the relative clause that ends at ``k`` begins, if a noun stands before it: "people who know"."""
        tag = self.tags[k - 1]
        if tag == PREPOSITION and k < end:
            last = k - 2
        elif tag in (VERB, AUXILIARY, PAST, PRONOUN, THAT):
            last = k - 1
        else:
            return None
        for w in range(last, max(start, last - _RELATIVE_REACH), -1):
            tag = self.tags[w]
            if tag in (RELATIVE, THAT):
                return w if self.tags[w - 1] in _HEADS or self.tags[w - 1] == OBJECT else None
            if tag in (",", ";", ":", ".", QUOTED, DASH):
                return None
        return None

    def _trimmed(self, k: int, end: int, start: int) -> Phrase | None:
        """``[k, end)`` without what opens the sentence or belongs to another phrase."""
        tags, lower = self.tags, self.lower
        # A verb, its object, "and" and a new subject: the part after "and" is the phrase.
        if k > start and tags[k - 1] in _NO_SUBJECT_YET:
            k = next((c + 1 for c in range(end - 1, k, -1) if tags[c] == COORDINATOR), k)
        while k < end and (tags[k] in _LEADING_TAGS or lower[k] in _LEADING_WORDS):
            k += 1
            if tags[k - 1] == PREPOSITION and k < end:
                k = self._after_opening(k, end)
        if k > start and tags[k - 1] == PREPOSITION and k < end:
            k = self._after_opening(k, end)
        while end > k and tags[end - 1] in (ADVERB, TIME, PREPOSITION, HYPHEN):
            end -= 1
        if k >= end or (end - k == 1 and lower[k] in _ARTICLES):
            return None
        return Phrase(k, end)

    def _after_opening(self, k: int, end: int) -> int:
        """Past the noun phrase of an opening "In an interview Lee …": where the next one starts."""
        for m in range(k + 1, end):
            before = self.tags[m - 1]
            if self.tags[m] == DETERMINER and before in (NAME, NOUN, NUMBER, TIME):
                return m
            if self.tags[m] == NAME and before in (NOUN, TIME, NUMBER):
                return m
        return k
