"""Why another reader of numbers differs from the table of figures: the classes, each by what shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.nlp.numerals import PARTS, SCALES, TENS, UNITS, VULGAR


@dataclass(frozen=True)
class Case:
    """A line of the table: its group, its text, and the words and values of the figures in it."""

    group: str
    text: str
    figures: tuple[tuple[str, tuple[float, ...]], ...]

    @property
    def values(self) -> list[float]:
        return [value for _, values in self.figures for value in values]


@dataclass(frozen=True)
class Difference:
    """What a reader finds in a case beyond the table (``more``), and what it lacks (``less``)."""

    case: Case
    more: tuple[float, ...]
    less: tuple[float, ...]

    def __bool__(self) -> bool:
        return bool(self.more or self.less)


Values = Sequence[float]
Explains = Callable[[Difference], tuple[Values, Values]]
"""Which values of ``more`` and of ``less`` a class explains."""


@dataclass(frozen=True)
class Class:
    """A reason to differ: "theirs" is their error, "convention" a choice that both can defend."""

    name: str
    whose: str
    explains: Explains


_ORDINALS = {f"{name}{s}": float(below) for name, below in PARTS.items() for s in ("", "s")} | {
    "first": 1.0,
    "second": 2.0,
}
_WORDS = {**UNITS, **TENS, **SCALES, "hundred": 100, "dozen": 12}
_SCALES = (10, 12, 100, 1000, 10**5, 10**6, 10**7, 10**9, 10**12)
_SHIFTS = tuple((up, down) for scale in (1, *_SCALES) for up, down in ((scale, 1), (1, scale)))
_NUMERAL = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|[{''.join(VULGAR)}]|[A-Za-z]+")
_FRACTION = re.compile(rf"\b(?:half|quarter|{'|'.join(PARTS)})s?\b|[{''.join(VULGAR)}]")
_UNREAD = re.compile(r"\b(?:dozen|couple|\w+fold|hundred|thousand)\b", re.IGNORECASE)


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(1, abs(a))


def _shifted(value: float, piece: float) -> bool:
    """Whether ``value`` is ``piece``, or one of them the other on a larger scale."""
    return any(_close(value * up, piece * down) for up, down in _SHIFTS)


def _parts(words: str) -> Iterator[float]:
    """The numbers that the words of a figure are made of."""
    for match in _NUMERAL.finditer(words.lower()):
        word = match.group()
        if word[0].isdigit():
            yield float(word.replace(",", ""))
        elif word in VULGAR:
            yield float(VULGAR[word])
        elif word in _WORDS:
            yield float(_WORDS[word])


def _in_group(*groups: str) -> Explains:
    return lambda d: (d.more, ()) if d.case.group in groups and not d.case.values else ((), ())


def _sign(d: Difference) -> tuple[Values, Values]:
    less = [u for u in d.less if u < 0]
    return [v for v in d.more if any(_close(v, -u) for u in less)], [
        u for u in less if any(_close(v, -u) for v in d.more)
    ]


def _rough(d: Difference) -> tuple[Values, Values]:
    return (d.more, d.less) if d.case.group == "counted roughly" else ((), ())


def _scale(d: Difference) -> tuple[Values, Values]:
    """The number without its scale, the scale as a number of its own, "seven million, five hundred thousand" as two."""
    less = [
        u for u in d.less if _close(u, sum(d.more)) or any(_close(u, v * scale) for v in d.more for scale in _SCALES)
    ]
    pieces = [piece for words, _ in d.case.figures for piece in (1, *_parts(words), *less)]
    apart = [v for v in d.more if any(_shifted(v, piece) for piece in pieces)]
    return (apart, less) if less else ((), ())


def _half(d: Difference) -> tuple[Values, Values]:
    """One and a half million for half a million"""
    less = [u for u in d.less if "half a" in d.case.text.lower() and any(_close(v, 3 * u) for v in d.more)]
    return [v for v in d.more if any(_close(v, 3 * u) for u in less)], less


def _total(d: Difference) -> tuple[Values, Values]:
    """The 25 of "18 of 25 slots" and the 100,000 of "12.3 deaths per 100,000"."""
    inside = [part for words, _ in d.case.figures if " of " in words for part in _parts(words.split(" of ", 1)[1])]
    rates = [float(match.replace(",", "")) for match in re.findall(r"\bper ([\d,]+)", d.case.text)]
    whole = [] if d.less else [v for v in d.more if v in inside or v in rates]
    return whole, ()


def _apart(d: Difference) -> tuple[Values, Values]:
    """Pieces of one figure: "two in three", "6ft 2in", "20:1", "5 1/2"."""
    cut = [(list(_parts(words)), values) for words, values in d.case.figures]
    more = [v for v in d.more if any(_shifted(v, piece) for pieces, _ in cut for piece in pieces)]
    whole = [
        u
        for u in d.less
        if any(u in values and any(_shifted(v, p) for v in more for p in pieces) for pieces, values in cut)
    ]
    return (more, whole) if more else ((), ())


def _range(d: Difference) -> tuple[Values, Values]:
    ends = {value for _, values in d.case.figures if len(values) == 2 for value in values}
    return (d.more, d.less) if d.case.group == "ranges" and ends >= set(d.less) else ((), ())


def _article(d: Difference) -> tuple[Values, Values]:
    """A and an read as one, also instead of the number after them"""
    if 1.0 not in d.more or not re.search(r"\b[Aa]n?\b", d.case.text):
        return (), ()
    return [1.0], d.less if d.more == (1.0,) else ()


def _ordinal(d: Difference) -> tuple[Values, Values]:
    """Third for three, and "half" of "half-time"."""
    words = [word.lower() for word in re.findall(r"[A-Za-z]+", d.case.text)]
    named = {_ORDINALS[word] for word in words if word in _ORDINALS} | ({0.5} if "half" in words else set())
    less = [u for u in d.less if any(u in values and _FRACTION.search(words) for words, values in d.case.figures)]
    more = [v for v in d.more if v in named]
    return (more, less) if more else ((), ())


def _joined(d: Difference) -> tuple[Values, Values]:
    """Neither number, where "from 51 to 38" says both."""
    both = " to ".join(f"{u:g}" for u in d.less)
    return (), d.less if len(d.less) == 2 and both in d.case.text else ()


def _year(d: Difference) -> tuple[Values, Values]:
    return [v for v in d.more if 1900 <= v <= 2100 and v.is_integer() and f"{v:.0f}" in d.case.text], ()


def _name(d: Difference) -> tuple[Values, Values]:
    return [v for v in d.more if re.search(rf"\b[A-Z]\w+ {v:g}\b", d.case.text)], ()


def _labelled(d: Difference) -> tuple[Values, Values]:
    """The 2 of "type 2 diabetes", the 4 of a 4-4-2, also where the sentence holds figures besides."""
    return (d.more, ()) if d.case.group == "names with a number inside" else ((), ())


def _clock(d: Difference) -> tuple[Values, Values]:
    """The 14 of 14:31, the 6 of "the 6am train"."""
    times = re.findall(r"\b(\d{1,2}):(\d\d)\b|\b(\d{1,2})[ap]m\b", d.case.text)
    return [v for v in d.more if any(piece and v == float(piece) for time in times for piece in time)], ()


def _place_in_order(d: Difference) -> tuple[Values, Values]:
    """The 21 of "the 21st boat", the 70 of "the 70s", a third for "third"."""
    numbers = [float(number) for number in re.findall(r"\b(\d+)(?:st|nd|rd|th|s)\b", d.case.text)]
    numbers += [1 / below for word, below in _ORDINALS.items() if below and re.search(rf"\b{word}\b", d.case.text)]
    return [v for v in d.more if any(_close(v, number) for number in numbers)], ()


def _before_a_date(d: Difference) -> tuple[Values, Values]:
    """The 30 of "from 40 in 2010 to 30" is lost."""
    return (), [u for u in d.less if re.search(rf"\bfrom .* in \d{{4}} to {u:g}\b", d.case.text)]


def _added(d: Difference) -> tuple[Values, Values]:
    """31 and 1 for "31 one-room flats", taken together."""
    named = set(_parts(d.case.text))
    sums = {v: [u for u in d.less if f"{u:g} " in d.case.text and v - u in named - {u}] for v in d.more}
    return [v for v, less in sums.items() if less], [u for less in sums.values() for u in less]


def _shillings(d: Difference) -> tuple[Values, Values]:
    return (), d.less if re.search(r"£\d+ \d+s\b", d.case.text) else ()


def _one_of_them(d: Difference) -> tuple[Values, Values]:
    """ "Not one of the 40" counts none of them, "a family of five" one family."""
    kinds = re.search(r"\b(?:[Nn]ot one|family of)\b", d.case.text)
    return (d.more, ()) if kinds and not d.less else ((), ())


def _spaced(d: Difference) -> tuple[Values, Values]:
    return (d.more, d.less) if any(re.search(r"\d \d{3}\b", words) for words, _ in d.case.figures) else ((), ())


def _lacking(*shows: Callable[[str, tuple[float, ...]], object]) -> Explains:
    """Nothing found where the words and values of a figure show one of ``shows``."""

    def explains(d: Difference) -> tuple[Values, Values]:
        less = [
            u
            for u in d.less
            if any(u in values and any(show(words, values) for show in shows) for words, values in d.case.figures)
        ]
        return (), less

    return explains


CLASSES = (
    Class("takes a date or a clock time for a number", "theirs", _in_group("dates and times")),
    Class("takes part of a name or a title for a number", "theirs", _in_group("names and labels")),
    Class(
        "takes an address, a telephone number or a link for numbers", "theirs", _in_group("addresses and telephones")
    ),
    Class("takes an ordinal or the number of a list for a number", "theirs", _in_group("ordinals and lists")),
    Class("counts what only tells which", "convention", _in_group("not counted")),
    Class("has no range for a rough number", "convention", _rough),
    Class("loses a minus", "theirs", _sign),
    Class("shows the total beside its part", "convention", _total),
    Class("cuts a number at the space in it", "theirs", _spaced),
    Class("reads a number without its scale", "theirs", _scale),
    Class("adds “half” and “a”", "theirs", _half),
    Class("reads “a” as one, or loses the amount after it", "theirs", _article),
    Class("misreads a range", "theirs", _range),
    Class("cuts one figure into its numbers", "theirs", _apart),
    Class("reads an ordinal, or the name of a part, as a number", "theirs", _ordinal),
    Class("takes a year in a sentence for a number", "theirs", _year),
    Class("takes part of a name in a sentence for a number", "theirs", _name),
    Class("finds no fraction in words or signs", "theirs", _lacking(lambda words, _: _FRACTION.search(words.lower()))),
    Class("does not know “dozen”, “couple” or “tenfold”", "theirs", _lacking(lambda words, _: _UNREAD.search(words))),
    Class(
        "finds no score, vote or ratio",
        "theirs",
        _lacking(
            lambda words, _: re.search(r"\w+ ?[-–:] ?\w+$|\bto\b", words),
            lambda words, values: len(values) == 2,
        ),
    ),
    Class("finds neither of two numbers with “to” between them", "theirs", _joined),
    Class("does not count a single one", "convention", _lacking(lambda _, values: values == (1,))),
    Class(
        "finds no numeral in words before a hyphen", "theirs", _lacking(lambda words, _: re.match(r"[A-Za-z]+-", words))
    ),
    Class("takes a label in a sentence for a number", "theirs", _labelled),
    Class("takes a clock time in a sentence for a number", "theirs", _clock),
    Class("takes a place in an order or a decade for a number", "theirs", _place_in_order),
    Class("loses what a number fell or rose to", "theirs", _before_a_date),
    Class("adds up two numbers that stand side by side", "theirs", _added),
    Class("does not know shillings", "theirs", _shillings),
    Class("counts the one of “not one of”, or the size of a family", "convention", _one_of_them),
)
"""In the order in which they are tried; each explains what those before it left."""
