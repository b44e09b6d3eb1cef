"""What the index holds of an article: one entry for itself, one for each quote, one for each figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal

from tantivy import Schema, SchemaBuilder

from bot.domain.analysis import Analysis, Figure, Quote
from bot.domain.article import Article
from bot.domain.copies import numbered
from bot.storage.store import Stored
from bot.storage.wording import folded

EntryKind = Literal["article", "quote", "figure"]
Entry = dict[str, str | int | list[str]]

FORMAT = 3
"""Raised whenever schema, entries or wording change, so that an index on disk is made again."""

STEMS, EXACT, RAW = "stems", "exact", "raw"
"""The names of the analysers; ``RAW`` is tantivy's own and takes a value as it is."""

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def schema() -> Schema:
    """The fields. Positions are kept only where phrases need them: they are half the size of an index."""
    builder = SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name=RAW, index_option="basic")
    for name in ("kind", "scope", "url"):
        builder.add_text_field(name, tokenizer_name=RAW, index_option="basic")
    for name in ("title", "body", "names", "headline", "words", "about"):
        builder.add_text_field(name, tokenizer_name=STEMS, index_option="freq")
    for name in ("exact", "outlet", "person"):
        builder.add_text_field(name, tokenizer_name=EXACT, index_option="position")
    builder.add_integer_field("story", indexed=True)
    builder.add_integer_field("dated", indexed=True, fast=True)
    for name in ("added", "undated"):
        builder.add_integer_field(name, indexed=True)
    builder.add_integer_field("place", stored=True)
    for name in ("revision", "identity", "same"):
        builder.add_integer_field(name, fast=True)
    return builder.build()


def scope(kind: EntryKind, workspace: str) -> str:
    """The term that entries of one kind and one workspace share: the fence between workspaces."""
    return f"{kind} {workspace}"


def moment(time: datetime) -> int:
    """An aware time as the index keeps it: microseconds since 1970."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def time_of(moment: int) -> datetime:
    """The time of a ``moment``, in UTC."""
    return _EPOCH + timedelta(microseconds=moment)


def entries(stored: Stored) -> Iterator[Entry]:
    """The article's entry, then those of its quotes and figures with their places in the analysis."""
    article, analysis = stored.article, stored.analysis
    shared: Entry = {"key": article.id, "story": article.story, "dated": moment(article.dated)}
    shared |= {"added": moment(article.added), "undated": int(article.published is None)}
    if article.outlet:
        # Once in one word: people write "aljazeera" for "Al Jazeera".
        shared["outlet"] = _folded([article.outlet, "".join(article.outlet.split())])
    if article.url:
        shared["url"] = article.url
    title = _folded([article.title])
    yield shared | _of("article", article) | _article(article, analysis, title)
    shared["headline"] = title
    for place, quote, said in numbered(analysis.told_apart()):
        same = _number(f"{article.story} {said}")
        yield shared | _of("quote", article) | {"place": place, "same": same} | _quote(quote, analysis)
    for place, figure in enumerate(analysis.figures):
        yield shared | _of("figure", article) | {"place": place} | _figure(figure, article)


def _number(text: str) -> int:
    """What a text is told by, as the index keeps numbers; those of two texts are not the same for all that matters."""
    return int.from_bytes(blake2b(text.encode(errors="replace"), digest_size=8).digest(), signed=True)


def _of(kind: EntryKind, article: Article) -> Entry:
    return {"kind": kind, "scope": scope(kind, article.workspace)}


def _article(article: Article, analysis: Analysis, title: list[str]) -> Entry:
    body = _folded(_pieces(article))
    people = [name for person in analysis.people for name in (person.name, *person.aliases)]
    speakers = dict.fromkeys(quote.speaker for quote in analysis.quotes)
    names = _folded([article.outlet, article.byline, *dict.fromkeys([*people, *speakers])])
    return {
        "title": title,
        "body": body,
        "names": names,
        "exact": [*title, *body, *names],
        "person": _folded([article.byline, *speakers]),
    }


def _pieces(article: Article) -> Iterator[str]:
    """The body between its excluded spans, each piece for itself, so that no phrase reaches over a menu."""
    at = 0
    for excluded in article.excluded:
        yield article.text[at : excluded.span.start]
        at = excluded.span.end
    yield article.text[at:]


def _quote(quote: Quote, analysis: Analysis) -> Entry:
    known = next((person for person in analysis.people if person.name == quote.speaker), None)
    called = [quote.speaker, *(known.aliases if known else ())]
    words = _folded([quote.words.text])
    about = _folded([*called, known.role if known else None, quote.mention.text if quote.mention else None])
    return {
        "words": words,
        "about": about,
        "exact": [*words, *about],
        "person": _folded(called),
    }


def _figure(figure: Figure, article: Article) -> Entry:
    numbers = (figure.value, figure.low, figure.high)
    told = [figure.words.text, figure.noun, figure.unit, figure.subject, figure.attributed_to]
    about = _folded([*told, *(f"{number:.15g}" for number in numbers if number is not None)])
    words = _folded([figure.sentence.of(article.text)])
    return {
        "words": words,
        "about": about,
        "exact": [*words, *about],
        "person": _folded([figure.attributed_to]),
    }


def _folded(texts: Iterable[str | None]) -> list[str]:
    return [folded(text) for text in texts if text and not text.isspace()]
