"""Articles that people add in Slack: by link, by shortcut, by file; and take out again."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from bot.domain.article import FROM_THE_FEED, Document, Excluded, Reason, Span
from bot.slack import manifest
from bot.slack.manifest import SCOPES
from bot.web.playground.faults import refused
from bot.web.playground.people import User
from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk, until
from tests.scenario.sites import FERRY, Site, article

STORM = """Storm leaves 3,000 homes dark

“We have never seen such wind in June,” said Ida Holm, the mayor, on Sunday.

About 3,000 homes had no power on Monday, and 12 people were hurt. Repairs cost the town $4 million.
"""


def typed(slack: LocalSlack, text: str, user: str = "ben", channel: str = "#newsroom") -> Change:
    delivery = slack.types(user, channel, text)
    assert delivery.ok
    return slack.wait_for("ephemeral", user=user, since=delivery.since, timeout=15)


def direct(slack: LocalSlack, text: str, user: str = "ben") -> Change:
    said = slack.says(user, "@newsdesk", text)
    return answered(slack, user, said.since)


def dropped(slack: LocalSlack, files: dict[str, bytes], text: str = "", user: str = "ben", **more: Any) -> Change:
    said = slack.drops(user, "@newsdesk", files, text, more=more or None)
    return answered(slack, user, said.since)


def answered(slack: LocalSlack, user: str, since: int) -> Change:
    return slack.wait_for("message", channel=slack.channel("@newsdesk", user).id, where=by_bot, since=since, timeout=15)


def by_bot(change: Change) -> bool:
    return bool(change.message.get("bot_id"))


def labels(change: Change) -> list[str]:
    """What is written on the buttons of a message."""
    blocks = change.message.get("blocks", [])
    return [each["text"]["text"] for block in blocks if block["type"] == "actions" for each in block["elements"]]


def button(change: Change, label: str) -> str:
    """The action id of a message's button."""
    for block in change.message["blocks"]:
        for each in block["elements"] if block["type"] == "actions" else []:
            if each["text"]["text"] == label:
                return str(each["action_id"])
    raise AssertionError(f"no button {label!r}: {labels(change)}")


def pressed(
    slack: LocalSlack, change: Change, label: str, user: str = "ben", *, kind: str = "message_changed"
) -> Change:
    """What comes of a press: by default its message changes, at last to something else than that it is being read."""
    delivery = slack.presses(user, change.message["ts"], button(change, label))
    assert delivery.ok
    return slack.wait_for(kind, since=delivery.since, where=lambda each: "Reading it" not in each.words, timeout=15)


def found(slack: LocalSlack, words: str, user: str = "ben") -> str:
    return typed(slack, f"/news {words}", user).words


# links


def test_a_link_is_added_found_removed_and_put_back(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    added = typed(slack, f"/news add {site.url}/ferry")
    assert "Added: #" in added.words
    for told in ("Ferry line orders four ships", "Harbour Courier", "20 Nov 2026", "2 quotes", "5 figures", "1 person"):
        assert told in added.words, told
    assert labels(added) == ["Summary", "Quotes", "Figures", "Remove"]
    assert "Ferry line orders four ships" in found(slack, "ferry ships pier")
    removed = pressed(slack, added, "Remove", kind="ephemeral_changed")
    assert "Removed" in removed.words
    assert labels(removed) == ["Put back"]
    assert "No stories" in found(slack, "ferry ships pier")
    back = pressed(slack, removed, "Put back", kind="ephemeral_changed")
    assert "Added: #" in back.words
    assert "Ferry line orders four ships" in found(slack, "ferry ships pier")


@pytest.mark.parametrize(
    "text",
    ["add {0}", "please add this: {0}", "{0} please add", "@newsdesk could you add this article, {0}?", "/add {0}"],
)
def test_words_that_say_so_add(newsdesk: Newsdesk, slack: LocalSlack, site: Site, text: str) -> None:
    assert "Added: #" in direct(slack, text.format(f"{site.url}/ferry")).words


def test_several_links_are_each_told(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    told = typed(slack, f"/news add {site.url}/ferry {site.url}/gone {site.url}/bridge")
    assert told.words.count("Added: #") >= 2
    assert "404 Not Found" in told.words
    assert labels(told).count("Remove") == 2


def test_a_mention_adds_in_its_thread(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    said = slack.says("ben", "#newsroom", f"@newsdesk add {site.url}/ferry")
    told = slack.wait_for("message", channel="#newsroom", where=by_bot, since=said.since, timeout=15)
    assert "Added: #" in told.words
    assert told.message["thread_ts"] == said.ts


def test_a_lone_link_offers_to_add_it_and_is_the_article_once_it_is_there(
    newsdesk: Newsdesk, slack: LocalSlack, site: Site
) -> None:
    offered = direct(slack, f"{site.url}/ferry")
    assert labels(offered) == ["Add"]
    assert site.asked.count("/ferry") == 0
    assert "Added: #" in pressed(slack, offered, "Add").words
    there = direct(slack, f"{site.url}/ferry")
    assert "Ferry line orders four ships" in there.words
    assert "Add" not in labels(there)


def test_several_lone_links_offer_those_that_are_missing(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    typed(slack, f"/news add {site.url}/ferry")
    offered = direct(slack, f"{site.url}/ferry\n{site.url}/bridge\n{site.url}/other")
    assert labels(offered) == ["Add 1", "Add 2"]
    assert f"{site.url}/bridge" in offered.words
    assert f"{site.url}/ferry" not in offered.words


def test_more_lone_links_than_fit_are_counted(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    offered = direct(slack, " ".join(f"{site.url}/{number}" for number in range(9)))
    assert "9 things not in the library yet" in offered.words
    assert "The last 4 have no button here" in offered.words
    assert labels(offered) == [f"Add {number}" for number in range(1, 6)]


def test_words_beside_a_link_decide(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    asked = direct(slack, f"what does this say about sailors? {site.url}/ferry")
    assert "No article here comes from" in asked.words
    assert labels(asked) == ["Add"]
    assert site.asked.count("/ferry") == 0


def test_a_page_that_is_asked_about_can_be_added(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    asked = typed(slack, f"/summary {site.url}/ferry")
    assert "newsdesk add" not in asked.words
    assert "Added: #" in pressed(slack, asked, "Add", kind="ephemeral_changed").words
    assert "120 sailors" in typed(slack, f"/figures {site.url}/ferry").words


def test_the_same_link_twice_is_here_already(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    typed(slack, f"/news add {site.url}/ferry")
    again = typed(slack, f"/news add {site.url}/ferry?utm_source=x", user="ada")
    assert "It is here already: #" in again.words
    # It is Ben's; Ada is an admin.
    assert "Remove" in labels(again)
    assert "Remove" in labels(typed(slack, f"/news add {site.url}/ferry"))


def test_what_everybody_may_read_is_not_added_again(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    list(newsdesk.core.intake.take_in(f"{site.url}/ferry"))
    told = typed(slack, f"/news add {site.url}/ferry", user="ada")
    assert "It is here already: #" in told.words
    assert "Remove" not in labels(told)


def test_two_presses_add_once(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    offered = direct(slack, f"{site.url}/ferry")
    site.held.add("/ferry")
    pressed = 0
    for _ in range(2):
        with suppress(ValueError):  # where the first press is worked on already, the button is gone
            assert slack.presses("ben", offered.message["ts"], button(offered, "Add")).ok
            pressed += 1
    until(lambda: site.asked.count("/ferry") == pressed)
    site.release.set()
    until(lambda: newsdesk.waiting == 0)
    assert newsdesk.core.library.store.count({slack.state.team.id}) == 1
    (message,) = [each for each in slack.messages("@newsdesk", user="ben") if each.get("bot_id")]
    assert "Added: #" in json.dumps(message, ensure_ascii=False)


def test_the_same_event_twice_adds_once(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    said = slack.says("ben", "@newsdesk", f"add {site.url}/ferry")
    assert slack.retries(said.deliveries[0]).ok
    answered(slack, "ben", said.since)
    until(lambda: newsdesk.waiting == 0)
    assert len([each for each in slack.messages("@newsdesk", user="ben") if each.get("bot_id")]) == 1


REFUSED = [
    ("http://10.0.0.1/internal", "not a public address"),
    ("http://localhost/internal", "not a public address"),
    ("ftp://paper.example/story", "only http and https"),
    ("file:///srv/story.txt", "only http and https"),
    ("https://user:secret@paper.example/story", "a user name or a password"),
    ("{site}/missing", "404 Not Found"),
    ("{site}/picture", "it is image/png"),
    ("{site}/robots-only", "no article found"),
]


@pytest.mark.parametrize(("link", "why"), REFUSED)
def test_what_can_t_be_added_is_told_in_words(
    newsdesk: Newsdesk, slack: LocalSlack, site: Site, link: str, why: str
) -> None:
    site.page("/picture", "x", kind="image/png")
    site.page("/robots-only", "<html><body><h1>Just a moment…</h1><p>Checking your browser.</p></body></html>")
    told = typed(slack, f"/news add {link.format(site=site.url)}")
    assert "Not added" in told.words
    assert why in told.words.lower() or why in told.words
    assert "secret" not in told.words
    assert newsdesk.core.library.store.count({slack.state.team.id}) == 0


def test_an_article_in_another_language_says_so(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    german = "Die Stadt hat am Montag beschlossen, dass der Hafen für zwei Jahre geschlossen bleibt und niemand zahlt."
    site.page("/german", article("Der Hafen wird geschlossen", *[german] * 4, lang="de"))
    assert "not English" in typed(slack, f"/news add {site.url}/german").words


def test_a_feed_s_teaser_gives_way_to_the_page(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    teaser = f"The ferry line orders four ships. {FROM_THE_FEED}"
    notice = Excluded(Span(len(teaser) - len(FROM_THE_FEED), len(teaser)), Reason.NOTICE)
    page = f"{site.url}/ferry"
    document = Document(locator=page, url=page, title="Ferry line orders ships", text=teaser, excluded=(notice,))
    newsdesk.file(document, workspace=slack.state.team.id)
    assert "Brought up to date" in typed(slack, f"/news add {page}").words


def test_a_slow_site_keeps_nobody_waiting(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    site.held.add("/ferry")
    for number in range(6):
        assert slack.types("ben", "#newsroom", f"/news add {site.url}/ferry?{number}").ok
        site.held.add(f"/ferry?{number}")
        site.page(f"/ferry?{number}", FERRY)
    assert "Blinken" in found(slack, "blinken")
    site.release.set()
    until(lambda: newsdesk.waiting == 0)
    assert newsdesk.core.library.store.count({slack.state.team.id}) >= 1


# the shortcut


def shortcut(slack: LocalSlack, channel: str, ts: str, user: str = "ben") -> Change:
    delivery = slack.uses_shortcut(user, channel, ts, manifest.ADD)
    assert delivery.ok
    return slack.wait_for("ephemeral", user=user, since=delivery.since, timeout=15)


def test_the_shortcut_adds_the_links_of_a_message(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    said = slack.says("ada", "#newsroom", f"Two for tomorrow: {site.url}/ferry and {site.url}/bridge")
    told = shortcut(slack, "#newsroom", said.ts)
    assert told.words.count("Added: #") >= 2
    assert [each for each in slack.messages("#newsroom") if each.get("bot_id")] == []


def test_the_shortcut_on_a_message_with_nothing_to_add_says_so(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "#newsroom", "Who has the pictures?")
    assert "no link and no file" in shortcut(slack, "#newsroom", said.ts).words


# files


def test_a_lone_file_is_offered_added_and_found(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    offered = dropped(slack, {"storm.txt": STORM.encode()})
    assert labels(offered) == ["Add"]
    added = pressed(slack, offered, "Add")
    assert "Storm leaves 3,000 homes dark" in added.words
    assert "Storm leaves" in found(slack, "storm power homes")
    removed = pressed(slack, added, "Remove")
    assert "No stories" in found(slack, "storm power homes")
    assert "Added: #" in pressed(slack, removed, "Put back").words


@pytest.mark.parametrize("text", ["add", "please add this", "add this file, thanks"])
def test_a_file_with_words_that_say_so_is_added(newsdesk: Newsdesk, slack: LocalSlack, text: str) -> None:
    assert "Added: #" in dropped(slack, {"storm.md": b"# " + STORM.encode()}, text).words


def test_a_file_beside_a_question_does_not_change_it(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told = dropped(slack, {"storm.txt": STORM.encode()}, "how many troops?")
    assert "troops" in told.words
    assert newsdesk.core.library.store.count({slack.state.team.id}) == 0


def test_a_mention_with_a_file_adds_it(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.drops("ben", "#newsroom", {"storm.txt": STORM.encode()}, "@newsdesk add this")
    told = slack.wait_for("message", channel="#newsroom", where=by_bot, since=said.since, timeout=15)
    assert "Added: #" in told.words


OTHER_FILES: list[tuple[str, bytes, dict[str, Any], str]] = [
    ("empty.txt", b"  ", {}, "it is empty"),
    ("big.txt", b"a " * 3_000_000, {}, "more than 5 MB"),
    ("draft.txt", b"x", {"is_external": True, "external_type": "gdrive", "mode": "external"}, "Google Drive"),
    ("old.txt", b"x", {"mode": "tombstone"}, "does not have it any more"),
    ("kept.txt", b"x", {"mode": "hidden_by_limit"}, "reached its limit"),
    ("elsewhere.txt", b"x", {"url_private_download": "https://evil.example/f", "url_private": ""}, "not kept at Slack"),
]


@pytest.mark.parametrize(("name", "content", "more", "why"), OTHER_FILES)
def test_a_file_that_can_t_be_added_is_told_in_words(
    newsdesk: Newsdesk, slack: LocalSlack, name: str, content: bytes, more: dict[str, Any], why: str
) -> None:
    told = dropped(slack, {name: content}, "add this", **more)
    assert "Not added" in told.words
    assert why in told.words


def test_a_picture_is_no_text(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    assert "pictures" in dropped(slack, {"map.png": b"\x89PNG"}).words


def test_an_install_without_the_scope_hears_which_one_is_missing(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    slack.state.access.scopes = frozenset(SCOPES) - {"files:read"}
    told = dropped(slack, {"storm.txt": STORM.encode(), "more.txt": STORM.encode()}, "add these")
    assert told.words.count("files:read") <= 2, "once in the blocks, once in the notification"
    assert "install Newsdesk again" in told.words


# rights


def test_guests_and_outsiders_add_nothing_and_remove_nothing(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    added = typed(slack, f"/news add {site.url}/ferry", user="ada")
    with slack.timeline.lock:
        for user in (User("U0MIA", "mia", "Mia", is_restricted=True), User("U0TOM", "tom", "Tom", team="T9")):
            slack.state.users[user.id] = user
            slack.state.conversations.channels["C0NEWSROOM"].members.add(user.id)
    for name, told in (("mia", "full members"), ("tom", "people of the workspace")):
        assert told in typed(slack, f"/news add {site.url}/bridge", user=name).words
        asked = typed(slack, f"/summary {site.url}/bridge", user=name)
        assert labels(asked) == []
    assert site.asked.count("/bridge") == 0
    assert "Remove" in labels(added)


def test_another_s_article_is_removed_by_admins_only(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    said = slack.says("ada", "#newsroom", f"@newsdesk add {site.url}/ferry")
    added = slack.wait_for("message", channel="#newsroom", where=by_bot, since=said.since, timeout=15)
    told = pressed(slack, added, "Remove", user="ben", kind="ephemeral")
    assert "can't remove" in told.words
    assert "Ferry line" in found(slack, "ferry ships pier")
    mine = slack.says("ben", "#newsroom", f"@newsdesk add {site.url}/bridge")
    theirs = slack.wait_for("message", channel="#newsroom", where=by_bot, since=mine.since, timeout=15)
    assert "Removed" in pressed(slack, theirs, "Remove", user="ada").words


def test_while_slack_tells_nothing_of_somebody_they_add_nothing(
    start: Callable[..., Newsdesk], slack: LocalSlack, site: Site
) -> None:
    start()
    slack.faults.next("users.info", refused("internal_error"), times=20)
    assert "doesn't tell right now who you are" in typed(slack, f"/news add {site.url}/ferry").words
    assert site.asked.count("/ferry") == 0


def test_the_home_tab_shows_what_one_added_with_its_remove(newsdesk: Newsdesk, slack: LocalSlack, site: Site) -> None:
    typed(slack, f"/news add {site.url}/ferry")
    opened = slack.opens_home("ben")
    home = slack.wait_for("home", user="ben", since=opened.since, timeout=15)
    assert "You added last" in home.words
    delivery = slack.presses("ben", home.view["id"], "take:0")
    told = answered(slack, "ben", delivery.since)
    assert labels(told) == ["Put back"]
    again = slack.wait_for("home", user="ben", since=delivery.since, timeout=15)
    assert "You added last" not in again.words
