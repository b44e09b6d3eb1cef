"""Who a page says wrote its article; all pages and people are made up."""

from __future__ import annotations

import json

import pytest

from bot.sources.furniture import load
from bot.sources.html import read_html
from bot.sources.names import names_in

HEADLINE = "Council repairs the harbour wall"
PARAGRAPHS = (
    "The council will repair the harbour wall before the winter, the mayor said on Monday.",
    "“It has stood for a hundred years,” Ann Tolland told the meeting in Eastbury. “It will stand for more.”",
    "The work will take four months, and the road along the quay will be closed for the whole of it.",
)
SITE = '<meta property="og:site_name" content="The Eastbury Gazette">'


def byline(head: str = "", above: str = "", below: str = "") -> str | None:
    paragraphs = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    html = (
        f"<html lang=en><head>{SITE}{head}</head><body><article><h1>{HEADLINE}</h1>{above}{paragraphs}{below}</article>"
        '<article class="card"><a class="byline">Olaf Moss</a><h2>Ferry sinks off the northern cape</h2></article>'
    )
    return read_html(html, locator="x").byline


def meta(content: str) -> str:
    return f'<meta name="author" content="{content}">'


def linked(*items: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@graph": items})}</script>'


def news(author: object) -> str:
    return linked({"@type": "NewsArticle", "author": author})


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Harrow\nDecember 28, 2016", "Jane Harrow"),
        ("By Jane Harrow Dec. 28", "Jane Harrow"),
        ("Jane Harrow, 3 hours ago", "Jane Harrow"),
        ("By Jane Harrow Published 3:45 PM EST, Mon December 28", "Jane Harrow"),
        ("Jane Harrow Updated: 4 May", "Jane Harrow"),
        ("Posted on May 4, 2021 by Jane Harrow", "Jane Harrow"),
        ("December 28, 2016 | By Jane Harrow, Tom Ash", "Jane Harrow|Tom Ash"),
        ("May 4, 2021 | Photo by Tom Ash", ""),
        ("By Jane Harrow\n5 min read", "Jane Harrow"),
        ("By Jane Q. Harrow", "Jane Q. Harrow"),
        ("By J.R. Harrow", "J.R. Harrow"),
        ("By Jane Harrow, Jr.", "Jane Harrow Jr."),
        ("Jane Harrow, Ph.D.", "Jane Harrow"),
        ("Dr. Jane O’Harrow-Moss", "Dr. Jane O’Harrow-Moss"),
        ("Élodie de la Tour", "Élodie de la Tour"),
        ("JANE HARROW", "JANE HARROW"),
        ("by jane harrow", "Jane Harrow"),
        ("By Jane Harrow, Tom Ash and Ann Lee", "Jane Harrow|Tom Ash|Ann Lee"),
        ("By Jane Harrow & Tom Ash, with Ann Lee in Northbury", "Jane Harrow|Tom Ash|Ann Lee"),
        ("Jane Harrow, Political Correspondent, and Tom Ash", "Jane Harrow|Tom Ash"),
        ("Jane Harrow; Tom Ash", "Jane Harrow|Tom Ash"),
        ("Jane Harrow\nJane Harrow", "Jane Harrow"),
        ("Jane Harrow, Staff Writer", "Jane Harrow"),
        ("Jane Harrow Staff Writer", "Jane Harrow"),
        ("Jane Harrow Eastbury correspondent", "Jane Harrow"),
        ("Jane Harrow Political editor", "Jane Harrow"),
        ("Jane Harrow, Head of Harbour Coverage", "Jane Harrow"),
        ("Jane Harrow, Executive Director", "Jane Harrow"),
        ("Jane Harrow, Eastbury Bureau Chief", "Jane Harrow"),
        ("Jane Harrow Moss Staff", "Jane Harrow"),
        ("Associated Press Writer Jane Harrow", "Jane Harrow"),
        ("Staff Writer Jane Harrow", "Jane Harrow"),
        ("Guest post by Jane Harrow", "Jane Harrow"),
        ("by Jane Harrow on May 4, 2021", "Jane Harrow"),
        ("BY JANE HARROW AND TOM ASH", "JANE HARROW|TOM ASH"),
        ("Jane Harrow MD", "Jane Harrow"),
        ("Jane Harrow\nJane is a writer in Eastbury who loves boats.", "Jane Harrow"),
        ("About the author\nJane Harrow\nJane Harrow is a reporter.", "Jane Harrow"),
        ("Jane Harrow is a reporter for the Gazette.", "Jane Harrow"),
        ("Jane Harrow in Eastbury", "Jane Harrow"),
        ("By Jane Harrow at the harbour", "Jane Harrow"),
        ("By Jane Harrow, Eastbury", "Jane Harrow"),
        ("By Jane Harrow Special to The Gazette", "Jane Harrow"),
        ("By Jane Harrow BBC News, Eastbury", "Jane Harrow"),
        ("By Jane Harrow jane@gazette.example", "Jane Harrow"),
        ("Jane Harrow (@jharrow)", "Jane Harrow"),
        ("Jane Harrow (she/her)", "Jane Harrow"),
        ("Jane Harrow\nFollow @jharrow", "Jane Harrow"),
        ("Jane Harrow View author archive", ""),
        ("Jane Harrow\nView author archive", "Jane Harrow"),
        ("Jane Harrow\nLink Copied", "Jane Harrow"),
        ("By Jane Harrow\nAdd Topic", "Jane Harrow"),
        ("Opinion by Jane Harrow", "Jane Harrow"),
        ("Words by Jane Harrow. Photographs by Tom Ash.", "Jane Harrow"),
        ("By Jane Harrow Edited by Tom Ash", "Jane Harrow"),
        ("(Reporting by Jane Harrow)".strip("()"), "Jane Harrow"),
        ("Reviewed by Tom Ash", ""),
        ("Photo: Tom Ash/Reuters", ""),
        ("Getty Images", ""),
        ("January", ""),
        ("Username", ""),
        ("No Author", ""),
        ("Super User", ""),
        ("Staff Writer", ""),
        ("By Monday", ""),
        ("By the numbers", ""),
        ("https://gazette.example/staff/jane-harrow", ""),
        # What looks like something else and is a name.
        ("April June", "April June"),
        ("May Day", "May Day"),
        ("By April June, May 4, 2021", "April June"),
        ("Jane Marie May", "Jane Marie May"),
        ("By Sunday Oliseh", "Sunday Oliseh"),
        ("Emily Post", "Emily Post"),
        ("Reuters Staff", "Reuters Staff"),
        ("Eastbury Gazette News Staff", "Eastbury Gazette News Staff"),
        ("Sandy Withers", "Sandy Withers"),
        ("Staff Reports", "Staff Reports"),
        ("By The Associated Press", "The Associated Press"),
        ("Regan", "Regan"),
    ],
)
def test_the_names_in_an_authors_line(line: str, names: str) -> None:
    assert "|".join(names_in([line], load())) == names


JANE = {"@type": "Person", "@id": "#jane", "name": "Jane Harrow"}
BY_JANE = '<div class="byline">By Jane Harrow</div>'


@pytest.mark.parametrize(
    ("head", "above", "names"),
    [
        (linked(JANE, {"@type": "NewsArticle", "author": {"@id": "#jane"}}), "", "Jane Harrow"),
        (linked({"@type": "NewsArticle", "author": [{"@id": "#jane"}, "Tom Ash"]}, JANE), "", "Jane Harrow, Tom Ash"),
        (news({"@type": "Person", "givenName": "Jane", "familyName": "Harrow"}), "", "Jane Harrow"),
        (linked({"@type": "NewsArticle", "creator": ["Jane Harrow"]}), "", "Jane Harrow"),
        (news({"name": "jharrow"}), BY_JANE, "Jane Harrow"),
        (news({"name": "Jharrow"}), BY_JANE, "Jane Harrow"),
        (news({"@type": "Organization", "name": "Reuters"}), BY_JANE, "Jane Harrow"),
        (news({"@type": "Organization", "name": "Reuters"}), "", "Reuters"),
        (news("Gazette Staff"), BY_JANE, "Jane Harrow"),
        (meta("Web Desk"), BY_JANE, "Jane Harrow"),
        (meta("CNN Business"), BY_JANE, "Jane Harrow"),
        (meta("News Desk"), "", "News Desk"),
        (meta("The Eastbury Gazette"), BY_JANE, "Jane Harrow"),
        (meta("https://gazette.example/authors/jane/"), '<a rel="author" href="/jane">Jane Harrow</a>', "Jane Harrow"),
        ("", '<span class="name author">Jane Harrow</span><span class="name author">Tom Ash</span>',
         "Jane Harrow, Tom Ash"),
        ("", '<span itemprop="author"><b>Jane Harrow</b><i itemprop="jobTitle">Quay Correspondent</i></span>',
         "Jane Harrow"),
        ("", "<p>By Jane Harrow<span>Updated 3 hours ago</span></p>", "Jane Harrow"),
        ("", "<p>Words by Jane Harrow, photos by Tom Ash</p>", "Jane Harrow"),
        ("", f'<figure><figcaption>The wall. <i class="author">Tom Ash</i></figcaption></figure>{BY_JANE}',
         "Jane Harrow"),
        ("", '<figure><figcaption>The wall. <i class="author">Tom Ash</i></figcaption></figure>', None),
        ("", f'<div class="photo-byline">Tom Ash</div>{BY_JANE}', "Jane Harrow"),
        ("", ('<p>Nine houses on the quay belong to <a href="/people/tom-ash">Tom Ash</a>, who would sell them all'
         " to the council, with no money for more than a wall, he told the Gazette in a long letter.</p>"), None),
        ("", "<h2>By the numbers</h2>", None),
        ("", "<p>By Monday Morning</p>", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_where_a_page_names_its_authors(head: str, above: str, names: str | None) -> None:
    assert byline(head, above) == names


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ('<div class="author-bio"><p>Jane Harrow is a reporter for the Gazette.</p></div>', "Jane Harrow"),
        ("<p>(Reporting by Jane Harrow and Sam Lee in Eastbury; Editing by Tom Ash)</p>", "Jane Harrow, Sam Lee"),
        ("<p>Editing by Tom Ash</p>", None),
        ('<div class="comments"><span class="author">Tom Ash</span></div>', None),
    ],
)
def test_an_author_who_is_named_at_the_end(below: str, names: str | None) -> None:
    assert byline(below=below) == names
    assert byline(above='<p class="byline">By Ann Lee</p>', below=below) == "Ann Lee"
