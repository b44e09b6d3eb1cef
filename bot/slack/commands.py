"""The slash commands, and what each of them, or a word after ``/news``, asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.desk.grammar import kind_named
from bot.domain.query import Kind
from bot.slack import adding
from bot.slack.feed_words import is_about_feeds

DIGEST = "/digest"
NEWS = "/news"
_NEWS = "news"
_DIGESTS = frozenset({"digest", "digests"})
_NEW_FEED = re.compile(r"(?:please\s+)?add\s+(?:(?:a|the|this|new)\s+){0,2}feeds?[:,]?(?:\s+(\S+))?[.!]?", re.I)
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


@dataclass(frozen=True, slots=True)
class AskFeeds:
    """Something about the workspace's feeds: the words for ``bot.slack.feed_words``."""

    text: str


@dataclass(frozen=True, slots=True)
class AskToAdd:
    """Pages to put into the library; none, if only the word was typed."""

    links: tuple[str, ...] = ()


Asked = AskDesk | AskDigests | AskFeeds | AskToAdd


def route(command: str, text: str) -> Asked:
    """Who is asked what by ``command text``.

    Slack workspaces may have renamed a command ("/desk-quotes", "/nd_quotes"): one of its parts tells, and /news is the
    default.
    """
    named, again, text = _named(command) or _NEWS, *_taken_apart(text)
    if again in {_NEWS, named}:
        again = ""  # "/quotes /quotes troops", the whole command pasted
    text = f"{again} {text}".strip()
    if named == _NEWS and (other := _after_news(text)) is not None:
        return other
    return AskDigests(text) if named in _DIGESTS else AskDesk(kind_named(named) or Kind.NEWS, text)


def _after_news(text: str) -> Asked | None:
    """What a first word after /news asks for that is nothing to ask the desk; None for everything else."""
    first, *others = text.split(maxsplit=1) or [""]
    word, rest = first.casefold().removesuffix(":"), others[0] if others else ""
    if word in _DIGESTS:
        return AskDigests(rest)
    if word == "feeds" or (word == "feed" and is_about_feeds(rest)):
        return AskFeeds(rest)
    if new := _NEW_FEED.fullmatch(text):
        return AskFeeds(f"add {new[1] or ''}".strip())
    words = adding.read(text)
    return AskToAdd(words.links) if (word == "add" and not rest) or (words.says_so and words.links) else None


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
