"""What makes two documents one article: the words of the title and the body, wherever they came from."""

from __future__ import annotations

import hashlib
import unicodedata

from bot.domain.article import Document


def body_of(document: Document) -> str:
    """The text without its excluded spans."""
    parts: list[str] = []
    at = 0
    for excluded in document.excluded:
        parts.append(document.text[at : excluded.span.start])
        at = excluded.span.end
    parts.append(document.text[at:])
    return "\n".join(parts)


def fingerprint(document: Document) -> str:
    """The SHA-256, in hexadecimal, of title and body with white space and the composition of accents evened out.

    Furniture, path, address, byline and dates do not count, so that the same article from another place, or with
    another advertisement in it, is the same; a changed word, number or mark of punctuation makes another.
    """
    words = " ".join(body_of(document).split())
    title = " ".join(document.title.split())
    return hashlib.sha256(unicodedata.normalize("NFC", f"{title}\n{words}").encode("utf-8", "replace")).hexdigest()
