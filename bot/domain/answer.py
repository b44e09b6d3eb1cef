"""What the desk answers: values that Slack's views and the command line render."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.analysis import Figure, KeySentence, Person, Quote
from bot.domain.article import Article, Passage
from bot.domain.query import Request


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a longer list: ``number`` counts from 1, ``total`` counts the items of all pages."""

    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The place of this page's first item in the whole list, from 1."""
        return (self.number - 1) * self.size + 1


@dataclass(frozen=True, slots=True)
class StoryHit:
    """One story: its articles (the best match first, then the newest), and the sentence that carries it."""

    number: int
    articles: tuple[Article, ...]
    key_sentence: Passage | None = None

    @property
    def lead(self) -> Article:
        return self.articles[0]


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """A quote and the article that it stands in; ``also`` are the others of its story with the same words."""

    article: Article
    quote: Quote
    also: tuple[Article, ...] = ()

    @property
    def also_in(self) -> tuple[str, ...]:
        """The other outlets that have it, each once."""
        names = dict.fromkeys(article.outlet for article in self.also if article.outlet)
        return tuple(name for name in names if name != self.article.outlet)


@dataclass(frozen=True, slots=True)
class FigureHit:
    """A figure and the article that it stands in."""

    article: Article
    figure: Figure


@dataclass(frozen=True, slots=True)
class SentenceHit:
    """A sentence of a summary and the article that it stands in."""

    article: Article
    sentence: KeySentence


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person in the articles asked about; ``mentions`` and ``quotes`` count over all of them, a quote once that
    several articles of a story have.
    """

    person: Person
    articles: tuple[Article, ...]
    mentions: int
    quotes: int


@dataclass(frozen=True, slots=True)
class InContext:
    """A passage with the paragraph that it stands in."""

    article: Article
    paragraph: Passage
    marked: Passage


@dataclass(frozen=True, slots=True)
class Stories:
    """Stories that match, best first. ``respelt`` names the words that were only found in another spelling."""

    request: Request
    hits: tuple[StoryHit, ...]
    page: Page
    respelt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The sentences that carry a story: by article, ``article`` first, then ``others``, and in each one's order."""

    request: Request
    article: Article
    sentences: tuple[SentenceHit, ...]
    others: tuple[Article, ...] = ()
    respelt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes: best match first for a search, in the article's order for one story.

    Where the words are somebody's name, ``named`` is the full one: the first ``by`` of all pages' quotes are theirs,
    the others name them. Who said nothing has ``mentions``.
    """

    request: Request
    hits: tuple[QuoteHit, ...]
    page: Page
    respelt: tuple[str, ...] = ()
    named: str | None = None
    by: int = 0
    mentions: tuple[InContext, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures: best match first for a search, in the article's order for one story."""

    request: Request
    hits: tuple[FigureHit, ...]
    page: Page
    respelt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """Who is in it, the most quoted and mentioned first. Who was asked for by name has ``mentions`` in their articles;
    without a hit, those are the places where the name stands.
    """

    request: Request
    hits: tuple[PersonHit, ...]
    page: Page
    respelt: tuple[str, ...] = ()
    mentions: tuple[InContext, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteVariant:
    """One statement as several articles quote it, in different words.

    ``parts`` holds, for each version, the part of the quote that says the same as the others.
    """

    speaker: str | None
    versions: tuple[QuoteHit, ...]
    parts: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureDispute:
    """One thing for which different numbers are given: ``about`` names it ("US: troops", "people killed").

    ``both_hold``: they need not contradict each other, one is only a bound ("at least 17", 19).
    """

    about: str
    claims: tuple[FigureHit, ...]
    both_hold: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the articles of one story differ; both lists may be empty."""

    request: Request
    story: StoryHit
    variants: tuple[QuoteVariant, ...]
    disputes: tuple[FigureDispute, ...]


@dataclass(frozen=True, slots=True)
class NothingFound:
    """No match: the nearest stories, and one example that does find something (None in an empty library)."""

    request: Request
    nearest: tuple[StoryHit, ...] = ()
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """What can be asked, with examples that the library can answer."""

    request: Request
    examples: tuple[str, ...] = ()


Answer = Stories | Summary | Quotes | Figures | People | Comparison | NothingFound | Help
