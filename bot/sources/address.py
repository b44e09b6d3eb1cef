"""Web addresses: which may be opened, and which two are one."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.sources.networks import Allowed
from bot.sources.networks import is_public as is_public
from bot.sources.unread import Refused

PORTS = {"http": 80, "https": 443}
LONGEST = 2048
TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|yclid|twclid|at_\w+|cmpid|ocid|ns_\w+)"
)
BAD_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")
HINT = "Give a public address that begins with http:// or https://."
PRIVATE_HINT = (
    "Newsdesk opens public addresses only; whoever runs it can allow a host of your own network: library.allowed_hosts."
)


def is_address(locator: str) -> bool:
    """Whether ``locator`` means a web address rather than a path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", locator) is not None


NONE_PRIVATE = Allowed()


def allowed(url: str, *, private: Allowed = NONE_PRIVATE) -> str:
    """``url`` if it may be asked for: http or https, a host, no credentials, the usual port unless the host is one of
    ``private``. Where its name leads is checked when the connection is made.

    Raises: Refused otherwise; its text holds no credentials.
    """
    shown = without_credentials(url)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("not an address", shown, str(error), hint=HINT) from error
    if parts.scheme not in PORTS:
        raise Refused("not an address", shown, "only http and https are opened", hint=HINT)
    if parts.username is not None or parts.password is not None:
        raise Refused("not opened", shown, "it holds a user name or a password", hint="Leave them out.")
    if not host or len(url) > LONGEST or BAD_CHARACTERS.search(url):
        raise Refused("not an address", shown[:200], "it is malformed", hint=HINT)
    if port not in (None, 80, 443) and not private.host(host):
        raise Refused("not opened", shown, f"port {port} is not one of the web's", hint=PRIVATE_HINT)
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
