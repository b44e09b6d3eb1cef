"""Terms of one or more tokens, and where a line of tokens holds one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.nlp.numerals import Token, tokens


class Phrase(NamedTuple):
    """A term of one or more tokens. ``exact`` holds to its case; ``glued`` to touching the number."""

    parts: tuple[str, ...]
    means: str
    exact: bool = False
    glued: bool = False


Phrases = Mapping[str, tuple[Phrase, ...]]
"""Phrases by their first (or, to be read backwards, last) token in lower case, the longest first."""


def listed(phrases: Iterable[tuple[str, Phrase]]) -> Phrases:
    """``phrases``, each with the token that it is looked up by, for looking up."""
    found: dict[str, list[Phrase]] = defaultdict(list)
    for key, phrase in phrases:
        found[key].append(phrase)
    return {key: tuple(sorted(alike, key=lambda phrase: -len(phrase.parts))) for key, alike in found.items()}


def starting(
    words: str, means: str, pattern: re.Pattern[str], *, exact: bool = False, glued: bool = False
) -> tuple[str, Phrase]:
    """``words`` as a phrase that is looked up by its first token."""
    parts = _parts(words, pattern, exact=exact)
    return parts[0].lower(), Phrase(parts, means, exact, glued)


def ending(words: str, means: str, pattern: re.Pattern[str]) -> tuple[str, Phrase]:
    """``words`` as a phrase that is looked up by its last token: one that is read backwards."""
    parts = _parts(words, pattern)
    return parts[-1], Phrase(parts, means)


def _parts(words: str, pattern: re.Pattern[str], *, exact: bool = False) -> tuple[str, ...]:
    line = tokens(words, 0, len(words), pattern)
    return tuple(token.text if exact else token.lower for token in line)


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
