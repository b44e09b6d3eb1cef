"""Whose words an article has: which names and addresses are one outlet. Pure."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)
_VIEW = re.compile(r"(?:www\d?|m|mobile|amp)\.(?=[\w-]+\.)")
"""What stands before a site's host for another look at the same pages."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose an article is. ``key`` is its outlet's name without case and space or, without a name, its site; ``site``
    is the host that it stands at. Both are "" if they are not known.
    """

    key: str = ""
    site: str = ""

    @property
    def is_known(self) -> bool:
        return self.key != ""

    def is_one(self, other: Whose) -> bool:
        """Whether both may be one outlet: by name or by site. Words of nobody known (a copy on a disk) are of any."""
        same = self.key == other.key or (self.site != "" and self.site == other.site)
        return same or not (self.is_known and other.is_known)


NOBODY = Whose()


def whose(outlet: str | None, url: str | None) -> Whose:
    """Whose an article of this outlet at this address is."""
    site = _site(_host(url)) if url else ""
    name = "".join(unicodedata.normalize("NFKC", outlet or "").casefold().split())
    return Whose((_site(name) if _HOST.fullmatch(name) else name) or site, site)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _site(host: str) -> str:
    """The site at a host; an address or a bare name of a network is a machine, on which anybody's words may lie."""
    if "." not in host:
        return ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _VIEW.sub("", host, count=1) if _VIEW.match(host) else host
    return ""
