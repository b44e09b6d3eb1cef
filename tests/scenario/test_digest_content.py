"""What a posted digest holds, and what its button shows."""

from __future__ import annotations

from bot.sources.text import read_text
from bot.web.playground.example import TEAM
from bot.web.playground.server import LocalSlack
from tests.scenario.conftest import Newsdesk

TOWNS = "Ashford Birchfield Cedarville Dunmore Elmsworth Farleigh Granton Hollis Inverleith Jarrow".split()
ENDINGS = "ers bank bridge field ford gate hill market moor port side ton wick".split()


def story(town: str) -> str:
    """An article that shares hardly a word with those of other towns."""
    names = ", ".join(f"{town}{ending}" for ending in ENDINGS)
    return f"{town} goes its own way\n\nBy Jane Roe\n\n{names} voted on Monday."


def test_the_rest_is_counted_and_a_button_shows_it(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    for town in TOWNS:
        newsdesk.file(read_text(story(town), locator=f"/{town}.txt"), workspace=TEAM.id)
    slack.types("ada", "#newsroom", "/digest 08:30 weekdays monday")
    slack.wait_for("ephemeral", "is set", user="ada", timeout=10)
    since = slack.timeline.latest
    slack.types("ada", "#newsroom", "/digest now 1")
    slack.wait_for("ephemeral", "is posted", user="ada", since=since, timeout=10)
    posted = slack.messages("#newsroom")
    assert posted[0]["text"].startswith("10 new stories on monday: ")
    shown = str([message["blocks"] for message in posted])
    left = [town for town in TOWNS if f"{town} goes" not in shown]
    assert len(left) == 2
    press = slack.presses("ben", posted[-1]["ts"], "ask:more")
    slack.wait_for("ephemeral", "10 stories", user="ben", since=press.since, timeout=10)
