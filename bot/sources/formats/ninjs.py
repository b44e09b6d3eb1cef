"""ninjs, the IPTC's news in JSON, 1.0 to 3.x; one item, a list of them, or a search's answer with "items".

Source: https://iptc.org/standards/ninjs/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.dates import machine_time
from bot.sources.formats.blocks import paragraphs, parsed_html
from bot.sources.formats.given import Found, Given
from bot.sources.formats.story import Story, check_release, document_of, refusal

MOST_ITEMS = 200
DEEPEST = 100
MARKS = frozenset(
    "body_text body_xhtml body_html bodies headline headlines versioncreated contentcreated firstcreated pubstatus "
    "infosources usageterms slugline description_text descriptions urgency copyrightholder altids".split()
)
"""Names of which other JSON has one at most beside "uri"."""
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
DATES = ("versioncreated", "firstcreated", "contentcreated")
TEXTS = frozenset({"", "text", "composite"})


def json_of(given: Given) -> object | None:
    """The JSON that a text is, as a list or a table; None if it is none, or nested too deep to be news."""
    opening = given.text[:1000].lstrip()[:1]
    if opening not in ("{", "["):
        return None
    try:
        found: object = json.loads(given.text, strict=False)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


def is_ninjs(given: Given) -> bool:
    """Whether the text is JSON that has ninjs in it."""
    return bool(_items(json_of(given)))


def read(given: Given) -> Iterator[Found]:
    """The text items, in their order; pictures and the like beside them are passed over.

    Raises: SourceError if there is no text among them.
    """
    items = _items(json_of(given))
    texts = [item for item in items if _said(item, "type").lower() in TEXTS]
    if not texts:
        raise refusal(given, f"the ninjs is of a {_said(items[0], 'type')}" if items else "it is no ninjs")
    for item in texts[:MOST_ITEMS]:
        yield Found(_said(item, "uri"), _read(item, given))
    if len(texts) > MOST_ITEMS:
        raise SourceError("too many", given.locator, f"it has {len(texts)} articles, the first {MOST_ITEMS} are read")


def _items(content: object) -> list[dict[str, object]]:
    if isinstance(content, dict):
        if _is_item(content):
            return [content]
        for key in ("items", "_items"):  # what agencies' searches answer with
            if isinstance(listed := content.get(key), list):
                return [item for item in listed if isinstance(item, dict) and _is_item(item)]
    if isinstance(content, list):
        return [item for item in content if isinstance(item, dict) and _is_item(item)]
    return []


def _is_item(table: dict[str, object]) -> bool:
    standard = table.get("standard") or table.get("$standard")
    if isinstance(standard, dict) and standard.get("name") == "ninjs":
        return True
    return isinstance(table.get("uri"), str) and len(MARKS & table.keys()) >= 2


def _read(item: dict[str, object], given: Given) -> Document | SourceError:
    try:
        embargo = _said(item, "embargoed")
        until = machine_time(embargo)
        check_release(_said(item, "pubstatus"), until, given, held=bool(embargo) and until is None)
        return document_of(_story(item, given), given)
    except SourceError as error:
        return error


def _story(item: dict[str, object], given: Given) -> Story:
    text = _body(item, given)
    if not text.strip():
        raise refusal(given, "the ninjs carries no text of its own")
    return Story(
        text=text,
        title=_said(item, "headline") or _main(item, "headlines") or _said(item, "title") or None,
        byline=_said(item, "byline") or _names(item, "by", "people_by") or None,
        outlet=_said(item, "provider") or _names(item, "provider", "infosources", "infosource") or None,
        published=_published(item),
    )


def _published(item: dict[str, object]) -> datetime | None:
    return next((moment for key in DATES if (moment := machine_time(_said(item, key)))), None)


def _body(item: dict[str, object], given: Given) -> str:
    """The text of an item: its HTML, which keeps the paragraphs apart, before its plain text."""
    bodies = [body for body in _tables(item.get("bodies")) if _said(body, "value")]
    main = [body for body in bodies if _said(body, "role").lower() == "main"] or bodies
    told = [(_said(body, "value"), "html" in _said(body, "contenttype").lower()) for body in main]
    told += [(_said(item, key), key != "body_text") for key in ("body_xhtml", "body_html", "body_text")]
    for value, is_html in sorted(told, key=lambda each: not each[1]):
        if is_html and value:
            tree = parsed_html(value, given.locator)
            value = paragraphs(tree) if tree is not None else ""
        if value.strip():
            return value.strip()
    return ""


def _main(item: dict[str, object], key: str) -> str:
    """The value of the entry that is called main, else of the first."""
    entries = [entry for entry in _tables(item.get(key)) if _said(entry, "value")]
    named = [entry for entry in entries if _said(entry, "role").lower() == "main"]
    return _said((named or entries)[0], "value") if entries else ""


def _names(item: dict[str, object], *keys: str) -> str:
    """The names under the first of ``keys`` that has any: of one table or a list of them."""
    for key in keys:
        names = [_said(entry, "name") for entry in _tables(item.get(key))]
        if named := [name for name in dict.fromkeys(names) if name]:
            return ", ".join(named) if key in ("by", "people_by") else named[0]
    return ""


def _tables(value: object) -> list[dict[str, object]]:
    listed = value if isinstance(value, list) else [value]
    return [entry for entry in listed if isinstance(entry, dict)]


def _said(table: dict[str, object], key: str) -> str:
    """A text of a table without what no text holds; "" if there is none."""
    value = table.get(key)
    return UNFIT.sub("\ufffd", value).strip() if isinstance(value, str) else ""
