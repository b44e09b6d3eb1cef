from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.read import read

NOON = datetime(2021, 3, 12, 12, tzinfo=UTC)
ARTICLE = "Allies will leave together\n\nThe end came in May, he said."


def told(found: Iterable[Document | SourceError]) -> list[str]:
    """Titles of what was read, lines of what was not."""
    return [each.title if isinstance(each, Document) else str(each) for each in found]


def read_from(path: Path) -> list[str]:
    return told(read(str(path), None, now=NOON))


def test_a_folder_is_read_in_the_order_of_its_paths_without_what_is_hidden(tmp_path: Path) -> None:
    for name in [
        "b.txt",
        "a/z.md",
        "a/.hidden.txt",
        ".git/c.txt",
        "~$d.docx",
        "c.HTML",
        "a/style.css",
        "a/picture.png",
        "d.text",
    ]:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        words = f"Title of {name} it is\n\nThe end came in May, he said."
        file.write_text(words if "HTML" not in name else f"<html><body><p>{words}</p></body></html>")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = list(read(str(tmp_path), None, now=NOON))
    assert [each.locator for each in found if isinstance(each, Document)] == [
        str(tmp_path / name) for name in ["a/z.md", "b.txt", "c.HTML", "d.text"]
    ]
    assert len(found) == 4


def test_one_bad_file_never_stops_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\0\0\1\2")
    (tmp_path / "c.txt").write_text(
        "Die Regierung in Berlin sagte am Montag, dass die Truppen das Land verlassen. " * 3
    )
    with (tmp_path / "d.txt").open("wb") as huge:
        huge.truncate(5 * 1024 * 1024 + 1)
    (tmp_path / "e.txt").write_text(ARTICLE)
    (tmp_path / "f.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "g.pdf").write_bytes(b"%PDF")
    (tmp_path / "h.docx").write_bytes(b"PK\3\4")
    (tmp_path / "i.odt").write_bytes(b"PK\3\4")
    (tmp_path / "j.rtf").write_bytes(b"{\\rtf1")
    at = f"{tmp_path}/"
    assert read_from(tmp_path) == [
        f"nothing to read: {at}a.txt: it is empty",
        f"not a text: {at}b.txt: it is a picture",
        f"not in English: {at}c.txt: it is in German",
        f"too large: {at}d.txt: it has more than 5 MB",
        "Allies will leave together",
        f"no such file: {at}f.txt",
        f"not read: {at}g.pdf: the PDF is broken",
        f"not read: {at}h.docx: the document is broken",
        f"passed over: {tmp_path}: 2 of another kind (.odt, .rtf), the first is {at}i.odt",
    ]


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    assert read_from(tmp_path / "no.txt") == [f"no such file: {tmp_path}/no.txt"]
    assert read_from(tmp_path) == [f"nothing to read: {tmp_path}: it holds no file of a kind that articles come in"]
    os.mkfifo(tmp_path / "pipe.txt")
    assert read_from(tmp_path / "pipe.txt") == [f"not a file: {tmp_path}/pipe.txt"]
    assert read_from(Path("/bad\0name")) == ["no such file: /bad\ufffdname"]
    assert read_from(tmp_path / ("a" * 300)) == [f"could not read: {tmp_path}/{'a' * 300}: the name is too long"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_files_and_folders_without_permission(tmp_path: Path) -> None:
    file, folder = tmp_path / "a.txt", tmp_path / "b"
    file.write_text(ARTICLE)
    file.chmod(0)
    folder.mkdir(mode=0)
    assert read_from(tmp_path) == [
        f"could not read: {folder}: permission is denied",
        f"could not read: {file}: permission is denied",
    ]
    folder.chmod(0o700)


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("article", ARTICLE, "Allies will leave together"),
        ("article.news", ARTICLE, "Allies will leave together"),
        ("page", f"<!DOCTYPE html><html><h1>A heading of it</h1><p>{ARTICLE}</p></html>", "A heading of it"),
        ("a.txt", "<p>not</p> a page\n\nThe end came in May, he said.", "<p>not</p> a page"),
    ],
)
def test_a_file_that_is_named_is_read_whatever_it_is_called(
    tmp_path: Path, name: str, content: str, title: str
) -> None:
    (tmp_path / name).write_text(content)
    assert read_from(tmp_path / name) == [title]


def test_a_file_is_known_by_its_real_path_whatever_bytes_are_in_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    odd = os.fsdecode(b"b\xff.txt")
    (tmp_path / "real" / odd).write_text(ARTICLE)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (found,) = read(str(tmp_path / "link" / odd), None, now=NOON)
    assert isinstance(found, Document)
    assert found.locator == f"{tmp_path}/real/b\ufffd.txt"


def test_a_date_after_today_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ndate: 2031-01-01\n---\n# Allies will leave\n\nThe end came, he said.")
    (found,) = read(str(tmp_path), None, now=NOON)
    assert isinstance(found, Document)
    assert found.published is None


def test_an_address_needs_a_fetcher() -> None:
    assert told(read("https://u:p@daily.example/a", None, now=NOON)) == [
        "not opened: https://daily.example/a: only files are read here"
    ]


def touch(file: Path, words: str, at: datetime = NOON - timedelta(minutes=1)) -> None:
    file.write_text(words)
    os.utime(file, (at.timestamp(), at.timestamp()))


# --- what does not belong to a folder


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(ARTICLE)
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    touch(folder / "real.txt", ARTICLE.replace("together", "alone"))
    (folder / "inside.txt").symlink_to(folder / "real.txt")
    (folder / "sub" / "up.txt").symlink_to("../../secret.txt")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "twice.txt").symlink_to(folder / "out.txt")
    (folder / "out.bin").symlink_to(tmp_path / "secret.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    refused = [
        f"not opened: {folder}/{name}: it is a link to a place outside its folder"
        for name in ["out.txt", "sub/up.txt", "twice.txt"]
    ]
    found = read_from(folder)
    assert found[:3] == refused
    assert found[3:] == ["Allies will leave alone", f"no such file: {folder}/loop.txt", "Allies will leave alone"]


def test_a_folder_that_is_a_link_itself_is_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    touch(tmp_path / "real" / "a.txt", ARTICLE)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert read_from(tmp_path / "link") == ["Allies will leave together"]


def test_special_files_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
    (tmp_path / "folder.txt").mkdir()
    expected = [f"not a file: {tmp_path}/{name}" for name in ["pipe.txt", "socket.txt"]]
    assert read_from(tmp_path) == expected
    assert read_from(Path("/dev/zero")) == ["not a file: /dev/zero"]


def test_a_pipe_that_takes_a_file_s_place_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.setattr(Path, "is_file", lambda self: True)
    assert read_from(tmp_path / "pipe.txt") == [f"not a file: {tmp_path}/pipe.txt"]


def test_a_file_that_breaks_the_reader_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", breaks)
    (tmp_path / "a.html").write_text(f"<html><p>{ARTICLE}</p></html>")
    (tmp_path / "b.txt").write_text(ARTICLE)
    assert read_from(tmp_path) == [
        f"could not read: {tmp_path}/a.html: it is broken in a way that no reader expects",
        "Allies will leave together",
    ]
