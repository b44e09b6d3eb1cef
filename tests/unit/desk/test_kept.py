from __future__ import annotations

from threading import Event, Thread

import pytest

from bot.desk.kept import Kept
from bot.domain.deadline import within
from bot.domain.errors import TookTooLong

SOON = 10.0


def test_a_value_is_made_once_and_again_for_another_key() -> None:
    kept, made = Kept[str, int](room=10), list[str]()

    def value(key: str) -> int:
        return kept.get(key, lambda: made.append(key) or len(made), size=1)  # type: ignore[func-returns-value]

    assert [value(key) for key in "aabab"] == [1, 1, 2, 1, 2]
    assert made == ["a", "b"]


@pytest.mark.parametrize(
    ("asked", "sizes", "left"),
    [
        pytest.param("abc", {"a": 4, "b": 4, "c": 4}, "bc", id="the oldest goes"),
        pytest.param("abac", {"a": 4, "b": 4, "c": 4}, "ac", id="what was asked for again stays"),
        pytest.param("abc", {"a": 1, "b": 1, "c": 11}, "", id="what takes more than all the room is not kept"),
    ],
)
def test_there_is_so_much_room(asked: str, sizes: dict[str, int], left: str) -> None:
    kept = Kept[str, str](room=10)
    for key in asked:
        kept.get(key, lambda key=key: key, size=sizes[key])  # type: ignore[misc]
    assert "".join(kept._values) == left
    assert kept._taken == sum(sizes[key] for key in left)


def test_what_two_ask_for_at_once_is_made_once() -> None:
    kept, begun, go_on, made = Kept[str, int](room=10), Event(), Event(), list[int]()

    def slowly() -> int:
        begun.set()
        assert go_on.wait(SOON)
        made.append(1)
        return 7

    found = list[int]()
    first, second = (Thread(target=lambda: found.append(kept.get("a", slowly, size=1)), daemon=True) for _ in range(2))
    first.start()
    assert begun.wait(SOON)
    second.start()
    with within(0), pytest.raises(TookTooLong):  # a third one can't wait for it
        kept.get("a", slowly, size=1)
    go_on.set()
    for thread in (first, second):
        thread.join(SOON)
    assert (found, made) == ([7, 7], [1])


def test_what_failed_is_tried_again() -> None:
    kept = Kept[str, int](room=10)

    def broken() -> int:
        raise TookTooLong("this takes too long")

    with pytest.raises(TookTooLong):
        kept.get("a", broken, size=1)
    assert kept.get("a", lambda: 7, size=1) == 7
