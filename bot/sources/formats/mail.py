"""A mail that was saved (.eml): a newsletter, a press release, a story that somebody forwarded.

Source: RFC 5322 and RFC 2045 to 2049, by the standard library's parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import EmailPolicy
from itertools import chain
from typing import Any

from bot.domain.article import Document, Reason
from bot.domain.deadline import check
from bot.domain.errors import SourceError
from bot.sources.dates import machine_time
from bot.sources.decoding import decoded
from bot.sources.formats.blocks import paragraphs, parsed_html
from bot.sources.formats.forwarded import opened
from bot.sources.formats.given import DEEPEST, Found, Given
from bot.sources.formats.length import long_enough
from bot.sources.formats.prose import unwrapped
from bot.sources.formats.story import Story, document_of, one_line
from bot.sources.lines import key_of, lines_of
from bot.sources.unread import Embargoed

LONGEST_HEADER = 2_000
LONGEST_HEAD = 65_536
"""Bytes of the head that tells a mail."""
MOST_HEADERS = 2_000
MOST_PARTS = 200
MOST_NESTED = 20
MOST_ATTACHMENTS = 20
HEADER = re.compile(rb"[!-9;-~]{1,100}:")
BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
DELIMITER = re.compile(rb"^--([^\r\n]{1,200})", re.MULTILINE)
OF_MACHINES = frozenset(
    b"message-id mime-version received return-path content-type content-transfer-encoding delivered-to "
    b"dkim-signature list-unsubscribe list-id arc-seal authentication-results x-mailer x-received".split()
)
"""Headers that no writer types at the top of a text."""
OF_PEOPLE = frozenset(b"from to subject date cc reply-to sender".split())
AGAIN = re.compile(r"^\s*(?:(?:fwd?|re|wg|tr)\s*:\s*)+", re.IGNORECASE)
LINK = re.compile(
    r"\s?(?:<https?://[^\s<>]{1,2000}>|\[https?://[^\s\[\]]{1,2000}\]|\(\s?https?://[^\s()]{1,2000}\s?\))"
)
SHOWN = frozenset({"text/plain", "text/html", "text/markdown"})
LONGEST_COVER = 60
COVER = re.compile(r"\b(?:attach(?:ed|ments?)|enclosed)\b", re.IGNORECASE)
SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
QUOTED = re.compile(r"^> ?", re.MULTILINE)
LONGEST_FURNITURE = 250
FURNITURE = re.compile(
    r"(?:view|read|see|open|display|trouble|having|can['’]?t|problems?|not displaying|email not|no images)\b.{0,60}"
    r"\b(?:browser|online|web(?: ?page| version)|click here)\b.{0,30}"
    r"|(?:view|display) images\b.{0,30}"
    r"|(?:click (?:here|below) to |to |you (?:can|may) |if you (?:no longer|do not|don['’]t) .{0,80}|.{0,40}[|•·] ?)?"
    r"un-?subscribe\b.{0,120}"
    r"|(?:update|manage|change|edit)\b.{0,30}\b(?:preferences|profile|subscriptions?|e-?mail settings)\b.{0,60}"
    r"|(?:you(?:['’]re| are)? (?:are )?(?:receiving|getting)|you (?:have )?received|this (?:e-?mail|message|newsletter)"
    r" (?:was|is|has been) sent) .{0,200}"
    r"|(?:please )?add .{1,80} to your (?:address book|contacts|safe sender).{0,40}"
    r"|(?:forward|send|share) this (?:e-?mail|newsletter|message)\b.{0,60}"
    r"|(?:was this (?:e-?mail|newsletter|message) )?forwarded (?:this (?:e-?mail|newsletter)|to you)\b.{0,60}"
    r"|(?:privacy policy|terms (?:of (?:use|service)|and conditions)|contact us)(?:\W+\w+){0,5}\W*",
    re.IGNORECASE,
)


class _Bounded(EmailPolicy):
    """The modern policy, but that a header is read up to a length, and one that breaks its parser is as it came."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """The header's value, parsed."""
        cut = _as_typed(str(value)[:LONGEST_HEADER])
        try:
            return super().header_fetch_parse(name, cut)
        except Exception:  # the parser of addresses and encoded words is known to break on odd ones
            return " ".join(cut.split())


POLICY = _Bounded()


def _as_typed(value: str) -> str:
    """A header whose bytes beyond ASCII stand in it as they are, which the parser holds as halves of characters."""
    if value.isascii():
        return value
    data = value.encode("utf-8", "surrogateescape")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def is_mail(given: Given) -> bool:
    """Whether the bytes begin with the headers of a mail: such as only machines write, or any if it is called one."""
    names = _header_names(given.data)
    called = given.suffix == ".eml" or given.media_type == "message/rfc822"
    if called:
        return len(names & (OF_MACHINES | OF_PEOPLE)) >= 2
    return len(names & OF_MACHINES) >= 1 and len(names & (OF_MACHINES | OF_PEOPLE)) >= 3


def _header_names(data: bytes) -> set[bytes]:
    """The names of the headers in the first block; none if a line of it is no header."""
    head = re.split(rb"\r?\n\r?\n", data[:LONGEST_HEAD].lstrip(b"\r\n"), maxsplit=1)[0]
    lines = head.splitlines()
    if len(head) == LONGEST_HEAD:
        lines = lines[:-1]
    names = set()
    for line in lines:
        if HEADER.match(line):
            names.add(line.partition(b":")[0].lower())
        elif not (names and line[:1] in (b" ", b"\t")):
            return set()
    return names


def read(given: Given) -> Iterator[Found]:
    """The article that the mail is, then those of its attachments and of the mails in it.

    Attachments that hold none are passed over. Raises: SourceError if there is no article in any of it.
    """
    _check_size(given)
    message = message_from_bytes(given.data.lstrip(b"\r\n"), policy=POLICY)
    yield from _read(message, given)


def _check_size(given: Given) -> None:
    """Raises: SourceError if the mail has more parts, beside or in each other, or more headers than one has."""
    data = given.data
    boundaries = {quoted or bare for quoted, bare in BOUNDARY.findall(data)}
    parts = 0
    if boundaries:
        found = (match[1].rstrip() for match in DELIMITER.finditer(data))
        parts = sum(each in boundaries or each.removesuffix(b"--") in boundaries for each in found)
    nested = len(boundaries) + data.lower().count(b"message/rfc822")
    head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    if nested > MOST_NESTED or parts > MOST_PARTS or head.count(b"\n") > MOST_HEADERS:
        hint = "Save the article's text as a file and add that."
        raise SourceError("too large", given.locator, "the mail has too many parts or headers", hint=hint)


def _read(message: Message, given: Given) -> Iterator[Found]:
    attached: list[Message] = []
    own: Document | None = None
    try:
        text = _shown(message, attached, given)
        story = _story(message, text)
        own = document_of(story, given)
        problem = None
    except SourceError as error:
        problem = error
    inside = [
        each for place, part in enumerate(attached[:MOST_ATTACHMENTS], 1) for each in _attached(part, place, given)
    ]
    articles = [each for each in inside if isinstance(each.what, Document)]
    if own is not None and not (articles and _is_cover(own)):
        yield Found("", own)
    elif problem is not None and not inside:
        raise problem
    outlet, sent = _sender(message), machine_time(_words(message, "date"))
    for each in inside:
        what = each.what
        if isinstance(what, Document):
            what = replace(what, outlet=what.outlet or outlet, published=what.published or sent)
        yield Found(each.guid, what)


def _is_cover(own: Document) -> bool:
    """Whether a mail says no more than that something is attached."""
    told = len(own.text.split()) <= LONGEST_COVER and COVER.search(own.text) is not None
    return told or isinstance(long_enough(own), SourceError)


def _shown(part: Message, attached: list[Message], given: Given) -> str:
    """What a mail's reader shows of it as text; what is attached goes to ``attached``."""
    check()
    kind = part.get_content_type()
    if kind == "message/rfc822" or part.get_content_disposition() == "attachment" or part.get_filename():
        attached.append(part)
        return ""
    if part.is_multipart():
        texts = [_shown(each, attached, given) for each in part.get_payload() if isinstance(each, Message)]
        if kind == "multipart/alternative":
            return _fullest(texts)
        return "\n\n".join(filter(None, texts[:1] if kind == "multipart/related" else texts))
    if kind not in SHOWN:
        return ""
    text = _text(part, given)
    if kind == "text/html":
        tree = parsed_html(text, given.locator) if text else None
        return paragraphs(tree) if tree is not None else ""
    text = QUOTED.sub("", text) if all(line.startswith(">") for line in text.splitlines() if line.strip()) else text
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    return unwrapped(LINK.sub("", text), flowed=flowed)


def _fullest(texts: list[str]) -> str:
    """Of one text in several forms the last, which is the richest, unless another says clearly more."""
    best = ""
    for text in texts:
        if len(text.split()) >= 0.8 * len(best.split()):
            best = text or best
    return best


def _text(part: Message, given: Given) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    charset = part.get_content_charset()
    return decoded(data, locator=given.locator, charset=str(charset) if charset else None)


def _story(message: Message, text: str) -> Story:
    forwarded = opened(text)
    subject = forwarded.subject or _words(message, "subject")
    return Story(
        text=forwarded.text,
        title=AGAIN.sub("", subject) or None,
        outlet=forwarded.sender or _sender(message),
        published=forwarded.sent if forwarded.subject or forwarded.sender else machine_time(_words(message, "date")),
        notes=_notes(forwarded.text),
    )


def _notes(text: str) -> dict[str, Reason]:
    """The lines in which a newsletter speaks of itself, and a signature below its dashes."""
    signature = SIGNATURE.search(text)
    end = signature.start() if signature and signature.start() > len(text) // 2 else len(text)
    return {
        key_of(line.text): Reason.NOTICE
        for line in lines_of(text)
        if line.start >= end or (len(line.text) <= LONGEST_FURNITURE and FURNITURE.fullmatch(line.text))
    }


def _words(message: Message, name: str) -> str:
    return " ".join(str(message.get(name) or "").split())


def _sender(message: Message) -> str | None:
    """The name that the sender goes by, else the part of the address that tells where it is from."""
    value = message.get("from")
    addresses = getattr(value, "addresses", ())
    if not addresses:
        return None
    name = " ".join(str(addresses[0].display_name).split())
    return one_line(name.strip("\"'") or str(addresses[0].domain))


def _attached(part: Message, place: int, given: Given) -> Iterator[Found]:
    """The articles in an attachment; what a mail has beside its text is mostly pictures and signatures: no word of it
    unless its sender does not let it out.
    """
    # A mail may hold any format, itself included.
    from bot.sources.formats.table import found_in

    name = str(part.get_filename() or f"part {place}")
    if given.depth >= DEEPEST:
        return
    inside = replace(given, name=name, charset=None, title=None, depth=given.depth + 1)
    read_inside: Iterator[Found]
    try:
        if part.get_content_type() == "message/rfc822":
            mails = [each for each in part.get_payload() if isinstance(each, Message)]
            read_inside = chain.from_iterable(_read(mail, inside) for mail in mails)
        else:
            data = part.get_payload(decode=True)
            kind = part.get_content_type()
            charset = part.get_content_charset()
            inside = replace(
                inside,
                data=data if isinstance(data, bytes) else b"",
                media_type="" if kind == "application/octet-stream" else kind,
                charset=str(charset) if charset else None,
            )
            read_inside = found_in(inside)
        for each in read_inside:
            if isinstance(each.what, Document | Embargoed):
                yield Found("/".join(filter(None, (name, each.guid))), each.what)
    except SourceError:
        return
