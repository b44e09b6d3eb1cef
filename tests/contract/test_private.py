"""Whose eyes the data is for: its folders are 0700 and its files 0600, whatever the umask."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.app.demo import Demo
from bot.settings import load
from bot.storage.engine import connect
from bot.storage.index import Index
from bot.storage.migrate import upgrade

PROJECT = Path(__file__).parents[2]


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """The permissions of ``folder`` (".") and of all below it."""
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}


def opened(file: Path) -> Engine:
    engine = connect(path=file)
    upgrade(engine)
    return engine


@pytest.mark.parametrize("mask", [0o022, 0o000, 0o077, 0o007])
def test_a_new_store_is_for_us_alone(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        engine = opened(tmp_path / "data" / "deep" / "newsdesk.sqlite")
        assert modes(tmp_path / "data") == {
            ".": 0o700,
            "deep": 0o700,
            "deep/newsdesk.sqlite": 0o600,
            "deep/newsdesk.sqlite-wal": 0o600,
            "deep/newsdesk.sqlite-shm": 0o600,
        }
        engine.dispose()


def test_a_store_from_before_is_tightened_and_its_folder_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "shared" / "newsdesk.sqlite"
    opened(file).dispose()
    held = sqlite3.connect(file)  # the files beside it stay while somebody has it open
    held.execute("SELECT * FROM counters").fetchall()
    (tmp_path / "shared" / "other.txt").write_text("not ours")
    for path in [file.parent, *file.parent.iterdir()]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    engine = opened(file)
    assert modes(file.parent) == {
        ".": 0o755,
        "other.txt": 0o644,
        "newsdesk.sqlite": 0o600,
        "newsdesk.sqlite-wal": 0o600,
        "newsdesk.sqlite-shm": 0o600,
    }
    engine.dispose()
    held.close()


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    opened(tmp_path / "newsdesk.sqlite").dispose()
    opened(tmp_path / "new" / "newsdesk.sqlite").dispose()
    found = modes(tmp_path)
    assert (found["."], found["new"]) == (0o1777, 0o700)


def test_what_is_no_database_keeps_its_mode(tmp_path: Path) -> None:
    (file := tmp_path / "notes.txt").write_text("no database, but some words to read\n" * 50)
    file.chmod(0o644)
    with pytest.raises(Exception, match="not an SQLite database"):
        opened(file)
    assert modes(tmp_path)["notes.txt"] == 0o644


def test_a_file_by_its_uri_is_for_us_alone(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///file:{tmp_path}/by-uri.sqlite?uri=true")
    upgrade(engine)
    assert modes(tmp_path)["by-uri.sqlite"] == 0o600
    engine.dispose()


def test_an_index_on_disk_is_for_us_alone(tmp_path: Path) -> None:
    with umask(0o022):
        Index(tmp_path / "data" / "index").close()
    made = modes(tmp_path / "data")
    assert {mode for name, mode in made.items() if (tmp_path / "data" / name).is_dir()} == {0o700}
    Index(tmp_path / "data" / "index").close()  # as one that was made by an older version
    assert not any(mode & 0o077 for mode in modes(tmp_path / "data").values())


def test_the_demos_data_is_for_us_alone(tmp_path: Path) -> None:
    with umask(0o022):
        (tmp_path / "demo").mkdir()  # as an older version made it
        with Demo(load({}, PROJECT), tmp_path / "demo") as demo:
            demo.add_story(
                "Bridge closes", "Bridge closes\n\nThe bridge is shut for 12 days, the mayor said on Monday."
            )
            demo.move_clock("tomorrow 08:30")
            found = modes(tmp_path / "demo")
    assert {"ahead", "newsdesk.sqlite", "stories"} <= set(found)
    assert {name: mode for name, mode in found.items() if mode & 0o077} == {}


def test_the_command_makes_nothing_for_others(tmp_path: Path) -> None:
    (tmp_path / "newsdesk.yaml").write_text("library: {folders: []}\nindex: {directory: data/index}\n")
    environ = os.environ | {"NEWSDESK_CONFIG": str(tmp_path / "newsdesk.yaml"), "PYTHONPATH": str(PROJECT)}
    environ.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "bot", "news", "x"]
    subprocess.run(command, cwd=tmp_path, env=environ, umask=0o022, check=False, capture_output=True)
    assert not any(mode & 0o077 for mode in modes(tmp_path / "data").values())
    assert any(name.endswith("meta.json") for name in modes(tmp_path / "data"))
