"""Commands that find something in a library, in the words of its newest stories. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.desk.wording import words
from bot.digests.key_figure import key_figure
from bot.domain.analysis import Figure
from bot.storage.store import Stored

_WORD = re.compile(r"[^\W\d_]{3,}")


def examples(stories: Sequence[Sequence[Stored]]) -> tuple[str, ...]:
    """One command of each kind, of ``stories`` (each its articles) the first that has something for it; () for none."""
    stories = [story for story in stories if story]
    found = (
        next(filter(None, map(_quotes, stories)), None),
        next(filter(None, map(_figures, stories)), None),
        *(f"{command} #{story[0].article.story}" for story in stories[:1] for command in ("/summary", "/news people")),
        next((f"/compare #{story[0].article.story}" for story in stories if len(story) > 1), None),
        next(filter(None, map(_news, stories)), None),
    )
    return tuple(filter(None, found))


def _quotes(story: Sequence[Stored]) -> str | None:
    """Whoever is quoted most, by the last of their names."""
    speakers = [quote.speaker for stored in story for quote in stored.analysis.quotes]
    named = Counter(speaker for speaker in speakers if speaker and speaker[0].isupper())
    return f"/quotes {named.most_common(1)[0][0].split()[-1]}" if named else None


def _figures(story: Sequence[Stored]) -> str | None:
    """What the key figure counts or, if that is an amount, what some other does, in the article's own word."""
    hit = key_figure(story)
    figures = [hit.figure] if hit else []
    figures += [figure for stored in story for figure in stored.analysis.figures]
    return next((f"/figures {word}" for figure in figures for word in _counted(figure)), None)


def _counted(figure: Figure) -> Iterator[str]:
    if noun := figure.noun:
        found = _WORD.findall(figure.words.text)
        yield from (word for word in found if word.lower()[:3] == noun.lower()[:3])


def _news(story: Sequence[Stored]) -> str | None:
    """A name in the headline or, without one, its longest word."""
    title = story[0].article.title
    telling = [word for word in words(title) if not word.small and _WORD.fullmatch(title[word.start : word.end])]
    best = max(telling, key=lambda word: (word.capital and word.start > 0, word.end - word.start), default=None)
    return f"/news {title[best.start : best.end]}" if best else None
