"""Where a reported clause stops."""

from __future__ import annotations

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
    PAST,
    PREPOSITION,
    PRONOUN,
    QUOTED,
    RELATIVE,
    THAT,
    TIME,
    TO,
    VERB,
)
from bot.nlp.parse import Parse
from bot.nlp.quotes.verbs import Verbs

LONGEST = 150
"""More tokens than this are no clause that somebody is reported to have said."""
_OPENS_COMMENT = frozenset((DETERMINER, NAME, PRONOUN, THAT, RELATIVE))
_IN_TAGS = frozenset((PRONOUN, NAME, NOUN, DETERMINER, ADVERB, AUXILIARY, PREPOSITION))
_SUBJECTS = frozenset((PRONOUN, NAME, DETERMINER, NOUN, NUMBER, THAT))
_CONTRASTS = frozenset("although though while whereas even".split())
"""Behind a comma the reporter's own words begin with these: "said he liked it, although he had left"."""
_MEANWHILE = frozenset(("while", "whereas"))
_SPANS = frozenset("week month year day morning afternoon evening night fall spring summer winter weekend time".split())


class Endings:
    """Finds where reported clauses stop in one parse."""

    def __init__(self, parse: Parse) -> None:
        self.reading, self.tags, self.lower = parse.reading, parse.tags, parse.reading.lower
        self.speech, self.verbs = parse.words.speech, Verbs(parse)

    def stop(self, begin: int, end: int) -> int:
        """Where the reported words that begin at ``begin`` stop, at the latest at ``end``."""
        stop = min(end, begin + LONGEST)
        last_dash = next((k for k in range(stop - 1, begin, -1) if self.tags[k] == DASH), -1)
        for k in range(begin + 1, stop):
            if k == last_dash and DASH not in self.tags[begin:k]:
                return k
            if self._stops_at(k, begin, stop):
                after_comma = self.tags[k] == COORDINATOR and self.tags[k - 1] == ","
                return k - after_comma + (self.tags[k] == QUOTED)
        while stop > begin and (self._is_ending(stop - 1) or self._closes_bracket(begin, stop - 1)):
            stop -= 1
        return stop

    def matter_stop(self, begin: int, end: int) -> int:
        """Where what is spoken of stops: as ``stop``, and where its verb's subject goes on to something else."""
        stop = self.stop(begin, end)
        stop = next((k for k in range(begin + 1, stop - 1) if self._leaves_matter(k, stop)), stop)
        when = stop
        while when > begin and self.tags[when - 1] == TIME and self.lower[when - 2] not in _SPANS:  # "a year earlier"
            when -= 1
        on = when > begin and when < stop and self.tags[when - 1] == PREPOSITION
        return when - on  # criticised the plan | on Monday

    def _leaves_matter(self, k: int, stop: int) -> bool:
        """Whether at ``k`` another predicate begins: "rejected the plan | and left", "…, but she", "…, which"."""
        comma = self.tags[k] == ","
        if comma and (self.tags[k + 1] in (RELATIVE, VERB, AUXILIARY) or self.lower[k + 1] in _CONTRASTS):
            return True
        if self.lower[k] in _MEANWHILE and self.clause_at(k + 1, stop):
            return True
        after = k + 1 + comma
        if after >= stop or self.tags[after - 1] != COORDINATOR:
            return False
        if self.tags[after] in (VERB, AUXILIARY) or (comma and self.tags[after] == PAST):
            return True
        return comma and self.clause_at(after, stop)

    def clause_at(self, k: int, stop: int) -> bool:
        """Whether a subject and a verb of its own stand at ``k``."""
        if k >= stop or (self.tags[k] not in _SUBJECTS and self.lower[k] != "there"):
            return False
        return self.verbs.has_verb(k, min(stop, k + 8))

    def tag_at(self, k: int, stop: int) -> bool:
        """Whether an attribution such as "he said" stands at ``k`` and ends the sentence or leads on to marks."""
        for v in range(k, min(stop, k + 8)):
            if self.verbs.reports(v):
                if v == k:
                    return v + 1 < stop and self.tags[v + 1] == NAME
                leads_on = v + 2 < stop and self.tags[v + 1] in (",", ":") and self.tags[v + 2] == QUOTED
                return leads_on or self.ends_after(v + 1, stop)
            if self.tags[v] not in _IN_TAGS:
                return False
        return False

    def ends_after(self, k: int, end: int) -> bool:
        """Whether the sentence ends at ``k``, or only says when and where: "said on Tuesday in Iowa"."""
        if k >= end or self.tags[k] in (".", ";"):
            return True
        if self.tags[k] not in (TIME, PREPOSITION) and not self.span_at(k, end):
            return False
        return not any(self.tags[m] in FINITE or self.tags[m] in (PRONOUN, THAT) for m in range(k, end))

    def _stops_at(self, k: int, begin: int, stop: int) -> bool:
        tag = self.tags[k]
        if tag in (";", ":"):
            return not self._in_bracket(begin, k)  # "A$2.4bn ($1.6bn; £1.3bn)"
        if k + 1 >= stop:
            return False
        following = self.tags[k + 1]
        says_on = following == GERUND and self._reports(self.lower[k + 1])
        if tag == QUOTED:
            return says_on
        if tag == COORDINATOR:
            if following in (VERB, PAST) and self._is_of_a_gerund(begin, k):
                return True  # "denied having done it | and let officers in"
            but = self.lower[k] == "but" and following in (AUXILIARY, VERB, PAST)
            return (but and not self._repeats(k + 1, begin)) or self._says(k + 1, stop)
        return tag == "," and (says_on or self._leaves_clause(k, begin, stop))

    def _is_of_a_gerund(self, begin: int, k: int) -> bool:
        """Whether ``[begin, k)`` is no clause but a deed: "having done it", "taking bribes"."""
        is_deed = self.tags[begin] == GERUND or self.lower[begin] == "having"
        verbs = (m for m in range(begin + 1, k) if self.tags[m] in (VERB, AUXILIARY) and self.tags[m - 1] != TO)
        return is_deed and next(verbs, None) is None

    def _in_bracket(self, begin: int, k: int) -> bool:
        """Whether a bracket that opened since ``begin`` is still open at ``k``."""
        opened = next((m for m in range(k - 1, begin, -1) if self.reading.words[m] in ("(", ")")), None)
        return opened is not None and self.reading.words[opened] == "("

    def _repeats(self, k: int, begin: int) -> bool:
        """Whether the auxiliary at ``k`` is that of the clause, which goes on: "had left but | had not given up"."""
        first = next((m for m in range(begin, k) if self.tags[m] in FINITE), None)
        return first is not None and self.tags[first] == AUXILIARY and self.lower[first] == self.lower[k]

    def _reports(self, verb: str) -> bool:
        return verb in self.speech.report or verb in self.speech.matter

    def _leaves_clause(self, comma: int, begin: int, stop: int) -> bool:
        """Whether what follows the comma is not reported: "…, according to", "…, but she", "…, who", "…, he said"."""
        following = self.tags[comma + 1]
        if self.lower[comma + 1] == "according" or self.tag_at(comma + 1, stop):
            return True
        if self.lower[comma + 1] == "however":  # but: "a deal, however messy"
            return comma + 2 >= stop or self.tags[comma + 2] in (",", ".") or self.clause_at(comma + 2, stop)
        if self.comments(comma + 1, stop):
            return True
        if following == PREPOSITION:
            return comma + 2 < stop and self.tags[comma + 2] == RELATIVE
        if following == COORDINATOR and not self.clause_at(comma + 2, stop):
            return False
        leaves = following in (COORDINATOR, RELATIVE) or self.lower[comma + 1] in _CONTRASTS
        return leaves and self.verbs.has_verb(begin, comma)

    def comments(self, k: int, stop: int) -> bool:
        """Whether the reporter speaks of what was said: "…, a claim | Lee disputed"."""
        article = k + 2 < stop and self.lower[k] in ("a", "an")
        return article and self.lower[k + 1] in self.speech.nouns and self.tags[k + 2] in _OPENS_COMMENT

    def _says(self, k: int, stop: int) -> bool:
        while k < stop and self.tags[k] in (ADVERB, AUXILIARY):
            k += 1
        return k < stop and self.tags[k] in (VERB, PAST) and self.lower[k] in self.speech.running

    def _closes_bracket(self, begin: int, k: int) -> bool:
        """Whether the bracket at ``k`` was opened before the clause: "(Lee said he had left | .)"."""
        return self.reading.words[k].endswith(")") and "(" not in self.tags[begin:k]

    def _is_ending(self, k: int) -> bool:
        return self.tags[k] in (".", ",") or (self.reading.words[k] in "”\"’'" and self.reading.region[k] < 0)

    def span_at(self, k: int, end: int) -> bool:
        """Whether "last week" or "this morning" stands at ``k``."""
        return k + 1 < end and self.lower[k] in ("last", "this") and self.lower[k + 1] in _SPANS
