"""Which articles tell one story."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.stories import SAME_STORY, Terms, likeness, story_of, terms, weighed
from bot.domain.article import Article, Excluded, Reason, Span

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SEEDS = sorted((Path(__file__).parents[3] / "seeds").glob("*.txt"))


def an_article(text: str, *, story: int = 1, published: datetime | None = None) -> Article:
    title = text.split("\n", 1)[0]
    return Article(
        id=title,
        locator=title,
        text=text,
        title=title,
        workspace="",
        story=story,
        added=NOW,
        updated=NOW,
        published=published,
    )


HARBOUR = an_article(
    "Rotterdam harbour strike ends after nine days\nDockers in Rotterdam went back to work on Monday after the FNV"
    " union and the port's employers agreed on a wage rise. Ships had queued off the Hook of Holland."
)
STRIKE = an_article(
    "Dockers return to work in Rotterdam\nThe FNV union called off its strike in the port of Rotterdam on Monday. The"
    " employers offered a wage rise; ships waiting off the Hook of Holland began to unload."
)
FOOTBALL = an_article(
    "Feyenoord draw at Ajax\nFeyenoord came back from two goals down in Amsterdam on Sunday. The coach praised his"
    " side's second half, and the Rotterdam club stays third."
)


def alike(one: Terms, other: Terms, frequency: dict[str, int], articles: int) -> float:
    return likeness(weighed(one, frequency, articles), weighed(other, frequency, articles))


def test_reports_of_one_event_are_one_story() -> None:
    assert story_of(STRIKE, [FOOTBALL, replace(HARBOUR, story=7)], {}, 3) == 7


def test_another_event_in_the_same_town_is_another_story() -> None:
    assert story_of(FOOTBALL, [HARBOUR, STRIKE], {}, 2) is None


def test_the_first_article_opens_a_story() -> None:
    assert story_of(HARBOUR, [], {}, 0) is None


@pytest.mark.parametrize(("days", "story"), [(0, 7), (6, 7), (8, None)])
def test_articles_published_further_apart_than_a_week_are_apart(days: int, story: int | None) -> None:
    then = replace(HARBOUR, story=7, published=NOW - timedelta(days=days))
    assert story_of(replace(STRIKE, published=NOW), [then], {}, 1) == story


def test_words_that_are_common_in_the_library_tell_less() -> None:
    one, other = terms(HARBOUR), terms(STRIKE)
    frequency = dict.fromkeys(one.counts, 900)
    assert alike(one, other, frequency, 1000) < alike(one, other, {}, 1000)


def test_what_is_excluded_does_not_count() -> None:
    menu = "Feyenoord Ajax Amsterdam Sunday coach goals\n" * 5
    text = f"{HARBOUR.text}\n{menu}"
    excluded = (Excluded(Span(len(text) - len(menu), len(text)), Reason.MENU),)
    assert terms(replace(HARBOUR, text=text, excluded=excluded)) == terms(HARBOUR)


def test_the_two_seeds_are_one_story() -> None:
    first, second = (an_article(path.read_text(encoding="utf-8")) for path in SEEDS)
    assert alike(terms(first), terms(second), {}, 2) > SAME_STORY


def test_an_empty_text_is_like_nothing() -> None:
    assert alike(terms(an_article("")), terms(HARBOUR), {}, 1) == 0


WORDS = st.sampled_from("Rotterdam Ajax strike port ships wage Monday draw goals coach 2,500 U.S.".split())
TEXTS = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)


@given(
    text=TEXTS, frequency=st.dictionaries(st.sampled_from(["rotterdam", "strike", "port", "us"]), st.integers(0, 99))
)
def test_a_word_weighs_by_how_often_it_stands_here_and_how_seldom_elsewhere(
    text: str, frequency: dict[str, int]
) -> None:
    own, articles = terms(an_article(text)), 40
    total = articles + 200
    expected = {
        key: (1 + log(count)) * log(total / min(total, frequency.get(key, 0) + (1 if key in own.names else 10)))
        for key, count in own.counts.items()
    }
    assert weighed(own, frequency, articles).weights == expected


@given(texts=st.lists(TEXTS, min_size=2, max_size=6))
def test_terms_that_are_known_already_change_no_story(texts: list[str]) -> None:
    article, *others = (an_article(text, story=number) for number, text in enumerate(texts))
    known = {other.id: terms(other) for other in others}
    assert story_of(article, others, {}, 9) == story_of(
        article, others, {}, 9, own=terms(article), terms_of=lambda other: known.get(other.id) or terms(other)
    )
