"""Which articles tell one story: pure functions over documents.

Two articles are likened by the cosine of their most telling words: rare in the library, and best of all names. The
weights start from a prior, so that a library of two articles is judged like one of thousands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
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


@dataclass(frozen=True, slots=True)
class Weighed:
    """What each telling word of a text counts in a library, and the length of all of them as one vector."""

    weights: Mapping[str, float]
    length: float


def weighed(of: Terms, frequency: Mapping[str, int], articles: int) -> Weighed:
    """The words' weights; ``frequency`` says in how many of the library's ``articles`` a key stands."""
    total, names = articles + _PRIOR_ARTICLES, of.names
    # Most words of another text stand in no other article that is known of: they all weigh the same.
    name, word = math.log(total / _PRIOR_NAME), math.log(total / _PRIOR_WORD)
    weights: dict[str, float] = {}
    for key, count in of.counts.items():
        if holding := frequency.get(key):
            rarity = math.log(total / min(total, holding + (_PRIOR_NAME if key in names else _PRIOR_WORD)))
        else:
            rarity = name if key in names else word
        weights[key] = rarity if count == 1 else (1 + math.log(count)) * rarity
    return Weighed(weights, math.hypot(*weights.values()))


def likeness(one: Weighed, other: Weighed) -> float:
    """How alike two texts are, 0 to 1."""
    weights = other.weights
    shared = sum([weight * weights[key] for key, weight in one.weights.items() if key in weights])
    lengths = one.length * other.length
    return shared / lengths if lengths else 0.0


def may_share(one: Weighed, other: Weighed) -> bool:
    """Whether two texts may turn out to be one story when both are in the library: the words of the one are rarer
    there as long as the other is not.
    """
    return likeness(one, other) >= SAME_STORY / 2


def story_of(
    article: Document,
    candidates: Iterable[Article],
    frequency: Mapping[str, int],
    articles: int,
    *,
    window: bool = True,
    own: Terms | None = None,
    terms_of: Callable[[Article], Terms] = terms,
) -> int | None:
    """The number of the story that ``article`` belongs to, or None if it opens one.

    ``candidates`` are the articles most like it, ``own`` its terms if they are known already. An article without a
    time of publication is taken as new.
    """
    mine = weighed(own or terms(article), frequency, articles)
    best, number = SAME_STORY, None
    for candidate in candidates:
        if window and _apart(article, candidate) > WINDOW:
            continue
        if (found := likeness(mine, weighed(terms_of(candidate), frequency, articles))) >= best:
            best, number = found, candidate.story
    return number


def _apart(article: Document, candidate: Article) -> timedelta:
    when = article.published
    return abs(when - candidate.dated) if when and candidate.published else timedelta(0)
