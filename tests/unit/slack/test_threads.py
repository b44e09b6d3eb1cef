from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.analysis import Figure, Person, PersonKind, Quote, QuoteKind
from bot.domain.answer import (
    Answer,
    Comparison,
    FigureHit,
    Figures,
    Help,
    NothingFound,
    Page,
    People,
    PersonHit,
    QuoteHit,
    Quotes,
    Stories,
    StoryHit,
    Summary,
)
from bot.domain.article import Article, Passage, Span
from bot.domain.errors import NotFound
from bot.domain.query import Kind, Query, Reader, Request
from bot.slack.threads import Threads, person_of, story_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
READER = Reader(workspace="T1")
REQUEST = Request(kind=Kind.NEWS)
PAGE = Page(1, 5, 1)


def an_article(story: int, title: str = "Talks resume in Doha", url: str | None = None) -> Article:
    return Article(
        locator=f"/{story}",
        text=title,
        title=title,
        url=url,
        id=f"a{story}",
        workspace="",
        story=story,
        added=NOW,
        updated=NOW,
    )


def a_hit(story: int, title: str = "Talks resume in Doha", url: str | None = None) -> StoryHit:
    return StoryHit(story, (an_article(story, title, url),))


def a_quote(story: int) -> QuoteHit:
    return QuoteHit(an_article(story), Quote(Passage(0, 5, "Talks"), QuoteKind.DIRECT))


def by(speaker: str) -> QuoteHit:
    return QuoteHit(an_article(3), Quote(Passage(0, 5, "Talks"), QuoteKind.DIRECT, speaker))


def a_figure(story: int) -> FigureHit:
    return FigureHit(an_article(story), Figure(Passage(0, 5, "Talks"), Span(0, 5), value=1))


@pytest.mark.parametrize(
    ("answer", "story"),
    [
        (Summary(REQUEST, an_article(3), ()), 3),
        (Stories(REQUEST, (a_hit(3),), PAGE), 3),
        (Stories(REQUEST, (a_hit(3), a_hit(4)), PAGE), None),
        (Quotes(REQUEST, (a_quote(3), a_quote(3)), PAGE), 3),
        (Quotes(REQUEST, (a_quote(3), a_quote(4)), PAGE), None),
        (Figures(REQUEST, (a_figure(3),), PAGE), 3),
        (Comparison(REQUEST, a_hit(3), (), ()), 3),
        (NothingFound(REQUEST, (a_hit(3),)), None),
        (Help(REQUEST), None),
    ],
)
def test_story_of(answer: Answer, story: int | None) -> None:
    assert story_of(answer) == story


BY_MARA = Request(kind=Kind.QUOTES, query=Query(person="quist"))
ABOUT_MARA = Request(kind=Kind.QUOTES, query=Query(words=("quist",)))


def a_person(name: str) -> PersonHit:
    return PersonHit(Person(name, PersonKind.PERSON), (an_article(3),), 1, 1)


@pytest.mark.parametrize(
    ("answer", "person"),
    [
        (Quotes(BY_MARA, (by("Mara Quist"), by("Mara Quist")), PAGE), "Mara Quist"),
        (Quotes(BY_MARA, (by("Mara Quist"), by("Olaf Quist")), PAGE), "quist"),
        (Quotes(ABOUT_MARA, (by("Ola Lund"),), PAGE, named="Mara Quist"), "Mara Quist"),
        (Quotes(ABOUT_MARA, (by("Ola Lund"),), PAGE, named="Mara Quist and Olaf Quist"), "quist"),
        (Quotes(REQUEST, (by("Ola Lund"),), PAGE), None),
        (NothingFound(BY_MARA), "quist"),
        (People(REQUEST, (a_person("Mara Quist"),), PAGE), "Mara Quist"),
        (People(REQUEST, (a_person("Mara Quist"), a_person("Ola Lund")), PAGE), None),
        (Summary(REQUEST, an_article(3), ()), None),
    ],
)
def test_person_of(answer: Answer, person: str | None) -> None:
    assert person_of(answer) == person


@dataclass
class Memory:
    """What is remembered, in dictionaries."""

    threads: dict[tuple[str, str, str], int] = field(default_factory=dict)
    talks: dict[tuple[str, str, str], tuple[str, str | None, datetime]] = field(default_factory=dict)

    def remember_thread(self, workspace: str, channel: str, thread_ts: str, story: int, now: datetime) -> None:
        self.threads[workspace, channel, thread_ts] = story

    def thread_story(self, workspace: str, channel: str, thread_ts: str, since: datetime | None = None) -> int | None:
        return self.threads.get((workspace, channel, thread_ts))

    def remember_asked(
        self, workspace: str, channel: str, thread_ts: str, kind: str, person: str | None, now: datetime
    ) -> None:
        self.talks[workspace, channel, thread_ts] = (kind, person, now)

    def asked(self, workspace: str, channel: str, thread_ts: str, since: datetime) -> tuple[str, str | None] | None:
        kind, person, at = self.talks.get((workspace, channel, thread_ts), ("", None, since))
        return (kind, person) if at > since else None


LIBRARY = [
    a_hit(3, "Talks resume in Doha", "https://a.example/talks"),
    a_hit(4, "US and NATO partners will exit ‘together’: Blinken", "https://a.example/exit"),
    a_hit(5, "Election"),
]


def ask(request: Request, reader: Reader) -> Answer:
    """A desk in which every word is found in every story, and only near where there are many words."""
    query = request.query
    if query.story is not None or query.url:
        hits = [hit for hit in LIBRARY if hit.number == query.story or (query.url and hit.lead.url == query.url)]
        if not hits:
            raise NotFound("no such story")
        return Stories(request, tuple(hits), PAGE)
    assert query == Query(words=query.words)
    if len(query.words) > 6:
        return NothingFound(request, tuple(LIBRARY))
    return Stories(request, tuple(LIBRARY), PAGE)


class Slack:
    """The one Web API method that is needed: a thread's first message."""

    def __init__(self, root: dict[str, object]) -> None:
        self.root, self.asked = root, 0

    def conversations_replies(self, *, channel: str, ts: str, limit: int) -> dict[str, object]:
        self.asked += 1
        return {"messages": [{"ts": "1.5"} | self.root]}


@pytest.mark.parametrize(
    ("root", "story"),
    [
        pytest.param({"text": "Have you seen #3?"}, 3, id="number"),
        pytest.param({"text": "#3 or #4"}, None, id="two numbers"),
        pytest.param({"text": "#99"}, None, id="unknown number"),
        pytest.param({"text": "see <https://a.example/exit|this>"}, 4, id="link"),
        pytest.param({"text": "<https://a.example/exit> and <https://a.example/talks>"}, None, id="two links"),
        pytest.param({"text": "<https://elsewhere.example>"}, None, id="unknown link"),
        pytest.param({"text": "", "attachments": [{"title_link": "https://a.example/exit"}]}, 4, id="unfurled link"),
        pytest.param({"text": "talks resume in Doha"}, 3, id="title"),
        pytest.param({"text": "*Talks* _resume_ in `Doha`"}, 3, id="title, formatted"),
        pytest.param({"text": "<https://b.example/1|Talks resume in Doha>"}, 3, id="title as the label of a link"),
        pytest.param({"text": "Talks\u200b resume\u00a0in Do\u00adha"}, 3, id="title with what is not seen"),
        pytest.param({"text": "<https://elsewhere.example/#3>"}, None, id="a number in a link"),
        pytest.param({"text": "Look: Talks resume in Doha!\nWhat do we make of it?"}, 3, id="title in a sentence"),
        pytest.param({"text": "US and NATO partners will exit 'together': Blinken"}, 4, id="title, other quotes"),
        pytest.param(
            {
                "text": "",
                "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Talks resume in Doha"}}],
            },
            3,
            id="title in a block",
        ),
        pytest.param({"text": "the election is near"}, None, id="a title too short to tell"),
        pytest.param({"text": "lunch?"}, None, id="nothing"),
        pytest.param({"text": "lunch", "ts": "7.7"}, None, id="another message"),
        pytest.param({}, None, id="empty"),
    ],
)
def test_the_message_that_a_thread_began_with_says_its_story(root: dict[str, object], story: int | None) -> None:
    slack: Any = Slack(root)
    marks = Memory()
    threads = Threads(marks, ask, lambda: NOW)
    assert threads.story(slack, READER, "T1", "C1", "1.5") == story
    assert marks.threads == ({("T1", "C1", "1.5"): story} if story else {})


def test_a_kept_story_is_not_looked_up() -> None:
    slack: Any = Slack({"text": "#3"})
    threads = Threads(Memory({("T1", "C1", "1.5"): 4}), ask, lambda: NOW)
    assert threads.story(slack, READER, "T1", "C1", "1.5") == 4
    assert slack.asked == 0


def test_another_workspace_keeps_its_own() -> None:
    slack: Any = Slack({"text": "#3"})
    threads = Threads(Memory({("T2", "C1", "1.5"): 4}), ask, lambda: NOW)
    assert threads.story(slack, READER, "T1", "C1", "1.5") == 3


def test_the_first_story_that_a_thread_was_about_stays() -> None:
    marks = Memory()
    threads = Threads(marks, ask, lambda: NOW)
    threads.keep(Help(REQUEST), "T1", "C1", "1.5")
    assert marks.threads == {}
    threads.keep(Summary(REQUEST, an_article(3), ()), "T1", "C1", "1.5")
    threads.keep(Summary(REQUEST, an_article(4), ()), "T1", "C1", "1.5")
    assert marks.threads == {("T1", "C1", "1.5"): 3}
