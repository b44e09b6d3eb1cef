"""A tree of HTML or of an agency's XML whose content is known to be the article → its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from bot.domain.errors import SourceError
from bot.sources.marks import Element

MOST_MARKUP = 100_000
"""Tags, and as many attributes, of what is read; an article has some hundreds, a newsletter some thousands."""
BLOCKS = frozenset(
    "address article aside blockquote block body br center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
    "header hl1 hl2 hr li main nav ol option p pre section table tbody td tfoot th thead tr ul byline tagline "
    "abstract body.content body.head body.end".split()
)
UNREAD = frozenset(
    "script style noscript template head svg iframe object video audio select button textarea figcaption title "
    "media media-caption media-metadata media-producer media-reference note".split()
)
INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE
)
UNSEEN = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u2060\u2061\ufeff]")
"""Characters that newsletters fill their previews with; a browser shows nothing for them."""


def check_markup(text: str, locator: str) -> None:
    """Raises: SourceError if there are more tags or attributes than are read, before a tree is built of them."""
    if text.count("<") > MOST_MARKUP or text.count('="') + text.count("='") > MOST_MARKUP:
        raise SourceError("too large", locator, "it has too many elements", hint="Give the article by itself.")


def parsed_html(markup: str, locator: str) -> Element | None:
    """The tree of a page or a fragment of one; None if there is nothing in it. Raises: SourceError."""
    check_markup(markup, locator)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree: Element | None = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    return tree


def paragraphs(tree: Element) -> str:
    """The words of a tree, a paragraph a line with a blank line between; what no reader sees is left out."""
    return "\n\n".join(_lines(tree))


def words(element: Element | None) -> str | None:
    """The words of an element on one line; None if there are none."""
    return None if element is None else (" ".join(" ".join(_lines(element)).split()) or None)


def _lines(tree: Element) -> Iterator[str]:
    parts: list[str] = []
    # lxml walks without recursion, and ends an element whose inside is skipped.
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        name = _name(element)
        if name in BLOCKS and (line := _joined(parts)):
            yield line
        if name in BLOCKS:
            parts.clear()
        if event == "end":
            if element is not tree and element.tail:
                parts.append(element.tail)
        elif not isinstance(element.tag, str) or name in UNREAD or _is_hidden(element):
            walk.skip_subtree()
        elif element.text:
            parts.append(element.text)
    if line := _joined(parts):
        yield line


def _joined(parts: list[str]) -> str:
    return " ".join(UNSEEN.sub("", "".join(parts)).split())


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _is_hidden(element: Element) -> bool:
    style = element.get("style", "")
    return element.get("hidden", "no") != "no" or INVISIBLE.search(style[:2000]) is not None
