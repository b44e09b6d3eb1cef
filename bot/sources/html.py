"""An HTML page → a document: trafilatura finds the article, the page's own marks say when it was published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import trafilatura
from trafilatura.settings import Document as Extracted

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.address import canonical
from bot.sources.dates import machine_time
from bot.sources.furniture import Furniture
from bot.sources.text import read_text

# trafilatura's own date is a guess by htmldate: 2019-01-01 for a page with "© 2019 The Daily" at its foot. So the
# time is read here, from marks that can only mean publication.
PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.published",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "dc.date.created", "citation_publication_date",
    "sailthru.date", "parsely-pub-date", "publication_date", "publication-date", "publishdate", "publish-date",
    "publish_date", "pubdate", "published_at", "article.published", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "date",
)  # fmt: skip
ARTICLE_TYPES = {"article", "blogposting", "report", "liveblogposting", "webpage", "socialmediaposting"}


class Element(Protocol):
    """What is used of lxml's element; lxml has no types of its own."""

    def xpath(self, path: str, /) -> list[Any]: ...


def read_html(
    html: str,
    *,
    locator: str,
    url: str | None = None,
    title: str | None = None,
    outlet: str | None = None,
    published: datetime | None = None,
    furniture: Furniture | None = None,
) -> Document:
    """The article of a page: its stored text is what trafilatura extracts, one paragraph a line.

    ``url`` is where the page was found; an address that the page itself calls canonical replaces it on the same site.

    Raises: SourceError if the page holds no article, or it is not in English.
    """
    tree = trafilatura.load_html(html)
    found = trafilatura.bare_extraction(
        html, url=url, include_comments=False, with_metadata=True, date_extraction_params={"extensive_search": False}
    )
    if tree is None or not isinstance(found, Extracted) or not (text := (found.text or "").strip()):
        hint = "Check that the page shows the article without logging in, or save its text as a file."
        raise SourceError("no article found", locator, "the page holds no readable text", hint=hint)
    return read_text(
        text,
        locator=locator,
        title=title or _clean(found.title),
        url=_address(tree, url),
        byline=_clean((found.author or "").replace("; ", ", ")),
        outlet=outlet or _outlet(_clean(found.sitename), url),
        published=published or _published(tree),
        furniture=furniture,
    )


def _clean(words: str | None) -> str | None:
    return " ".join((words or "").split()) or None


def _outlet(name: str | None, url: str | None) -> str | None:
    """The site's name, else its host without "www."."""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return name or host or None


def _address(tree: Element, url: str | None) -> str | None:
    """The page's canonical address if it is on the site that the page came from (or came from no site)."""
    links = [str(link) for link in tree.xpath('//link[@rel="canonical"]/@href')]
    links += [str(link) for link in tree.xpath('//meta[@property="og:url"]/@content')]
    for link in links:
        found = canonical(urljoin(url or "", link.strip()))
        if found and (url is None or _site(found) == _site(url)):
            return found
    return canonical(url) if url else None


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def _published(tree: Element) -> datetime | None:
    """When the page says that it was published, in UTC: by meta elements, JSON-LD or a marked ``time`` element."""
    stamps: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        for key in ("property", "name", "itemprop"):
            stamps.setdefault(str(meta.get(key, "")).lower(), str(meta.get("content")))
    named = [stamps[key] for key in PUBLISHED_META if key in stamps]
    linked = [
        stamp for block in tree.xpath('//script[@type="application/ld+json"]/text()') for stamp in _json_ld(str(block))
    ]
    marked = tree.xpath('//*[@itemprop="datePublished"]/@datetime | //time[@pubdate]/@datetime')
    marked += tree.xpath('//time[contains(@class, "published") and not(contains(@class, "updated"))]/@datetime')
    for stamp in [*named[:1], *linked, *named[1:], *map(str, marked)]:
        if moment := machine_time(stamp):
            return moment
    return None


def _json_ld(block: str) -> Iterator[str]:
    """``datePublished`` of the articles at the top of a JSON-LD block; articles that it only lists do not count."""
    try:
        content: object = json.loads(block, strict=False)
    except (ValueError, RecursionError):
        return
    items = content if isinstance(content, list) else [content]
    graphs = [item.get("@graph") for item in items if isinstance(item, dict)]
    for item in [*items, *(each for graph in graphs if isinstance(graph, list) for each in graph)]:
        if not isinstance(item, dict):
            continue
        kinds = item.get("@type")
        names = [str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])]
        stamp = item.get("datePublished")
        if isinstance(stamp, str) and any(name in ARTICLE_TYPES or name.endswith("article") for name in names):
            yield stamp


def looks_like_html(text: str) -> bool:
    """Whether a text whose kind nobody tells is a page: it begins with a tag that only pages begin with."""
    opening = text[:1000].lstrip().lower()
    return opening.startswith(("<!doctype html", "<html", "<head", "<body", "<article", "<!--")) or "<html" in opening
