"""Block Kit on the page: every kind of block is drawn, and nothing that a message says becomes more than text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.web.playground.blocks import ALLOWED, block_problems, nested, view_problems
from bot.web.playground.shapes import Json
from tests.browser.conftest import Demo, served, tab, visit

Show = Callable[..., Locator]
MESSAGES = ["text", "controls", "tables", "charts", "more_charts", "frames"]


@pytest.fixture(scope="module")
def page_and_demo(browser: Browser) -> Iterator[tuple[Page, Demo]]:
    """One page for all that is only looked at."""
    complaints: list[str] = []
    demo = Demo()
    with served(demo), tab(browser, complaints) as page:
        yield visit(page, demo.url), demo
    assert complaints == []


@pytest.fixture
def show(page_and_demo: tuple[Page, Demo]) -> Show:
    """Has the app post blocks, and gives back the message once it is on the page."""

    def show(blocks: list[Json], text: str = "a message") -> Locator:
        page, demo = page_and_demo
        message = page.locator(f'#channel [data-ts="{demo.bot_says(text, deepcopy(blocks))["ts"]}"]')
        message.wait_for()
        return message

    return show


def rich(*elements: Json) -> list[Json]:
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}]


def mrkdwn(text: str) -> list[Json]:
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]


def test_the_gallery_holds_every_block_that_the_workspace_takes(gallery: Json) -> None:
    shown = {block["type"] for name in MESSAGES for block in nested(gallery[name])}
    assert shown == ALLOWED["message"]
    for name in MESSAGES:
        assert block_problems(gallery[name]) == []
    assert view_problems(gallery["modal"]) == []


@pytest.mark.parametrize("name", MESSAGES)
def test_every_kind_of_block_is_drawn(name: str, show: Show, gallery: Json) -> None:
    message = show(gallery[name])
    for kind in {block["type"] for block in gallery[name]}:
        blocks = message.locator(f".block-{kind.replace('_', '-')}")
        expect(blocks.first).to_be_visible()
    expect(message.locator(".not-rendered")).to_have_count(0)


def test_an_unknown_block_is_named(show: Show) -> None:
    message = show([{"type": "hologram"}, *mrkdwn("after it")])
    expect(message.locator(".not-rendered")).to_have_text("Block type hologram is not rendered here.")
    expect(message).to_contain_text("after it")


def test_a_broken_block_does_not_take_the_message_with_it(show: Show) -> None:
    message = show([{"type": "table"}, *mrkdwn("after it")])
    expect(message).to_contain_text("This table block could not be rendered")
    expect(message).to_contain_text("after it")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*b* _i_ ~s~ `c*d*`", "<p><b>b</b> <i>i</i> <s>s</s> <code>c*d*</code></p>"),
        ("*both _at once_*!", "<p><b>both </b><i><b>at once</b></i>!</p>"),
        ("a*b*c 2*3*4 snake_case_name", "<p>a*b*c 2*3*4 snake_case_name</p>"),
        ("*a\nb*", "<p>*a\nb*</p>"),
        ("&lt;b&gt; &amp;amp;", "<p>&lt;b&gt; &amp;amp;</p>"),
        ("&gt; one\n&gt;two\nafter", "<blockquote>one\ntwo</blockquote><p>after</p>"),
        ("&gt;&gt;&gt; one\ntwo", "<blockquote>one\ntwo</blockquote>"),
        ("<@U0BEN>", '<p><span class="mention">@Ben Okafor</span></p>'),
        ("<@U0ADA|old>", '<p><span class="mention mention-me">@Ada Lindqvist</span></p>'),
        ("<#C0POLITICS|old>", '<p><a class="mention" href="#/C0POLITICS">#politics</a></p>'),
        ("<!here>", '<p><span class="mention mention-me">@here</span></p>'),
        (":x: :nope:", '<p><span class="emoji" role="img" aria-label="x emoji" title=":x:">❌</span> :nope:</p>'),
    ],
)
def test_mrkdwn(text: str, html: str, show: Show) -> None:
    message = show(mrkdwn(text))
    assert message.locator(".mrkdwn").inner_html() == html


def test_a_fence_keeps_its_text(show: Show) -> None:
    message = show(mrkdwn("before\n```\n*a* &lt;b&gt;\n  c\n```\nafter"))
    expect(message.locator("pre")).to_have_text("*a* <b>\n  c", use_inner_text=True)
    expect(message.locator("b")).to_have_count(0)


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("{date_num} {time_secs}", "2026-11-23 3:18:32 PM"),
        ("{date_long}", "Monday, November 23rd, 2026"),
        ("{date_short_pretty} at {time}", "today at 3:18 PM"),
        ("{date} {nonsense}", "November 23rd, 2026 {nonsense}"),
        ("{ago}", "in 6 hours"),
    ],
)
def test_a_date_is_in_the_viewers_zone(pattern: str, shown: str, show: Show) -> None:
    message = show(mrkdwn(f"<!date^1795443512^{pattern}|then>"))
    expect(message.locator(".block time")).to_have_text(shown)


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<javascript:alert(1)|click>",
    "[click](javascript:alert(1)) ![x](data:text/html,hi)",
    "<https://www.example.org/\"onmouseover=alert(1)|\"><svg onload=alert(1)>",
    "</p></li><iframe src=//example.org>",
    "\u202e\ue000 <!date^99999999999999^{time}|x>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str, show: Show) -> None:
    plain = {"type": "plain_text", "text": text[:150]}
    raw = {"type": "raw_text", "text": text}
    points = [{"label": text, "value": 3}]
    axes = {"categories": [text], "x_label": text, "y_label": text}
    bars = {"type": "bar", "series": [{"name": text, "data": points}], "axis_config": axes}
    button = {"type": "button", "text": plain, "url": "javascript:alert(1)", "action_id": "b"}
    message = show(
        [
            *mrkdwn(text),
            *rich({"type": "text", "text": text}, {"type": "link", "url": "javascript:alert(1)", "text": text}),
            {"type": "markdown", "text": text},
            {"type": "header", "text": plain},
            {"type": "table", "rows": [[raw], [raw]]},
            {"type": "data_table", "caption": text, "rows": [[raw], [raw]]},
            {"type": "image", "image_url": "javascript:alert(1)", "alt_text": text},
            {"type": "data_visualization", "title": text, "chart": bars},
            {"type": "actions", "elements": [button]},
        ],
        text,
    )  # fmt: skip
    blocks = message.locator(".message-blocks")
    expect(blocks.locator(".header-text")).to_have_text(re.sub(r"\s+", " ", text)[:150])
    assert blocks.locator("img, script, iframe, [onerror], [onload], [onmouseover]").count() == 0
    addresses = blocks.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert [address for address in addresses if not address.startswith("https://www.example.org/")] == []
    assert all(rel == "noopener noreferrer" for rel in blocks.locator("a").evaluate_all("all => all.map(a => a.rel)"))


@pytest.mark.parametrize(
    ("name", "title", "description"),
    [
        ("charts", "Stories per month", "Bar chart of Stories over 6 categories. BBC: Jan 3, Feb 5"),
        ("charts", "Quotes per month", "Line chart of Quotes over 6 categories. Named: Jan 120"),
        ("more_charts", "Articles in the library", "Area chart over 6 categories. Articles: Jan 12,000"),
        ("more_charts", "Where the stories come from", "Pie chart. Guardian 42%, Reuters 31%"),
    ],
)
def test_a_chart_says_what_it_shows(name: str, title: str, description: str, show: Show, gallery: Json) -> None:
    chart = show(gallery[name]).get_by_role("img", name=title)
    expect(chart).to_be_visible()
    expect(chart.locator("desc")).to_contain_text(description)
    expect(chart.locator("title").first).to_have_text(title)


def test_a_chart_has_axes_a_legend_and_its_numbers(show: Show, gallery: Json) -> None:
    bars = show(gallery["charts"]).locator(".chart-figure").first
    assert bars.locator("text").all_text_contents()[:6] == ["0", "2", "4", "6", "8", "10"]
    expect(bars.locator(".axis-title")).to_have_text(["Month", "Stories"])
    expect(bars.locator(".legend li")).to_have_text(["BBC", "Reuters"])
    bars.locator("summary").click()
    expect(bars.get_by_role("row", name="Mar")).to_have_text("Mar29")


def test_a_bar_is_as_high_as_its_value(show: Show, gallery: Json) -> None:
    bars = show(gallery["charts"]).locator("svg.chart").first.locator("rect.fill-0")
    heights = bars.evaluate_all("all => all.map(r => r.getBoundingClientRect().height)")
    assert [round(3 * height / heights[0], 1) for height in heights] == [3, 5, 2, 8, 6, 4]


def test_a_data_table_is_sorted_and_paged(show: Show, gallery: Json) -> None:
    message = show(gallery["tables"])
    table = message.locator(".data-table")
    first = table.locator("tbody th")
    expect(first).to_have_text(["The Guardian", "Reuters", "CNN", "BBC", "Le Monde"])
    table.get_by_role("button", name="Next page").click()
    expect(first).to_have_text(["AP", "AFP"])
    table.get_by_role("button", name="Stories").click()
    expect(first).to_have_text(["AFP", "Le Monde", "CNN", "The Guardian", "AP"])
    table.get_by_role("button", name="Stories").click()
    expect(first).to_have_text(["Reuters", "BBC", "AP", "The Guardian", "CNN"])
    expect(table.get_by_role("columnheader", name="Stories")).to_have_attribute("aria-sort", "descending")


def test_lists_nest_and_count_on(show: Show, gallery: Json) -> None:
    message = show(gallery["text"])
    lists = message.locator(".block-rich-text")
    expect(lists.locator("> .rich-text > ul > li")).to_have_count(2)
    expect(lists.locator("ul ul > li")).to_have_text(["Inside the second"])
    expect(lists.locator("> .rich-text > ol")).to_have_attribute("start", "3")
    expect(lists.locator("ol ol > li")).to_have_text(["By letter"])


def test_a_container_folds(show: Show, gallery: Json) -> None:
    message = show(gallery["frames"])
    inside = message.get_by_text("Inside the container")
    expect(inside).to_be_hidden()
    message.get_by_role("button", name="Energy (4)").click()
    expect(inside).to_be_visible()


def test_a_long_section_folds(show: Show) -> None:
    message = show(mrkdwn("Word after word. " * 150))
    text = message.locator(".mrkdwn")
    folded = text.bounding_box()
    message.get_by_role("button", name="See more").click()
    unfolded = text.bounding_box()
    assert folded and unfolded and unfolded["height"] > 2 * folded["height"]


def test_an_image_of_another_host_is_named_not_loaded(show: Show, gallery: Json) -> None:
    # The page that is shared here fails at any request that leaves this machine.
    message = show(gallery["text"])
    away = message.get_by_role("link", name="Image: A map of the region")
    expect(away).to_have_attribute("href", "https://images.example.org/map.png")
