"""Words of strangers as every database takes them."""

from __future__ import annotations

from typing import TypeVar

_Words = TypeVar("_Words", str, str | None)


def wordable(words: _Words) -> _Words:
    """``words`` without NUL and without halves of surrogate pairs, which PostgreSQL and UTF-8 refuse."""
    return words if words is None else words.replace("\0", "").encode(errors="replace").decode()
