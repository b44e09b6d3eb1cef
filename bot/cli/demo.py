"""``newsdesk demo``: the bot and a local Slack workspace in the browser; with ``--text``, answers in the terminal."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path

from rich.console import Console
from rich.rule import Rule

from bot.app.core import open_core, settings_here, utc_now
from bot.app.demo import Demo
from bot.cli.processes import logging_to_stderr, stop_signal
from bot.cli.text import answer_text
from bot.cli.told import say, tell
from bot.desk.questions import parse_question
from bot.domain.errors import SettingsError, cause_of
from bot.domain.query import Reader
from bot.settings import Settings

FOLDER = Path("data/demo")
PORT = 8484
QUESTIONS = (
    "news",
    "summary #1",
    "quotes together",
    "figures troops",
    "people #1",
    "compare #1",
    "what did Stoltenberg say about the Taliban?",
)


def serve(*, port: int | None, fresh: bool, browse: bool) -> None:
    """Serve the page on 127.0.0.1 until a stop signal.

    Raises:
        SettingsError: if ``port`` is taken.
    """
    settings = settings_here()
    logging_to_stderr("warning")
    console = Console(highlight=False)
    with stop_signal() as stop:
        with console.status("Reading the articles …"):
            demo = _demo(settings, port, fresh=fresh)
        with demo:
            console.print(f"\nNewsdesk's playground: [bold]{demo.url}[/]  (this machine only; stop it with Ctrl-C)")
            console.print(f"It keeps its data in {FOLDER}; --fresh starts anew, --text answers here instead.")
            if browse and _has_browser():
                webbrowser.open(demo.url)
            stop.wait()


def _demo(settings: Settings, port: int | None, *, fresh: bool) -> Demo:
    """The demo on ``port`` or, without one, on the usual port and if that is taken on a free one."""
    for candidate in (PORT, 0) if port is None else (port,):
        try:
            return Demo(settings, FOLDER.absolute(), port=candidate, fresh=fresh)
        except OSError as e:
            problem = e
    raise SettingsError([f"port {port}: {cause_of(problem)}"], "the demo", hint="Choose another, or none.") from problem


def _has_browser() -> bool:
    """Whether a window could open: a text browser in this terminal would only get in the way."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def print_answers() -> None:
    """Ask each question and print the answer as the command line gives it."""
    console = Console(highlight=False)
    with open_core() as core:
        core.look_at_folders(on_problem=tell)
        reader = Reader()
        for question in QUESTIONS:
            console.print(Rule(f"newsdesk {question}", align="left"))
            request = parse_question(question, now=utc_now(), zone=reader.zone)
            say(answer_text(core.desk.answer(request, reader)))
            console.print()
    say("Your turn: .venv/bin/newsdesk news 'how many troops?'   (--help lists the commands)")
