"""Words as they were spoken: what two outlets merely write differently has one key. Pure.

"£9.3million" and "£9.3m", "per cent" and "%", "four" and "4", "didn't" and "did not", "colour" and "color", hyphens and
spaces: nobody hears the difference, so it is none between two quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

_TOKEN = re.compile(
    r"(?P<sign>[£$€¥])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:(?P<letters>k|mn?|bn|tn)|[\s-]?(?P<scale>thousand|million|billion|trillion))?"
    r"(?![^\W_])"
    r"|(?P<percent>%|per\s?cent\b)"
    r"|(?P<dotted>\b(?:[^\W\d_]\.){2,}|\b[^\W\d_](?:\.[^\W\d_])+\b)"
    r"|(?P<word>[^\W_]+(?:['’][^\W_]+)?)",
    re.IGNORECASE,
)
_SIGNS = {"£": "pound", "$": "dollar", "€": "euro", "¥": "yen"}
_CURRENCIES = {f"{name}s": name for name in _SIGNS.values()}
_SCALES = {
    **dict.fromkeys(["k", "thousand"], 10**3),
    **dict.fromkeys(["m", "mn", "million"], 10**6),
    **dict.fromkeys(["bn", "billion"], 10**9),
    **dict.fromkeys(["tn", "trillion"], 10**12),
}
_SPOKEN_SCALES = frozenset({"thousand", "million", "billion", "trillion"})
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBERS = {name: value for value, name in enumerate(_ONES)} | {
    name: 10 * value for value, name in enumerate(_TENS, start=2)
}
_ENDINGS = {"n't": "not", "'ve": "have", "'re": "are", "'ll": "will", "'m": "am"}
_IRREGULAR = {"can't": "can", "won't": "will", "shan't": "shall"}
_IS = frozenset({"it's", "he's", "she's", "that's", "there's", "here's", "what's", "who's", "where's", "how's"})

# British words on their way to one spelling for both; a key is compared, never shown.
_SPELLINGS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"(?<=[a-z]{2})our(?=(?:s|ed|ing|able|ite|ites|hood|hoods|ful|er|ers)?$)", "or"),
        (r"(?<=[a-z]{2})([iy])s(?=(?:e|es|ed|er|ers|ing|ation|ations)$)", r"\1z"),
        (r"(?<=[aeiou])([^aeiou]+[aeiou])ll(?=(?:ed|ing|er|ers)$)", r"\1l"),
        (r"\b(cent|theat|(?:kilo|centi|milli)?met|(?:milli)?lit|fib|calib|spect|somb)re(?=s?$)", r"\1er"),
        (r"\b(def|off|pret|lic)ence(?=s?$)", r"\1ense"),
        (r"\b(dial|catal|anal|monol|prol|epil)ogue(?=s?$)", r"\1og"),
        (r"\bprogramme(?=s?$)", "program"),
        (r"\bgrey", "gray"),
        (r"\b(toward|afterward|backward|forward)s$", r"\1"),
    )
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One word of a text, as it sounds: where it stands (code points). A contraction is two words in one place."""

    start: int
    end: int
    key: str


def spoken(text: str) -> list[Spoken]:
    """The words of ``text`` in order, the same for every way to write them down."""
    heard: list[Spoken] = []
    for word in _tokens(text):
        last = heard[-1] if heard else None
        if last and word.key in _SPOKEN_SCALES and _is_number(last.key):
            heard[-1] = replace(last, end=word.end, key=_plainly(Decimal(last.key) * _SCALES[word.key]))
        elif last and last.key in _TENS_WRITTEN and word.key in _ONES_WRITTEN and text[last.end : word.start] == "-":
            heard[-1] = replace(last, end=word.end, key=str(int(last.key) + int(word.key)))
        else:
            heard.append(word)
    return heard


_TENS_WRITTEN = frozenset(str(ten) for ten in range(20, 100, 10))
_ONES_WRITTEN = frozenset(str(one) for one in range(1, 10))


def _tokens(text: str) -> Iterator[Spoken]:
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match.lastgroup == "word":  # most are
            for key in _keys(match["word"].lower().replace("’", "'")):
                yield Spoken(start, end, key)
        elif number := match["number"]:
            value = Decimal(number.replace(",", "")) * _SCALES.get(
                (match["letters"] or match["scale"] or "").lower(), 1
            )
            yield Spoken(start, end, _plainly(value))
            if sign := match["sign"]:
                yield Spoken(start, end, _SIGNS[sign])
        elif match["percent"]:
            yield Spoken(start, end, "percent")
        else:
            yield Spoken(start, end, match["dotted"].replace(".", "").lower())


@lru_cache(maxsize=1 << 14)
def _keys(word: str) -> tuple[str, ...]:
    if word in _NUMBERS:
        return (str(_NUMBERS[word]),)
    if word == "cannot":
        return ("can", "not")
    if word in _IS:
        return (word[:-2], "is")
    if word.endswith("s's"):
        return (word[:-2],)
    if ending := next((ending for ending in _ENDINGS if word.endswith(ending)), None):
        return (_IRREGULAR.get(word) or word.removesuffix(ending), _ENDINGS[ending])
    return (_spelt(_CURRENCIES.get(word, word)),)


def _spelt(word: str) -> str:
    for pattern, to in _SPELLINGS:
        word = pattern.sub(to, word)
    return word


def _plainly(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _is_number(key: str) -> bool:
    return key[0].isdecimal() and key.replace(".", "", 1).isdecimal()  # "²" is a digit, and no number
