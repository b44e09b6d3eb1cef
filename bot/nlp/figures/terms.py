"""The words of figures as the rules use them: units, money, hedges and nouns of ``config/lexicon``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, list_currencies

from bot.nlp.lexicon import Entry, read
from bot.nlp.numbers import PARTS, SCALES, TENS, UNITS, VULGAR, Token, token_pattern, tokens
from bot.nlp.words import words_in


class Phrase(NamedTuple):
    """A term of one or more tokens. ``exact`` holds to its case; ``glued`` to touching the number."""

    parts: tuple[str, ...]
    means: str
    exact: bool = False
    glued: bool = False


Phrases = Mapping[str, tuple[Phrase, ...]]
"""Phrases by their first (or, to be read backwards, last) token in lower case, the longest first."""


@dataclass(frozen=True, slots=True)
class Units:
    """Units after a number, and what is known of some. ``holds`` maps a unit to (how many, of which smaller one)."""

    after: Phrases
    holds: Mapping[str, tuple[int, str]]
    times: frozenset[str]
    dimensions: frozenset[str]
    before: frozenset[str]
    weighing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Money:
    """ISO 4217 codes by the sign before the amount and by the name after it."""

    signs: Mapping[str, str]
    names: Phrases
    codes: frozenset[str]
    doubtful: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hedges:
    """Words that bend a number; ``before`` is read backwards from it. The sets are those of ``hedges.yaml``."""

    before: Phrases
    attributive: frozenset[str]
    after: Phrases
    not_up_to: frozenset[str]
    lasting: frozenset[str]
    up: frozenset[str]
    down: frozenset[str]
    by_only: frozenset[str]
    rises: frozenset[str]
    falls: frozenset[str]


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
    streets: tuple[str, ...]
    ends: frozenset[str]
    verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """All of it, with the pattern that cuts a sentence into tokens and the one that tells whether to try."""

    units: Units
    money: Money
    hedges: Hedges
    nouns: Nouns
    saying: frozenset[str]
    pattern: re.Pattern[str]
    candidate: re.Pattern[str]

    def line(self, text: str, start: int, end: int) -> list[Token]:
        """The tokens of ``text[start:end]``."""
        return tokens(text, start, end, self.pattern)


@cache
def terms_in(directory: Path) -> Terms:
    """The terms of the word lists in ``directory``.

    Raises: SettingsError if one of them can't be read, with its line.
    """
    currencies = read(directory, "currencies").table("signs", "names", "doubtful")
    signs = _by_currency(currencies["signs"])
    names = _full_names() | _by_currency(currencies["names"])
    pattern = token_pattern(tuple(signs))
    words = "|".join(sorted({*UNITS, *TENS, *SCALES, *PARTS, "hundred", "dozen", *(f"{part}s" for part in PARTS)}))
    return Terms(
        units=_units(read(directory, "units"), pattern),
        money=Money(
            signs=signs,
            names=_phrases(_after(name, code, pattern) for name, code in names.items()),
            codes=frozenset(signs.values()) | frozenset(names.values()),
            doubtful=frozenset(currencies["doubtful"].words()),
        ),
        hedges=_hedges(read(directory, "hedges"), pattern),
        nouns=_nouns(read(directory, "nouns")),
        saying=words_in(directory).speech.report,
        pattern=pattern,
        candidate=re.compile(rf"[0-9{''.join(VULGAR)}]|\b(?:{words}|\w+fold)\b", re.IGNORECASE),
    )


def _phrases(phrases: Iterable[tuple[str, Phrase]]) -> Phrases:
    found: dict[str, list[Phrase]] = defaultdict(list)
    for key, phrase in phrases:
        found[key].append(phrase)
    return {key: tuple(sorted(listed, key=lambda phrase: -len(phrase.parts))) for key, listed in found.items()}


def _parts(words: str, pattern: re.Pattern[str], *, exact: bool = False) -> tuple[str, ...]:
    line = tokens(words, 0, len(words), pattern)
    return tuple(token.text if exact else token.lower for token in line)


def _after(
    words: str, means: str, pattern: re.Pattern[str], *, exact: bool = False, glued: bool = False
) -> tuple[str, Phrase]:
    parts = _parts(words, pattern, exact=exact)
    return parts[0].lower(), Phrase(parts, means, exact, glued)


def _units(entry: Entry, pattern: re.Pattern[str]) -> Units:
    lists = entry.table("words", "symbols", "suffixes", "holds", "times", "dimensions", "before", "weighing")
    listed: list[tuple[str, Phrase]] = []
    for unit, forms in lists["words"].items():
        listed += [_after(form, unit, pattern) for form in (unit, *forms.words())]
    for unit, forms in lists["symbols"].items():
        listed += [_after(form, unit, pattern, exact=True) for form in forms.words()]
    for unit, forms in lists["suffixes"].items():
        listed += [_after(form, unit, pattern, exact=True, glued=True) for form in forms.words()]
    return Units(
        after=_phrases(listed),
        holds={unit: _holding(pair) for unit, pair in lists["holds"].items()},
        times=frozenset(lists["times"].words()),
        dimensions=frozenset(lists["dimensions"].words()),
        before=frozenset(lists["before"].words()),
        weighing=frozenset(lists["weighing"].words()),
    )


def _holding(entry: Entry) -> tuple[int, str]:
    pair = entry.words()
    if len(pair) != 2 or not pair[0].isdecimal():
        raise entry.problem("a number and a smaller unit are expected here, as in [60, minute]")
    return int(pair[0]), pair[1]


def _by_currency(lists: Entry) -> dict[str, str]:
    """Signs or names of money, each with its code."""
    found: dict[str, str] = {}
    known = list_currencies()
    for code, forms in lists.items():
        if code not in known:
            raise forms.problem(f"{code!r} is no ISO 4217 code")
        found |= dict.fromkeys(forms.words(), code)
    return found


def _full_names() -> dict[str, str]:
    """Every currency that some country uses now, by its English names: "Canadian dollars", "Turkish lira"."""
    locale = Locale("en")
    found: dict[str, str] = {}
    for code in sorted(list_currencies(locale)):
        for count in (1, 2):
            try:
                name = get_currency_name(code, count=count, locale=locale)
            except (UnknownLocaleError, KeyError):
                continue
            if name != code and "(" not in name and " " in name:
                found.setdefault(name.lower(), code)
    return found


def _hedges(entry: Entry, pattern: re.Pattern[str]) -> Hedges:
    lists = entry.table(
        "before", "attributive", "after", "not_up_to", "lasting", "up", "down", "by_only", "rises", "falls"
    )
    before = []
    for words in lists["before"].words():
        parts = _parts(words.lower(), pattern)
        before.append((parts[-1], Phrase(parts, words.lower())))
    return Hedges(
        before=_phrases(before),
        attributive=frozenset(lists["attributive"].words()),
        after=_phrases(_after(words, words, pattern) for words in lists["after"].words()),
        not_up_to=frozenset(lists["not_up_to"].words()),
        lasting=frozenset(lists["lasting"].words()),
        up=frozenset(lists["up"].words()),
        down=frozenset(lists["down"].words()),
        by_only=frozenset(lists["by_only"].words()),
        rises=frozenset(lists["rises"].words()),
        falls=frozenset(lists["falls"].words()),
    )


def _nouns(entry: Entry) -> Nouns:
    names = (
        "plurals", "unchanging", "not_plurals", "set_apart", "set_phrases", "counted_singly", "amounts", "same_amount",
        "labels", "streets", "ends", "verbs",
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
        streets=lists["streets"].words(),
        ends=words("ends"),
        verbs=words("verbs"),
    )


def matching(line: Sequence[Token], at: int, phrases: Phrases) -> tuple[Phrase, int] | None:
    """The longest of ``phrases`` that starts at ``line[at]``, and where it stops."""
    if at >= len(line):
        return None
    for phrase in phrases.get(line[at].lower, ()):
        stop = at + len(phrase.parts)
        if stop > len(line) or (phrase.glued and not line[at].glued):
            continue
        if all(
            (token.text if phrase.exact else token.lower) == part
            for token, part in zip(line[at:stop], phrase.parts, strict=True)
        ):
            return phrase, stop
    return None


def matching_back(line: Sequence[Token], stop: int, phrases: Phrases) -> tuple[Phrase, int] | None:
    """The longest of ``phrases`` that ends right before ``line[stop]``, and where it starts."""
    if stop < 1:
        return None
    for phrase in phrases.get(line[stop - 1].lower, ()):
        first = stop - len(phrase.parts)
        if first >= 0 and all(token.lower == part for token, part in zip(line[first:stop], phrase.parts, strict=True)):
            return phrase, first
    return None
