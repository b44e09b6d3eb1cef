"""What is mended in a page: before its text is extracted hover cards, parted bodies, first words without a paragraph;
after it, paragraphs that were run into one line.
"""

from __future__ import annotations

import re
from itertools import takewhile

from bot.sources.marks import Element, words_of

HOVER = re.compile(r"(?:^|[\s_-])(?:popover|popup|tooltip|hover-?card|rollover)(?:$|[\s_-])", re.IGNORECASE)
BODY = re.compile(
    r"(?:^|[\s_-])(?:article|story|entry|post|content)[_-]*(?:body|text|content|section)(?:$|[\s_-])", re.I
)
INLINE = {"a", "b", "em", "i", "span", "strong", "abbr", "q", "cite", "u", "mark", "small"}
OPENING = 80
LONGEST_FLAT = 5_000


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
    for element in tree.xpath("//div[@class or @itemprop][p] | //section[@class or @itemprop][p]"):
        if element.get("itemprop", "") == "articleBody" or BODY.search(element.get("class", "")):
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


def in_paragraphs(text: str, tree: Element) -> str:
    """``text``, a line a paragraph: of a page with few words trafilatura gives all of them in one line."""
    flat = " ".join(text.split())
    if "\n" in text.strip() or len(flat) > LONGEST_FLAT:
        return text
    blocks = "self::p or self::li or self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6"
    leaf = f"self::div[not(*[{blocks} or self::div or self::ul or self::section])]"
    lines: list[str] = []
    at = 0
    for element in tree.xpath(f"//body//*[{blocks} or {leaf}]"):
        words = words_of(element)
        if words and flat.startswith(words, at):
            lines.append(words)
            at += len(words) + 1
    return "\n".join([*lines, *([flat[at:]] if at < len(flat) else [])])
