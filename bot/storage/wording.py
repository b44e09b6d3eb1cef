"""How the index reads words: one way for articles and for questions."""

from __future__ import annotations

import re
import unicodedata

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

# Each pattern begins with a character or a class, which ``re`` scans for many times faster than for a look-behind.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_GROUPED_DIGITS = re.compile("[0-9]+(?:[,\u00a0\u202f][0-9]{3})+(?![0-9])")
_DOT_OF_INITIALS = re.compile(r"\.(?<=\b[^\W\d_]\.)(?=[^\W\d_]\b)")
_POSSESSIVE = re.compile(r"['’][sS]\b")

_LONGEST = 40
"""No word is longer; looking for the like of endless ones would be slow."""

STOP_WORDS = frozenset(
    "a about am an and are as at be been being but by can could did do does for from had has have he her him his how i"
    " if in into is it its me my no not of on or our she should so such than that the their them then there these they"
    " this those to us was we were what when where which who whom whose why will with would you your".split()
)
"""Words that carry no subject: a search for "the withdrawal" is one for "withdrawal"."""


def folded(text: str) -> str:
    """``text`` for the index: 3,500 as 3500, U.S. as US, Biden's as Biden, accents composed."""
    # Names and short passages make most of the calls, and a look for one character is cheaper than a pattern's.
    # The digits first: normalising makes a plain space of the narrow one that groups them.
    if "," in text or not text.isascii():
        text = _GROUPED_DIGITS.sub(_joined, text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", encodable(text)))
    if "." in text:
        text = _DOT_OF_INITIALS.sub("", text)
    return _POSSESSIVE.sub("", text) if "'" in text or "’" in text else text


def encodable(text: str) -> str:
    """``text`` with a question mark for each half of a surrogate pair, which the index can't take."""
    return text.encode("utf-8", "replace").decode()


def _joined(digits: re.Match[str]) -> str:
    first, *groups = re.split("[,\u00a0\u202f]", digits[0])
    return "".join([first, *groups]) if len(first) <= 3 else digits[0]


def exact() -> TextAnalyzer:
    """Cuts folded text into words without case and accents."""
    return _plain().build()


def stemming() -> TextAnalyzer:
    """Cuts folded text into English stems ("withdrawal", "withdrew", "withdraws")."""
    return _plain().filter(Filter.stemmer("english")).build()


def _plain() -> TextAnalyzerBuilder:
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())


def is_stop_word(word: str) -> bool:
    """Whether a search can do without ``word``. Capitals make a name of it: "US", "WHO", "IT"."""
    return word.lower() in STOP_WORDS and not (len(word) > 1 and word.isupper())


def slips(token: str) -> int:
    """How many wrong letters a misspelt ``token`` may have: the longer, the more; none in a number or a short word."""
    if not 4 <= len(token) <= _LONGEST or any(character.isdigit() for character in token):
        return 0
    return 1 if len(token) < 8 else 2
