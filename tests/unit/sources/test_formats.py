"""Encodings, dates, HTML, Markdown and feeds: pure functions of what arrives."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import Document, Reason
from bot.domain.errors import SettingsError, SourceError
from bot.domain.fingerprint import body_of, fingerprint
from bot.sources.address import canonical
from bot.sources.charsets import CODECS, charset_in, codec_of
from bot.sources.dates import believable, is_date_line, machine_time, stated_time
from bot.sources.decoding import LARGEST, decoded
from bot.sources.feed import entries_of
from bot.sources.furniture import load
from bot.sources.html import read_html
from bot.sources.markdown import read_markdown
from bot.sources.text import read_text

WORDS = "“We went in together,” Rees said. It cost £30 million – a naïve plan.\r\n"
NOON = datetime(2021, 3, 12, 12, tzinfo=UTC)


# --- encodings


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso8859-15"]
)
def test_any_encoding_gives_the_same_text(encoding: str) -> None:
    words = WORDS if encoding != "iso8859-15" else WORDS.translate({0x201C: '"', 0x201D: '"', 0x2013: "-"})
    assert decoded(words.encode(encoding) * 3, locator="x").replace("\ufeff", "") == words * 3


def test_the_declared_charset_goes_before_a_guess_and_latin_1_means_what_browsers_take_it_for() -> None:
    assert decoded("Łódź said no".encode("cp1250"), locator="x", charset="windows-1250") == "Łódź said no"
    assert decoded(WORDS.encode("cp1252"), locator="x", charset="ISO-8859-1") == WORDS
    assert decoded(WORDS.encode(), locator="x", charset="no-such-charset") == WORDS
    assert decoded(WORDS.encode(), locator="x", charset="ascii;bad\0name") == WORDS


@pytest.mark.parametrize("label", ["punycode", "utf-7", "unicode_escape", "raw_unicode_escape", "idna", "rot13", "hex"])
def test_codecs_that_the_web_does_not_use_are_not_believed(label: str) -> None:
    page = f'<meta charset="{label}"><p>The wall +2AA- \\ud800 of a-bcd'
    assert decoded(page.encode(), locator="x", charset=label) == page
    assert decoded(page.encode() + b"\xe9", locator="x", charset=label).startswith("<meta")
    assert codec_of(label) is None


@pytest.mark.parametrize(
    ("label", "word", "encoding"),
    [
        (" Shift_JIS ", "港の壁", "shift_jis"),
        ('"x-sjis"', "港の壁", "shift_jis"),
        ("EUC-KR", "항구의 벽", "euc-kr"),
        ("gb2312", "港口的墙", "gbk"),
        ("big5", "港口的牆", "big5"),
        ("tis-620", "กำแพง", "tis-620"),
        ("latin5", "duvarı", "iso8859-9"),
        ("csKOI8R", "стена", "koi8-r"),
        ("x-mac-cyrillic", "стена", "mac-cyrillic"),
    ],
)
def test_the_labels_of_the_web_are(label: str, word: str, encoding: str) -> None:
    assert decoded((word * 20).encode(encoding), locator="x", charset=label) == word * 20


def test_every_label_means_a_codec() -> None:
    assert len(CODECS) > 200
    for label, codec in CODECS.items():
        assert codecs.lookup(codec)
        assert label == label.lower()
        assert codec_of(label.upper()) == codec


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ('text/html;charset="Windows-1251"', "windows-1251"),
        ("text/html; boundary=x; CharSet = 'utf-8'", "utf-8"),
        ("text/html; charset*=punycode''a%FF", None),
        ("text/html; mycharset=utf-8", None),
        ("text/html; charset=", None),
        ("", None),
    ],
)
def test_the_charset_in_a_header(header: str, charset: str | None) -> None:
    assert charset_in(header) == charset


def test_the_charset_that_a_page_declares() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1250"><p>Łódź said no</p>'
    assert decoded(page.encode("cp1250"), locator="x") == page


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "nothing to read: x: it is empty"),
        (b" \r\n\t", "nothing to read: x: it is empty"),
        (b"\xef\xbb\xbf\n", "nothing to read: x: it is empty"),
        (b"%PDF-1.7 ...", "not a text: x: it is a PDF"),
        (b"PK\x03\x04....", "not a text: x: it is a Word, OpenDocument or ZIP file"),
        (b"\x89PNG\r\n\x1a\n", "not a text: x: it is a picture"),
        (bytes(range(256)) * 20, "not a text: x: it holds binary data"),
        (b"\0" * 500, "not a text: x: it holds binary data"),
        (b"a" * (LARGEST + 1), "too large: x: it has more than 5 MB"),
    ],
)
def test_what_is_no_text(data: bytes, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        decoded(data, locator="x")
    assert str(caught.value) == message
    assert caught.value.hint


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_or_one_clear_error(data: bytes) -> None:
    try:
        assert decoded(data, locator="x").strip()
    except SourceError as error:
        assert str(error).count("\n") == 0


# --- dates


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("12 March 2021 10:00 GMT", datetime(2021, 3, 12, 10, tzinfo=UTC)),
        ("March 12th, 2021", datetime(2021, 3, 12, tzinfo=UTC)),
        ("Fri 12 Mar 2021 at 10.30am", datetime(2021, 3, 12, 10, 30, tzinfo=UTC)),
        ("2021-03-12T10:00:00+04:30", datetime(2021, 3, 12, 5, 30, tzinfo=UTC)),
        ("12 March 2021, 12:05 am EST", datetime(2021, 3, 12, 5, 5, tzinfo=UTC)),
        ("9:21 AM EDT, Fri March 12, 2021", datetime(2021, 3, 12, 13, 21, tzinfo=UTC)),
        ("12 July 2021 10:00 ET", datetime(2021, 7, 12, 14, tzinfo=UTC)),
        ("12 March 2021 10:00 IST", datetime(2021, 3, 12, tzinfo=UTC)),
        ("12/03/2021", None),
        ("31 February 2021", None),
        ("March 2021", None),
        ("May 1", None),
        ("", None),
    ],
)
def test_stated_times(words: str, moment: datetime | None) -> None:
    assert stated_time(words) == moment


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("2021-03-12T10:00:00Z", datetime(2021, 3, 12, 10, tzinfo=UTC)),
        ("2021-03-12T10:00:00.123+0100", datetime(2021, 3, 12, 9, 0, 0, 123000, tzinfo=UTC)),
        ("2021-03-12", datetime(2021, 3, 12, tzinfo=UTC)),
        ("Fri, 12 Mar 2021 10:00:00 -0500", datetime(2021, 3, 12, 15, tzinfo=UTC)),
        ("March 12, 2021", datetime(2021, 3, 12, tzinfo=UTC)),
        ("0001-01-01T00:00:00+23:59", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_machine_times(stamp: str, moment: datetime | None) -> None:
    assert machine_time(stamp) == moment


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("Saturday, July 13, 2024", True),
        ("13 July 2024 10:00 GMT", True),
        ("2024-07-13", True),
        ("13/07/2024", True),
        ("July 13", True),
        ("May Day", False),
        ("On July 13, 2024", False),
        ("2024", False),
        ("The 13 July 2024 talks", False),
    ],
)
def test_date_lines(line: str, is_date: bool) -> None:
    assert is_date_line(line) is is_date


def test_a_time_in_the_future_is_not_believed() -> None:
    assert believable(NOON + timedelta(hours=20), NOON) == NOON + timedelta(hours=20)
    assert believable(NOON + timedelta(days=2), NOON) is None
    assert believable(None, NOON) is None


@given(st.text(max_size=100))
def test_dates_are_never_more_than_none(words: str) -> None:
    for moment in (stated_time(words), machine_time(words)):
        assert moment is None or moment.utcoffset() == timedelta(0)


# --- HTML

PARAGRAPHS = (
    "NATO said on Monday that it would leave the country by May, after 20 years of war there.",
    "“We went in together,” Rees told reporters in Brussels. “We will leave together.”",
    "No decision will be taken before the summit, according to a person who was at the meeting.",
)


def page(head: str = "", body: str = "", foot: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html lang=en><head><title>Allies will leave together</title>{head}</head><body>"
        f"<nav><a href=/>Home</a> <a href=/w>World</a></nav><article><h1>Allies will leave together</h1>{body}{text}"
        f"</article><footer>{foot}</footer></body></html>"
    )


def test_a_page_gives_title_byline_outlet_address_and_paragraphs() -> None:
    head = (
        '<meta property="og:site_name" content="The Daily"><meta name="author" content="Jane Doe">'
        '<meta property="article:published_time" content="2021-03-12T10:00:00+01:00">'
        '<link rel="canonical" href="https://daily.example/a?utm_source=x">'
    )
    document = read_html(page(head), locator="a.html")
    assert (document.title, document.byline, document.outlet) == ("Allies will leave together", "Jane Doe", "The Daily")
    assert document.url == "https://daily.example/a"
    assert document.published == datetime(2021, 3, 12, 9, tzinfo=UTC)
    assert body_of(document).strip().split("\n") == list(PARAGRAPHS)
    assert [each.reason for each in document.excluded] == [Reason.TITLE]


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-03-12T10:00Z"}</script>',
            "",
            10,
        ),
        (
            (
                '<script type="application/ld+json">'
                '{"@graph":[{"@type":["Article"],"datePublished":"2021-03-12T10:00Z"}]}</script>'
            ),
            "",
            10,
        ),
        ("", '<time itemprop="datePublished" datetime="2021-03-12T10:00Z">12 March</time>', 10),
        ('<meta name="pubdate" content="2021-03-12">', "", 0),
        ("", "<p>Published: 12 March 2021 10:00 GMT</p>", 10),
    ],
)
def test_a_page_that_states_its_time(head: str, body: str, published: int) -> None:
    assert read_html(page(head, body), locator="x").published == datetime(2021, 3, 12, published, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("", "© 2019 The Daily"),
        ("", "Saturday, July 13, 2024"),
        ('<meta property="article:modified_time" content="2021-03-12T10:00Z">', ""),
        ('<meta name="copyright" content="2019">', ""),
        ('<script type="application/ld+json">{"@type":"Person","datePublished":"2021-03-12"}</script>', ""),
        (
            (
                '<script type="application/ld+json">{"@type":"ItemList","itemListElement":'
                '[{"@type":"NewsArticle","datePublished":"2021-03-12"}]}</script>'
            ),
            "",
        ),
        ('<script type="application/ld+json">{"broken</script>', ""),
        ('<script type="application/ld+json">' + "[" * 5000 + "</script>", ""),
    ],
)
def test_a_page_that_does_not_state_its_time_is_undated(head: str, foot: str) -> None:
    assert read_html(page(head, foot=foot), locator="x").published is None


def test_a_canonical_address_counts_only_on_the_same_site() -> None:
    head = '<link rel="canonical" href="https://elsewhere.example/other">'
    assert read_html(page(head), locator="x", url="https://daily.example/a#top").url == "https://daily.example/a"
    head = '<link rel="canonical" href="/b">'
    assert read_html(page(head), locator="x", url="https://www.daily.example/a").url == "https://www.daily.example/b"


@pytest.mark.parametrize("url", ["https://daily.example/a", "https://daily.example/?p=12"])
def test_a_site_that_calls_each_of_its_pages_its_home_page_has_several(url: str) -> None:
    for head in ('<link rel="canonical" href="/">', '<meta property="og:url" content="https://daily.example">'):
        assert read_html(page(head), locator="x", url=url).url == url


@pytest.mark.parametrize("html", ["", "<html><body></body></html>", "<html><script>x()</script></html>", "<"])
def test_a_page_without_an_article(html: str) -> None:
    with pytest.raises(SourceError, match=r"^no article found: x: "):
        read_html(html, locator="x")


def test_a_page_with_an_xml_declaration_is_a_page() -> None:
    assert (
        read_html('<?xml version="1.0" encoding="utf-8"?>' + page(), locator="x").title == "Allies will leave together"
    )


# --- Markdown


def test_markdown_is_stored_as_its_plain_rendering() -> None:
    markdown = (
        "---\ntitle: Allies will leave together\nauthor: [Jane Doe, John Roe]\ndate: 2021-03-12T10:00:00+01:00\n"
        "source: The Daily\nurl: https://daily.example/a#x\n---\n# Allies will leave together\n\n"
        "NATO **said** on [Monday](https://x.example/y_z) that it\nwould leave.\n\n"
        "> “We went in *together*,” Rees said.\n\n- one item\n- another\n\n![A soldier](a.png)\n\n<div>raw</div>\n"
    )
    document = read_markdown(markdown, locator="a.md")
    assert document.text == (
        "Allies will leave together\n\nNATO said on Monday that it would leave.\n\n"
        "“We went in together,” Rees said.\n\none item\n\nanother"
    )
    assert (document.title, document.byline, document.outlet, document.url, document.published) == (
        "Allies will leave together",
        "Jane Doe, John Roe",
        "The Daily",
        "https://daily.example/a",
        datetime(2021, 3, 12, 9, tzinfo=UTC),
    )
    assert [(str(each.reason), each.span.start) for each in document.excluded] == [("title", 0)]


@pytest.mark.parametrize(
    ("markdown", "title", "published"),
    [
        ("# A heading of it\n\nThe end came, he said.", "A heading of it", None),
        (
            "---\ndate: 2021-03-12\n---\n# A heading of it\n\nThe end.",
            "A heading of it",
            datetime(2021, 3, 12, tzinfo=UTC),
        ),
        ("---\ndate: 12 March 2021\n---\n# A heading\n\nThe end.", "A heading", datetime(2021, 3, 12, tzinfo=UTC)),
        ("---\n[: broken\n---\n\nThe end came, he said.", "[: broken", None),
        ("---\n2021-02-31\n---\n# A heading\n\nThe end.", "A heading", None),
    ],
)
def test_titles_and_times_of_markdown(markdown: str, title: str, published: datetime | None) -> None:
    document = read_markdown(markdown, locator="a.md")
    assert (document.title, document.published) == (title, published)


# --- feeds

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Daily</title>
<item><title>One &amp; only</title><link>https://daily.example/1?utm_source=rss</link><guid>a</guid>
<pubDate>Fri, 12 Mar 2021 10:00:00 +0100</pubDate><description>Short.</description></item>
<item><title>Two</title><link>/2</link><guid>a</guid><description>Short.</description></item>
<item><title>No link</title><guid isPermaLink="false">b</guid><description>All there is.</description></item>
<item><title>Another, same id</title><guid isPermaLink="false">b</guid><description>All there is.</description></item>
<item><title>Whole</title><link>https://daily.example/3</link><pubDate>nonsense</pubDate>
<content:encoded><![CDATA[<p>LONG</p>]]></content:encoded></item>
<item><title>Twice</title><link>https://daily.example/3</link></item>
</channel></rss>""".replace("LONG", "It was said by many people. " * 60)


def test_entries_of_a_feed() -> None:
    entries = entries_of(RSS.encode(), url="https://daily.example/feed")
    assert [(entry.title, entry.link) for entry in entries] == [
        ("One & only", "https://daily.example/1"),
        ("Two", "https://daily.example/2"),
        ("No link", None),
        ("Another, same id", None),
        ("Whole", "https://daily.example/3"),
    ]
    assert {entry.outlet for entry in entries} == {"The Daily"}
    assert entries[0].published == datetime(2021, 3, 12, 9, tzinfo=UTC)
    assert [entry.published for entry in entries[1:]] == [None] * 4
    assert len({entry.locator for entry in entries}) == 5
    assert [entry.content for entry in entries[2:4]] == ["All there is."] * 2


def test_an_entry_with_the_whole_article_carries_it() -> None:
    entries = entries_of(RSS.encode(), url="https://daily.example/feed")
    assert entries[0].content is None
    assert entries[-1].content is not None
    assert "said by many" in entries[-1].content
    cut = RSS.replace("</p>]]>", "Read more</p>]]>")
    assert entries_of(cut.encode(), url="https://daily.example/feed")[-1].content is None


def test_an_atom_feed_whose_entry_names_its_own_source() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Collected</title><entry><title>One</title><id>urn:1</id>'
        '<link href="https://daily.example/1"/><updated>2021-03-12T10:00:00Z</updated>'
        "<source><title>The Daily</title></source></entry></feed>"
    )
    (entry,) = entries_of(atom.encode(), url="https://collected.example/feed")
    assert (entry.outlet, entry.published) == ("The Daily", datetime(2021, 3, 12, 10, tzinfo=UTC))


@pytest.mark.parametrize("content", [b"", b"<html><body>no</body></html>", b"\0\1", b"{}"])
def test_what_is_no_feed(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"^not a feed: "):
        entries_of(content, url="https://daily.example/feed")


def test_a_feed_can_not_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret words")
    attack = RSS.replace(
        '<?xml version="1.0"?>', f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    ).replace("<title>Two</title>", "<title>&e;</title>")
    assert "the secret words" not in repr(entries_of(attack.encode(), url="https://daily.example/feed"))


# --- addresses, identity, word list


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Daily.Example:443/a?utm_source=x&id=1&fbclid=2#part", "https://daily.example/a?id=1"),
        ("http://daily.example", "http://daily.example/"),
        ("http://daily.example:8080/a?b=1&a=2", "http://daily.example:8080/a?b=1&a=2"),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
        ("ftp://daily.example/", None),
        ("http://u:p@daily.example/", None),
        ("http://[bad/", None),
        ("not an address", None),
    ],
)
def test_canonical_addresses(url: str, expected: str | None) -> None:
    assert canonical(url) == expected


def a_document(text: str, locator: str = "a") -> Document:
    return read_text(text, locator=locator)


def test_white_space_paths_and_furniture_do_not_make_another_article() -> None:
    one = a_document("Allies will leave together\n\nThe café closed, he said.\nThe end came in May, he said.")
    others = [
        a_document(
            "Allies will leave together\r\n\r\n\r\nThe  cafe\u0301 closed, he said.\r\nThe end came in May, he said.",
            "b",
        ),
        a_document(
            "12 May 2021\n\nAllies will leave together\n\nThe café closed, he said.\n\n- Advertisement -\n\n"
            "The end came in May, he said."
        ),
    ]
    assert {fingerprint(other) for other in others} == {fingerprint(one)}


@pytest.mark.parametrize("change", [("May", "June"), ("closed,", "closed"), ("Allies", "Friends")])
def test_any_changed_word_makes_another_article(change: tuple[str, str]) -> None:
    text = "Allies will leave together\n\nThe café closed, he said.\nThe end came in May, he said."
    assert fingerprint(a_document(text)) != fingerprint(a_document(text.replace(*change)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "while parsing"),
        ("- a", "it should be a table"),
        ("furnitures: {}", "unknown key 'furnitures'"),
        ("furniture: {adverts: {lines: [ad]}}", "furniture: adverts: not a reason"),
        ("furniture: {menu: {line: [home]}}", "furniture: menu: not a reason"),
        ("furniture: {menu: {lines: [no]}}", "lines: it should be a list of words"),
        ("furniture: {}\nagencies: AP", "agencies: it should be a list of words"),
    ],
)
def test_a_word_list_with_a_mistake_is_named(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "furniture.yaml"
    file.write_text(content)
    with pytest.raises(SettingsError, match=r"furniture\.yaml") as caught:
        load(file)
    assert message in str(caught.value)


def test_a_desk_can_add_its_own_line(tmp_path: Path) -> None:
    file = tmp_path / "furniture.yaml"
    file.write_text("furniture: {advertisement: {lines: [Brought to you by Acme]}}")
    text = "Allies will leave together\n\nThe end came in May, he said.\n\nBrought to you by ACME!"
    document = read_text(text, locator="x", furniture=load(file))
    assert [str(each.reason) for each in document.excluded] == ["title", "advertisement"]
