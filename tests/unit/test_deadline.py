from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest

from bot.domain.deadline import check, checked, remaining, within
from bot.domain.errors import NewsdeskError, TookTooLong


class Clock:
    """Seconds that pass only when a test says so, or with each look."""

    def __init__(self, step: float = 0.0) -> None:
        self.now, self._step = 100.0, step

    def __call__(self) -> float:
        self.now += self._step
        return self.now


def test_without_a_deadline_nothing_is_ever_too_late() -> None:
    check()
    assert remaining() is None
    assert list(checked(range(3))) == [0, 1, 2]


@pytest.mark.parametrize(
    ("passed", "late"),
    [
        pytest.param(9.5, False, id="in time"),
        pytest.param(10.0, True, id="time is up"),
        pytest.param(3600.0, True, id="long after"),
    ],
)
def test_work_is_stopped_once_its_time_is_up(passed: float, late: bool) -> None:
    clock = Clock()
    with within(10, clock=clock):
        clock.now += passed
        assert remaining() == 10 - passed
        if not late:
            check()
        else:
            with pytest.raises(TookTooLong) as stopped:
                check()
            assert isinstance(stopped.value, NewsdeskError)
            assert "since:" in stopped.value.hint
    check()


@pytest.mark.parametrize(("outer", "inner", "left"), [(5, 10, 5), (10, 5, 5)])
def test_inside_another_deadline_the_earlier_end_holds(outer: float, inner: float, left: float) -> None:
    clock = Clock()
    with within(outer, clock=clock):
        with within(inner, clock=clock):
            assert remaining() == left
        assert remaining() == outer


def test_a_deadline_ends_with_its_block_however_that_ends() -> None:
    with pytest.raises(KeyError), within(1):
        raise KeyError
    assert remaining() is None


def test_another_thread_has_a_deadline_of_its_own() -> None:
    seen: list[float | None] = []
    with within(0):
        thread = Thread(target=lambda: seen.append(remaining()))
        thread.start()
        thread.join()
    assert seen == [None]


@pytest.mark.parametrize(("every", "reached"), [(1, 3), (4, 12)])
def test_a_loop_looks_at_the_time_before_each_so_many_th_item(every: int, reached: int) -> None:
    clock = Clock(step=1.0)
    done: list[int] = []

    def endless() -> Iterator[int]:
        place = 0
        while True:
            yield place
            place += 1

    with pytest.raises(TookTooLong), within(3.5, clock=clock):
        for item in checked(endless(), every):
            done.append(item)  # noqa: PERF402 - what was reached before the end is what is looked at
    assert len(done) == reached
