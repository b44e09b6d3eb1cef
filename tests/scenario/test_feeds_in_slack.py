"""``/news feeds``, its buttons, its form and its lists, as people use them in Slack."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.slack.manifest import SCOPES
from bot.slack.views.feeds import ADDRESS
from bot.web.playground.people import User
from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk
from tests.scenario.sites import RSS, Site
from tests.scenario.test_adding import answered, button, direct, dropped, labels, typed

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Courier" type="rss" xmlUrl="{url}/rss"/>
<outline text="Inside" type="rss" xmlUrl="ftp://paper.example/rss"/>
</body></opml>"""


def asked(slack: LocalSlack, text: str, user: str = "ada") -> Change:
    return typed(slack, f"/news feeds {text}".strip(), user)


def reply(slack: LocalSlack, change: Change, label: str, user: str = "ada") -> Change:
    """The new answer to a press."""
    delivery = slack.presses(user, change.message["ts"], button(change, label))
    assert delivery.ok
    return slack.wait_for("ephemeral", user=user, since=delivery.since, timeout=15)


def test_a_feed_is_added_listed_paused_resumed_removed_and_added_again(
    newsdesk: Newsdesk, slack: LocalSlack, site: Site
) -> None:
    assert "no feeds yet" in asked(slack, "").words
    added = asked(slack, f"add {site.url}/rss")
    assert "Feed 1 is added" in added.words
    assert "Harbour Courier" in added.words
    listed = asked(slack, "")
    assert "Feed 1" in listed.words
    assert {"Pause", "Remove", "Add a feed"} <= set(labels(listed))
    assert "Feed 1 is paused" in asked(slack, "pause 1").words
    assert "paused" in asked(slack, "list").words
    assert "Feed 1 is read again" in reply(slack, asked(slack, ""), "Resume").words
    confirm = asked(slack, "remove 1")
    assert "Remove feed 1" in confirm.words
    removed = reply(slack, confirm, "Remove")
    assert "Feed 1 is removed" in removed.words
    assert "no feeds yet" in asked(slack, "").words
    assert "is added" in reply(slack, removed, "Add it again").words


def test_the_same_feed_twice_is_here_already(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    asked(slack, f"add {site.url}/rss")
    assert "Feed 1 is here already" in asked(slack, f"add {site.url}/rss").words
    asked(slack, "pause 1")
    assert "Feed 1 is read again" in asked(slack, f"add {site.url}/rss").words


def test_a_site_with_several_feeds_lets_choose(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/{name}.xml">'
        for name in ("News", "Sport")
    )
    site.page("/", f"<html><head>{links}</head><body><p>Hello</p></body></html>")
    site.page("/Sport.xml", RSS.format(url=site.url), kind="application/rss+xml")
    choice = asked(slack, f"add {site.url}/")
    assert "has 2 feeds" in choice.words
    assert labels(choice) == ["Add 1", "Add 2"]
    assert "is added" in reply(slack, choice, "Add 2").words


def test_a_feed_given_to_add_is_offered_as_one_to_who_may(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    told = typed(slack, f"/news add {site.url}/rss", "ben")
    assert "it is a feed" in told.words
    assert labels(told) == []
    told = typed(slack, f"/news add {site.url}/rss", "ada")
    assert labels(told) == ["Add as a feed"]
    assert "is added" in reply(slack, told, "Add as a feed").words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pasue 1", "Did you mean: /news feeds pause 1?"),
        ("pause", "no feed was named"),
        ("pause 7", "no feed of that number"),
        ("frobnicate", "Try: /news feeds add ADDRESS"),
        ("add http://10.0.0.1/rss", "not a public address"),
        ("import", "Drop the OPML file"),
        ("help", "/news feeds add"),
    ],
)
def test_what_can_t_be_done_says_what_can(newsdesk: Newsdesk, slack: LocalSlack, text: str, told: str) -> None:
    words = asked(slack, text).words
    assert told.lower() in words.lower()


def test_bare_feed_lists_and_feed_as_a_word_of_the_news_is_looked_for(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    assert "no feeds yet" in typed(slack, "/news feed", "ada").words
    assert "No stories" in typed(slack, "/news feed prices", "ada").words


def test_who_may_not_keep_feeds_sees_them_and_changes_nothing(
    newsdesk: Newsdesk, slack: LocalSlack, site: Site
) -> None:
    listed = (asked(slack, f"add {site.url}/rss"), asked(slack, ""))[1]
    assert "kept by its admins" in asked(slack, f"add {site.url}/rss", "ben").words
    assert "kept by its admins" in asked(slack, "pause 1", "ben").words
    assert "kept by its admins" in asked(slack, "remove 1", "ben").words
    seen = asked(slack, "", "ben")
    assert "Harbour Courier" in seen.words
    assert labels(seen) == []
    with slack.timeline.lock:
        mia = User("U0MIA", "mia", "Mia", is_restricted=True)
        slack.state.users[mia.id] = mia
        slack.state.conversations.channels["C0NEWSROOM"].members.add(mia.id)
    assert "full members" in asked(slack, "", "mia").words
    assert {"Pause", "Remove"} <= set(labels(listed))


def test_rights_are_looked_at_when_a_button_is_pressed(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    asked(slack, f"add {site.url}/rss")
    said = slack.says("ada", "@newsdesk", "feeds")
    listed = answered(slack, "ada", said.since)
    with slack.timeline.lock:
        # Where another sees the message too.
        message = slack.state.conversations.post("C0NEWSROOM", {**listed.message, "thread_ts": None})
    delivery = slack.presses("ben", message["ts"], button(listed, "Pause"))
    refused = slack.wait_for("ephemeral", user="ben", since=delivery.since, timeout=15)
    assert "kept by its admins" in refused.words
    assert newsdesk.core.feeds.listed(slack.state.team.id)[0].state == "active"


@pytest.mark.parametrize(
    ("feeds_by", "user", "may"),
    [("admins", "ben", False), ("members", "ben", True), ("C0POLITICS", "ben", True), ("C0EMPTY", "ben", False)],
)
def test_the_operator_says_who_keeps_feeds(
    start: Callable[..., Newsdesk], slack: LocalSlack, site: Site, feeds_by: str, user: str, may: bool
) -> None:
    start(settings=f"workspaces: {{feeds_by: {feeds_by}}}\n")
    assert ("is added" in asked(slack, f"add {site.url}/rss", user).words) is may


def test_a_form_asks_for_the_address(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    opened = slack.types("ada", "#newsroom", "/news feeds add")
    form = slack.wait_for(
        "view", user="ada", since=opened.since, where=lambda each: "Address" in each.words, timeout=15
    )
    submitted = slack.submits("ada", form.view["id"], {ADDRESS: f"{site.url}/rss"})
    done = slack.wait_for(
        "view", user="ada", since=submitted.since, where=lambda each: "is added" in each.words, timeout=15
    )
    assert "Harbour Courier" in done.words


def test_the_form_is_not_for_everybody(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    opened = slack.types("ben", "#newsroom", "/news feeds add")
    told = slack.wait_for("view", user="ben", since=opened.since, where=lambda each: "admins" in each.words, timeout=15)
    assert "kept by its admins" in told.words


def test_a_list_of_feeds_is_imported_and_exported(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    offered = dropped(slack, {"feeds.opml": OPML.format(url=site.url).encode()}, user="ada")
    assert labels(offered) == ["Import feeds"]
    delivery = slack.presses("ada", offered.message["ts"], button(offered, "Import feeds"))
    told = answered(slack, "ada", delivery.since)
    assert "1 feed is added" in told.words
    assert "only http and https" in told.words
    given_out = asked(slack, "export")
    assert f"{site.url}/rss" in given_out.words
    direct(slack, "feeds export", "ada")
    assert [each.name for each in slack.state.files.files.values()] == ["feeds.opml", "feeds.opml"]


def test_without_the_scope_a_list_is_given_out_as_text(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    slack.state.access.scopes = frozenset(SCOPES) - {"files:write"}
    asked(slack, f"add {site.url}/rss")
    assert f"{site.url}/rss" in direct(slack, "feeds export", "ada").words


def test_a_list_of_feeds_is_for_who_may(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    assert "kept by its admins" in dropped(slack, {"feeds.opml": OPML.encode()}, user="ben").words


def test_feeds_are_not_talked_of_in_a_channel(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "#newsroom", "@newsdesk feeds")
    told = slack.wait_for(
        "message",
        channel="#newsroom",
        where=lambda each: bool(each.message.get("bot_id")),
        since=said.since,
        timeout=15,
    )
    assert "/news feeds" in told.words


def test_the_home_tab_shows_feeds_with_buttons_for_who_may(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    asked(slack, f"add {site.url}/rss")
    for user, expected in (("ada", True), ("ben", False)):
        opened = slack.opens_home(user)
        home = slack.wait_for("home", user=user, since=opened.since, timeout=15)
        assert "Feeds of this workspace" in home.words
        assert "Harbour Courier" in home.words
        assert ("Add a feed" in home.words) is expected
    opened = slack.opens_home("ada")
    home = slack.wait_for("home", user="ada", since=opened.since, timeout=15)
    pressed = slack.presses("ada", home.view["id"], "feed:pause:0")
    after = slack.wait_for("home", user="ada", since=pressed.since, timeout=15)
    assert "paused" in after.words


def test_who_added_a_feed_hears_once_that_it_is_gone(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    asked(slack, f"add {site.url}/rss")
    since = slack.timeline.latest
    site.page("/rss", "gone", status=410)
    for _ in range(2):
        newsdesk.core.feed_work.run_due()
    told = answered(slack, "ada", since)
    assert "is gone for good" in told.words
    assert "its server answers 410 Gone" in told.words
    assert labels(told) == ["Resume", "Remove"]
    assert len([each for each in slack.messages("@newsdesk", user="ada") if each.get("bot_id")]) == 1
    assert "gone" in asked(slack, "list").words
