"""The line over a press release that says from when on it may be published."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.article import Document, Excluded, Reason, Span
from bot.domain.errors import SourceError
from bot.sources.dates import stated_time
from bot.sources.formats.given import Given
from bot.sources.formats.story import LATER, check_release
from bot.sources.lines import Line, lines_of
from bot.sources.unread import Embargoed

LINES = 12
LOOKED_AT = 4_000
LONGEST = 160
SAYS = re.compile(
    r"\W*(?:(?:strictly|press release|news release|under|media release)\W+)*(?:embargo(?:ed)?\b"
    r"|not for (?:publication|release|broadcast)\b|hold for release\b)\W*"
    r"(?P<until>(?:(?:for|publication|release|broadcast|use|or|and|strictly)\W+)*"
    r"(?:until|till|before|to)\b)?(?P<rest>.*)",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))? ?(?:(?P<half>[ap])\.?m\b\.?|hours|hrs|h\b|gmt|utc|bst)"
    r"|\b(?P<at>\d{1,2})[:.](?P<past>\d{2})\b|\b(?P<noon>noon|midday)\b|\b(?P<midnight>midnight)\b",
    re.IGNORECASE,
)
ZONE = re.compile(r"\b(?:GMT|UTC|Z)\b")
ANYWHERE = timedelta(hours=12)
"""How much later an hour strikes elsewhere, where the line does not say that it is Greenwich's."""


def released(document: Document, given: Given) -> Document | SourceError:
    """The document, with the line that let it out marked as none of the article, or why it may not be published yet."""
    for line in lines_of(document.text[:LOOKED_AT])[:LINES]:
        try:
            if _says_when(line, given):
                return _marked(document, line)
        except SourceError as error:
            return error
    return document


def _marked(document: Document, line: Line) -> Document:
    span = Span(line.start, line.end)
    if any(each.span.overlaps(span) for each in document.excluded):
        return document
    return replace(document, excluded=tuple(sorted([*document.excluded, Excluded(span, Reason.NOTICE)])))


def _says_when(line: Line, given: Given) -> bool:
    """Whether the line says that what follows was held back until a time that is over. Raises: Embargoed."""
    match = SAYS.fullmatch(line.text) if len(line.text) <= LONGEST else None
    if match is None:
        return False
    rest = match["rest"].strip(" .:-–—*")
    clock = CLOCK.search(rest)
    day = stated_time(line.text)
    if day is not None and (match["until"] or clock or len(rest.split()) <= 8):
        check_release("", _latest(day, clock, line.text), given)
        return True
    if day is None and (not rest or (match["until"] and clock and len(rest.split()) <= 12)):
        hint = f"{LATER} Take the line out then, or give the date in full."
        raise Embargoed("not for publication", given.locator, f"it says: {line.text[:80]}", hint=hint)
    return False


def _latest(day: datetime, clock: re.Match[str] | None, words: str) -> datetime:
    """The time that a line states, at the place on earth where it comes last."""
    if (day.hour, day.minute) == (0, 0) and clock:
        hour = int(clock["hour"] or clock["at"] or (12 if clock["noon"] else 24)) % 25
        if clock["half"]:
            hour = hour % 12 + (12 if clock["half"] in "pP" else 0)
        day += timedelta(hours=hour, minutes=int(clock["minute"] or clock["past"] or 0))
    return day if ZONE.search(words) else day + ANYWHERE
