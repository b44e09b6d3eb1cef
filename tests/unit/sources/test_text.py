from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import Document, Reason
from bot.domain.errors import SourceError
from bot.domain.fingerprint import body_of
from bot.sources.furniture import load
from bot.sources.text import read_text

SEEDS = Path(__file__).parents[3] / "seeds"
BODY = """The ministers met in Brussels to talk about the mission and its future in the country.

“We went in together,” Rees said. “We will leave together.”

Yes.

No decision will be taken before May, according to a person who was at the meeting."""


def read(text: str, title: str | None = None) -> Document:
    return read_text(text, locator="a.txt", title=title)


def marked(document: Document) -> list[tuple[str, str]]:
    return [(str(each.reason), each.span.of(document.text)) for each in document.excluded]


def test_the_first_seed_is_a_title_and_its_body() -> None:
    text = (SEEDS / "000_4299d985c06aff5a.txt").read_text(encoding="utf-8")
    document = read(text)
    title = "US and NATO partners will exit Afghanistan ‘together’: Blinken"
    assert document == Document(locator="a.txt", text=text, title=title, excluded=document.excluded)
    assert marked(document) == [("title", title)]


def test_the_second_seed_has_an_outlet_and_a_lot_of_furniture() -> None:
    text = (SEEDS / "003_622d24a92d145783.txt").read_text(encoding="utf-8")
    document = read(text)
    title = "NATO, US to decide troops pullout as an Alliance: Blinken"
    expected = Document(locator="a.txt", text=text, title=title, outlet="Khaama Press", excluded=document.excluded)
    assert document == expected
    assert marked(document) == [
        ("page date", "Saturday, July 13, 2024"),
        ("title", title),
        ("menu", "Immigration News"),
        ("author box", "Khaama Press"),
        ("author box", "Khaama Press"),
        (
            "author box",
            "Khaama Press is a Kabul-based independent and non-political news organization established in 2010.",
        ),
        ("advertisement", "- Advertisement -"),
        ("related", "More articles"),
        ("comments", "Please enter your comment!"),
        ("comments", "Please enter your name here"),
        ("captcha", "Captcha verification failed!"),
        ("captcha", "CAPTCHA user score failed. Please contact us!"),
        ("advertisement", "- Advertisement -"),
        ("menu", "The World News"),
    ]


@pytest.mark.parametrize(
    ("head", "outlet", "day"),
    [
        ("The Eastbury Gazette\n12 March 2026\n", "The Eastbury Gazette", 12),
        ("The Eastbury Gazette\n\n12 March 2026\n", "The Eastbury Gazette", 12),
        ("12 March 2026\nEastbury Echo\n", "Eastbury Echo", 12),
        ("By Mara Quist\nEastbury Echo\nThursday, 12 March 2026\n", "Eastbury Echo", 12),
        ("By Mara Quist in Leith\n12 March 2026\nThe Harbourman\n", "The Harbourman", 12),
        ("Eastbury Echo, 12 March 2026\n", "Eastbury Echo", 12),
        ("Eastbury Echo | 12 March 2026\n", "Eastbury Echo", 12),
        ("Published: 12 March 2026\nThe Eastbury Gazette\n", "The Eastbury Gazette", 12),
        ("PA Health desk\n12 March 2026\n", "PA", 12),
        # Not certain: nothing beside a date, a place, a person, a day on which it was changed.
        ("The Eastbury Gazette\n", None, None),
        ("Eastbury\n12 March 2026\n", None, None),
        ("Mara Quist\n12 March 2026\n", None, None),
        ("The Eastbury Gazette\nUpdated 12 March 2026\n", None, None),
        ("12 March 2026\n", None, None),
    ],
)
def test_outlet_and_date_on_lines_below_the_title(head: str, outlet: str | None, day: int | None) -> None:
    document = read(f"Ministers delay the decision on troops\n{head}\n{BODY}")
    assert document.outlet == outlet
    assert document.published == (day and datetime(2026, 3, day, tzinfo=UTC))
    if outlet:
        assert body_of(document).lstrip().startswith("The ministers met")


@pytest.mark.parametrize("mark", ["", "*", "_"])
def test_a_byline_with_outlet_and_date(mark: str) -> None:
    line = f"{mark}By Mara Quist | The Weekend Review | 12 March 2026{mark}"
    document = read(f"Ministers delay the decision on troops\n\n{line}\n\n{BODY}")
    assert (document.byline, document.outlet) == ("Mara Quist", "The Weekend Review")
    assert document.published == datetime(2026, 3, 12, tzinfo=UTC)


def test_above_the_title_a_date_may_be_that_of_reading() -> None:
    document = read(f"The Eastbury Gazette\n12 March 2026\n\nMinisters delay the decision on troops\n\n{BODY}")
    assert document.published is None


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By local democracy reporter Mara Quist", "Mara Quist"),
        ("EXCLUSIVE by Mara Quist, Ferries Editor", "Mara Quist"),
    ],
)
def test_a_byline_with_a_role(line: str, byline: str) -> None:
    assert read(f"Ministers delay the decision on troops\n{line}\n\n{BODY}").byline == byline


@pytest.mark.parametrize(
    ("head", "title", "furniture"),
    [
        ("Ministers delay the decision on troops\n\n", "Ministers delay the decision on troops", []),
        ("Ministers delay the decision on troops\n", "Ministers delay the decision on troops", []),
        ("Will the troops leave?\n\n", "Will the troops leave?", []),
        ("‘Together’: allies agree\n\n", "‘Together’: allies agree", []),
        ("Ministers Delay the Decision on Troops.\n\n", "Ministers Delay the Decision on Troops.", []),
        ("12 March 2021\n\nAllies will leave together\n\n", "Allies will leave together", ["page date"]),
        ("The Daily\nWorld\nAllies will leave together\n\n", "Allies will leave together", ["menu", "menu"]),
        ("Home | World | Sport\nAllies leave together\n\n", "Allies leave together", ["menu"]),
        ("Skip to content\nAllies will leave together\n\n", "Allies will leave together", ["menu"]),
        ("Allies will leave together\n\nFacebook\nTwitter\n\n", "Allies will leave together", ["sharing", "sharing"]),
        ("Allies will leave together\n\n5 min read\n\n", "Allies will leave together", ["notice"]),
        ("Allies will leave together\n\n2 hours ago\n\n", "Allies will leave together", ["page date"]),
    ],
)
def test_titles(head: str, title: str, furniture: list[str]) -> None:
    document = read(head + BODY)
    assert document.title == title
    assert sorted([str(each.reason) for each in document.excluded]) == sorted(["title", *furniture])
    assert body_of(document).split() == BODY.split()


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "“We will leave,” Rees said on Monday.\n\n" + BODY,
        "The decision is expected in May.\n\n" + BODY,
        "He said so.",
        "Allies will leave together",
        "one\ntwo\nthree",
    ],
)
def test_a_text_without_a_headline_keeps_all_its_words(text: str) -> None:
    document = read(text)
    if text != "one\ntwo\nthree":
        assert document.excluded == ()
    assert document.title
    assert len(document.title) <= 101


def test_lines_of_a_wrapped_paragraph_are_no_titles() -> None:
    text = (
        "The council on Wednesday approved a resolution condemning the\n"
        "candidate and his call for a ban on people who come into the\n"
        "country, which said the city would not take part in it and\n"
        "would go to court."
    )
    assert read(text).excluded == ()


def test_a_given_title_is_marked_where_the_text_repeats_it() -> None:
    document = read("ALLIES LEAVE “TOGETHER”\n\n" + BODY, title="Allies leave 'together'")
    assert document.title == "Allies leave 'together'"
    assert marked(document) == [("title", "ALLIES LEAVE “TOGETHER”")]
    assert read(BODY, title="Another title").excluded == ()


@pytest.mark.parametrize(
    ("line", "byline", "outlet", "published"),
    [
        ("By Jane Doe", "Jane Doe", None, None),
        ("By JANE DOE and John van der Roe", "JANE DOE and John van der Roe", None, None),
        ("By Jane Doe, John Roe and Ann O’Hara", "Jane Doe, John Roe and Ann O’Hara", None, None),
        ("by Jane Doe in Kabul", "Jane Doe", None, None),
        ("By Jane Doe, Associated Press", "Jane Doe", "Associated Press", None),
        ("By Jane Doe | Reuters", "Jane Doe", "Reuters", None),
        ("By Reuters", None, "Reuters", None),
        ("Written by Jane Doe", "Jane Doe", None, None),
        ("Author: Jane Doe", "Jane Doe", None, None),
        ("Jane Doe, staff writer", "Jane Doe", None, None),
        ("Jane Doe, Diplomatic Correspondent", "Jane Doe", None, None),
        ("By Jane Doe | March 12, 2021", "Jane Doe", None, datetime(2021, 3, 12, tzinfo=UTC)),
        ("By Jane Doe\n12 March 2021 10:00 GMT", "Jane Doe", None, datetime(2021, 3, 12, 10, tzinfo=UTC)),
        ("Published: 12 March 2021 10:00 GMT", None, None, datetime(2021, 3, 12, 10, tzinfo=UTC)),
        ("Posted on March 12, 2021", None, None, datetime(2021, 3, 12, tzinfo=UTC)),
        ("Updated: 12 March 2021 10:00 GMT", None, None, None),
        ("12 March 2021", None, None, None),
    ],
)
def test_bylines_and_stated_times(
    line: str, byline: str | None, outlet: str | None, published: datetime | None
) -> None:
    document = read(f"Allies will leave together\n\n{line}\n\n{BODY}")
    assert (document.byline, document.outlet, document.published) == (byline, outlet, published)
    assert body_of(document).split() == BODY.split()


@pytest.mark.parametrize(
    "line",
    [
        "By the numbers",
        "By Thursday the Taliban had won.",
        "By the time he left, all was lost",
        "Kabul",
        "What happened next",
        "Jane Doe",
        "The date was 12 March 2021",
        "Why now?",
    ],
)
def test_what_only_resembles_a_byline_stays(line: str) -> None:
    document = read(f"Allies will leave together\n\n{BODY}\n\n{line}\n\n{BODY}")
    assert document.byline is None
    assert line in body_of(document)


@pytest.mark.parametrize(
    ("opening", "dateline", "outlet"),
    [
        ("WASHINGTON (AP) — The", "WASHINGTON (AP) — ", "AP"),
        ("Kabul, 23 March – The", "Kabul, 23 March – ", None),
        ("STATE COLLEGE, Pa. - The", "STATE COLLEGE, Pa. - ", None),
        ("PASADENA, Calif., Jan. 1 (UPI) — The", "PASADENA, Calif., Jan. 1 (UPI) — ", "UPI"),
        ("Washington (AFP) – The", "Washington (AFP) – ", "AFP"),
        ("KABUL —The", "KABUL —", None),
        ("Dec 29 (Reuters) - The", "Dec 29 (Reuters) - ", "Reuters"),
        ("KABUL/BRUSSELS (Reuters) - “The", "KABUL/BRUSSELS (Reuters) - ", "Reuters"),
        ("(CNN) — The", "(CNN) — ", "CNN"),
        ("US - China trade and the", None, None),
        ("NATO - the alliance - and the", None, None),
        ("Kabul – the capital – and the", None, None),
        ("Paris (the capital) – and the", None, None),
        ("The plan — The", None, None),
    ],
)
def test_datelines(opening: str, dateline: str | None, outlet: str | None) -> None:
    document = read(f"Allies will leave together\n\n{opening} ministers met in Brussels to talk about the plan.")
    found = [each.span.of(document.text) for each in document.excluded if each.reason is Reason.DATELINE]
    assert found == ([dateline] if dateline else [])
    assert document.outlet == outlet


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ADVERTISEMENT", "advertisement"),
        ("[Advertisement]", "advertisement"),
        ("Story continues below advertisement", "advertisement"),
        ("Read more: Allies fall out over the budget", "related"),
        ("Sign up for our newsletter and never miss a story", "notice"),
        ("Share this article", "sharing"),
        ("Follow Jane Doe on Twitter @jane", "sharing"),
        ("Photo: Jane Doe/Reuters", "notice"),
        ("A soldier waits in Kabul. (AP Photo/John Roe)", "notice"),
        ("© 2021 The Daily", "notice"),
        ("Copyright 2021 The Daily. All rights reserved.", "notice"),
        ("(Reporting by Jane Doe; Editing by John Roe)", "byline"),
        ("This story has been updated with comments from Rees.", "notice"),
        ("12 comments", "comments"),
    ],
)
def test_furniture_between_paragraphs(line: str, reason: str) -> None:
    document = read(f"Allies will leave together\n\n{BODY}\n\n{line}\n\n{BODY}")
    assert marked(document) == [("title", "Allies will leave together"), (reason, line)]


@pytest.mark.parametrize(
    "line",
    [
        "Yes.",
        "“Share this article,” he said.",
        "Share prices fell by 3 percent.",
        "Comments",
        "Home",
        "Follow the money, he told them.",
        "Photos show the damage.",
        "Politics",
        "Read more books, he said.",
        "More articles of the treaty were broken.",
        "Subscribe to the view that war is wrong, he said.",
        "Khaama Press is a Kabul-based independent news organization.",
        "Jane Doe is a reporter who was in Kabul.",
        "“Sign up for our newsletter”, the email read.",
        "9:15 p.m.",
        "Tuesday, May 3, 2016",
    ],
)
def test_a_line_of_the_body_is_never_marked(line: str) -> None:
    document = read(f"Allies will leave together\n\n{BODY}\n\n{line}\n\n{BODY}")
    assert marked(document) == [("title", "Allies will leave together")]


@pytest.mark.parametrize(
    ("tail", "reasons"),
    [
        ("About the author\nJane Doe is a reporter for The Daily in Kabul.", ["author box", "author box"]),
        ("Jane Doe is a senior editor at The Daily.", ["author box"]),
        ("Jane Doe\nJane Doe is a reporter for The Daily.", ["author box", "author box"]),
        ("Related articles\nAllies fall out over money\nWhat we know so far", ["related"] * 3),
        ("Tags\nNATO\n", ["menu", "menu"]),
        ("12 March 2021", ["page date"]),
    ],
)
def test_what_stands_below_the_article(tail: str, reasons: list[str]) -> None:
    document = read(f"Allies will leave together\n\n{BODY}\n\n{tail}")
    assert [str(each.reason) for each in document.excluded] == ["title", *reasons]


def test_an_author_box_tells_the_byline() -> None:
    document = read(f"Allies will leave together\n\n{BODY}\n\nAbout the author\nJane Doe is a reporter for The Daily.")
    assert document.byline == "Jane Doe"


def test_somebody_the_article_is_about_is_no_author() -> None:
    about = BODY.replace("Rees said", "Jane Doe said")
    document = read(f"Allies will leave together\n\n{about}\n\nDoe is a former editor at The Daily.")
    assert marked(document) == [("title", "Allies will leave together")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_text_is_stored_as_it_came(newline: str) -> None:
    text = f"\n  Allies will leave together \n\n{BODY}\n- Advertisement -\n\n".replace("\n", newline)
    document = read(text)
    assert document.text == text
    assert marked(document) == [("title", "Allies will leave together"), ("advertisement", "- Advertisement -")]


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "- Advertisement -\n\nMore articles", "---\n***"])
def test_a_text_without_an_article_is_refused(text: str) -> None:
    with pytest.raises(SourceError, match=r"^nothing to read: a\.txt: "):
        read(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            (
                "Die Regierung in Berlin sagte am Montag, dass die Truppen bis Mai das Land verlassen sollen, und die "
                "Opposition will mehr wissen über die Kosten des Einsatzes in diesem Jahr."
            ),
            "German",
        ),
        (
            (
                "Le ministre a dit lundi que les troupes quitteront le pays avant le mois de mai, et que les alliés "
                "resteront ensemble jusqu’à la fin de la mission en Afghanistan."
            ),
            "French",
        ),
        ("Министр сказал, что войска уйдут.", "Russian"),
        ("د افغانستان حکومت وايي چې ځواکونه به ووځي", "Pashto"),
    ],
)
def test_another_language_is_named(text: str, language: str) -> None:
    with pytest.raises(SourceError, match=f"^not in English: a.txt: it is in {language}$"):
        read(text)


@pytest.mark.parametrize("text", ["Yes.", "OK", "Kabul, Herat, Mazar-e-Sharif, Kandahar, Ghazni", "NATO", "2,500"])
def test_short_texts_are_taken_as_english(text: str) -> None:
    assert read(text).language == "en"


ANY_LINE = st.one_of(
    st.text(max_size=80),
    st.sampled_from(sorted(load().lines) + sorted(load().edges)),
    st.sampled_from([*BODY.split("\n"), "By Jane Doe", "12 March 2021", "WASHINGTON (AP) — The end.", "Jane Doe"]),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(ANY_LINE, max_size=15), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_whatever_comes_the_marks_are_in_order_and_the_text_is_untouched(lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    try:
        document = read(text)
    except SourceError:
        return
    assert document.text == text
    assert document.title.strip()
    spans = [each.span for each in document.excluded]
    assert all(span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "unit", ["A ", "By A", "a.b ", "1 ", "| ", "- ", "(AP", "“", "A, ", "12 March ", "A is a ", ": ", "A. ", "–", "A-A"]
)
def test_long_odd_lines_are_read_in_linear_time(unit: str) -> None:
    document = read(f"Title of it\n{unit * (200_000 // len(unit))}\n{unit * 60}\nThe end of it all, he said.")
    assert document.title
