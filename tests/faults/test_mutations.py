"""Broken inputs for every reader: some thousand of the hundred thousand that ``make faults`` reads."""

from __future__ import annotations

import pytest

from tests.faults import mutations


@pytest.mark.parametrize("first", range(0, 2_000, 500))
def test_no_broken_input_breaks_a_reader_or_holds_it_up(first: int) -> None:
    report = mutations.run(first, 500)
    assert report.faults == []
    assert report.outcomes["read"] > 100
    assert report.outcomes["refused"] > 100


def test_a_seed_repeats_its_input() -> None:
    assert [mutations.mutated(seed) for seed in range(50)] == [mutations.mutated(seed) for seed in range(50)]
    assert len({mutations.mutated(seed).data for seed in range(50)}) > 45
