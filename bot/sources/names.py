"""The names in the words of an author's line, without roles, places, outlets, handles, dates and buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.sources.byline import NAME, ONE_NAME, PREFIX, boxed_name, is_time_of_week
from bot.sources.dates import MONTHS, date_at
from bot.sources.furniture import Furniture, plain
from bot.sources.lines import same_words

SEPARATORS = re.compile(r"\s*(?:[|•·;/\n]|,|\b(?i:and|with)\b|&|\s[–—-]\s)\s*")
SUFFIX = re.compile(r", (?=(?:Jr|Sr|II|III|IV)\b)")
DEGREE = re.compile(r",? (?:M\.?D|Ph\.?D|J\.?D|R\.?N|MPH)\b\.?|,? et al\b\.?")
ADDRESS = re.compile(r"\(?(?:https?://|www\.)\S+|\(?\S*@\S+")
ASIDE = re.compile(r"\([^()]*\)")
CREDIT = re.compile(
    r"^(?:(?:opinion|analysis|commentary|review|column|essay|words|story|text|report|reporting|writing|written|reported"
    r"|contributed|compiled|posted|submitted|authored|created|published|article"
    r"|interview|guest (?:post|column|author)) (?:and \w+ )?)?by:?\s+|^from\s+|^guest (?:author|writer):\s+",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"\b(?:(?:illustrations?|photos?|photographs?|photography|graphics?|video|images?|pictures?|art(?:work)?|edited|"
    r"editing|reviewed|fact[ -]?checked|translated|produced|additional reporting|medically reviewed|narrated)"
    r"(?: and \w+)? by|(?:photo|image|picture|photograph|illustration|credit)s?(?: credits?)?(?=:)|recommended by)\b",
    re.IGNORECASE,
)
AUTHORS_AGAIN = re.compile(r"\b(?:(?:words|story|text|written|reported|reporting) )?by\b:?\s", re.IGNORECASE)
TOLD_WHEN = re.compile(
    r"\b(?:(?:last |first )?(?:published|updated|posted|modified)\b(?! by)|(?:\d+|an?) \w+ ago\b"
    rf"|\d+[ -]?min(?:ute)?s?\b|\d{{1,2}}:\d\d|(?:{'|'.join(MONTHS)})\.? \d|\d{{1,2}} (?:{'|'.join(MONTHS)})\b)",
    re.IGNORECASE,
)
FOR_WHOM = re.compile(r",? special (?:to|for)\b.*", re.IGNORECASE)
WHERE = re.compile(
    r" (?:(?:in|for|at|from) (?:the )?[A-Z]|(?:in|for|at|from|of) (?:the|The) ).*$| on(?: (?:Twitter|X|Facebook))?$"
)
DIRT = re.compile(r"[@\d#]|\.(?:com|org|net|co)\b|/", re.IGNORECASE)
NOBODY = frozenset(
    "admin administrator author authors anonymous editor guest login name no no-author none staff unknown user "
    "username webmaster website posted published updated share profile home comments print advertisement sponsored "
    "facebook twitter instagram linkedin reddit whatsapp undefined null default test n/a tba various".split()
)
NO_PERSON = frozenset(
    {"super user", "site admin", "web admin", "the author", "press release", "our correspondent", "read time"}
)
BUTTON_WORDS = frozenset("link copied archive posts author's bio stories articles bookmark newsletter".split())
BUTTONS = frozenset(
    "add follow view see read show hide email contact share subscribe click save copy listen watch get join leave sign "
    "comment more all about written open close download skip log".split()
)
"""What a button's words begin with; no one is called so."""
PLACES_OF_WORK = frozenset(
    "desk staff team newsroom board bureau department report reports service services office".split()
)
ROLES = frozenset(
    "analyst anchor assistant associate blogger commentator critic director fellow founder head host intern "
    "meteorologist opinion presenter professor publisher researcher specialist strategist md phd".split()
)
RANKS = frozenset(
    "senior junior chief deputy assistant associate managing executive contributing breaking general special guest "
    "staff political investigative foreign white house digital data social media night weekend royal features city "
    "crime court legal medical money personal finance arts music film food style state washington "
    "london online multimedia assignment freelance local democracy social affairs".split()
)
SURNAMES = frozenset("day guardian leader mail mirror monitor post press review star sun wire".split())
"""Mastheads that people are called as well."""
FUNCTION_WORDS = frozenset(
    "a an the of in on at to for from by is are was our your my this that it how why what".split()
)


def names_in(lines: Iterable[str], furniture: Furniture) -> list[str]:
    """The names in ``lines``, each once: of a line those before the first piece that is something else."""
    found: list[str] = []
    for line in lines:
        for name in _names(line, furniture):
            if not any(same_words(name, other) for other in found):
                found.append(name)
    return found


def is_other_credit(line: str) -> bool:
    """Whether ``line`` names who did something else: "Photo by", "Edited by", "Reviewed by"."""
    return OTHERS.search(line) is not None


def is_collective(name: str, furniture: Furniture) -> bool:
    """Whether ``name`` is an agency's, an outlet's or an office's: "AP", "CNN Business", "News Desk"."""
    first, *others = name.split()
    words = plain(name).split()
    if name in furniture.agencies or words[-1] in PLACES_OF_WORK:
        return True
    if first in furniture.agencies and others:
        return words[-1] in furniture.sections or words[-1] in furniture.mastheads
    return len(words) > 1 and words[-1] in furniture.mastheads - SURNAMES


def _names(line: str, furniture: Furniture) -> list[str]:
    if line.startswith(("http:", "https:")):
        return []
    opening = line.strip().partition("\n")[0].strip()
    if presented := boxed_name(opening, furniture):
        return [] if presented[1] else [presented[0]]
    line = ASIDE.sub(" ", ADDRESS.sub("\n", SUFFIX.sub(" ", DEGREE.sub("", line.replace("\xa0", " ")))))
    end = _end(line)
    found = _before_the_end(line[:end], furniture)
    if not found and (again := AUTHORS_AGAIN.search(line, end)) and not OTHERS.search(line[: again.end()]):
        rest = line[again.start() :]  # "Posted on May 4, 2021 by Jane Harrow"
        return _before_the_end(rest[: _end(rest)], furniture)
    return found


def _before_the_end(line: str, furniture: Furniture) -> list[str]:
    line = FOR_WHOM.sub("", line)
    found: list[str] = []
    for piece in SEPARATORS.split(line):
        piece = _without_opening(" ".join(piece.split()).strip(" ,:;-–—•·()"))
        words = plain(piece).split()
        if not words or words[-1] in ("by", "and", "from"):
            continue
        name = _name(_without_place(piece), furniture)
        if name is None and found and not _is_role(words, furniture):
            break
        if name and not (found and len(words) == 1 and " " in found[0]):
            found.append(name)  # one word behind a whole name is a place or a part of an outlet's
    return found


def _end(line: str) -> int:
    """Where the line's authors end: at a date, or where it names who did something else."""
    ends = [match.start() for pattern in (OTHERS, TOLD_WHEN) if (match := pattern.search(line))]
    at = date_at(line.replace("\n", " "))
    return min([*ends, *([at] if at is not None else []), len(line)])


def _without_opening(piece: str) -> str:
    match = PREFIX.match(piece) or CREDIT.match(piece)
    return piece[match.end() :] if match else piece


def _without_place(piece: str) -> str:
    """The name before a place ("Jane Harrow in Eastbury"); "University of Eastbury" stays."""
    left = WHERE.sub("", piece)
    return left if " " in left or left.isupper() else piece


def _name(piece: str, furniture: Furniture) -> str | None:
    """``piece`` as a name, without the role or the outlet behind it, or None if it is none."""
    piece = _behind_role(piece, furniture)
    words = plain(piece).split()
    if not words or len(piece) > 60 or DIRT.search(piece) or _is_role(words, furniture) or _is_nobody(words):
        return None
    if piece.islower():
        known = 2 <= len(words) <= 3 and piece.replace(" ", "").isalpha() and not set(words) & (FUNCTION_WORDS | NOBODY)
        return piece.title() if known else None
    piece = _without_outlet(_without_role(piece, furniture), furniture)
    named = piece in furniture.agencies or NAME.fullmatch(piece) or ONE_NAME.fullmatch(piece) or piece.isupper()
    whole = piece if re.search(r"(?:\b\w|Jr|Sr)\.$", piece) else piece.rstrip(".")
    return whole if named else None


def _is_nobody(words: list[str]) -> bool:
    return bool(
        (words[0] in NOBODY and words[-1] not in PLACES_OF_WORK)
        or words[0] in FUNCTION_WORDS - {"the"}
        or (words[0] in BUTTONS and len(words) > 1)
        or " ".join(words) in NO_PERSON
        or words[-1] in ("images", "photo", "photos")
        or set(words) & BUTTON_WORDS
        or (len(words) == 1 and (words[0] in MONTHS or words[0] in BUTTONS))
        or is_time_of_week(words)
    )


def _is_role(words: list[str], furniture: Furniture) -> bool:
    """Whether ``words`` are nothing but what somebody is: "staff writer", "Senior Editor", "Opinion"."""
    last = words[-1] in furniture.authors or " ".join(words[-2:]) in furniture.authors or words[-1] in ROLES
    chief = len(words) == 3 and " ".join(words[-2:]) in furniture.authors
    return last and (
        len(words) < 3
        or chief
        or (bool(set(words[:-1]) & (RANKS | furniture.sections)) and not _starts_with_name(words))
    )


def _starts_with_name(words: list[str]) -> bool:
    return len(words) > 3 and not set(words[:2]) & RANKS


def _behind_role(piece: str, furniture: Furniture) -> str:
    """The name behind a role: "Associated Press Writer Jane Harrow"."""
    words = piece.split()
    for at in range(len(words) - 3, -1, -1):
        if plain(words[at]) in furniture.authors or plain(words[at]) == "blogger":
            return " ".join(words[at + 1 :])
    return piece


def _without_role(piece: str, furniture: Furniture) -> str:
    """The name before a role that no comma parts from it: "Jane Harrow Staff Writer"."""
    words = piece.split()
    if len(words) > 3 and plain(words[-1]) == "staff" and not {plain(word) for word in words[:2]} & furniture.mastheads:
        return " ".join(words[:-2])
    if len(words) < 3 or plain(words[-1]) not in furniture.authors:
        return piece
    place = plain(words[-1]).startswith("correspondent")
    words = words[:-1]
    while len(words) > 2 and plain(words[-1]) in RANKS | furniture.sections:
        words, place = words[:-1], False
    return " ".join(words[:-1] if place and len(words) > 2 else words)


def _without_outlet(piece: str, furniture: Furniture) -> str:
    """The name before an outlet that no comma parts from it: "Jane Harrow BBC News"."""
    words = piece.split()
    for at in range(2, len(words)):
        if words[at] in furniture.agencies and words[at].isupper():
            return " ".join(words[:at])
    return piece
