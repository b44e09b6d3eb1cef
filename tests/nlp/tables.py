"""The tables of cases: groups of lists in YAML, a parameter for each case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml


def listed(*tables: Path) -> Iterator[tuple[str, Any]]:
    """Each case of ``tables`` with its name: its group and its number there."""
    for table in tables:
        for group, cases in yaml.safe_load(table.read_text(encoding="utf-8")).items():
            for number, case in enumerate(cases, start=1):
                yield f"{group} {number}", case


def rows_of(*tables: Path) -> Iterator[object]:
    """A text and its rows for each case; a row with ``xfail`` tells why it is a known miss."""
    for name, (text, *rows) in listed(*tables):
        marks = [pytest.mark.xfail(reason=row["xfail"], strict=True) for row in rows if "xfail" in row]
        yield pytest.param(text, [row for row in rows if "words" in row], id=name, marks=marks)
