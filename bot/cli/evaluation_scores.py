"""Scores as values: an analysis as the quote scorer reads it, the two seeds against their gold, two runs compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from bot.cli.records import Json
from bot.domain.analysis import Analysis, PersonKind, Quote, QuoteKind

Cases = Mapping[str, Mapping[str, float]]
"""For each case (a document of a collection) its scores by measure, from 0 to 1."""

NOTICEABLE = 0.0005
"""Two scores nearer than this are the same: they are kept with four decimals."""


class GoldQuote(TypedDict):
    speaker: str
    cue: str | None
    kind: str
    start: int
    end: int


class GoldFigure(TypedDict):
    value: float
    noun: str | None
    hedge: str | None
    start: int
    end: int


class GoldSeed(TypedDict):
    """What an editor found in a seed: ``quotes`` is everything in marks, the other lists are what must be among it."""

    title: str
    quotes: list[GoldQuote]
    indirect: list[GoldQuote]
    figures: list[GoldFigure]
    people: list[str]


class Prediction(TypedDict):
    """A line that ``score_quotes.py`` reads: the quotes found in one document."""

    doc: str
    quotes: list[Json]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of one case that two runs score differently."""

    case: str
    measure: str
    before: float
    after: float

    @property
    def worse(self) -> bool:
        return self.after < self.before

    def __str__(self) -> str:
        return f"{self.case}: {self.measure} {self.before:.3f} → {self.after:.3f}"


def prediction(name: str, analysis: Analysis) -> Prediction:
    """One line for ``score_quotes.py``: the speaker's place is the mention, the speaker's name the resolved one."""
    return {"doc": name, "quotes": [_predicted(quote) for quote in analysis.quotes]}


def _predicted(quote: Quote) -> Json:
    mention, cue = quote.mention, quote.cue
    return {
        "start": quote.words.start,
        "end": quote.words.end,
        "speaker_start": mention and mention.start,
        "speaker_end": mention and mention.end,
        "speaker": quote.speaker,
        "cue_start": cue and cue.start,
        "cue_end": cue and cue.end,
    }


def seed_scores(gold: GoldSeed, title: str, analysis: Analysis) -> dict[str, tuple[int, int]]:
    """By kind of finding, how many of the gold's were found exactly, and how many there are.

    A quote counts when its place, kind, speaker and cue are right; a figure when its place, value, noun and hedge are.
    Marked quotes beyond the gold's count as wrong ones too.
    """
    wanted = {_quote_key(quote) for quote in gold["quotes"]}
    reported = {_quote_key(quote) for quote in gold["indirect"]}
    figures = {(f["start"], f["end"], f["value"], f["noun"], f["hedge"]) for f in gold["figures"]}
    people = set(gold["people"])
    found = {
        (q.words.start, q.words.end, q.kind.value, q.speaker, q.cue and q.cue.text): q.kind for q in analysis.quotes
    }
    marked = {key for key, kind in found.items() if kind is not QuoteKind.INDIRECT}
    named = {person.name for person in analysis.people if person.kind is PersonKind.PERSON}
    numbers = {(f.words.start, f.words.end, f.value, f.noun, f.hedge) for f in analysis.figures}
    return {
        "title": (int(title == gold["title"]), 1),
        "quotes": (len(wanted & marked), len(wanted | marked)),
        "indirect": (len(reported & found.keys()), len(reported)),
        "figures": (len(figures & numbers), len(figures)),
        "people": (len(people & named), len(people)),
    }


def _quote_key(quote: GoldQuote) -> tuple[int, int, str, str | None, str | None]:
    return quote["start"], quote["end"], quote["kind"], quote["speaker"], quote["cue"]


def changes(before: Cases, after: Cases) -> list[Change]:
    """Every measure that both runs have and score differently, the greatest loss first."""
    found = [
        Change(case, measure, before[case][measure], score)
        for case, scores in after.items()
        for measure, score in scores.items()
        if case in before and measure in before[case] and abs(score - before[case][measure]) >= NOTICEABLE
    ]
    return sorted(found, key=lambda change: (change.after - change.before, change.case, change.measure))


def mean(values: Iterable[float]) -> float:
    """The mean; 0 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
