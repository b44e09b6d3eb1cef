"""What one can type, in the words of the newest stories."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.desk.examples import examples
from bot.domain.analysis import Analysis, Figure, Quote, QuoteKind
from bot.domain.article import Article, Passage, Span
from bot.storage.store import Stored

NOW = datetime(2026, 3, 3, tzinfo=UTC)


Counted = tuple[tuple[str, str | None], ...]


def told(title: str, *, story: int = 7, speakers: tuple[str | None, ...] = (), figures: Counted = ()) -> Stored:
    article = Article(
        id=title, locator=title, text="x" * 200, title=title, workspace="", story=story, added=NOW, updated=NOW
    )
    quotes = tuple(Quote(Passage(0, 1, "x"), QuoteKind.DIRECT, speaker) for speaker in speakers)
    counted = tuple(
        Figure(Passage(0, len(words), words), Span(0, 200), value=2, noun=noun, unit=None if noun else "GBP")
        for words, noun in figures
    )
    return Stored(article, Analysis("1", quotes=quotes, figures=counted), 1)


@pytest.mark.parametrize(
    ("title", "speakers", "figures", "expected"),
    [
        pytest.param(
            "Council to close Hill Street library",
            ("Jean Holt", "police", "Ann Bo", "Jean Holt"),
            (("27 votes to 24", "vote"), ("two libraries", "library")),
            ["/quotes Holt", "/figures votes", "/summary #7", "/news people #7", "/news Street"],
            id="of all kinds",
        ),
        pytest.param(
            "Floods cut railway",
            (None, "officials"),
            (("£24", None),),
            ["/summary #7", "/news people #7", "/news railway"],
            id="no name and nothing counted",
        ),
        pytest.param("24", (), (), ["/summary #7", "/news people #7"], id="a headline without a word"),
    ],
)
def test_examples_are_in_the_words_of_the_newest_story(
    title: str, speakers: tuple[str | None, ...], figures: Counted, expected: list[str]
) -> None:
    assert list(examples([[told(title, speakers=speakers, figures=figures)]])) == expected


def test_what_the_newest_story_lacks_an_older_one_has() -> None:
    older = [told("Ferry sinks off Kalos", story=3, speakers=("Ina Ruz",)), told("Ferry lost", story=3)]
    assert examples([[told("Floods cut railway")], older]) == (
        "/quotes Ruz",
        "/summary #7",
        "/news people #7",
        "/compare #3",
        "/news railway",
    )


def test_an_empty_library_has_no_examples() -> None:
    assert examples([]) == ()
