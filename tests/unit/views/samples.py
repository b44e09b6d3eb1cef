"""The two seed articles as the library would file them, with findings given by their words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.domain.analysis import Figure, KeySentence, Person, PersonKind, Quote, QuoteKind
from bot.domain.answer import FigureHit, Page, PersonHit, QuoteHit, SentenceHit, StoryHit
from bot.domain.article import Article, Passage, Span
from bot.domain.query import Kind, Query, Reader, Request

SEEDS = Path(__file__).parents[3] / "seeds"
ADDED = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
BERLIN = Reader(workspace="T1", zone="Europe/Berlin")


def an_article(
    text: str,
    *,
    id: str = "a1",  # noqa: A002
    title: str = "A title",
    outlet: str | None = None,
    url: str | None = None,
    published: datetime | None = None,
    story: int = 1,
) -> Article:
    return Article(
        locator=f"/news/{id}.txt",
        text=text,
        title=title,
        outlet=outlet,
        url=url,
        published=published,
        id=id,
        workspace="T1",
        story=story,
        added=ADDED,
        updated=ADDED,
    )


TOGETHER = an_article(
    (SEEDS / "000_4299d985c06aff5a.txt").read_text(encoding="utf-8"),
    title="US and NATO partners will exit Afghanistan ‘together’: Blinken",
)
KHAAMA = an_article(
    (SEEDS / "003_622d24a92d145783.txt").read_text(encoding="utf-8"),
    id="a2",
    title="NATO, US to decide troops pullout as an Alliance: Blinken",
    outlet="Khaama Press",
    url="https://www.khaama.com/nato-us?a=1&b=2",
    published=datetime(2024, 7, 13, 22, 30, tzinfo=UTC),
)


def passage(article: Article, words: str) -> Passage:
    start = article.text.index(words)
    return Passage.at(article.text, start, start + len(words))


def said(
    article: Article,
    words: str,
    speaker: str | None = None,
    cue: str | None = None,
    *,
    kind: QuoteKind = QuoteKind.DIRECT,
    mention: str | None = None,
    denied: bool = False,
) -> QuoteHit:
    found = passage(article, words)
    return QuoteHit(
        article,
        Quote(
            words=found,
            kind=kind,
            speaker=speaker,
            cue=passage(article, cue) if cue else None,
            mention=passage(article, mention) if mention else None,
            denied=denied,
        ),
    )


def stated(article: Article, words: str, sentence: str, value: float, **more: Any) -> FigureHit:
    within = passage(article, sentence)
    start = within.start + within.text.index(words)
    return FigureHit(
        article,
        Figure(words=Passage.at(article.text, start, start + len(words)), sentence=within.span, value=value, **more),
    )


NATO_SENTENCE = (
    "NATO meanwhile has about 7,000 troops stationed in Afghanistan, bringing the total number of foreign troops"
    " to around 10,000."
)
US_SENTENCE = (
    "The US currently has a reported 2,500 troops in the country but the New York Times said in a recent article that"
    " the figure was closer to 3,500."
)
FIGURES = (
    stated(TOGETHER, "2,500 troops", US_SENTENCE, 2500, noun="troop", hedge="reported", subject="US"),
    stated(TOGETHER, "3,500", US_SENTENCE, 3500, noun="troop", hedge="closer to", attributed_to="the New York Times"),
    stated(TOGETHER, "7,000 troops", NATO_SENTENCE, 7000, noun="troop", hedge="about", subject="NATO"),
    stated(TOGETHER, "10,000", NATO_SENTENCE, 10000, noun="troop", hedge="around"),
)
ADAPTED = said(
    TOGETHER,
    "We’ve been very clear, and NATO has been very clear, that the approach that we’re taking to this is we went in"
    " together, we’ve adapted to circumstances together and we will come out together when the time is right",
    "Antony Blinken",
    "said",
)
ADJUSTED = said(
    KHAAMA,
    "We went in together, we adjusted together and when the time is right we will leave together",
    "Antony Blinken",
    "added",
)
HARD_TO_MEET = said(TOGETHER, "hard to meet", "Joe Biden", "said", kind=QuoteKind.MIXED, mention="President Joe Biden")
SEVER_TIES = said(
    KHAAMA,
    "the Taliban must sever ties with terrorist organizations, stop supporting international terrorism, and reduce"
    " violence in Afghanistan",
    "Jens Stoltenberg",
    "stressed",
    kind=QuoteKind.INDIRECT,
    mention="He",
)
SIT = said(
    KHAAMA,
    "NATO has the excellent opportunity to sit with its 30 allies",
    "Jens Stoltenberg",
    "According to",
    kind=QuoteKind.INDIRECT,
)
FIRST_SENTENCE = passage(
    TOGETHER,
    "US Secretary of State Antony Blinken said on Sunday that American forces will only withdraw from Afghanistan in"
    " coordination with their NATO allies.",
)
STORY = StoryHit(1, (TOGETHER, KHAAMA), FIRST_SENTENCE)
KEY = tuple(
    SentenceHit(TOGETHER, KeySentence(words, 1.0)) for words in (FIRST_SENTENCE, passage(TOGETHER, NATO_SENTENCE))
)
BLINKEN = PersonHit(
    Person(
        "Antony Blinken", PersonKind.PERSON, "US Secretary of State", ("Antony Blinken", "Blinken"), (Span(90, 104),)
    ),
    (TOGETHER, KHAAMA),
    mentions=12,
    quotes=1,
)


def asked(kind: Kind, text: str = "", *, page: int = 1, sentences: int = 3) -> Request:
    return Request(kind=kind, query=Query(), text=text, page=page, sentences=sentences)


def one_page(total: int) -> Page:
    return Page(1, 5, total)
