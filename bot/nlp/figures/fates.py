"""What befell those whom a number counts: "killed 17", "17 dead", "17 deaths", "the death toll rose to 17"."""

from __future__ import annotations

from bot.nlp.figures.amount import Line
from bot.nlp.figures.phrases import matching, matching_back
from bot.nlp.figures.sentence import Sentence
from bot.nlp.figures.subjects import PREPOSITIONS, is_verb

_LEADING = frozenset("a an the all some another further additional".split())
"""Between the verb and the number: "killed all 17"."""
_AUXILIARIES = frozenset("were was are is have has had been be being remain remains remained".split())
_GOES_ON = _AUXILIARIES | frozenset(
    "still also now later since reported confirmed known to found left other others more of them whom all".split()
)
"""Between the number and what is said of it: "17 of them have been confirmed dead"."""
_INSIDE = frozenset("in on at aboard from near inside".split())
_REACH = 5
"""Words of a place after the number: "17 people on board were killed"."""
_ASIDE = 10
"""Words of an aside: ", including six children,"."""
_TOLL = 12
"""Words between "death toll" and its value."""
_SUPPOSED = frozenset("could may might would feared fears fear expected expects".split())
_NEAR = 7
"""So many words before a number what is only supposed of it may stand."""
_NEGATIONS = frozenset("not never cannot nobody no without".split())
_DETERMINERS = frozenset("the its his her their our these those".split())
_PARTS = frozenset("none neither either some most many few several any each part %".split())
_OBJECTS = frozenset("the a an his her its their our my your this that these those one".split())
_NO_PEOPLE = frozenset("time point occasion".split())
"""Nouns that nothing befalls: "nearly killed 31 times"."""


def fate_of(sentence: Sentence, first: int, number_stop: int, stop: int, noun: str | None) -> str | None:
    """The fate of those whom a number counts, None where the sentence does not tell.

    The number or its hedge starts at ``first`` and ends at ``number_stop``; its ``noun`` ends at ``stop``.
    """
    line, fates = sentence.line, sentence.terms.fates
    if noun in _NO_PEOPLE:
        return None
    if noun is not None and noun.lower() in fates.nouns:
        return fates.nouns[noun.lower()]
    if noun == "life":
        beside = (*line[max(0, first - 1) : first], *line[stop : stop + 3])
        return next((fates.lives[token.lower] for token in beside if token.lower in fates.lives), None)
    described = matching(line, number_stop, fates.after)
    if described is not None and described[1] <= stop:
        return described[0].means  # 12 wounded soldiers
    if any(token.lower in _SUPPOSED for token in line[max(0, first - _NEAR) : first]):
        return None  # "the toll could rise to 45"
    own_noun = stop > number_stop and noun != "person"
    if _is_whole(sentence, first):
        return None
    return (
        _said_of(sentence, _past_asides(line, stop))
        or _said_of_both(sentence, first, stop)
        or _done_to(sentence, first)
        or (None if own_noun else _told(sentence, first))
        or _shared(sentence, first, stop)
    )


def _is_whole(sentence: Sentence, first: int) -> bool:
    """Whether only a part of those who are counted is spoken of: "none of the 62 passengers died"."""
    line = sentence.line
    while first and line[first - 1].lower in _DETERMINERS:
        first -= 1
    part = sentence.before(first - 1) if sentence.before(first) == "of" else ""
    return part in _PARTS or (bool(part) and sentence.terms.may_be_number(part))


def _said_of(sentence: Sentence, begin: int) -> str | None:
    """What is said from ``begin`` on: "dead", "were killed", "have been confirmed dead"."""
    line, fates = sentence.line, sentence.terms.fates
    at = begin
    while at < len(line) and line[at].lower in _GOES_ON:
        at += 1
    found = matching(line, at, fates.after)
    if found is None:
        return None
    fate, after = found[0].means, found[1]
    if after < len(line) and line[after].lower in ("or", "and"):
        other = matching(line, after + 1, fates.after)
        if other is not None and other[0].means != fate:
            return None  # killed or wounded
    passive = any(token.lower in _AUXILIARIES for token in line[begin:at])
    acts = not passive and matching_back(line, at + 1, fates.before) is not None and _has_object(sentence, after)
    return None if acts else fate


def _said_of_both(sentence: Sentence, first: int, stop: int) -> str | None:
    """What is said of this number and the next: "170 Afghans and 13 American soldiers died"."""
    line, terms = sentence.line, sentence.terms
    if sentence.after(stop) != "and" or stop + 1 >= len(line) or not terms.may_be_number(line[stop + 1].lower):
        return None
    start = sentence.clause(first).start
    if any(is_verb(line, place, start, terms) for place in range(start, first)):
        return None  # "seized 40 guns and 12 people died"
    after = range(stop + 2, min(stop + 2 + _REACH, len(line)))
    said = (
        _said_of(sentence, place) for place in after if line[place].lower in _AUXILIARIES or _is_said(sentence, place)
    )
    return next(said, None)


def _is_said(sentence: Sentence, at: int) -> bool:
    return matching(sentence.line, at, sentence.terms.fates.after) is not None


def _past_asides(line: Line, at: int) -> int:
    """Where the clause goes on after ", including six children," or "on board" at ``at``."""
    if at < len(line) and line[at].text == ",":
        closing = next((k for k in range(at + 2, min(at + _ASIDE, len(line) - 1)) if line[k].text == ","), None)
        return at if closing is None or line[closing + 1].lower not in _AUXILIARIES else closing + 1
    if at < len(line) and line[at].lower in _INSIDE:
        for place in range(at + 1, min(at + 1 + _REACH, len(line))):
            if line[place].kind != "word":
                return at
            if line[place].lower in _AUXILIARIES:
                return place
    return at


def _has_object(sentence: Sentence, at: int) -> bool:
    """Whether those who are counted did it themselves: "twelve rebels killed 31 soldiers"."""
    line = sentence.line
    if at >= len(line) or line[at].kind in ("sign", "odd"):
        return False
    return line[at].kind != "word" or line[at].lower in _OBJECTS or line[at].lower not in sentence.terms.nouns.ends


def _done_to(sentence: Sentence, first: int) -> str | None:
    """What the verb before ``first`` says: "killed at least", "wounding another"."""
    line, fates = sentence.line, sentence.terms.fates
    while first and line[first - 1].lower in _LEADING:
        first -= 1
    found = matching_back(line, first, fates.before)
    if found is None:
        return None
    fate, verb = found[0].means, found[1]
    if any(negates(token.lower) for token in line[max(0, verb - 2) : verb]):
        return None
    if verb > 1 and line[verb - 1].lower in ("and", "or"):
        other = matching_back(line, verb - 1, fates.before)
        if other is not None and other[0].means != fate:
            return None
    return fate


def negates(word: str) -> bool:
    """Whether what is said with the word does not hold: "never", "don’t"."""
    return word in _NEGATIONS or is_contracted_not(word)


def is_contracted_not(word: str) -> bool:
    """Whether "not" is the end of the word: "hasn’t"."""
    return word.endswith(("n't", "n’t"))


def _told(sentence: Sentence, first: int) -> str | None:
    """What the toll is of that has the number before ``first`` as its value."""
    line, tolls = sentence.line, sentence.terms.fates.tolls
    for place in range(first, max(0, first - _TOLL), -1):
        found = matching_back(line, place, tolls)
        if found is not None:
            return found[0].means if sentence.clause(first).start <= found[1] else None
    return None


def _shared(sentence: Sentence, first: int, stop: int) -> str | None:
    """The fate of the number before, where this one is part of it or stands in a row with it."""
    line = sentence.line
    last = sentence.found[-1] if sentence.found else None
    if last is None or last.figure.fate is None:
        return None
    joint = line[first - 1].lower if first else ""
    if joint == "including":
        return last.figure.fate
    row = joint in ("and", ",") and last.stop >= first - 2 and _ends_a_clause(sentence, stop)
    return last.figure.fate if row else None


def _ends_a_clause(sentence: Sentence, at: int) -> bool:
    """Whether no verb follows at ``at`` that would have the number as its subject."""
    line = sentence.line
    if at < len(line) and line[at].kind == "word" and line[at].lower not in (PREPOSITIONS | _INSIDE):
        return False
    for place in range(at, min(at + _ASIDE, len(line))):
        if line[place].kind == "sign":
            return True
        if is_verb(line, place, at, sentence.terms):
            return False
    return True
