"""What a page says about itself to machines: its meta elements and the articles of its JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

ARTICLE_TYPES = {"report", "liveblogposting", "blogposting", "socialmediaposting", "claimreview"}
PAGE_TYPES = {"webpage", "medicalwebpage", "itempage"}
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
MOST_CANDIDATES = 300
"""Elements of one kind that are looked at; on a news page some tens of them are dates or names."""
BESIDE_TAGS = {"aside", "nav", "footer"}
BESIDE = re.compile(
    r"(?:^|[\s_-])(?:related|recirc\w*|recommend\w*|promo\w*|sidebar|rail|comments?|teasers?|trending|popular|most-read|"
    r"latest|more-(?:from|stories|news|posts)|read-more|summary-item|newsletter|footer|advert\w*|outbrain|taboola|"
    r"carousel|print-(?:header|footer|only)|menu|navigation|subnav)(?:$|[\s_-])",
    re.IGNORECASE,
)


class Element(Protocol):
    """What is used of lxml's element; lxml has no types of its own."""

    tag: Any
    text: str | None
    tail: str | None

    def set(self, name: str, value: str, /) -> None: ...
    def xpath(self, path: str, /, **variables: str) -> Any: ...
    def get(self, name: str, default: str = "", /) -> str: ...
    def iter(self) -> Iterator[Element]: ...
    def iterancestors(self) -> Iterator[Element]: ...
    def itertext(self) -> Iterator[str]: ...
    def getparent(self) -> Element | None: ...
    def drop_tag(self) -> None: ...
    def remove(self, child: Element, /) -> None: ...
    def getprevious(self) -> Element | None: ...
    def makeelement(self, tag: str, /) -> Element: ...
    def insert(self, index: int, child: Element, /) -> None: ...
    def append(self, child: Element, /) -> None: ...
    def __iter__(self) -> Iterator[Element]: ...


@dataclass(frozen=True, slots=True)
class Marks:
    """``metas`` by their name in lower case, in the page's order; ``articles`` of the JSON-LD, whole pages last."""

    metas: Mapping[str, tuple[str, ...]]
    articles: tuple[Mapping[str, object], ...]

    def first(self, *names: str) -> str | None:
        """The first words that stand under one of ``names``, in the order of the names."""
        return next(self.every(*names), None)

    def every(self, *names: str) -> Iterator[str]:
        """All words that stand under ``names``, in the order of the names."""
        for name in names:
            yield from self.metas.get(name, ())

    def linked(self, key: str) -> Iterator[object]:
        """What the articles of the JSON-LD have under ``key``."""
        return (article[key] for article in self.articles if article.get(key))


def marks_of(tree: Element) -> Marks:
    """What ``tree`` says in its meta elements and its JSON-LD; what can't be read is left out."""
    metas: dict[str, list[str]] = {}
    for meta in tree.xpath("//meta[@content]"):
        content = " ".join(str(meta.get("content")).split())
        names = {name for key in ("property", "name", "itemprop") for name in str(meta.get(key, "")).lower().split()}
        for name in sorted(names) if content else ():
            metas.setdefault(name, []).append(content)
    blocks = [_json(COMMENT.sub("", str(each))) for each in tree.xpath('//script[contains(@type, "ld+json")]/text()')]
    items = [item for block in blocks for item in _items(block)]
    nodes = {str(item["@id"]): item for item in items if item.get("@id") and item.get("name")}
    articles = sorted((_resolved(each, nodes) for each in items if kinds_of(each)), key=_is_page)
    return Marks({name: tuple(contents) for name, contents in metas.items()}, tuple(articles))


def _items(content: object) -> list[Mapping[str, object]]:
    """What stands at the top of a JSON-LD block; articles that it only lists do not count."""
    items = content if isinstance(content, list) else [content]
    graphs = [item.get("@graph") for item in items if isinstance(item, dict)]
    items = [*items, *(each for graph in graphs if isinstance(graph, list) for each in graph)]
    inner = [item.get("mainEntity") for item in items if isinstance(item, dict)]
    return [item for item in [*items, *inner] if isinstance(item, dict)]


def _resolved(item: Mapping[str, object], nodes: Mapping[str, Mapping[str, object]]) -> Mapping[str, object]:
    """``item`` with the named nodes that it refers to by their ``@id`` in their places."""

    def node(value: object) -> object:
        if isinstance(value, dict) and not value.get("name"):
            return nodes.get(str(value.get("@id")), value)
        return value

    return {
        key: [node(each) for each in value] if isinstance(value, list) else node(value) for key, value in item.items()
    }


def _json(block: str) -> object:
    for text in (block, TRAILING_COMMA.sub("", block)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def kinds_of(item: Mapping[str, object]) -> set[str]:
    """The types of ``item`` that are an article's or a page's, in lower case."""
    kinds = item.get("@type")
    names = [str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])]
    return {name for name in names if name.endswith("article") or name in ARTICLE_TYPES | PAGE_TYPES}


def _is_page(item: Mapping[str, object]) -> bool:
    return all(kind in PAGE_TYPES for kind in kinds_of(item))


class Beside:
    """Which parts of a page are not its article's: menus, teasers, comments, foot."""

    def __init__(self, tree: Element) -> None:
        self._wrappers: set[Element] = set()
        """The elements that hold a headline, found once: pages nest many boxes."""
        for headline in tree.xpath("//h1"):
            for each in headline.iterancestors():
                if each in self._wrappers:
                    break
                self._wrappers.add(each)

    def holds(self, element: Element) -> bool:
        """Whether ``element`` stands in such a part."""
        for each in (element, *element.iterancestors()):
            if each.tag in ("body", "html"):
                return False
            if self.is_one(each):
                return True
        return False

    def is_one(self, element: Element) -> bool:
        """Whether ``element`` itself is such a part, by its tag, class or id; none is that holds the headline."""
        if element.tag in ("article", "main", "body", "html"):
            return False  # their classes tell what stands beside them, too
        if element.tag in BESIDE_TAGS:
            return True
        named = BESIDE.search(f"{element.get('class', '')} {element.get('id', '')}")
        return named is not None and element not in self._wrappers


def words_of(element: Element) -> str:
    """The words in ``element``, with one space between them."""
    return " ".join(" ".join(element.itertext()).split())


def by_headline(tree: Element, elements: list[Any]) -> list[Any]:
    """``elements`` in the page's order without those beside the article; what follows the headline comes first. Of very
    many only the first are looked at.
    """
    headlines = tree.xpath("(//h1)[1]")
    after = set(headlines[0].xpath("following::* | descendant::*")) if headlines else set()
    nearest = sorted(elements, key=lambda each: each not in after)[:MOST_CANDIDATES]
    beside = Beside(tree)
    return [each for each in nearest if not beside.holds(each)]
