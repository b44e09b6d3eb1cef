"""Links, files and feeds put into the library, taken out and put back, in a real browser, from a local site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from bot.app.demo import Demo
from bot.settings import load
from tests.browser.conftest import tab, visit
from tests.scenario.sites import BRIDGE, FERRY, Site
from tests.unit.sources.site import served

PROJECT = Path(__file__).parents[2]
LONG = 15_000  # milliseconds
STORM = b"""Storm leaves 3,000 homes dark

"We have never seen such wind in June," said Ida Holm, the mayor of the harbour town, on Sunday evening.

About 3,000 homes had no power on Monday, and 12 people were hurt when trees fell on the road to the old pier.

Repairs cost the town $4 million, which the council hopes to get back from the fund for coasts by the autumn.
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with served(Site) as site:
        yield site


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    settings = load({}, PROJECT)
    library = settings.library.model_copy(update={"allowed_hosts": ("127.0.0.1",)})
    with Demo(settings.model_copy(update={"library": library}), tmp_path_factory.mktemp("demo"), fresh=True) as demo:
        yield demo


@pytest.fixture
def newsroom(demo: Demo, browser: Browser) -> Iterator[Page]:
    complaints: list[str] = []
    with tab(browser, complaints) as page:
        page.set_default_timeout(LONG)
        expect.set_options(timeout=LONG)
        yield visit(page, demo.url)
        expect.set_options(timeout=5_000)
    assert complaints == []


def said(page: Page, text: str) -> Locator:
    """The message that comes after ``text`` was typed where the page is, and after what the viewer said."""
    shown = page.locator("#channel .message")
    came = shown.nth(shown.count() + (0 if text.startswith("/") else 1))
    box = page.locator("#channel .composer-input")
    box.fill(text)
    box.press("Enter")
    expect(came).to_be_visible()
    return came


def to_direct_messages(page: Page) -> None:
    page.get_by_role("link", name="newsdesk", exact=True).click()
    expect(page.get_by_role("textbox", name="Message newsdesk")).to_be_visible()


def to_newsroom(page: Page) -> None:
    page.get_by_role("link", name="newsroom", exact=True).click()


def is_found(page: Page, words: str, title: str) -> None:
    """What was added is found within two seconds, and that is long."""
    expect(said(page, f"/news {words}")).to_contain_text(title, timeout=2_000)


def test_a_link_is_added_found_removed_and_put_back(newsroom: Page, site: Site) -> None:
    added = said(newsroom, f"/news add {site.url}/ferry")
    expect(added).to_contain_text("Ferry line orders four ships")
    expect(added).to_contain_text("2 quotes · 5 figures · 1 person")
    is_found(newsroom, "ferry pier", "Ferry line orders four ships")
    added.get_by_role("button", name="Remove").click()
    expect(added).to_contain_text("Removed from the library")
    expect(said(newsroom, "/news ferry pier")).to_contain_text("No stories")
    added.get_by_role("button", name="Put back").click()
    expect(added).to_contain_text("Added: #")
    is_found(newsroom, "ferry pier", "Ferry line orders four ships")


def test_a_lone_link_is_added_by_its_button(newsroom: Page, site: Site) -> None:
    site.page("/lone", BRIDGE)
    to_direct_messages(newsroom)
    offered = said(newsroom, f"{site.url}/lone")
    expect(offered).to_contain_text("No article here comes from")
    offered.get_by_role("button", name="Add", exact=True).click()
    expect(offered).to_contain_text("Bridge over the Tarn closes for repairs")


def test_a_message_s_menu_adds_what_it_links_to(newsroom: Page, demo: Demo, site: Site) -> None:
    to_newsroom(newsroom)
    demo.slack.says("ben", "#newsroom", f"For tomorrow: {site.url}/ferry?from=ben")
    site.page("/ferry?from=ben", FERRY)
    message = newsroom.locator("#channel .message").last
    expect(message).to_contain_text("For tomorrow")
    message.hover()
    more = message.get_by_role("button", name="More actions")
    more.focus()
    more.press("Enter")
    item = newsroom.get_by_role("menuitem", name="Add to Newsdesk")
    expect(item).to_be_focused()
    item.press("Enter")
    told = newsroom.locator("#channel .message").last
    expect(told).to_contain_text("Ferry line orders four ships")
    expect(told).to_contain_text("Only visible to you")
    expect(newsroom.get_by_role("menu")).to_have_count(0)


def test_a_file_is_dropped_added_and_found(newsroom: Page) -> None:
    to_direct_messages(newsroom)
    shown = newsroom.locator("#channel .message")
    came = shown.nth(shown.count() + 1)
    file = FilePayload(name="storm.txt", mimeType="text/plain", buffer=STORM)
    newsroom.locator("#channel input[type=file]").set_input_files(file)
    expect(shown.nth(shown.count() - 1)).to_be_visible()
    expect(came.get_by_role("button", name="Add", exact=True)).to_be_visible()
    came.get_by_role("button", name="Add", exact=True).click()
    expect(came).to_contain_text("Storm leaves 3,000 homes dark")
    to_newsroom(newsroom)
    is_found(newsroom, "storm power", "Storm leaves 3,000 homes dark")


def test_a_file_with_add_beside_it_is_added_at_once(newsroom: Page) -> None:
    to_direct_messages(newsroom)
    shown = newsroom.locator("#channel .message")
    came = shown.nth(shown.count() + 1)
    newsroom.locator("#channel .composer-input").fill("please add this")
    file = FilePayload(name="gale.md", mimeType="text/markdown", buffer=STORM.replace(b"Storm", b"Gale"))
    newsroom.locator("#channel input[type=file]").set_input_files(file)
    expect(came).to_contain_text("Gale leaves 3,000 homes dark")
    came.get_by_role("button", name="Remove").click()
    expect(came).to_contain_text("Removed from the library")


def test_a_feed_is_added_in_its_form_and_stands_on_the_home_tab(newsroom: Page, site: Site) -> None:
    to_newsroom(newsroom)
    box = newsroom.locator("#channel .composer-input")
    box.fill("/news feeds add")
    box.press("Enter")
    form = newsroom.get_by_role("dialog")
    address = form.get_by_role("textbox", name="Address")
    address.fill(f"{site.url}/rss")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form).to_contain_text("Feed 1 is added")
    form.get_by_role("button", name="Close").first.click()
    newsroom.get_by_role("link", name="Newsdesk · Home").click()
    home = newsroom.locator("#home")
    expect(home).to_contain_text("Feeds of this workspace")
    # Opening it has it made anew: what is pressed in between belongs to one that is no longer there.
    newsroom.wait_for_timeout(2000)
    home.get_by_role("button", name="Pause").click()
    expect(home).to_contain_text("paused")
    home.get_by_role("button", name="Resume").click()
    expect(home.get_by_role("button", name="Pause")).to_be_visible()
