"""One article gives the same title and body, however it arrives."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.domain.fingerprint import body_of, fingerprint
from bot.sources import Fetcher, read
from bot.sources.teaser import completeness
from tests.unit.sources.site import Page, Site, serving

NOW = datetime(2021, 3, 13, tzinfo=UTC)
TITLE = "Allies will leave ‘together’: Rees"
PARAGRAPHS = [
    "NATO said on Monday that it would leave the country by May, after 20 years of war that cost £30 million a day.",
    "“We went in together,” Rees told reporters in Brussels. “We will leave together.”",
    "Yes, a naïve plan – but “the only one”, according to a person who was at the meeting of the ministers.",
]
TEXT = "\n\n".join([TITLE, *PARAGRAPHS]) + "\n"
HTML = (
    f'<!doctype html><html lang="en"><head>CHARSET<title>{TITLE}</title></head><body><nav><a href="/">Home</a></nav>'
    f"<article><h1>{TITLE}</h1>{''.join(f'<p>{paragraph}</p>' for paragraph in PARAGRAPHS)}</article>"
    "<footer>© 2019 The Daily</footer></body></html>"
)
PAGE = HTML.replace("CHARSET", "")
FEED = (
    f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Daily</title><item><title>{TITLE}</title>'
    "<link>/article</link><pubDate>Fri, 12 Mar 2021 10:00:00 GMT</pubDate></item></channel></rss>"
)
Arrange = Callable[[Path, Site], str]


def a_file(name: str, content: str, encoding: str = "utf-8") -> Arrange:
    def arrange(folder: Path, _: Site) -> str:
        (folder / name).write_bytes(content.encode(encoding))
        return str(folder / name)

    return arrange


def a_folder(folder: Path, _: Site) -> str:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.txt").write_text(TEXT, encoding="utf-8")
    return str(folder)


def an_address(
    content: str, kind: str | None, encoding: str = "utf-8", pack: bool = False, path: str = "/article"
) -> Arrange:
    def arrange(_: Path, site: Site) -> str:
        body = content.encode(encoding)
        headers = {"Content_Encoding": "gzip"} if pack else {}
        return site.put(path, gzip.compress(body) if pack else body, kind, **headers)

    return arrange


def a_redirect(_: Path, site: Site) -> str:
    site.put("/article", PAGE)
    site.pages["/old"] = Page(status=301, headers={"Location": "/article"})
    return f"{site.url}/old"


def a_feed(kind: str | None) -> Arrange:
    def arrange(_: Path, site: Site) -> str:
        site.put("/article", PAGE)
        return site.put("/feed", FEED, kind)

    return arrange


def a_json_feed(kind: str) -> Arrange:
    item = {"id": "1", "url": "/article", "title": TITLE, "date_published": "2021-03-12T10:00:00Z"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Daily", "items": [item]}

    def arrange(_: Path, site: Site) -> str:
        site.put("/article", PAGE)
        return site.put("/feed", json.dumps(feed), kind)

    return arrange


def a_whole_feed(_: Path, site: Site) -> str:
    words = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in PARAGRAPHS)
    return site.put("/feed", FEED.replace("<link>/article</link>", f"<description>{words}</description>"), None)


WAYS: dict[str, Arrange] = {
    "text file": a_file("a.txt", TEXT),
    "text file with a mark": a_file("a.txt", TEXT, "utf-8-sig"),
    "text file in UTF-16": a_file("a.txt", TEXT, "utf-16"),
    "text file in Windows-1252": a_file("a.txt", TEXT, "cp1252"),
    "text file with Windows line ends": a_file("a.txt", TEXT.replace("\n", "\r\n")),
    "text file with an advertisement": a_file("a.txt", TEXT.replace("\n\nYes", "\n\n- Advertisement -\n\nYes")),
    "Markdown file": a_file("a.md", f"# {TEXT}"),
    "HTML file": a_file("a.html", PAGE),
    "HTML file in Windows-1252": a_file("a.html", HTML.replace("CHARSET", '<meta charset="windows-1252">'), "cp1252"),
    "folder": a_folder,
    "page": an_address(PAGE, "text/html; charset=utf-8"),
    "page in Windows-1252": an_address(PAGE, "text/html; charset=windows-1252", "cp1252"),
    "page that says Latin-1": an_address(PAGE, "text/html; charset=iso-8859-1", "cp1252"),
    "gzip'd page": an_address(PAGE, "text/html", pack=True),
    "page without a content type": an_address(PAGE, None),
    "page called octet-stream": an_address(PAGE, "application/octet-stream"),
    "text at an address": an_address(TEXT, "text/plain"),
    "text without a content type": an_address(TEXT, None),
    "Markdown at an address": an_address(f"# {TEXT}", "text/plain", path="/a.md"),
    "redirect": a_redirect,
    "feed": a_feed("application/rss+xml"),
    "feed called XML": a_feed("text/xml"),
    "feed without a content type": a_feed(None),
    "feed called a page": a_feed("text/html; charset=utf-8"),
    "JSON Feed": a_json_feed("application/feed+json"),
    "JSON Feed called JSON": a_json_feed("application/json"),
    "feed that carries the article": a_whole_feed,
}


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(allow_private=frozenset({"127.0.0.1"})) as ready:
        yield ready


@pytest.fixture(params=WAYS)
def arrived(request: pytest.FixtureRequest, tmp_path: Path, site: Site, fetcher: Fetcher) -> Document:
    (document,) = read(WAYS[request.param](tmp_path, site), fetcher, now=NOW)
    assert isinstance(document, Document), str(document)
    return document


def test_an_article_is_the_same_however_it_arrives(arrived: Document, tmp_path: Path) -> None:
    assert arrived.title == TITLE
    assert [line for line in body_of(arrived).splitlines() if line.strip()] == PARAGRAPHS
    other = tmp_path / "other.txt"
    other.write_text(TEXT, encoding="utf-8")
    (expected,) = read(str(other), None, now=NOW)
    assert isinstance(expected, Document)
    assert fingerprint(arrived) == fingerprint(expected)


def test_marks_hold_in_the_stored_text(arrived: Document) -> None:
    for each in arrived.excluded:
        words = each.span.of(arrived.text)
        assert words == words.strip() != ""


def test_a_feed_gives_the_time_of_the_entry_and_the_page_its_outlet(site: Site, fetcher: Fetcher) -> None:
    site.put("/article", PAGE)
    site.put("/feed", FEED, "application/rss+xml")
    (document,) = read(f"{site.url}/feed", fetcher, now=NOW)
    assert isinstance(document, Document)
    assert (document.locator, document.url) == (f"{site.url}/article", f"{site.url}/article")
    assert document.outlet == "127.0.0.1"  # as without the feed: one paper has one name
    assert document.published == datetime(2021, 3, 12, 10, tzinfo=UTC)


def test_one_bad_entry_never_stops_a_feed(site: Site, fetcher: Fetcher) -> None:
    site.put("/good", PAGE)
    items = "".join(
        f"<item><title>{name}</title><link>{name}</link></item>" for name in ["/gone", "http://10.0.0.1/", "/good"]
    )
    url = site.put("/feed", f"<rss version='2.0'><channel><title>D</title>{items}</channel></rss>", "text/xml")
    found = list(read(url, fetcher, now=NOW))
    assert [type(each) for each in found] == [SourceError, SourceError, Document]
    assert str(found[0]) == f"could not fetch: {site.url}/gone: the server answers 404 Not Found"
    assert str(found[1]) == "not opened: http://10.0.0.1/: 10.0.0.1 is not a public address"


def test_an_empty_feed_and_a_page_without_an_article(site: Site, fetcher: Fetcher) -> None:
    empty = site.put("/feed", "<rss version='2.0'><channel><title>D</title></channel></rss>", "text/xml")
    blank = site.put("/blank", "<html><body></body></html>")
    assert [str(each) for url in (empty, blank) for each in read(url, fetcher, now=NOW)] == [
        f"nothing to read: {empty}: the feed has no entries",
        f"no article found: {blank}: the page holds no readable text",
    ]


# --- what fails


ENTRY = "<title>{title}</title><link>/{name}</link><description>{teaser}</description><author>Jane Harrow</author>"
TEASER = "The council said on Monday that the harbour wall would cost £3 million, &lt;b&gt;twice&lt;/b&gt; the plan."
STORY = (
    "<!doctype html><html lang='en'><head><title>Harbour wall to cost twice the plan</title></head><body><article>"
    "<h1>Harbour wall to cost twice the plan</h1><p>The council said on Monday that the harbour wall would cost "
    "£3 million, twice the plan, and that work would begin in spring.</p><p>“It is needed,” the mayor of the town "
    "said. “The sea does not wait for us,” she told reporters in the hall.</p></article></body></html>"
)


def a_feed_of(*names: str, teaser: str = TEASER) -> str:
    items = "".join(
        f"<item>{ENTRY.format(title='Harbour wall to cost twice the plan', name=name, teaser=teaser)}"
        "<pubDate>Fri, 12 Mar 2021 10:00:00 GMT</pubDate></item>"
        for name in names
    )
    return f"<rss version='2.0'><channel><title>The Daily</title>{items}</channel></rss>"


def shown(found: Iterator[Document | SourceError]) -> list[str]:
    """What was found: a teaser, an article, or the problem."""
    return [
        ("teaser" if completeness(each) == 0 else "article") if isinstance(each, Document) else each.cause
        for each in found
    ]


@pytest.mark.parametrize(
    "page",
    [
        Page(b"", headers={"Content-Type": "text/html"}),
        Page(b"<html><body></body></html>", headers={"Content-Type": "text/html"}),
        Page(
            b"<html><title>Just a moment...</title><body><p>Checking your browser before you go on. Enable JavaScript "
            b"and cookies to continue. This takes a few seconds.</p></body></html>",
            headers={"Content-Type": "text/html"},
        ),
        Page(
            b"<html><body><article><p>The council said on Monday. Subscribe for 1 a week.</p></article></body></html>",
            headers={"Content-Type": "text/html"},
        ),
        Page(b"x", headers={"Content-Length": "500"}),
    ],
    ids=["empty", "blank", "robot check", "paywall", "broken off"],
)
def test_a_page_without_its_article_leaves_the_teaser(site: Site, fetcher: Fetcher, page: Page) -> None:
    url = site.put("/feed", a_feed_of("a", "b"), "application/rss+xml")
    site.pages["/a"] = page
    site.put("/b", STORY)
    found = shown(read(url, fetcher, now=NOW))
    assert (found[0], found[2:]) == ("teaser", ["article"])


BAD_FEEDS = {
    "beyond Unicode": (a_feed_of("a").replace("wall", "wall &#x110000;"), "text/xml"),
    "half a pair": (a_feed_of("a").replace("wall", "wall &#xD800;"), "text/xml"),
    "half a pair, in a CDATA": (a_feed_of("a").replace("wall", "<![CDATA[wall &#xD800;]]>"), "text/xml"),
    "punycode": (a_feed_of("a"), "text/xml; charset=punycode"),
    "unicode_escape": (a_feed_of("a"), "text/xml; charset=unicode_escape"),
    "utf-7": (a_feed_of("a").replace("wall", "wall +2AA-"), "text/xml; charset=utf-7"),
    "no such charset": (a_feed_of("a"), "text/xml; charset*=punycode''%FF"),
}


@pytest.mark.parametrize(("feed", "kind"), BAD_FEEDS.values(), ids=BAD_FEEDS)
def test_an_odd_feed_is_read(site: Site, fetcher: Fetcher, feed: str, kind: str) -> None:
    site.put("/a", STORY)
    url = site.put("/feed", feed, kind)
    (document,) = read(url, fetcher, now=NOW)
    assert isinstance(document, Document)
    (document.title + document.text).encode()


@pytest.mark.parametrize("what", ["feedparser.parse", "trafilatura.bare_extraction"])
def test_whatever_breaks_costs_only_itself(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("nobody thought of that")

    url = site.put("/feed", a_feed_of("a"), "application/rss+xml")
    site.put("/a", STORY)
    monkeypatch.setattr(what, breaks)
    found = [*read(url, fetcher, now=NOW)]
    assert [each.problem for each in found if isinstance(each, SourceError)] == ["could not read"]
    (page,) = read(f"{site.url}/a", fetcher, now=NOW)
    assert isinstance(page, SourceError) is (what != "feedparser.parse")
