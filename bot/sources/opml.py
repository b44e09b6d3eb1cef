"""OPML, in which readers exchange lists of feeds. Source: http://opml.org/spec2.opml"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from bot.domain.errors import SourceError
from bot.sources.markup import as_xml

LARGEST = 2_000_000
"""Characters of the longest list that is read."""
MOST_OUTLINES = 5_000
DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Outline:
    """A line of a list: the feed's title and its address, as they stand there."""

    title: str
    address: str


def outlines_in(text: str, *, name: str = "the list") -> list[Outline]:
    """The feeds of an OPML list, however deep they stand in it, each address once.

    Raises: SourceError if it is none, or too large; it names ``name``.
    """
    if len(text) > LARGEST:
        raise SourceError("too large", name, f"it has more than {LARGEST:,} characters", hint="Split it.")
    if DECLARED.search(text):
        raise SourceError("not read", name, "it declares entities or a document type", hint="Take the <!…> lines out.")
    # What is left is the text itself: an encoding that it once was in does not matter, and nothing is fetched for it.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(as_xml(ENCODING.sub("", UNFIT.sub("", text.lstrip("\ufeff")))).encode(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise _none(name) from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise _none(name)
    found: dict[str, Outline] = {}
    for outline in _outlines(root):
        found.setdefault(outline.address, outline)
        if len(found) > MOST_OUTLINES:
            raise SourceError("too large", name, f"it names more than {MOST_OUTLINES:,} feeds", hint="Split it.")
    return list(found.values())


def opml_of(outlines: Iterable[Outline], *, title: str) -> str:
    """The list of these feeds as OPML 2.0."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = UNFIT.sub("", title)
    body = etree.SubElement(root, "body")
    for each in outlines:
        words = UNFIT.sub("", each.title)
        etree.SubElement(body, "outline", type="rss", text=words, title=words, xmlUrl=UNFIT.sub("", each.address))
    text = etree.tostring(root, pretty_print=True, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _outlines(root: etree._Element) -> Iterator[Outline]:
    for element in root.iter():
        if not isinstance(element.tag, str) or etree.QName(element).localname.lower() != "outline":
            continue
        said = {name.lower(): " ".join(str(value).split()) for name, value in element.attrib.items()}
        if address := said.get("xmlurl") or (said.get("url", "") if said.get("type", "").lower() == "rss" else ""):
            yield Outline(said.get("title") or said.get("text") or address, address)


def _none(name: str) -> SourceError:
    return SourceError("not a list of feeds", name, "it is not OPML", hint="Most readers of feeds can write one.")
