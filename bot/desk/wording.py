"""Words as the desk compares them: lower case, ends cut off, small words told apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.article import Span

_WORD = re.compile(r"[^\W_]+(?:[.,][^\W_]+)*(?:['’][^\W_]+)?")

SMALL = frozenset(
    (
        "a about after all also an and are as at be been but by can could did do does for from get had has have he her"
        " his how i if in into is it its just like more no not of on one only or other our out over said say says she"
        " so some than that the their them there they this to up us was we were what when which who will with would you"
        " your him me my am being because then these those through while where why would's very own same such until"
    ).split()
)
"""Words that say nothing about what a text is about."""

_SAME = {
    **dict.fromkeys(["american", "americans", "u.s", "u.s."], "us"),
    **dict.fromkeys(["british", "britain", "u.k", "u.k."], "uk"),
    **dict.fromkeys(["dead", "died", "death", "deaths", "killed", "dying"], "die"),
    **dict.fromkeys(["injured", "hurt", "wounded", "hospitalised", "hospitalized", "hospital"], "injure"),
}
"""Words that news uses for one another."""


Alike = Mapping[str, Collection[str]]
"""For a word (lower case) all of its forms and spellings, itself among them."""
_NOTHING: Alike = {}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands (code points), how it is compared, whether it has a capital."""

    start: int
    end: int
    key: str
    capital: bool
    small: bool


def words(text: str) -> Iterator[Word]:
    """The words of ``text``, in order. "US" is a name, "us" a small word."""
    for match in _WORD.finditer(text):
        word = match.group()
        lower = word.lower()
        small = (lower in SMALL and word not in {"US", "IT", "WHO"}) or (len(lower) == 1 and not lower.isdigit())
        yield Word(match.start(), match.end(), stem(lower), word[0].isupper(), small)


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """The word (lower case) without its ending: enough to match "troops" with "troop", not a linguist's stem."""
    word = re.sub(r"['’](?:s|ve|re|ll|d|m)?$", "", word)
    word = _SAME.get(word, word)
    for ending in ("ing", "ed", "es", "s"):
        least = 3 if ending == "s" else 4
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word


def content(text: str, alike: Alike = _NOTHING) -> frozenset[str]:
    """The keys of the words in ``text`` that are not small; words that are ``alike`` have one key."""
    return frozenset(key for key, _ in keys(text, alike))


def keys(text: str, alike: Alike = _NOTHING) -> Iterator[tuple[str, Span]]:
    """The key of each word in ``text`` that is not small, with its place."""
    for word in words(text):
        if not word.small:
            others = alike.get(text[word.start : word.end].lower(), ()) if alike else ()
            yield min((stem(each) for each in others), default=word.key), Span(word.start, word.end)
