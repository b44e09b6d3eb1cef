"""Who does what in a sentence, as far as the attribution of words needs it: the subjects of verbs."""

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
from bot.nlp.phrases import LONGEST, TIMES, Phrase, Phrases
from bot.nlp.reading import Reading

REACH = 60
"""How many tokens a rule looks back for a subject: it keeps the time linear where no sentence ends."""

_DEPTH = 4
_OPENS_CLAUSE = frozenset((PRONOUN, DETERMINER, NAME, NOUN))
_BEFORE_A_SUBJECT = frozenset(
    (THAT, SUBORDINATOR, COORDINATOR, ",", ":", ";", DASH, QUOTED, ".", RELATIVE, OTHER, "(", ")")
)
_BEFORE_A_SENTENCE = frozenset((".", COORDINATOR, SUBORDINATOR, THAT, ":", ";", QUOTED))
_JUDGING = frozenset(
    "called calls cited cites dismissed dismisses denounced criticized criticised condemned praised blasted slammed "
    "mocked welcomed".split()
)
_IN_VERB_GROUPS = frozenset("once both himself herself itself themselves".split())
_TO_CHAIN = frozenset("on likely able quick ready set going eager careful happy glad expected unlikely sure".split())


class Clauses:
    """The subjects of the verbs of one reading, by its tags (see ``grammar``)."""

    def __init__(self, reading: Reading, tags: list[str], saying: frozenset[str], statements: frozenset[str]) -> None:
        """``saying`` are the forms of the verbs of saying, ``statements`` the nouns for what is said."""
        self.tags, self.lower = tags, reading.lower
        self.saying, self.statements = saying, statements
        self.phrases = Phrases(reading, tags)

    def subject_of(self, verb: int, start: int, depth: int = 0) -> Phrase | None:
        """The subject of ``verb``, looked for no further back than ``start``; None if none can be told."""
        start = max(start, verb - REACH)
        group = self.verb_start(verb, start)
        if self.tags[verb] == GERUND and not any(self.tags[k] in (AUXILIARY, TO) for k in range(group, verb)):
            return self._subject_of_participle(verb, start, depth)
        if group <= start:
            return None
        before = self.tags[group - 1]
        if before == PRONOUN and (whole := self.phrases.around_clause(group, start)) is not None:
            return whole  # "officials who once liked it | said"
        if before in (PRONOUN, RELATIVE):
            return Phrase(group - 1, group)
        if before == THAT:
            return self.phrases.before(group - 1, start)
        if before == COORDINATOR:
            return self._shared(group - 1, start, depth)
        if before in (",", DASH, ")"):
            return self._behind_aside(group - 1, start) or self._shared(group - 1, start, depth)
        phrase = self.phrases.before(group, start)
        return self._antecedent(phrase and self._behind_that(phrase), start)

    def _behind_that(self, phrase: Phrase) -> Phrase:
        """The subject of a clause that belongs to a noun: "a charge that | the leaders | denied"."""
        that = next((k for k in range(phrase.end - 2, phrase.start, -1) if self.tags[k] == THAT), None)
        if that is None or any(self.tags[k] in FINITE for k in range(that, phrase.end)):
            return phrase
        return Phrase(that + 1, phrase.end)

    def verb_start(self, verb: int, start: int) -> int:
        """Where the verb group of ``verb`` begins: "had also begun to tell" starts at "had"."""
        k = verb
        while k > start and (step := self._in_verb_group(k, start)):
            k -= step
        return k

    def main_start(self, start: int, stop: int) -> int:
        """Where the main clause begins: behind an opening "As the crowd began to chant," or "Asked about it,"."""
        if start < stop and (self.tags[start] in (SUBORDINATOR, PAST, GERUND) or self.lower[start] == "asked"):
            for k in range(start + 2, stop - 1):
                if self.tags[k] == "," and (self.tags[k + 1] in _OPENS_CLAUSE or self.tags[k + 1] == NUMBER):
                    return k + 1
        return start

    def _in_verb_group(self, k: int, start: int) -> int:
        """How many tokens before ``k`` belong to the verb that follows: adverbs, "last week", "went on to"."""
        tag, word = self.tags[k - 1], self.lower[k - 1]
        before = self.tags[k - 2] if k - 2 >= start else "."
        if tag in (ADVERB, AUXILIARY) or word in _IN_VERB_GROUPS or (word == "all" and before == PRONOUN):
            return 1
        if word in TIMES and k - 2 > start and self.lower[k - 2] in ("last", "this"):
            return 2
        if word == "since" and before == AUXILIARY:
            return 2
        if word in TIMES and before == TIME:  # "on Thursday evening"
            return 1
        if tag in (NOUN, NAME) and (aside := self._adverbial(k, start)):
            return aside
        if tag == TIME and k - 1 > start:
            return 2 if self.lower[k - 2] in ("on", "late", "early") and k - 2 > start else 1
        if tag == TO and k - 2 >= start and (before in (VERB, PAST, GERUND) or self.lower[k - 2] in _TO_CHAIN):
            went_on = self.lower[k - 2] == "on" and k - 2 > start and self.tags[k - 3] in (VERB, PAST)
            return 3 if went_on else 2
        if tag == POSSESSIVE and before in (PRONOUN, RELATIVE):
            return 1
        return 0

    def _adverbial(self, k: int, start: int) -> int:
        """How long the phrase is that stands between an auxiliary and its verb: "have | in the past | said"."""
        for at in range(k - 2, max(start, k - 4), -1):
            if self.tags[at] == PREPOSITION:
                return k - at if self.tags[at - 1] == AUXILIARY else 0
        return 0

    # -- one subject for several verbs -----------------------------------------------------------------------------

    def _subject_of_participle(self, verb: int, start: int, depth: int) -> Phrase | None:
        """Whose "saying" it is: the noun before it, the nearest speaker, or the subject of the main verb."""
        if depth >= _DEPTH:
            return None
        group = self.verb_start(verb, start)
        judged = self._judged(group, start)
        if judged is not None:
            return judged
        if group > start and self.tags[group - 1] in (NAME, NOUN) and not self._is_time_or_statement(group - 1):
            phrase = self.phrases.before(group, start)
            if phrase and self._is_somebody(phrase):
                return phrase
        if verb > start and self.tags[verb - 1] == COORDINATOR:  # "with Lee tweeting this and asking"
            for k in range(verb - 2, start, -1):
                if self.tags[k] == GERUND and self.tags[k - 1] in (NAME, PRONOUN):
                    return self.phrases.before(k, start)
        start = self.main_start(start, verb)
        for k in range(verb - 1, start, -1):  # "…, Lee said, adding"
            if self.lower[k] in self.saying and self.tags[k] in (VERB, PAST):
                speaker = self._subject_on_either_side(k, start, depth)
                if speaker is not None:
                    return speaker
        verbs = [k for k in range(start, verb) if self.tags[k] in FINITE]
        return self._first_subject(
            [k for k in verbs if self.tags[k] != AUXILIARY], start, depth
        ) or self._first_subject([k for k in verbs if self.tags[k] == AUXILIARY], start, depth)

    def _judged(self, group: int, start: int) -> Phrase | None:
        """The statement that somebody judges: "called | a memo | suggesting …", not "issued a statement saying"."""
        k = group
        while k > start and self.tags[k - 1] in (NAME, NOUN, NUMBER):
            k -= 1
        if k == group or k - 1 <= start or self.tags[k - 1] != DETERMINER or self.lower[k - 2] not in _JUDGING:
            return None
        return Phrase(k - 1, group)

    def _is_time_or_statement(self, k: int) -> bool:
        return self.lower[k] in TIMES or self.lower[k] in self.statements

    def _first_subject(self, verbs: list[int], start: int, depth: int) -> Phrase | None:
        """Of the subjects of ``verbs``, the one that comes first: that of the main clause."""
        subjects = [phrase for k in verbs if (phrase := self._subject_on_either_side(k, start, depth)) is not None]
        return min(subjects, key=lambda phrase: phrase.start, default=None)

    def _subject_on_either_side(self, verb: int, start: int, depth: int) -> Phrase | None:
        """The subject of a verb that may follow a quotation (“…,” said Lee); a relative pronoun is none."""
        if verb > start and self.tags[verb - 1] == QUOTED:
            return self.phrases.after(verb + 1)
        phrase = self.subject_of(verb, start, depth + 1)
        if phrase is None or not self._is_somebody(phrase) or self.tags[phrase.start] == RELATIVE:
            return None
        return phrase

    def _shared(self, at: int, start: int, depth: int) -> Phrase | None:
        """The subject of the first of several verbs: "she left and said"; ``at`` is the coordinator or comma."""
        if depth >= _DEPTH:
            return None
        first = self.main_start(start, at)
        for k in range(at - 1, start - 1, -1):
            joins = self.tags[k] == COORDINATOR and k > start and self.tags[k - 1] == ","
            if self.tags[k] == ";" or (joins and self._clause_follows(k + 1, at)):
                first = k + 1
                break
        for k in range(first, at):
            if self.tags[k] in FINITE:
                phrase = self._subject_on_either_side(k, first, depth)
                if phrase is not None and self.tags[phrase.start] != THAT:
                    return phrase
        return None

    def _clause_follows(self, k: int, stop: int) -> bool:
        while k < stop and self.tags[k] in (ADVERB, TIME):
            k += 1
        return k < stop and self.tags[k] in _OPENS_CLAUSE

    # -- names with a description ----------------------------------------------------------------------------------

    def _behind_aside(self, close: int, start: int) -> Phrase | None:
        """The subject before an aside that ends at ``close``: "Lee, a lawyer, said", "Lee (D-NY) said"."""
        nearest: Phrase | None = None
        for c in range(close - 1, start - 1, -1):
            if self.tags[c] in (QUOTED, ";", ":"):
                break
            if self.tags[c] not in (",", DASH, "(") or (self.tags[close] == ")" and self.tags[c] != "("):
                continue
            phrase = self.phrases.before(c, start)
            if phrase is None or not self._is_somebody(phrase) or not self._is_aside(c + 1, close):
                if nearest is not None:
                    break
                continue
            before = self.tags[phrase.start - 1] if phrase.start > start else "."
            opens = before == ADVERB and phrase.start - 1 == start  # "Meanwhile Lee, who …, said"
            if not (opens or before in _BEFORE_A_SUBJECT) or self.lower[phrase.end - 1] in TIMES:
                continue
            if before != ",":  # the clause begins here: what came nearer stands in apposition
                if self.tags[phrase.end - 1] != NAME and self._is_name(c + 1, close):
                    return Phrase(phrase.start, close)  # "the mayor, Ann Lee, said"
                if nearest is None or self._has_name(phrase) or self.tags[phrase.start] == PRONOUN:
                    return phrase
                described = before == "." and self._has_name(nearest)
                return Phrase(phrase.start, nearest.end) if described else nearest
            if nearest is None or (self._has_name(phrase) and not self._has_name(nearest)):
                named = self.tags[phrase.end - 1] != NAME and self._is_name(c + 1, close)
                nearest = Phrase(phrase.start, close) if named else phrase
        return nearest

    def _is_name(self, first: int, end: int) -> bool:
        return 0 < end - first <= 5 and all(self.tags[k] == NAME for k in range(first, end))

    def _is_aside(self, first: int, close: int) -> bool:
        """Whether ``[first, close)`` can stand between a subject and its verb: it holds no main clause of its own."""
        if self.tags[close] == ")":
            return first < close
        if first >= close or self.tags[first] == PRONOUN:
            return False
        return not (self.tags[first] == COORDINATOR and self._clause_follows(first + 1, close))

    def _antecedent(self, phrase: Phrase | None, start: int) -> Phrase | None:
        """``phrase``, or the name before it where a comma is missing: "Lee, a lawyer for the bank said"."""
        if phrase is None or phrase.start - 2 < start:
            return phrase
        before = self.tags[phrase.start - 1]
        if before in (AUXILIARY, VERB):  # "Lee, who is head of the bank said"
            for w in range(phrase.start - 1, max(start, phrase.start - 8), -1):
                if self.tags[w] == RELATIVE and self.tags[w - 1] in (",", NAME, NOUN):
                    return self.phrases.before(w - (self.tags[w - 1] == ","), start) or phrase
        if before == "," and self._describes(phrase):
            return self._name_at(phrase.start - 1, start) or phrase
        return phrase

    def _name_at(self, end: int, start: int) -> Phrase | None:
        """The name that opens a sentence and ends at ``end``, or at the bracket that ends there: "Lee (D-NY)"."""
        if self.tags[end - 1] == ")":
            end = next((k for k in range(end - 1, max(start, end - 6), -1) if self.tags[k] == "("), end)
        name = self.phrases.before(end, start)
        if name is None or name.end != end or len(name) > 5:
            return None
        opens = name.start == start or self.tags[name.start - 1] in _BEFORE_A_SENTENCE
        return name if opens and self.tags[name.start] == self.tags[name.end - 1] == NAME else None

    def _describes(self, phrase: Phrase) -> bool:
        """Whether it says what somebody is: "a lawyer for …", "US Secretary of State"."""
        inside = range(phrase.start + 1, phrase.end - 1)
        return self.lower[phrase.start] in ("a", "an") or any(self.lower[k] in ("of", "for", "at") for k in inside)

    def _has_name(self, phrase: Phrase) -> bool:
        return any(self.tags[k] == NAME for k in range(phrase.start, phrase.end))

    def _is_somebody(self, phrase: Phrase) -> bool:
        tags = self.tags[phrase.start : phrase.end]
        if not tags or len(tags) > LONGEST:
            return False
        return tags[0] in (PRONOUN, RELATIVE) or any(tag in (NAME, NOUN, NUMBER, DETERMINER) for tag in tags)
