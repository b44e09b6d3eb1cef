"""What real feeds hold: markup in titles, references to no character, times in every form, encodings, archives."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import SourceError
from bot.sources.entry import Entry
from bot.sources.entry_time import entry_time
from bot.sources.feed import begins_as_feed, entries_of
from bot.sources.markup import as_xml, words_of

URL = "https://daily.example/feed"
SPACES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def rss(*items: str) -> str:
    told = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {SPACES}><channel><title>The Daily</title>{told}</channel></rss>'


def atom(*entries: str) -> str:
    told = "".join(f"<entry>{entry}<id>urn:1</id><link href='/1'/></entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>The Daily</title>{told}</feed>'


def only(feed: str | bytes, charset: str | None = None) -> Entry:
    (entry,) = entries_of(feed if isinstance(feed, bytes) else feed.encode(), url=URL, charset=charset)
    return entry


@pytest.mark.parametrize(
    ("feed", "title"),
    [
        (atom('<title type="html">It&amp;#8217;s AT&amp;amp;T&amp;#8217;s turn</title>'), "It’s AT&T’s turn"),
        (atom("<title>It&#8217;s AT&amp;T&#8217;s turn</title>"), "It’s AT&T’s turn"),
        (atom('<title type="text">How &lt;div&gt; and &amp;amp; are read</title>'), "How <div> and &amp; are read"),
        (atom('<title type="html">A &lt;b&gt;new&lt;/b&gt; wall&lt;br/&gt;stands</title>'), "A new wall stands"),
        (atom('<title type="html">Why 1 &amp;lt; 2 and &amp;lt;div&amp;gt;</title>'), "Why 1 < 2 and <div>"),
        (
            atom('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <i>new</i> &amp; wall</div></title>'),
            "A new & wall",
        ),
        (rss("<title><![CDATA[It&#8217;s AT&amp;T turn]]></title>"), "It’s AT&T turn"),
        (rss("<title>&lt;i&gt;Hamlet&lt;/i&gt; opens</title>"), "Hamlet opens"),
        (rss("<title><i>Hamlet</i> opens</title>"), "Hamlet opens"),
        (rss("<title>Marks &amp;amp; Rowe</title>"), "Marks & Rowe"),
        (rss("<title>Marks &amp; Rowe</title>"), "Marks & Rowe"),
        (rss("<title>Why 1 &lt; 2, she said</title>"), "Why 1 < 2, she said"),
        (rss("<title>&lt;harbour&gt; wall</title>"), "<harbour> wall"),
        (rss("<title>Q&A in the\n hall</title>"), "Q&A in the hall"),
        (rss("<title><![CDATA[Q&A at http://x.example/?a=1&b=2]]></title>"), "Q&A at http://x.example/?a=1&b=2"),
        (rss("<title>Beyond &#x110000; Unicode</title>"), "Beyond \ufffd Unicode"),
        (rss("<title>Half &#xD800; a pair</title>"), "Half \ufffd a pair"),
        (rss("<title><![CDATA[Half &#55296; a pair]]></title>"), "Half \ufffd a pair"),
        (rss("<title>Half &amp;#xDFFF; a pair</title>"), "Half \ufffd a pair"),
        (rss(f"<title>Large &#{'9' * 5000}; number</title>"), "Large \ufffd number"),
        (rss("<title>A &#0; and \x01 control</title>"), "A \ufffd and control"),
        (rss("<title>A &#x00041; is kept, and &#x1F600;</title>"), "A A is kept, and 😀"),
    ],
)
def test_a_title_is_read_by_its_declared_type(feed: str, title: str) -> None:
    assert only(feed).title == title


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("Fri, 27 Nov 2026 09:00:00 GMT", "2026-11-27T09:00"),
        ("Fri, 27 Nov 2026 09:00 BST", "2026-11-27T08:00"),
        ("Fri, 27 Nov 2026 09:00:00 CET", "2026-11-27T08:00"),
        ("Fri, 27 Nov 2026 9:00 PM EST", "2026-11-28T02:00"),
        ("Fri, 27 Nov 2026 9:00 a.m. ET", "2026-11-27T14:00"),
        ("Fri, 27 Nov 2026 23:00 CST", "2026-11-28T05:00"),
        ("27 Nov 2026 12:30 AM BST", "2026-11-26T23:30"),
        ("2026/11/29 15:07", "2026-11-29T15:07"),
        ("2016/6/29", "2016-06-29T00:00"),
        ("Fri, 27 Nov 2026 09:00:00", "2026-11-27T09:00"),
        ("Fri, 27 Nov 2026 09:00:00 +0530", "2026-11-27T03:30"),
        ("Fri, 27 Nov 2026 09:00 +0100 (CET)", "2026-11-27T08:00"),
        ("2026-11-29T10:00:00+02:00", "2026-11-29T08:00"),
        ("2026-11-29", "2026-11-29T00:00"),
        ("Sat Nov 28 15:21:41 2026", "2026-11-28T15:21:41"),
        ("Sat Nov 28 2026 15:21:41 GMT+0000", "2026-11-28T15:21:41"),
        ("November 27, 2026 at 3:07 pm", "2026-11-27T15:07"),
        ("Fri, 27 Nov 2026 09:00:00 IST", "2026-11-27T00:00"),  # Ireland, India, Israel: only the day is certain
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("Mon, 01 Jan 0001 00:00:00 GMT", None),
        ("01 January 0001 00:00 +0000", None),
        ("1764000000", None),
        ("03/04/2021", None),
        ("Fri, 31 Feb 2026 09:00:00 GMT", None),
        ("yesterday", None),
        ("x" * 10_000, None),
        ("", None),
    ],
)
def test_times_of_entries(stamp: str, moment: str | None) -> None:
    assert entry_time(stamp) == (datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None)


@given(st.datetimes(datetime(1971, 1, 2), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_what_the_standards_ask_for_is_read_to_the_second(moment: datetime, minutes: int) -> None:
    aware = moment.replace(microsecond=0, tzinfo=UTC) - timedelta(minutes=minutes)
    local = aware.astimezone(timezone(timedelta(minutes=minutes)))
    assert entry_time(format_datetime(local)) == entry_time(local.isoformat()) == aware


@given(st.text(max_size=80))
def test_no_stamp_breaks_the_reader(stamp: str) -> None:
    entry_time(stamp)


@given(st.text(alphabet="&#x;<>ampDF8019 ab/", max_size=60))
def test_no_fragment_breaks_the_reader(fragment: str) -> None:
    words_of(as_xml(fragment)).encode()


@pytest.mark.parametrize(
    ("feed", "published"),
    [
        (atom("<title>T</title><updated>2026-11-29T10:00:00Z</updated>"), 10),
        (
            atom("<title>T</title><updated>2026-11-29T12:00:00Z</updated><published>2026-11-29T10:00:00Z</published>"),
            10,
        ),
        (atom("<title>T</title><updated>2026-11-29T12:00:00Z</updated><published>soon</published>"), 12),
        (rss("<title>T</title><dc:date>2026-11-29T10:00:00Z</dc:date>"), 10),
        (rss("<title>T</title><pubDate>Sun, 29 Nov 2026 11:00 BST</pubDate>"), 10),
    ],
)
def test_an_entry_is_dated_by_whatever_date_it_has(feed: str, published: int) -> None:
    assert only(feed).published == datetime(2026, 11, 29, published, tzinfo=UTC)


@pytest.mark.parametrize(
    ("feed", "author"),
    [
        (rss("<title>T</title><dc:creator>Jane Harrow</dc:creator>"), "Jane Harrow"),
        (rss("<title>T</title><dc:creator>By Jane Harrow</dc:creator>"), "Jane Harrow"),
        (rss("<title>T</title><dc:creator>Jane Harrow</dc:creator><dc:creator>Lee Marsh</dc:creator>"), None),
        (rss("<title>T</title><author>j@daily.example (Jane Harrow)</author>"), "Jane Harrow"),
        (rss("<title>T</title><author>j@daily.example</author>"), ""),
        (
            atom("<title>T</title><author><name>Jane Harrow</name><email>j@daily.example</email></author>"),
            "Jane Harrow",
        ),
        (rss("<title>T</title>"), ""),
    ],
)
def test_who_wrote_an_entry(feed: str, author: str | None) -> None:
    assert only(feed).author == ("Jane Harrow, Lee Marsh" if author is None else author or None)


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (rss("<title>Совет чинит стену</title>").encode("cp1251"), "windows-1251"),
        (
            b'<?xml version="1.0" encoding="windows-1251"?>' + rss("<title>Совет чинит стену</title>").encode("cp1251"),
            None,
        ),
        (rss("<title>Совет чинит стену</title>").encode("utf-16"), None),
        (rss("<title>Совет чинит стену</title>").encode("utf-8-sig"), None),
        (rss("<title>Совет чинит стену</title>").encode(), "punycode"),
        (b'<?xml version="1.0" encoding="punycode"?>' + rss("<title>Совет чинит стену</title>").encode(), None),
        (
            b'<?xml version="1.0" encoding="unicode_escape"?>' + rss("<title>Совет чинит стену</title>").encode(),
            "utf-7",
        ),
    ],
)
def test_the_charset_of_a_feed(content: bytes, charset: str | None) -> None:
    assert only(content, charset).title == "Совет чинит стену"


def test_of_an_archive_the_newest_are_taken_newest_first() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    items = [
        f"<title>No. {n}</title><link>/{n}</link><pubDate>{format_datetime(start + timedelta(hours=n))}</pubDate>"
        for n in range(150)
    ]
    entries = entries_of(rss("<title>Undated</title><link>/u</link>", *items).encode(), url=URL)
    assert [entry.title for entry in entries] == [f"No. {n}" for n in range(149, 49, -1)]


@pytest.mark.parametrize(
    ("ending", "is_whole"),
    [
        ("", True),
        (" He would not read more.", True),
        (" […]", False),
        (" [&hellip;]", False),
        (" […] The post <a href='/1'>Harbour wall</a> appeared first on <a href='/'>The Daily</a>.", False),
        (" Read more »", False),
        (" Continue reading on The Daily &rarr;", False),
        (" To read the rest, subscribe today.", False),
        (" Read the full story here", False),
        (" It said so in the post office.", True),
    ],
)
def test_an_entry_that_ends_like_a_teaser_is_one_whatever_its_length(ending: str, is_whole: bool) -> None:
    body = "<p>It was said by many people of the town.</p>" * 30
    entry = only(rss(f"<title>T</title><link>/1</link><content:encoded><![CDATA[{body}{ending}]]></content:encoded>"))
    assert (entry.content is not None) is is_whole
    assert entry.teaser.endswith("town." if not is_whole or not ending else ending.strip())


@pytest.mark.parametrize(
    "link", ["http://[bad/", "javascript:alert(1)", "http://x:99999/", "//[", "http://\ud800/"[:7]]
)
def test_a_bad_link_costs_an_entry_only_its_link(link: str) -> None:
    feed = rss(f"<title>One</title><link>{link}</link>", "<title>Two</title><link>/2</link>")
    problems: list[SourceError] = []
    entries = entries_of(feed.encode(), url=URL, problems=problems)
    assert [(entry.title, entry.link) for entry in entries] == [("One", None), ("Two", "https://daily.example/2")]
    assert problems == []


def test_an_entry_that_breaks_the_reader_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.sources import feed as module

    def breaks(html: str) -> str:
        if "bad" in html:
            raise RuntimeError(html)
        return html

    monkeypatch.setattr(module, "words_of", breaks)
    problems: list[SourceError] = []
    feed = rss("<title>One</title>", "<title>&lt;b&gt;bad&lt;/b&gt;</title>", "<title>Three</title>")
    assert [entry.title for entry in entries_of(feed.encode(), url=URL, problems=problems)] == ["One", "Three"]
    assert [problem.problem for problem in problems] == ["could not read"]


def test_a_feed_that_breaks_the_reader_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ValueError("chr() arg not in range")

    monkeypatch.setattr("feedparser.parse", breaks)
    with pytest.raises(SourceError, match="could not read"):
        entries_of(rss("<title>One</title>").encode(), url=URL)


@pytest.mark.parametrize("markup", ["<p>", "</p>", "<item>", "<a b='", "<script", "<![CDATA[", "<!--", "<?x"])
def test_a_feed_of_endless_markup_is_refused(markup: str) -> None:
    with pytest.raises(SourceError, match="too large"):
        entries_of(rss(f"<title>{markup * 110_000}</title>").encode(), url=URL)


def test_markup_inside_of_a_full_text_is_not_counted() -> None:
    body = "<p>It was said by many people of the town.</p>" * 60_000
    entry = only(rss(f"<title>T</title><link>/1</link><content:encoded><![CDATA[{body}]]></content:encoded>"))
    assert entry.content is not None


def test_places_of_one_page_are_entries_of_their_own() -> None:
    items = [
        f"<title>Notice {n}</title><link>/notices#n{n}</link><description>The road {n} is closed.</description>"
        for n in range(5)
    ]
    entries = entries_of(rss(*items, *items).encode(), url=URL)
    assert [entry.locator for entry in entries] == [f"https://daily.example/notices#n{n}" for n in range(5)]
    assert {entry.link for entry in entries} == {"https://daily.example/notices"}
    assert [entry.content for entry in entries] == [f"<p>The road {n} is closed.</p>" for n in range(5)]


def test_a_place_in_a_page_that_only_one_entry_names_is_the_page() -> None:
    told = "<description>The road is closed.</description>"
    items = [f"<title>One</title><link>/{name}#xtor=RSS-1</link>{told}" for name in "ab"]
    assert [(entry.locator, entry.content) for entry in entries_of(rss(*items).encode(), url=URL)] == [
        ("https://daily.example/a", None),
        ("https://daily.example/b", None),
    ]


# --- JSON Feed


def json_feed(*items: object, **feed: object) -> bytes:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "The  Daily", "items": items, **feed}
    ).encode()


def test_a_json_feed() -> None:
    whole = "<p>It was said by many people of the town.</p>" * 30
    entries = entries_of(
        json_feed(
            {
                "id": "1",
                "url": "/1?utm_source=feed",
                "title": "AT&T &amp; <i>others</i>",  # a title is plain text in a JSON Feed
                "content_html": "<p>The wall &amp; the sea.</p>",
                "date_published": "2026-11-29T10:00:00+02:00",
                "authors": [{"name": "Jane Harrow"}, {"url": "https://x.example"}, {"name": "Lee Marsh"}],
            },
            {"id": 2, "content_text": "1 < 2, she said.", "date_modified": "2026-11-29T10:00:00Z"},
            {"id": "3", "external_url": "https://other.example/3", "title": "Whole", "content_html": whole},
            {"id": "4", "url": "http://[bad/", "title": "Half \ud800 a pair\u0000", "summary": "Short."},
            "no item",
            None,
            {},
            authors=[{"name": "The desk"}],
        ),
        url=URL,
        media_type="application/feed+json",
    )
    first, second, third, fourth, fifth = entries
    assert (first.link, first.title, first.outlet) == (
        "https://daily.example/1",
        "AT&T &amp; <i>others</i>",
        "The Daily",
    )
    assert (first.author, first.published) == ("Jane Harrow, Lee Marsh", datetime(2026, 11, 29, 8, tzinfo=UTC))
    assert (first.content, first.teaser) == (None, "The wall & the sea.")
    assert (second.link, second.content, second.teaser) == (None, "1 &lt; 2, she said.", "1 < 2, she said.")
    assert (second.author, second.published) == ("The desk", datetime(2026, 11, 29, 10, tzinfo=UTC))
    assert (third.link, third.content) == ("https://other.example/3", whole)
    assert (fourth.link, fourth.title) == (None, "Half \ufffd a pair\ufffd")
    assert (fifth.link, fifth.title) == (None, None)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"{}",
        b'{"version": 7}',
        b'{"version": "https://jsonfeed.org.evil.example/version/1"}',
        b'{"version": "1", "items": []}',
        b'{"a":' * 100_000,
        b'{"version": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_json_feed(content: bytes) -> None:
    with pytest.raises(SourceError, match="not a feed"):
        entries_of(content, url=URL)


@pytest.mark.parametrize(
    "items", [None, {}, "x", [[]], [{"url": []}], [{"authors": {}}], [{"authors": [[]], "id": {}}]]
)
def test_an_odd_json_feed_breaks_nothing(items: object) -> None:
    content = json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode()
    problems: list[SourceError] = []
    entries_of(content, url=URL, problems=problems)
    assert problems == []


@pytest.mark.parametrize(
    ("opening", "is_feed"),
    [
        (b"<rss version='2.0'>", True),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a --><?xml-stylesheet href='x'?>\n<feed xmlns='x'>", True),
        (b"<rdf:RDF xmlns='x'>", True),
        (b"<!doctype html><html><p>How <rss> works", False),
        (b"<p><rss>", False),
        (b"<rssfeed>", False),
        (b"<!---->" * 280, False),
    ],
)
def test_a_feed_that_is_sent_as_a_page(opening: bytes, is_feed: bool) -> None:
    assert begins_as_feed(opening) is is_feed
