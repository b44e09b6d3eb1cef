"""What an answer says about itself: how much there is, how the question was read, what was not found."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.answer import Page, Quotes
from bot.domain.query import Request
from bot.slack.views.blocks import FALLBACK, Part, context, line, rich, run
from bot.slack.views.guidance import ABOUT
from bot.slack.views.words import counted, cut, listed, literal, one_line, plain


def amount_of(page: Page, shown: int, one: str, many: str | None = None) -> str:
    """How many there are and which are shown: "12 quotes", "6–10 of 12 quotes"."""
    if shown == 0:
        return f"No {many or one + 's'}"
    total = counted(max(page.total, shown), one, many)
    if shown >= page.total:
        return total
    last = page.first + shown - 1
    return f"{page.first:,}–{last:,} of {total}" if shown > 1 else f"{last:,} of {total}"


def head_of(request: Request, amount: str, *, otherwise: str = "") -> Part:
    """The line above an answer: how much, and of what."""
    about = cut(one_line(request.text), ABOUT) or otherwise
    return rich(line(run(amount, bold=True), run(f" · {about}" if about else "")))


def notification(request: Request, amount: str, first: str) -> str:
    """The notification: "12 quotes · taliban: Jens Stoltenberg: “…”"."""
    about = cut(one_line(request.text), ABOUT // 2)
    return plain(": ".join(filter(None, [f"{amount} · {about}" if about else amount, first])), FALLBACK)


def notes(request: Request, page: Page | None = None) -> list[Part]:
    """How the question was read, if that may not be what was meant; and that it has no such page."""
    beyond = page is not None and request.page > page.number
    return [
        context(literal(request.note, FALLBACK)) if request.note else None,
        context(f"There is no page {request.page:,}; this is the last one.") if beyond else None,
    ]


def said_nothing(answer: Quotes) -> Part:
    """That somebody whose name was asked for said nothing."""
    if answer.named is None or answer.by:
        return None
    return rich(line(run(f"No quotes by {cut(one_line(answer.named), ABOUT)}.")))


def mentions_heading(answer: Quotes, place: int) -> Part:
    """The heading above the first quote that names somebody whose own quotes came before."""
    is_first = answer.page.first - 1 + place == answer.by or (place == 0 and answer.page.first > answer.by)
    if answer.named is None or not is_first:
        return None
    name = " ".join(answer.request.query.words) or answer.named
    return rich(line(run(f"Quotes that mention {cut(one_line(name), ABOUT)}:", bold=True)))


def respelt_note(words: Sequence[str]) -> Part:
    """Which words were only found in another spelling."""
    if not words:
        return None
    missing = listed([f"“{literal(word, ABOUT // 2)}”" for word in words], most=4)
    return context(f"Nothing has {missing}; showing the nearest spelling.")
