"""What a person gives to be read by its address: articles, or a feed instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.address import without_credentials
from bot.sources.http import Fetcher
from bot.sources.read import documents_of, is_feed
from bot.sources.unread import plain, unforeseen


class FeedInstead(SourceError):
    """What stands at an address is a feed, not an article; the subject is the address."""

    hint = "Its articles come in by themselves once it is added as a feed."


def articles_at(url: str, fetcher: Fetcher, *, now: datetime) -> Iterator[Document | SourceError]:
    """The article at ``url``, or each of several, and why what else is there is none.

    Raises: SourceError if the address can't be opened; FeedInstead if it is a feed's.
    """
    try:
        fetched = fetcher.fetch(url)
        if fetched is None:
            raise SourceError("nothing to read", without_credentials(url))
        if is_feed(fetched):
            raise FeedInstead("not an article", without_credentials(url), "it is a feed")
        for found in documents_of(fetched, now=now):
            yield plain(found) if isinstance(found, SourceError) else found
    except FeedInstead:
        raise
    except SourceError as error:
        raise plain(error) from error
    except Exception as error:
        raise unforeseen(without_credentials(url), error) from error
