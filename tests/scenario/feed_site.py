"""A site with a feed of its own, and the product that reads it: what the scenarios of feeds are played with."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from bot.app.core import Core, open_core
from bot.desk.feed_work import FeedWork
from bot.domain.article import SHARED, Article
from bot.settings import load
from bot.sources import Fetcher
from bot.sources.teaser import completeness
from bot.web.playground.clock import AdjustableClock
from tests.unit.sources.site import Page, Site

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8"}


def title_of(name: str) -> str:
    return f"Harbour wall at {name.title()} to cost twice the plan"


def teaser_of(name: str) -> str:
    return f"The council of {name.title()} said on Monday that its harbour wall would cost £3 million, twice the plan."


def page_of(name: str, more: str = "") -> str:
    """The page of an article: longer than what its feed tells of it."""
    place = name.title()
    return (
        f"<!doctype html><html lang='en'><head><title>{title_of(name)}</title></head><body><article>"
        f"<h1>{title_of(name)}</h1><p>{teaser_of(name)} Work in {place} would begin in spring. {more}</p>"
        f"<p>“{place} needs it,” the mayor said. “The sea does not wait for {place},” she told reporters in the hall."
        "</p></article></body></html>"
    )


@dataclass(frozen=True)
class Item:
    """An item of the feed; ``guid`` None leaves it out."""

    name: str
    title: str | None = None
    link: str | None = None
    guid: str | None = ""
    teaser: str | None = None
    published: datetime | None = NOW - timedelta(hours=1)

    def __str__(self) -> str:
        guid = self.name if self.guid == "" else self.guid
        parts = {
            "title": title_of(self.name) if self.title is None else self.title,
            "link": f"/{self.name}" if self.link is None else self.link,
            "guid": guid,
            "description": teaser_of(self.name) if self.teaser is None else self.teaser,
            "pubDate": format_datetime(self.published) if self.published else None,
        }
        return "<item>" + "".join(f"<{tag}>{escape(said)}</{tag}>" for tag, said in parts.items() if said) + "</item>"


def rss(*items: Item | str) -> str:
    told = "".join(str(Item(each) if isinstance(each, str) else each) for each in items)
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>The Daily</title>{told}</channel></rss>"


@dataclass
class Paper:
    """A newspaper's site, and the desk that reads its feed at ``/feed``."""

    site: Site
    core: Core
    clock: AdjustableClock
    fetcher: Fetcher
    at_once: int = 0
    most_at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tells(self, *items: Item | str, path: str = "/feed", pages: bool = True, **headers: str) -> str:
        """Have the feed tell of these items, and the site their pages; the feed's address comes back."""
        for each in items:
            name = each.name if isinstance(each, Item) else each
            if pages and f"/{name}" not in self.site.pages:
                self.has(name)
        return self.site.put(path, rss(*items), "application/rss+xml", **headers)

    def has(self, name: str, more: str = "") -> None:
        """Have the site an article's page, which notes how many of them are asked for at once."""

        def page(_: Mapping[str, str]) -> Page:
            with self._lock:
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            threading.Event().wait(0.005)
            with self._lock:
                self.at_once -= 1
            return Page(page_of(name, more).encode(), headers=HTML)

        self.site.pages[f"/{name}"] = page

    def fails(self, name: str, status: int, **headers: str) -> None:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.site.pages[f"/{name}"] = Page(b"no", status, headers=named)

    def another_worker(self) -> FeedWork:
        """The jobs of feeds as another process has them."""
        return FeedWork(self.core.engine, self.fetcher, self.core.intake, self.clock)

    def later(self, **step: float) -> int:
        """Move the clock, and do what is due then; how many jobs that were."""
        self.clock.advance(timedelta(**step))
        return self.core.feed_work.run_due()

    def asked(self, *but: str) -> list[str]:
        """What the site was asked for since the last time, without robots.txt and ``but``."""
        asked = [path for path in self.site.asked if path not in ("/robots.txt", *but)]
        self.site.asked.clear()
        return asked

    def articles(self, workspace: str = SHARED) -> dict[str, Article]:
        """The articles of a workspace, by the name in their address, each of them once."""
        store = self.core.library.store
        cards = store.newest_cards({workspace}, limit=1_000)
        found = [each.article for each in store.read([card.article_id for card in cards], {workspace})]
        named = {(article.url or article.locator).removeprefix(f"{self.site.url}/"): article for article in found}
        assert len(named) == len(found)
        return named

    def told(self, workspace: str = SHARED) -> dict[str, str]:
        """Whether each is a teaser or a whole article."""
        found = self.articles(workspace)
        return {name: "teaser" if completeness(each) == 0 else "article" for name, each in found.items()}


@contextmanager
def paper_at(site: Site, folder: Path, config: str = "", database: str = "") -> Iterator[Paper]:
    """The paper and the desk; ``config`` goes below ``library:``."""
    file = folder / "newsdesk.yaml"
    (folder / "in").mkdir()
    text = f"library:\n  folders: [in]\n  allowed_hosts: [127.0.0.1]\n  processes: 1\n{config}\n"
    file.write_text(text, encoding="utf-8")
    environ = {"DATABASE_URL": database or f"sqlite:///{folder / 'newsdesk.sqlite'}", "NEWSDESK_CONFIG": str(file)}
    clock = AdjustableClock(lambda: NOW)
    with (
        Fetcher(allow_private=frozenset({"127.0.0.1"}), silence=2.0) as fetcher,
        open_core(load(environ, folder), clock=clock) as core,
    ):
        yield Paper(site, core, clock, fetcher)
