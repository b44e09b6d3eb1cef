"""Which money a name means: by ISO 4217, by CLDR, and by the country that the article names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, list_currencies

from bot.nlp.lexicon import Entry


@dataclass(frozen=True, slots=True)
class Shared:
    """A name of money that several countries share: its ``words``, the singular first, and its country by code."""

    words: tuple[str, ...]
    otherwise: str | None
    countries: Mapping[str, re.Pattern[str]]

    def named(self, text: str, start: int, end: int) -> frozenset[str]:
        """The codes whose country ``text[start:end]`` names."""
        return frozenset(code for code, words in self.countries.items() if words.search(text, start, end))

    def meant(self, *named: frozenset[str]) -> str:
        """The code, if the first of ``named`` that holds any holds one; without one, what stands for it."""
        codes = next(filter(None, named), frozenset())
        return next(iter(codes)) if len(codes) == 1 else self.otherwise or self.words[0]


def shared_money(lists: Entry) -> Iterator[tuple[str, Shared]]:
    """The table ``shared`` of ``currencies.yaml``, by keys that are no code and no unit: "¤peso"."""
    for name, entry in lists.items():
        fields = dict(entry.items())
        plural = fields.pop("plural", None)
        otherwise = fields.pop("otherwise", None)
        for code in (*fields, *((otherwise.text(),) if otherwise else ())):
            if code not in list_currencies():
                raise fields.get(code, entry).problem(f"{code!r} is no ISO 4217 code")
        yield (
            f"¤{name}",
            Shared(
                words=(name, *(plural.words() if plural else ())),
                otherwise=otherwise.text() if otherwise else None,
                countries={code: _any_of(words.words()) for code, words in fields.items()},
            ),
        )


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


def by_currency(lists: Entry) -> dict[str, str]:
    """Signs or names of money, each with its code."""
    found: dict[str, str] = {}
    known = list_currencies()
    for code, forms in lists.items():
        if code not in known:
            raise forms.problem(f"{code!r} is no ISO 4217 code")
        found |= dict.fromkeys(forms.words(), code)
    return found


def full_names() -> dict[str, str]:
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
