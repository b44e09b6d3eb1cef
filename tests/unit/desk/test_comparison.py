"""What of a long story is compared, and what the answer says of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import bot.desk.desk
from bot.desk.comparison import ARTICLES, FINDINGS, Compared, _share, compare, disputes_in
from bot.desk.desk import Desk
from bot.domain.analysis import Analysis
from bot.domain.answer import Comparison
from bot.domain.article import SHARED, Document
from bot.domain.query import Kind, Query, Reader, Request
from bot.nlp import Analyser
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import connect
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.migrate import upgrade
from bot.storage.store import Stored
from tests.unit.desk.test_disputes import NOW, counted
from tests.unit.desk.test_variants import LONG, SHORT, said


def reporting(name: str, value: int, minutes: int = 0, *, times: int = 1, words: str = SHORT) -> Stored:
    """An article of that minute with one figure, so many times, and one quote."""
    hit = counted(name, value)
    article = replace(hit.article, published=NOW + timedelta(minutes=minutes))
    return Stored(article, Analysis("1", (), (said(name, words).quote,), (hit.figure,) * times), 1)


def test_a_story_of_few_articles_is_compared_whole() -> None:
    found = compare([reporting("a", 2500), reporting("b", 3500, words=LONG)])
    assert len(found.variants) == len(found.disputes) == 1
    assert found.note == ""


def test_of_many_articles_the_first_and_the_newest_are_compared_and_the_note_says_so() -> None:
    others = [reporting(f"{minute}", 2500, minute) for minute in range(1, ARTICLES + 5)]
    oldest = reporting("oldest", 3500, 0)
    assert compare([*others, oldest]).disputes == ()
    found = compare([oldest, *others])
    assert found.note == f"Only the newest {ARTICLES} of {ARTICLES + 5} articles are compared."
    assert found.disputes[0].claims[0].article.id == "oldest"
    assert disputes_in([oldest, *others]) == found.disputes


def test_of_very_long_articles_the_first_findings_are_compared_and_the_note_says_so() -> None:
    long = reporting("a", 2500, times=FINDINGS + 1)
    assert "only the first quotes and figures" in compare([long, reporting("b", 3500)]).note
    assert compare([long, reporting("b", 3500)]).disputes


@pytest.mark.parametrize(
    ("counts", "share"),
    [
        ([], 0),
        ([5, 7], 7),
        ([FINDINGS], FINDINGS),
        ([FINDINGS + 1], FINDINGS),
        ([FINDINGS, FINDINGS], FINDINGS // 2),
        ([0, 10, FINDINGS], FINDINGS - 10),
        ([20] * ARTICLES, 20),
        ([200] * 20, FINDINGS // 20),
    ],
)
def test_each_article_has_the_same_share(counts: list[int], share: int) -> None:
    assert _share(counts) == share
    assert sum(min(count, share) for count in counts) <= FINDINGS


def test_a_comparison_is_kept_until_the_story_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = connect(path=tmp_path / "store.sqlite")
    upgrade(engine)
    library = Library(SqlArticleStore(engine), Index())
    desk, made = Desk(library, lambda: NOW), list[int]()

    def counting(articles: Sequence[Stored]) -> Compared:
        made.append(len(articles))
        return compare(articles)

    monkeypatch.setattr(bot.desk.desk, "compare", counting)

    def put(outlet: str, dead: int, *, workspace: str = SHARED) -> None:
        text = f"Fire at the mill\n\nThe fire at the mill killed {dead} people, police said.\n"
        document = Document(locator=f"/{outlet}", text=text, title="Fire at the mill", outlet=outlet)
        library.put(document, Analyser().analyse(document), fingerprint=text, workspace=workspace, story=1, now=NOW)

    def differ(workspace: str = "T1") -> list[list[str]]:
        answer = desk.answer(Request(kind=Kind.COMPARE, query=Query(story=1)), Reader(workspace=workspace))
        assert isinstance(answer, Comparison)
        return [sorted(str(hit.figure.value) for hit in dispute.claims) for dispute in answer.disputes]

    put("A", 7)
    put("B", 9)
    assert differ() == differ() == [["7", "9"]]
    assert made == [2]
    put("B", 8)  # corrected
    assert differ() == differ() == [["7", "8"]]
    put("C", 12, workspace="T2")
    assert differ() == [["7", "8"]]
    assert made == [2, 2]
    assert differ("T2") == [["12", "7", "8"]]
    assert made == [2, 2, 3]
    engine.dispose()
