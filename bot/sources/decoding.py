"""Bytes → text, whatever their encoding, and a clear word about bytes that are no text."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from bot.domain.errors import SourceError
from bot.sources.charsets import codec_of

LARGEST = 5 * 1024 * 1024
"""Bytes in the biggest article that is read, 5 MB: a long book has one."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
FORMATS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word, OpenDocument or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3", "a database"),
)
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
XML_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})")
NEVER_GUESSED = ["utf_7"]
"""Escapes in ASCII, which browsers no longer read: they can give halves of characters."""
HINT = "Save it as plain text, Markdown or HTML and try again."


def decoded(data: bytes, *, locator: str, charset: str | None = None) -> str:
    """The text of ``data`` without its byte order mark; white space and line ends stay as they are.

    In order: the mark, ``charset`` (what a server declares), UTF-8, what an HTML page declares, the likeliest guess.

    Raises: SourceError if there is nothing in it, too much, or something other than text.
    """
    if not data.strip():
        raise SourceError("nothing to read", locator, "it is empty", hint="Add the article's text and try again.")
    if len(data) > LARGEST:
        raise too_large(locator)
    for opening, what in FORMATS:
        if data.startswith(opening):
            raise SourceError("not a text", locator, f"it is {what}", hint=HINT)
    text = _marked(data) or _declared(data, charset) or _declared(data, "utf-8")
    if text is None and (declared := META_CHARSET.search(data[:4096])):
        text = _declared(data, declared[1].decode("ascii"))
    if text is None or CONTROLS.search(text[:4096]):
        guess = from_bytes(data, cp_exclusion=NEVER_GUESSED).best()
        text = str(guess) if guess else None
    # PostgreSQL stores no null character, and no writer types one.
    if text is None or "\0" in text or len(CONTROLS.findall(text)) * 200 > len(text):
        raise SourceError("not a text", locator, "it holds binary data", hint=HINT)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise SourceError("nothing to read", locator, "it is empty", hint="Add the article's text and try again.")
    return text


def declared_in_xml(data: bytes) -> str | None:
    """The encoding that an XML declaration names, as it is written."""
    declared = XML_ENCODING.match(data[:1000])
    return declared[1].decode("ascii") if declared else None


def too_large(locator: str) -> SourceError:
    """The error about more than ``LARGEST`` bytes."""
    limit = LARGEST // (1024 * 1024)
    return SourceError(
        "too large", locator, f"it has more than {limit} MB", hint="Keep the article and leave out the rest."
    )


def _marked(data: bytes) -> str | None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    return None


def _declared(data: bytes, charset: str | None) -> str | None:
    """``data`` in ``charset``; None if the web knows no such encoding or it does not fit."""
    codec = codec_of(charset) if charset else None
    try:
        return data.decode(codec) if codec else None
    except UnicodeError:
        return None
