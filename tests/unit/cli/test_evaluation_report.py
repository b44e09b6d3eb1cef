"""The page that the evaluation writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.cli.evaluation_report import BEGIN, END, NEW_PAGE, Circumstances, Part, Report, Table, changes_text, inserted
from bot.cli.evaluation_report import share as shared
from bot.cli.evaluation_scores import Change

TABLE = Table("Quotes", ("system", "F1"), (("we | us", ".9"),), ("Mind the gap.",))
RUN = Circumstances(datetime(2025, 3, 30, 8, 5, tzinfo=UTC), "rules-1", "a CPU, 2 cores, Python 3.11")


@pytest.mark.parametrize(("score", "text"), [(0.0, ".000"), (0.9254, ".925"), (0.9996, "1.000"), (1.0, "1.000")])
def test_a_score(score: float, text: str) -> None:
    assert shared(score) == text


def test_a_table() -> None:
    assert TABLE.markdown().splitlines() == [
        "### Quotes",
        "",
        "| system | F1 |",
        "| --- | ---: |",
        "| we \\| us | .9 |",
        "",
        "Mind the gap.",
    ]


def test_a_report_says_when_on_what_and_what_is_missing() -> None:
    text = Report(RUN, (Part((TABLE,), {}),), absent=("not measured: summaries: no",)).markdown()
    assert text.startswith(
        "Measured on 2025-03-30 at 08:05 UTC with extractor `rules-1` on a CPU, 2 cores, Python 3.11."
    )
    assert TABLE.markdown() in text
    assert text.endswith("### Not measured\n\n- not measured: summaries: no")
    assert "Since" not in text


def test_a_report_names_the_cases_that_changed() -> None:
    text = Report(RUN, (), since="yesterday", changed=(Change("a", "m", 1.0, 0.5),)).markdown()
    assert text.endswith(
        "### Since the run of yesterday\n\n1 case got worse:\n\n- a: m 1.000 → 0.500\n\nNo case got better."
    )


def test_the_greatest_changes_come_first_and_long_lists_are_counted() -> None:
    changed = [Change(f"case {n}", "m", 0.0, n / 100) for n in range(1, 26)]
    lines = changes_text(changed).splitlines()
    assert lines[:5] == [
        "No case got worse.",
        "",
        "25 cases got better:",
        "",
        "- case 25: m 0.000 → 0.250",
    ]
    assert len(lines) == 4 + 20 + 1
    assert lines[-1] == "- and 5 more"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (NEW_PAGE, f"# Quality\n\n{BEGIN}\n\nnew\n\n{END}\n"),
        (f"above\n{BEGIN}\nold\n{END}\nbelow\n", f"above\n{BEGIN}\n\nnew\n\n{END}\nbelow\n"),
        ("no markers\n", f"no markers\n\n{BEGIN}\n\nnew\n\n{END}\n"),
    ],
)
def test_the_tables_stand_between_the_markers_and_the_words_around_them_stay(page: str, expected: str) -> None:
    assert inserted(page, "new") == expected
    assert inserted(inserted(page, "old"), "new") == expected
