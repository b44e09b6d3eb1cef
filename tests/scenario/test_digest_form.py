"""The form that sets a digest up: opened, previewed, refused, saved, and used again to change one."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.domain.digest import Subscription
from bot.slack import digest_form as form
from bot.storage.digests import SqlDigestStore
from bot.web.playground import faults
from bot.web.playground.example import TEAM
from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk


def shown(slack: LocalSlack, words: str, *, user: str = "ada", since: int = 0) -> Change:
    return slack.wait_for("view", words, user=user, since=since, timeout=10)


def told(slack: LocalSlack, text: str, channel: str = "#newsroom", user: str = "ada") -> Change:
    delivery = slack.types(user, channel, text)
    assert delivery.ok
    return slack.wait_for("ephemeral", user=user, since=delivery.since, timeout=10)


def asked(slack: LocalSlack, text: str = "/digest", channel: str = "#newsroom", user: str = "ada") -> str:
    """The id of the form that the command opens, once it is ready."""
    delivery = slack.types(user, channel, text)
    return str(shown(slack, "Time zone", user=user, since=delivery.since).view["id"])


def digests(newsdesk: Newsdesk) -> list[Subscription]:
    return SqlDigestStore(newsdesk.core.engine).subscriptions.all(TEAM.id)


def saved(slack: LocalSlack, view_id: str, values: Mapping[str, object], words: str, user: str = "ada") -> Change:
    submitted = slack.submits(user, view_id, values)
    assert submitted.ok
    return shown(slack, words, user=user, since=submitted.since)


def errors(slack: LocalSlack, view_id: str, values: Mapping[str, object], user: str = "ada") -> dict[str, str]:
    answer = slack.submits(user, view_id, values).json
    assert answer["response_action"] == "errors"
    return dict(answer["errors"])


def test_a_digest_is_set_up_in_the_form(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    view_id = asked(slack)
    slack.looks_up("ada", view_id, form.OUTLETS, "")
    slack.looks_up("ada", view_id, form.OUTLETS, "CNN")
    values = {form.TIME: "07:15", form.DAYS: ["0", "4"], form.QUERY: "taliban", form.OUTLETS: ["Khaama Press", "CNN"]}
    done = saved(slack, view_id, {**values, form.MOST: "5", form.QUIET: ["yes"]}, "Digest 1 is set")
    assert "Mon, Fri at 07:15 (Europe/Berlin)" in done.words
    (digest,) = digests(newsdesk)
    assert (digest.channel, digest.creator, digest.query) == ("C0NEWSROOM", "U0ADA", "taliban")
    assert (digest.outlets, digest.most, digest.announce_quiet) == (("Khaama Press", "CNN"), 5, True)
    assert digest.schedule.zone == "Europe/Berlin", "Ada's own"


def test_the_form_opens_before_anything_is_looked_up(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    typed = slack.types("ada", "#newsroom", "/digest")
    assert "One moment" in slack.wait_for("view", since=typed.since, timeout=10).words
    assert typed.elapsed.total_seconds() < 3


def test_the_preview_follows_what_is_typed(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    view_id = asked(slack)
    assert "1 story" in shown(slack, "Today it would hold").words
    pressed = slack.presses("ada", view_id, form.QUERY, "cricket")
    assert "nothing new" in shown(slack, "Today it would hold", since=pressed.since).words
    pressed = slack.presses("ada", view_id, form.QUERY, "since:someday")
    assert "someday" in shown(slack, "Today:", since=pressed.since).words
    pressed = slack.presses("ada", view_id, form.QUERY, "taliban")
    preview = shown(slack, "1 story", since=pressed.since)
    assert "also in" in preview.words
    assert preview.view["state"]["values"][form.QUERY][form.QUERY]["value"] == "taliban"


def labels(slack: LocalSlack, view_id: str, field: str, typed: str, user: str = "ada") -> list[str]:
    return [option["text"]["text"] for option in slack.looks_up(user, view_id, field, typed)]


def test_a_zone_is_searched_by_its_city_and_the_preview_follows(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    view_id = asked(slack)
    assert labels(slack, view_id, form.ZONE, "")[0].startswith("Europe/Berlin (UTC+0"), "Ada's own comes first"
    assert labels(slack, view_id, form.ZONE, "mumbai") == ["Mumbai: Asia/Kolkata (UTC+05:30)"]
    assert labels(slack, view_id, form.ZONE, "xyzzy") == []
    with pytest.raises(ValueError, match="does not offer 'Asia/Tashkent'"):
        slack.presses("ada", view_id, form.ZONE, "Asia/Tashkent")
    pressed = slack.presses("ada", view_id, form.ZONE, "Asia/Kolkata")
    shown(slack, "It comes", since=pressed.since)
    pressed = slack.presses("ada", view_id, form.TIME, "23:05")
    assert ", 23:05, then " in shown(slack, "It comes", since=pressed.since).words
    pressed = slack.presses("ada", view_id, form.DAYS, ["5"])
    shown(slack, ", 23:05, then Sat ", since=pressed.since)
    saved(slack, view_id, {}, "Sat at 23:05 (Asia/Kolkata)")


def test_outlets_are_chosen_from_the_library_and_the_preview_follows(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    view_id = asked(slack)
    assert "Khaama Press" in labels(slack, view_id, form.OUTLETS, "")
    assert labels(slack, view_id, form.OUTLETS, "khaa") == ["Khaama Press", "“khaa…” in the name"]
    assert labels(slack, view_id, form.OUTLETS, "Reuters") == ["“Reuters…” in the name"]
    pressed = slack.presses("ada", view_id, form.OUTLETS, ["Reuters"])
    assert "nothing new" in shown(slack, "Today it would hold", since=pressed.since).words
    pressed = slack.presses("ada", view_id, form.OUTLETS, ["Khaama Press", "Reuters"])
    assert "1 story" in shown(slack, "1 story", since=pressed.since).words


def test_a_library_that_cannot_be_read_offers_nothing(newsdesk: Newsdesk, slack: LocalSlack, may_warn: None) -> None:
    view_id = asked(slack)
    with newsdesk.core.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE articles RENAME TO lost")
    assert slack.looks_up("ada", view_id, form.OUTLETS, "") == []


@pytest.mark.parametrize(
    ("values", "field", "problem"),
    [
        ({form.QUERY: "since:someday"}, form.QUERY, "someday"),
        ({form.MOST: "99"}, form.MOST, "from 1 to 15"),
        ({form.CHANNEL: "C0LOBBY"}, form.CHANNEL, "/invite @newsdesk"),
        ({form.CHANNEL: "C0PRIVATE"}, form.CHANNEL, "/invite @newsdesk"),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field(
    newsdesk: Newsdesk, slack: LocalSlack, values: dict[str, object], field: str, problem: str
) -> None:
    found = errors(slack, asked(slack), values)
    assert list(found) == [field]
    assert problem in found[field]
    assert digests(newsdesk) == []


def test_a_filter_that_cannot_be_read_is_explained_once(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    view_id = asked(slack)
    pressed = slack.presses("ada", view_id, form.QUERY, "form:khaama")
    preview = shown(slack, "Today:", since=pressed.since)
    assert "from:khaama" in preview.words
    assert "from:khaama" not in errors(slack, view_id, {form.QUERY: "form:khaama"})[form.QUERY]


def test_the_same_digest_twice_is_refused_and_an_overlapping_one_is_told(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays taliban")
    view_id = asked(slack)
    refused = errors(slack, view_id, {form.QUERY: "taliban"})
    assert "Digest 1 already brings the same here at the same time" in refused[form.QUERY]
    assert "Digest 1 already" in told(slack, "/digest 08:30 weekdays taliban").words
    done = saved(slack, view_id, {form.QUERY: "taliban kabul"}, "Digest 2 is set")
    assert "Told twice" in done.words
    assert "digest 1" in done.words
    assert "digest 2" in told(slack, "/digest 17:00 daily taliban").words
    told(slack, "/digest stop 1")
    assert "Told twice" in told(slack, "/digest undo 1").words


def test_a_second_direct_message_of_the_same_is_refused_before_one_is_sent(
    newsdesk: Newsdesk, slack: LocalSlack
) -> None:
    saved(slack, asked(slack), {form.CHANNEL: None}, "Digest 1 is set")
    sent = len(slack.messages("@newsdesk", user="ada"))
    assert "Digest 1 already" in errors(slack, asked(slack), {form.CHANNEL: None})[form.QUERY]
    assert len(slack.messages("@newsdesk", user="ada")) == sent


def test_the_preview_stands_right_below_what_is_asked_for(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    asked(slack)
    blocks = shown(slack, "Today it would hold").view["blocks"]
    assert [block.get("block_id") == form.QUERY or block["type"] for block in blocks[:3]] == [
        True,
        "rich_text",
        "input",
    ]


def test_without_a_channel_it_comes_as_a_direct_message(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    saved(slack, asked(slack), {form.CHANNEL: None}, "Digest 1 is set")
    assert [digest.channel for digest in digests(newsdesk)] == ["D0ADA"]
    assert "Your digest will come here" in slack.messages("@newsdesk", user="ada")[-1]["text"]


def test_direct_messages_that_cannot_be_sent_are_said_at_the_field(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    view_id = asked(slack)
    slack.faults.next("chat.postMessage", faults.refused("channel_not_found"))
    assert "Choose a channel" in errors(slack, view_id, {form.CHANNEL: None})[form.CHANNEL]


def test_the_same_form_changes_a_digest(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays Europe/Berlin taliban")
    listed = told(slack, "/digest list")
    pressed = slack.presses("ada", listed.ts, "digest:edit:0")
    opened = shown(slack, "Change digest 1", since=pressed.since)
    values = opened.view["state"]["values"]
    assert values[form.QUERY][form.QUERY]["value"] == "taliban"
    assert values[form.ZONE][form.ZONE]["selected_option"]["value"] == "Europe/Berlin"
    done = saved(slack, str(opened.view["id"]), {form.TIME: "09:00", form.CHANNEL: "C0POLITICS"}, "is changed")
    assert "weekdays at 09:00 (Europe/Berlin)" in done.words
    assert [(digest.number, digest.channel) for digest in digests(newsdesk)] == [(1, "C0POLITICS")]


def test_edit_is_typed_too(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    saved(slack, asked(slack, "/digest edit"), {form.QUERY: "nato"}, "Digest 1 is changed")
    assert [digest.query for digest in digests(newsdesk)] == ["nato"]


def test_a_direct_message_stays_one_when_an_admin_changes_it(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    saved(slack, asked(slack, user="ben"), {form.CHANNEL: None}, "Digest 1 is set", user="ben")
    saved(slack, asked(slack, "/digest edit 1"), {form.TIME: "10:00"}, "Digest 1 is changed")
    assert [(digest.channel, digest.creator) for digest in digests(newsdesk)] == [("D0BEN", "U0BEN")]


def test_others_cannot_change_it_by_word_button_or_form(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    typed = slack.types("ben", "#newsroom", "/digest edit 1")
    assert "can't change" in shown(slack, "change", user="ben", since=typed.since).words
    listed = told(slack, "/digest list", user="ben")
    pressed = slack.presses("ben", listed.ts, "digest:edit:0")
    assert "can't change" in shown(slack, "change", user="ben", since=pressed.since).words
    # A form of his own, sent with the number of hers in it.
    view_id = asked(slack, user="ben")
    with slack.timeline.lock:
        slack.state.surfaces.find(view_id)[1]["private_metadata"] = '{"n": 1}'
    assert "can't change" in saved(slack, view_id, {form.TIME: "10:00"}, "change", user="ben").words
    assert [f"{digest.schedule.at:%H:%M}" for digest in digests(newsdesk)] == ["08:30"]


def test_a_digest_is_previewed_and_nothing_is_posted(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    listed = told(slack, "/digest list")
    before = len(slack.messages("#newsroom"))
    pressed = slack.presses("ada", listed.ts, "digest:preview:0")
    preview = slack.wait_for("ephemeral", "preview", user="ada", since=pressed.since, timeout=10)
    assert "US and NATO partners will exit Afghanistan" in preview.words
    assert "NATO" in told(slack, "/digest preview 1").words
    assert len(slack.messages("#newsroom")) == before


def test_a_removed_digest_comes_back_by_its_button(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    listed = told(slack, "/digest list")
    pressed = slack.presses("ada", listed.ts, "digest:stop:0")
    removed = slack.wait_for("ephemeral", "is removed", user="ada", since=pressed.since, timeout=10)
    assert digests(newsdesk) == []
    pressed = slack.presses("ada", removed.ts, "digest:undo")
    slack.wait_for("ephemeral", "runs again", user="ada", since=pressed.since, timeout=10)
    assert [digest.number for digest in digests(newsdesk)] == [1]


def test_the_form_opened_on_the_home_tab_refreshes_it(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    slack.opens_home("ada")
    home = slack.wait_for("home", user="ada", timeout=10)
    pressed = slack.presses("ada", home.view["id"], "digest:edit:0")
    opened = shown(slack, "Change digest 1", since=pressed.since)
    saved(slack, str(opened.view["id"]), {form.TIME: "09:45"}, "is changed")
    assert "09:45" in slack.wait_for("home", "09:45", user="ada", since=pressed.since, timeout=10).words
