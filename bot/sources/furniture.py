"""The word list of what sites say about themselves (``config/lexicon/furniture.yaml``) and the lines that match it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

import bot
from bot.domain.article import Reason
from bot.domain.errors import SettingsError, cause_of

LONGEST = 400
"""No line over this many code points is furniture: the rules look no further, and stay fast on any text."""
WORDS_AT_MOST = 30
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
DOUBLE_MARKS = re.compile('[“”„«»"]')
CAPTION = re.compile(
    r"FILE ?[-–—:] "
    r"|.*\((?:AP|Reuters|AFP|UPI|EPA) ?(?:file )?photo\b"
    r"|(?:photo|image|picture|credit)(?: (?:credit|courtesy|source))?s?:\s*\S"
    r"|\((?:photo|image) (?:by|courtesy)\b"
    r"|.*\b(?:/|via )(?:AFP|AP|Reuters|EPA)?/?(?:Getty Images|REUTERS)\)?\.?$",
    re.IGNORECASE,
)
QUOTATION = re.compile(r"[“”„«»]|\"[^\"]*\s[^\"]*\"")
"""Words in marks; one word alone ("GETPRO") is none."""
COPYRIGHT = re.compile(
    r"(?:©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4}))"
    r"|.{0,120}\b(?:photos?|images?|pictures?) ©|.{0,120}\ball rights reserved\b",
    re.IGNORECASE,
)
OFFER = re.compile(
    r"(?:[^“”\"]{1,80}[.!?…] )?(?:get|subscribe|sign up|join|save|try|start|become|grab|enjoy)\b.*"
    r"\b(?:subscriptions?|subscribers?|newsletters?|\d+ issues|delivered (?:to|through|straight to) your"
    r"|(?:your|in your) inbox|free trial|membership)\b",
    re.IGNORECASE,
)
WRITE_TO = re.compile(
    r"(?:please )?(?:write to|e-?mail|contact|reach) .{2,60}? (?:at|on|via) \S+@\S+(?:\.?$| or (?:follow|on) )"
    r"|(?:please )?(?:reach|contact|follow) (?:the|our|this) (?:reporters?|writers?|authors?|journalists?)\b"
    r"|(?:follow|more|read more|full coverage|find more|see more|for more)\b[^“”\"]{2,90}\bhttps?://\S+$",
    re.IGNORECASE,
)
FOLLOW = re.compile(
    r"(?:on twitter )?follow .{1,80}(?:\bon (?:twitter|x|facebook|instagram|threads|bluesky)\b|@\w)"
    r"|(?:twitter|facebook|instagram|email|e-mail): ?\S{3,60}$",
    re.IGNORECASE,
)
TAKEN_FOR = re.compile(r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]*){1,3}(?: for |/)(?:The )?[A-Z]\w+(?: [A-Z]\w+){0,3}")
CREDITS = re.compile(r"\(?(?i:additional |with )?(?i:reporting|writing|editing|compiled|translated) by [A-Z]")
PUBLISHED_ELSEWHERE = re.compile(r"\(?h/t ", re.IGNORECASE)
SEPARATORS = re.compile(r"\s*[|•·]\s*|\s[»›>/]\s")


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a line of a site about itself looks like; every phrase is in its plain form (see ``plain``)."""

    lines: Mapping[str, Reason]
    edges: Mapping[str, Reason]
    starts: Mapping[str, tuple[tuple[str, Reason], ...]]
    """By their first word, so that a line is compared with few of them."""
    sections: frozenset[str]
    outlets: frozenset[str]
    authors: frozenset[str]
    agencies: frozenset[str]
    mastheads: frozenset[str]

    def reason(self, line: str) -> Reason | None:
        """Why ``line`` is furniture wherever it stands, or None."""
        if len(line) > LONGEST:
            return None
        words = plain(line)
        if found := self.lines.get(words):
            return found
        if CAPTION.match(line) or COPYRIGHT.match(line) or self._is_photo_credit(line):
            return Reason.NOTICE
        if CREDITS.match(line):
            return Reason.BYLINE
        if OFFER.match(line) and not QUOTATION.search(line):
            return Reason.NOTICE
        if DOUBLE_MARKS.search(line) or len(line.split()) > WORDS_AT_MOST:
            return None
        if FOLLOW.match(line) or WRITE_TO.match(line):
            return Reason.SHARING
        if PUBLISHED_ELSEWHERE.match(line):
            return Reason.NOTICE
        starts = self.starts.get(words.partition(" ")[0], ())
        return next((reason for start, reason in starts if _begins(words, start)), None)

    def _is_photo_credit(self, line: str) -> bool:
        """Whether it says who took a picture for which paper ("Ann Tolland for The Eastbury Gazette")."""
        match = TAKEN_FOR.fullmatch(line)
        return match is not None and plain(line).split()[-1] in self.mastheads

    def at_the_edge(self, line: str) -> Reason | None:
        """Why ``line`` is furniture above or below the article, or None."""
        if len(line) > LONGEST:
            return None
        return self.edges.get(plain(line)) or (Reason.MENU if self._is_menu(line) else None)

    def is_section(self, line: str) -> bool:
        """Whether the line can be the name of a section ("Immigration News")."""
        words = plain(line).split()
        return 0 < len(words) <= 4 and not line.endswith(tuple(".?!:,")) and words[-1] in self.sections

    def _is_menu(self, line: str) -> bool:
        if DIGITS.search(line):  # a row of a table
            return False
        parts = [part for part in SEPARATORS.split(line) if part]
        return len(parts) >= 3 and all(len(part.split()) <= 3 and part[-1] not in ".?!" for part in parts)


def _begins(words: str, start: str) -> bool:
    return words.startswith(start) and not words[len(start) : len(start) + 1].isalnum()


def plain(line: str) -> str:
    """``line`` as the word list writes it: lower case, one space, 0 for any number, nothing around it."""
    words = DIGITS.sub("0", " ".join(line.split()).casefold().replace("’", "'"))
    return words.strip(" -–—―*_=~#[]{}<>«»|•·:.!…↓→▼")


def lexicon() -> Path:
    """The folder of the word lists that come with Newsdesk."""
    package = Path(bot.__file__).parent
    inside = package / "lexicon"
    return inside if inside.is_dir() else package.parent / "config" / "lexicon"


def load(path: Path | None = None) -> Furniture:
    """The word list at ``path`` or, if that is None, the one that comes with Newsdesk.

    Raises: SettingsError if it can't be read or an entry is not what is expected there.
    """
    return _load(path or lexicon() / "furniture.yaml")


@cache
def _load(path: Path) -> Furniture:
    try:
        content: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError([cause_of(error)], path.name) from error
    if not isinstance(content, dict):
        raise SettingsError(["it should be a table of word lists"], path.name)
    if unknown := set(content) - {"furniture", "sections", "outlets", "authors", "agencies", "mastheads"}:
        raise SettingsError([f"unknown key {key!r}" for key in sorted(map(str, unknown))], path.name)
    by_place = _by_place(content.get("furniture"), path)
    return Furniture(
        lines=by_place["lines"],
        edges=by_place["edges"],
        starts=_by_first_word(by_place["starts"]),
        sections=frozenset(plain(word) for word in _words(content, "sections", path)),
        outlets=frozenset(plain(word) for word in _words(content, "outlets", path)),
        authors=frozenset(plain(word) for word in _words(content, "authors", path)),
        agencies=frozenset(_words(content, "agencies", path)),
        mastheads=frozenset(plain(word) for word in _words(content, "mastheads", path)),
    )


def _by_place(table: object, path: Path) -> dict[str, dict[str, Reason]]:
    places: dict[str, dict[str, Reason]] = {"lines": {}, "edges": {}, "starts": {}}
    if not isinstance(table, dict):
        raise SettingsError(["furniture: it should be a table of reasons"], path.name)
    for name, lists in table.items():
        if name not in set(Reason) or not isinstance(lists, dict) or set(lists) - set(places):
            raise SettingsError([f"furniture: {name}: not a reason with lists of lines, starts or edges"], path.name)
        for place, phrases in places.items():
            for phrase in _words(lists, place, path):
                colon = ":" if place == "starts" and phrase.endswith(":") else ""
                phrases[plain(phrase) + colon] = Reason(name)
    return places


def _by_first_word(starts: Mapping[str, Reason]) -> dict[str, tuple[tuple[str, Reason], ...]]:
    grouped: dict[str, tuple[tuple[str, Reason], ...]] = {}
    for start, reason in starts.items():
        first = start.partition(" ")[0]
        grouped[first] = (*grouped.get(first, ()), (start, reason))
    return grouped


def _words(table: Mapping[str, object], key: str, path: Path) -> list[str]:
    words = table.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) and plain(word) for word in words):
        raise SettingsError([f"{key}: it should be a list of words; put quotation marks around odd ones"], path.name)
    return words
