"""Pages that are no article, and short articles that speak of such pages; all are made up."""

from __future__ import annotations

import pytest

from bot.domain.errors import SourceError
from bot.sources.html import read_html

HEADLINE = "Council repairs the harbour wall"
PARAGRAPHS = (
    "The council will repair the harbour wall before the winter, the mayor said on Monday.",
    "The work will take four months, and the road along the quay will be closed for the whole of it.",
)
URL = "https://gazette.example/local/wall"


def page(title: str, *paragraphs: str, head: str = "", below: str = "") -> str:
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    heads = f"<head><title>{title}</title>{head}</head>"
    return f"<html lang=en>{heads}<body><h1>{title}</h1><main>{text}{below}</main></body>"


@pytest.mark.parametrize(
    ("title", "text", "cause"),
    [
        ("Just a moment...", "Enable JavaScript and cookies to continue, then wait for a moment.", "robot"),
        ("gazette.example", "Please verify you are a human. Press and hold the button to go on.", "robot"),
        ("Are you a robot?", "We saw unusual traffic from your network; tick the box below to go on.", "robot"),
        ("gazette.example", "Hold tight while we check your connection. This takes a few seconds.", "robot"),
        ("gazette.example", "Performing security verification against malicious bots, please wait.", "robot"),
        ("gazette.example", "Please enable JS and disable any ad blocker", "robot"),
        ("Verification required", "Slide right to complete the puzzle and prove you are human.", "robot"),
        ("Robot or human?", "Activate and hold the button to confirm that you're human. Thank you!", "robot"),
        ("Checking", "We are checking that your connection is secure before you go to the site.", "robot"),
        ("gazette.example", "You will be redirected to your requested content. Allow up to 5 seconds.", "robot"),
        ("gazette.example", "You need to enable JavaScript to run this app.", "robot"),
        ("gazette.example", "Your browser is not supported. Please upgrade your browser to use our site.", "robot"),
        ("Access Denied", "You don't have permission to access this page on this server. Reference 18.2", "denies"),
        ("451", "This page is not available in your region for legal reasons, we are sorry to say.", "denies"),
        ("Sorry", "The content you requested cannot be viewed from your location, we regret.", "denies"),
        ("Sorry", "Our European visitors are important to us, but this site is closed to them for now.", "denies"),
        ("Sorry", "Our website is currently unavailable in most European countries. We are on it.", "denies"),
        ("gazette.example", "You are attempting to reach us from a country belonging to the EEA.", "denies"),
        ("Error", "The requested URL was rejected. Please consult with your administrator: 1234", "denies"),
        ("503", "The server is temporarily unable to serve your request. Please try again later.", "denies"),
        ("502 Bad Gateway", "nginx", "denies"),
        ("Back soon", "We are down for scheduled maintenance. Thanks for your patience, see you later.", "denies"),
        ("Log in", "Please log in to your account to continue. Forgot your password?", "log in"),
        ("Members", "You need to be logged in to view this content, or to register with us.", "log in"),
        ("Page not found", "The page you are looking for has moved. Try the search or the front page.", "not there"),
        ("404", "Oops! It looks as if nothing was found here. Maybe try one of the links below?", "not there"),
        ("Sorry", "We couldn't find the page that you were looking for. Try the home page.", "not there"),
        ("The Gazette", "We value your privacy. We and our 812 partners store information on a device.", "consent"),
        ("Cookies", "This site uses cookies. By going on you agree to our use of cookies.", "consent"),
        ("Consent", "By clicking “Accept all” you agree that the Gazette may follow you around.", "consent"),
        ("Your choice", "Please agree to advertising and tracking, or take a subscription without ads.", "consent"),
    ],
)
def test_a_page_that_is_no_article_is_refused_with_the_reason(title: str, text: str, cause: str) -> None:
    with pytest.raises(SourceError, match=f"no article found: x: .*{cause}"):
        read_html(page(title, text), locator="x", url=URL)


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Are you a robot? Town hall has one at its desk", "A robot has asked all visitors so since Monday."),
        ("Court forbids cookie walls", "Sites may not use cookies without consent, the high court said."),
        ("Access denied: reporters shut out of council", "Reporters were not let in, Ann Tolland said."),
        ("404: the art show about lost pages", "A show about lost pages opened on Monday in Eastbury."),
        ("Just a moment of silence for the fishermen", "Eastbury held a moment of silence on Friday."),
        ("Series is “not available in your region”", "The maker of Harbour Lights took it off, it said."),
        ("Unusual activity at volcano shuts airport", "The airport has been shut, the ministry said."),
        ("We value your privacy, says app that sold it", "The app sold its users' data, a court heard on Monday."),
        ("Outage at network firm takes down sites", "Readers saw “error 500” on many sites, the firm said."),
        ("Sites that shut out European visitors lose case", "A court fined two sites, it said in Luxembourg."),
        ("Ferry site is down for scheduled maintenance", "About 300 people could not book, Moss Ferries said."),
        ("Gazette wants readers to log in with a code", "Readers will need to log in anew, Ann Tolland said."),
        ("Old browser is not supported any more", "The maker of the Quay browser gave it up on Monday."),
    ],
)
def test_a_short_article_about_such_a_page_is_one(title: str, first: str) -> None:
    assert read_html(page(title, first, PARAGRAPHS[1]), locator="x", url=URL).title == title


def test_an_article_about_a_robot_check_that_quotes_nobody_is_one() -> None:
    title = "Are you a robot? The check that everybody hates"
    assert read_html(page(title, "The box is old. " * 40), locator="x").title == title


ARTICLE = '<meta property="og:type" content="article">'
CARDS = "".join(
    f"<div class=card><h3><a href=/w/{i}>Bank number {i} cuts many jobs in town</a></h3>"
    f"<p>The bank of place {i} said it would close.</p><span>2 hours ago</span></div>"
    for i in range(20)
)
EXCERPTS = "".join(
    f"<article><h2><a href=/w/{i}>Bank number {i} cuts many jobs in town</a></h2><p>The bank of place {i} said"
    " on Monday that it would close forty of its branches by the end of the year, and that three hundred people"
    f" in the town would lose their jobs.</p><a href=/w/{i}>Read more</a></article>"
    for i in range(15)
)
LINES = "".join(f"<p><a href=/{n}>Bank number {n} cuts many jobs</a></p><p>By Jane Harrow</p>" for n in range(30))


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (page(HEADLINE, *PARAGRAPHS), "https://gazette.example/"),
        (page(HEADLINE, *PARAGRAPHS), "https://gazette.example/index.html"),
        (page(HEADLINE, *PARAGRAPHS), "https://gazette.example/?utm_source=x"),
        (page("Local news", below=LINES), "https://gazette.example/local"),
        (page("Local news", below=CARDS), "https://gazette.example/local"),
        (page("Search results for “bank”", below=CARDS), "https://gazette.example/search?q=bank"),
        (page("Local news", below=EXCERPTS), "https://gazette.example/category/local"),
    ],
)
def test_a_home_page_and_a_section_page_are_refused(html: str, url: str) -> None:
    with pytest.raises(SourceError, match="it lists other pages"):
        read_html(html, locator="x", url=url)


LINKED_LIST = "".join(
    f"<h3><a href=/w/{i}>The old wall of the town of place {i}</a></h3><p>It was built in 19{i + 10}, and it still"
    " stands in the rain. The men came by cart over the hills, a long way, to build it in a year.</p>"
    for i in range(10)
)
LIVE = "".join(
    f"<article><time datetime=x>10:0{i}</time><h3>Update number {i} of the day here</h3><p>The wall at place {i} fell"
    " at noon, the mayor said, and no one was hurt.</p></article>"
    for i in range(9)
)


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (page(HEADLINE, *PARAGRAPHS, head=ARTICLE), "https://gazette.example/"),
        (page(HEADLINE, *PARAGRAPHS), "https://gazette.example/?p=12"),
        (page("The ten best walls of the year", PARAGRAPHS[0], below=LINKED_LIST), URL),
        (page("The day the wall fell: live", PARAGRAPHS[0], below=LIVE), URL),
        (page("Wall falls", *PARAGRAPHS * 3, below=CARDS), URL),
        (page("Wall falls", PARAGRAPHS[0], head=ARTICLE, below=CARDS[: len(CARDS) // 2]), URL),
    ],
)
def test_an_article_that_has_a_list_or_stands_above_one_is_read(html: str, url: str) -> None:
    assert PARAGRAPHS[0] in read_html(html, locator="x", url=url).text
