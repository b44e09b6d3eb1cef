"""From a document to its figures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.tokens import Doc

from bot.domain.analysis import Figure, Person, Quote
from bot.domain.article import Span
from bot.nlp.body import LEXICON, PUBLISHED, in_body
from bot.nlp.figures.as_of import with_times
from bot.nlp.figures.counting import figure_of
from bot.nlp.figures.dates import Dates
from bot.nlp.figures.other_numerals import pattern, spans
from bot.nlp.figures.ranges import said_at
from bot.nlp.figures.sayers import Sayers, said_after, sayers
from bot.nlp.figures.sentence import Placed, Sentence
from bot.nlp.figures.spans import Spans
from bot.nlp.figures.terms import Terms, terms_in
from bot.nlp.lexicon import directory_of
from bot.nlp.numerals import PARTS, ROUGH, SCALES, TENS, UNITS, Token
from bot.nlp.reading import reading_of, sentence_spans

_LETTER = re.compile(r"[^\W\d_]")
_NUMERALS = frozenset({*UNITS, *TENS, *SCALES, *PARTS, *ROUGH, "hundred", "dozen"})


def prepare(directory: Path) -> None:
    """Read the word lists of ``directory`` now, so that the first article need not wait for them.

    Raises: SettingsError if a word list can't be read.
    """
    pattern(terms_in(directory).nouns.streets)


def figures(doc: Doc, quotes: Sequence[Quote], people: Sequence[Person]) -> tuple[Figure, ...]:
    """The figures in the body of ``doc``, in order.

    Numbers inside the names of ``people`` are none; what a quote covers is attributed to its speaker.

    Raises: SettingsError if a word list can't be read.
    """
    terms = terms_in(doc.user_data.get(LEXICON) or directory_of(None))
    reading = reading_of(doc)
    text = reading.text
    # Most sentences hold no number: looking at each word once costs a tenth of searching each sentence.
    numerals = {word for word in set(reading.lower) if terms.may_be_number(word)}
    numbers = [start for start, word in zip(reading.starts, reading.lower, strict=True) if word in numerals]
    names = Spans(mention for person in people for mention in person.mentions)
    said = sayers(quotes)
    dates = Dates(doc.user_data.get(PUBLISHED))
    found: list[Figure] = []
    earlier: Figure | None = None
    for sentence in sentence_spans(doc):
        before, earlier = earlier, None
        start, end = sentence.start, sentence.end
        if bisect_left(numbers, start) == bisect_left(numbers, end) or not _LETTER.search(text, start, end):
            continue
        for figure in in_sentence(text, sentence, terms, names, said, before, dates):
            if in_body(doc, figure.words.start, figure.words.end):
                found.append(figure)
                if figure.noun is not None and figure.unit is None:
                    earlier = figure
    return tuple(_with_money(found, text, terms))


def _with_money(found: Iterable[Figure], text: str, terms: Terms) -> Iterator[Figure]:
    """``found``, each in the money that its sentence or else the article means."""
    article: dict[str, frozenset[str]] = {}
    for figure in found:
        key = figure.unit or ""
        shared = terms.money.shared.get(key)
        if shared is None:
            yield figure
            continue
        if key not in article:
            article[key] = shared.named(text, 0, len(text))
        sentence = shared.named(text, figure.sentence.start, figure.sentence.end)
        yield replace(figure, unit=shared.meant(sentence, article[key]))


def in_sentence(
    text: str, span: Span, terms: Terms, names: Spans, said: Sayers, earlier: Figure | None, dates: Dates
) -> list[Figure]:
    """The figures of one sentence, in order; ``earlier`` is the last count of the sentence before it."""
    line = _read(text, span, terms, names)
    found: list[Placed] = []
    at = 0
    while at < len(line):
        amount = said_at(line, at, terms) if _may_start(line[at], terms) else None
        if amount is None:
            at += 1
            continue
        speaker, quoted_from = said.at(line[amount.first].start)
        sentence = Sentence(text, span, line, terms, found, earlier, quoted_from)
        placed = figure_of(sentence, amount)
        if placed is None:
            at = amount.stop
        else:
            if speaker is not None and not sentence.speaker_owns(amount.first):
                speaker = None
            told = said_after(line, placed.stop, terms)
            if speaker is None and told is not None:
                speaker = sentence.words(*told).text
            speaker = placed.figure.attributed_to or speaker
            found.append(replace(placed, figure=replace(placed.figure, attributed_to=speaker)))
            at = placed.stop
    return with_times(text, span, line, found, terms, dates)


def _may_start(token: Token, terms: Terms) -> bool:
    """Whether a figure may start with ``token``: most words need no longer look."""
    return token.kind in ("number", "money") or token.lower in terms.starts or token.lower.endswith("fold")


def _read(text: str, sentence: Span, terms: Terms, names: Spans) -> list[Token]:
    """The tokens of ``sentence``; those that can be no figure are "odd"."""
    others = Spans(Span(*span) for span in spans(text, sentence.start, sentence.end, terms.nouns.streets))
    return [
        token._replace(kind="odd", lower="\0")
        if others.hold(token.start)
        or ((token.kind == "number" or token.lower in _NUMERALS) and names.hold(token.start))
        else token
        for token in terms.line(text, sentence.start, sentence.end)
    ]
