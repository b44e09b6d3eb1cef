"""Made-up news in any amount: the same articles for the same seed, with words as unevenly used as in real news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from pathlib import Path

import numpy as np
from sqlalchemy import Engine

from bot.domain.analysis import Analysis, Figure, KeySentence, Person, PersonKind, Quote, QuoteKind
from bot.domain.article import SHARED, Document, Passage, Span
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import connect
from bot.storage.migrate import upgrade
from bot.storage.store import Filing

NOW = datetime(2026, 3, 2, tzinfo=UTC)
YEARS = 5
OUTLETS, SPEAKERS, WORKSPACES, VOCABULARY = 200, 5_000, 50, 60_000
QUOTES, FIGURES, WORDS, SENTENCE = 6, 4, 450, 18

_ONSETS = ("b", "br", "c", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou", "ea")
_ENDS = ("", "n", "r", "st", "nd", "ck", "ll", "m")


@dataclass(frozen=True)
class Corpus:
    """Articles made from one seed, and words to ask for: ``words`` has the commonest first."""

    words: tuple[str, ...]
    speakers: tuple[str, ...]
    seed: int

    @classmethod
    def of(cls, seed: int = 7) -> Corpus:
        rng = np.random.default_rng(seed)
        syllables = ["".join(parts) for parts in product(_ONSETS, _VOWELS, _ENDS)]
        short = [*syllables, *(a + b for a, b in product(syllables[::9], syllables[::7]))]
        long = (a + b + c for a, b, c in product(syllables[::31], syllables[::29], syllables[::17]))
        made = list(dict.fromkeys([*rng.permutation(short), *islice(long, VOCABULARY)]))[:VOCABULARY]
        words = tuple(str(word) for word in made)
        picks = rng.integers(2_000, VOCABULARY, size=(SPEAKERS, 2))
        speakers = tuple(f"{words[first].title()} {words[last].title()}" for first, last in picks)
        return cls(words, speakers, seed)

    def filings(self, count: int) -> Iterator[Filing]:
        """``count`` articles with their analyses; half are shared, half belong to one of the workspaces."""
        rng = np.random.default_rng(self.seed + 1)
        use = np.cumsum(1.0 / np.arange(1, len(self.words) + 1))
        use /= use[-1]
        for number in range(count):
            length = int(np.clip(rng.lognormal(np.log(WORDS * 0.88), 0.5), 60, 3_000))
            picks = np.searchsorted(use, rng.random(length + 8))
            yield self._filing(number, [self.words[pick] for pick in picks], rng)

    def _filing(self, number: int, words: list[str], rng: np.random.Generator) -> Filing:
        title, body = " ".join(words[:8]).capitalize(), words[8:]
        sentences = [body[at : at + SENTENCE] for at in range(0, len(body), SENTENCE)]
        told = int(rng.integers(0, SPEAKERS))
        names = [self.speakers[(told + each * 37) % SPEAKERS] for each in range(3)]
        text, quotes, figures, summary = title + "\n", [], [], []
        for place, sentence in enumerate(sentences):
            start = len(text)
            said = " ".join(sentence)
            if place < QUOTES:
                name = names[place % len(names)]
                text += f"“{said},” {name} said.\n"
                words_at = Passage.at(text, start + 1, start + 2 + len(said))
                quotes.append(Quote(words_at, QuoteKind.DIRECT, name, why="the name beside the cue"))
            elif place < QUOTES + FIGURES:
                value = int(rng.integers(2, 90_000))
                text += f"{value:,} {said}.\n"
                first = Passage.at(text, start, start + len(f"{value:,} {sentence[0]}"))
                figures.append(Figure(first, Span(start, len(text) - 1), value=value, noun=sentence[0]))
            else:
                text += f"{said.capitalize()}.\n"
            if place < 5:
                summary.append(KeySentence(Passage.at(text, start, len(text) - 1), 1 / (place + 1)))
        people = tuple(Person(name, PersonKind.PERSON, aliases=(name.split()[1],)) for name in names)
        published = NOW - timedelta(seconds=float(rng.integers(0, YEARS * 365 * 86_400)))
        outlet = int(rng.integers(0, OUTLETS))
        document = Document(
            locator=f"https://outlet{outlet}.example/{number}",
            url=f"https://outlet{outlet}.example/{number}",
            text=text,
            title=title,
            outlet=f"{self.words[3_000 + outlet].title()} Post",
            published=published,
        )
        return Filing(
            document=document,
            analysis=Analysis("bench", tuple(summary), tuple(quotes), tuple(figures), people),
            fingerprint=str(number),
            workspace=SHARED if number % 2 else f"T{number % WORKSPACES}",
            story=number + 1,
        )


def filled_store(corpus: Corpus, count: int, path: Path) -> tuple[Engine, SqlArticleStore]:
    """A store in the SQLite file ``path`` that holds ``count`` articles of the corpus."""
    engine = connect(path=path)
    upgrade(engine)
    store = SqlArticleStore(engine)
    filings = corpus.filings(count)
    while some := list(islice(filings, 1_000)):
        store.put_many(some, now=NOW)
    return engine, store
