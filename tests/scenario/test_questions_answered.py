"""What a newcomer asks of a small library, and what it says: over articles of our own."""

from __future__ import annotations

from collections.abc import Iterator
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
    assert first_of(answered(core, question)).startswith(first)
