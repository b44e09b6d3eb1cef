"""The web as it is: what stands in the library, and what is said, when sites fail, block, move, mistake and stall."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

import bot.app.core
import bot.sources.feed
from bot.app.slack_side import slack_side
from bot.app.working import at_work
from bot.sources import Fetcher
from tests.made_up import Story, item, page, rss, story
from tests.scenario.conftest import until
from tests.scenario.news_desk import DAY, HOUR, NewsDesk
from tests.unit.sources.site import Page, Reset
from tests.web import Site, all_serving

HTML = {"Content-Type": "text/html; charset=utf-8"}
FIRST, SECOND = story(1), story(2)
Open = Callable[..., NewsDesk]


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    with all_serving(3) as running:
        yield running


@pytest.fixture
def site(sites: list[Site]) -> Site:
    return sites[0]


@pytest.fixture
def desk(one_analyser: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a desk with these feeds; a fetch may take two seconds, so that no test has to wait a minute."""
    monkeypatch.setattr(bot.app.core, "Fetcher", partial(Fetcher, seconds=2.0, silence=1.0))
    with ExitStack() as opened:

        def start(*feeds: str, **how: object) -> NewsDesk:
            folder = tmp_path / f"desk{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            started = NewsDesk(folder, feeds=feeds, **how)  # type: ignore[arg-type]
            opened.callback(started.close)
            return started

        yield start


def publish(site: Site, *stories: Story, **how: str) -> str:
    """A feed of these stories, each with a page; the feed's address."""
    for each in stories:
        site.put(path_of(each), page(each))
    return feed(site, *stories, **how)


def feed(site: Site, *stories: Story, **how: str) -> str:
    return site.put("/feed", rss(item(each, site.url + path_of(each)) for each in stories), "text/xml", **how)


def path_of(about: Story) -> str:
    return f"/{about.mark.lower()}"


def is_whole(desk: NewsDesk, about: Story) -> bool:
    """Whether the library has this story, and no more, as its page tells it."""
    return desk.article.title == about.title and not desk.article.is_teaser and about.paragraphs[2] in desk.article.text


def resets(_: Mapping[str, str]) -> Page:
    raise Reset


FAILS: dict[str, Page | Callable[[Mapping[str, str]], Page]] = {
    "503": Page(b"busy", 503),
    "403": Page(b"no", 403),
    "empty": Page(b"", headers=HTML),
    "reset": resets,
}


@pytest.mark.parametrize("failing", FAILS.values(), ids=FAILS)
def test_a_page_that_fails_stands_as_its_feed_tells_it_until_it_is_read(
    site: Site, desk: Open, failing: Page | Callable[[Mapping[str, str]], Page]
) -> None:
    newsdesk = desk(publish(site, FIRST))
    site.pages[path_of(FIRST)] = failing
    newsdesk.look()
    assert (newsdesk.article.title, newsdesk.article.is_teaser) == (FIRST.title, True)
    assert FIRST.mark in newsdesk.answer(FIRST.mark)
    assert path_of(FIRST) in newsdesk.told
    site.put(path_of(FIRST), page(FIRST))
    newsdesk.watch(HOUR)
    assert is_whole(newsdesk, FIRST)
    assert site.asked.count(path_of(FIRST)) == 2
    newsdesk.watch(DAY, every=HOUR)
    assert site.asked.count(path_of(FIRST)) == 2


def a_page_that_says(title: str, *words: str) -> Page:
    body = "".join(f"<p>{each}</p>" for each in words)
    return Page(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(), headers=HTML)


SECTION = "".join(f"<li><a href='/{n}'>{story(n).title}</a> {story(n).teaser}</li>" for n in range(100, 125))

NO_ARTICLES = {
    "robot check": a_page_that_says(
        "Just a moment...", "Checking your browser before you go on.", "Enable JavaScript."
    ),
    "are you a robot": a_page_that_says("Daily", "Are you a robot?", "Please tick the box below to go on reading."),
    "consent": a_page_that_says(
        "We value your privacy", "We and our 812 partners store and read cookies on your device.", "Accept all cookies"
    ),
    "denied": a_page_that_says("Access Denied", "You don't have permission to access this page on this server."),
    "soft 404": a_page_that_says("Page not found", "Sorry, the page you are looking for could not be found."),
    "section": Page(f"<html><body><h1>Local news</h1><ul>{SECTION}</ul></body></html>".encode(), headers=HTML),
}


@pytest.mark.parametrize("instead", NO_ARTICLES.values(), ids=NO_ARTICLES)
def test_what_is_no_article_is_told_and_the_feeds_own_words_stand(site: Site, desk: Open, instead: Page) -> None:
    newsdesk = desk(publish(site, FIRST))
    site.pages[path_of(FIRST)] = instead
    newsdesk.look()
    assert (newsdesk.article.title, newsdesk.article.is_teaser) == (FIRST.title, True)
    assert FIRST.teaser in newsdesk.article.text
    assert "no article" in newsdesk.told
    site.put(path_of(FIRST), page(FIRST))
    newsdesk.watch(HOUR)
    assert is_whole(newsdesk, FIRST)


TITLES = {
    "escaped twice": ("It&amp;#8217;s AT&amp;amp;T&amp;#8217;s turn", "It’s AT&T’s turn"),
    "marked up": ("<![CDATA[<i>Hamlet</i> opens at the harbour]]>", "Hamlet opens at the harbour"),
    "not markup": ("The song &lt;harbour&gt; wins a prize", "The song <harbour> wins a prize"),
    "on two lines": ("The wall\n  is\tmended", "The wall is mended"),
}


@pytest.mark.parametrize(("written", "title"), TITLES.values(), ids=TITLES)
def test_a_title_is_shown_as_people_read_it(site: Site, desk: Open, written: str, title: str) -> None:
    entry = item(FIRST, f"{site.url}/a").replace(FIRST.title, written)
    newsdesk = desk(site.put("/feed", rss([entry]), "text/xml"))
    newsdesk.look()
    assert newsdesk.article.title == title


def drips(_: Mapping[str, str]) -> Page:
    def chunks() -> Iterator[bytes]:
        yield b"<html><body><p>The council"
        for _ in range(200):
            time.sleep(0.1)
            yield b" and"

    return Page(headers=HTML, chunks=chunks)


def endless(_: Mapping[str, str]) -> Page:
    def chunks() -> Iterator[bytes]:
        while True:
            yield b"<p>The council and the council and the council.</p>" * 2000

    return Page(headers=HTML, chunks=chunks)


def a_bomb() -> Page:
    packed = gzip.compress(b"<p>wall</p>" * 20_000_000, compresslevel=1)
    return Page(packed, headers={**HTML, "Content-Encoding": "gzip"})


def in_a_circle(site: Site) -> Page:
    site.pages["/round"] = Page(status=302, headers={"Location": "/about"})
    site.pages["/about"] = Page(status=302, headers={"Location": "/round"})
    return Page(status=302, headers={"Location": "/round"})


def a_slow_chain(site: Site) -> Page:
    def slow(number: int, _: Mapping[str, str]) -> Page:
        time.sleep(0.8)
        return Page(status=302, headers={"Location": f"/chain{number + 1}"})

    for number in range(5):
        site.pages[f"/chain{number}"] = partial(slow, number)
    return Page(status=302, headers={"Location": "/chain0"})


STALLS: dict[str, Callable[[Site], Page | Callable[[Mapping[str, str]], Page]]] = {
    "drips": lambda site: drips,
    "endless": lambda site: endless,
    "bomb": lambda site: a_bomb(),
    "elements": lambda site: Page(b"<html><body>" + b"<b><i>wall" * 100_000, headers=HTML),
    "deep": lambda site: Page(b"<html><body>" + b"<div>" * 100_000 + b"wall", headers=HTML),
    "circle": in_a_circle,
    "slow chain": a_slow_chain,
    "private": lambda site: Page(status=302, headers={"Location": "http://10.0.0.1/"}),
    "metadata": lambda site: Page(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
    "another scheme": lambda site: Page(status=302, headers={"Location": "file:///etc/passwd"}),
}


@pytest.mark.parametrize("stalling", STALLS.values(), ids=STALLS)
def test_a_page_that_stalls_or_traps_costs_only_itself(
    site: Site, desk: Open, stalling: Callable[[Site], Page | Callable[[Mapping[str, str]], Page]]
) -> None:
    newsdesk = desk(publish(site, FIRST, SECOND))
    site.pages[path_of(FIRST)] = stalling(site)
    newsdesk.look()
    by_title = {each.title: each for each in newsdesk.articles}
    assert not by_title.pop(SECOND.title).is_teaser
    assert all(title == FIRST.title and each.is_teaser for title, each in by_title.items())
    assert newsdesk.told


def test_a_redirect_to_a_host_of_ones_own_that_is_not_allowed_is_not_followed(sites: list[Site], desk: Open) -> None:
    site, inside, _ = sites
    newsdesk = desk(publish(site, FIRST), allowed=["127.0.0.2"])
    site.pages[path_of(FIRST)] = Page(status=302, headers={"Location": f"{inside.url}/admin"})
    newsdesk.look()
    assert inside.asked == []
    assert f"{inside.url}/admin" in newsdesk.told


BAD_FEEDS = {
    "beyond Unicode": rss([item(FIRST, "http://127.0.0.3:1/a").replace("council", "&#x110000; &#xD800; council")]),
    "garbage": "<rss><channel><item><title>wall",
    "no feed": "nothing of the kind",
    "empty": "",
}


@pytest.mark.parametrize("bad", BAD_FEEDS.values(), ids=BAD_FEEDS)
def test_a_bad_feed_costs_only_itself(sites: list[Site], desk: Open, bad: str) -> None:
    newsdesk = desk(sites[1].put("/feed", bad, "text/xml"), publish(sites[0], SECOND))
    newsdesk.look()
    assert SECOND.title in newsdesk.titles
    assert "127.0.0.3" in newsdesk.told


def test_a_restart_asks_for_nothing_again(site: Site, desk: Open) -> None:
    newsdesk = desk(publish(site, FIRST, SECOND, ETag='"1"'))
    newsdesk.write("a.txt", story(3).text)
    newsdesk.look(HOUR)
    asked = list(site.read)
    assert sorted(asked) == sorted(["/feed", path_of(FIRST), path_of(SECOND)])
    newsdesk.restart()
    newsdesk.look()
    assert site.read == asked
    newsdesk.look(DAY)
    assert set(site.read[len(asked) :]) == {"/feed"}
    assert site.headers[-1]["If-None-Match"] == '"1"'
    assert len(newsdesk.titles) == 3


def test_what_was_removed_stays_removed(site: Site, desk: Open) -> None:
    newsdesk = desk(publish(site, FIRST))
    path = newsdesk.write("a.txt", SECOND.text)
    newsdesk.look(HOUR)
    assert len(newsdesk.titles) == 2
    for locator in (str(path), site.url + path_of(FIRST)):
        newsdesk.core.intake.remove(locator)
    path.write_text(SECOND.text, encoding="utf-8")
    newsdesk.watch(HOUR)
    newsdesk.restart()
    newsdesk.watch(HOUR)
    assert newsdesk.titles == []


def test_the_same_words_at_two_outlets_are_two_articles_of_one_story(sites: list[Site], desk: Open) -> None:
    feeds = []
    for site, outlet in zip(sites, ("Eastbury Gazette", "Coast Herald"), strict=False):
        site.put("/wire", page(FIRST, head=f"<meta property='og:site_name' content='{outlet}'>"))
        feeds.append(site.put("/feed", rss([item(FIRST, f"{site.url}/wire")], title=outlet), "text/xml"))
    newsdesk = desk(*feeds)
    newsdesk.look()
    assert sorted(each.outlet or "" for each in newsdesk.articles) == ["Coast Herald", "Eastbury Gazette"]
    assert len({each.story for each in newsdesk.articles}) == 1
    assert FIRST.title in newsdesk.answer("from:Herald")


def test_an_article_that_stands_in_two_feeds_of_a_paper_is_one_and_is_read_once(site: Site, desk: Open) -> None:
    site.put("/wall", page(FIRST, head="<meta property='og:site_name' content='Eastbury Gazette'>"))
    entry = item(FIRST, f"{site.url}/wall")
    newsdesk = desk(
        site.put("/world", rss([entry], title="Gazette > World"), "text/xml"),
        site.put("/local", rss([entry], title="Eastbury Gazette - Local"), "text/xml"),
    )
    newsdesk.look()
    newsdesk.watch(HOUR)
    assert newsdesk.article.outlet == "Eastbury Gazette"
    assert site.asked.count("/wall") == 1


def test_of_a_long_feed_that_is_oldest_first_the_newest_come(
    site: Site, desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.sources.feed, "MOST_ENTRIES", 10)
    stories = [story(number) for number in range(13)]
    newsdesk = desk(f"{site.url}/feed")
    entries = (
        item(each, site.url + path_of(each), whole=True, published=newsdesk.now - timedelta(hours=13 - number))
        for number, each in enumerate(stories)
    )
    site.put("/feed", rss(entries), "text/xml")
    newsdesk.look()
    assert sorted(newsdesk.titles) == sorted(each.title for each in stories[3:])


def test_a_json_feed_is_a_feed(site: Site, desk: Open) -> None:
    entry = {"id": "1", "url": site.url + path_of(FIRST), "title": FIRST.title, "content_text": FIRST.teaser}
    told = {"version": "https://jsonfeed.org/version/1.1", "title": "The Daily", "items": [entry]}
    site.put(path_of(FIRST), page(FIRST))
    newsdesk = desk(site.put("/feed", json.dumps(told), "application/json"))
    newsdesk.look()
    assert is_whole(newsdesk, FIRST)


def test_a_feed_that_is_sent_as_a_page_is_a_feed(site: Site, desk: Open) -> None:
    publish(site, FIRST)
    site.pages["/feed"] = Page(site.pages["/feed"].body, headers=HTML)  # type: ignore[union-attr]
    newsdesk = desk()
    outcomes = list(newsdesk.core.intake.take_in(f"{site.url}/feed"))
    assert len(outcomes) == 1
    assert is_whole(newsdesk, FIRST)


def test_the_charset_of_the_header_holds(site: Site, desk: Open) -> None:
    words = rss([item(FIRST, f"{site.url}/none").replace("council", "Marks’ council № 5 –")])
    content = words.replace("<?xml version='1.0'?>", "").encode("windows-1251")
    newsdesk = desk(site.put("/feed", content, "application/rss+xml; charset=windows-1251"))
    newsdesk.look()
    assert newsdesk.article.title == FIRST.title.replace("council", "Marks’ council № 5 –")


def test_a_folder_never_waits_for_slow_feeds(tmp_path: Path, one_analyser: None) -> None:
    """Twelve sites drip, more than there are threads: a file that is dropped meanwhile is found all the same."""
    over, stop = threading.Event(), threading.Event()

    def never_ends(_: Mapping[str, str]) -> Page:
        def chunks() -> Iterator[bytes]:
            yield b"<rss version='2.0'><channel>"
            while not over.wait(0.1):
                yield b" "

        return Page(headers={"Content-Type": "text/xml"}, chunks=chunks)

    with all_serving(12) as sites:
        for site in sites:
            site.pages["/feed"] = never_ends
        newsdesk = NewsDesk(tmp_path, feeds=[f"{site.url}/feed" for site in sites])
        side = slack_side(newsdesk.core, wait=lambda pause: None)
        try:
            with at_work(side, stop):
                until(lambda: sum(len(site.read) for site in sites) >= 4)
                newsdesk.write("a.txt", FIRST.text)
                until(lambda: newsdesk.titles == [FIRST.title], seconds=40)
                assert FIRST.mark in newsdesk.answer(FIRST.mark)
                assert all(len(site.read) <= 1 for site in sites)
                over.set()
        finally:
            over.set()
            newsdesk.close()
