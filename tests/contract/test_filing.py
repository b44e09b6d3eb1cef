"""Filing many at once gives the stories that filing one after the other gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.desk.filing import Filer
from bot.domain.analysis import Analysis
from bot.domain.article import SHARED, Document
from bot.domain.errors import StorageError
from bot.domain.fingerprint import fingerprint
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import connect
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.migrate import upgrade
from bot.storage.store import Filed, Filing

NOW = datetime(2026, 3, 12, tzinfo=UTC)
EVENTS = {
    "harbour": (
        (
            "Rotterdam harbour strike ends after nine days\nDockers in Rotterdam went back to work on"
            " Monday after the FNV"
            " union and the port's employers agreed on a wage rise. Ships had queued off the Hook of Holland."
        ),
        (
            "Dockers return to work in Rotterdam\nThe FNV union called off its strike in the port of"
            " Rotterdam on Monday."
            " The employers offered a wage rise; ships waiting off the Hook of Holland began to unload."
        ),
    ),
    "football": (
        (
            "Feyenoord draw at Ajax\nFeyenoord came back from two goals down in Amsterdam on Sunday. The"
            " coach praised his"
            " side's second half, and the Rotterdam club stays third."
        ),
    ),
    "flood": (
        (
            "Flood closes Brannock bridge\nThe river Tarn rose over the Brannock bridge on Friday night. Engineer Lena"
            " Osgood said that it would stay closed for a week."
        ),
        (
            "Brannock bridge shut by flood\nLena Osgood, the engineer of Brannock, closed the bridge"
            " over the Tarn on Friday"
            " night when the river rose."
        ),
        (
            "Tarn flood: Brannock bridge closed for a week\nThe bridge at Brannock is closed for a week since the Tarn"
            " rose on Friday night, engineer Lena Osgood said."
        ),
    ),
}


def filings(order: int) -> list[Filing]:
    """The reports of all events in one of several orders."""
    told = [(event, text) for event, texts in EVENTS.items() for text in texts]
    told = told[order:] + told[:order] if order % 2 else told[order:][::-1] + told[:order]
    return [a_filing(f"{event} {number}", text) for number, (event, text) in enumerate(told)]


def a_filing(locator: str, text: str) -> Filing:
    document = Document(locator=f"/{locator}", text=text, title=text.partition("\n")[0])
    return Filing(document=document, analysis=Analysis("1"), fingerprint=fingerprint(document), workspace=SHARED)


@pytest.fixture
def filer(engine: Engine) -> Filer:
    return Filer(Library(SqlArticleStore(engine), Index()), lambda: NOW)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Filer]:
    engine = connect(path=tmp_path / "other.sqlite")
    upgrade(engine)
    yield Filer(Library(SqlArticleStore(engine), Index()), lambda: NOW)
    engine.dispose()


def stories(filed: list[Filed]) -> list[int]:
    return [each.article.story for each in filed]


@pytest.mark.parametrize("order", range(6))
def test_reports_of_one_event_in_one_step_are_one_story(filer: Filer, other: Filer, order: int) -> None:
    together = [each for each in filer.file_all(filings(order)) if isinstance(each, Filed)]
    singly = [other.file(each) for each in filings(order)]
    assert stories(together) == stories(singly)
    by_event: dict[str, set[int]] = {}
    for each in together:
        by_event.setdefault(each.article.locator.split()[0], set()).add(each.article.story)
    assert [len(each) for each in by_event.values()] == [1, 1, 1]
    assert len(set().union(*by_event.values())) == 3


def test_one_that_cant_be_stored_costs_only_itself(filer: Filer) -> None:
    bad = a_filing("bad", "A \0 headline\nThe council met on Tuesday.")
    first, refused, last = filer.file_all([filings(0)[0], bad, filings(0)[2]])
    assert isinstance(first, Filed)
    assert isinstance(refused, StorageError)
    assert isinstance(last, Filed)


def test_the_same_article_twice_in_one_step_is_one(filer: Filer) -> None:
    (once, *_) = filings(0)
    assert [each.outcome for each in filer.file_all([once, once]) if isinstance(each, Filed)] == ["added", "unchanged"]
    assert filer.file_all([]) == []
