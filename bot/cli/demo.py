"""``newsdesk demo``: what Newsdesk answers about the seeds, in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.rule import Rule

from bot.app.core import open_core, utc_now
from bot.cli.main import tell
from bot.cli.text import answer_text
from bot.desk.questions import parse_question
from bot.domain.query import Reader

QUESTIONS = (
    "news",
    "summary #1",
    "quotes together",
    "figures troops",
    "people #1",
    "compare #1",
    "what did Stoltenberg say about the Taliban?",
)


def run() -> None:
    """Ask each question and print the answer as the command line gives it."""
    console = Console(highlight=False)
    with open_core() as core:
        core.look_at_folders(on_problem=tell)
        reader = Reader()
        for question in QUESTIONS:
            console.print(Rule(f"newsdesk {question}", align="left"))
            request = parse_question(question, now=utc_now(), zone=reader.zone)
            print(answer_text(core.desk.answer(request, reader)))
            console.print()
    console.print("Your turn: .venv/bin/newsdesk news 'how many troops?'   (newsdesk --help lists the commands)")
