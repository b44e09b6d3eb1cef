"""The page as a workspace: places, messages as they come and change, threads, writing, things to try."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from bot.web.playground.example import ADA, BEN
from tests.browser.conftest import Demo, Server, visit


def messages(page: Page) -> Locator:
    return page.locator("#channel .message")


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("^Message "))


def test_the_places_are_listed(opened: Page) -> None:
    places = opened.get_by_role("navigation", name="Channels")
    names = places.locator(".place-name").all_text_contents()
    assert names == ["newsroom", "politics", "lobby", "private-desk", "newsdesk", "Newsdesk · Home"]
    expect(places.locator("[aria-current]")).to_contain_text("newsroom")
    expect(opened.get_by_text("This workspace lives on your own computer")).to_be_visible()


def test_a_message_has_its_author_time_and_badge(opened: Page, demo: Demo) -> None:
    demo.bot_says("Found *3* quotes")
    message = messages(opened).last
    expect(message.locator(".message-author")).to_have_text("Newsdesk")
    expect(message.locator(".app-badge")).to_have_text("APP")
    expect(message.locator(".message-time")).to_have_text("9:05 AM")
    expect(message.locator("b")).to_have_text("3")
    expect(opened.locator(".day")).to_have_text("Today")


def test_messages_of_one_author_are_grouped_for_five_minutes(opened: Page, demo: Demo) -> None:
    for minutes in (0, 2, 10):
        demo.clock.advance(timedelta(minutes=minutes))
        demo.ada_says(f"after {minutes}")
    expect(messages(opened)).to_have_count(3)
    expect(messages(opened).locator(".message-author")).to_have_count(2)
    expect(messages(opened).nth(1)).to_have_class(re.compile("compact"))


def test_a_new_day_is_marked(opened: Page, demo: Demo) -> None:
    demo.ada_says("today")
    demo.clock.advance(timedelta(days=1))
    demo.ada_says("tomorrow")
    expect(opened.locator(".day")).to_have_text(["Today", "Tomorrow"])


def test_whispers_are_marked_and_stand_in_their_place(opened: Page, demo: Demo) -> None:
    demo.ada_says("before")
    demo.whispers("for Ada")
    with demo.state.timeline.lock:
        demo.state.conversations.whisper("C0NEWSROOM", BEN.id, {"text": "for Ben", "blocks": []})
    demo.bot_says("after")
    expect(messages(opened)).to_have_count(3)
    expect(messages(opened).nth(1)).to_contain_text("Only visible to you")
    expect(opened.get_by_text("Only visible to you")).to_have_count(1)


def test_messages_change_and_go(opened: Page, demo: Demo) -> None:
    first, second, whisper = demo.bot_says("one"), demo.bot_says("two"), demo.whispers("three")
    expect(messages(opened)).to_have_count(3)
    talk = demo.state.conversations
    with demo.state.timeline.lock:
        talk.edit("C0NEWSROOM", first, {"text": "one, edited"})
        talk.remove("C0NEWSROOM", second)
        talk.edit_whisper(talk.ephemerals[0], {"text": "three, replaced"})
    expect(messages(opened)).to_have_count(2)
    expect(messages(opened).first).to_contain_text("one, edited")
    expect(messages(opened).first.locator(".edited")).to_have_text("(edited)")
    expect(opened.locator(f"[data-ts='{whisper['ts']}']")).to_contain_text("three, replaced")
    with demo.state.timeline.lock:
        talk.remove_whisper(talk.ephemerals[0])
    expect(messages(opened)).to_have_count(1)


def test_an_update_keeps_the_focus_and_what_is_open(opened: Page, demo: Demo) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Next"}, "action_id": "next"}
    actions = {"type": "actions", "block_id": "a", "elements": [button]}
    message = demo.bot_says("one", [actions])
    messages(opened).last.hover()
    opened.get_by_role("button", name="Show the JSON").click()
    opened.get_by_role("button", name="Next", exact=True).focus()
    again = {**actions, "block_id": "b", "elements": [{**button, "value": "2"}]}
    with demo.state.timeline.lock:
        demo.state.conversations.edit("C0NEWSROOM", message, {"text": "two", "blocks": [again]})
    expect(opened.locator(".inspector pre")).to_contain_text('"value": "2"')
    expect(opened.get_by_role("button", name="Next", exact=True)).to_be_focused()


def test_the_json_is_what_was_posted(opened: Page, demo: Demo) -> None:
    demo.bot_says("hello", metadata={"event_type": "answer", "event_payload": {"story": 12}})
    messages(opened).last.hover()
    opened.get_by_role("button", name="Show the JSON").click()
    posted = opened.locator(".inspector pre").evaluate("pre => JSON.parse(pre.textContent)")
    metadata = {"event_type": "answer", "event_payload": {"story": 12}}
    assert posted == {"channel": "C0NEWSROOM", "text": "hello", "blocks": [], "metadata": metadata}
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.get_by_role("button", name="Copy").click()
    expect(opened.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert '"story": 12' in opened.evaluate("navigator.clipboard.readText()")


def test_a_thread_opens_beside_its_channel(opened: Page, demo: Demo) -> None:
    root = demo.ada_says("what did Stoltenberg say?")
    demo.bot_says("He said this.", thread_ts=root["ts"])
    demo.bot_says("And that.", thread_ts=root["ts"])
    expect(messages(opened)).to_have_count(1)
    opened.get_by_role("button", name="2 replies").click()
    thread = opened.get_by_role("complementary", name="Thread")
    expect(thread.locator(".message")).to_have_count(3)
    expect(thread.locator(".reply-line")).to_have_text("2 replies")
    reply = thread.get_by_role("textbox", name="Reply…")
    expect(reply).to_be_focused()
    reply.fill("and who is he?")
    reply.press("Enter")
    assert demo.asked("say") == {"channel": "C0NEWSROOM", "text": "and who is he?", "thread_ts": root["ts"]}
    opened.keyboard.press("Escape")
    expect(thread).to_be_hidden()
    expect(messages(opened).first).to_be_focused()


def test_a_command_in_a_thread_is_not_sent(opened: Page, demo: Demo) -> None:
    root = demo.ada_says("root")
    opened.goto(f"{demo.url}/#/C0NEWSROOM/thread/{root['ts']}")
    reply = opened.get_by_role("textbox", name="Reply…")
    reply.fill("/quotes together")
    reply.press("Enter")
    expect(opened.get_by_text("/quotes is not supported in threads. Sorry!")).to_be_visible()
    assert demo.done.empty()


def test_the_status_of_an_answer(opened: Page, demo: Demo) -> None:
    root = demo.ada_says("root")
    with demo.state.timeline.lock:
        demo.state.conversations.set_status("C0NEWSROOM", root["ts"], "is looking it up…")
    expect(messages(opened).locator(".working")).to_have_text("Newsdesk is looking it up…")
    opened.goto(f"{demo.url}/#/C0NEWSROOM/thread/{root['ts']}")
    expect(opened.locator("#thread .working-line")).to_have_text("Newsdesk is looking it up…")
    demo.bot_says("Found.", thread_ts=root["ts"])
    expect(opened.locator("#thread .working-line")).to_be_empty()


def test_a_command_is_completed_and_sent(opened: Page, demo: Demo) -> None:
    composer(opened).press_sequentially("/")
    expect(opened.get_by_role("option")).to_have_count(4)
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("Tab")
    expect(composer(opened)).to_have_value("/quotes ")
    expect(opened.locator(".composer-hint").first).to_have_text("/quotes [words] [by:person]")
    composer(opened).press_sequentially("together")
    composer(opened).press("Enter")
    assert demo.asked("type") == {"channel": "C0NEWSROOM", "text": "/quotes together"}
    expect(composer(opened)).to_have_value("")


def test_escape_ends_the_completion_only(opened: Page) -> None:
    composer(opened).press_sequentially("/q")
    opened.keyboard.press("Escape")
    expect(opened.get_by_role("option")).to_have_count(0)
    expect(composer(opened)).to_have_value("/q")


def test_a_mention_is_completed_and_said(opened: Page, demo: Demo) -> None:
    composer(opened).press_sequentially("hello @ne")
    opened.keyboard.press("Enter")
    expect(composer(opened)).to_have_value("hello @newsdesk ")
    composer(opened).press_sequentially("how many?")
    composer(opened).press("Shift+Enter")
    composer(opened).press_sequentially("troops")
    composer(opened).press("Enter")
    assert demo.asked("say") == {"channel": "C0NEWSROOM", "text": "hello @newsdesk how many?\ntroops"}


def test_an_unknown_command_is_answered_by_slackbot(opened: Page, demo: Demo) -> None:
    composer(opened).fill("/qoutes together")
    composer(opened).press("Enter")
    expect(messages(opened).last).to_contain_text("/qoutes is not a valid command.")
    expect(messages(opened).last.locator(".message-author")).to_have_text("Slackbot")
    assert demo.done.empty()


def test_a_failed_command_is_told_in_the_channel(opened: Page, demo: Demo) -> None:
    told = '/quotes failed with the error "operation_timeout"'
    demo.state.timeline.publish("problem", {"user": ADA.id, "channel": "C0NEWSROOM", "text": told})
    expect(messages(opened).last).to_contain_text(told)


def test_what_could_not_be_sent_stays(opened: Page, demo: Demo, complaints: list[str]) -> None:
    demo.answers["say"] = lambda body: {"ok": False, "error": "The bot is starting."}
    composer(opened).fill("hello")
    composer(opened).press("Enter")
    expect(opened.get_by_role("alert").filter(has_text="The bot is starting.")).to_be_visible()
    expect(composer(opened)).to_have_value("hello")
    # The browser notes the status 422 on its console.
    complaints.clear()


def test_drafts_stay_with_their_channel(opened: Page) -> None:
    composer(opened).fill("half a thought")
    opened.get_by_role("link", name="politics").click()
    expect(composer(opened)).to_have_value("")
    opened.get_by_role("link", name="newsroom").click()
    expect(composer(opened)).to_have_value("half a thought")


def test_new_messages_elsewhere_are_counted(opened: Page, demo: Demo) -> None:
    demo.bot_says("one", channel="C0POLITICS")
    demo.bot_says("two", channel="C0POLITICS")
    politics = opened.get_by_role("link", name="politics")
    expect(politics.locator(".badge")).to_have_text("2")
    expect(opened).to_have_title(re.compile(r"^\(2\) #newsroom"))
    politics.click()
    expect(politics.locator(".badge")).to_be_hidden()
    expect(opened.locator(".new-line")).to_have_text("New")


def test_the_home_tab(opened: Page, demo: Demo) -> None:
    opened.get_by_role("link", name="Newsdesk · Home").click()
    assert demo.asked("home") == {}
    expect(opened.get_by_text("Newsdesk is preparing its home tab…")).to_be_visible()
    button = {"type": "button", "text": {"type": "plain_text", "text": "Ask"}, "action_id": "ask"}
    with demo.state.timeline.lock:
        blocks = [{"type": "actions", "elements": [button]}]
        view = demo.state.surfaces.publish(ADA.id, {"type": "home", "blocks": blocks})
    opened.get_by_role("button", name="Ask", exact=True).click()
    asked = demo.asked("press")
    assert (asked["place"], asked["home"], asked["action_id"]) == (view["id"], True, "ask")


def test_the_end_is_kept_in_sight(opened: Page, demo: Demo) -> None:
    for number in range(40):
        demo.bot_says(f"message {number}")
    expect(messages(opened).get_by_text("message 39")).to_be_in_viewport()
    opened.locator("#channel .scroller").evaluate("scroller => { scroller.scrollTop = 0; }")
    expect(messages(opened).get_by_text("message 39")).not_to_be_in_viewport()
    demo.bot_says("message 40")
    pill = opened.get_by_role("button", name="New messages")
    expect(pill).to_be_visible()
    assert opened.locator("#channel .scroller").evaluate("scroller => scroller.scrollTop") == 0
    pill.click()
    expect(messages(opened).get_by_text("message 40")).to_be_in_viewport()
    expect(pill).to_be_hidden()
    opened.locator("#channel .scroller").evaluate("scroller => { scroller.scrollTop = 0; }")
    composer(opened).fill("/quotes together")
    composer(opened).press("Enter")
    demo.asked("type")
    demo.whispers("the answer")
    expect(messages(opened).get_by_text("the answer")).to_be_in_viewport()


def test_of_many_messages_the_last_are_drawn(page: Page, demo: Demo) -> None:
    for number in range(400):
        demo.bot_says(f"message {number}")
    visit(page, demo.url)
    expect(messages(page)).to_have_count(150)
    expect(messages(page).get_by_text("message 399")).to_be_in_viewport()
    page.get_by_role("button", name="Show earlier messages").click()
    expect(messages(page)).to_have_count(300)


def test_a_lost_connection_is_told_and_mended(opened: Page, demo: Demo, server: Server, complaints: list[str]) -> None:
    composer(opened).fill("half a thought")
    server.stop()
    expect(opened.get_by_text("The connection to Newsdesk is lost.")).to_be_visible()
    with demo.state.timeline.lock:
        demo.state.conversations.post("C0NEWSROOM", {"user": BEN.id, "text": "said meanwhile"})
    again = Server(demo, server.port)
    expect(messages(opened).get_by_text("said meanwhile")).to_be_visible(timeout=10_000)
    expect(opened.get_by_text("The connection to Newsdesk is lost.")).to_be_hidden()
    demo.bot_says("live again")
    expect(messages(opened).get_by_text("live again")).to_be_visible()
    expect(composer(opened)).to_have_value("half a thought")
    opened.goto("about:blank")
    again.stop()
    # The browser notes the refused connections on its console.
    complaints.clear()


def test_an_example_is_asked(opened: Page, demo: Demo) -> None:
    opened.get_by_role("link", name="politics").click()
    opened.get_by_role("button", name="Who said it?").click()
    assert demo.asked("type") == {"channel": "C0NEWSROOM", "text": "/quotes together"}
    expect(opened.get_by_role("heading", name="#newsroom")).to_be_visible()
    opened.get_by_role("button", name="How many?").click()
    assert demo.asked("say") == {"channel": "C0NEWSROOM", "text": "@newsdesk how many troops?"}


def test_a_story_is_pasted(opened: Page, demo: Demo) -> None:
    demo.answers["story"] = lambda body: {"ok": True, "title": body["name"], "story": 3, "outcome": "a new story"}
    opened.get_by_role("button", name="Paste a text…").click()
    dialog = opened.get_by_role("dialog", name="Add a story")
    dialog.get_by_role("button", name="Add to the library").click()
    expect(dialog.get_by_role("alert")).to_have_text("Please paste the text of a story.")
    dialog.get_by_label("Headline").fill("A headline")
    dialog.get_by_label("Text", exact=True).fill("“We shall see,” she said.")
    dialog.get_by_role("button", name="Add to the library").click()
    assert demo.asked("story") == {"name": "A headline", "text": "“We shall see,” she said."}
    expect(dialog).to_be_hidden()
    expect(opened.locator(".added")).to_contain_text("A headline · a new story")


def test_a_dropped_file_is_added(opened: Page, demo: Demo, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("A headline\n\nIts text.", encoding="utf-8")
    opened.locator("input[type=file][multiple]").set_input_files(story)
    assert demo.asked("story") == {"name": "story.txt", "text": "A headline\n\nIts text."}


def test_the_digest_the_clock_and_a_restart(opened: Page, demo: Demo) -> None:
    opened.get_by_role("button", name="Run the morning digest now").click()
    assert demo.asked("digest") == {}
    opened.get_by_role("button", name="Move the clock to tomorrow 08:30").click()
    assert demo.asked("clock") == {"to": "tomorrow 08:30"}
    opened.get_by_role("button", name="Restart the bot").click()
    assert demo.asked("restart") == {}


def test_what_happens_to_the_demo_is_told(opened: Page, demo: Demo) -> None:
    expect(opened.locator("#clock")).to_contain_text("9:05 AM (Europe/Berlin)")
    moved = {"what": "clock", "text": "It is Tuesday now.", "now": "2026-11-24T07:30:00+00:00"}
    demo.state.timeline.publish("demo", moved)
    expect(opened.get_by_role("status").filter(has_text="It is Tuesday now.")).to_be_visible()
    expect(opened.locator("#clock")).to_contain_text("8:30 AM (Europe/Berlin)")


def test_a_theme_is_remembered(opened: Page, demo: Demo) -> None:
    root = opened.locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    opened.get_by_role("button", name="Use the dark theme").click()
    expect(root).to_have_attribute("data-theme", "dark")
    visit(opened, demo.url)
    expect(root).to_have_attribute("data-theme", "dark")
    opened.get_by_role("button", name="Use the light theme").click()
    expect(root).to_have_attribute("data-theme", "light")
