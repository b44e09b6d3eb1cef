"""An article that a digest told and that changes: its correction goes into the digest's thread, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.query import Reader
from bot.sources.text import read_text
from bot.storage.digests import SqlDigestStore
from bot.web.playground import faults
from bot.web.playground.example import TEAM
from bot.web.playground.server import LocalSlack
from tests.scenario.conftest import Newsdesk

TEXT = """Floods cut off two villages

By Jane Roe

The river rose on Monday and cut off two villages in the north. About 300 people were led to safety, the mayor said.

The water is falling now, and the road will open again on Thursday, she said.
"""
FIRST = TEXT.replace("About 300 people", "About 200 people")


def filed(newsdesk: Newsdesk, text: str) -> None:
    newsdesk.file(read_text(text, locator="/floods.txt"), workspace=TEAM.id)


def posted(newsdesk: Newsdesk, slack: LocalSlack, first: str = FIRST) -> str:
    """The ts of a digest that tells the story as it was first."""
    filed(newsdesk, first)
    typed = slack.types("ada", "#newsroom", "/digest 08:30 weekdays floods")
    slack.wait_for("ephemeral", "is set", since=typed.since, timeout=10)
    ran = slack.types("ada", "#newsroom", "/digest now 1")
    ts = slack.wait_for("message", "Floods", channel="#newsroom", since=ran.since, timeout=10).ts
    slack.wait_for("ephemeral", "is posted in", since=ran.since, timeout=10)  # said when it is recorded
    return ts


def test_a_corrected_figure_goes_into_the_digests_thread_once(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    ts = posted(newsdesk, slack)
    newsdesk.side.tick()
    filed(newsdesk, TEXT)
    (delivery,) = newsdesk.side.tick()
    assert (delivery.corrects, delivery.ts) == (True, ts)
    newsdesk.side.tick()
    digest, reply = slack.messages("#newsroom", thread_ts=ts)
    assert digest["ts"] == ts
    assert "300 people" in str(reply["blocks"])
    assert "No longer: " in str(reply["blocks"])
    assert reply["text"] == "Changed since this digest: Floods cut off two villages: now about 300 people"
    ran = slack.types("ada", "#newsroom", "/digest now 1")
    slack.wait_for("ephemeral", "Nothing is new", since=ran.since, timeout=10)


@pytest.mark.parametrize(
    ("was", "now", "told", "gone"),
    [
        ("The death toll rose to 17", "The death toll rose to 29", "29 (killed)", "17 killed"),
        ("In all 17 people were killed", "In all 17 people were injured", "17 people wounded", "17 people killed"),
        ("Helpers got $12 an hour", "Helpers got $12 a day", "Helpers: $12 a day", "$12"),
    ],
)
def test_a_toll_or_a_rate_that_is_corrected_is_told(
    newsdesk: Newsdesk, slack: LocalSlack, was: str, now: str, told: str, gone: str
) -> None:
    ts = posted(newsdesk, slack, TEXT.replace("About 300 people were led to safety", was))
    filed(newsdesk, TEXT.replace("About 300 people were led to safety", now))
    newsdesk.side.tick()
    newsdesk.side.tick()
    _, reply = slack.messages("#newsroom", thread_ts=ts)
    assert reply["text"] == f"Changed since this digest: Floods cut off two villages: now {told}"
    assert f"'No longer: '}}, {{'type': 'text', 'text': '{gone}'" in str(reply["blocks"])


def test_another_outlets_figure_goes_into_the_thread_of_the_story_once(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    ts = posted(newsdesk, slack)
    document = read_text(TEXT.replace("By Jane Roe", "By John Doe"), locator="/elsewhere.txt")
    newsdesk.file(document, workspace=TEAM.id)
    for _ in range(3):
        newsdesk.side.tick()
    _, reply = slack.messages("#newsroom", thread_ts=ts)
    assert reply["text"] == "New since this digest: Floods cut off two villages, with about 300 people"
    assert "New: " in str(reply["blocks"])
    # The next digest does not tell the story again.
    ran = slack.types("ada", "#newsroom", "/digest now 1")
    slack.wait_for("ephemeral", "Nothing is new", since=ran.since, timeout=10)


def test_copies_and_what_was_there_before_say_nothing(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    ts = posted(newsdesk, slack)
    for outlet in ("Coast Herald", "Eastbury Gazette"):  # the first turns out to be whose words were told
        copy = replace(read_text(FIRST, locator=f"/{outlet}.txt"), outlet=outlet)
        assert newsdesk.core.intake.file(copy, workspace=TEAM.id).is_change
    old = read_text(TEXT.replace("About 300", "Nearly 900"), locator="/archive.txt")
    newsdesk.core.intake.file(old, workspace=TEAM.id, archive=True)
    hit = newsdesk.core.desk.newest(Reader(workspace=TEAM.id), 1)[0]
    assert [article.outlet for article in hit.articles].count(None) == 1
    assert len(hit.articles) == 3
    for _ in range(3):
        newsdesk.side.tick()
    [digest] = slack.messages("#newsroom", thread_ts=ts)
    assert digest["ts"] == ts
    ran = slack.types("ada", "#newsroom", "/digest now 1")
    slack.wait_for("ephemeral", "Nothing is new", since=ran.since, timeout=10)


def test_other_changes_say_nothing(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    ts = posted(newsdesk, slack)
    filed(newsdesk, FIRST.replace("is falling now", "is slowly falling now"))
    newsdesk.side.tick()
    newsdesk.side.tick()
    assert len(slack.messages("#newsroom", thread_ts=ts)) == 1
    assert [each.corrects for _, each in SqlDigestStore(newsdesk.core.engine).deliveries.history(TEAM.id)] == [False]


def test_a_correction_whose_answer_is_lost_is_looked_up_in_the_thread(
    newsdesk: Newsdesk, slack: LocalSlack, may_warn: None
) -> None:
    ts = posted(newsdesk, slack)
    filed(newsdesk, TEXT)
    slack.faults.next("chat.postMessage", faults.dropped(carried_out=True))
    (unclear,) = newsdesk.side.tick()
    assert unclear.state.is_open
    with newsdesk.core.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET lease = claimed WHERE finished IS NULL")
    (found,) = newsdesk.side.tick()
    assert found.state.value == "posted"
    assert len(slack.messages("#newsroom", thread_ts=ts)) == 2


def test_a_correction_that_cannot_be_posted_comes_when_the_digest_runs_again(
    newsdesk: Newsdesk, slack: LocalSlack
) -> None:
    ts = posted(newsdesk, slack)
    filed(newsdesk, TEXT)
    slack.faults.next("chat.postMessage", faults.refused("not_in_channel"))
    since = slack.timeline.latest
    (refused,) = newsdesk.side.tick()
    assert refused.state.value == "failed"
    told = slack.wait_for("message", "A correction to digest 1", channel="@newsdesk", user="ada", since=since).words
    assert "The digest is paused." in told
    assert newsdesk.side.tick() == []
    resumed = slack.types("ada", "#newsroom", "/digest resume 1")
    slack.wait_for("ephemeral", "runs again", since=resumed.since, timeout=10)
    newsdesk.side.tick()
    newsdesk.side.tick()
    _, reply = slack.messages("#newsroom", thread_ts=ts)
    assert "300 people" in str(reply["blocks"])


def test_a_correction_that_slack_refuses_for_good_is_told_to_the_maker_once(
    newsdesk: Newsdesk, slack: LocalSlack
) -> None:
    ts = posted(newsdesk, slack)
    filed(newsdesk, TEXT)
    slack.faults.next("chat.postMessage", faults.refused("restricted_action_thread_locked"))
    before = len(slack.messages("@newsdesk", user="ada"))
    for _ in range(3):
        newsdesk.side.tick()
    assert len(slack.messages("#newsroom", thread_ts=ts)) == 1
    assert len(slack.messages("@newsdesk", user="ada")) == before + 1
    filed(newsdesk, TEXT.replace("About 300", "About 400"))
    newsdesk.side.tick()
    _, reply = slack.messages("#newsroom", thread_ts=ts)
    assert "400 people" in str(reply["blocks"])


def test_a_story_that_was_not_posted_is_not_corrected(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    filed(newsdesk, FIRST)
    typed = slack.types("ada", "#newsroom", "/digest 08:30 weekdays floods")
    slack.wait_for("ephemeral", "is set", since=typed.since, timeout=10)
    slack.faults.next("chat.postMessage", faults.refused("invalid_blocks"))
    ran = slack.types("ada", "#newsroom", "/digest now 1")
    slack.wait_for("ephemeral", "could not be posted", since=ran.since, timeout=10)
    filed(newsdesk, TEXT)
    assert newsdesk.side.tick() == []
    ran = slack.types("ada", "#newsroom", "/digest now 1")
    words = slack.wait_for("message", "Floods", channel="#newsroom", since=ran.since, timeout=10).words
    assert "300 people" in words
