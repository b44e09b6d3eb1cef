"""Where a reported clause begins after its verb of saying."""

from __future__ import annotations

from bot.language.calendar import month_of
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
from bot.nlp.quotes.endings import Endings
from bot.nlp.quotes.verbs import Verbs

_NOMINAL = frozenset((NAME, NOUN, NUMBER, DETERMINER, POSSESSIVE))
_BEFORE_THAT = _NOMINAL | {PREPOSITION, TIME, ADVERB, OBJECT, HYPHEN, ","}
_BEFORE_TO = _NOMINAL | {OBJECT, PRONOUN, ADVERB, TIME}
_AFTER_TO = frozenset((VERB, NOUN, AUXILIARY, ADVERB, QUOTED))
_ADDRESSED = _NOMINAL | {HYPHEN}
_OPENS_CLAUSE = _NOMINAL - {POSSESSIVE} | frozenset(
    (PRONOUN, GERUND, SUBORDINATOR, RELATIVE, TIME, ADVERB, PREPOSITION, QUOTED, AUXILIARY)
)
_OPENS_SUBJECT = frozenset((DETERMINER, NAME, NOUN, PRONOUN))
_SHORTEST = 4
_ENDS_OBJECT = frozenset((RELATIVE, THAT, ",", SUBORDINATOR, ".", ":", ";", DASH, TO))
_NO_PLURALS = ("ss", "us", "is")
_QUESTIONS = frozenset("if whether how why what who which where".split())
_ASK = frozenset("ask asks asked asking".split())
_SAY = frozenset("say says said saying".split())
_FOR_ONESELF = frozenset("ask asks asked asking beg begs begged begging promise promises promised promising".split())
"""Of the verbs with a hearer those that need none: "asked to leave"."""
_HEARERS = frozenset(
    "reporters journalists voters supporters him them me us lawmakers investors people crowds audiences cnn afp "
    "reuters".split()
)
_TO_THAT = 18
"""So many tokens after the verb its "that" may stand."""
_TO_RELATIVE = 10
"""So many tokens before "left" the "which" of "which they say left" may stand."""
_OCCASION = frozenset("on in at during after before from".split())
_BEFORE_A_NOUN = frozenset("at on for from of with by during after before".split())
_NAMED = frozenset("named identified quoted".split())


def _is_plural(noun: str) -> bool:
    return noun.endswith("s") and not noun.endswith(_NO_PLURALS)


class Beginnings:
    """Finds where reported clauses begin in one parse."""

    def __init__(self, parse: Parse) -> None:
        self.tags, self.lower = parse.tags, parse.reading.lower
        self.speech, self.verbs, self.endings = parse.words.speech, Verbs(parse), Endings(parse)

    def begin(self, verb: int, end: int) -> int | None:
        """Where the reported words begin after the verb, past "that"; None if no clause follows."""
        word, k = self.lower[verb], verb + 1
        that = self._after_that(k, end)
        if that is not None:
            return that
        if word in self.speech.infinitive and (to := self._infinitive(k, end)) is not None:
            told = to == k and word in self.speech.address and word not in _FOR_ONESELF
            return None if told else to  # "was jailed and | ordered to pay": somebody else did
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
                if h > k and self.lower[h - 1] in _BEFORE_A_NOUN and self.tags[h + 1 : h + 2] in ([NOUN], [TIME]):
                    return None  # "said at that year's awards"
                if h == k and self._is_subject(h, end):
                    return h  # "said | that had nothing to do with it"
                # "criticized a plan that …" reports nothing
                if (of_a_noun and self.tags[k + 1] in _NOMINAL) or h + 1 >= end:
                    return None
                return self._past_source(h + 1, end)
            if self.tags[h] not in _BEFORE_THAT and self.lower[h] != "as":
                return None
            h = self._behind_aside(h, stop) if self.tags[h] == "," else h + 1
        return None

    def _is_subject(self, that: int, end: int) -> bool:
        """Whether "that" is the subject of what is reported: a verb follows, and no other subject behind it."""
        if that + 2 >= end:
            return False
        verb, behind = that + 1, that + 2
        contracted = self.lower[verb] in ("'s", "’s", "'d", "’d", "'ll", "’ll")
        return contracted or (self.tags[verb] == AUXILIARY and self.tags[behind] not in (PRONOUN, NAME))

    def _past_source(self, k: int, end: int) -> int:
        """Past the source named between "that" and its clause: "said that, | according to the files, | he …"."""
        if self.tags[k] == "," and k + 1 < end and self.lower[k + 1] == "according":
            return next((m + 1 for m in range(k + 2, end - 1) if self.tags[m] == ","), k)
        return k + 1 if self.tags[k] == "," and k + 1 < end else k

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
                if (
                    self.tags[to + 1] == NOUN
                    and self.lower[to + 1].endswith("s")
                    and not self.lower[to + 1].endswith(_NO_PLURALS)
                ):
                    return None  # "offers discounts to customers"
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
                if month_of(self.lower[k]) and k + 1 < end and self.tags[k + 1] == NOUN:
                    break  # "said | April trade grew"
                k += 1
            elif self.endings.span_at(k, end):
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

    def _is_clause(self, k: int, end: int) -> bool:
        """Whether a subject and its verb stand at ``k``, no mere object: "mentioned the plan" reports nothing."""
        if self.tags[k] in (PRONOUN, QUOTED) or self.lower[k] in _QUESTIONS or self._there_is(k, end):
            return True
        for m in range(k, min(end, k + 25)):
            tag = self.tags[m]
            if tag in (VERB, AUXILIARY, PAST) and self._is_second_verb(m, k):
                return False
            if tag in (VERB, AUXILIARY):
                return True
            if tag == PAST and m + 1 < end and self.tags[m + 1] not in (PREPOSITION, NAME, NOUN):
                return True
            if tag in _ENDS_OBJECT:
                return False
        return False

    def _is_second_verb(self, m: int, k: int) -> bool:
        """Whether the verb at ``m`` only goes on with the verb before ``k``: "charged the mob | and | shot a man"."""
        before = m - 1
        while before > k and self.tags[before] == ADVERB:
            before -= 1
        return before > k and self.tags[before] == COORDINATOR
