"""What was seen in folders: each file is taken by one, told as read by who has it, and never lost with who had it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.storage.files import PutBack, Settled, SqlFiles, State, Waiting

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def files(engine: Engine) -> SqlFiles:
    return SqlFiles(engine)


def take(files: SqlFiles, holder: str, at: datetime = NOON, *, limit: int = 100, folder: str = "/in") -> list[str]:
    return [each.path for each in files.take(folder, holder=holder, now=at, until=at + MINUTE, limit=limit)]


def settle(
    files: SqlFiles, holder: str, path: str, stamp: str = "1", state: State = State.READ, *articles: str, **more: str
) -> None:
    files.settle("/in", holder, [Settled(Waiting(path, stamp, 0), state, articles, **more)])


def test_what_waits_is_taken_once_in_the_order_of_its_paths(files: SqlFiles) -> None:
    files.wait("/in", {"b.txt": "1", "a.txt": "1", "d/c.txt": "1"}, now=NOON)
    files.wait("/out", {"z.txt": "1"}, now=NOON)
    assert files.waiting("/in", now=NOON) == 3
    assert take(files, "one", limit=2) == ["a.txt", "b.txt"]
    assert take(files, "two") == ["d/c.txt"]
    assert take(files, "two") == []
    assert files.waiting("/in", now=NOON) == 0
    assert take(files, "two", folder="/out") == ["z.txt"]


def test_what_was_read_waits_again_only_when_it_changes(files: SqlFiles) -> None:
    files.wait("/in", {"a.txt": "1"}, now=NOON)
    take(files, "one")
    settle(files, "one", "a.txt")
    files.wait("/in", {"a.txt": "1"}, now=NOON + MINUTE)
    assert take(files, "two", NOON + 2 * MINUTE) == []
    files.wait("/in", {"a.txt": "2"}, now=NOON + MINUTE)
    assert files.stamps("/in") == {"a.txt": "2"}
    assert take(files, "two", NOON + 2 * MINUTE) == ["a.txt"]


def test_what_its_holder_has_not_settled_is_free_after_the_lease(files: SqlFiles) -> None:
    files.wait("/in", {"a.txt": "1", "b.txt": "1"}, now=NOON)
    take(files, "one")
    settle(files, "one", "a.txt")
    assert take(files, "two", NOON + MINUTE / 2) == []
    files.renew("/in", "one", NOON + 2 * MINUTE)
    assert take(files, "two", NOON + MINUTE) == []
    assert take(files, "two", NOON + 2 * MINUTE) == ["b.txt"]


def test_who_was_too_slow_changes_nothing_any_more(files: SqlFiles) -> None:
    files.wait("/in", {"a.txt": "1"}, now=NOON)
    take(files, "slow")
    take(files, "fast", NOON + MINUTE)
    settle(files, "slow", "a.txt", state=State.REFUSED)
    files.release("/in", "slow", now=NOON)
    assert take(files, "third", NOON + MINUTE) == []
    settle(files, "fast", "a.txt")
    assert take(files, "third", NOON + 9 * MINUTE) == []


def test_a_file_that_changes_while_it_is_read_is_read_again(files: SqlFiles) -> None:
    files.wait("/in", {"a.txt": "1"}, now=NOON)
    take(files, "one")
    files.wait("/in", {"a.txt": "2"}, now=NOON)
    settle(files, "one", "a.txt", stamp="1")
    assert take(files, "two") == ["a.txt"]


def test_what_is_released_or_put_back_waits(files: SqlFiles) -> None:
    files.wait("/in", {"a.txt": "1", "b.txt": "1"}, now=NOON)
    take(files, "one")
    files.settle("/in", "one", [PutBack(Waiting("b.txt", "1", 0), NOON + 5 * MINUTE)])
    files.release("/in", "one", now=NOON)
    assert take(files, "two") == ["a.txt"]
    (again,) = files.take("/in", holder="two", now=NOON + 5 * MINUTE, until=NOON + 9 * MINUTE, limit=9)[1:]
    assert again == Waiting("b.txt", "1", 1)


def test_what_another_version_refused_is_tried_again(files: SqlFiles) -> None:
    files.wait("/in", {"a.txt": "1", "b.txt": "1"}, now=NOON)
    take(files, "one")
    settle(files, "one", "a.txt", state=State.REFUSED, reader="1.0")
    settle(files, "one", "b.txt")
    files.reconsider("/in", "1.0", now=NOON)
    assert take(files, "two") == []
    files.reconsider("/in", "1.1", now=NOON)
    assert take(files, "two") == ["a.txt"]


def test_an_article_belongs_to_all_files_that_say_it(files: SqlFiles) -> None:
    files.wait("/in", {"a.txt": "1", "copy.txt": "1", "b.txt": "1", "empty.txt": "1"}, now=NOON)
    files.wait("/other", {"c.txt": "1"}, now=NOON)
    take(files, "one")
    take(files, "one", folder="/other")
    for path, article in (("a.txt", "A"), ("copy.txt", "A"), ("b.txt", "B")):
        settle(files, "one", path, "1", State.READ, article)
    settle(files, "one", "empty.txt", state=State.REFUSED)
    files.settle("/other", "one", [Settled(Waiting("c.txt", "1", 0), State.READ, ("B",))])
    assert files.articles_of_none_but("/in", ["a.txt", "b.txt", "empty.txt"]) == []
    assert files.articles_of_none_but("/in", ["a.txt", "copy.txt"]) == ["A"]
    assert files.articles_of_none_but("/other", ["c.txt"]) == []
    files.forget("/other", {"c.txt": "1"})
    assert files.articles_of_none_but("/in", ["b.txt"]) == ["B"]


def test_what_came_back_is_not_forgotten(files: SqlFiles) -> None:
    files.wait("/in", {"a.txt": "1", "b.txt": "2"}, now=NOON)
    files.forget("/in", {"a.txt": "1", "b.txt": "1"})
    assert files.stamps("/in") == {"b.txt": "2"}


def test_names_of_all_kinds_are_kept(files: SqlFiles) -> None:
    names = {"ä ö.txt": "1", "new\nline.txt": "1", "\\xff.txt": "1", "x" * 1000: "1", "%_'\"; --.txt": "1"}
    files.wait("/in", names, now=NOON)
    assert files.stamps("/in") == names
    assert take(files, "one") == sorted(names)


def test_many_that_take_at_once_take_each_file_once(files: SqlFiles) -> None:
    names = {f"{number:04}.txt": "1" for number in range(1200)}
    files.wait("/in", names, now=NOON)
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda holder: take(files, f"{holder}", limit=50), range(30)))
    assert all(len(some) <= 50 for some in taken)
    found = [path for some in taken for path in some]
    assert len(found) == len(set(found)) > 300
