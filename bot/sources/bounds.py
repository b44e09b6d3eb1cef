"""What a page may cost: how much of it is read, so that none takes longer than some seconds."""

from __future__ import annotations

import re

from bot.domain.errors import SourceError
from bot.sources.marks import Element

MOST_ELEMENTS = 15_000
"""News pages have some thousands."""
MOST_STEPS = 1_000_000
"""Steps from the root to each element, all together: what is asked of an element's ancestors costs them."""
MOST_ATTRIBUTES = 1_000
"""Of one element; the parser compares each with all before it."""
LONGEST_NAMES = 500
"""Code points of a class or id that are looked at."""
MOST_BLOCKS = 3_000
"""Lines up to which trafilatura's second opinions are asked; their time grows with the square of the lines."""
LONG_TAG = re.compile(r"<[A-Za-z][^>]{5000,}")
VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
MOST_INLINE = 1_000
"""Words set apart in one paragraph; those of more are plain words."""
INLINE = {"a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u"}
BLOCKS = "//p | //div | //li | //td | //h1 | //h2 | //h3 | //h4 | //h5 | //h6 | //br | //section | //blockquote"
HINT = "Save the article's text as a file and add that."


def check_markup(html: str, locator: str) -> None:
    """Raises: SourceError if a tag has more attributes than a parser can take in good time."""
    for tag in LONG_TAG.finditer(html):
        if (count := len(VALUE.sub("", tag[0]).split())) > MOST_ATTRIBUTES:
            cause = f"an element has {count:,} attributes, {MOST_ATTRIBUTES:,} are read at most"
            raise SourceError("too large", locator, cause, hint=HINT)


def bound(tree: Element, locator: str) -> bool:
    """Shorten in ``tree`` what names nothing at such a length; whether the page is small enough to be read twice.

    Raises: SourceError if it has too many elements, or nests them too deep.
    """
    if (count := int(tree.xpath("count(//*)"))) > MOST_ELEMENTS:
        cause = f"the page has {count:,} elements, {MOST_ELEMENTS:,} are read at most"
        raise SourceError("too large", locator, cause, hint=HINT)
    if _steps(tree) > MOST_STEPS:
        raise SourceError("too large", locator, "its elements are nested too deep", hint=HINT)
    for element in tree.xpath(f"//*[string-length(@class) > {LONGEST_NAMES} or string-length(@id) > {LONGEST_NAMES}]"):
        for name in ("class", "id"):
            if value := element.get(name):
                element.set(name, value[:LONGEST_NAMES])
    for element in tree.xpath(f"//*[count(*) > {MOST_INLINE}]"):
        for child in [each for each in element if each.tag in INLINE]:
            child.drop_tag()
    return int(tree.xpath(f"count({BLOCKS})")) <= MOST_BLOCKS


def _steps(tree: Element) -> int:
    steps, level, depth = 0, [tree], 0
    while level:
        steps += depth * len(level)
        level, depth = [child for element in level for child in element], depth + 1
    return steps
