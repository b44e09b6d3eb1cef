"""A Word document (.docx), by mammoth: its paragraphs, without pictures, comments and what was struck out."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from bot.domain.errors import SourceError
from bot.sources.formats.blocks import paragraphs, parsed_html, words
from bot.sources.formats.given import Found, Given
from bot.sources.formats.story import Story, document_of

ZIP = b"PK\x03\x04"
END_OF_ZIP = b"PK\x05\x06"
MAIN = "word/document.xml"
LARGEST_DIRECTORY = 256 * 1024
"""Bytes of a zip's list of files: some thousands of them."""
LARGEST_XML = 3 * 1024 * 1024
"""Bytes of all XML in it, unpacked; Python's own reader takes some forty times as much memory."""
MOST_TAGS = 60_000
DEEPEST = 100
HINT = "Save it as plain text and try again."
STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\ncomment-reference => \n"
TAG = re.compile(rb"<(/?)[A-Za-z][^<>]*?(/?)>")


def is_docx(given: Given) -> bool:
    """Whether the bytes are a zip with a Word document in it, or one that is called so."""
    return given.data.startswith(ZIP) and (MAIN.encode() in given.data or given.suffix == ".docx")


def read(given: Given) -> Iterator[Found]:
    """The article of the document. Raises: SourceError if it is broken, locked or swells beyond bounds."""
    bare = _bare(given)
    # Not at the top: it takes a while to load, and few need it.
    import mammoth

    try:
        result = mammoth.convert_to_html(
            bare,
            style_map=STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda _: {}),
            external_file_access=False,
            ignore_empty_paragraphs=True,
        )
    except Exception as error:  # a reader of XML and of zips, each with errors of its own
        raise SourceError("not read", given.locator, "the document is broken", hint=HINT) from error
    tree = parsed_html(str(result.value), given.locator)
    if tree is None:
        raise SourceError("nothing to read", given.locator, "the document has no text", hint=HINT)
    headings = tree.xpath("//h1[not(preceding::p[string-length(normalize-space()) > 200])]")
    title = words(headings[0]) if headings else None
    yield Found("", document_of(Story(text=paragraphs(tree), title=title), given))


def _bare(given: Given) -> io.BytesIO:
    """The document with nothing in it but XML that was looked at: no picture, no font, no sheet of numbers.

    Raises: SourceError if it is bigger inside than a document is, by what it declares or by what is in it.
    """
    bomb = SourceError("too large", given.locator, "it holds more than a document does", hint=HINT)
    end = given.data.rfind(END_OF_ZIP)
    if end >= 0 and int.from_bytes(given.data[end + 12 : end + 16], "little") > LARGEST_DIRECTORY:
        raise bomb
    bare = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(given.data)) as archive, zipfile.ZipFile(bare, "w") as copy:
            parts = [part for part in archive.infolist() if part.filename.endswith((".xml", ".rels"))]
            if sum(part.file_size for part in parts) > LARGEST_XML:
                raise bomb
            for part in parts:
                xml = archive.read(part)  # no byte more than its entry declares
                if _is_odd(xml):
                    raise bomb
                copy.writestr(part.filename, xml)
    except RuntimeError as error:  # how zipfile says that a password is missing; also of a method that it lacks
        raise SourceError("not read", given.locator, "it is locked with a password", hint=HINT) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError, struct.error) as error:
        raise SourceError("not read", given.locator, "the document is broken", hint=HINT) from error
    return bare


def _is_odd(xml: bytes) -> bool:
    """Whether a part of a document defines entities, or has more tags, one in the other or in all, than Word writes."""
    marks = max(xml.count(b"<"), xml.count(b'="') + xml.count(b"='"))
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\0" in xml or marks > MOST_TAGS:
        return True
    depth = 0
    for match in TAG.finditer(xml):
        depth += 0 if match[2] else -1 if match[1] else 1
        if depth > DEEPEST:
            return True
    return False
