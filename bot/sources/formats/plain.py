"""Text, Markdown and pages: the kinds that a file's name or its sender tells, where its content leaves doubt."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.errors import SourceError
from bot.sources.formats.given import Found, Given
from bot.sources.formats.xml import root_of
from bot.sources.html import looks_like_html, read_html
from bot.sources.markdown import read_markdown
from bot.sources.text import read_text

MOST_LINES = 30_000
"""A long book has fewer paragraphs; every line is looked at."""
MOST_TAGS = 200_000
"""Beginnings of tags in a page, those inside its scripts included: a tree of more takes too much memory."""
MARKS = "[*_`<!"
MOST_MARKS = 20_000
"""Each is looked at together with the ones before it."""
PAGES = frozenset({"html", "head", "body"})
FRAGMENTS = frozenset("article section main div p h1 h2 h3 table ul ol blockquote".split())


def is_page(given: Given) -> bool:
    """Whether the text is a page, or a piece of one, whatever it is called: it begins and ends as only they do."""
    text = given.text
    root = root_of(text[:5000])
    if root in PAGES or text[:1000].lstrip().lower().startswith("<!doctype html"):
        return True
    return root in FRAGMENTS and text.rstrip().endswith(">") and f"</{root}" in text.lower()


def may_be_page(given: Given) -> bool:
    """Whether a text of which nobody tells what it is looks like a page."""
    return looks_like_html(given.text)


def read_page(given: Given) -> Iterator[Found]:
    """The article of a page."""
    if given.text.count("<") > MOST_TAGS:
        hint = "Save the article's text as a file and add that."
        raise SourceError("too large", given.locator, "the page has too many elements", hint=hint)
    document = read_html(
        given.text,
        locator=given.locator,
        url=given.url,
        fallback=given.title,
        furniture=given.furniture,
        now=given.now,
    )
    yield Found("", document)


def read_marked_down(given: Given) -> Iterator[Found]:
    """The article of a Markdown text."""
    _check_lines(given)
    if any(given.text.count(sign) > MOST_MARKS for sign in MARKS):
        hint = "Save the article's text as a file and add that."
        raise SourceError("too large", given.locator, "it has too many marks of Markdown", hint=hint)
    yield Found("", read_markdown(given.text, locator=given.locator, url=given.url, furniture=given.furniture))


def read_plain(given: Given) -> Iterator[Found]:
    """The article of a plain text, stored as it is."""
    _check_lines(given)
    document = read_text(given.text, locator=given.locator, url=given.url, title=given.title, furniture=given.furniture)
    yield Found("", document)


def _check_lines(given: Given) -> None:
    if given.text.count("\n") + given.text.count("\r") > MOST_LINES:
        cause = f"it has more than {MOST_LINES:,} lines"
        raise SourceError("too large", given.locator, cause, hint="Give the article and leave out the rest.")
