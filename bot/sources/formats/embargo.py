"""The line over a press release that says from when on it may be published."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.dates import stated_time
from bot.sources.formats.given import Given
from bot.sources.formats.story import LATER, check_release
from bot.sources.lines import Line, lines_of
from bot.sources.unread import Embargoed

LINES = 12
LONGEST = 160
SAYS = re.compile(
    r"\W*(?:(?:strictly|press release|news release|under|media release)\W+)*(?:embargo(?:ed)?\b"
    r"|not for (?:publication|release|broadcast)\b|hold for release\b)\W*"
    r"(?P<until>(?:(?:for|publication|release|broadcast|use|or|and|strictly)\W+)*"
    r"(?:until|till|before|to)\b)?(?P<rest>.*)",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,4} ?(?:am|pm|hours|hrs|gmt|bst)\b|\bnoon\b|\bmidnight\b", re.IGNORECASE
)
ZONE = re.compile(r"\b(?:GMT|UTC|BST|CES?T|[ECMP][SD]?T|Z)\b|[+-]\d\d:?\d\d\b")
ANYWHERE = timedelta(hours=12)
"""How much later an hour strikes elsewhere, where the line does not say whose hour it is."""


def released(document: Document, given: Given) -> Document | SourceError:
    """The document, or why it may not be published yet: a line at its top says so."""
    for line in lines_of(document.text[:4000])[:LINES]:
        try:
            _check(line, given)
        except SourceError as error:
            return error
    return document


def _check(line: Line, given: Given) -> None:
    match = SAYS.fullmatch(line.text) if len(line.text) <= LONGEST else None
    if match is None:
        return
    rest = match["rest"].strip(" .:-–—*")
    until = _latest(line.text)
    if until is not None and (match["until"] or CLOCK.search(rest) or len(rest.split()) <= 8):
        check_release("", until, given)
    elif until is None and (not rest or (match["until"] and CLOCK.search(rest) and len(rest.split()) <= 12)):
        hint = f"{LATER} Take the line out then, or give the date in full."
        raise Embargoed("not for publication", given.locator, f"it says: {line.text[:80]}", hint=hint)


def _latest(words: str) -> datetime | None:
    """The time that a line states, at the place on earth where it comes last."""
    moment = stated_time(words)
    return moment + ANYWHERE if moment is not None and not ZONE.search(words) else moment
