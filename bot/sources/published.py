"""When a page says that it was published: in meta elements, JSON-LD, marked times, its address, by its headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from urllib.parse import urlsplit

import htmldate

from bot.sources.dates import believable, machine_time, stated_time
from bot.sources.marks import Beside, Element, Marks, by_headline, words_of

# trafilatura's own date is a guess by htmldate: 2019-01-01 for a page with "© 2019 The Daily" at its foot. So the
# time is read here, from marks that can only mean publication.
PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.published",
    "article:published", "article:published_date", "article:publish_date", "article:publicationdate",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "dc.date.created", "citation_publication_date",
    "sailthru.date", "parsely-pub-date", "publication_date", "publication-date", "publicationdate", "publishdate",
    "publish-date", "publish_date", "published_date", "date_published", "pubdate", "pdate", "ptime", "bt:pubdate",
    "og:pubdate", "published_at", "published", "published_time", "article.published", "displaydate",
    "article_date_original", "originalpublicationdate", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "rnews:datepublished", "dcsext.articlefirstpublished", "datecreated", "date",
)  # fmt: skip
NOT_FIRST = re.compile(r"updat|modif|edited|expire|comment|event", re.IGNORECASE)
DATED_CLASS = re.compile(r"date(?!\w*pick)|time(?!r|line)|publish|posted|byline|dateline", re.IGNORECASE)
IN_ADDRESS = re.compile(
    r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>\d{1,2}|[a-z]{3})[/-](?P<day>\d{1,2})(?=[/_-]|$)"
    r"|[/_-](?P<whole>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))(?=[/._-]|$)",
    re.IGNORECASE,
)
LONGEST = 160
UNREAD = {"script", "style", "meta", "link", "title"}


def published_of(tree: Element, marks: Marks, url: str | None, now: datetime) -> datetime | None:
    """The first time of publication that the page states, in UTC, or None; never one after ``now`` or before the press.

    What machines are told goes before what readers see; a day that only the address or a line beside the headline tells
    is midnight UTC of it. A time of a change counts only beside the headline, where nothing else is stated.
    """
    return next((moment for stamp in _stamps(tree, marks, url) if (moment := believable(stamp, now))), None)


def _stamps(tree: Element, marks: Marks, url: str | None) -> Iterator[datetime | None]:
    named = list(marks.every(*PUBLISHED_META))
    linked = [str(stamp) for stamp in marks.linked("datePublished")]
    for stamp in [*named[:1], *linked, *named[1:], *map(str, marks.linked("dateCreated"))]:
        yield machine_time(stamp)
    own = '//*[contains(@itemprop, "datePublished")] | //time[@pubdate]'
    for element in by_headline(tree, tree.xpath(own)):
        yield machine_time(element.get("datetime") or element.get("content") or words_of(element))
    for element in by_headline(tree, tree.xpath("//time[@datetime]")):
        if not NOT_FIRST.search(f"{element.get('class', '')} {element.get('itemprop', '')} {words_of(element)[:20]}"):
            yield machine_time(element.get("datetime"))
    for element in by_headline(tree, tree.xpath("//time[not(@datetime)]")):
        if not NOT_FIRST.search(f"{element.get('class', '')} {words_of(element)[:20]}"):
            yield stated_time(words_of(element)[:LONGEST])
    yield _in_address(url)
    lines = list(_dated_lines(tree))
    for line in sorted(lines, key=lambda words: bool(NOT_FIRST.match(words))):
        yield stated_time(line)
    yield _guessed(tree)


def _guessed(tree: Element) -> datetime | None:
    """The day that htmldate finds in the article's own part of the page: not in its foot or beside a change.

    In a whole page it takes "© 2019 The Daily" at the foot for a date.
    """
    page = deepcopy(tree)
    beside = Beside(page)
    for element in page.xpath("//head/* | //script | //*[@class] | //nav | //footer | //aside | //*[@id] | //time"):
        changed = NOT_FIRST.search(f"{element.get('class', '')} {element.get('id', '')}")
        parent = element.getparent()
        if parent is not None and (element.tag in UNREAD or changed or beside.is_one(element)):
            parent.remove(element)
    found = htmldate.find_date(page, extensive_search=False, original_date=True)
    return machine_time(found) if found else None


def _in_address(url: str | None) -> datetime | None:
    """The day in a path ("/2019/nov/19/…", "/20161216-story.html")."""
    match = IN_ADDRESS.search(urlsplit(url).path) if url else None
    if match is None:
        return None
    if whole := match["whole"]:
        return machine_time(f"{whole[:4]}-{whole[4:6]}-{whole[6:]}")
    if match["month"].isdigit():
        return machine_time(f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}")
    return stated_time(f"{match['day']} {match['month']} {match['year']}")


def _dated_lines(tree: Element) -> Iterator[str]:
    """The short texts of elements after the headline whose class says that they hold a date."""
    if not tree.xpath("//h1"):
        return
    after = tree.xpath("(//h1)[1]/following::*[@class or @id][position() <= 200]")
    for element in by_headline(tree, [e for e in after if DATED_CLASS.search(e.get("class", "") + e.get("id", ""))]):
        words = words_of(element)
        if len(words) <= LONGEST:
            yield words
