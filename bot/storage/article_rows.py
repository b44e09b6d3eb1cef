"""Articles as rows, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from bot.domain.article import Article, Document
from bot.domain.errors import StorageError
from bot.domain.outlets import Whose, whose
from bot.storage.codec import decode_analysis, decode_excluded, encode_analysis, encode_excluded
from bot.storage.store import Filing, Stored

Row = Mapping[Any, Any]

_AS_THEY_ARE = ("locator", "title", "outlet", "byline", "url", "published", "language", "text")
"""The columns that hold a document's field of the same name."""
_HINT = "Save it as UTF-8 text, then try again."


def article_id(workspace: str, locator: str) -> str:
    """The id of what a workspace files under a locator.

    It is the same after the store was lost and filled again, so that a button in an old message still finds it.
    """
    return blake2b(f"{workspace}\0{locator}".encode(), digest_size=10).hexdigest()


def columns_of(filing: Filing) -> dict[str, Any]:
    """What the filing itself says: the columns that make two filings differ. Raises: StorageError."""
    document = filing.document
    columns = {name: getattr(document, name) for name in _AS_THEY_ARE}
    if any(isinstance(value, str) and not _storable(value) for value in columns.values()):
        raise StorageError("can't be filed", document.locator, "it holds characters that no text may hold", hint=_HINT)
    return columns | {
        "workspace": filing.workspace,
        "fingerprint": filing.fingerprint,
        "outlet_key": whose(document.outlet, document.url).key,
        "excluded": encode_excluded(document.excluded),
        "analysis": encode_analysis(filing.analysis),
        "analysis_version": filing.analysis.version,
    }


def _storable(text: str) -> bool:
    """Whether every database takes ``text``: PostgreSQL refuses NUL, and half a surrogate pair has no encoding."""
    return "\0" not in text and text.encode("utf-8", "replace").decode() == text


def whose_of(row: Row) -> Whose:
    """Whose the article of a row is."""
    return Whose(row["outlet_key"], whose(None, row["url"]).site)


def article_of(row: Row) -> Article:
    """The article of a row."""
    return Article(
        **{name: row[name] for name in _AS_THEY_ARE},
        excluded=decode_excluded(row["excluded"]),
        id=row["id"],
        workspace=row["workspace"],
        story=row["story"],
        added=row["added"],
        updated=row["updated"],
        added_by=row["added_by"],
    )


def stored_of(row: Row) -> Stored:
    """The article of a row with its analysis."""
    return Stored(article_of(row), decode_analysis(row["analysis"], row["text"]), row["added_revision"])


def unfiled(document: Document, workspace: str, now: datetime) -> Article:
    """What a document would be, were it filed: an article of no story."""
    return Article(
        **{name: getattr(document, name) for name in _AS_THEY_ARE},
        excluded=document.excluded,
        id=article_id(workspace, document.locator),
        workspace=workspace,
        story=0,
        added=now,
        updated=now,
    )
