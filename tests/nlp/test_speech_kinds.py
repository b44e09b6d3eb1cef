"""The table of speech: every line of cases/speech.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.analysis import Quote
from bot.domain.article import Article
from bot.nlp import Analyser
from tests.nlp.tables import rows_of

TABLE = Path(__file__).with_name("cases") / "speech.yaml"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)

Row = Mapping[str, str | bool]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser()


def seen(quote: Quote, row: Row) -> dict[str, object]:
    told = {
        "words": quote.words.text,
        "speaker": quote.speaker,
        "cue": quote.cue and quote.cue.text,
        "denied": quote.denied,
    }
    return {field: told[field] for field in (*row, "denied")}


@pytest.mark.parametrize(("text", "rows"), list(rows_of(TABLE)))
def test_speech_is_that_of_the_table(analyser: Analyser, text: str, rows: list[Row]) -> None:
    article = Article(
        id="a", workspace="T", story=1, locator="/1", title="News of the day", text=text, added=NOON, updated=NOON
    )
    found = analyser.analyse(article).quotes
    assert [quote.words.text for quote in found] == [row["words"] for row in rows]
    for quote, row in zip(found, rows, strict=True):
        assert seen(quote, row) == {"denied": False, **row}
