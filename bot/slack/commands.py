"""The slash commands, and what each of them, or a word after ``/news``, asks for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.query import Kind

DIGEST = "/digest"
NEWS = "/news"
KINDS = {
    NEWS: Kind.NEWS,
    "/summary": Kind.SUMMARY,
    "/quotes": Kind.QUOTES,
    "/figures": Kind.FIGURES,
    "/compare": Kind.COMPARE,
}
"""Every command that asks the desk; the other words (people, help) come after ``/news``."""


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

    Slack workspaces may have renamed a command ("/desk-news"); its last part tells, and /news is the default.
    """
    text = text.strip()
    command = "/" + command.lstrip("/").lower().rpartition("-")[2]
    if command == DIGEST:
        return AskDigests(text)
    first, _, rest = text.partition(" ")
    if command == NEWS and first.lower() in {"digest", "digests"}:
        return AskDigests(rest.strip())
    return AskDesk(KINDS.get(command, Kind.NEWS), text)
