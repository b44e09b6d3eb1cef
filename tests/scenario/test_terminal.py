"""The command line as a process: its output in a pipe, its messages on a terminal, and what a terminal may be sent."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SEEDS = PROJECT / "seeds"
TEXT = "A flood killed 12 people in Kabul on Monday, the mayor said."


@dataclass(frozen=True)
class Ended:
    """What a command wrote, and its exit code. ``terminal`` is what the terminal showed."""

    stdout: str
    terminal: str
    code: int


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder of its own, where commands are run."""
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    for variable in ("DATABASE_URL", "NEWSDESK_CONFIG", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, stdin: str = "", stdout: bool = False, stderr: bool = False) -> Ended:
    """Run a command; ``stdout`` and ``stderr`` say which of them is the terminal, the rest are pipes."""
    ours, theirs = pty.openpty()
    shown = bytearray()

    def read() -> None:
        while piece := _read(ours):
            shown.extend(piece)

    reading = threading.Thread(target=read)
    reading.start()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        stdin=subprocess.PIPE,
        stdout=theirs if stdout else subprocess.PIPE,
        stderr=theirs if stderr else subprocess.PIPE,
    )
    os.close(theirs)
    out, _ = process.communicate(stdin.encode())
    reading.join()
    os.close(ours)
    return Ended((out or b"").decode(), shown.decode(), process.returncode)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the last process has closed the terminal
        return b""


@pytest.mark.parametrize("terminal", [True, False], ids=["a terminal", "no terminal"])
@pytest.mark.parametrize(
    ("words", "stdin", "lines"),
    [
        (["extract", str(SEEDS)], "", 2),
        (["extract", "--jsonl"], json.dumps({"id": "1", "text": TEXT, "format": "txt"}) + "\n", 1),
    ],
)
def test_json_goes_to_stdout_wherever_stderr_goes(
    home: Path, words: list[str], stdin: str, lines: int, terminal: bool
) -> None:
    ended = run(*words, stdin=stdin, stderr=terminal)
    records = [json.loads(line) for line in ended.stdout.splitlines()]
    assert (len(records), ended.code) == (lines, 0)
    assert ("Analysing" in ended.terminal) is terminal  # the bar
    assert '"figures"' not in ended.terminal


@pytest.mark.parametrize("terminal", [True, False], ids=["a terminal", "no terminal"])
def test_what_was_added_goes_to_stdout_wherever_stderr_goes(home: Path, terminal: bool) -> None:
    ended = run("add", str(SEEDS), str(home / "missing.txt"), stderr=terminal)
    assert [line.partition(":")[0] for line in ended.stdout.splitlines()] == ["added", "added"]
    assert ("missing.txt" in ended.terminal, ended.code) == (terminal, 1)
    assert "added: #" not in ended.terminal


def test_lines_at_a_terminal_are_not_cut_by_a_bar(home: Path) -> None:
    ended = run("extract", str(SEEDS), stdout=True, stderr=True)
    assert len([json.loads(line) for line in ended.terminal.splitlines()]) == 2
