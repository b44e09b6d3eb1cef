"""From a document to its figures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from bot.domain.analysis import Figure, Person, Quote
from bot.domain.article import Span
from bot.nlp.body import LEXICON, in_body
from bot.nlp.figures.counting import Placed, Sentence, figure_of
from bot.nlp.figures.other_numerals import spans
from bot.nlp.figures.ranges import said_at
from bot.nlp.figures.terms import Terms, terms_in
from bot.nlp.lexicon import directory_of
from bot.nlp.numbers import PARTS, SCALES, TENS, UNITS, Token
from bot.nlp.reading import reading_of, sentence_spans

_LETTER = re.compile(r"[^\W\d_]")
_NUMERALS = frozenset({*UNITS, *TENS, *SCALES, *PARTS, "hundred", "dozen"})


def figures(doc: Doc, quotes: Sequence[Quote], people: Sequence[Person]) -> tuple[Figure, ...]:
    """The figures in the body of ``doc``, in order.

    Numbers inside the names of ``people`` are none; what a quote covers is attributed to its speaker.

    Raises: SettingsError if a word list can't be read.
    """
    terms = terms_in(doc.user_data.get(LEXICON) or directory_of(None))
    text = reading_of(doc).text
    names = _Spans(mention for person in people for mention in person.mentions)
    speakers = _speakers(quotes)
    found: list[Figure] = []
    earlier: Figure | None = None
    for sentence in sentence_spans(doc):
        start, end = sentence.start, sentence.end
        if not terms.candidate.search(text, start, end) or not _LETTER.search(text, start, end):
            continue
        for figure in in_sentence(text, sentence, terms, names, speakers, earlier):
            if in_body(doc, figure.words.start, figure.words.end):
                found.append(replace(figure, attributed_to=speakers.at(figure.words.start)[0]))
                if figure.noun is not None and figure.unit is None:
                    earlier = figure
    return tuple(found)


class _Spans:
    """Spans to look up by place; overlapping ones are joined."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans):
            if self._ends and span.start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def hold(self, start: int) -> bool:
        """Whether the code point ``start`` stands in one of them."""
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and start < self._ends[before]


@dataclass(frozen=True, slots=True)
class _Speakers:
    """Who says what stands where: boundaries, and from each on the innermost speaker and where the quotation starts."""

    starts: Sequence[int]
    said: Sequence[tuple[str | None, int]]

    def at(self, place: int) -> tuple[str | None, int]:
        """The speaker of what stands at ``place``, if somebody is quoted there, and where the quotation starts."""
        before = bisect_right(self.starts, place) - 1
        return self.said[before] if before >= 0 else (None, 0)


def _speakers(quotes: Sequence[Quote]) -> _Speakers:
    starts: list[int] = []
    said: list[tuple[str | None, int]] = []
    open_quotes: list[Quote] = []

    def close_until(place: int) -> None:
        while open_quotes and open_quotes[-1].words.end <= place:
            end = open_quotes.pop().words.end
            while open_quotes and open_quotes[-1].words.end <= end:
                open_quotes.pop()
            starts.append(end)
            said.append(_said(open_quotes[-1]) if open_quotes else (None, 0))

    for quote in sorted(quotes, key=lambda quote: (quote.words.start, -quote.words.end)):
        close_until(quote.words.start)
        open_quotes.append(quote)
        starts.append(quote.words.start)
        said.append(_said(quote))
    close_until(max((quote.words.end for quote in quotes), default=0))
    return _Speakers(starts, said)


def _said(quote: Quote) -> tuple[str | None, int]:
    return quote.speaker, quote.words.start


def in_sentence(
    text: str, sentence: Span, terms: Terms, names: _Spans, speakers: _Speakers, earlier: Figure | None
) -> list[Figure]:
    """The figures of one sentence, in order; ``earlier`` is the last count before it, for "the figure was 3,500"."""
    line = _read(text, sentence, terms, names)
    found: list[Placed] = []
    at = 0
    while at < len(line):
        amount = said_at(line, at, terms)
        if amount is None:
            at += 1
            continue
        quoted_from = speakers.at(line[amount.first].start)[1]
        placed = figure_of(Sentence(text, sentence, line, terms, found, earlier, quoted_from), amount)
        if placed is None:
            at = amount.stop
        else:
            found.append(placed)
            at = placed.stop
    return [placed.figure for placed in found]


def _read(text: str, sentence: Span, terms: Terms, names: _Spans) -> list[Token]:
    """The tokens of ``sentence``; those that can be no figure are "odd"."""
    others = _Spans(Span(*span) for span in spans(text, sentence.start, sentence.end, terms.nouns.streets))
    return [
        token._replace(kind="odd", lower="\0")
        if others.hold(token.start)
        or ((token.kind == "number" or token.lower in _NUMERALS) and names.hold(token.start))
        else token
        for token in terms.line(text, sentence.start, sentence.end)
    ]
