"""XML from strangers: no entities of its own, no DTD, nothing fetched, no depth without an end."""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

from bot.domain.errors import SourceError
from bot.sources.formats.blocks import check_markup
from bot.sources.marks import Element
from bot.sources.markup import as_xml

DECLARATION = re.compile(r"\s*<\?xml\s[^>]{0,200}\?>")
NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
OWN = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s/>])")
HINT = "Ask its sender for a whole one, or save the article's text as a file."


def root_of(text: str) -> str | None:
    """The local name of a text's first element, in lower case, if nothing but a prolog stands before it."""
    match = ROOT.match(text, _after_prolog(text))
    return match[1].lower() if match else None


def _after_prolog(text: str) -> int:
    """Where the prolog ends: declarations, comments, a document type."""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at) + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at) + 3
        elif text[at : at + 9].lower() == "<!doctype":
            end = _after_doctype(text, at)
        else:
            return at
        if end <= at:
            return len(text)
        at = end


def _after_doctype(text: str, at: int) -> int:
    close, subset = text.find(">", at), text.find("[", at)
    if 0 <= subset < close:
        close = text.find(">", text.find("]", subset))
    return close + 1


def parsed_xml(text: str, locator: str) -> Element:
    """The tree of an XML text, mended where that is safe; references by HTML's names are characters.

    Raises: SourceError if it is broken, too large or defines entities.
    """
    check_markup(text, locator)
    start = _after_prolog(text)
    if "<!ENTITY" in text[:start].upper():
        raise SourceError("not read", locator, "it defines entities of its own, which are not opened", hint=HINT)
    mended = as_xml(NAMED.sub(_character, text[start:]))
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        tree: Element = etree.fromstring(mended.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise SourceError("not read", locator, "its XML is broken or breaks off", hint=HINT) from error
    return tree


def _character(found: re.Match[str]) -> str:
    return found[0] if found[1] in OWN else html5.get(found[1], found[0])


def each(tree: Element, *path: str) -> list[Element]:
    """The elements that a path of local names leads to, in any namespace and at any depth for its first name."""
    steps = "/".join(f"*[local-name()='{name}']" for name in path)
    found: list[Element] = tree.xpath(f".//{steps}")
    return found


def first(tree: Element, *path: str) -> Element | None:
    """The first of ``each``."""
    return next(iter(each(tree, *path)), None)
