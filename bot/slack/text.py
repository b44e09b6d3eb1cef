"""What somebody wrote, in plain words: any text that Slack sends, without Slack's own writing. Pure.

Everything behind this module gets plain text: the desk's and the digests' grammar, the values of buttons, what is kept.
Whatever shows it to somebody escapes it, once (see ``views.words``).

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from itertools import accumulate

from bot.domain.escapes import undone

# Slack never sends these two as text: what stands for a link, and for the bot, while the text around it is read.
_LINK, _BOT = "\x00", "\x01"
# Control characters, soft hyphens, joiners, marks of direction, variation selectors, halves of surrogate pairs.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\ud800-\udfff\U000e0000-\U000e0fff]"
)
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BLANK = "\u2800"
"""The one blank that Unicode does not count as a space."""

_TOKEN = re.compile(
    r"<(?:(?P<mark>[@#!])(?P<subject>[^<>|]*)|(?P<address>[a-z][a-z0-9+.-]*:[^<>|]*))(?:\|(?P<label>[^<>]*))?>", re.I
)
_WEB = r"https?://(?:(?!&[lg]t;)[^\s<>|\x00\x01])*(?<![.,;:!?)\"'”’*_~`])"
_PUT_BY = re.compile(f"{_LINK}|{_WEB}", re.I)
_DOMAIN = re.compile(r"https?://(?P<host>[^/]*)/?", re.I)

_FENCE = re.compile("`{3,}")
_MARK = re.compile("[*_~`]")
_BEFORE_LINE = re.compile(r"(?:(?:(?:>|&gt;)\s?)+(?![\d=])|[•◦▪‣·–—-]\s|[,;:]\s)+")
"""Of a quotation, of a list or behind a group that is called, before a line. ">50" and ">= 5" are no quotations."""

# The look ahead leaves one way to read each: with several, a row of them would be read in a million.
_SHORTCODE = r":(?:[+-]1|100|1234|(?=[\d_+'-]*[^\W\d_])[\w+'-]+):"
_ICON = re.compile(
    "[\u203c\u2049\u2139\u2194-\u2199\u21a9\u21aa\u231a-\u23ff"
    "\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
    rf"|[0-9#*]\u20e3|(?<!\w){_SHORTCODE}"
)
_ALONE = re.compile(rf" ?(?<!\S)(?:{_ICON.pattern})+(?!\S)")
_SEPARATOR = re.compile(r"[,;:.!…]*\s*(?:[-–—:,;]+(?=\s)\s*)?")
"""Between an emoji and what follows it."""
_OPENING, _CLOSING = r"[(\[{<\"'“”„‘’«»‹›「『（]|&lt;", r"[)\]}>\"'“”‘’«»‹›」』）]|&gt;"
_SEPARATING = r"-–—:,;.!?…|·•=→⇒/~*+>»›\\#，、。；：！？"
_CALLED = re.compile(
    rf"\s*(?:[,;–—，、]|(?<!\S)-)?\s*@?(?:(?:{_OPENING})@?\x01(?:{_CLOSING})|\x01)"
    rf"(?:['’]s(?=\s))?(?:(?!{_SHORTCODE})(?:=?(?:&gt;|>)|[-–—,;:.!?…|·•~@，、。；：！？]))*"
    rf"(?:\s*(?:&gt;|[{_SEPARATING}\"'“”‘’«])+(?=\s|$))?\s*"
)
"""The bot's name with the punctuation that stands around it; a "-" before a word leaves that word out."""
_GREETED = re.compile(
    rf"(?:{_SHORTCODE}|[^\w\x00\x01])*"
    r"(?:hi+|hello|hey+|hiya|howdy|yo|dear|cc|ping|please|pls|ok(?:ay)?|thanks?(?:\s+you)?|thx|sup|greetings|fyi"
    r"|good\s+(?:morning|afternoon|evening|day))(?:\s+(?:there|again))?"
    rf"(?:{_SHORTCODE}|[^\w\x00\x01])*(?=\x01)",
    re.I,
)


def nobody(user: str) -> str | None:
    """For who has nobody's name."""
    return None


def plain_text(
    text: str, *, bot_user: str | None = None, people: Callable[[str], str | None] = nobody, labels: bool = False
) -> str:
    """The words of a text that Slack sends, its lines kept, every other run of white space one space.

    The mention of ``bot_user`` is gone, with the punctuation around it and a greeting before it; other people become
    the name that Slack gives with them or else that ``people`` gives for their id. Groups, ``<!here>`` and emoji leave
    nothing, unless there is nothing but emoji. A link leaves its address, or what was typed where Slack made a link of
    a bare domain; with ``labels``, the words that are shown for it. Bold, italics, strikethrough, code, lists and
    quotations leave their words. Entities are undone once: what is plain already stays as it is.
    """
    links: list[str] = []

    def put_by(address: str) -> str:
        links.append(undone(address))
        return _LINK

    def read(token: re.Match[str]) -> str:
        if token["address"]:
            return _link(token, put_by, labels=labels)
        return _named(token, bot_user, people)

    text = _TOKEN.sub(read, _INVISIBLE.sub("", text).replace(_BLANK, " "))
    text, links = _without_addresses(text, links)
    lines = (_unmarked(" ".join(line.split())) for line in _LINE_END.split(_FENCE.sub(" ", text)))
    text = re.sub("\n{3,}", "\n\n", "\n".join(_unquoted(line) for line in lines).strip())
    text = undone(_unquoted(_uncalled(text)))
    found = iter(links)
    return re.sub(_LINK, lambda _: next(found), _between_icons(text)).strip()


def _without_addresses(text: str, links: list[str]) -> tuple[str, list[str]]:
    """``text`` with the addresses that are no tokens put by as well, and all of them in its order: a "_" in an address
    formats nothing.
    """
    tokens, found = iter(links), list[str]()

    def put_by(match: re.Match[str]) -> str:
        found.append(next(tokens) if match[0] == _LINK else undone(match[0]))
        return _LINK

    return _PUT_BY.sub(put_by, text), found


# tokens: <@U024BE7LH|ada>, <#C024BE7LH|general>, <!date^…|18 Feb>, <https://…|label>


def _named(token: re.Match[str], bot_user: str | None, people: Callable[[str], str | None]) -> str:
    mark, subject, label = token["mark"], token["subject"], token["label"]
    if mark == "@":
        if subject == bot_user:
            return _BOT
        label = label or people(subject)
    elif mark == "!" and not subject.startswith("date^"):
        return " "  # a group, <!here>, <!channel>: whom it is for, not what is asked
    return _apart(token, _INVISIBLE.sub("", label or "").removeprefix("@" if mark == "@" else "").strip())


def _link(token: re.Match[str], put_by: Callable[[str], str], *, labels: bool) -> str:
    address, label = token["address"], (token["label"] or "").strip()
    if label == address:
        label = ""
    if not address.lower().startswith(("http://", "https://")):
        return label or address.partition(":")[2]  # mail, telephone, another app
    domain = _DOMAIN.fullmatch(address)
    # Slack makes a link of "paper.example", and of "paper.example/story", which is an address all the same.
    if domain and label.casefold() in {domain["host"].casefold(), ""} and (label or _behind_key(token)):
        return label or domain["host"]
    return _apart(token, label) if label and (labels or _behind_key(token)) else put_by(address)


def _behind_key(token: re.Match[str]) -> bool:
    """Whether it is what is asked for: "from:<http://paper.example|paper.example>"."""
    return token.string[: token.start()].rstrip("*_~`").endswith(":")


def _apart(token: re.Match[str], name: str) -> str:
    """The name, apart from a word beside it; in quotation marks behind "by:", where several words are one name."""
    before, after = token.string[token.start() - 1 : token.start()], token.string[token.end() : token.end() + 1]
    if _behind_key(token) and len(name.split()) > 1:
        name = '"{}"'.format(name.replace('"', ""))
    return f"{' ' if before.isalnum() else ''}{name}{' ' if after.isalnum() else ''}"


# formatting: *bold*, _italics_, ~struck~, `code`, ```code```, "> quoted", "• listed"


def _unquoted(line: str) -> str:
    return line[before.end() :].lstrip() if (before := _BEFORE_LINE.match(line)) else line


def _unmarked(line: str) -> str:
    """The line without the marks that format it: a pair, the first not behind a letter, the second not before one.

    All others are characters of their own: "2*3*4", "snake_case", "~10", "5 * 3".
    """
    marks = [found.start() for found in _MARK.finditer(line)]
    if len(marks) < 2:
        return line
    # How many characters up to each place can be what is formatted.
    words = list(accumulate((_is_wordlike(character) for character in line), initial=0))
    before, after = _neighbours(line, marks)
    opened = {mark: deque[int]() for mark in "*_~`"}
    dropped: set[int] = set()
    for place, left, right in zip(marks, before, after, strict=True):
        waiting = opened[line[place]]
        if left.strip() and not right.isalnum() and waiting and words[place] > words[waiting[0]]:
            dropped |= {place, waiting.popleft()}
        elif right.strip() and not left.isalnum():
            waiting.append(place)
    return "".join(character for place, character in enumerate(line) if place not in dropped)


def _is_wordlike(character: str) -> bool:
    return character.isalnum() or not character.isascii() or character in (_LINK, _BOT)


def _neighbours(line: str, marks: list[int]) -> tuple[list[str], list[str]]:
    """What stands before and after each mark, marks beside it left aside; "" at the edges."""
    before, after = [""] * len(marks), [""] * len(marks)
    for index, place in enumerate(marks):
        follows = index > 0 and marks[index - 1] == place - 1
        before[index] = before[index - 1] if follows else line[place - 1 : place] if place else ""
    for index in range(len(marks) - 1, -1, -1):
        place = marks[index]
        precedes = index + 1 < len(marks) and marks[index + 1] == place + 1
        after[index] = after[index + 1] if precedes else line[place + 1 : place + 2]
    return before, after


# the edges: "hey @newsdesk – how many?", ":wave: how many?"


def _uncalled(text: str) -> str:
    """The text without the bot's name, and without a greeting before it if that is not all that it says."""
    greeted = _GREETED.match(text)
    if greeted and _says_something(text[greeted.end() :]):
        text = text[greeted.end() :]
    return _CALLED.sub(" ", text).strip()


def _between_icons(text: str) -> str:
    """The text without emoji at its edges and between its words, if there is anything else."""
    icons = [icon.span() for icon in _ICON.finditer(text)]
    start, end = 0, len(text)
    for first, last in icons:
        if text[start:first].strip():
            break
        separator = _SEPARATOR.match(text, last)
        start = separator.end() if separator else last
    for first, last in reversed(icons):
        if first < start or text[last:end].strip():
            break
        end = first
    kept = _ALONE.sub("", text[start:end]).replace("\n ", "\n").strip()
    return kept if _says_something(kept) else text


def _says_something(text: str) -> bool:
    return any(character.isalnum() or character == _LINK for character in text)
