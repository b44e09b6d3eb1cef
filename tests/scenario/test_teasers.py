"""What a feed alone tells of an article, and what its page tells, are one article: the fuller one stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app.core import Core, open_core
from bot.domain.article import BEHIND_A_PAYWALL, Document
from bot.settings import load
from bot.sources import read_text
from bot.sources.entry import Entry
from bot.sources.teaser import teaser_of, with_note
from bot.storage.store import Outcome

PAGE = "https://paper.example/wall"
WHOLE = """Council repairs the harbour wall

The council will repair the harbour wall before winter, Mayor Ann Lee said on Monday.

“The wall has stood for ninety years,” she said. The work will cost 2.5 million pounds."""


def teaser() -> Document:
    told = "The council will repair the harbour wall before winter, the mayor said."
    entry = Entry(PAGE, PAGE, "Council repairs the harbour wall", None, "The Paper", None, None, told, "1")
    document = teaser_of(entry)
    assert document is not None
    return document


@pytest.fixture
def core(one_analyser: None, tmp_path: Path) -> Iterator[Core]:
    config = tmp_path / "newsdesk.yaml"
    config.write_text("library: {folders: []}\n", encoding="utf-8")
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'newsdesk.sqlite'}", "NEWSDESK_CONFIG": str(config)}
    with open_core(load(environ, tmp_path)) as opened:
        yield opened


def test_a_page_that_is_read_takes_its_teasers_place(core: Core) -> None:
    assert core.intake.file(teaser()).outcome is Outcome.ADDED
    filed = core.intake.file(read_text(WHOLE, locator=PAGE, url=PAGE))
    assert (filed.outcome, "ninety years" in filed.article.text) == (Outcome.UPDATED, True)


def test_a_page_that_fails_later_leaves_what_was_read_of_it(core: Core) -> None:
    core.intake.file(read_text(WHOLE, locator=PAGE, url=PAGE))
    filed = core.intake.file(teaser())
    assert (filed.outcome, "ninety years" in filed.article.text) == (Outcome.UNCHANGED, True)


def part() -> Document:
    return with_note(read_text("\n".join(WHOLE.split("\n")[:3]), locator=PAGE, url=PAGE), BEHIND_A_PAYWALL)


def test_what_stands_before_a_paywall_goes_between_the_teaser_and_the_whole(core: Core) -> None:
    core.intake.file(teaser())
    assert core.intake.file(part()).outcome is Outcome.UPDATED
    assert core.intake.file(teaser()).outcome is Outcome.UNCHANGED
    assert core.intake.file(read_text(WHOLE, locator=PAGE, url=PAGE)).outcome is Outcome.UPDATED
    filed = core.intake.file(part())
    assert (filed.outcome, "ninety years" in filed.article.text) == (Outcome.UNCHANGED, True)


def test_a_desk_names_its_own_papers(core: Core, tmp_path: Path) -> None:
    config = tmp_path / "named.yaml"
    config.write_text("library: {folders: [], outlets: {www.Paper.example: The Eastbury Paper}}\n", encoding="utf-8")
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'named.sqlite'}", "NEWSDESK_CONFIG": str(config)}
    with open_core(load(environ, tmp_path)) as named:
        filed = named.intake.file(read_text(WHOLE, locator=PAGE, url=PAGE))
    assert filed.article.outlet == "The Eastbury Paper"
