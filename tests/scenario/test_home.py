"""The home tab, and ``/digest`` as people type and press it."""

from __future__ import annotations

from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk


def told(slack: LocalSlack, text: str, channel: str = "#newsroom", user: str = "ada") -> Change:
    delivery = slack.types(user, channel, text)
    assert delivery.ok
    return slack.wait_for("ephemeral", user=user, since=delivery.since, timeout=10)


def test_the_home_tab_shows_what_can_be_asked_and_the_newest_stories(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    opened = slack.opens_home("ada")
    home = slack.wait_for("home", user="ada", since=opened.since, timeout=10)
    assert "/quotes" in home.words
    assert "US and NATO partners will exit Afghanistan ‘together’: Blinken" in home.words


def test_a_story_asked_for_on_the_home_tab_is_answered_in_the_direct_messages(
    newsdesk: Newsdesk, slack: LocalSlack
) -> None:
    slack.opens_home("ada")
    home = slack.wait_for("home", user="ada", timeout=10)
    pressed = slack.presses("ada", home.view["id"], "ask:summary:0")
    answer = slack.wait_for("message", channel="D0ADA", since=pressed.since, timeout=10)
    assert "NATO" in answer.words


def test_the_messages_tab_is_not_the_home_tab(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    assert slack.opens_home("ada", tab="messages").ok
    newsdesk.served.stop()
    assert slack.calls("views.publish") == []


def test_a_digest_is_set_up_listed_paused_resumed_and_stopped(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    made = told(slack, "/digest 08:30 weekdays taliban")
    # Ada's profile says Berlin.
    assert "weekdays at 08:30 (Europe/Berlin)" in made.words
    assert "taliban" in told(slack, "/digest list").words
    assert "taliban" in told(slack, "/news digest list").words
    assert "paused" in told(slack, "/digest pause 1").words
    assert "runs again" in told(slack, "/digest resume 1").words
    assert "removed" in told(slack, "/digest stop 1").words
    assert "no digests" in told(slack, "/digest list").words


def test_only_its_maker_and_admins_change_a_digest(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays", user="ada")
    assert "can't change" in told(slack, "/digest stop 1", user="ben").words
    told(slack, "/digest 09:30 weekdays", user="ben")
    assert "removed" in told(slack, "/digest stop 2", user="ada").words


def test_a_digest_is_refused_where_it_could_not_be_posted(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    assert "/invite @newsdesk" in told(slack, "/digest 08:30 weekdays", channel="#lobby").words
    assert "no digests" in told(slack, "/digest list").words


def test_a_digest_of_what_was_filed_today_is_posted_now(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    ran = slack.types("ada", "#newsroom", "/digest now 1")
    digest = slack.wait_for("message", channel="#newsroom", since=ran.since, timeout=10)
    assert "NATO" in digest.words
    assert digest.message["metadata"]["event_type"] == "news_digest"
    slack.wait_for("ephemeral", "posted", since=ran.since, timeout=10)
    again = told(slack, "/digest now 1")
    assert "nothing is new" in again.words.lower()


def test_the_buttons_of_the_list_do_what_the_words_do(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    listed = told(slack, "/digest list")
    pressed = slack.presses("ada", listed.ts, "digest:pause:0")
    assert "paused" in slack.wait_for("ephemeral", since=pressed.since, timeout=10).words


def test_a_digest_paused_on_the_home_tab_is_shown_paused(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    slack.opens_home("ada")
    home = slack.wait_for("home", user="ada", timeout=10)
    pressed = slack.presses("ada", home.view["id"], "digest:pause:0")
    assert "Paused" in slack.wait_for("home", user="ada", since=pressed.since, timeout=10).words


def test_what_digests_cannot_read_is_said(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    assert "08:30" in told(slack, "/digest sometime").words
    assert "weekdays" in told(slack, "/digest help").words
