"""Who does what in a sentence, as far as the attribution of words needs it: subjects of verbs, ends of noun phrases."""

from __future__ import annotations

from dataclasses import dataclass

from bot.nlp.grammar import (
    ADVERB,
    AUXILIARY,
    COORDINATOR,
    DASH,
    DETERMINER,
    FINITE,
    GERUND,
    HYPHEN,
    NAME,
    NOMINAL,
    NOUN,
    NUMBER,
    OBJECT,
    OTHER,
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

REACH = 60
"""How many tokens a rule looks back for a subject: longer sentences exist, but not longer noun phrases."""
_DEPTH = 4
_INSIDE = frozenset((NAME, NOUN, NUMBER, DETERMINER, HYPHEN, POSSESSIVE))
_BREAKS = frozenset((QUOTED, ".", ";", ":", SUBORDINATOR, RELATIVE, THAT, VERB, PRONOUN, DASH, "(", ")", ",", OTHER))
_BEFORE_A_SUBJECT = frozenset((THAT, SUBORDINATOR, COORDINATOR, ",", ":", ";", DASH, QUOTED, ".", RELATIVE, OTHER, "(", ")"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of tokens, half-open."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


class Clauses:
    """The noun phrases and verbs of one reading, by its tags (see ``grammar``)."""

    def __init__(self, reading: Reading, tags: list[str], saying: frozenset[str], statements: frozenset[str]) -> None:
        """``saying`` are the forms of the verbs of saying, ``statements`` the nouns for what is said."""
        self.reading, self.tags, self.saying, self.statements = reading, tags, saying, statements
        self.words, self.lower = reading.words, reading.lower

    # -- before a verb ---------------------------------------------------------------------------------------------

    def verb_start(self, verb: int, start: int) -> int:
        """Where the verb group of ``verb`` begins: "had also begun to tell" starts at "had"."""
        j = verb
        while j > start:
            tag, word = self.tags[j - 1], self.lower[j - 1]
            if tag in (ADVERB, AUXILIARY) or word in ("once", "later"):
                j -= 1
            elif tag == TIME and j - 1 > start:
                j -= 2 if self.lower[j - 2] in ("on", "late", "early") and j - 2 > start else 1
            elif tag == TO and j - 2 >= start and (self.tags[j - 2] in (VERB, PAST, GERUND) or self.lower[j - 2] in _TO_CHAIN):
                j -= 2
                if self.lower[j] == "on" and j > start and self.tags[j - 1] in (VERB, PAST):
                    j -= 1
            elif tag == POSSESSIVE and j - 2 >= start and self.tags[j - 2] in (PRONOUN, RELATIVE):
                j -= 1
            else:
                break
        return j

    def subject_of(self, verb: int, start: int, depth: int = 0) -> Phrase | None:
        """The subject of ``verb``, looked for no further back than ``start``; None if none can be told."""
        start = max(start, verb - REACH)
        j = self.verb_start(verb, start)
        if self.tags[verb] == GERUND and (j == verb or not self._progressive(j, verb)):
            return self.subject_of_participle(verb, start, depth)
        if j <= start:
            return None
        tag = self.tags[j - 1]
        if tag == PRONOUN or tag == RELATIVE:
            return Phrase(j - 1, j)
        if tag == THAT:
            return self.phrase_before(j - 1, start)
        if tag == COORDINATOR:
            return self._shared(j - 1, start, depth)
        if tag in (",", DASH, ")"):
            return self._behind_parenthesis(j, start) or self._shared(j - 1, start, depth)
        return self._antecedent(self.phrase_before(j, start), start)

    def _antecedent(self, phrase: Phrase | None, start: int) -> Phrase | None:
        """``phrase``, or the name before it where a comma is missing: "Lee, a lawyer for the bank said"."""
        if phrase is None or phrase.start - 2 < start:
            return phrase
        before = self.tags[phrase.start - 1]
        if before in (AUXILIARY, VERB):  # "Lee, who is head of the bank said"
            for w in range(phrase.start - 1, max(start, phrase.start - 8), -1):
                if self.tags[w] == RELATIVE and self.tags[w - 1] in (",", NAME, NOUN):
                    return self.phrase_before(w - (self.tags[w - 1] == ","), start) or phrase
        if before == "," and self._describes(phrase):
            name = self.phrase_before(phrase.start - 1, start)
            if name is not None and self.tags[name.end - 1] == NAME and name.end == phrase.start - 1:
                opens = name.start == start or self.tags[name.start - 1] in (".", COORDINATOR, SUBORDINATOR, THAT, ":", ";", QUOTED)
                if opens and self.tags[name.start] == NAME and len(name) <= 5:
                    return name
        return phrase

    def _describes(self, phrase: Phrase) -> bool:
        """Whether it is what somebody is, no name: "a lawyer for …", "US Secretary of State"."""
        if self.lower[phrase.start] in ("a", "an"):
            return True
        return any(self.lower[k] in ("of", "for", "at") for k in range(phrase.start + 1, phrase.end - 1))

    def main_start(self, start: int, stop: int) -> int:
        """Where the main clause begins: behind an opening "As the crowd began to chant,"."""
        if start >= stop or self.tags[start] != SUBORDINATOR:
            return start
        for k in range(start + 2, stop):
            if self.tags[k] == "," and k + 1 < stop and self.tags[k + 1] in (PRONOUN, NAME, NOUN, DETERMINER, NUMBER):
                return k + 1
        return start

    def subject_of_participle(self, verb: int, start: int, depth: int = 0) -> Phrase | None:
        """Whose "saying" it is: the subject of the sentence's main verb."""
        if depth >= _DEPTH:
            return None
        j = self.verb_start(verb, start)
        if j > start and self.tags[j - 1] in (NAME, NOUN) and self.lower[j - 1] not in _TIMES | self.statements:
            phrase = self.phrase_before(j, start)
            if phrase and self._is_subject(phrase):
                return phrase
        if verb > start and self.tags[verb - 1] == COORDINATOR:
            for k in range(verb - 2, start, -1):
                if self.tags[k] == GERUND and self.tags[k - 1] in (NAME, PRONOUN):
                    return self.phrase_before(k, start)
        start = self.main_start(start, verb)
        for k in range(verb - 1, start, -1):  # "…, Lee said, adding"
            if self.lower[k] in self.saying and self.tags[k] in (VERB, PAST):
                found = self._subject_either_side(k, start, depth)
                if found is not None and self.tags[found.start] != RELATIVE:
                    return found
        found = [phrase for k in range(start, verb) if self.tags[k] in FINITE and self.tags[k] != AUXILIARY and (phrase := self._subject_either_side(k, start, depth)) is not None]
        found = found or [phrase for k in range(start, verb) if self.tags[k] == AUXILIARY and (phrase := self._subject_either_side(k, start, depth)) is not None]
        found = [phrase for phrase in found if self.tags[phrase.start] != RELATIVE]
        return min(found, key=lambda phrase: phrase.start, default=None)

    def _subject_either_side(self, verb: int, start: int, depth: int) -> Phrase | None:
        if verb > start and self.tags[verb - 1] == QUOTED:
            return self.phrase_after(verb + 1)
        found = self.subject_of(verb, start, depth + 1)
        return found if found is not None and self._is_subject(found) else None

    def _progressive(self, j: int, verb: int) -> bool:
        return any(self.tags[k] == AUXILIARY for k in range(j, verb)) or any(self.tags[k] == TO for k in range(j, verb))

    def _shared(self, at: int, start: int, depth: int) -> Phrase | None:
        """The subject of the first of several verbs: "she left and said"; ``at`` is the coordinator or comma."""
        if depth >= _DEPTH:
            return None
        first = self.main_start(start, at)
        for k in range(at - 1, start - 1, -1):
            if self.tags[k] == ";" or (self.tags[k] == COORDINATOR and k > start and self.tags[k - 1] == "," and self._clause_follows(k + 1, at)):
                first = k + 1
                break
        for k in range(first, at):
            if self.tags[k] in FINITE:
                found = self._subject_either_side(k, first, depth)
                if found is not None and self.tags[found.start] not in (RELATIVE, THAT):
                    return found
        return None

    def _clause_follows(self, k: int, stop: int) -> bool:
        while k < stop and self.tags[k] in (ADVERB, TIME):
            k += 1
        return k < stop and self.tags[k] in (PRONOUN, DETERMINER, NAME, NOUN)

    def _behind_parenthesis(self, j: int, start: int) -> Phrase | None:
        """The subject before an apposition or aside: "Lee, a lawyer, said"; ``j`` is the verb group."""
        close = j - 1
        nearest: Phrase | None = None
        for c in range(close - 1, start - 1, -1):
            if self.tags[c] not in (",", DASH, "("):
                if self.tags[c] in (QUOTED, ";", ":"):
                    break
                continue
            if self.tags[close] == ")" and self.tags[c] != "(":
                continue
            phrase = self.phrase_before(c, start)
            if phrase is None or not self._is_subject(phrase) or not self._aside(c + 1, close):
                if nearest is not None:
                    break
                continue
            before = self.tags[phrase.start - 1] if phrase.start > start else "."
            if before not in _BEFORE_A_SUBJECT or self.lower[phrase.end - 1] in _TIMES:
                continue
            if before != ",":  # the clause begins here: what came nearer stands in apposition
                if nearest is None or self._named(phrase) or self.tags[phrase.start] == PRONOUN:
                    return phrase
                if before == "." and self._named(nearest):
                    return Phrase(phrase.start, nearest.end)
                return nearest
            if nearest is None or (self._named(phrase) and not self._named(nearest)):
                nearest = phrase
        return nearest

    def _aside(self, first: int, close: int) -> bool:
        """Whether ``[first, close)`` can stand between a subject and its verb: no main clause of its own."""
        if first >= close:
            return False
        if self.tags[first] == PRONOUN:
            return False
        return not (self.tags[first] in (COORDINATOR,) and self._clause_follows(first + 1, close))

    def _named(self, phrase: Phrase) -> bool:
        return any(self.tags[k] == NAME for k in range(phrase.start, phrase.end))

    def _is_subject(self, phrase: Phrase) -> bool:
        """Whether a phrase looks like somebody: a pronoun, a name, or a noun with what belongs before it."""
        tags = self.tags[phrase.start : phrase.end]
        if not tags or len(tags) > 30:
            return False
        if tags[0] in (PRONOUN, RELATIVE):
            return True
        return any(tag in (NAME, NOUN, NUMBER, DETERMINER) for tag in tags)

    def phrase_before(self, end: int, start: int) -> Phrase | None:
        """The noun phrase that ends right before ``end``, with the "of …" and "in …" that belong to it."""
        if end <= start:
            return None
        if self.tags[end - 1] in (PRONOUN, RELATIVE):
            return Phrase(end - 1, end)
        k = end
        while k > start:
            tag = self.tags[k - 1]
            if tag in _INSIDE:
                k -= 1
            elif tag in (PREPOSITION, TO) and k - 1 > start and k < end and self._takes_complement(k - 2):
                k -= 1
            elif tag == COORDINATOR and k - 1 > start and k < end and self.tags[k - 2] in (NAME, NOUN, NUMBER, DETERMINER):
                k -= 1
            elif tag in (GERUND, ADVERB, OBJECT) and k < end and k - 1 > start and self.tags[k - 2] in (DETERMINER, NOUN, NAME, PREPOSITION):
                k -= 1
            elif tag in (OBJECT, GERUND, TIME) and k == end and k - 1 > start and self.tags[k - 2] in (PREPOSITION, NOUN, VERB):
                k -= 1
            elif tag == PAST and k - 1 > start and self.tags[k - 2] in (DETERMINER, NOUN, NAME, ADVERB, POSSESSIVE, NUMBER):
                k -= 1
            elif tag in (VERB, AUXILIARY, PAST, PRONOUN, THAT) and (w := self._relative_before(k - 1, start)) is not None:
                k = w
            elif tag == TIME and k - 1 > start and self.tags[k - 2] == PREPOSITION and k < end:
                break
            else:
                break
        return self._trimmed(k, end, start)

    def _takes_complement(self, k: int) -> bool:
        return self.tags[k] in (NAME, NOUN, NUMBER, PAST, GERUND, DETERMINER) and self.lower[k] not in _TIMES

    def _relative_before(self, k: int, start: int) -> int | None:
        """Where the relative clause that ends at ``k`` begins, if a noun stands right before it: "people who know"."""
        for w in range(k, max(start, k - 14), -1):
            tag = self.tags[w]
            if tag in (RELATIVE, THAT):
                return w if self.tags[w - 1] in (NOUN, NAME, NUMBER, DETERMINER, OBJECT) else None
            if tag in (",", ";", ":", ".", QUOTED, DASH):
                return None
        return None

    def _trimmed(self, k: int, end: int, start: int) -> Phrase | None:
        tags, lower = self.tags, self.lower
        # Two phrases side by side: the verb, its object and a new subject; the part after "and" is the subject.
        if k > start and tags[k - 1] in (VERB, PAST, GERUND, PREPOSITION, AUXILIARY, TO):
            for c in range(end - 1, k, -1):
                if tags[c] == COORDINATOR:
                    k = c + 1
                    break
        while k < end and (tags[k] in (COORDINATOR, PREPOSITION, SUBORDINATOR, ADVERB, TIME, TO, HYPHEN, POSSESSIVE) or lower[k] in _LEADING):
            skipped = tags[k]
            k += 1
            if skipped == PREPOSITION and k < end:
                k = self._after_opening(k, end)
        if k > start and tags[k - 1] == PREPOSITION and k < end:
            k = self._after_opening(k, end)
        while end > k and tags[end - 1] in (ADVERB, TIME, PREPOSITION, HYPHEN):
            end -= 1
        if k >= end or (end - k == 1 and lower[k] in ("the", "a", "an")):
            return None
        return Phrase(k, end)

    def _after_opening(self, k: int, end: int) -> int:
        """Past the noun phrase of an opening "In an interview Trump …": where the next one starts."""
        for m in range(k, end):
            if m > k and self.tags[m] == DETERMINER and self.tags[m - 1] in (NAME, NOUN, NUMBER, TIME):
                return m
            if m > k and self.tags[m] == NAME and self.tags[m - 1] in (NOUN, TIME, NUMBER):
                return m
        return k

    # -- after a verb ----------------------------------------------------------------------------------------------

    def phrase_after(self, k: int, stop: int | None = None) -> Phrase | None:
        """The noun phrase that starts at ``k``: the subject of an inverted "said Lee of the union"."""
        stop = min(len(self.words) if stop is None else stop, k + 30, len(self.words))
        first = k
        while k < stop and not (k > first and self.reading.breaks[k]):
            tag = self.tags[k]
            if tag == PRONOUN:
                return Phrase(k, k + 1) if k == first else Phrase(first, k)
            if tag in (NAME, NOUN, NUMBER, DETERMINER) or (tag in (HYPHEN, POSSESSIVE) and k > first):
                k += 1
            elif tag == PREPOSITION and k > first and k + 1 < stop and (self.lower[k] in _BELONGING or self.tags[k - 1] == PAST):
                k += 1
            elif tag == PAST and k > first and k + 1 < stop and self.tags[k + 1] == PREPOSITION and self.tags[first] in (DETERMINER, NUMBER):
                k += 1
            elif tag == ADVERB and k > first and k + 1 < stop and self.tags[k + 1] == HYPHEN:
                k += 1
            elif tag == COORDINATOR and k > first and k + 1 < stop and self.tags[k + 1] in (NAME, NOUN, DETERMINER):
                k += 1
            elif tag in (PAST, GERUND, ADVERB, VERB) and k > first and self.tags[k - 1] == HYPHEN:
                k += 1
            elif tag in (PAST, GERUND, ADVERB) and k + 1 < stop and self.tags[k + 1] in (NAME, NOUN) and k > first and self.tags[k - 1] in (DETERMINER, ADVERB, NUMBER, NAME):
                k += 1
            else:
                break
        while k > first and self.tags[k - 1] in (PREPOSITION, COORDINATOR, HYPHEN, DETERMINER):
            k -= 1
        return Phrase(first, k) if k > first and self.tags[first] != POSSESSIVE else None


_TO_CHAIN = frozenset("on likely able quick ready set going eager careful happy glad expected unlikely sure".split())
_TIMES = frozenset("week month year day morning afternoon evening night time weekend monday tuesday wednesday thursday friday saturday sunday".split())
_LEADING = frozenset("even only both then so yet including".split())
_BELONGING = frozenset("of for from at with".split())
__all__ = ["NOMINAL", "Clauses", "Phrase"]
