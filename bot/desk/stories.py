"""Which articles tell one story: pure functions over documents.

Two articles are likened by the cosine of their most telling words: rare in the library, and best of all names. The
weights start from a prior, so that a library of two articles is judged like one of thousands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.desk.wording import words
from bot.domain.article import Article, Document
from bot.domain.fingerprint import body_of

SAME_STORY = 0.33
"""From this likeness on it is one story. On 840 news articles about one election, 30 of 350,000 pairs reach it (all but
a few of them reports of one event); the two seeds, alone in a library, have .45."""

WINDOW = timedelta(days=7)
"""Articles that lie further apart are different stories, however alike."""

_READ = 300  # words: news says in its first paragraphs what it is about
_PRIOR_ARTICLES = 200  # an empty library counts as this many articles,
_PRIOR_NAME, _PRIOR_WORD = 1, 10  # of which this many hold any given name, any given other word


@dataclass(frozen=True, slots=True)
class Terms:
    """How often a text's telling words stand in it, which of them are names, and how each is spelt there."""

    counts: Mapping[str, int]
    names: frozenset[str]
    spelling: Mapping[str, str]


def terms(document: Document) -> Terms:
    """The telling words of the title and the first paragraphs; what is excluded from the body doesn't count."""
    counts: dict[str, int] = {}
    capitals: dict[str, int] = {}
    spelling: dict[str, str] = {}
    text = f"{document.title}\n{body_of(document)[: _READ * 12]}"
    for number, word in enumerate(words(text)):
        if number >= _READ:
            break
        if word.small:
            continue
        counts[word.key] = counts.get(word.key, 0) + 1
        inside = text[max(0, word.start - 2) : word.start].strip(" ")[-1:] not in ("", "\n", ".", "“", '"', "!", "?")
        capitals[word.key] = capitals.get(word.key, 0) + (1 if word.capital and inside else -1)
        spelling.setdefault(word.key, text[word.start : word.end])
    return Terms(counts, frozenset(key for key, surplus in capitals.items() if surplus > 0), spelling)


def likeness(one: Terms, other: Terms, frequency: Mapping[str, int], articles: int) -> float:
    """How alike two texts are, 0 to 1; ``frequency`` says in how many of the library's ``articles`` a key stands."""
    weights_one, weights_other = (_weights(each, frequency, articles) for each in (one, other))
    shared = sum(weight * weights_other.get(key, 0.0) for key, weight in weights_one.items())
    lengths = math.hypot(*weights_one.values()) * math.hypot(*weights_other.values())
    return shared / lengths if lengths else 0.0


def _weights(of: Terms, frequency: Mapping[str, int], articles: int) -> dict[str, float]:
    total = articles + _PRIOR_ARTICLES
    return {
        key: (1 + math.log(count))
        * math.log(total / min(total, frequency.get(key, 0) + (_PRIOR_NAME if key in of.names else _PRIOR_WORD)))
        for key, count in of.counts.items()
    }


def story_of(
    article: Document,
    candidates: Iterable[Article],
    frequency: Mapping[str, int],
    articles: int,
    *,
    window: bool = True,
) -> int | None:
    """The number of the story that ``article`` belongs to, or None if it opens one.

    ``candidates`` are the articles most like it. An article without a time of publication is taken as new.
    """
    own = terms(article)
    best, number = SAME_STORY, None
    for candidate in candidates:
        if window and _apart(article, candidate) > WINDOW:
            continue
        if (found := likeness(own, terms(candidate), frequency, articles)) >= best:
            best, number = found, candidate.story
    return number


def _apart(article: Document, candidate: Article) -> timedelta:
    when = article.published
    return abs(when - candidate.dated) if when and candidate.published else timedelta(0)
