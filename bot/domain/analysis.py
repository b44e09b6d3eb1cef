"""What was found in one article: summary, quotes, figures, people. Every finding carries its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.article import Passage, Span
from bot.domain.when import AsOf


class QuoteKind(StrEnum):
    """How the words are given: all of a sentence in marks, some words in marks, or none."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class PersonKind(StrEnum):
    """What a name stands for."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that the article attributes to somebody.

    ``words`` is what stands inside the marks (of an indirect quote: the reported clause, without "that").
    ``speaker`` is the resolved name ("Antony Blinken"), ``mention`` what the text says beside the quote ("he"),
    ``cue`` the reporting word ("said", "According to"). Each is None where the text does not give it.
    ``confidence`` is 0 to 1 and ``why`` names the rule that found the speaker, in words for a reader.
    ``denied`` tells that the speaker does not stand by the words ("she denied that …"): shown alone they would say the
    opposite.
    """

    words: Passage
    kind: QuoteKind
    speaker: str | None = None
    mention: Passage | None = None
    cue: Passage | None = None
    confidence: float = 1.0
    why: str = ""
    denied: bool = False

    @property
    def reported(self) -> Span:
        """The words with who said them and how, where that is written: "she denied that the money was lost"."""
        spans = [self.words.span, *(passage.span for passage in (self.mention, self.cue) if passage is not None)]
        return Span(min(span.start for span in spans), max(span.end for span in spans))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that the article states.

    ``words`` covers the number and its unit or noun ("2,500 troops"). ``value`` is the number itself (2500000 for
    "2.5 million"); a range has ``low`` and ``high`` and no ``value``; a bound such as "at least" is a ``hedge``.
    ``unit`` is an ISO 4217 code, "percent", or a unit's English name in the singular; ``noun`` the counted thing
    in the singular. ``subject`` is whom or what it is said of, in the article's words. ``attributed_to`` is who
    says so. ``sentence`` is the span of the whole sentence. ``change`` is "up" or "down" where the number is how much
    something rose or fell ("up 8%", "a drop of 3 points"). ``fate`` is what befell those who are counted ("killed",
    "wounded"), however the article words it. ``as_of`` is when the number stood, where its own clause says so ("fell to
    4% in June"). ``per`` is what it is reckoned by, in the singular ("hour" for "$12 an hour"). A number that is said
    not to hold has the hedge "not".
    """

    words: Passage
    sentence: Span
    value: int | float | None = None
    low: int | float | None = None
    high: int | float | None = None
    unit: str | None = None
    noun: str | None = None
    hedge: str | None = None
    subject: str | None = None
    attributed_to: str | None = None
    change: str | None = None
    fate: str | None = None
    as_of: AsOf | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A named person or organisation, under its fullest name, with the role that the text gives."""

    name: str
    kind: PersonKind
    role: str | None = None
    aliases: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class KeySentence:
    """A sentence that carries the article; the higher its ``score``, the earlier a shorter summary keeps it.

    One that ``leans`` on the sentence before it ("He also …") is understood only after that, the key sentence before.
    """

    words: Passage
    score: float
    leans: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything extracted from one article, in the article's order, with the version of the extractor.

    ``skipped`` counts the paragraphs that could not be read; the rest of the article is analysed all the same.
    """

    version: str
    summary: tuple[KeySentence, ...] = ()
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    people: tuple[Person, ...] = ()
    skipped: int = 0

    def told_apart(self) -> Iterator[tuple[int, Quote]]:
        """The quotes with their places, without the fragments that a reported clause of the same breath holds.

        "She said there was “no such thing” as luck" is one thing to read, though both its clause and the words in
        marks are quotes.
        """
        reported = {
            quote.cue: quote.words.span for quote in self.quotes if quote.kind is QuoteKind.INDIRECT and quote.cue
        }
        for place, quote in enumerate(self.quotes):
            clause = reported.get(quote.cue) if quote.cue else None
            if quote.kind is not QuoteKind.MIXED or clause is None or not clause.covers(quote.words.span):
                yield place, quote

    def key_sentences(self, count: int) -> tuple[KeySentence, ...]:
        """The ``count`` best sentences of the summary, in the article's order."""
        best = sorted(self.summary, key=lambda sentence: (-sentence.score, sentence.words.start))[:count]
        return tuple(sorted(best, key=lambda sentence: sentence.words.start))
