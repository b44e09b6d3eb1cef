"""Whom or what a number is said of, in the article's words, by the order of words alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from bot.nlp.figures.amount import Line
from bot.nlp.figures.nouns import is_plural
from bot.nlp.figures.terms import Terms
from bot.nlp.numerals import HYPHENS, TENS, UNITS, Token

PRONOUNS = frozenset(
    "i you he she it we they there this that these those who which what one some many most others".split()
)
_BREAKS = frozenset({";", ":", "—", "“", "”", '"', "«", "»", "("})
_JOINTS = frozenset(
    "but while whereas although though because that when after before as if since until where who which whose".split()
)
LIGHT = frozenset(
    "however meanwhile currently also now still already then thus today yesterday reportedly instead moreover "
    "nevertheless nonetheless therefore alone together altogether overall combined".split()
)
_INSIDE = frozenset(("'", "’", ".", "/", "%", "&"))
_NO_SUBJECT = frozenset("another almost about nearly some only just even rather perhaps".split())
_ELLIPTIC = frozenset("was is were are".split())
"""After them the thing itself is left out: "Bob’s was 9"."""
_SMALL = frozenset(
    "a an the its their his her it them him us and or , only just more another further additional extra new record "
    "not never also even still now already ever all both least most such up down higher lower back able set due "
    "been being having in on at by for from with since during over under as of to through about around between "
    "per than among within above below past nearly almost some less fewer".split()
)
_AUXILIARIES = frozenset(
    "is are was were be been being am has have had having do does did will would shall should can could may might must "
    "cannot 's ’s".split()
) | frozenset(
    f"{verb}{ending}"
    for verb in "is are was were has have had do does did would should could might must wo ca".split()
    for ending in ("n't", "n’t")
)
PREPOSITIONS = frozenset(
    "in on at by for from with since during after before under over despite as of to through throughout among amid "
    "according within around between across like unlike given against beyond without including".split()
)
_TIMES = frozenset("last next this earlier later early late on yesterday today".split())
_DETERMINERS = frozenset("the this that its their his her our".split())
_LONGEST = 9
_FURTHEST = 60
_NEAR, _NEAR_AFTER = 12, 5
_PIECE = 3
"""Words of each thing in a list that is a subject."""
_RELATIVES = frozenset(("which", "who"))
_ABBREVIATED = 4
"""No capitalised word of more letters is an abbreviation that ends in a full stop."""


class Clause(NamedTuple):
    """Where the clause of a number starts and the words of its subject, if they are clear."""

    start: int
    subject: tuple[int, int] | None


Taken = Callable[[Token], bool]
"""Whether a token belongs to a figure that was found before."""


def clause_of(line: Line, at: int, terms: Terms, earliest: int, taken: Taken) -> Clause:
    """The clause that ``line[at]`` stands in and its subject; it starts at or after the code point ``earliest``.

    A subject is clear only if nothing but small words stands between its verb and the number: in "the Senate holds
    talks after the deaths of 49" the number is none of the Senate's.
    """
    start = _clause_start(line, at, terms)
    while start < at and line[start].start < earliest:
        start += 1
    if (main := _around_a_relative(line, start, at, terms)) is not None:
        return main
    while True:
        subject, verb = _subject(line, start, at, terms)
        if verb is not None and line[verb].lower in terms.saying:
            following = verb + 1
            following += following < at and line[following].lower == "that"
            if _subject(line, following, at, terms)[1] is not None:
                start = following
                continue
        reaches = verb is None or all(_is_small(line, k, terms) or taken(line[k]) for k in range(verb + 1, at))
        return Clause(start, subject if reaches else None)


def _around_a_relative(line: Line, start: int, at: int, terms: Terms) -> Clause | None:
    """The clause that goes on behind a relative one: "Exports, which account for most of it, rose | 12%"."""
    if start < 3 or line[start - 1].lower not in _RELATIVES or line[start - 2].text != ",":
        return None
    comma = _comma(line, start, at)
    if comma is None or comma + 1 >= at or not is_verb(line, comma + 1, start, terms):
        return None
    begin = _clause_start(line, start - 2, terms)
    first, stop = past_opening(line, begin, start - 2), start - 2
    clear = 0 < stop - first <= _LONGEST and _may_be_subject(line, first, stop, terms)
    return Clause(begin, (first, stop) if clear else None)


def _is_small(line: Line, k: int, terms: Terms) -> bool:
    """Whether the word at ``k`` may stand between a verb and the number that it says of its subject."""
    token = line[k]
    if token.kind != "word":
        return token.text != ";"
    word = token.lower
    if word in _SMALL or word in terms.nouns.amounts or word.endswith(("ed", "ly")):
        return True
    if line[k - 1].lower == "to" or line[k - 1].lower in _AUXILIARIES:
        return True  # will train, is able to raise
    return word in terms.nouns.verbs or word in terms.hedges.words or word in terms.saying


def _clause_start(line: Line, at: int, terms: Terms) -> int:
    furthest = max(-1, at - 1 - _FURTHEST)
    aside = False
    for place in range(at - 1, furthest, -1):
        token = line[place]
        if token.text in "()":
            aside, opened = token.text == ")", token.text == "(" and not aside
            if opened:
                return place + 1
            continue
        if aside:
            continue  # "Velo (NASDAQ: VLO) dropped"
        if token.text in _BREAKS or _ends_sentence(line, place):
            return place + 1
        if token.lower == "with" and place and line[place - 1].text == ",":
            return place + 1
        if token.lower in _JOINTS and not _only_joins(line, place, at):
            return place + 1
        if (
            token.lower in ("and", "or")
            and place
            and (line[place - 1].text == "," or _joins_clauses(line, place, at, terms))
        ):
            return place + 1
    return furthest + 1


def _ends_sentence(line: Line, place: int) -> bool:
    """Whether a full stop at ``place`` ends a sentence inside a quotation, and no "Sen." or "Mr."."""
    if line[place].text not in ".?!" or not place or place + 1 >= len(line) or line[place + 1].text[0].islower():
        return False
    before = line[place - 1]
    return before.kind != "word" or before.text.islower() or len(before.text) > _ABBREVIATED


def _joins_clauses(line: Line, place: int, at: int, terms: Terms) -> bool:
    """Whether "and" at ``place`` stands between two clauses: "Ann had 7 and Bob’s was 9", not "Ann and Bob had 9"."""
    before = range(max(0, place - _NEAR), place)
    opening = line[place + 1]
    if not (opening.text[0].isupper() or opening.lower in _DETERMINERS or opening.lower in PRONOUNS):
        return False
    after = range(place + 2, min(at, place + 1 + _NEAR_AFTER))
    return any(is_verb(line, k, place + 1, terms) for k in after) and any(
        is_verb(line, k, before.start, terms) for k in before
    )


def _only_joins(line: Line, place: int, at: int) -> bool:
    """Whether the word at ``place`` starts no clause, as a preposition or in a hedge: "as many as", "after 20"."""
    return line[place].lower in ("as", "since", "before", "after", "until") and not any(
        token.lower in _AUXILIARIES for token in line[place + 1 : at]
    )


def _subject(line: Line, start: int, at: int, terms: Terms) -> tuple[tuple[int, int] | None, int | None]:
    """The subject between ``start`` and ``at``, and the verb that closes it."""
    first = past_opening(line, start, at)
    if first >= at or (line[first].lower in PRONOUNS and not _names_a_noun(line, first, at)):
        return None, _verb(line, first, first, at, terms)
    stop = first
    while stop < at and not is_verb(line, stop, first, terms) and _may_stand_in_a_subject(line, stop):
        stop += 1
    verb = None if stop == first else _verb(line, stop, first, at, terms)
    if verb is None:
        return None, None
    if _is_list(line, stop, verb):
        stop = verb
    if stop - first > 2 and line[stop - 2].lower == "so" and line[stop - 1].lower == "far":
        stop -= 2
    while stop > first and (
        line[stop - 1].lower in LIGHT or line[stop - 1].lower.endswith("ly") or line[stop - 1].text == "."
    ):
        stop -= 1
    if stop == first or stop - first > _LONGEST or not _may_be_subject(line, first, stop, terms):
        return None, verb
    return (first, stop), verb


def _is_list(line: Line, stop: int, verb: int) -> bool:
    """Whether what stands between a subject and its verb goes on with it: "Coffee | , cocoa and sugar | fell"."""
    if stop >= verb or line[stop].text != "," or verb - stop > _LONGEST:
        return False
    between = line[stop:verb]
    joints = [k for k, token in enumerate(between) if token.text == "," or token.lower in ("and", "or", "&")]
    pieces = [after - before - 1 for before, after in zip(joints, [*joints[1:], len(between)], strict=True)]
    words = all(token.kind == "word" or k in joints for k, token in enumerate(between))
    no_aside = not any(token.lower in ("a", "an", "the", "who", "which") for token in between)
    return words and no_aside and between[joints[-1]].text != "," and all(0 < size <= _PIECE for size in pieces)


def _verb(line: Line, start: int, first: int, at: int, terms: Terms) -> int | None:
    return next((place for place in range(start, at) if is_verb(line, place, first, terms)), None)


def _may_stand_in_a_subject(line: Line, place: int) -> bool:
    """Words, hyphens, "Ipsos/Mail", "the top 1 percent", "Adams’ count"."""
    token = line[place]
    return token.kind in ("word", "number") or token.text in HYPHENS or token.text in _INSIDE


def _may_be_subject(line: Line, first: int, stop: int, terms: Terms) -> bool:
    """Whether ``line[first:stop]`` looks like a name or a noun with its article, and not like an adverb or a number."""
    if stop - first == 1 and line[first].lower in _DETERMINERS:
        return False
    opening, last = line[first], line[stop - 1]
    word = opening.lower.replace("’", "'")
    if word in PREPOSITIONS or word in terms.saying or word in _NO_SUBJECT or word.endswith("ed"):
        return False
    if word.split("'")[0] in PRONOUNS and "'" in word:
        return False
    if word not in _DETERMINERS and any(
        token.lower in UNITS or token.lower in TENS or (token.kind == "number" and not opening.text[0].isupper())
        for token in line[first:stop]
    ):
        return False
    if last.text in HYPHENS or last.text == "/" or (last.text.islower() and last.lower in terms.nouns.ends):
        return False
    if _is_possessive(line, stop - 1) and not (stop < len(line) and line[stop].lower in _ELLIPTIC):
        return False
    if any(_begins_another(line, k) for k in range(first + 1, stop)):
        return False
    return opening.text[0].isupper() or word in _DETERMINERS or word in ("a", "an") or is_plural(last.text, terms.nouns)


def _is_possessive(line: Line, place: int) -> bool:
    """Whether "Clinton’s" or the mark of "Sanders’" stands at ``place``."""
    token = line[place]
    return token.lower.endswith(("'s", "’s")) or (token.text in ("'", "’") and token.glued)


def _begins_another(line: Line, place: int) -> bool:
    """Whether an article at ``place`` begins a phrase of its own: "the first taste the audience"."""
    before = line[place - 1].lower
    return line[place].lower in ("the", "a", "an") and before not in PREPOSITIONS and before not in ("and", "or", "&")


def _names_a_noun(line: Line, first: int, at: int) -> bool:
    """Whether "this" or "that" stands before a noun."""
    return (
        line[first].lower in ("this", "that", "these", "those", "some", "many", "most")
        and first + 1 < at
        and (line[first + 1].kind == "word" and line[first + 1].lower not in _AUXILIARIES)
    )


def past_opening(line: Line, start: int, at: int) -> int:
    """Where the subject starts: past "However,", "In Kabul," and "Going into the final,"."""
    first = start
    while first < at and (
        line[first].kind == "sign"
        or line[first].lower in LIGHT
        or line[first].lower in ("and", "but", "or", "so", "yet")
    ):
        first += 1
    if first >= at:
        return first
    opening = line[first].lower
    adjunct = opening in PREPOSITIONS or opening.endswith("ing")
    if adjunct or opening in _TIMES:
        comma = _comma(line, first, min(at, first + (10 if adjunct else 4)))
        while opening == "between" and comma is not None and (further := _comma(line, comma + 1, at)) is not None:
            comma = further
        if comma is not None and line[min(comma + 1, at)].lower in ("a", "an"):
            # "In Wisconsin, a hotbed of union activism, Sanders won"
            comma = _comma(line, comma + 1, min(at, comma + 11)) or comma
        return first if comma is None else comma + 1
    return first


def _comma(line: Line, first: int, stop: int) -> int | None:
    return next((place for place in range(first, stop) if line[place].text == ","), None)


def is_verb(line: Line, place: int, first: int, terms: Terms) -> bool:
    token = line[place]
    if token.kind != "word" or (token.text[0].isupper() and place > first):
        return False
    word = token.lower
    if word in _AUXILIARIES:
        return True
    if place == first:
        return False
    before = line[place - 1]
    if before.lower in _DETERMINERS or before.lower in ("a", "an") or before.text in HYPHENS:
        return False
    if _is_possessive(line, place - 1):
        return False
    if word in terms.nouns.verbs or word in terms.hedges.moves:
        # "the tax plan would", "the average gain for": the plain form is a verb only after a plural.
        return word not in terms.plain_verbs or is_plural(before.text, terms.nouns) or _is_plain_after(line, place)
    if word in terms.saying:
        return not (is_plural(token.text, terms.nouns) and _begins_a_predicate(line, place + 1, terms))
    return word.endswith("ed") and len(word) > 4


def _begins_a_predicate(line: Line, at: int, terms: Terms) -> bool:
    """Whether a verb stands at ``at``, so that the word before it is its subject: "the northern states | lost"."""
    if at >= len(line):
        return False
    word = line[at].lower
    return word in _AUXILIARIES or word in terms.nouns.verbs or word in terms.hedges.moves


def _is_plain_after(line: Line, place: int) -> bool:
    """Whether a plain form at ``place`` may be a verb after what is no plural noun: "we expect", "Ann and Bob own"."""
    return line[place - 1].lower in PRONOUNS or any(token.lower == "and" for token in line[max(0, place - 4) : place])
