"""What a page says about its article: headline, names, day; all pages are made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.domain.errors import SourceError
from bot.sources.html import read_html

PARAGRAPHS = (
    "The council will repair the harbour wall before the winter, the mayor said on Monday.",
    "“It has stood for a hundred years,” Ann Tolland told the meeting in Eastbury. “It will stand for more.”",
    "The work will take four months, and the road along the quay will be closed for the whole of it.",
)
HEADLINE = "Council repairs the harbour wall"
NOW = datetime(2026, 11, 30, tzinfo=UTC)


def page(head: str = "", *, above: str = f"<h1>{HEADLINE}</h1>", below: str = "", between: str = "") -> str:
    first, *others = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    body = first + between + "".join(others)
    return (
        f"<!doctype html><html lang=en><head>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"<article>{above}{body}{below}</article></body></html>"
    )


def meta(**named: str) -> str:
    return "".join(f'<meta property="{name.replace("_", ":", 1)}" content="{words}">' for name, words in named.items())


def linked(**given: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **given})}</script>'


SITE = meta(og_site_name="The Eastbury Gazette")


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (f"<title>{HEADLINE} | The Eastbury Gazette</title>", ""),
        (f"<title>{HEADLINE} - Eastbury News</title>", ""),
        (f"<title>The Eastbury Gazette | {HEADLINE}</title>", ""),
        (meta(og_title=f"{HEADLINE} (Published 2016)"), ""),
        (f"<title>{HEADLINE} | Local</title>" + meta(og_title=HEADLINE), ""),
        (meta(og_title="Harbour wall to be mended at last, council says"), f"<h1>{HEADLINE}</h1>"),
        (meta(og_title=f"{HEADLINE} | Eastbury News Politics"), f"<h1>{HEADLINE}</h1>"),
        (meta(og_title=f"Opinion | {HEADLINE}"), f"<h1>{HEADLINE}</h1>"),
        (meta(og_title=HEADLINE), "<h1>The Eastbury Gazette</h1>"),
        (meta(og_title=HEADLINE), "<h1>MENU</h1>"),
        (meta(og_title=f"{HEADLINE} | News"), f"<h1>News</h1><h1>{HEADLINE}</h1>"),
        (meta(og_title=HEADLINE), f"<aside><h1>Ten walls that fell this year</h1></aside><h1>{HEADLINE}</h1>"),
        (linked(headline=HEADLINE), ""),
        (f"<title>{HEADLINE} :: The Eastbury Gazette</title>", ""),
        (f"<title>Eastbury Gazette: {HEADLINE}</title>", ""),
        (meta(og_title=f"{HEADLINE} | Politics | The Eastbury Gazette"), ""),
    ],
)
def test_the_title_is_the_headline_without_outlet_and_section(head: str, above: str) -> None:
    assert read_html(page(SITE + head, above=above), locator="x").title == HEADLINE


@pytest.mark.parametrize(
    "title",
    [
        "Storm – what we know",
        "Harbour wall: who pays? | A guide to the plan",
        "Us v Them",
        "Eastbury: the wall is mended",
    ],
)
def test_a_headline_keeps_its_own_dash(title: str) -> None:
    assert read_html(page(SITE + meta(og_title=title), above=""), locator="x").title == title


@pytest.mark.parametrize(
    ("head", "above", "byline"),
    [
        (linked(author=[{"@type": "Person", "name": "Jane Harrow"}, {"name": "Tom Ash"}]), "", "Jane Harrow, Tom Ash"),
        (linked(author="By Jane Q. Harrow"), "", "Jane Q. Harrow"),
        (linked(author={"name": "The Eastbury Gazette"}) + meta(article_author="Jane Harrow"), "", "Jane Harrow"),
        (meta(article_author="https://social.example/JaneHarrow", author="Jane Harrow"), "", "Jane Harrow"),
        (meta(author="Jane Harrow and Tom Ash"), "", "Jane Harrow, Tom Ash"),
        (meta(author="April Moss"), "", "April Moss"),
        (meta(author="admin"), '<p>By <a rel="author" href="/x">Jane Harrow</a></p>', "Jane Harrow"),
        ("", '<div class="byline">By Jane Harrow<span>December 28, 2016</span></div>', "Jane Harrow"),
        ("", '<div class="byline">By Jane Harrow<span>Staff Writer</span></div>', "Jane Harrow"),
        ("", '<p class="author-name">By Jane Harrow <a>View author archive</a></p>', "Jane Harrow"),
        ("", '<p class="byline">By Jane Harrow</p><div>Link Copied</div>', "Jane Harrow"),
        ("", '<p class="byline">Jane Harrow · Gazette News · Posted: Oct 14, 2022</p>', "Jane Harrow"),
        ("", '<p class="byline">Jane Harrow / TNN / Updated: Oct 9, 2019</p>', "Jane Harrow"),
        ("", '<div><a href="/authors/jane-harrow">Jane Harrow</a></div>', "Jane Harrow"),
        (linked(**{"@type": "ClaimReview", "author": {"name": "Jane Harrow"},
                   "itemReviewed": {"author": {"name": "Ministry of Works"}}}), "", "Jane Harrow"),
        ("", '<aside><p class="byline">By Somebody Else</p></aside>', None),
        (meta(author="Username"), "", None),
    ],
)  # fmt: skip
def test_the_byline_is_names_and_nothing_else(head: str, above: str, byline: str | None) -> None:
    above = f"<h1>{HEADLINE}</h1>{above}"
    assert read_html(page(SITE + head, above=above), locator="x").byline == byline


DAY = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "above", "url", "published"),
    [
        ('<meta property="article:published" itemprop="datePublished dateCreated" content="2026-11-28">',
         "", None, DAY),
        (meta(article_published_time="11-28-2026"), "", None, DAY),
        (linked(**{"@type": "ClaimReview"}, datePublished="2026-11-28"), "", None, DAY),
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-11-28",}</script>',
         "", None, DAY),
        ("", '<time class="timeStamp" datetime="2026-11-28T00:00Z">Posted</time>', None, DAY),
        ("", '<time datetime="Sat Nov 28 2026 15:21:41 GMT+0000">x</time>', None, DAY.replace(hour=15, minute=21)),
        ("", '<p class="pub-date">Nov. 28, 2026</p>', None, DAY),
        ("", '<p class="item-date">Updated on November 28, 2026</p>', None, DAY),
        ("", "", "https://gazette.example/2026/nov/28/harbour-wall", DAY),
        ("", "", "https://gazette.example/2026/11/28/harbour-wall", DAY),
        ("", "", "https://gazette.example/harbour-20261128-story.html", DAY),
        ("", "", "https://gazette.example/2026/11/harbour-wall", None),
        (linked(datePublished="0001-01-01T00:00:00Z"), '<time datetime="2026-11-28">x</time>', None, DAY),
        (linked(datePublished="1970-01-01T00:00:00Z"), "", None, None),
        (linked(datePublished="2031-01-01T00:00:00Z"), "", None, None),
        (linked(datePublished=1795824000), "", None, DAY),
        (linked(datePublished="1795824000000"), "", None, DAY),
        (linked(datePublished="0000-00-00 00:00:00"), "<time>Nov. 28, 2026</time>", None, DAY),
        (linked(datePublished="-0001-11-30T00:00:00+00:00"), "", None, None),
        (linked(datePublished="0"), "", None, None),
        ("", "<time>Updated Nov. 29, 2026</time><time>28 November 2026</time>", None, DAY),
        (meta(article_published_time="05-04-2021"), "", None, None),
        ("", '<time class="updated" datetime="2026-11-28">x</time>', None, None),
    ],
)  # fmt: skip
def test_the_day_of_publication(head: str, above: str, url: str | None, published: datetime | None) -> None:
    above = f"<h1>{HEADLINE}</h1>{above}"
    found = read_html(page(head, above=above), locator="x", url=url, now=NOW).published
    assert found and found.replace(second=0) == published if published else found is None


def test_a_day_that_only_the_articles_own_words_show() -> None:
    dated = page(above=f"<h1>{HEADLINE}</h1><p class=info>Eastbury, Saturday 28 November 2026</p>")
    assert read_html(dated, locator="x", now=NOW).published == DAY


def test_a_time_beside_the_article_is_not_its_own() -> None:
    teasers = '<div class="related"><time datetime="2026-11-28">x</time></div>'
    assert read_html(page(below=teasers), locator="x", now=NOW).published is None


# --- What the structure tells


def body_of(html: str, url: str | None = None) -> list[str]:
    document = read_html(page(between=html) if "<html" not in html else html, locator="x", url=url)
    gone = [(each.span.start, each.span.end) for each in document.excluded]
    lines, at = [], 0
    for line in document.text.split("\n"):
        if line and not any(start <= at and at + len(line) <= end for start, end in gone):
            lines.append(line)
        at += len(line) + 1
    return lines


SITE_URL = "https://www.gazette.example/a"


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="/2">Police: 800 students arrested in Northbury [VIDEO]</a></p>',
        '<p><a href="/2">Police: 800 students arrested in Northbury</a> [VIDEO]</p>',
        '<p>READ MORE: <a href="https://gazette.example/2">Bank cuts 1,200 jobs in the valley</a></p>',
        '<p><strong>See more: <a href="/2">Bank cuts 1,200 jobs in the valley</a></strong></p>',
        '<p><a href="/2">Bank cuts 1,200 jobs in the valley</a><br><a href="/3">Ten ferries that never sailed</a></p>',
        (
            "<ul><li><a href=/1>Bank cuts 1,200 jobs here</a> It will close.</li>"
            "<li><a href=/2>Ferry sinks off the cape</a></li><li><a href=/3>Moss now wants more</a> Again.</li></ul>"
        ),
        '<div class="newsletter-box"><p>The day in the harbour, every morning.</p><p>Thanks!</p></div>',
        "<form><p>That address was not right, try another one.</p></form>",
        '<figure><figcaption>The wall in 1926, before the storm</figcaption></figure>',
        "<p>Get the Harbour Monthly delivered through your letterbox, 12 issues for £11.99.</p>",
        "<p>Subscribe to our daily newsletter, and read what the harbour talks about.</p>",
        "<p>Write to Jane Harrow at jane@gazette.example</p>",
        '<div class="related-stories"><p>The bank will close 40 branches, it said.</p></div>',
    ],
)  # fmt: skip
def test_a_line_that_the_structure_shows_to_be_foreign_is_not_body(html: str) -> None:
    assert body_of(html, SITE_URL) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ('<p><a href="/2">The council of Eastbury said so</a> on Tuesday, in a letter.</p>',
         "The council of Eastbury said so on Tuesday, in a letter."),
        ('<p><a href="/2">The wall will be repaired by the spring of 2027.</a></p>',
         "The wall will be repaired by the spring of 2027."),
        ('<p><a href="https://shop.example/1">Lamp for the harbour, sturdy, with a cord</a></p>',
         "Lamp for the harbour, sturdy, with a cord"),
        ("<p>Subscribers to the plan, he said, get a discount of 12% on their mooring.</p>",
         "Subscribers to the plan, he said, get a discount of 12% on their mooring."),
        ("<ul><li>the wall</li><li>the quay</li><li>the road</li></ul>", "- the quay"),
    ],
)  # fmt: skip
def test_links_in_the_article_and_to_elsewhere_stay(html: str, line: str) -> None:
    assert line in body_of(html, SITE_URL)


def test_a_second_headline_is_no_sentence_of_the_body() -> None:
    second = "The work takes four months, and 12 houses on the quay will have no road for that time"
    assert second not in body_of(page(above=f"<header><h1>{HEADLINE}</h1><h2>{second}</h2></header>"))
    assert "Who will pay for it" in body_of(page(above=f"<h1>{HEADLINE}</h1>", between="<h2>Who will pay for it</h2>"))


def test_a_page_whose_wrapper_is_called_like_a_box_keeps_its_article() -> None:
    html = (
        page()
        .replace("<article>", '<div class="with sidebar"><div class="promo">')
        .replace("</article>", "</div></div>")
    )
    assert body_of(html) == list(PARAGRAPHS)


def test_a_hover_card_is_not_part_of_the_sentence() -> None:
    card = '<span class="popover"><span>Ann Tolland</span><a href="/9">Harbour Valley: Moss doubles down</a></span>'
    assert "Councillor Ann Tolland on Monday." in body_of(f"<p>Councillor <a>Ann Tolland{card}</a> on Monday.</p>")


def test_a_body_that_is_parted_by_an_advertisement_is_whole() -> None:
    part = '<div class="grid"><div class="article__body">{}</div></div>'
    first, second = ("".join(f"<p>{n}. {words}</p>" for words in PARAGRAPHS) for n in (1, 2))
    html = f"<html><body><main><h1>{HEADLINE}</h1>{part.format(first)}<div class=ad></div>{part.format(second)}</main>"
    assert body_of(html) == [f"{n}. {words}" for n in (1, 2) for words in PARAGRAPHS]


def test_a_body_in_parts_that_only_machines_are_told_of_is_whole() -> None:
    part = "<div itemprop=articleBody>{}</div>"
    first, second = ("".join(f"<p>{n}. {words}</p>" for words in PARAGRAPHS) for n in (1, 2))
    html = f"<html><body><main><h1>{HEADLINE}</h1>{part.format(first)}<div class=ad></div>{part.format(second)}</main>"
    assert body_of(html) == [f"{n}. {words}" for n in (1, 2) for words in PARAGRAPHS]


def test_the_first_words_of_a_container_and_its_paragraphs_are_one_body() -> None:
    first, *others = PARAGRAPHS
    opening = f"<b>{first[:11]}</b>{first[11:]}"
    html = f"<html><body><h1>{HEADLINE}</h1><div class=content> {opening}<br><br>" + "<br><br>".join(others) + "</div>"
    assert body_of(html.replace("> <b>", ">On Monday: <b>"))[0] == f"On Monday: {first}"


def test_a_page_with_too_many_elements_is_refused_at_once() -> None:
    with pytest.raises(SourceError, match=r"too large: x: the page has 20,0\d\d elements"):
        read_html(page(below="<p>x" * 20_000), locator="x")


FOREIGN = "Nine walls that fell last year and why"


@pytest.mark.parametrize(
    "html",
    [
        page(above=f"<div class=banner><h2>{FOREIGN}</h2></div><h1>{HEADLINE}</h1>"),
        page(between=f'<div><img src=/a.jpg alt=""><br><span class=small>{FOREIGN}</span></div>'),
        page(between=f'<div><img src=/a.jpg alt="{FOREIGN}"></div><div>{FOREIGN}</div>'),
        page(between=f"<div role=dialog><p>{FOREIGN}</p></div>"),
        page(between=f"<div class=success-message><p>{FOREIGN}</p></div>"),
        page(between=f"<p><b>Also:</b> <a href=https://other.example/walls>{FOREIGN}</a></p>"),
        page(below=f"<h3>{FOREIGN}</h3><div class=fb-comments></div>"),
        page(below=f"<p>{FOREIGN}:</p>"),
        page(below=f"<hr><p>{FOREIGN}: https://example.org/walls</p>"),
        page(below=f"<p>___</p><p>{FOREIGN}, ask @walls</p>"),
        page(
            below=f"<h4>More Gazette stories</h4><ul><li>{FOREIGN[:11]}<a href=/1>{FOREIGN[11:]}</a></li>"
            "<li>The quay <a href=/2>that was never built</a></li></ul>"
        ),
        page(
            below=f"<hr><ul><li>{FOREIGN[:11]}<a href=/1>{FOREIGN[11:]}</a></li>"
            "<li>Why <a href=/2>it rains</a></li></ul>"
        ),
        page(below=f"<p>About Moss Walls</p><p>Moss Walls builds harbours. {FOREIGN}</p>"),
        page(below="".join(f"<div class=x-comment><p>{FOREIGN}</p>I agree {i}.</div>" for i in "abc")),
        page(between=f"<p>{FOREIGN}? Sign up for the Quay Letter to get it in your inbox.</p>"),
        page(between=f"<p>Photo: {FOREIGN}</p>"),
    ],
)
def test_what_stands_around_the_article_is_not_body(html: str) -> None:
    lines = body_of(html, "https://gazette.example/harbour/wall")
    assert not [line for line in lines if FOREIGN in line]
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("html", "line"),
    [
        (page(below="<h3>What comes next</h3><p>The road opens in May, the mayor said.</p>"), "What comes next"),
        (page(between="<ul><li>A wall of <a href=/1>a hundred years</a></li><li>A road</li></ul>"), "- A road"),
        (page(below="<hr><p>The road will open again in May, the mayor said.</p>"), "The road will open again in May"),
        (page(between="<div><img src=/a.jpg></div><p>The road will be shut.</p>"), "The road will be shut."),
        (page(between="<p><img src=/a.jpg alt=Road>The road will be shut.</p>"), "The road will be shut."),
        (page(below="<p>About 300 people came to the meeting.</p>"), "About 300 people came to the meeting."),
        (page(between="<h2>About the wall</h2><p>It was built in 1921.</p>"), "About the wall"),
        (page(below="<p>Anyone who saw it should write to wall@police.example, she said.</p>"), "Anyone who saw it"),
        (page(below="<p>Residents said they would join the subscription battle.</p>"), "Residents said they would"),
        (page(above=f"<p>The road will be shut.</p><h1>{HEADLINE}</h1>"), PARAGRAPHS[0]),
    ],
)
def test_what_looks_like_it_but_is_the_articles_own_stays(html: str, line: str) -> None:
    assert [each for each in body_of(html, "https://gazette.example/harbour/wall") if each.startswith(line)]


def nested(depth: int, inside: str) -> str:
    return "<div class=related>" * depth + inside + "</div>" * depth


@pytest.mark.parametrize(
    ("html", "cause"),
    [
        (page(below=nested(200, "<p>x</p>" * 8000)), "nested too deep"),
        (page(below=f"<div {' '.join(f'a{i}=1' for i in range(2000))}>x</div>"), "2,001 attributes"),
    ],
)
def test_a_page_that_would_take_too_long_is_refused(html: str, cause: str) -> None:
    with pytest.raises(SourceError, match=cause):
        read_html(html, locator="x")


@pytest.mark.parametrize(
    "html",
    [
        page(below=f"<img src='data:{'x y ' * 20_000}'>"),
        page(below=f"<p class='{'story ' * 20_000}'>The road will be shut.</p>"),
        page(below=nested(60, "<time datetime=x>x</time>" * 3000 + "<h1>x</h1>")),
        page(below="<p>" + "<b>x</b> y " * 3000 + "</p>"),
        page(below="".join(f"<p>w{i}</p>" for i in range(6000))),
    ],
)
def test_what_is_long_but_harmless_is_read(html: str) -> None:
    assert PARAGRAPHS[0] in read_html(html, locator="x").text


def test_a_short_page_keeps_its_paragraphs_apart() -> None:
    html = f"<html><body><div><h1>{HEADLINE}</h1><p>{PARAGRAPHS[0]}</p><div>{PARAGRAPHS[2]}</div></div></body></html>"
    assert read_html(html, locator="x").text.split("\n") == [HEADLINE, PARAGRAPHS[0], PARAGRAPHS[2]]
