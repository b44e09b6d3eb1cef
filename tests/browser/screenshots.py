"""Takes the README's pictures of the playground: ``python -m tests.browser.screenshots`` writes docs/images/*.png."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import FilePayload, Locator, Page, ViewportSize, expect, sync_playwright

from bot.app.demo import Demo
from bot.settings import load
from bot.web.playground.example import ADA
from tests.browser.conftest import CHROMIUM, FLAGS, visit

PROJECT = Path(__file__).parents[2]
IMAGES = PROJECT / "docs" / "images"
SIZE = ViewportSize(width=1280, height=900)
LARGEST = 200_000  # bytes


def asked(page: Page, text: str) -> Locator:
    """Type ``text`` in #newsroom; what came of it."""
    came = page.locator("#channel .message").nth(page.locator("#channel .message").count())
    composer = page.get_by_role("textbox", name="Message #newsroom")
    composer.fill(text)
    composer.press("Enter")
    expect(came).to_be_visible()
    return came


def channel(page: Page) -> None:
    """Quotes for one person's eyes, and the morning's digest for everybody."""
    asked(page, "/quotes together by:Stoltenberg")
    page.get_by_role("button", name="Move the clock to tomorrow 08:30").click()
    expect(page.locator("#channel .message").last).to_contain_text("1 new story")
    page.locator("#toasts").get_by_role("button").click()


def thread(page: Page) -> None:
    """A question, and another one that is about the same story."""
    question = asked(page, "@newsdesk what did Stoltenberg say about the Taliban?")
    question.get_by_role("button", name="1 reply").click()
    reply = page.get_by_role("textbox", name="Reply…")
    reply.fill("@newsdesk how many allies?")
    reply.press("Enter")
    expect(page.locator("#thread .message").nth(3)).to_contain_text("30 allies")


def home(page: Page) -> None:
    """The app's home tab."""
    page.get_by_role("link", name="Newsdesk · Home").click()
    expect(page.get_by_role("heading", name="Newest stories")).to_be_visible()


def dark(page: Page) -> None:
    """Where two outlets differ, in the dark."""
    page.get_by_role("link", name="newsroom", exact=True).click()
    page.get_by_role("button", name="Use the dark theme").click()
    expect(asked(page, "/compare #1")).to_contain_text("2 articles")


def adding(page: Page) -> None:
    """A link and a file that somebody puts into the library."""
    page.get_by_role("button", name="Use the light theme").click()
    page.get_by_role("link", name="newsdesk", exact=True).click()
    composer = page.locator("#channel .composer-input")
    composer.fill("https://harbour-courier.example/2026/ferry-line-orders-four-ships")
    composer.press("Enter")
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_visible()
    composer.fill("please add this")
    file = FilePayload(name="storm.txt", mimeType="text/plain", buffer=STORM.encode())
    page.locator("#channel input[type=file]").set_input_files(file)
    expect(page.locator("#channel .message").last).to_contain_text("Storm leaves 3,000 homes dark")


STORM = """Storm leaves 3,000 homes dark

“We have never seen such wind in June,” said Ida Holm, the mayor of the harbour town, on Sunday evening.

About 3,000 homes had no power on Monday, and 12 people were hurt when trees fell on the road to the old pier.

Repairs cost the town $4 million, which the council hopes to get back from the fund for coasts by the autumn.
"""


def prepare(demo: Demo) -> None:
    """Set the morning's digest up; being told of it is no part of the pictures."""
    demo.slack.types(ADA.id, "#newsroom", "/digest 08:30 daily")
    demo.slack.wait_for("ephemeral", user=ADA.id)
    conversations = demo.slack.state.conversations
    with demo.slack.timeline.lock:
        conversations.remove_whisper(conversations.ephemerals[0])


PICTURES: tuple[Callable[[Page], None], ...] = (channel, thread, home, dark, adding)


def main() -> None:
    """Write every picture, and say how large it is."""
    if CHROMIUM is None:
        sys.exit("There is no Chromium on this machine. Debian: apt-get install chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        Demo(load({}, PROJECT), Path(folder), fresh=True) as demo,
        sync_playwright() as playwright,
    ):
        prepare(demo)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page = visit(context.new_page(), demo.url)
        for picture in PICTURES:
            picture(page)
            page.mouse.move(0, 0)
            file = IMAGES / f"{picture.__name__}.png"
            page.screenshot(path=file, animations="disabled", caret="hide")
            size = file.stat().st_size
            print(f"{os.path.relpath(file)}: {size:,} bytes{' (large)' if size > LARGEST else ''}")
        browser.close()


if __name__ == "__main__":
    main()
