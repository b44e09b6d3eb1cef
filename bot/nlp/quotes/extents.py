"""Where a reported clause begins after its verb of saying, and where it stops."""

from __future__ import annotations

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
from bot.nlp.phrases import TIMES
from bot.nlp.quotes.verbs import Verbs

LONGEST = 150
"""More tokens than this are no clause that somebody is reported to have said."""

_NOMINAL = frozenset((NAME, NOUN, NUMBER, DETERMINER, POSSESSIVE))
_BEFORE_THAT = _NOMINAL | {PREPOSITION, TIME, ADVERB, OBJECT, HYPHEN, ","}
_BEFORE_TO = _NOMINAL | {OBJECT, PRONOUN, ADVERB, TIME}
_AFTER_TO = frozenset((VERB, NOUN, AUXILIARY, ADVERB, QUOTED))
_ADDRESSED = _NOMINAL | {HYPHEN}
_OPENS_CLAUSE = _NOMINAL - {POSSESSIVE} | frozenset(
    (PRONOUN, GERUND, SUBORDINATOR, RELATIVE, TIME, ADVERB, PREPOSITION, QUOTED, AUXILIARY)
)
_OPENS_SUBJECT = frozenset((DETERMINER, NAME, NOUN, PRONOUN))
_OPENS_COMMENT = frozenset((DETERMINER, NAME, PRONOUN, THAT, RELATIVE))
_SHORTEST = 4
_ENDS_OBJECT = frozenset((RELATIVE, THAT, ",", SUBORDINATOR, ".", ":", ";", DASH, TO))
_IN_TAGS = frozenset((PRONOUN, NAME, NOUN, DETERMINER, ADVERB, AUXILIARY))
_SUBJECTS = frozenset((PRONOUN, NAME, DETERMINER, NOUN, NUMBER, THAT))

_QUESTIONS = frozenset("if whether how why what who which where".split())
_ASK = frozenset("ask asks asked asking".split())
_SAY = frozenset("say says said saying".split())
_HEARERS = frozenset(
    "reporters journalists voters supporters him them me us lawmakers investors people crowds audiences cnn afp "
    "reuters".split()
)
_TO_THAT = 18
"""So many tokens after the verb its "that" may stand."""
_TO_RELATIVE = 10
"""So many tokens before "left" the "which" of "which they say left" may stand."""
_CONTRASTS = frozenset("although though while whereas even".split())
"""Behind a comma the reporter's own words begin with these: "said he liked it, although he had left"."""
_SPANS = frozenset("week month year day morning afternoon evening night fall spring summer winter weekend time".split())
_OCCASION = frozenset("on in at during after before from".split())
_NAMED = frozenset("named identified quoted".split())


class Extents:
    """Finds the extents of reported clauses in one parse."""

    def __init__(self, parse: Parse) -> None:
        self.reading, self.tags, self.lower = parse.reading, parse.tags, parse.reading.lower
        self.speech, self.verbs = parse.words.speech, Verbs(parse)

    # -- where it begins -------------------------------------------------------------------------------------------

    def begin(self, verb: int, end: int) -> int | None:
        """Where the reported words begin after the verb, past "that"; None if no clause follows."""
        word, k = self.lower[verb], verb + 1
        that = self._after_that(k, end)
        if that is not None:
            return that
        if word in self.speech.infinitive and (to := self._infinitive(k, end)) is not None:
            return to
        if word in _ASK:
            return self._question(k, end)
        if word not in self.speech.report:
            return None
        if word in self.speech.address:
            k = self._past_addressee(k, end)
        k = self._past_occasion(k, end)
        if k + 1 >= end or (self.lower[k] == "by" and self.tags[k + 1] == GERUND):
            return None  # "replied by saying"
        if word in _SAY and k == verb + 1 and self.tags[k] in FINITE:
            return k if self._lacks_subject(k, end) else None
        if word in _SAY and k == verb + 1 and self.tags[k] in _OPENS_SUBJECT and end - k >= _SHORTEST:
            return k  # what stands behind "say" is a clause, also where none of its words is known as a verb
        if self.tags[k] not in _OPENS_CLAUSE or not (word in _SAY or self._is_clause(k, end)):
            return None
        return k if self.tags[k] == PRONOUN or self.verbs.has_verb(k, end) else None

    def _lacks_subject(self, k: int, end: int) -> bool:
        """Whether the verb at ``k`` has its subject before "say": "a vote which members say | left the union weaker".

        In "not everything that they say is true" it has not.
        """
        before = self.tags[max(0, k - _TO_RELATIVE) : k]
        return k + 2 < end and RELATIVE in before

    def _after_that(self, k: int, end: int) -> int | None:
        """Past the "that" of "said that", "admitted as part of his plea that", "said on Monday, when he left, that"."""
        h, stop = k, min(end, k + _TO_THAT)
        while h < stop:
            if self.tags[h] == THAT:
                elsewhere = self.lower[h - 1] in _HEARERS | TIMES  # "told the crowd that", "said this week that"
                near = h == k + 2 or not self._is_told(self.lower[k - 1])
                of_a_noun = near and self.tags[k] == DETERMINER and not elsewhere
                while h + 1 < end and self.tags[h + 1] == THAT:
                    h += 1
                # "criticized a plan that …" reports nothing
                return None if (of_a_noun and self.tags[k + 1] in _NOMINAL) or h + 1 >= end else h + 1
            if self.tags[h] not in _BEFORE_THAT and self.lower[h] != "as":
                return None
            h = self._behind_aside(h, stop) if self.tags[h] == "," else h + 1
        return None

    def _is_told(self, verb: str) -> bool:
        """Whether the verb may have a hearer before its clause: "told the court of appeals that"."""
        return verb in _SAY or verb in self.speech.address

    def _behind_aside(self, comma: int, stop: int) -> int:
        """The "that" behind an aside which opens at ``comma``; the next token if there is none."""
        if comma + 1 < stop and self.tags[comma + 1] in (RELATIVE, SUBORDINATOR, PREPOSITION):
            for h in range(comma + 3, stop):
                if self.tags[h] == THAT and self.tags[h - 1] == ",":
                    return h
        return comma + 1

    def _infinitive(self, k: int, end: int) -> int | None:
        """The "to" of "vowed to stay", "urged the court to wait", with the "not" of "not to wait"."""
        for to in range(k, min(end - 1, k + 10)):
            if self.tags[to] == TO and self.tags[to + 1] in _AFTER_TO:
                if self.lower[to - 1] != "not":
                    return to
                unnamed = self.lower[to + 1] == "be" and to + 2 < end and self.lower[to + 2] in _NAMED
                return None if unnamed else to - 1  # "asked not to be named" is no statement
            if self.tags[to] not in _BEFORE_TO:
                return None
        return None

    def _question(self, k: int, end: int) -> int | None:
        """The "whether" of "asked the court whether …"."""
        question = next((q for q in range(k, min(end, k + 6)) if self.lower[q] in _QUESTIONS), None)
        return question if question is not None and self.verbs.has_verb(question, end) else None

    def _past_addressee(self, k: int, end: int) -> int:
        """Past whom the words are told: "told | CNN | he …"."""
        if k >= end:
            return k
        her = self.lower[k] == "her" and k + 1 < end and self.tags[k + 1] in (PRONOUN, DETERMINER, NAME)
        if her or self.tags[k] == OBJECT or self.lower[k] in _HEARERS or self.lower[k] in ("you", "it"):
            return k + 1
        m = k
        while m < end and self.tags[m] in _ADDRESSED and (m == k or self.tags[m] != DETERMINER):
            m += 1
            if m < end and self.lower[m] in ("of", "in", "at"):
                m += 1
        return m

    def _past_occasion(self, k: int, end: int) -> int:
        """Past "on Tuesday", "in an interview", "last week": what stands between the verb and the clause."""
        while k < end:
            if self.tags[k] in (TIME, ADVERB) and not self._there_is(k, end):
                k += 1
            elif self._span_at(k, end):
                k += 2
            elif self.tags[k] == PREPOSITION and self.lower[k] in _OCCASION:
                m = k + 1
                while m < end and (self.tags[m] in _NOMINAL or self.tags[m] == TIME):
                    if m > k + 1 and self.tags[m] == DETERMINER:
                        break
                    m += 1
                if m >= end or m == k + 1 or self.tags[m] in FINITE:
                    return k
                k = m
            else:
                break
        return k

    def _there_is(self, k: int, end: int) -> bool:
        """Whether a clause opens at ``k`` with "there was": it is no place."""
        return self.lower[k] == "there" and k + 1 < end and self.tags[k + 1] in (AUXILIARY, POSSESSIVE)

    def _span_at(self, k: int, end: int) -> bool:
        """Whether "last week" or "this morning" stands at ``k``."""
        return k + 1 < end and self.lower[k] in ("last", "this") and self.lower[k + 1] in _SPANS

    def _is_clause(self, k: int, end: int) -> bool:
        """Whether a subject and its verb stand at ``k``, no mere object: "mentioned the plan" reports nothing."""
        if self.tags[k] in (PRONOUN, QUOTED) or self.lower[k] in _QUESTIONS or self._there_is(k, end):
            return True
        for m in range(k, min(end, k + 25)):
            tag = self.tags[m]
            if tag in (VERB, AUXILIARY):
                return True
            if tag == PAST and m + 1 < end and self.tags[m + 1] not in (PREPOSITION, NAME, NOUN):
                return True
            if tag in _ENDS_OBJECT:
                return False
        return False

    # -- where it stops --------------------------------------------------------------------------------------------

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
        while stop > begin and self._is_ending(stop - 1):
            stop -= 1
        return stop

    def matter_stop(self, begin: int, end: int) -> int:
        """Where what is spoken of stops: as ``stop``, and where its verb's subject goes on to something else."""
        stop = self.stop(begin, end)
        stop = next((k for k in range(begin + 1, stop - 1) if self._leaves_matter(k, stop)), stop)
        when = stop
        while when > begin and self.tags[when - 1] == TIME:
            when -= 1
        on = when > begin and when < stop and self.tags[when - 1] == PREPOSITION
        return when - on  # criticised the plan | on Monday

    def _leaves_matter(self, k: int, stop: int) -> bool:
        """Whether at ``k`` another predicate begins: "rejected the plan | and left", "…, but she", "…, which"."""
        comma = self.tags[k] == ","
        if comma and self.tags[k + 1] in (RELATIVE, VERB, AUXILIARY):
            return True
        after = k + 1 + comma
        if after >= stop or self.tags[after - 1] != COORDINATOR:
            return False
        return self.tags[after] in (VERB, AUXILIARY) or (comma and self.clause_at(after, stop))

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
        if self.tags[k] not in (TIME, PREPOSITION) and not self._span_at(k, end):
            return False
        return not any(self.tags[m] in FINITE or self.tags[m] in (PRONOUN, THAT) for m in range(k, end))

    def _stops_at(self, k: int, begin: int, stop: int) -> bool:
        tag = self.tags[k]
        if tag in (";", ":"):
            return True
        if k + 1 >= stop:
            return False
        following = self.tags[k + 1]
        says_on = following == GERUND and self._reports(self.lower[k + 1])
        if tag == QUOTED:
            return says_on
        if tag == COORDINATOR:
            but = self.lower[k] == "but" and following in (AUXILIARY, VERB, PAST)
            return (but and not self._repeats(k + 1, begin)) or self._says(k + 1, stop)
        return tag == "," and (says_on or self._leaves_clause(k, begin, stop))

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

    def _is_ending(self, k: int) -> bool:
        return self.tags[k] in (".", ",") or (self.reading.words[k] in "”\"’'" and self.reading.region[k] < 0)
