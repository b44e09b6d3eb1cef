"""A quote that several articles of a story have is one quote."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cli.records import answer_record
from bot.cli.text import answer_text
from bot.desk.comparison import compare
from bot.desk.people import gathered
from bot.domain.analysis import Analysis, Person, PersonKind, Quote, QuoteKind
from bot.domain.answer import Page, QuoteHit, Quotes
from bot.domain.article import Article, Passage
from bot.domain.copies import once
from bot.domain.query import Kind, Request
from bot.slack.views.findings import quote_blocks
from bot.storage.store import Stored

NOW = datetime(2026, 11, 30, tzinfo=UTC)
HOLT = "We will not run a boat that we cannot crew safely"


def stored(outlet: str | None, *said: tuple[str, str | None], story: int = 1, number: str = "") -> Stored:
    text, quotes = "", []
    for words, speaker in said:
        start = len(text) + 1
        text += f"“{words}” said {speaker or 'one'}.\n"
        quotes.append(Quote(Passage.at(text, start, start + len(words)), QuoteKind.DIRECT, speaker, confidence=1.0))
    fields = {"locator": f"/{outlet}{number}", "title": "Ferry", "text": text, "outlet": outlet}
    article = Article(**fields, id=f"{outlet}{number}", workspace="", story=story, added=NOW, updated=NOW)  # type: ignore[arg-type]
    people = (Person("Reena Holt", PersonKind.PERSON),)
    return Stored(article, Analysis("7", quotes=tuple(quotes), people=people), 1)


def hits(*articles: Stored) -> list[QuoteHit]:
    return [QuoteHit(each.article, quote) for each in articles for quote in each.analysis.quotes]


GAZETTE, HERALD = stored("Gazette", (HOLT, "Reena Holt")), stored("Herald", (HOLT, "Reena Holt"))


@pytest.mark.parametrize(
    "words",
    [HOLT, f"{HOLT},", HOLT.replace("We", "we"), HOLT.replace(" not run", "  not\u00a0run")],
)
@pytest.mark.parametrize("speaker", ["Reena Holt", "Holt", "Harbour Master Reena Holt"])
def test_the_same_words_of_the_same_speaker_are_one_quote(words: str, speaker: str) -> None:
    [hit] = once(hits(GAZETTE, stored("Herald", (words, speaker))))
    assert (hit.article.outlet, hit.also_in) == ("Gazette", ("Herald",))


@pytest.mark.parametrize(
    "other",
    [
        stored("Herald", (HOLT, "Sam Ode")),
        stored("Herald", (HOLT, None)),
        stored("Herald", (HOLT.replace("cannot", "can"), "Reena Holt")),
        stored("Herald", (HOLT, "Reena Holt"), story=2),
    ],
    ids=["another speaker", "nobody named", "other words", "another story"],
)
def test_what_differs_is_another_quote(other: Stored) -> None:
    assert [hit.also for hit in once(hits(GAZETTE, other))] == [(), ()]


def test_what_an_article_says_twice_stays_twice() -> None:
    twice = [("So be it", "Holt"), ("So be it", "Holt")]
    found = once(hits(stored("Gazette", *twice), stored("Herald", *twice)))
    assert [hit.also_in for hit in found] == [("Herald",), ("Herald",)]


def test_an_outlet_is_named_once_and_not_beside_itself() -> None:
    again, nameless = stored("Gazette", (HOLT, "Holt"), number="2"), stored(None, (HOLT, "Holt"))
    [hit] = once(hits(GAZETTE, again, HERALD, stored("Herald", (HOLT, "Holt"), number="3"), nameless))
    assert (len(hit.also), hit.also_in) == (4, ("Herald",))


def test_it_is_shown_with_both_outlets() -> None:
    shown = once(hits(GAZETTE, HERALD))
    answer = Quotes(Request(kind=Kind.QUOTES, text="holt"), tuple(shown), Page(1, 5, 1))
    assert "— Reena Holt, also in Herald" in answer_text(answer)
    record: Any = answer_record(answer)
    assert [article["source"] for article in record["quotes"][0]["also_in"]] == ["Herald"]
    assert "also in Herald" in str(quote_blocks(shown[0], iter([1]), 500))


def test_a_copy_is_no_version_and_no_second_quote_of_somebody() -> None:
    other = stored("Post", (HOLT.replace("a boat", "the boats"), "Reena Holt"))
    [variant] = compare([GAZETTE, HERALD, other]).variants
    assert [(hit.article.outlet, hit.also_in) for hit in variant.versions] == [("Gazette", ("Herald",)), ("Post", ())]
    [person] = gathered([GAZETTE, HERALD, other])
    assert (person.quotes, len(person.articles)) == (2, 3)
