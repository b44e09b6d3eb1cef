"""How digests, their list and the notices about them read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.digests.grammar import Change, Verb
from bot.domain.analysis import Figure
from bot.domain.answer import FigureDispute, FigureHit, InContext, StoryHit
from bot.domain.article import Passage, Span, paragraph_around
from bot.domain.digest import DAILY, WEEKDAYS, Digest, DigestEntry, Schedule, Subscription, Trouble
from bot.domain.errors import NewsdeskError, QueryError
from bot.slack.actions import read_ask, read_change
from bot.slack.views import digests, notices
from bot.slack.views.blocks import Message
from bot.slack.views.context import modal
from bot.slack.views.home import home
from tests.unit.views.drawing import button, buttons, drawn
from tests.unit.views.samples import (
    ADJUSTED,
    BERLIN,
    FIGURES,
    FIRST_SENTENCE,
    KHAAMA,
    STORY,
    TOGETHER,
    an_article,
    passage,
)

SENTENCE = (
    "According to Stoltenberg NATO has the excellent opportunity to sit with its 30 allies for consulting the Afghan"
    " peace process and the way forward."
)
SLOT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
SUBSCRIPTION = Subscription(
    id="s1",
    workspace="T1",
    number=3,
    channel="C024BE7LH",
    creator="U1",
    schedule=Schedule(at=time(8, 30), weekdays=WEEKDAYS, zone="Europe/Berlin"),
    created=SLOT,
    query="taliban",
)
ENTRY = DigestEntry(STORY, (FIRST_SENTENCE,), ADJUSTED, FIGURES[2], (FigureDispute("US: troops", FIGURES[:2]),))


def toll(words: str, outlet: str | None, by: str | None = None) -> FigureHit:
    figure = Figure(Passage(0, len(words), words), Span(0, len(words)), value=1, attributed_to=by)
    return FigureHit(replace(KHAAMA, text=words, outlet=outlet), figure)


def test_the_key_figure_says_what_it_counts_once() -> None:
    figure = FIGURES[2].figure
    total = replace(
        figure, words=Passage(0, 13, "around 10,000"), hedge=None, subject="The foreign troops", value=10_000
    )
    entry = replace(ENTRY, figure=replace(FIGURES[2], figure=total))
    [(message, _)] = digests.parts(Digest(SUBSCRIPTION, SLOT, (entry,)), "7f3a2c")
    assert "Key figure: **around 10,000 foreign troops**" in drawn(message)


@pytest.mark.parametrize(
    ("sentence", "words", "shown"),
    [
        ("She won 52.4 percent of the vote, officials said.", "52.4 percent", "52.4 percent of the vote"),
        ("They rejected a $118 billion border and aid package.", "$118 billion", "$118 billion border and aid package"),
        ("It fell 3 percent in the U.S. and 4 in Spain.", "3 percent", "3 percent"),
        ("It made £214 million and said that it would pay most of that out.", "£214 million", "£214 million"),
        ("It fell by 3 percent.", "3 percent", "3 percent"),
        ("It worked for 78 percent of 4,800 people.", "78 percent", "78 percent of 4,800 people"),
    ],
)
def test_an_amount_is_shown_with_the_rest_of_its_clause_if_that_is_short(sentence: str, words: str, shown: str) -> None:
    start = sentence.index(words)
    figure = Figure(Passage.at(sentence, start, start + len(words)), Span(0, len(sentence)), value=1, unit="percent")
    entry = replace(ENTRY, figure=FigureHit(replace(KHAAMA, text=sentence, outlet=None), figure))
    [(message, _)] = digests.parts(Digest(SUBSCRIPTION, SLOT, (entry,)), "7f3a2c")
    assert f"Key figure: **{shown}**" in drawn(message)


@pytest.mark.parametrize(
    ("words", "noun", "shown"),
    [
        ("17 people", "person", "at least 17 people killed"),
        ("17 miners", "miner", "at least 17 miners killed"),
        ("17 deaths", "death", "at least 17 deaths"),
        ("17", None, "at least 17 (killed)"),
    ],
)
def test_the_key_figure_says_what_befell_the_counted(words: str, noun: str | None, shown: str) -> None:
    hit = toll(words, None)
    figure = replace(hit.figure, value=17, noun=noun, hedge="at least", fate="killed")
    [(message, _)] = digests.parts(
        Digest(SUBSCRIPTION, SLOT, (replace(ENTRY, figure=replace(hit, figure=figure)),)), "7f3a2c"
    )
    assert f"Key figure: **{shown}**" in drawn(message)


@pytest.mark.parametrize(
    ("days", "slot", "since"),
    [
        (WEEKDAYS, SLOT, "2026-11-20"),
        (WEEKDAYS, SLOT + timedelta(days=1), "2026-11-23"),
        (frozenset({0}), SLOT, "2026-11-16"),
        (frozenset(), SLOT, "2026-11-22"),
    ],
)
def test_more_shows_what_came_since_the_last_day_that_had_one(days: frozenset[int], slot: datetime, since: str) -> None:
    subscription = replace(SUBSCRIPTION, schedule=replace(SUBSCRIPTION.schedule, weekdays=days))
    [(message, _)] = digests.parts(Digest(subscription, slot, (ENTRY,), more=12), "7f3a2c")
    asked = read_ask(str(button(message, "12 more")["value"]))
    assert asked is not None
    assert asked.text == f"taliban added:{since}"


def test_more_asks_only_for_the_outlets_of_the_digest() -> None:
    def asked(*outlets: str) -> list[tuple[str, str]]:
        digest = Digest(replace(SUBSCRIPTION, outlets=outlets), SLOT, (ENTRY,), more=12)
        [(message, _)] = digests.parts(digest, "7f3a2c")
        asks = [(label["text"]["text"], read_ask(str(label["value"]))) for label in buttons(message.blocks)]
        return [(label, ask.text) for label, ask in asks if ask is not None and "added:" in ask.text]

    assert asked("Khaama Press") == [("12 more", 'taliban from:"Khaama Press" added:2026-11-20')]
    assert asked("CNN", 'The "Post"') == [
        ("More from CNN", 'taliban from:"CNN" added:2026-11-20'),
        ("More from The Post", 'taliban from:"The Post" added:2026-11-20'),
    ]


def test_the_speaker_of_a_quote_is_told_with_what_they_are() -> None:
    [(message, _)] = digests.parts(Digest(SUBSCRIPTION, SLOT, (replace(ENTRY, role="Secretary of State"),)), "7f3a2c")
    assert "> — Antony Blinken, Secretary of State (Khaama Press)" in drawn(message)


def test_what_is_from_another_outlet_than_the_headline_says_so() -> None:
    story = replace(STORY, articles=(replace(STORY.articles[0], outlet="CNN"), *STORY.articles[1:]))
    [(message, _)] = digests.parts(Digest(SUBSCRIPTION, SLOT, (replace(ENTRY, story=story),)), "7f3a2c")
    other = ADJUSTED.article.outlet if ADJUSTED.article.id != story.lead.id else ""
    assert other, "the samples quote the other article"
    assert f"> — Antony Blinken ({other})" in drawn(message)


@pytest.mark.parametrize(
    ("dispute", "line"),
    [
        pytest.param(
            FigureDispute("people killed", (toll("17 people", "Courier", "officials"), toll("19", "Post"))),
            "**Given differently:** people killed: 17 (Courier, citing officials) or 19 (Post)",
            id="a toll",
        ),
        pytest.param(
            FigureDispute("people killed", (toll("17 people", "Courier", "He"), toll("19 people", "Post")), True),
            "**Given differently, though both can be true:** people killed: 17 (Courier) or 19 (Post)",
            id="a bound",
        ),
        pytest.param(
            FigureDispute("save … a year", (toll("£2m", "Courier"), toll("£3m", None))),
            "**Given differently:** “save … a year”: £2m (Courier) or £3m",
            id="an amount",
        ),
    ],
)
def test_a_difference_in_plain_words(dispute: FigureDispute, line: str) -> None:
    [(message, _)] = digests.parts(Digest(SUBSCRIPTION, SLOT, (replace(ENTRY, disputes=(dispute,)),)), "7f3a2c")
    assert line in drawn(message)


def test_a_digest_shows_each_story_with_its_strongest_quote_and_key_figure() -> None:
    [(message, _)] = digests.parts(Digest(SUBSCRIPTION, SLOT, (ENTRY,), more=12), "7f3a2c")
    assert drawn(message) == [
        "# 13 new stories on taliban",
        "**US and NATO partners will exit Afghanistan ‘together’: Blinken**",
        "undated · #1 · also in Khaama Press",
        f"• {FIRST_SENTENCE.text}",
        f"> “{ADJUSTED.quote.words.text}”",
        "> — Antony Blinken (Khaama Press)",
        "Key figure: **NATO: about 7,000 troops**",
        "**Given differently:** US troops: reported 2,500 or closer to 3,500 (the New York Times)",
        "[Summary] [Quotes] [Figures] [Compare]",
        "12 more: `/news taliban`",
        "[12 more]",
        "(Digest 3 · 23 Nov 2026, 08:30 · 7f3a2c)",
    ]
    assert message.text == "13 new stories on taliban: US and NATO partners will exit Afghanistan ‘together’: Blinken"


def test_a_digest_that_one_message_does_not_hold_goes_on_in_its_thread() -> None:
    entries = tuple(
        DigestEntry(StoryHit(number, (KHAAMA, TOGETHER)), (FIRST_SENTENCE, FIRST_SENTENCE), ADJUSTED, FIGURES[0])
        for number in range(1, 13)
    )
    first, *others = [message for message, _ in digests.parts(Digest(SUBSCRIPTION, SLOT, entries, more=2), "7f3a2c")]
    shown = [sum("Key figure" in line for line in drawn(message)) for message in (first, *others)]
    assert sum(shown) == 12
    assert drawn(first)[0] == "# 14 new stories on taliban"
    assert drawn(first)[-2:] == [
        f"{12 - shown[0]} more stories in the thread",
        "(Digest 3 · 23 Nov 2026, 08:30 · 7f3a2c)",
    ]
    assert [drawn(message)[-1] for message in others] == [
        f"(Digest 3 · 23 Nov 2026, 08:30 · 7f3a2c.{part})" for part in range(2, len(others) + 2)
    ]
    assert [line for message in others for line in drawn(message) if "more:" in line] == ["2 more: `/news taliban`"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"late": True}, "(Digest 3 · late: due 23 Nov 2026, 08:30 · 7f3a2c)"),
        ({"asked_by": "U024BE7LH"}, "(Digest 3 · asked for by <@U024BE7LH> · 7f3a2c)"),
    ],
)
def test_a_digest_says_why_it_comes_when_it_does(change: dict[str, Any], line: str) -> None:
    [(message, _)] = digests.parts(replace(Digest(SUBSCRIPTION, SLOT, (ENTRY,)), **change), "7f3a2c")
    assert drawn(message)[-1] == line


def test_a_quiet_day_is_one_line() -> None:
    [(message, _)] = digests.parts(Digest(SUBSCRIPTION, SLOT, ()), "7f3a2c")
    assert drawn(message) == [
        "Nothing new on taliban since the last digest.",
        "(Digest 3 · 23 Nov 2026, 08:30 · 7f3a2c)",
    ]


def test_the_list_tells_when_each_digest_comes_and_what_can_be_done() -> None:
    paused = replace(SUBSCRIPTION, number=4, channel="D1", query="", paused="paused by <@U024BE7LH>")
    message = digests.subscriptions([(SUBSCRIPTION, (SLOT, SLOT + timedelta(1))), (paused, ())], BERLIN)
    assert drawn(message) == [
        "**2 digests** in this workspace",
        "*3* · weekdays at 08:30 (Europe/Berlin) in <#C024BE7LH> · taliban",
        "Next: Mon 23 Nov 2026, 08:30, then Tue 24 Nov 2026, 08:30 (Europe/Berlin)",
        "[Edit] [Pause] [Run now] [Preview] [Remove]",
        "*4* · weekdays at 08:30 (Europe/Berlin) in a direct message · everything new",
        "Paused: paused by <@U024BE7LH>",
        "[Edit] [Resume] [Run now] [Preview] [Remove]",
    ]
    assert read_change(button(message, "Pause")["value"]) == Change(Verb.PAUSE, 3)
    assert read_change(button(message, "Resume")["value"]) == Change(Verb.RESUME, 4)
    asked = button(message, "Remove")["confirm"]
    assert asked["text"]["text"] == "Digest 3 will not come any more."
    assert (asked["confirm"]["text"], asked["style"]) == ("Remove", "danger")


@pytest.mark.parametrize(
    ("page", "numbers", "foot"),
    [
        (1, [1, 2, 3, 4, 5], "(Page 1 of 3: /digest list 2 shows the next ones)"),
        (3, [11, 12, 13, 14], "(Page 3 of 3: /digest list 1 shows the first ones)"),
        (99, [11, 12, 13, 14], "(Page 3 of 3: /digest list 1 shows the first ones)"),
    ],
)
def test_every_digest_is_on_a_page_of_the_list(page: int, numbers: list[int], foot: str) -> None:
    long = replace(SUBSCRIPTION, query="word " * 50, outlets=("An outlet with a rather long name",) * 5)
    rows = [(replace(long, number=number), (SLOT,) * 3) for number in range(1, 15)]
    lines = drawn(digests.subscriptions(rows, BERLIN, page))
    assert [int(number) for line in lines for number in re.findall(r"^\*(\d+)\* ·", line)] == numbers
    assert lines[-1] == foot


def test_without_digests_the_list_says_how_to_make_one() -> None:
    assert drawn(digests.subscriptions([], BERLIN)) == [
        "There are no digests yet.",
        "Make one: /digest alone asks how; /digest 08:30 weekdays brings everything new.",
    ]


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        (DAILY, "every day at 08:30 (UTC)"),
        (WEEKDAYS, "weekdays at 08:30 (UTC)"),
        (frozenset({3, 0}), "Mon, Thu at 08:30 (UTC)"),
    ],
)
def test_a_schedule_is_told_in_words(weekdays: frozenset[int], words: str) -> None:
    assert digests.wall_time(Schedule(at=time(8, 30), weekdays=weekdays)) == words


def test_what_was_removed_can_be_brought_back() -> None:
    message = digests.removed(SUBSCRIPTION)
    assert read_change(button(message, "Undo")["value"]) == Change(Verb.UNDO, 3)


def test_trouble_says_what_to_do_and_lets_a_stopped_digest_go_on() -> None:
    message = digests.trouble(
        Trouble(subscription=SUBSCRIPTION, slot=SLOT, problem="Digest 3 is paused.", hint="Invite me.", paused=True)
    )
    assert drawn(message) == ["Digest 3 is paused.", "Invite me.", "[Resume]"]


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        (
            notices.problem(QueryError("no such filter", "form:bbc", hint="Did you mean from:bbc?")),
            ["No such filter: form:bbc.", "Did you mean from:bbc?"],
        ),
        (
            notices.problem(NewsdeskError("could not fetch", "https://a.example/x", "a time-out")),
            ["Could not fetch: https://a.example/x: a time-out."],
        ),
        (notices.problem(QueryError("no story", "#99")), ["No story: #99.", "Try: /news help"]),
        (
            notices.told("the digest is posted in <#C024BE7LH>", "Look there"),
            ["The digest is posted in #C024BE7LH.", "Look there."],
        ),
        (
            notices.apology("7f3a2c"),
            [
                "Sorry, something went wrong here. The log has it as 7f3a2c.",
                "Try again in a minute; if it stays, give this reference to whoever runs Newsdesk.",
            ],
        ),
    ],
)
def test_notices_are_a_sentence_and_what_to_do(message: Message, lines: list[str]) -> None:
    assert drawn(message) == lines


def test_the_home_tab_shows_what_to_ask_the_newest_stories_and_the_digests() -> None:
    view: Any = home([(SUBSCRIPTION, (SLOT,))], [STORY], ["/quotes Blinken"], BERLIN)
    lines = drawn(Message("", tuple(view["blocks"])))
    assert view["type"] == "home"
    assert [line for line in lines if line.startswith("# ")] == [
        "# What I can find in your articles",
        "# Newest stories",
        "# Digests in this workspace",
    ]
    assert "[/quotes Blinken]" in lines
    assert f"> {FIRST_SENTENCE.text}" in lines
    assert lines[-1] == "[Edit] [Pause] [Run now] [Preview] [Remove]"


def test_the_home_tab_asks_in_the_words_of_the_newest_stories() -> None:
    view: Any = home([], [STORY], ["/quotes Ruz", "/figures votes", "/news people #7", "/news Kalos"], BERLIN)
    lines = "\n".join(drawn(Message("", tuple(view["blocks"]))))
    for typed in ("/quotes Ruz", "/figures votes", "/news Kalos", "/news people #7", "/digest 08:30 weekdays Kalos"):
        assert f"`{typed}`" in lines
    assert "taliban" not in lines.split("# Newest stories")[0]


def test_the_home_tab_of_an_empty_library_says_how_it_is_filled() -> None:
    view: Any = home([], [], [], BERLIN)
    lines = "\n".join(drawn(Message("", tuple(view["blocks"]))))
    for told in ("`/quotes name`", "`/digest 08:30 weekdays words`", "Add one: /news add LINK"):
        assert told in lines


def test_the_modal_shows_the_paragraph_with_the_words_in_bold() -> None:
    words = passage(KHAAMA, "30 allies")
    view: Any = modal(InContext(KHAAMA, paragraph_around(KHAAMA.text, words.span), words), "Europe/Berlin")
    assert drawn(Message("", tuple(view["blocks"]))) == [
        f"**[{KHAAMA.title}]({KHAAMA.url})**",
        "Khaama Press · 14 Jul 2024, 00:30 CEST · #1",
        SENTENCE.replace("30 allies", "**30 allies**"),
    ]


def test_a_long_paragraph_is_cut_around_the_words() -> None:
    article = an_article("before " * 2000 + "NEEDLE" + " after" * 2000)
    words = passage(article, "NEEDLE")
    view: Any = modal(InContext(article, paragraph_around(article.text, words.span), words))
    [paragraph] = drawn(Message("", tuple(view["blocks"])))[2:]
    assert paragraph.startswith("…before")
    assert "before **NEEDLE** after" in paragraph
    assert paragraph.endswith("after…")
    assert 2500 < len(paragraph) < 3000
