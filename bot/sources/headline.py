"""The headline of a page, as its readers see it: without the outlet, the section or the year of an archive."""

from __future__ import annotations

import re

from bot.sources.lines import same_words
from bot.sources.marks import MOST_CANDIDATES, Beside, Element, Marks, words_of

LONGEST = 300
BARS = re.compile(r"\s+(?:[|•·»›–—-]|::)\s+|\s*\|\s*")
ARCHIVED = re.compile(r"\s*\(Published \d{4}\)$")
WORD = re.compile(r"\w+")


def headline_of(tree: Element, marks: Marks, outlet: str | None) -> str | None:
    """The page's headline: its h1 where that is one, else what its meta elements agree on; None if there is neither.

    ``outlet`` and words that stand in it ("| The Daily", "- Daily News") are taken from the ends of a meta title.
    """
    metas = [*marks.every("og:title", "twitter:title"), *(str(each) for each in marks.linked("headline"))]
    pages = [words_of(each) for each in tree.xpath("//head/title")[:1]]
    told = [title for each in [*metas, *pages] if (title := _clean(each))]
    beside, headings = Beside(tree), tree.xpath("//h1")[:MOST_CANDIDATES]
    shown = [words for each in headings if not beside.holds(each) and (words := _clean(words_of(each)))]
    shown = [words for words in dict.fromkeys(shown) if not (outlet and same_words(words, outlet))]
    if found := _shown(shown, told):
        return found
    return _without_ends(told[0], outlet, shown + told) if told else None


def _clean(words: str) -> str | None:
    words = ARCHIVED.sub("", " ".join(words.split()))
    return words if 0 < len(words) <= LONGEST else None


def _shown(shown: list[str], told: list[str]) -> str | None:
    """The h1 that is the headline.

    That with most words in common with what the page is called elsewhere, else the only one that is as long as a
    headline. A site's name, a section or "Menu" is none, though it may be the only h1.
    """
    likeness = {words: max((_likeness(words, title) for title in told), default=0.0) for words in shown}
    best = max(shown, key=lambda words: likeness[words], default=None)
    if best is not None and likeness[best] >= (0.3 if _count(best) >= 4 else 0.9):
        return best
    long = [words for words in shown if _count(words) >= 4]
    return long[0] if len(long) == 1 else None


def _likeness(words: str, title: str) -> float:
    """The share of the words of an h1 that stand in ``title``; a short one must be its beginning ("… | News")."""
    ours, theirs = _words(words), _words(title)
    if not ours or (_count(words) < 4 and theirs[: len(ours)] != ours):
        return 0.0
    return len(set(ours) & set(theirs)) / len(set(ours))


def _without_ends(title: str, outlet: str | None, others: list[str]) -> str:
    """``title`` without the name of the site or of a section behind or before its bar."""
    before, colon, rest = title.partition(": ")
    if colon and outlet and same_words(_bare(before), _bare(outlet)):
        title = rest
    named = False
    while True:
        bars = list(BARS.finditer(title))
        if not bars:
            return title
        first, last = title[: bars[0].start()], title[bars[-1].end() :]
        rest = title[: bars[-1].start()]
        section = named and "|" in bars[-1][0] and _count(last) <= 2 and _count(rest) >= 4
        if section or _is_name(last, rest, outlet, others):
            title, named = rest, True
        elif _is_name(first, title[bars[0].end() :], outlet, others):
            title = title[bars[0].end() :]
        else:
            return title


def _is_name(end: str, rest: str, outlet: str | None, others: list[str]) -> bool:
    """Whether ``end`` is no part of the headline: another title has the rest alone, or it names the outlet."""
    if any(same_words(rest, other) for other in others):
        return True
    ours, theirs = set(_words(end)), set(_words(outlet or ""))
    return bool(ours & theirs - {"the", "of", "and", "news"}) and _count(rest) >= 3 and _count(end) <= 6


def _bare(name: str) -> str:
    return name.removeprefix("The ").removeprefix("the ")


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold().replace("’", "'").replace("'", ""))


def _count(text: str) -> int:
    return len(text.split())
