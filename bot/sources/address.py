"""Web addresses: which may be opened, and which two are one."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.domain.errors import SourceError

PORTS = {"http": 80, "https": 443}
LONGEST = 2048
TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|yclid|twclid|at_\w+|cmpid|ocid|ns_\w+)"
)
BAD_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
HINT = "Give a public address that begins with http:// or https://."
PRIVATE_HINT = "Newsdesk opens public addresses only; whoever runs it can allow a host of your own network."

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_address(locator: str) -> bool:
    """Whether ``locator`` means a web address rather than a path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", locator) is not None


def allowed(url: str, *, private: frozenset[str] = frozenset()) -> str:
    """``url`` if it may be asked for: http or https, a host, no credentials, the usual port unless the host is in
    ``private``. Where its name leads is checked when the connection is made.

    Raises: SourceError otherwise; its text holds no credentials.
    """
    shown = without_credentials(url)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SourceError("not an address", shown, str(error), hint=HINT) from error
    if parts.scheme not in PORTS:
        raise SourceError("not an address", shown, "only http and https are opened", hint=HINT)
    if parts.username is not None or parts.password is not None:
        raise SourceError("not opened", shown, "it holds a user name or a password", hint="Leave them out.")
    if not host or len(url) > LONGEST or BAD_CHARACTERS.search(url):
        raise SourceError("not an address", shown[:200], "it is malformed", hint=HINT)
    if port not in (None, 80, 443) and host not in private:
        raise SourceError("not opened", shown, f"port {port} is not one of the web's", hint=PRIVATE_HINT)
    return url


def without_credentials(url: str) -> str:
    """``url`` as it may be shown."""
    return re.sub(r"(://)[^/?#]*@", r"\1", url)


def canonical(url: str) -> str | None:
    """The form in which two addresses of one page are equal, or None if ``url`` is no web address.

    Host in lower case, no default port, no fragment, no parameters that only track the reader.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not host or parts.username is not None or len(url) > LONGEST:
        return None
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != PORTS[parts.scheme]:
        place = f"{place}:{port}"
    query = parts.query
    if any(TRACKING.fullmatch(key.lower()) for key, _ in parse_qsl(query, keep_blank_values=True)):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(key, value) for key, value in pairs if not TRACKING.fullmatch(key.lower())])
    return urlunsplit((parts.scheme, place, parts.path or "/", query, ""))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and so is every IPv4 address that it carries inside."""
    try:
        parsed: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = [parsed.ipv4_mapped, parsed.sixtofour, *(parsed.teredo or ())]
        if parsed in NAT64:
            inner.append(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF))
        if parsed.ipv4_mapped is not None:
            return is_public(str(parsed.ipv4_mapped))
        if not all(is_public(str(each)) for each in inner if each is not None):
            return False
    return parsed.is_global and not (
        parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified or parsed.is_private
    )
