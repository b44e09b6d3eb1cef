"""Made-up news for what comes in: short articles, each about something else, each with a word that no other has."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from itertools import product

_SYLLABLES = ["".join(parts) for parts in product("bdfgklmnprstvz", "aeiou")]
_DEEDS = (
    "will repair the {} before the winter",
    "has sold the {} to a neighbour",
    "voted to close the {} on Monday",
    "found a crack in the {}",
    "wants a second {} by next year",
    "lost the plans of the {}",
    "opened the new {} to the public",
    "paid too much for the {}",
)
_THINGS = (
    "harbour wall,bridge,library,school roof,ferry,market hall,tram line,lighthouse,museum,pumping station,bakery,"
    "clock tower,swimming pool,orchard,quarry,railway arch,greenhouse,windmill,weather station,theatre,canal lock,"
    "fish market,cable car,observatory,printing house,dry dock,salt mine,ice rink,bus depot,water tower"
).split(",")
_REASONS = (
    "The work is to begin in the spring and will take {} weeks, and {} people will be needed for it.",
    "It would cost {} million pounds, which is {} per cent more than was planned in the autumn.",
    "Of the {} neighbours who were asked, {} said that they were against it.",
    "There were {} of them in the valley before the flood, and {} are left.",
    "An engineer counted {} faults in it last year, and {} of them have been mended since.",
)


@dataclass(frozen=True, slots=True)
class Story:
    """An article: ``mark`` is a word of its title and text that no other story has."""

    mark: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """As a plain file."""
        return "\n\n".join((self.title, *self.paragraphs)) + "\n"

    @property
    def teaser(self) -> str:
        """What a feed tells of it."""
        return self.paragraphs[0]


def story(number: int) -> Story:
    """The story of this number, always the same, of some hundred words."""
    rng = random.Random(number)
    mark = _word(number * 104_729 + 58_111_333, 5).title()
    town, person, other = (_word(rng.randrange(10**6), 3).title() for _ in range(3))
    thing, deed = rng.choice(_THINGS), rng.choice(_DEEDS)
    reasons = [line.format(*sorted((rng.randrange(12, 90), rng.randrange(2, 12)))[::-1]) for line in _REASONS]
    rng.shuffle(reasons)
    who = f"said its chair, {person} {other}, who comes from {town}"
    return Story(
        mark,
        f"{mark} council {deed.format(thing)}",
        (
            f"The council of {mark} {deed.format(thing)}, {who}. Nobody in {town} had heard of it.",
            f"“We have waited for the {thing} of {mark} for {rng.randrange(3, 40)} years,” {other} said. {reasons[0]}",
            f"{reasons[1]} {reasons[2]} The {thing} stands beside the {rng.choice(_THINGS)} of {town}.",
        ),
    )


def _word(number: int, syllables: int) -> str:
    found = ""
    for _ in range(syllables):
        number, which = divmod(number, len(_SYLLABLES))
        found += _SYLLABLES[which]
    return found


def page(about: Story, *, head: str = "") -> str:
    """Its page, with a menu above and a footer below."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in about.paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(about.title)}</title>{head}</head>"
        "<body><nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
        f"<main><article><h1>{escape(about.title)}</h1>{body}</article></main>"
        "<footer><p>All rights reserved.</p></footer></body></html>"
    )


def item(about: Story, link: str, *, whole: bool = False, published: datetime | None = None, more: str = "") -> str:
    """Its item in an RSS feed: the first paragraph or, if it is ``whole``, all of it, twice as long as a page's."""
    words = "".join(f"<p>{escape(each)}</p>" for each in (*about.paragraphs, *about.paragraphs[1:]) if whole)
    when = format_datetime(published or datetime.now(UTC), usegmt=True)
    return (
        f"<item><title>{escape(about.title)}</title><link>{escape(link)}</link><guid>{escape(link)}</guid>"
        f"<pubDate>{when}</pubDate><description>{escape(words or about.teaser)}</description>{more}</item>"
    )


def rss(items: Iterable[str], *, title: str = "The Daily") -> str:
    """An RSS feed of these items."""
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{''.join(items)}</channel></rss>"
