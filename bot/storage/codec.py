"""Analyses and excluded spans as JSON, and back.

A passage is stored as its two offsets alone, and its words are read from the article's text again: what Newsdesk
shows is verbatim, whatever happened on the way. Fields that hold nothing are left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.domain.analysis import Analysis, Figure, KeySentence, Person, PersonKind, Quote, QuoteKind
from bot.domain.article import Excluded, Passage, Reason, Span
from bot.domain.when import AsOf

JsonObject = dict[str, Any]


def encode_analysis(analysis: Analysis) -> str:
    """The analysis as JSON, without the words of its passages."""
    return json.dumps(
        {
            "version": analysis.version,
            "summary": [[key.words.start, key.words.end, key.score, key.leans] for key in analysis.summary],
            "quotes": [_quote(quote) for quote in analysis.quotes],
            "figures": [_figure(figure) for figure in analysis.figures],
            "people": [_person(person) for person in analysis.people],
            "skipped": analysis.skipped,
        }
    )


def decode_analysis(stored: str, text: str) -> Analysis:
    """The analysis of the article that says ``text``."""
    loaded: JsonObject = json.loads(stored)
    return Analysis(
        version=loaded["version"],
        summary=tuple(KeySentence(Passage.at(text, start, end), *more) for start, end, *more in loaded["summary"]),
        quotes=tuple(_as_quote(quote, text) for quote in loaded["quotes"]),
        figures=tuple(_as_figure(figure, text) for figure in loaded["figures"]),
        people=tuple(_as_person(person) for person in loaded["people"]),
        skipped=loaded["skipped"],
    )


def encode_excluded(excluded: Sequence[Excluded]) -> str:
    """The excluded spans as JSON."""
    return json.dumps([[each.span.start, each.span.end, each.reason.value] for each in excluded])


def decode_excluded(stored: str) -> tuple[Excluded, ...]:
    """The excluded spans, in the order given."""
    return tuple(Excluded(Span(start, end), Reason(reason)) for start, end, reason in json.loads(stored))


def _filled(values: JsonObject) -> JsonObject:
    return {name: value for name, value in values.items() if value is not None}


def _ends(place: Passage | Span | None) -> list[int] | None:
    return None if place is None else [place.start, place.end]


def _passage(ends: list[int] | None, text: str) -> Passage | None:
    return None if ends is None else Passage.at(text, *ends)


def _quote(quote: Quote) -> JsonObject:
    return _filled(
        {
            "words": _ends(quote.words),
            "kind": quote.kind.value,
            "speaker": quote.speaker,
            "mention": _ends(quote.mention),
            "cue": _ends(quote.cue),
            "confidence": quote.confidence,
            "why": quote.why or None,
        }
    )


def _as_quote(stored: JsonObject, text: str) -> Quote:
    return Quote(
        words=Passage.at(text, *stored["words"]),
        kind=QuoteKind(stored["kind"]),
        speaker=stored.get("speaker"),
        mention=_passage(stored.get("mention"), text),
        cue=_passage(stored.get("cue"), text),
        confidence=stored["confidence"],
        why=stored.get("why", ""),
    )


_NAMED_IN_FIGURE = (
    "value",
    "low",
    "high",
    "unit",
    "noun",
    "hedge",
    "subject",
    "attributed_to",
    "change",
    "fate",
    "per",
)


def _figure(figure: Figure) -> JsonObject:
    told = {name: getattr(figure, name) for name in _NAMED_IN_FIGURE}
    as_of = figure.as_of and [figure.as_of.words.start, figure.as_of.words.end, figure.as_of.date]
    return _filled({"words": _ends(figure.words), "sentence": _ends(figure.sentence), "as_of": as_of, **told})


def _as_figure(stored: JsonObject, text: str) -> Figure:
    told = {name: stored.get(name) for name in _NAMED_IN_FIGURE}
    as_of = _as_time(stored.get("as_of"), text)
    return Figure(words=Passage.at(text, *stored["words"]), sentence=Span(*stored["sentence"]), as_of=as_of, **told)


def _as_time(stored: tuple[int, int, str | None] | None, text: str) -> AsOf | None:
    if stored is None:
        return None
    start, end, date = stored
    return AsOf(Passage.at(text, start, end), date)


def _person(person: Person) -> JsonObject:
    return _filled(
        {
            "name": person.name,
            "kind": person.kind.value,
            "role": person.role,
            "aliases": list(person.aliases) or None,
            "mentions": [_ends(mention) for mention in person.mentions] or None,
        }
    )


def _as_person(stored: JsonObject) -> Person:
    return Person(
        name=stored["name"],
        kind=PersonKind(stored["kind"]),
        role=stored.get("role"),
        aliases=tuple(stored.get("aliases", ())),
        mentions=tuple(Span(*mention) for mention in stored.get("mentions", ())),
    )
