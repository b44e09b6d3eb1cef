"""The formats that articles come in, a line each. What a file is its content tells, then its sender, then its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from time import thread_time

from bot.domain.article import Document
from bot.domain.deadline import within
from bot.domain.errors import SourceError, TookTooLong
from bot.sources.dates import believable
from bot.sources.decoding import LARGEST, too_large
from bot.sources.formats import docx, embargo, feed, mail, newsml, ninjs, nitf, pdf, plain
from bot.sources.formats.given import Found, Given, Reader
from bot.sources.formats.length import long_enough
from bot.sources.formats.others import other_than_article
from bot.sources.formats.story import refusal
from bot.sources.furniture import Furniture
from bot.sources.unread import unforeseen

SECONDS = 5.0
"""Of this thread's own work; a file that takes longer to read is none that a person wrote."""
LONGEST_GUID = 200


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is called, the names and types that it goes by, how its content is known, and its reader.

    ``is_one`` says that the content leaves no doubt. A format without it is known by its name and type alone.
    """

    name: str
    suffixes: frozenset[str]
    media_types: frozenset[str]
    is_one: Callable[[Given], bool] | None
    read: Reader


def _format(name: str, suffixes: str, media_types: str, is_one: Callable[[Given], bool] | None, read: Reader) -> Format:
    return Format(name, frozenset(suffixes.split()), frozenset(media_types.split()), is_one, read)


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XML = "application/xml text/xml"
BINARY = (
    _format("PDF", ".pdf", "application/pdf application/x-pdf", pdf.is_pdf, pdf.read),
    _format("Word", ".docx", WORD, docx.is_docx, docx.read),
    _format("mail", ".eml", "message/rfc822", mail.is_mail, mail.read),
)
"""Those that are known by their bytes."""
TEXTS = (
    _format("NITF", ".nitf .xml", f"application/nitf+xml {XML}", nitf.is_nitf, nitf.read),
    _format(
        "NewsML-G2", ".newsml .xml", f"application/vnd.iptc.g2.newsmessage+xml {XML}", newsml.is_newsml, newsml.read
    ),
    _format("feed", ".rss .atom .xml", f"application/rss+xml application/atom+xml {XML}", feed.is_feed, feed.read),
    _format("ninjs", ".ninjs .json", "application/vnd.iptc.ninjs+json application/json", ninjs.is_ninjs, ninjs.read),
    _format("page", ".html .htm .xhtml", "text/html application/xhtml+xml", plain.is_page, plain.read_page),
)
"""Those that are known by their text."""
NAMED = (
    _format("Markdown", ".md .markdown", "text/markdown text/x-markdown", None, plain.read_marked_down),
    _format("text", ".txt .text", "text/plain", None, plain.read_plain),
)
"""Those that look like each other."""
FORMATS = (*BINARY, *TEXTS, *NAMED)
SUFFIXES = frozenset(suffix for each in FORMATS for suffix in each.suffixes)
MEDIA_TYPES = frozenset(kind for each in FORMATS for kind in each.media_types)
PAGE, PLAIN = TEXTS[-1], NAMED[-1]


def articles_in(
    data: bytes,
    *,
    name: str,
    locator: str,
    now: datetime,
    media_type: str = "",
    charset: str | None = None,
    url: str | None = None,
    furniture: Furniture | None = None,
    title: str | None = None,
) -> Iterator[Document | SourceError]:
    """The articles that bytes hold, and why what else is in them is none, in their order.

    ``name`` is a file's or the last part of an address, ``media_type`` and ``charset`` what their sender declares,
    ``url`` where they stand in the web, ``title`` what stands for that of an article which shows none.
    A file of one article gives it under ``locator``, one of several each under ``locator#guid``, with the identity that
    it has in the file. An error that is ``Unread`` (``Embargoed``) says that another time may bring the article.
    """
    given = Given(
        data=data,
        name=name,
        locator=locator,
        now=now,
        media_type=media_type,
        charset=charset,
        url=url,
        furniture=furniture,
        title=title,
    )
    found: list[Found] = []
    try:
        with within(SECONDS, clock=thread_time):
            found += found_in(given)
    except TookTooLong:
        hint = "Save the article's text as a file and add that."
        found.append(Found("", SourceError("too large", locator, "it takes too long to read", hint=hint)))
    several = len(found) > 1
    taken: set[str] = set()
    for place, each in enumerate(found, 1):
        yield _placed(each, place, given, taken) if several else each.what


def found_in(given: Given) -> Iterator[Found]:
    """The articles of a file with their identities in it; what is wrong with the file stands at the end."""
    try:
        if not given.data.strip():
            hint = "Add the article's text and try again."
            raise SourceError("nothing to read", given.locator, "it is empty", hint=hint)
        if len(given.data) > LARGEST:
            raise too_large(given.locator)
        for each in format_of(given).read(given):
            yield replace(each, what=_accepted(each.what, given))
    except TookTooLong:
        raise
    except SourceError as error:
        yield Found("", error)
    except Exception as error:
        yield Found("", unforeseen(given.locator, error))


def format_of(given: Given) -> Format:
    """The format of a file. Raises: SourceError if it is none that articles come in."""
    for each in BINARY:
        if each.is_one and each.is_one(given):
            return each
    for each in TEXTS:
        if each.is_one and each.is_one(given):
            return each
    other = other_than_article(given)
    if other:
        raise refusal(given, *other)
    for each in (PAGE, *NAMED):
        if given.media_type in each.media_types and each is not PLAIN:
            return each
    for each in (PAGE, *NAMED):
        if given.suffix in each.suffixes:
            return each
    return PAGE if given.media_type != "text/plain" and plain.may_be_page(given) else PLAIN


def _accepted(what: Document | SourceError, given: Given) -> Document | SourceError:
    """The document, if it may be taken and is one."""
    if isinstance(what, SourceError):
        return what
    what = embargo.released(what, given)
    if isinstance(what, SourceError):
        return what
    return long_enough(replace(what, published=believable(what.published, given.now)))


def _placed(found: Found, place: int, given: Given, taken: set[str]) -> Document | SourceError:
    """What was found, under a locator of its own: the file's, if it has no identity in it, as the text of a mail."""
    guid = " ".join(found.guid.split())[:LONGEST_GUID]
    if isinstance(found.what, SourceError) and not guid:
        return found.what
    if guid in taken:
        guid = f"{guid}-{place}".lstrip("-")
    taken.add(guid)
    if not guid:
        return found.what
    locator = f"{given.locator}#{guid}"
    if isinstance(found.what, Document):
        url = found.what.url if found.what.url != given.url else None
        return replace(found.what, locator=locator, url=url)
    return type(found.what)(found.what.problem, locator, found.what.cause, hint=found.what.hint)
