"""``newsdesk add``: what it says of few and of many, to people and to programs, and how it ends when it is stopped."""

from __future__ import annotations

import json
import os
import pty
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app

PROJECT = Path(__file__).parents[2]
NAMES = [f"{first}{last}" for first in ("Har", "Mol", "Tren", "Bask", "Quil", "Vor") for last in ("den", "by", "stow")]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_analyser: None) -> Path:
    """A folder to work in, with a library of its own and nothing in it."""
    (tmp_path / "newsdesk.yaml").write_text("library: {folders: [], processes: 1}\n", encoding="utf-8")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("NEWSDESK_CONFIG", "newsdesk.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def articles(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        names = random.Random(number).sample(NAMES, 4)
        words = (
            f"{names[0]} shuts gate {number}\n\nThe council of {names[1]} met {names[2]} and {names[3]} on Monday.\n"
        )
        (folder / f"{number:03}.txt").write_text(words, encoding="utf-8")


def newsdesk(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def test_a_program_gets_a_line_for_each(home: Path) -> None:
    articles(home / "in", 3)
    (home / "in" / "001.txt").write_text("", encoding="utf-8")
    result = newsdesk("add", "in", "--json", code=1)
    first, problem, last = map(json.loads, result.stdout.splitlines())
    assert first["outcome"] == last["outcome"] == "added"
    assert first["locator"] == str(home / "in" / "000.txt")
    assert {"story", "title", "source", "language"} <= set(first)
    assert (problem["outcome"], problem["problem"]) == ("not taken in", "nothing to read")
    assert problem["subject"].endswith("/in/001.txt")
    assert "3 in all: 2 added, 1 not taken in" in result.stderr


def test_several_places_come_in_in_their_order(home: Path) -> None:
    articles(home / "b", 2)
    articles(home / "a", 3)
    found = [json.loads(line) for line in newsdesk("add", "b", "gone.txt", "a", "--json", code=1).stdout.splitlines()]
    assert [each["outcome"] for each in found] == ["added", "added", "not taken in", *["unchanged"] * 2, "added"]


def test_what_does_not_go_to_a_terminal_names_each(home: Path) -> None:
    articles(home / "in", 25)
    assert len(newsdesk("add", "in").stdout.splitlines()) == 25


def at_a_terminal(home: Path, *words: str) -> str:
    """What a terminal shows of a command."""
    ours, theirs = pty.openpty()
    environ = os.environ | {"PYTHONPATH": str(PROJECT), "TERM": "xterm"}
    command = [sys.executable, "-m", "bot", *words]
    with subprocess.Popen(command, cwd=home, env=environ, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 65536)
            except OSError:  # how a terminal tells its end
                break
        assert process.wait(60) == 0
    os.close(ours)
    return shown.decode()


def test_at_a_terminal_many_are_counted(home: Path) -> None:
    articles(home / "in", 25)
    shown = at_a_terminal(home, "add", "in")
    assert shown.count("added: #") == 20
    assert "the rest is counted; --verbose names each" in shown
    assert "25 in all: 25 added" in shown
    assert at_a_terminal(home, "add", "in", "--verbose").count("unchanged: #") == 25


@pytest.mark.parametrize("processes", [1, 2])
def test_ctrl_c_says_what_was_done_and_the_same_command_goes_on(home: Path, processes: int) -> None:
    (home / "newsdesk.yaml").write_text(f"library: {{folders: [], processes: {processes}}}\n", encoding="utf-8")
    articles(home / "in", 400)
    environ = os.environ | {"PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "bot", "add", "in"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=home, env=environ, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("added: #1 ")
        process.send_signal(signal.SIGINT)
        shown, said = process.communicate(timeout=60)
    done = 1 + len(shown.splitlines())
    assert (process.returncode, done < 400) == (130, True)
    assert said.splitlines() == [f"stopped: {done} in all: {done} added. The same command goes on from here."]
    rest = newsdesk("add", "in")
    # What was filed in the step that was interrupted may not have been told any more.
    unchanged = rest.stdout.count("unchanged: #")
    assert done <= unchanged <= done + 20
    assert unchanged + rest.stdout.count("added: #") == 400
