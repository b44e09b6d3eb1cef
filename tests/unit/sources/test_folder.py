"""What lies in a folder, and what no longer does."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.folder import look, named, path_of

NOON = datetime(2021, 3, 12, 12, tzinfo=UTC)


def touch(file: Path, age: float = 60.0, words: str = "x") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words)
    moment = NOON.timestamp() - age
    os.utime(file, (moment, moment))
    return file


def test_files_that_can_hold_articles_are_seen(tmp_path: Path) -> None:
    for name in [
        "b.txt",
        "a/z.md",
        "a/.hidden.txt",
        ".git/c.txt",
        "~$d.docx",
        "c.HTML",
        "a/style.css",
        "txt",
        "d.text",
        "e.",
    ]:
        touch(tmp_path / name)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "folder.txt").mkdir()
    assert sorted(look(tmp_path, now=NOON).settled) == ["a/z.md", "b.txt", "c.HTML", "d.text", "nowhere.txt"]


@pytest.mark.parametrize(("age", "is_settled"), [(60, True), (0.5, False), (-0.5, False), (-3600, True)])
def test_what_may_still_be_being_written_has_no_stamp_yet(tmp_path: Path, age: float, is_settled: bool) -> None:
    touch(tmp_path / "a.txt", age)
    seen = look(tmp_path, now=NOON)
    assert (list(seen.settled), list(seen.unsettled)) == ((["a.txt"], []) if is_settled else ([], ["a.txt"]))


def test_a_stamp_tells_every_change(tmp_path: Path) -> None:
    file = touch(tmp_path / "a.txt")
    stamps = [look(tmp_path, now=NOON).settled["a.txt"]]
    assert look(tmp_path, now=NOON).settled["a.txt"] == stamps[0]
    for change in (lambda: touch(file, 50), lambda: touch(file, 50, "xy"), lambda: os.utime(file, (1, 1))):
        change()
        stamps.append(look(tmp_path, now=NOON).settled["a.txt"])
    (tmp_path / "other.txt").write_text("xy")
    os.utime(tmp_path / "other.txt", (1, 1))
    (tmp_path / "other.txt").replace(file)  # the same size and date, as cp -p leaves them
    stamps.append(look(tmp_path, now=NOON).settled["a.txt"])
    assert len(set(stamps)) == 5


def test_what_is_gone(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        touch(tmp_path / name)
    known = look(tmp_path, now=NOON).settled
    (tmp_path / "a.txt").unlink()
    touch(tmp_path / "b.txt", 0)
    assert look(tmp_path, now=NOON).gone(known) == {"a.txt": known["a.txt"]}
    (tmp_path / "sub" / "c.txt").unlink()
    assert set(look(tmp_path, now=NOON).gone(known)) == {"a.txt", "sub/c.txt"}


def test_of_a_folder_that_is_away_nothing_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    files = [touch(folder / name) for name in ("a.txt", "b.txt")]
    known = look(folder, now=NOON).settled
    for file in files:
        file.unlink()
    empty = look(folder, now=NOON)
    assert (empty.is_away(known), empty.gone(known), empty.problems) == (True, {}, [])
    folder.rmdir()
    missing = look(folder, now=NOON)
    assert (missing.gone(known), [str(each) for each in missing.problems]) == ({}, [f"no such folder: {folder}"])


def test_the_only_file_may_go(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt")
    known = look(tmp_path, now=NOON).settled
    (tmp_path / "a.txt").unlink()
    assert look(tmp_path, now=NOON).gone(known) == known


def test_what_lies_in_a_folder_that_cant_be_opened_is_not_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "sub/c.txt", "subway.txt"):
        touch(tmp_path / name)
    known = look(tmp_path, now=NOON).settled
    (tmp_path / "subway.txt").unlink()

    def denied(path: str, real: object = os.scandir) -> object:
        if path.endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return real(path)  # type: ignore[operator]

    monkeypatch.setattr(os, "scandir", denied)
    seen = look(tmp_path, now=NOON)
    assert [str(each) for each in seen.problems] == [f"could not read: {tmp_path}/sub: permission is denied"]
    assert set(seen.gone(known)) == {"subway.txt"}


@given(st.binary(min_size=1, max_size=40).filter(lambda name: b"\0" not in name))
def test_every_name_is_kept_as_text_and_found_again(name: bytes) -> None:
    path = os.fsdecode(name)
    kept = named(path)
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert os.fsencode(path_of(Path("/in"), kept)) == os.fsencode(Path("/in") / path)


@pytest.mark.parametrize("name", ["a.txt", "ä.txt", "\\", "\\xff", os.fsdecode(b"\xff"), os.fsdecode(b"\\\xff\\x41")])
def test_names_differ_as_their_files_do(name: str) -> None:
    others = {"\\xff": os.fsdecode(b"\xff"), os.fsdecode(b"\xff"): "\\xff"}
    assert named(name) != named(others.get(name, "other"))


def test_a_time_that_no_clock_tells_is_no_problem(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt", timedelta(days=200_000).total_seconds())
    assert list(look(tmp_path, now=NOON).settled) == ["a.txt"]
