"""The words of figures as the rules use them: units, money, hedges and nouns of ``config/lexicon``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.nlp.figures.currencies import Shared, by_currency, full_names, shared_money
from bot.nlp.figures.phrases import Phrase, Phrases, ending, listed, starting
from bot.nlp.lexicon import Entry, read
from bot.nlp.numerals import DASHES, PARTS, ROUGH, SCALES, TENS, UNITS, VULGAR, Token, token_pattern, tokens
from bot.nlp.words import words_in

_OPENING = ("a", "an", "half", "between", "aged", "age", "ages", "minus", "several")
"""Words that open a number without being one."""

_DIGIT = re.compile(rf"[0-9{''.join(VULGAR)}]")
_WORD = re.compile(r"\w+")
_NO_VERBS = frozenset("up more higher down less lower fewer".split())
_SAME_PAST = frozenset("put cut hit set beat cost shut run come become read spread".split())
"""Verbs whose past is their plain form."""


@dataclass(frozen=True, slots=True)
class Units:
    """Units after a number, and what is known of some. ``holds`` maps a unit to (how many, of which smaller one)."""

    after: Phrases
    holds: Mapping[str, tuple[int, str]]
    times: frozenset[str]
    rates: frozenset[str]
    dimensions: frozenset[str]
    before: frozenset[str]
    weighing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Money:
    """ISO 4217 codes by the sign before the amount and by the name after it.

    A name that several countries share stands in ``shared`` and gives its key there, which starts with "¤".
    """

    signs: Mapping[str, str]
    names: Phrases
    shared: Mapping[str, Shared]
    doubtful: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hedges:
    """Words that bend a number; ``before`` is read backwards from it. The sets are those of ``hedges.yaml``.

    ``words`` are the single words of ``before``, ``moves`` the words of change that are verbs.
    """

    before: Phrases
    attributive: frozenset[str]
    after: Phrases
    not_up_to: frozenset[str]
    handing: frozenset[str]
    lasting: frozenset[str]
    up: frozenset[str]
    down: frozenset[str]
    by_only: frozenset[str]
    with_particle: frozenset[str]
    rises: frozenset[str]
    falls: frozenset[str]
    denials: Phrases
    words: frozenset[str]
    moves: frozenset[str]


@dataclass(frozen=True, slots=True)
class Nouns:
    """What is counted, and what is not; the fields are the lists of ``nouns.yaml``."""

    plurals: Mapping[str, str]
    unchanging: frozenset[str]
    not_plurals: frozenset[str]
    set_apart: frozenset[str]
    set_phrases: frozenset[str]
    counted_singly: frozenset[str]
    amounts: frozenset[str]
    same_amount: frozenset[str]
    labels: frozenset[str]
    always_labels: frozenset[str]
    place_labels: frozenset[str]
    of_years: frozenset[str]
    streets: tuple[str, ...]
    ends: frozenset[str]
    verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fates:
    """What befell those whom a number counts. Each maps words to the fate; ``before`` and ``tolls`` are read backwards.

    ``nouns`` are in the singular; ``lives`` are the words that make a fate of "lives".
    """

    before: Phrases
    after: Phrases
    nouns: Mapping[str, str]
    tolls: Phrases
    lives: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """All of it, with the pattern that cuts a sentence into tokens.

    ``numerals`` are the words that may be a number or part of one.
    ``saying`` are the verbs that report a clause, ``speaking`` all that attribute words. ``plain_verbs`` are verbs in
    their plain form, which may as well be nouns ("plan"). ``starts`` are the words and signs, besides money and digits,
    that a number may start with.
    """

    units: Units
    money: Money
    hedges: Hedges
    nouns: Nouns
    fates: Fates
    saying: frozenset[str]
    speaking: frozenset[str]
    plain_verbs: frozenset[str]
    starts: frozenset[str]
    numerals: frozenset[str]
    pattern: re.Pattern[str]

    def may_be_number(self, word: str) -> bool:
        """Whether the token ``word``, in lower case, may belong to a number."""
        if word.isalpha():
            return word in self.numerals or word.endswith("fold")
        if _DIGIT.search(word):
            return True
        return any(part in self.numerals or part[1:].endswith("fold") for part in _WORD.findall(word))

    def line(self, text: str, start: int, end: int) -> list[Token]:
        """The tokens of ``text[start:end]``."""
        return tokens(text, start, end, self.pattern)


@cache
def terms_in(directory: Path) -> Terms:
    """The terms of the word lists in ``directory``.

    Raises: SettingsError if one of them can't be read, with its line.
    """
    currencies = read(directory, "currencies").table("signs", "names", "shared", "doubtful")
    signs = by_currency(currencies["signs"])
    shared = dict(shared_money(currencies["shared"]))
    names = full_names() | by_currency(currencies["names"])
    names |= {word: key for key, one in shared.items() for word in one.words}
    pattern = token_pattern(tuple(signs))
    numerals = frozenset({*UNITS, *TENS, *SCALES, *PARTS, *ROUGH, "hundred", "dozen", *(f"{part}s" for part in PARTS)})
    units = _units(read(directory, "units"), pattern)
    hedges = _hedges(read(directory, "hedges"), pattern)
    nouns = _nouns(read(directory, "nouns"))
    speech = words_in(directory).speech
    return Terms(
        units=units,
        money=Money(
            signs=signs,
            names=listed(starting(name, code, pattern) for name, code in names.items()),
            shared=shared,
            doubtful=frozenset(currencies["doubtful"].words()),
        ),
        hedges=hedges,
        nouns=nouns,
        fates=_fates(read(directory, "fates"), pattern),
        saying=speech.report,
        speaking=speech.report | speech.verbs,
        plain_verbs=frozenset(verb for verb in nouns.verbs | hedges.moves if f"{verb}s" in nouns.verbs | hedges.moves)
        - _SAME_PAST,
        starts=frozenset({*UNITS, *TENS, *DASHES, *ROUGH, *_OPENING, *units.before}),
        pattern=pattern,
        numerals=numerals,
    )


def _units(entry: Entry, pattern: re.Pattern[str]) -> Units:
    lists = entry.table("words", "symbols", "suffixes", "holds", "times", "rates", "dimensions", "before", "weighing")
    after: list[tuple[str, Phrase]] = []
    for unit, forms in lists["words"].items():
        after += [starting(form, unit, pattern) for form in (unit, *forms.words())]
    for unit, forms in lists["symbols"].items():
        after += [starting(form, unit, pattern, exact=True) for form in forms.words()]
    for unit, forms in lists["suffixes"].items():
        after += [starting(form, unit, pattern, exact=True, glued=True) for form in forms.words()]
    return Units(
        after=listed(after),
        holds={unit: _holding(pair) for unit, pair in lists["holds"].items()},
        times=frozenset(lists["times"].words()),
        rates=frozenset(lists["rates"].words()),
        dimensions=frozenset(lists["dimensions"].words()),
        before=frozenset(lists["before"].words()),
        weighing=frozenset(lists["weighing"].words()),
    )


def _holding(entry: Entry) -> tuple[int, str]:
    pair = entry.words()
    if len(pair) != 2 or not re.fullmatch(r"\d{1,9}", pair[0]):
        raise entry.problem("a number and a smaller unit are expected here, as in [60, minute]")
    return int(pair[0]), pair[1]


def _hedges(entry: Entry, pattern: re.Pattern[str]) -> Hedges:
    lists = entry.table(
        "before", "attributive", "after", "not_up_to", "handing", "lasting", "up", "down", "by_only", "with_particle",
        "rises", "falls", "denials",
    )  # fmt: skip
    before = [ending(words, words.lower(), pattern) for words in lists["before"].words()]
    return Hedges(
        before=listed(before),
        attributive=frozenset(lists["attributive"].words()),
        after=listed(starting(words, words, pattern) for words in lists["after"].words()),
        not_up_to=frozenset(lists["not_up_to"].words()),
        handing=frozenset(lists["handing"].words()),
        lasting=frozenset(lists["lasting"].words()),
        up=frozenset(lists["up"].words()),
        down=frozenset(lists["down"].words()),
        by_only=frozenset(lists["by_only"].words()),
        with_particle=frozenset(lists["with_particle"].words()),
        rises=frozenset(lists["rises"].words()),
        falls=frozenset(lists["falls"].words()),
        denials=listed(starting(words, words, pattern) for words in lists["denials"].words()),
        words=frozenset(part for _, phrase in before for part in phrase.parts)
        | frozenset(lists["attributive"].words()),
        moves=frozenset({*lists["up"].words(), *lists["down"].words()}) - _NO_VERBS,
    )


def _fates(entry: Entry, pattern: re.Pattern[str]) -> Fates:
    before: list[tuple[str, Phrase]] = []
    after: list[tuple[str, Phrase]] = []
    tolls: list[tuple[str, Phrase]] = []
    nouns: dict[str, str] = {}
    lives: dict[str, str] = {}
    for fate, forms in entry.items():
        lists = forms.table("before", "after", "nouns", "tolls", "lives")
        before += [ending(words, fate, pattern) for words in lists["before"].words()]
        after += [starting(words, fate, pattern) for words in lists["after"].words()]
        tolls += [ending(words, fate, pattern) for words in lists["tolls"].words()]
        nouns |= dict.fromkeys(lists["nouns"].words(), fate)
        lives |= dict.fromkeys(lists["lives"].words(), fate)
    return Fates(listed(before), listed(after), nouns, listed(tolls), lives)


def _nouns(entry: Entry) -> Nouns:
    names = (
        "plurals", "unchanging", "not_plurals", "set_apart", "set_phrases", "counted_singly", "amounts", "same_amount",
        "labels", "always_labels", "place_labels", "of_years", "streets", "ends", "verbs",
    )  # fmt: skip
    lists = entry.table(*names)

    def words(name: str) -> frozenset[str]:
        return frozenset(lists[name].words())

    return Nouns(
        plurals={plural: singular.text() for plural, singular in lists["plurals"].items()},
        unchanging=words("unchanging"),
        not_plurals=words("not_plurals"),
        set_apart=words("set_apart"),
        set_phrases=words("set_phrases"),
        counted_singly=words("counted_singly"),
        amounts=words("amounts"),
        same_amount=words("same_amount"),
        labels=words("labels"),
        always_labels=words("always_labels"),
        place_labels=words("place_labels"),
        of_years=words("of_years"),
        streets=lists["streets"].words(),
        ends=words("ends"),
        verbs=words("verbs"),
    )
