"""What a paper is called; all papers but the well-known ones are made up."""

from __future__ import annotations

import json
import re

import pytest

from bot.sources.furniture import load
from bot.sources.html import read_html
from bot.sources.outlet import clean, known_hosts, named, outlet_of_feed, readable

WORDS = "".join(
    f"<p>{words}</p>"
    for words in (
        "The council will repair the harbour wall before the winter, the mayor said on Monday.",
        "The work will take four months, and the road along the quay will be closed for the whole of it.",
    )
)
URL = "https://www.eastburygazette.example/local/wall"


def outlet(head: str, url: str | None = URL) -> str | None:
    page = f"<html lang=en><head>{head}</head><body><article><h1>Council repairs the wall</h1>{WORDS}</article></body>"
    return read_html(page, locator="x", url=url).outlet


def publisher(given: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "publisher": given})}</script>'


def site(name: str) -> str:
    return f'<meta property="og:site_name" content="{name}">'


@pytest.mark.parametrize(
    ("head", "url", "name"),
    [
        (site("NYTimes"), "https://www.nytimes.com/2026/11/29/a.html", "The New York Times"),
        ("", "http://cooking.nytimes.com/a", "The New York Times"),
        ('<link rel=canonical href="https://www.theguardian.com/a">', None, "The Guardian"),
        (publisher({"@type": "Organization", "name": "The Eastbury Gazette"}), URL, "The Eastbury Gazette"),
        (publisher([{"name": "The Eastbury Gazette"}]) + site("Gazette online"), URL, "The Eastbury Gazette"),
        (publisher({"name": "Moss Media Group"}) + site("Eastbury Gazette"), URL, "Eastbury Gazette"),
        (site("Eastbury Gazette - Local"), URL, "Eastbury Gazette"),
        (site("EG > World News"), "https://eg.example/a", "EG"),
        (site("Coast Herald | the nation's popular platform"), "https://ch.example/a", "Coast Herald"),
        (site("Coast Herald - Thirty Years of Honest News"), "https://ch.example/a", "Coast Herald"),
        (site("Home | Coast Herald"), "https://ch.example/a", "Coast Herald"),
        (site("CoastHerald.com"), "https://coastherald.example/a", "CoastHerald"),
        (site("Hosted"), "https://hosted.eastbury-gazette.co.uk/a", "Eastbury Gazette"),
        (site("U.S."), "https://thecoastherald.example/a", "The Coast Herald"),
        (site("Ch"), "https://ch.example/a", "ch.example"),
        (site("https://www.ch.example"), "https://ch.example/a", "ch.example"),
        (site("@CoastHerald"), "https://ch.example/a", "ch.example"),
        (site("Politics"), "https://ch.example/a", "ch.example"),
        ('<meta name="application-name" content="Coast Herald">', "https://ch.example/a", "Coast Herald"),
        ("<title>Council repairs the wall | Local | Coast Herald</title>", "https://ch.example/a", "Coast Herald"),
        ("<title>Council repairs the wall - one year on</title>", "https://ch.example/a", "ch.example"),
        ("", "https://93.184.216.34/a", "93.184.216.34"),
        ("", None, None),
    ],
)
def test_the_outlet_goes_by_its_own_name(head: str, url: str | None, name: str | None) -> None:
    assert outlet(head, url) == name


@pytest.mark.parametrize(
    "name",
    ["BBC News", "Radio Free Europe/Radio Liberty", "Al-Monitor", "The Week", "7News", "El País", "Mail & Guardian"],
)
def test_a_name_that_looks_like_dirt_stays(name: str) -> None:
    assert clean(name, "https://other.example/a", load()) == name


@pytest.mark.parametrize(
    ("title", "url", "name"),
    [
        ("NYT > World News", "https://www.nytimes.com/a", "The New York Times"),
        ("Eastbury Gazette - Local", URL, "Eastbury Gazette"),
        ("Eastbury Gazette RSS feed", URL, "Eastbury Gazette"),
        ("World News", URL, "Eastbury Gazette"),
        (None, "https://ch.example/a", "ch.example"),
        ("Coast Herald", None, "Coast Herald"),
    ],
)
def test_a_feeds_title_is_cleaned_of_its_section(title: str | None, url: str | None, name: str) -> None:
    assert outlet_of_feed(title, url, load()) == name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.eastburytimes.co.uk/a", "Eastbury Times"),
        ("https://times.example/a", "times.example"),
        ("https://postmodern.example/a", "postmodern.example"),
        ("not an address", None),
    ],
)
def test_a_host_is_readable(url: str, name: str | None) -> None:
    assert readable(url, load()) == name


def test_the_nearest_host_names_the_paper() -> None:
    names = {"gazette.example": "The Gazette", "sport.gazette.example": "Gazette Sport"}
    assert named("https://sport.gazette.example/a", names) == "Gazette Sport"
    assert named("https://m.gazette.example/a", names) == "The Gazette"
    assert named("https://thegazette.example/a", names) is None


def test_the_table_holds_bare_hosts_and_names() -> None:
    table = known_hosts()
    assert len(table) > 300
    for host, name in table.items():
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host) and not host.startswith("www.")
        assert name == name.strip() and "http" not in name
