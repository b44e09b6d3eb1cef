"""What Newsdesk shows, copied and typed again: read as what it stood for. Pure."""

from __future__ import annotations

import re

_STORY = re.compile(r"#\d{1,9}")
_HEAD = re.compile(r"(?:(?:No|\d[\d,–]*(?: of \d[\d,]*)?) (?:story|stories|quotes?|figures?|names?) · )+")
_ON = re.compile(r"\d[\d,]* articles? on (#\d{1,9})(?: · .*)?")
_NO_WORDS = "newest first"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    rf"(?<!\S)(?P<key>since|until|added):\s*[\"“]?(?P<day>\d{{1,2}}) (?P<month>{'|'.join(_MONTHS)}) (?P<year>\d{{4}})"
    r"(?:, \d\d:\d\d(?: [A-Z]+(?:[+-]\d\d(?::\d\d)?)?)?)?[\"”]?(?!\S)",
    re.I,
)


def as_typed(text: str) -> str:
    """``text`` as one would type it: of "Khaama Press · 13 Jul 2024 · #12" the story's number, of "3 quotes · taliban"
    what was asked for, and "since:13 Jul 2024" as "since:2024-07-13". Everything else is as it is.
    """
    if head := _HEAD.match(text):
        text = text[head.end() :].removeprefix(_NO_WORDS)
    if on := _ON.fullmatch(text):
        return on[1]
    parts = text.split(" · ")
    numbers = [part for part in parts if _STORY.fullmatch(part)]
    return numbers[0] if len(parts) > 1 and len(numbers) == 1 else _DAY.sub(_iso, text)


def _iso(day: re.Match[str]) -> str:
    month = _MONTHS.index(day["month"].lower()) + 1
    return f"{day['key']}:{day['year']}-{month:02}-{int(day['day']):02}"
