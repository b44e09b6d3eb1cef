"""What a person gives to be read: one page by its address, one file by its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.dates import believable
from bot.sources.decoding import decoded
from bot.sources.files import document_of_text
from bot.sources.http import Fetcher
from bot.sources.read import document_of, is_feed
from bot.sources.unread import plain, unforeseen


class FeedInstead(SourceError):
    """What stands at an address is a feed, not an article; the subject is the address."""


def page_at(url: str, fetcher: Fetcher, *, now: datetime) -> Document:
    """The article at ``url``. A time of publication that lies after ``now`` is not believed.

    Raises: SourceError if there is none; FeedInstead if it is a feed.
    """
    try:
        fetched = fetcher.fetch(url)
        if fetched is None:
            raise SourceError("nothing to read", url)
        if is_feed(fetched):
            raise FeedInstead(
                "not an article", url, "it is a feed", hint="Its articles come in once it is added as one."
            )
        document = document_of(fetched)
    except FeedInstead:
        raise
    except SourceError as error:
        raise plain(error) from error
    except Exception as error:
        raise unforeseen(url, error) from error
    return replace(document, published=believable(document.published, now))


def articles_in(
    data: bytes, *, name: str, media_type: str = "", locator: str, url: str | None = None, now: datetime
) -> Iterator[Document | SourceError]:
    """The articles in the bytes of a file called ``name``, or why there is none."""
    try:
        text = decoded(data, locator=name)
        document = document_of_text(text, PurePosixPath(name).suffix.lower(), locator)
    except SourceError as error:
        yield SourceError(error.problem, name, error.cause, hint=error.hint)
    except Exception as error:
        yield unforeseen(name, error)
    else:
        yield replace(document, published=believable(document.published, now))
