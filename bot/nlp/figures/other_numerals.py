"""Numerals that are no figures: dates, clock times, telephone numbers, addresses, links, the numbers of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.language.calendar import MONTH as _MONTH

_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9]|[.,][0-9]|\s?%|\s(?:million|billion|percent|per cent)\b)"
_YEAR = r"(?:1[0-9]|20|21)[0-9]{2}(?![0-9]|[.,][0-9])"
_TO = r"\s?(?:[-–—/]|to|and|or|until|through)\s?"
_HALF_DAY = r"(?:[ap]\.m\b\.?|[ap]m\b|AM\b|PM\b)"

_OPEN = "(?:" + "|".join(rf"(?<=\b{words}\s)" for words in (
    "open", "opens", "opened", r"open\sfrom", r"opens\sfrom", r"open\sdaily", r"open\sdaily\sfrom", "works", r"work"
)) + ")"  # fmt: skip
_RACES = (r"[Ii]n", "clocked", "clocking", r"time\sof", r"best\sof", r"record\sof", r"mark\sof")
_NO_RACE = "".join(rf"(?<!\b{words}\s)" for words in _RACES)

_CALL = (
    r"(?:[Cc]all(?:ed|ing|s)?|[Dd]ial(?:led|ed|ling|ing|s)?|[Tt]el(?:ephone)?[.:]?"
    r"|[Pp]hone[d:]?|[Tt]ext(?:ed|ing|s)?)"
)

_LINK = r"https?://\S{1,2000}|www\.\S{1,2000}"
_MAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}"
_OCLOCK = r"\b\w{1,9}\s?o['’]clock\b"
_ITEM = r"(?m:^)[ \t]{0,8}\(?[0-9]{1,3}[.)](?=\s)"
_IN_DIGITS = (
    _MAIL,
    # 12 March 2019, 3–5 June, the 21st of June
    rf"(?<![\w.,])(?:{_DAY}{_TO})?{_DAY}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?",
    r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]{1,20}Z?)?",
    r"(?<![0-9])[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})(?![0-9])",
    # 9/11, 24/7; but "3/4 of the copper", "5 1/2 years"
    r"(?<![\w/])(?<![0-9][ \u00a0])[0-9]{1,2}/[0-9]{1,2}(?![\w/]|\s(?:of|cup)\b)",
    # 08:30, 8.30pm, 5 p.m., 1430 GMT, 9 o'clock; but "in 2:24:31", "a time of 24:31" tell how long a race took
    rf"{_NO_RACE}(?<![\w:])[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?![0-9])(?:\s?{_HALF_DAY})?",
    rf"(?<![\w.])[0-9]{{1,2}}(?:[.:][0-9]{{2}})?\s?{_HALF_DAY}",
    # open 9 to 5, from 3 to 9 p.m.
    rf"{_OPEN}[0-9]{{1,2}}\s?(?:to|until|[-–])\s?[0-9]{{1,2}}(?![0-9]|[.,:][0-9]|\s?%)",
    rf"(?<![\w.,:])[0-9]{{1,2}}(?:[.:][0-9]{{2}})?\s?(?:to|until|[-–])\s?[0-9]{{1,2}}(?:[.:][0-9]{{2}})?\s?{_HALF_DAY}",
    r"(?<![\w.,])[0-9]{3,4}\s?(?:GMT|UTC|BST|CET|CEST|EST|EDT|PST|PDT|IST|hours\b(?=\s(?:GMT|local)))",
    _OCLOCK,
    # the 1990s, in her 40s, 2010-2014, 2019-20, 2008-9, 44 BC
    r"(?<!£[0-9]\s)(?<!£[0-9]{2}\s)\b[0-9]{2,4}['’]?s\b",
    rf"(?<![\w.,$£€])(?:1[5-9]|20)[0-9]{{2}}(?:\s?[-–—/]\s?(?:{_YEAR}|[0-9]{{2}}(?![0-9]|[.,][0-9]|\s?%))|[-–/][0-9]\b)",
    r"(?<![\w.,])[0-9]{1,4}\s?(?:BC|AD|BCE|CE|B\.C\.|A\.D\.)(?!\w)",
    # 4-3-3, as football counts its players from the back
    r"(?<![\w.,/-])[1-9]-[1-9]-[1-9](?:-[1-9])?(?![\w-])",
    # 020 7946 0958, 1-800-273-8255, 555-0143, a 911 call
    r"(?<![\w.,])0[0-9]{2,4}[\s-][0-9]{3,4}(?:[\s-][0-9]{3,4})?(?![0-9])",
    r"(?<![\w.,])(?:1[\s.-])?[0-9]{3}[.-][0-9]{3}[.-][0-9]{4}(?![0-9])",
    r"(?<![\w.,])[0-9]{3}-0[0-9]{3}(?![0-9])",
    r"(?<!\w)(?:911|999|112)\s(?:call|operator|dispatch|caller)\w{0,5}\b",
    # "1. ", "2) ", 401(k)
    _ITEM,
    r"(?<!\w)[0-9]{1,4}\([a-zA-Z0-9]\)",
    # the 14200 block of a street; a 747 freighter, an Airbus 320
    r"(?<![\w.,])[0-9]{2,5}\sblock\sof\b",
    r"(?<![\w.,$£€-])(?:7[0-8]7|3[0-8]0)(?=\s(?:jet|freighter|airliner|plane|aircraft|crew|pilot|cargo|passenger)\b)",
)
_IN_LETTERS = (
    _MAIL,
    # May 1, Sept. 11, 2001; but "in May 300 people", where no day can stand
    rf"(?<!\b[Ii]n\s){_MONTH}\s{_DAY}(?:\s?[-–—/]\s?{_DAY}|\s(?:to|and|or)\s{_DAY}(?=\s*[,.;)]|\s*$))?(?:,?\s{_YEAR})?",
    rf"{_MONTH},?\s(?:of\s)?{_YEAR}",
    rf"{_OCLOCK}|(?:half|quarter)\s(?:past|to)\s\w{{1,9}}",
    r"(?:AD|A\.D\.)\s[0-9]{1,4}\b",
    rf"{_CALL}\s[0-9][0-9 -]{{1,20}}(?=[.,;:!?)]|\s*$|\s(?:to|for|if|or|and|on|in|at|when|after|today|now)\b)",
    # PO Box 123, DC 20500, SW1A 2AA
    r"P\.?O\.? Box [0-9]+|[A-Z]{2},? [0-9]{5}(?:-[0-9]{4})?(?![0-9,])|[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b",
)
_IN_SIGNS = (
    _MAIL,
    r"(?<!\w)[#@]\w+",
    r"</?[A-Za-z][^<>]{0,400}>",
    r"['’][0-9]{2,4}['’]?s\b",
    # since ’98; a player's number behind a name, "Lena Brook (4) celebrates"
    r"(?<!\w)['’‘][0-9]{2}(?![\w%]|[.,][0-9])",
    r"(?<=[a-zà-ÿ]\s)\([0-9]{1,2}\)(?=\s(?!was\b|is\b|has\b|says\b)[a-z]+s\b)",
    r"(?:©|\([cC]\))\s?[0-9]{4}",
    # +44 20 7946 0958, (202) 555-0143
    r"(?<!\w)\+[0-9]{1,3}(?:[\s.-]?\(?[0-9]{1,4}\)?){2,5}(?![0-9])",
    r"\([0-9]{3,5}\)\s?[0-9]{3,4}[\s.-]?[0-9]{3,4}(?![0-9])",
    r"\[[0-9]{1,3}\]",
    _ITEM,
)
_MAY = re.compile(r"[0-9]|clock\b|\b(?:half|quarter)\s(?:past|to)\b")
"""What all of them hold: a quick look saves the long one in most sentences."""


@cache
def pattern(streets: tuple[str, ...]) -> re.Pattern[str]:
    """What finds such numerals; ``streets`` are the last words of street names ("10 Downing Street")."""
    names = "|".join(map(re.escape, streets))
    address = rf"(?<![\w.,$£€])[0-9]{{1,5}}[A-Z]?\s(?:[A-Z][\w'’.-]{{0,30}}\s){{1,3}}(?:{names})\b"
    # By what they begin with, so that most places of a sentence are looked at once and not for each of them.
    begun = (
        ("(?=[0-9])", (*_IN_DIGITS, address)),
        (r"\b(?=[^\W0-9])", _IN_LETTERS),
        (r"(?=[^\w ]|(?m:^))", _IN_SIGNS),
    )
    groups = (rf"{beginning}(?:{'|'.join(patterns)})" for beginning, patterns in begun)
    return re.compile("|".join((_LINK, *groups, r"Copyright\s?[0-9]{4}")))


def spans(text: str, start: int, end: int, streets: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where such numerals stand in ``text[start:end]``, in order."""
    if _MAY.search(text, start, end):
        for match in pattern(tuple(streets)).finditer(text, start, end):
            yield match.span()
