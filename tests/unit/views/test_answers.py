"""How answers read, on the two seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.analysis import Figure, KeySentence, QuoteKind
from bot.domain.answer import (
    Answer,
    Comparison,
    FigureDispute,
    Figures,
    Help,
    InContext,
    NothingFound,
    Page,
    People,
    Quotes,
    QuoteVariant,
    SentenceHit,
    Stories,
    Summary,
)
from bot.domain.article import Passage, Span
from bot.domain.query import Kind
from bot.domain.when import AsOf
from bot.slack import actions
from bot.slack.actions import Ask, Place
from bot.slack.views.answers import render, shared_by, without_share
from bot.slack.views.articles import published
from bot.slack.views.findings import figure_line
from tests.unit.views.drawing import button, buttons, drawn
from tests.unit.views.limits import message_breaches
from tests.unit.views.samples import (
    ADAPTED,
    ADJUSTED,
    BERLIN,
    BLINKEN,
    FIGURES,
    FIRST_SENTENCE,
    HARD_TO_MEET,
    KEY,
    KHAAMA,
    NATO_SENTENCE,
    SEVER_TIES,
    SIT,
    STORY,
    TOGETHER,
    US_SENTENCE,
    an_article,
    asked,
    one_page,
    passage,
    said,
)

TITLE = "**US and NATO partners will exit Afghanistan ‘together’: Blinken**"
KHAAMA_TITLE = "NATO, US to decide troops pullout as an Alliance: Blinken"
KHAAMA_LINK = f"[{KHAAMA_TITLE}](https://www.khaama.com/nato-us?a=1&b=2)"


def test_stories_show_title_source_key_sentence_and_what_to_ask_next() -> None:
    message = render(Stories(asked(Kind.NEWS), (STORY,), one_page(1)), BERLIN)
    assert drawn(message) == [
        "**1 story** · newest first",
        TITLE,
        "undated · #1 · also in Khaama Press",
        f"> {FIRST_SENTENCE.text}",
        "[Summary] [Quotes] [Figures] [Compare]",
        "[Share in channel]",
    ]
    assert message.text == "1 story: US and NATO partners will exit Afghanistan ‘together’: Blinken"
    assert actions.read_ask(button(message, "Compare")["value"]) == Ask(Kind.COMPARE, "#1")


def test_a_summary_numbers_its_sentences_and_names_the_other_articles() -> None:
    message = render(Summary(asked(Kind.SUMMARY, "nato", sentences=2), TOGETHER, KEY, (KHAAMA,)), BERLIN)
    assert drawn(message) == [
        TITLE,
        "undated · #1",
        f"1. {FIRST_SENTENCE.text}",
        f"2. {NATO_SENTENCE}",
        "[1 in context] [2 in context]",
        "Also on this story:",
        f"• {KHAAMA_LINK}  Khaama Press · 14 Jul 2024, 00:30 CEST",
        "[Quotes] [Figures] [People] [Compare] [Longer] [Share in channel]",
    ]
    assert actions.read_place(button(message, "1 in context")["value"]) == Place("a1", FIRST_SENTENCE.span)
    assert actions.read_ask(button(message, "Longer")["value"]) == Ask(Kind.SUMMARY, "nato", sentences=4)


def test_a_summary_over_several_articles_names_the_outlet_of_each_sentence() -> None:
    pledge = passage(KHAAMA, "Blinken also pledged that the US is committed")
    told = (KEY[0], SentenceHit(KHAAMA, KeySentence(pledge, 0.5)))
    message = render(Summary(asked(Kind.SUMMARY, "nato", sentences=2), TOGETHER, told, (KHAAMA,)), BERLIN)
    assert drawn(message)[2:5] == [
        f"1. {FIRST_SENTENCE.text}",  # its article names no outlet, and its title stands above
        f"2. {pledge.text} — Khaama Press",
        "[1 in context] [2 in context]",
    ]
    assert actions.read_place(button(message, "2 in context")["value"]) == Place("a2", pledge.span)


def test_what_somebody_denied_is_never_shown_without_the_denial() -> None:
    article = an_article("Talks\nAnn Lee denied that the money was lost.")
    hit = said(
        article, "the money was lost", "Ann Lee", "denied", kind=QuoteKind.INDIRECT, mention="Ann Lee", denied=True
    )
    message = render(Quotes(asked(Kind.QUOTES, "money"), (hit,), one_page(1)), BERLIN)
    assert drawn(message)[3:5] == [
        "*Ann Lee* denied · reported speech [Show in context]",
        "> Ann Lee denied that **the money was lost**",
    ]
    assert "Ann Lee denied: the money was lost" in message.text


def test_quotes_name_the_speaker_and_say_honestly_how_the_words_are_given() -> None:
    hits = (HARD_TO_MEET, ADJUSTED, SEVER_TIES, SIT)
    message = render(Quotes(asked(Kind.QUOTES, "nato"), hits, one_page(4)), BERLIN)
    lines = drawn(message)
    assert lines[:4] == [
        "**4 quotes** · nato",
        TITLE,
        "undated · #1",
        "*Joe Biden* said · partial quote [Show in context]",
    ]
    assert lines[4].endswith("at a press conference that the date would be “**hard to meet**” for “tactical reasons”.")
    assert lines[5:] == [
        f"**{KHAAMA_LINK}**",
        "Khaama Press · 14 Jul 2024, 00:30 CEST · #1",
        "*Antony Blinken* added [Show in context]",
        "> “We went in together, we adjusted together and when the time is right we will leave together”",
        "*Jens Stoltenberg* (“He”) stressed · reported speech [Show in context]",
        f"> {SEVER_TIES.quote.words.text}",
        "According to *Jens Stoltenberg* · reported speech [Show in context]",
        f"> {SIT.quote.words.text}",
        "[Figures] [Summary] [Compare] [Share in channel]",
    ]


def test_quotes_by_somebody_come_before_those_that_name_them() -> None:
    hits, request = (HARD_TO_MEET, SEVER_TIES), asked(Kind.QUOTES, "biden")
    lines = drawn(render(Quotes(request, hits, one_page(2), named="Joe Biden", by=1), BERLIN))
    assert lines.index("**Quotes that mention Joe Biden:**") > lines.index(
        "*Joe Biden* said · partial quote [Show in context]"
    )
    lines = drawn(render(Quotes(request, hits, Page(2, 2, 4), named="Joe Biden", by=1), BERLIN))
    assert lines.index("**Quotes that mention Joe Biden:**") == 1


def test_who_said_nothing_is_shown_where_they_are_named() -> None:
    name = passage(TOGETHER, "Antony Blinken")
    place = InContext(TOGETHER, FIRST_SENTENCE, name)
    message = render(
        Quotes(asked(Kind.QUOTES, "x"), (), one_page(0), named="Antony Blinken", mentions=(place,)), BERLIN
    )
    assert drawn(message)[1:5] == [
        "No quotes by Antony Blinken.",
        TITLE,
        "undated · #1",
        "Named here: [Show in context]",
    ]
    assert "**Antony Blinken**" in drawn(message)[5]
    assert actions.read_place(button(message, "Show in context")["value"]) == Place("a1", name.span)


def test_a_page_that_is_not_there_is_said() -> None:
    message = render(Quotes(asked(Kind.QUOTES, "nato", page=4), (SIT,), Page(3, 1, 3)), BERLIN)
    assert drawn(message)[1] == "(There is no page 4; this is the last one.)"


def test_how_a_question_was_read_is_said() -> None:
    request = replace(asked(Kind.NEWS, "nato"), note="The quotation mark is never closed.")
    assert drawn(render(Stories(request, (STORY,), one_page(1)), BERLIN))[1] == "(The quotation mark is never closed.)"


def test_figures_of_one_sentence_stand_over_it_with_their_words_in_bold() -> None:
    message = render(Figures(asked(Kind.FIGURES, "#1"), FIGURES, one_page(4)), BERLIN)
    assert drawn(message)[3:9] == [
        "US: *reported 2,500 troops* [Show in context]",
        "*closer to 3,500* (troops) · according to the New York Times [Show in context]",
        "> " + US_SENTENCE.replace("2,500 troops", "**2,500 troops**").replace("3,500", "**3,500**"),
        "NATO: *about 7,000 troops* [Show in context]",
        "*around 10,000* (troops) [Show in context]",
        "> " + NATO_SENTENCE.replace("7,000 troops", "**7,000 troops**").replace("10,000", "**10,000**"),
    ]
    places = [actions.read_place(each["value"]) for each in buttons(message.blocks) if "context" in each["action_id"]]
    assert places == [Place("a1", hit.figure.words.span) for hit in FIGURES]


def test_people_show_their_role_and_lead_to_their_quotes() -> None:
    message = render(People(asked(Kind.PEOPLE, "#1"), (BLINKEN,), one_page(1)), BERLIN)
    assert drawn(message)[1:3] == [
        "*Antony Blinken* · US Secretary of State [Quotes]",
        "12 mentions · 1 quote · in 2 articles · also “Blinken”",
    ]
    assert actions.read_ask(button(message, "Quotes")["value"]) == Ask(Kind.QUOTES, '#1 by:"Antony Blinken"')


def test_a_comparison_sets_the_versions_side_by_side() -> None:
    alike = passage(TOGETHER, "we went in together, we’ve adapted to circumstances together")
    answer = Comparison(
        asked(Kind.COMPARE, "#1"),
        STORY,
        (QuoteVariant("Antony Blinken", (ADAPTED, ADJUSTED), (alike, ADJUSTED.quote.words)),),
        (FigureDispute("US troops in Afghanistan", FIGURES[:2]),),
    )
    assert drawn(render(answer, BERLIN)) == [
        "**2 articles on #1** · 1 statement quoted in different words and 1 figure given differently",
        f"• {TITLE.strip('*')}  undated",
        f"• {KHAAMA_LINK}  Khaama Press · 14 Jul 2024, 00:30 CEST",
        "*Antony Blinken*, in different words",
        f"{TITLE.strip('*')} [Show in context]",
        "> " + ADAPTED.quote.words.text.replace(alike.text, f"**{alike.text}**"),
        "Khaama Press [Show in context]",
        f"> **{ADJUSTED.quote.words.text}**",
        "*US troops in Afghanistan*, given differently",
        "US: *reported 2,500 troops* [Show in context]",
        "*closer to 3,500* (troops) · according to the New York Times [Show in context]",
        "> " + US_SENTENCE.replace("2,500 troops", "**2,500 troops**").replace("3,500", "**3,500**"),
        "[Summary] [Quotes] [Figures] [Share in channel]",
    ]


def test_articles_that_agree_are_said_to_agree() -> None:
    lines = drawn(render(Comparison(asked(Kind.COMPARE, "#1"), STORY, (), ()), BERLIN))
    assert lines[0] == "**2 articles on #1** · no quote and no figure that they give differently"


def test_nothing_found_shows_the_nearest_story_and_an_example_to_press() -> None:
    message = render(NothingFound(asked(Kind.QUOTES, "blonken"), (STORY,), "/quotes Blinken"), BERLIN)
    lines = drawn(message)
    assert lines[:3] == ["**No quotes** for blonken.", "The nearest stories:", TITLE]
    assert lines[-2:] == ["Or try:", "[/quotes Blinken]"]
    assert actions.read_ask(button(message, "/quotes Blinken")["value"]) == Ask(Kind.QUOTES, "Blinken")


def test_an_empty_library_says_how_it_is_filled() -> None:
    assert drawn(render(NothingFound(asked(Kind.NEWS)), BERLIN)) == [
        "**No stories** yet.",
        "There are no articles to search. Add one: /news add LINK, or drop a file into a message to me.",
    ]


def test_help_tells_every_filter_and_gives_examples_to_press() -> None:
    message = render(Help(asked(Kind.HELP), ("/quotes Blinken", "/news people #1")), BERLIN)
    text = "\n".join(drawn(message))
    for key in ("from:", "by:", "since:", "until:", '"exact phrase"', "-word", "#12", "/digest", "thread", "/compare"):
        assert key in text
    assert text.endswith("[/quotes Blinken] [/news people #1]")
    assert actions.read_ask(button(message, "/news people #1")["value"]) == Ask(Kind.NEWS, "people #1")


def paged(page: Page, shown: int) -> Answer:
    return Quotes(asked(Kind.QUOTES, "nato"), (ADAPTED,) * shown, page)


@pytest.mark.parametrize(
    ("page", "shown", "amount", "turns"),
    [
        (Page(1, 5, 0), 0, "No quotes", []),
        (Page(1, 5, 1), 1, "1 quote", []),
        (Page(1, 5, 5), 5, "5 quotes", []),
        (Page(1, 5, 1200), 5, "1–5 of 1,200 quotes", [("Next", 2)]),
        (Page(2, 5, 12), 5, "6–10 of 12 quotes", [("Previous", 1), ("Next", 3)]),
        (Page(3, 5, 11), 1, "11 of 11 quotes", [("Previous", 2)]),
    ],
)
def test_pages_say_where_they_are_and_turn(page: Page, shown: int, amount: str, turns: list[tuple[str, int]]) -> None:
    message = render(paged(page, shown), BERLIN)
    assert drawn(message)[0] == f"**{amount}** · nato"
    labels = {each["text"]["text"]: each["value"] for each in buttons(message.blocks)}
    turned = [(label, labels[label]) for label in ("Previous", "Next") if label in labels]
    assert [(label, actions.read_ask(value)) for label, value in turned] == [
        (label, Ask(Kind.QUOTES, "nato", page=number)) for label, number in turns
    ]


def test_words_found_in_another_spelling_are_told_in_one_line() -> None:
    hits = Stories(asked(Kind.NEWS, "blinkin"), (STORY,), one_page(1), respelt=("blinkin",))
    assert drawn(render(hits, BERLIN))[1] == "(Nothing has “blinkin”; showing the nearest spelling.)"


def test_a_question_too_long_for_a_button_asks_for_its_one_story_instead() -> None:
    message = render(Quotes(asked(Kind.QUOTES, "word " * 200), (ADAPTED,), Page(1, 5, 9)), BERLIN)
    labels = {each["text"]["text"]: each["value"] for each in buttons(message.blocks)}
    assert actions.read_ask(labels["Summary"]) == Ask(Kind.SUMMARY, "#1")
    assert "Next" not in labels
    assert "Share in channel" not in labels


def test_a_shared_answer_says_by_whom_and_can_not_be_shared_again() -> None:
    message = render(Stories(asked(Kind.NEWS), (STORY,), one_page(1)), BERLIN)
    assert drawn(shared_by(message, "U024BE7LH"))[-2:] == [
        "[Summary] [Quotes] [Figures] [Compare]",
        "(Shared by <@U024BE7LH>)",
    ]
    assert drawn(without_share(message)) == drawn(message)[:-1]


def test_long_quotes_are_cut_so_that_the_whole_page_fits() -> None:
    article = an_article("We will leave together. " * 100)
    speech = said(article, article.text.strip(), "Antony Blinken")
    message = render(Quotes(asked(Kind.QUOTES, "nato"), (speech,) * 10, one_page(10)), BERLIN)
    assert sum(each["text"]["text"] == "Show in context" for each in buttons(message.blocks)) == 10
    cut = [line for line in drawn(message) if line.startswith("> “We will leave")]
    assert len(cut) == 10
    assert all(line.endswith("…”") and 250 < len(line) < 400 for line in cut)


def test_what_can_not_fit_at_all_is_counted() -> None:
    message = render(Quotes(asked(Kind.QUOTES, "nato"), (ADAPTED, ADJUSTED) * 20, one_page(40)), BERLIN)
    shown = sum(each["text"]["text"] == "Show in context" for each in buttons(message.blocks))
    assert drawn(message)[-2] == f"({40 - shown} more results did not fit into one message.)"
    shared = shared_by(message, "U024BE7LH")
    assert message_breaches(shared.text, shared.blocks) == []


JUNE = AsOf(Passage(9, 16, "in June"), "2024-06")


@pytest.mark.parametrize(
    ("words", "more", "line"),
    [
        ("30 allies", {"value": 30, "noun": "ally"}, "*30 allies*"),
        ("10,000", {"value": 10000, "noun": "person"}, "*10,000* (people)"),
        ("$2.5 million", {"value": 2500000, "unit": "USD"}, "*$2.5 million* (USD, 2,500,000)"),
        ("4.5%", {"value": 4.5, "unit": "percent", "change": "up"}, "*4.5%* (up)"),
        ("60 km", {"value": 60.0, "unit": "kilometre"}, "*60 km* (kilometres)"),
        ("three", {"value": 3, "noun": "soldier", "hedge": "at least"}, "*at least three* (soldiers)"),
        ("about 30", {"value": 30, "hedge": "about", "attributed_to": "R&D"}, "*about 30* · according to R&amp;D"),
        ("4%", {"value": 4, "unit": "percent", "as_of": JUNE}, "*4%* in June"),
        ("5 to 7", {"low": 5, "high": 7, "noun": "day"}, "*5 to 7* (days)"),
    ],
)
def test_a_figure_is_worded_as_the_article_words_it(words: str, more: dict[str, Any], line: str) -> None:
    assert figure_line(Figure(words=Passage(0, len(words), words), sentence=Span(0, len(words)), **more)) == line


def test_a_place_in_a_button_is_where_the_words_stand() -> None:
    message = render(Quotes(asked(Kind.QUOTES), (ADJUSTED,), one_page(1)), BERLIN)
    place = actions.read_place(button(message, "Show in context")["value"])
    assert place is not None
    assert place.span.of(KHAAMA.text) == ADJUSTED.quote.words.text
    assert place.span != Span(0, 0)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Berlin", "14 Jul 2024, 00:30 CEST"),
        ("UTC", "13 Jul 2024, 22:30 UTC"),
        ("Nowhere/Land", "13 Jul 2024, 22:30 UTC"),
        ("Asia/Kabul", "14 Jul 2024, 03:00 UTC+04:30"),
        ("America/Sao_Paulo", "13 Jul 2024, 19:30 UTC-03"),
    ],
)
def test_a_time_names_its_zone(zone: str, shown: str) -> None:
    assert published(KHAAMA, zone) == shown
