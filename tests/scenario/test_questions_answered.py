"""What a newcomer asks of a small library, and what it says: over articles of our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.app.core import Core, open_core
from bot.cli.text import answer_text
from bot.desk.questions import parse_question
from bot.domain.query import Reader, Talk
from bot.settings import load
from bot.sources import read_text

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
CLERK = """Clerk who stole $80,000 from a ferry line is jailed

A clerk who stole $80,000 from a ferry line has been jailed for four years.

Ruth Calder, 47, of Leith, had admitted fraud. “She had keys to everything,” said Inspector Neil Draper.

Calder was arrested in May by Sgt Tom Weir at a garage outside Perth.
"""
MINE = """Shaft falls in at the Kord mine

Officials said 23 miners were killed and 41 wounded when a shaft fell in at Kord on Sunday.

“We will find out why,” said Interior Minister Jana Holub. The defense minister, Petr Vlk, said that 200 soldiers would
help.

Rescuers said that Holub had wept at the shaft.
"""


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Core]:
    folder = tmp_path_factory.mktemp("library")
    (folder / "newsdesk.yaml").write_text("library: {folders: []}\n", encoding="utf-8")
    settings = load({"NEWSDESK_CONFIG": "newsdesk.yaml"}, folder)
    with open_core(settings, clock=lambda: NOW) as core:
        for name, text in (("clerk", CLERK), ("mine", MINE)):
            core.intake.file(read_text(text, locator=f"/{name}.txt"))
        yield core


def answered(core: Core, question: str, talk: Talk = Talk()) -> str:  # noqa: B008 - a frozen value
    request = parse_question(question, now=NOW, zone="UTC", talk=talk)
    return answer_text(core.desk.answer(request, Reader()))


def first_of(answer: str) -> str:
    """The first finding of an answer: the line after its article's."""
    return answer.split("\n\n")[1].strip().splitlines()[0].strip()


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("how many people were wounded?", "41"),
        ("how many were injured?", "41"),
        ("how many miners died?", "23 miners"),
        ("how much did Calder steal?", "$80,000"),
        ("how old is Ruth Calder?", "47"),
    ],
)
def test_the_figure_that_was_asked_for_comes_first(core: Core, question: str, first: str) -> None:
    assert first in first_of(answered(core, question))


def test_a_page_that_is_not_there_is_said(core: Core) -> None:
    request = replace(parse_question("quotes mine", now=NOW, zone="UTC"), page=9)
    assert "There is no page 9; this is the last one." in answer_text(core.desk.answer(request, Reader()))


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("quotes Weir", ["No quotes by Tom Weir", "Calder was arrested in May by Sgt Tom Weir"], ["keys"]),
        ("quotes Draper", ["She had keys to everything", "1 quote"], ["No quotes", "mention"]),
        (
            "quotes Holub",
            ["We will find out why", "Quotes that mention Holub:", "wept at the shaft"],
            ["No quotes"],
        ),
        ("what did the defence minister say?", ["200 soldiers", "Petr Vlk"], ["We will find out"]),
        ("what did the interior minister say?", ["We will find out"], ["200 soldiers"]),
        ("what did Tom Weir say?", ["No quotes by Tom Weir", "arrested in May"], []),
        (
            "what did the soldiers say?",
            ["No quotes by “soldiers”; these have it in them.", "200 soldiers"],
            ["Nothing"],
        ),
        ("who is Tom Weir?", ["Tom Weir", "#1", "Calder was arrested in May by Sgt Tom Weir at a garage"], ["Nobody"]),
        ("who is Leith?", ["Nobody is known here as “Leith”", "Ruth Calder, 47, of Leith", "#1"], []),
        ("how many zebras?", ["Nothing found"], ["No figure"]),
        ("quotes ferry", ["No quote has “ferry” in it", "She had keys"], ["We will"]),
        ("quotes zzyxw", ["Nothing found for: zzyxw"], ["Nearest", "Shaft falls in"]),
        ("what did Zzyxw say?", ["Nothing found"], ["Nearest", "Shaft falls in"]),
    ],
)
def test_a_name_is_asked_for(core: Core, question: str, told: list[str], untold: list[str]) -> None:
    answer = " ".join(answered(core, question).split())
    assert [part for part in told if part not in answer] == [], answer
    assert [part for part in untold if part in answer] == [], answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("news since:7d", "Nothing found for: since:7d"),
        ("news since:7d", "2 undated articles were left out"),
        ("quotes mine until:2024-01-01", "1 undated article was left out"),
        ("news added:7d", "2 stories"),
        ("news", "undated · #1"),
    ],
)
def test_undated_articles_are_of_no_time(core: Core, question: str, told: str) -> None:
    assert told in " ".join(answered(core, question).split())
