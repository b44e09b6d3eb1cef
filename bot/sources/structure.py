"""What a page's structure tells before its text is flat: hover cards, parted bodies, lines of other stories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import urlsplit

from bot.domain.article import Reason
from bot.sources.lines import key_of
from bot.sources.marks import BESIDE, Element, words_of

HOVER = re.compile(r"(?:^|[\s_-])(?:popover|popup|tooltip|hover-?card|rollover)(?:$|[\s_-])", re.IGNORECASE)
CAPTION = re.compile(r"(?:^|[\s_-])(?:fig-?)?captions?(?:-text|__text|$|\s)|(?:photo|image)-?credit", re.IGNORECASE)
ASKING = re.compile(r"newsletter|sign-?up|subscri|paywall|consent|cookie", re.IGNORECASE)
BODY = re.compile(
    r"(?:^|[\s_-])(?:article|story|entry|post|content)[_-]*(?:body|text|content|section)(?:$|[\s_-])", re.I
)
LABEL = re.compile(
    r"^\W*(?:(?:read|see|find out|watch|listen|learn|hear)(?: more| also| next| this)?|more|also(?: read| on [\w.]+)?|"
    r"related(?: \w+)?|in pictures|recommended|don['’]t miss|opinion|analysis|video|photos)?\W*(?:\w+\W*){0,2}$",
    re.IGNORECASE,
)
BLOCKS = {"p", "li", "h2", "h3", "h4", "h5", "h6", "figcaption", "blockquote", "dd", "dt", "td", "th", "div", "section",
          "ul", "ol", "article", "aside", "table", "tr", "tbody", "header", "footer", "form", "main", "body", "figure",
          "nav", "h1", "label", "button"}  # fmt: skip
INLINE = {"a", "b", "em", "i", "span", "strong", "abbr", "q", "cite", "u", "mark", "small"}
UNREAD = {"script", "style", "noscript", "template", "head", "svg", "iframe"}
LARGE = 0.2
"""The share of a page's words from which on a part of it is no box beside the article, whatever it is called."""
HEADLINE_WORDS = 4
LONGEST_LINE = 400
STANDFIRST_WORDS = 8
OPENING = 80
WORD = re.compile(r"\w+")


@dataclass(slots=True)
class _Segment:
    """The words of one line of a block: up to a break or the next block."""

    reason: Reason | None
    words: str = ""
    linked: str = ""

    def add(self, words: str, *, linked: bool) -> None:
        self.words += words
        self.linked += words if linked else ""

    @property
    def is_teaser(self) -> bool:
        """Whether it is a link to something else: nothing but a link, with no more than a label before or behind it."""
        if not self.linked.strip() or len(WORD.findall(self.linked)) < HEADLINE_WORDS:
            return False
        left = self.words.replace(self.linked, " ", 1)
        return LABEL.match(left) is not None and not self.words.rstrip(" ”’\"'|").endswith(".")


def notes_of(tree: Element, text: str, url: str | None) -> Mapping[str, Reason]:
    """Lines that the page's structure shows not to be the article's, by their ``key_of``, and why.

    Links that stand alone in their line, lists of linked headlines, captions, forms, and what stands in parts that are
    called related, newsletter and the like. A line that stands in the article as well is not among them. ``text`` is
    what was extracted from the page: boxes that would take most of it are none.
    """
    bodies = tree.xpath("//body")
    if not bodies:
        return {}
    found: dict[str, Reason] = {}
    kept: set[str] = set()
    linked: set[str] = set()
    site, whole = _site(url), _Size.of(bodies[0])
    for segment in _segments(bodies[0], whole, site):
        key = key_of(segment.words)
        reason = segment.reason or (Reason.RELATED if segment.is_teaser else None)
        if not key:
            continue
        if reason is None:
            kept.add(key)
        else:
            found.setdefault(key, reason)
        if segment.is_teaser:
            linked.add(key)
    if second := _second_headline(bodies[0]):
        found[second] = Reason.TITLE
        kept.discard(second)
    listed = dict.fromkeys(_listed(bodies[0], site), Reason.RELATED)
    notes = {key: reason for key, reason in found.items() if key not in kept} | listed
    teasers = {key: reason for key, reason in notes.items() if key in linked} | listed
    lines = [line for line in text.split("\n") if line.strip()]
    boxed = sum(len(line) for line in lines if key_of(line) in notes and key_of(line) not in teasers)
    return notes if boxed < 0.5 * sum(map(len, lines)) else teasers


def _second_headline(body: Element) -> str | None:
    """The line in a heading's element between the headline and the first paragraph: it sums up the article below."""
    headings = "self::h2 or self::h3 or self::h4 or self::h5 or self::h6"
    after = body.xpath(f"(.//h1)[1]/following::*[{headings} or self::p][normalize-space()][1]")
    key = key_of(words_of(after[0])) if after and after[0].tag != "p" else ""
    return key if len(key.split()) >= STANDFIRST_WORDS else None


def _listed(body: Element, site: str) -> Iterator[str]:
    """The items of lists of which each begins with a link to a story of the same site."""
    for each in body.xpath(".//ul[count(li) > 2]"):
        items = [item for item in each.xpath("li") if any(text.strip() for text in item.itertext())]
        if len(items) > 2 and all(_begins_with_story(item, site) for item in items):
            yield from (key_of(words_of(item)) for item in items)


def _begins_with_story(item: Element, site: str) -> bool:
    links = item.xpath("(.//a[@href][normalize-space()])[1]")
    words = key_of(words_of(links[0])) if links and _is_own(links[0], site) else ""
    return len(words.split()) >= HEADLINE_WORDS and key_of(words_of(item)).startswith(words)


def _site(url: str | None) -> str:
    host = (urlsplit(url).hostname or "") if url else ""
    return ".".join(host.split(".")[-2:])


def _is_own(link: Element, site: str) -> bool:
    """Whether a link leads to the page's own site, as links to other stories do; goods and sources are elsewhere."""
    try:
        host = urlsplit(link.get("href", "").strip()).hostname or ""
    except ValueError:
        return False
    return not host or not site or host.endswith(site)


@dataclass(frozen=True, slots=True)
class _Size:
    """How many code points stand in a part of a page, and how many of them in its paragraphs."""

    text: int
    prose: int

    @classmethod
    def of(cls, element: Element) -> _Size:
        text = element.xpath("descendant::text()[not(parent::script or parent::style or parent::noscript)]")
        prose = element.xpath("descendant::p//text()")
        return cls(sum(map(len, text)), sum(map(len, prose)))


def _segments(body: Element, whole: _Size, site: str) -> Iterator[_Segment]:
    """The lines of the page in its order. Walked with a stack of its own: pages nest deeper than Python calls."""
    current = _Segment(None)
    stack: list[tuple[Element | str, Reason | None, bool, bool]] = [(body, None, False, False)]
    while stack:
        node, reason, linked, closes = stack.pop()
        if isinstance(node, str):
            if closes and current.words.strip():
                yield current
            if closes:
                current = _Segment(reason)
            current.add(node, linked=linked)
            continue
        if not isinstance(node.tag, str) or node.tag in UNREAD:
            continue
        block = node.tag in BLOCKS or node.tag == "br"
        inside = reason or _reason(node, whole)
        if inside and not reason and len(box := words_of(node)) <= LONGEST_LINE:
            yield _Segment(inside, box)  # a box may become one line
        if block:
            if current.words.strip():
                yield current
            current = _Segment(inside)
        in_link = linked or (node.tag == "a" and _is_own(node, site))
        if node.text:
            current.add(node.text, linked=in_link)
        for child in reversed(list(node)):
            if child.tail:
                closes_block = child.tag in BLOCKS or child.tag == "br"
                stack.append((child.tail, inside, in_link, closes_block))
            stack.append((child, inside, in_link, False))
    if current.words.strip():
        yield current


def _reason(element: Element, whole: _Size) -> Reason | None:
    """Why what ``element`` holds is not the article's, by its tag and class; None if it holds the headline or a lot."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if element.tag in ("body", "html", "main", "article"):
        return None
    if element.tag in ("figcaption", "form", "button", "label") or (names != " " and CAPTION.search(names)):
        reason = Reason.NOTICE
    elif element.tag in ("aside", "nav", "footer") or (names != " " and BESIDE.search(names)):
        reason = Reason.NOTICE if ASKING.search(names) else Reason.RELATED
    else:
        return None
    size = _Size.of(element)
    large = size.text > LARGE * whole.text or size.prose > LARGE * max(whole.prose, 1)
    return None if large or element.xpath("boolean(descendant::h1)") else reason


def tidy(tree: Element) -> None:
    """Take hover cards out of ``tree``, and bring the parts of a body that is in several containers together."""
    for element in tree.xpath('//*[@role="tooltip"] | //span[@class] | //div[@class]'):
        if element.get("role", "") == "tooltip" or HOVER.search(element.get("class", "")):
            _drop(element)
    _join_bodies(tree)
    _wrap_openings(tree)


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is None or element.xpath("boolean(descendant::h1) or count(descendant::p) > 3"):
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _join_bodies(tree: Element) -> None:
    """Move what stands in the second and further containers of one class, each with paragraphs, into the first.

    Pages break an article's body around advertisements; only containers whose parents are siblings or the same are one.
    """
    groups: dict[tuple[str, str], list[Element]] = {}
    for element in tree.xpath("//div[@class][p] | //section[@class][p]"):
        if BODY.search(element.get("class", "")):
            groups.setdefault((str(element.tag), element.get("class", "")), []).append(element)
    for parts in groups.values():
        first, *others = parts
        for part in others:
            if _near(first, part):
                for child in list(part):
                    first.append(child)


def _near(first: Element, other: Element) -> bool:
    """Whether two containers are siblings, or their parents are, which are no articles of their own."""
    one, two = first.getparent(), other.getparent()
    if one is None or two is None:
        return False
    if one is two:
        return True
    apart = {"article", "li", "body"}
    return one.tag not in apart and one.getparent() is two.getparent() and one.get("class", "") == two.get("class", "")


def _wrap_openings(tree: Element) -> None:
    """Make a paragraph of a body's first words where they stand in the container itself: they are lost otherwise."""
    for body in tree.xpath("//article[p or br] | //div[p or br]"):
        opening = list(takewhile(lambda each: each.tag in INLINE, body))
        words = [body.text or "", *(part for each in opening for part in (*each.itertext(), each.tail or ""))]
        if not words[0].strip() or len("".join(words)) < OPENING:
            continue
        paragraph = body.makeelement("p")
        paragraph.text, body.text = body.text, None
        for each in opening:
            paragraph.append(each)
        body.insert(0, paragraph)
