"""Texts that are too short to be an article: a word, a name, a test of the keyboard."""

from __future__ import annotations

import re

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.lines import lines_of, same_words

LEAST_WORDS = 6
"""A flash has a few more, its headline included ("Bridge closed. Nobody was hurt.")."""
LEAST_OWN_WORDS = 4
"""Without its headline: "See attached." is none."""
ENOUGH_WORDS = 12
"""From here on nothing has to end like a sentence: verses and lists don't."""
LOOKED_AT = 5_000
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
HINT = "Give the whole text of the article."


def long_enough(document: Document) -> Document | SourceError:
    """The document, or the error that it is too short. Words are counted once each: "test test test" is one."""
    lines = lines_of(document.text[:LOOKED_AT])
    own = _words(" ".join(line.text for line in lines if not same_words(line.text, document.title)) or document.title)
    words = own | _words(document.title)
    sentence = any(line.ends_sentence for line in lines)
    if len(own) >= LEAST_OWN_WORDS and len(words) >= (LEAST_WORDS if sentence else ENOUGH_WORDS):
        return document
    return SourceError("too short to be an article", document.locator, hint=HINT)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}
