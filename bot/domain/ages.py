"""How old an article may be: to be kept, and to be news. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.article import Document

NEWS = timedelta(days=8)
"""A weekly digest covers the seven days before it, and what was published on the first of them may come in on the last
day, or with a worker that was away over a long weekend. It is also as far as a digest ever reaches back.
"""


@dataclass(frozen=True, slots=True)
class Ages:
    """The longest that an article is ``kept``, and how old it may be when it comes in to be ``news``; None: any age.

    Only its own time of publication counts: what does not say when it was published is taken for new.
    """

    kept: timedelta | None = None
    news: timedelta | None = NEWS

    def is_too_old(self, document: Document, now: datetime) -> bool:
        """Whether the library would not keep it."""
        return _is_older(document, self.kept, now)

    def is_news(self, document: Document, now: datetime) -> bool:
        """Whether it is news when it comes in at ``now``."""
        return not _is_older(document, self.news, now)


def _is_older(document: Document, age: timedelta | None, now: datetime) -> bool:
    return age is not None and document.published is not None and document.published < now - age
