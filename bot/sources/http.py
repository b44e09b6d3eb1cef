"""The one client for addresses that strangers gave us: public addresses only, never too much, never too long."""

from __future__ import annotations

import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Protocol, Self

import httpcore
import httpx

from bot.domain.errors import SourceError, cause_of
from bot.sources.address import HINT, PRIVATE_HINT, allowed, without_credentials
from bot.sources.charsets import charset_in
from bot.sources.decoding import LARGEST, too_large
from bot.sources.dialer import Deadline, NotPublic, PublicTransport, Resolve, TooSlow, resolved
from bot.sources.formats import MEDIA_TYPES
from bot.sources.networks import Allowed
from bot.sources.unread import Gone, Refused, Unread

USER_AGENT = "Newsdesk/0.1 (news reader for Slack; reads articles and feeds that its users name)"
ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, "
    "text/plain, text/markdown, */*;q=0.1"
)
MOST_REDIRECTS = 5
SECONDS = 60.0
"""What one fetch has in all, redirects and look-ups included."""
FOR_GOOD = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
READABLE = MEDIA_TYPES | {"application/rdf+xml", "application/feed+json", "application/octet-stream"}
CODINGS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed since?" with."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at an address: ``url`` is where the redirects ended, ``media_type`` is "" if none was declared.

    ``moved``: it was not at the address that was asked for, and each redirect says that this is for good (301, 308).
    """

    url: str
    content: bytes
    media_type: str = ""
    charset: str | None = None
    validators: Validators = Validators()
    moved: bool = False


@dataclass(frozen=True, slots=True)
class _Onward:
    """Where a redirect leads, and whether for good."""

    url: str
    for_good: bool


class Fetcher:
    """Fetches public web addresses; safe to share between threads.

    ``allow_private`` names hosts that may be private and may use any port, and private networks. ``resolve`` and
    ``clock`` (seconds that never go back) are the system's unless a test gives its own. ``seconds`` bounds the whole of
    a fetch, redirects and look-ups included, ``silence`` the wait for its next byte, ``largest`` is in bytes after
    decompression.
    """

    def __init__(
        self,
        *,
        allow_private: frozenset[str] = frozenset(),
        seconds: float = SECONDS,
        silence: float = 10.0,
        largest: int = LARGEST,
        resolve: Resolve = resolved,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._private, self._seconds, self._largest = Allowed(allow_private), seconds, largest
        self._clock = clock
        self._client = httpx.Client(
            transport=PublicTransport(self._private, resolve),
            timeout=silence,
            trust_env=False,  # a proxy or a .netrc from the environment would go round the checks
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def check(self, url: str) -> str:
        """``url``, if it may be asked for as far as its words tell. Raises: Refused."""
        return allowed(url, private=self._private)

    def fetch(self, url: str, *, unless: Validators | None = None, seconds: float | None = None) -> Fetched | None:
        """What stands at ``url``, or None if it is still what ``unless`` came with.

        Redirects are followed, at most five, each checked like the first address. ``seconds`` is for less time than the
        fetcher's own.

        Raises: SourceError, with the cause in a few words; Unread, if another time may bring what is there.
        """
        headers = _conditions(unless)
        limit = self._seconds if seconds is None else min(seconds, self._seconds)
        deadline = Deadline(self._clock() + limit, self._clock)
        asked, moved = url, True
        for _ in range(MOST_REDIRECTS + 1):
            allowed(asked, private=self._private)
            answer = self._ask(asked, headers, deadline, limit, shown=without_credentials(url))
            if not isinstance(answer, _Onward):
                return replace(answer, moved=moved and asked != url) if answer else None
            asked, moved = answer.url, moved and answer.for_good
        raise SourceError("could not fetch", url, f"more than {MOST_REDIRECTS} redirects")

    def _ask(
        self, url: str, headers: dict[str, str], deadline: Deadline, limit: float, *, shown: str
    ) -> Fetched | _Onward | None:
        """One request: what came, the address that it leads on to, or None if nothing has changed."""
        try:
            extensions = {"deadline": deadline}
            with self._client.stream(
                "GET", url, headers=headers, follow_redirects=False, extensions=extensions
            ) as response:
                if response.has_redirect_location:
                    onward = str(httpx.URL(url).join(response.headers["location"]))
                    return _Onward(onward, response.status_code in FOR_GOOD)
                if response.status_code == HTTPStatus.NOT_MODIFIED and headers:
                    return None
                return self._read(response, url, shown)
        except httpx.InvalidURL as error:
            raise Refused("not an address", shown, str(error).lower(), hint=HINT) from error
        except NotPublic as error:
            raise Refused("not opened", shown, f"{error} is not a public address", hint=PRIVATE_HINT) from error
        except TooSlow as error:
            raise Unread("could not fetch", shown, f"it took longer than {limit:g} s") from error
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise Unread("could not fetch", shown, "no answer in time") from error
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpx.HTTPError,
            ssl.SSLError,
            OSError,
            ValueError,
        ) as error:
            raise Unread("could not fetch", shown, _cause(error)) from error

    def _read(self, response: httpx.Response, url: str, shown: str) -> Fetched:
        if response.status_code != HTTPStatus.OK:
            raise _refused(response.status_code, response.headers.get("retry-after", ""), shown)
        declared = response.headers.get("content-type", "")
        media_type = _media_type(declared)
        if media_type and media_type not in READABLE and not media_type.endswith(("+xml", "+json")):
            hint = "Give a page, a text or a feed."
            raise SourceError("not an article", shown, f"it is {media_type}", hint=hint)
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding != "identity" and coding not in CODINGS:
            # "gzip, gzip" would multiply what a small answer can swell to.
            raise SourceError("could not fetch", shown, f"it is encoded as {coding[:40]!r}, which was not asked for")
        packed = self._bounded(response.iter_raw(65536), shown)
        content = b"".join(self._bounded(_inflated(packed, coding, self._largest), shown))
        charset = charset_in(declared)
        validators = Validators(response.headers.get("etag"), response.headers.get("last-modified"))
        return Fetched(url, content, media_type, charset, validators)

    def _bounded(self, chunks: Iterable[bytes], shown: str) -> Iterator[bytes]:
        """The chunks, as long as they are no more than the largest page, packed or not."""
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > self._largest:
                raise too_large(shown)
            yield chunk


def _conditions(unless: Validators | None) -> dict[str, str]:
    headers = {}
    if unless and unless.etag:
        headers["If-None-Match"] = unless.etag
    if unless and unless.last_modified:
        headers["If-Modified-Since"] = unless.last_modified
    return headers


def _inflated(chunks: Iterable[bytes], coding: str, largest: int) -> Iterator[bytes]:
    """The chunks without their compression, each no bigger than one byte over ``largest``: a bomb stops there."""
    if coding == "identity":
        yield from chunks
        return
    inflater = zlib.decompressobj(CODINGS[coding])
    started = False
    for chunk in chunks:
        try:
            yield from _opened(inflater, chunk, largest)
        except zlib.error as error:
            if started or coding != "deflate":
                raise ValueError("its compression is broken") from error
            # Some servers mean the bare format by "deflate", without zlib's header.
            inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                yield from _opened(inflater, chunk, largest)
            except zlib.error:
                raise ValueError("its compression is broken") from error
        started = True
        if inflater.eof:
            return  # as browsers do: what follows the end is nothing of the page
    raise ValueError("it ends too early")


def _opened(inflater: Inflater, chunk: bytes, largest: int) -> Iterator[bytes]:
    yield inflater.decompress(chunk, largest + 1)
    while inflater.unconsumed_tail:
        yield inflater.decompress(inflater.unconsumed_tail, largest + 1)


class Inflater(Protocol):
    """What is used of zlib's decompressor, whose type has no name."""

    @property
    def unconsumed_tail(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def _media_type(content_type: str) -> str:
    """The type in a Content-Type header, or "" if it declares none."""
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type) else ""


def _refused(status: int, retry_after: str, shown: str) -> SourceError:
    """The error about an answer other than 200. A page that is gone (410) does not come back; any other may."""
    cause = f"the server answers {_status(status)}"
    if status == HTTPStatus.GONE:
        return Gone("could not fetch", shown, cause)
    return Unread("could not fetch", shown, cause, after=_pause(retry_after), status=status)


def _pause(retry_after: str) -> timedelta:
    """How long a Retry-After header asks to wait, in seconds or until a time (RFC 9110, 10.2.3); at most a day."""
    words = retry_after.strip()
    if words.isdecimal() and words.isascii():
        pause = timedelta(seconds=int(words[:6]))
    else:
        try:
            until = parsedate_to_datetime(words)
            pause = (until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            return timedelta(0)
    return min(max(pause, timedelta(0)), timedelta(days=1))


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _cause(error: BaseException) -> str:
    """Why, in words: httpx and httpcore repeat what the system said, number and all."""
    words = " ".join(str(error).split())
    if words and not words.startswith("["):
        return words[:200]
    inner: BaseException | None = error
    while inner is not None and not isinstance(inner, OSError):
        inner = inner.__cause__ or inner.__context__
    return cause_of(inner or error)[:200]
