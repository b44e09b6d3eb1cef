"""Who says a figure: the speaker of what it stands in, unless he disowns it or reports what others say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.analysis import Quote
from bot.nlp.figures.amount import Line
from bot.nlp.figures.phrases import matching
from bot.nlp.figures.terms import Terms

_REACH = 12
"""Words between a denial and the number that it denies."""
_SELF = frozenset("i we to not will would can must ’d ’ll 'd 'll".split())
_OTHERS = frozenset("he she they it who everybody everyone people some many others nobody".split())
_NAMES = 5
"""Words of who says it: "as the mayor of Bath claimed"."""
_DETERMINERS = frozenset("the a an its their his her our".split())
_TURNS = frozenset({";", ":", "but", "—", "?", "!", "“", "”", '"'})


class Said(NamedTuple):
    """The innermost speaker of a place, if somebody is quoted there, and where the quotation starts."""

    speaker: str | None
    start: int


@dataclass(frozen=True, slots=True)
class Sayers:
    """Who says what stands where: boundaries, and what holds from each of them on."""

    starts: Sequence[int]
    said: Sequence[Said]

    def at(self, place: int) -> Said:
        """Who says what stands at the code point ``place``."""
        before = bisect_right(self.starts, place) - 1
        return self.said[before] if before >= 0 else Said(None, 0)


def sayers(quotes: Sequence[Quote], terms: Terms) -> Sayers:
    """Who says what by ``quotes``; what is denied is said by nobody."""
    starts: list[int] = []
    said: list[Said] = []
    open_quotes: list[Quote] = []

    def close_until(place: int) -> None:
        while open_quotes and open_quotes[-1].words.end <= place:
            end = open_quotes.pop().words.end
            while open_quotes and open_quotes[-1].words.end <= end:
                open_quotes.pop()
            starts.append(end)
            said.append(_said(open_quotes[-1], terms) if open_quotes else Said(None, 0))

    for quote in sorted(quotes, key=lambda quote: (quote.words.start, -quote.words.end)):
        close_until(quote.words.start)
        open_quotes.append(quote)
        starts.append(quote.words.start)
        said.append(_said(quote, terms))
    close_until(max((quote.words.end for quote in quotes), default=0))
    return Sayers(starts, said)


def _said(quote: Quote, terms: Terms) -> Said:
    denied = quote.cue is not None and any(word in terms.hedges.denying for word in quote.cue.text.lower().split())
    return Said(None if denied else quote.speaker, quote.words.start)


def said_before(line: Line, at: int, quoted_from: int) -> Sequence[int]:
    """The places before ``line[at]``, backwards, that still bear on it, from the code point ``quoted_from`` on."""
    found: list[int] = []
    for place in range(at - 1, max(-1, at - 1 - _REACH), -1):
        token = line[place]
        ends = token.text == "." and line[place + 1].text[0].isupper()
        if token.start < quoted_from or token.lower in _TURNS or ends:
            break
        found.append(place)
    return found


def denies(line: Line, place: int, terms: Terms) -> bool:
    """Whether words that deny what follows start at ``place``: "it is not true that 40 …"."""
    return matching(line, place, terms.hedges.denials) is not None


def others_say(line: Line, place: int, terms: Terms) -> bool:
    """Whether the word at ``place`` says that others say so: "Berg says 300 jobs …"."""
    # In lower case only: "the United States" states nothing.
    if line[place].text not in terms.saying or place == 0:
        return False
    who, that = line[place - 1], place + 1 < len(line) and line[place + 1].lower == "that"
    if who.lower in _OTHERS:
        return True
    return who.kind == "word" and (that or who.text[0].isupper()) and who.lower not in _SELF


def said_after(line: Line, at: int, terms: Terms) -> tuple[int, int] | None:
    """Who says the number before ``line[at]`` by what follows it, as in "40, as organisers claimed"; None if nobody."""
    at += at < len(line) and line[at].text == ","
    if at >= len(line) or line[at].lower != "as":
        return None
    for verb in range(at + 2, min(at + 2 + _NAMES, len(line))):
        if line[verb].kind != "word" and line[verb].text not in "-’'":
            return None
        if line[verb].lower in terms.saying:
            ends = verb + 1 == len(line) or line[verb + 1].text in ",.;?!"
            opening = line[at + 1]
            named = opening.text[0].isupper() or opening.lower in _DETERMINERS or verb == at + 2
            return (at + 1, verb) if ends and named and opening.lower not in _OTHERS | _SELF else None
    return None
