"""Who a page says wrote its article: where it says so, and which of those places is believed first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from bot.sources.furniture import Furniture, plain
from bot.sources.marks import MOST_CANDIDATES, Element, Marks, by_headline, words_of
from bot.sources.names import is_collective, is_other_credit, names_in

AUTHOR_META = (
    "article:author", "og:article:author", "author", "parsely-author", "sailthru.author", "sailthru.byline_name",
    "cxenseparse:author", "dc.creator", "dcterms.creator", "byl", "byline", "article.author", "authors",
    "article:author_name", "analyticsattributes.author", "qc:author", "branch:deeplink:authorname1",
)  # fmt: skip
MOST_NAMES = 8
BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line\w*|authors?|author-?names?|contributor-?names?|writer)(?:$|[\s_-])", re.IGNORECASE
)
PROFILE = re.compile(r"/(?:authors?|by|byline|contributors?|people|staff|writers?|reporters?|profiles?)/[\w%.-]+/?$")
PICTURED = re.compile(
    r"(?:photo\w*|image|picture|media|gallery|caption|video)[_-]*(?:credits?|by-?line|author|by|source|caption)|caption",
    re.IGNORECASE,
)
BLOCKS = {"p", "li", "td", "div"}
PICTURED_TAGS = {"figure", "figcaption", "picture"}
SPOKEN = re.compile(r"\s*(?i:(?:written|words|story|report|reporting) )?(?i:by)\b:?\s+(?=[^\W\d_a-z])")
SPOKEN_PLACES = 40
LONGEST_LINE = 160
SENTENCE_WORDS = 12


def authors_of(tree: Element, marks: Marks, outlet: str | None, furniture: Furniture, guess: str = "") -> str | None:
    """The names of the article's authors, with commas between them, or None.

    From the first of these that names somebody: JSON-LD, meta elements, links and elements marked as the author's
    beside the headline, ``guess`` unless it stands beside the article. The outlet's own name is taken only where nobody
    else is named.
    """
    last: list[str] = []
    for raw in _told(tree, marks, guess):
        names = names_in(raw, furniture)
        people = [name for name in names if not _is_outlet(name, outlet) and not is_collective(name, furniture)]
        full = [name for name in people if not (name.isupper() and len(name) <= 5)] or people
        if any(" " in name for name in full):
            return ", ".join(full[:MOST_NAMES])
        last = last or full or names[:1]
    return ", ".join(last) or None


def _is_outlet(name: str, outlet: str | None) -> bool:
    """Whether ``name`` is the outlet's, or a part of it with "News" or "Staff"."""
    ours, theirs = set(plain(name).split()), set(plain(outlet or "").split())
    return bool(theirs and theirs & ours and ours <= theirs | {"news", "staff"})


def _told(tree: Element, marks: Marks, guess: str) -> Iterator[list[str]]:
    for key in ("author", "creator"):
        for author in marks.linked(key):
            yield list(_linked_names(author))
    for name in AUTHOR_META:
        yield list(dict.fromkeys(marks.every(name)))
    yield from _marked(tree)
    yield from _spoken(tree)
    if all(_is_shown(tree, name) for name in guess.split(", ")):
        yield [guess]


def _is_shown(tree: Element, name: str) -> bool:
    """Whether ``name`` stands by the headline in words that do not call it somebody else's ("Edited by")."""
    texts = tree.xpath("//body//text()[contains(., $name)]", name=name)[:MOST_CANDIDATES] if name else []
    said = [text.getparent() for text in texts if not is_other_credit(str(text))]
    return any(not _in_prose(each) for each in _of_the_text(tree, said))


def _linked_names(author: object) -> Iterator[str]:
    """The names in a JSON-LD author: words, a person, or a list of them."""
    if isinstance(author, str):
        yield author
    elif isinstance(author, dict):
        whole = " ".join(str(author.get(part) or "") for part in ("givenName", "familyName")).strip()
        yield from _linked_names(author.get("name") or whole)
    elif isinstance(author, list):
        for each in author:
            yield from _linked_names(each)


def _marked(tree: Element) -> Iterator[list[str]]:
    """The texts of elements that are the author's; several in one place (two links in a line) are one byline."""
    own = tree.xpath('//a[contains(@rel, "author")] | //*[contains(@itemprop, "author")]')
    yield from _together(_of_the_text(tree, own))
    classed = [each for each in tree.xpath("//*[@class]") if BYLINE_CLASS.search(each.get("class"))]
    classed = [each for each in classed if each.tag not in ("body", "html", "article") and _size(each) <= 600]
    for element in (nearest := _of_the_text(tree, classed)):
        alike = [each for each in nearest if _place(each) is _place(element) and _is_like(each, element)]
        yield ["\n".join(each.itertext()) for each in alike]
    profiles = [each for each in tree.xpath("//a[@href]") if PROFILE.search(each.get("href")) and not _in_prose(each)]
    yield from _together(_of_the_text(tree, profiles))


def _spoken(tree: Element) -> Iterator[list[str]]:
    """The first line below the headline that says "By Jane Harrow" and is not marked in any way."""
    lines = "self::p or self::div or self::span or self::h2 or self::h3"
    for element in _of_the_text(tree, tree.xpath(f"(//h1)[1]/following::*[{lines}][position() <= {SPOKEN_PLACES}]")):
        words = "\n".join(element.itertext())
        if len(words) <= LONGEST_LINE and SPOKEN.match(words) and not words.rstrip().endswith(("?", "!", ":")):
            yield [words]
            return


def _of_the_text(tree: Element, elements: list[Element]) -> list[Element]:
    """Those by the headline that name no picture's maker and stand in no card of another article."""
    own = set(tree.xpath("(//h1)[1]/ancestor::article"))
    found = [each for each in by_headline(tree, elements) if not _is_pictured(each)]
    return [each for each in found if not own or not own.isdisjoint(each.iterancestors())]


def _in_prose(element: Element) -> bool:
    """Whether it stands in a paragraph of the article: it names somebody who is written about."""
    block = next((each for each in (element, *element.iterancestors()) if each.tag in BLOCKS), element)
    words = words_of(block)
    sentence = words.endswith((".", "”")) and len(words.split()) >= SENTENCE_WORDS
    return block.tag != "div" and (len(words) > LONGEST_LINE or sentence)


def _is_pictured(element: Element) -> bool:
    """Whether it stands in a picture or its caption."""
    for each in (element, *islice(element.iterancestors(), 4)):
        if each.tag in PICTURED_TAGS or PICTURED.search(each.get("class", "")):
            return True
    return False


def _size(element: Element) -> int:
    return sum(map(len, element.itertext()))


def _is_like(one: Element, other: Element) -> bool:
    return bool(one.tag == other.tag and one.get("class", "") == other.get("class", ""))


def _together(elements: list[Element]) -> Iterator[list[str]]:
    """The texts of the first elements, as far as they stand in one place."""
    elements = [each for each in elements if any(text.strip() for text in each.itertext())]
    if elements:
        first = _place(elements[0])
        yield ["\n".join(each.itertext()) for each in takewhile(lambda each: _place(each) is first, elements)]


def _place(element: Element) -> Element | None:
    parent = element.getparent()
    return parent.getparent() if parent is not None and parent.tag in ("span", "li", "b", "strong") else parent
