"""Domain values of every kind, with the worst words that an article can hold."""

from __future__ import annotations

from datetime import UTC, datetime, time

from hypothesis import strategies as st

from bot.domain.analysis import Figure, KeySentence, Person, PersonKind, Quote, QuoteKind
from bot.domain.answer import (
    Answer,
    Comparison,
    FigureDispute,
    FigureHit,
    Figures,
    Help,
    InContext,
    NothingFound,
    Page,
    People,
    PersonHit,
    QuoteHit,
    Quotes,
    QuoteVariant,
    SentenceHit,
    Stories,
    StoryHit,
    Summary,
)
from bot.domain.article import Article, Passage, Span
from bot.domain.digest import Digest, DigestEntry, Schedule, Subscription, Trouble
from bot.domain.query import Kind, Reader, Request
from bot.domain.when import AsOf

HOSTILE = (
    "<!channel> <!here|here> @channel @here",
    "<@U024BE7LH> <#C024BE7LH|general> <https://evil.example|click>",
    "&amp; &lt;!channel&gt; &",
    "*bold* _it_ ~no~ `code` ``` >quote",
    "a" * 10_000,
    "word " * 1000,
    "ש\u202eלום\u2066 مرحبا",
    "👩‍👩‍👧‍👦🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 120,
    "e" + "\u0301" * 1500,
    "\x00\x01\x1b[31m\x7f",
    "\ud800half",
    "\n\n\t \r\n",
    "\u200b\u2060",
    '"\\' * 1000,
    "&<>" * 1000,
    "|" * 300,
    "",
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60), st.text(alphabet="ab <>&@*\n", max_size=400))
maybe_texts = st.none() | texts
urls = st.none() | st.one_of(
    st.sampled_from(
        [
            "https://example.org/a?b=1&c=<2>|3",
            "javascript:alert(1)",
            "http://[bad",
            "https://" + "a" * 4000,
            "https://ex ample.org/\n",
            "HTTPS://EXAMPLE.ORG/",
            "https://example.org/\x00",
            "//example.org",
        ]
    ),
    texts,
)
times = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(9999, 12, 1), timezones=st.just(UTC))
zones = st.sampled_from(
    ["Europe/Berlin", "Asia/Kathmandu", "UTC", "", "Nowhere/At all", "Europe", "../etc/passwd", "\x00"]
)
readers = st.builds(Reader, workspace=st.just("T1"), zone=zones)
numbers = st.integers(min_value=0, max_value=10**9)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    return Article(
        locator="/news/a.txt",
        text=draw(st.lists(texts, max_size=4).map("\n".join)),
        title=draw(texts),
        outlet=draw(maybe_texts),
        byline=draw(maybe_texts),
        url=draw(urls),
        published=draw(st.none() | times),
        id=draw(st.one_of(st.sampled_from(["a1", "a2", "x" * 3000]), st.text(max_size=8))),
        workspace="T1",
        story=draw(numbers),
        added=datetime(2026, 11, 23, tzinfo=UTC),
        updated=datetime(2026, 11, 23, tzinfo=UTC),
    )


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    """Mostly a span of ``text``; now and then one of an article that has changed since."""
    start = draw(st.integers(0, len(text)))
    return Span(start, draw(st.integers(start, len(text) + 3)))


@st.composite
def passages(draw: st.DrawFn, article: Article) -> Passage:
    span = draw(spans(article.text))
    return Passage(span.start, span.end, draw(st.just(span.of(article.text)) | texts))


@st.composite
def quote_hits(draw: st.DrawFn) -> QuoteHit:
    article = draw(articles())
    quote = Quote(
        words=draw(passages(article)),
        kind=draw(st.sampled_from(QuoteKind)),
        speaker=draw(maybe_texts),
        mention=draw(st.none() | passages(article)),
        cue=draw(st.none() | passages(article)),
        confidence=draw(st.floats(0, 1)),
    )
    return QuoteHit(article, quote)


values = st.none() | st.integers(-(10**30), 10**30) | st.floats()


@st.composite
def figure_hits(draw: st.DrawFn) -> FigureHit:
    article = draw(articles())
    figure = Figure(
        words=draw(passages(article)),
        sentence=draw(spans(article.text)),
        value=draw(values),
        low=draw(values),
        high=draw(values),
        unit=draw(st.none() | st.sampled_from(["percent", "USD", "kilometre"]) | texts),
        noun=draw(maybe_texts),
        hedge=draw(maybe_texts),
        subject=draw(maybe_texts),
        attributed_to=draw(maybe_texts),
        change=draw(st.sampled_from([None, "up", "down"])),
        fate=draw(maybe_texts),
        per=draw(maybe_texts),
        as_of=draw(st.none() | st.builds(AsOf, passages(article))),
    )
    return FigureHit(article, figure)


@st.composite
def story_hits(draw: st.DrawFn) -> StoryHit:
    found = tuple(draw(st.lists(articles(), min_size=1, max_size=4)))
    return StoryHit(draw(numbers), found, draw(st.none() | passages(found[0])))


@st.composite
def sentence_hits(draw: st.DrawFn, article: Article) -> SentenceHit:
    return SentenceHit(article, KeySentence(draw(passages(article)), draw(st.floats(0, 1))))


person_hits = st.builds(
    PersonHit,
    st.builds(
        Person,
        name=texts,
        kind=st.sampled_from(PersonKind),
        role=maybe_texts,
        aliases=st.lists(texts, max_size=5).map(tuple),
    ),
    st.lists(articles(), min_size=1, max_size=2).map(tuple),
    numbers,
    numbers,
)
requests = st.builds(
    Request,
    kind=st.sampled_from(Kind),
    text=texts,
    page=st.integers(1, 50),
    sentences=st.integers(1, 12),
)
pages = st.builds(Page, st.integers(1, 50), st.integers(1, 20), numbers)
respelt = st.lists(texts, max_size=3).map(tuple)


@st.composite
def summaries(draw: st.DrawFn) -> Summary:
    article = draw(articles())
    others = tuple(draw(st.lists(articles(), max_size=8)))
    told = st.sampled_from([article, *others]).flatmap(sentence_hits)
    sentences = tuple(draw(st.lists(told, max_size=12)))
    return Summary(draw(requests), article, sentences, others, draw(respelt))


# Two dozen hits, some of them the same, are cheaper to draw than two dozen different ones.
def several(hits: st.SearchStrategy[object], most: int = 24) -> st.SearchStrategy[tuple[object, ...]]:
    few = st.lists(hits, max_size=3)
    return st.builds(lambda some, times: tuple(some * times)[:most], few, st.sampled_from([1, 1, 2, 8]))


variants = st.builds(
    QuoteVariant,
    maybe_texts,
    several(quote_hits(), 4),
    st.lists(st.builds(lambda start, length: Passage(start, start + length, ""), numbers, numbers), max_size=3).map(
        tuple
    ),
)
disputes = st.builds(FigureDispute, texts, several(figure_hits(), 4))
answers: st.SearchStrategy[Answer] = st.one_of(
    st.builds(Stories, requests, several(story_hits()), pages, respelt),
    summaries(),
    st.builds(Quotes, requests, several(quote_hits()), pages, respelt),
    st.builds(Figures, requests, several(figure_hits()), pages, respelt),
    st.builds(People, requests, several(person_hits), pages, respelt),
    st.builds(Comparison, requests, story_hits(), several(variants, 10), several(disputes, 10)),
    st.builds(NothingFound, requests, several(story_hits(), 6), st.none() | texts | st.just("/quotes Blinken")),
    st.builds(Help, requests, st.lists(texts | st.just("/quotes Blinken"), max_size=9).map(tuple)),
)


@st.composite
def in_contexts(draw: st.DrawFn) -> InContext:
    article = draw(articles())
    return InContext(article, draw(passages(article)), draw(passages(article)))


schedules = st.builds(
    Schedule, at=st.times() | st.just(time(8, 30)), weekdays=st.frozensets(st.integers(0, 6)), zone=zones
)
subscriptions = st.builds(
    Subscription,
    id=st.just("s1"),
    workspace=st.just("T1"),
    number=st.integers(1, 10**6),
    channel=st.sampled_from(["C024BE7LH", "D024BE7LH", "<!channel>"]),
    creator=st.just("U1"),
    schedule=schedules,
    created=times,
    query=texts,
    announce_quiet=st.booleans(),
    paused=st.none() | texts,
)
rows = st.lists(st.tuples(subscriptions, st.lists(times, max_size=3).map(tuple)), max_size=4).map(lambda some: some * 6)


@st.composite
def entries(draw: st.DrawFn) -> DigestEntry:
    story = draw(story_hits())
    return DigestEntry(
        story,
        tuple(draw(st.lists(passages(story.lead), max_size=2))),
        draw(st.none() | quote_hits()),
        draw(st.none() | figure_hits()),
        tuple(draw(st.lists(disputes, max_size=2))),
    )


digests = st.builds(
    Digest,
    subscriptions,
    times,
    several(entries(), 16),
    more=numbers,
    late=st.booleans(),
    asked_by=st.sampled_from([None, "U024BE7LH", "<!channel>"]),
)
troubles = st.builds(Trouble, subscription=subscriptions, slot=times, problem=texts, hint=texts, paused=st.booleans())
