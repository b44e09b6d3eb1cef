"""How saved pages are read, beside trafilatura alone on the same pages in the same run."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NotRequired, TypedDict

import trafilatura
from trafilatura.settings import Document as Extracted

from bot.cli.evaluation_data import Analyse, Shown, lines_of, needed, told, written
from bot.cli.evaluation_report import Part, Table, share
from bot.cli.records import Json, extract_record
from bot.domain.errors import SourceError
from bot.sources import read_html

MEASURES = {
    "body, precision": "body_precision",
    "body, recall": "body_recall",
    "nothing shown from outside the body": "clean",
    "title": "title",
    "byline": "byline",
    "day": "date",
}
OURS_ONLY = "clean"
"""Trafilatura shows no quotes, figures or sentences."""


class Page(TypedDict):
    """A saved page."""

    id: str
    html: str
    url: NotRequired[str | None]


def pages(data: Path, analyse: Analyse, shown: Shown) -> Part:
    """Saved pages of which people marked body, title, byline or day. Raises: NotFound."""
    file, scorer = data / "pages" / "pages-dev.jsonl.gz", data / "pages" / "score_pages.py"
    needed("pages", file, scorer)
    gold: list[Page] = [json.loads(line) for line in lines_of("pages", file)]
    ours: list[Json] = []
    theirs: list[Json] = []
    for page in shown("Pages: reading", gold):
        record = _read(page, analyse)
        ours.append(record)
        theirs.append(record if "error" in record else _by_trafilatura(page))
    with TemporaryDirectory() as directory:
        figures = [_scored(scorer, file, Path(directory), records) for records in (ours, theirs)]
    read = sum("error" not in record for record in ours)
    rows = tuple(
        (
            label,
            share(figures[0][key]) if key in figures[0] else "–",
            share(figures[1][key]) if key in figures[1] and key != OURS_ONLY else "–",
        )
        for label, key in MEASURES.items()
    )
    table = Table(
        f"Saved pages ({read} of {len(gold)} are English articles)", ("", "Newsdesk", "trafilatura alone"), rows
    )
    cases = {"pages": {label: round(figures[0][key], 4) for label, key in MEASURES.items() if key in figures[0]}}
    return Part((table,), cases)


def _read(page: Page, analyse: Analyse) -> Json:
    try:
        document = read_html(page["html"], locator=page["id"], url=page.get("url") or None)
        return extract_record(page["id"], document, analyse(document))
    except SourceError as error:
        return {"id": page["id"], "error": " ".join(str(error).split())}


def _by_trafilatura(page: Page) -> Json:
    """What trafilatura by itself makes of a page, as a record of ``newsdesk extract``; nothing of it is excluded."""
    found = trafilatura.bare_extraction(
        page["html"], url=page.get("url") or None, include_comments=False, with_metadata=True
    )
    if not isinstance(found, Extracted):
        return {"id": page["id"], "error": "nothing found"}
    named: dict[str, object] = {"title": found.title, "byline": found.author, "published": found.date}
    empty: dict[str, object] = {key: [] for key in ("excluded", "summary", "quotes", "figures")}
    return {"id": page["id"], "text": found.text or "", **named, **empty}


def _scored(scorer: Path, gold: Path, folder: Path, records: Sequence[Json]) -> Mapping[str, float]:
    """The scorer's figures for records that have been made: it is given a command that answers with them."""
    answers = written(folder / "answers.jsonl", records)
    command = folder / "answer"
    command.write_text(f"#!/bin/sh\nexec cat {shlex.quote(str(answers))}\n", "utf-8")
    command.chmod(0o700)
    last = told(scorer, gold, "--command", command).strip().splitlines()[-1]
    pairs = (each.partition("=") for each in last.split() if "=" in each)
    return {name: float(value) for name, _, value in pairs}
