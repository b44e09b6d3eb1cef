"""Articles, stories and places in them, as every view shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.answer import StoryHit
from bot.domain.article import Article, Span, caveats
from bot.domain.query import Kind
from bot.slack.actions import Ask, Place, ask_value, place_value
from bot.slack.views.blocks import Part, actions, button, line, link, quote, rich, run
from bot.slack.views.words import ELLIPSIS, counted, cut, cut_front, listed, one_line

TITLE = 200
"""The longest title shown; a headline has about 80 characters."""
NAME = 80
"""The longest name of a person or an outlet shown."""


def zone_named(name: str) -> tzinfo:
    """The IANA zone of this name, UTC if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def moment(when: datetime, zone: str, *, weekday: bool = False) -> str:
    """The moment in ``zone``: "13 Jul 2024, 14:05"."""
    with suppress(OverflowError):  # on the first and the last day that a datetime can hold
        when = when.astimezone(zone_named(zone))
    return f"{when:%a} {day(when)}, {when:%H:%M}" if weekday else f"{day(when)}, {when:%H:%M}"


def zone_in_short(when: datetime, zone: str) -> str:
    """What the clock of ``zone`` is called at that moment: "CET", "UTC", "UTC+04:30"."""
    with suppress(OverflowError):
        when = when.astimezone(zone_named(zone))
    name = when.tzname() or "UTC"
    return name if name.isalpha() else f"UTC{name[:3]}{':' if name[3:] else ''}{name[3:]}"


def day(when: datetime) -> str:
    """The day: "13 Jul 2024"."""
    return f"{when.day} {when:%b} {when.year}"


def published(article: Article, zone: str) -> str:
    """When the article was published, in ``zone``, which is named; "undated" if it does not say.

    A midnight in UTC stands for an article that gives only its day: shown as that day in every zone.
    """
    when = article.published
    if when is None:
        return "undated"
    return day(when) if when.time() == time.min else f"{moment(when, zone)} {zone_in_short(when, zone)}"


def title(article: Article) -> str:
    return cut(one_line(article.title), TITLE) or "Untitled"


def outlet(article: Article) -> str:
    """The outlet's name, "" if it is not known."""
    return cut(one_line(article.outlet or ""), NAME)


def source(article: Article, zone: str) -> str:
    """Where and when it stood, and its story's number: "Khaama Press · 13 Jul 2024 · #12"."""
    facts = [outlet(article), published(article, zone), f"#{article.story}", *caveats(article)]
    return " · ".join(filter(None, facts))


def headline(article: Article, zone: str, *more: str) -> Part:
    """Two lines: the title with its link, then where and when it stood, then ``more``."""
    facts = " · ".join(filter(None, [source(article, zone), *more]))
    return line(link(title(article), article.url, bold=True), run(f"\n{facts}"))


def also_in(others: Iterable[Article], shown: Article) -> str:
    """Where else a story stands ("also in CNN and Reuters"), "" if nowhere."""
    others = list(others)
    names = [name for name in dict.fromkeys(outlet(each) for each in others) if name and name != outlet(shown)]
    if names:
        return f"also in {listed(names, most=3)}"
    return counted(len(others) + 1, "article") if others else ""


def story(hit: StoryHit, zone: str, room: int) -> Part:
    """One story: title, source, and the sentence that carries it."""
    lead = hit.lead
    facts = headline(lead, zone, also_in(hit.articles[1:], lead))
    key = hit.key_sentence
    return rich(facts, quote(run(cut(key.text.strip(), room))) if key else None)


def story_buttons(hit: StoryHit, place: int) -> Part:
    """Summary, Quotes and Figures of a story, and Compare where several articles cover it."""
    kinds = [Kind.SUMMARY, Kind.QUOTES, Kind.FIGURES] + ([Kind.COMPARE] if len(hit.articles) > 1 else [])
    return actions(*(ask_button(kind, Ask(kind, f"#{hit.number}"), f"{kind.value}:{place}") for kind in kinds))


def ask_button(label: Kind | str, ask: Ask, suffix: str) -> Part:
    """A button that asks ``ask``; None if that is too long for one. ``suffix`` is its own within the message."""
    return button(label.value.capitalize() if isinstance(label, Kind) else label, f"ask:{suffix}", ask_value(ask))


def context_button(article: Article, span: Span, place: int, *, label: str = "Show in context", says: str = "") -> Part:
    """The button that opens the paragraph around ``span``; ``place`` is its own within the message."""
    return button(label, f"context:{place}", place_value(Place(article.id, span)), says=says)


def marked(text: str, within: Span, marks: Sequence[Span], room: int) -> list[Part]:
    """The runs of ``text`` at ``within``, the ``marks`` in bold.

    If it is longer than ``room``, what stands farthest from the marks is cut off, with "…" in its place.
    """
    pieces = _pieces(text, within, marks)
    bold = [place for place, (_, is_bold) in enumerate(pieces) if is_bold]
    first, last = (bold[0], bold[-1]) if bold else (0, -1)
    before = "".join(piece for piece, _ in pieces[:first])
    core = pieces[first : last + 1]
    after = "".join(piece for piece, _ in pieces[last + 1 :])
    spare = max(0, room - sum(len(piece) for piece, _ in core))
    before = cut_front(before, max(1, spare // 2, spare - len(after)))
    after = cut(after, max(1, spare - len(before)))
    return [run(before), *_cut_runs(core, room), run(after)]


def _pieces(text: str, within: Span, marks: Sequence[Span]) -> list[tuple[str, bool]]:
    """``text`` at ``within``, taken apart at the marks: (words, whether they are marked)."""
    pieces: list[tuple[str, bool]] = []
    done = within.start
    for mark in sorted(marks):
        start, end = max(mark.start, done), min(mark.end, within.end)
        if start < end:
            pieces += [(text[done:start], False), (text[start:end], True)]
            done = end
    return [*pieces, (text[done : within.end], False)]


def _cut_runs(pieces: Sequence[tuple[str, bool]], room: int) -> list[Part]:
    runs: list[Part] = []
    for piece, bold in pieces:
        if room <= 0:
            return [*runs, run(ELLIPSIS)] if room == 0 else runs
        runs.append(run(cut(piece, room), bold=bold))
        room -= len(piece)
    return runs
