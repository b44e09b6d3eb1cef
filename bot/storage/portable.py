"""Text that every database takes, whatever somebody sent: no NUL, no half of a surrogate pair."""

from __future__ import annotations

from hashlib import blake2b
from typing import TypeVar

LONGEST_KEY = 200

_Words = TypeVar("_Words", str, str | None)


def ascii_of(text: str) -> str:
    """``text`` with everything but ASCII written as its escape."""
    return text.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")


def key_of(text: str) -> str:
    """A key for ``text``: its ASCII, or what stands for it where that is longer than ``LONGEST_KEY``."""
    key = ascii_of(text)
    return key if len(key) <= LONGEST_KEY else blake2b(key.encode(), digest_size=32).hexdigest()


def wordable(words: _Words) -> _Words:
    """``words`` without NUL and without halves of surrogate pairs, which PostgreSQL and UTF-8 refuse."""
    return words if words is None else words.replace("\0", "").encode(errors="replace").decode()
