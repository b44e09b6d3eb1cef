"""Pages that show the beginning of an article and sell the rest; all are made up."""

from __future__ import annotations

import json

import pytest

from bot.domain.article import BEHIND_A_PAYWALL, caveats, note_of
from bot.domain.errors import SourceError
from bot.domain.fingerprint import body_of
from bot.sources.html import read_html

FIRST = "The council will repair the harbour wall before the winter, the mayor said on Monday."
MORE = (
    "“It has stood for a hundred years,” Ann Tolland told the meeting in Eastbury. “It will stand for more.”",
    "The work will take four months, and the road along the quay will be closed for the whole of it.",
)
LONG = [
    f"Part {i} of the wall was built by the men of the {i}th company, who came over the hills by cart."
    for i in range(20)
]
OFFER = "<div class=wall><h3>To continue reading, subscribe</h3><p>Subscribe for £1 a week. Cancel any time.</p></div>"
BANNER = "<div class=banner><p>Support us: subscribe for £1 a week.</p></div>"


def page(*paragraphs: str, head: str = "", below: str = "", wrap: str = "") -> str:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f"<html lang=en><head>{head}</head><body><article><h1>Council repairs the harbour wall</h1>"
        f"<div class='{wrap}'>{body}</div>{below}</article></body></html>"
    )


def linked(free: object, **more: object) -> str:
    told = {"@type": "NewsArticle", "isAccessibleForFree": free, **more}
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


PAID_PART = {"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paid"}}


@pytest.mark.parametrize(
    "html",
    [
        page(FIRST, below=OFFER),
        page(FIRST, head=linked(False), below=BANNER),
        page(FIRST, head=linked("False")),
        page(FIRST, head=linked("http://schema.org/False")),
        page(FIRST, head=linked(True, **PAID_PART), below="<div class=paid></div>"),
        page(FIRST, *MORE, below="<p>This article is for subscribers. Start your free trial today.</p>"),
        page(FIRST, below="<section><p>You have reached your limit of free articles.</p><p>$2.50/week</p></section>"),
        page(FIRST, below="<div>This is a subscriber exclusive. Already a subscriber? Log in</div>"),
        page(FIRST, below="<div><p>Want to read more?</p><p>Subscribe now for £1 a week.</p></div>"),
        page(FIRST, below="<div><p>You have 0 free articles remaining this month.</p></div>"),
        page(FIRST, below="<div><p>This is premium content. Subscribe for £1 a month to view it.</p></div>"),
        page(FIRST, head='<meta property="article:content_tier" content="locked">'),
        page(FIRST, *LONG[:12], "The men of the last company came over the…", head=linked(False)),
    ],
)
def test_a_stub_says_that_it_is_a_part_and_has_no_figure_of_the_offer(html: str) -> None:
    document = read_html(html, locator="x", url="https://gazette.example/local/wall")
    assert note_of(document) == BEHIND_A_PAYWALL
    assert caveats(document) == ["only a part: the rest is behind a paywall"]
    body = body_of(document)
    assert FIRST in body
    assert not [word for word in ("£1", "$2.50", "ubscri", "free trial", "paywall") if word in body]


@pytest.mark.parametrize(
    "html",
    [
        page(FIRST, *MORE),
        page(FIRST, *MORE, below=BANNER),
        page(FIRST, *LONG, below=OFFER),
        page(FIRST, *LONG, head=linked(False)),
        page(FIRST, *MORE, head=linked(True), below=OFFER),
        page(FIRST, *MORE, head=linked(False, **PAID_PART), wrap="paid"),
        page(FIRST, "“I had to pay to continue reading,” Ann Tolland said of the paper on Monday in Eastbury."),
        page(FIRST, *MORE, below="<footer>Subscribe to continue reading our paper.</footer>"),
        page(FIRST, below="<div><p>Want to read more?</p><p>Join our newsletter.</p></div>"),
        page(FIRST, below="<div><p>Subscribe to our podcast to hear the whole interview.</p></div>"),
        page(FIRST, *MORE, head='<meta property="article:content_tier" content="free">'),
        page(FIRST, *MORE, head='<meta property="article:content_tier" content="metered">'),
        page(FIRST, "The fare will be £1 a week for pupils, the council said."),
    ],
)
def test_a_whole_article_is_not_called_a_part(html: str) -> None:
    document = read_html(html, locator="x", url="https://gazette.example/local/wall")
    assert (note_of(document), caveats(document)) == (None, [])


def test_the_fare_of_a_whole_article_is_its_own() -> None:
    fare = "The fare will be £1 a week for pupils, the council said."
    assert fare in body_of(read_html(page(FIRST, fare), locator="x"))


def test_a_page_of_nothing_but_an_offer_is_no_article() -> None:
    offer = page("To continue reading, subscribe to the Gazette.", "Subscribe for £1 a week, cancel any time.")
    with pytest.raises(SourceError, match="no article"):
        read_html(offer, locator="x")
