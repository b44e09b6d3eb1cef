"""An HTML page → a document: trafilatura finds the article, the page's own marks say when it was published."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import trafilatura
from trafilatura.settings import Document as Extracted

from bot.domain.article import BEHIND_A_PAYWALL, Document
from bot.domain.errors import SourceError
from bot.sources.address import canonical
from bot.sources.bounds import bound, check_markup
from bot.sources.credit import authors_of
from bot.sources.furniture import Furniture, load
from bot.sources.headline import headline_of
from bot.sources.lines import key_of
from bot.sources.marks import Element, marks_of
from bot.sources.outlet import outlet_of
from bot.sources.paywall import stub_offers
from bot.sources.published import published_of
from bot.sources.refusal import why_no_article
from bot.sources.structure import notes_of
from bot.sources.teaser import with_note
from bot.sources.text import read_text
from bot.sources.tidy import in_paragraphs, tidy

HINT = "Check that the page shows the article without logging in, or save its text as a file."


def read_html(
    html: str,
    *,
    locator: str,
    url: str | None = None,
    title: str | None = None,
    fallback: str | None = None,
    outlet: str | None = None,
    published: datetime | None = None,
    furniture: Furniture | None = None,
    now: datetime | None = None,
) -> Document:
    """The article of a page: its stored text is what trafilatura extracts, one paragraph a line.

    ``url`` is where the page was found; an address that the page itself calls canonical replaces it on the same site.
    ``title`` goes before the page's headline, ``fallback`` stands where it shows none. No time of publication after
    ``now`` (the clock's, if it is None) is believed.

    Raises: SourceError if the page holds no article, or it is not in English.
    """
    check_markup(html, locator)
    tree = trafilatura.load_html(html)
    thorough = tree is None or bound(tree, locator)
    if tree is not None:
        tidy(tree)
    found = trafilatura.bare_extraction(
        tree,
        url=url,
        fast=not thorough,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False},
    )
    if tree is None or not isinstance(found, Extracted) or not (text := (found.text or "").strip()):
        raise SourceError("no article found", locator, "the page holds no readable text", hint=HINT)
    text = in_paragraphs(text, tree)
    marks, furniture = marks_of(tree), furniture or load()
    site, address = _clean(found.sitename), _address(tree, url)
    headline = headline_of(tree, marks, site) or _clean(found.title)
    notes = notes_of(tree, text, url, headline)
    if cause := why_no_article(tree, text, headline, notes, marks, url):
        raise SourceError("no article found", locator, cause, hint=HINT)
    offers = stub_offers(tree, marks, text, notes)
    notes = {**notes, **(offers or {})}
    left = any((key := key_of(line)) and key not in notes for line in text.splitlines())
    if offers is not None and not left:
        raise SourceError("no article found", locator, "the page shows only a paywall", hint=HINT)
    document = read_text(
        text,
        locator=locator,
        title=title or headline or fallback,
        url=address,
        byline=authors_of(tree, marks, site, furniture, (found.author or "").replace("; ", ", ")),
        outlet=outlet or outlet_of(tree, marks, address, furniture),
        published=published or published_of(tree, marks, url, now or datetime.now(UTC)),
        furniture=furniture,
        notes=notes if left else None,
    )
    return document if offers is None else with_note(document, BEHIND_A_PAYWALL)


def _clean(words: str | None) -> str | None:
    return " ".join((words or "").split()) or None


def _address(tree: Element, url: str | None) -> str | None:
    """The page's canonical address if it is on the site that the page came from (or came from no site)."""
    links = [str(link) for link in tree.xpath('//link[@rel="canonical"]/@href')]
    links += [str(link) for link in tree.xpath('//meta[@property="og:url"]/@content')]
    for link in links:
        found = canonical(urljoin(url or "", link.strip()))
        if found and (url is None or (_site(found) == _site(url) and not _is_elsewhere(found, url))):
            return found
    return canonical(url) if url else None


def _is_elsewhere(named: str, url: str) -> bool:
    """Whether a page calls its site's home page its own address: all of a site that is set up so would be one."""
    home, here = urlsplit(named), urlsplit(url)
    return home.path in ("", "/") and not home.query and (here.path not in ("", "/") or bool(here.query))


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def looks_like_html(text: str) -> bool:
    """Whether a text whose kind nobody tells is a page: it begins with a tag that only pages begin with."""
    opening = text[:1000].lstrip().lower()
    return opening.startswith(("<!doctype html", "<html", "<head", "<body", "<article", "<!--")) or "<html" in opening
