"""When a figure stood: the words that say so and, where they and the article's date make it certain, the date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import spacy
from spacy.language import Language

import bot.nlp.pipeline  # registers the components  # noqa: F401
from bot.nlp.body import PUBLISHED
from bot.nlp.figures import figures
from bot.nlp.lexicon import directory_of

THURSDAY = datetime(2024, 7, 11, 12, 30, tzinfo=UTC)

Told = tuple[str, str | None, str | None]

CASES: list[tuple[str, list[Told]]] = [
    # right behind the figure
    ("Unemployment fell to 4% in June from 5% in May.", [("4%", "in June", "2024-06"), ("5%", "in May", "2024-05")]),
    ("Its profit was £3m in 2022.", [("£3m", "in 2022", "2022")]),
    ("The shop sold 300 cars last year.", [("300 cars", "last year", "2023")]),
    ("It sold 300 cars in 2018 and 400 in 2019.", [("300 cars", "in 2018", "2018"), ("400", "in 2019", "2019")]),
    ("The camp held 9,000 people on 1 May 2023.", [("9,000 people", "on 1 May 2023", "2023-05-01")]),
    ("The camp held 9,000 people on May 1.", [("9,000 people", "on May 1", "2024-05-01")]),
    ("The camp held 9,000 people on 1 December.", [("9,000 people", "on 1 December", "2023-12-01")]),
    ("Prices have risen 7% since January.", [("7%", "since January", "2024-01/..")]),
    ("The death toll rose to 31 by Wednesday.", [("31", "by Wednesday", "2024-07-10")]),
    ("The firm had 1,200 workers at the end of 2023.", [("1,200 workers", "at the end of 2023", "2023-12-31")]),
    ("It held $9m as of 31 March 2024.", [("$9m", "as of 31 March 2024", "2024-03-31")]),
    (
        "Sales fell 3% in the three months to June.",
        [("3%", "in the three months to June", "2024-04/2024-06"), ("three months", None, None)],
    ),
    ("Sales fell 3% in the year to March 2023.", [("3%", "in the year to March 2023", "2022-04/2023-03")]),
    ("The city lost 40 buses from 2015 to 2019.", [("40 buses", "from 2015 to 2019", "2015/2019")]),
    ("The bank expects growth of 2% in 2025.", [("2%", "in 2025", "2025")]),
    ("The city had 40 mills in the 1990s.", [("40 mills", "in the 1990s", "1990/1999")]),
    ("Exports have grown 9% so far this year.", [("9%", "so far this year", "2024")]),
    ("The town wants to cut its waste by 40% by 2030.", [("40%", "by 2030", "2030")]),
    ("The club had 40 members in early 2010.", [("40 members", "in early 2010", "2010")]),
    # further on in its clause
    ("Some 5,000 people were arrested last month.", [("5,000 people", "last month", "2024-06")]),
    ("The levy cost 4% of national income in 2019.", [("4%", "in 2019", "2019")]),
    ("Sales rose 8% to £3m in 2022.", [("8%", "in 2022", "2022"), ("£3m", "in 2022", "2022")]),
    (
        "A fire killed nine people and hurt 40 in May.",
        [("nine people", "in May", "2024-05"), ("40", "in May", "2024-05")],
    ),
    # before it
    ("As of Tuesday, 31 people had died.", [("31 people", "As of Tuesday", "2024-07-09")]),
    ("By the end of March the fund held $9m.", [("$9m", "By the end of March", "2024-03-31")]),
    ("In 2019, 62% of pupils walked to school.", [("62%", "In 2019", "2019")]),
    (
        "Last year the shop sold 300 cars and 20 vans.",
        [("300 cars", "Last year", "2023"), ("20 vans", "Last year", "2023")],
    ),
    ("Between 2015 and 2019 the city lost 40 buses.", [("40 buses", "Between 2015 and 2019", "2015/2019")]),
    ("Turnout in 2019 was 62%.", [("62%", "in 2019", "2019")]),
    ("Inflation last month stood at about 4%.", [("4%", "last month", "2024-06")]),
    ("Output rose in June to 400 tonnes.", [("400 tonnes", "in June", "2024-06")]),
    ("Last year's £3m loss was its first.", [("£3m", "Last year", "2023")]),
    ("That is down from May’s 5%.", [("5%", "May", "2024-05")]),
    # each figure has its own
    (
        "Profit was £3m in 2022, against £2m a year earlier.",
        [("£3m", "in 2022", "2022"), ("£2m", "a year earlier", "2021")],
    ),
    (
        "The shop sold 300 cars last year, up from 200 in 2018.",
        [("300 cars", "last year", "2023"), ("200", "in 2018", "2018")],
    ),
    ("The shop sold 300 cars, up from 200 in 2018.", [("300 cars", None, None), ("200", "in 2018", "2018")]),
    ("The rate fell from 5% to 4% in June.", [("5%", None, None), ("4%", "in June", "2024-06")]),
    ("The rate fell from 5% in May to 4% in June.", [("5%", "in May", "2024-05"), ("4%", "in June", "2024-06")]),
    ("In June the rate fell to 4% from 5% in May.", [("4%", "In June", "2024-06"), ("5%", "in May", "2024-05")]),
    ("In June the rate fell to 4% from 5%.", [("4%", "In June", "2024-06"), ("5%", None, None)]),
    ("The fund, which held $4m in 2020, now holds $9m.", [("$4m", "in 2020", "2020"), ("$9m", None, None)]),
    ("It had 40 members in 2010 but now has 400.", [("40 members", "in 2010", "2010"), ("400", None, None)]),
    ("It has 40 boats and lost 12 vans in 2019.", [("40 boats", None, None), ("12 vans", "in 2019", "2019")]),
    ("It had 40 boats, but in 2019 it lost 12 of them.", [("40 boats", None, None), ("12", "in 2019", "2019")]),
    # when it was said is not when it stood
    ("Officials said on Tuesday that 40 people had died.", [("40 people", None, None)]),
    ("Officials said Tuesday 40 people had died.", [("40 people", None, None)]),
    ("On Tuesday officials said 40 people had died.", [("40 people", None, None)]),
    ("Some 40 people had died, officials said on Tuesday.", [("40 people", None, None)]),
    ("Some 40 people had died, the minister told reporters on Tuesday.", [("40 people", None, None)]),
    ("In 2019 he said that 40 boats were missing.", [("40 boats", None, None)]),
    ("He said in June that 40 boats were lost in May.", [("40 boats", "in May", "2024-05")]),
    ("The bank reported a profit of £3m on Tuesday.", [("£3m", None, None)]),
    ("The bank reported a profit of £3m in 2022.", [("£3m", "in 2022", "2022")]),
    ("“We had 40 boats in 2019,” Ali said on Monday.", [("40 boats", "in 2019", "2019")]),
    # other things have a time of their own
    ("The firm, founded in 1950, employs 300 people.", [("300 people", None, None)]),
    ("A law passed in 2019 costs 3,000 jobs.", [("3,000 jobs", None, None)]),
    ("A report published in May counted 40 boats.", [("40 boats", None, None)]),
    ("The 300 people who fled in 2019 have returned.", [("300 people", None, None)]),
    ("Some 40 houses built in 2019 were sold.", [("40 houses", None, None)]),
    ("It gave $3m to survivors of a flood in 2019.", [("$3m", None, None)]),
    ("Inflation was 4%, the highest since 1990.", [("4%", None, None)]),
    ("The rate of 4% is the highest since 1990.", [("4%", None, None)]),
    ("Sales are up 9% on 2019.", [("9%", None, None)]),
    ("Sales are up 9% from last year.", [("9%", None, None)]),
    ("Sales rose 9% compared with last year.", [("9%", None, None)]),
    ("Sales were 9% higher than in 2019.", [("9%", None, None)]),
    ("Compared with 2019, sales are up 9%.", [("9%", None, None)]),
    ("The work would cost $3m in 2019 prices.", [("$3m", None, None)]),
    ("Ana Ruiz, 40, won in 2019.", [("40", None, None)]),
    ("The 2016 election cost $40m.", [("$40m", None, None)]),
    ("Ali may have lost 40 boats.", [("40 boats", None, None)]),
    ("Ali cited support from 88 doctors on Tuesday.", [("88 doctors", None, None)]),
    ("It has held 75 hearings since its founding in May.", [("75 hearings", None, None)]),
    ("He ran on “Jobs” in 1960 after eight years in office.", [("eight years", None, None)]),
    ("A poll of 900 voters was published in May.", [("900 voters", None, None)]),
    ("“In 2019 we had 40 boats,” he said.", [("40 boats", "In 2019", "2019")]),
    ("He was jailed for 12 years in 2015.", [("12 years", None, None)]),
    ("The wait was 12 weeks in 2015.", [("12 weeks", "in 2015", "2015")]),
    ("It fell from 2.9 million in 2010 to 3 in 2020.", [("2.9 million", "in 2010", "2010"), ("3", "in 2020", "2020")]),
    ("It bought time in at least four Super Tuesday states.", [("four", None, None)]),
    ("He spends $2m to cure the disease by 2030.", [("$2m", None, None)]),
    ("It gave $2m to charities in 2019.", [("$2m", "in 2019", "2019")]),
    ("The 90-second film mocks him for voting in 1994.", [("90-second", None, None)]),
    ("It was 5 points below the 46% set in 2008.", [("5 points", None, None), ("46%", "in 2008", "2008")]),
    ("That is up 5 points from a poll taken last month.", [("5 points", None, None)]),
    ("Today's 4% rate compares with 1% in May.", [("4%", "Today", None), ("1%", "in May", "2024-05")]),
    (
        "It killed at least 40 men and hurt 90 since 2022.",
        [("40 men", "since 2022", "2022/.."), ("90", "since 2022", "2022/..")],
    ),
    # certain words, no certain date
    ("It lost 40 boats from June to May 2024.", [("40 boats", "from June to May 2024", None)]),
    ("It held $9m on 31 June 2023.", [("$9m", "on 31 June 2023", None)]),
    ("He played 40 games in 2021-22.", [("40 games", "in 2021-22", None)]),
    ("Its share was 40% in 2008 and 2012.", [("40%", "in 2008 and 2012", None)]),
    ("Growth slowed to 2% in the first quarter of 2024.", [("2%", "in the first quarter of 2024", None)]),
    ("Revenue was $9m in fiscal 2023.", [("$9m", "in fiscal 2023", None)]),
    ("The bank expects growth of 2% in May.", [("2%", "in May", None)]),
    ("The shop will sell 300 cars by Friday.", [("300 cars", "by Friday", None)]),
    (
        "About 40 boats were lost in the last five years.",
        [("40 boats", "in the last five years", None), ("five years", None, None)],
    ),
    (
        "In June 2023 it sold 40 boats, and 12 in July.",
        [("40 boats", "In June 2023", "2023-06"), ("12", "in July", None)],
    ),
    ("The war began in 1914. Output fell to 40 tonnes in May.", [("40 tonnes", "in May", None)]),
    ("Last summer the hotel had 300 guests.", [("300 guests", "Last summer", None)]),
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    language = spacy.blank("en")
    language.add_pipe("newsdesk_sentences", config={"lexicon": str(directory_of(None))})
    return language


def told(nlp: Language, text: str, published: datetime | None) -> list[Told]:
    doc = nlp(text)
    doc.user_data[PUBLISHED] = published
    found = figures(doc, (), ())
    for figure in found:
        if figure.as_of:
            words = figure.as_of.words
            assert text[words.start : words.end] == words.text
    return [
        (figure.words.text, *((time.words.text, time.date) if (time := figure.as_of) else (None, None)))
        for figure in found
    ]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_figure_tells_when_it_stood(nlp: Language, text: str, expected: list[Told]) -> None:
    assert told(nlp, text, THURSDAY) == expected


@pytest.mark.parametrize(
    ("text", "words", "date"),
    [
        ("Unemployment fell to 4% in June.", "in June", None),
        ("The shop sold 300 cars last year.", "last year", None),
        ("As of Tuesday, 31 people had died.", "As of Tuesday", None),
        ("Its profit was £3m in 2022.", "in 2022", "2022"),
        ("It fell 3% in the year to March 2023.", "in the year to March 2023", "2022-04/2023-03"),
    ],
)
def test_without_the_articles_date_only_what_the_words_say_is_certain(
    nlp: Language, text: str, words: str, date: str | None
) -> None:
    [(_, *found)] = told(nlp, text, None)
    assert found == [words, date]


@pytest.mark.parametrize(
    ("published", "date"),
    [
        (datetime(2024, 7, 11, tzinfo=UTC), "2024-07-10"),  # midnight stands for an article that gives only its day
        (THURSDAY, None),  # by the clock of the newsroom it may be another day
    ],
)
def test_yesterday_is_certain_only_where_the_article_gives_its_day(
    nlp: Language, published: datetime, date: str | None
) -> None:
    assert told(nlp, "The harbour lost 40 boats yesterday.", published) == [("40 boats", "yesterday", date)]
