"""The words that say when a figure stood: "in June", "as of Tuesday", "by the end of 2023", "a year earlier"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.language.calendar import MONTH as _MONTH
from bot.language.calendar import WEEKDAY as _WEEKDAY
from bot.language.calendar import WEEKDAYS

_YEAR = r"(?:1[5-9]|20|21)[0-9]{2}(?![0-9]|[.,][0-9]|\s?%|-[a-z])"
_YEARS = r"(?:1[5-9]|20|21)[0-9]{2}[-–/][0-9]{2}(?![0-9]|[.,][0-9]|\s?%)"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9]|[.,][0-9]|\s?%)"
_UNIT = r"(?:years?|months?|weeks?|quarters?|days?|decades?|seasons?|hours?)"
_COUNT = r"(?:[0-9]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|several|couple\sof|half)"
_WHOLE = (
    r"(?:calendar\s)?(?:year|month|week|quarter|season|decade|century|spring|summer|autumn|fall|winter|weekend|night)"
)

DAY_OF_MONTH = rf"(?:{_DAY}\s(?:of\s)?{_MONTH}|{_MONTH}\s{_DAY})(?:,?\s{_YEAR})?"
MONTH_OF_YEAR = rf"{_MONTH}(?:,?\s(?:of\s)?{_YEAR})?"
RELATIVE = rf"(?i:last|this|next)\s(?:{_WHOLE}|{_MONTH}|{_WEEKDAY})"
_PART = r"(?:\s(?:morning|afternoon|evening|night))?"
_OF_DAY = rf"{DAY_OF_MONTH}|{_WEEKDAY}{_PART}"
_OF_LONGER = (
    rf"(?:(?:early|late|mid)[\s-])?(?:{MONTH_OF_YEAR}|{_YEARS}|{_YEAR}(?:\sand\s{_YEAR})?|{RELATIVE}|the\s[0-9]{{4}}s)"
    rf"|the\s(?:year\s{_YEAR}|{_YEAR}[-–/][0-9]{{2,4}}\s(?:season|(?:financial|fiscal|school|academic)\syear))"
    rf"|(?:fiscal|financial)\s(?:year\s)?{_YEAR}"
)
_POINT = rf"(?:{_OF_DAY}|{_OF_LONGER})"
_EDGE = (
    rf"the\s(?:very\s)?(?:end|start|beginning|close|middle|turn)\sof\s"
    rf"(?:{_POINT}|the\s(?:year|month|week|decade|quarter|century|season))"
)
_END = rf"(?:to|ended|ending|through)\s(?:the\send\sof\s)?{_POINT}"
_NTH = r"(?:first|second|third|fourth|final|last|closing|opening)"
_SAME = r"(?:same|corresponding)\s(?:period|month|quarter|week|day|time|point|stage)"
_EARLIER = rf"{_YEAR}|last\s{_WHOLE}|a\s(?:year|month)\s(?:ago|earlier|before)|the\s(?:previous|prior)\syear"
_PHRASES = (
    rf"(?i:as\s(?:of|at))\s(?:{_EDGE}|{_POINT}|today|yesterday|now)",
    rf"(?i:by|at|until|till|since)\s{_EDGE}",
    # the three months to June, the first quarter of 2024, the last five years
    rf"(?i:in|during|for|over)\sthe\s(?:{_COUNT}\s)?(?:{_UNIT}|half)\s{_END}",
    rf"(?i:in|during|for|over)\s(?:the|its)\s{_NTH}\s(?:{_COUNT}\s)?(?:half|{_UNIT})\sof\s(?:{_POINT}|the\s(?:\w+\s)?year)",
    rf"(?i:in|over|during|for|within)\sthe\s(?:past|last|previous|next|coming|latest)\s(?:{_COUNT}\s)?{_UNIT}",
    rf"(?i:between)\s{_POINT}\sand\s{_POINT}",
    rf"(?i:from)\s{_POINT}\s(?:to|until|through|till)\s{_POINT}",
    # the same month last year, the year before
    rf"(?:(?i:in|during|for|at)\s)?(?i:the)\s{_SAME}(?:\s(?:of\s|in\s)?(?:{_EARLIER}))?",
    r"(?:(?i:in|during|for)\s)?(?i:the)\s(?:previous|preceding|prior)\s(?:year|month|week|quarter|season|day)",
    r"(?i:the)\s(?:year|month|week|quarter|season|day)\s(?:before(?!\s\w)|earlier)",
    rf"(?i:an?|{_COUNT})\s{_UNIT}\s(?:earlier|ago|later|previously|before(?!\s\w))",
    rf"(?i:earlier|later)\s(?:this|last)\s{_WHOLE}|(?i:so\sfar\s(?:this\syear|this\smonth|in\s{_YEAR}))",
    rf"(?i:on|by|since|until|till)\s(?:{_OF_DAY})",
    rf"(?i:in|during|for|throughout|over|since|by|until|till)\s(?:{_OF_LONGER})",
    rf"{RELATIVE}(?:\sso\sfar)?|[Yy]esterday|[Oo]vernight",
    rf"(?<=[a-z0-9%]\s)(?:(?:early|late)\s)?{_WEEKDAY}{_PART}(?=\s[a-z]|[.,;)]|\s*$)",
)
_POSSESSIVE = rf"(?:{RELATIVE}|[Yy]esterday|[Tt]oday|{MONTH_OF_YEAR}|{_WEEKDAY})(?=['’]s\b)"
_TIME = re.compile(
    rf"\b(?:(?P<owner>{_POSSESSIVE})|(?:{'|'.join(_PHRASES)})(?![\w-])(?!['’]s\b)(?!\s(?:prices|terms|dollars|money)\b))"
)
_MAY = re.compile(
    r"[0-9]{4}|day\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"|\b(?:year|month|week|quarter|decade|season|summer|winter|spring|autumn|century|period|time|point|ago|earlier)"
)
"""What all of them hold: a quick look saves the long one in most sentences."""
_REFERRED = re.compile(
    r"\b(?:than|with|on|over|from|against|like|unlike|before|after|about|of|versus|the|a|an|his|her|its|their|every|each)\s$",
    re.IGNORECASE,
)
"""Before it a time is compared with ("from last year") or belongs to a noun ("the summer of last year")."""


_NAME = re.compile(r"\b[A-Z][a-z]*\s$")


class Time(NamedTuple):
    """The code points of such words; ``owns`` tells that they have an ’s ("May’s 5%")."""

    start: int
    end: int
    owns: bool


def times_in(text: str, start: int, end: int) -> Iterator[Time]:
    """The times that ``text[start:end]`` names, in order."""
    if not _MAY.search(text, start, end):
        return
    for match in _TIME.finditer(text, start, end):
        owns = match["owner"] is not None
        if match[0].startswith(WEEKDAYS) and _NAME.search(text, max(start, match.start() - 20), match.start()):
            continue  # Super Tuesday
        if owns or not _REFERRED.search(text, max(start, match.start() - 10), match.start()):
            yield Time(match.start(), match.end(), owns)
