"""NewsML-G2, the IPTC's exchange format: one item, or a message of several.

Source: https://iptc.org/standards/newsml-g2/ (2.34); states are of http://cv.iptc.org/newscodes/pubstatusg2.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.dates import machine_time
from bot.sources.formats.blocks import paragraphs, parsed_html, words
from bot.sources.formats.given import Found, Given
from bot.sources.formats.nitf import check_nitf, story_of
from bot.sources.formats.story import Story, check_release, document_of, refusal
from bot.sources.formats.xml import each, first, parsed_xml, root_of
from bot.sources.marks import Element

ROOTS = frozenset({"newsmessage", "newsitem", "packageitem"})
MOST_ITEMS = 200


def is_newsml(given: Given) -> bool:
    """Whether the text's first element is one of NewsML-G2's (NewsML 1 names them in another case)."""
    return root_of(given.text) in ROOTS and "iptc.org" in given.text[:5000]


def read(given: Given) -> Iterator[Found]:
    """The text items of a message, in its order; pictures and the like beside them are passed over.

    Raises: SourceError if it can't be read or has no text.
    """
    tree = parsed_xml(given.text, given.locator)
    items = [tree] if _is_item(tree) else each(tree, "newsItem")
    texts = [item for item in items if _is_text(item)]
    if not texts:
        raise refusal(given, "the NewsML-G2 holds no text, only pictures, packages or links")
    for item in texts[:MOST_ITEMS]:
        yield Found(item.get("guid", ""), _read(item, given))
    if len(texts) > MOST_ITEMS:
        raise SourceError("too many", given.locator, f"it has {len(texts)} articles, the first {MOST_ITEMS} are read")


def _is_item(tree: Element) -> bool:
    return str(tree.tag).rpartition("}")[2] == "newsItem"


def _is_text(item: Element) -> bool:
    kind = first(item, "itemMeta", "itemClass")
    return kind is None or _code(kind) in ("text", "composite", "")


def _read(item: Element, given: Given) -> Document | SourceError:
    try:
        _check(item, given)
        return document_of(_story(item, given), given)
    except SourceError as error:
        return error


def _check(item: Element, given: Given) -> None:
    """Nothing, if the item may come out. Raises: Embargoed, Gone."""
    signals = {_code(signal) for signal in each(item, "itemMeta", "signal")}
    status = first(item, "itemMeta", "pubStatus")
    state = "canceled" if signals & {"kill", "canceled"} else _code(status) if status is not None else ""
    embargo = first(item, "itemMeta", "embargoed")
    until = _time(embargo)
    # Without a time it stands until the sender lifts it.
    check_release(state, until, given, held=embargo is not None and until is None)
    if (nitf := first(item, "inlineXML", "nitf")) is not None:
        check_nitf(nitf, given)


def _code(element: Element) -> str:
    """The last part of a qcode or an address of a code, in lower case: "usable" of "stat:usable"."""
    value = element.get("qcode") or element.get("uri") or element.get("code") or ""
    return str(value).replace("/", ":").rpartition(":")[2].strip().lower()


def _time(element: Element | None) -> datetime | None:
    return machine_time(words(element) or "") if element is not None else None


def _story(item: Element, given: Given) -> Story:
    inside = _body(item, given)
    dates = (
        first(item, "itemMeta", "versionCreated"),
        first(item, "itemMeta", "firstCreated"),
        first(item, "contentMeta", "contentCreated"),
    )
    published = next((moment for element in dates if (moment := _time(element))), None)
    return Story(
        text=inside.text,
        title=words(first(item, "contentMeta", "headline")) or inside.title or words(first(item, "itemMeta", "title")),
        byline=words(first(item, "contentMeta", "by")) or _creators(item) or inside.byline,
        outlet=_outlet(item) or inside.outlet,
        published=published or inside.published,
    )


def _body(item: Element, given: Given) -> Story:
    """What the content of an item says: NITF, XHTML, or HTML or text in a string.

    Raises: SourceError if there is none.
    """
    if (nitf := first(item, "inlineXML", "nitf")) is not None:
        return story_of(nitf)
    for inline in each(item, "contentSet", "inlineXML"):
        body = first(inline, "body")
        if text := paragraphs(body if body is not None else inline):
            return Story(text=text, title=words(first(inline, "h1")))
    for data in each(item, "contentSet", "inlineData"):
        said = "".join(data.itertext())
        if "html" in data.get("contenttype", "").lower():
            tree = parsed_html(said, given.locator)
            said = paragraphs(tree) if tree is not None else ""
        if said.strip():
            return Story(text=said.strip())
    raise refusal(given, "the item carries no text of its own")


def _creators(item: Element) -> str | None:
    names = [words(first(person, "name")) for person in each(item, "contentMeta", "creator")]
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def _outlet(item: Element) -> str | None:
    """The provider's name, else its code ("nprov:AFP")."""
    for path in (("itemMeta", "provider"), ("contentMeta", "infoSource")):
        for provider in each(item, *path):
            if name := words(first(provider, "name")) or provider.get("literal"):
                return str(name)
            if code := str(provider.get("qcode") or "").rpartition(":")[2]:
                return code
    return None
