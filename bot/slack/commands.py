"""The slash commands, and what each of them, or a word after ``/news``, asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.desk.grammar import kind_named
from bot.domain.query import Kind

DIGEST = "/digest"
NEWS = "/news"
_NEWS = "news"
_DIGESTS = frozenset({"digest", "digests"})
_COMMAND = re.compile(r"[/／]([\w.-]+)[:,]?(?!\S)")
_HELD = re.compile(r"""[\"'“„‘«(\[]([/／].+?)[\"'”“’»)\]]""")


@dataclass(frozen=True, slots=True)
class AskDesk:
    """A question: its kind, and the words after it for the desk's grammar."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class AskDigests:
    """Something about digests: the words for the digests' grammar."""

    text: str


def route(command: str, text: str) -> AskDesk | AskDigests:
    """Who is asked what by ``command text``.

    Slack workspaces may have renamed a command ("/desk-quotes", "/nd_quotes"): one of its parts tells, and /news is the
    default.
    """
    named, again, text = _named(command) or _NEWS, *_taken_apart(text)
    if again in {_NEWS, named}:
        again = ""  # "/quotes /quotes troops", the whole command pasted
    text = f"{again} {text}".strip()
    first, *rest = text.split(maxsplit=1) or [""]
    if named == _NEWS and first.lower() in _DIGESTS:
        return AskDigests(rest[0] if rest else "")
    return AskDigests(text) if named in _DIGESTS else AskDesk(kind_named(named) or Kind.NEWS, text)


def in_words(text: str) -> str:
    """``text`` without the slash of a command that it begins with: "/quotes troops" asks what "quotes troops" asks;
    in quotation marks or parentheses as well.
    """
    held = _HELD.fullmatch(text.strip())
    named, rest = _taken_apart(held[1] if held else text)
    if held and not named:
        return text.strip()
    return rest if named == _NEWS else f"{named} {rest}".strip()


def _taken_apart(text: str) -> tuple[str, str]:
    """The command that ``text`` begins with, as the word that says what it asks, "" if with none; and what follows."""
    text, named = text.strip(), ""
    while named in {"", _NEWS} and (command := _COMMAND.match(text)) and (word := _named(command[1])):
        named, text = word, text[command.end() :].strip()
    return named, text


def _named(command: str) -> str:
    """The part of a command's name that says what it asks, the last one of several; "" if none does."""
    parts = reversed(re.split(r"[\W_]+", command.lower()))
    return next((part for part in parts if part in _DIGESTS or kind_named(part)), "")
