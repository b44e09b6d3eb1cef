"""NITF, the News Industry Text Format of the IPTC, by itself or inside NewsML-G2.

Source: https://iptc.org/standards/nitf/ (3.6).
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.sources.dates import machine_time
from bot.sources.formats.blocks import paragraphs, words
from bot.sources.formats.given import Found, Given
from bot.sources.formats.story import Story, check_release, document_of
from bot.sources.formats.xml import each, first, parsed_xml, root_of
from bot.sources.marks import Element

DATES = (("date.issue",), ("story.date",))


def is_nitf(given: Given) -> bool:
    """Whether the text's first element is NITF's."""
    return root_of(given.text) == "nitf"


def read(given: Given) -> Iterator[Found]:
    """The story of an NITF file. Raises: SourceError; Embargoed or Gone, if it may not be published."""
    tree = parsed_xml(given.text, given.locator)
    check_nitf(tree, given)
    yield Found(_attribute(tree, "id-string", "doc-id") or "", document_of(story_of(tree), given))


def check_nitf(tree: Element, given: Given) -> None:
    """Nothing, if the story may come out. Raises: Embargoed, Gone."""
    release = machine_time(_attribute(tree, "norm", "date.release") or "")
    check_release(_attribute(tree, "management-status", "docdata") or "", release, given)


def story_of(tree: Element) -> Story:
    """What an NITF tree tells."""
    content = first(tree, "body.content")
    whole = content if content is not None else first(tree, "body")
    people = [name for person in each(tree, "byline", "person") if (name := words(person))]
    dates = (machine_time(_attribute(tree, "norm", *path) or "") for path in DATES)
    return Story(
        text=paragraphs(whole) if whole is not None else "",
        title=words(first(tree, "hedline", "hl1")) or words(first(tree, "head", "title")),
        byline=", ".join(dict.fromkeys(people)) or words(first(tree, "byline")),
        outlet=_attribute(tree, "name", "pubdata") or words(first(tree, "distributor")),
        published=next(filter(None, dates), None),
    )


def _attribute(tree: Element, name: str, *path: str) -> str | None:
    """The first that is not empty of an attribute of the elements at ``path``."""
    return next((value for element in each(tree, *path) if (value := element.get(name, "").strip())), None)
