"""Who wrote it and where: bylines, datelines and the boxes in which authors and outlets present themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.sources.dates import date_at, is_date_line, stated_time
from bot.sources.furniture import Furniture, plain

PREFIX = re.compile(
    r"(?:(?:written |story |words |report |text |exclusive )?by:?|authors?:|byline:|reporter:)\s+", re.IGNORECASE
)
ROLE = re.compile(r"(?:[a-z][\w-]* ){0,4}(?P<last>[a-z][\w-]*) (?=[A-Z])")
PARTICLE = r"(?:al|bin|ibn|da|de|del|der|den|di|du|el|la|le|van|von|ul|ur)"
NAME_WORD = r"(?:(?:[^\W\d_a-z]\.){2,4}|[^\W\d_a-z](?:[\w’'-]*\w)?\.?)"
NAME = re.compile(rf"{NAME_WORD}(?: (?:{PARTICLE} ){{0,2}}{NAME_WORD}){{1,4}}")
ONE_NAME = re.compile(rf"{NAME_WORD}(?: {NAME_WORD}){{0,4}}")
BAR = re.compile(r"\s*[|•·/]\s*|\s+[–—-]{1,2}\s+")
MASTHEAD = re.compile(rf"{NAME_WORD}(?: (?:{NAME_WORD}|of|and|&|the|on|desk)){{0,5}}")
AND = re.compile(r",? (?:and|&|with) |, ")
WHERE = re.compile(r",? (?:in|for|at|of) [A-Z].*$")
BOX = re.compile(r"(?P<name>\S.{1,60}?) (?:is|was|has been) (?:(?:an?|the|our)\b|(?:\w+ ){0,2}(?=\w+ (?:at|for|of)\b))")

WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
TIMES = frozenset("morning afternoon evening night noon".split())

CAPITALS = r"[A-Z][A-Z.’'-]+(?:[ -][A-Z][A-Z.’'-]+){0,3}"
PLACE = r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}"
REGION = r"(?:, [A-Z][\w.]{1,15}(?: [A-Z][\w.]{1,15})?)?"
MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
DATE = rf"(?P<date>,? (?:{MONTH} \d{{1,2}}|\d{{1,2}} {MONTH})(?:,? \d{{4}})?,?)?"
AGENCY = r"(?: ?\((?P<agency>[^()\n]{2,30})\))?"
DASH = r"\s*(?:[—–―]\s*|--?\s+)(?=[^\Wa-z_]|[\d“\"‘'(])"
LOUD = re.compile(rf"(?P<place>{CAPITALS}(?:/{CAPITALS})?)(?P<region>{REGION}){DATE}{AGENCY}{DASH}")
QUIET = re.compile(rf"(?P<place>{PLACE})(?P<region>{REGION}){DATE}{AGENCY}{DASH}")
DATE_FIRST = re.compile(rf"(?:{MONTH} \d{{1,2}}|\d{{1,2}} {MONTH})(?:,? \d{{4}})?{AGENCY}{DASH}")
AGENCY_FIRST = re.compile(r"\((?P<agency>[A-Za-z/ ]{2,25})\)(?:\s*[—–―-]{1,2})?\s*")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article; ``outlet`` and ``published`` where the same line gives them."""

    names: str | None
    outlet: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place before an article's first words: ``length`` code points with the dash; ``agency`` if one is named."""

    length: int
    agency: str | None


def byline_in(line: str, furniture: Furniture) -> Byline | None:
    """The byline that ``line`` is ("By Jane Doe, Reuters | 12 March 2021"), or None if it is something else.

    Names without "By" count only with a role or an agency beside them ("Jane Doe, staff writer").
    """
    if len(line) > 160 or line.endswith(("?", "!", ":")):
        return None
    line = line.strip("*_ ")
    prefix = PREFIX.match(line)
    rest = line[prefix.end() :] if prefix else line
    at = date_at(rest)
    published = stated_time(rest[at:]) if at is not None else None
    parts = [part.strip(" ,;-–—|•·(") for part in BAR.split(rest[:at]) if part.strip(" ,;-–—|•·(")]
    if not parts:
        return None
    who = _without_role(_without_place(parts[0]), furniture) if prefix else parts[0]
    pieces = [piece.strip() for piece in AND.split(who)]
    names = [piece for piece in pieces if not _is_role(piece, furniture) and not _agency(piece, furniture)]
    outlet = next((name for piece in (*pieces, *parts[1:]) if (name := _agency(piece, furniture))), None)
    mastheads = [part for part in parts[1:] if at is not None and prefix and masthead_in(part, furniture)]
    outlet = outlet or next(iter(mastheads), None)
    told = (part for part in parts[1:] if part not in mastheads)
    others = all(_agency(part, furniture) or _is_role(part, furniture) or _is_aside(part) for part in told)
    if not others or not all(NAME.fullmatch(name) or (prefix and ONE_NAME.fullmatch(name)) for name in names):
        return None
    if prefix:
        # "By The Numbers" and "By Monday Morning" have no second name, date or agency to speak for them.
        whole = bool(names and NAME.fullmatch(names[0])) and not is_time_of_week(plain(names[0]).split())
        is_name = whole or bool(outlet) or bool(published)
        return Byline(_joined(who, names), outlet, published) if is_name else None
    role = any(_is_role(piece, furniture) for piece in pieces[1:] + parts[1:])
    return Byline(_joined(who, names), outlet, published) if names and (role or outlet) and len(names) <= 3 else None


def is_time_of_week(words: list[str]) -> bool:
    """Whether ``words``, in lower case, are a day or its part ("monday morning"); people are called Sunday Oliseh."""
    return words[0] in WEEKDAYS and set(words[1:]) <= TIMES


def masthead_in(line: str, furniture: Furniture) -> str | None:
    """The outlet that ``line`` names ("The Eastbury Gazette", "PA Health desk"), or None.

    Only for a line beside a date: names of people and places look the same but for the words that outlets go by.
    """
    if not MASTHEAD.fullmatch(line):
        return None
    first, *others = line.split()
    if _agency(line, furniture) or any(plain(word) in furniture.mastheads for word in (first, *others)):
        return line
    if _agency(first, furniture) and others and plain(others[-1]) == "desk":
        return first
    return line if first == "The" and len(others) <= 3 and others else None


def _joined(who: str, names: list[str]) -> str | None:
    if not names:
        return None
    whole = who[: who.find(names[-1]) + len(names[-1])]
    whole = whole if whole.startswith(names[0]) else ", ".join(names)
    return whole.removesuffix(".") if len(whole.split()[-1]) > 3 else whole  # not of "Jr." or an initial


def _without_place(who: str) -> str:
    return WHERE.sub("", who)


def _without_role(who: str, furniture: Furniture) -> str:
    """The name without the role before it: "local democracy reporter Sam Whitby"."""
    match = ROLE.match(who)
    return who[match.end() :] if match and match["last"] in furniture.authors else who


def _agency(piece: str, furniture: Furniture) -> str | None:
    return piece if piece in furniture.agencies else None


def _is_role(piece: str, furniture: Furniture) -> bool:
    words = plain(piece).split()
    return 0 < len(words) <= 5 and (words[-1] in furniture.authors or " ".join(words[-2:]) in furniture.authors)


def _is_aside(part: str) -> bool:
    return is_date_line(part) or plain(part) in ("0 min read", "0 minute read", "updated", "published", "posted")


def dateline_of(paragraph: str, furniture: Furniture) -> Dateline | None:
    """The dateline that ``paragraph`` starts with ("WASHINGTON (AP) — "), or None.

    A place that is not in capitals needs a date or a known agency beside it; capitals alone need four letters, so that
    "US - China trade" is left alone.
    """
    opening = paragraph[:120]
    if match := LOUD.match(opening):
        beside = match["region"] or match["date"] or match["agency"]
        letters = sum(character.isalpha() for character in match["place"])
        if beside or (letters >= 4 and match["place"] not in furniture.agencies):
            return Dateline(match.end(), match["agency"] if _agency(match["agency"] or "", furniture) else None)
    if (match := QUIET.match(opening)) and (match["date"] or _agency(match["agency"] or "", furniture)):
        return Dateline(match.end(), _agency(match["agency"] or "", furniture))
    if (match := DATE_FIRST.match(opening)) and _agency(match["agency"] or "", furniture):
        return Dateline(match.end(), match["agency"])
    if (match := AGENCY_FIRST.match(opening)) and _agency(match["agency"], furniture):
        return Dateline(match.end(), match["agency"])
    return None


def boxed_name(line: str, furniture: Furniture) -> tuple[str, bool] | None:
    """Whom ``line`` presents, and whether that is an outlet: "Jane Doe is a reporter …", "X is a … news agency …"."""
    match = BOX.match(line[:160])
    if not match or len(line) > 600:
        return None
    said = f" {plain(line[match.end('name') : 300])} "
    name = match["name"].strip()
    if not ONE_NAME.fullmatch(name.removeprefix("The ").removeprefix("the ")):
        return None
    if any(f" {word} " in said or f" {word}." in said or f" {word}," in said for word in furniture.outlets):
        return name, True
    if NAME.fullmatch(name) and any(f" {word} " in said or f" {word}." in said for word in furniture.authors):
        return name, False
    return None
