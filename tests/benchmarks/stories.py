"""One story by many outlets, as hard to compare as can be: quotes that share most of their words and say nothing alike.

``python -m tests.benchmarks.bench_compare`` and whoever looks for what grows faster than its input use these.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from bot.domain.article import Document
from tests.benchmarks.corpus import Corpus

NOW = datetime(2026, 3, 2, tzinfo=UTC)
_SENTENCES, _LENGTH, _VOCABULARY = 400, 30, 150
_SMALL = "the of and we will to".split()


def outlets_quoting(outlets: int, quotes: int, *, seed: int = 7) -> Iterator[Document]:
    """An article for each outlet with so many quotes of 30 words, all by one speaker.

    The words are drawn from 150, a third of them small ones; some sentences are in several articles, word for word.
    """
    random, words = Random(seed), Corpus.of().words[5 : 5 + _VOCABULARY]
    drawn = [random.choice(_SMALL if random.random() < 1 / 3 else words) for _ in range(_SENTENCES * _LENGTH)]
    sentences = [" ".join(drawn[at : at + _LENGTH]) for at in range(0, len(drawn), _LENGTH)]
    for outlet in range(outlets):
        said = (sentences[(17 * outlet + 5 * quote) % _SENTENCES] for quote in range(quotes))
        paragraphs = [f"“We {each},” the mayor, Carl Osman, told the town on Monday." for each in said]
        yield article(outlet, "The mayor speaks to the town", paragraphs)


def article(outlet: int, title: str, paragraphs: list[str]) -> Document:
    """What outlet number ``outlet`` published under ``title``, a minute after the one before it."""
    return Document(
        locator=f"https://outlet{outlet}.example/story",
        url=f"https://outlet{outlet}.example/story",
        text="\n\n".join([title, *paragraphs]),
        title=title,
        outlet=f"Outlet {outlet}",
        published=NOW + timedelta(minutes=outlet),
    )


def outlets_counting(outlets: int, figures: int, *, seed: int = 7) -> Iterator[Document]:
    """An article for each outlet with so many figures, all of one noun, each beside other words."""
    random, words = Random(seed), Corpus.of().words[5 : 5 + _VOCABULARY]
    for outlet in range(outlets):
        beside = (" ".join(random.choices(words, k=3)) for _ in range(figures))
        paragraphs = [f"The camp had {random.randint(10, 9000)} tents by the {each}, they said." for each in beside]
        yield article(outlet, "Tents in the camp", paragraphs)
