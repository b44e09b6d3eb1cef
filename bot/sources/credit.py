"""Who a page says wrote its article, without roles, handles, dates and buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from bot.sources.byline import NAME, ONE_NAME, PREFIX
from bot.sources.dates import MONTHS, date_at
from bot.sources.furniture import Furniture, plain
from bot.sources.lines import same_words
from bot.sources.marks import MOST_CANDIDATES, Beside, Element, Marks, by_headline

AUTHOR_META = (
    "article:author", "og:article:author", "author", "parsely-author", "sailthru.author", "sailthru.byline_name",
    "cxenseparse:author", "dc.creator", "dcterms.creator", "byl", "byline", "article.author", "authors",
    "article:author_name", "analyticsattributes.author", "qc:author", "branch:deeplink:authorname1",
)  # fmt: skip
SEPARATORS = re.compile(r"\s*(?:[|•·;/\n]|,(?! (?:Jr|Sr|II|III)\b)|\band\b|&|\bwith\b|\s[–—-]\s)\s*")
MOST_NAMES = 8
BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line\w*|authors?|author-?names?|contributor-?names?|writer)(?:$|[\s_-])", re.IGNORECASE
)
PROFILE = re.compile(r"/(?:authors?|by|byline|contributors?|people|staff|writers?|reporters?|profiles?)/[\w%.-]+/?$")
DIRT = re.compile(r"[@\d#]|https?:|www\.|\.(?:com|org|net)\b", re.IGNORECASE)
NOBODY = frozenset(
    "admin administrator author authors anonymous editor guest login name no no-author none staff unknown user "
    "username webmaster website posted published updated share follow home profile subscribe comments email print "
    "facebook twitter instagram linkedin reddit whatsapp".split()
)
BUTTON_WORDS = frozenset(
    "link copied view archive all posts author's follow share bio more stories articles contact".split()
)
OTHERS = re.compile(
    r"(?:illustrations?|photos?|photographs?|photography|graphics?|video|images?|edited|translated)\b", re.IGNORECASE
)


def authors_of(tree: Element, marks: Marks, outlet: str | None, furniture: Furniture, guess: str = "") -> str | None:
    """The names of the article's authors, with commas between them, or None.

    From the first of these that names somebody: JSON-LD, meta elements, links and elements marked as the author's
    beside the headline, ``guess`` unless it stands beside the article. The outlet's own name is taken only where nobody
    else is named.
    """
    last: str | None = None
    for raw in _told(tree, marks, guess):
        names = _names(raw, furniture)
        people = [name for name in names if not _is_outlet(name, outlet) and name not in furniture.agencies]
        full = [name for name in people if not (name.isupper() and len(name) <= 5)] or people
        if full:
            return ", ".join(full[:MOST_NAMES])
        last = last or next(iter(names), None)
    return last


def _is_outlet(name: str, outlet: str | None) -> bool:
    """Whether ``name`` is the outlet's, or a part of it with "News" or "Staff"."""
    ours, theirs = set(plain(name).split()), set(plain(outlet or "").split())
    return bool(theirs and theirs & ours and ours <= theirs | {"news", "staff"})


def _told(tree: Element, marks: Marks, guess: str) -> Iterator[list[str]]:
    for author in marks.linked("author"):
        yield list(_linked_names(author))
    for name in AUTHOR_META:
        yield list(dict.fromkeys(marks.every(name)))
    yield from _marked(tree)
    name = guess.partition(",")[0].strip()
    places = tree.xpath("//body//*[contains(text(), $name)]", name=name) if name else []
    beside = Beside(tree)
    if not places or not all(beside.holds(each) for each in places[:MOST_CANDIDATES]):
        yield [guess]


def _linked_names(author: object) -> Iterator[str]:
    """The names in a JSON-LD author: words, a person, or a list of them."""
    if isinstance(author, str):
        yield author
    elif isinstance(author, dict):
        yield from _linked_names(author.get("name"))
    elif isinstance(author, list):
        for each in author:
            yield from _linked_names(each)


def _marked(tree: Element) -> Iterator[list[str]]:
    """The texts of elements that are the author's; several in one place (two links in a line) are one byline."""
    own = tree.xpath('//a[contains(@rel, "author")] | //*[contains(@itemprop, "author")]')
    yield from _together(by_headline(tree, own))
    classed = [each for each in tree.xpath("//*[@class]") if BYLINE_CLASS.search(each.get("class"))]
    for element in by_headline(tree, [each for each in classed if each.tag not in ("body", "html", "article")]):
        text = "\n".join(element.itertext())
        if len(text) <= 600:
            yield [text]
    yield from _together(by_headline(tree, [e for e in tree.xpath("//a[@href]") if PROFILE.search(e.get("href"))]))


def _together(elements: list[Element]) -> Iterator[list[str]]:
    """The texts of the first elements, as far as they stand in one place."""
    elements = [each for each in elements if any(text.strip() for text in each.itertext())]
    if elements:
        first = _place(elements[0])
        yield ["\n".join(each.itertext()) for each in takewhile(lambda each: _place(each) is first, elements)]


def _place(element: Element) -> Element | None:
    parent = element.getparent()
    return parent.getparent() if parent is not None and parent.tag in ("span", "li", "b", "strong") else parent


def _names(raw: Iterable[str], furniture: Furniture) -> list[str]:
    """The names in ``raw``: those before the first piece of a line that is something else."""
    found: list[str] = []
    for words in raw:
        if words.startswith(("http:", "https:")):
            continue
        at = date_at(" ".join(words.split(" ")))
        words = words[:at] if at is not None else words
        own: list[str] = []
        for piece in SEPARATORS.split(words):
            piece = " ".join(piece.split()).strip(" ,:;-–—•·()")
            if not piece or plain(piece) in ("by", "words by", "written by", "and", "from", "author", "authors"):
                continue
            name = _name(piece, furniture)
            if name is None and own:
                break
            if name and not any(same_words(name, other) for other in found + own):
                own.append(name)
        found += own
    return found


def _name(piece: str, furniture: Furniture) -> str | None:
    """``piece`` as a name, without "By" before it, or None if it is none."""
    piece = PREFIX.sub("", piece, count=1)
    words = plain(piece).split()
    if not words or len(piece) > 60 or DIRT.search(piece) or OTHERS.match(piece):
        return None
    if words[-1] in furniture.authors or " ".join(words[-2:]) in furniture.authors:
        return None
    if words[0] in NOBODY or (len(words) == 1 and words[0] in MONTHS) or set(words) & BUTTON_WORDS:
        return None
    while len(words) > 2 and words[-1] in MONTHS:
        piece, words = piece.rsplit(" ", 1)[0], words[:-1]
    known = piece in furniture.agencies or NAME.fullmatch(piece) or ONE_NAME.fullmatch(piece) or piece.isupper()
    return piece if known else None
