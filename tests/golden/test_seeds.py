"""The two seed articles, held to what an editor finds in them (``seeds.json``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

import pytest

from bot.domain.analysis import Analysis, PersonKind, QuoteKind
from bot.domain.article import Document, Passage
from bot.nlp import Analyser
from bot.sources import read_text

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"


class GoldQuote(TypedDict):
    speaker: str
    cue: str | None
    kind: str
    start: int
    end: int
    text: str


class GoldFigure(TypedDict):
    value: int
    noun: str
    hedge: str | None
    start: int
    end: int
    text: str


class GoldArticle(TypedDict, total=False):
    title: str
    published: None
    not_body: list[str]
    quotes: list[GoldQuote]
    indirect: list[GoldQuote]
    figures: list[GoldFigure]
    people: list[str]


GOLD: dict[str, GoldArticle] = json.loads((HERE / "seeds.json").read_text(encoding="utf-8"))
ARTICLES = [name for name in GOLD if name != "across"]


@dataclass(frozen=True)
class Read:
    """A seed with what was expected of it and what came of it."""

    gold: GoldArticle
    document: Document
    analysis: Analysis

    def passages(self) -> Iterator[Passage]:
        """Every passage of every finding."""
        analysis = self.analysis
        yield from (sentence.words for sentence in analysis.summary)
        yield from (figure.words for figure in analysis.figures)
        for quote in analysis.quotes:
            yield from (passage for passage in (quote.words, quote.mention, quote.cue) if passage is not None)
        for person in analysis.people:
            yield from (Passage.at(self.document.text, span.start, span.end) for span in person.mentions)


@cache
def read(name: str) -> Read:
    text = (SEEDS / name).read_text(encoding="utf-8")
    document = read_text(text, locator=name)
    return Read(GOLD[name], document, Analyser().analyse(document))


@pytest.fixture(params=ARTICLES)
def seed(request: pytest.FixtureRequest) -> Read:
    return read(request.param)


def test_the_title_is_the_headline_and_no_time_is_made_up(seed: Read) -> None:
    assert (seed.document.title, seed.document.published) == (seed.gold["title"], None)


def test_every_quote_in_marks_and_no_other(seed: Read) -> None:
    found = [
        (
            quote.words.start,
            quote.words.end,
            quote.words.text,
            quote.kind.value,
            quote.speaker,
            quote.cue and quote.cue.text,
        )
        for quote in seed.analysis.quotes
        if quote.kind is not QuoteKind.INDIRECT
    ]
    assert found == [
        (quote["start"], quote["end"], quote["text"], quote["kind"], quote["speaker"], quote["cue"])
        for quote in seed.gold["quotes"]
    ]


def test_every_indirect_statement(seed: Read) -> None:
    found = {
        (quote.words.start, quote.words.end, quote.words.text, quote.speaker, quote.cue and quote.cue.text)
        for quote in seed.analysis.quotes
        if quote.kind is QuoteKind.INDIRECT
    }
    expected = {
        (quote["start"], quote["end"], quote["text"], quote["speaker"], quote["cue"]) for quote in seed.gold["indirect"]
    }
    assert expected <= found


FURTHER = {
    "Joe Biden": ["the date would be “hard to meet” for “tactical reasons”"],
    "Antony Blinken": [
        "troops’ poll out will be done in consultation with NATO allies",
        (
            "the U.S military withdrawal deadline is still underway and no decision will be taken without the presence "
            "of NATO allies"
        ),
        (
            "the US is committed to “rebuild and revitalize” the NATO military alliance and share the initial US "
            "findings on Afghanistan with NATO"
        ),
        "he is in Brussels to “ listen and Consult”",
        "it is a common word and theme which is “together”",
        "The consultation on the way forward should be done as an Alliance",
    ],
    "Jens Stoltenberg": [
        "peace negotiations are fragile and it is the only way to achieve prolonged peace in Afghanistan",
    ],
}
"""Statements that the articles report besides those of the gold, read and found right by an editor."""


def test_no_indirect_statement_that_an_editor_has_not_read(seed: Read) -> None:
    expected = {(quote["speaker"], quote["text"]) for quote in seed.gold["indirect"]}
    found = {(quote.speaker, quote.words.text) for quote in seed.analysis.quotes if quote.kind is QuoteKind.INDIRECT}
    assert found - expected <= {(speaker, text) for speaker, texts in FURTHER.items() for text in texts}


def test_every_figure_and_no_other(seed: Read) -> None:
    found = [
        (figure.words.start, figure.words.end, figure.words.text, figure.value, figure.noun, figure.hedge)
        for figure in seed.analysis.figures
    ]
    assert found == [
        (figure["start"], figure["end"], figure["text"], figure["value"], figure["noun"], figure["hedge"])
        for figure in seed.gold["figures"]
    ]


def test_exactly_the_people(seed: Read) -> None:
    people = [person.name for person in seed.analysis.people if person.kind is PersonKind.PERSON]
    assert sorted(people) == sorted(seed.gold["people"])


def test_nothing_comes_from_what_is_not_the_body(seed: Read) -> None:
    text = seed.document.text
    for words in [seed.gold["title"], *seed.gold.get("not_body", [])]:
        start = text.index(words)
        assert not [p for p in seed.passages() if p.start < start + len(words) and start < p.end], words


def test_every_passage_stands_in_the_text(seed: Read) -> None:
    assert all(passage.text == seed.document.text[passage.start : passage.end] for passage in seed.passages())


def test_the_roles_that_the_articles_give() -> None:
    roles = {
        person.name: person.role
        for name in ARTICLES
        for person in read(name).analysis.people
        if person.kind is PersonKind.PERSON
    }
    assert roles == {
        "Antony Blinken": "US Secretary of State",
        "Joe Biden": "President",
        "Jens Stoltenberg": "NATO Secretary-General",
        "Zalmay Khalilzad": "US Special Representative for Afghanistan Reconciliation",
    }
