"""Whom or what a number is said of, in the article's words, by the order of words alone."""

from __future__ import annotations

from typing import NamedTuple

from bot.nlp.figures.nouns import is_plural, singular
from bot.nlp.figures.quantities import Line
from bot.nlp.figures.terms import Terms
from bot.nlp.numbers import HYPHENS, TENS, UNITS

_PRONOUNS = frozenset(
    "i you he she it we they there this that these those who which what one some many most others".split()
)
_BREAKS = frozenset({";", ":", "—", "“", "”", '"', "«", "»", "("})
_JOINTS = frozenset(
    "but while whereas although though because that when after before as if since until where who which whose".split()
)
_LIGHT = frozenset(
    "however meanwhile currently also now still already then thus today yesterday reportedly instead moreover "
    "nevertheless nonetheless therefore alone together".split()
)
_AUXILIARIES = frozenset(
    "is are was were be been has have had do does did will would shall should can could may might must 's ’s isn't "
    "isn’t wasn't wasn’t hasn't hasn’t".split()
)
_PREPOSITIONS = frozenset(
    "in on at by for from with since during after before under over despite as of to through throughout among amid "
    "according within around between across like unlike given against beyond without including".split()
)
_TIMES = frozenset("last next this earlier later early late on yesterday today".split())
_DETERMINERS = frozenset("the this that its their his her our".split())
_LONGEST = 9
_FURTHEST = 60


class Clause(NamedTuple):
    """Where the clause of a number starts and the words of its subject, if they are clear."""

    start: int
    subject: tuple[int, int] | None


class Amounts(NamedTuple):
    """What stands behind "the number of …": its words and its noun in the singular, if it is a plural."""

    first: int
    stop: int
    noun: str | None


def clause_of(line: Line, at: int, terms: Terms, earliest: int = 0) -> Clause:
    """The clause that ``line[at]`` stands in and its subject; it starts at or after the code point ``earliest``."""
    start = _clause_start(line, at)
    while start < at and line[start].start < earliest:
        start += 1
    while True:
        subject, verb = _subject(line, start, at, terms)
        if verb is None or line[verb].lower not in terms.saying:
            return Clause(start, subject)
        following = verb + 1
        if following < at and line[following].lower == "that":
            following += 1
        _, inner = _subject(line, following, at, terms)
        if inner is None:
            return Clause(start, subject)
        start = following


def _clause_start(line: Line, at: int) -> int:
    furthest = max(-1, at - 1 - _FURTHEST)
    for place in range(at - 1, furthest, -1):
        token = line[place]
        if token.text in _BREAKS or (token.lower in _JOINTS and not _only_joins(line, place, at)):
            return place + 1
        if token.lower in ("and", "or") and place and line[place - 1].text == ",":
            return place + 1
    return furthest + 1


def _only_joins(line: Line, place: int, at: int) -> bool:
    """Whether the word at ``place`` starts no clause, as a preposition or in a hedge: "as many as", "after 20"."""
    return place + 1 >= at or (
        line[place].lower in ("as", "since", "before", "after", "until")
        and not any(token.lower in _AUXILIARIES for token in line[place + 1 : at])
    )


def _subject(line: Line, start: int, at: int, terms: Terms) -> tuple[tuple[int, int] | None, int | None]:
    """The subject between ``start`` and ``at``, and the verb that closes it."""
    first = _past_opening(line, start, at)
    if first >= at or (line[first].lower in _PRONOUNS and not _names_a_noun(line, first, at)):
        verb = next((place for place in range(first, at) if _is_verb(line, place, first, terms)), None)
        return None, verb
    stop = first
    while stop < at:
        token = line[stop]
        if _is_verb(line, stop, first, terms):
            break
        if token.kind != "word" and token.text not in HYPHENS and token.text not in ("'", "’", "."):
            break
        stop += 1
    if stop >= at or stop == first:
        return None, None
    verb = next((place for place in range(stop, at) if _is_verb(line, place, first, terms)), None)
    if verb is None:
        return None, None
    while stop > first and (
        line[stop - 1].lower in _LIGHT or line[stop - 1].lower.endswith("ly") or line[stop - 1].text == "."
    ):
        stop -= 1
    if (
        stop == first
        or stop - first > _LONGEST
        or not _may_be_subject(line, first, stop, terms)
        or (line[stop - 1].text.islower() and line[stop - 1].lower in terms.nouns.ends)
    ):
        return None, verb
    return (first, stop), verb


def _may_be_subject(line: Line, first: int, stop: int, terms: Terms) -> bool:
    """Whether ``line[first:stop]`` looks like a name or a noun with its article, and not like an adverb or a number."""
    opening = line[first]
    word = opening.lower.replace("’", "'")
    if word in _PREPOSITIONS or word in terms.saying or (word.split("'")[0] in _PRONOUNS and "'" in word):
        return False
    if any(
        token.kind != "word" and token.text not in HYPHENS and token.text not in "'’." for token in line[first:stop]
    ):
        return False
    if any(token.lower in UNITS or token.lower in TENS for token in line[first:stop]) and word not in _DETERMINERS:
        return False
    if line[stop - 1].text in HYPHENS or line[stop - 1].lower.endswith(("'s", "’s")) or word.endswith("ed"):
        return False
    if word in ("another", "almost", "about", "nearly", "some", "only", "just", "even", "rather", "perhaps"):
        return False
    return (
        opening.text[0].isupper()
        or word in _DETERMINERS
        or word in ("a", "an")
        or is_plural(line[stop - 1].text, terms.nouns)
    )


def _names_a_noun(line: Line, first: int, at: int) -> bool:
    """Whether "this" or "that" stands before a noun."""
    return (
        line[first].lower in ("this", "that", "these", "those", "some", "many", "most")
        and first + 1 < at
        and (line[first + 1].kind == "word" and line[first + 1].lower not in _AUXILIARIES)
    )


def _past_opening(line: Line, start: int, at: int) -> int:
    """Where the subject starts: past "However," and past "In Kabul, "."""
    first = start
    while first < at and (
        line[first].kind == "sign"
        or line[first].lower in _LIGHT
        or line[first].lower in ("and", "but", "or", "so", "yet")
    ):
        first += 1
    reach = 10 if first < at and line[first].lower in _PREPOSITIONS else 4
    if first < at and (line[first].lower in _PREPOSITIONS or line[first].lower in _TIMES):
        comma = _comma(line, first, min(at, first + reach))
        if comma is not None and line[min(comma + 1, at)].lower in ("a", "an"):
            # "In Wisconsin, a hotbed of union activism, Sanders won"
            comma = _comma(line, comma + 1, min(at, comma + 11)) or comma
        return first if comma is None else comma + 1
    return first


def _comma(line: Line, first: int, stop: int) -> int | None:
    return next((place for place in range(first, stop) if line[place].text == ","), None)


def _is_verb(line: Line, place: int, first: int, terms: Terms) -> bool:
    token = line[place]
    if token.kind != "word" or (token.text[0].isupper() and place > first):
        return False
    word = token.lower
    if word in _AUXILIARIES:
        return True
    if place == first:
        return False
    before = line[place - 1]
    if (
        before.lower in _DETERMINERS
        or before.lower in ("a", "an")
        or before.text in HYPHENS
        or before.lower.endswith(("'s", "’s"))
    ):
        return False
    if word in terms.nouns.verbs or word in terms.saying:
        return True
    return (
        (word in terms.hedges.up and word not in ("up", "more", "higher"))
        or (word in terms.hedges.down and word not in ("down", "less", "lower", "fewer"))
        or (word.endswith("ed") and len(word) > 4)
    )


def amounts_before(line: Line, at: int, start: int, terms: Terms) -> Amounts | None:
    """The words "foreign troops" of "the total number of foreign troops to around" before ``line[at]``."""
    for place in range(at - 1, start, -1):
        if line[place].lower != "of" or line[place - 1].lower not in terms.nouns.amounts:
            continue
        stop = place + 1
        while (
            stop < at
            and line[stop].kind == "word"
            and not _is_verb(line, stop, place + 1, terms)
            and line[stop].lower not in ("to", "at")
        ):
            stop += 1
        while stop > place + 1 and (line[stop - 1].lower in _LIGHT or line[stop - 1].lower.endswith("ly")):
            stop -= 1
        if stop == place + 1 or stop - place > _LONGEST:
            return None
        head = next((k for k in range(place + 1, stop) if is_plural(line[k].text, terms.nouns)), None)
        noun = None if head is None else singular(line[head].text, terms.nouns)
        return Amounts(place + 1, stop, noun)
    return None


def refers_to_amount(line: Line, at: int, start: int, terms: Terms) -> bool:
    """Whether the clause from ``start`` is about "the figure" or "the total": the number said before."""
    first = _past_opening(line, start, at)
    if first + 1 >= at or line[first].lower not in ("the", "that", "this"):
        return False
    noun = first + 1
    while noun < at and line[noun].lower in terms.nouns.same_amount and line[noun].lower != "total":
        noun += 1
    if noun + 1 < at and line[noun].lower == "total" and line[noun + 1].lower in terms.nouns.amounts:
        noun += 1
    if noun >= at or line[noun].lower not in terms.nouns.amounts:
        return False
    return noun + 1 < at and line[noun + 1].lower != "of" and line[noun + 1].text not in HYPHENS
