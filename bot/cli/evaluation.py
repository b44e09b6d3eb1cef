"""``newsdesk eval``: how good the extraction is on articles that nobody here wrote, and what got worse."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypedDict, TypeVar

from rich.progress import track

from bot.cli.evaluation_data import Analyse
from bot.cli.evaluation_pages import pages
from bot.cli.evaluation_quotes import quotes
from bot.cli.evaluation_report import NEW_PAGE, Circumstances, Part, Report, inserted
from bot.cli.evaluation_scores import changes
from bot.cli.evaluation_seeds import seeds
from bot.cli.evaluation_stories import stories
from bot.cli.evaluation_summaries import summaries
from bot.cli.told import STDERR
from bot.domain.errors import NotFound, StorageError

PAGE = Path("docs/quality.md")
_Item = TypeVar("_Item")


class Kept(TypedDict):
    """What one run leaves for the next: scores by document, never a word of the articles."""

    measured: str
    extractor: str
    cases: Mapping[str, Mapping[str, float]]


def evaluate(data: Path, analyse: Analyse, extractor: str, *, page: Path, write: bool, now: datetime) -> Report:
    """Measure what ``data`` holds and compare with the run kept beside ``page``; with ``write``, keep this one there.

    Raises: NotFound if nothing could be measured, StorageError if the kept run or the page can't be read or written.
    """
    kept_file = page.with_suffix(".json")
    kept = _kept(kept_file)
    parts: list[Part] = []
    absent: list[str] = []
    for measure in (quotes, pages, summaries, stories, seeds):
        try:
            parts.append(measure(data, analyse, shown))
        except NotFound as e:
            absent.append(str(e))
    if not parts:
        raise NotFound("nothing to measure", str(data), "; ".join(absent), hint="Name the data's folder: --data PATH")
    cases = {case: scores for part in parts for case, scores in part.cases.items()}
    report = Report(
        Circumstances(now, extractor, machine()),
        tuple(parts),
        tuple(absent),
        since=kept and f"{kept['measured']} (`{kept['extractor']}`)",
        changed=tuple(changes(kept["cases"], cases)) if kept else (),
    )
    if write:
        # What this run could not measure stays as the last one left it: the next comparison needs it.
        _write(page, kept_file, report, {**(kept["cases"] if kept else {}), **cases})
    return report


def shown(what: str, items: Sequence[_Item]) -> Iterator[_Item]:
    """The items, with a bar on stderr while they last, on a terminal only."""
    yield from track(items, what, console=STDERR, transient=True, disable=not STDERR.is_terminal)


def machine() -> str:
    """Processor, cores and Python of this computer."""
    cpu = platform.processor()
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        cpu = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), cpu)
    except OSError:
        pass
    return f"{cpu or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _kept(file: Path) -> Kept | None:
    try:
        kept: Kept = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as e:
        raise StorageError("can't read the last run", str(file), str(e), hint="Move it away and run again.") from e
    return kept


def _write(page: Path, kept_file: Path, report: Report, cases: Mapping[str, Mapping[str, float]]) -> None:
    at, extractor = report.circumstances.at, report.circumstances.extractor
    kept = Kept(measured=f"{at:%Y-%m-%d %H:%M} UTC", extractor=extractor, cases=cases)
    try:
        text = page.read_text("utf-8") if page.exists() else NEW_PAGE
        page.write_text(inserted(text, report.markdown()), "utf-8")
        kept_file.write_text(json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    except OSError as e:
        raise StorageError("can't write", str(page), str(e), hint="Name a page that can be written.") from e
