"""The table of speech: every line of cases/speech.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.domain.analysis import Quote
from bot.domain.article import Article
from bot.nlp import Analyser

TABLE = Path(__file__).with_name("cases") / "speech.yaml"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)

Row = Mapping[str, str | bool]


def cases() -> Iterator[object]:
    for group, listed in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items():
        for number, (text, *rows) in enumerate(listed, start=1):
            reasons = [row["xfail"] for row in rows if "xfail" in row]
            marks = [pytest.mark.xfail(reason=reason, strict=True) for reason in reasons]
            yield pytest.param(text, [row for row in rows if "words" in row], id=f"{group} {number}", marks=marks)


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


@pytest.mark.parametrize(("text", "rows"), list(cases()))
def test_speech_is_that_of_the_table(analyser: Analyser, text: str, rows: list[Row]) -> None:
    article = Article(
        id="a", workspace="T", story=1, locator="/1", title="News of the day", text=text, added=NOON, updated=NOON
    )
    found = analyser.analyse(article).quotes
    assert [quote.words.text for quote in found] == [row["words"] for row in rows]
    for quote, row in zip(found, rows, strict=True):
        assert seen(quote, row) == {"denied": False, **row}
