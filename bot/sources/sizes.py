"""How much stands in each part of a page, counted in one pass over it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sources.marks import Element

UNREAD = {"script", "style", "noscript"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


@dataclass(slots=True)
class Size:
    """What an element holds: code points and words, code points in paragraphs, elements of a kind."""

    text: int = 0
    words: int = 0
    prose: int = 0
    images: int = 0
    headings: int = 0
    headlines: int = 0

    def take(self, other: Size) -> None:
        self.text += other.text
        self.words += other.words
        self.prose += other.prose
        self.images += other.images
        self.headings += other.headings
        self.headlines += other.headlines


class Sizes:
    """The sizes of all elements of a page, the page's own in ``whole``. A part's size is asked for at no cost, however
    deep the page nests.
    """

    def __init__(self, body: Element) -> None:
        order = [each for each in body.iter() if isinstance(each.tag, str)]
        self._sizes = {element: _own(element) for element in order}
        for element in reversed(order):  # children come before their parents
            size = self._sizes[element]
            if element.tag == "p":
                size.prose = size.text
            parent = element.getparent()
            if element is not body and parent in self._sizes:
                self._sizes[parent].take(size)
        self.whole = self._sizes[body]

    def __getitem__(self, element: Element) -> Size:
        return self._sizes[element]


def _own(element: Element) -> Size:
    if element.tag in UNREAD:
        return Size()
    texts = [element.text or "", *(child.tail or "" for child in element)]
    words = [word for text in texts for word in text.split()]
    heading = element.tag in HEADINGS
    return Size(
        text=sum(map(len, words)) + len(words),
        words=len(words),
        images=element.tag == "img",
        headings=heading,
        headlines=element.tag == "h1",
    )
