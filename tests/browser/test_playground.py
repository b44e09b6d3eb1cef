"""The whole demo in a real browser: the bot as ``serve`` runs it and its local Slack, used by mouse and keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from bot.app.demo import Demo
from bot.settings import load
from bot.slack.manifest import COMMANDS
from bot.web.playground.example import ADA
from tests.browser.conftest import tab, visit

PROJECT = Path(__file__).parents[2]
PHONE = {"width": 380, "height": 740}
LONG = 15_000  # milliseconds; what the bot is asked, it answers within them even on a busy machine
WHALE = "The whale sails in May"
WHALES = "“We need 40 more troops of volunteers,” museum director Ana Sousa said on Monday. The whale weighs 12 tonnes."


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with Demo(load({}, PROJECT), tmp_path_factory.mktemp("demo"), fresh=True) as demo:
        yield demo


@pytest.fixture(scope="module")
def heard() -> list[str]:
    """What the browser complained of on its console, and requests to other hosts."""
    return []


@pytest.fixture(scope="module")
def window(playground: Demo, browser: Browser, heard: list[str]) -> Iterator[Page]:
    """One tab for all tests: a new one for each takes longer than most of them."""
    with tab(browser, heard, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.set_default_timeout(LONG)
        expect.set_options(timeout=LONG)
        yield page
        expect.set_options(timeout=5_000)


@pytest.fixture
def newsroom(playground: Demo, window: Page, heard: list[str]) -> Iterator[Page]:
    """The page, loaded anew, in #newsroom. Whatever its console complains of fails the test."""
    yield visit(window, playground.url)
    window.evaluate("localStorage.clear()")
    window.emulate_media(color_scheme="light")
    for view in playground.slack.state.snapshot()["modals"].get(ADA.id, []):
        # Left open by a test that failed.
        playground.slack.closes(ADA.id, view["id"])
    complaints, heard[:] = list(heard), []
    assert complaints == []


def composer(page: Page, place: str = "#newsroom") -> Locator:
    return page.get_by_role("textbox", name=f"Message {place}", exact=True)


def latest(page: Page) -> Locator:
    return page.locator("#channel .message").last


def typed(page: Page, text: str) -> Locator:
    """What came after ``text`` was typed in #newsroom: for a command, its answer."""
    came = page.locator("#channel .message").nth(page.locator("#channel .message").count())
    composer(page).fill(text)
    composer(page).press("Enter")
    expect(came).to_be_visible()
    return came


def in_thread(page: Page) -> Locator:
    return page.locator("#thread .message")


def violations(page: Page) -> list[str]:
    """What axe-core finds serious or worse, a line each."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


# Asking

ASKED = {
    "/news": ("Afghanistan", ["1 story", "Blinken", "#1"]),
    "/summary": ("#1", ["Also on this story", "NATO allies"]),
    "/quotes": ("together", ["“We went in together, we adjusted together and when the time is right we will leave"]),
    "/figures": ("troops", ["about 7,000 troops", "closer to 3,500", "New York Times"]),
    "/compare": ("#1", ["Antony Blinken", "reported 2,500 troops"]),
    "/digest": ("list", ["digest"]),
}


def test_every_command_is_tried_here() -> None:
    assert list(ASKED) == [command for command, _, _ in COMMANDS]


@pytest.mark.parametrize("command", ASKED)
def test_a_command_is_completed_and_answered(newsroom: Page, command: str) -> None:
    words, told = ASKED[command]
    count = newsroom.locator("#channel .message").count()
    box = composer(newsroom)
    box.press_sequentially(command[:3])
    expect(newsroom.get_by_role("option").filter(has_text=command)).to_be_visible()
    box.press("Tab")
    expect(box).to_have_value(f"{command} ")
    box.press_sequentially(words)
    box.press("Enter")
    answer = newsroom.locator("#channel .message").nth(count)
    expect(answer).to_contain_text("Only visible to you")
    for part in told:
        expect(answer).to_contain_text(part)


def test_an_example_is_answered(newsroom: Page) -> None:
    newsroom.get_by_role("button", name="Who said “together”?").click()
    expect(latest(newsroom)).to_contain_text("4 quotes")


def test_a_button_turns_the_page_in_place(newsroom: Page) -> None:
    answer = typed(newsroom, "/quotes Blinken")
    expect(answer.locator("blockquote")).to_have_count(5)
    first = answer.inner_text()
    count = newsroom.locator("#channel .message").count()
    answer.get_by_role("button", name="Next").click()
    expect(answer.get_by_role("button", name="Previous")).to_be_visible()
    assert answer.inner_text() != first
    answer.get_by_role("button", name="Previous").click()
    expect(answer).to_contain_text("1–5 of")
    expect(newsroom.locator("#channel .message")).to_have_count(count)


def test_a_button_asks_on(newsroom: Page) -> None:
    answer = typed(newsroom, "/quotes together")
    count = newsroom.locator("#channel .message").count()
    answer.get_by_role("button", name="Figures").click()
    expect(newsroom.locator("#channel .message").nth(count)).to_contain_text("figure")


def test_an_answer_is_shared_with_the_channel(newsroom: Page) -> None:
    answer = typed(newsroom, "/summary #1")
    answer.get_by_role("button", name="Share in channel").click()
    shared = newsroom.locator("#channel .message:not(.ephemeral)").last
    expect(shared).to_contain_text("Shared by @Ada Lindqvist")


def test_a_passage_is_shown_in_its_paragraph(newsroom: Page) -> None:
    answer = typed(newsroom, "/quotes Stoltenberg Taliban")
    answer.get_by_role("button", name="Show in context: this quote in its paragraph").click()
    modal = newsroom.get_by_role("dialog", name="In context")
    expect(modal).to_contain_text("NATO, US to decide troops pullout as an Alliance: Blinken")
    expect(modal).to_contain_text("He stressed that the Taliban must sever ties")
    expect(modal.locator("b").last).to_have_text(re.compile("^the Taliban must sever ties .* violence in Afghanistan$"))
    newsroom.keyboard.press("Escape")
    expect(modal).to_be_hidden()


def chosen(page: Page, form: Locator, label: str, typed: str, shown: str) -> None:
    """Search a chooser that asks the app, and choose what it shows first, if it is an option."""
    form.get_by_role("combobox", name=label).click()
    page.locator(".popup-search").fill(typed)
    expect(page.locator(".popup")).to_contain_text(shown)
    option = page.get_by_role("option", name=shown)
    if option.count():
        option.first.click()
    else:
        page.keyboard.press("Escape")


def test_a_digest_is_set_up_in_a_form(newsroom: Page) -> None:
    newsroom.get_by_role("link", name="politics", exact=True).click()
    composer(newsroom, "#politics").fill("/digest")
    composer(newsroom, "#politics").press("Enter")
    form = newsroom.get_by_role("dialog", name="A new digest")
    expect(form).to_contain_text("Today it would hold")
    form.get_by_label("About").fill("nobody wrote this")
    expect(form).to_contain_text("Today it would hold nothing new")
    chosen(newsroom, form, "Time zone", "nowhere", "No results")
    chosen(newsroom, form, "Time zone", "lisb", "Europe/Lisbon")
    expect(form).to_contain_text("It comes ")
    chosen(newsroom, form, "Only from these outlets", "khaa", "Khaama Press")
    newsroom.keyboard.press("Escape")
    expect(form).to_contain_text("Khaama Press")
    form.get_by_role("button", name="Save").click()
    done = newsroom.get_by_role("dialog", name="Digest")
    expect(done).to_contain_text("weekdays at 08:30 (Europe/Lisbon) in #politics · nobody wrote this")
    expect(done).to_contain_text("only from Khaama Press")
    done.get_by_role("button", name="Close").last.click()
    expect(done).to_be_hidden()


def test_a_thread_keeps_its_story(newsroom: Page, playground: Demo) -> None:
    playground.add_story(WHALE, WHALES)
    asked = typed(newsroom, "@newsdesk what did Stoltenberg say about the Taliban?")
    asked.get_by_role("button", name="1 reply").click()
    expect(in_thread(newsroom).nth(1)).to_contain_text("the Taliban must sever ties with terrorist organizations")
    reply = newsroom.get_by_role("textbox", name="Reply…")
    reply.fill("@newsdesk how many troops?")
    reply.press("Enter")
    expect(in_thread(newsroom)).to_have_count(4)
    expect(in_thread(newsroom).nth(3)).to_contain_text("about 7,000 troops")
    expect(in_thread(newsroom).nth(3)).not_to_contain_text("40 more")
    # Outside the thread there is more.
    expect(typed(newsroom, "/figures troops")).to_contain_text("40 more")


def test_a_direct_message_needs_no_command(newsroom: Page) -> None:
    newsroom.get_by_role("navigation", name="Channels").get_by_role("link", name="newsdesk", exact=True).click()
    box = composer(newsroom, "Newsdesk")
    box.fill("who is Khalilzad?")
    box.press("Enter")
    answer = newsroom.locator("#channel .message").last
    expect(answer).to_contain_text("Special Representative for Afghanistan Reconciliation")
    box.fill("and the figures?")
    box.press("Enter")
    expect(newsroom.locator("#channel .message").last).to_contain_text("2,500 troops")


def test_the_home_tab(newsroom: Page, playground: Demo) -> None:
    playground.add_story(
        "Choir sings under water", "“We hold our breath,” singer Eva Lind said on Friday. 90 came to hear."
    )
    newsroom.get_by_role("link", name="Newsdesk · Home").click()
    home = newsroom.locator("#home")
    expect(home.get_by_role("heading", name="Newest stories")).to_be_visible()
    expect(home).to_contain_text("Choir sings under water")
    home.locator("button", has_text="Summary").first.click()
    # Nothing can be answered on the home tab: the answer is in the direct messages.
    messages = newsroom.get_by_role("navigation", name="Channels").get_by_role("link", name=re.compile("^newsdesk"))
    expect(messages.locator(".badge")).to_have_text("1")
    messages.click()
    expect(latest(newsroom)).to_contain_text("Choir sings under water")


# Things to try


def test_a_pasted_story_is_found(newsroom: Page) -> None:
    newsroom.get_by_role("button", name="Paste a text…").click()
    dialog = newsroom.get_by_role("dialog", name="Add a story")
    dialog.get_by_label("Headline").fill("Lighthouse reopens after 30 years")
    dialog.get_by_label("Text", exact=True).fill(
        "“It shines again,” keeper Olof Berg said on Friday.\n\nIt cost 3m euros."
    )
    dialog.get_by_role("button", name="Add to the library").click()
    expect(newsroom.locator(".added")).to_contain_text("Lighthouse reopens after 30 years · added")
    newsroom.get_by_role("button", name="See it found").click()
    expect(latest(newsroom)).to_contain_text("Lighthouse reopens after 30 years")
    expect(typed(newsroom, "/quotes lighthouse")).to_contain_text("Olof Berg said")


def test_a_dropped_story_is_found(newsroom: Page) -> None:
    story = "Ferry breaks the ice\n\n“The ferry came at dawn,” harbour master Liv Dahl said. It carried 250 people."
    dropped = newsroom.evaluate_handle(
        """story => {
            const dropped = new DataTransfer();
            dropped.items.add(new File([story], "ferry.txt", { type: "text/plain" }));
            return dropped;
        }""",
        story,
    )
    newsroom.locator(".drop-zone").dispatch_event("drop", {"dataTransfer": dropped})
    expect(newsroom.locator(".added")).to_contain_text("Ferry breaks the ice · added")
    expect(typed(newsroom, "/quotes ferry")).to_contain_text("Liv Dahl said")


def test_the_digest_runs_now(newsroom: Page, playground: Demo) -> None:
    playground.add_story(
        "Bakers count their loaves", "“A record,” said baker Jon Lund on Sunday. They sold 900 loaves."
    )
    newsroom.get_by_role("button", name="Run the morning digest now").click()
    expect(newsroom.locator("#channel .message", has_text="Bakers count their loaves").last).to_contain_text("Digest ")
    expect(latest(newsroom)).to_contain_text("The digest is posted")


def test_the_clock_brings_the_digest(newsroom: Page, playground: Demo) -> None:
    playground.add_story(
        "Goats clear the railway", "“They are fast,” said driver Mia Holm on Sunday. All 70 goats came."
    )
    newsroom.get_by_role("button", name="Move the clock to tomorrow 08:30").click()
    digest = newsroom.locator("#channel .message", has_text="Goats clear the railway")
    expect(digest).to_have_count(1)
    expect(digest.locator(".message-time")).to_have_text("8:30 AM")
    expect(newsroom.locator("#clock")).to_have_text(re.compile("8:3[0-9] AM"))
    expect(newsroom.get_by_role("status").filter(has_text=re.compile("08:30 now"))).to_be_visible()


def test_after_a_restart_nothing_is_lost_or_repeated(newsroom: Page, playground: Demo) -> None:
    asked = typed(newsroom, "@newsdesk what did Stoltenberg say about the Taliban?")
    asked.get_by_role("button", name="1 reply").click()
    expect(in_thread(newsroom)).to_have_count(2)
    newsroom.get_by_role("button", name="Close the thread").click()
    before = playground.slack.messages("#newsroom")
    newsroom.get_by_role("button", name="Restart the bot").click()
    expect(newsroom.get_by_role("status").filter(has_text="The bot is back")).to_be_visible()
    assert playground.bot.side.tick() == []
    assert playground.slack.messages("#newsroom") == before
    asked.get_by_role("button", name="1 reply").click()
    reply = newsroom.get_by_role("textbox", name="Reply…")
    reply.fill("@newsdesk summary")
    reply.press("Enter")
    expect(in_thread(newsroom).nth(3)).to_contain_text("Also on this story")
    expect(newsroom.locator("#connection")).to_be_hidden()


def test_the_json_of_an_answer_is_shown_and_copied(newsroom: Page) -> None:
    answer = typed(newsroom, "/quotes together")
    expect(answer).to_contain_text("4 quotes")
    answer.hover()
    answer.get_by_role("button", name="Show the JSON").click()
    answer.get_by_role("button", name="Copy").click()
    expect(newsroom.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    copied = json.loads(newsroom.evaluate("navigator.clipboard.readText()"))
    assert copied["text"].startswith("4 quotes")
    assert {"rich_text", "section", "actions"} >= {block["type"] for block in copied["blocks"]} > {"rich_text"}


# For everybody


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_barrier(newsroom: Page, theme: Literal["light", "dark"]) -> None:
    newsroom.emulate_media(color_scheme=theme)
    expect(newsroom.locator("html")).to_have_attribute("data-theme", theme)
    for command in ("/quotes together", "/figures troops", "/compare #1", "/news", "/digest list"):
        expect(typed(newsroom, command)).to_contain_text("Newsdesk")
    assert violations(newsroom) == []
    newsroom.get_by_role("link", name="Newsdesk · Home").click()
    expect(newsroom.get_by_role("heading", name="Newest stories")).to_be_visible()
    assert violations(newsroom) == []


def test_the_dark_theme_stays(newsroom: Page) -> None:
    newsroom.get_by_role("button", name="Use the dark theme").click()
    answer = typed(newsroom, "/quotes together")
    lightness = (
        "one => getComputedStyle(one).color.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)"
    )
    assert answer.locator("blockquote").first.evaluate(lightness) > 400
    newsroom.reload()
    expect(newsroom.locator("html")).to_have_attribute("data-theme", "dark")
    newsroom.get_by_role("button", name="Use the light theme").click()
    expect(newsroom.locator("html")).to_have_attribute("data-theme", "light")


def test_a_phone_shows_it_all_without_scrolling_sideways(
    playground: Demo, window: Page, browser: Browser, complaints: list[str]
) -> None:
    with tab(browser, complaints, viewport=PHONE) as page:
        page.set_default_timeout(LONG)
        visit(page, playground.url)
        for command in ("/quotes Blinken", "/figures troops", "/compare #1", "/summary #1", "/digest list"):
            expect(typed(page, command)).to_contain_text("Newsdesk")
            assert sideways(page) == []
        asked = typed(page, "@newsdesk what did Stoltenberg say about the Taliban?")
        asked.get_by_role("button", name="1 reply").click()
        expect(in_thread(page)).to_have_count(2)
        assert sideways(page) == []
        page.get_by_role("button", name="Close the thread").click()
        page.get_by_role("button", name="Channels").click()
        page.get_by_role("link", name="Newsdesk · Home").click()
        expect(page.get_by_role("heading", name="Newest stories")).to_be_visible()
        assert sideways(page) == []
        page.get_by_role("button", name="Things to try").click()
        expect(page.get_by_role("button", name="Restart the bot")).to_be_visible()
        assert sideways(page) == []
    assert complaints == []


def sideways(page: Page) -> list[str]:
    """What is wider than the window, or would be scrolled sideways to be read."""
    wide: list[str] = page.evaluate(
        """() => {
            const scrolled = [document.scrollingElement, ...document.querySelectorAll(".scroller, .things, dialog")];
            const over = scrolled.filter((one) => one.scrollWidth > one.clientWidth);
            const out = [...document.querySelectorAll(".message *, .home *")].filter((one) => {
                const box = one.getBoundingClientRect();
                return one.checkVisibility() && box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
            });
            return [...over, ...out].map((one) => one.outerHTML.slice(0, 120));
        }"""
    )
    return wide
