"""Who may change a digest: its maker and the workspace's admins, whichever way they ask."""

from __future__ import annotations

import pytest

from bot.storage.digests import SqlDigestStore
from bot.web.playground.example import TEAM
from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk


def told(slack: LocalSlack, text: str, user: str) -> Change:
    delivery = slack.types(user, "#newsroom", text)
    assert delivery.ok
    return slack.wait_for("ephemeral", user=user, since=delivery.since, timeout=10)


def pressed(slack: LocalSlack, place: str, button: str, user: str) -> str:
    """What comes of it."""
    press = slack.presses(user, place, button)
    return slack.wait_for("ephemeral", user=user, since=press.since, timeout=10).words


@pytest.mark.parametrize("verb", ["pause", "resume", "now", "stop", "edit", "undo"])
def test_others_may_not_by_word(newsdesk: Newsdesk, slack: LocalSlack, verb: str) -> None:
    told(slack, "/digest 08:30 weekdays", "ada")
    if verb == "undo":
        told(slack, "/digest stop 1", "ada")
    since = slack.timeline.latest
    slack.types("ben", "#newsroom", f"/digest {verb} 1")
    kind = "view" if verb == "edit" else "ephemeral"
    slack.wait_for(kind, "can't change this digest", user="ben", since=since, timeout=10)
    found = SqlDigestStore(newsdesk.core.engine).subscriptions.one(TEAM.id, 1, removed=verb == "undo")
    assert found is not None
    assert found.paused is None
    assert slack.messages("#newsroom") == []


@pytest.mark.parametrize("verb", ["pause", "now", "stop"])
def test_others_may_not_by_button(newsdesk: Newsdesk, slack: LocalSlack, verb: str) -> None:
    told(slack, "/digest 08:30 weekdays", "ada")
    listed = told(slack, "/digest list", "ben")
    assert "can't change this digest" in pressed(slack, listed.ts, f"digest:{verb}:0", "ben")
    assert newsdesk.paused(TEAM.id) == [False]
    assert slack.messages("#newsroom") == []


@pytest.mark.parametrize("verb", ["pause", "now", "stop"])
def test_others_may_not_on_the_home_tab(newsdesk: Newsdesk, slack: LocalSlack, verb: str) -> None:
    told(slack, "/digest 08:30 weekdays", "ada")
    slack.opens_home("ben")
    home = slack.wait_for("home", "Digests in this workspace", user="ben", timeout=10)
    press = slack.presses("ben", home.view["id"], f"digest:{verb}:0")
    slack.wait_for(
        "message", "can't change this digest", channel="@newsdesk", user="ben", since=press.since, timeout=10
    )
    assert newsdesk.paused(TEAM.id) == [False]


def test_an_admin_may(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays", "ben")
    listed = told(slack, "/digest list", "ada")
    assert "is paused" in pressed(slack, listed.ts, "digest:pause:0", "ada")
    assert newsdesk.paused(TEAM.id) == [True]


def test_anybody_who_sees_it_may_look_what_it_would_hold(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays", "ada")
    listed = told(slack, "/digest list", "ben")
    assert "US and NATO partners" in pressed(slack, listed.ts, "digest:preview:0", "ben")
