"""Feeds as they are met: what fails comes later, nothing is asked for twice, one costs only itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache
from itertools import count, pairwise
from pathlib import Path

import pytest

import bot.nlp
from bot.desk import feed_pages
from bot.desk.feed_work import FeedWork
from bot.desk.feeds import Added, Choice
from bot.desk.intake import Intake
from bot.domain.article import SHARED
from bot.domain.errors import NotAllowed, NotFound, SourceError
from bot.domain.feed import Feed, FeedState
from bot.sources import Fetcher
from bot.storage.feed_entries import SqlEntryStore
from bot.storage.hosts import SqlHostStore
from tests.scenario.feed_site import HTML, NOW, Item, Paper, page_of, paper_at, rss, teaser_of, title_of
from tests.unit.sources.site import Page, Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def word_lists_once(one_analyser: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.nlp, "alike", cache(bot.nlp.alike))
        yield


@pytest.fixture
def paper(word_lists_once: None, site: Site, tmp_path: Path) -> Iterator[Paper]:
    with paper_at(site, tmp_path) as opened:
        yield opened


def added(paper: Paper, address: str, workspace: str = SHARED) -> Feed:
    outcome = paper.core.feeds.add(address, workspace=workspace)
    assert isinstance(outcome, Added)
    paper.site.asked.clear()
    return outcome.feed


def only(paper: Paper, workspace: str = SHARED) -> Feed:
    (feed,) = paper.core.feeds.listed(workspace)
    return feed


# --- looks


def test_a_feed_is_read_and_only_what_is_new_is_asked_for(paper: Paper) -> None:
    added(paper, paper.tells("abbey", "barrow", ETag='"1"'))
    paper.later()
    assert sorted(paper.asked()) == ["/abbey", "/barrow", "/feed"]
    assert paper.told() == {"abbey": "article", "barrow": "article"}
    paper.tells("abbey", "barrow", "corley", ETag='"2"')
    paper.later(minutes=15)
    assert paper.site.headers[-2]["If-None-Match"] == '"1"'
    assert paper.asked() == ["/feed", "/corley"]
    paper.site.pages["/feed"] = Page(status=304)
    paper.later(minutes=30)
    assert (paper.asked(), only(paper).last_error, only(paper).articles) == (["/feed"], None, 3)


def test_another_start_and_another_worker_ask_for_nothing_again(paper: Paper) -> None:
    added(paper, paper.tells("abbey", "barrow"))
    paper.later()
    paper.asked()
    assert paper.another_worker().run_due() == 0
    assert paper.later(minutes=14) == 0
    assert paper.asked() == []


def test_two_workers_at_once_ask_for_each_page_once_and_one_after_another(paper: Paper) -> None:
    names = [f"place{number}" for number in range(20)]
    added(paper, paper.tells(*names))
    workers = [paper.core.feed_work, paper.another_worker()]
    threads = [threading.Thread(target=worker.run_due) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    paper.later(minutes=1)
    assert sorted(paper.asked()) == sorted(["/feed", *(f"/{name}" for name in names)])
    assert (set(paper.told()), paper.most_at_once) == (set(names), 1)


def test_jobs_are_handed_out_once_and_again_when_nobody_has_begun_them(paper: Paper) -> None:
    added(paper, paper.tells("abbey"))
    (job,) = paper.core.feed_work.due()
    assert (job.task, job.key, job.lock) == ("feed", f"feed:{only(paper).id}", f"host:127.0.0.1:{paper.site.port}")
    assert paper.another_worker().due() == []
    paper.clock.advance(timedelta(minutes=11))
    assert [again.key for again in paper.another_worker().due()] == [job.key]
    work = paper.core.feed_work.tasks()
    work[job.task](job.args)
    work[job.task](job.args)
    assert paper.asked() == ["/feed"]


def test_the_interval_grows_while_nothing_comes_and_shrinks_with_news(paper: Paper) -> None:
    added(paper, paper.tells("abbey"))
    asked = []
    for minute in range(0, 4 * 24 * 60, 15):
        paper.later(minutes=15 if minute else 0)
        if "/feed" in paper.asked():
            asked.append(minute)
    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert pauses == sorted(pauses)
    assert (pauses[0], only(paper).interval <= timedelta(days=1), pauses[-1] > 4 * 60) == (15, True, True)
    paper.tells("abbey", Item("barrow", published=NOW + timedelta(days=4)))
    paper.later(days=1)
    assert only(paper).interval == timedelta(minutes=15)


def test_an_archive_is_no_news_and_what_comes_later_is(paper: Paper) -> None:
    old = [Item(f"place{number}", published=NOW - timedelta(days=number)) for number in range(1, 5)]
    added(paper, paper.tells(*reversed(old)))
    paper.later()
    assert paper.asked()[1:] == [f"/place{number}" for number in range(1, 5)]
    paper.tells(Item("abbey", published=NOW), *old)
    paper.later(minutes=15)
    assert len(paper.articles()) == 5
    news = [card.article_id for card in paper.core.library.store.added({SHARED})]
    assert news == [paper.articles()["abbey"].id]


def test_a_feed_that_is_called_a_page_is_read(paper: Paper) -> None:
    paper.tells("abbey")
    address = paper.site.put("/feed", rss("abbey"), "text/html; charset=utf-8")
    added(paper, address)
    paper.later()
    assert paper.told() == {"abbey": "article"}


BAD_TITLES = ["Wall &#x110000; at Abbey", "Wall &#xD800;", "<![CDATA[Wall &#xDFFF; at Abbey]]>", "Wall &bogus;"]


@pytest.mark.parametrize("title", BAD_TITLES)
def test_a_bad_title_costs_no_other_feed(paper: Paper, title: str) -> None:
    paper.site.put("/bad", rss("abbey").replace(title_of("abbey"), title), "application/rss+xml")
    paper.core.feeds.configure([f"{paper.site.url}/bad", paper.tells("barrow", "corley")])
    paper.has("abbey")
    paper.later()
    assert {"barrow", "corley"} <= set(paper.told())
    assert all(feed.last_error is None for feed in paper.core.feeds.listed(SHARED))


@pytest.mark.parametrize("what", ["feedparser.parse", "trafilatura.bare_extraction"])
def test_whatever_breaks_a_reader_is_told_and_costs_only_itself(
    paper: Paper, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("nobody thought of that")

    added(paper, paper.tells("abbey"))
    with monkeypatch.context() as patch:
        patch.setattr(what, breaks)
        paper.later()
    assert paper.articles().keys() == (set() if what == "feedparser.parse" else {"abbey"})
    paper.later(days=1)
    assert only(paper).last_error is None


def test_an_empty_feed_that_fills_brings_its_archive(paper: Paper) -> None:
    added(paper, paper.tells())
    paper.later()
    paper.tells("abbey")
    paper.later(hours=1)
    assert paper.told() == {"abbey": "article"}


# --- a feed that fails


def test_a_feed_that_fails_is_asked_again_after_growing_pauses(paper: Paper) -> None:
    added(paper, paper.tells("abbey"))
    paper.later()
    paper.site.pages["/feed"] = Page(status=503)
    asked: list[int] = []
    for minute in range(0, 4 * 24 * 60, 15):
        paper.asked()
        paper.later(minutes=15)
        asked += [minute] if "/feed" in paper.asked() else []
    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert (pauses == sorted(pauses), max(pauses), len(asked) < 12) == (True, 24 * 60, True)
    feed = only(paper)
    assert (feed.state, feed.last_error) == (FeedState.ACTIVE, "its server answers 503 Service Unavailable")
    assert feed.failures == len(asked)
    paper.tells("abbey", "barrow")
    paper.later(days=1)
    feed = only(paper)
    assert (feed.last_error, feed.failures, set(paper.told())) == (None, 0, {"abbey", "barrow"})


def test_a_feed_that_asks_for_patience_gets_it(paper: Paper) -> None:
    added(paper, paper.tells("abbey"))
    paper.later()
    paper.site.pages["/feed"] = Page(status=429, headers={"Retry-After": "7200"})
    paper.later(minutes=15)
    paper.asked()
    paper.tells("abbey", "barrow")
    paper.later(minutes=119)
    assert paper.asked() == []
    paper.later(minutes=1)
    assert paper.asked() == ["/feed", "/barrow"]


def test_a_feed_that_is_gone_is_asked_no_more_and_its_maker_is_told(paper: Paper) -> None:
    told: list[tuple[str, str]] = []
    work = FeedWork(
        paper.core.engine,
        paper.fetcher,
        paper.core.intake,
        paper.clock,
        tell=lambda feed, message: told.append((feed.made_by, message)),
    )
    paper.core.feeds.add(paper.tells("abbey"), workspace="T1", made_by="U1", made_in="C1")
    work.run_due()
    paper.site.pages["/feed"] = Page(status=410)
    paper.clock.advance(timedelta(minutes=15))
    work.run_due()
    assert only(paper, "T1").state is FeedState.GONE
    assert told == [("U1", "The feed The Daily is gone for good: its server answers 410 Gone.")]
    paper.asked()
    paper.clock.advance(timedelta(days=9))
    work.run_due()
    assert (paper.asked(), len(told)) == ([], 1)
    paper.tells("abbey", "barrow")
    paper.core.feeds.resume(1, workspace="T1")
    work.run_due()
    assert set(paper.told("T1")) == {"abbey", "barrow"}


@pytest.mark.parametrize("status", [410, None])
def test_who_adds_a_feed_that_is_gone_or_paused_has_it_read_again(paper: Paper, status: int | None) -> None:
    feed = added(paper, paper.tells("abbey"), "T1")
    paper.later()
    if status:
        paper.site.pages["/feed"] = Page(status=status)
    else:
        paper.core.feeds.pause(feed.number, workspace="T1")
    paper.later(minutes=15)
    back = paper.core.feeds.add(paper.tells("abbey", "barrow"), workspace="T1")
    assert isinstance(back, Added)
    assert (back.is_new, back.is_resumed, back.feed.state, back.feed.last_error) == (False, True, "active", None)
    paper.later(minutes=1)
    assert set(paper.told("T1")) == {"abbey", "barrow"}


@pytest.mark.parametrize(
    ("statuses", "is_remembered"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307, 301), False)],
)
def test_a_feed_that_has_moved_for_good_is_asked_at_its_new_place(
    paper: Paper, statuses: tuple[int, ...], is_remembered: bool
) -> None:
    old = paper.tells("abbey", path="/old")
    added(paper, old)
    paper.later()
    places = ["/old", *(f"/step{number}" for number in range(1, len(statuses))), "/feed"]
    for place, status, onward in zip(places, statuses, places[1:], strict=False):
        paper.site.pages[place] = Page(status=status, headers={"Location": onward})
    paper.tells("abbey", "barrow")
    paper.later(minutes=15)
    paper.asked()
    paper.later(minutes=15)
    assert paper.asked()[0] == ("/feed" if is_remembered else "/old")
    assert set(paper.told()) == {"abbey", "barrow"}
    again = paper.core.feeds.add(old, workspace=SHARED)
    assert isinstance(again, Added)
    assert (again.is_new, again.feed.number) == (False, 1)


def test_a_move_to_what_is_no_feed_is_not_believed(paper: Paper) -> None:
    address = paper.tells("abbey")
    added(paper, address)
    paper.later()
    paper.site.pages["/feed"] = Page(status=301, headers={"Location": "/"})
    paper.site.put("/", "<html><body><p>Welcome to our new site.</p></body></html>")
    paper.later(minutes=15)
    feed = only(paper)
    assert (feed.url, feed.last_error) == (address, "it is neither RSS, Atom nor a JSON Feed")


def test_two_feeds_that_move_to_one_place_are_read_once(paper: Paper) -> None:
    added(paper, paper.tells("abbey", path="/feed"))
    added(paper, paper.tells("abbey", path="/old"))
    paper.later()
    paper.site.pages["/old"] = Page(status=301, headers={"Location": "/feed"})
    paper.later(minutes=15)
    one, other = paper.core.feeds.listed(SHARED)
    assert (one.state, other.state) == (FeedState.ACTIVE, FeedState.PAUSED)
    assert other.last_error == f"it has moved to {paper.site.url}/feed, which is feed #1"


# --- pages that fail


@pytest.mark.parametrize(
    "page",
    [
        *(Page(b"no", status) for status in (401, 403, 404, 429, 500, 503)),
        Page(b"", headers=HTML),
        Page(b"x", headers={"Content-Length": "500"}),
        Page(b"<html><title>Just a moment...</title><body><p>Checking your browser.</p></body></html>", headers=HTML),
        Page(status=307, headers={"Location": "/abbey"}),
    ],
    ids=["401", "403", "404", "429", "500", "503", "empty", "broken off", "robot check", "in a circle"],
)
def test_a_page_that_fails_leaves_its_teaser_and_is_read_later(paper: Paper, page: Page) -> None:
    added(paper, paper.tells("abbey", "barrow"))
    paper.site.pages["/abbey"] = page
    paper.later()
    assert paper.told() == {"abbey": "teaser", "barrow": "article"}
    before = paper.articles()["abbey"].id
    paper.site.pages["/feed"] = Page(status=304)
    page_now = page_of("abbey").replace("</head>", "<link rel='canonical' href='/another-name'></head>")
    paper.site.put("/abbey", page_now)
    paper.later(minutes=5)
    if page.status != 307:
        assert paper.told() == {"another-name": "article", "barrow": "article"}
        assert paper.articles()["another-name"].id == before
    paper.asked()
    paper.later(days=1)
    assert "/abbey" not in paper.asked()


def test_a_page_is_tried_for_a_day_with_growing_pauses(paper: Paper) -> None:
    added(paper, paper.tells("abbey"))
    paper.fails("abbey", 503)
    tried: list[int] = []
    for minute in range(0, 36 * 60, 5):
        paper.later(minutes=5 if minute else 0)
        tried += [minute] if "/abbey" in paper.asked() else []
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert (tried[:2], pauses == sorted(pauses)) == ([0, 5], True)
    assert (24 * 60 <= tried[-1] <= 30 * 60, len(tried) < 15) == (True, True)
    assert paper.told() == {"abbey": "teaser"}


def test_a_host_that_asks_for_patience_gets_it_and_every_teaser_stands(paper: Paper) -> None:
    added(paper, paper.tells("abbey", "barrow", "corley"))
    for name in ("abbey", "barrow", "corley"):
        paper.fails(name, 429, Retry_After="3600")
    paper.later()
    assert len(paper.asked()) == 2
    assert set(paper.told().values()) == {"teaser"}
    for name in ("abbey", "barrow", "corley"):
        paper.has(name)
    paper.later(minutes=59)
    assert paper.asked("/feed") == []
    paper.later(minutes=1)
    assert (len(paper.asked("/feed")), set(paper.told().values())) == (3, {"article"})


def test_what_is_gone_leaves_nothing(paper: Paper) -> None:
    private = Item("barrow", link="http://10.0.0.1/")
    added(paper, paper.tells("abbey", private, pages=False))
    paper.fails("abbey", 410)
    paper.later()
    paper.later(days=1)
    assert (paper.articles(), paper.site.asked.count("/abbey")) == ({}, 1)


def test_an_article_is_not_given_up_for_a_teaser(paper: Paper) -> None:
    added(paper, paper.tells("abbey"))
    paper.later()
    paper.tells(Item("abbey", teaser=f"{teaser_of('abbey')} It said so twice."))
    paper.fails("abbey", 503)
    paper.later(minutes=15)
    assert paper.told() == {"abbey": "article"}
    paper.has("abbey", "It said so twice.")
    paper.later(minutes=5)
    assert "It said so twice." in paper.articles()["abbey"].text


def test_a_page_that_is_slow_costs_its_job_not_the_others(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = [0.0]
    work = FeedWork(
        paper.core.engine, paper.fetcher, paper.core.intake, paper.clock, ticks=lambda: ticks[0], wait=lambda _: None
    )
    names = [f"place{number}" for number in range(5)]
    added(paper, paper.tells(*names))

    def slow(name: str) -> Page:
        ticks[0] += feed_pages.SECONDS * 0.4
        return Page(page_of(name).encode(), headers=HTML)

    for name in names:
        paper.site.pages[f"/{name}"] = lambda _, name=name: slow(name)  # type: ignore[misc]
    (look,) = work.due()
    work.tasks()[look.task](look.args)
    read = []
    while jobs := work.due():
        for job in jobs:
            work.tasks()[job.task](job.args)
        read.append(len(paper.articles()))
    assert read == [3, 5]


def test_slow_feeds_never_hold_up_a_folder(paper: Paper, tmp_path: Path) -> None:
    open_gate = threading.Event()

    def hangs(_: Mapping[str, str]) -> Page:
        open_gate.wait(30)
        return Page(rss("abbey").encode(), headers={"Content-Type": "application/rss+xml"})

    for number in range(12):
        paper.site.pages[f"/feed{number}"] = hangs
    paper.core.feeds.configure([f"{paper.site.url}/feed{number}" for number in range(12)])
    reading = threading.Thread(target=paper.core.feed_work.run_due)
    reading.start()
    try:
        text = "Abbey opens\n\nThe abbey opened on Monday, the mayor said.\n"
        (tmp_path / "in" / "a.txt").write_text(text, encoding="utf-8")
        assert paper.core.look_at_folders(on_problem=lambda error: pytest.fail(str(error))) == 1
        assert reading.is_alive()
    finally:
        open_gate.set()
        reading.join()


# --- what is one article, and what is not


def test_an_edited_headline_and_link_under_one_id_are_one_article(paper: Paper) -> None:
    added(paper, paper.tells("abbey", "barrow"))
    paper.later()
    before = paper.articles()["abbey"].id
    paper.tells(Item("abbey-2", title="Abbey: sea wall far dearer", guid="abbey"), "barrow")
    paper.later(minutes=15)
    found = paper.articles()
    assert set(found) == {"abbey-2", "barrow"}
    assert found["abbey-2"].id == before


def test_a_feed_that_numbers_its_items_anew_loses_no_article(paper: Paper) -> None:
    added(paper, paper.tells(Item("abbey", guid="1"), Item("barrow", guid="2")))
    paper.later()
    paper.tells(Item("corley", guid="1"), Item("abbey", guid="2"), Item("barrow", guid="3"))
    paper.asked()
    paper.later(minutes=15)
    assert paper.asked() == ["/feed", "/corley"]
    assert set(paper.told()) == {"abbey", "barrow", "corley"}


def test_another_id_under_the_same_link_is_the_same_article(paper: Paper) -> None:
    added(paper, paper.tells(Item("abbey", guid="abbey#0")))
    paper.later()
    paper.asked()
    paper.tells(Item("abbey", guid="abbey#1"))
    paper.later(minutes=15)
    assert (paper.asked(), set(paper.told())) == (["/feed"], {"abbey"})


def test_items_that_share_a_page_stay_apart(paper: Paper) -> None:
    notices = [Item(f"place{number}", link=f"/notices#n{number}") for number in range(3)]
    same = [Item(f"harbour{number}", link="/live") for number in range(3)]
    added(paper, paper.tells(*notices, *same, pages=False))
    paper.later()
    found = paper.core.library.store.read(*_all(paper))
    assert {each.article.title for each in found} == {title_of(each.name) for each in (*notices, *same)}
    assert paper.asked() == ["/feed"]


def _all(paper: Paper) -> tuple[list[str], set[str]]:
    return [card.article_id for card in paper.core.library.store.newest_cards({SHARED}, limit=99)], {SHARED}


def test_a_counter_of_comments_asks_for_no_page_and_a_change_does(paper: Paper) -> None:
    def told(comments: int, more: str = "") -> Item:
        return Item("abbey", teaser=f"<p>{teaser_of('abbey')}{more}</p><p>{comments} comments</p>")

    added(paper, paper.tells(told(1)))
    paper.later()
    paper.asked()
    for comments in (2, 15, 1_204):
        paper.tells(told(comments))
        paper.later(hours=3)
    assert set(paper.asked()) == {"/feed"}
    paper.tells(told(1_204, " Twelve people object."))
    paper.later(hours=9)
    assert paper.asked() == ["/feed", "/abbey"]


def test_two_feeds_that_tell_of_one_page_ask_for_it_once(paper: Paper) -> None:
    paper.core.feeds.configure([paper.tells("abbey", "barrow"), paper.tells("abbey", "corley", path="/other")])
    paper.later()
    paper.later(minutes=1)
    assert sorted(paper.asked("/feed", "/other")) == ["/abbey", "/barrow", "/corley"]
    for path in ("/feed", "/other"):
        paper.tells(Item("abbey", title="Abbey: sea wall far dearer"), path=path)
    paper.later(hours=1)
    assert sorted(paper.asked("/feed", "/other")) == ["/abbey"]


def test_what_was_removed_stays_away(paper: Paper) -> None:
    added(paper, paper.tells("abbey"))
    paper.later()
    paper.core.intake.remove(f"{paper.site.url}/abbey")
    paper.tells(Item("abbey", teaser=f"{teaser_of('abbey')} It said so twice."))
    paper.later(hours=1)
    assert paper.articles() == {}
    paper.asked()
    paper.later(hours=12)
    assert "/abbey" not in paper.asked()


# --- robots.txt


def test_what_robots_txt_disallows_is_not_asked_for_and_its_teaser_stands(paper: Paper) -> None:
    paper.site.put("/robots.txt", "User-agent: *\nDisallow: /abbey\n\nUser-agent: Other\nDisallow: /", "text/plain")
    added(paper, paper.tells("abbey", "barrow"))
    paper.later()
    paper.later(days=1)
    assert {path for path in paper.site.asked if "feed" not in path} == {"/robots.txt", "/barrow"}
    assert paper.told() == {"abbey": "teaser", "barrow": "article"}


def test_robots_txt_is_kept_for_a_day(paper: Paper) -> None:
    added(paper, paper.tells("abbey"))
    paper.later()
    for hour, name in ((12, "barrow"), (13, "corley")):
        paper.tells(name)
        paper.later(hours=hour)
        assert name in paper.told()
    assert paper.site.asked.count("/robots.txt") == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_without_a_robots_txt_all_is_allowed(paper: Paper, status: int) -> None:
    paper.site.pages["/robots.txt"] = Page(status=status)
    added(paper, paper.tells("abbey"))
    paper.later()
    assert paper.told() == {"abbey": "article"}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_while_robots_txt_fails_nothing_is_asked_for_but_not_for_ever(paper: Paper, status: int) -> None:
    paper.site.pages["/robots.txt"] = Page(status=status)
    added(paper, paper.tells("abbey"))
    paper.later()
    assert (paper.asked(), paper.told()) == (["/feed"], {"abbey": "teaser"})
    for _ in range(30):
        paper.later(hours=1)
    assert paper.told() == {"abbey": "article"}


def test_a_delay_between_pages_is_kept_without_holding_a_thread(paper: Paper) -> None:
    paper.site.put("/robots.txt", "User-agent: newsdesk\nCrawl-delay: 20", "text/plain")
    added(paper, paper.tells("abbey", "barrow", "corley"))
    counts = []
    paper.later()
    for _ in range(6):
        counts.append(len(paper.articles()))
        paper.later(seconds=10)
    assert counts == [1, 1, 2, 2, 3, 3]


# --- killed


class Killed(BaseException):
    """A SIGKILL: nobody catches it, nothing is tidied up."""


ENTRIES = SqlEntryStore
STEPS = [(ENTRIES, "record"), (ENTRIES, "next"), (Intake, "file"), (ENTRIES, "settle"), (Fetcher, "fetch")]


def killing(step: Callable[..., object], kill_at: int, when: str) -> Callable[..., object]:
    """``step``, at whose so-manieth call the process dies, before or after it is done."""
    calls = count(1)

    def dies(*args: object, **named: object) -> object:
        is_now = next(calls) == kill_at
        if is_now and when == "before":
            raise Killed
        result = step(*args, **named)
        if is_now:
            raise Killed
        return result

    return dies


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("of", "step"), STEPS, ids=[name for _, name in STEPS])
def test_killed_at_any_step_nothing_is_lost_and_nothing_is_there_twice(
    paper: Paper, monkeypatch: pytest.MonkeyPatch, of: type, step: str, when: str
) -> None:
    names = ["abbey", "barrow", "corley"]
    added(paper, paper.tells(*names))
    for kill_at in range(1, 5):
        with monkeypatch.context() as patch:
            patch.setattr(of, step, killing(getattr(of, step), kill_at, when))
            patch.setattr(SqlHostStore, "free", lambda *_, **__: None)
            with suppress(Killed):
                paper.core.feed_work.run_due()
        paper.clock.advance(timedelta(minutes=11))
    for _ in range(3):
        paper.later(minutes=11)
    assert paper.told() == dict.fromkeys(names, "article")
    assert only(paper).articles <= len(names)


# --- the service


def test_a_workspace_sees_its_own_feeds_only(paper: Paper) -> None:
    address = paper.tells("abbey")
    for workspace in ("T1", "T2"):
        assert added(paper, address, workspace).number == 1
    paper.later()
    paper.core.feeds.remove(1, workspace="T1")
    assert (paper.core.feeds.listed("T1"), len(paper.core.feeds.listed("T2"))) == ([], 1)
    assert (paper.core.feeds.listed(SHARED), set(paper.told("T1")), set(paper.told("T2"))) == ([], {"abbey"}, {"abbey"})
    with pytest.raises(NotFound):
        paper.core.feeds.pause(1, workspace="T1")


def test_a_paused_feed_and_its_pages_are_left_alone(paper: Paper) -> None:
    added(paper, paper.tells("abbey"))
    paper.fails("abbey", 503)
    paper.later()
    paper.core.feeds.pause(1, workspace=SHARED)
    paper.asked()
    paper.later(hours=3)
    assert paper.asked() == []
    with pytest.raises(NotAllowed):
        paper.core.feeds.look_now(1, workspace=SHARED)
    paper.has("abbey")
    paper.core.feeds.resume(1, workspace=SHARED)
    paper.later()
    assert (sorted(paper.asked()), paper.told()) == (["/abbey", "/feed"], {"abbey": "article"})


def test_a_feed_can_be_looked_at_now(paper: Paper) -> None:
    added(paper, paper.tells("abbey"))
    paper.later()
    paper.tells("abbey", "barrow")
    assert paper.later() == 0
    paper.core.feeds.look_now(1, workspace=SHARED)
    paper.later()
    assert set(paper.told()) == {"abbey", "barrow"}


def test_the_feeds_of_the_configuration_are_kept_to(paper: Paper) -> None:
    feeds, one, two = paper.core.feeds, f"{paper.site.url}/one", f"{paper.site.url}/two"
    assert feeds.configure([one, two]) == []
    assert [feed.url for feed in feeds.listed(SHARED)] == [one, two]
    with pytest.raises(NotAllowed):
        feeds.remove(1, workspace=SHARED)
    added(paper, paper.tells("abbey", path="/one"))
    (problem,) = feeds.configure(["http://user:secret@daily.example/rss"])
    assert ("secret" in str(problem), [feed.url for feed in feeds.listed(SHARED)]) == (False, [one])
    assert feeds.remove(1, workspace=SHARED).url == one


OF_A_BLOG = """
<link rel='alternate' type='application/rss+xml' title='The Daily' href='/feed'>
<link rel='alternate' type='application/rss+xml' title='The Daily » Comments Feed' href='/comments/feed'>
<link rel='alternate' type='application/json' href='/wp-json/wp/v2/pages/2'>
<link rel='alternate' type='application/json+oembed' href='/oembed'>
"""


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<link rel='alternate' type='application/rss+xml' href='/feed'>", ""),
        ("<link rel='ALTERNATE home' type='application/atom+xml; charset=utf-8' href='feed'>", ""),
        (OF_A_BLOG, ""),
        ("<link rel='alternate' type='application/rss+xml' href='/dead'>", ""),
        ("", ""),
        ("", "<a href='/about'>About</a> <a href='/feed'>RSS</a>"),
    ],
    ids=["RSS", "Atom, relative", "comments and interfaces", "a dead one", "none is named", "a link"],
)
@pytest.mark.parametrize("scheme", ["http://", "", "feed:"])
def test_the_feed_of_a_site_is_found(paper: Paper, head: str, body: str, scheme: str) -> None:
    address = paper.tells("abbey")
    paper.site.put("/", f"<html><head>{head}</head><body><p>Welcome.</p>{body}</body></html>")
    typed = paper.site.url if scheme == "feed:" else paper.site.url.removeprefix("http://")
    outcome = paper.core.feeds.add(scheme + typed, workspace="T1", made_by="U1")
    assert isinstance(outcome, Added)
    assert (outcome.feed.url, outcome.feed.title, outcome.is_new) == (address, "The Daily", True)
    again = paper.core.feeds.add(paper.site.url, workspace="T1")
    assert isinstance(again, Added)
    assert (again.is_new, again.feed.number) == (False, 1)


def test_a_site_with_several_feeds_is_a_choice(paper: Paper) -> None:
    link = "<link rel='alternate' type='application/rss+xml' title='{0}' href='/{0}.xml'>"
    links = link.format("World") + link.format("Town")
    site = paper.site.put("/", f"<html><head>{links}</head><body></body></html>")
    outcome = paper.core.feeds.add(site, workspace=SHARED)
    assert isinstance(outcome, Choice)
    assert [(each.title, each.address) for each in outcome.found] == [
        ("World", f"{paper.site.url}/World.xml"),
        ("Town", f"{paper.site.url}/Town.xml"),
    ]
    assert paper.core.feeds.listed(SHARED) == []


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><body><p>Welcome.</p></body></html>", "its page names no feed; none is at /feed, /rss"),
        (None, "the server answers 404 Not Found; none is at /feed, /rss"),
    ],
)
def test_where_no_feed_is_found_it_says_what_was_tried(paper: Paper, page: str | None, said: str) -> None:
    if page:
        paper.site.put("/", page)
    with pytest.raises(SourceError, match=said) as caught:
        paper.core.feeds.add(paper.site.url, workspace=SHARED)
    assert caught.value.hint


def test_a_workspace_has_so_many_feeds_at_most(paper: Paper) -> None:
    paper.core.feeds._most = 2
    for number in range(2):
        added(paper, paper.tells("abbey", path=f"/feed{number}"))
    with pytest.raises(NotAllowed, match="2 feeds already"):
        paper.core.feeds.add(paper.tells("abbey", path="/feed9"), workspace=SHARED)
    added(paper, paper.tells("abbey", path="/feed9"), "T1")


def test_feeds_go_out_and_come_in_as_opml(paper: Paper) -> None:
    feeds = paper.core.feeds
    added(paper, paper.tells("abbey"))
    text = feeds.opml(SHARED)
    assert [type(each) for each in feeds.import_opml(text, workspace="T1")] == [Added]
    assert [(feed.url, feed.title) for feed in feeds.listed("T1")] == [(f"{paper.site.url}/feed", "The Daily")]
    more = "<outline xmlUrl='ftp://daily.example/'/><outline><outline xmlUrl='daily.example/rss'/></outline></body>"
    mixed = text.replace("</body>", more)
    there, bad, new = feeds.import_opml(mixed, workspace="T1")
    assert (isinstance(there, Added) and there.is_new, isinstance(bad, SourceError)) == (False, True)
    assert isinstance(new, Added)
    assert new.feed.url == "https://daily.example/rss"
