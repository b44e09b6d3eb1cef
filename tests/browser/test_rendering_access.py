"""For everybody: without a mouse, on a phone, in the dark, with a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.web.playground.example import ADA
from bot.web.playground.shapes import Json
from tests.browser.conftest import Demo, Server, tab, visit

Theme = Literal["light", "dark"]
PHONE = {"width": 380, "height": 740}
KINDS = ["text", "controls", "tables", "charts", "more_charts", "frames"]


@pytest.fixture
def furnished(demo: Demo, gallery: Json) -> Demo:
    """A workspace with something of everything in it."""
    for kind in KINDS:
        demo.bot_says(kind, deepcopy(gallery[kind]), channel="C0POLITICS")
    root = demo.ada_says("<@U0NEWSDESK> how many troops?")
    demo.bot_says("2,500 troops", deepcopy(gallery["text"]), thread_ts=root["ts"])
    demo.whispers("Nothing was found.")
    home = {"type": "home", "blocks": deepcopy([*gallery["text"][:2], *gallery["tables"]])}
    with demo.state.timeline.lock:
        demo.state.surfaces.publish(ADA.id, home)
    return demo


def to_channel(page: Page, demo: Demo) -> None:
    page.get_by_role("link", name="politics").click()
    expect(page.locator("svg.chart")).to_have_count(4)


def to_thread(page: Page, demo: Demo) -> None:
    page.get_by_role("button", name="1 reply").click()
    expect(page.locator("#thread .message")).to_have_count(2)


def to_home(page: Page, demo: Demo) -> None:
    page.get_by_role("link", name="Newsdesk · Home").click()
    expect(page.locator("#home .block-data-table")).to_be_visible()


def to_completion(page: Page, demo: Demo) -> None:
    page.locator("#channel .composer-input").press_sequentially("/")
    expect(page.get_by_role("option")).to_have_count(4)


def to_menu(page: Page, demo: Demo) -> None:
    to_channel(page, demo)
    page.get_by_role("combobox", name="Choose a kind").click()
    expect(page.get_by_role("option")).to_have_count(3)


def to_json(page: Page, demo: Demo) -> None:
    page.locator("#channel .message").last.hover()
    page.get_by_role("button", name="Show the JSON").click()
    expect(page.locator(".inspector")).to_be_visible()


PLACES = [to_channel, to_thread, to_home, to_completion, to_menu, to_json]


def violations(page: Page) -> list[str]:
    """What axe-core finds that is serious or worse, one line each."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("to", PLACES)
def test_axe_finds_nothing_serious(to: Callable[[Page, Demo], None], theme: Theme, page: Page, furnished: Demo) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    to(visit(page, furnished.url), furnished)
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_a_modal(theme: Theme, page: Page, demo: Demo, gallery: Json) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    demo.opens(deepcopy(gallery["modal"]))
    visit(page, demo.url)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.locator(".input-error").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("to", [to_channel, to_thread, to_home])
def test_nothing_is_wider_than_a_phone(to: Callable[[Page, Demo], None], page: Page, furnished: Demo) -> None:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    visit(page, furnished.url)
    if to is not to_thread:
        page.get_by_role("button", name="Channels").click()
    to(page, furnished)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('.scroller')]
            .filter(scroller => scroller.checkVisibility() && scroller.scrollWidth > scroller.clientWidth)
            .map(scroller => scroller.closest('[id]').id)"""
    )
    assert beyond == []


def test_a_phone_shows_one_thing_at_a_time(
    browser: Browser, server: Server, furnished: Demo, complaints: list[str]
) -> None:
    with tab(browser, complaints, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        visit(page, furnished.url)
        places = page.get_by_role("navigation", name="Channels")
        expect(places).to_be_hidden()
        page.get_by_role("button", name="Channels").tap()
        expect(places).to_be_visible()
        page.keyboard.press("Escape")
        expect(places).to_be_hidden()
        page.get_by_role("button", name="1 reply").tap()
        box = page.get_by_role("complementary", name="Thread").bounding_box()
        assert box and (box["x"], box["width"]) == (0, PHONE["width"])
        page.get_by_role("button", name="Close the thread").tap()
        page.get_by_role("button", name="Things to try").tap()
        expect(page.get_by_role("button", name="Restart the bot")).to_be_visible()
    assert complaints == []


def test_without_a_mouse(opened: Page, demo: Demo) -> None:
    press = opened.keyboard.press
    press("Tab")
    expect(opened.get_by_role("link", name="Skip to the message field")).to_be_focused()
    press("Enter")
    opened.keyboard.type("@newsd")
    press("Tab")
    opened.keyboard.type("how many?")
    press("Enter")
    assert demo.asked("say")["text"] == "@newsdesk how many?"
    root = demo.ada_says("<@U0NEWSDESK> how many?")
    demo.bot_says("2,500", thread_ts=root["ts"])
    button = {"type": "button", "text": {"type": "plain_text", "text": "Next"}, "action_id": "next"}
    demo.bot_says("And more", [{"type": "actions", "elements": [button]}])
    expect(opened.get_by_role("button", name="1 reply")).to_be_visible()
    expect(opened.get_by_role("button", name="Next", exact=True)).to_be_visible()  # else the last message is another
    press("Shift+F6")
    expect(opened.locator("#channel .message").last).to_be_focused()
    press("ArrowUp")
    expect(opened.locator("#channel .message").first).to_be_focused()
    press("ArrowDown")
    expect(opened.locator("#channel .message").last).to_be_focused()
    press("Tab")
    expect(opened.get_by_role("button", name="Next", exact=True)).to_be_focused()
    press("Enter")
    assert demo.asked("press")["action_id"] == "next"
    press("Tab")
    press("Tab")
    expect(opened.get_by_role("button", name="Show the JSON").last).to_be_focused()
    press("Space")
    expect(opened.locator(".inspector")).to_be_visible()
    opened.get_by_role("button", name="1 reply").focus()
    press("Enter")
    expect(opened.get_by_role("textbox", name="Reply…")).to_be_focused()
    press("Escape")
    expect(opened.locator("#channel .message").first).to_be_focused()
    press("Shift+F6")
    expect(opened.get_by_role("link", name="newsroom")).to_be_focused()
    press("ArrowDown")
    press("Enter")
    expect(opened.get_by_role("heading", name="#politics")).to_be_visible()


def test_new_messages_are_read_out(opened: Page, demo: Demo) -> None:
    demo.bot_says("3 quotes by Jens Stoltenberg")
    demo.bot_says("The morning digest", channel="C0POLITICS")
    said = opened.locator("#announcer p")
    expect(said).to_have_text(["Newsdesk: 3 quotes by Jens Stoltenberg", "In politics: Newsdesk: The morning digest"])
