"""From stories to a digest: what leads, what is quoted and counted, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.compose import body_length, carried_by, entry, key_sentences, weight
from bot.digests.draft import Draft, draft
from bot.digests.key_figure import key_figure
from bot.digests.news import NewStories, StoryMaterial, StoryOutline
from bot.digests.strongest import strongest_quote
from bot.domain.analysis import Analysis, Figure, KeySentence, Person, PersonKind, Quote, QuoteKind
from bot.domain.answer import FigureDispute
from bot.domain.article import Article, Excluded, Passage, Reason, Span
from bot.domain.digest import Schedule, Subscription
from bot.storage.store import Outline, Stored

NOW = datetime(2024, 7, 1, 6, 30, tzinfo=UTC)
SUBSCRIPTION = Subscription(
    id="s1", workspace="T1", number=1, channel="C1", creator="U1", schedule=Schedule(at=time(8, 30)), created=NOW
)
_ids = count(1)


def an_article(
    text: str = "",
    *,
    story: int = 1,
    outlet: str | None = "Khaama Press",
    added: datetime = NOW,
    excluded: tuple[Excluded, ...] = (),
    sentences: Sequence[str] = (),
    quotes: tuple[Quote, ...] = (),
    figures: tuple[Figure, ...] = (),
) -> Stored:
    number = next(_ids)
    article = Article(
        id=f"a{number}",
        workspace="T1",
        story=story,
        locator=f"/{number}",
        title=f"Title {number}",
        outlet=outlet,
        text=text,
        added=added,
        updated=added,
        excluded=excluded,
    )
    summary = tuple(KeySentence(words(text, each), 1 / (place + 1)) for place, each in enumerate(sentences))
    return Stored(article, Analysis("1", summary=summary, quotes=quotes, figures=figures), number)


def words(text: str, part: str) -> Passage:
    start = text.index(part)
    return Passage.at(text, start, start + len(part))


def a_quote(
    text: str,
    start: int = 0,
    *,
    speaker: str | None = "Antony Blinken",
    kind: QuoteKind = QuoteKind.DIRECT,
    sure: float = 1,
) -> Quote:
    return Quote(Passage(start, start + len(text), text), kind, speaker, confidence=sure)


def a_figure(value: float, noun: str | None = "troop", unit: str | None = None, start: int = 0) -> Figure:
    return Figure(Passage(start, start + 5, "12345"), Span(start, start + 5), value=value, noun=noun, unit=unit)


def no_disputes(articles: Sequence[Stored]) -> tuple[FigureDispute, ...]:
    return ()


def outlined(story: StoryMaterial) -> StoryOutline:
    """The story as the store would outline it."""
    return StoryOutline(
        story.number,
        tuple(
            Outline(
                each.article.id,
                story.number,
                each.article.outlet,
                each.article.locator,
                body_length(each),
                len(each.analysis.quotes),
                len(each.analysis.figures),
            )
            for each in story.articles
        ),
    )


class Desk:
    """A desk that knows ``stories``; ``read`` are the numbers of those that were asked for."""

    def __init__(self, stories: Sequence[StoryMaterial]) -> None:
        self.stories = {story.number: story for story in stories}
        self.read: list[int] = []
        self.compared: list[int] = []

    def since(self, workspace: str, query: str, *, after: int, since: datetime, now: datetime) -> NewStories:
        return NewStories(1, tuple(outlined(story) for story in self.stories.values()))

    def material(self, workspace: str, numbers: Sequence[int]) -> list[StoryMaterial]:
        self.read += numbers
        return [self.stories[number] for number in numbers if number in self.stories]

    def disputes(self, articles: Sequence[Stored]) -> tuple[FigureDispute, ...]:
        self.compared.append(articles[0].article.story)
        return (FigureDispute("US troops", ()),)


def drafted(desk: Desk, *, most: int = 8, late: bool = False, asked_by: str | None = None) -> Draft:
    new = desk.since("T1", "", after=0, since=NOW, now=NOW)
    return draft(desk, new.stories, SUBSCRIPTION, NOW, most=most, late=late, asked_by=asked_by)


def numbers(stories: Sequence[StoryMaterial], most: int = 8) -> tuple[list[int], int]:
    digest = drafted(Desk(stories), most=most).digest
    return [each.story.number for each in digest.entries], digest.more


def test_the_fullest_article_leads_and_the_others_follow_newest_first() -> None:
    furniture = (Excluded(Span(0, 900), Reason.MENU),)
    menu = an_article("x" * 1000, excluded=furniture, outlet="Menu Times")
    short = an_article("x" * 200, added=NOW - timedelta(hours=1), outlet="AP")
    full = an_article("x" * 500, added=NOW - timedelta(hours=2), outlet="Reuters")
    got = entry(StoryMaterial(1, (menu, short, full)), no_disputes)
    assert [article.outlet for article in got.story.articles] == ["Reuters", "Menu Times", "AP"]


def test_stories_are_sorted_by_weight_and_capped() -> None:
    one = StoryMaterial(1, (an_article("x" * 3000),))
    two_outlets = StoryMaterial(2, (an_article("x", outlet="AP"), an_article("x", outlet="Reuters")))
    with_quotes = StoryMaterial(3, (an_article("x" * 3000, quotes=(a_quote("One two three."),) * 4),))
    same = StoryMaterial(4, (an_article("x" * 3000),))
    assert numbers([one, two_outlets, with_quotes, same]) == ([2, 3, 1, 4], 0)
    assert numbers([one, two_outlets, with_quotes, same], most=3) == ([2, 3, 1], 1)
    assert numbers([]) == ([], 0)


def test_two_articles_of_one_outlet_weigh_less_than_two_outlets() -> None:
    one_outlet = StoryMaterial(1, (an_article("x"), an_article("x")))
    two = StoryMaterial(2, (an_article("x"), an_article("x", outlet="AP")))
    assert weight(outlined(one_outlet)) < weight(outlined(two))


def test_a_second_key_sentence_only_where_both_are_short() -> None:
    text = f"First. Second. {'x' * 500}."
    short = an_article(text, sentences=("First.", "Second."))
    assert [passage.text for passage in key_sentences(short)] == ["First.", "Second."]
    long = an_article(text, sentences=("First.", f"{'x' * 500}."))
    assert [passage.text for passage in key_sentences(long)] == ["First."]
    assert key_sentences(an_article("Nothing.")) == ()


def test_a_sentence_that_only_repeats_the_headline_is_left_out() -> None:
    text = "The council will close the town's swimming pool. It would save £210,000 a year. Parents queued all day."
    sentences = text.replace(". ", ".|").split("|")
    article = an_article(text, sentences=sentences)
    titled = replace(article, article=replace(article.article, title="Council to close town's swimming pool"))
    assert [passage.text for passage in key_sentences(article)] == sentences[:2]
    assert [passage.text for passage in key_sentences(titled)] == sentences[1:]
    only = replace(titled, analysis=replace(titled.analysis, summary=titled.analysis.summary[:1]))
    assert [passage.text for passage in key_sentences(only)] == sentences[:1], "better than nothing"


def test_a_sentence_that_leans_on_another_stands_only_below_it() -> None:
    text = "First comes this one. Then comes the second. He also laughed."
    sentences = text.replace(". ", ".|").split("|")
    article = an_article(text, sentences=sentences)
    first, second, leaning = article.analysis.summary
    leaning = replace(leaning, leans=True, score=0.9)
    leans = replace(article, analysis=replace(article.analysis, summary=(first, second, leaning)))
    assert [passage.text for passage in key_sentences(leans)] == sentences[:2]


LONG = " ".join(["word"] * 200)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(a_quote("We will leave when the time is right."), a_quote("Yes.", 100), id="says something"),
        pytest.param(
            a_quote("We will leave when the time is right."),
            a_quote("We will leave when the time is right.", 100, speaker=None),
            id="named",
        ),
        pytest.param(
            a_quote("We will leave when the time is right."),
            a_quote("leave when the time is really, really right", 100, kind=QuoteKind.MIXED),
            id="in full",
        ),
        pytest.param(
            a_quote("We will leave when the time is right."),
            a_quote("We will leave when the time is right.", 100, sure=0.4),
            id="certain",
        ),
        pytest.param(a_quote("We will leave when the time is right."), a_quote(LONG, 100), id="readable"),
        pytest.param(
            a_quote("Yes."),
            a_quote("they will leave when the time is right", 100, kind=QuoteKind.INDIRECT),
            id="in marks",
        ),
        pytest.param(
            a_quote("Nobody told us that the bridge was closed."),
            a_quote("That is why nobody went there last night.", 100),
            id="about itself",
        ),
        pytest.param(
            a_quote("Nobody told us the bridge was closed."),
            a_quote("Our thoughts are with everybody who has been affected by this.", 100),
            id="no commonplace",
        ),
        pytest.param(
            a_quote("We will leave when the time is right."),
            a_quote("We will leave when the time is right.", 100, speaker="She"),
            id="by more than a pronoun",
        ),
        pytest.param(a_quote("We are angry."), a_quote("vandalism", 100, kind=QuoteKind.MIXED), id="no fragment"),
    ],
)
def test_the_strongest_quote(better: Quote, worse: Quote) -> None:
    for quotes in ((better, worse), (worse, better)):
        hit = strongest_quote([an_article("x", quotes=quotes)])
        assert hit is not None
        assert hit.quote == better


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("The mayor denied that she “had ever met the builders of the new bridge”.", False),
        ("She did not say that they “had met the builders of the new bridge”.", False),
        ("Nobody laughed. She said they “had met the builders of the new bridge”.", True),
        ("She said the bridge was “a disgrace”.", False),
    ],
)
def test_a_part_of_a_sentence_is_quoted_only_if_it_means_the_same_alone(text: str, stands: bool) -> None:
    start, end = text.index("“") + 1, text.index("”")
    quote = a_quote(text[start:end], start, kind=QuoteKind.MIXED)
    assert (strongest_quote([an_article(text, quotes=(quote,))]) is not None) is stands


def test_a_quote_that_stands_in_the_sentences_is_not_shown_twice() -> None:
    text = "“We will leave when we are ready,” he said. “It is the end of a war of twenty years,” he added."
    shown = a_quote("We will leave when we are ready,", 1)
    other = a_quote("It is the end of a war of twenty years,", text.index("It is"))
    article = an_article(text, sentences=(text[:43],), quotes=(shown, other))
    got = entry(StoryMaterial(1, (article,)), no_disputes)
    assert got.quote is not None
    assert got.quote.quote == other


def test_the_role_of_the_speaker_is_that_of_the_quotes_own_article() -> None:
    quote = a_quote("We will leave when the time is right.", speaker="Ina Ruz")
    people = (Person("Jo Poe", PersonKind.PERSON, "driver"), Person("Ina Ruz", PersonKind.PERSON, "mayor"))
    quoting, other = an_article("x", quotes=(quote,)), an_article("x" * 9)
    quoting = replace(quoting, analysis=replace(quoting.analysis, people=people))
    assert entry(StoryMaterial(1, (quoting, other)), no_disputes).role == "mayor"
    assert entry(StoryMaterial(1, (other,)), no_disputes).role is None


def test_no_quote_and_no_figure() -> None:
    bare = an_article("x", figures=(a_figure(5, noun=None),))
    assert strongest_quote([bare]) is None
    assert key_figure([bare]) is None


def test_the_key_figure_is_counted_stated_by_several_and_no_duration() -> None:
    years = a_figure(20, None, "year")
    first = an_article("x", figures=(years, a_figure(7000, "flight"), a_figure(2500, "troop")))
    second = an_article("x", outlet="AP", figures=(a_figure(2500, "troop"),))
    hit = key_figure([first, second])
    assert hit is not None
    assert (hit.figure.value, hit.figure.noun, hit.article) == (2500, "troop", first.article)


def test_a_figure_in_a_key_sentence_comes_before_another() -> None:
    text = "There are 3,500 troops. There were 12,000 once."
    inside, outside = a_figure(3500, start=10), a_figure(12000, start=35)
    hit = key_figure([an_article(text, sentences=("There are 3,500 troops.",), figures=(outside, inside))])
    assert hit is not None
    assert hit.figure == inside


def test_only_what_is_listed_is_read_and_only_several_articles_are_compared() -> None:
    stories = [
        StoryMaterial(number, tuple(an_article("x", story=number, outlet=str(each)) for each in range(number)))
        for number in (1, 2, 3, 4)
    ]
    desk = Desk(stories)
    made = drafted(desk, most=3, late=True, asked_by="U2")
    assert (desk.read, desk.compared) == ([4, 3, 2], [4, 3, 2])
    assert drafted(desk).digest.entries[-1].disputes == ()
    assert [each.disputes[0].about for each in made.digest.entries] == ["US troops"] * 3
    assert (made.digest.late, made.digest.asked_by, made.digest.slot) == (True, "U2", NOW)
    assert (made.digest.more, made.counted) == (1, (1,))


def test_a_story_that_is_gone_when_it_is_read_is_neither_listed_nor_counted() -> None:
    desk = Desk([StoryMaterial(number, (an_article("x", story=number),)) for number in (1, 2)])
    new = desk.since("T1", "", after=0, since=NOW, now=NOW)
    del desk.stories[1]
    made = draft(desk, new.stories, SUBSCRIPTION, NOW, most=8)
    assert [each.story.number for each in made.digest.entries] == [2]
    assert (made.digest.more, made.counted) == (0, ())


@given(
    st.lists(
        st.lists(st.tuples(st.text(max_size=40), st.sampled_from([None, "AP", "Reuters"])), min_size=1, max_size=4),
        max_size=12,
    ),
    st.integers(1, 10),
)
def test_every_story_is_listed_or_counted_whatever_the_order(
    stories: list[list[tuple[str, str | None]]], most: int
) -> None:
    materials = [
        StoryMaterial(number, tuple(an_article(text, outlet=outlet) for text, outlet in articles))
        for number, articles in enumerate(stories)
    ]
    made = drafted(Desk(materials), most=most)
    assert len(made.digest.entries) + made.digest.more == len(stories)
    assert len(made.digest.entries) == min(most, len(stories))
    assert drafted(Desk(materials[::-1]), most=most) == made


@pytest.mark.parametrize(
    ("outlets", "carried"),
    [
        ((), True),
        (("khaama",), True),
        (("press",), True),
        (("CNN", "Khaama Press"), True),
        (("CNN",), False),
        (("AP",), False),
        (("Khaama (UK)",), False),
    ],
)
def test_a_story_is_carried_by_an_outlet_named_in_part(outlets: tuple[str, ...], carried: bool) -> None:
    story = StoryMaterial(1, (an_article(), an_article(outlet=None), an_article(outlet="Japan Times")))
    assert carried_by(outlined(story), outlets) is carried
