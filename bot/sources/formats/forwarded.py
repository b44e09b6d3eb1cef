"""A mail that somebody passed on inside their own → what the first sender wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from bot.sources.dates import machine_time, stated_time
from bot.sources.lines import Line, lines_of

MARK = re.compile(
    r"[-_ ]*(?:(?:begin )?forwarded message:?|original message|forwarded (?:by|from) .{1,80})[-_ ]*", re.IGNORECASE
)
FIELD = re.compile(r"[*_]?(from|date|sent|subject|to|cc|reply-to)[*_]?\s*:[*_]?\s*(.*)", re.IGNORECASE)
LEAST_FIELDS = 3
MOST_FIELDS = 8
DEEPEST = 5
MOST_COMMENTS = 20
"""Brackets in an address: the standard library's parser goes a call deeper for each, and a line of them breaks it."""
WHERE = 40
"""Lines of its own that who passes it on writes at most."""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What was passed on; only ``text`` is given of a mail that was not."""

    text: str
    subject: str = ""
    sender: str | None = None
    sent: datetime | None = None


def opened(text: str) -> Forwarded:
    """The innermost mail of ``text``, or all of it if none was passed on."""
    found = Forwarded(text)
    for _ in range(DEEPEST):
        inner = _inner(found.text)
        if inner is None:
            break
        found = inner
    return found


def _inner(text: str) -> Forwarded | None:
    lines = lines_of(text)
    for place, line in enumerate(lines[:WHERE]):
        marked = MARK.fullmatch(line.text) is not None
        first = place + 1 if marked else place
        fields = _fields(lines[first : first + MOST_FIELDS])
        if len(fields) >= (1 if marked else LEAST_FIELDS) and ("from" in fields):
            rest = first + len(fields)
            body = text[lines[rest].start :] if rest < len(lines) else ""
            if len(body.split()) < place:  # an answer above a few words of what it answers
                return None
            sent = fields.get("date") or fields.get("sent") or ""
            sender, address = _sender(fields["from"])
            return Forwarded(
                body,
                fields.get("subject", ""),
                sender or address.rpartition("@")[2] or None,
                machine_time(sent) or stated_time(sent),
            )
    return None


def _sender(words: str) -> tuple[str, str]:
    """The name and the address of who is named; both empty where it is nobody's address."""
    if words.count("(") > MOST_COMMENTS:
        return "", ""
    return parseaddr(words.replace("[mailto:", "<").replace("]", ">"))


def _fields(lines: tuple[Line, ...]) -> dict[str, str]:
    """The headers that the lines begin with, each once."""
    fields: dict[str, str] = {}
    for line in lines:
        match = FIELD.fullmatch(line.text)
        if match is None or match[1].lower() in fields:
            break
        fields[match[1].lower()] = match[2]
    return fields
