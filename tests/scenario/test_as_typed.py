"""What people really type, in Slack's own writing: how it is read, and how it is said back to them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.slack import digest_form as form
from bot.sources import read_text
from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk
from tests.scenario.test_commands import asked
from tests.scenario.test_conversations import answer_to
from tests.scenario.test_digest_form import asked as open_form
from tests.scenario.test_digest_form import digests, saved, told


def mentioned(slack: LocalSlack, text: str) -> Change:
    """The answer to a mention with this text, exactly as Slack sends it."""
    root = slack.says("ada", "#newsroom", "a message")
    delivery = slack.happens(
        {"type": "app_mention", "user": "U0ADA", "text": text, "ts": root.ts, "channel": root.channel}
    )
    assert delivery.ok
    return slack.wait_for("message", user=slack.state.app.bot_user, since=delivery.since, timeout=10)


@pytest.mark.parametrize(
    "text",
    [
        "<@U0NEWSDESK>, how many troops?",
        "<@U0NEWSDESK>: how many troops?",
        "hey <@U0NEWSDESK> – how many troops please",
        "👋🏽 <@U0NEWSDESK> how many troops?",
        "<@U0NEWSDESK> :wave: how many troops?",
        "<@U0NEWSDESK> *how many troops?*",
        "<@U0NEWSDESK> ```how many troops?```",
        "<@U0NEWSDESK>\n&gt; how many troops?",
        "<@U0NEWSDESK> how many \u200btroops?",
        "<!subteam^S1|@editors> <@U0NEWSDESK> how many troops?",
        "<@U0NEWSDESK> /figures troops",
        "<@U0NEWSDESK> `/figures troops`",
        "<@U0NEWSDESK> _figures_ `troops`",
        "<@U0NEWSDESK> /news figures troops",
        "Good morning <@U0NEWSDESK>! How many troops?",
    ],
)
def test_a_mention_asks_what_its_words_ask(newsdesk: Newsdesk, slack: LocalSlack, text: str) -> None:
    answer = mentioned(slack, text)
    assert "figures · troops" in answer.message["text"]
    assert "2,500 troops" in answer.words


@pytest.mark.parametrize("text", ["👋🏽 how many troops?", "`/figures troops`", ">>> how many troops?"])
def test_so_does_a_direct_message(newsdesk: Newsdesk, slack: LocalSlack, text: str) -> None:
    assert "2,500 troops" in answer_to(slack, slack.says("ada", "@newsdesk", text)).words


def test_somebody_else_is_asked_for_by_name(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    slack.state.users["U0BEN"] = replace(slack.state.users["U0BEN"], real_name="Jens Stoltenberg")
    answer = mentioned(slack, "<@U0NEWSDESK> what did <@U0BEN> say?")
    assert "all parties must negotiate in good faith" in answer.words


MARKS = """Marks & Rowe to close its Q&A desk

PAPER.example - “We will miss the desk,” said owner Ida Rowe of Marks & Rowe on Monday.

More than 50 percent of its 400 dockers had asked it something, Marks & Rowe said.
"""


def test_an_outlet_of_which_slack_made_a_link(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    newsdesk.file(replace(read_text(MARKS, locator="/marks.txt"), outlet="paper.example"), workspace="")
    answer = mentioned(slack, "<@U0NEWSDESK> quotes from:<http://paper.example|paper.example>")
    assert "from:paper.example" in answer.message["text"]
    assert "We will miss the desk" in answer.words


def everything(change: Change) -> str:
    return json.dumps(change.message, ensure_ascii=False)


@pytest.mark.parametrize(
    "command", ["/news Marks & Rowe", "/quotes Marks & Rowe", "/figures percent > 50", "/news xyzzy & <b>"]
)
def test_what_was_typed_is_said_back_escaped_once(newsdesk: Newsdesk, slack: LocalSlack, command: str) -> None:
    newsdesk.file(read_text(MARKS, locator="/marks.txt"), workspace="")
    answer = asked(slack, command)
    typed = command.partition(" ")[2]
    assert typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in answer.message["text"]
    blocks = json.dumps(answer.message["blocks"], ensure_ascii=False)
    assert typed in blocks.replace("\\u003e", ">")
    assert "&amp;amp;" not in everything(answer) and "&amp;gt;" not in everything(answer)


def test_an_escape_that_was_typed_is_said_back_as_typed(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    answer = asked(slack, "/news Q&amp;A xyzzy")
    assert "No stories for Q&amp;amp;A xyzzy." in answer.message["text"]
    assert " for Q&amp;A xyzzy." in json.dumps(answer.message["blocks"], ensure_ascii=False)


def test_a_button_asks_again_for_what_was_typed(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    newsdesk.file(read_text(MARKS, locator="/marks.txt"), workspace="")
    pressed = slack.presses("ada", asked(slack, '/quotes "Marks & Rowe"').ts, "ask:figures")
    again = slack.wait_for("ephemeral", user="ada", since=pressed.since, timeout=10)
    assert '· "Marks &amp; Rowe"' in again.message["text"]
    assert "400 dockers" in again.words


def test_a_digest_is_called_what_was_typed(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    newsdesk.file(read_text(MARKS, locator="/marks.txt"), workspace="")
    said = told(slack, "/digest 08:30 daily Marks & Rowe")
    assert "· Marks &amp; Rowe" in everything(said)
    assert "&amp;amp;" not in everything(said)
    (digest,) = digests(newsdesk)
    assert digest.query == "Marks & Rowe"
    preview = told(slack, "/digest preview 1")
    assert {"type": "plain_text", "text": "1 new story on Marks & Rowe", "emoji": False} in [
        block.get("text") for block in preview.message["blocks"]
    ]
    assert preview.message["text"].startswith("1 new story on Marks &amp; Rowe")


def test_a_problem_names_what_was_typed(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    answer = asked(slack, "/news since:<b>&c")
    assert answer.message["text"].startswith("Not a time: since:&lt;b&gt;&amp;c")
    assert "since:<b>&c" in json.dumps(answer.message["blocks"], ensure_ascii=False)


def test_a_form_is_read_as_a_command_is(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    view_id = open_form(slack)
    slack.looks_up("ada", view_id, form.ZONE, "America/New\u200b_\u200bYork")
    values = {form.QUERY: "*Marks* &amp; Rowe\u00a0🎉", form.ZONE: "America/New_York"}
    done = saved(slack, view_id, values, "Digest 1 is set")
    assert "· Marks &amp; Rowe" in json.dumps(done.payload, ensure_ascii=False)
    (digest,) = digests(newsdesk)
    assert (digest.query, digest.schedule.zone) == ("Marks & Rowe", "America/New_York")


def test_a_zone_can_be_copied_and_pasted(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = told(slack, "/digest 18:00 america/new_york wildfire")
    assert "(America/New_York)" in everything(said)
    told(slack, "/digest 19:00 America/New\u200b_\u200bYork wildfire")
    told(slack, "/digest 20:00 \u2060Asia/Tokyo\ufeff wildfire")
    found = [(digest.schedule.zone, digest.query) for digest in digests(newsdesk)]
    assert found == [("America/New_York", "wildfire"), ("America/New_York", "wildfire"), ("Asia/Tokyo", "wildfire")]
