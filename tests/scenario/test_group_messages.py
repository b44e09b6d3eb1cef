"""Group direct messages: who mentions the app there is answered, and a thread there keeps its story."""

from __future__ import annotations

import pytest

from bot.slack.manifest import SCOPES
from bot.sources import read_text
from bot.web.playground.people import Channel
from bot.web.playground.server import LocalSlack
from tests.scenario.conftest import Newsdesk
from tests.scenario.test_conversations import STRIKE

TITLE = "US and NATO partners will exit Afghanistan 'together': Blinken. Thoughts?"
WITHOUT = frozenset(SCOPES) - {"mpim:history"}


@pytest.fixture
def group(newsdesk: Newsdesk, slack: LocalSlack) -> str:
    """Ada, Ben and the app in a group message, with the manifest's scopes and no more."""
    slack.state.access.scopes = frozenset(SCOPES)
    with slack.timeline.lock:
        together = Channel("C0GROUP", "mpdm-ada--ben--newsdesk-1", "mpim", {"U0ADA", "U0BEN", slack.state.app.bot_user})
        slack.state.conversations.add(together)
    return together.id


def answer(slack: LocalSlack, group: str, text: str, thread_ts: str = "") -> str:
    said = slack.says("ada", group, text, thread_ts=thread_ts)
    told = slack.wait_for("message", channel=group, user=slack.state.app.bot_user, since=said.since, timeout=10)
    assert told.message["thread_ts"] == (thread_ts or said.ts)
    return told.words


def told(slack: LocalSlack, group: str, text: str) -> str:
    typed = slack.types("ada", group, text)
    return slack.wait_for("ephemeral", user="ada", since=typed.since, timeout=10).words


def test_a_mention_is_answered_in_its_thread(slack: LocalSlack, group: str) -> None:
    assert "negotiate in good faith" in answer(slack, group, "@newsdesk what did Stoltenberg say?")


def summary_below(slack: LocalSlack, newsdesk: Newsdesk, group: str, title: str) -> str:
    """The answer to "summary" below somebody's message about a story, while another story is newer."""
    newsdesk.file(read_text(STRIKE, locator="/strike.txt"), workspace="")
    root = slack.says("ben", group, title)
    assert root.deliveries == ()
    return answer(slack, group, "@newsdesk summary", root.ts)


def test_a_thread_is_about_the_story_that_it_began_with(slack: LocalSlack, newsdesk: Newsdesk, group: str) -> None:
    assert "US and NATO partners will exit" in summary_below(slack, newsdesk, group, TITLE)


def test_without_the_scope_a_mention_is_answered_though_its_thread_can_not_be_read(
    slack: LocalSlack, newsdesk: Newsdesk, group: str
) -> None:
    slack.state.access.scopes = WITHOUT
    assert "US and NATO partners will exit" not in summary_below(slack, newsdesk, group, TITLE)
    (asked,) = slack.calls("conversations.replies")
    assert (asked["answer"]["error"], asked["answer"]["needed"]) == ("missing_scope", "mpim:history")


def test_a_digest_goes_to_a_group_message(slack: LocalSlack, group: str) -> None:
    assert "at 08:30" in told(slack, group, "/digest 08:30 daily troops")
    assert "troops" in told(slack, group, "/digest list")


def test_without_the_scope_a_digest_is_refused_with_the_reason(slack: LocalSlack, group: str) -> None:
    slack.state.access.scopes = WITHOUT
    assert "A digest can't go to a group message" in told(slack, group, "/digest 08:30 daily troops")


def test_who_is_not_in_it_sees_nothing_of_its_digests(slack: LocalSlack, group: str) -> None:
    told(slack, group, "/digest 08:30 daily troops")
    typed = slack.types("ben", "#newsroom", "/digest list")
    assert "troops" not in slack.wait_for("ephemeral", user="ben", since=typed.since, timeout=10).words
