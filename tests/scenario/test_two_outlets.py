"""Two outlets on one event, read by the rules as they are: what a digest leads with, and where the outlets differ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from itertools import count

import pytest

from bot.desk.disputes import figure_disputes
from bot.digests.key_figure import key_figure
from bot.domain.answer import FigureHit
from bot.domain.article import Article
from bot.nlp import Analyser
from bot.sources.text import read_text
from bot.storage.store import Stored

Outlet = Callable[..., Stored]


@pytest.fixture(scope="module")
def told() -> Outlet:
    """An article of an outlet: a headline, paragraphs, the day of March 2026."""
    analyser, ids = cache(Analyser)(), count(1)

    def article(outlet: str, title: str, *paragraphs: str, day: int = 3) -> Stored:
        number = next(ids)
        text = "\n\n".join(paragraphs)
        published = datetime(2026, 3, day, 9, tzinfo=UTC)
        document = read_text(text, locator=f"/{number}.txt", title=title, outlet=outlet, published=published)
        filed = Article(
            id=str(number),
            workspace="",
            story=1,
            locator=document.locator,
            title=document.title,
            outlet=outlet,
            text=document.text,
            published=published,
            excluded=document.excluded,
            added=published,
            updated=published,
        )
        return Stored(filed, analyser.analyse(document), number)

    return article


def differ(*articles: Stored) -> list[tuple[str, list[str], bool]]:
    hits = [FigureHit(stored.article, figure) for stored in articles for figure in stored.analysis.figures]
    return [
        (each.about, [hit.figure.words.text for hit in each.claims], each.both_hold) for each in figure_disputes(hits)
    ]


FERRY = "Ferry sinks off Kalos"
COUNCIL = "Council closes swimming pool"

DIFFER = [
    pytest.param(
        "A ferry sank off Kalos on Monday, killing 31 passengers, the coastguard said. Twelve people are missing.",
        "The sinking of a ferry off Kalos left 34 dead and nine missing, officials said.",
        [("people missing", ["Twelve people", "nine"], False)],
        id="passengers are not everybody",
    ),
    pytest.param(
        "At least 31 people were killed when a ferry sank off Kalos.",
        "The death toll from the ferry disaster off Kalos rose to 34, the coastguard said.",
        [("people killed", ["31 people", "34"], True)],
        id="a bound and a toll",
    ),
    pytest.param(
        "The ferry disaster off Kalos claimed 31 lives. Some 80 people were hurt, doctors said.",
        "The ferry disaster off Kalos caused 34 deaths and 95 injuries, the ministry said.",
        [("people killed", ["31 lives", "34 deaths"], False), ("people wounded", ["80 people", "95 injuries"], False)],
        id="deaths first, then the wounded",
    ),
    pytest.param(
        "A ferry sank off Kalos, killing 31 people, including four children.",
        "A ferry sank off Kalos, killing 31 people, including six children.",
        [("children killed", ["four children", "six children"], False)],
        id="some of them",
    ),
    pytest.param(
        "Closing the pool would save £210,000 a year, the council said.",
        "The council is closing the pool to save £120,000 a year.",
        [("save … a year", ["£210,000", "£120,000"], False)],
        id="money",
    ),
    pytest.param(
        "More than 300 people packed the town hall to protest.",
        "More than 400 people packed the town hall.",
        [("… people packed the town hall", ["300 people", "400 people"], True)],
        id="two bounds",
    ),
    pytest.param(
        "Turnout was 48 percent, the commission said.",
        "Turnout was 53 percent.",
        [("Turnout was … percent", ["48 percent", "53 percent"], False)],
        id="percent",
    ),
    pytest.param(
        "Ina Ruz, 62, said she would fight on.",
        "Ina Ruz, 63, said she would fight on.",
        [("age of Ina Ruz", ["62", "63"], False)],
        id="ages",
    ),
    pytest.param(
        "Turnout was 61 percent.",
        "Turnout was 62 percent.",
        [("Turnout was … percent", ["61 percent", "62 percent"], False)],
        id="one percent more",
    ),
    pytest.param(
        "The bakery chain will cut 320 jobs at its Ashby plant.",
        "It will shut the Ashby plant with the loss of 410 jobs.",
        [("bakery chain: jobs", ["320 jobs", "410 jobs"], False)],
        id="jobs",
    ),
    pytest.param(
        "Police said 14 people were injured in the crash near Hadley.",
        "The crash near Hadley injured 14 people, police said. A doctor put the number of injured at 22.",
        [("people wounded", ["14 people", "22"], False)],
        id="a second source",
    ),
]


@pytest.mark.parametrize(("one", "other", "expected"), DIFFER)
def test_outlets_differ(told: Outlet, one: str, other: str, expected: list[tuple[str, list[str], bool]]) -> None:
    assert differ(told("Courier", FERRY, one), told("Post", COUNCIL, other)) == expected


AGREE = [
    ("the same in other words", "A ferry sank, killing 31 people.", "Thirty-one people died when a ferry sank."),
    ("some of them", "The ferry sank, killing 31 people.", "The ferry sank, killing 31 people, including 4 children."),
    ("the dead and the saved", "The crash off Kalos killed 31 people.", "Divers saved 48 people off Kalos."),
    ("the dead and the hurt", "The crash off Kalos killed 31 people.", "The crash off Kalos injured 48 people."),
    (
        "an older disaster",
        "A ferry sank off Kalos, killing 31.",
        "In 1994, a ferry sank off Kalos, killing 112 people.",
    ),
    ("another day", "A blast killed 3 people in Kalos on Monday.", "A blast killed 5 people in Kalos on Tuesday."),
    ("another town", "A blast in Kalos killed 3 people.", "A blast in Merin killed 5 people."),
    ("a rounding", "More than 60 people were killed in Kalos.", "The blast in Kalos killed 62 people."),
    ("two hedges", "About 200 people filled the hall.", "Nearly 200 people filled the hall."),
    ("rounded money", "The firm made a profit of £214m.", "The firm made a profit of £213.8 million."),
    ("as it was before", "Profit at the firm was £214m.", "Profit at the firm rose to £214m from £181m."),
    ("years and ages", "Mr Lyle, 51, was jailed.", "Mr Lyle was jailed for nine years."),
    ("two durations", "It was the biggest strike in 30 years.", "The firm offered four percent over two years."),
    ("two rates", "The strike costs the firm £2m a day.", "The strike costs the firm £60m a month."),
    ("two polls", "Roe leads Poe by 48 percent to 41 percent.", "Roe leads Poe by 59 percent to 28 percent."),
    ("names alone", "Some 2 percent chose Jim Poe of Merin.", "Just 4 percent would vote for Jim Poe of Merin."),
    ("one of many", "Ann Roe has 370 delegates there.", "Ann Roe picked up 12 delegates in all of Merin."),
    ("a part of the world", "The firm employs 9,400 people in Spain.", "The firm employs 31,000 people worldwide."),
    ("last season", "The striker scored 12 goals last season.", "The striker scored 15 goals."),
    ("two months", "Unemployment fell to 4 percent in January.", "Unemployment was 6 percent in October."),
    ("moving prices", "Shares in the firm rose 6 percent in early trading.", "Shares in the firm closed up 4 percent."),
    ("two amounts", "Profit rose 4 percent at the firm.", "Revenue rose 9 percent at the firm."),
    ("both told by one", "Police said 48 were hurt; doctors said 63.", "Doctors said 63 were hurt, police said 48."),
]


@pytest.mark.parametrize(("one", "other"), [pytest.param(*pair, id=name) for name, *pair in AGREE])
def test_outlets_do_not_differ(told: Outlet, one: str, other: str) -> None:
    found = differ(told("Courier", FERRY, one), told("Post", COUNCIL, other))
    assert [each for each in found if len({*each[1]}) > 1 and not _one_article(each)] == []


def _one_article(found: tuple[str, list[str], bool]) -> bool:
    """What two sources of one article say: 48 and 63."""
    return set(found[1]) <= {"48", "63"}


def test_what_is_told_days_later_is_another_number(told: Outlet) -> None:
    one, other = "Closing the pool would save £210,000 a year.", "Closing the pool would save £120,000 a year."
    assert differ(told("Courier", FERRY, one), told("Post", COUNCIL, other, day=4)) != []
    assert differ(told("Courier", FERRY, one), told("Post", COUNCIL, other, day=6)) == []


def test_a_later_toll_is_news_and_no_contradiction(told: Outlet) -> None:
    first = told("Courier", FERRY, "A ferry sank off Kalos, killing 31 people.")
    later = told("Post", FERRY, "The death toll from the ferry disaster off Kalos rose to 40.", day=4)
    assert differ(first, later) == []
    hit = key_figure([first, later])
    assert hit is not None
    assert hit.figure.value == 40


KEY_FIGURES = [
    pytest.param(
        "Shells empty border town",
        [
            "At least 17 people were killed and dozens wounded when shells hit a market in Orlan, officials said.",
            "The mayor, Ina Ruz, 58, said 4,500 people had left the town since Friday.",
            "The town lies 30 miles from the front. Officials say 120,000 people have died since the war began.",
        ],
        "17 people",
        id="the dead",
    ),
    pytest.param(
        "Dozens hurt as train leaves the rails",
        [
            "A train left the rails near Ostrow on Tuesday, injuring 46 people, the railway said.",
            "It was travelling at 90 kilometres an hour and carried 210 passengers.",
            "In 2011, 16 people died on the same line.",
        ],
        "46 people",
        id="the wounded, where nobody died now",
    ),
    pytest.param(
        "Bakery profit jumps 18% as flour gets cheaper",
        [
            "Hill Bakeries reported an 18 percent rise in profit on Thursday and said it would pay out £150 million.",
            "It employs 9,400 people in 14 countries. Two people were injured in a fire at its plant in May.",
        ],
        "18 percent",
        id="what the headline counts",
    ),
    pytest.param(
        "Adeyemi wins presidency with 52 percent of vote",
        [
            "Grace Adeyemi won the election with 52.4 percent of the vote, the commission said.",
            "Some 18 million people voted. Mr Obi, 71, took 46.1 percent.",
            "Three people were killed in clashes on Saturday, police said.",
        ],
        "52.4 percent",
        id="a headline that rounds, and deaths far below",
    ),
    pytest.param(
        "Daily walk is good for the heart, study finds",
        [
            "A daily walk does the heart good, a study of 7,842 adults has found.",
            "They wore watches that count steps, and told the researchers what they eat and how much they sleep.",
            "They were asked every year whether they smoke and how often they see a doctor. Most live in towns.",
            "In the nine years of the study, 1,106 of the participants died, of whom every third had heart disease.",
        ],
        "7,842 adults",
        id="deaths far below that are not the news",
    ),
    pytest.param(
        "Former banker jailed over £34m fraud",
        [
            "A banker, 51, who stole £34 million from 212 clients was jailed for nine years on Monday.",
            "He bought a yacht worth £2.7 million and a house 40 miles from the sea.",
        ],
        "£34 million",
        id="money, no age and no years",
    ),
    pytest.param(
        "Teachers strike for a week",
        [
            "Teachers walked out for five days.",
            "The union has 40,000 members, and 61 percent voted for it.",
        ],
        "61 percent",
        id="no duration",
    ),
    pytest.param(
        "Owl returns after 40 years",
        ["An owl not seen here for 40 years was heard on Sunday, 12 miles from the coast, by Jan Roe, 33."],
        "40 years",
        id="a duration in the headline is better than a distance",
    ),
    pytest.param(
        "Owl returns", ["An owl was heard on Sunday, 12 miles from the coast, by Jan Roe, 33."], None, id="none"
    ),
]


@pytest.mark.parametrize(("title", "paragraphs", "words"), KEY_FIGURES)
def test_the_key_figure(told: Outlet, title: str, paragraphs: list[str], words: str | None) -> None:
    hit = key_figure([told("Courier", title, *paragraphs)])
    assert (hit and hit.figure.words.text) == words
