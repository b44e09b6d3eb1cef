"""Markdown → a document. What is stored is its plain rendering, so that no quote holds asterisks or link targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.domain.article import Document
from bot.sources.address import canonical
from bot.sources.dates import machine_time
from bot.sources.furniture import Furniture
from bot.sources.text import read_text

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
BREAKS = {"softbreak": " ", "hardbreak": "\n"}


def read_markdown(
    markdown: str, *, locator: str, url: str | None = None, furniture: Furniture | None = None
) -> Document:
    """The article in a Markdown text: every paragraph, heading and list item is a line of the stored text.

    Front matter (``title``, ``author``, ``date``, ``source``, ``url``) goes before the first heading of level one.

    Raises: SourceError if there is no article in it, or it is not in English.
    """
    matter, content = _front_matter(markdown)
    tokens = MarkdownIt("commonmark").parse(content)
    heading = next(
        (_plain(tokens[i + 1]) for i, token in enumerate(tokens) if token.tag == "h1" and token.nesting == 1), None
    )
    text = "\n\n".join(line for token in tokens if (line := _plain(token).strip()))
    link = _said(matter, "url", "link", "canonical_url", "canonical")
    return read_text(
        text,
        locator=locator,
        title=_said(matter, "title", "headline") or heading,
        url=(canonical(link) if link else None) or url,
        byline=_said(matter, "author", "authors", "byline"),
        outlet=_said(matter, "source", "outlet", "publisher", "site"),
        published=_published(matter),
        furniture=furniture,
    )


def _front_matter(markdown: str) -> tuple[Mapping[str, object], str]:
    """The table above the text and the text; a block that is no table is part of the text."""
    if not (match := FRONT_MATTER.match(markdown)):
        return {}, markdown
    try:
        table: object = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError):
        return {}, markdown
    if not isinstance(table, dict):
        return {}, markdown
    return {str(key).lower(): value for key, value in table.items()}, markdown[match.end() :]


def _said(matter: Mapping[str, object], *keys: str) -> str | None:
    for key in keys:
        value = matter.get(key)
        if isinstance(value, list):
            value = ", ".join(str(each) for each in value if isinstance(each, str))
        if isinstance(value, str | int | float) and (words := " ".join(str(value).split())):
            return words
    return None


def _published(matter: Mapping[str, object]) -> datetime | None:
    for key in ("published", "date", "pubdate", "publish_date", "published_at"):
        value = matter.get(key)
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, date):
            return datetime.combine(value, time(), UTC)
        if isinstance(value, str) and (moment := machine_time(value)):
            return moment
    return None


def _plain(token: Token) -> str:
    """The words of a block, without marks, link targets, pictures and HTML."""
    if token.type in ("code_block", "fence"):
        return token.content
    return _inline(token.children or ()) if token.type == "inline" else ""


def _inline(tokens: Iterable[Token]) -> str:
    parts = (token.content if token.type in ("text", "code_inline") else BREAKS.get(token.type, "") for token in tokens)
    return "".join(parts)
