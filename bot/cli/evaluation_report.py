"""The evaluation as a page: tables in Markdown, put between two markers of a page that people write around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.cli.evaluation_scores import Cases, Change

BEGIN = "<!-- newsdesk eval: begin (written by the command, edits here are lost) -->"
END = "<!-- newsdesk eval: end -->"
NEW_PAGE = f"# Quality\n\n{BEGIN}\n{END}\n"
MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Table:
    """One table with what must be said under it; the first column is words, the others are figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def markdown(self) -> str:
        rule = ("---", *("---:" for _ in self.columns[1:]))
        lines = [f"### {self.title}", "", *(_row(cells) for cells in (self.columns, rule, *self.rows))]
        return "\n".join(lines + [line for note in self.notes for line in ("", note)])


@dataclass(frozen=True, slots=True)
class Part:
    """What one collection gave: its tables, and its scores case by case."""

    tables: tuple[Table, ...]
    cases: Cases


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When, with what and on what the figures were measured."""

    at: datetime
    extractor: str
    machine: str

    def __str__(self) -> str:
        return f"Measured on {self.at:%Y-%m-%d at %H:%M} UTC with extractor `{self.extractor}` on {self.machine}."


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run. ``absent`` says what was not measured and why; ``since`` is when the run compared with was made."""

    circumstances: Circumstances
    parts: tuple[Part, ...]
    absent: tuple[str, ...] = ()
    since: str | None = None
    changed: tuple[Change, ...] = field(default=())

    def markdown(self) -> str:
        """What goes between the markers."""
        blocks = [str(self.circumstances)]
        blocks += [table.markdown() for part in self.parts for table in part.tables]
        if self.absent:
            blocks.append("### Not measured\n\n" + "\n".join(f"- {line}" for line in self.absent))
        if self.since:
            blocks.append(f"### Since the run of {self.since}\n\n{changes_text(self.changed)}")
        return "\n\n".join(blocks)


def changes_text(changed: Sequence[Change]) -> str:
    """The cases that got worse, by name, then the better ones; the greatest changes first, at most 20 of either."""
    worse = [change for change in changed if change.worse]
    better = [change for change in reversed(changed) if not change.worse]
    return f"{_listed('got worse', worse)}\n\n{_listed('got better', better)}"


def _listed(what: str, changed: list[Change]) -> str:
    cases = len({change.case for change in changed})
    if not cases:
        return f"No case {what}."
    lines = [f"- {change}" for change in changed[:MOST_CHANGES]]
    if more := len(changed) - MOST_CHANGES:
        lines += [f"- and {more} more"] if more > 0 else []
    return f"{cases} {'case' if cases == 1 else 'cases'} {what}:\n\n" + "\n".join(lines)


def inserted(page: str, text: str) -> str:
    """``page`` with ``text`` between its markers; a page without them gets them at its end."""
    before, begin, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not begin:
        before, after = f"{page.rstrip()}\n\n", "\n"
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def share(score: float) -> str:
    """A score as scorers' tables write it: .921, 1.000."""
    return f"{score:.3f}".removeprefix("0")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
